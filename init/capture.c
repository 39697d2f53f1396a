/* SPDX-License-Identifier: MIT */
#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sys.h"

int capture_open(struct capture *capture, int file, uint64_t cap,
		 int *ret_end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	/* Ours alone: a script expects blocking writes. */
	if (fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0) {
		int err = -errno;

		(void)close(ends[0]);
		(void)close(ends[1]);
		return err;
	}
	capture->pipe = ends[0];
	capture->file = file;
	capture->error = 0;
	capture->full = false;
	capture->tail_max = cap / 2 < CAPTURE_TAIL ? (size_t)cap / 2 :
			    CAPTURE_TAIL;
	capture->head_max = cap - capture->tail_max;
	capture->written = 0;
	capture->tail_at = 0;
	*ret_end = ends[1];
	return 0;
}

static void write_file(struct capture *capture, const char *bytes,
		       size_t length)
{
	if (capture->error == 0)
		capture->error = sys_write_all(capture->file, bytes, length);
}

/* Bytes for the beginning.  Where the disk is full the beginning ends: what
 * comes from there on is kept as what comes behind the cap is.  Gives how
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

static void keep_tail(struct capture *capture, const char *bytes,
		      size_t length)
{
	if (length > capture->tail_max) {
		bytes += length - capture->tail_max;
		length = capture->tail_max;
	}
	while (length > 0) {
		size_t part = capture->tail_max - capture->tail_at;

		if (part > length)
			part = length;
		memcpy(capture->tail + capture->tail_at, bytes, part);
		capture->tail_at = (capture->tail_at + part) %
				   capture->tail_max;
		bytes += part;
		length -= part;
	}
}

static void take(struct capture *capture, const char *bytes, size_t length)
{
	uint64_t room = capture->written < capture->head_max ?
			capture->head_max - capture->written : 0;
	size_t head = length < room ? length : (size_t)room;

	head = write_head(capture, bytes, head);
	keep_tail(capture, bytes + head, length - head);
	capture->written += length;
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
		return false;
	}
	return true;
}

static struct stream_count count(const struct capture *capture)
{
	uint64_t cap = capture->head_max + capture->tail_max;
	uint64_t written = capture->written;

	return (struct stream_count){ written, written < cap ? written : cap };
}

/* The newest bytes, oldest first, behind a line for what is missing. */
static void write_tail(struct capture *capture)
{
	uint64_t behind_head = capture->written - capture->head_max;
	size_t length = behind_head < capture->tail_max ?
			(size_t)behind_head : capture->tail_max;
	size_t start = (capture->tail_at + capture->tail_max - length) %
		       capture->tail_max;
	size_t first = capture->tail_max - start;

	if (behind_head > length) {
		struct stream_count gap = count(capture);
		char bytes[64];
		struct text line;

		text_init(&line, bytes, sizeof(bytes));
		stream_gap_line(&line, &gap);
		write_file(capture, line.bytes, line.length);
	}
	if (first > length)
		first = length;
	write_file(capture, capture->tail + start, first);
	write_file(capture, capture->tail, length - first);
}

int capture_close(struct capture *capture, struct stream_count *ret_count)
{
	if (capture->written > capture->head_max)
		write_tail(capture);
	if (capture->pipe >= 0)
		(void)close(capture->pipe); /* a pipe's reading end */
	capture->pipe = -1;
	/* ext4 reports write errors at fsync, which the commit does. */
	(void)close(capture->file);
	*ret_count = count(capture);
	return capture->error;
}
