/* SPDX-License-Identifier: MIT */
#include "contract/digest.h"

#include <string.h>

/* FIPS 180-4, 4.2.2: fractional parts of the cube roots of the primes. */
static const uint32_t round_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t word, unsigned count)
{
	return word >> count | word << (32 - count);
}

static void expand_block(const unsigned char *block, uint32_t words[64])
{
	for (size_t i = 0; i < 16; i++)
		words[i] = (uint32_t)block[4 * i] << 24 |
			   (uint32_t)block[4 * i + 1] << 16 |
			   (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (size_t i = 16; i < 64; i++) {
		uint32_t near = words[i - 2], far = words[i - 15];

		words[i] = words[i - 16] + words[i - 7] +
			   (rotate(far, 7) ^ rotate(far, 18) ^ far >> 3) +
			   (rotate(near, 17) ^ rotate(near, 19) ^ near >> 10);
	}
}

static void digest_block(struct digest *digest)
{
	uint32_t words[64], s[8];

	expand_block(digest->block, words);
	memcpy(s, digest->state, sizeof(s));
	for (size_t i = 0; i < 64; i++) {
		uint32_t choose = (s[4] & s[5]) ^ (~s[4] & s[6]);
		uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^
				    (s[1] & s[2]);
		uint32_t sum1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^
				rotate(s[4], 25);
		uint32_t sum0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^
				rotate(s[0], 22);
		uint32_t first = s[7] + sum1 + choose + round_constants[i] +
				 words[i];

		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] += first;
		s[0] = first + sum0 + majority;
	}
	for (size_t i = 0; i < 8; i++)
		digest->state[i] += s[i];
}

void digest_init(struct digest *digest)
{
	/* FIPS 180-4, 5.3.3. */
	static const uint32_t start[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(digest->state, start, sizeof(start));
	digest->length = 0;
}

void digest_update(struct digest *digest, const void *bytes, size_t length)
{
	const unsigned char *from = bytes;

	while (length > 0) {
		size_t used = digest->length % sizeof(digest->block);
		size_t part = sizeof(digest->block) - used;

		if (part > length)
			part = length;
		memcpy(digest->block + used, from, part);
		digest->length += part;
		from += part;
		length -= part;
		if (used + part == sizeof(digest->block))
			digest_block(digest);
	}
}

void digest_final(struct digest *digest, unsigned char ret[DIGEST_SIZE])
{
	static const unsigned char padding[64] = { 0x80 };
	uint64_t bits = digest->length * 8;
	size_t used = digest->length % 64;
	unsigned char tail[8];

	for (size_t i = 0; i < 8; i++)
		tail[i] = (unsigned char)(bits >> (56 - 8 * i));
	digest_update(digest, padding, used < 56 ? 56 - used : 120 - used);
	digest_update(digest, tail, sizeof(tail));
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		ret[i] = (unsigned char)(digest->state[i / 4] >>
					 (24 - 8 * (i % 4)));
}

void digest_of(const void *bytes, size_t length,
	       unsigned char ret[DIGEST_SIZE])
{
	struct digest digest;

	digest_init(&digest);
	digest_update(&digest, bytes, length);
	digest_final(&digest, ret);
}
