/* SPDX-License-Identifier: MIT */
#include "host/pack/program.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/program.h"
#include "host/base/file.h"

struct file {
	char head[PROGRAM_HEAD_MAX];
	size_t length;
	struct program program;
};

static int read_file(int directory, const char *path, struct file *ret)
{
	int fd = openat(directory, path, O_RDONLY | O_NONBLOCK | O_NOCTTY |
			O_NOFOLLOW | O_CLOEXEC);
	struct stat stat;
	ssize_t length = -1;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode))
		length = file_read_up_to(fd, ret->head, sizeof(ret->head), 0);
	file_close_read(fd);
	if (length < 0)
		return -EINVAL;
	ret->length = (size_t)length;
	program_parse((struct span){ ret->head, ret->length }, &ret->program);
	return 0;
}

static bool ends_in_crlf(const struct file *file)
{
	struct span rest = { file->head, file->length }, line;

	return span_line(&rest, &line) && line.length > 0 &&
	       line.bytes[line.length - 1] == '\r';
}

/* Whether the guest has it by itself: interpreters among BusyBox's applets
 * (rootfs/busybox.config); /sbin, /usr/bin and /usr/sbin are /bin. */
static bool is_of_guest(struct span path)
{
	static const char *const folders[] = {
		"/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/",
	};
	static const char *const applets[] = {
		"sh", "ash", "busybox", "env", "awk", "sed", "cat", "head",
		"tail", "echo", "true", "false", "timeout", "nice", "nohup",
		"xargs", "setsid", "chroot", "time", "tee", "sort", "tar",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct span name = path;

		if (!span_starts(&name, folders[i]))
			continue;
		for (size_t k = 0; k < sizeof(applets) / sizeof(applets[0]);
		     k++)
			if (span_is(name, applets[k]))
				return true;
	}
	return false;
}

/* Where files may come from that are not known here. */
static bool is_of_others(struct span path)
{
	static const char *const folders[] = {
		"/data/", "/out/", "/tmp/", "/var/", "/run/", "/dev/",
		"/proc/", "/root/",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct span rest = path;

		if (span_starts(&rest, folders[i]))
			return true;
	}
	return false;
}

/* What `file` needs, in its place: 1, and the path below /app in `ret`; 0:
 * nothing to be said; -ENOENT: the guest does not have it. */
static int place(const struct program_view *view, struct span needs,
		 char ret[PROGRAM_HEAD_MAX])
{
	bool below = span_starts(&needs, "/app/");

	if (needs.length == 0 ||
	    (!below && (view->own_root || is_of_others(needs))))
		return 0;
	if (!below && needs.bytes[0] == '/')
		return is_of_guest(needs) ? 0 : -ENOENT;
	if (view->app < 0)
		return -ENOENT;
	if (needs.length >= PROGRAM_HEAD_MAX)
		return 0;
	memcpy(ret, needs.bytes, needs.length);
	ret[needs.length] = '\0';
	return 1;
}

static void put_missing(const struct file *file, const char *whose,
			struct text *why)
{
	text_put(why, "it will not start: the guest has no ");
	text_put(why, file->program.kind == PROGRAM_DYNAMIC ?
		 "loader '" : "interpreter '");
	text_put_escaped(why, file->program.needs.bytes,
			 file->program.needs.length);
	text_put(why, "'");
	if (whose[0]) {
		text_put(why, ", which '");
		text_put_escaped(why, whose, strlen(whose));
		text_put(why, "' needs");
	}
}

static void put_fault(const char *fault, const char *whose, struct text *why)
{
	text_put(why, "it will not start: ");
	if (whose[0]) {
		text_put(why, "of its interpreter '");
		text_put_escaped(why, whose, strlen(whose));
		text_put(why, "': ");
	}
	text_put(why, fault);
}

void image_program_check(const struct program_view *view, int directory,
			 const char *name, struct text *why)
{
	static struct file file;
	char path[PROGRAM_HEAD_MAX], whose[PROGRAM_HEAD_MAX] = "";
	int found = read_file(directory, name, &file);

	if (found < 0)
		return; /* the copy will say so */
	if (file.program.kind == PROGRAM_SCRIPT && ends_in_crlf(&file)) {
		text_put(why, "its first line ends in CR LF, so its "
			 "interpreter will not be found");
		return;
	}
	for (int depth = 0; depth <= PROGRAM_DEPTH_MAX; depth++) {
		const char *fault = program_fault(file.program.kind);

		if (fault) {
			put_fault(fault, whose, why);
			return;
		}
		if (file.program.kind == PROGRAM_STATIC)
			return;
		found = place(view, file.program.needs, path);
		if (found == 0)
			return;
		if (found == -ENOENT ||
		    faccessat(view->app, path, F_OK, AT_SYMLINK_NOFOLLOW) < 0) {
			put_missing(&file, whose, why);
			return;
		}
		/* A link may lead anywhere in the guest. */
		if (read_file(view->app, path, &file) < 0)
			return;
		memcpy(whose, path, sizeof(whose));
	}
}
