/* SPDX-License-Identifier: MIT */
#include "host/base/job.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"

static bool allowed(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
	       byte == '.';
}

void job_name(const char *path, char ret_name[JOB_NAME_MAX + 1])
{
	char real[PATH_MAX];
	size_t end, start, length;

	/* "." and "jobs/.." have names, too. */
	if (realpath(path, real))
		path = real;
	for (end = strlen(path); end > 0 && path[end - 1] == '/'; end--)
		;
	for (start = end; start > 0 && path[start - 1] != '/'; start--)
		;
	length = end - start;
	if (length == 0) {
		path = "job";
		start = 0;
		length = 3;
	}
	if (length > JOB_NAME_MAX)
		length = JOB_NAME_MAX;
	for (size_t i = 0; i < length; i++)
		ret_name[i] = allowed(path[start + i]) ? path[start + i] : '_';
	if (ret_name[0] == '.')
		ret_name[0] = '_';
	ret_name[length] = '\0';
}

int job_read_conf(const char *job, struct options *options)
{
	char path[PATH_MAX], *bytes = malloc(CONF_SIZE_MAX);
	struct reason reason;
	struct text *why = reason_init(&reason);
	size_t length;
	int err = -ENOMEM;

	if (bytes && snprintf(path, sizeof(path), "%s/gva.conf", job) <
	    PATH_MAX)
		err = file_read(path, bytes, CONF_SIZE_MAX, &length);
	if (err == 0 && options_conf(options, ORIGIN_GVA_CONF,
				     (struct span){ bytes, length }, why) < 0)
		err = fail(EXIT_BAD_USE, "read %s: %s", path, why->bytes);
	else if (err == -ENOENT || err == -ENOTDIR)
		err = 0; /* it is optional; a single script has none */
	else if (err < 0)
		err = fail(EXIT_BAD_USE, "read %s/gva.conf: %s", job,
			   file_reason(err));
	free(bytes);
	return err;
}
