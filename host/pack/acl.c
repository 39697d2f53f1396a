/* SPDX-License-Identifier: MIT */
#include "host/pack/acl.h"

#include <archive.h>
#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>

#include "host/pack/acl_form.h"
#include "host/pack/xattrs.h"

static uint16_t tag_of(int tag)
{
	switch (tag) {
	case ARCHIVE_ENTRY_ACL_USER_OBJ:
		return ACL_USER_OBJ;
	case ARCHIVE_ENTRY_ACL_USER:
		return ACL_USER;
	case ARCHIVE_ENTRY_ACL_GROUP_OBJ:
		return ACL_GROUP_OBJ;
	case ARCHIVE_ENTRY_ACL_GROUP:
		return ACL_GROUP;
	case ARCHIVE_ENTRY_ACL_MASK:
		return ACL_MASK;
	case ARCHIVE_ENTRY_ACL_OTHER:
		return ACL_OTHER;
	default:
		return 0;
	}
}

/* The kernel wants them by tag, and those of one tag by number. */
static int by_tag(const void *a, const void *b)
{
	const struct acl_line *one = a, *two = b;

	if (one->tag != two->tag)
		return le16toh(one->tag) < le16toh(two->tag) ? -1 : 1;
	return le32toh(one->id) < le32toh(two->id) ? -1 :
	       le32toh(one->id) > le32toh(two->id);
}

static void put_one(struct text *list, struct archive_entry *entry, int type,
		    const char *attribute, mode_t *mode)
{
	struct acl acl = { .version = htole32(ACL_VERSION) };
	int found, rights, tag, id;
	const char *name;
	size_t count = 0;
	mode_t mask = *mode;
	bool named = false;

	if ((archive_entry_acl_types(entry) & type) == 0 ||
	    archive_entry_acl_reset(entry, type) == 0)
		return;
	while (archive_entry_acl_next(entry, type, &found, &rights, &tag, &id,
				      &name) == ARCHIVE_OK) {
		uint16_t ours = tag_of(tag);
		bool numbered = ours == ACL_USER || ours == ACL_GROUP;

		if (ours == 0 || count == ACL_MAX || (numbered && id < 0))
			return;
		named |= numbered || ours == ACL_MASK;
		if (ours == ACL_MASK)
			mask = (mask & ~(mode_t)070) |
			       (mode_t)(rights & 7) << 3;
		acl.lines[count++] = (struct acl_line){
			htole16(ours), htole16((uint16_t)(rights & 7)),
			htole32(numbered ? (uint32_t)id : UINT32_MAX),
		};
	}
	/* Without any of these it is the mode again. */
	if (count == 0 || (!named && type == ARCHIVE_ENTRY_ACL_TYPE_ACCESS))
		return;
	qsort(acl.lines, count, sizeof(*acl.lines), by_tag);
	xattrs_put(list, attribute, &acl,
		   sizeof(acl.version) + count * sizeof(*acl.lines));
	*mode = mask;
}

void acl_put(struct text *list, struct archive_entry *entry, mode_t *mode)
{
	mode_t unused = 0;

	put_one(list, entry, ARCHIVE_ENTRY_ACL_TYPE_ACCESS,
		"system.posix_acl_access", mode);
	put_one(list, entry, ARCHIVE_ENTRY_ACL_TYPE_DEFAULT,
		"system.posix_acl_default", &unused);
}
