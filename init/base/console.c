/* SPDX-License-Identifier: MIT */
#include "init/base/console.h"

#include <fcntl.h>
#include <unistd.h>

#include "contract/news.h"
#include "init/base/sys.h"

/* At file scope, as every file may speak. */
static int console_fd = STDERR_FILENO;
static bool console_is_log;

void console_open(void)
{
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	if (fd < 0) {
		/* stderr is about to become /dev/null. */
		console_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
		return;
	}
	console_fd = fd;
	console_is_log = true;
	/* The default limits user space to ten lines in five seconds. */
	(void)sys_write_path("/proc/sys/kernel/printk_devkmsg", "on\n");
}

void console_say(const struct text *line)
{
	char bytes[NEWS_LINE_MAX + 16];
	struct text out;

	text_init(&out, bytes, sizeof(bytes));
	/* Level 3, error: what `quiet` still lets through to the console. */
	if (console_is_log)
		text_put(&out, "<3>");
	text_put(&out, NEWS_PREFIX);
	text_put_bytes(&out, line->bytes, line->length < NEWS_LINE_MAX ?
		       line->length : NEWS_LINE_MAX - 1);
	text_put(&out, "\n");
	/* Nobody can be told when the place for telling fails. */
	(void)sys_write_all(console_fd, out.bytes, out.length);
}

void console_note(const char *line)
{
	char bytes[NEWS_LINE_MAX];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, line);
	console_say(&text);
}

void console_mute(bool mute)
{
	/* Advisory: without it there is a line more on the console. */
	(void)sys_write_path("/proc/sys/kernel/printk", mute ? "0\n" : "4\n");
}
