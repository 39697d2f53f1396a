/* SPDX-License-Identifier: MIT */
#include "tests/crash/report.h"

#include <stdarg.h>
#include <stdio.h>

enum { FEW = 10 };

static const char *const groups[GROUP_COUNT] = {
	"prefix", "whole", "torn-512", "torn-4096", "image",
};

static const char *const words[FAULT_COUNT] = {
	"torn", "lost", "damaged", "shrunk", "status", "files", "unmarked",
	"twice",
};

void report_state(struct report *report, enum group group)
{
	report->group = group;
	report->states[group]++;
}

void report_fault(struct report *report, enum fault fault, const char *format,
		  ...)
{
	va_list list;

	report->counts[report->group][fault]++;
	if (++report->printed > FEW && !report->verbose)
		return;
	(void)fprintf(stderr, "%s: %s: ", report->state, words[fault]);
	va_start(list, format);
	(void)vfprintf(stderr, format, list);
	va_end(list);
	(void)fputc('\n', stderr);
}

unsigned report_print(const struct report *report)
{
	unsigned sum = 0;

	for (int group = 0; group < GROUP_COUNT; group++) {
		if (report->states[group] == 0)
			continue;
		(void)printf("%s states=%u repaired=%u", groups[group],
			     report->states[group], report->repaired[group]);
		for (int fault = 0; fault < FAULT_COUNT; fault++) {
			(void)printf(" %s=%u", words[fault],
				     report->counts[group][fault]);
			sum += report->counts[group][fault];
		}
		(void)putchar('\n');
	}
	return sum;
}
