/* SPDX-License-Identifier: MIT */
#include "host/machine/supervise.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract/limits.h"
#include "host/base/clock.h"
#include "host/base/limits.h"
#include "host/base/reason.h"
#include "host/image/image.h"
#include "host/qemu/qmp.h"

enum {
	ANSWER_SECONDS = 60, /* until QMP greets; a slow file server */
	BOOT_SECONDS = 300,  /* until PID 1 marks the out image; 1 s usually */
	POWER_OFF_SECONDS = 60, /* from the verdict to the end of QEMU */
	QUIT_SECONDS = 5,
	KILL_SECONDS = 30, /* only a QEMU stuck in the kernel takes longer */
};

/* The longest sleep.  One that takes this much longer was no sleep: gva was
 * stopped, as batch systems do with a job of less priority, and with it QEMU;
 * such time is no machine's fault. */
static const uint64_t poll_max_ns = 1000000000, gap_ns = 5000000000;

enum timer {
	TIMER_ANSWER,
	TIMER_BOOT,
	TIMER_DEADLINE,
	TIMER_POWER_OFF,
	TIMER_QUIT,
	TIMER_KILL,
	TIMER_VIEW,
	TIMER_STATUS, /* the status block is to be looked at */
	TIMER_COUNT,
};

enum channel {
	CHANNEL_QMP,
	CHANNEL_CONSOLE,
	CHANNEL_ERRORS,
	CHANNEL_SIGNALS,
	CHANNEL_END,
	CHANNEL_COUNT,
};

struct watch {
	struct supervision *what;
	struct machine_end end;
	uint64_t clock_ns; /* CLOCK_MONOTONIC, when last looked at */
	uint64_t now_ns;   /* of that what gva ran, from 1 on */
	uint64_t timers[TIMER_COUNT]; /* in now_ns; 0: off */
	struct pollfd channels[CHANNEL_COUNT];
	bool stuck;
	struct qmp qmp;
};

static void arm(struct watch *watch, enum timer timer, uint64_t seconds)
{
	watch->timers[timer] = watch->now_ns + seconds * 1000000000;
}

