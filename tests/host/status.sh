# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# status: gva status, of images as a guest leaves them.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

# ask STATUS: gva status must exit so; its output goes to ./output.
ask() {
	status=0
	"$GVA" status out.img >output 2>errors || status=$?
	cat output errors >&2
	same 'exit status' "$status" "$1"
}

test_done() {
	done_out
	ask 0
	same 'first line' "$(head -n 1 output)" 'gva: done scripts=1 failed=0'
	grep -qx 'job work' output
	grep -qx 'clock tsc' output
}

test_every_verdict() {
	make_out
	while read -r verdict wanted; do
		set_status ended "$verdict" 3 1
		ask "$wanted"
	done <<-END
		done-with-failures 1
		deadline 1
		output-full 1
		limit 1
		nothing-to-run 2
		bad-image 2
		no-app 2
		no-out 2
		bad-options 2
		io-error 3
		stuck 3
		appliance-error 3
	END
}

test_lost() {
	make_out
	set_status running - 1 0
	ask 3
	grep -q 'lost' errors
	grep -qx 'in-use no' output
}

test_running_now() {
	make_out
	set_status running - 1 0
	attach out.img
	ask 3
	grep -qx 'in-use yes' output
	grep -q 'running now' errors
}

# What tells how the job ended is whole.
test_superblock_that_is_lost() {
	done_out
	lose_superblock
	ask 3
	same 'first line' "$(head -n 1 output)" 'gva: done scripts=1 failed=0'
	grep -q 'gva results repairs it' errors
	set_status ended bad-options 0 0
	ask 2
	same 'first line' "$(head -n 1 output)" \
		'gva: bad-options scripts=0 failed=0'
	# No machine was on it: it is no image of a job.
	set_status not-run - 0 0
	ask 2
	grep -q 'no ext4 file system' errors
}

test_torn_block() {
	done_out
	printf X | patch $(($(wc -c <out.img) - 4000))
	ask 3
	grep -q 'torn' errors
}

test_block_of_another_version() {
	make_out
	set_status ended 'done' 1 0
	offset=$(($(wc -c <out.img) - 4096 +
		$(tail -c 4096 out.img | grep -abo 'gva-status 1' |
		cut -d : -f 1)))
	printf 'gva-status 2' | patch "$offset"
	ask 2
	grep -q 'another version' errors
}

test_no_block() {
	make_out
	head -c 4096 /dev/zero | dd of=out.img bs=4096 conv=notrunc \
		status=none seek=$(($(wc -c <out.img) / 4096 - 1))
	ask 2
	grep -q 'no status block' errors
}

test_padded_image() {
	done_out
	truncate -s +1M out.img
	ask 0
}

test_truncated_image() {
	done_out
	truncate -s 5M out.img
	ask 2
	grep -q truncated errors
}

test_no_image() {
	: >out.img
	ask 2
	head -c 100000 /dev/urandom >out.img
	ask 2
	rm out.img
	mkdir out.img
	ask 2
	rmdir out.img
	ask 2
	mkfifo out.img
	ask 2
}

test_bad_use() {
	make_out
	for words in '' 'out.img out.img' '--nonsense out.img'; do
		status=0
		# shellcheck disable=SC2086 # words are words here
		"$GVA" status $words 2>errors || status=$?
		same 'exit status' "$status" 2
		same 'lines said' "$(wc -l <errors)" 1
	done
}
