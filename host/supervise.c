/* SPDX-License-Identifier: MIT */
#include "supervise.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "image.h"
#include "qmp.h"

enum {
	ANSWER_SECONDS = 60, /* until QMP greets; a slow file server */
	BOOT_SECONDS = 300,  /* until PID 1 marks the out image; 1 s usually */
	DEADLINE_EXTRA_SECONDS = 120, /* boot, kills, last commit */
	POWER_OFF_SECONDS = 60, /* from the verdict to the end of QEMU */
	QUIT_SECONDS = 5,
	KILL_SECONDS = 30, /* only a QEMU stuck in the kernel takes longer */
};

/* The longest sleep, so that milliseconds fit an int. */
enum { POLL_MAX_NS = 1000000000 };

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
	uint64_t timers[TIMER_COUNT]; /* CLOCK_MONOTONIC; 0: off */
	struct pollfd channels[CHANNEL_COUNT];
	bool stuck;
	struct qmp qmp;
};

static void arm(struct watch *watch, enum timer timer, uint64_t seconds)
{
	watch->timers[timer] = clock_ns() + seconds * 1000000000;
}

static void send_command(const struct watch *watch, const char *command)
{
	/* A QEMU that does not listen is killed by the timers. */
	(void)send(watch->what->machine->qmp, command, strlen(command),
		   MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void kill_qemu(struct watch *watch)
{
	watch->end.killed_by_us = true;
	machine_kill(watch->what->machine);
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
	char bytes[DETAIL_MAX];
	struct text why;
	struct image image;

	text_init(&why, bytes, sizeof(bytes));
	if (image_probe(watch->what->out_image, &image, &why) < 0 ||
	    !image.has_status)
		return false;
	*ret = image.status;
	return true;
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
	case QMP_NO_SPACE:
		watch->end.no_space = true;
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
	said_add(&watch->what->said, bytes);
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

/* Fires what is due, and gives the milliseconds to the next. */
static int run_timers(struct watch *watch)
{
	uint64_t now = clock_ns(), next = UINT64_MAX;

	for (int i = 0; i < TIMER_COUNT; i++) {
		if (watch->timers[i] && watch->timers[i] <= now)
			fire(watch, (enum timer)i);
		if (watch->timers[i] && watch->timers[i] < next)
			next = watch->timers[i];
	}
	now = clock_ns();
	if (next > now + POLL_MAX_NS)
		return POLL_MAX_NS / 1000000;
	return next <= now ? 0 : (int)((next - now) / 1000000) + 1;
}

static void watch_start(struct watch *watch, struct supervision *what)
{
	const struct machine *machine = what->machine;
	const int fds[CHANNEL_COUNT] = {
		[CHANNEL_QMP] = machine->qmp,
		[CHANNEL_CONSOLE] = machine->console,
		[CHANNEL_ERRORS] = machine->errors,
		[CHANNEL_SIGNALS] = what->signals,
		[CHANNEL_END] = machine->pidfd,
	};

	watch->what = what;
	said_init(&what->said);
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
		int wait_ms = run_timers(watch);

		if (watch->stuck)
			return false;
		if (poll(watch->channels, CHANNEL_COUNT, wait_ms) <= 0)
			continue; /* a timer, or EINTR */
		for (int i = 0; i < CHANNEL_END; i++)
			if (watch->channels[i].revents)
				(void)read_channel(watch, (enum channel)i);
		if (watch->channels[CHANNEL_END].revents)
			return true;
	}
}

int supervise(struct supervision *supervision, struct machine_end *ret)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	int err = 0;

	if (!watch)
		return -ENOMEM;
	watch_start(watch, supervision);
	if (watch_run(watch)) {
		/* What it said last still lies in the channels. */
		for (int i = 0; i <= CHANNEL_ERRORS; i++)
			while (read_channel(watch, (enum channel)i))
				;
		err = machine_wait(supervision->machine, 0,
				   &watch->end.wait_status);
	} else {
		err = -ETIMEDOUT;
	}
	view_end(supervision->view);
	*ret = watch->end;
	free(watch);
	return err;
}
