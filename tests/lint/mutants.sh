# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# mutants: a sample of `make mutants`: faults of the contract, which unit tests
# notice.

# In a copy, as the page is written there.  Then it is seen to fail: a fault that
# no test of its own notices, and faults that cannot be planted.
test_planted_faults_of_the_sample_are_caught() {
	mkdir tree
	(cd "$TESTS/.." && tar -c --exclude=./build --exclude=./.git .) |
		tar -x -C tree
	tree/tests/mutants/run -j 1 -s -b build >said || fail "$(cat said)"
	same 'what is said' "$(tail -n 1 said)" \
		"6 faults, 6 caught, 0 survived with a reason, 0 without, 0 not tried"
	rm tree/tests/mutants/*.list
	cat >tree/tests/mutants/contract.list <<-'END'
		mutant seen ordinary
			says it is caught
			file contract/role.c
			in role_parse
			sed s/role < 0 || roles & role/role < 0/
			test unit/role
		mutant unseen ordinary
			says it is not looked at
			file contract/role.c
			in role_parse
			sed s/role < 0 || roles & role/role < 0/
			test unit/text
		mutant nowhere ordinary
			says it fits no place
			file contract/role.c
			sed s/no such text/x/
			test unit/role
		mutant wrong ordinary
			says it does not compile
			file contract/role.c
			in role_parse
			sed s/int roles = 0;/int rolls = 0;/
			test unit/role
	END
	status=0
	tree/tests/mutants/run -j 1 -b build >said || status=$?
	cat said >&2
	same 'exit status' "$status" 1
	for line in 'seen: caught unit/role FAIL' 'unseen: survived' \
		'nowhere: error it changes 0 places: s/no such text/x/' \
		'wrong: error it does not compile'; do
		grep -qx "contract/$line" said || fail "not said: $line"
	done
	grep -q '^| contract | 4 | 1 | 0 | 1 | 2 |' tree/docs/mutants.md ||
		fail 'the page tells something else'
}
