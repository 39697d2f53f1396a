/* SPDX-License-Identifier: MIT */
#include "host/qemu/accelerator.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/base/clock.h"


enum { TSC_TRIES = 16 };

const char *accelerator_word(enum accelerator accelerator)
{
	return accelerator == ACCELERATOR_KVM ? "kvm" : "tcg";
}

/* Why KVM cannot be had, into `reason`; false when it can. */
static bool kvm_missing(bool qemu_has_kvm, char *reason, size_t size)
{
	int fd;

	if (!qemu_has_kvm) {
		(void)snprintf(reason, size, "this QEMU was built without KVM");
		return true;
	}
	fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (fd >= 0) {
		(void)close(fd); /* nothing was done with it */
		return false;
	}
	if (errno == ENOENT)
		(void)snprintf(reason, size, "/dev/kvm is missing");
	else
		(void)snprintf(reason, size, "/dev/kvm: %s", strerror(errno));
	return true;
}

int accelerator_choose(const char *wish, bool qemu_has_kvm,
		       struct acceleration *ret)
{
	bool want_kvm = strcmp(wish, "kvm") == 0;

	ret->accelerator = ACCELERATOR_TCG;
	ret->chosen_by_us = strcmp(wish, "auto") == 0;
	if (strcmp(wish, "tcg") == 0) {
		(void)snprintf(ret->reason, sizeof(ret->reason), "asked for");
		return 0;
	}
	if (!want_kvm && !ret->chosen_by_us)
		return -EINVAL;
	if (kvm_missing(qemu_has_kvm, ret->reason, sizeof(ret->reason)))
		return want_kvm ? -ENODEV : 0;
	ret->accelerator = ACCELERATOR_KVM;
	(void)snprintf(ret->reason, sizeof(ret->reason), "%s",
		       want_kvm ? "asked for" : "/dev/kvm can be used");
	return 0;
}

void accelerator_fall_back(struct acceleration *acceleration,
			   struct span said)
{
	struct span line = { NULL, 0 };
	struct text reason;

	(void)span_line(&said, &line); /* the first tells most */
	text_init(&reason, acceleration->reason,
		  sizeof(acceleration->reason));
	text_put(&reason, "KVM failed");
	/* Cut rather than lost. */
	for (size_t i = 0; i < line.length && !reason.cut; i++) {
		if (i == 0)
			text_put(&reason, ": ");
		text_put_escaped(&reason, line.bytes + i, 1);
	}
	acceleration->accelerator = ACCELERATOR_TCG;
	acceleration->chosen_by_us = false;
}

#ifdef __x86_64__
struct reading {
	uint64_t ns;
	uint64_t ticks;
};

/* Both clocks at one instant: of some tries the one that took the shortest
 * time, as this process may lose its CPU between the two. */
static struct reading read_clocks(void)
{
	struct reading best = { 0 };
	uint64_t shortest = UINT64_MAX;

	for (int i = 0; i < TSC_TRIES; i++) {
		uint64_t before = clock_ns(), ticks = __builtin_ia32_rdtsc();
		uint64_t took = clock_ns() - before;

		if (took >= shortest)
			continue;
		shortest = took;
		best = (struct reading){ before + took / 2, ticks };
	}
	return best;
}

int tsc_khz(uint64_t *ret_khz)
{
	const struct timespec pause = { 0, 10 * 1000 * 1000 };
	struct reading start = read_clocks(), end;

	(void)nanosleep(&pause, NULL); /* a shorter one is as good */
	end = read_clocks();
	*ret_khz = (end.ticks - start.ticks) * 1000000 / (end.ns - start.ns);
	return 0;
}
#else
int tsc_khz(uint64_t *ret_khz)
{
	(void)ret_khz;
	return -ENOTSUP;
}
#endif
