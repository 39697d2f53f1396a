# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# soak: a sample of tests/soak, which `make soak` runs a thousand times.

test_boots_that_abuse_q35() {
	SOAK_SEED=70 SOAK_JOBS=1 "$TESTS/soak" 12 q35 >&2
}

test_boots_that_abuse_microvm() {
	SOAK_JOBS=1 "$TESTS/soak" 12 microvm >&2
}

# That tests/soak notices: an attack that is said to end otherwise.
test_soak_is_alive() {
	cp -R "$TESTS" tests
	for attack in tests/vm/abuse/*; do
		sed -i 's/^# contained: .*/# contained: exited 99/' "$attack"
	done
	! BUILD=$BUILD SOAK_JOBS=1 tests/soak 1 q35 >output || fail 'it did not'
	check 'it is told' grep -q 'soak: q35, seed 1: wrong-outcome' output
	check 'it is counted' grep -q '^q35: 1 boots: 0 verdicts' output
}
