/* SPDX-License-Identifier: MIT */
#include "host/recover.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/parts.h"
#include "host/reason.h"
#include "host/run.h"
#include "host/say.h"
#include "host/signals.h"

/* For the largest image on the slowest disk; a journal takes a second. */
static const char deadline[] = "1h";

static int append_file(int to, const char *path)
{
	int from = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t count = 1;

	if (from < 0)
		return -errno;
	while (count > 0) {
		count = sendfile(to, from, NULL, 1 << 20);
		if (count < 0 && errno == EINTR)
			count = 1;
		else if (count < 0)
			err = -errno;
	}
	(void)close(from); /* opened for reading */
	return err;
}

/* The kernel looks for the next archive at a multiple of 4 bytes, behind
 * zeros (Linux init/initramfs.c). */
static int align(int fd)
{
	off_t end = lseek(fd, 0, SEEK_END);

	if (end < 0 || ftruncate(fd, (end + 3) / 4 * 4) < 0 ||
	    lseek(fd, 0, SEEK_END) < 0)
		return -errno;
	return 0;
}

int run_add_tools(struct run *run)
{
	char path[PATH_MAX], tools[PATH_MAX], bytes[DETAIL_MAX];
	struct text why;
	int to, err;

	text_init(&why, bytes, sizeof(bytes));
	if (parts_find("tools.cpio", tools, &why) < 0)
		return 0;
	err = run_path(run, RUN_WORK "/initramfs.cpio", path);
	if (err == 0) {
		to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		err = to < 0 ? -errno : append_file(to, run->initrd);
		if (err == 0)
			err = align(to);
		if (err == 0)
			err = append_file(to, tools);
		if (to >= 0 && close(to) < 0 && err == 0)
			err = -errno;
	}
	if (err < 0)
		return fail(EXIT_HOST_FAILED, "make %s: %s", path,
			    strerror(-err));
	(void)snprintf(run->initrd, sizeof(run->initrd), "%s", path);
	return 0;
}

bool recover_needed(const struct image *image)
{
	return image->superblock_lost || image->superblock.needs_recovery ||
	       image->superblock.has_errors;
}

static void fill_request(struct run *run, const struct image *image,
			 const struct request *like)
{
	struct request *request = &run->request;
	char bytes[DETAIL_MAX];
	struct text why;

	request_init(request);
	request->out = image->path;
	request->quiet = true;
	if (like) {
		request->machine = like->machine;
		request->accel = like->accel;
		request->cpu = like->cpu;
		request->kernel = like->kernel;
		request->initrd = like->initrd;
		request->memory = like->memory;
	}
	text_init(&why, bytes, sizeof(bytes));
	/* Fixed words, which the contract knows. */
	(void)request_set(request, span_of("mode"), span_of("repair"), &why);
	(void)request_set(request, span_of("deadline"), span_of(deadline),
			  &why);
}

/* A folder of its own for console and initramfs. */
static int make_dir(struct run *run)
{
	const char *tmp = getenv("TMPDIR");
	char work[PATH_MAX];

	(void)snprintf(run->dir, sizeof(run->dir), "%s/gva-repair.XXXXXX",
		       tmp && tmp[0] == '/' ? tmp : "/tmp");
	if (!mkdtemp(run->dir))
		return fail(EXIT_HOST_FAILED, "make %s: %s", run->dir,
			    strerror(errno));
	if (run_path(run, RUN_WORK, work) < 0 || mkdir(work, 0700) < 0)
		return fail(EXIT_HOST_FAILED, "make %s: %s", work,
			    strerror(errno));
	return 0;
}

static void remove_dir(struct run *run)
{
	char path[PATH_MAX];

	run_remove_work(run);
	if (run_path(run, RUN_CONSOLE, path) == 0)
		(void)unlink(path);
	(void)rmdir(run->dir); /* what is left there harms nobody */
}

static int boot(struct run *run, const struct image *image, struct text *why)
{
	int status = run_prepare(run);

	if (status == 0)
		status = make_dir(run);
	if (status == 0)
		status = run_add_tools(run);
	if (status == 0 && drive_add(&run->drives, ROLE_OUT, image, why) < 0)
		return -EINVAL;
	(void)snprintf(run->out_image, sizeof(run->out_image), "%s",
		       image->path);
	run->boots_before = image->status.boots;
	if (status == 0)
		status = run_machine(run);
	if (run->asking) { /* an error came before its answers */
		qemu_process_kill(&run->asked);
		(void)qemu_process_wait(&run->asked, 10, NULL);
		qemu_process_close(&run->asked);
	}
	if (status == 0)
		return run->machine_end.signal ? -EINTR : 0;
	return explain(why, -EIO, "repair %s: no machine could be started",
		       image->path);
}

/* Whether it helped; else what the guest, or QEMU, said last. */
static int look_again(const struct run *run, struct image *image,
		      struct text *why)
{
	const struct machine_end *end = &run->machine_end;
	char last[1024] = "";
	struct text text;
	int err = image_probe(image->path, image, why);

	if (err < 0 || !recover_needed(image))
		return err;
	if (image_in_use(image->path))
		return explain(why, -EUCLEAN, "repair %s: another QEMU has it "
			       "attached; wait for its end, and try again",
			       image->path);
	text_init(&text, last, sizeof(last));
	console_last(&run->console, 1, "", &text);
	if (last[0])
		return explain(why, -EUCLEAN, "repair %s: it still needs "
			       "recovery; the guest said: %s", image->path,
			       last);
	return explain(why, -EUCLEAN, "repair %s: it still needs recovery; "
		       "the guest said nothing; QEMU ended with %s %d",
		       image->path, WIFSIGNALED(end->wait_status) ?
		       "signal" : "status", WIFSIGNALED(end->wait_status) ?
		       WTERMSIG(end->wait_status) :
		       WEXITSTATUS(end->wait_status));
}

int recover(struct image *image, const struct request *like,
	    struct text *why)
{
	struct run *run = calloc(1, sizeof(*run));
	sigset_t before;
	int err;

	if (!run)
		return explain(why, -ENOMEM, "repair %s: out of memory",
			       image->path);
	say("repair %s: it was not closed%s; a machine mends it", image->path,
	    image->superblock_lost || image->superblock.has_errors ?
	    ", or is damaged" : "");
	(void)sigprocmask(SIG_BLOCK, NULL, &before);
	fill_request(run, image, like);
	run->signals = signals_catch();
	if (run->signals < 0)
		err = explain(why, run->signals, "catch signals: %s",
			      strerror(-run->signals));
	else
		err = boot(run, image, why);
	if (err == 0)
		err = look_again(run, image, why);
	else if (err == -EINTR)
		(void)explain(why, err, "repair %s: stopped by a signal",
			      image->path);
	if (run->dir[0])
		remove_dir(run);
	if (run->signals > 0)
		(void)close(run->signals);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	arguments_free(&run->argv);
	free(run);
	return err;
}
