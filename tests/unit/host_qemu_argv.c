/* SPDX-License-Identifier: MIT */
#include "host/qemu/argv.h"
#include "tests/unit/test.h"

static const struct profile profile = { .values = {
	[PROFILE_MACHINE] = "q35,usb=off",
	[PROFILE_ACCEL_KVM] = "kvm",
	[PROFILE_ACCEL_TCG] = "tcg,tb-size=16",
	[PROFILE_CPU_KVM] = "host",
	[PROFILE_CPU_TCG] = "qemu64,-cx16",
	[PROFILE_DISK_DEVICE] = "virtio-blk-pci",
	[PROFILE_RNG_DEVICE] = "virtio-rng-pci",
	[PROFILE_PANIC_DEVICE] = "pvpanic-pci",
} };

static const struct drives drives = { 2, {
	{ "/a,b/app.img", ROLE_APP, false, false },
	{ "/dev/sdz", ROLE_DATA | ROLE_OUT, true, true },
} };

static void argv_is(const struct vm_spec *spec, const char *const *wanted)
{
	struct arguments arguments = { 0 };
	size_t i;

	qemu_argv(spec, &arguments);
	CHECK(!arguments.failed);
	for (i = 0; wanted[i] && i < arguments.count; i++)
		CHECK_STR(arguments.list[i], wanted[i]);
	CHECK(!wanted[i] && i == arguments.count);
	CHECK(!arguments.list[arguments.count]);
	arguments_free(&arguments);
	CHECK(arguments.count == 0 && !arguments.list[0]);
}

static void all_that_is_wished_stands_in_the_argv(void)
{
	static const struct qemu qemu = {
		.path = "/usr/bin/qemu", .has_panic_device = true,
		.has_sandbox = true, .firmware = "/fw/qboot.rom",
	};
	const struct vm_spec spec = {
		&qemu, &profile, &drives, "job", ACCELERATOR_TCG, NULL, 512, 2,
		"/k", "/i", "quiet gva.job=job",
	};
	static const char *const wanted[] = {
		"/usr/bin/qemu", "-name", "guest=job", "-nodefaults",
		"-no-user-config", "-display", "none", "-no-reboot",
		"-sandbox", "on,obsolete=deny,elevateprivileges=deny,"
		"spawn=deny,resourcecontrol=deny",
		"-machine", "q35,usb=off", "-accel", "tcg,tb-size=16",
		"-cpu", "qemu64,-cx16", "-smp", "2", "-m", "512M",
		"-bios", "/fw/qboot.rom", "-kernel", "/k", "-initrd", "/i",
		"-append", "quiet gva.job=job",
		"-chardev", "socket,id=qmp,fd=3",
		"-mon", "chardev=qmp,mode=control",
		"-chardev", "socket,id=console,fd=4",
		"-serial", "chardev:console",
		"-object", "rng-random,id=rng,filename=/dev/urandom",
		"-device", "virtio-rng-pci,rng=rng", "-device", "pvpanic-pci",
		"-blockdev", "driver=raw,node-name=disk0,read-only=on,"
		"file.driver=file,file.filename=/a,,b/app.img",
		"-device", "virtio-blk-pci,drive=disk0,serial=gva-app,"
		"write-cache=on,werror=report,rerror=report",
		"-blockdev", "driver=raw,node-name=disk1,read-only=off,"
		"file.driver=host_device,file.filename=/dev/sdz",
		"-device", "virtio-blk-pci,drive=disk1,serial=gva-data+out,"
		"write-cache=on,werror=report,rerror=report",
		NULL,
	};

	argv_is(&spec, wanted);
}

/* What this QEMU lacks is left out; what the user names comes in. */
static void what_is_not_wished_is_left_out(void)
{
	static const struct qemu qemu = { .path = "/q" };
	static const struct drives none = { 0 };
	const struct vm_spec spec = {
		&qemu, &profile, &none, "j", ACCELERATOR_KVM, "max", 64, 1,
		"/k", "/i", "",
	};
	static const char *const wanted[] = {
		"/q", "-name", "guest=j", "-nodefaults", "-no-user-config",
		"-display", "none", "-no-reboot", "-machine", "q35,usb=off",
		"-accel", "kvm", "-cpu", "max", "-smp", "1", "-m", "64M",
		"-kernel", "/k", "-initrd", "/i", "-append", "",
		"-chardev", "socket,id=qmp,fd=3",
		"-mon", "chardev=qmp,mode=control",
		"-chardev", "socket,id=console,fd=4",
		"-serial", "chardev:console",
		"-object", "rng-random,id=rng,filename=/dev/urandom",
		"-device", "virtio-rng-pci,rng=rng",
		NULL,
	};

	argv_is(&spec, wanted);
	CHECK_STR(vm_spec_cpu(&spec), "max");
}

static void an_argument_too_many_is_a_failure(void)
{
	struct arguments arguments = { 0 };

	for (int i = 0; i < ARGUMENTS_MAX; i++)
		arguments_add(&arguments, "%d", i);
	CHECK(!arguments.failed);
	arguments_add(&arguments, "one more");
	CHECK(arguments.failed && arguments.count == ARGUMENTS_MAX);
	arguments_free(&arguments);
}

int main(void)
{
	all_that_is_wished_stands_in_the_argv();
	what_is_not_wished_is_left_out();
	an_argument_too_many_is_a_failure();
	return test_end();
}
