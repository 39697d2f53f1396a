/* SPDX-License-Identifier: MIT */
/* test: checks for a unit test, which is a program of its own.  It is silent
 * when all is well; every failed check is a line on stderr. */
#ifndef GVA_TESTS_TEST_H
#define GVA_TESTS_TEST_H

#include <stdio.h>
#include <string.h>

static unsigned test_checks, test_failures;

static inline void test_check(int good, const char *what, const char *file,
			      int line)
{
	test_checks++;
	if (good)
		return;
	test_failures++;
	(void)fprintf(stderr, "%s:%d: %s\n", file, line, what);
}

static inline void test_check_str(const char *got, const char *wanted,
				  const char *file, int line)
{
	test_checks++;
	if (strcmp(got, wanted) == 0)
		return;
	test_failures++;
	(void)fprintf(stderr, "%s:%d: got \"%s\", wanted \"%s\"\n", file,
		      line, got, wanted);
}

/* 0 when checks were made and all were good. */
static inline int test_end(void)
{
	if (test_checks == 0)
		(void)fprintf(stderr, "no check was made\n");
	return test_checks == 0 || test_failures > 0;
}

#define CHECK(expr) test_check(!!(expr), #expr, __FILE__, __LINE__)
#define CHECK_STR(got, wanted) \
	test_check_str((got), (wanted), __FILE__, __LINE__)

#endif
