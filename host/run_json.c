/* SPDX-License-Identifier: MIT */
/* run_json: run.json, all that is needed to know a run again: what ran, with
 * what, where, when, and how it ended. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "host/file.h"
#include "contract/tree.h"
#include "host/run.h"
#include "host/version.h"

enum { RUN_JSON_VERSION = 1 };

/* JSON is UTF-8, paths and arguments are any bytes: they go through the
 * escape of the contract. */
static void add_text(cJSON *object, const char *key, const char *value)
{
	size_t length = strlen(value);
	char *bytes = malloc(4 * length + 1);
	struct text text;

	if (!bytes)
		return; /* the caller sees a smaller object, never a lie */
	text_init(&text, bytes, 4 * length + 1);
	text_put_escaped(&text, value, length);
	if (cJSON_IsArray(object))
		(void)cJSON_AddItemToArray(object, cJSON_CreateString(bytes));
	else
		(void)cJSON_AddStringToObject(object, key, bytes);
	free(bytes);
}

static void add_number(cJSON *object, const char *key, uint64_t value)
{
	(void)cJSON_AddNumberToObject(object, key, (double)value);
}

static void add_time(cJSON *object, const char *key, time_t when)
{
	char bytes[32];
	struct tm parts;

	if (gmtime_r(&when, &parts) &&
	    strftime(bytes, sizeof(bytes), "%Y-%m-%dT%H:%M:%SZ", &parts) > 0)
		add_text(object, key, bytes);
}

/* Whether there is nothing that another run would do: all that ran has a
 * record, and they are here. */
static bool is_finished(const struct run *run)
{
	enum verdict verdict = run->image_end.status.verdict;
	enum exit_status status = ending_exit(run->ending, verdict);

	return (run->ending == ENDING_VERDICT ||
		run->ending == ENDING_FILES_INCOMPLETE) &&
	       (status == EXIT_ALL_SUCCEEDED || status == EXIT_JOB_FAILED);
}

static void add_ending(cJSON *json, const struct run *run)
{
	const struct image_end *image = &run->image_end;
	bool ended = image->has_status && image->status.state == STATE_ENDED;

	add_text(json, "ending", ending_word(run->ending));
	(void)cJSON_AddBoolToObject(json, "finished", is_finished(run));
	add_number(json, "exit_status", (uint64_t)run->exit_status);
	if (ended)
		add_text(json, "verdict", verdict_word(image->status.verdict));
	else
		(void)cJSON_AddNullToObject(json, "verdict");
	if (image->has_status) {
		add_text(json, "state",
			 status_state_word(image->status.state));
		add_text(json, "detail", image->status.detail);
		add_text(json, "clock", image->status.clock);
		add_number(json, "boots", image->status.boots);
		add_number(json, "planned", image->status.planned);
		add_number(json, "resumed", image->status.resumed);
		add_number(json, "repaired", image->status.repaired);
	}
	add_text(json, "unread", run->unread);
	/* A mistake that the guest found, as one that was found here. */
	add_text(json, "reason", ended && !run->reason[0] &&
		 exit_of_verdict(image->status.verdict) == EXIT_BAD_USE ?
		 image->status.detail : run->reason);
	(void)cJSON_AddItemToObject(json, "scripts",
				    results_json(&run->results));
}

static void add_digest(cJSON *files, const struct run *run, const char *role,
		       const char *path)
{
	cJSON *file = cJSON_AddObjectToObject(files, role);
	char bytes[2 * DIGEST_SIZE + 1];
	struct text text;

	add_text(file, "path", path);
	for (size_t i = 0; i < run->digests.count; i++) {
		if (strcmp(run->digests.list[i].path, path) != 0 ||
		    !run->digests.list[i].known)
			continue;
		text_init(&text, bytes, sizeof(bytes));
		text_put_hex(&text, run->digests.list[i].value, DIGEST_SIZE);
		add_text(file, "sha256", bytes);
		return;
	}
	(void)cJSON_AddNullToObject(file, "sha256");
}

static void add_files(cJSON *json, const struct run *run)
{
	cJSON *files = cJSON_AddObjectToObject(json, "files");
	char roles[ROLE_NAME_MAX + 1];

	add_digest(files, run, "kernel", run->kernel);
	add_digest(files, run, "initramfs", run->initrd);
	for (size_t i = 0; i < run->drives.count; i++) {
		role_format(run->drives.list[i].roles, roles);
		add_digest(files, run, roles, run->drives.list[i].path);
	}
}

