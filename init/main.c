/* SPDX-License-Identifier: MIT */
/* PID 1 of a Grid Virtual Appliance: the boot, told in order. */
#include "boot.h"
#include "console.h"
#include "disks.h"
#include "drain.h"
#include "guest.h"
#include "job_tree.h"
#include "mounts.h"
#include "poweroff.h"
#include "self.h"
#include "settings.h"
#include "verdict.h"

/* Half a megabyte of options and a megabyte of plan are not for the stack. */
static struct boot boot;

/* Up to the first script; every failure has its verdict already. */
static int boot_up(void)
{
	boot_init(&boot);
	if (mounts_kernel(&boot) < 0)
		return -1;
	console_open();
	self_stdio();
	if (guest_system(&boot) < 0 ||
	    disks_find(&boot) < 0 ||
	    settings_command_line(&boot) < 0 ||
	    job_tree_disks(&boot) < 0 ||
	    settings_conf_files(&boot) < 0 ||
	    job_tree_open(&boot) < 0)
		return -1;
	return 0;
}

int main(void)
{
	self_prepare();
	if (boot_up() == 0)
		(void)drain(&boot); /* it has set the verdict */
	verdict_close(&boot);
	poweroff();
}
