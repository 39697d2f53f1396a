# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# options: the table of gva(1) against that of the code.
# shellcheck source=tests/lint/sources
. "$TESTS/lint/sources"

test_options_of_the_manual_are_those_of_the_code() {
	sed -n 's/^\t\[OPTION_[A-Z_]*\] = { "\([^"]*\)", "\([^"]*\)", "\([^"]*\)" },$/\1;\2;\3/p' \
		"$TOP/contract/option.c" | sort >code
	check 'the table is found' [ "$(wc -l <code)" -ge 13 ]
	sed -n 's/^\.It Cm \([a-z-]*\) Ta \(.*\) Ta \(.*\) Ta .*$/\1;\2;\3/p' \
		"$TOP/man/gva.1" | sort >manual
	same 'what is in one of them alone' "$(comm -3 code manual |
		grep -v -e '^	job;' -e '^	instance;' -e '^	arg;' -e '^	user;' -e '^	workdir;')" ''
}
