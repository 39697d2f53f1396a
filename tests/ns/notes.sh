# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# notes: a script that could not start says why in its record, and never
# blames a file that is there.  The words are those of gva pack.

note_of() {
	outcome "$1" "could-not-start $2"
	same "note of $1" "$(record "$1" note)" "$3"
}

loader=/lib64/no-such-loader.so.2

# dynamic: a program whose loader is nowhere; its path has the length of what
# was there.
dynamic() {
	LC_ALL=C sed "s|/lib64/ld-linux-x86-64.so.2|/lib64/no-such-loader.so.2\x00|" \
		/bin/true
}

test_missing_loader_is_named() {
	dynamic | script 1-dynamic
	dynamic >job/interp
	chmod 755 job/interp
	printf '#!/app/interp\n' | script 2-app
	printf '#!interp\n' | script 3-relative
	printf '#!/app/deeper\n' >job/deep
	chmod 755 job/deep
	printf '#!/app/deep\n' | script 4-deep
	run_ns
	note_of 0001-1-dynamic ENOENT "no loader '$loader'"
	note_of 0002-2-app ENOENT "no loader '$loader', which '/app/interp' needs"
	note_of 0003-3-relative ENOENT "no loader '$loader', which 'interp' needs"
	note_of 0004-4-deep ENOENT \
		"no interpreter '/app/deeper', which '/app/deep' needs"
}

test_what_is_no_program_says_so() {
	echo 'echo hi' | script 1-plain
	printf '\357\273\277#!/bin/sh\n' | script 2-bom
	: | script 3-empty
	printf '#! \n' | script 4-nameless
	{ printf '#!/'; head -c 300 /dev/zero | tr '\0' a; echo; } | script 5-long
	printf '\177ELF\001\001\001%057d' 0 | script 6-elf32
	echo text >job/interp
	chmod 755 job/interp
	printf '#!/app/interp\n' | script 7-app
	run_ns
	note_of 0001-1-plain ENOEXEC \
		'it is no program, and does not begin with #!'
	note_of 0002-2-bom ENOEXEC \
		'a byte order mark stands before its #!, remove it'
	note_of 0003-3-empty ENOEXEC 'it is empty'
	note_of 0004-4-nameless ENOEXEC \
		'its #! line names no interpreter within 255 bytes'
	note_of 0005-5-long ENOEXEC \
		'its #! line names no interpreter within 255 bytes'
	note_of 0006-6-elf32 ENOEXEC \
		'it is a program for another machine than x86-64'
	note_of 0007-7-app ENOEXEC \
		"'/app/interp': it is no program, and does not begin with #!"
}

test_interpreter_without_its_bit_is_named() {
	mkdir job
	printf '#!/bin/sh\n' >job/interp
	printf '#!/app/interp\n' | script 1-app
	printf '#!/app\n' | script 2-folder
	run_ns
	note_of 0001-1-app EACCES "not executable: interpreter '/app/interp'"
	note_of 0002-2-folder EACCES "not executable: interpreter '/app'"
}
