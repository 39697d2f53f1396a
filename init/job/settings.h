/* SPDX-License-Identifier: MIT */
/* settings: reads the options of this boot from their three places
 * (contract/option.h). */
#ifndef GVA_INIT_JOB_SETTINGS_H
#define GVA_INIT_JOB_SETTINGS_H

#include "init/machine/boot.h"

/* settings_command_line (step): /proc/cmdline.  Starts the job's deadline. */
int settings_command_line(struct boot *boot);
/* settings_conf_files (step): gva.conf of app, job.conf of out; either may be
 * absent.  The disks are mounted. */
int settings_conf_files(struct boot *boot);

#endif
