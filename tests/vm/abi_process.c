/* SPDX-License-Identifier: MIT */
/*
 * Probes of processes: making, running, watching, limiting and ending them.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/kcmp.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/vm/abi.h"

enum {
	SECRET = 0x5eed,
	SOME_USER = 1000,
	FILTER_ERRNO = ENOTTY,
};

/* A child that only waits, to be looked at; it dies with its parent. */
static pid_t idle_child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return pid;
}

static int probe_multiuser(void)
{
	TRY(setresgid(SOME_USER, SOME_USER, SOME_USER));
	TRY(setresuid(SOME_USER, SOME_USER, SOME_USER));
	EXPECT(geteuid() == SOME_USER && getegid() == SOME_USER);
	EXPECT(setuid(0) < 0 && errno == EPERM);
	return 0;
}

static int probe_sysctl(void)
{
	char text[16];
	int fd;

	TRY(fd = open("/proc/sys/kernel/pid_max", O_RDONLY | O_CLOEXEC));
	EXPECT(read(fd, text, sizeof(text)) > 1);
	return 0;
}

/* A script whose interpreter is this program, which then tells by its status
 * that it was run as one. */
static int probe_script(void)
{
	char self[256];
	ssize_t length;
	int status;
	pid_t pid;
	int fd;

	TRY(length = readlink("/proc/self/exe", self, sizeof(self) - 1));
	self[length] = '\0';
	TRY(fd = open("abi-script", O_CREAT | O_WRONLY | O_CLOEXEC, 0700));
	dprintf(fd, "#!%s --interpreter\n", self);
	TRY(close(fd));
	TRY(pid = fork());
	if (pid == 0) {
		execl("./abi-script", "abi-script", (char *)NULL);
		_exit(errno);
	}
	TRY(waitpid(pid, &status, 0));
	TRY(unlink("abi-script"));
	EXPECT(WIFEXITED(status));
	EXPECT(WEXITSTATUS(status) == INTERPRETER_STATUS);
	return 0;
}

static int probe_core_dump(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	int status;
	pid_t pid;

	TRY(setrlimit(RLIMIT_CORE, &limit));
	TRY(pid = fork());
	if (pid == 0)
		raise(SIGABRT);
	TRY(waitpid(pid, &status, 0));
	TRY(unlink("core"));
	EXPECT(WIFSIGNALED(status) && WCOREDUMP(status));
	return 0;
}

static int probe_pidfd(void)
{
	int pidfd = -1;
	struct clone_args how = {
		.flags = CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)&pidfd,
		.exit_signal = SIGCHLD,
	};
	struct pollfd ended;
	siginfo_t info;
	long pid;

	TRY(pid = syscall(SYS_clone3, &how, sizeof(how)));
	if (pid == 0)
		for (;;)
			pause();
	TRY(syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0));
	ended = (struct pollfd){ .fd = pidfd, .events = POLLIN };
	EXPECT(poll(&ended, 1, -1) == 1);
	TRY(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED));
	EXPECT(info.si_pid == pid && info.si_status == SIGKILL);
	return 0;
}

static int probe_ptrace(void)
{
	static volatile long secret;
	int status;
	pid_t pid;

	secret = SECRET;
	TRY(pid = idle_child());
	secret = 0;
	TRY(ptrace(PTRACE_SEIZE, pid, NULL, NULL));
	TRY(ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
	TRY(waitpid(pid, &status, 0));
	EXPECT(WIFSTOPPED(status));
	EXPECT(ptrace(PTRACE_PEEKDATA, pid, &secret, NULL) == SECRET);
	TRY(ptrace(PTRACE_DETACH, pid, NULL, NULL));
	return kill(pid, SIGKILL);
}

static int probe_process_vm(void)
{
	static volatile long secret;
	long copy = 0;
	struct iovec here = { &copy, sizeof(copy) };
	struct iovec there = { (void *)(uintptr_t)&secret, sizeof(secret) };
	pid_t pid;

	secret = SECRET;
	TRY(pid = idle_child());
	secret = 0;
	TRY(process_vm_readv(pid, &here, 1, &there, 1, 0));
	EXPECT(copy == SECRET);
	return kill(pid, SIGKILL);
}

static int probe_kcmp(void)
{
	pid_t self = getpid();
	int twin;

	TRY(twin = dup(0));
	EXPECT(syscall(SYS_kcmp, self, self, KCMP_FILE, 0, twin) == 0);
	return 0;
}

static int probe_prlimit(void)
{
	struct rlimit limit = { 64, 64 };
	struct rlimit now = { 0, 0 };
	pid_t pid;

	TRY(pid = idle_child());
	TRY(prlimit(pid, RLIMIT_NOFILE, &limit, NULL));
	TRY(prlimit(pid, RLIMIT_NOFILE, NULL, &now));
	EXPECT(now.rlim_cur == limit.rlim_cur);
	return kill(pid, SIGKILL);
}

static int probe_seccomp(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | FILTER_ERRNO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(*code), .filter = code,
	};

	TRY(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
	EXPECT(syscall(SYS_getppid) < 0 && errno == FILTER_ERRNO);
	return 0;
}

static int probe_smaps(void)
{
	char text[16];
	int fd;

	TRY(fd = open("/proc/self/smaps", O_RDONLY | O_CLOEXEC));
	EXPECT(read(fd, text, sizeof(text)) > 0);
	return 0;
}

/* The page is called, not read, as old C libraries do. */
static int probe_vsyscall(void)
{
	int (*clock)(struct timeval *, void *) =
		(int (*)(struct timeval *, void *))0xffffffffff600000;
	struct timeval now = { 0, 0 };

	EXPECT(clock(&now, NULL) == 0 && now.tv_sec > 0);
	return 0;
}

const struct probe process_probes[] = {
	{ "multiuser", probe_multiuser },
	{ "sysctl", probe_sysctl },
	{ "script", probe_script },
	{ "core-dump", probe_core_dump },
	{ "pidfd", probe_pidfd },
	{ "ptrace", probe_ptrace },
	{ "process-vm", probe_process_vm },
	{ "kcmp", probe_kcmp },
	{ "prlimit", probe_prlimit },
	{ "seccomp", probe_seccomp },
	{ "smaps", probe_smaps },
	{ "vsyscall", probe_vsyscall },
	{ NULL, NULL },
};
