# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shell: every script of the repository.
# shellcheck source=tests/lint/sources
. "$TESTS/lint/sources"

# written: without the inputs of fuzz targets, some of which begin as scripts do.
written() {
	sources | grep -v '^tests/fuzz/corpus/'
}

# scripts: those that say by their first lines that they are one.
scripts() {
	written | LC_ALL=C xargs -d '\n' awk '
		FNR <= 3 && (/^#!.*sh$/ || /^# shellcheck shell=/) {
			print FILENAME
			nextfile
		}'
}

test_shellcheck() {
	cd "$TOP" || exit
	check 'there are scripts' [ "$(scripts | grep -c .)" -gt 20 ]
	# shellcheck disable=SC2046 # no source's name has a space
	shellcheck -x $(scripts)
}

# A #! line is of use only in a file that can be executed, and the other way
# round.
test_executable_or_sourced() {
	cd "$TOP" || exit
	wrong=$(written | while read -r file; do
		first=$(head -c 2 "$file" | tr -d '\0')
		if [ -x "$file" ]; then
			[ "$first" = '#!' ] || echo "$file: no #! line"
		elif [ "$first" = '#!' ]; then
			echo "$file: not executable"
		fi
	done)
	same 'files that are wrong' "$wrong" ''
}
