/* SPDX-License-Identifier: MIT */
/* digest: SHA-256 (FIPS 180-4), so that records and status blocks can be
 * checked with sha256sum.  Written here because PID 1 links nothing but libc. */
#ifndef GVA_CONTRACT_DIGEST_H
#define GVA_CONTRACT_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32 };

struct digest {
	uint32_t state[8];
	uint64_t length;
	unsigned char block[64];
};

void digest_init(struct digest *digest);
void digest_update(struct digest *digest, const void *bytes, size_t length);
void digest_final(struct digest *digest, unsigned char ret[DIGEST_SIZE]);
/* digest_of: all three steps for bytes that are at hand. */
void digest_of(const void *bytes, size_t length,
	       unsigned char ret[DIGEST_SIZE]);

#endif
