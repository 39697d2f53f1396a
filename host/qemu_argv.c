/* SPDX-License-Identifier: MIT */
#include "host/qemu_argv.h"

static const char *value_of(const struct plan *plan, enum profile_key key)
{
	return plan->profile->values[key];
}

static bool uses_kvm(const struct plan *plan)
{
	return plan->accelerator == ACCELERATOR_KVM;
}

const char *plan_cpu(const struct plan *plan)
{
	if (plan->cpu)
		return plan->cpu;
	return value_of(plan, uses_kvm(plan) ? PROFILE_CPU_KVM :
					       PROFILE_CPU_TCG);
}

static void add_option(struct arguments *arguments, const char *option,
		       const char *value)
{
	arguments_add(arguments, "%s", option);
	arguments_add(arguments, "%s", value);
}

/* What keeps QEMU from adding, reading or showing anything by itself. */
static void add_walls(const struct plan *plan, struct arguments *arguments)
{
	arguments_add(arguments, "-nodefaults");
	arguments_add(arguments, "-no-user-config");
	add_option(arguments, "-display", "none");
	arguments_add(arguments, "-no-reboot");
	if (plan->qemu->has_sandbox)
		add_option(arguments, "-sandbox",
			   "on,obsolete=deny,elevateprivileges=deny,"
			   "spawn=deny,resourcecontrol=deny");
}

static void add_machine(const struct plan *plan, struct arguments *arguments)
{
	add_option(arguments, "-machine", value_of(plan, PROFILE_MACHINE));
	add_option(arguments, "-accel",
		   value_of(plan, uses_kvm(plan) ? PROFILE_ACCEL_KVM :
						   PROFILE_ACCEL_TCG));
	add_option(arguments, "-cpu", plan_cpu(plan));
	arguments_add(arguments, "-smp");
	arguments_add(arguments, "%llu", (unsigned long long)plan->cpus);
	arguments_add(arguments, "-m");
	arguments_add(arguments, "%lluM", (unsigned long long)plan->memory_mib);
	if (plan->qemu->firmware[0])
		add_option(arguments, "-bios", plan->qemu->firmware);
	add_option(arguments, "-kernel", plan->kernel);
	add_option(arguments, "-initrd", plan->initrd);
	add_option(arguments, "-append", plan->command_line);
}

static void add_channels(struct arguments *arguments)
{
	arguments_add(arguments, "-chardev");
	arguments_add(arguments, "socket,id=qmp,fd=%d", MACHINE_QMP_FD);
	add_option(arguments, "-mon", "chardev=qmp,mode=control");
	arguments_add(arguments, "-chardev");
	arguments_add(arguments, "socket,id=console,fd=%d",
		      MACHINE_CONSOLE_FD);
	add_option(arguments, "-serial", "chardev:console");
}

static void add_devices(const struct plan *plan, struct arguments *arguments)
{
	add_option(arguments, "-object", "rng-random,id=rng,"
		   "filename=/dev/urandom");
	arguments_add(arguments, "-device");
	arguments_add(arguments, "%s,rng=rng",
		      value_of(plan, PROFILE_RNG_DEVICE));
	if (plan->qemu->has_panic_device)
		add_option(arguments, "-device",
			   value_of(plan, PROFILE_PANIC_DEVICE));
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
static void add_drive(const struct plan *plan, const struct drive *drive,
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
		      value_of(plan, PROFILE_DISK_DEVICE), number, serial);
}

void qemu_argv(const struct plan *plan, struct arguments *arguments)
{
	arguments_add(arguments, "%s", plan->qemu->path);
	arguments_add(arguments, "-name");
	arguments_add(arguments, "guest=%s", plan->job);
	add_walls(plan, arguments);
	add_machine(plan, arguments);
	add_channels(arguments);
	add_devices(plan, arguments);
	for (size_t i = 0; i < plan->drives->count; i++)
		add_drive(plan, &plan->drives->list[i], i, arguments);
}
