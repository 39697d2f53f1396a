# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2119 # images has a size of its own
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

# life MILLISECONDS: a boot that is killed after that time.
life() {
	"$TESTS/crash/machine" -blockdev \
		driver=raw,node-name=out,file.driver=file,file.filename=out.img \
		</dev/null >console 2>&1 &
	machine=$!
	sleep "$(awk -v ms="$1" 'BEGIN { print ms / 1000 }')"
	kill -9 $machine 2>/dev/null || :
	wait $machine || :
	verdict_of_console
	grep '^gva: end ' console >>ends || :
	lives=$((lives + 1))
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

# round: kills until there is a verdict, and judges.
round() {
	rm -rf r ends console
	: >ends
	cp --sparse=always packed.img out.img
	lives=0 verdict='' status=0
	while [ -z "$verdict" ] && [ $lives -lt 60 ]; do
		life "$(shuf -i 400-3500 -n 1)"
	done
	[ -n "$verdict" ] || status=124
	{
		cat ends
		grep '^gva: ' console | tail -n 1
	} >told
	mv told console
	left
	same verdict "$verdict" 'done'
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
	boots=0
	APPEND=gva.attempts=1000 INITRD=$(with_tools)
	export APPEND INITRD
	while [ "$rounds" -gt 0 ]; do
		round
		boots=$((boots + lives))
		rounds=$((rounds - 1))
	done
	counted "fault=kill"
	row figure=kill-machines "value=$boots"
	sound
}
