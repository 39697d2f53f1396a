/* SPDX-License-Identifier: MIT */
#include "init/job/note.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/program.h"
#include "init/base/sys.h"
#include "init/machine/script_root.h"

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
static bool may(const struct account *user, const struct stat *stat,
		unsigned bits)
{
	bool member = user->gid == stat->st_gid;
	unsigned shift;

	for (size_t i = 0; i < user->groups_count; i++)
		member |= user->groups[i] == stat->st_gid;
	shift = user->uid == stat->st_uid ? 6 : member ? 3 : 0;
	return user->uid == 0 || (stat->st_mode >> shift & bits) == bits;
}

/* A file that the user may execute, as scripts see it, opened; -ENOENT: it is not
 * there; -EACCES: it is no file, or the user may not. */
static int open_program(const struct boot *boot, struct span path)
{
	/* Whatever it is, this does nothing to it. */
	int fd = script_root_find(boot, path, O_PATH), err = 0;
	struct stat stat;

	if (fd < 0)
		return fd;
	if (fstat(fd, &stat) < 0)
		err = -errno;
	else if (!S_ISREG(stat.st_mode) || !(stat.st_mode & 0111) ||
		 !may(&boot->user, &stat, 1))
		err = -EACCES;
	(void)close(fd); /* it was not even read */
	return err < 0 ? err : script_root_find(boot, path, O_RDONLY |
						O_NONBLOCK | O_NOCTTY);
}

/* Goes on to what this one needs: 0, or as open_program(). */
static int follow(const struct boot *boot, struct link *link, bool first)
{
	struct span needs = link->program.needs;
	int fd;

	if (needs.length == 0 || needs.length >= sizeof(link->path))
		return -EINVAL;
	memcpy(link->path, needs.bytes, needs.length);
	link->path[needs.length] = '\0';
	if (!first)
		(void)close(link->file); /* opened for reading */
	link->file = -1;
	fd = open_program(boot, needs);
	if (fd < 0)
		return fd;
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

static bool note_mode(const struct account *user, int fd, const char *what,
		      unsigned bits, struct text *note)
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
	text_put_escaped(note, what, strlen(what));
	text_put(note, ", whose mode is ");
	text_put(note, octal);
	return true;
}

/* Whether it stumbled over the folder that it was to begin in. */
static bool note_workdir(const struct boot *boot, int err, struct text *note)
{
	const char *path = options_workdir(&boot->options);
	int fd = script_root_find(boot, span_of(path), O_PATH | O_DIRECTORY);
	bool found = false;
	char enter[DETAIL_MAX];
	struct text text;

	if (fd < 0 && fd == -err) {
		text_put(note, "no working directory ");
		put_path(note, span_of(path));
		return true;
	}
	if (fd < 0)
		return false;
	text_init(&text, enter, sizeof(enter));
	text_put(&text, "enter ");
	text_put(&text, path);
	if (err == EACCES)
		found = note_mode(&boot->user, fd, enter, 1, note);
	(void)close(fd); /* it was not even read */
	return found;
}

void note_start(const struct boot *boot, int script, struct record *record)
{
	char bytes[sizeof(record->note)];
	struct text note;
	int err = (int)record->outcome.number;

	if (record->outcome.end != SCRIPT_COULD_NOT_START ||
	    (err != ENOENT && err != ENOEXEC && err != EACCES &&
	     err != ENOTDIR))
		return;
	text_init(&note, bytes, sizeof(bytes));
	if (!note_workdir(boot, err, &note) &&
	    (err != EACCES ||
	     !note_mode(&boot->user, script, "read and execute it", 5, &note)))
		note_chain(boot, script, err, &note);
	if (note.length > 0)
		memcpy(record->note, bytes, note.length + 1);
}
