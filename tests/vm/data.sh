# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# data: data images that were written to and not closed.  Those that gva pack
# makes have no journal, so that nothing says what they lost.

# data_image: as gva pack makes it.
data_image() {
	mkdir data
	seq 1000 >data/numbers
	"$GVA" pack --data data -o data.img >&2
	check 'it has no journal' \
		sh -c '! dumpe2fs -h data.img 2>/dev/null | grep -q has_journal'
}

# refused ARGUMENT...: nothing is run on it, and it stays as it is.
refused() {
	rm -rf r
	cp data.img before.img
	job_vm --data data.img "$@"
	same "exit status with '$*'" "$status" 2
	check 'it is told' grep -q '^bad-image: ' output
	check 'and what helps' grep -q '^reason: data: .*e2fsck -f' output
	check 'nothing ran' [ ! -e r/results/0001-1 ]
	cmp before.img data.img || fail 'it was written to'
}

test_data_of_a_lost_machine_is_refused() {
	data_image
	script 1 <<-'END'
		#!/bin/sh
		[ "$GVA_ATTEMPT" != 1 ] && exit 0
		echo new >/data/new
		sync
		echo written >/out/written
		sync
		sleep 600
	END
	"$GVA" run job --data data.img --set data=rw --out o.img --disk 32M \
		-o r0 >output 2>errors </dev/null &
	run=$!
	tries=0
	until debugfs -R 'stat files/written' o.img 2>&1 | grep -q 'Size: 8'; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || fail 'the script never wrote'
		sleep 0.2
	done
	pkill -KILL -f "file.filename=$PWD/o.img" || fail 'no QEMU is there'
	wait $run || :
	refused --out o.img --set data=rw
	# Nor is it read: half of what was written may be there.
	refused
	# What e2fsck has closed is as good as any, and the job goes on.
	e2fsck -fy data.img >&2 || [ $? = 1 ]
	rm -rf r
	job_vm --data data.img --out o.img --set data=rw
	same 'exit status behind e2fsck' "$status" 0
	same attempt "$(record 0001-1 attempt)" 2
}

# By hand: what the kernel writes into the superblock, and what a driver that
# found an error does, journal or not.
test_data_that_says_it_is_damaged_is_refused() {
	printf '#!/bin/sh\n' | script 1
	data_image
	cp data.img good.img
	for state in 0 2; do
		cp good.img data.img
		debugfs -w -R "ssv state $state" data.img >&2
		refused --set data=rw
	done
	rm data.img
	mke2fs -q -t ext4 -b 4096 -L gva-data -d data data.img 32M
	debugfs -w -R 'ssv state 3' data.img >&2
	refused
	# With a journal, that it was not closed is no damage.
	debugfs -w -R 'ssv state 0' data.img >&2
	rm -rf r
	job_vm --data data.img --set data=rw
	same 'exit status with a journal' "$status" 0
}
