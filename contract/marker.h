/* SPDX-License-Identifier: MIT */
/* marker: the files attempts/NNNN-NAME.K of the out image, which say that
 * attempt K of a script was begun; NNNN-NAME is the folder that its record
 * will have (record.h).  Lines:
 *
 *	script NAME         escaped, whole
 *	boot 2
 *
 * It is written as NNNN-NAME.K.new, and gets its name when the script is out
 * of script-bin: folders change durably in their order, so a cut leaves no
 * whole marker of that name with its script not taken. */
#ifndef GVA_CONTRACT_MARKER_H
#define GVA_CONTRACT_MARKER_H

#include "contract/limits.h"
#include "contract/text.h"

enum {
	/* Attempts of one script: far above option `attempts`. */
	MARKER_ATTEMPT_MAX = 1000000,
	/* Bytes of a name, with its NUL: the result's, ".", K and ".new". */
	MARKER_NAME_SIZE = RESULT_NAME_SIZE - 1 + 1 + 7 + 4 + 1,
	/* Bytes of a file: both lines at their longest. */
	MARKER_FILE_SIZE = 64 + 4 * SCRIPT_NAME_MAX,
};

struct marker_name {
	char result[RESULT_NAME_SIZE]; /* as result_name() makes it */
	uint64_t attempt;	       /* 1 to MARKER_ATTEMPT_MAX */
	bool taken; /* false: the script may still be in script-bin */
};

/* marker_name_encode: NUL-terminated; -EINVAL: it has no such name. */
int marker_name_encode(const struct marker_name *name,
		       char ret_name[MARKER_NAME_SIZE]);
/* marker_name_decode: -EINVAL: no marker has this name. */
int marker_name_decode(struct span bytes, struct marker_name *ret);

/* marker_file_encode: of an attempt in that boot of the job; the length. */
size_t marker_file_encode(const char *script, uint64_t boot,
			  char ret_bytes[MARKER_FILE_SIZE]);
/* marker_file_decode: the script's whole name; -EBADMSG: the file is not
 * whole, or the name is longer than SCRIPT_NAME_MAX. */
int marker_file_decode(struct span bytes, char ret_script[SCRIPT_NAME_MAX + 1]);

#endif
