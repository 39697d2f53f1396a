/* SPDX-License-Identifier: MIT */
/*
 * Probes of the kernel's interface to programs.
 *
 * A probe uses one facility for real and returns 0, or -errno. An answer that
 * is there but wrong is -EPROTO. Each runs in a process of its own with a
 * deadline, so it need not clean up its descriptors, signals or limits. The
 * current directory is the one under test: files made there are removed.
 */
#ifndef ABI_H
#define ABI_H

#include <errno.h>

#define TRY(call) do { if ((call) < 0) return -errno; } while (0)
#define EXPECT(truth) do { if (!(truth)) return -EPROTO; } while (0)

/* How this program ends when "#!" runs it: as an interpreter. */
enum { INTERPRETER_STATUS = 42 };

struct probe {
	const char *name;
	int (*run)(void);
};

/* Each ends with a probe whose name is NULL. */
extern const struct probe event_probes[];
extern const struct probe file_probes[];
extern const struct probe ipc_probes[];
extern const struct probe process_probes[];

#endif
