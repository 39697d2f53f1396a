/* SPDX-License-Identifier: MIT */
/* machine: how much memory a machine needs, and what of it scripts do not get.
 *
 * Each processor takes memory of its own: 2 MiB in an idle guest (free(1) with
 * 1, 8 and 16 of them), and more once it keeps free pages and objects at hand.
 * tests/vm/memory.sh holds these figures against real machines. */
#ifndef GVA_CONTRACT_MACHINE_H
#define GVA_CONTRACT_MACHINE_H

#include <stdint.h>

/* machine_least: bytes of a machine with so many processors in which PID 1
 * ends every job as it should, whatever scripts do; a multiple of 1 MiB. */
uint64_t machine_least(uint64_t cpus);
/* machine_kept: of the bytes that the kernel hands out, those that are kept
 * from scripts: enough to write a record and to power off while a script fills
 * all that it may have. At most `total`. */
uint64_t machine_kept(uint64_t total, uint64_t cpus);

#endif
