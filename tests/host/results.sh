# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# results: gva results, of images as a guest leaves them.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

test_done() {
	done_out
	extract
	expect 0
	cmp record inner/dir/results/0001-10-count/record
	cmp stdout inner/dir/results/0001-10-count/stdout
	[ ! -s inner/dir/results/0001-10-count/stderr ]
	grep -q '^ *1  exited 0 .* 1.234s .* 0.009s .* 6 .* 10-count$' output
	# Bytes: those of the record and of stdout.
	same counts "$(tail -n 1 output)" \
		"1 results, 0 files, $(($(wc -c <record) + 6)) bytes"
}

# Below 256 MiB its block groups are small ones.
test_large_image() {
	"$GVA" pack --out 512M -o out.img >&2
	printf '%s\n' 'mkdir results' 'mkdir files' | edit
	add_result 1 10-count 'exited 0'
	set_status ended 'done' 1 0
	extract
	expect 0
	cmp record inner/dir/results/0001-10-count/record
}

test_failures() {
	make_out
	add_result 2 b 'signaled 9'
	add_result 1 a 'exited 7'
	set_status ended done-with-failures 2 2
	extract
	expect 1
	same order "$(sed -n 's/^ *[0-9]  .* \([ab]\)$/\1/p' output |
		tr -d '\n')" ab
}

test_json() {
	done_out
	"$GVA" results --json out.img dir >output
	tr -d '\t' <output >flat
	for line in '"whole":true,' '"status":"gva: done scripts=1 failed=0",' \
		'"script":"10-count",' '"outcome":"exited 0",' \
		'"success":true,' '"sequence":1,' '"left_out":0'; do
		grep -qxF -e "$line" flat || fail "no $line"
	done
	same stdout "$(tr -d '\n' <flat | grep -o '"stdout":{[^}]*}')" \
		'"stdout":{"written":6,"kept":6}'
}

test_json_of_what_is_not_whole() {
	done_out
	printf x >x
	printf '%s\n' 'cd files' 'write x a' 'sif a flags 0' | edit
	status=0
	"$GVA" results --no-repair --json out.img dir >output 2>errors ||
		status=$?
	same 'exit status' "$status" 3
	grep -q '"whole":[[:space:]]*false' output || fail 'it says: whole'
}

test_files() {
	done_out
	head -c 3000000 /dev/urandom >big
	printf 'small\n' >small
	edit <<-END
		cd files
		mkdir a
		mkdir a/b
		mkdir a/void
		cd a/b
		write big big
		write small small
		sif small mode 0100755
	END
	extract
	expect 0
	cmp big inner/dir/files/a/b/big
	cmp small inner/dir/files/a/b/small
	[ -d inner/dir/files/a/void ]
	same 'mode of a script' "$(stat -c %a inner/dir/files/a/b/small)" 755
	same 'mode of a file' "$(stat -c %a inner/dir/files/a/b/big)" 644
	grep -q ' 2 files' output
}

test_holes_stay() {
	done_out
	truncate -s 900G sparse
	printf mid | dd of=sparse bs=1 seek=400G conv=notrunc status=none
	printf '%s\n' 'cd files' 'write sparse sparse' | edit
	extract
	expect 0
	same size "$(stat -c %s inner/dir/files/sparse)" $((900 << 30))
	[ "$(du -k inner/dir/files/sparse | cut -f 1)" -lt 100 ]
	same content "$(tail -c +$(((400 << 30) + 1)) inner/dir/files/sparse |
		head -c 3)" mid
}

test_unwritten_blocks_are_zeros() {
	done_out
	head -c 400000 /dev/zero | tr '\0' S >secret
	: >empty
	# Blocks with old bytes in them, given to a file and never written.
	edit <<-END
		write secret secret
		rm secret
		write empty files/x
	END
	printf '%s\n' 'cd files' 'write empty unwritten' \
		'fallocate unwritten 0 9' 'sif unwritten size 40000' |
		debugfs -w -f /dev/stdin out.img >/dev/null 2>&1
	extract
	expect 0
	head -c 40000 /dev/zero | cmp - inner/dir/files/unwritten
}

test_combined_image() {
	script a <<-'END'
		#!/bin/sh
	END
	"$GVA" pack job --out 16M -o out.img
	printf hi >hi
	printf '%s\n' 'mkdir out/results' 'mkdir out/files' 'cd out/files' \
		'write hi hi' | edit
	extract
	expect 3 'not-run'
	same content "$(cat inner/dir/files/hi)" hi
}

# As chattr -e leaves it: no file of a job is left out without an error.
test_no_out_in_image() {
	script a <<-'END'
		#!/bin/sh
	END
	"$GVA" pack job -o out.img
	extract
	expect 2 'no out image'
	[ ! -e inner/dir ]
}

test_host_disk_full() {
	done_out
	head -c 3000000 /dev/urandom >big
	printf '%s\n' 'cd files' 'write big big' | edit
	mkdir small
	status=0
	# shellcheck disable=SC2016 # for the shell in there
	unshare -U -r -m sh -c '
		mount -t tmpfs -o size=1M tmpfs small
		"$GVA" results out.img small/dir || status=$?
		ls -R small >left
		exit "$status"' >output 2>errors || status=$?
	cat output errors left >&2
	same 'exit status' "$status" 4
	grep -q '^gva: extract files/big: write: No space left' errors
	grep -q 0001-10-count left || fail 'what was read is gone'
	! grep -qx big left || fail 'half a file was left'
}

