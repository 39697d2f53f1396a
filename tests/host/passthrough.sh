# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# passthrough: gva run as if its one script had run here.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

# passes STATUS OUTCOME [VERDICT]: --passthrough of a script that ended so.
passes() {
	rm -f out.img
	make_out
	add_result 1 10-count "$2"
	verdict=${3:-done}
	failed=0
	[ "$2" = 'exited 0' ] || [ $# -gt 2 ] || { verdict=done-with-failures failed=1; }
	[ "$2" = 'exited 0' ] || failed=1
	set_status ended "$verdict" 1 $failed
	run_job job --passthrough
	same "exit status of $2" "$status" "$1"
	same "exit status told of $2" "$(told exit_status)" "$1"
	same stdout "$(cat output)" hello
	case $2 in
	exited*) [ ! -s errors ] || fail 'gva said something' ;;
	*) grep -qxF "gva: 10-count: $2" errors || fail 'gva does not say how' ;;
	esac
}

test_passthrough() {
	parts
	echo leave | fake
	passes 0 'exited 0'
	passes 7 'exited 7'
	passes 137 'signaled 9'
	passes 139 'signaled 11 core'
	passes 124 timeout
	passes 124 deadline deadline
	passes 137 out-of-memory
	passes 126 'could-not-start ELOOP'
	passes 125 gave-up
	passes 127 'could-not-start ENOENT'
	passes 126 'could-not-start EACCES'
}

test_passthrough_without_a_record() {
	parts
	echo : | fake
	run_job job --passthrough
	same 'exit status' "$status" 125
	[ ! -s output ] || fail 'it printed something'
	make_out
	set_status ended nothing-to-run 0 0
	echo leave | fake
	run_job job --passthrough
	same 'exit status' "$status" 125
	run_job missing --passthrough
	same 'exit status' "$status" 125
}

# No start was tried: the record stands alone.
test_passthrough_without_streams() {
	parts
	make_out
	add_result 1 10-count 'could-not-start EACCES' ''
	printf '%s\n' 'cd results/0001-10-count' 'rm stdout' 'rm stderr' | edit
	set_status ended done-with-failures 1 1
	echo leave | fake
	run_job job --passthrough
	same 'exit status' "$status" 126
	[ ! -s output ] || fail 'it printed something'
	grep -q '^gva: 10-count: could-not-start EACCES' errors
}

# The streams are what it is for: cut ones are no success.
test_passthrough_to_a_full_disk() {
	parts
	done_out
	echo leave | fake
	status=0
	"$GVA" run job -o r --disk 16M --passthrough >/dev/full 2>errors ||
		status=$?
	cat errors >&2
	same 'exit status' "$status" 125
	same 'exit status told' "$(told exit_status)" 125
}
