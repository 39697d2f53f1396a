/* SPDX-License-Identifier: MIT */
/* QEMU is asked rather than its words are read, which differ by version. */
#include "host/machine/vm_choice.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "host/base/reason.h"
#include "host/machine/parts.h"
#include "host/machine/vm_argv.h"

enum { START_SECONDS = 60 };

/* QEMU's command line without what the user chose; nothing of the guest
 * runs. */
static int plain_argv(const struct vm *vm, struct arguments *ret)
{
	char kernel[PATH_MAX], initrd[PATH_MAX];
	struct vm_spec spec;
	struct reason reason;
	struct text *why = reason_init(&reason);
	int err;

	vm_spec(vm, &spec);
	err = parts_find(vm->profile.values[PROFILE_KERNEL], kernel, why);
	if (err == 0)
		err = parts_find("initramfs.cpio", initrd, why);
	if (err < 0)
		return err;
	spec.cpu = NULL;
	spec.kernel = kernel;
	spec.initrd = initrd;
	qemu_argv(&spec, ret);
	arguments_add(ret, "-S");
	return ret->failed ? -ENOMEM : 0;
}

/* Whether QEMU comes up and goes when it is asked to. */
static bool starts_plain(const struct vm *vm)
{
	static const char quit[] =
		"{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"quit\"}\n";
	struct arguments arguments = { 0 };
	struct guard_end end = { .wait_status = -1 };
	struct qemu_process process;
	bool started = plain_argv(vm, &arguments) == 0 &&
		       qemu_process_start(arguments.list, &process) == 0;

	if (started) {
		(void)send(process.qmp, quit, sizeof(quit) - 1, MSG_NOSIGNAL);
		if (qemu_process_wait(&process, START_SECONDS, &end) < 0) {
			qemu_process_kill(&process);
			(void)qemu_process_wait(&process, START_SECONDS, NULL);
			end.wait_status = -1;
		}
		qemu_process_close(&process);
	}
	arguments_free(&arguments);
	return end.wait_status == 0;
}

static void put_choice(struct text *why, const char *option, const char *value)
{
	if (!value)
		return;
	text_put(why, " ");
	text_put(why, option);
	text_put(why, " ");
	text_put_escaped(why, value, strlen(value));
}

bool vm_choice_failed(const struct vm *vm, struct text *why)
{
	const struct vm_wish *wish = &vm->wish;
	const struct said *said = &vm->said;
	struct span rest = { said->bytes, said->length }, line = { NULL, 0 };

	if (!wish->cpu && !wish->kernel && !wish->initrd)
		return false;
	if (!starts_plain(vm))
		return false;
	text_put(why, "start QEMU with");
	put_choice(why, "--cpu", wish->cpu);
	put_choice(why, "--kernel", wish->kernel);
	put_choice(why, "--initrd", wish->initrd);
	(void)span_line(&rest, &line); /* the first tells most */
	if (line.length > 0) {
		text_put(why, ": ");
		text_put_escaped(why, line.bytes, line.length);
	}
	text_put(why, "; without that it starts");
	return true;
}
