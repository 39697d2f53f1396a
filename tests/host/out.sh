# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# out: gva run, and what is not fit to be its out image, or is another at last.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

# given_out WORD...: ./given.img by mke2fs with these, and a status block
# behind it, as new.
given_out() {
	"$GVA" pack --out 16M -o new.img >&2
	rm -f given.img
	# shellcheck disable=SC2086 # words
	mke2fs -q -t ext4 -L gva-out "$@" given.img 64M >&2
	tail -c 4096 new.img >>given.img
	rm new.img
}

test_file_system_that_cannot_be_read() {
	parts
	fake <<-'END'
		: >begun
	END
	for words in '-b 1024' '-b 2048' '-b 4096 -I 128' '-b 4096 -I 512' \
		'-b 4096 -O inline_data' '-b 4096 -O bigalloc' \
		'-b 4096 -O encrypt' '-b 4096 -O casefold' \
		'-b 4096 -O ^filetype' '-b 4096 -O ^extents,^64bit' \
		'-b 4096 -O meta_bg,^resize_inode' '-b 4096 -O quota' \
		'-b 4096 -O ea_inode' '-b 4096 -O mmp' '-b 4096 -O verity' \
		'-b 4096 -O large_dir' '-b 4096 -O ^has_journal' \
		'-b 4096 -O fast_commit' '-b 4096 -g 8192'; do
		# shellcheck disable=SC2086 # words
		given_out $words
		cp given.img before.img
		run_job job --out given.img
		same "exit status of $words" "$status" 2
		grep -q 'use .*given.img as out: its file system' errors ||
			fail "not said of $words"
		[ ! -e begun ] || fail "a machine ran with $words"
		cmp given.img before.img
	done
}

test_file_system_of_a_plain_mke2fs() {
	parts
	for words in '' '-O ^metadata_csum' '-O orphan_file' '-O ^64bit'; do
		# shellcheck disable=SC2086 # words
		given_out -b 4096 $words
		fake <<-'END'
			: >begun
		END
		run_job job --out given.img
		same "exit status of $words" "$status" 3
		[ -e begun ] || fail "no machine ran with $words"
		rm begun
	done
}

# What was there when the machine began is what is read.
test_image_that_was_replaced() {
	parts
	done_out
	# shellcheck disable=SC2016 # for the fake
	for way in 'rm "$out"; leave' 'cp "$out" o; leave; rm o' \
		'leave; truncate -s -4096 "$out"' \
		'leave; cp "$out" o; mv o "$out"' 'rm "$out"'; do
		"$GVA" pack --out 16M -o given.img >&2
		printf '%s\n' "$way" | fake
		run_job job --out given.img
		case $way in
		cp*) ends 0 verdict ;; # not replaced at all
		*)
			ends 3 no-verdict
			[ ! -e r/results ] || fail "it was read: $way" ;;
		esac
		rm -f given.img
	done
}
