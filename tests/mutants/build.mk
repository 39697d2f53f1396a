# SPDX-License-Identifier: MIT
# What a planted fault needs to be built, an object a file, so that one changed
# file costs seconds.  Flags and lists of files are those of the Makefile; the
# compilers' warnings are not looked at.  For tests/mutants/run, in a copy of
# the tree:
#	make -f tests/mutants/build.mk mutant-RING[/NAME]...
include Makefile

M = $(BUILD)/mutants
objects = $(patsubst %.c,$(M)/$(1)/%.o,$(2))

$(M)/init/%.o: %.c | $(UAPI)/.made
	@mkdir -p $(@D)
	$(MUSL_CC) $(CPPFLAGS) $(INIT_CFLAGS) -w -MMD -idirafter $(UAPI) \
		-c -o $@ $<
$(M)/host/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -w -MMD -c -o $@ $<
$(M)/test/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(TEST_CFLAGS) -w -MMD -c -o $@ $<

$(M)/contract.a: $(call objects,test,$(CONTRACT))
$(M)/host.a: $(call objects,test,$(HOST_PURE) $(CONTRACT))
$(M)/%.a:
	rm -f $@ && ar rcT $@ $^

# Those of the contract are linked without the host's files.
$(M)/unit/host_%: $(M)/test/tests/unit/host_%.o $(M)/host.a
	@mkdir -p $(@D) $(BUILD)/tests/unit
	$(CC) $(TEST_CFLAGS) -o $@ $^ $(HOST_LIBS)
	cp $@ $(BUILD)/tests/unit/
$(M)/unit/%: $(M)/test/tests/unit/%.o $(M)/contract.a
	@mkdir -p $(@D) $(BUILD)/tests/unit
	$(CC) $(TEST_CFLAGS) -o $@ $^
	cp $@ $(BUILD)/tests/unit/
$(M)/fuzz/%: $(M)/test/tests/fuzz/%.o $(M)/test/tests/fuzz/replay.o $(M)/host.a
	@mkdir -p $(@D) $(BUILD)/tests/fuzz
	$(CC) $(TEST_CFLAGS) -o $@ $^ $(HOST_LIBS)
	cp $@ $(BUILD)/tests/fuzz/

$(M)/gva: $(call objects,host,$(HOST) $(CONTRACT))
	@mkdir -p $(BUILD)/bin
	$(CC) $(CFLAGS) -o $(BUILD)/bin/gva $^ $(HOST_LIBS)
	@touch $@
$(M)/test-gva: $(M)/test/host/main.o $(M)/host.a
	@mkdir -p $(BUILD)/tests
	$(CC) $(TEST_CFLAGS) -o $(BUILD)/tests/gva $^ $(HOST_LIBS)
	@touch $@

$(M)/initramfs: $(call objects,init,$(INIT) $(CONTRACT))
	@mkdir -p $(LIB)
	$(MUSL_CC) $(INIT_CFLAGS) -o $(BUILD)/init $^ $(INIT_LDFLAGS)
	scripts/initramfs $(BUILD)/init "$$(scripts/busybox)" \
		$(LIB)/initramfs.cpio
	@touch $@
$(M)/init-ns: $(call objects,init,$(filter-out $(NS_STANDINS),$(INIT)) \
		tests/ns/directories.c $(CONTRACT))
	@mkdir -p $(BUILD)/tests
	$(MUSL_CC) $(INIT_CFLAGS) -o $(BUILD)/tests/init-ns $^ $(INIT_LDFLAGS)
	@touch $@
$(M)/no-sync: $(call objects,init,$(INIT) $(CONTRACT) tests/crash/no_sync.c)
	@mkdir -p $(BUILD)/tests/crash
	$(MUSL_CC) $(INIT_CFLAGS) -o $(M)/no-sync-init $^ $(NO_SYNC) \
		$(INIT_LDFLAGS)
	scripts/initramfs $(M)/no-sync-init "$$(scripts/busybox)" \
		$(BUILD)/tests/crash/no-sync.cpio
	@touch $@
$(M)/replay: $(call objects,test,$(CRASH_SOURCES) $(CONTRACT))
	@mkdir -p $(BUILD)/tests/crash
	$(CC) $(TEST_CFLAGS) -o $(BUILD)/tests/crash/replay $^ -lext2fs -lcom_err
	@touch $@

mutant-unit/%: $(M)/unit/% ;
mutant-fuzz/%: $(M)/fuzz/% ;
mutant-host: $(M)/test-gva
mutant-ns: $(M)/initramfs $(M)/init-ns
mutant-vm: $(M)/gva $(M)/initramfs $(PROFILES)
mutant-crash: $(M)/gva $(M)/initramfs $(M)/no-sync $(M)/replay $(PROFILES)
.PHONY: mutant-host mutant-ns mutant-vm mutant-crash
.PRECIOUS: $(M)/%.o $(M)/unit/% $(M)/fuzz/%
.SECONDARY:

-include $(shell find $(M) -name '*.d' 2>/dev/null)
