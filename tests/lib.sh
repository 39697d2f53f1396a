# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2034 # results, verdict, status are read by the tests
# lib: what tests are made of.  A test runs with `set -eu` in an empty
# directory; $GVA is the command, $BUILD the build folder, $TESTS this folder.

# fail SENTENCE: ends the test.
fail() {
	printf 'failed: %s\n' "$*" >&2
	exit 1
}

# check SENTENCE COMMAND...: the command must succeed.
check() {
	sentence=$1
	shift
	"$@" || fail "$sentence"
}

# same SENTENCE GOT WANTED
same() {
	[ "$2" = "$3" ] || fail "$1: got '$2', wanted '$3'"
}

# script NAME <text: a script of the job in ./job; the text is its body.
script() {
	mkdir -p job/script-bin
	cat >"job/script-bin/$1"
	chmod 755 "job/script-bin/$1"
}

# record FOLDER KEY: the value of a line of a record in $results.
record() {
	sed -n "s/^$2 //p" "$results/$1/record"
}

# outcome FOLDER WANTED: the outcome line of a record.
outcome() {
	[ -f "$results/$1/record" ] ||
		fail "no record $1, there are: $(ls "$results")"
	same "outcome of $1" "$(record "$1" outcome)" "$2"
}

# run_ns [WORD...]: runs ./job by PID 1 in namespaces, without a VM; the words
# are its kernel command line.  Leaves ./out (the out role), ./status,
# ./console; sets $results and $verdict.
run_ns() {
	printf "%s\n" "gva.privilege=full $*" >cmdline
	unshare -U -r -m sh "$TESTS/ns/enter" "$BUILD" ||
		fail "the namespace did not end as an appliance: $?"
	results=$PWD/out/results
	verdict=$(sed -n 's/^verdict //p' status)
}

# run_vm ARGUMENT...: `gva run` with these; its output is left in ./output, its
# exit status in $status; sets $results to DIR of `-o DIR` where that is ./r.
run_vm() {
	status=0
	"$GVA" run "$@" >output 2>errors </dev/null || status=$?
	cat output errors >&2
	results=$PWD/r/results
}

# job_vm ARGUMENT...: runs ./job in a VM, results in ./r.
job_vm() {
	run_vm job -o r "$@"
}
