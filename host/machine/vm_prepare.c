/* SPDX-License-Identifier: MIT */
/* vm_prepare: all that a machine needs is looked for before anything is
 * made. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/option.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/machine/parts.h"
#include "host/machine/vm.h"

/* A path that the user gave instead of a part's. */
static int choose_part(const char *given, const char *part,
		       char ret_path[PATH_MAX])
{
	struct stat status;
	struct reason reason;
	struct text *why = reason_init(&reason);
	int fd;

	if (!given) {
		if (parts_find(part, ret_path, why) < 0)
			return fail(EXIT_HOST_FAILED, "%s", why->bytes);
		return 0;
	}
	fd = file_open(given);
	if (fd < 0)
		return fail(EXIT_BAD_USE, "read %s: %s", given,
			    file_reason(fd));
	file_close_read(fd);
	if (!realpath(given, ret_path))
		return fail(EXIT_BAD_USE, "read %s: %s", given,
			    strerror(errno));
	if (stat(ret_path, &status) == 0 && status.st_size == 0)
		return fail(EXIT_BAD_USE, "read %s: it is empty", given);
	return 0;
}

/* Whether it begins as an archive does that the kernel unpacks, or one that
 * was compressed (Linux usr/, init/initramfs.c); a guest with another panics,
 * which would look as if it was worth a retry. */
static int check_initrd(const char *path)
{
	static const struct {
		size_t length;
		const char *bytes;
	} magics[] = {
		{ 5, "07070" }, { 2, "\x1f\x8b" }, { 3, "BZh" },
		{ 2, "\x5d\0" }, { 4, "\xfd" "7zX" },
		{ 4, "\x89" "LZO" }, { 4, "\x02\x21\x4c\x18" },
		{ 4, "\x28\xb5\x2f\xfd" },
	};
	char bytes[8] = "";
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t count = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));

	file_close_read(fd);
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (count >= (ssize_t)magics[i].length &&
		    memcmp(bytes, magics[i].bytes, magics[i].length) == 0)
			return 0;
	return fail(EXIT_BAD_USE, "use --initrd %s: it is no cpio archive, "
		    "also not a compressed one", path);
}

static int find_profile(struct vm *vm)
{
	char part[64], path[PATH_MAX];
	const char *name = vm->wish.machine;
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (!option_job_name_ok(span_of(name)) || strlen(name) > 32)
		return fail(EXIT_BAD_USE, "--machine: bad name, wanted: such "
			    "as q35");
	(void)snprintf(part, sizeof(part), "profiles/%s.conf", name);
	if (parts_find(part, path, why) < 0)
		return strcmp(name, VM_MACHINE_DEFAULT) == 0 ?
			fail(EXIT_HOST_FAILED, "%s", why->bytes) :
			fail(EXIT_BAD_USE, "--machine %s: no such machine, "
			     "wanted: as gva run --help has it", name);
	if (profile_read(path, &vm->profile, why) < 0)
		return fail(EXIT_HOST_FAILED, "read %s: %s", path, why->bytes);
	return 0;
}

static int find_qemu(struct vm *vm)
{
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (qemu_find(&vm->qemu, why) < 0)
		return fail(EXIT_HOST_FAILED, "%s", why->bytes);
	qemu_find_firmware(&vm->qemu, &vm->profile);
	if (qemu_ask(&vm->qemu, &vm->profile, &vm->asked, why) < 0)
		return fail(EXIT_HOST_FAILED, "%s", why->bytes);
	vm->asking = true;
	return 0;
}

int vm_prepare(struct vm *vm)
{
	const struct vm_wish *wish = &vm->wish;
	struct acceleration choice;
	int status = 0;

	if (accelerator_choose(wish->accel, true, &choice) == -EINVAL)
		status = fail(EXIT_BAD_USE, "--accel %s: wanted: auto, kvm or "
			      "tcg", wish->accel);
	if (status == 0)
		status = find_profile(vm);
	if (status == 0)
		status = choose_part(wish->kernel,
				     vm->profile.values[PROFILE_KERNEL],
				     vm->kernel);
	if (status == 0)
		status = choose_part(wish->initrd, "initramfs.cpio",
				     vm->initrd);
	if (status == 0 && wish->initrd)
		status = check_initrd(vm->initrd);
	return status ? status : find_qemu(vm);
}
