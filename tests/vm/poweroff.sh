# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# poweroff: each rung of the ladder by which PID 1 ends the machine.

NO_END=$BUILD/tests/vm/no-end.cpio

# A machine that only halts would be ended by gva, a minute later.
test_each_machine_ends_by_itself() {
	printf '#!/bin/sh\n' | script 1
	for machine in q35 microvm; do
		"$GVA" run job -o r-$machine --accel tcg --machine $machine \
			>output 2>errors </dev/null &
		run=$!
		tries=0
		until grep -qs 'gva: done ' r-$machine/console.log; do
			tries=$((tries + 1))
			[ $tries -lt 1200 ] || fail "$machine: no verdict"
			sleep 0.1
		done
		verdict=$(date +%s)
		check "$machine: exit status 0" wait $run
		check "$machine ends within 20 s" \
			[ $(($(date +%s) - verdict)) -lt 20 ]
	done
}

# Neither power-off nor reset has an effect: the end of PID 1 does.
test_end_of_pid_1_is_the_last_rung() {
	printf '#!/bin/sh\n' | script 1
	job_vm --accel tcg --initrd "$NO_END" --append no_end=reboot
	same 'exit status' "$status" 0
	tail -n 5 r/console.log >&2
	check 'the rungs' grep -q 'gva: power off: no effect' r/console.log
	check 'the rungs' grep -q 'gva: reboot: no effect' r/console.log
	check 'the last one' grep -q 'Kernel panic .*kill init' r/console.log
}

# frozen NAME WORD: a job whose out disk stays frozen, so that PID 1 is asleep.
frozen() {
	ended=0
	"$GVA" run job -o "$1" --accel tcg --set privilege=full --deadline 5s \
		--initrd "$NO_END" --append "$2" >"output-$1" </dev/null ||
		ended=$?
	echo $ended >"status-$1"
	echo $(($(date +%s) - $(stat -c %Y "$1/console.log"))) >"silent-$1"
}

# PID 1 cannot end where a thread of it is asleep; nor is anybody left to end
# the machine where the watchdog is, too.  The kernel panics, for a hung task.
test_hung_task_is_the_last_rung() {
	mkdir -p job/script-bin
	cp "$BUILD/tests/vm/freeze" job/freeze
	printf '#!/bin/sh\n/app/freeze /out\n' | script 1
	frozen reboot no_end=reboot &
	frozen fork no_end=fork &
	wait
	cat output-* >&2
	tail -n 5 reboot/console.log fork/console.log >&2
	same 'exit status without a reset' "$(cat status-reboot)" 3
	same 'exit status without a fork' "$(cat status-fork)" 3
	for kind in reboot fork; do
		check "the verdict stands: $kind" \
			grep -q '^stuck: ' output-$kind
	done
	check 'the kernel panicked without a reset' \
		grep -q 'Kernel panic .*hung_task' reboot/console.log
	# The console is mute by then; gva would wait for a minute.
	check "the kernel panicked without a fork, after $(cat silent-fork) s" \
		[ "$(cat silent-fork)" -lt 50 ]
}
