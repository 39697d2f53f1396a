# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2016 # the scripts' own $
# shellcheck disable=SC2154 # lib sets it: verdict, hangs, ...
# faults: disks that fail, fill up or crawl.  Each machine must end by itself
# with an honest verdict, and what was told before must be on the disk.
# shellcheck source=tests/crash/lib
. "$TESTS/crash/lib"

three() {
	writer 10-one 100
	writer 20-two 300
	writer 30-three 30
	images
	mv out.img packed.img
}

# plain: the words for ./out.img as it is.
plain() {
	echo driver=raw,node-name=out,file.driver=file,file.filename=out.img
}

# failing EVENT N ERRNO ONCE: words for ./out.img with a disk that fails at the
# Nth such event: once, or (off) ever after.
failing() {
	echo -blockdev
	awk -v event="$1" -v n="$2" -v errno="$3" -v once="$4" 'BEGIN {
		printf "driver=blkdebug,node-name=failing,image.driver=file,image.filename=out.img"
		for (i = 1; i < n; i++)
			printf ",set-state.%d.event=%s,set-state.%d.state=%d,set-state.%d.new_state=%d",
				i - 1, event, i - 1, i, i - 1, i + 1
		printf ",inject-error.0.event=%s,inject-error.0.state=%d,inject-error.0.errno=%d,inject-error.0.once=%s,inject-error.0.immediately=off\n",
			event, n, errno, once
	}'
	echo '-blockdev driver=raw,node-name=out,file=failing'
}

# sweep KEY EVENT ERRNO ONCE: fails each write or flush of the whole run in
# turn, or a few of them.
sweep() {
	three
	cp --sparse=always packed.img out.img
	DEVICE='' "$TESTS/crash/record"
	what=writes
	[ "$2" = write_aio ] || what=flushes
	last=$(($("$REPLAY" -c log | value $what) + 2))
	if full; then
		n=1 step=1
	else
		n=$((last / 6)) step=$((last / 3))
	fi
	while [ "$n" -le $last ]; do
		cp --sparse=always packed.img out.img
		# shellcheck disable=SC2046 # words are words here
		boot 60 $(failing "$2" "$n" "$3" "$4")
		left
		echo "$1: $n of $last: $verdict: $counts" >&2
		progress "$1: $what $n of $last"
		n=$((n + step))
	done
	check 'a machine has met the fault' [ $failures -gt 0 ]
	counted "fault=$1"
	sound
}

# 5: EIO, 28: ENOSPC.
test_write_fails_once() {
	sweep eio-once write_aio 5 on
}

test_writes_fail_for_good() {
	sweep eio write_aio 5 off
}

test_write_finds_no_space_once() {
	sweep enospc-once write_aio 28 on
}

test_writes_find_no_space_for_good() {
	sweep enospc write_aio 28 off
}

test_flush_fails_once() {
	sweep flush-once flush_to_disk 5 on
}

test_flushes_fail_for_good() {
	sweep flush flush_to_disk 5 off
}

# The image is sparse, and the host's file system has no room for more of it.
test_host_disk_full() {
	three
	rooms='300 900 1500'
	! full || rooms='100 300 500 700 900 1100 1300 1500 1700 2500'
	for room in $rooms; do
		used=$(du -k packed.img app.img | awk '{ n += $1 } END { print n }')
		mkdir -p host
		status=0
		export TESTS BUILD
		# shellcheck disable=SC2016 # for the inner shell
		timeout -k 5 60 unshare -Urm sh -euc '
			mount -t tmpfs -o size="$1"k tmpfs host
			cp --sparse=always packed.img host/out.img
			cp app.img host/
			cd host
			status=0
			"$TESTS/crash/machine" -blockdev "$2" </dev/null \
				>../console || status=$?
			cp --sparse=always out.img ..
			exit $status
			' sh $((used + room)) "$(plain)" || status=$?
		verdict_of_console
		left
		echo "host disk full, $room KiB: $verdict: $counts" >&2
	done
	check 'a machine has met the fault' [ $failures -gt 0 ]
	counted fault=host-full
	sound
}

# Twenty requests a second.
test_slow_disk() {
	three
	cp --sparse=always packed.img out.img
	start=$(date +%s)
	boot 120 -object throttle-group,id=slow,x-iops-total=20 \
		-blockdev driver=raw,node-name=image,file.driver=file,file.filename=out.img \
		-blockdev driver=throttle,node-name=out,throttle-group=slow,file=image
	left
	counted fault=slow
	sound
	same verdict "$verdict" 'done'
	check 'it was slow' [ $(($(date +%s) - start)) -ge 4 ]
}

# taken_by_another SIZE KEY COMMAND: a script that is not root any more takes
# by COMMAND all that there is of /out.  Its record must be made all the same;
# there may be no room for the next script, which then must be said.
taken_by_another() {
	writer 10-before 100
	writer 20-takes 10 "exec 2>/dev/null
		chmod 777 /out
		cd /out
		setuidgid job sh -c '$3'
		! dd if=/dev/zero of=probe bs=4k count=1 || exit 4
		exit 3"
	writer 30-behind 0
	images "$1"
	boot 200 -blockdev "$(plain)"
	left
	counted "fault=$2"
	sound
	case $verdict in
	output-full | done-with-failures) ;;
	*) fail "verdict $verdict" ;;
	esac
	"$GVA" results out.img r >&2 || same 'exit of gva results' $? 1
	# shellcheck disable=SC2034 # for outcome and record
	results=$PWD/r/results
	outcome 0001-10-before 'exited 0'
	outcome 0002-20-takes 'exited 3'
}

test_out_full_of_blocks_by_another_user() {
	taken_by_another 144M full-blocks 'n=0
		for size in 64 16 4 1; do
			while fallocate -l ${size}M taken.$n; do
				n=$((n + 1))
			done
		done
		cat /dev/zero >taken'
}

test_out_full_of_inodes_by_another_user() {
	taken_by_another 16M full-inodes 'mkdir taken
		n=0
		while : >taken/$n; do n=$((n + 1)); done'
}
