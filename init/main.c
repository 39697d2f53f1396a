/* SPDX-License-Identifier: MIT */
/* PID 1 of a Grid Virtual Appliance: the boot, told in order. */
#include "init/base/clock.h"
#include "init/base/console.h"
#include "init/base/poweroff.h"
#include "init/base/self.h"
#include "init/job/contain.h"
#include "init/job/drain.h"
#include "init/job/recover.h"
#include "init/job/settings.h"
#include "init/job/user.h"
#include "init/machine/boot.h"
#include "init/machine/disks.h"
#include "init/machine/guest.h"
#include "init/machine/job_tree.h"
#include "init/machine/mounts.h"
#include "init/verdict.h"

/* Half a megabyte of options and a megabyte of plan are not for the stack. */
static struct boot boot;

/* Nothing is known yet, but the time.  The rest is zero. */
static void begin(void)
{
	options_init(&boot.options);
	boot.ending.status.boots = 1; /* an out disk may know better */
	boot.status_block.fd = -1;
	boot.identity.any_instance = true;
	boot.app_fd = -1;
	boot_set_out(&boot, -1);
	boot.out.data_fd = -1;
	boot.out.ending = &boot.ending;
	boot.out.watchdog = &boot.watchdog;
	boot.started_ns = clock_passed_ns();
	watchdog_start(&boot.watchdog, &boot.traffic, verdict_give_up, &boot);
}

/* Up to what can be done; every failure has its verdict already. */
static int boot_up(void)
{
	begin();
	if (mounts_kernel(&boot.ending) < 0)
		return -1;
	console_open();
	self_stdio();
	clock_start();
	/* What is wrong with the command line is told on the out disk. */
	(void)settings_command_line(&boot);
	if (guest_system(&boot.ending, boot.watchdog.runs) < 0 ||
	    disks_find(&boot) < 0)
		return -1;
	return ending_stands(&boot.ending) ? -1 : 0;
}

/* The place of the job; its settings are known before anything is written. */
static int open_job(void)
{
	if (contain_room(&boot) < 0 || job_tree_disks(&boot) < 0 ||
	    settings_conf_files(&boot) < 0 || user_find(&boot) < 0 ||
	    contain_open(&boot) < 0 ||
	    job_tree_open(&boot) < 0)
		return -1;
	return 0;
}

int main(void)
{
	/* A script finds it as /proc/self/exe, before its exec. */
	if (!self_is_first())
		return 1;
	self_prepare();
	if (boot_up() == 0) {
		if (boot.options.values[OPTION_MODE] == MODE_REPAIR)
			(void)recover(&boot);
		else if (open_job() == 0)
			(void)drain(&boot); /* it has set the verdict */
	}
	verdict_close(&boot);
	poweroff();
}
