# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# machine: the kernel and the virtual machine as a job sees them.

# A static program of tests/vm, built by the Makefile, as a script of the job.
program() {
	mkdir -p job/script-bin
	cp "$BUILD/tests/vm/$1" "job/script-bin/$2"
}

test_kernel_abi() {
	program abi 10-abi
	job_vm --memory 256M
	cat r/results/0001-10-abi/stdout >&2
	outcome 0001-10-abi 'exited 0'
	check 'no facility is missing' [ "$(grep -c '^ok ' \
		r/results/0001-10-abi/stdout)" -ge 30 ]
}

test_busybox_does_what_job_scripts_expect() {
	mkdir -p job/script-bin
	cp "$TESTS/../rootfs/selftest.sh" job/script-bin/10-busybox
	chmod 755 job/script-bin/10-busybox
	job_vm
	cat r/results/0001-10-busybox/stdout >&2
	outcome 0001-10-busybox 'exited 0'
}

test_x86_64_v2_program_runs() {
	program x86_64_v2 10-v2
	for machine in q35 microvm; do
		rm -rf r
		job_vm --machine $machine
		outcome 0001-10-v2 'exited 0'
	done
}

test_clock_at_start() {
	for machine in q35 microvm; do
		rm -rf r
		before=$(date +%s)
		printf '#!/bin/sh\ndate +%%s\n' | script 10-date
		job_vm --machine $machine
		after=$(date +%s)
		guest=$(cat r/results/0001-10-date/stdout)
		if [ "$guest" -lt $((before - 2)) ] ||
			[ "$guest" -gt $((after + 2)) ]; then
			fail "$machine: guest says $guest, host $before to $after"
		fi
	done
}

test_randomness_never_blocks() {
	program randomness 10-random
	job_vm
	outcome 0001-10-random 'exited 0'
}

test_two_cpus_and_their_memory() {
	# shellcheck disable=SC2016 # the script's own $
	printf '#!/bin/sh\nnproc\nfree -m | awk "/^Mem/ { print \\$2 }"\n' |
		script 10-size
	job_vm --cpus 2 --memory 1G
	same cpus "$(head -n1 r/results/0001-10-size/stdout)" 2
	memory=$(tail -n1 r/results/0001-10-size/stdout)
	if [ "$memory" -lt 940 ] || [ "$memory" -gt 1024 ]; then
		fail "memory is $memory MiB"
	fi
}

test_no_network_but_loopback() {
	script 10-net <<-'END'
		#!/bin/sh
		ls /sys/class/net
		grep -c . /proc/net/route
	END
	job_vm
	# The head of the table of routes, and none.
	same 'interfaces and routes' \
		"$(tr '\n' ' ' <r/results/0001-10-net/stdout)" 'lo 1 '
}

test_panic_is_told_apart() {
	# PID 1 cannot be killed; an /init that ends is a panic.
	mkdir tree
	printf '#!/bin/sh\nexit 1\n' >tree/init
	bsdtar -C tree -xf "$BUILD/lib/gva/initramfs.cpio" --exclude init \
		--exclude 'dev/*'
	chmod 755 tree/init
	bsdtar -C tree -cf initrd --format=newc .
	printf '#!/bin/sh\n' | script 1
	for machine in q35 microvm; do
		rm -rf r
		job_vm --initrd "$PWD/initrd" --machine $machine
		same "status of $machine" "$status" 3
		check 'panic is named' grep -q '^guest-panic: ' output
		check 'run.json is there' grep -q '"guest-panic"' r/run.json
	done
}

# clock_rate MACHINE: a script that takes a minute by the guest's clock, on a
# host that is busy, against the host's clock at the console's lines.
clock_rate() {
	program clock 10-clock
	load=
	for _ in 1 2 3; do
		(set +x; while :; do :; done) &
		load="$load $!"
	done
	# shellcheck disable=SC2064
	trap "kill $load" EXIT
	"$GVA" run job -o r --machine "$1" -- 60 2>&1 >output |
		while read -r line; do
			printf '%s %s\n' "$(date +%s%N)" "$line"
		done >lines
	cat lines >&2
	# shellcheck disable=SC2034 # for outcome and record
	results=$PWD/r/results
	outcome 0001-10-clock 'exited 0'
	start=$(sed -n 's/ .*start 1.*//p' lines | head -n1)
	end=$(sed -n 's/ .*end 1 .*//p' lines | head -n1)
	guest=$(record 0001-10-clock wall-us)
	awk -v host=$(((end - start) / 1000)) -v guest="$guest" 'BEGIN {
		ratio = guest / host
		printf "guest %d us, host %d us, ratio %.4f\n", guest, host, ratio
		exit !(ratio > 0.98 && ratio < 1.02)
	}' >&2 || fail "$1: the guest's clock is off by more than 2 %"
}

test_clock_rate_q35() {
	clock_rate q35
}

test_clock_rate_microvm() {
	clock_rate microvm
}

# A QEMU that stays when its guest is gone is ended, long before the deadline.
test_qemu_that_stays_is_ended() {
	printf '#!/bin/sh\n' | script 1
	qemu=$(command -v qemu-system-x86_64)
	printf '#!/bin/sh\n"%s" "$@"\ncase $* in *gva-app*) sleep 200 ;; esac\n' "$qemu" >stays
	chmod +x stays
	start=$(date +%s)
	GVA_QEMU=$PWD/stays job_vm --accel tcg
	same 'exit status' "$status" 0
	check 'it took less than its deadline' \
		[ $(($(date +%s) - start)) -lt 100 ]
}
