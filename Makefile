# SPDX-License-Identifier: MIT
# Targets: `make help`.  Everything is built below $(BUILD); kernel, BusyBox
# and their sources are cached in ${XDG_CACHE_HOME:-~/.cache}/gva.

BUILD = build
PREFIX = /usr/local
DESTDIR =

# A ready kernel (a bzImage or PVH vmlinux) instead of building one:
#	make KERNEL=FILE
KERNEL =

CC = gcc
MUSL_CC = musl-gcc
CPPFLAGS = -D_GNU_SOURCE
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Werror
CFLAGS = -std=c11 -O2 -g $(WARNINGS)
INIT_CFLAGS = -std=c11 -Os -ffunction-sections -fdata-sections $(WARNINGS)
INIT_LDFLAGS = -static -Wl,--gc-sections -s
HOST_LIBS = -lext2fs -lcom_err -lcjson

CONTRACT = $(sort $(wildcard contract/*.c))
INIT = $(sort $(wildcard init/*.c))
HOST = $(sort $(wildcard host/*.c))
HEADERS = $(wildcard contract/*.h init/*.h host/*.h)

LIB = $(BUILD)/lib/gva
PROFILES = $(patsubst qemu/%,$(LIB)/profiles/%,$(wildcard qemu/*.conf))
KERNEL_FILES = $(LIB)/vmlinux $(LIB)/bzImage

all: deps $(BUILD)/bin/gva $(BUILD)/init appliance
appliance: $(LIB)/initramfs.cpio $(PROFILES) $(BUILD)/kernel.stamp

deps:
	@scripts/deps build $(DEPS)

$(BUILD)/bin/gva: $(HOST) $(CONTRACT) $(HEADERS) Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ \
		$(HOST) $(CONTRACT) $(HOST_LIBS)

# musl-gcc sees no kernel headers: they come in behind everything else.
UAPI = $(BUILD)/uapi
$(UAPI)/.made:
	@mkdir -p $(UAPI)
	ln -sfn /usr/include/linux $(UAPI)/linux
	ln -sfn /usr/include/$$($(CC) -print-multiarch)/asm $(UAPI)/asm
	ln -sfn /usr/include/asm-generic $(UAPI)/asm-generic
	@touch $@

$(BUILD)/init: $(INIT) $(CONTRACT) $(HEADERS) $(UAPI)/.made Makefile
	$(MUSL_CC) $(CPPFLAGS) $(INIT_CFLAGS) -idirafter $(UAPI) -o $@ \
		$(INIT) $(CONTRACT) $(INIT_LDFLAGS)

$(LIB)/initramfs.cpio: $(BUILD)/init $(wildcard rootfs/*) \
		scripts/busybox scripts/initramfs scripts/source
	@mkdir -p $(@D)
	busybox=$$(scripts/busybox) && \
		scripts/initramfs $(BUILD)/init "$$busybox" $@

$(LIB)/profiles/%.conf: qemu/%.conf
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/kernel.stamp: $(wildcard kernel-config/*) scripts/kernel scripts/source
	@mkdir -p $(LIB)
	scripts/install-kernel $(LIB) $(KERNEL)
	@touch $@

clean:
	rm -rf $(BUILD)

.PHONY: all appliance deps clean
.DELETE_ON_ERROR:

# Tests ----------------------------------------------------------------------

SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
TEST_CFLAGS = -std=c11 -O1 -g $(WARNINGS) $(SANITIZE)
HOST_PURE = $(filter-out host/main.c,$(HOST))
UNIT = $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/*.c))
FUZZ = $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
NS_STANDINS = init/disks.c init/mounts.c init/job_tree.c init/guest.c \
	init/status_block.c
FUZZ_SECONDS = 60

$(BUILD)/tests/host.a: $(HOST_PURE) $(CONTRACT) $(HEADERS) Makefile
	@mkdir -p $(BUILD)/tests/host.o
	cd $(BUILD)/tests/host.o && rm -f *.o && for file in $(HOST_PURE) $(CONTRACT); do \
		$(CC) $(CPPFLAGS) $(TEST_CFLAGS) \
			-c -o "$$(echo "$$file" | tr / _).o" "$(CURDIR)/$$file" || exit 1; \
	done
	rm -f $@ && ar rc $@ $(BUILD)/tests/host.o/*.o

$(BUILD)/tests/unit/%: tests/unit/%.c tests/unit/test.h $(BUILD)/tests/host.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(TEST_CFLAGS) -o $@ $< $(BUILD)/tests/host.a $(HOST_LIBS)

$(BUILD)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c tests/fuzz/fuzz.h $(BUILD)/tests/host.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(TEST_CFLAGS) -o $@ $< tests/fuzz/replay.c \
		$(BUILD)/tests/host.a $(HOST_LIBS)

$(BUILD)/tests/init-ns: $(INIT) $(CONTRACT) $(HEADERS) tests/ns/directories.c $(UAPI)/.made Makefile
	@mkdir -p $(@D)
	$(MUSL_CC) $(CPPFLAGS) $(INIT_CFLAGS) -idirafter $(UAPI) -o $@ \
		$(filter-out $(NS_STANDINS),$(INIT)) tests/ns/directories.c \
		$(CONTRACT) $(INIT_LDFLAGS)
