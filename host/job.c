/* SPDX-License-Identifier: MIT */
#include "host/job.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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
