/* SPDX-License-Identifier: MIT */
/* host/machine/supervise.c with a clock of the test's own, so that a day takes no
 * time: the linker puts the functions below in the place of those that tell
 * the time, wait, and look at QEMU and its image. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/base/clock.h"
#include "host/image/image.h"
#include "host/machine/supervise.h"
#include "tests/unit/test.h"

enum { NEVER = 100 * 86400, SECOND = 1000000000 };

/* What is to happen, in seconds of gva's own time from the start. */
static struct script {
	bool mute;         /* no greeting of QMP */
	bool stubborn;     /* "quit" is not obeyed */
	bool undying;      /* nor SIGKILL */
	uint64_t boots;    /* the guest marks its image */
	uint64_t verdict;  /* it writes that it ended, and a line of news */
	uint64_t ends;     /* QEMU ends by itself */
	uint64_t stopped;  /* gva and QEMU are stopped then, for `gap` */
	uint64_t gap;
} script;

static struct {
	uint64_t ns;      /* the clock */
	uint64_t gap_ns;  /* of that what gva was stopped */
	bool greeted, told, killed, quit;
	uint64_t quit_s, killed_s; /* in gva's own time */
	int qmp, console; /* far ends */
} world;

static uint64_t own_s(void)
{
	return (world.ns - world.gap_ns) / SECOND;
}

uint64_t __wrap_clock_ns(void);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms);
void __wrap_qemu_process_kill(const struct qemu_process *process);
int __wrap_qemu_process_wait(const struct qemu_process *process, int seconds,
			     struct guard_end *ret);
int __wrap_image_probe(const char *path, struct image *ret, struct text *why);

uint64_t __wrap_clock_ns(void)
{
	return 7 * (uint64_t)SECOND + world.ns;
}

/* Hears what gva says to QEMU. */
static void hear(void)
{
	char bytes[512];
	ssize_t count = recv(world.qmp, bytes, sizeof(bytes) - 1,
			     MSG_DONTWAIT);

	if (count <= 0)
		return;
	bytes[count] = '\0';
	if (strstr(bytes, "\"quit\"") && !world.quit) {
		world.quit = true;
		world.quit_s = own_s();
	}
}

static bool has_ended(void)
{
	return (world.killed && !script.undying) ||
	       (world.quit && !script.stubborn) || own_s() >= script.ends;
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	static const char greeting[] = "{\"QMP\": {}}\n";
	static const char news[] = "gva: done scripts=1 failed=0\n";

	if (count < 5)
		return 0; /* of the view: nothing can be shown */
	hear();
	for (nfds_t i = 0; i < count; i++)
		fds[i].revents = 0;
	if (!script.mute && !world.greeted) {
		world.greeted = true;
		(void)send(world.qmp, greeting, sizeof(greeting) - 1, 0);
		fds[0].revents = POLLIN;
		return 1;
	}
	if (!world.told && own_s() >= script.verdict) {
		world.told = true;
		(void)send(world.console, news, sizeof(news) - 1, 0);
		fds[1].revents = POLLIN;
		return 1;
	}
	if (has_ended()) {
		fds[4].revents = POLLIN;
		return 1;
	}
	world.ns += (uint64_t)timeout_ms * 1000000;
	if (script.gap && own_s() >= script.stopped) {
		world.ns += script.gap * SECOND;
		world.gap_ns += script.gap * SECOND;
		script.gap = 0;
	}
	return 0;
}

void __wrap_qemu_process_kill(const struct qemu_process *process)
{
	(void)process;
	if (!world.killed)
		world.killed_s = own_s();
	world.killed = true;
}

int __wrap_qemu_process_wait(const struct qemu_process *process, int seconds,
			     struct guard_end *ret)
{
	(void)process;
	(void)seconds;
	*ret = (struct guard_end){ .wait_status = world.killed ? 9 : 0 };
	return 0;
}

int __wrap_image_probe(const char *path, struct image *ret, struct text *why)
{
	(void)why;
	memset(ret, 0, sizeof(*ret));
	ret->path = path;
	ret->has_status = true;
	ret->status.boots = own_s() >= script.boots ? 1 : 0;
	ret->status.state = own_s() >= script.verdict ? STATE_ENDED :
			    own_s() >= script.boots ? STATE_RUNNING :
						       STATE_NOT_RUN;
	return 0;
}

/* Plays the script under a job's deadline; the error of supervise(). */
static int play(struct script what, uint64_t deadline_s,
		struct machine_end *ret)
{
	static struct console console;
	static struct said said;
	struct view view = { .quiet = true };
	struct qemu_process process = { .pidfd = -1, .errors = -1 };
	struct supervision supervision = {
		.process = &process, .signals = -1, .deadline_s = deadline_s,
		.out_image = "out.img", .marks_boot = true,
		.console = &console, .view = &view, .said = &said,
	};
	int qmp[2], lines[2], err;

