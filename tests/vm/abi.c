/* SPDX-License-Identifier: MIT */
/*
 * What the kernel offers to programs, and what it must not offer: the test of
 * kernel-config/abi.config and hardening.config.
 *
 * usage: abi [DIRECTORY]
 *
 * Prints "ok NAME" or "missing NAME: REASON" for each facility that programs
 * need, "absent NAME" or "present NAME" for each that must not be there. Exit
 * status 0 if all is as it should be. To be run as root, on a directory that
 * may be written to, with /proc, /dev/pts and /dev/shm mounted.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/vm/abi.h"

enum { PROBE_SECONDS = 10 };

static const struct {
	const char *name;
	long number;
} forbidden_calls[] = {
	{ "io_uring_setup", SYS_io_uring_setup },
	{ "init_module", SYS_init_module },
	{ "finit_module", SYS_finit_module },
	{ "kexec_load", SYS_kexec_load },
	{ "kexec_file_load", SYS_kexec_file_load },
	{ "swapon", SYS_swapon },
	{ "bpf", SYS_bpf },
	{ "userfaultfd", SYS_userfaultfd },
	{ "iopl", SYS_iopl },
	{ "ioperm", SYS_ioperm },
	{ "modify_ldt", SYS_modify_ldt },
	{ "keyctl", SYS_keyctl },
};

static const char *const forbidden_files[] = {
	"/dev/mem", "/dev/port", "/proc/kcore", "/proc/sysrq-trigger",
	"/proc/self/ns/user", "/sys/kernel/kexec_loaded", "/proc/swaps",
};

/* The probe's errno is its exit status. */
static int run_probe(const struct probe *probe)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0) {
		alarm(PROBE_SECONDS);
		_exit(-probe->run());
	}
	if (waitpid(pid, &status, 0) < 0)
		return errno;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WTERMSIG(status) == SIGALRM ? ETIMEDOUT : EINTR;
}

static int run_probes(const struct probe *probe)
{
	int faults = 0;
	int error;

	for (; probe->name; probe++) {
		error = run_probe(probe);
		if (error == 0) {
			printf("ok %s\n", probe->name);
			continue;
		}
		printf("missing %s: %s\n", probe->name, strerror(error));
		faults++;
	}
	return faults;
}

static int report_forbidden(const char *name, int is_there)
{
	printf("%s %s\n", is_there ? "present" : "absent", name);
	return is_there;
}

static int check_forbidden(void)
{
	int faults = 0;
	size_t i;

	for (i = 0; i < sizeof(forbidden_calls) / sizeof(*forbidden_calls);
	     i++)
		faults += report_forbidden(forbidden_calls[i].name,
			syscall(forbidden_calls[i].number, 0, 0, 0, 0, 0) == 0
			|| errno != ENOSYS);
	for (i = 0; i < sizeof(forbidden_files) / sizeof(*forbidden_files);
	     i++)
		faults += report_forbidden(forbidden_files[i],
			access(forbidden_files[i], F_OK) == 0);
	return faults;
}

int main(int argc, char **argv)
{
	int faults = 0;

	/* The probe of "#!" names this program as the interpreter. */
	if (argc > 1 && strcmp(argv[1], "--interpreter") == 0)
		return INTERPRETER_STATUS;
	if (argc > 1 && chdir(argv[1]) < 0) {
		fprintf(stderr, "enter %s: %s\n", argv[1], strerror(errno));
		return 2;
	}
	faults += run_probes(event_probes);
	faults += run_probes(file_probes);
	faults += run_probes(ipc_probes);
	faults += run_probes(process_probes);
	faults += check_forbidden();
	return faults > 0;
}
