# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# text: what must hold of every file, and of the manual pages.
# shellcheck source=tests/lint/sources
. "$TESTS/lint/sources"

# written: the files that people wrote: not the inputs of tests, which are of
# any bytes, and not those of the guest's /etc, which have no comments.
written() {
	sources | grep -v -e '^tests/fuzz/corpus/' -e '^rootfs/etc/'
}

test_license_is_named() {
	missing=$(written | grep -vx -e '.*\.md' -e LICENSE -e .gitignore |
		while read -r file; do
			case $file in
			# As what it changes.
			rootfs/busybox-env.patch) licence=GPL-2.0-or-later ;;
			*.patch) licence=GPL-2.0-only ;;
			*) licence=MIT ;;
			esac
			head -n 5 "$TOP/$file" | grep -q \
				"SPDX-License-Identifier: $licence" || echo "$file"
		done)
	same 'files without a licence' "$missing" ''
}

test_nothing_is_left_to_do() {
	cd "$TOP" || exit
	# The brackets keep this line from finding itself.
	! written | xargs grep -nwE 'TO[D]O|FIX[M]E|XX[X]' ||
		fail 'something is left to do'
}

test_no_space_at_line_ends() {
	cd "$TOP" || exit
	# An empty line of what a patch changes is a space there.
	! written | grep -v '\.patch$' | xargs grep -nE '[[:space:]]+$' ||
		fail 'found'
}

test_manual_pages() {
	cd "$TOP" || exit
	mandoc -T lint -W warning man/*
}
