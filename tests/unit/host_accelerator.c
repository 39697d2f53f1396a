/* SPDX-License-Identifier: MIT */
#include "host/qemu/accelerator.h"

#include <errno.h>

#include "tests/unit/test.h"

static void a_wish_is_met_or_refused_with_its_reason(void)
{
	struct acceleration choice;

	CHECK(accelerator_choose("fast", true, &choice) == -EINVAL);
	CHECK(accelerator_choose("tcg", true, &choice) == 0);
	CHECK(choice.accelerator == ACCELERATOR_TCG && !choice.chosen_by_us);
	CHECK_STR(choice.reason, "asked for");
	CHECK(accelerator_choose("kvm", false, &choice) == -ENODEV);
	CHECK_STR(choice.reason, "this QEMU was built without KVM");
	CHECK(accelerator_choose("auto", false, &choice) == 0);
	CHECK(choice.accelerator == ACCELERATOR_TCG);
}

/* Only what nobody asked for by name may be replaced. */
static void a_fall_back_tells_the_first_line_of_qemu(void)
{
	struct acceleration choice = { ACCELERATOR_KVM, true, "" };
	char line[2 * sizeof(choice.reason)];

	accelerator_fall_back(&choice, span_of("no MSR\x1b[2J\nsecond\n"));
	CHECK(choice.accelerator == ACCELERATOR_TCG && !choice.chosen_by_us);
	CHECK_STR(choice.reason, "KVM failed: no MSR\\x1b[2J");
	accelerator_fall_back(&choice, (struct span){ NULL, 0 });
	CHECK_STR(choice.reason, "KVM failed");
	memset(line, 'x', sizeof(line));
	accelerator_fall_back(&choice, (struct span){ line, sizeof(line) });
	CHECK(strlen(choice.reason) == sizeof(choice.reason) - 1);
}

int main(void)
{
	a_wish_is_met_or_refused_with_its_reason();
	a_fall_back_tells_the_first_line_of_qemu();
	return test_end();
}
