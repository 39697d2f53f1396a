# SPDX-License-Identifier: MIT
# What the tests of a ring need to be built, for tests/mutants/run in a copy of
# the tree; how, stands in the Makefile.  Warnings are not looked at.
#	make -f tests/mutants/build.mk WARNINGS=-w mutant-RING[/NAME]...
include Makefile

# A unit test of a file of the contract is linked without the host's files,
# which take a minute to compile.
CONTRACT_UNITS = $(filter $(notdir $(CONTRACT:.c=)),$(notdir $(UNIT)))
$(addprefix mutant-unit/,$(CONTRACT_UNITS)): mutant-unit/%: \
		$(OBJECTS)/sanitized/tests/unit/%.o \
		$(call objects,sanitized,$(CONTRACT))
	@mkdir -p $(BUILD)/tests/unit
	$(CC) $(TEST_CFLAGS) -o $(BUILD)/tests/unit/$* $^
mutant-unit/%: $(BUILD)/tests/unit/% ;
mutant-fuzz/%: $(BUILD)/tests/fuzz/% ;
mutant-host: $(BUILD)/tests/gva
mutant-ns: $(LIB)/initramfs.cpio $(BUILD)/tests/init-ns
mutant-vm: $(BUILD)/bin/gva $(LIB)/initramfs.cpio $(PROFILES)
mutant-crash: mutant-vm $(CRASH)
.PHONY: mutant-host mutant-ns mutant-vm mutant-crash
.SECONDARY:
