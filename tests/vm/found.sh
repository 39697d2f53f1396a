# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# found: what a script finds around it, where other programs look for it.

# Programs of musl, and of glibc, which looks elsewhere.
test_names_resolve() {
	mkdir -p job/script-bin
	cp "$BUILD/tests/vm/resolve" job/script-bin/1-musl
	gcc -std=c11 -D_GNU_SOURCE -static -o job/script-bin/2-glibc \
		"$TESTS/vm/resolve.c" 2>/dev/null ||
		fail 'no static program of glibc'
	printf '#!/bin/sh\nhostname -i && hostname -f\n' | script 3-busybox
	job_vm
	cat r/results/*/stdout >&2
	outcome 0001-1-musl 'exited 0'
	outcome 0002-2-glibc 'exited 0'
	outcome 0003-3-busybox 'exited 0'
	same 'hostname' "$(tr '\n' ' ' <r/results/0003-3-busybox/stdout)" \
		'127.0.0.1 gva '
}

# Each mount in the list can be reached, with and without data.
test_every_mount_that_is_listed_is_there() {
	script 1 <<-'END'
		#!/bin/sh
		df >/dev/null || exit 1
		cut -d ' ' -f 2 /proc/mounts | sort | uniq -d
		while read -r _ _ _ _ where _; do
			stat -f "$where" >/dev/null || exit 1
		done </proc/self/mountinfo
	END
	mkdir data
	for options in '' '--data data' '--set privilege=full'; do
		rm -rf r
		# shellcheck disable=SC2086 # options are words
		job_vm $options
		cat r/results/0001-1/stderr >&2
		outcome 0001-1 'exited 0'
		[ -n "${options##*full}" ] || continue
		same 'mounts over others' "$(cat r/results/0001-1/stdout)" ''
	done
}

# Where JVM, Go and Python look; and nothing of it can be changed.
test_limits_can_be_read() {
	script 1 <<-'END'
		#!/bin/sh
		cd /sys/fs/cgroup || exit 1
		cat /proc/self/cgroup memory.max pids.max cpu.max
		[ "$(cat memory.current)" -gt 0 ] || exit 1
		grep -q memory cgroup.controllers || exit 1
		grep -qx $$ cgroup.procs || exit 1
		grep ' /sys/fs/cgroup ' /proc/self/mountinfo | cut -d ' ' -f 4,9
	END
	job_vm --set memory=64M --set pids=99
	cat r/results/0001-1/stderr >&2
	outcome 0001-1 'exited 0'
	same 'what it reads' "$(tr '\n' ' ' <r/results/0001-1/stdout)" \
		'0::/ 67108864 99 max 100000 / cgroup2 '
}

# With full privilege it is where /proc/self/cgroup says.
test_limits_can_be_read_with_full_privilege() {
	script 1 <<-'END'
		#!/bin/sh
		cat "/sys/fs/cgroup$(cut -d : -f 3 /proc/self/cgroup)/memory.max"
	END
	job_vm --set memory=64M --set privilege=full
	same 'its limit' "$(cat r/results/0001-1/stdout)" 67108864
}

test_many_open_files() {
	script 1 <<-'END'
		#!/bin/sh
		ulimit -Sn; ulimit -Hn
		ulimit -n 20000
		i=10
		while [ $i -lt 6000 ]; do
			eval "exec $i</dev/null" || exit 1
			i=$((i + 1))
		done
	END
	for options in '' '--set user=1000'; do
		rm -rf r
		# shellcheck disable=SC2086 # options are words
		job_vm $options
		outcome 0001-1 'exited 0'
		same limits "$(tr '\n' ' ' <r/results/0001-1/stdout)" \
			'1024 524288 '
	done
}

test_env_splits_its_line() {
	script 1 <<-'END'
		#!/usr/bin/env -S sh -eu
		echo "$-" "$1"
	END
	script 2 <<-'END'
		#!/usr/bin/env -S A="b  c" TWO=${GVA_JOB} sh
		echo "$A" "$TWO"
	END
	printf '#!/bin/env -iS sh\nenv | grep GVA\n' | script 3
	printf '#!/usr/bin/env -S sh "unterminated\n' | script 4
	job_vm -- word
	same 'options and arguments' "$(cat r/results/0001-1/stdout)" 'ue word'
	same 'quotes and variables' "$(cat r/results/0002-2/stdout)" 'b  c job'
	outcome 0003-3 'exited 1'
	outcome 0004-4 'exited 1'
	grep -q 'terminating quote' r/results/0004-4/stderr
}
