/* SPDX-License-Identifier: MIT */
#include "init/process/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/base/clock.h"
#include "init/base/sys.h"

/* `script` and `ours` are both pipes as pipe2(2) gives them. */
static int start_relay(struct capture *capture, const int script[2],
		       const int ours[2])
{
	/* Who opens /dev/stdout opens the pipe anew, with the rights of its
	 * inode: any user that a script becomes may, and nobody else finds
	 * the way to it. */
	if (fchmod(script[0], 0666) < 0 ||
	    fcntl(ours[0], F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	return relay_start(&capture->relay, script[1], script[0], ours[1]);
}

static int open_pipes(struct capture *capture, int *ret_end)
{
	int script[2], ours[2], err;

	if (pipe2(script, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(ours, O_CLOEXEC) < 0) {
		err = -errno;
		(void)close(script[0]);
		(void)close(script[1]);
		return err;
	}
	err = start_relay(capture, script, ours);
	capture->pipe = ours[0];
	*ret_end = script[1];
	if (err == 0)
		return 0;
	for (int i = 0; i < 2; i++) {
		(void)close(script[i]);
		(void)close(ours[i]);
	}
	return err;
}

int capture_open(struct capture *capture, int file, uint64_t cap,
		 int *ret_end)
{
	int err = open_pipes(capture, ret_end);

	if (err < 0)
		return err;
	capture->file = file;
	capture->error = 0;
	capture->full = false;
	tail_start(&capture->tail,
		   cap / 2 < CAPTURE_TAIL ? (size_t)cap / 2 : CAPTURE_TAIL);
	capture->head_max = cap - capture->tail.max;
	capture->written = 0;
	return 0;
}

static void write_file(struct capture *capture, const char *bytes,
		       size_t length)
{
	if (capture->error == 0)
		capture->error = sys_write_all(capture->file, bytes, length);
}

/* Bytes for the beginning.  Where the disk is full the beginning ends: what
 * comes from there on is kept as what comes after the cap is.  Gives how
 * many went into the file. */
static size_t write_head(struct capture *capture, const char *bytes,
			 size_t length)
{
	off_t at;

	write_file(capture, bytes, length);
	if (capture->error != -ENOSPC)
		return length;
	at = lseek(capture->file, 0, SEEK_CUR);
	if (at < 0)
		return length;
	capture->error = 0;
	capture->full = true;
	capture->head_max = (uint64_t)at;
	return (size_t)(capture->head_max - capture->written);
}

static void take(struct capture *capture, const char *bytes, size_t length)
{
	uint64_t room = capture->written < capture->head_max ?
			capture->head_max - capture->written : 0;
	size_t head = length < room ? length : (size_t)room;

	head = write_head(capture, bytes, head);
	tail_keep(&capture->tail, bytes + head, length - head);
	capture->written += length;
}

void capture_release(struct capture *capture)
{
	relay_release(&capture->relay);
}

bool capture_drain(struct capture *capture)
{
	char chunk[CAPTURE_CHUNK];
	ssize_t count;

	if (capture->pipe < 0)
		return false;
	/* One chunk a turn, so that a flood on one stream starves nothing. */
	do
		count = read(capture->pipe, chunk, sizeof(chunk));
	while (count < 0 && errno == EINTR);
	if (count > 0)
		take(capture, chunk, (size_t)count);
	if (count == 0 || (count < 0 && errno != EAGAIN)) {
		(void)close(capture->pipe); /* a pipe's reading end */
		capture->pipe = -1;
		relay_end(&capture->relay);
		return false;
	}
	return true;
}

bool capture_finish(struct capture *capture, uint64_t deadline_ns)
{
	while (capture_drain(capture)) {
		struct pollfd fd = { .fd = capture->pipe, .events = POLLIN };
		int left_ms = clock_left_ms(deadline_ns);

		if (left_ms == 0)
			return false;
		(void)poll(&fd, 1, left_ms);
	}
	return true;
}

static struct stream_count count(const struct capture *capture)
{
	uint64_t cap = capture->head_max + capture->tail.max;
	uint64_t written = capture->written;

	return (struct stream_count){ written, written < cap ? written : cap };
}

/* The newest bytes, oldest first, after a line for what is missing. */
static void write_tail(struct capture *capture)
{
	uint64_t behind_head = capture->written - capture->head_max;
	size_t length = behind_head < capture->tail.max ?
			(size_t)behind_head : capture->tail.max;
	struct span parts[2];

	if (behind_head > length) {
		struct stream_count gap = count(capture);
		char bytes[64];
		struct text line;

		text_init(&line, bytes, sizeof(bytes));
		stream_gap_line(&line, &gap);
		write_file(capture, line.bytes, line.length);
	}
	tail_newest(&capture->tail, length, parts);
	for (int i = 0; i < 2; i++)
		write_file(capture, parts[i].bytes, parts[i].length);
}

int capture_close(struct capture *capture, struct stream_count *ret_count)
{
	if (capture->written > capture->head_max)
		write_tail(capture);
	/* Somebody is left who can write: the relay is given up on. */
	if (capture->pipe >= 0)
		(void)close(capture->pipe); /* a pipe's reading end */
	capture->pipe = -1;
	/* ext4 reports write errors at fsync, which the commit does. */
	(void)close(capture->file);
	*ret_count = count(capture);
	return capture->error;
}
