/* SPDX-License-Identifier: MIT */
#include "host/machine/repair.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/base/job.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/base/signals.h"
#include "host/machine/vm_run.h"
#include "host/machine/vm_tools.h"

/* For the largest image on the slowest disk; a journal takes a second. */
enum { DEADLINE_HOURS = 1 };

struct repair {
	struct vm vm;
	char job[JOB_NAME_MAX + 1];
	struct text words;
	char word_bytes[128 + JOB_NAME_MAX];
	char dir[PATH_MAX - 32]; /* of its own, or ""; names fit after it */
	char initrd[PATH_MAX];   /* in it */
};

bool repair_needed(const struct image *image)
{
	return image->superblock_lost || image->superblock.needs_recovery ||
	       image->superblock.has_errors;
}

static void fill_wish(struct vm_wish *wish, const struct vm_wish *like)
{
	vm_wish_init(wish);
	if (!like)
		return;
	wish->machine = like->machine;
	wish->accel = like->accel;
	wish->cpu = like->cpu;
	wish->kernel = like->kernel;
	wish->initrd = like->initrd;
	wish->memory = like->memory;
}

static void fill_vm(struct repair *repair, const struct image *image,
		    const struct vm_wish *like)
{
	struct vm *vm = &repair->vm;

	fill_wish(&vm->wish, like);
	vm->quiet = true;
	job_name(image->path, repair->job);
	vm->job = repair->job;
	text_init(&repair->words, repair->word_bytes,
		  sizeof(repair->word_bytes));
	text_put(&repair->words, "gva.mode=repair gva.deadline=");
	text_put_u64(&repair->words, DEADLINE_HOURS);
	text_put(&repair->words, "h gva.job=");
	text_put(&repair->words, repair->job);
	vm->words = &repair->words;
	vm->deadline_s = DEADLINE_HOURS * 3600;
	vm->out_image = image->path;
	vm->boots_before = image->status.boots;
}

/* A folder of its own for console and initramfs. */
static int make_dir(struct repair *repair)
{
	const char *tmp = getenv("TMPDIR");
	char *console = repair->vm.console_path;

	(void)snprintf(repair->dir, sizeof(repair->dir),
		       "%s/gva-repair.XXXXXX",
		       tmp && tmp[0] == '/' ? tmp : "/tmp");
	if (!mkdtemp(repair->dir)) {
		int status = fail(EXIT_HOST_FAILED, "make %s: %s", repair->dir,
				  strerror(errno));

		repair->dir[0] = '\0';
		return status;
	}
	(void)snprintf(repair->initrd, sizeof(repair->initrd),
		       "%s/initramfs.cpio", repair->dir);
	(void)snprintf(console, PATH_MAX, "%s/console.log", repair->dir);
	return 0;
}

static void remove_dir(const struct repair *repair)
{
	if (!repair->dir[0])
		return;
	(void)unlink(repair->initrd); /* they may not be there */
	(void)unlink(repair->vm.console_path);
	(void)rmdir(repair->dir); /* what is left there harms nobody */
}

static int boot(struct repair *repair, const struct image *image,
		struct text *why)
{
	struct vm *vm = &repair->vm;
	int status = vm_prepare(vm);

	if (status == 0)
		status = make_dir(repair);
	if (status == 0)
		status = vm_add_tools(vm, repair->initrd);
	if (status == 0 && drive_add(&vm->drives, ROLE_OUT, image, why) < 0)
		return -EINVAL;
	if (status == 0)
		status = vm_run(vm);
	if (status == 0)
		return vm->end.signal ? -EINTR : 0;
	return explain(why, -EIO, "repair %s: no machine could be started",
		       image->path);
}

/* Whether it helped; else what the guest, or QEMU, said last. */
static int look_again(const struct vm *vm, struct image *image,
		      struct text *why)
{
	const struct machine_end *end = &vm->end;
	char last[1024] = "";
	struct text text;
	int err = image_probe(image->path, image, why);

	if (err < 0 || !repair_needed(image))
		return err;
	if (image_in_use(image->path))
		return explain(why, -EUCLEAN, "repair %s: another QEMU has it "
			       "attached; wait for its end, and try again",
			       image->path);
	text_init(&text, last, sizeof(last));
	console_last(&vm->console, 1, "", &text);
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

int repair(struct image *image, const struct vm_wish *like, struct text *why)
{
	struct repair *repair = calloc(1, sizeof(*repair));
	sigset_t before;
	int err;

	if (!repair)
		return explain(why, -ENOMEM, "repair %s: out of memory",
			       image->path);
	say("repair %s: it was not closed%s; a machine mends it", image->path,
	    image->superblock_lost || image->superblock.has_errors ?
	    ", or is damaged" : "");
	(void)sigprocmask(SIG_BLOCK, NULL, &before);
	fill_vm(repair, image, like);
	repair->vm.signals = signals_catch();
	if (repair->vm.signals < 0)
		err = explain(why, repair->vm.signals, "catch signals: %s",
			      strerror(-repair->vm.signals));
	else
		err = boot(repair, image, why);
	vm_close(&repair->vm);
	if (err == 0)
		err = look_again(&repair->vm, image, why);
	else if (err == -EINTR)
		(void)explain(why, err, "repair %s: stopped by a signal",
			      image->path);
	remove_dir(repair);
	if (repair->vm.signals > 0)
		(void)close(repair->vm.signals);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	free(repair);
	return err;
}
