/* SPDX-License-Identifier: MIT */
/* run_dir: the results folder: made, taken when it is empty, or taken over
 * from a run of the same job that did not finish, whose results are moved into
 * a folder in it.  Whoever holds the lock in its work folder has it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/file.h"
#include "contract/tree.h"
#include "host/run.h"
#include "host/say.h"

enum { EARLIER_MAX = 1000, JSON_SIZE_MAX = 64 << 20 };

/* What a run leaves there, beside the out image. */
static const char *const own_names[] = {
	TREE_RESULTS, TREE_FILES, RUN_CONSOLE, RUN_JSON, RUN_MARK,
	RUN_OUT_IMAGE,
};
enum { OWN_COUNT = sizeof(own_names) / sizeof(own_names[0]) };

int run_path(const struct run *run, const char *name, char ret[PATH_MAX])
{
	int count = snprintf(ret, PATH_MAX, "%s/%s", run->dir, name);

	return count < 0 || count >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* As stat(2) has it; 0: it is not there. */
static mode_t kind_of(const struct run *run, const char *name)
{
	char path[PATH_MAX];
	struct stat status;

	return run_path(run, name, path) == 0 && lstat(path, &status) == 0 ?
		status.st_mode & S_IFMT : 0;
}

static bool is_there(const struct run *run, const char *name)
{
	return kind_of(run, name) != 0;
}

/* Its absolute name, also where getcwd(3) has none to give. */
static int find_name(const char *dir, char ret[PATH_MAX])
{
	int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC), err = 0;
	char link[64];
	struct stat there, named;
	ssize_t length;

	if (fd < 0)
		return -errno;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, ret, PATH_MAX - 1);
	if (length < 0)
		err = -errno;
	else
		ret[length] = '\0';
	if (err == 0 && (fstat(fd, &there) < 0 || stat(ret, &named) < 0 ||
			 there.st_ino != named.st_ino ||
			 there.st_dev != named.st_dev))
		err = -ENOENT;
	(void)close(fd); /* nothing was done with it */
	return err;
}

static cJSON *read_json(const struct run *run, const char *name)
{
	char path[PATH_MAX], *bytes = NULL;
	cJSON *json = NULL;
	struct stat status;
	size_t length;

	/* It is opened only when it is a file: a fifo would hold us up. */
	if (run_path(run, name, path) == 0 && lstat(path, &status) == 0 &&
	    S_ISREG(status.st_mode) && status.st_size < JSON_SIZE_MAX)
		bytes = malloc((size_t)status.st_size + 1);
	if (bytes && file_read(path, bytes, (size_t)status.st_size, &length)
	    == 0)
		json = cJSON_ParseWithLength(bytes, length);
	free(bytes);
	return json;
}

static bool same_text(const cJSON *json, const char *key, const char *value)
{
	const char *text = cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(json, key));
	char bytes[4 * PATH_MAX];
	struct text escaped;

	text_init(&escaped, bytes, sizeof(bytes));
	text_put_escaped(&escaped, value, strlen(value));
	return text && strcmp(text, bytes) == 0;
}

void run_out_name(const struct run *run, char ret[PATH_MAX])
{
	ret[0] = '\0';
	if (run->request.out && path_of_new(run->request.out, ret) < 0)
		ret[0] = '\0';
}

/* Whether what lies there is of this job and this out image, and either did
 * not finish or can be had again from that image. */
static bool may_take_over(const struct run *run)
{
	char out[PATH_MAX];
	cJSON *json = read_json(run, RUN_JSON);
	bool may;

	if (!json)
		json = read_json(run, RUN_MARK);
	run_out_name(run, out);
	may = json && same_text(json, "job", run->job) &&
	      same_text(json, "out", out) &&
	      (out[0] || cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(
				json, "finished")));
	cJSON_Delete(json);
	return may;
}

/* Whether an own name is the user's --out, which stays. */
static bool is_given_out(const struct run *run, const char *name)
{
	char path[PATH_MAX], out[PATH_MAX];

	return run->request.out && realpath(run->request.out, out) &&
	       run_path(run, name, path) == 0 && strcmp(path, out) == 0;
}

static int move(const struct run *run, const char *from, const char *to)
{
	char old[PATH_MAX], fresh[PATH_MAX];

	if (run_path(run, from, old) < 0 || run_path(run, to, fresh) < 0)
		return -ENAMETOOLONG;
	return rename(old, fresh) < 0 && errno != ENOENT ? -errno : 0;
}

/* To `earlier`, or with `back` from there. */
static int move_all(const struct run *run, bool back)
{
	char there[PATH_MAX];
	int err = 0;

	for (size_t i = 0; err == 0 && i < OWN_COUNT; i++) {
		if (is_given_out(run, own_names[i]))
			continue;
		(void)snprintf(there, sizeof(there), "%s/%s", run->earlier,
			       own_names[i]);
		err = back ? move(run, there, own_names[i]) :
			     move(run, own_names[i], there);
	}
	return err;
}

/* Results of an earlier run make room, none is lost. */
static int move_earlier(struct run *run)
{
	char path[PATH_MAX];

	for (int i = 1; i <= EARLIER_MAX; i++) {
		(void)snprintf(run->earlier, sizeof(run->earlier),
			       "earlier.%d", i);
		if (run_path(run, run->earlier, path) < 0)
			return -ENAMETOOLONG;
		if (mkdir(path, 0777) == 0)
			return move_all(run, false);
		if (errno != EEXIST)
			return -errno;
	}
	run->earlier[0] = '\0';
	return -EEXIST;
}

/* What no gva has put there under a name of ours: the results come before the
 * files, and both are folders. */
