# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# contain: limits of a script, what it uses, and as whom it runs.  What it
# cannot do stands in abuse.sh.

test_out_of_memory_is_told() {
	printf '#!/bin/sh\ntail /dev/zero\n' | script 10-memory
	printf '#!/bin/sh\n' | script 20-next
	job_vm
	outcome 0001-10-memory out-of-memory
	outcome 0002-20-next 'exited 0'
	same 'exit status' "$status" 1
}

test_memory_option() {
	script 10-limit <<-'END'
		#!/bin/sh
		dd if=/dev/zero bs=1M count=100 | tail -n 1 | wc -c
	END
	job_vm --set memory=40M
	outcome 0001-10-limit out-of-memory
	rm -rf r
	job_vm
	outcome 0001-10-limit 'exited 0'
}

test_processes_are_counted_and_limited() {
	script 10-bomb <<-'END'
		#!/bin/sh
		bomb() { bomb | bomb & }
		bomb
		sleep 1
		exit 1
	END
	printf '#!/bin/sh\n' | script 20-next
	job_vm --set pids=64 --timeout 20s
	outcome 0002-20-next 'exited 0'
	peak=$(record 0001-10-bomb pids-peak)
	[ "${peak%% *}" -le 64 ] || fail "there were $peak processes"
}

test_tmp_is_sized_and_goes() {
	script 10-tmp <<-'END'
		#!/bin/sh
		head -c 30000000 /dev/zero >/tmp/big
	END
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
		touch /app/mine 2>/dev/null && exit 3
		echo anew >/dev/stdout
		echo anew >/dev/stderr
	END
	job_vm --set user=1234:99
	outcome 0001-1 'exited 0'
	same 'what it is' "$(tr '\n\t' '  ' <r/results/0001-1/stdout)" \
		'1234 99 CapEff: 0000000000000000 1234 anew '
	same 'its stderr' "$(cat r/results/0001-1/stderr)" anew
}

test_user_by_name() {
	script 1 <<-'END'
		#!/bin/sh
		id -u; id -g; echo $HOME $USER $PWD; echo >/out/x
	END
	job_vm --set user=job:tty --set workdir=/tmp
	outcome 0001-1 'exited 0'
	same 'what it is' "$(tr '\n' ' ' <r/results/0001-1/stdout)" \
		'1000 5 /tmp job /tmp '
	run_vm job -o r2 --set user=nobody:jobs
	same 'exit status' "$status" 2
	check 'it says why' grep -q \
		"option user: /etc/group of the appliance has no 'jobs'" output
	check 'nothing ran' [ ! -e r2/results/0001-1 ]
}

# A race that a script wins about once in three times when nothing stands
# between its exec and the attack.
test_pipe_that_a_script_holds_before_pid_1_lets_go() {
	for script in 1 2 3 4 5 6 7 8; do
		echo '#!/app/abuse hold-anew' | script $script
	done
	cp "$BUILD/tests/vm/abuse" job/abuse
	job_vm --timeout 1s --set grace=0 --deadline 60s
	for script in 1 2 3 4 5 6 7 8; do
		outcome 000$script-$script timeout
	done
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
		dd if=/dev/zero bs=24M count=1 of=/dev/null 2>/dev/null
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
	# dd's buffer, and what a shell or two take.
	memory=$(record 0001-1 memory-peak-kib)
	memory=${memory% cgroup}
	if [ "$memory" -lt $((24 << 10)) ] || [ "$memory" -gt $((64 << 10)) ]; then
		fail "it took $memory KiB"
	fi
	pids=$(record 0001-1 pids-peak)
	pids=${pids% cgroup}
	if [ "$pids" -lt 3 ] || [ "$pids" -gt 8 ]; then
		fail "there were $pids processes"
	fi
}

# Modes are those of the job: a user of the scripts may lack a right to them.
test_user_that_may_not_read_its_script() {
	printf '#!/bin/sh\n' | script 1-private
	printf '#!/bin/sh\nid -u\n' | script 2-open
	chmod 700 job/script-bin/1-private
	job_vm --set user=1000
	same 'exit status' "$status" 1
	outcome 0001-1-private 'could-not-start EACCES'
	same note "$(record 0001-1-private note)" \
		'user 1000 has no right to read and execute it, whose mode is 0700'
	outcome 0002-2-open 'exited 0'
	same user "$(cat r/results/0002-2-open/stdout)" 1000
}
