/* SPDX-License-Identifier: MIT */
#include "host/base/exit_status.h"

#include <errno.h>
#include <signal.h>

#include "host/base/signals.h"

static const enum exit_status verdict_exits[VERDICT_COUNT] = {
	[VERDICT_DONE] = EXIT_ALL_SUCCEEDED,
	[VERDICT_DONE_WITH_FAILURES] = EXIT_JOB_FAILED,
	[VERDICT_NOTHING_TO_RUN] = EXIT_BAD_USE,
	[VERDICT_DEADLINE] = EXIT_JOB_FAILED,
	[VERDICT_BAD_IMAGE] = EXIT_BAD_USE,
	[VERDICT_NO_APP] = EXIT_BAD_USE,
	[VERDICT_NO_OUT] = EXIT_BAD_USE,
	[VERDICT_BAD_OPTIONS] = EXIT_BAD_USE,
	[VERDICT_OUTPUT_FULL] = EXIT_JOB_FAILED,
	[VERDICT_IO_ERROR] = EXIT_NOT_FINISHED,
	[VERDICT_STUCK] = EXIT_NOT_FINISHED,
	[VERDICT_LIMIT] = EXIT_JOB_FAILED,
	[VERDICT_NEEDS_REPAIR] = EXIT_NOT_FINISHED,
	[VERDICT_DAMAGED] = EXIT_NOT_FINISHED,
	[VERDICT_APPLIANCE_ERROR] = EXIT_NOT_FINISHED,
};

enum exit_status exit_of_verdict(enum verdict verdict)
{
	return verdict_exits[verdict];
}

enum exit_status exit_of_signal(int signo)
{
	return signo == SIGINT ? EXIT_INTERRUPTED : EXIT_TERMINATED;
}

enum exit_status exit_of_error(int err)
{
	switch (-err) {
	case EINTR:
		return exit_of_signal(signals_came());
	case ENOSPC: case EDQUOT: case EFBIG: case EROFS: /* room */
	case ENOMEM: case EMFILE: case ENFILE: case EAGAIN: /* limits */
	case EIO: case EREMOTEIO: case ESTALE: case ETIMEDOUT:
	case ECANCELED: /* what libext2fs makes of many of them */
		return EXIT_HOST_FAILED;
	default:
		return EXIT_BAD_USE;
	}
}

enum exit_status exit_of_reading(int err)
{
	switch (-err) {
	case EUCLEAN: case EFBIG:
		return EXIT_NOT_FINISHED;
	case EINVAL: case ENOTEMPTY: case EOPNOTSUPP:
		return EXIT_BAD_USE;
	default:
		return EXIT_HOST_FAILED;
	}
}
