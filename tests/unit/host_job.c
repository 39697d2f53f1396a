/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "contract/option.h"
#include "host/base/job.h"
#include "tests/unit/test.h"

int main(void)
{
	static const struct {
		const char *path;
		const char *name;
	} rows[] = {
		{ "no/such/hello.sh", "hello.sh" },
		{ "no/such/dir///", "dir" },
		{ "no/such/.hidden", "_hidden" },
		{ "no/such/a b\nc", "a_b_c" },
		{ "no/such/caf\xc3\xa9", "caf__" },
		{ "", "job" },
		{ "/", "job" },
		{ "no/such/"
		  "0123456789012345678901234567890123456789012345678901234567"
		  "89abcdefgh",
		  "0123456789012345678901234567890123456789012345678901234567"
		  "89abcd" },
	};
	char name[JOB_NAME_MAX + 1];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		job_name(rows[i].path, name);
		CHECK_STR(name, rows[i].name);
		CHECK(option_job_name_ok(span_of(name)));
	}
	/* A folder by another name than its own. */
	CHECK(chdir("/usr/bin") == 0);
	job_name("..", name);
	CHECK_STR(name, "usr");
	return test_end();
}
