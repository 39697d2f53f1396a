/* SPDX-License-Identifier: MIT */
#include "contract/outcome.h"

#include <errno.h>
#include <sys/wait.h>

enum { NUMBER_MAX = 65535 };

static const char *const end_words[SCRIPT_END_COUNT] = {
	[SCRIPT_EXITED] = "exited",
	[SCRIPT_SIGNALED] = "signaled",
	[SCRIPT_TIMEOUT] = "timeout",
	[SCRIPT_COULD_NOT_START] = "could-not-start",
	[SCRIPT_DEADLINE] = "deadline",
	[SCRIPT_WITHDRAWN] = "withdrawn",
	[SCRIPT_OUT_OF_MEMORY] = "out-of-memory",
	[SCRIPT_INTERRUPTED] = "interrupted",
	[SCRIPT_GAVE_UP] = "gave-up",
	[SCRIPT_NOT_RUN] = "not-run",
};

static const char *const verdict_words[VERDICT_COUNT] = {
	[VERDICT_DONE] = "done",
	[VERDICT_DONE_WITH_FAILURES] = "done-with-failures",
	[VERDICT_NOTHING_TO_RUN] = "nothing-to-run",
	[VERDICT_DEADLINE] = "deadline",
	[VERDICT_BAD_IMAGE] = "bad-image",
	[VERDICT_NO_APP] = "no-app",
	[VERDICT_NO_OUT] = "no-out",
	[VERDICT_BAD_OPTIONS] = "bad-options",
	[VERDICT_OUTPUT_FULL] = "output-full",
	[VERDICT_IO_ERROR] = "io-error",
	[VERDICT_STUCK] = "stuck",
	[VERDICT_LIMIT] = "limit",
	[VERDICT_NEEDS_REPAIR] = "needs-repair",
	[VERDICT_DAMAGED] = "damaged",
	[VERDICT_APPLIANCE_ERROR] = "appliance-error",
};

/* What execve(2) and fork(2) give; any other stands as its number. */
static const struct {
	const char *name;
	uint32_t number;
} errno_names[] = {
	{ "E2BIG", E2BIG },   { "EACCES", EACCES },   { "EAGAIN", EAGAIN },
	{ "EINVAL", EINVAL }, { "EIO", EIO },         { "EISDIR", EISDIR },
	{ "ELIBBAD", ELIBBAD }, { "ELOOP", ELOOP },   { "EMFILE", EMFILE },
	{ "ENAMETOOLONG", ENAMETOOLONG },             { "ENFILE", ENFILE },
	{ "ENOENT", ENOENT }, { "ENOEXEC", ENOEXEC }, { "ENOMEM", ENOMEM },
	{ "ENOSPC", ENOSPC }, { "ENOTDIR", ENOTDIR }, { "EPERM", EPERM },
	{ "EROFS", EROFS },   { "ESTALE", ESTALE },   { "ETXTBSY", ETXTBSY },
};

enum { ERRNO_NAMES = sizeof(errno_names) / sizeof(errno_names[0]) };

static void put_errno(struct text *text, uint32_t number)
{
	for (size_t i = 0; i < ERRNO_NAMES; i++)
		if (errno_names[i].number == number) {
			text_put(text, errno_names[i].name);
			return;
		}
	text_put_u64(text, number);
}

static int parse_errno(struct span span, uint64_t *ret_number)
{
	for (size_t i = 0; i < ERRNO_NAMES; i++)
		if (span_is(span, errno_names[i].name)) {
			*ret_number = errno_names[i].number;
			return 0;
		}
	return span_u64(span, NUMBER_MAX, ret_number);
}

static bool has_number(enum script_end end)
{
	return end == SCRIPT_EXITED || end == SCRIPT_SIGNALED ||
	       end == SCRIPT_COULD_NOT_START;
}

void outcome_format(struct text *text, struct outcome outcome)
{
	text_put(text, end_words[outcome.end]);
	if (!has_number(outcome.end))
		return;
	text_put(text, " ");
	if (outcome.end == SCRIPT_COULD_NOT_START)
		put_errno(text, outcome.number);
	else
		text_put_u64(text, outcome.number);
	if (outcome.core)
		text_put(text, " core");
}

static int parse_end(struct span word, enum script_end *ret)
{
	for (int i = 0; i < SCRIPT_END_COUNT; i++)
		if (span_is(word, end_words[i])) {
			*ret = (enum script_end)i;
			return 0;
		}
	return -EINVAL;
}

int outcome_parse(struct span span, struct outcome *ret)
{
	struct outcome outcome = { 0 };
	struct span word;
	uint64_t number = 0;
	int err;

	/* span_word() takes a space with the word before it. */
	if (span.length > 0 && span.bytes[span.length - 1] == ' ')
		return -EINVAL;
	if (!span_word(&span, &word) || parse_end(word, &outcome.end) < 0)
		return -EINVAL;
	if (has_number(outcome.end)) {
		if (!span_word(&span, &word))
			return -EINVAL;
		err = outcome.end == SCRIPT_COULD_NOT_START ?
			parse_errno(word, &number) :
			span_u64(word, NUMBER_MAX, &number);
		if (err < 0)
			return -EINVAL;
		outcome.number = (uint32_t)number;
	}
	if (outcome.end == SCRIPT_SIGNALED && span_is(span, "core")) {
		outcome.core = true;
		span.length = 0;
	}
	if (span.length > 0)
		return -EINVAL;
	*ret = outcome;
	return 0;
}

bool outcome_success(struct outcome outcome)
{
	return outcome.end == SCRIPT_EXITED && outcome.number == 0;
}

int outcome_of_wait(int status, struct outcome *ret)
{
	if (WIFEXITED(status)) {
		*ret = (struct outcome){
			SCRIPT_EXITED, (uint32_t)WEXITSTATUS(status), false
		};
		return 0;
	}
	if (WIFSIGNALED(status)) {
		*ret = (struct outcome){
			SCRIPT_SIGNALED, (uint32_t)WTERMSIG(status),
			WCOREDUMP(status)
		};
		return 0;
	}
	return -EINVAL;
}

const char *verdict_word(enum verdict verdict)
{
	return verdict_words[verdict];
}

bool verdict_final(enum verdict verdict)
{
	return verdict == VERDICT_DONE ||
	       verdict == VERDICT_DONE_WITH_FAILURES ||
	       verdict == VERDICT_NOTHING_TO_RUN ||
	       verdict == VERDICT_DEADLINE ||
	       verdict == VERDICT_DAMAGED;
}

int verdict_parse(struct span span, enum verdict *ret)
{
	for (int i = 0; i < VERDICT_COUNT; i++)
		if (span_is(span, verdict_words[i])) {
			*ret = (enum verdict)i;
			return 0;
		}
	return -EINVAL;
}
