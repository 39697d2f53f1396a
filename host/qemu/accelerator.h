/* SPDX-License-Identifier: MIT */
/* accelerator: what executes the guest's instructions, and why that one. */
#ifndef GVA_HOST_QEMU_ACCELERATOR_H
#define GVA_HOST_QEMU_ACCELERATOR_H

#include <stdint.h>

#include "contract/text.h"

enum accelerator { ACCELERATOR_KVM, ACCELERATOR_TCG };

struct acceleration {
	enum accelerator accelerator;
	bool chosen_by_us; /* "auto": another may be tried */
	char reason[256];  /* "/dev/kvm is missing" */
};

/* accelerator_word: "kvm" or "tcg". */
const char *accelerator_word(enum accelerator accelerator);
/* accelerator_choose: `wish` is "kvm", "tcg" or "auto".  -EINVAL: no such
 * word; -ENODEV: kvm was asked for and cannot be had, the reason in `ret`. */
int accelerator_choose(const char *wish, bool qemu_has_kvm,
		       struct acceleration *ret);
/* accelerator_fall_back: to TCG, as the KVM that can be opened runs nothing;
 * `said` is what QEMU said of it. */
void accelerator_fall_back(struct acceleration *acceleration,
			   struct span said);
/* tsc_khz: the rate of the host's time stamp counter, which TCG hands to its
 * guest, measured over 10 ms.  -ENOTSUP: the host has none. */
int tsc_khz(uint64_t *ret_khz);

#endif
