# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2016 # the scripts' own $
# cuts: a power cut at any write.  A boot is recorded; what a cut would have
# left is replayed from its log, state by state, without a machine.
# shellcheck source=tests/crash/lib
. "$TESTS/crash/lib"

# replayed RANDOM OPTION...: the states of ./log, their counts to ./lines.
replayed() {
	random=$1
	shift
	"$REPLAY" -n "$random" -t told "$@" base.img log >lines || [ $? = 1 ]
	cat lines >&2
}

# judged RANDOM KEY: all prefixes of ./log and so many random states, which must
# be sound.
judged() {
	replayed "$1"
	while read -r group line; do
		[ "$group" != log ] || continue
		echo "$line" >counts
		count <counts
		counted "fault=$2-$group"
	done <lines
	sound
}

# recorded VERDICT: what was recorded is what was meant.
recorded() {
	check "verdict $1" grep -q " gva: $1 scripts=" told
}

five() {
	writer 10-one 40
	writer 20-two 400
	writer 30-three 4
	writer 40-four 100 'exit 3'
	writer 50-five 1
	images "$@"
}

test_cut_at_any_write() {
	five
	"$TESTS/crash/record"
	recorded done-with-failures
	judged "$(full && echo 3000 || echo 300)" cut
}

# One that is not copied from the app image, which syncs all that is there: only
# PID 1 sees to it that its attempt is durable before it begins.
test_cut_before_a_queued_script() {
	writer 10-one 100 \
		'[ "$name" != 10-one ] || cp "$0" /app/script-bin/20-two'
	images
	"$TESTS/crash/record"
	recorded 'done'
	judged "$(full && echo 1000 || echo 20)" cut
}

# One script queues another, one prints a MiB.
full_cut_while_queued_and_large() {
	# shellcheck disable=SC2016 # for the script
	writer 10-queues 20 \
		'[ "$name" != 10-queues ] || cp "$0" /app/script-bin/20-queued'
	writer 30-large 45000
	writer 40-behind 10
	images
	"$TESTS/crash/record"
	recorded 'done'
	check 'it was queued' grep -q 'gva: end 2 .* 20-queued' told
	judged 1000 cut
}

# One takes all the room of /out, and keeps it.
full_cut_while_full() {
	writer 10-before 20
	writer 20-takes 10 'exec 2>/dev/null
		n=0
		for size in 64 16 4 1; do
			while fallocate -l "${size}M" "/out/taken.$n"; do
				n=$((n + 1))
			done
		done
		dd if=/dev/zero of=/out/taken bs=4k'
	writer 30-behind 20
	images
	"$TESTS/crash/record"
	check 'all was taken' grep -q -e done-with-failures -e output-full told
	judged 1000 cut
}

# Too small for a second copy of the superblock.
full_cut_of_smallest_image() {
	five 16M
	"$TESTS/crash/record"
	recorded done-with-failures
	judged 1500 cut
}

# The boot that goes on after a cut is cut as well.
test_cut_while_resumed() {
	five
	"$TESTS/crash/record"
	mv log first.log
	mv base.img first.img
	cuts='random:7'
	! full || cuts='random:1 random:2 random:3 random:4 random:5'
	for state in $cuts; do
		"$REPLAY" -x "$state" first.img first.log out.img
		INITRD=$(with_tools) "$TESTS/crash/record"
		recorded done-with-failures
		judged "$(full && echo 500 || echo 100)" resumed
	done
}

# control KEY WORD...: the same tests must find this when what they test is
# broken on purpose; each WORD is a kind of fault that they must have found.
control() {
	key=$1
	shift
	cut -d ' ' -f 2- lines >counts
	count <counts
	for word; do
		check "without $key, $word is found" \
			[ "$(value "$word" <counts | awk '{ n += $1 } END { print n }')" -gt 0 ]
	done
	row "control=$key" "states=$states" "torn=$torn" "lost=$lost" \
		"damaged=$damaged" "false=$false"
}

# two_without SYNCS: a script, and one that it queues.
two_without() {
	writer 10-one 100 \
		'[ "$name" != 10-one ] || cp "$0" /app/script-bin/20-two'
	images
	INITRD=$NO_SYNC APPEND="crash_sync=$1" "$TESTS/crash/record"
	recorded 'done'
}

test_control_flushes_that_do_nothing() {
	five
	"$TESTS/crash/record"
	replayed "$(full && echo 1000 || echo 200)" -F
	control flush torn lost damaged
}

test_control_no_sync() {
	two_without none
	replayed "$(full && echo 500 || echo 100)"
	control sync torn lost
}

full_control_no_sync_before_script() {
	two_without begin
	replayed 500
	control begin lost
}

full_control_no_sync_of_record() {
	two_without record
	replayed 500
	control record torn
}

# All syncs are done, but each takes seconds: what is told before its sync is
# told long before.  Some of these scripts never begin.  It also shows that what
# the controls change beside the syncs changes nothing.
test_told_is_durable() {
	writer 10-one 100
	mkdir job/script-bin/20-folder
	writer 30-three 10 'rm /app/script-bin/40-withdrawn'
	writer 40-withdrawn 10
	images
	INITRD=$NO_SYNC APPEND="crash_sync=stretch" "$TESTS/crash/record"
	recorded done-with-failures
	same 'ends that were told' "$(sed -n 's/.* gva: end \([0-9]*\) .*/\1/p' \
		told | tr '\n' ' ')" '1 2 3 4 '
	judged "$(full && echo 500 || echo 50)" late
}
