/* SPDX-License-Identifier: MIT */
/* run_identity: whose the out image is, held against the job that is to run:
 * before a machine is started, whatever the image's state, and again behind
 * it, as another gva may have had the image meanwhile. */
#include <string.h>

#include "host/run.h"

#include "host/say.h"

void run_identity_note(struct run *run, int roles, const struct image *image)
{
	if (roles & ROLE_APP)
		identity_set_uuid(run->identity.app, image->superblock.uuid);
	if (roles & ROLE_DATA)
		identity_set_uuid(run->identity.data, image->superblock.uuid);
	if (roles & ROLE_OUT)
		run->out_identity = image->status.identity;
}

/* gva.conf may name an instance, but the one that a packed app has is the
 * guest's to read. */
static void complete(struct run *run)
{
	const struct options *options = &run->request.options;
	struct identity *identity = &run->identity;
	bool named = options->instance_origin != ORIGIN_DEFAULT;

	memcpy(identity->job, run->job, sizeof(identity->job));
	identity->any_instance = !named && run->request.app;
	if (named)
		memcpy(identity->instance, options->instance,
		       sizeof(identity->instance));
	if (!identity->data[0])
		identity_set_uuid(identity->data, NULL);
	identity_set_conf(identity, (struct span){
		run->request.conf.text.bytes, run->request.conf.text.length });
}

int run_identity_check(struct run *run)
{
	const char *why;

	complete(run);
	if (!run->resuming)
		return 0;
	why = identity_differs(&run->out_identity, &run->identity);
	if (why)
		return fail(EXIT_BAD_USE, "use %s as out: %s; name another "
			    "with --out, or start over with --fresh",
			    run->out_image, why);
	/* What is not finished yet the guest holds against its own file. */
	if (run->finished && !run->out_identity.app[0])
		return fail(EXIT_BAD_USE, "use %s as out: a job has ended on "
			    "it, and it does not say whose; gva results reads "
			    "it, --fresh starts over", run->out_image);
	return 0;
}

bool run_identity_ours(const struct run *run, const struct status *status)
{
	return !identity_differs(&status->identity, &run->identity);
}
