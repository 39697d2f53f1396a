/* SPDX-License-Identifier: MIT */
#include "init/job/environment.h"

#include <string.h>

#include "contract/tree.h"

struct pool {
	struct environment *environment;
	size_t used, count;
};

/* Adds "NAME=VALUE" unless the job sets NAME itself. */
static void put(struct pool *pool, const struct boot *boot, const char *name,
		const char *value)
{
	struct environment *environment = pool->environment;
	char *at = environment->pool + pool->used;
	const struct options *options = &boot->options;
	size_t name_length = strlen(name);
	struct text text;

	for (size_t i = 0; i < options->env.count; i++) {
		const char *own = options->pool + options->env.offsets[i];

		if (strncmp(own, name, name_length) == 0 &&
		    own[name_length] == '=')
			return;
	}
	text_init(&text, at, ENVIRONMENT_POOL_SIZE - pool->used);
	text_put(&text, name);
	text_put(&text, "=");
	text_put(&text, value);
	environment->envp[pool->count++] = at;
	pool->used += text.length + 1;
}

static void put_u64(struct pool *pool, const struct boot *boot,
		    const char *name, uint64_t value)
{
	char digits[24];
	struct text text;

	text_init(&text, digits, sizeof(digits));
	text_put_u64(&text, value);
	put(pool, boot, name, digits);
}

static void put_user(struct pool *pool, const struct boot *boot)
{
	const struct account *user = &boot->user;
	bool is_root = !boot->options.user_origin;
	const char *name = is_root ? "root" : user->name;

	/* A user without a line has no name, and no place but /tmp. */
	put(pool, boot, "HOME", is_root ? "/root" :
	    user->home[0] ? user->home : "/tmp");
	if (!name[0])
		return;
	put(pool, boot, "USER", name);
	put(pool, boot, "LOGNAME", name);
}

/* A fixed environment: no job depends on what happened to be set. */
static void put_own(struct pool *pool, const struct boot *boot,
		    const char *script)
{
	put(pool, boot, "PATH", "/usr/local/sbin:/usr/local/bin:"
	    "/usr/sbin:/usr/bin:/sbin:/bin");
	put_user(pool, boot);
	put(pool, boot, "SHELL", "/bin/sh");
	put(pool, boot, "PWD", options_workdir(&boot->options));
	put(pool, boot, "TMPDIR", "/tmp");
	put(pool, boot, "TZ", "UTC");
	put(pool, boot, "LANG", "C.UTF-8");
	put(pool, boot, "GVA_APP", "/app");
	put(pool, boot, "GVA_OUT", "/out");
	if (boot->disks.data)
		put(pool, boot, "GVA_DATA", "/data");
	put(pool, boot, "GVA_SCRIPT", script);
	put(pool, boot, "GVA_JOB", boot->ending.status.job);
	put(pool, boot, "GVA_INSTANCE", boot->ending.status.instance);
}

void environment_make(const struct boot *boot, const char *name,
		      uint64_t sequence, uint64_t attempt,
		      struct environment *ret)
{
	const struct options *options = &boot->options;
	struct pool pool = { ret, 0, 0 };
	struct text path;

	put_own(&pool, boot, name);
	put_u64(&pool, boot, "GVA_SEQ", sequence);
	put_u64(&pool, boot, "GVA_ATTEMPT", attempt);
	for (size_t i = 0; i < options->env.count; i++)
		ret->envp[pool.count++] =
			options->pool + options->env.offsets[i];
	ret->envp[pool.count] = NULL;

	text_init(&path, ret->pool + pool.used,
		  ENVIRONMENT_POOL_SIZE - pool.used);
	text_put(&path, "/app/" TREE_SCRIPT_RUN "/");
	text_put(&path, name);
	ret->argv[0] = path.bytes;
	for (size_t i = 0; i < options->args.count; i++)
		ret->argv[1 + i] = options->pool + options->args.offsets[i];
	ret->argv[1 + options->args.count] = NULL;
}
