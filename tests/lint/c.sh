# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# c: what must hold of the C sources, whatever they do.
# shellcheck source=tests/lint/sources
. "$TESTS/lint/sources"

# clang_check OPTION... -- FILE...: clang takes each file without a warning.
clang_check() {
	options='-std=c11 -fsyntax-only'
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	check 'there are files' [ -e "$1" ]
	# shellcheck disable=SC2046,SC2086 # words are words here
	clang $options $(setting CPPFLAGS) $(setting WARNINGS) "$@"
}

# musl_check FILE...: the same against the headers of musl, which stand first
# where musl-gcc looks; those of the compiler are clang's own.
musl_check() {
	headers=$($(setting MUSL_CC) -xc -E -v /dev/null 2>&1 |
		sed -n '/^#include </,$ s/^ //p' | head -n 1)
	check 'musl has headers' [ -f "$headers/features.h" ]
	clang_check --target=x86_64-linux-musl -nostdinc -isystem "$headers" \
		-isystem "$(clang -print-resource-dir)/include" \
		-idirafter "$BUILD/uapi" -- "$@"
}

test_clang_takes_contract() {
	cd "$TOP" || exit
	clang_check -- contract/*.c
	musl_check contract/*.c
}

test_clang_takes_init() {
	cd "$TOP" || exit
	musl_check init/*.c init/*/*.c
}

test_clang_takes_host() {
	cd "$TOP" || exit
	clang_check -- host/*.c host/*/*.c
}

# Those that run as or under PID 1 are for musl.
test_clang_takes_tests() {
	cd "$TOP" || exit
	musl_check tests/*.c tests/ns/*.c tests/vm/*.c
	# shellcheck disable=SC2046 # no source's name has a space
	clang_check -- $(sources | grep '^tests/.*/.*\.c$' |
		grep -v -e '^tests/ns/' -e '^tests/vm/')
}

test_clang_takes_examples() {
	cd "$TOP" || exit
	musl_check examples/*/*.c
}

# objects COMPILER OPTION... -- FILE...: links the files to ./all.o, so that
# what nm calls undefined there comes from outside of them.
objects() {
	compile=
	while [ "$1" != -- ]; do
		compile="$compile $1"
		shift
	done
	shift
	compile="$compile $(setting CPPFLAGS) -iquote $TOP"
	for file; do
		$compile -c "$TOP/$file" \
			-o "$(echo "$file" | tr / _).o"
	done
	ld -r -o all.o ./*.o
}

# Pure: bytes in, bytes out; no system call, no allocation, no clock, no
# locale, no state.
test_contract_is_pure() {
	# shellcheck disable=SC2046 # words are words here
	objects $(setting CC) -std=c11 -O2 -fno-pic -fno-stack-protector \
		-U_FORTIFY_SOURCE -- $(cd "$TOP" && echo contract/*.c)
	nm -u all.o | awk '{ print $NF }' | grep -vxE \
		'mem(chr|cmp|cpy|move|set)|str(chr|cmp|cspn|len|ncmp|spn)' \
		>foreign || :
	same 'what it calls' "$(cat foreign)" ''
	same 'variables that it writes' \
		"$(nm all.o | awk '$2 ~ /^[bBdDC]$/ { print $NF }')" ''
}

# PID 1 must not fail for want of memory, nor end: that is a panic.
test_init_neither_allocates_nor_exits() {
	# shellcheck disable=SC2046 # words are words here
	objects $(setting MUSL_CC) -std=c11 -Os -fno-pic \
		-ffunction-sections -fdata-sections -idirafter "$BUILD/uapi" \
		-- $(cd "$TOP" && echo init/*.c init/*/*.c contract/*.c)
	nm -u all.o | awk '{ print $NF }' | grep -xE \
		'exit|_Exit|quick_exit|abort|__assert_fail|.*printf|f?put[cs].*|perror|f(open|write|flush|close).*' \
		>refused || :
	same 'what it calls' "$(cat refused)" ''
	# What libc allocates for it would be linked.
	$(setting MUSL_CC) -static -Wl,--gc-sections -o linked all.o
	check 'the symbols are there' [ "$(nm linked | grep -c ' T main$')" = 1 ]
	nm linked | awk '{ print $NF }' | grep -E \
		'^(__libc_)?(malloc|calloc|realloc|free|memalign|brk|sbrk)$' \
		>refused || :
	same 'what is linked' "$(cat refused)" ''
}

# An include of ours tells its whole path, so that it tells its room.
test_includes_are_paths_from_the_top() {
	sources | grep '\.[ch]$' | (cd "$TOP" && xargs grep -Hno '^#include "[^"]*"') |
		sed 's/^\(.*\):#include "\(.*\)"$/\2 \1/' |
		while read -r path place; do
			[ -f "$TOP/$path" ] || echo "$place: $path"
		done >wrong
	same 'includes of no file' "$(cat wrong)" ''
}

# The two wings know nothing of each other, and the foundation of neither.
test_wings_are_apart() {
	cd "$TOP" || exit
	! grep -n '#include "init/' host/*.[ch] contract/*.[ch] ||
		fail 'init/ is included'
	! grep -n '#include "host/' init/*.[ch] init/*/*.[ch] contract/*.[ch] ||
		fail 'host/ is included'
	! grep -n '#include "' contract/*.[ch] | grep -v '"contract/' ||
		fail 'contract/ includes others'
}
