# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# packing: gva pack when what it reads changes, when it is stopped, when there
# is no room, and of very much.
GVA=$BUILD/tests/gva
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99

clean() {
	e2fsck -fn "$1" >fsck.log 2>&1 || fail "$(cat fsck.log)"
}

# pack_data: packs ./data; $status, errors.
pack_data() {
	status=0
	"$GVA" pack --data data -o new.img >output 2>errors || status=$?
	cat errors >&2
}

# while_written COMMAND: packs while a process does COMMAND again and again.
while_written() {
	mkdir data
	head -c 20M /dev/urandom >data/a
	printf start >data/z
	touch go
	sh -c "n=0; while [ -e go ] && [ \$n -lt 100000 ]; do
		n=\$((n + 1)); $1; done" &
	writer=$!
	pack_data
	rm go
	wait "$writer"
	same 'exit status' "$status" 4
	grep -q '^gva: pack data/z: .* while it was packed' errors ||
		fail 'it is not named'
	check 'no image' [ ! -e new.img ]
	pack_data
	same 'exit status, when nobody writes' "$status" 0
	debugfs -R 'dump z back' new.img 2>/dev/null
	cmp back data/z
}

test_file_that_grows_is_an_error() {
	while_written 'printf more >>data/z'
}

test_file_that_is_cut_short_is_an_error() {
	while_written 'truncate -s 8M data/z; truncate -s 4M data/z'
}

test_file_that_is_written_to_in_place_is_an_error() {
	# shellcheck disable=SC2016 # for the writer
	while_written 'printf "$n" | dd of=data/z conv=notrunc status=none'
}

test_what_is_no_file_is_left_out() {
	mkdir -p job/script-bin job/deep data
	printf '#!/bin/sh\n' >job/script-bin/1
	chmod 755 job/script-bin/1
	mkfifo job/deep/pipe job/script-bin/2 data/pipe
	"$GVA" pack job --data data -o new.img 2>errors
	cat errors >&2
	clean new.img
	for path in job/deep/pipe job/script-bin/2 data/pipe; do
		grep -qx "gva: warning: $path: a fifo is left out" errors ||
			fail "not said: $path"
	done
	same 'what is in deep' "$(debugfs -R 'ls -p app/deep' new.img \
		2>/dev/null | cut -d / -f 6 | tr -d '.\n')" ''
	rm job/script-bin/1
	status=0
	"$GVA" pack job -o none.img 2>errors || status=$?
	same 'exit status without a script' "$status" 2
	grep -q 'script-bin is empty' errors
}

test_device_is_left_out() {
	mkdir data
	: >data/null
	# Only root may make one, but anybody can have one there.
	# shellcheck disable=SC2016 # for the namespace
	unshare -U -r -m sh -c 'mount --bind /dev/null data/null &&
		exec "$0" pack --data data -o new.img' "$GVA" 2>errors
	grep -q 'data/null: a character device is left out' errors
	clean new.img
}

test_many_that_are_no_files_are_counted() {
	mkdir data
	for i in $(seq 100 125); do
		mkfifo "data/$i"
	done
	pack_data
	same 'exit status' "$status" 0
	same 'lines' "$(wc -l <errors)" 11
	grep -q 'data: 16 more ' errors
}

# begun OPTION...: starts to pack what takes a while, in $pid, and comes back
# when the image is being made.
begun() {
	rm -f new.img
	"$@" "$GVA" pack --data data -o new.img >output 2>errors &
	pid=$!
	tries=0
	while [ ! -s new.img ]; do
		tries=$((tries + 1))
		check 'it is begun in time' [ "$tries" -lt 1000 ]
		sleep 0.01
	done
	kill -STOP "$pid"
	# It may have ended before; then the test says so.
	sleep 0.01
}

large_data() {
	mkdir data
	head -c 200M /dev/urandom >data/large
}

test_signals_leave_nothing() {
	large_data
	# A background job of a shell ignores INT and QUIT.
	for signal in HUP TERM USR1 USR2 ALRM XCPU; do
		begun env
		kill -"$signal" "$pid"
		kill -CONT "$pid"
		status=0
		wait "$pid" || status=$?
		same "status of SIG$signal" "$status" 143
		grep -q 'stopped by a signal' errors
		check "SIG$signal: no image" [ ! -e new.img ]
	done
}

test_ignored_signal_stays_ignored() {
	large_data
	begun sh -c 'trap "" HUP; exec "$@"' sh
	kill -HUP "$pid"
	kill -CONT "$pid"
	wait "$pid"
	clean new.img
}

# What SIGKILL leaves is nobody's image, and no obstacle.
test_killed_then_again() {
	large_data
	begun env
	kill -KILL "$pid"
	status=0
	wait "$pid" || status=$?
	same 'status' "$status" 137
	check 'a part of it is there' [ -s new.img ]
	for command in 'status new.img' 'results new.img r'; do
		status=0
		# shellcheck disable=SC2086 # words are words here
		"$GVA" $command 2>errors || status=$?
		same "exit status of $command" "$status" 2
		grep -q 'never made to its end' errors
	done
	pack_data
	same 'exit status, again' "$status" 0
	grep -q 'made anew' errors
	clean new.img
	mv new.img first.img
	pack_data
	cmp first.img new.img
	! grep -qa 'half made' new.img || fail 'the mark is left'
}

