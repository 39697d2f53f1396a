/* SPDX-License-Identifier: MIT */
/* fuzz: the entry of every fuzz target, as libFuzzer names it.  `make fuzz`
 * links libFuzzer behind it, `make check` replay.c over the kept corpus. */
#ifndef GVA_TESTS_FUZZ_H
#define GVA_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What must hold whatever the bytes are; a failure is a crash. */
#define MUST(expr) do { if (!(expr)) abort(); } while (0)

#endif
