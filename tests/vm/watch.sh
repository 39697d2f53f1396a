# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# watch: a guest that does not get on ends by itself (kernel-config/watch.config).

# slow FILE LIMITS: a QEMU whose out disk has these limits; but only the first
# time: the machine that mends the image afterwards is as others.
slow() {
	sed "s/@LIMITS@/$2/" >"$1" <<-'END'
		#!/bin/sh
		for word; do
			shift
			case $word in
			driver=raw,*,read-only=off,*)
				node=${word#*node-name=}
				mkdir "$0.ran" 2>/dev/null &&
					word=driver=throttle,node-name=${node%%,*},throttle-group=slow,file.driver=raw,file.file.driver=file,file.file.filename=${word##*filename=} ;;
			esac
			set -- "$@" "$word"
		done
		exec qemu-system-x86_64 -object throttle-group,id=slow,@LIMITS@ "$@"
	END
	chmod +x "$1"
}

# A byte a second, which is never.
test_disk_that_does_not_answer() {
	printf '#!/bin/sh\n' | script 1
	for machine in q35 microvm; do
		slow slow-$machine x-bps-write=1
		{
			ended=0
			GVA_QEMU=$PWD/slow-$machine "$GVA" run job -o r-$machine \
				--accel tcg --machine $machine --deadline 5s \
				>output-$machine </dev/null || ended=$?
			echo $ended >status-$machine
		} &
	done
	wait
	cat output-* >&2
	for machine in q35 microvm; do
		same "exit status of $machine" "$(cat status-$machine)" 3
		check 'it is told' grep -q '^stuck: 0 of 0 ' output-$machine
		check 'why' grep -q '^reason: PID 1: .* did not come back' \
			output-$machine
	done
}

# PID 1 waits for the file system; the disk takes its last word all the same.
test_out_that_stays_frozen() {
	mkdir -p job/script-bin
	cp "$BUILD/tests/vm/freeze" job/freeze
	printf '#!/bin/sh\n/app/freeze /out\n' | script 1
	job_vm --set privilege=full --deadline 5s
	same 'exit status' "$status" 3
	check 'it is told' grep -q '^stuck: ' output
	check 'why' grep -q '^reason: PID 1: .*did not come back' output
}

# A process of a script that waits uninterruptibly ends nothing, be it for ever.
test_script_that_sleeps_deeply() {
	script 1 <<-'END'
		#!/bin/sh
		cat /proc/sys/kernel/hung_task_timeout_secs
	END
	job_vm
	same 'seconds until the kernel gives up' \
		"$(cat r/results/0001-1/stdout)" 0
}

# What a batch system does that suspends jobs is no reason to end.
test_qemu_that_is_stopped_for_a_while() {
	script 1 <<-'END'
		#!/bin/sh
		i=0
		while [ $i -lt 300 ]; do
			i=$((i + 1))
			echo $i >>/out/lines
			sleep 0.01
		done
	END
	"$GVA" run job -o r --accel tcg \
		>output 2>errors </dev/null &
	run=$!
	tries=0
	until grep -q '^gva: start 1' errors; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || fail 'the script never started'
		sleep 0.1
	done
	for _ in 1 2; do
		pkill -STOP -f "file.filename=$PWD/r/out.img" || fail 'no QEMU is there'
		sleep 12
		pkill -CONT -f "file.filename=$PWD/r/out.img" || fail 'it is gone'
		sleep 1
	done
	status=0
	wait $run || status=$?
	cat output errors >&2
	same 'exit status' "$status" 0
}

# A script that SIGKILL ends when a slow disk has taken what it wrote: 20 s are
# not enough, but the disk moves.
test_script_that_a_slow_disk_keeps() {
	mkdir -p job/script-bin
	cp "$BUILD/tests/vm/scatter" job/scatter
	printf '#!/bin/sh\nexec /app/scatter /out/file 5000\n' | script 1
	printf '#!/bin/sh\necho next\n' | script 2
	slow slow x-iops-total=150
	GVA_QEMU=$PWD/slow job_vm --accel tcg --timeout 8s --set grace=1s \
		--deadline 200s --disk 256M
	cat r/results/0001-1/stdout >&2
	outcome 0001-1 timeout
	outcome 0002-2 'exited 0'
	same 'exit status' "$status" 1
	check 'it was killed while it waited for the disk' \
		[ "$(cat r/results/0001-1/stdout)" = written ]
	wall=$(record 0001-1 wall-us)
	check 'SIGKILL took more than 20 s' [ "$wall" -gt 29000000 ]
}
