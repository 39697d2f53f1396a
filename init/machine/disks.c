/* SPDX-License-Identifier: MIT */
#include "init/machine/disks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "init/base/listing.h"
#include "init/base/sys.h"
#include "init/machine/repair.h"
#include "init/machine/status_block.h"

enum { SECTOR = 512, SERIAL_MAX = 20, ATTRIBUTE_MAX = 64 };

/* Reads /sys/block/DISK/ATTRIBUTE; empty when there is none. */
static struct span attribute(const char *disk, const char *name,
			     char storage[ATTRIBUTE_MAX])
{
	char path[128];
	struct text text;
	size_t length = 0;

	text_init(&text, path, sizeof(path));
	text_put(&text, "/sys/block/");
	text_put(&text, disk);
	text_put(&text, "/");
	text_put(&text, name);
	if (text.cut || sys_read_path(AT_FDCWD, path, storage, ATTRIBUTE_MAX,
				      &length) < 0)
		length = 0;
	while (length > 0 && storage[length - 1] == '\n')
		length--;
	return (struct span){ storage, length };
}

/* Fills in a disk whose name is known: size, superblock, and its roles by
 * serial, else by label.  -EINVAL: the name begins as a role, but is none. */
static int look_at(struct disk *disk)
{
	char storage[ATTRIBUTE_MAX];
	uint64_t sectors = 0;
	int roles;

	(void)span_u64(attribute(disk->name, "size", storage),
		       UINT64_MAX / SECTOR, &sectors); /* 0 stays */
	disk->bytes = sectors * SECTOR;
	disk->read_only = span_is(attribute(disk->name, "ro", storage), "1");
	disk_read_superblock(disk);
	roles = role_parse(attribute(disk->name, "serial", storage));
	if (roles == 0 && disk->has_superblock)
		roles = role_parse(span_of(disk->superblock.label));
	disk->roles = roles < 0 ? 0 : roles;
	return roles < 0 ? roles : 0;
}

/* Keeps the list in byte order, for messages that do not change. */
static void insert(struct disks *disks, const struct disk *disk)
{
	size_t at = disks->count++;

	while (at > 0 && strcmp(disks->list[at - 1].name, disk->name) > 0) {
		disks->list[at] = disks->list[at - 1];
		at--;
	}
	disks->list[at] = *disk;
}

static int add_disk(struct boot *boot, const char *name)
{
	struct disk disk = { 0 };
	struct text text;

	if (boot->disks.count == DISKS_MAX)
		return boot_fail(boot, VERDICT_LIMIT, "disks",
				 "more than 64 block devices");
	text_init(&text, disk.name, sizeof(disk.name));
	text_put(&text, name);
	if (look_at(&disk) < 0)
		(void)boot_fail(boot, VERDICT_BAD_IMAGE, name, "its serial or "
				"label begins with gva- but names no role, "
				"wanted: root, app, data, out joined by +, 16 "
				"bytes at most");
	traffic_add(&boot->traffic, name);
	insert(&boot->disks, &disk);
	return 0;
}

static int list_disks(struct boot *boot)
{
	struct listing listing = {
		.fd = open("/sys/block", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
	};
	const char *name;
	int err = listing.fd;

	if (err < 0)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "open /sys/block", -errno);
	while ((err = listing_next(&listing, &name)) > 0)
		if (add_disk(boot, name) < 0)
			break;
	(void)close(listing.fd); /* opened for reading */
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "list /sys/block", err);
	return 0;
}

static int assign(struct boot *boot, enum role role, struct disk **ret_disk)
{
	struct disks *disks = &boot->disks;

	for (size_t i = 0; i < disks->count; i++) {
		char both[2 * DISK_NAME_SIZE + 32];
		struct text text;

		if (!(disks->list[i].roles & (int)role))
			continue;
		if (!*ret_disk) {
			*ret_disk = &disks->list[i];
			continue;
		}
		text_init(&text, both, sizeof(both));
		text_put(&text, "both ");
		text_put(&text, (*ret_disk)->name);
		text_put(&text, " and ");
		text_put(&text, disks->list[i].name);
		text_put(&text, " claim it");
		return boot_fail(boot, VERDICT_BAD_IMAGE, role_word(role),
				 both);
	}
	return 0;
}

