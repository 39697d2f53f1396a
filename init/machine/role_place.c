/* SPDX-License-Identifier: MIT */
#include "init/machine/role_place.h"

struct disk *role_place_disk(const struct boot *boot, enum role role)
{
	const struct disks *disks = &boot->disks;

	switch (role) {
	case ROLE_APP: return disks->app;
	case ROLE_DATA: return disks->data;
	case ROLE_ROOT: return disks->root;
	default: return disks->out;
	}
}

void role_place_mount(const struct disk *disk, char ret_path[MOUNT_PATH_SIZE])
{
	char name[ROLE_NAME_MAX + 1];
	struct text text;

	role_format(disk->roles, name);
	text_init(&text, ret_path, MOUNT_PATH_SIZE);
	text_put(&text, "/gva/");
	text_put(&text, name);
}

void role_place_root(const struct boot *boot, enum role role,
		     char ret_path[MOUNT_PATH_SIZE])
{
	const struct disk *disk = role_place_disk(boot, role);
	char mount[MOUNT_PATH_SIZE];
	struct text text;

	role_place_mount(disk, mount);
	text_init(&text, ret_path, MOUNT_PATH_SIZE);
	text_put(&text, mount);
	if (disk->roles != (int)role) {
		text_put(&text, "/");
		text_put(&text, role_word(role));
	}
}
