/* SPDX-License-Identifier: MIT */
#include "init/job/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/clock.h"
#include "init/base/sys.h"
#include "init/machine/job_tree.h"

/* Where a conf file is read to; one at a time. */
static char conf_bytes[CONF_SIZE_MAX + 1];

/* What follows from the options, after each source. */
static void apply(struct boot *boot)
{
	const struct options *options = &boot->options;
	struct identity *identity = &boot->identity;
	struct status *status = &boot->ending.status;

	boot->deadline_ns = boot->started_ns +
		options->values[OPTION_DEADLINE] * second_ns;
	watchdog_deadline(&boot->watchdog, boot->deadline_ns);
	watchdog_busy(&boot->watchdog); /* by this deadline from now on */
	if (options->job_origin != ORIGIN_DEFAULT) {
		memcpy(status->job, options->job, sizeof(options->job));
		memcpy(identity->job, options->job, sizeof(options->job));
	}
	if (options->instance_origin != ORIGIN_DEFAULT) {
		memcpy(status->instance, options->instance,
		       sizeof(options->instance));
		memcpy(identity->instance, options->instance,
		       sizeof(options->instance));
		identity->any_instance = false;
	}
}

int settings_command_line(struct boot *boot)
{
	char reason[DETAIL_MAX + 1];
	struct text why;
	size_t length;
	int err = sys_read_path(AT_FDCWD, "/proc/cmdline", conf_bytes,
				sizeof(conf_bytes), &length);

	if (err < 0)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "read /proc/cmdline", err);
	text_init(&why, reason, sizeof(reason));
	err = options_command_line(&boot->options,
				   (struct span){ conf_bytes, length }, &why);
	apply(boot);
	if (err < 0)
		return boot_fail(boot, VERDICT_BAD_OPTIONS, "command line",
				 reason);
	return 0;
}

static int read_conf(struct boot *boot, enum role role, const char *name,
		     enum origin origin)
{
	char reason[DETAIL_MAX + 1];
	struct text why;
	size_t length = 0;
	int fd, err, dir = job_tree_role(boot, role);

	if (dir < 0)
		return boot_fail_errno(boot, VERDICT_BAD_IMAGE,
				       role_word(role), dir);
	fd = sys_open_file(dir, name, O_RDONLY, 0);
	(void)close(dir); /* opened for reading */
	if (fd == -ENOENT && origin == ORIGIN_JOB_CONF)
		identity_set_conf(&boot->identity, span_of(""));
	if (fd == -ENOENT)
		return 0;
	err = fd;
	if (fd >= 0) {
		err = sys_read_all(fd, conf_bytes, sizeof(conf_bytes),
				   &length);
		(void)close(fd); /* opened for reading */
	}
	if (err >= 0 && length == sizeof(conf_bytes))
		err = -EFBIG;
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_BAD_OPTIONS, name, err);
	if (origin == ORIGIN_JOB_CONF)
		identity_set_conf(&boot->identity,
				  (struct span){ conf_bytes, length });
	text_init(&why, reason, sizeof(reason));
	if (options_conf(&boot->options, origin,
			 (struct span){ conf_bytes, length }, &why) < 0)
		return boot_fail(boot, VERDICT_BAD_OPTIONS, name, reason);
	return 0;
}

int settings_conf_files(struct boot *boot)
{
	if (read_conf(boot, ROLE_OUT, TREE_JOB_CONF, ORIGIN_JOB_CONF) < 0 ||
	    read_conf(boot, ROLE_APP, TREE_GVA_CONF, ORIGIN_GVA_CONF) < 0)
		return -1;
	apply(boot);
	/* Who has none by now has none. */
	boot->identity.any_instance = false;
	return 0;
}
