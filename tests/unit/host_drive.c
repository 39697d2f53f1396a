/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "host/image/drive.h"
#include "tests/unit/test.h"

static int add(struct drives *drives, enum role flag, const char *path,
	       int label, char reason[256])
{
	struct image image = { .path = path, .roles = label };
	struct text why;

	text_init(&why, reason, 256);
	return drive_add(drives, flag, &image, &why);
}

int main(void)
{
	struct drives drives = { 0 };
	char reason[256];

	CHECK(add(&drives, ROLE_APP, "a", ROLE_DATA, reason) == -EINVAL);
	CHECK_STR(reason, "use a as app: its label says gva-data");
	CHECK(add(&drives, ROLE_APP, "a", ROLE_APP | ROLE_OUT, reason) == 0);
	CHECK(add(&drives, ROLE_OUT, "o\n", ROLE_OUT, reason) == -EINVAL);
	CHECK_STR(reason, "use o\\x0a as out: another image is already "
		  "gva-out");
	CHECK(drives.count == 1);
	/* Without a label it is what the flag says. */
	CHECK(add(&drives, ROLE_DATA, "d", 0, reason) == 0);
	CHECK(drives.count == 2 && drives.list[1].roles == ROLE_DATA);
	CHECK(drives_roles(&drives) == (ROLE_APP | ROLE_DATA | ROLE_OUT));
	CHECK(drives_with(&drives, ROLE_OUT) == &drives.list[0]);
	CHECK(drives_with(&drives, ROLE_DATA) == &drives.list[1]);
	CHECK(add(&drives, ROLE_ROOT, "r", ROLE_ROOT, reason) == 0);
	CHECK(!drives.list[2].writable);
	CHECK_STR(drives.list[0].path, "a");
	return test_end();
}
