/* SPDX-License-Identifier: MIT */
#include "host/pack/acl_form.h"

#include <endian.h>
#include <string.h>

bool acl_is_one(const void *value, size_t length)
{
	struct acl acl = { 0 };
	size_t count;

	if (length < sizeof(acl.version) || length > sizeof(acl))
		return false;
	memcpy(&acl, value, length);
	count = (length - sizeof(acl.version)) / sizeof(*acl.lines);
	if (le32toh(acl.version) != ACL_VERSION || count == 0 ||
	    sizeof(acl.version) + count * sizeof(*acl.lines) != length)
		return false;
	for (size_t i = 0; i < count; i++) {
		uint16_t tag = le16toh(acl.lines[i].tag);

		if (tag == 0 || tag > ACL_OTHER || (tag & (tag - 1)) != 0)
			return false;
	}
	return true;
}
