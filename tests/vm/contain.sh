# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# contain: what a script, which is root, cannot do.  Each attack is run again
# with privilege=full, where it must succeed: so the test is known to be alive.

# attack NAME <COMMANDS: a script that exits 0 when its attack succeeded, and a
# script behind it that must run in any case.
attack() {
	rm -rf job r
	{
		echo '#!/bin/sh'
		cat
	} | script "10-$1"
	printf '#!/bin/sh\necho alive\n' | script 20-next
}

# held NAME: contained, the attack failed and the next script ran.
held() {
	job_vm --timeout 20s --memory 256M
	case $(record "0001-10-$1" outcome) in
	'exited 0') fail "$1 succeeded although it was contained" ;;
	esac
	outcome 0002-20-next 'exited 0'
	same "what stands behind $1" "$(cat r/results/0002-20-next/stdout)" alive
}

# alive NAME: with full privilege it succeeds.
alive() {
	rm -rf r
	job_vm --timeout 20s --memory 256M --set privilege=full
	outcome "0001-10-$1" 'exited 0'
}

test_mount() {
	attack mount <<-'END'
		mkdir -p /tmp/m && mount -t proc proc /tmp/m
	END
	held mount
	alive mount
}

test_device_node() {
	attack mknod <<-'END'
		mknod /tmp/disk b $(tr : ' ' </sys/block/vdb/dev) &&
			dd if=/tmp/disk of=/dev/null bs=512 count=1
	END
	held mknod
	# With full privilege the node is in /dev; /tmp takes none.
	attack mknod <<-'END'
		dd if=/dev/vdb of=/dev/null bs=512 count=1
	END
	alive mknod
}

test_disks_are_out_of_sight() {
	attack plant <<-'END'
		mkdir /gva/gva-out/results/0002-20-next
	END
	held plant
	attack plant <<-'END'
		mkdir /gva/gva-out/results/0009-x && rmdir /gva/gva-out/results/0009-x
	END
	alive plant
}

test_cgroup_escape() {
	attack cgroup <<-'END'
		echo $$ >/sys/fs/cgroup/cgroup.procs
	END
	held cgroup
	alive cgroup
}

test_kernel_settings() {
	attack sysctl <<-'END'
		echo 5 >/proc/sys/vm/swappiness
	END
	held sysctl
	alive sysctl
}

test_programs_of_the_next_script() {
	attack programs <<-'END'
		echo >/bin/planted
	END
	held programs
	alive programs
}

test_host_name() {
	attack name <<-'END'
		hostname planted
	END
	held name
	alive name
}

test_reboot() {
	attack reboot <<-'END'
		sync
		reboot -f
		sleep 2
		exit 1
	END
	held reboot
	# With full privilege the machine is gone, and that is no success.
	rm -rf r
	job_vm --timeout 20s --set privilege=full
	[ "$status" -ne 0 ] || fail 'a reboot was taken for a success'
	check 'it is told' grep -q '^reset: \|^no-verdict: ' output
}

test_pid_1_is_out_of_sight() {
	attack first <<-'END'
		[ "$(wc -l </proc/1/mountinfo)" -gt 0 ] && ls /proc/1/fd/3
	END
	held first
	alive first
}

test_out_of_memory_is_told() {
	attack memory <<-'END'
		tail /dev/zero
	END
	held memory
	outcome 0001-10-memory out-of-memory
	same 'exit status' "$status" 1
}

test_memory_option() {
	attack limit <<-'END'
		head -c 100000000 /dev/zero | tail -n 1 | wc -c
	END
	job_vm --set memory=40M
	outcome 0001-10-limit out-of-memory
	rm -rf r
	job_vm
	outcome 0001-10-limit 'exited 0'
}

test_fork_bomb() {
	attack bomb <<-'END'
		bomb() { bomb | bomb & }
		bomb
		sleep 1
		exit 1
	END
	sed -i 's/^#!.*/&\nset +e/' job/script-bin/10-bomb
	job_vm --set pids=64 --timeout 20s --memory 256M
	outcome 0002-20-next 'exited 0'
	peak=$(record 0001-10-bomb pids-peak)
	[ "${peak%% *}" -le 64 ] || fail "there were $peak processes"
}

test_tmp_is_sized_and_goes() {
	attack tmp <<-'END'
		head -c 30000000 /dev/zero >/tmp/big
	END
	held_full=$(cat job/script-bin/10-tmp)
	check 'it is a script' [ -n "$held_full" ]
	printf '#!/bin/sh\nls -A /tmp /dev/shm /run\n' | script 20-next
	job_vm --set tmp=8M
	outcome 0001-10-tmp 'exited 1'
	same 'what is left of it' "$(tr '\n' ' ' <r/results/0002-20-next/stdout)" \
		'/dev/shm:  /run:  /tmp: '
}

test_user() {
	script 1 <<-'END'
		#!/bin/sh
		id -u; id -g; grep CapEff /proc/self/status
		echo mine >/out/file && stat -c %u /out/file
		! touch /app/mine 2>/dev/null
	END
	job_vm --set user=1234:99
	outcome 0001-1 'exited 0'
	same 'what it is' "$(tr '\n\t' '  ' <r/results/0001-1/stdout)" \
		'1234 99 CapEff: 0000000000000000 1234 '
	run_vm job -o r2 --set user=root
	same 'a name is no number' "$status" 2
}

test_daemon_does_not_delay() {
	script 1 <<-'END'
		#!/bin/sh
		setsid sh -c 'trap "" TERM HUP; sleep 600' &
		echo done
	END
	printf '#!/bin/sh\nps | grep -c "[s]leep 600"\n' | script 2
	start=$(date +%s)
	job_vm
	outcome 0001-1 'exited 0'
	[ $(($(date +%s) - start)) -lt 30 ] || fail 'the daemon held it up'
	same 'daemons left' "$(cat r/results/0002-2/stdout)" 0
}

test_usage_is_the_cgroups() {
	script 1 <<-'END'
		#!/bin/sh
		# Nobody waits for this one.
		(i=0; while [ $i -lt 30000 ]; do i=$((i + 1)); done) &
		sleep 3
	END
	job_vm
	outcome 0001-1 'exited 0'
	user=$(record 0001-1 cpu-user-us)
	case $user in
	*' cgroup') ;;
	*) fail "the source is '$user'" ;;
	esac
	[ "${user% cgroup}" -gt 10000 ] || fail "it missed a child: $user"
}
