/* SPDX-License-Identifier: MIT */
#include "init/job/user.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/base/sys.h"
#include "init/machine/job_tree.h"

/* Too large for the stack; one file at a time. */
static char file_bytes[ACCOUNT_FILE_MAX + 1];

static int read_open(int fd, struct span *ret)
{
	struct stat stat;
	size_t length = 0;
	int err;

	if (fstat(fd, &stat) < 0)
		return -errno;
	if (!S_ISREG(stat.st_mode))
		return -EMEDIUMTYPE;
	err = sys_read_all(fd, file_bytes, sizeof(file_bytes), &length);
	if (err == 0 && length == sizeof(file_bytes))
		err = -EFBIG;
	*ret = (struct span){ file_bytes, length };
	return err;
}

/* A whole file; of no bytes where there is none.  The image may have a link in
 * its place, as those of Nix do. */
static int read_file(int root, const char *path, struct span *ret)
{
	int fd = sys_open_within(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	int err;

	*ret = span_of("");
	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	err = read_open(fd, ret);
	(void)close(fd); /* opened for reading */
	return err;
}

static int fail(struct boot *boot, const char *path, int err)
{
	return err == -EMEDIUMTYPE ?
		boot_fail(boot, VERDICT_BAD_IMAGE, path, "it is no file") :
		boot_fail_errno(boot, VERDICT_BAD_IMAGE, path, err);
}

static int fail_name(struct boot *boot, const char *path, const char *name)
{
	char bytes[DETAIL_MAX];
	struct text reason;

	text_init(&reason, bytes, sizeof(bytes));
	text_put(&reason, path);
	text_put(&reason, boot->disks.root ? " of the root image" :
					     " of the appliance");
	text_put(&reason, " has no '");
	text_put(&reason, name);
	text_put(&reason, "'");
	return boot_fail(boot, VERDICT_BAD_OPTIONS, "option user", bytes);
}

static int look_up(struct boot *boot, int root)
{
	static const char passwd[] = "/etc/passwd", group[] = "/etc/group";
	const struct option_user *wanted = &boot->options.user;
	struct span bytes;
	int err = read_file(root, passwd, &bytes);

	if (err < 0)
		return fail(boot, passwd, err);
	if (account_user(bytes, wanted, &boot->user) < 0)
		return fail_name(boot, passwd, wanted->name);
	err = read_file(root, group, &bytes);
	if (err < 0)
		return fail(boot, group, err);
	err = account_group(bytes, wanted, &boot->user);
	if (err == -E2BIG)
		return boot_fail(boot, VERDICT_LIMIT, group,
				 "the user is in more than 256 groups");
	return err < 0 ? fail_name(boot, group, wanted->group) : 0;
}

int user_find(struct boot *boot)
{
	const struct option_user *wanted = &boot->options.user;
	bool image = boot->disks.root;
	int root, failed;

	boot->user.uid = wanted->uid;
	boot->user.gid = wanted->gid;
	if (!boot->options.user_origin ||
	    (!image && !wanted->name[0] && !wanted->group[0]))
		return 0;
	root = image ? job_tree_role(boot, ROLE_ROOT) :
		       open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return fail(boot, "root", image ? root : -errno);
	failed = look_up(boot, root);
	(void)close(root); /* opened for reading */
	return failed;
}
