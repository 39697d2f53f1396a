# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# output: what scripts write on stdout and stderr.

test_streams_are_apart() {
	printf '#!/bin/sh\necho out\necho err >&2\nprintf "no newline"\n' |
		script 1
	run_ns
	same stdout "$(cat out/results/0001-1/stdout)" "$(printf 'out\nno newline')"
	same stderr "$(cat out/results/0001-1/stderr)" err
	same 'count of stdout' "$(record 0001-1 stdout)" '14 whole'
	same 'count of stderr' "$(record 0001-1 stderr)" '4 whole'
}

test_hundred_megabytes_whole() {
	printf '#!/bin/sh\nyes abcdefghi | head -c 100000000\n' | script 1
	run_ns gva.output-cap=128M
	same count "$(record 0001-1 stdout)" '100000000 whole'
	yes abcdefghi | head -c 100000000 | cmp - out/results/0001-1/stdout
}

test_hundred_megabytes_cut() {
	script 1 <<-'END'
		#!/bin/sh
		echo first
		yes abcdefghi | head -c 100000000
		echo last
		yes e | head -c 1000 >&2
	END
	run_ns gva.output-cap=1M
	same count "$(record 0001-1 stdout)" '100000011 cut 1048576'
	same 'the other stream' "$(record 0001-1 stderr)" '1000 whole'
	file=out/results/0001-1/stdout
	same head "$(head -n1 $file)" first
	same tail "$(tail -n1 $file)" last
	check 'the gap is told' grep -q '^\[gva: 98951435 bytes cut\]$' $file
	same size "$(stat -c %s $file)" \
		$((1048576 + $(printf '\n[gva: 98951435 bytes cut]\n' | wc -c)))
}

# Around the cap, and around the boundary of head and tail, byte for byte.
test_sizes_around_the_cap() {
	for size in 4095 4096 4097 8191 8192 8193 10240; do
		printf '#!/bin/sh\nseq 1 9999 | head -c %d\n' $size |
			script "$(printf %05d $size)"
	done
	run_ns gva.output-cap=8K
	sequence=0
	for size in 4095 4096 4097 8191 8192 8193 10240; do
		sequence=$((sequence + 1))
		folder=$(printf '%04d-%05d' $sequence $size)
		file=out/results/$folder/stdout
		seq 1 9999 | head -c $size >whole
		if [ $size -le 8192 ]; then
			same "count of $size" "$(record "$folder" stdout)" \
				"$size whole"
			cmp whole "$file"
			continue
		fi
		same "count of $size" "$(record "$folder" stdout)" \
			"$size cut 8192"
		{
			head -c 4096 whole
			printf '\n[gva: %d bytes cut]\n' $((size - 8192))
			tail -c 4096 whole
		} | cmp - "$file"
	done
}

test_script_cannot_undo_its_output() {
	printf '#!/bin/sh\necho kept\n: >/proc/self/fd/1 || :\n' | script 1
	run_ns
	same stdout "$(cat out/results/0001-1/stdout)" kept
}

test_closed_streams() {
	printf '#!/bin/sh\nexec >&- 2>&-\nsleep 0.2\nexit 5\n' | script 1
	run_ns
	outcome 0001-1 'exited 5'
}
