# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# shellcheck disable=SC2034 # lib.sh reads it: results
# abuse: every attack of abuse/, contained, with a script behind it that must
# find its surroundings whole; and with full privilege, so that an attack that
# is denied is known to be one.  What the lines of an attack's header mean
# stands in tests/README.md.

ATTACKS=$TESTS/vm/abuse

# header ATTACK KEY: the value of a line of its header.
header() {
	sed -n "s/^# $2: //p" "$ATTACKS/$1"
}

# attacks KEY VALUE: those whose header has just this value, or that have no
# such line when it is empty.
attacks() {
	for attack in "$ATTACKS"/*; do
		[ "$(header "${attack##*/}" "$1")" != "$2" ] ||
			echo "${attack##*/}"
	done
}

# place NAME FILE: a script of the job, the next in order.
place() {
	placed=$((placed + 1))
	place=$(printf '%03d' $placed)-$1
	cp "$2" "job/script-bin/$place"
	echo "$place" >>known
}

# job_of NAME...: a job of these attacks, with a script behind each.
job_of() {
	rm -rf job known r
	mkdir -p job/script-bin
	placed=0
	cp "$BUILD/tests/vm/abuse" job/abuse
	echo kept >job/kept
	cp "$TESTS/vm/abuse_first" job/script-bin/000-first
	echo 000-first >known
	place alive "$TESTS/vm/abuse_alive"
	for name; do
		place "$name" "$ATTACKS/$name"
		place alive "$TESTS/vm/abuse_alive"
	done
}

# wrong SENTENCE: notes it; all that is wrong is told at the end.
wrong() {
	printf '%s\n' "$*" >>wrong
}

# result PATTERN: the folder of the script of this name.
result() {
	# shellcheck disable=SC2231 # the name may be a pattern
	for result in r/results/????-$1; do
		[ ! -f "$result/record" ] || echo "$result"
	done
}

# ended NAME WANTED: notes it where the script did not end so.
ended() {
	found=$(result "$1")
	got=none
	[ -z "$found" ] || got=$(sed -n 's/^outcome //p' "$found/record")
	[ "$got" = "$2" ] || {
		wrong "$1: $got, wanted $2"
		[ ! -f "$found/stderr" ] ||
			sed 's/^/  /' "$found/stdout" "$found/stderr" >>wrong
	}
}

# queued PLACE ATTACK: what it made for the queue ended as its header says.
queued() {
	header "$2" queued | while read -r name wanted; do
		result "$1$name" >found
		[ -s found ] || wrong "$1$name: no record"
		while read -r folder; do
			ended "${folder#r/results/????-}" "$wanted"
			echo "${folder#r/results/????-}" >>known
		done <found
	done
}

# whole PLACE: the script found what the first one had found.
whole() {
	found=$(result "$1")
	[ ! -f "$found/stdout" ] ||
		diff -U0 r/results/0002-001-alive/stdout "$found/stdout" >changed || {
		wrong "$1 finds something else:"
		cat changed >>wrong
	}
}

# judge ATTACK PLACE BEHIND: how it ended, and what stands behind it.
judge() {
	ended "$2" "$(header "$1" contained)"
	queued "$2" "$1"
	behind=$(header "$1" behind)
	ended "$3" "${behind:-exited 0}"
	whole "$3"
	found=$(result "$2")
	header "$1" stdout | while read -r wanted; do
		grep -qxF -e "$wanted" "$found/stdout" ||
			wrong "$2: its output lacks '$wanted'"
	done
	header "$1" record | while read -r wanted; do
		grep -qxF -e "$wanted" "$found/record" ||
			wrong "$2: its record lacks '$wanted'"
	done
}

# tell: ends the test when something is wrong.
tell() {
	[ ! -s wrong ] || {
		cat wrong >&2
		fail 'see above'
	}
}

