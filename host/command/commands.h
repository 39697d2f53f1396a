/* SPDX-License-Identifier: MIT */
/* commands: what `gva` can be told to do.  argv[0] is the command's own word;
 * each gives an exit status, see exit_status.h. */
#ifndef GVA_HOST_COMMAND_COMMANDS_H
#define GVA_HOST_COMMAND_COMMANDS_H

int command_pack(int argc, char **argv);
int command_run(int argc, char **argv);
int command_status(int argc, char **argv);
int command_results(int argc, char **argv);

#endif
