/* SPDX-License-Identifier: MIT */
/*
 * The attacks of tests/vm/abuse/ that a shell cannot make.
 *
 * usage: abuse ATTACK
 *
 * Exit status: see abuse.h; 2 when there is no such attack.
 */
#include "tests/vm/abuse.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name;
	int (*run)(void);
} attacks[] = {
	{ "signals", abuse_signals },
	{ "sigio", abuse_sigio },
	{ "getfd", abuse_getfd },
	{ "seize", abuse_seize },
	{ "memory-of-1", abuse_memory_of_1 },
	{ "read-memory", abuse_read_memory },
	{ "compare", abuse_compare },
	{ "program", abuse_program },
	{ "limit-files", abuse_limit_files },
	{ "idle", abuse_idle },
	{ "panic", abuse_panic },
	{ "reboot", abuse_reboot },
	{ "power-off", abuse_power_off },
	{ "ports", abuse_ports },
	{ "absent", abuse_absent },
	{ "clock", abuse_clock },
	{ "frequency", abuse_frequency },
	{ "host-name", abuse_host_name },
	{ "counters", abuse_counters },
	{ "kernel-log", abuse_kernel_log },
	{ "loopback", abuse_loopback },
	{ "type", abuse_type },
	{ "console", abuse_console },
	{ "hangup", abuse_hangup },
	{ "realtime", abuse_realtime },
	{ "deadline", abuse_deadline },
	{ "io-priority", abuse_io_priority },
	{ "limits", abuse_limits },
	{ "nice", abuse_nice },
	{ "handle", abuse_handle },
	{ "freeze", abuse_freeze },
	{ "shutdown", abuse_shutdown },
	{ "immutable", abuse_immutable },
	{ "label", abuse_label },
	{ "swap-boot", abuse_swap_boot },
	{ "new-mount", abuse_new_mount },
	{ "tree", abuse_tree },
	{ "whiteout", abuse_whiteout },
	{ "opaque", abuse_opaque },
	{ "capability", abuse_capability },
	{ "capable", abuse_capable },
	{ "leases", abuse_leases },
	{ "forks", abuse_forks },
	{ "threads", abuse_threads },
	{ "descriptors", abuse_descriptors },
	{ "pipes", abuse_pipes },
	{ "watches", abuse_watches },
	{ "ipc", abuse_ipc },
	{ "queues", abuse_queues },
	{ "sockets", abuse_sockets },
	{ "reuse-port", abuse_reuse_port },
	{ "cycle", abuse_cycle },
	{ "chain", abuse_chain },
	{ "path-mtu", abuse_path_mtu },
	{ "deaf-ends", abuse_deaf_ends },
	{ "leave-root", abuse_leave_root },
	{ "lock-memory", abuse_lock_memory },
	{ "names", abuse_names },
	{ "orphans", abuse_orphans },
	{ "traced", abuse_traced },
	{ "trace-me", abuse_trace_me },
	{ "leader", abuse_leader },
	{ "pipe-end", abuse_pipe_end },
	{ "hold-stdout", abuse_hold_stdout },
	{ "hold-stderr", abuse_hold_stderr },
	{ "hold-behind", abuse_hold_behind },
	{ "hold-anew", abuse_hold_anew },
	{ "empty-core", abuse_empty_core },
	{ "hoard-locks", abuse_hoard_locks },
	{ "hoard-poll", abuse_hoard_poll },
	{ "hoard-splice", abuse_hoard_splice },
	{ "hoard-terminals", abuse_hoard_terminals },
	{ "hoard-filters", abuse_hoard_filters },
	{ "hoard-netlink", abuse_hoard_netlink },
	{ "hoard-datagrams", abuse_hoard_datagrams },
	{ "hoard-echoes", abuse_hoard_echoes },
	{ "hoard-connections", abuse_hoard_connections },
	{ "hoard-streams", abuse_hoard_streams },
	{ "probe", abuse_probe },
};

static const int refusals[] = {
	EPERM, EACCES, EROFS, ENOENT, ENOSYS, ENODEV, ENXIO, ESRCH,
};

int tried(long result, const char *what)
{
	int err = errno;

	if (result >= 0)
		return SUCCEEDED;
	printf("%s: %s\n", what, strerror(err));
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (err == refusals[i])
			return DENIED;
	return BROKEN;
}

int broken(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	return BROKEN;
}

int leave_process(void)
{
	pid_t pid = fork();

	if (pid != 0) {
		if (pid > 0)
			(void)waitpid(pid, NULL, 0);
		return (int)pid;
	}
	(void)setsid();
	pid = fork();
	if (pid != 0)
		_exit(pid < 0);
	return 0;
}

int control(int fd, unsigned long request, void *argument)
{
	return (int)syscall(SYS_ioctl, fd, request, argument);
}

int main(int argc, char **argv)
{
	(void)setvbuf(stdout, NULL, _IONBF, 0);
	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
		if (argc >= 2 && strcmp(argv[1], attacks[i].name) == 0)
			return attacks[i].run();
	return 2;
}
