/* SPDX-License-Identifier: MIT */
#include "accelerator.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"

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

int tsc_khz(uint64_t *ret_khz)
{
#ifdef __x86_64__
	const struct timespec pause = { 0, 10 * 1000 * 1000 };
	uint64_t start_ns = clock_ns(), start = __builtin_ia32_rdtsc();
	uint64_t ticks, ns;

	(void)nanosleep(&pause, NULL); /* a shorter one is as good */
	ticks = __builtin_ia32_rdtsc() - start;
	ns = clock_ns() - start_ns;
	*ret_khz = ticks * 1000000 / ns;
	return 0;
#else
	(void)ret_khz;
	return -ENOTSUP;
#endif
}
