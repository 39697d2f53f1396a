/* SPDX-License-Identifier: MIT */
#include "init/process/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "contract/text.h"
#include "init/base/sys.h"
#include "init/process/dev_links.h"
#include "init/process/loopback.h"

/* What a root that is left to itself needs; chown, setuid, kill, a low port.
 * Not: SYS_ADMIN, SYS_BOOT, SYS_MODULE, SYS_RAWIO, SYS_PTRACE, SYS_RESOURCE,
 * SYS_NICE, SYS_TIME, MKNOD, LINUX_IMMUTABLE, DAC_READ_SEARCH (it opens files
 * by handle, past every mount), NET_ADMIN, SYSLOG, BPF, PERFMON, ... */
static const uint64_t kept =
	UINT64_C(1) << CAP_CHOWN | UINT64_C(1) << CAP_DAC_OVERRIDE |
	UINT64_C(1) << CAP_FOWNER | UINT64_C(1) << CAP_FSETID |
	UINT64_C(1) << CAP_KILL | UINT64_C(1) << CAP_SETGID |
	UINT64_C(1) << CAP_SETUID | UINT64_C(1) << CAP_SETPCAP |
	UINT64_C(1) << CAP_NET_BIND_SERVICE | UINT64_C(1) << CAP_NET_RAW |
	UINT64_C(1) << CAP_IPC_LOCK | UINT64_C(1) << CAP_IPC_OWNER |
	UINT64_C(1) << CAP_SYS_CHROOT | UINT64_C(1) << CAP_LEASE |
	UINT64_C(1) << CAP_SETFCAP;

static const struct {
	const char *name;
	mode_t mode;
	unsigned major, minor;
} nodes[] = {
	{ "/dev/null", 0666, 1, 3 },   { "/dev/zero", 0666, 1, 5 },
	{ "/dev/full", 0666, 1, 7 },   { "/dev/random", 0666, 1, 8 },
	{ "/dev/urandom", 0666, 1, 9 }, { "/dev/tty", 0666, 5, 0 },
};

static const char *const read_only[] = {
	"/proc/sys", "/proc/irq", "/proc/bus", "/proc/fs",
};

enum {
	NODES = sizeof(nodes) / sizeof(nodes[0]),
	READ_ONLY = sizeof(read_only) / sizeof(read_only[0]),
	DEV_FLAGS = MS_NOSUID | MS_NOEXEC,
	KERNEL_FLAGS = MS_NOSUID | MS_NODEV | MS_NOEXEC,
};

/* A mount that this namespace has already, from now on with these flags. */
static int change(const char *where, unsigned long flags)
{
	return mount(NULL, where, NULL, MS_REMOUNT | MS_BIND | flags,
		     NULL) < 0 ? -errno : 0;
}

static int make_read_only(const char *where)
{
	/* A kernel without the device has no such folder. */
	if (mount(where, where, NULL, MS_BIND, NULL) < 0)
		return errno == ENOENT ? 0 : -errno;
	return change(where, MS_RDONLY | KERNEL_FLAGS);
}

/* /sys shows the network interfaces of whoever mounts it. */
static int mount_sys(void)
{
	return mount("sysfs", "/sys", "sysfs", KERNEL_FLAGS, NULL) < 0 ?
		-errno : 0;
}

static int mount_cgroup(void)
{
	return mount("cgroup2", "/sys/fs/cgroup", "cgroup2", KERNEL_FLAGS,
		     NULL) < 0 ? -errno : 0;
}

static int bind(const char *from, const char *to, unsigned long flags)
{
	return mount(from, to, NULL, MS_BIND | flags, NULL) < 0 ? -errno : 0;
}

/* A new root over the old one, as switch_root(8) does it, as the initramfs
 * cannot be unmounted or pivoted: no path leads to what lies below, and no
 * list of mounts shows it.  From here on links of an image lead into it. */
static int move_root(void)
{
	if (chdir("/mnt") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 ||
	    chroot(".") < 0)
		return -errno;
	return 0;
}

static int enter_root(const struct jail *jail)
{
	static const char *const places[][2] = {
		{ "/", "/mnt" }, { "/app", "/mnt/app" },
		{ "/out", "/mnt/out" }, { "/data", "/mnt/data" },
	};
	int count = jail->has_data ? 4 : 3, err = 0;

	for (int i = 0; i < count && err == 0; i++)
		err = bind(places[i][0], places[i][1], 0);
	return err == 0 ? move_root() : err;
}

/* With what PID 1 has mounted in it. */
static int enter_image(const char *root)
{
	int err = bind(root, "/mnt", MS_REC);

	return err == 0 ? move_root() : err;
}

/* The same with what a script with full privilege sees of the machine. */
static int enter_image_apart(const char *root)
{
	static const char *const places[][2] = {
		{ "/proc", "/mnt/proc" }, { "/sys", "/mnt/sys" },
		{ "/dev", "/mnt/dev" }, { "/tmp", "/mnt/tmp" },
		{ "/run", "/mnt/run" },
	};
	int err = bind(root, "/mnt", MS_REC);

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && err == 0;
	     i++)
		err = bind(places[i][0], places[i][1], MS_REC);
	return err == 0 ? move_root() : err;
}

