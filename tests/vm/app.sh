# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# app: /app behaves as one writable file system, although it is two.

tree() {
	mkdir -p job/tree/d/below job/tree/d/deep
	printf old >job/tree/a
	ln job/tree/a job/tree/b
	printf 'in d' >job/tree/d/file
	printf 'in below' >job/tree/d/below/file
	printf 'in deep' >job/tree/d/deep/file
	printf mode >job/tree/mode
	cp "$BUILD/tests/vm/one_disk" job/one_disk
	printf '#!/bin/sh\nexec /app/one_disk change /app/tree\n' | script 1
	printf '#!/bin/sh\nexec /app/one_disk look /app/tree\n' | script 2
}

# tell: what the programs found wrong.
tell() {
	cat r/results/*/stdout r/results/*/stderr >&2
}

test_folders_links_and_modes() {
	tree
	for options in '' '--set privilege=full'; do
		rm -rf r
		# shellcheck disable=SC2086 # options are words
		job_vm $options
		tell
		outcome 0001-1 'exited 0'
		outcome 0002-2 'exited 0'
	done
}

test_the_same_in_a_combined_image() {
	tree
	"$GVA" pack job --out 64M -o all.img >&2
	run_vm --app all.img -o r
	tell
	outcome 0001-1 'exited 0'
	outcome 0002-2 'exited 0'
}

# Another kind of machine, where the disks have each other's numbers.
test_the_same_behind_a_lost_machine() {
	tree
	script 2 <<-'END'
		#!/bin/sh
		/app/one_disk look /app/tree || exit 1
		[ "$GVA_ATTEMPT" -gt 1 ] || sleep 100
	END
	"$GVA" run job --out o.img --disk 64M -o r1 >&2 2>&1 &
	tries=0
	until grep -qs 'start 2' r1/console.log; do
		tries=$((tries + 1))
		[ $tries -lt 1200 ] || fail 'it never came so far'
		sleep 0.1
	done
	kill -9 $!
	wait $! || :
	tries=0
	while pgrep -f "file.filename=$PWD/o.img" >&2; do
		tries=$((tries + 1))
		[ $tries -lt 300 ] || fail 'QEMU outlives gva'
		sleep 0.1
	done
	run_vm job --out o.img -o r --machine microvm
	tell
	outcome 0001-1 'exited 0'
	outcome 0002-2 'exited 0'
	same 'attempts of the second' "$(record 0002-2 attempt)" 2
}

# A program with 40 MB, on an out image that has no room for a copy.
test_large_program_needs_no_room() {
	mkdir -p job/script-bin
	cp "$BUILD/tests/vm/one_disk" job/script-bin/10-large
	head -c 40000000 /dev/zero >>job/script-bin/10-large
	job_vm --disk 32M -- change /none
	outcome 0001-10-large 'exited 2'
	same 'its digest' "$(record 0001-10-large digest)" \
		"$(sha256sum <job/script-bin/10-large | cut -d ' ' -f 1)"
}

test_no_lost_and_found() {
	printf '#!/bin/sh\nls -A /app\nmkdir /app/lost+found\n' | script 1
	printf '#!/bin/sh\nls -A /app\n' | script 2
	job_vm
	same 'what lies in /app' "$(tr '\n' ' ' <r/results/0001-1/stdout)" \
		'script-bin script-run '
	same 'a folder of this name' \
		"$(tr '\n' ' ' <r/results/0002-2/stdout)" \
		'lost+found script-bin script-run '
}
