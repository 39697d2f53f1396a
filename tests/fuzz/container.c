/* SPDX-License-Identifier: MIT */
/* What is in an archive that may be a container image: the bytes are three
 * JSONs with a NUL after each: an index or manifest.json, then what an @ in
 * it, and in the next, stands for the digest of. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/base/reason.h"
#include "host/pack/container.h"
#include "tests/fuzz/fuzz.h"

enum { PARTS = 3, PART_MAX = 8192 };

struct part {
	char bytes[PART_MAX];
	struct text text;
	char digest[2 * DIGEST_SIZE + 1];
};

/* The part with its @s as the digest of the one that it names. */
static void fill(struct part *part, const char *bytes, size_t length,
		 const char *digest)
{
	struct text hex;
	unsigned char sum[DIGEST_SIZE];

	text_init(&part->text, part->bytes, sizeof(part->bytes));
	for (size_t i = 0; i < length; i++)
		if (bytes[i] == '@')
			text_put(&part->text, digest);
		else
			text_put_bytes(&part->text, bytes + i, 1);
	digest_of(part->bytes, part->text.length, sum);
	text_init(&hex, part->digest, sizeof(part->digest));
	text_put_hex(&hex, sum, sizeof(sum));
}

static void put(int fd, const char *name, const struct text *text)
{
	char head[1024] = { 0 };
	size_t padded = (text->length + 511) / 512 * 512;
	unsigned sum = 0;

	(void)snprintf(head, sizeof(head), "%s", name);
	(void)snprintf(head + 100, 8, "0000644");
	(void)snprintf(head + 124, 12, "%011zo", text->length);
	memset(head + 148, ' ', 8);
	head[156] = '0';
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)head[i];
	(void)snprintf(head + 148, 8, "%06o", sum);
	MUST(write(fd, head, 512) == 512);
	memset(head, 0, sizeof(head));
	MUST(write(fd, text->bytes, text->length) == (ssize_t)text->length);
	MUST(write(fd, head, padded - text->length) ==
	     (ssize_t)(padded - text->length));
}

static void find(int fd)
{
	const struct blobs blobs = { "fuzz", fd, false };
	struct container container;
	struct reason reason;
	struct text *why = reason_init(&reason);

	MUST(container_is(&blobs, why) == 1);
	if (container_find(&blobs, NULL, &container, why) < 0) {
		MUST(why->length > 0 && !container.layers);
		return;
	}
	MUST(container.config && container.count > 0);
	for (size_t i = 0; i < container.count; i++)
		MUST(container.layers[i].name[0]);
	container_free(&container);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct part parts[PARTS + 1];
	const char *at[PARTS];
	size_t lengths[PARTS], done = 0;
	char name[128];

	for (int i = 0; i < PARTS; i++) {
		at[i] = (const char *)bytes + done;
		lengths[i] = strnlen(at[i], length - done);
		done += lengths[i] + (done + lengths[i] < length);
	}
	for (int i = PARTS - 1; i >= 0; i--)
		fill(&parts[i], at[i], lengths[i], parts[i + 1].digest);
	for (int saved = 0; saved < 2; saved++) {
		int fd = memfd_create("fuzz", MFD_CLOEXEC);

		MUST(fd >= 0);
		put(fd, saved ? "manifest.json" : "index.json", &parts[0].text);
		for (int i = 1; i < PARTS; i++) {
			(void)snprintf(name, sizeof(name), "blobs/sha256/%s",
				       parts[i].digest);
			put(fd, name, &parts[i].text);
		}
		find(fd);
		(void)close(fd);
	}
	return 0;
}
