# SPDX-License-Identifier: MIT
# Targets: `make help`.  Everything is built below $(BUILD); kernel, BusyBox,
# e2fsprogs and their sources are cached in ${XDG_CACHE_HOME:-~/.cache}/gva.

BUILD = build
PREFIX = /usr/local
DESTDIR =

# A ready kernel (a bzImage or PVH vmlinux) instead of building one:
#	make KERNEL=FILE
KERNEL =

CC = gcc
MUSL_CC = musl-gcc
CPPFLAGS = -D_GNU_SOURCE -iquote .
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Werror
CFLAGS = -std=c11 -O2 -g $(WARNINGS)
INIT_CFLAGS = -std=c11 -Os -ffunction-sections -fdata-sections $(WARNINGS)
INIT_LDFLAGS = -static -Wl,--gc-sections -s
HOST_LIBS = -lext2fs -lcom_err -lcjson -larchive -lz

CONTRACT = $(sort $(wildcard contract/*.c))
INIT = $(sort $(wildcard init/*.c init/*/*.c))
HOST = $(sort $(wildcard host/*.c host/*/*.c))

# An object lies below the folder of its kind of build, by the path of its
# source; next to it what it was made from, as the compiler saw it.
OBJECTS = $(BUILD)/objects
objects = $(patsubst %.c,$(OBJECTS)/$(1)/%.o,$(2))

