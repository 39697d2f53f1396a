/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/qemu/profile.h"
#include "tests/unit/test.h"

#define COMPLETE \
	"MACHINE=q35,usb=off\nKERNEL=vmlinux\nACCEL_KVM=kvm\nACCEL_TCG=tcg\n" \
	"CPU_KVM=host\nCPU_TCG=qemu64,-svm\nDISK_DEVICE=d\nRNG_DEVICE=r\n" \
	"POWER_OFF=shutdown\n"

static void a_whole_profile_is_taken(void)
{
	char bytes[256];
	struct text why;
	struct profile profile;

	text_init(&why, bytes, sizeof(bytes));
	CHECK(profile_parse(span_of("# a comment\n\n" COMPLETE
				    "APPEND=a=b c=d"), &profile, &why) == 0);
	CHECK_STR(bytes, "");
	CHECK_STR(profile.values[PROFILE_MACHINE], "q35,usb=off");
	CHECK_STR(profile.values[PROFILE_APPEND], "a=b c=d");
	CHECK_STR(profile.values[PROFILE_FIRMWARE], "");
	CHECK(span_is(profile_machine(&profile), "q35"));
	CHECK(!profile_resets(&profile));
}

static void a_fault_of_a_profile_is_told_with_its_line(void)
{
	static const struct {
		const char *bytes;
		const char *reason;
	} rows[] = {
		{ "", "MACHINE is not set" },
		{ COMPLETE "COLOUR=red\n", "line 10: unknown key" },
		{ COMPLETE "machine=q35\n", "line 10: unknown key" },
		{ COMPLETE "CPU_KVM=max\n", "line 10: the key was set before" },
		{ "MACHINE\n", "line 1: no KEY=VALUE" },
		{ "\n MACHINE=q35\n", "line 2: unknown key" },
		{ "MACHINE=\n", "line 1: bad value, wanted: 1 to 255 bytes "
		  "(leave the line out for nothing)" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char bytes[256];
		struct text why;
		struct profile profile = { .values[0] = "untouched" };

		text_init(&why, bytes, sizeof(bytes));
		CHECK(profile_parse(span_of(rows[i].bytes), &profile, &why) ==
		      -EINVAL);
		CHECK_STR(bytes, rows[i].reason);
		CHECK_STR(profile.values[0], "untouched");
	}
}

static void a_value_that_does_not_fit_is_refused(void)
{
	char bytes[1024], reason[256];
	struct text why;
	struct profile profile;

	text_init(&why, reason, sizeof(reason));
	(void)snprintf(bytes, sizeof(bytes), "%sAPPEND=%0300d\n", COMPLETE, 0);
	CHECK(profile_parse(span_of(bytes), &profile, &why) == -EINVAL);
	text_init(&why, reason, sizeof(reason));
	CHECK(profile_parse((struct span){ "MACHINE=a\0b\n", 12 }, &profile,
			    &why) == -EINVAL);
	text_init(&why, reason, sizeof(reason));
	CHECK(profile_parse(span_of("MACHINE=q\nKERNEL=zImage\nACCEL_KVM=k\n"
				    "ACCEL_TCG=t\nCPU_KVM=h\nCPU_TCG=c\n"
				    "DISK_DEVICE=d\nRNG_DEVICE=r\n"
				    "POWER_OFF=reset\n"), &profile, &why) ==
	      -EINVAL);
	CHECK_STR(reason, "KERNEL: bad value, wanted: vmlinux or bzImage");
}

/* Those that are shipped. */
static void read_shipped(const char *name, struct profile *ret)
{
	const char *tests = getenv("TESTS");
	char path[512], reason[256];
	struct text why;

	text_init(&why, reason, sizeof(reason));
	(void)snprintf(path, sizeof(path), "%s/../qemu/%s.conf",
		       tests ? tests : "tests", name);
	CHECK(profile_read(path, ret, &why) == 0);
	CHECK_STR(reason, "");
	CHECK(span_is(profile_machine(ret), name));
}

static void the_profiles_that_are_shipped_are_good(void)
{
	char reason[256];
	struct text why;
	struct profile profile;

	read_shipped("q35", &profile);
	CHECK(!profile_resets(&profile));
	read_shipped("microvm", &profile);
	CHECK(profile_resets(&profile));
	text_init(&why, reason, sizeof(reason));
	CHECK(profile_read("nothing.conf", &profile, &why) == -ENOENT);
	CHECK_STR(reason, "No such file or directory");
}

int main(void)
{
	a_whole_profile_is_taken();
	a_fault_of_a_profile_is_told_with_its_line();
	a_value_that_does_not_fit_is_refused();
	the_profiles_that_are_shipped_are_good();
	return test_end();
}
