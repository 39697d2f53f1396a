/* SPDX-License-Identifier: MIT */
#include "host/pack/xattrs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

#include "host/pack/acl_form.h"

enum { XATTR_NAME_MAX = 255 };

static bool is_taken(const char *name)
{
	return strncmp(name, "user.", 5) == 0 ||
	       strcmp(name, "security.capability") == 0 ||
	       strcmp(name, "system.posix_acl_access") == 0 ||
	       strcmp(name, "system.posix_acl_default") == 0;
}

/* Whether ext4 and the kernel can have it. */
static bool can_be(const char *name, const void *value, size_t length)
{
	size_t suffix = strlen(strchr(name, '.') + 1);

	if (suffix == 0 || suffix > XATTR_NAME_MAX || length > XATTRS_MAX)
		return false;
	return strncmp(name, "system.", 7) != 0 || acl_is_one(value, length);
}

void xattrs_put(struct text *list, const char *name, const void *value,
		size_t length)
{
	uint32_t length32 = (uint32_t)length;

	if (!is_taken(name))
		return;
	if (!can_be(name, value, length)) {
		list->cut = true;
		return;
	}
	text_put_bytes(list, name, strlen(name) + 1);
	text_put_bytes(list, (const char *)&length32, sizeof(length32));
	text_put_bytes(list, value, length);
}

/* The next of a list. */
static bool take(struct span *list, const char **ret_name,
		 struct span *ret_value)
{
	uint32_t length;
	size_t head;

	if (list->length == 0)
		return false;
	*ret_name = list->bytes;
	head = strlen(list->bytes) + 1;
	memcpy(&length, list->bytes + head, sizeof(length));
	head += sizeof(length);
	*ret_value = (struct span){ list->bytes + head, length };
	list->bytes += head + length;
	list->length -= head + length;
	return true;
}

static int read_value(const char *path, const char *name, struct text *list)
{
	char *value;
	ssize_t length;

	if (!is_taken(name))
		return 0;
	value = malloc(XATTRS_MAX);
	if (!value)
		return -ENOMEM;
	length = lgetxattr(path, name, value, XATTRS_MAX);
	if (length >= 0)
		xattrs_put(list, name, value, (size_t)length);
	free(value);
	/* ENODATA: it went meanwhile, as if it had never been. */
	return length < 0 && errno != ENODATA ? -errno : 0;
}

int xattrs_read(const char *path, struct text *list)
{
	char names[XATTRS_MAX];
	ssize_t length = llistxattr(path, names, sizeof(names));
	int err = 0;

	if (length < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (ssize_t at = 0; at < length && !err;
	     at += (ssize_t)strlen(names + at) + 1)
		err = read_value(path, names + at, list);
	return err < 0 ? err : list->cut ? -E2BIG : 0;
}

errcode_t xattrs_set(ext2_filsys fs, ext2_ino_t ino, struct span list)
{
	struct ext2_xattr_handle *handle;
	const char *name;
	struct span value;
	errcode_t code, closed;

	if (list.length == 0)
		return 0;
	code = ext2fs_xattrs_open(fs, ino, &handle);
	if (code)
		return code;
	code = ext2fs_xattrs_read(handle);
	while (!code && take(&list, &name, &value))
		code = ext2fs_xattr_set(handle, name, value.bytes,
					value.length);
	closed = ext2fs_xattrs_close(&handle);
	return code ? code : closed;
}