	memset(&console, 0, sizeof(console));
	console.fd = -1;
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, qmp) == 0 &&
	      socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, lines) == 0);
	process.qmp = qmp[0];
	process.console = lines[0];
	memset(&world, 0, sizeof(world));
	world.qmp = qmp[1];
	world.console = lines[1];
	script = what;
	err = supervise(&supervision, ret);
	for (int i = 0; i < 2; i++) {
		(void)close(qmp[i]);
		(void)close(lines[i]);
	}
	return err;
}

static void a_job_of_a_day_is_left_alone(void)
{
	struct machine_end end;

	CHECK(play((struct script){ .boots = 2, .verdict = 86000,
				    .ends = 86010 }, 86400, &end) == 0);
	CHECK(end.started && !end.deadline && !end.killed_by_us);
	CHECK(!world.quit && !world.killed && own_s() == 86010);
}

static void a_guest_that_never_boots_is_stopped_after_300_s(void)
{
	struct machine_end end;

	CHECK(play((struct script){ .boots = NEVER, .verdict = NEVER,
				    .ends = NEVER }, 86400, &end) == 0);
	CHECK(end.deadline && world.quit_s == 300 && !world.killed);
	/* One that boots in the last second is not. */
	CHECK(play((struct script){ .boots = 299, .verdict = NEVER,
				    .ends = 500 }, 86400, &end) == 0);
	CHECK(!end.deadline && !world.quit);
}

static void the_deadline_and_120_s_stop_it(void)
{
	struct machine_end end;

	CHECK(play((struct script){ .boots = 2, .verdict = NEVER,
				    .ends = NEVER }, 1000, &end) == 0);
	CHECK(end.deadline && world.quit_s == 1120 && !world.killed);
	CHECK(play((struct script){ .boots = 2, .verdict = 1118,
				    .ends = 1119 }, 1000, &end) == 0);
	CHECK(!end.deadline && !world.quit);
}

static void a_qemu_that_does_not_greet_is_killed_after_60_s(void)
{
	struct machine_end end;

	CHECK(play((struct script){ .mute = true, .boots = NEVER,
				    .verdict = NEVER, .ends = NEVER }, 1000,
		   &end) == 0);
	CHECK(!end.started && end.killed_by_us && world.killed_s == 60);
}

static void a_qemu_that_does_not_quit_is_killed_5_s_later(void)
{
	struct machine_end end;

	CHECK(play((struct script){ .stubborn = true, .boots = 2,
				    .verdict = NEVER, .ends = NEVER }, 100,
		   &end) == 0);
	CHECK(end.deadline && end.killed_by_us);
	CHECK(world.quit_s == 220 && world.killed_s == 225);
}

static void a_qemu_that_no_signal_ends_is_given_up_30_s_later(void)
{
	struct machine_end end;

	CHECK(play((struct script){ .stubborn = true, .undying = true,
				    .boots = 2, .verdict = NEVER,
				    .ends = NEVER }, 100, &end) ==
	      -ETIMEDOUT);
	CHECK(own_s() == 255);
}

static void a_machine_that_stays_on_is_stopped_60_s_after_its_verdict(void)
{
	struct machine_end end;

	CHECK(play((struct script){ .boots = 2, .verdict = 50,
				    .ends = NEVER }, 1000, &end) == 0);
	CHECK(!end.deadline && world.quit_s == 111);
}

static void time_in_which_gva_was_stopped_does_not_count(void)
{
	struct machine_end end;

	CHECK(play((struct script){ .boots = 2, .verdict = 90, .ends = 91,
				    .stopped = 50, .gap = 86400 }, 100,
		   &end) == 0);
	CHECK(!end.deadline && !world.quit);
	/* What is left of the deadline does. */
	CHECK(play((struct script){ .boots = 2, .verdict = NEVER,
				    .ends = NEVER, .stopped = 50,
				    .gap = 86400 }, 100, &end) == 0);
	CHECK(end.deadline && world.quit_s >= 219 && world.quit_s <= 221);
	/* Slowness does: it is less than five seconds at a time. */
	CHECK(play((struct script){ .boots = 2, .verdict = NEVER,
				    .ends = NEVER, .stopped = 50, .gap = 4 },
		   100, &end) == 0);
	CHECK(end.deadline && world.quit_s >= 215 && world.quit_s <= 217);
}

int main(void)
{
	a_job_of_a_day_is_left_alone();
	a_guest_that_never_boots_is_stopped_after_300_s();
	the_deadline_and_120_s_stop_it();
	a_qemu_that_does_not_greet_is_killed_after_60_s();
	a_qemu_that_does_not_quit_is_killed_5_s_later();
	a_qemu_that_no_signal_ends_is_given_up_30_s_later();
	a_machine_that_stays_on_is_stopped_60_s_after_its_verdict();
	time_in_which_gva_was_stopped_does_not_count();
	return test_end();
}
