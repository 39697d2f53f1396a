/* SPDX-License-Identifier: MIT */
/*
 * Probes of threads, synchronisation, timers, and events as descriptors.
 */
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <linux/rseq.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/vm/abi.h"

static long futex(uint32_t *word, int operation, uint32_t value)
{
	return syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

/* A child waits on a shared word; it exits 0 once it has been woken. */
static int probe_futex(void)
{
	uint32_t *word = mmap(NULL, sizeof(*word), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid;

	EXPECT(word != MAP_FAILED);
	TRY(pid = fork());
	if (pid == 0)
		_exit(futex(word, FUTEX_WAIT, 0) == 0 ? 0 : 1);
	do
		TRY(status = (int)futex(word, FUTEX_WAKE, 1));
	while (status == 0 && sched_yield() == 0);
	TRY(waitpid(pid, &status, 0));
	EXPECT(status == 0);
	return 0;
}

static int probe_futex_pi(void)
{
	uint32_t word = 0;

	TRY(futex(&word, FUTEX_LOCK_PI, 0));
	EXPECT((word & FUTEX_TID_MASK) == (uint32_t)gettid());
	TRY(futex(&word, FUTEX_UNLOCK_PI, 0));
	EXPECT(word == 0);
	return 0;
}

static int probe_membarrier(void)
{
	TRY(syscall(SYS_membarrier,
		    MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0));
	TRY(syscall(SYS_membarrier,
		    MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0));
	return 0;
}

static int probe_rseq(void)
{
	static struct rseq area;

	TRY(syscall(SYS_rseq, &area, sizeof(area), 0, 0x53053053));
	TRY(sched_yield());
	EXPECT((int)area.cpu_id >= 0);
	return 0;
}

static int probe_epoll_eventfd(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	uint64_t count = 7;
	int counter;
	int poller;

	TRY(counter = eventfd(0, EFD_CLOEXEC));
	TRY(poller = epoll_create1(EPOLL_CLOEXEC));
	TRY(epoll_ctl(poller, EPOLL_CTL_ADD, counter, &event));
	EXPECT(epoll_wait(poller, &event, 1, 0) == 0);
	TRY(write(counter, &count, sizeof(count)));
	EXPECT(epoll_wait(poller, &event, 1, -1) == 1);
	count = 0;
	TRY(read(counter, &count, sizeof(count)));
	EXPECT(count == 7);
	return 0;
}

static int probe_timerfd(void)
{
	struct itimerspec soon = { .it_value.tv_nsec = 1000 * 1000 };
	uint64_t expired = 0;
	int fd;

	TRY(fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
	TRY(timerfd_settime(fd, 0, &soon, NULL));
	TRY(read(fd, &expired, sizeof(expired)));
	EXPECT(expired == 1);
	return 0;
}

static int probe_posix_timer(void)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1,
	};
	struct itimerspec soon = { .it_value.tv_nsec = 1000 * 1000 };
	sigset_t set;
	timer_t timer;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	TRY(sigprocmask(SIG_BLOCK, &set, NULL));
	TRY(timer_create(CLOCK_MONOTONIC, &event, &timer));
	TRY(timer_settime(timer, 0, &soon, NULL));
	EXPECT(sigwaitinfo(&set, NULL) == SIGUSR1);
	return 0;
}

static int probe_signalfd(void)
{
	struct signalfd_siginfo info;
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	TRY(sigprocmask(SIG_BLOCK, &set, NULL));
	TRY(fd = signalfd(-1, &set, SFD_CLOEXEC));
	TRY(raise(SIGUSR1));
	EXPECT(read(fd, &info, sizeof(info)) == sizeof(info));
	EXPECT(info.ssi_signo == SIGUSR1);
	return 0;
}

static int probe_inotify(void)
{
	union {
		struct inotify_event event;
		char room[sizeof(struct inotify_event) + 256];
	} buffer;
	int file;
	int fd;

	TRY(fd = inotify_init1(IN_CLOEXEC));
	TRY(inotify_add_watch(fd, ".", IN_CREATE));
	TRY(file = open("abi-inotify", O_CREAT | O_WRONLY, 0600));
	TRY(unlink("abi-inotify"));
	TRY(read(fd, &buffer, sizeof(buffer)));
	EXPECT(buffer.event.mask & IN_CREATE);
	return 0;
}

const struct probe event_probes[] = {
	{ "futex", probe_futex },
	{ "futex-pi", probe_futex_pi },
	{ "membarrier", probe_membarrier },
	{ "rseq", probe_rseq },
	{ "epoll-eventfd", probe_epoll_eventfd },
	{ "timerfd", probe_timerfd },
	{ "posix-timer", probe_posix_timer },
	{ "signalfd", probe_signalfd },
	{ "inotify", probe_inotify },
	{ NULL, NULL },
};
