/* SPDX-License-Identifier: MIT */
/* usage: what every command does with --help and with options that it does
 * not know. */
#ifndef GVA_HOST_COMMAND_USAGE_H
#define GVA_HOST_COMMAND_USAGE_H

/* usage_help: prints it; the exit status. */
int usage_help(const char *help);
/* usage_bad_option: says which option getopt_long(3) gave '?' or ':' for, and
 * gives EXIT_BAD_USE.  `shorts` are the letters that the command knows. */
int usage_bad_option(const char *command, int option, char **argv,
		     const char *shorts);

#endif
