/* SPDX-License-Identifier: MIT */
#include "host/command/usage.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "host/base/say.h"

int usage_help(const char *help)
{
	/* Who stops reading has read enough. */
	if ((fputs(help, stdout) >= 0 && fflush(stdout) == 0) ||
	    errno == EPIPE)
		return EXIT_ALL_SUCCEEDED;
	return fail(EXIT_HOST_FAILED, "print the help: %m");
}

int usage_bad_option(const char *command, int option, char **argv,
		     const char *shorts)
{
	const char *word = argv[optind - 1];
	const char *reason = option == ':' ? "a value is missing" :
			     optopt ? "it takes no value" : "no such option";
	char letter[] = { '-', (char)optopt, '\0' };

	/* Of -xy, the word is passed only after its last letter; what of a
	 * long option is wrong leaves its own number, or none. */
	if (optopt > ' ' && optopt < 0x7f && !strchr(shorts, optopt)) {
		word = letter;
		reason = "no such option";
	}
	if (strcmp(reason, "no such option") == 0)
		return fail(EXIT_BAD_USE, "%s %s: %s, see gva %s --help; a "
			    "file of such a name is ./%s", command, word,
			    reason, command, argv[optind - 1]);
	return fail(EXIT_BAD_USE, "%s %s: %s, see gva %s --help", command,
		    word, reason, command);
}