test_two_do_not_make_the_same() {
	large_data
	begun env
	first=$pid
	pack_data
	same 'exit status of the second' "$status" 2
	grep -q 'another gva is making it' errors
	kill -CONT "$first"
	wait "$first"
	clean new.img
}

test_file_size_limit_is_the_hosts() {
	large_data
	for blocks in 1 100 100000; do
		status=0
		(ulimit -f "$blocks" && exec "$GVA" pack --data data -o new.img) \
			>output 2>errors || status=$?
		cat errors >&2
		same 'exit status' "$status" 4
		check 'a message' [ -s errors ]
		check 'no image' [ ! -e new.img ]
	done
}

# CPU time, which others on the machine do not change: what is quadratic takes
# more than half a minute of it.
test_folder_of_very_many_folders() {
	mkdir data data/many
	(cd data/many && seq 20000 | xargs mkdir)
	prlimit --cpu=20 "$GVA" pack --data data -o new.img ||
		fail "exit status $?"
	clean new.img
	same 'entries' "$(debugfs -R 'ls -p many' new.img 2>/dev/null |
		grep -c '^/')" 20002
}

# Names of every length, so that blocks end at every place.
test_names_of_every_length() {
	mkdir data
	stem=
	for i in $(seq 255); do
		stem=${stem}x
		: >"data/$stem"
		[ "$i" -gt 250 ] || : >"data/b$stem"
	done
	"$GVA" pack --data data -o new.img
	clean new.img
	debugfs -R 'ls -p /' new.img 2>/dev/null | cut -d / -f 6 |
		grep x | LC_ALL=C sort >got
	find data -mindepth 1 -printf '%f\n' | LC_ALL=C sort | cmp - got
}

test_times_to_the_year_2446() {
	mkdir data
	touch -d '2446-05-10 22:38:55.5 UTC' data/last
	touch -d '2300-01-01 00:00:00 UTC' data/late
	touch -d '1901-12-13 20:45:53.25 UTC' data/first
	[ "$(stat -c %Y data/last)" = 15032385535 ] || exit 77 # a host's limit
	"$GVA" pack --data data -o new.img
	clean new.img
	for file in last late first; do
		debugfs -R "stat $file" new.img 2>/dev/null |
			sed -n 's/^ *mtime: 0x\([0-9a-f]*\):\([0-9a-f]*\) .*/\1 \2/p'
	done >seconds
	same 'seconds and what is behind them' "$(tr '\n' ' ' <seconds)" \
		"7fffffff 00000003 $(printf '%08x %08x' \
			$(($(stat -c %Y data/late) & 0xffffffff)) 2) \
80000001 3b9aca00 "
}

# In the words of the record that each would have (ns/notes.sh).
test_warns_of_what_the_guest_cannot_start() {
	mkdir -p job/script-bin
	echo 'echo hi' >job/script-bin/10-plain
	printf '\357\273\277#!/bin/sh\n' >job/script-bin/20-bom
	LC_ALL=C sed 's|/lib64/ld-linux-x86-64.so.2|/lib64/no-such-loader.so.2\x00|' \
		/bin/true >job/script-bin/30-dynamic
	printf '#!/bin/bash\n' >job/script-bin/40-bash
	: >job/script-bin/50-empty
	cp job/script-bin/30-dynamic job/interp
	printf '#!/app/interp\n' >job/script-bin/60-interp
	printf '#!/app/none -x\n' >job/script-bin/70-none
	printf '#!none\n' >job/script-bin/80-none
	chmod 755 job/script-bin/*
	"$GVA" pack job -o new.img 2>errors
	sed 's/^gva: warning: script-bin.//' errors >got
	diff got - <<-'WARNINGS'
		10-plain: it will not start: it is no program, and does not begin with #!
		20-bom: it will not start: a byte order mark stands before its #!, remove it
		30-dynamic: it will not start: the guest has no loader '/lib64/no-such-loader.so.2'
		40-bash: it will not start: the guest has no interpreter '/bin/bash'
		50-empty: it will not start: it is empty
		60-interp: it will not start: the guest has no loader '/lib64/no-such-loader.so.2', which 'interp' needs
		70-none: it will not start: the guest has no interpreter '/app/none'
		80-none: it will not start: the guest has no interpreter 'none'
	WARNINGS
}

test_does_not_warn_of_what_may_start() {
	mkdir -p job/script-bin
	for line in /bin/sh '/usr/bin/env sh' ' /bin/awk -f' /bin/busybox \
		/app/tool tool /data/tool /out/made /app/link; do
		number=$((${number:-10} + 1))
		printf '#!%s\n' "$line" >"job/script-bin/$number"
	done
	printf '#!/bin/sh\n' >job/tool
	ln -s /bin/busybox job/link
	chmod 755 job/script-bin/* job/tool
	"$GVA" pack job -o new.img 2>errors
	same 'what is said' "$(cat errors)" ''
	"$GVA" pack job/script-bin/11 -o one.img 2>errors
	same 'what is said of one' "$(cat errors)" ''
	"$GVA" pack job/script-bin/15 -o other.img 2>errors
	grep -q "15: it will not start: the guest has no interpreter" errors
}
