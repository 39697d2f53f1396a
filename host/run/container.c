/* SPDX-License-Identifier: MIT */
#include "host/run/container.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/job.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/machine/parts.h"
#include "host/reader/file.h"

enum { CONF_MAX = 4 << 20 };

static const cJSON *item(const cJSON *conf, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(conf, name);
}

static int probe(const char *path, struct image *ret)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	char roles[ROLE_NAME_MAX + 1];
	int err = image_probe(path, ret, why);

	if (!err && ret->roles != 0 && !(ret->roles & ROLE_ROOT)) {
		role_format(ret->roles, roles);
		err = explain(why, -EINVAL, "use %s as root: its label says "
			      "%s", path, roles);
	}
	return err < 0 ? fail(exit_of_error(err), "%s; gva pack --root makes "
			      "an image of an archive or a folder",
			      why->bytes) : 0;
}

/* What the image says; an empty object where it says nothing, as one that
 * others have made. */
static int read_conf(const char *path, cJSON **ret)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	struct image image;
	char *bytes = NULL;
	int fd, err, status = probe(path, &image);

	if (status)
		return status;
	fd = file_open(path);
	err = fd < 0 ? explain(why, fd, "%s", file_reason(fd)) :
	      reader_file(fd, &image, ROLE_ROOT, TREE_ROOT_CONF, CONF_MAX,
			  &bytes, why);
	file_close_read(fd);
	if (err < 0 && err != -ENOENT && err != -EOPNOTSUPP)
		return fail(EXIT_BAD_USE, "read %s of %s: %s; make the image "
			    "anew", TREE_ROOT_CONF, path, why->bytes);
	*ret = cJSON_Parse(err ? "{}" : bytes);
	free(bytes);
	if (!cJSON_IsObject(*ret))
		return fail(EXIT_BAD_USE, "read %s of %s: it is no JSON "
			    "object", TREE_ROOT_CONF, path);
	return 0;
}

/* Whether the user, or the job, has said it already. */
static bool has_variable(const struct options *options, const char *pair)
{
	size_t length = strcspn(pair, "=") + 1;

	for (size_t i = 0; i < options->env.count; i++)
		if (strncmp(options->pool + options->env.offsets[i], pair,
			    length) == 0)
			return true;
	return false;
}

static int take_env(struct request *request, const cJSON *conf)
{
	const cJSON *each;

	cJSON_ArrayForEach(each, item(conf, "Env")) {
		const char *pair = cJSON_GetStringValue(each);
		struct reason reason;
		struct text *why = reason_init(&reason);

		if (!pair || !strchr(pair, '=') ||
		    has_variable(&request->options, pair))
			continue;
		if (conf_add_env(&request->conf, span_of(pair), why) < 0)
			return fail(EXIT_BAD_USE, "run: Env of %s: %s",
				    request->root, why->bytes);
	}
	return 0;
}

/* An option that has no value yet, of the image's own. */
static int take_option(struct request *request, enum origin origin,
		       const char *key, const char *value)
{
	char bytes[PATH_MAX];
	struct reason reason;
	struct text *why = reason_init(&reason), text;

	if (origin != ORIGIN_DEFAULT || !value || !value[0])
		return 0;
	text_init(&text, bytes, sizeof(bytes));
	text_put_escaped(&text, value, strlen(value));
	if (text.cut)
		return fail(EXIT_BAD_USE, "run: %s of %s is too long", key,
			    request->root);
	if (request_set(request, span_of(key), span_of(bytes), why) < 0)
		return fail(EXIT_BAD_USE, "run: %s of %s: %s", key,
			    request->root, why->bytes);
	return 0;
}

static int add_argument(struct request *request, const char *argument)
{
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (!request->program)
		request->program = argument;
	return conf_add_argument(&request->conf, argument, why) < 0 ?
	       fail(EXIT_BAD_USE, "run: arguments: %s", why->bytes) : 0;
}

static int add_list(struct request *request, const cJSON *list)
{
	const cJSON *each;
	int status = 0;

	cJSON_ArrayForEach(each, list)
		if (status == 0 && cJSON_IsString(each))
			status = add_argument(request, each->valuestring);
	return status;
}

/* As container engines put a command line together: the entrypoint, then what
 * was given, or else what the image has for that. */
static int take_command(struct request *request, const cJSON *conf)
{
	int status = request->entrypoint ?
		(request->entrypoint[0] ?
		 add_argument(request, request->entrypoint) : 0) :
		add_list(request, item(conf, "Entrypoint"));

	for (int i = 0; i < request->word_count && status == 0; i++)
		status = add_argument(request, request->command[i]);
	if (status == 0 && request->word_count == 0 && !request->entrypoint)
		status = add_list(request, item(conf, "Cmd"));
	if (status == 0 && !request->program)
		return fail(EXIT_BAD_USE, "run: no command: give one after --, "
			    "as %s names none", request->root);
	return status;
}

/* The job of a command line: one script that becomes its program. */
static int take_job(struct request *request, const cJSON *conf)
{
	const char *folder = cJSON_GetStringValue(item(conf, "WorkingDir"));
	const struct options *options = &request->options;
	char *name = request->job_name;
	struct reason reason;
	struct text *why = reason_init(&reason);
	int status = take_command(request, conf);

	if (status)
		return status;
	if (parts_find("command", request->launcher, why) < 0)
		return fail(EXIT_HOST_FAILED, "%s", why->bytes);
	request->job = request->launcher;
	/* What it is called after has no path here. */
	job_name(strrchr(request->program, '/') ?
		 strrchr(request->program, '/') + 1 : request->program, name);
	status = take_option(request, options->job_origin, "job", name);
	return status ? status :
	       take_option(request, options->workdir_origin, "workdir",
			   folder && folder[0] ? folder : "/");
}

int run_container(struct request *request)
{
	cJSON *conf = NULL;
	int status = read_conf(request->root, &conf);

	if (status == 0)
		status = take_env(request, conf);
	if (status == 0)
		status = take_option(request, request->options.user_origin,
				     "user", cJSON_GetStringValue(
						item(conf, "User")));
	if (status == 0 && request->is_command)
		status = take_job(request, conf);
	cJSON_Delete(conf);
	return status;
}