static int check_out(struct boot *boot, struct disk *disk)
{
	if (disk->read_only)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out",
				 "the out disk is read-only");
	if (!disk->has_superblock &&
	    (repair_blank(boot, disk) < 0 ||
	     (boot->status_block.fd < 0 && status_block_open(boot, disk) < 0)))
		return -1;
	if (disk->superblock.bytes > disk->bytes)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out",
				 "the disk is shorter than its file system");
	return 0;
}

/* Whether a disk of a role can be used at all; the mount will tell more. */
static int check_disk(struct boot *boot, const struct disk *disk,
		      const char *role)
{
	if (!disk || disk == boot->disks.out)
		return 0;
	if (!disk->has_superblock)
		return boot_fail(boot, VERDICT_BAD_IMAGE, role,
				 "the disk holds no ext4 file system");
	if (disk->superblock.bytes > disk->bytes)
		return boot_fail(boot, VERDICT_BAD_IMAGE, role,
				 "the disk is shorter than its file system");
	/* The mount replays the journal of data that may be written to. */
	if (disk->superblock.needs_recovery &&
	    (disk->roles != ROLE_DATA || disk->read_only))
		return boot_fail(boot, VERDICT_BAD_IMAGE, role,
				 "the image was not closed and needs "
				 "recovery, make it anew");
	if (disk->superblock.not_closed || disk->superblock.has_errors)
		return boot_fail(boot, VERDICT_BAD_IMAGE, role,
				 "a machine was lost while it wrote to the "
				 "image, which has no journal, or its file "
				 "system is damaged: make it anew, or check it "
				 "with e2fsck -f");
	return 0;
}

/* What the out image is held against: the app, data and root that are there. */
static void note_identity(struct boot *boot)
{
	struct identity *identity = &boot->identity;
	const struct disks *disks = &boot->disks;

	identity_set_uuid(identity->data, NULL);
	identity_set_uuid(identity->root, NULL);
	for (size_t i = 0; i < disks->count; i++) {
		const struct disk *disk = &disks->list[i];

		if (disk->has_superblock && disk->roles & ROLE_APP)
			identity_set_uuid(identity->app, disk->superblock.uuid);
		if (disk->has_superblock && disk->roles & ROLE_DATA)
			identity_set_uuid(identity->data,
					  disk->superblock.uuid);
		if (disk->has_superblock && disk->roles & ROLE_ROOT)
			identity_set_uuid(identity->root,
					  disk->superblock.uuid);
	}
}

/* Which disk has which role, and whether there is one for each that is
 * needed; the status block as early as it can be. */
static int assign_all(struct boot *boot)
{
	struct disks *disks = &boot->disks;
	bool repair = boot->options.values[OPTION_MODE] == MODE_REPAIR;

	note_identity(boot);
	if (assign(boot, ROLE_OUT, &disks->out) < 0 ||
	    (disks->out && status_block_open(boot, disks->out) < 0) ||
	    assign(boot, ROLE_APP, &disks->app) < 0 ||
	    assign(boot, ROLE_DATA, &disks->data) < 0 ||
	    assign(boot, ROLE_ROOT, &disks->root) < 0 ||
	    ending_stands(&boot->ending))
		return -1;
	if (!disks->app && !repair)
		return boot_fail(boot, VERDICT_NO_APP, "app",
				 "no disk has this role by serial or label");
	if (!disks->out)
		return boot_fail(boot, VERDICT_NO_OUT, "out",
				 "no disk has this role by serial or label");
	return 0;
}

int disks_find(struct boot *boot)
{
	struct disks *disks = &boot->disks;

	if (list_disks(boot) < 0 || assign_all(boot) < 0 ||
	    check_disk(boot, disks->app, "app") < 0 ||
	    check_disk(boot, disks->data, "data") < 0 ||
	    check_disk(boot, disks->root, "root") < 0 ||
	    check_out(boot, disks->out) < 0)
		return -1;
	return 0;
}
