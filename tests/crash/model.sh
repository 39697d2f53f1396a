# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# model: the order of commits in Promela (tests/model/commit.pml), in all its
# states, and its mutants, which must be caught.
# shellcheck source=tests/crash/lib
. "$TESTS/crash/lib"

# explored [MUTANT]: what spin's verifier says, in ./said.
explored() {
	spin -a ${1:+-D"$1"} "$TESTS/model/commit.pml"
	gcc -w -DSAFETY -o pan pan.c
	./pan -m10000 >said
	cat said >&2
}

# first_error: the assertion that failed.
first_error() {
	sed -n 's/^pan:1: assertion violated \(.*\) (at depth.*/\1/p' said
}

need_spin() {
	command -v spin || exit 77
}

test_model_holds() {
	need_spin
	explored
	check 'no error' grep -q 'errors: 0$' said
	check 'no state was cut off' [ "$(grep -c 'search depth' said)" = 0 ]
	check 'all was reached' grep -q '(0 of [0-9]* states)' said
	row figure=model-states \
		"value=$(sed -n 's/^ *\([0-9]*\) states, stored$/\1/p' said)"
}

# mutant NAME ASSERTION: it is caught, and for this reason.
mutant() {
	explored "$1"
	same "what catches $1" "$(first_error)" "$2"
	row "mutant=$1"
}

test_model_mutants_are_caught() {
	need_spin
	mutant NO_DATA_SYNC '( !(record[(2+n)])||whole[n])'
	mutant NO_RENAME_SYNC '( !(told[n])||record[(2+n)])'
	mutant NO_MARKER_SYNC '(runs[n]<=markers[(2+n)])'
	mutant NO_FINAL_SYNC '( !(ended)||record[(2+n)])'
}

test_model_mutants_of_order_are_caught() {
	need_spin
	mutant NO_NEW '(((place[(2+n)]!=0)|| !(markers[(2+n)]))||back[n])'
	mutant TRUST_PLACE '(runs[i]<attempt)'
	mutant UNORDERED '(((place[(2+n)]!=0)|| !(markers[(2+n)]))||back[n])'
}
