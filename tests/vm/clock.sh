# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# clock: limits are of time that passed, whatever the guest's kernel takes for
# time.

# fast MACHINE: a kernel that is told a rate far too low for its time stamp
# counter, so that its clock runs several times as fast as time.
fast() {
	rm -rf r
	start=$(date +%s)
	job_vm --accel tcg --machine "$1" --timeout 12s \
		--append tsc_early_khz=400000
	took=$(($(date +%s) - start))
}

test_fast_clock_is_no_timeout() {
	# Of these 24 s a fifth or less passes: no time limit is met.
	printf '#!/bin/sh\nsleep 24\n' | script 1
	printf '#!/bin/sh\nwhile :; do :; done\n' | script 2
	for machine in q35 microvm; do
		fast $machine
		outcome 0001-1 'exited 0'
		outcome 0002-2 timeout
		same 'exit status' "$status" 1
		wall=$(record 0002-2 wall-us)
		check "$machine: the other had its time, $wall us" \
			[ "$wall" -gt 10000000 ]
		check "$machine: it passed, in $took s" [ "$took" -ge 10 ]
		check "$machine: the status block tells it" \
			grep -q '"clock":.*"tsc[a-z-]*+[0-9]*s"' r/run.json
	done
}

# A machine that gets a quarter of its time, in pieces, as on a host with many:
# its kernel is not to take that for a fault of its timer, or of its clock.
test_machine_that_is_hardly_run() {
	printf '#!/bin/sh\n' | script 1
	for try in 1 2 3; do
		"$GVA" run job -o r-$try --accel tcg >output 2>errors \
			</dev/null &
		run=$! turns=0
		until qemu=$(pgrep -f "file.filename=$PWD/r-$try/out.img"); do
			turns=$((turns + 1))
			[ $turns -lt 600 ] || fail 'no QEMU is there'
			sleep 0.05
		done
		while [ $turns -lt 1500 ] && kill -STOP "$qemu"; do
			sleep 0.06
			kill -CONT "$qemu" || break
			sleep 0.02
			turns=$((turns + 1))
		done 2>/dev/null
		status=0
		wait $run || status=$?
		cat output errors >&2
		same 'exit status' "$status" 0
		check 'its clock is trusted' \
			grep -q '"clock":.*"tsc' r-$try/run.json
	done
}
