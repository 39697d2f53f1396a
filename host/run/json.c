/* SPDX-License-Identifier: MIT */
#include "host/run/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/version.h"
#include "host/machine/vm_argv.h"

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
static bool is_finished(const struct report *report)
{
	enum verdict verdict = report->image_end.status.verdict;
	enum exit_status status = ending_exit(report->ending, verdict);

	return (report->ending == ENDING_VERDICT ||
		report->ending == ENDING_FILES_INCOMPLETE) &&
	       (status == EXIT_ALL_SUCCEEDED || status == EXIT_JOB_FAILED);
}

static void add_ending(cJSON *json, const struct report *report)
{
	const struct image_end *image = &report->image_end;
	bool ended = image->has_status && image->status.state == STATE_ENDED;

	add_text(json, "ending", ending_word(report->ending));
	(void)cJSON_AddBoolToObject(json, "finished", is_finished(report));
	add_number(json, "exit_status", (uint64_t)report->exit_status);
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
	add_text(json, "unread", report->unread);
	/* A mistake that the guest found, as one that was found here. */
	add_text(json, "reason", ended && !report->reason[0] &&
		 exit_of_verdict(image->status.verdict) == EXIT_BAD_USE ?
		 image->status.detail : report->reason);
	(void)cJSON_AddItemToObject(json, "scripts",
				    results_json(&report->results));
}

static void add_digest(cJSON *files, const struct vm *vm, const char *role,
		       const char *path)
{
	cJSON *file = cJSON_AddObjectToObject(files, role);
	char bytes[2 * DIGEST_SIZE + 1];
	struct text text;

	add_text(file, "path", path);
	for (size_t i = 0; i < vm->digests.count; i++) {
		if (strcmp(vm->digests.list[i].path, path) != 0 ||
		    !vm->digests.list[i].known)
			continue;
		text_init(&text, bytes, sizeof(bytes));
		text_put_hex(&text, vm->digests.list[i].value, DIGEST_SIZE);
		add_text(file, "sha256", bytes);
		return;
	}
	(void)cJSON_AddNullToObject(file, "sha256");
}

static void add_files(cJSON *json, const struct vm *vm)
{
	cJSON *files = cJSON_AddObjectToObject(json, "files");
	char roles[ROLE_NAME_MAX + 1];

	add_digest(files, vm, "kernel", vm->kernel);
	add_digest(files, vm, "initramfs", vm->initrd);
	for (size_t i = 0; i < vm->drives.count; i++) {
		role_format(vm->drives.list[i].roles, roles);
		add_digest(files, vm, roles, vm->drives.list[i].path);
	}
}

static void add_machine(cJSON *json, const struct vm *vm)
{
	cJSON *machine = cJSON_AddObjectToObject(json, "machine"), *argv;
	struct vm_spec spec;

	vm_spec(vm, &spec);
	add_text(machine, "profile", vm->wish.machine);
	add_text(machine, "qemu", vm->qemu.path);
	add_text(machine, "qemu_version", vm->qemu.version);
	add_text(machine, "accelerator", accelerator_word(spec.accelerator));
	add_text(machine, "accelerator_reason", vm->acceleration.reason);
	add_text(machine, "cpu", vm_spec_cpu(&spec));
	add_number(machine, "cpus", vm->wish.cpus);
	add_number(machine, "memory", vm->wish.memory);
	(void)cJSON_AddBoolToObject(machine, "sandbox", vm->qemu.has_sandbox);
	add_text(machine, "command_line", vm->command_line);
	argv = cJSON_AddArrayToObject(machine, "argv");
	for (size_t i = 0; i < vm->argv.count; i++)
		add_text(argv, "", vm->argv.list[i]);
}

static void add_options(cJSON *json, const struct options *options)
{
	/* gva.conf of a packed app is not read here; the guest's own default
	 * or gva.conf decides where `default` stands. */
	static const char *const origins[] = {
		[ORIGIN_DEFAULT] = "default",
		[ORIGIN_GVA_CONF] = TREE_GVA_CONF,
		[ORIGIN_JOB_CONF] = TREE_JOB_CONF,
		[ORIGIN_COMMAND_LINE] = "command line",
	};
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

static void add_place(cJSON *json, const struct report *report)
{
	static const char *const stages[STAGE_COUNT] = {
		[STAGE_PACK] = "pack",
		[STAGE_MACHINE] = "machine",
		[STAGE_EXTRACT] = "extract",
	};
	cJSON *timings = cJSON_AddObjectToObject(json, "timings_ms");
	struct utsname host;

	for (int i = 0; i < STAGE_COUNT; i++)
		add_number(timings, stages[i], report->stage_ns[i] / 1000000);
	add_time(json, "started", report->started);
	add_time(json, "ended", report->ended);
	if (uname(&host) == 0) {
		add_text(json, "host", host.nodename);
		add_text(json, "host_kernel", host.release);
	}
}

int run_json(const struct request *request, const struct vm *vm,
	     const struct report *report, const char *path)
{
	cJSON *json = cJSON_CreateObject();
	char out[PATH_MAX], *bytes, *line = NULL;
	int err;

	add_number(json, "gva_run", RUN_JSON_VERSION);
	add_text(json, "gva_version", GVA_VERSION);
	add_text(json, "job", request->options.job);
	add_text(json, "instance", request->options.instance);
	request_out_name(request, out);
	add_text(json, "out", out);
	add_ending(json, report);
	add_place(json, report);
	if (vm->started)
		add_machine(json, vm);
	add_files(json, vm);
	add_options(json, &request->options);
	bytes = cJSON_Print(json);
	cJSON_Delete(json);
	if (!bytes || asprintf(&line, "%s\n", bytes) < 0)
		line = NULL;
	free(bytes);
	err = line ? file_create(path, line, strlen(line)) : -ENOMEM;
	free(line);
	return err;
}
