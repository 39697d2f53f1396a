# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# privilege: scripts with full privilege, which have a cgroup, but no stub and
# no namespace of their own.

test_full_privilege_is_bounded_and_ended() {
	# More memory than there is: what PID 1 needs stays its own.
	script 10-limit <<-'END'
		#!/bin/sh
		cat /sys/fs/cgroup/script/memory.max
		sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo
	END
	printf '#!/bin/sh\ntail /dev/zero\n' | script 20-memory
	script 30-leaves <<-'END'
		#!/bin/sh
		(trap '' TERM HUP; exec sleep 600) &
		echo $! >/sys/fs/cgroup/cgroup.procs || exit 4
		grep -qx "$!" /sys/fs/cgroup/cgroup.procs || exit 5
	END
	printf '#!/bin/sh\n! pgrep -f "sleep [6]00"\n' | script 40-finds
	script 50-groups <<-'END'
		#!/bin/sh
		mkdir -p /sys/fs/cgroup/script/below/deeper
	END
	printf '#!/bin/sh\n' | script 60-next
	job_vm --memory 128M --set privilege=full --set memory=1T --timeout 60s
	read -r limit <r/results/0001-10-limit/stdout
	total=$(($(tail -n 1 r/results/0001-10-limit/stdout) * 1024))
	if [ "$limit" -ge $((total - (16 << 20))) ] ||
		[ "$limit" -le $((total / 2)) ]; then
		fail "the limit is $limit of $total bytes"
	fi
	outcome 0002-20-memory out-of-memory
	outcome 0003-30-leaves 'exited 0'
	outcome 0004-40-finds 'exited 0'
	outcome 0005-50-groups 'exited 0'
	outcome 0006-60-next 'exited 0'
	same 'exit status' "$status" 1
}
