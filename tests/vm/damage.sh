# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# damage: out images whose file system is damaged between two boots, so that
# e2fsck mends it: what it took away is no success, now or later.

# cut_image: a job that was cut off below its second script, of three; its
# journal is replayed.
cut_image() {
	script 1 <<-'END'
		#!/bin/sh
		mkdir /out/keep
		echo one >/out/keep/one
		echo two >/out/keep/two
	END
	script 2 <<-'END'
		#!/bin/sh
		[ $GVA_ATTEMPT != 1 ] || sleep 60
	END
	printf '#!/bin/sh\n' | script 3
	"$GVA" run job --out cut.img -o r0 --disk 32M >output 2>errors </dev/null &
	run=$!
	tries=0
	until grep -q '^gva: start 2' errors; do
		tries=$((tries + 1))
		[ $tries -lt 1200 ] || fail 'script 2 never started'
		sleep 0.1
	done
	pkill -KILL -f "file.filename=$PWD/cut.img" || fail 'no QEMU is there'
	wait $run || :
	! dumpe2fs -h cut.img 2>&1 | grep -q needs_recovery ||
		fail 'its journal is not replayed'
}

# damage IMAGE COMMAND...: debugfs's, and the error bit as the kernel sets it.
damage() {
	image=$1
	shift
	{
		printf '%s\n' "$@"
		echo 'ssv state 2'
	} | debugfs -w -f /dev/stdin "$image" >&2
}

# ends STATUS WORD ARGUMENT...: a run of the job.
ends() {
	wanted=$1 word=$2
	shift 2
	rm -rf r
	job_vm "$@"
	same "exit status, $word" "$status" "$wanted"
	same verdict "$(head -n 1 output | cut -d : -f 1)" "$word"
}

# tells IMAGE: every later start and read says so.
tells() {
	cp "$1" before.img
	ends 3 damaged --out "$1"
	check 'nothing was run' grep -q '^resumed: the job had ended' output
	cmp "$1" before.img
	status=0
	"$GVA" status "$1" >said || status=$?
	same 'exit of gva status' "$status" 3
	check 'it says so' grep -q '^gva: damaged ' said
	rm -rf read
	status=0
	"$GVA" results "$1" read >&2 || status=$?
	same 'exit of gva results' "$status" 3
}

test_repair_that_takes_something_is_damaged() {
	cut_image
	cp cut.img file.img
	damage file.img 'clri files/keep/one'
	ends 3 damaged --out file.img
	same 'the next did not run' "$(ls r/results)" 0001-1
	tells file.img
	# A script that is queued, in a folder that the overlay has.
	cp cut.img queue.img
	damage queue.img 'clri overlay/upper/script-bin'
	ends 3 damaged --out queue.img
	# A name without its file, and a file without its name.
	cp cut.img name.img
	damage name.img 'unlink files/keep/two'
	ends 3 damaged --out name.img
}

test_repair_of_counts_alone_goes_on() {
	cut_image
	damage cut.img 'ssv free_blocks_count 17' 'ssv free_inodes_count 3' \
		'freeb 2000 4'
	ends 0 'done' --out cut.img
	same 'it was repaired' "$(sed -n 's/^repaired: .*, //p' output)" \
		'1 time'
	same 'what was there' "$(cat r/files/keep/one)" one
}

# What gva results repairs of a job that had ended well.
test_ended_job_that_loses_a_file_is_damaged() {
	printf '#!/bin/sh\necho here >/out/file\n' | script 1
	ends 0 'done' --out o.img --disk 32M
	damage o.img 'clri files/file'
	status=0
	"$GVA" status o.img >&2 || status=$?
	same 'exit of gva status before the repair' "$status" 3
	cp o.img p.img
	status=0
	"$GVA" results o.img read >&2 || status=$?
	same 'exit of gva results' "$status" 3
	tells o.img
	ends 3 damaged --out p.img
}

# Where no job has begun, nothing lies over the app: not a script of another's,
# not what hides one of ours.
test_new_image_that_has_an_overlay_is_refused() {
	printf '#!/bin/sh\necho ours\n' | script 10-a
	printf '#!/bin/sh\necho ours\n' | script 20-b
	printf '#!/bin/sh\necho theirs\n' >theirs
	for what in "write theirs 10-a" "mknod 20-b c 0 0" .hidden; do
		rm -rf o.img r
		"$GVA" pack --out 64M -o o.img >&2
		printf '%s\n' 'mkdir overlay' 'mkdir overlay/upper' \
			'mkdir overlay/work' 'mkdir overlay/upper/script-bin' \
			'cd overlay/upper/script-bin' "$what" \
			'sif 10-a mode 0100755' >orders
		[ "$what" != .hidden ] ||
			printf '%s\n' 'mkdir overlay' 'mkdir overlay/upper' \
				'mkdir overlay/work' \
				'write theirs overlay/upper/.hidden' >orders
		debugfs -w -f orders o.img >&2
		job_vm --out o.img
		same "exit status, $what" "$status" 2
		check 'it is told' grep -q '^bad-image: ' output
		check 'nothing ran' [ ! -e r/results/0001-10-a ]
	done
}
