/* SPDX-License-Identifier: MIT */
#include "init/process/supervise.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init/base/clock.h"
#include "init/process/cgroup.h"
#include "init/process/leave.h"
#include "init/process/leftover.h"

enum { KILL_TICK_MS = 50 };

enum phase {
	RUNNING,
	TERMINATING, /* SIGTERM was sent, the grace runs */
	KILLING,     /* SIGKILL was sent, the rest is leaving */
};

struct watch {
	const struct supervision *supervision;
	struct supervised *result;
	enum phase phase;
	uint64_t phase_end_ns; /* RUNNING: the nearer limit; not of KILLING */
	struct leave leave;    /* KILLING */
	bool gone;     /* the script itself, as its stub has told */
	bool silent;   /* the stub is dying, and has told nothing */
	bool ended;    /* PID 1's child: the script, or its stub */
	bool limited;  /* the outcome is that of a limit */
	bool children; /* some are left */
	bool open;     /* a pipe is not at its end */
	bool sent;     /* files are open that no process has */
};

static uint64_t microseconds(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

static uint64_t wall_us(const struct watch *watch)
{
	return (clock_passed_ns() - watch->supervision->started_ns) / 1000;
}

/* The script's end, by itself or not; what it left is to go. */
static void note_gone(struct watch *watch, int status)
{
	struct supervised *result = watch->result;

	watch->gone = true;
	result->wall_us = wall_us(watch);
	if (!watch->limited)
		result->told = outcome_of_wait(status,
					       &result->outcome) == 0;
}

/* Whether there is a stub that may tell something yet. */
static bool has_word(const struct watch *watch)
{
	return watch->supervision->contained && !watch->gone &&
	       !watch->silent && !watch->ended;
}

/* What the stub has to tell, once.  Its own end can be long in coming: it
 * waits for every process of the namespace. */
static void take_word(struct watch *watch)
{
	int status;

	if (watch->supervision->contained && !watch->gone &&
	    spawn_end(&watch->supervision->spawned, &status))
		note_gone(watch, status);
}

/* The end of PID 1's child.  A stub that has told nothing was killed with all
 * of its cgroup, or from outside. */
static void note_end(struct watch *watch, int status,
		     const struct rusage *usage)
{
	struct supervised *result = watch->result;

	watch->ended = true;
	result->cpu_user_us = microseconds(usage->ru_utime);
	result->cpu_system_us = microseconds(usage->ru_stime);
	result->memory_peak_kib = (uint64_t)usage->ru_maxrss;
	take_word(watch);
	if (watch->gone)
		return;
	if (watch->supervision->contained)
		result->wall_us = wall_us(watch);
	else
		note_gone(watch, status);
}

static void kill_rest(struct watch *watch)
{
	if (watch->phase != KILLING)
		leave_start(&watch->leave, watch->supervision->disks,
			    watch->supervision->deadline_ns);
	watch->phase = KILLING;
	if (watch->supervision->cgroup >= 0)
		cgroup_kill(watch->supervision->cgroup);
	/* All but PID 1, wherever they went; -ESRCH when there is none. */
	(void)kill(-1, SIGKILL);
}

/* Descriptors that sockets have sent to each other belong to nobody, and stay
 * open: a pipe of the script's, a port, a file.  Linux net/unix/garbage.c looks
 * for such when a socket is closed, and does not say when it is done. */
static void close_sent(struct watch *watch)
{
	int fd;

	if (!watch->ended || watch->children)
		return;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		(void)close(fd); /* it was never connected */
	watch->sent = leftover_files() > watch->supervision->files;
}

/* Takes every child that has ended. */
static void reap(struct watch *watch)
{
	struct rusage usage;
	int status;
	pid_t pid;

	while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0)
		if (pid == watch->supervision->spawned.pid)
			note_end(watch, status, &usage);
	watch->children = pid == 0 || errno != ECHILD;
}

/* A limit was reached: which, and on to the next phase. */
static void limit_reached(struct watch *watch, uint64_t now_ns)
{
	const struct supervision *supervision = watch->supervision;

	if (watch->phase == TERMINATING) {
		kill_rest(watch);
		return;
	}
	watch->limited = true;
	watch->result->told = true;
	watch->result->outcome = (struct outcome){
		.end = now_ns >= supervision->deadline_ns ? SCRIPT_DEADLINE :
							    SCRIPT_TIMEOUT,
	};
	(void)kill(-1, SIGTERM);
	/* What is stopped would not see it. */
	(void)kill(-1, SIGCONT);
	watch->phase = TERMINATING;
	watch->phase_end_ns = clock_passed_ns() + supervision->grace_ns;
}

static int poll_timeout_ms(const struct watch *watch)
{
	/* A process may have been forked past the SIGKILL: say it again. */
	return watch->phase == KILLING ? KILL_TICK_MS :
					 clock_left_ms(watch->phase_end_ns);
}

/* Waits until something happened, then takes all of it. */
static void turn(struct watch *watch, int signals)
{
	const struct supervision *supervision = watch->supervision;
	struct signalfd_siginfo info;
	struct pollfd fds[4] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = supervision->output->pipe, .events = POLLIN },
		{ .fd = supervision->errors->pipe, .events = POLLIN },
		{ .fd = has_word(watch) ? supervision->spawned.end : -1,
		  .events = POLLIN },
	};

	watchdog_rest(supervision->watchdog);
	(void)poll(fds, 4, poll_timeout_ms(watch));
	watchdog_busy(supervision->watchdog);
	/* SIGCHLD coalesces: the signal only wakes, reap() looks itself. */
	if (fds[0].revents)
		(void)!read(signals, &info, sizeof(info));
	watch->open = capture_drain(supervision->output);
	watch->open |= capture_drain(supervision->errors);
	reap(watch);
	take_word(watch);
	watch->silent |= has_word(watch) && fds[3].revents & POLLHUP;
	if (watch->gone || watch->silent || watch->ended)
		kill_rest(watch);
	close_sent(watch);
}

/* Nobody can tell how the script ended, or when. */
static void note_stuck(struct watch *watch)
{
	watch->result->stuck = watch->children || !watch->ended ?
			       "left a process that SIGKILL does not end" :
			       "left files open that no process has";
	if (!watch->gone)
		watch->result->wall_us = wall_us(watch);
}

static void watch_until_gone(struct watch *watch, int signals)
{
	while (!watch->ended || watch->children || watch->open ||
	       watch->sent) {
		uint64_t now_ns;

		turn(watch, signals);
		now_ns = clock_passed_ns();
		if (watch->phase != KILLING && now_ns >= watch->phase_end_ns)
			limit_reached(watch, now_ns);
		else if (watch->phase == KILLING &&
			 leave_ends(&watch->leave)) {
			note_stuck(watch);
			return;
		}
	}
}

int supervise_script(const struct supervision *supervision,
		     struct supervised *ret)
{
	struct watch watch = {
		.supervision = supervision,
		.result = ret,
		.phase_end_ns = supervision->deadline_ns,
	};
	uint64_t timeout_at = supervision->started_ns +
			      supervision->timeout_ns;
	sigset_t child;
	int signals;

	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0)
		return -errno;
	if (supervision->timeout_ns && timeout_at < watch.phase_end_ns)
		watch.phase_end_ns = timeout_at;
	watch_until_gone(&watch, signals);
	(void)close(signals);
	return 0;
}