static bool holds_foreign(const struct run *run)
{
	mode_t results = kind_of(run, "results"), files = kind_of(run, "files");

	return (results && results != S_IFDIR) ||
	       (files && (files != S_IFDIR || !results));
}

/* A killed gva leaves it behind: its names are known. */
static void remove_stale(const struct run *run)
{
	static const char *const names[] = {
		RUN_WORK "/app.img", RUN_WORK "/data.img",
		RUN_WORK "/initramfs.cpio", RUN_JSON ".new", RUN_MARK ".new",
	};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (run_path(run, names[i], path) == 0)
			(void)unlink(path); /* making it anew tells */
}

static int refuse(const char *dir)
{
	return fail(EXIT_BAD_USE, "make %s: it is there, and holds no "
		    "unfinished run of this job; name another with -o", dir);
}

static int take_over(struct run *run, const char *dir)
{
	int count = file_count_names(run->dir), err;
	bool marked;

	if (count < 0)
		return fail(EXIT_BAD_USE, "read %s: %s", dir,
			    strerror(-count));
	if (count > 0 && !is_there(run, RUN_JSON) &&
	    !is_there(run, RUN_MARK) && !is_there(run, RUN_WORK))
		return refuse(dir);
	err = run_lock_take(run);
	if (err == -EBUSY)
		return fail(EXIT_NOT_FINISHED, "use %s: another gva runs into "
			    "it; wait for its end", dir);
	if (err == -EEXIST)
		return refuse(dir);
	if (err < 0)
		return fail(exit_of_error(err), "lock %s/%s: %s", dir,
			    RUN_LOCK, strerror(-err));
	run->took_dir = true;
	marked = is_there(run, RUN_JSON) || is_there(run, RUN_MARK);
	if (marked ? !may_take_over(run) || holds_foreign(run) :
		     file_count_names(run->dir) != 1)
		return refuse(dir);
	remove_stale(run);
	/* One without a machine left but its run.json, which is written over. */
	if (!is_there(run, RUN_CONSOLE) && !is_there(run, RUN_OUT_IMAGE) &&
	    !is_there(run, TREE_RESULTS))
		return 0;
	err = move_earlier(run);
	if (err < 0)
		return fail(exit_of_error(err), "move what is in %s to %s: %s",
			    dir, run->earlier, strerror(-err));
	say("run: what an earlier run left in %s is in %s there", dir,
	    run->earlier);
	return 0;
}

/* What a killed gva leaves says whose it is, and that it is not finished. */
static int mark(struct run *run)
{
	int err;

	run->ending = ENDING_NO_VERDICT;
	run->exit_status = EXIT_NOT_FINISHED;
	err = run_json(run, RUN_MARK);
	if (err < 0)
		return fail(exit_of_error(err), "write %s/%s: %s", run->dir,
			    RUN_MARK, strerror(-err));
	run->marked = true;
	return 0;
}

int run_dir_take(struct run *run)
{
	char dir[PATH_MAX];
	int err = run_choose_dir(run, dir);

	if (err != 0)
		return err; /* an exit status */
	run->made_dir = mkdir(dir, 0777) == 0;
	if (!run->made_dir && errno != EEXIST)
		return fail(exit_of_error(-errno), "make %s: %s; name another "
			    "with -o", dir, strerror(errno));
	err = find_name(dir, run->dir);
	if (err < 0) {
		run->dir[0] = '\0';
		if (run->made_dir)
			(void)rmdir(dir); /* just made; it is empty */
		run->made_dir = false;
		return fail(exit_of_error(err), "make %s: %s; name another "
			    "with -o", dir, err == -ENOTDIR ?
			    "it is there, and no folder" : strerror(-err));
	}
	err = take_over(run, dir);
	return err ? err : mark(run);
}

static void remove_file(const struct run *run, const char *name)
{
	char path[PATH_MAX];

	if (run_path(run, name, path) == 0 && unlink(path) < 0 &&
	    errno != ENOENT)
		say("remove %s: %s", path, strerror(errno));
}

void run_remove_work(struct run *run)
{
	char path[PATH_MAX];

	remove_stale(run);
	remove_file(run, RUN_LOCK);
	if (run_path(run, RUN_WORK, path) == 0 && rmdir(path) < 0 &&
	    errno != ENOENT)
		say("remove %s: %s", path, strerror(errno));
	if (run->lock > 0)
		(void)close(run->lock); /* nothing was written */
	run->lock = 0;
}

void run_dir_drop_out(const struct run *run)
{
	if (run->own_out)
		remove_file(run, RUN_OUT_IMAGE);
}

void run_dir_empty(struct run *run)
{
	run_dir_drop_out(run);
	if (run->made_out && unlink(run->out_image) < 0 && errno != ENOENT)
		say("remove %s: %s", run->out_image, strerror(errno));
	if (run->made_console)
		remove_file(run, RUN_CONSOLE);
}

void run_dir_close(struct run *run)
{
	if (run->marked && !run->unfinished)
		remove_file(run, RUN_MARK);
	run_remove_work(run);
}

void run_dir_undo(struct run *run)
{
	char path[PATH_MAX];

	if (run->took_dir) {
		run_dir_empty(run);
		run_dir_close(run);
	}
	if (run->earlier[0]) {
		int err = move_all(run, true);

		if (err < 0)
			say("move %s back: %s", run->earlier, strerror(-err));
		else if (run_path(run, run->earlier, path) == 0)
			(void)rmdir(path); /* what is left there is kept */
	}
	if (run->made_dir && rmdir(run->dir) < 0 && run->took_dir)
		say("remove %s: %s", run->dir, strerror(errno));
}
