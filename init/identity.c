/* SPDX-License-Identifier: MIT */
#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../contract/fields.h"
#include "sys.h"

enum { IDENTITY_SIZE = 512, UUID_SIZE = 16 };

static const char file_name[] = "identity";
static const char magic[] = "gva-identity 1";

struct identity {
	char job[JOB_NAME_MAX + 1];
	char instance[JOB_NAME_MAX + 1];
	unsigned char app[UUID_SIZE];
};

int identity_save(const struct boot *boot)
{
	char bytes[IDENTITY_SIZE], uuid[2 * UUID_SIZE + 1];
	struct text text, hex;

	text_init(&hex, uuid, sizeof(uuid));
	text_put_hex(&hex, boot->app_uuid, UUID_SIZE);
	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, magic);
	text_put(&text, "\n");
	fields_put_text(&text, "job", boot->status.job);
	fields_put_text(&text, "instance", boot->status.instance);
	fields_put_text(&text, "app", uuid);
	fields_seal(&text);
	return sys_write_file(boot->out_fd, file_name, text.bytes,
			      text.length);
}

static int parse(struct span bytes, struct identity *ret)
{
	struct span line, value, rest = bytes;

	if (fields_check(bytes) < 0 || !span_line(&rest, &line) ||
	    !span_is(line, magic) ||
	    fields_take_text(&rest, "job", ret->job, sizeof(ret->job)) < 0 ||
	    fields_take_text(&rest, "instance", ret->instance,
			     sizeof(ret->instance)) < 0 ||
	    fields_take(&rest, "app", &value) < 0)
		return -EBADMSG;
	return span_hex(value, ret->app, UUID_SIZE) < 0 ? -EBADMSG : 0;
}

static bool same_name(const char *one, const char *other)
{
	/* By hand, a job need not be named. */
	return !one[0] || !other[0] || strcmp(one, other) == 0;
}

int identity_check(struct boot *boot)
{
	struct identity identity;
	char bytes[IDENTITY_SIZE];
	size_t length;
	int err, fd = sys_open_beneath(boot->out_fd, file_name,
				       O_RDONLY | O_NONBLOCK);

	if (fd == -ENOENT)
		return 0;
	err = fd;
	if (fd >= 0) {
		err = sys_read_all(fd, bytes, sizeof(bytes), &length);
		(void)close(fd); /* opened for reading */
	}
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_IO_ERROR, "read identity",
				       err);
	if (parse((struct span){ bytes, length }, &identity) < 0)
		return 0;
	if (memcmp(identity.app, boot->app_uuid, UUID_SIZE) != 0)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out", "it belongs "
				 "to another app image; give that one, or an "
				 "out image of its own");
	if (!same_name(identity.job, boot->status.job) ||
	    !same_name(identity.instance, boot->status.instance))
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out", "it belongs "
				 "to another job or instance; give an out "
				 "image of its own");
	return 1;
}
