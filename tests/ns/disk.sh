# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: verdict
# disk: what PID 1 makes of a disk that fails, and what it has synced before it
# goes on; ns/directories.c stands in for the disk.

true_script() {
	printf '#!/bin/sh\n%s\n' "$2" | script "$1"
}

# told LINE: how the last word begins, on the disk and on the console.
told() {
	for where in status console; do
		check "$where says '$1'" grep -q "^$1" $where
	done
}

# umount(2) does not tell of a journal that was given up.
test_error_bit_at_the_end_is_no_success() {
	true_script 1 'exit 0'
	true_script 2 ': >/out/error-bit'
	run_ns
	outcome 0002-2 'exited 0'
	told 'gva: io-error scripts=2 failed=0: close out: '
}

test_status_block_that_is_refused_once_is_written_again() {
	true_script 1 ': >/out/refuse-status'
	run_ns
	outcome 0001-1 'exited 0'
	told 'gva: io-error scripts=1 failed=0: write status block: '
}

# Scripts of the app, and one that a script has queued.
test_attempt_is_durable_before_its_script_begins() {
	script 1 <<-'END'
		#!/bin/sh
		cat /durable
		[ ${0##*/} = 3 ] || cp "$0" /app/script-bin/3
	END
	true_script 2 'cat /durable'
	run_ns
	same verdict "$verdict" 'done'
	for result in 0001-1 0002-2 0003-3; do
		check "the attempt $result was durable" \
			grep -qx "$result.1" "out/results/$result/stdout"
	done
}
