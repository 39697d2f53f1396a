/* SPDX-License-Identifier: MIT */
#include "host/qemu/argv.h"

static const char *value_of(const struct vm_spec *spec, enum profile_key key)
{
	return spec->profile->values[key];
}

static bool uses_kvm(const struct vm_spec *spec)
{
	return spec->accelerator == ACCELERATOR_KVM;
}

const char *vm_spec_cpu(const struct vm_spec *spec)
{
	if (spec->cpu)
		return spec->cpu;
	return value_of(spec, uses_kvm(spec) ? PROFILE_CPU_KVM :
					       PROFILE_CPU_TCG);
}

static void add_option(struct arguments *arguments, const char *option,
		       const char *value)
{
	arguments_add(arguments, "%s", option);
	arguments_add(arguments, "%s", value);
}

/* What keeps QEMU from adding, reading or showing anything by itself. */
static void add_walls(const struct vm_spec *spec, struct arguments *arguments)
{
	arguments_add(arguments, "-nodefaults");
	arguments_add(arguments, "-no-user-config");
	add_option(arguments, "-display", "none");
	arguments_add(arguments, "-no-reboot");
	if (spec->qemu->has_sandbox)
		add_option(arguments, "-sandbox",
			   "on,obsolete=deny,elevateprivileges=deny,"
			   "spawn=deny,resourcecontrol=deny");
}

static void add_machine(const struct vm_spec *spec, struct arguments *arguments)
{
	add_option(arguments, "-machine", value_of(spec, PROFILE_MACHINE));
	add_option(arguments, "-accel",
		   value_of(spec, uses_kvm(spec) ? PROFILE_ACCEL_KVM :
						   PROFILE_ACCEL_TCG));
	add_option(arguments, "-cpu", vm_spec_cpu(spec));
	arguments_add(arguments, "-smp");
	arguments_add(arguments, "%llu", (unsigned long long)spec->cpus);
	arguments_add(arguments, "-m");
	arguments_add(arguments, "%lluM", (unsigned long long)spec->memory_mib);
	if (spec->qemu->firmware[0])
		add_option(arguments, "-bios", spec->qemu->firmware);
	add_option(arguments, "-kernel", spec->kernel);
	add_option(arguments, "-initrd", spec->initrd);
	add_option(arguments, "-append", spec->command_line);
}

static void add_channels(struct arguments *arguments)
{
	arguments_add(arguments, "-chardev");
	arguments_add(arguments, "socket,id=qmp,fd=%d", QEMU_QMP_FD);
	add_option(arguments, "-mon", "chardev=qmp,mode=control");
	arguments_add(arguments, "-chardev");
	arguments_add(arguments, "socket,id=console,fd=%d",
		      QEMU_CONSOLE_FD);
	add_option(arguments, "-serial", "chardev:console");
}

static void add_devices(const struct vm_spec *spec, struct arguments *arguments)
{
	add_option(arguments, "-object", "rng-random,id=rng,"
		   "filename=/dev/urandom");
	arguments_add(arguments, "-device");
	arguments_add(arguments, "%s,rng=rng",
		      value_of(spec, PROFILE_RNG_DEVICE));
	if (spec->qemu->has_panic_device)
		add_option(arguments, "-device",
			   value_of(spec, PROFILE_PANIC_DEVICE));
}

/* QEMU splits the values of most options at commas; a doubled one stands for
 * itself. */
static void double_commas(const char *value, char ret[2 * PATH_MAX])
{
	for (; *value; value++) {
		if (*value == ',')
			*ret++ = ',';
		*ret++ = *value;
	}
	*ret = '\0';
}

/* format=raw always: a guest may write the header of another format into its
 * disk, which a probing QEMU would believe the next time. */
static void add_drive(const struct vm_spec *spec, const struct drive *drive,
		      size_t number, struct arguments *arguments)
{
	char path[2 * PATH_MAX], serial[ROLE_NAME_MAX + 1];

	double_commas(drive->path, path);
	role_format(drive->roles, serial);
	arguments_add(arguments, "-blockdev");
	arguments_add(arguments, "driver=raw,node-name=disk%zu,read-only=%s,"
		      "file.driver=%s,file.filename=%s", number,
		      drive->writable ? "off" : "on",
		      drive->block_device ? "host_device" : "file", path);
	arguments_add(arguments, "-device");
	/* report: a full or broken disk of the host is an I/O error in the
	 * guest; the default stops the machine and waits for a person. */
	arguments_add(arguments, "%s,drive=disk%zu,serial=%s,write-cache=on,"
		      "werror=report,rerror=report",
		      value_of(spec, PROFILE_DISK_DEVICE), number, serial);
}

void qemu_argv(const struct vm_spec *spec, struct arguments *arguments)
{
	arguments_add(arguments, "%s", spec->qemu->path);
	arguments_add(arguments, "-name");
	arguments_add(arguments, "guest=%s", spec->job);
	add_walls(spec, arguments);
	add_machine(spec, arguments);
	add_channels(arguments);
	add_devices(spec, arguments);
	for (size_t i = 0; i < spec->drives->count; i++)
		add_drive(spec, &spec->drives->list[i], i, arguments);
}
