/* SPDX-License-Identifier: MIT */
#include "init/out/plan_disk.h"

#include "contract/tree.h"
#include "init/base/sys.h"

static const char file_name[] = TREE_PLAN;

/* The file, while it is written or read. */
static char file_bytes[PLAN_FILE_SIZE];

int plan_save(const struct plan *plan, int dir)
{
	struct text text;

	text_init(&text, file_bytes, sizeof(file_bytes));
	for (size_t i = 0; i < plan->planned; i++)
		plan_file_put(&text, plan_name(plan, &plan->entries[i]));
	plan_file_close(&text);
	return sys_write_file(dir, file_name, text.bytes, text.length);
}

int plan_load(struct plan *plan, int dir)
{
	size_t length;
	int err = sys_read_file(dir, file_name, file_bytes,
				sizeof(file_bytes), &length);

	return err < 0 ? err :
	       plan_take(plan, (struct span){ file_bytes, length });
}
