/* SPDX-License-Identifier: MIT */
/* record: what is known of one script that has ended (or never ran): the file
 * results/NNNN-NAME/record of an out image.  Lines as in fields.h:
 *
 *	gva-record 1
 *	script 10-count
 *	digest 0123...           SHA-256 of the script, "-" when never read
 *	sequence 1
 *	attempt 1                0 when it never started
 *	outcome exited 7
 *	started 1764000000       seconds since 1970, of the guest's clock
 *	wall-us 12345
 *	cpu-user-us 9000 cgroup  all of its processes
 *	cpu-system-us 300 cgroup
 *	memory-peak-kib 1024 cgroup
 *	stdout 120 whole
 *	stderr 99000000 cut 16777216   bytes written, bytes kept
 *	note -
 *	pids-peak 3 cgroup
 *	sha256 0123...
 *
 * The source of usage is `cgroup`, or `wait4`: of the script and the children
 * that it waited for; "-" where it is not available.
 *
 * Within version 1, readers skip lines that they do not know between `note`
 * and the closing line. */
#ifndef GVA_CONTRACT_RECORD_H
#define GVA_CONTRACT_RECORD_H

#include "contract/digest.h"
#include "contract/limits.h"
#include "contract/outcome.h"

enum { RECORD_VERSION = 1 };

/* What became of one output stream, in bytes.  A stream that was cut has its
 * beginning and its end in the file, and a line between them that says how
 * many bytes are missing. */
struct stream_count {
	uint64_t written; /* by the script */
	uint64_t kept;    /* of these; less than written: it was cut */
};

/* stream_gap_line: "\n[gva: N bytes cut]\n" of a stream that was cut. */
void stream_gap_line(struct text *text, const struct stream_count *count);
/* stream_file_size: bytes of the file: what was kept, and the line. */
uint64_t stream_file_size(const struct stream_count *count);

enum usage_source { USAGE_NONE, USAGE_WAIT4, USAGE_CGROUP, USAGE_COUNT };

struct record {
	char script[SCRIPT_NAME_MAX + 1];
	bool has_digest;
	unsigned char digest[DIGEST_SIZE];
	uint64_t sequence; /* from 1 */
	uint64_t attempt;
	struct outcome outcome;
	uint64_t started_s;
	uint64_t wall_us;
	enum usage_source source;
	uint64_t cpu_user_us;
	uint64_t cpu_system_us;
	uint64_t memory_peak_kib;
	uint64_t pids_peak; /* 0: not available */
	struct stream_count output;
	struct stream_count errors;
	char note[DETAIL_MAX + 1];
};

/* record_encode: the length; the text is NUL-terminated. */
size_t record_encode(const struct record *record,
		     char ret_bytes[RECORD_SIZE_MAX]);
/* record_decode: -EINVAL: no record; -EPROTONOSUPPORT: another version;
 * -EBADMSG: torn or damaged. */
int record_decode(const char *bytes, size_t length, struct record *ret);
/* result_name: the folder of a record, "NNNN-NAME": the sequence number and
 * the first 64 bytes of the script's name, with `_` for every byte that is
 * not of [A-Za-z0-9._-]. */
void result_name(uint64_t sequence, const char *script,
		 char ret_name[RESULT_NAME_SIZE]);
/* result_name_ok: whether a name read from an image has that form. */
bool result_name_ok(struct span name);

#endif
