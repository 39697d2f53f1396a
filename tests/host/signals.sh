# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# signals: what comes to gva while it runs a machine, and who is left.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

# A shell starts what is in the background with SIGINT and SIGQUIT ignored.
# stopped SIGNAL STATUS ENDING: sends it when the machine runs.
stopped() {
	rm -rf r running
	env --default-signal=INT,QUIT "$GVA" run job -o r --disk 16M >output \
		2>errors </dev/null &
	gva=$!
	soon test -s running
	kill -s "$1" "$gva"
	status=0
	wait "$gva" || status=$?
	cat output errors >&2
	ends "$2" "$3"
	soon qemu_is_gone
}

test_signals() {
	parts
	fake <<-'END'
		echo $$ >running
		while read -r line; do
			[ "$line" = "${line#*quit}" ] || exit 0
		done <&3
	END
	stopped INT 130 interrupted
	stopped TERM 143 terminated
	stopped HUP 143 terminated
}

# What a terminal sends to all of its foreground, as for ^C, is gva's to hear.
test_session_of_its_own() {
	parts
	# shellcheck disable=SC2016 # for the fake
	echo 'echo "$$ $(cut -d " " -f 6 /proc/$$/stat)" >session' | fake
	run_job job
	read -r process leader <session
	same 'leader of the session' "$leader" "$process"
}

test_nobody_reads_what_it_says() {
	parts
	done_out
	fake <<-'END'
		sleep 0.3
		printf 'gva: plan scripts=1\ngva: start 1 10-count\n' >&4
		leave
	END
	mkfifo pipe
	: <pipe &
	status=0
	"$GVA" run job -o r --disk 16M >output 2>pipe </dev/null || status=$?
	ends 0 verdict
	not_kept
}

test_signal_to_a_qemu_that_does_not_listen() {
	parts
	fake <<-'END'
		trap '' TERM INT HUP
		echo $$ >running
		while :; do sleep 1; done
	END
	stopped TERM 143 terminated
}

# killed: kill -9 of gva, once the machine runs.
killed() {
	rm -rf r running
	"$GVA" run job -o r --disk 16M >output 2>errors </dev/null &
	gva=$!
	soon test -s running
	kill -KILL "$gva"
	wait "$gva" || :
	soon qemu_is_gone
}

# gva is gone, and so is its machine.
test_kill_of_gva() {
	parts
	fake <<-'END'
		echo $$ >running
		exec sleep 100
	END
	killed
}

# Neither a process group nor a session of its own lets QEMU outlive gva.
test_kill_of_gva_behind_a_wrapper() {
	parts
	fake <<-'END'
		echo $$ >running
		exec sleep 100
	END
	for how in '' setsid 'timeout 100' 'setsid -w sh -c "\"\$@\"; :" x'; do
		printf '#!/bin/sh\n%s "%s" "$@"\necho end\n' "$how" \
			"$TESTS/host/fake_qemu" >wrapper
		chmod +x wrapper
		export GVA_QEMU="$PWD/wrapper"
		killed
	done
}

# The machine behind it is ended, too, before the image is read.
test_signal_behind_a_wrapper() {
	parts
	fake <<-'END'
		trap '' TERM INT HUP
		echo $$ >running
		while :; do sleep 1; done
	END
	printf '#!/bin/sh\n"%s" "$@"\necho end\n' "$TESTS/host/fake_qemu" >wrapper
	chmod +x wrapper
	export GVA_QEMU="$PWD/wrapper"
	stopped TERM 143 terminated
}

# What batch systems send before they kill.
test_other_signals() {
	parts
	fake <<-'END'
		echo $$ >running
		while read -r line; do
			[ "$line" = "${line#*quit}" ] || exit 0
		done <&3
	END
	for signal in USR1 USR2 QUIT ALRM XCPU PWR RTMIN; do
		stopped $signal 143 terminated
	done
}

# nohup(1), and `&` in a script for SIGINT.
test_ignored_signals_stay_ignored() {
	parts
	done_out
	fake <<-'END'
		echo $$ >running
		until [ -e sent ]; do sleep 0.1; done
		leave
	END
	(
		trap '' HUP INT TERM USR1
		exec "$GVA" run job -o r --disk 16M >output 2>errors </dev/null
	) &
	gva=$!
	soon test -s running
	for signal in HUP INT TERM USR1; do
		kill -s $signal $gva
	done
	: >sent
	status=0
	wait "$gva" || status=$?
	ends 0 verdict
}

# A caller that ignores SIGCHLD would take away how QEMU ended.
test_ignored_children() {
	parts
	done_out
	echo leave | fake
	status=0
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])' "$GVA" run job -o r --disk 16M >output \
		2>errors || status=$?
	cat errors >&2
	ends 0 verdict
}

# ignored: the mask in ./signals without 32 and 33, which are libc's own: no
# program can set what it has inherited of them.
ignored() {
	mask=$(sed -n 's/^SigIgn:[[:space:]]*//p' signals)
	printf '%016x' $((0x$mask & ~0x180000000))
}

