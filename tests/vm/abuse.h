/* SPDX-License-Identifier: MIT */
/* abuse: attacks that need system calls.  Each is one function, which gives
 * the exit status of its script. */
#ifndef GVA_TESTS_VM_ABUSE_H
#define GVA_TESTS_VM_ABUSE_H

enum {
	SUCCEEDED = 0, /* what it is for was done */
	BROKEN = 1,    /* it could not even be tried */
	DENIED = 3,    /* it was tried, and refused */
	LEFT = 7,      /* it left something: what comes behind it tells */
};

/* The end of an attempt whose last call gave `result` and errno: a refusal
 * is one of the errors that say so, not any error. */
int tried(long result, const char *what);

/* For what is wrong with the attack itself. */
int broken(const char *what);

/* A process of no parent and another session, which is left behind: 0 in it,
 * its number in the caller. */
int leave_process(void);

/* ioctl(2); musl's takes its number for a signed one. */
int control(int fd, unsigned long request, void *argument);

/* The first process that the caller sees. */
int abuse_signals(void);
int abuse_sigio(void);
int abuse_getfd(void);
int abuse_seize(void);
int abuse_memory_of_1(void);
int abuse_read_memory(void);
int abuse_compare(void);
int abuse_program(void);
int abuse_limit_files(void);
int abuse_idle(void);
int abuse_panic(void);

/* The machine. */
int abuse_reboot(void);
int abuse_power_off(void);
int abuse_ports(void);
int abuse_absent(void);
int abuse_clock(void);
int abuse_frequency(void);
int abuse_host_name(void);
int abuse_counters(void);
int abuse_kernel_log(void);
int abuse_loopback(void);
int abuse_type(void);
int abuse_console(void);
int abuse_hangup(void);
int abuse_realtime(void);
int abuse_deadline(void);
int abuse_io_priority(void);
int abuse_limits(void);
int abuse_nice(void);

/* Files and mounts. */
int abuse_handle(void);
int abuse_freeze(void);
int abuse_shutdown(void);
int abuse_immutable(void);
int abuse_label(void);
int abuse_swap_boot(void);
int abuse_new_mount(void);
int abuse_tree(void);
int abuse_whiteout(void);
int abuse_opaque(void);
int abuse_capability(void);
int abuse_capable(void);
int abuse_leases(void);

/* Load, and what is left. */
int abuse_forks(void);
int abuse_threads(void);
int abuse_descriptors(void);
int abuse_pipes(void);
int abuse_watches(void);
int abuse_ipc(void);
int abuse_queues(void);
int abuse_sockets(void);
int abuse_reuse_port(void);
int abuse_cycle(void);
int abuse_chain(void);
int abuse_lock_memory(void);
int abuse_names(void);
int abuse_orphans(void);
int abuse_traced(void);
int abuse_trace_me(void);
int abuse_leader(void);
int abuse_pipe_end(void);
int abuse_hold_stdout(void);
int abuse_hold_stderr(void);
int abuse_hold_behind(void);
int abuse_hold_anew(void);
int abuse_empty_core(void);

/* Memory of the kernel. */
int abuse_hoard_locks(void);
int abuse_hoard_poll(void);
int abuse_hoard_splice(void);
int abuse_hoard_terminals(void);
int abuse_hoard_filters(void);
int abuse_hoard_netlink(void);
int abuse_hoard_datagrams(void);
int abuse_hoard_echoes(void);
int abuse_hoard_connections(void);
int abuse_hoard_streams(void);
/* listen_on_port: on that which abuse_probe() needs; -1 and errno. */
int listen_on_port(void);
/* hoard_files: as many descriptors as there may be.
 * hoard_more: whether `taken` of so many bytes are less than a hoard. */
void hoard_files(void);
int hoard_more(int taken, int bytes);

/* What the next script needs of what others may have used up. */
int abuse_probe(void);

/* The network, and the port that attacks and probe want. */
int listen_on_port(void);
int connect_to_port(void);
int path_mtu(void); /* of the loopback interface, or -1 */
int abuse_path_mtu(void);
int abuse_deaf_ends(void);

/* The root. */
int abuse_leave_root(void);

#endif