LIB = $(BUILD)/lib/gva
PROFILES = $(patsubst qemu/%,$(LIB)/profiles/%,$(wildcard qemu/*.conf))
KERNEL_FILES = $(LIB)/vmlinux $(LIB)/bzImage

all: appliance
appliance: $(BUILD)/bin/gva $(LIB)/command $(LIB)/initramfs.cpio $(LIB)/tools.cpio $(PROFILES) \
	$(BUILD)/kernel.stamp

# DEPS=install installs the Debian packages that are missing; without it they
# are named, and nothing is built.
DEPS =
deps:
	@scripts/deps $(PURPOSES) $(DEPS)
PURPOSES = build,run

$(OBJECTS)/host/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bin/gva: $(call objects,host,$(HOST) $(CONTRACT))
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ $(HOST_LIBS)

# musl-gcc sees no kernel headers: they come in behind everything else.
UAPI = $(BUILD)/uapi
$(UAPI)/.made:
	@mkdir -p $(UAPI)
	ln -sfn /usr/include/linux $(UAPI)/linux
	ln -sfn /usr/include/$$($(CC) -print-multiarch)/asm $(UAPI)/asm
	ln -sfn /usr/include/asm-generic $(UAPI)/asm-generic
	@touch $@

$(OBJECTS)/init/%.o: %.c $(UAPI)/.made Makefile
	@mkdir -p $(@D)
	$(MUSL_CC) $(CPPFLAGS) $(INIT_CFLAGS) -idirafter $(UAPI) -MMD -MP -c -o $@ $<

$(BUILD)/init: $(call objects,init,$(INIT) $(CONTRACT))
	$(MUSL_CC) $(INIT_CFLAGS) -o $@ $^ $(INIT_LDFLAGS)

$(LIB)/initramfs.cpio: $(BUILD)/init $(shell find rootfs -type f) \
		scripts/busybox scripts/cache scripts/cpio scripts/initramfs scripts/source
	@mkdir -p $(@D)
	busybox=$$(scripts/busybox) && \
		scripts/initramfs $(BUILD)/init "$$busybox" $@

# The script of a job that is a command line.
$(LIB)/command: rootfs/command.c Makefile
	@mkdir -p $(@D)
	$(MUSL_CC) $(CPPFLAGS) $(INIT_CFLAGS) -o $@ $< $(INIT_LDFLAGS)

# e2fsck and mke2fs, to be appended to the initramfs where they are needed.
$(LIB)/tools.cpio: rootfs/tools.mtree \
		scripts/e2fsprogs scripts/cache scripts/cpio scripts/source
	@mkdir -p $(@D)
	tools=$$(scripts/e2fsprogs) && scripts/cpio rootfs/tools.mtree "$$tools" $@

$(LIB)/profiles/%.conf: qemu/%.conf
	@mkdir -p $(@D)
	cp $< $@

# Changes when KERNEL does.
$(BUILD)/kernel.wanted: FORCE
	@mkdir -p $(@D)
	@echo '$(KERNEL)' | cmp -s - $@ || echo '$(KERNEL)' >$@

$(BUILD)/kernel.stamp: $(wildcard kernel-config/*.config kernel-config/*.patch) scripts/kernel \
		scripts/source $(BUILD)/kernel.wanted $(KERNEL)
	@mkdir -p $(LIB)
	scripts/install-kernel $(LIB) $(KERNEL)
	@touch $@


# Tests ----------------------------------------------------------------------

SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
TEST_CFLAGS = -std=c11 -O1 -g $(WARNINGS) $(SANITIZE)
HOST_PURE = $(filter-out host/main.c,$(HOST))
UNIT = $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/*.c))
FUZZ = $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
NS_STANDINS = $(filter-out init/machine/script_root.c,$(wildcard init/machine/*.c))
FUZZ_SECONDS = 60

$(OBJECTS)/sanitized/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/host.a: $(call objects,sanitized,$(HOST_PURE) $(CONTRACT))
	@mkdir -p $(@D)
	rm -f $@ && ar rc $@ $^

# The command with sanitizers, for what is to be hostile to it.
$(BUILD)/tests/gva: $(OBJECTS)/sanitized/host/main.o $(BUILD)/tests/host.a
	$(CC) $(TEST_CFLAGS) -o $@ $^ $(HOST_LIBS)

$(BUILD)/tests/unit/%: $(OBJECTS)/sanitized/tests/unit/%.o $(BUILD)/tests/host.a
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LINK) -o $@ $^ $(HOST_LIBS)
# With a clock, a QEMU and an image of the test's own.
$(BUILD)/tests/unit/host_supervise: private LINK = -Wl,--wrap=clock_ns,--wrap=poll,--wrap=qemu_process_kill,--wrap=qemu_process_wait,--wrap=image_probe

# What PID 1 decides by, and no more than that.
INIT_PURE = init/base/listing_take.c init/base/passed.c init/base/patience.c \
	init/base/traffic.c init/job/next_script.c init/out/plan.c \
	init/process/tail.c
$(filter $(BUILD)/tests/unit/init_%,$(UNIT)): $(BUILD)/tests/unit/%: \
		$(OBJECTS)/sanitized/tests/unit/%.o \
		$(call objects,sanitized,$(INIT_PURE) $(CONTRACT))
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LINK) -o $@ $^
$(BUILD)/tests/unit/init_ending: $(call objects,sanitized,init/base/ending.c)
$(BUILD)/tests/unit/init_ending: private LINK = -Wl,--wrap=fstatvfs

$(BUILD)/tests/fuzz/%: $(OBJECTS)/sanitized/tests/fuzz/%.o \
		$(OBJECTS)/sanitized/tests/fuzz/replay.o $(BUILD)/tests/host.a
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -o $@ $^ $(HOST_LIBS)

# Lies in out images; the wrapper is for its control, see its main.c.
FUZZ_IMAGES = $(BUILD)/tests/fuzz-images
$(FUZZ_IMAGES): $(call objects,sanitized,$(wildcard tests/fuzz/images/*.c)) \
		$(BUILD)/tests/host.a
	$(CC) $(TEST_CFLAGS) -Wl,--wrap=reader_verify -o $@ $^ $(HOST_LIBS)

# PID 1 with folders in the place of disks.
$(BUILD)/tests/init-ns: $(call objects,init,$(filter-out $(NS_STANDINS),$(INIT)) \
		$(CONTRACT) tests/ns/directories.c)
	@mkdir -p $(@D)
	$(MUSL_CC) $(INIT_CFLAGS) -Wl,--wrap=syncfs -o $@ $^ $(INIT_LDFLAGS)

ABI = $(wildcard tests/vm/abi_*.c)
ABUSE = $(wildcard tests/vm/abuse_*.c)
NO_END = tests/vm/no_end.c
VM_PROGRAMS = $(patsubst tests/vm/%.c,$(BUILD)/tests/vm/%,\
	$(filter-out $(ABI) $(ABUSE) $(NO_END),$(wildcard tests/vm/*.c)))
$(BUILD)/tests/vm/abi: $(ABI) tests/vm/abi.h
$(BUILD)/tests/vm/abi: private MORE = $(ABI)
$(BUILD)/tests/vm/abuse: $(ABUSE) tests/vm/abuse.h
$(BUILD)/tests/vm/abuse: private MORE = $(ABUSE)
$(BUILD)/tests/vm/x86_64_v2: private MARCH = -march=x86-64-v2
$(BUILD)/tests/vm/%: tests/vm/%.c $(UAPI)/.made
	@mkdir -p $(@D)
	$(MUSL_CC) $(CPPFLAGS) -std=c11 -O2 $(MARCH) $(WARNINGS) -idirafter $(UAPI) \
		-static -o $@ $< $(MORE)

# A PID 1 that cannot end the machine.
$(BUILD)/tests/vm/no-end/init: $(call objects,init,$(INIT) $(CONTRACT) $(NO_END))
	@mkdir -p $(@D)
	$(MUSL_CC) $(INIT_CFLAGS) -o $@ $^ -Wl,--wrap=reboot -Wl,--wrap=fork \
		$(INIT_LDFLAGS)
$(BUILD)/tests/vm/no-end.cpio: $(BUILD)/tests/vm/no-end/init $(LIB)/initramfs.cpio
	busybox=$$(scripts/busybox) && scripts/initramfs $< "$$busybox" $@

# What a power cut leaves; and a PID 1 that makes nothing durable.
CRASH = $(BUILD)/tests/crash/replay $(BUILD)/tests/crash/no-sync.cpio
CRASH_SOURCES = $(filter-out tests/crash/no_sync.c,$(sort $(wildcard tests/crash/*.c)))
$(BUILD)/tests/crash/replay: $(call objects,sanitized,$(CRASH_SOURCES) $(CONTRACT))
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -o $@ $^ -lext2fs -lcom_err

NO_SYNC = -Wl,--wrap=syncfs -Wl,--wrap=fsync -Wl,--wrap=mount -Wl,--wrap=umount2
$(BUILD)/tests/crash/init: $(call objects,init,$(INIT) $(CONTRACT) tests/crash/no_sync.c)
	@mkdir -p $(@D)
	$(MUSL_CC) $(INIT_CFLAGS) -o $@ $^ $(NO_SYNC) $(INIT_LDFLAGS)
$(BUILD)/tests/crash/no-sync.cpio: $(BUILD)/tests/crash/init $(LIB)/initramfs.cpio
	busybox=$$(scripts/busybox) && scripts/initramfs $< "$$busybox" $@

MANDELBROT = $(BUILD)/examples/mandelbrot
EXAMPLES = $(MANDELBROT)/.made

TEST_PROGRAMS = $(UNIT) $(addprefix $(BUILD)/tests/fuzz/,$(FUZZ)) \
	$(BUILD)/tests/gva $(FUZZ_IMAGES) \
	$(BUILD)/tests/init-ns $(VM_PROGRAMS) $(BUILD)/tests/vm/no-end.cpio $(CRASH) $(EXAMPLES)
RINGS = lint unit fuzz ns host vm crash

# Every test; ends with "N passed, N failed".
check:
	@$(MAKE) --no-print-directory deps PURPOSES=build,run,check DEPS=$(DEPS)
	@$(MAKE) --no-print-directory appliance test-programs
	@tests/run $(RINGS)
test-programs: $(TEST_PROGRAMS)

# Every state of every workload, every fault, and the table of docs/crash.md.
crash:
	@$(MAKE) --no-print-directory deps PURPOSES=build,run,check DEPS=$(DEPS)
	@$(MAKE) --no-print-directory appliance $(CRASH)
	@tests/crash/all

# Faults planted one at a time, and docs/mutants.md: who notices them.
# MUTANTS="host/ order" for those whose names hold one of these words.
MUTANTS =
mutants:
	@$(MAKE) --no-print-directory deps PURPOSES=build,run,check DEPS=$(DEPS)
	@$(MAKE) --no-print-directory appliance test-programs
	@tests/mutants/run -b $(BUILD) $(MUTANTS)

# A name of tests/fuzz at a time, each for FUZZ_SECONDS, by libFuzzer; then
# out images with structures that lie.
fuzz:
	@scripts/deps build,fuzz,check $(DEPS)
	@for target in $(FUZZ); do \
		tests/fuzz/run $$target $(FUZZ_SECONDS) $(BUILD) || exit 1; done
	@$(MAKE) --no-print-directory fuzz-images

# FUZZ_SEED chooses others; one in FUZZ_REPAIR runs is repaired in a machine.
FUZZ_SEED = 1
FUZZ_REPAIR = 500
fuzz-images: appliance $(FUZZ_IMAGES)
	@tests/fuzz/run_images $(BUILD) $(FUZZ_SECONDS) $(FUZZ_SEED) $(FUZZ_REPAIR)

# Figures, no verdicts.
$(BUILD)/tests/bench_init: tests/bench_init.c
	@mkdir -p $(@D)
	$(MUSL_CC) $(CPPFLAGS) -std=c11 -Os $(WARNINGS) -static -s -o $@ $<
bench: deps appliance $(BUILD)/tests/bench_init
	@tests/bench
	@tests/bench_containment

# Many boots on each profile; every one must end with its verdict.
SOAK_BOOTS = 1000
soak: deps appliance $(BUILD)/tests/vm/abuse
	@tests/soak $(SOAK_BOOTS)

# Examples -------------------------------------------------------------------

$(MANDELBROT)/.made: $(wildcard examples/mandelbrot/* examples/mandelbrot/*/*)
	@rm -rf $(MANDELBROT) && mkdir -p $(@D)
	cp -R examples/mandelbrot/. $(MANDELBROT)
	@mkdir -p $(MANDELBROT)/bin
	$(MUSL_CC) -std=c11 -O2 $(WARNINGS) -static -s -o $(MANDELBROT)/bin/mandelbrot \
		examples/mandelbrot/mandelbrot.c
	@touch $@
examples: $(EXAMPLES)

# Builds the appliance and runs a first job in it.
demo:
	@scripts/demo announce
	@$(MAKE) --no-print-directory deps DEPS=$(DEPS)
	@$(MAKE) --no-print-directory --silent appliance
	@scripts/demo run $(BUILD)

# Installing -----------------------------------------------------------------

install: appliance
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/gva/profiles \
		$(foreach s,1 5 8,$(DESTDIR)$(PREFIX)/share/man/man$(s))
	install -m 755 $(BUILD)/bin/gva $(DESTDIR)$(PREFIX)/bin/gva
	install -m 644 $(LIB)/vmlinux $(LIB)/bzImage $(LIB)/initramfs.cpio \
		$(LIB)/tools.cpio $(DESTDIR)$(PREFIX)/lib/gva/
	install -m 755 $(LIB)/command $(DESTDIR)$(PREFIX)/lib/gva/
	install -m 644 $(PROFILES) $(DESTDIR)$(PREFIX)/lib/gva/profiles/
	$(foreach s,1 5 8,install -m 644 $(wildcard man/*.$(s)) \
		$(DESTDIR)$(PREFIX)/share/man/man$(s)/;)

clean:
	rm -rf $(BUILD)

help:
	@echo 'make                the appliance: gva, kernel, initramfs, tools, in build/'
	@echo 'make demo           builds it and runs examples/licenses'
	@echo 'make check          all tests; RINGS="unit ns" for some of them'
	@echo 'make crash          power cuts, faults of disks, kill -9: all of them; docs/crash.md'
	@echo 'make mutants        plants faults, and looks which tests notice; docs/mutants.md'
	@echo 'make soak           SOAK_BOOTS boots on each machine profile'
	@echo 'make bench          figures: time, sizes, smallest memory'
	@echo 'make fuzz           FUZZ_SECONDS for each fuzz target'
	@echo 'make fuzz-images    the last of these: out images that lie'
	@echo 'make install        into PREFIX (/usr/local)'
	@echo 'make clean          removes build/; the cache of what was built from sources stays'
	@echo 'With DEPS=install the Debian packages that are missing are installed.'
	@echo 'KERNEL=FILE uses a ready kernel; KERNEL_SRC=, BUSYBOX_SRC=, E2FSPROGS_SRC='
	@echo 'unpacked sources.'

# What the compiler found out about headers; objects are kept from make to make.
-include $(shell find $(OBJECTS) -name '*.d' 2>/dev/null)

FORCE:
.SECONDARY:
.PHONY: FORCE all appliance deps check test-programs crash mutants fuzz fuzz-images bench soak examples demo \
	install clean help
.DELETE_ON_ERROR:
