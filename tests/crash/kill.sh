# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2119 # images has a size of its own
# shellcheck disable=SC2154 # lib sets it: verdict, hangs, ...
# kill: the machine is killed at any moment and started again on the same
# images, until the job is done.
# shellcheck source=tests/crash/lib
. "$TESTS/crash/lib"

# shellcheck disable=SC2016 # for the scripts
four() {
	for name in 10-one 20-two 30-three 40-four; do
		writer $name 50 'echo "$name $GVA_ATTEMPT" >>/out/log; sleep 0.4'
	done
	images
	mv out.img packed.img
}

# life MILLISECONDS: a boot that is killed after that time, and what it left,
# judged by all that was told in this round so far.
life() {
	timeout --foreground -s KILL \
		"$(awk -v ms="$1" 'BEGIN { print ms / 1000 }')" \
		"$TESTS/crash/machine" -blockdev \
		driver=raw,node-name=out,file.driver=file,file.filename=out.img \
		</dev/null >console 2>&1 || :
	verdict_of_console
	tr -d '\r' <console | grep '^gva: ' >>lines || :
	judge_image lines
	lives=$((lives + 1))
}

# measure: the milliseconds of a boot that is not killed, to $whole.
measure() {
	cp --sparse=always packed.img out.img
	: >lines
	start=$(date +%s%N)
	life 60000
	whole=$((($(date +%s%N) - start) / 1000000))
	same 'verdict of a boot that is not killed' "$verdict" 'done'
	states=0
}

# in_order: of /out/log, "SCRIPT ATTEMPT" lines: nothing runs again once the
# next has begun, and attempts are counted.
in_order() {
	awk '
		$1 < script { bad = 1 }
		$1 == script && $2 <= attempt { bad = 1 }
		{ script = $1; attempt = $2 }
		END { exit bad }' r/files/log
}

# once: no machine has started what one before had told to have ended.
once() {
	awk '
		$2 == "end" { ended[$3] = 1 }
		$2 == "start" && ended[$3] { bad = 1 }
		END { exit bad }' lines
}

# round: kills until there is a verdict, and judges.
round() {
	rm -rf r
	: >lines
	cp --sparse=always packed.img out.img
	lives=0 verdict=
	while [ -z "$verdict" ] && [ $lives -lt 60 ]; do
		# Longer each time: the host may be busier than when it was
		# measured, and a life too short gets nowhere.
		life "$(shuf -i $((whole / 8))-$((whole * (9 + lives) / 8)) \
			-n 1)"
	done
	[ -n "$verdict" ] || hangs=$((hangs + 1))
	same verdict "$verdict" 'done'
	check 'what has ended is not started again' once
	"$GVA" results out.img r >&2
	# shellcheck disable=SC2034 # for outcome and record
	results=$PWD/r/results
	same 'records' "$(ls r/results)" \
		"$(printf '0001-10-one\n0002-20-two\n0003-30-three\n0004-40-four')"
	check 'order of what ran' in_order
	for folder in r/results/*; do
		name=${folder##*/0???-}
		same "the last run of $name" "$(grep "^$name " r/files/log |
			tail -n 1)" "$name $(record "${folder##*/}" attempt)"
	done
	echo "round: $lives machines" >&2
}

test_killed_until_done() {
	four
	rounds=$(full && echo 50 || echo 3)
	killed=0
	APPEND=gva.attempts=1000 INITRD=$(with_tools)
	export APPEND INITRD
	measure
	for number in $(seq "$rounds"); do
		progress "kill: round $number of $rounds"
		round
		killed=$((killed + lives - 1))
	done
	counted "fault=kill"
	row figure=kill-rounds "value=$rounds"
	row figure=kill-machines "value=$killed"
	check 'some were killed' [ $killed -gt 0 ]
	sound
}
