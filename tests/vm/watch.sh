# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# watch: a guest that does not get on ends by itself (kernel-config/watch.config).

# slow: as ./slow a QEMU whose out disk takes a byte a second, which is never.
slow() {
	cat >slow <<-'END'
		#!/bin/sh
		for word; do
			shift
			case $word in
			driver=raw,*,read-only=off,*)
				node=${word#*node-name=}
				word=driver=throttle,node-name=${node%%,*},throttle-group=slow,file.driver=raw,file.file.driver=file,file.file.filename=${word##*filename=} ;;
			esac
			set -- "$@" "$word"
		done
		exec qemu-system-x86_64 -object throttle-group,id=slow,x-bps-write=1 "$@"
	END
	chmod +x slow
}

test_disk_that_does_not_answer() {
	slow
	printf '#!/bin/sh\n' | script 1
	for machine in q35 microvm; do
		rm -rf r
		GVA_QEMU=$PWD/slow job_vm --accel tcg --machine $machine \
			--append sysctl.kernel.hung_task_timeout_secs=5
		same "exit status of $machine" "$status" 3
		check 'it is told' grep -q '^guest-panic: ' output
	done
	# By default it takes longer, as that may be a file server's pause.
	printf '#!/bin/sh\ncat /proc/sys/kernel/hung_task_*\n' | script 1
	rm -rf r
	job_vm
	check 'it is on' grep -qx 1200 r/results/0001-1/stdout
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
	"$GVA" run job -o r --accel tcg --append 'sysctl.kernel.hung_task_timeout_secs=5' \
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
