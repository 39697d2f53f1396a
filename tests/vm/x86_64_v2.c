/* SPDX-License-Identifier: MIT */
/* x86_64_v2: built for x86-64-v2, this asks the CPU for each feature of that
 * level (System V ABI, AMD64, "micro-architecture levels"), and uses them. */
#include <cpuid.h>
#include <nmmintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <tmmintrin.h>

static int asked(void)
{
	unsigned a, b, c = 0, d;
	const unsigned wanted = bit_SSE3 | bit_SSSE3 | bit_CMPXCHG16B |
				bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT;

	if (!__get_cpuid(1, &a, &b, &c, &d) || (c & wanted) != wanted) {
		(void)printf("cpuid 1: ecx %08x, wanted %08x\n", c, wanted);
		return 0;
	}
	if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(c & bit_LAHF_LM)) {
		(void)printf("cpuid 80000001: ecx %08x\n", c);
		return 0;
	}
	return 1;
}

static int used(void)
{
	_Alignas(16) volatile __int128 wide = 5;
	volatile uint64_t bits = UINT64_C(0xf0f0);
	__m128i bytes = _mm_shuffle_epi8(_mm_set1_epi32(0x01020304),
					 _mm_setzero_si128());

	if (!__sync_bool_compare_and_swap(&wide, 5, 7) || wide != 7)
		return 0;
	if (_mm_popcnt_u64(bits) != 8 || _mm_crc32_u8(0, 'a') != 0x93ad1061)
		return 0;
	return _mm_extract_epi8(bytes, 9) == 4;
}

int main(void)
{
	if (!asked())
		return 1;
	if (!used()) {
		(void)printf("a feature gave a wrong result\n");
		return 2;
	}
	(void)printf("x86-64-v2\n");
	return 0;
}
