/* SPDX-License-Identifier: MIT */
/* run_choice: QEMU's command line, with and without what the user chose of it;
 * and whether that was at fault when QEMU did not start.  QEMU is asked rather
 * than its words are read, which differ by version. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "host/parts.h"
#include "host/run.h"

enum { MIB = 1 << 20, START_SECONDS = 60 };

int run_argv(const struct run *run, bool plain, struct arguments *ret)
{
	char kernel[PATH_MAX], initrd[PATH_MAX], bytes[DETAIL_MAX];
	struct vm_spec spec = {
		.qemu = &run->qemu,
		.profile = &run->profile,
		.drives = &run->drives,
		.job = run->job,
		.accelerator = run->acceleration.accelerator,
		.cpu = plain ? NULL : run->request.cpu,
		.memory_mib = run->request.memory / MIB,
		.cpus = run->request.cpus,
		.kernel = run->kernel,
		.initrd = run->initrd,
		.command_line = run->command_line,
	};
	struct text why;

	text_init(&why, bytes, sizeof(bytes));
	if (plain) {
		int err = parts_find(run->profile.values[PROFILE_KERNEL],
				     kernel, &why);

		if (err == 0)
			err = parts_find("initramfs.cpio", initrd, &why);
		if (err < 0)
			return err;
		spec.kernel = kernel;
		spec.initrd = initrd;
	}
	qemu_argv(&spec, ret);
	if (plain)
		arguments_add(ret, "-S"); /* nothing of the guest runs */
	return ret->failed ? -ENOMEM : 0;
}

/* Whether QEMU comes up and goes when it is asked to. */
static bool starts_plain(const struct run *run)
{
	static const char quit[] =
		"{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"quit\"}\n";
	struct arguments arguments = { 0 };
	struct guard_end end = { .wait_status = -1 };
	struct qemu_process process;
	bool started = run_argv(run, true, &arguments) == 0 &&
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

bool run_choice_failed(const struct run *run, struct text *why)
{
	const struct request *request = &run->request;
	const struct said *said = &run->supervision.said;
	struct span rest = { said->bytes, said->length }, line = { NULL, 0 };

	if (!request->cpu && !request->kernel && !request->initrd)
		return false;
	if (!starts_plain(run))
		return false;
	text_put(why, "start QEMU with");
	put_choice(why, "--cpu", request->cpu);
	put_choice(why, "--kernel", request->kernel);
	put_choice(why, "--initrd", request->initrd);
	(void)span_line(&rest, &line); /* the first tells most */
	if (line.length > 0) {
		text_put(why, ": ");
		text_put_escaped(why, line.bytes, line.length);
	}
	text_put(why, "; without that it starts");
	return true;
}
