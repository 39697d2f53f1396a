/* SPDX-License-Identifier: MIT */
/* gva: one job in one throw-away virtual machine; the host's command. */
#include <stdio.h>
#include <string.h>

#include "host/base/say.h"
#include "host/base/signals.h"
#include "host/base/version.h"
#include "host/command/commands.h"
#include "host/command/usage.h"

static const struct {
	const char *word;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "pack", command_pack },
	{ "run", command_run },
	{ "status", command_status },
	{ "results", command_results },
};

static const char help[] =
	"usage: gva COMMAND [OPTION...] ...\n"
	"One job in one throw-away virtual machine.\n"
	"\n"
	"  gva run JOBDIR        run the scripts of JOBDIR/script-bin\n"
	"  gva pack JOBDIR -o F  make a disk image, to be run many times\n"
	"  gva status IMAGE      how the job on an out image ended\n"
	"  gva results IMAGE D   what an out image holds, into directory D\n"
	"\n"
	"`gva COMMAND --help` tells the options of each.\n"
	"Exit status: 0 all scripts succeeded; 1 the job's own doing; 2 bad use\n"
	"or bad job; 3 not finished, try again; 4 this host could not, try\n"
	"another; 130, 143 stopped by SIGINT, any other signal.\n";

static int run_command(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[0], commands[i].word) == 0)
			return commands[i].run(argc, argv);
	return fail(EXIT_BAD_USE, "no command '%s', see gva --help", argv[0]);
}

int main(int argc, char **argv)
{
	signals_prepare();
	if (argc < 2)
		return fail(EXIT_BAD_USE, "no command, see gva --help");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return usage_help(help);
	if (strcmp(argv[1], "--version") == 0)
		return usage_help("gva " GVA_VERSION "\n");
	return run_command(argc - 1, argv + 1);
}
