# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# memory: machines with the least memory that `gva run` takes, whose scripts
# use all that they may; and memory that the kernel takes for a script.

# hungry_job: scripts that use memory up, each in its own way.
hungry_job() {
	printf '#!/bin/sh\nfree\n' | script 10-look
	script 20-files <<-'END'
		#!/bin/sh
		mkdir /out/many && cd /out/many
		for i in $(seq 2000); do : >$i; done
		ls | wc -l
	END
	printf '#!/bin/sh\ntail /dev/zero\n' | script 30-heap
	printf '#!/bin/sh\nhead -c 99000000 /dev/zero >/tmp/x\n' | script 40-tmp
	printf '#!/bin/sh\nhead -c 9000000 /dev/zero; head -c 9000000 /dev/zero >&2\n' |
		script 50-output
	printf '#!/bin/sh\n: | : | : | sort </dev/null\n' | script 60-pipes
}

# least MACHINE CPUS: all of it ends as it should.
least() {
	rm -rf r
	# What is refused is told with what would do.
	run_vm --machine "$1" --memory 32M --cpus "$2" --disk 64M job -o r
	mib=32
	if [ "$2" -gt 1 ]; then
		same 'exit status of too little' "$status" 2
		mib=$(sed -n 's/.*give it \([0-9]*\)M or more$/\1/p' errors)
		[ "$mib" -gt 32 ] || fail "it asks for '$mib' MiB"
		run_vm --machine "$1" --memory "${mib}M" --cpus "$2" \
			--disk 64M --timeout 60s job -o r
	fi
	same "exit status, $1, $2 processors, $mib MiB" "$status" 1
	outcome 0001-10-look 'exited 0'
	outcome 0002-20-files 'exited 0'
	outcome 0003-30-heap out-of-memory
	outcome 0005-50-output 'exited 0'
	outcome 0006-60-pipes 'exited 0'
	check 'it ended' grep -q '^done-with-failures: ' output
}

test_least_memory_holds_q35() {
	hungry_job
	least q35 1
	least q35 8
}

test_least_memory_holds_microvm() {
	hungry_job
	least microvm 1
	least microvm 8
}

# By hand nobody refuses it beforehand; it is the machine's fault, and not one
# of the images, which stay as they were.  Of the sizes below this one
# QEMU 7.2 starts some (36, 43, 44 MiB) with a kernel that was changed in memory
# by then, which nobody can tell any more.
test_too_little_memory_by_plain_qemu() {
	printf '#!/bin/sh\n' | script 1
	"$GVA" pack job -o app.img >&2
	"$GVA" pack --out 64M -o out.img >&2
	timeout 120 qemu-system-x86_64 -M q35 -accel tcg -m 52 -smp 8 \
		-nodefaults -no-user-config -display none -no-reboot \
		-serial file:console -kernel "$BUILD/lib/gva/vmlinux" \
		-initrd "$BUILD/lib/gva/initramfs.cpio" \
		-drive if=none,id=a,format=raw,file=app.img,readonly=on \
		-device virtio-blk-pci,drive=a,serial=gva-app \
		-drive if=none,id=o,format=raw,file=out.img \
		-device virtio-blk-pci,drive=o,serial=gva-out </dev/null
	status=0
	"$GVA" status out.img >said || status=$?
	same 'exit status' "$status" 3
	check 'it is told' grep -q 'appliance-error' said
}
