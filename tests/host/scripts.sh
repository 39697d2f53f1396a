# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# scripts: the helpers of the build that a newcomer sees first.

quietly() {
	status=0
	TMPDIR=$PWD "$TESTS/../scripts/quietly" "$@" 2>said || status=$?
	cat said >&2
}

test_quietly_shows_progress_and_no_noise() {
	quietly apt sh -c 'echo Get:1 of many; echo dlstatus:1:5.2:file 1
		echo dlstatus:2:7.9:file 2; echo dlstatus:3:64:file 3
		echo more >&2; echo pmstatus:dpkg:10.5:one; echo pmstatus:x:y:z'
	same status "$status" 0
	same 'what is shown' "$(cat said)" "$(printf 'apt: %s\n' \
		'downloading, 5 %' 'downloading, 64 %' 'installing, 10 %')"
	same 'logs left' "$(find . -name 'gva-*')" ''
}

test_quietly_tells_why_it_failed_and_where_it_stands() {
	quietly apt sh -c 'seq 100; echo no such package >&2; exit 7'
	same status "$status" 7
	check 'the reason' grep -qx 'no such package' said
	check 'not all of it' [ "$(wc -l <said)" -lt 20 ]
	log=$(sed -n 's/^apt: failed with status 7; all that was said: //p' said)
	same 'lines of the log' "$(wc -l <"$log")" 101
}

test_missing_packages_are_named_and_nothing_is_installed() {
	command -v dpkg-query >&2 || exit 77
	mkdir scripts
	cp "$TESTS/../scripts/deps" "$TESTS/../scripts/quietly" scripts/
	printf 'some\tgva-no-such-package\n' >scripts/packages
	status=0
	scripts/deps some >output 2>&1 || status=$?
	cat output >&2
	same status "$status" 1
	check 'its name' grep -q 'missing: gva-no-such-package' output
	check 'what to type' grep -q 'DEPS=install' output
}
