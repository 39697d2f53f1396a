/* SPDX-License-Identifier: MIT */
#include "host/run/dir.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/say.h"
#include "host/run/choose.h"
#include "host/run/lock.h"

enum { EARLIER_MAX = 1000, JSON_SIZE_MAX = 64 << 20 };

/* What a run leaves there, beside the out image. */
static const char *const own_names[] = {
	TREE_RESULTS, TREE_FILES, RUN_CONSOLE, RUN_JSON, RUN_MARK,
	RUN_OUT_IMAGE,
};
enum { OWN_COUNT = sizeof(own_names) / sizeof(own_names[0]) };

int run_dir_path(const struct run_dir *dir, const char *name,
		 char ret[PATH_MAX])
{
	int count = snprintf(ret, PATH_MAX, "%s/%s", dir->path, name);

	return count < 0 || count >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* As stat(2) has it; 0: it is not there. */
static mode_t kind_of(const struct run_dir *dir, const char *name)
{
	char path[PATH_MAX];
	struct stat status;

	return run_dir_path(dir, name, path) == 0 && lstat(path, &status) == 0 ?
		status.st_mode & S_IFMT : 0;
}

static bool is_there(const struct run_dir *dir, const char *name)
{
	return kind_of(dir, name) != 0;
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

static cJSON *read_json(const struct run_dir *dir, const char *name)
{
	char path[PATH_MAX], *bytes = NULL;
	cJSON *json = NULL;
	struct stat status;
	size_t length;

	/* It is opened only when it is a file: a fifo would hold us up. */
	if (run_dir_path(dir, name, path) == 0 && lstat(path, &status) == 0 &&
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

/* Whether what lies there is of this job and this out image, and either did
 * not finish or can be had again from that image. */
static bool may_take_over(const struct run_dir *dir,
			  const struct request *request)
{
	char out[PATH_MAX];
	cJSON *json = read_json(dir, RUN_JSON);
	bool may;

	if (!json)
		json = read_json(dir, RUN_MARK);
	request_out_name(request, out);
	may = json && same_text(json, "job", request->options.job) &&
	      same_text(json, "out", out) &&
	      (out[0] || cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(
				json, "finished")));
	cJSON_Delete(json);
	return may;
}

/* Whether an own name is the user's --out, which stays. */
static bool is_given_out(const struct run_dir *dir, const char *name)
{
	char path[PATH_MAX], out[PATH_MAX];

	return dir->given_out && realpath(dir->given_out, out) &&
	       run_dir_path(dir, name, path) == 0 && strcmp(path, out) == 0;
}

static int move(const struct run_dir *dir, const char *from, const char *to)
{
	char old[PATH_MAX], fresh[PATH_MAX];

	if (run_dir_path(dir, from, old) < 0 || run_dir_path(dir, to, fresh) < 0)
		return -ENAMETOOLONG;
	return rename(old, fresh) < 0 && errno != ENOENT ? -errno : 0;
}

/* To `earlier`, or with `back` from there. */
static int move_all(const struct run_dir *dir, bool back)
{
	char there[PATH_MAX];
	int err = 0;

	for (size_t i = 0; err == 0 && i < OWN_COUNT; i++) {
		if (is_given_out(dir, own_names[i]))
			continue;
		(void)snprintf(there, sizeof(there), "%s/%s", dir->earlier,
			       own_names[i]);
		err = back ? move(dir, there, own_names[i]) :
			     move(dir, own_names[i], there);
	}
	return err;
}

/* Results of an earlier run make room, none is lost. */
static int move_earlier(struct run_dir *dir)
{
	char path[PATH_MAX];

	for (int i = 1; i <= EARLIER_MAX; i++) {
		(void)snprintf(dir->earlier, sizeof(dir->earlier),
			       "earlier.%d", i);
		if (run_dir_path(dir, dir->earlier, path) < 0)
			return -ENAMETOOLONG;
		if (mkdir(path, 0777) == 0)
			return move_all(dir, false);
		if (errno != EEXIST)
			return -errno;
	}
	dir->earlier[0] = '\0';
	return -EEXIST;
}

/* What no gva has put there under a name of ours: the results come before the
 * files, and both are folders. */
static bool holds_foreign(const struct run_dir *dir)
{
	mode_t results = kind_of(dir, TREE_RESULTS);
	mode_t files = kind_of(dir, TREE_FILES);

	return (results && results != S_IFDIR) ||
	       (files && (files != S_IFDIR || !results));
}

/* A killed gva leaves it behind: its names are known. */
static void remove_stale(const struct run_dir *dir)
{
	static const char *const names[] = {
		RUN_APP, RUN_DATA, RUN_INITRD, RUN_JSON ".new",
		RUN_MARK ".new",
	};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (run_dir_path(dir, names[i], path) == 0)
			(void)unlink(path); /* making it anew tells */
}

static int refuse(const char *dir)
{
	return fail(EXIT_BAD_USE, "make %s: it is there, and holds no "
		    "unfinished run of this job; name another with -o", dir);
}

static int take_lock(struct run_dir *dir)
{
	char work[PATH_MAX], path[PATH_MAX];

	if (run_dir_path(dir, RUN_WORK, work) < 0 ||
	    run_dir_path(dir, RUN_LOCK, path) < 0)
		return -ENAMETOOLONG;
	return run_lock_take(work, path, &dir->lock);
}

static int take_over(struct run_dir *dir, const struct request *request,
		     const char *name)
{
	int count = file_count_names(dir->path), err;
	bool marked;

	if (count < 0)
		return fail(EXIT_BAD_USE, "read %s: %s", name,
			    strerror(-count));
	if (count > 0 && !is_there(dir, RUN_JSON) &&
	    !is_there(dir, RUN_MARK) && !is_there(dir, RUN_WORK))
		return refuse(name);
	err = take_lock(dir);
	if (err == -EBUSY)
		return fail(EXIT_NOT_FINISHED, "use %s: another gva runs into "
			    "it; wait for its end", name);
	if (err == -EEXIST)
		return refuse(name);
	if (err < 0)
		return fail(exit_of_error(err), "lock %s/%s: %s", name,
			    RUN_LOCK, strerror(-err));
	dir->took = true;
	marked = is_there(dir, RUN_JSON) || is_there(dir, RUN_MARK);
	if (marked ? !may_take_over(dir, request) || holds_foreign(dir) :
		     file_count_names(dir->path) != 1)
		return refuse(name);
	remove_stale(dir);
	/* One without a machine left but its run.json, which is written over. */
	if (!is_there(dir, RUN_CONSOLE) && !is_there(dir, RUN_OUT_IMAGE) &&
	    !is_there(dir, TREE_RESULTS))
		return 0;
	err = move_earlier(dir);
	if (err < 0)
		return fail(exit_of_error(err), "move what is in %s to %s: %s",
			    name, dir->earlier, strerror(-err));
	say("run: what an earlier run left in %s is in %s there", name,
	    dir->earlier);
	return 0;
}

int run_dir_take(struct run_dir *dir, const struct request *request)
{
	char name[PATH_MAX];
	int err = run_choose_dir(request, name);

	if (err != 0)
		return err; /* an exit status */
	dir->given_out = request->out;
	dir->made = mkdir(name, 0777) == 0;
	if (!dir->made && errno != EEXIST)
		return fail(exit_of_error(-errno), "make %s: %s; name another "
			    "with -o", name, strerror(errno));
	err = find_name(name, dir->path);
	if (err < 0) {
		dir->path[0] = '\0';
		if (dir->made)
			(void)rmdir(name); /* just made; it is empty */
		dir->made = false;
		return fail(exit_of_error(err), "make %s: %s; name another "
			    "with -o", name, err == -ENOTDIR ?
			    "it is there, and no folder" : strerror(-err));
	}
	return take_over(dir, request, name);
}

void run_dir_remove(const struct run_dir *dir, const char *name)
{
	char path[PATH_MAX];

	if (run_dir_path(dir, name, path) == 0 && unlink(path) < 0 &&
	    errno != ENOENT)
		say("remove %s: %s", path, strerror(errno));
}

void run_dir_close(struct run_dir *dir)
{
	char path[PATH_MAX];

	if (dir->marked && !dir->unfinished)
		run_dir_remove(dir, RUN_MARK);
	remove_stale(dir);
	run_dir_remove(dir, RUN_LOCK);
	if (run_dir_path(dir, RUN_WORK, path) == 0 && rmdir(path) < 0 &&
	    errno != ENOENT)
		say("remove %s: %s", path, strerror(errno));
	if (dir->lock > 0)
		(void)close(dir->lock); /* nothing was written */
	dir->lock = 0;
}

void run_dir_undo(struct run_dir *dir)
{
	char path[PATH_MAX];

	if (dir->took)
		run_dir_close(dir);
	if (dir->earlier[0]) {
		int err = move_all(dir, true);

		if (err < 0)
			say("move %s back: %s", dir->earlier, strerror(-err));
		else if (run_dir_path(dir, dir->earlier, path) == 0)
			(void)rmdir(path); /* what is left there is kept */
	}
	if (dir->made && rmdir(dir->path) < 0 && dir->took)
		say("remove %s: %s", dir->path, strerror(errno));
}
