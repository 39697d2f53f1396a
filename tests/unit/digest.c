/* SPDX-License-Identifier: MIT */
/* Test vectors: FIPS 180-4 examples (NIST, "SHA256.pdf"), and the million. */
#include "contract/digest.h"
#include "contract/text.h"
#include "tests/unit/test.h"

static void check(const char *bytes, const char *wanted)
{
	unsigned char digest[DIGEST_SIZE];
	char hex[2 * DIGEST_SIZE + 1];
	struct text text;

	digest_of(bytes, strlen(bytes), digest);
	text_init(&text, hex, sizeof(hex));
	text_put_hex(&text, digest, sizeof(digest));
	CHECK_STR(hex, wanted);
}

/* All at once and byte by byte are the same, around every block boundary. */
static void bytes_given_singly_have_the_digest_of_the_whole(void)
{
	char bytes[200];
	unsigned char whole[DIGEST_SIZE], pieced[DIGEST_SIZE];

	memset(bytes, 'x', sizeof(bytes));
	for (size_t length = 0; length <= sizeof(bytes); length++) {
		struct digest digest;

		digest_of(bytes, length, whole);
		digest_init(&digest);
		for (size_t i = 0; i < length; i++)
			digest_update(&digest, bytes + i, 1);
		digest_final(&digest, pieced);
		CHECK(memcmp(whole, pieced, sizeof(whole)) == 0);
	}
}

static void a_million_letters_have_their_known_digest(void)
{
	static const unsigned char wanted[4] = { 0xcd, 0xc7, 0x6e, 0x5c };
	unsigned char result[DIGEST_SIZE];
	struct digest digest;

	digest_init(&digest);
	for (int i = 0; i < 100000; i++)
		digest_update(&digest, "aaaaaaaaaa", 10);
	digest_final(&digest, result);
	CHECK(memcmp(result, wanted, sizeof(wanted)) == 0);
}

int main(void)
{
	check("", "e3b0c44298fc1c149afbf4c8996fb924"
		  "27ae41e4649b934ca495991b7852b855");
	check("abc", "ba7816bf8f01cfea414140de5dae2223"
		     "b00361a396177a9cb410ff61f20015ad");
	check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	      "248d6a61d20638b8e5c026930c3e6039"
	      "a33ce45964ff2167f6ecedd419db06c1");
	bytes_given_singly_have_the_digest_of_the_whole();
	a_million_letters_have_their_known_digest();
	return test_end();
}
