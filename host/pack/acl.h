/* SPDX-License-Identifier: MIT */
/* acl: POSIX ACLs of an archive's entry as the extended attributes that the
 * kernel has them in (include/uapi/linux/posix_acl_xattr.h). */
#ifndef GVA_HOST_PACK_ACL_H
#define GVA_HOST_PACK_ACL_H

#include <archive_entry.h>
#include <sys/types.h>

#include "contract/text.h"

/* acl_put: adds what the entry has to a list of xattrs.h.  One that names a
 * user or a group by name alone is left out: who that is, is the image's to
 * say.  `mode`: the kernel has the mask for the rights of the group, and
 * libarchive what the ACL grants that group. */
void acl_put(struct text *list, struct archive_entry *entry, mode_t *mode);

#endif
