/* SPDX-License-Identifier: MIT */
/* ext2: libext2fs and its messages, behind contract/superblock.h: ext2fs.h
 * makes macros of two names in it, of the same values. */
#ifndef GVA_HOST_IMAGE_EXT2_H
#define GVA_HOST_IMAGE_EXT2_H

#include "contract/superblock.h"

#include <et/com_err.h>
#include <ext2fs/ext2fs.h>

#endif