# Its signals are as a program expects, but that a file which may not grow is
# an error; and it has no descriptor but its own (10 and above: its shell's).
test_what_qemu_inherits() {
	parts
	done_out
	fake <<-'END'
		grep '^Sig[BI]' "/proc/$$/status" >signals
		# No pipe: the shell itself holds an end of it for a while.
		ls "/proc/$$/fd" >names
		sed '/../d' names | tr '\n' ' ' >descriptors
		leave
	END
	exec 7</dev/null 8>/dev/null 9</dev/null
	status=0
	python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGUSR1, signal.SIGWINCH])
signal.signal(signal.SIGWINCH, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])' "$GVA" run job -o r --disk 16M >output \
		2>errors || status=$?
	cat errors signals descriptors >&2
	ends 0 verdict
	same ignored "$(ignored)" 0000000001000000
	same descriptors "$(cat descriptors)" '0 1 2 3 4 '
	# A shell has a mask of its own: this is told before.
	cat >masked <<-'END'
		#!/usr/bin/python3
		import os, sys
		with open("/proc/self/status") as status, open("mask", "w") as mask:
		    mask.writelines(l for l in status if l.startswith("SigBlk"))
		os.execv(os.environ["TESTS"] + "/host/fake_qemu", sys.argv)
	END
	chmod +x masked
	GVA_QEMU=$PWD/masked run_job job
	ends 0 verdict
	same blocked "$(sed -n 's/^SigBlk:[[:space:]]*//p' mask)" 0000000000000000
}

# What is opened next must not become one of them.
test_closed_descriptors() {
	parts
	done_out
	echo leave | fake
	for close in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
		rm -rf r
		status=0
		: >errors
		eval "\"\$GVA\" run job -o r --disk 16M </dev/null >output 2>errors $close" ||
			status=$?
		ends 0 verdict
		cmp record r/results/0001-10-count/record
	done
	rm -rf r
	"$GVA" run job -o r --disk 16M 2>errors >&- || fail 'status'
	grep -q '^gva: write to stdout: Bad file descriptor' errors
}

# Whoever reads stdout and goes away decides nothing.
test_nobody_reads_the_summary() {
	parts
	mkfifo pipe
	echo leave | fake
	for wanted in 0 1; do
		rm -f out.img
		make_out
		add_result 1 10-count "exited $wanted"
		case $wanted in
		0) set_status ended 'done' 1 0 ;;
		1) set_status ended done-with-failures 1 1 ;;
		esac
		: <pipe &
		status=0
		rm -rf r
		"$GVA" run job -o r --disk 16M >pipe 2>errors || status=$?
		ends $wanted verdict
	done
}

# What is written down is the end: a signal that comes later changes nothing,
# be it while somebody who does not read holds up the summary.
test_late_signal_changes_nothing() {
	parts
	mkfifo pipe
	exec 5<>pipe
	head -c 65536 /dev/zero >&5
	echo leave | fake
	for wanted in 0 1; do
		rm -rf r out.img
		make_out
		add_result 1 10-count "exited $wanted"
		case $wanted in
		0) set_status ended 'done' 1 0 ;;
		1) set_status ended done-with-failures 1 1 ;;
		esac
		"$GVA" run job -o r --disk 16M >pipe 2>errors &
		gva=$!
		soon test -s r/run.json
		soon test ! -e r/.run.json
		tries=0
		while kill -TERM $gva 2>/dev/null && [ $tries -lt 100 ]; do
			tries=$((tries + 1))
			sleep 0.1
		done
		status=0
		wait $gva || status=$?
		ends $wanted verdict
	done
}

# A reader that does not read holds up neither the deadlines nor the end.
test_reader_of_errors_that_does_not_read() {
	parts
	done_out
	fake <<-'END'
		yes 'gva: start 1 10-count-with-a-name-of-some-length' |
			head -n 4000 >&4
		leave
	END
	mkfifo pipe
	tail -f /dev/null 3<pipe &
	reader=$!
	status=0
	timeout 50 "$GVA" run job -o r --disk 16M 2>pipe >output || status=$?
	kill $reader
	ends 0 verdict
}

# Stopped while it packs: no machine, and nothing of use is left.
test_signal_while_packing() {
	parts
	echo leave | fake
	"$GVA" run job -o r --disk 16M >output 2>errors &
	gva=$!
	for _ in $(seq 100000); do
		[ ! -e r/.work ] || break
	done
	kill -STOP $gva
	kill -TERM $gva
	kill -CONT $gva
	status=0
	wait $gva || status=$?
	cat errors >&2
	ends 143 terminated
	[ ! -e argv ] || fail 'a machine was started'
	same 'what is left' "$(ls -A r)" run.json
}

# Of two signals the first one names the end.
test_first_of_two_signals_counts() {
	parts
	fake <<-'END'
		trap '' TERM INT HUP
		echo $$ >running
		while read -r line; do
			[ "$line" = "${line#*quit}" ] || : >heard
		done <&3
		while :; do sleep 1; done
	END
	env --default-signal=INT,QUIT "$GVA" run job -o r --disk 16M >output \
		2>errors </dev/null &
	gva=$!
	soon test -s running
	kill -TERM "$gva"
	# Heard, when QEMU was asked to quit.
	soon test -e heard
	kill -INT "$gva"
	status=0
	wait "$gva" || status=$?
	cat errors >&2
	ends 143 terminated
}
