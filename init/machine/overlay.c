/* SPDX-License-Identifier: MIT */
#include "init/machine/overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/machine/mounts.h"
#include "init/machine/role_place.h"
#include "init/machine/script_root.h"

struct sides {
	const char *where;
	const char *lower; /* the lower side of a combined image, read-only */
	const char *upper, *work;
	const char *own_lost_found; /* of the upper side */
};

static const struct sides app_sides = {
	"/app", "/gva/lower", TREE_UPPER, TREE_WORK,
	TREE_UPPER "/" TREE_LOST_FOUND,
};
static const struct sides root_sides = {
	SCRIPT_ROOT, "/gva/lower-root", TREE_ROOT_UPPER, TREE_ROOT_WORK,
	TREE_ROOT_UPPER "/" TREE_LOST_FOUND,
};

/* What makes an overlay behave as one file system (Linux Documentation/
 * filesystems/overlayfs.rst): a folder of the image can be renamed; names that
 * are hard links stay one file, and a file keeps its inode number, when it is
 * written to; a script need not be copied to be moved or to change its mode.
 * The attributes that say so can be set by full privilege alone, and lead
 * nowhere but into the image. */
static const char like_one_disk[] =
	"redirect_dir=on,index=on,metacopy=on,xino=on";

/* An empty lost+found in the root is its file system's, no part of what was
 * packed.  Once only: what scripts make of the name is theirs. */
static void hide_lost_found(const struct boot *boot, enum role role,
			    const struct sides *sides, int fd)
{
	if (role_place_disk(boot, role)->roles == (int)role &&
	    faccessat(boot->out.fd, sides->own_lost_found, F_OK,
		      AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
		/* One that holds something stays. */
		(void)unlinkat(fd, TREE_LOST_FOUND, AT_REMOVEDIR);
}

static void put_options(const struct sides *sides, const char *lower,
			const char *out, struct text *text)
{
	text_put(text, "lowerdir=");
	text_put(text, lower);
	text_put(text, ",upperdir=");
	text_put(text, out);
	text_put(text, "/");
	text_put(text, sides->upper);
	text_put(text, ",workdir=");
	text_put(text, out);
	text_put(text, "/");
	text_put(text, sides->work);
	text_put(text, ",");
	text_put(text, like_one_disk);
}

/* -errno, or the descriptor. */
static int mount_sides(struct boot *boot, enum role role,
		       const struct sides *sides)
{
	char lower[MOUNT_PATH_SIZE], out[MOUNT_PATH_SIZE];
	char options[6 * MOUNT_PATH_SIZE];
	struct text text;
	int fd, err = 0;

	role_place_root(boot, role, lower);
	role_place_root(boot, ROLE_OUT, out);
	if (role_place_disk(boot, role) == boot->disks.out) {
		err = mounts_bind(&boot->mounts, lower, sides->lower,
				  MS_RDONLY | MS_NODEV);
		text_init(&text, lower, sizeof(lower));
		text_put(&text, sides->lower);
	}
	text_init(&text, options, sizeof(options));
	put_options(sides, lower, out, &text);
	if (err == 0)
		err = mounts_add(&boot->mounts, "overlay", sides->where,
				 "overlay", MS_NODEV, options);
	if (err < 0)
		return err;
	fd = open(sides->where, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int overlay_mount(struct boot *boot, enum role role, int *ret_fd)
{
	const struct sides *sides = role == ROLE_ROOT ? &root_sides :
							&app_sides;
	int fd = mount_sides(boot, role, sides);

	/* The upper side knows the root that it was made for. */
	if (fd == -ESTALE)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out", role == ROLE_ROOT ?
				 "it was begun with another root image; give "
				 "that one, or an out image of its own" :
				 "it was begun with another app image; give that "
				 "one, or an out image of its own");
	if (fd < 0)
		return boot_fail_mount(boot, sides->where, fd);
	hide_lost_found(boot, role, sides, fd);
	*ret_fd = fd;
	return 0;
}