# In blocks of 512 bytes.  The image claims no more than it may.
test_limit_of_file_sizes() {
	done_out
	head -c 300000 /dev/urandom >big
	printf '%s\n' 'cd files' 'write big big' | edit
	status=0
	(ulimit -f 100 && exec "$GVA" results out.img dir) >output 2>errors ||
		status=$?
	cat output errors >&2
	same 'exit status' "$status" 4
	grep -q '^gva: extract files/big: write: ' errors
	[ ! -e dir/files/big ] || fail 'half a file was left'
}

test_mistakes() {
	done_out
	for words in '' out.img 'out.img a b' '--nonsense out.img a' \
		'--jso out.img' 'out.img no/dir' 'out.img out.img' \
		'out.img /dev/null'; do
		status=0
		# shellcheck disable=SC2086 # words are words here
		"$GVA" results $words >output 2>errors || status=$?
		cat errors >&2
		same "exit status of '$words'" "$status" 2
		same 'lines said' "$(grep -c '^gva: ' errors)" 1
		[ ! -s output ] || fail 'it printed something'
	done
}

test_folder_must_be_empty() {
	done_out
	mkdir -p inner/dir
	: >inner/dir/precious
	extract
	expect 2 'not empty'
	rm inner/dir/precious
	extract
	expect 0
}

test_running() {
	done_out
	set_status running - 1 0
	extract
	expect 3 'running'
	[ -f inner/dir/results/0001-10-count/record ]
}

test_running_now() {
	done_out
	attach out.img
	extract
	expect 3 'read out.img: a QEMU has it attached'
	[ ! -e inner/dir ] || fail 'a folder was left'
}

test_records_missing() {
	done_out
	set_status ended 'done' 2 0
	extract
	expect 3 'records are missing'
}

test_failed_count_differs() {
	make_out
	add_result 1 a 'exited 1'
	set_status ended 'done' 1 0
	extract
	expect 3 'records are missing'
}

test_torn_status_block() {
	done_out
	printf X | patch $(($(wc -c <out.img) - 4000))
	extract
	expect 3 'torn'
	[ -f inner/dir/results/0001-10-count/record ]
}

test_needs_recovery() {
	done_out
	printf 'feature needs_recovery\n' | debugfs -w -f /dev/stdin out.img \
		>/dev/null 2>&1
	extract
	expect 3 'needs recovery'
	[ ! -e inner/dir ] || fail 'a folder was left'
}

# Of files that were removed while they were open, the file system is not rid.
test_orphans_that_are_left() {
	done_out
	printf 'feature orphan_file orphan_present\n' |
		debugfs -w -f /dev/stdin out.img >/dev/null 2>&1
	extract
	expect 3 'needs recovery'
}

test_marked_damaged() {
	done_out
	printf 'ssv state 2\n' | edit
	extract
	expect 3 'needs repair'
}

test_plain_file_system() {
	truncate -s 16M out.img
	mke2fs -q -t ext4 -b 4096 out.img
	printf '%s\n' 'mkdir results' 'mkdir files' | edit
	add_result 1 a 'exited 0'
	extract
	expect 2 'no status block'
	[ -f inner/dir/results/0001-a/record ]
}

# It may be asked again, once the job has run.
test_image_that_never_ran_leaves_nothing() {
	"$GVA" pack --out 16M -o out.img >&2
	for made in '' made; do
		rm -rf inner
		mkdir inner
		[ -z "$made" ] || mkdir inner/dir
		extract
		expect 3 'not-run'
		if [ -z "$made" ]; then
			[ ! -e inner/dir ] || fail 'a folder was left'
		else
			same 'what is there' "$(ls -A inner/dir)" ''
		fi
	done
	rm out.img
	done_out
	extract
	expect 0
}

# The second of two leaves all to the first.
test_folder_that_another_copies_into() {
	done_out
	mkdir r
	status=0
	flock r "$GVA" results out.img r >output 2>errors || status=$?
	cat output errors >&2
	same 'exit status' "$status" 3
	same 'lines said' "$(cat output errors | wc -l)" 1
	grep -q '^gva: use r: another gva copies into it; wait' errors
	same 'what is there' "$(ls -A r)" ''
	"$GVA" results out.img r >&2
	[ -s r/results/0001-10-count/record ] || fail 'it was not copied'
}

test_reader_that_goes_away() {
	done_out
	mkfifo pipe
	# shellcheck disable=SC2094 # the reader goes at once
	for command in 'status out.img' 'results out.img r' \
		'pack --out 16M -o x.img' '--help' 'pack --help'; do
		# A pipe whose one reader is gone before the first byte.
		exec 3<>pipe 4>pipe 3<&-
		status=0
		# shellcheck disable=SC2086 # words
		"$GVA" $command >&4 2>errors || status=$?
		exec 4>&-
		cat errors >&2
		same "exit status of $command" "$status" 0
		[ ! -s errors ] || fail 'it talks of it'
	done
	[ -s x.img ] || fail 'the image is gone'
}
