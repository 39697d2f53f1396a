/* SPDX-License-Identifier: MIT */
#include "init/job/note.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/program.h"
#include "init/base/sys.h"

/* Whom exec would run next: the script, its interpreter, that one's. */
struct link {
	int file;   /* opened for reading; the first is the caller's */
	char path[PROGRAM_HEAD_MAX]; /* "" for the script itself */
	char head[PROGRAM_HEAD_MAX];
	struct program program;
};

static void read_head(struct link *link)
{
	struct span head = { link->head, 0 };

	if (lseek(link->file, 0, SEEK_SET) < 0 ||
	    sys_read_all(link->file, link->head, sizeof(link->head),
			 &head.length) < 0)
		head.length = 0;
	program_parse(head, &link->program);
}

/* Whether the user of the scripts may, as far as the mode says. */
static bool may(const struct option_user *user, const struct stat *stat,
		unsigned bits)
{
	unsigned shift = user->uid == stat->st_uid ? 6 :
			 user->gid == stat->st_gid ? 3 : 0;

	return user->uid == 0 || (stat->st_mode >> shift & bits) == bits;
}

/* Opens what this one needs, as the script's own folder sees it: 0; -ENOENT:
 * it is not there; -EACCES: it is no file, or nobody may execute it. */
static int follow(const struct boot *boot, struct link *link, bool first)
{
	struct span needs = link->program.needs;
	struct stat stat;
	int fd;

	if (needs.length == 0 || needs.length >= sizeof(link->path))
		return -EINVAL;
	memcpy(link->path, needs.bytes, needs.length);
	link->path[needs.length] = '\0';
	if (!first)
		(void)close(link->file); /* opened for reading */
	link->file = -1;
	if (fstatat(boot->app_fd, link->path, &stat, 0) < 0)
		return -errno;
	if (!S_ISREG(stat.st_mode) || !(stat.st_mode & 0111) ||
	    !may(&boot->options.user, &stat, 1))
		return -EACCES;
	fd = openat(boot->app_fd, link->path, O_RDONLY | O_NONBLOCK | O_NOCTTY |
		    O_CLOEXEC);
	if (fd < 0)
		return -errno;
	link->file = fd;
	read_head(link);
	return 0;
}

static void put_path(struct text *note, struct span path)
{
	text_put(note, "'");
	text_put_escaped(note, path.bytes, path.length);
	text_put(note, "'");
}

/* "no interpreter 'X'", "no loader 'X', which 'Y' needs" */
static void put_needs(struct text *note, const char *before,
		      const struct link *link, const char *whose)
{
	text_put(note, before);
	text_put(note, link->program.kind == PROGRAM_DYNAMIC ? "loader " :
							       "interpreter ");
	put_path(note, link->program.needs);
	if (whose[0]) {
		text_put(note, ", which ");
		put_path(note, span_of(whose));
		text_put(note, " needs");
	}
}

/* From interpreter to interpreter, to the one that exec stumbled over. */
static void note_chain(const struct boot *boot, int script, int err,
		       struct text *note)
{
	static struct link link;
	static char whose[sizeof(link.path)];
	int found = 0;

	link.file = script;
	link.path[0] = '\0';
	read_head(&link);
	for (int depth = 0; depth <= PROGRAM_DEPTH_MAX && found == 0;
	     depth++) {
		const char *fault = program_fault(link.program.kind);

		if (fault && err == ENOEXEC) {
			if (link.path[0]) {
				put_path(note, span_of(link.path));
				text_put(note, ": ");
			}
			text_put(note, fault);
			break;
		}
		if (fault || link.program.kind == PROGRAM_STATIC)
			break;
		memcpy(whose, link.path, sizeof(whose));
		/* What it needs lies in the bytes that go with it. */
		found = follow(boot, &link, link.file == script);
		if (found == -ENOENT && err == ENOENT)
			put_needs(note, "no ", &link, whose);
		if (found == -EACCES && err == EACCES)
			put_needs(note, "not executable: ", &link, whose);
	}
	if (link.file >= 0 && link.file != script)
		(void)close(link.file); /* opened for reading */
}

static bool note_mode(const struct option_user *user, int fd,
		      const char *what, unsigned bits, struct text *note)
{
	struct stat stat;
	char octal[5] = "0000";

	if (fstat(fd, &stat) < 0 || may(user, &stat, bits))
		return false;
	for (int i = 0; i < 4; i++)
		octal[i] = (char)('0' + (stat.st_mode >> (9 - 3 * i) & 7));
	text_put(note, "user ");
	text_put_u64(note, user->uid);
	text_put(note, " has no right to ");
	text_put(note, what);
	text_put(note, ", whose mode is ");
	text_put(note, octal);
	return true;
}

void note_start(const struct boot *boot, int script, struct record *record)
{
	const struct option_user *user = &boot->options.user;
	char bytes[sizeof(record->note)];
	struct text note;
	int err = (int)record->outcome.number;

	if (record->outcome.end != SCRIPT_COULD_NOT_START ||
	    (err != ENOENT && err != ENOEXEC && err != EACCES))
		return;
	text_init(&note, bytes, sizeof(bytes));
	if (err != EACCES ||
	    (!note_mode(user, boot->app_fd, "enter /app", 1, &note) &&
	     !note_mode(user, script, "read and execute it", 5, &note)))
		note_chain(boot, script, err, &note);
	if (note.length > 0)
		memcpy(record->note, bytes, note.length + 1);
}