static void add_machine(cJSON *json, const struct run *run)
{
	cJSON *machine = cJSON_AddObjectToObject(json, "machine"), *argv;
	enum accelerator accelerator = run->acceleration.accelerator;

	add_text(machine, "profile", run->request.machine);
	add_text(machine, "qemu", run->qemu.path);
	add_text(machine, "qemu_version", run->qemu.version);
	add_text(machine, "accelerator", accelerator_word(accelerator));
	add_text(machine, "accelerator_reason", run->acceleration.reason);
	add_text(machine, "cpu", run->request.cpu ? run->request.cpu :
		 run->profile.values[accelerator == ACCELERATOR_KVM ?
				     PROFILE_CPU_KVM : PROFILE_CPU_TCG]);
	add_number(machine, "cpus", run->request.cpus);
	add_number(machine, "memory", run->request.memory);
	(void)cJSON_AddBoolToObject(machine, "sandbox", run->qemu.has_sandbox);
	add_text(machine, "command_line", run->command_line);
	argv = cJSON_AddArrayToObject(machine, "argv");
	for (size_t i = 0; i < run->argv.count; i++)
		add_text(argv, "", run->argv.list[i]);
}

static void add_options(cJSON *json, const struct run *run)
{
	/* gva.conf of a packed app is not read here; the guest's own default
	 * or gva.conf decides where `default` stands. */
	static const char *const origins[] = {
		[ORIGIN_DEFAULT] = "default",
		[ORIGIN_GVA_CONF] = TREE_GVA_CONF,
		[ORIGIN_JOB_CONF] = TREE_JOB_CONF,
		[ORIGIN_COMMAND_LINE] = "command line",
	};
	const struct options *options = &run->request.options;
	cJSON *list = cJSON_AddObjectToObject(json, "options");

	for (int i = 0; i < OPTION_COUNT; i++) {
		const char *values = option_rows[i].values;
		cJSON *option = cJSON_AddObjectToObject(list,
							option_rows[i].key);
		char word[32];

		if (strchr(values, '|')) {
			struct text text;

			for (uint64_t n = options->values[i]; n > 0; n--)
				values = strchr(values, '|') + 1;
			text_init(&text, word, sizeof(word));
			text_put_bytes(&text, values, strcspn(values, "|"));
			add_text(option, "value", word);
		} else {
			add_number(option, "value", options->values[i]);
		}
		add_text(option, "origin", origins[options->origins[i]]);
	}
	add_number(json, "arguments", options->args.count);
	add_number(json, "environment", options->env.count);
}

static void add_place(cJSON *json, const struct run *run)
{
	static const char *const stages[STAGE_COUNT] = {
		[STAGE_PACK] = "pack",
		[STAGE_MACHINE] = "machine",
		[STAGE_EXTRACT] = "extract",
	};
	cJSON *timings = cJSON_AddObjectToObject(json, "timings_ms");
	struct utsname host;

	for (int i = 0; i < STAGE_COUNT; i++)
		add_number(timings, stages[i], run->stage_ns[i] / 1000000);
	add_time(json, "started", run->started);
	add_time(json, "ended", run->ended);
	if (uname(&host) == 0) {
		add_text(json, "host", host.nodename);
		add_text(json, "host_kernel", host.release);
	}
}

int run_json(const struct run *run, const char *name)
{
	cJSON *json = cJSON_CreateObject();
	char path[PATH_MAX], out[PATH_MAX];
	char *bytes, *line = NULL;
	int err = run_path(run, name, path);

	add_number(json, "gva_run", RUN_JSON_VERSION);
	add_text(json, "gva_version", GVA_VERSION);
	add_text(json, "job", run->job);
	add_text(json, "instance", run->request.options.instance);
	run_out_name(run, out);
	add_text(json, "out", out);
	add_ending(json, run);
	add_place(json, run);
	if (run->started_machine)
		add_machine(json, run);
	add_files(json, run);
	add_options(json, run);
	bytes = cJSON_Print(json);
	cJSON_Delete(json);
	if (!bytes || asprintf(&line, "%s\n", bytes) < 0)
		line = NULL;
	free(bytes);
	if (err == 0)
		err = line ? file_create(path, line, strlen(line)) : -ENOMEM;
	free(line);
	return err;
}
