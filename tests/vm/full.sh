# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# full: an out disk without room, by the same word at each start.

# full_by WORDS COMMANDS: a job whose first script runs these leaves no room
# for its second; that, and each later start on its image, says so, and names
# inodes where WORDS is not empty.
full_by() {
	printf '#!/bin/sh\n%s\nexit 0\n' "$2" | script 10-fill
	printf '#!/bin/sh\n' | script 20-behind
	for start in first second third; do
		rm -rf r
		job_vm --out o.img --disk 16M
		same "exit status, the $start start" "$status" 1
		check "the $start start says output-full" \
			grep -q '^output-full: ' output
		[ -z "$1" ] || check 'it says of what' \
			grep -q "^reason: .*$1" output
	done
	# What ended before is there, and nothing was tried again.
	outcome 0001-10-fill 'exited 0'
	same attempt "$(record 0001-10-fill attempt)" 1
	same records "$(ls r/results)" 0001-10-fill
	status=0
	"$GVA" status o.img >said || status=$?
	same 'exit of gva status' "$status" 1
	rm o.img
}

# The kernel has one word for both.
test_full_of_inodes_is_output_full_at_each_start() {
	# shellcheck disable=SC2016 # for the script
	full_by 'its inodes are used up' 'i=0
		while true >/out/$i; do i=$((i + 1)); done 2>/dev/null'
}

# Down to the last block, but with inodes.
test_full_of_blocks_is_output_full_at_each_start() {
	# shellcheck disable=SC2016 # for the script
	full_by '' 'for size in 64k 4k 512; do
		dd if=/dev/zero of=/out/$size bs=$size 2>/dev/null
	done
	mkdir /out/names
	while i=$((i + 1)) && mkdir /out/names/$i; do :; done 2>/dev/null'
}
