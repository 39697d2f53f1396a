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

# paths PAGE...: what they name of the tree: files by their ends, and folders.
paths() {
	grep -ohE '(^|[^A-Za-z0-9_./-])(contract|docs|examples|host|init|kernel-config|man|qemu|rootfs|scripts|tests|crash|fuzz|lint|model|mutants|ns|unit|vm)/[A-Za-z0-9_./*-]*' \
		-- "$@" | sed 's/^[^a-z]//; s/[.]*$//' |
		grep -E '(\.[a-z]+|/)$' | sort -u
}

# lost TREE PAGE...: those that are not there; tests also by their ring.
lost() {
	cd "$1" || exit
	shift
	paths "$@" | while read -r path; do
		# shellcheck disable=SC2086 # what is a pattern is one
		ls -d -- $path >/dev/null 2>&1 ||
			ls -d -- tests/$path >/dev/null 2>&1 || echo "$path"
	done
	cd "$OLDPWD" || exit
}

test_paths_that_pages_name_are_there() {
	same 'paths of nothing' "$(lost "$TOP" ARCHITECTURE.md README.md \
		SECURITY.md STYLE.md docs/*.md tests/README.md)" ''
	mkdir -p tree/host/reader tree/tests/vm
	touch tree/host/reader/read.c tree/tests/vm/watch.sh
	# shellcheck disable=SC2016 # marks of the page
	echo 'See `host/reader/*.c`, vm/watch.sh, (host/reader/) and x/host/no.c.
`host/reader*.c`; vm/gone.sh, host/pack/.' >tree/page.md
	same 'planted' "$(lost tree page.md | tr '\n' ' ')" \
		'host/pack/ host/reader*.c vm/gone.sh '
}

test_manual_pages() {
	cd "$TOP" || exit
	mandoc -T lint -W warning man/*
}
