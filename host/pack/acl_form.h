/* SPDX-License-Identifier: MIT */
/* acl_form: POSIX ACLs as the kernel has them in an extended attribute.
 * Source: linux/posix_acl.h, linux/posix_acl_xattr.h. */
#ifndef GVA_HOST_PACK_ACL_FORM_H
#define GVA_HOST_PACK_ACL_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ACL_VERSION = 2,
	ACL_USER_OBJ = 0x01, ACL_USER = 0x02, ACL_GROUP_OBJ = 0x04,
	ACL_GROUP = 0x08, ACL_MASK = 0x10, ACL_OTHER = 0x20,
	ACL_MAX = 512, /* entries; ext4 has room for fewer */
};

struct acl_line {
	uint16_t tag;
	uint16_t rights;
	uint32_t id;
};

struct acl {
	uint32_t version;
	struct acl_line lines[ACL_MAX];
};

/* acl_is_one: whether a value has this form. */
bool acl_is_one(const void *value, size_t length);

#endif