# contained OPTIONS: the attacks that ./names lists, in one machine.
contained() {
	# shellcheck disable=SC2046 # names are words
	job_of $(cat names)
	# shellcheck disable=SC2086 # options are words
	job_vm --memory 192M --timeout 20s --set output-cap=64K $1 -- "$(date +%s)"
	ended 001-alive 'exited 0'
	verdict=done-with-failures
	placed=1
	while read -r name; do
		placed=$((placed + 2))
		judge "$name" "$(printf '%03d' $((placed - 1)))-$name" \
			"$(printf '%03d' $placed)-alive"
		ends=$(header "$name" ends)
		verdict=${ends:-$verdict}
	done <names
	grep -q "^$verdict: " output || wrong "it ended otherwise than $verdict"
	[ "$status" -eq 1 ] || wrong "exit status $status"
	# Nothing is there that was not run, and no console line is forged.
	for folder in r/results/*; do
		grep -qxF -e "${folder#r/results/????-}" known ||
			wrong "$folder was not run"
	done
	! grep -e forged r/console.log >>wrong ||
		wrong 'lines of the console are forged'
}

test_contained() {
	attacks options '' >names
	contained ''
	tell
}

# Some of them again, in a machine of a few seconds.
test_descriptors_that_no_process_has() {
	attacks options '' | grep '^descriptors-in-' >names
	[ "$(wc -l <names)" -eq 2 ] || wrong "other attacks: $(cat names)"
	contained ''
	tell
}

test_contained_with_other_options() {
	for attack in "$ATTACKS"/*; do
		header "${attack##*/}" options
	done | sort -u >groups
	while read -r options; do
		attacks options "$options" >names
		contained "$options" </dev/null
	done <groups
	tell
}

# With full privilege, in one machine: those that leave it alive.
test_full_privilege() {
	for attack in "$ATTACKS"/*; do
		case $(header "${attack##*/}" full) in
		'' | 'ends '*) ;;
		*) echo "${attack##*/}" ;;
		esac
	done >names
	# shellcheck disable=SC2046 # names are words
	job_of $(cat names)
	rm job/script-bin/*-alive
	job_vm --memory 192M --timeout 20s --set privilege=full
	while read -r name; do
		place=$(grep -e "^[0-9]*-$name\$" known)
		ended "$place" "$(header "$name" full)"
	done <names
	check 'it ended' grep -q '^done-with-failures: ' output
	tell
}

# With full privilege, those that end the machine or its disk: never is that a
# success, nor a job that merely failed.
test_full_privilege_ends_it() {
	for attack in "$ATTACKS"/*; do
		name=${attack##*/}
		ends=$(header "$name" full)
		case $ends in
		'ends '*) ;;
		*) continue ;;
		esac
		job_of "$name"
		rm job/script-bin/*-alive
		job_vm --memory 192M --timeout 20s --disk 64M \
			--set privilege=full
		[ "$status" -eq 3 ] || wrong "$name: exit status $status"
		grep -q "^${ends#ends }: " output ||
			wrong "$name: $(head -n 1 output), wanted $ends"
	done
	tell
}

# Nobody reads the console: what writes to it waits, and PID 1 does not.
test_console_that_is_not_read() {
	job_of flood-console
	rm job/script-bin/*-alive
	printf '#!/bin/sh\necho alive\n' | script 900-next
	"$GVA" pack job -o app.img >&2
	"$GVA" pack --out 64M -o out.img >&2
	mkfifo console.in console.out
	exec 3<>console.out
	timeout 120 qemu-system-x86_64 -M q35 -accel tcg -m 256 -nodefaults \
		-no-user-config -display none -no-reboot -serial pipe:console \
		-kernel "$BUILD/lib/gva/bzImage" \
		-initrd "$BUILD/lib/gva/initramfs.cpio" \
		-append 'gva.privilege=full gva.timeout=4 gva.grace=1' \
		-drive if=none,id=a,format=raw,file=app.img,readonly=on \
		-device virtio-blk-pci,drive=a,serial=gva-app \
		-drive if=none,id=o,format=raw,file=out.img \
		-device virtio-blk-pci,drive=o,serial=gva-out </dev/null
	"$GVA" results out.img r >&2 || :
	results=$PWD/r/results
	outcome 0002-002-flood-console timeout
	outcome 0003-900-next 'exited 0'
}

# An attack can only be judged by its header.
test_headers() {
	for attack in "$ATTACKS"/*; do
		name=${attack##*/}
		[ -n "$(header "$name" contained)" ] || wrong "$name: no outcome"
		# That it is denied tells only something when it is an attack.
		[ "$(header "$name" contained)" != 'exited 3' ] ||
			[ -n "$(header "$name" full)" ] ||
			wrong "$name: never seen to succeed"
	done
	tell
}
