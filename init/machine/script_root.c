/* SPDX-License-Identifier: MIT */
#include "init/machine/script_root.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "init/base/sys.h"
#include "init/machine/mounts.h"

enum { LAID_SIZE = 4096, PATH_SIZE = 2 * WORKDIR_SIZE };

/* What is mounted there, for each script or here.  As long as a script runs it
 * cannot be removed or replaced. */
static const char *const places[] = {
	"proc", "sys", "dev", "tmp", "run", "app", "out", "data",
};

/* In the initramfs, and in /etc of the image. */
static const char *const laid[] = { "hosts", "resolv.conf", "hostname" };

const char *script_root_path(const struct boot *boot)
{
	return boot->disks.root ? SCRIPT_ROOT : "/";
}

static int fail(struct boot *boot, const char *what, int err)
{
	char object[64];
	struct text text;

	text_init(&text, object, sizeof(object));
	text_put(&text, "root image: /");
	text_put(&text, what);
	if (err == -ELOOP)
		return boot_fail(boot, VERDICT_BAD_IMAGE, object,
				 "it is a symbolic link, wanted: a folder");
	if (err == -ENOTDIR)
		return boot_fail(boot, VERDICT_BAD_IMAGE, object,
				 "it is no folder");
	/* An image whose folders are immutable, say. */
	if (err == -EPERM || err == -EACCES)
		return boot_fail_errno(boot, VERDICT_BAD_IMAGE, object, err);
	return boot_fail_mount(boot, object, err);
}

/* A folder of the image, or of its upper side, itself. */
static int open_place(int root, const char *name)
{
	int err = sys_make_dir(root, name);

	return err < 0 ? err : sys_open_beneath(root, name,
						O_RDONLY | O_DIRECTORY);
}

static int make_places(struct boot *boot, int root)
{
	size_t count = sizeof(places) / sizeof(places[0]);

	/* Without data its place is the scripts' own. */
	for (size_t i = 0; i < (boot->disks.data ? count : count - 1); i++) {
		int fd = open_place(root, places[i]);

		if (fd < 0)
			return fail(boot, places[i], fd);
		(void)close(fd); /* opened for reading */
	}
	return 0;
}

/* In the place of what the image has there: a file of the machine that it was
 * made on, an empty one, a link to what is not here. */
static int lay(int etc, const char *name)
{
	char from[32], bytes[LAID_SIZE];
	struct text path;
	size_t length;
	int err;

	text_init(&path, from, sizeof(from));
	text_put(&path, "/etc/");
	text_put(&path, name);
	err = sys_read_path(AT_FDCWD, from, bytes, sizeof(bytes), &length);
	if (err < 0)
		return err;
	if (unlinkat(etc, name, 0) < 0 && errno != ENOENT)
		return -errno;
	return sys_write_file(etc, name, bytes, length);
}

static int lay_files(struct boot *boot, int root)
{
	int err, etc = open_place(root, "etc");

	if (etc < 0)
		return fail(boot, "etc", etc);
	for (size_t i = 0; i < sizeof(laid) / sizeof(laid[0]); i++) {
		char path[32];
		struct text text;

		err = lay(etc, laid[i]);
		if (err == 0)
			continue;
		(void)close(etc); /* opened for reading */
		text_init(&text, path, sizeof(path));
		text_put(&text, "etc/");
		text_put(&text, laid[i]);
		return err == -EISDIR ?
			boot_fail(boot, VERDICT_BAD_IMAGE, "root image: /etc",
				  "hosts, resolv.conf or hostname is a folder") :
			fail(boot, path, err);
	}
	(void)close(etc); /* opened for reading */
	return 0;
}

/* Their places are known to be folders, and nothing runs yet. */
static int bind_places(struct boot *boot)
{
	int err = mounts_add(&boot->mounts, "/app", SCRIPT_ROOT "/app", NULL,
			     MS_BIND, NULL);

	if (err == 0)
		err = mounts_add(&boot->mounts, "/out", SCRIPT_ROOT "/out", NULL,
				 MS_BIND, NULL);
	if (err == 0 && boot->disks.data)
		err = mounts_add(&boot->mounts, "/data", SCRIPT_ROOT "/data",
				 NULL, MS_BIND, NULL);
	return err < 0 ? boot_fail_mount(boot, "mount in " SCRIPT_ROOT, err) : 0;
}

int script_root_open(struct boot *boot, int fd, bool begun)
{
	if (make_places(boot, fd) < 0 || (!begun && lay_files(boot, fd) < 0))
		return -1;
	return bind_places(boot);
}

int script_root_find(const struct boot *boot, struct span path, int flags)
{
	char bytes[PATH_SIZE];
	struct text text;
	int fd, root;

	text_init(&text, bytes, sizeof(bytes));
	if (path.length == 0 || path.bytes[0] != '/') {
		text_put(&text, options_workdir(&boot->options));
		text_put(&text, "/");
	}
	text_put_bytes(&text, path.bytes, path.length);
	if (text.cut)
		return -ENAMETOOLONG;
	root = open(script_root_path(boot), O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	fd = sys_open_within(root, bytes, flags);
	(void)close(root); /* it was not even read */
	return fd;
}
