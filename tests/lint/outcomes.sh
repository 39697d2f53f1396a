# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# outcomes: docs/outcomes.md against the closed lists of the code.
# shellcheck source=tests/lint/sources
. "$TESTS/lint/sources"

PAGE=$TOP/docs/outcomes.md

# words FILE PREFIX: the words that a table of the code has for a list.
words() {
	sed -n "s/^\t\[$2[A-Z_]*\] = {\{0,1\} *\"\([a-z-]*\)\".*/\1/p" "$TOP/$1" |
		sort -u
}

# rows HEADING: the first words of the rows of that section's table.
rows() {
	sed -n "/^## $1/,/^## /s/^| \`\([a-z-]*\)[ \`].*/\1/p" "$PAGE" | sort -u
}

test_each_word_has_a_row() {
	words contract/outcome.c SCRIPT_ >scripts
	words contract/outcome.c VERDICT_ >verdicts
	words host/machine/ending.c ENDING_ >endings
	check 'the lists are found' [ "$(wc -l <scripts)" -ge 10 ]
	check 'the lists are found' [ "$(wc -l <verdicts)" -ge 14 ]
	check 'the lists are found' [ "$(wc -l <endings)" -ge 12 ]
	same outcomes "$(rows Outcomes)" "$(cat scripts)"
	same verdicts "$(rows Verdicts)" "$(cat verdicts)"
	same endings "$(rows Endings)" "$(cat endings)"
}

test_each_row_has_a_test() {
	# shellcheck disable=SC2016 # the page's own backticks
	sed -n 's/^| `.*| `\([^`]*\)` `\([^`]*\)` |$/\1 \2/p' "$PAGE" >tests
	same 'rows with a test' "$(wc -l <tests)" "$(grep -c '^| `' "$PAGE")"
	while read -r file name; do
		grep -q "^$name() {" "$TOP/tests/$file" ||
			fail "no $name in $file"
	done <tests
}