static int mount_proc(void)
{
	int err = 0;

	if (mount("proc", "/proc", "proc", KERNEL_FLAGS, NULL) < 0)
		return -errno;
	for (int i = 0; i < READ_ONLY && err == 0; i++)
		err = make_read_only(read_only[i]);
	return err;
}

static int mount_tmpfs(const char *where, unsigned long flags,
		       const char *mode, uint64_t bytes)
{
	char options[64];
	struct text text;

	text_init(&text, options, sizeof(options));
	text_put(&text, mode);
	text_put(&text, ",size=");
	text_put_u64(&text, bytes);
	return mount("tmpfs", where, "tmpfs", flags, options) < 0 ? -errno : 0;
}

static int fill_dev(void)
{
	for (int i = 0; i < NODES; i++)
		if (mknod(nodes[i].name, S_IFCHR | nodes[i].mode,
			  makedev(nodes[i].major, nodes[i].minor)) < 0 ||
		    chmod(nodes[i].name, nodes[i].mode) < 0)
			return -errno;
	if (symlink("pts/ptmx", "/dev/ptmx") < 0)
		return -errno;
	return dev_links_make();
}

static int mount_dev(const struct jail *jail)
{
	int err = mount_tmpfs("/dev", DEV_FLAGS, "mode=755", 65536);

	if (err == 0)
		err = fill_dev();
	if (err == 0 && (mkdir("/dev/pts", 0755) < 0 ||
			 mkdir("/dev/shm", 0755) < 0 ||
			 mkdir("/dev/mqueue", 0755) < 0 ||
			 mount("devpts", "/dev/pts", "devpts", DEV_FLAGS,
			       "newinstance,mode=620,ptmxmode=666") < 0 ||
			 mount("mqueue", "/dev/mqueue", "mqueue",
			       DEV_FLAGS | MS_NODEV, NULL) < 0))
		err = -errno;
	if (err == 0)
		err = mount_tmpfs("/dev/shm", MS_NOSUID | MS_NODEV,
				  "mode=1777", jail->tmp_bytes);
	return err;
}

/* /root of an image is the image's. */
static int mount_scratch(const struct jail *jail, const char *root)
{
	const unsigned long flags = MS_NOSUID | MS_NODEV;
	int err = mount_tmpfs("/tmp", flags, "mode=1777", jail->tmp_bytes);

	if (err == 0)
		err = mount_tmpfs("/run", flags, "mode=755", jail->tmp_bytes);
	if (err == 0 && !root)
		err = mount_tmpfs("/root", flags, "mode=700",
				  jail->tmp_bytes);
	return err;
}

/* What is mounted by now is this namespace's own, and may be written to. */
static int close_root(const char *root)
{
	int err = change("/sys/fs/cgroup", MS_RDONLY | KERNEL_FLAGS);

	if (err == 0)
		err = change("/sys", MS_RDONLY | KERNEL_FLAGS);
	if (err == 0 && !root)
		err = change("/", MS_RDONLY);
	return err;
}

static int fill_root(const struct jail *jail, const char *root)
{
	int err = mount_proc();

	if (err == 0)
		err = mount_sys();
	if (err == 0)
		err = mount_cgroup();
	if (err == 0)
		err = mount_dev(jail);
	if (err == 0)
		err = mount_scratch(jail, root);
	return err;
}

int jail_enter(const struct jail *jail, const char *root)
{
	int err;

	/* Nothing of what follows reaches PID 1's own namespace. */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	/* By clone3(2) PID 1's own group would be the root of it. */
	if (unshare(CLONE_NEWCGROUP) < 0)
		return -errno;
	err = loopback_start();
	if (err == 0)
		err = root ? enter_image(root) : enter_root(jail);
	if (err == 0)
		err = fill_root(jail, root);
	if (err == 0)
		err = close_root(root);
	return err;
}

/* /sys of the script's own network. */
static int renew_sys(void)
{
	int err;

	/* Where it was not mounted before, it is not wanted. */
	if (umount2("/sys", MNT_DETACH) < 0)
		return errno == EINVAL ? 0 : -errno;
	err = mount_sys();
	/* A kernel without cgroups contains nobody, but runs such a script. */
	if (err == 0)
		(void)mount_cgroup();
	return err;
}

int jail_apart(const char *root)
{
	int err = loopback_start();

	if (err < 0)
		return err;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	err = renew_sys();
	return err == 0 && root ? enter_image_apart(root) : err;
}

int jail_drop(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {
		{ (uint32_t)kept, (uint32_t)kept, 0 },
		{ (uint32_t)(kept >> 32), (uint32_t)(kept >> 32), 0 },
	};

	/* EINVAL tells of the first that this kernel does not know. */
	for (unsigned long cap = 0; cap < 64; cap++)
		if (!(kept >> cap & 1) &&
		    prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0) {
			if (errno == EINVAL && cap > CAP_LAST_CAP)
				break;
			return -errno;
		}
	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

int jail_user(const struct account *user)
{
	/* libc's calls would look for the other threads of PID 1 (nptl(7)),
	 * which are not in this process. */
	if (syscall(SYS_setgroups, user->groups_count, user->groups) < 0 ||
	    syscall(SYS_setresgid, user->gid, user->gid, user->gid) < 0 ||
	    syscall(SYS_setresuid, user->uid, user->uid, user->uid) < 0)
		return -errno;
	return 0;
}
