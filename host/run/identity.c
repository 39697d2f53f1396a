/* SPDX-License-Identifier: MIT */
#include "host/run/identity.h"

#include <string.h>

#include "host/base/say.h"

void run_identity_note(struct run_out *out, int roles,
		       const struct image *image)
{
	if (roles & ROLE_APP)
		identity_set_uuid(out->job.app, image->superblock.uuid);
	if (roles & ROLE_DATA)
		identity_set_uuid(out->job.data, image->superblock.uuid);
	if (roles & ROLE_ROOT)
		identity_set_uuid(out->job.root, image->superblock.uuid);
	if (roles & ROLE_OUT)
		out->found = image->status.identity;
}

/* gva.conf may name an instance, but the one that a packed app has is the
 * guest's to read. */
static void complete(struct identity *identity, const struct request *request)
{
	const struct options *options = &request->options;
	bool named = options->instance_origin != ORIGIN_DEFAULT;

	memcpy(identity->job, options->job, sizeof(identity->job));
	identity->any_instance = !named && request->app;
	if (named)
		memcpy(identity->instance, options->instance,
		       sizeof(identity->instance));
	if (!identity->data[0])
		identity_set_uuid(identity->data, NULL);
	if (!identity->root[0])
		identity_set_uuid(identity->root, NULL);
	identity_set_conf(identity, (struct span){
		request->conf.text.bytes, request->conf.text.length });
}

int run_identity_check(struct run_out *out, const struct request *request)
{
	const char *why;

	complete(&out->job, request);
	if (!out->resuming)
		return 0;
	why = identity_differs(&out->found, &out->job);
	if (why)
		return fail(EXIT_BAD_USE, "use %s as out: %s; name another "
			    "with --out, or start over with --fresh",
			    out->path, why);
	/* What is not finished yet the guest holds against its own file. */
	if (out->finished && !out->found.app[0])
		return fail(EXIT_BAD_USE, "use %s as out: a job has ended on "
			    "it, and it does not say whose; gva results reads "
			    "it, --fresh starts over", out->path);
	return 0;
}

bool run_identity_ours(const struct run_out *out, const struct status *status)
{
	return !identity_differs(&status->identity, &out->job);
}