static void send_command(const struct watch *watch, const char *command)
{
	/* A QEMU that does not listen is killed by the timers. */
	(void)send(watch->what->process->qmp, command, strlen(command),
		   MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void kill_qemu(struct watch *watch)
{
	watch->end.killed_by_us = true;
	qemu_process_kill(watch->what->process);
	watch->timers[TIMER_QUIT] = 0;
	if (!watch->timers[TIMER_KILL])
		arm(watch, TIMER_KILL, KILL_SECONDS);
}

/* Asks QEMU to end; asked a second time, makes it. */
static void stop_qemu(struct watch *watch)
{
	if (watch->timers[TIMER_QUIT] || watch->end.killed_by_us) {
		kill_qemu(watch);
		return;
	}
	send_command(watch, "{\"execute\":\"quit\"}\n");
	arm(watch, TIMER_QUIT, QUIT_SECONDS);
}

/* How far the guest came, by what it wrote into its status block. */
static bool read_status(const struct watch *watch, struct status *ret)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	struct image image;

	if (image_probe(watch->what->out_image, &image, why) < 0 ||
	    !image.has_status)
		return false;
	*ret = image.status;
	return true;
}

/* For an error of the disk that QEMU gives no reason for that we know. */
static bool host_is_full(const struct watch *watch)
{
	struct statvfs host;

	return statvfs(watch->what->out_image, &host) == 0 &&
	       host.f_bavail == 0;
}

static bool never_booted(const struct watch *watch)
{
	struct status status;

	return read_status(watch, &status) &&
	       status.boots == watch->what->boots_before;
}

static bool has_ended(const struct watch *watch)
{
	struct status status;

	return read_status(watch, &status) && status.state == STATE_ENDED &&
	       status.boots != watch->what->boots_before;
}

static void take_message(struct watch *watch, const cJSON *message)
{
	switch (qmp_kind(message)) {
	case QMP_GREETING:
		watch->end.started = true;
		watch->timers[TIMER_ANSWER] = 0;
		break;
	case QMP_PANICKED:
		watch->end.guest_panicked = true;
		break;
	case QMP_SHUTDOWN_RESET:
		watch->end.guest_reset = !watch->what->reset_is_power_off;
		break;
	case QMP_SHUTDOWN_SIGNAL:
		watch->end.host_signal = true;
		break;
	case QMP_NO_SPACE:
		watch->end.no_space = true;
		break;
	case QMP_IO_ERROR:
		watch->end.no_space |= host_is_full(watch);
		break;
	case QMP_STOPPED:
		/* It would stand still for ever. */
		watch->end.stood_still = true;
		if (!watch->timers[TIMER_QUIT])
			stop_qemu(watch);
		break;
	default:
		break;
	}
}

static void take_qmp(struct watch *watch, struct span bytes)
{
	cJSON *message;

	while (qmp_next(&watch->qmp, &bytes, &message)) {
		take_message(watch, message);
		cJSON_Delete(message);
	}
}

static void take_console(struct watch *watch, struct span bytes)
{
	struct span line;

	console_keep(watch->what->console, bytes);
	while (console_next(watch->what->console, &bytes, &line)) {
		watch->end.panic_on_console |= view_is_panic(line);
		/* News may be the verdict, after which it powers off; a look
		 * a second later sees the last of many lines, too. */
		if (view_take(watch->what->view, line) &&
		    !watch->timers[TIMER_POWER_OFF] &&
		    !watch->timers[TIMER_STATUS])
			arm(watch, TIMER_STATUS, 1);
	}
}

static void take_errors(struct watch *watch, struct span bytes)
{
	said_add(watch->what->said, bytes);
}

static void take_signal(struct watch *watch, struct span bytes)
{
	struct signalfd_siginfo info;

	if (bytes.length < sizeof(info))
		return;
	memcpy(&info, bytes.bytes, sizeof(info));
	if (!watch->end.signal)
		watch->end.signal = (int)info.ssi_signo;
	stop_qemu(watch);
}

/* Reads once; true when there may be more. */
static bool read_channel(struct watch *watch, enum channel channel)
{
	static void (*const take[])(struct watch *, struct span) = {
		[CHANNEL_QMP] = take_qmp,
		[CHANNEL_CONSOLE] = take_console,
		[CHANNEL_ERRORS] = take_errors,
		[CHANNEL_SIGNALS] = take_signal,
	};
	struct pollfd *from = &watch->channels[channel];
	char bytes[16 * 1024];
	ssize_t count = read(from->fd, bytes, channel == CHANNEL_SIGNALS ?
			     sizeof(struct signalfd_siginfo) : sizeof(bytes));

	if (count > 0) {
		take[channel](watch, (struct span){ bytes, (size_t)count });
		return true;
	}
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return errno == EINTR;
	from->fd = -1; /* the far end is closed: poll skips it */
	return false;
}

static void fire(struct watch *watch, enum timer timer)
{
	watch->timers[timer] = 0;
	switch (timer) {
	case TIMER_ANSWER:
		kill_qemu(watch);
		break;
	case TIMER_BOOT:
		if (!never_booted(watch))
			break;
		watch->end.deadline = true;
		stop_qemu(watch);
		break;
	case TIMER_DEADLINE:
		watch->end.deadline = true;
		stop_qemu(watch);
		break;
	case TIMER_POWER_OFF:
		stop_qemu(watch);
		break;
	case TIMER_QUIT:
		kill_qemu(watch);
		break;
	case TIMER_KILL:
		watch->stuck = true;
		break;
	case TIMER_VIEW:
		view_tick(watch->what->view);
		arm(watch, TIMER_VIEW, 1);
		break;
	case TIMER_STATUS:
		if (has_ended(watch))
			arm(watch, TIMER_POWER_OFF, POWER_OFF_SECONDS);
		break;
	default:
		break;
	}
}

/* The time that passed since the last look; `asked_ns` of it was slept. */
static void pass(struct watch *watch, uint64_t asked_ns)
{
	uint64_t clock = clock_ns(), passed = clock - watch->clock_ns;

	watch->clock_ns = clock;
	watch->now_ns += passed > asked_ns + gap_ns ? asked_ns : passed;
}

/* Fires what is due, and gives the time to the next. */
static uint64_t run_timers(struct watch *watch)
{
	uint64_t next = watch->now_ns + poll_max_ns;

	for (int i = 0; i < TIMER_COUNT; i++) {
		if (watch->timers[i] && watch->timers[i] <= watch->now_ns)
			fire(watch, (enum timer)i);
		if (watch->timers[i] && watch->timers[i] < next)
			next = watch->timers[i];
	}
	return next <= watch->now_ns ? 0 : next - watch->now_ns;
}

static void watch_start(struct watch *watch, struct supervision *what)
{
	const struct qemu_process *process = what->process;
	const int fds[CHANNEL_COUNT] = {
		[CHANNEL_QMP] = process->qmp,
		[CHANNEL_CONSOLE] = process->console,
		[CHANNEL_ERRORS] = process->errors,
		[CHANNEL_SIGNALS] = what->signals,
		[CHANNEL_END] = process->pidfd,
	};

	watch->what = what;
	watch->clock_ns = clock_ns();
	watch->now_ns = 1;
	said_init(what->said);
	qmp_init(&watch->qmp);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		watch->channels[i] = (struct pollfd){ fds[i], POLLIN, 0 };
	arm(watch, TIMER_ANSWER, ANSWER_SECONDS);
	if (what->marks_boot)
		arm(watch, TIMER_BOOT, BOOT_SECONDS);
	arm(watch, TIMER_DEADLINE, what->deadline_s + DEADLINE_EXTRA_SECONDS);
	if (what->view->terminal)
		arm(watch, TIMER_VIEW, 1);
	send_command(watch, "{\"execute\":\"qmp_capabilities\"}\n");
}

/* Until QEMU has ended; false when it cannot be ended. */
static bool watch_run(struct watch *watch)
{
	for (;;) {
		uint64_t wait_ns = run_timers(watch);
		int count;

		if (watch->stuck)
			return false;
		/* Rounded up, or the last part would be waited for in turns. */
		count = poll(watch->channels, CHANNEL_COUNT,
			     (int)((wait_ns + 999999) / 1000000));
		pass(watch, wait_ns);
		if (count <= 0)
			continue; /* a timer, or EINTR */
		for (int i = 0; i < CHANNEL_END; i++)
			if (watch->channels[i].revents)
				(void)read_channel(watch, (enum channel)i);
		if (watch->channels[CHANNEL_END].revents)
			return true;
	}
}

/* QEMU has ended; what it said last still lies in the channels. */
static int take_end(struct watch *watch)
{
	struct guard_end end = { 0 };
	int err;

	for (int i = 0; i <= CHANNEL_ERRORS; i++)
		while (read_channel(watch, (enum channel)i))
			;
	err = qemu_process_wait(watch->what->process, 0, &end);
	watch->end.wait_status = end.wait_status;
	watch->end.cpu_limit = limits_cpu_ended(end.wait_status, end.cpu_ns,
						limits_cpu());
	/* Who ends a whole group of processes means us, too. */
	if (watch->end.host_signal || WIFSIGNALED(end.wait_status))
		(void)read_channel(watch, CHANNEL_SIGNALS);
	return err;
}

int supervise(struct supervision *supervision, struct machine_end *ret)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	int err;

	if (!watch)
		return -ENOMEM;
	watch_start(watch, supervision);
	err = watch_run(watch) ? take_end(watch) : -ETIMEDOUT;
	view_end(supervision->view);
	*ret = watch->end;
	free(watch);
	return err;
}
