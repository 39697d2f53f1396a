/* SPDX-License-Identifier: MIT */
/* results_print: results as a table and as JSON; see results.h. */
#include <inttypes.h>
#include <string.h>

#include "host/results/results.h"

enum {
	NAME_SIZE = 4 * SCRIPT_NAME_MAX + 1, /* every byte escaped */
	NOTE_SIZE = 4 * DETAIL_MAX + 1,
	CELL_SIZE = 32,
};

static const uint64_t second_us = 1000000;

static void format_seconds(char cell[CELL_SIZE], uint64_t us)
{
	(void)snprintf(cell, CELL_SIZE, "%" PRIu64 ".%03" PRIu64 "s",
		       us / second_us, us % second_us / 1000);
}

/* Bytes in the file, with a "+" when the script wrote more. */
static void format_stream(char cell[CELL_SIZE],
			  const struct stream_count *count)
{
	(void)snprintf(cell, CELL_SIZE, "%" PRIu64 "%s", count->kept,
		       count->kept < count->written ? "+" : "");
}

static void format_outcome(char cell[CELL_SIZE], struct outcome outcome)
{
	struct text text;

	text_init(&text, cell, CELL_SIZE);
	outcome_format(&text, outcome);
}

static void print_row(FILE *to, const struct record *record)
{
	char outcome[CELL_SIZE], wall[CELL_SIZE], cpu[CELL_SIZE] = "-";
	char output[CELL_SIZE], errors[CELL_SIZE], name[NAME_SIZE];
	char note[NOTE_SIZE];
	struct text text;

	format_outcome(outcome, record->outcome);
	format_seconds(wall, record->wall_us);
	if (record->source != USAGE_NONE)
		format_seconds(cpu, record->cpu_user_us +
			       record->cpu_system_us);
	format_stream(output, &record->output);
	format_stream(errors, &record->errors);
	text_init(&text, name, sizeof(name));
	text_put_escaped(&text, record->script, strlen(record->script));
	(void)fprintf(to, "%4" PRIu64 "  %-22s %10s %10s %10s %10s  %s\n",
		      record->sequence, outcome, wall, cpu, output, errors,
		      name);
	if (!record->note[0])
		return;
	text_init(&text, note, sizeof(note));
	text_put_escaped(&text, record->note, strlen(record->note));
	(void)fprintf(to, "      note: %s\n", note);
}

void results_table(FILE *to, const struct results *results)
{
	if (results->count == 0)
		return;
	(void)fprintf(to, "%4s  %-22s %10s %10s %10s %10s  %s\n", "SEQ",
		      "OUTCOME", "TIME", "CPU", "STDOUT", "STDERR", "SCRIPT");
	for (size_t i = 0; i < results->count; i++)
		print_row(to, &results->list[i].record);
}

/* Bytes that may be no UTF-8 as the contract's escape has them. */
static bool add_escaped(cJSON *object, const char *key, const char *value,
			char *bytes, size_t size)
{
	struct text text;

	text_init(&text, bytes, size);
	text_put_escaped(&text, value, strlen(value));
	return cJSON_AddStringToObject(object, key, bytes);
}

static bool add_number(cJSON *object, const char *key, uint64_t value)
{
	return cJSON_AddNumberToObject(object, key, (double)value);
}

static bool add_stream(cJSON *object, const char *key,
		       const struct stream_count *count)
{
	cJSON *stream = cJSON_AddObjectToObject(object, key);

	return stream && add_number(stream, "written", count->written) &&
	       add_number(stream, "kept", count->kept);
}

static bool add_digest(cJSON *object, const struct record *record)
{
	char hex[2 * DIGEST_SIZE + 1];
	struct text text;

	if (!record->has_digest)
		return cJSON_AddNullToObject(object, "sha256");
	text_init(&text, hex, sizeof(hex));
	text_put_hex(&text, record->digest, DIGEST_SIZE);
	return cJSON_AddStringToObject(object, "sha256", hex);
}

static bool add_usage(cJSON *object, const struct record *record)
{
	return record->source == USAGE_NONE ||
	       (add_number(object, "cpu_user_us", record->cpu_user_us) &&
		add_number(object, "cpu_system_us", record->cpu_system_us) &&
		add_number(object, "memory_peak_kib",
			   record->memory_peak_kib) &&
		(record->pids_peak == 0 ||
		 add_number(object, "pids_peak", record->pids_peak)) &&
		cJSON_AddStringToObject(object, "usage_source",
					record->source == USAGE_CGROUP ?
					"cgroup" : "wait4"));
}

static bool fill(cJSON *object, const struct result *result)
{
	const struct record *record = &result->record;
	char outcome[CELL_SIZE], name[NAME_SIZE], note[NOTE_SIZE];

	format_outcome(outcome, record->outcome);
	return add_number(object, "sequence", record->sequence) &&
	       add_number(object, "attempt", record->attempt) &&
	       add_escaped(object, "script", record->script, name,
			   sizeof(name)) &&
	       cJSON_AddStringToObject(object, "folder", result->folder) &&
	       cJSON_AddStringToObject(object, "outcome", outcome) &&
	       cJSON_AddBoolToObject(object, "success",
				     outcome_success(record->outcome)) &&
	       add_digest(object, record) &&
	       add_number(object, "started", record->started_s) &&
	       add_number(object, "wall_us", record->wall_us) &&
	       add_usage(object, record) &&
	       add_stream(object, "stdout", &record->output) &&
	       add_stream(object, "stderr", &record->errors) &&
	       add_escaped(object, "note", record->note, note, sizeof(note));
}

cJSON *results_json(const struct results *results)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; array && i < results->count; i++) {
		cJSON *object = cJSON_CreateObject();

		if (!object || !fill(object, &results->list[i]) ||
		    !cJSON_AddItemToArray(array, object)) {
			cJSON_Delete(object);
			cJSON_Delete(array);
			return NULL;
		}
	}
	return array;
}
