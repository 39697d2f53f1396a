# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: verdict
# shellcheck disable=SC2012 # ls lists names that the tests chose
# drain: the queue, its order, its ends; PID 1 in namespaces.

test_byte_order() {
	for name in b a 10 9 Z _ 'a b'; do
		printf '#!/bin/sh\necho ran\n' | script "$name"
	done
	run_ns
	same order "$(ls out/results | tr '\n' ' ')" \
		'0001-10 0002-9 0003-Z 0004-_ 0005-a 0006-a_b 0007-b '
	same verdict "$verdict" 'done'
	same 'script-bin is drained' "$(ls app-after/script-bin)" ''
	same 'the run place is empty' "$(ls app-after/script-run)" ''
	same 'the run folder is empty' "$(ls out/run)" ''
}

test_first_line_of_status() {
	printf '#!/bin/sh\n' | script a
	run_ns
	same 'first line' "$(head -n1 status)" 'gva: done scripts=1 failed=0'
	same 'last line of the console' "$(tail -n1 console)" \
		'gva: done scripts=1 failed=0'
	head -n -1 status >/dev/null
	seal=$(sed -n 's/^sha256 //p' status)
	same 'the seal is what sha256sum says' \
		"$(sed -n '/^sha256 /q;p' status | sha256sum)" "$seal  -"
}

test_script_queues_another() {
	script 10-first <<-'END'
		#!/bin/sh
		printf '#!/bin/sh\necho second\n' >/app/script-bin/20-second
		chmod +x /app/script-bin/20-second
	END
	printf '#!/bin/sh\n' | script 30-third
	run_ns
	outcome 0002-20-second 'exited 0'
	outcome 0003-30-third 'exited 0'
	same stdout "$(cat out/results/0002-20-second/stdout)" second
	same verdict "$verdict" 'done'
}

test_script_queues_itself_until_it_is_content() {
	script a <<-'END'
		#!/bin/sh
		n=$(cat /out/n 2>/dev/null || echo 0)
		echo $((n + 1)) >/out/n
		[ "$n" -ge 4 ] || cp "$0" /app/script-bin/a
	END
	run_ns
	same 'number of runs' "$(ls out/results | wc -l)" 5
	same verdict "$verdict" 'done'
}

test_failing_script_next_still_runs() {
	printf '#!/bin/sh\nexit 7\n' | script 1
	printf '#!/bin/sh\necho next\n' | script 2
	run_ns
	outcome 0001-1 'exited 7'
	outcome 0002-2 'exited 0'
	same verdict "$verdict" done-with-failures
	same line "$(head -n1 status)" \
		'gva: done-with-failures scripts=2 failed=1'
}

test_on_failure_stop() {
	printf '#!/bin/sh\nexit 1\n' | script 1
	printf '#!/bin/sh\necho next\n' | script 2
	run_ns gva.on-failure=stop
	outcome 0001-1 'exited 1'
	outcome 0002-2 not-run
	same verdict "$verdict" done-with-failures
	same 'it stays in the queue' "$(ls app-after/script-bin)" 2
}

test_exit_137_is_not_sigkill() {
	printf '#!/bin/sh\nexit 137\n' | script exit
	printf '#!/bin/sh\nkill -9 $$\n' | script kill
	printf '#!/bin/sh\nkill -TERM $$\n' | script term
	run_ns
	outcome 0001-exit 'exited 137'
	outcome 0002-kill 'signaled 9'
	outcome 0003-term 'signaled 15'
}

test_every_exit_status() {
	for code in 0 1 2 126 127 128 129 255; do
		printf '#!/bin/sh\nexit %d\n' $code | script "$(printf %03d $code)"
	done
	run_ns
	sequence=1
	for code in 0 1 2 126 127 128 129 255; do
		outcome "$(printf '%04d-%03d' $sequence $code)" "exited $code"
		sequence=$((sequence + 1))
	done
}

test_exec_errors_by_errno() {
	printf 'echo no shebang\n' | script 1-none
	: | script 2-empty
	printf '#!/bin/sh\r\necho crlf\r\n' | script 3-crlf
	printf '#!/no/such/interpreter -x\n' | script 4-missing
	printf '#!/bin/sh\n' | script 5-mode
	chmod 644 job/script-bin/5-mode
	mkdir job/script-bin/6-folder
	ln -s ../../bin/true job/script-bin/7-link
	printf '#!/bin/sh\necho fine\n' | script 8-fine
	run_ns
	outcome 0001-1-none 'could-not-start ENOEXEC'
	outcome 0002-2-empty 'could-not-start ENOEXEC'
	outcome 0003-3-crlf 'could-not-start ENOENT'
	same 'note of CRLF' "$(record 0003-3-crlf note)" \
		"no interpreter '/bin/sh\\\\x0d'"
	outcome 0004-4-missing 'could-not-start ENOENT'
	same 'note of missing' "$(record 0004-4-missing note)" \
		"no interpreter '/no/such/interpreter'"
	outcome 0005-5-mode 'could-not-start EACCES'
	outcome 0006-6-folder 'could-not-start EACCES'
	outcome 0007-7-link 'could-not-start ELOOP'
	outcome 0008-8-fine 'exited 0'
	same 'what cannot run stays' \
		"$(ls app-after/script-bin | tr '\n' ' ')" \
		'5-mode 6-folder 7-link '
	same verdict "$verdict" done-with-failures
}

test_exit_126_is_not_an_exec_error() {
	printf '#!/bin/sh\nexit 126\n' | script 126
	printf '#!/bin/sh\n/no/such/program\n' | script 127
	run_ns
	outcome 0001-126 'exited 126'
	outcome 0002-127 'exited 127'
}

test_hidden_names_are_no_scripts() {
	printf '#!/bin/sh\n' | script .hidden
	printf '#!/bin/sh\n' | script seen
	run_ns
	same results "$(ls out/results)" 0001-seen
}

test_nothing_to_run() {
	mkdir -p job/script-bin
	run_ns
	same line "$(head -n1 status)" 'gva: nothing-to-run scripts=0 failed=0'
}

test_no_script_bin() {
	mkdir job
	touch job/file
	run_ns
	same verdict "$verdict" bad-image
	check 'the reason names it' grep -q 'script-bin' status
}

test_rm_rf_script_bin() {
	printf '#!/bin/sh\nrm -rf /app/script-bin\n' | script 1
	printf '#!/bin/sh\n' | script 2
	printf '#!/bin/sh\n' | script 3
	run_ns
	outcome 0001-1 'exited 0'
	outcome 0002-2 withdrawn
	outcome 0003-3 withdrawn
	same line "$(head -n1 status)" \
		'gva: done-with-failures scripts=3 failed=2'
}

test_symlinked_script_bin() {
	script 1 <<-'END'
		#!/bin/sh
		mkdir /app/evil
		printf '#!/bin/sh\ntouch /out/escaped\n' >/app/evil/x
		chmod +x /app/evil/x
		mv /app/script-bin /app/moved
		ln -s evil /app/script-bin
	END
	printf '#!/bin/sh\n' | script 2
	run_ns
	outcome 0002-2 withdrawn
	check 'the link is not followed' [ ! -e out/files/escaped ]
	same verdict "$verdict" done-with-failures
}

test_names() {
	long=$(printf '%0255d' 0)
	newline=$(printf 'new\nline')
	printf '#!/bin/sh\necho long\n' | script "$long"
	printf '#!/bin/sh\necho space\n' | script 'a b'
	printf '#!/bin/sh\necho newline\n' | script "$newline"
	printf '#!/bin/sh\necho back\n' | script "$(printf 'b\\s\377')"
	run_ns
	stem=$(printf '%064d' 0)
	same 'name of 255 bytes' "$(record "0001-$stem" script)" "$long"
	same space "$(record 0002-a_b script)" 'a b'
	same bytes "$(record 0003-b_s_ script)" 'b\\s\xff'
	same newline "$(record 0004-new_line script)" 'new\x0aline'
	same stdout "$(cat out/results/0004-new_line/stdout)" newline
	same verdict "$verdict" 'done'
}

test_digest_of_script() {
	printf '#!/bin/sh\necho x\n' | script a
	sum=$(sha256sum <job/script-bin/a)
	run_ns
	same digest "$(record 0001-a digest)  -" "$sum"
}

test_script_sees_its_neighbours() {
	# shellcheck disable=SC2016 # the script's own $
	printf '#!/bin/sh\n. "$(dirname "$0")/../lib.sh"\ngreet\n' | script a
	printf 'greet() { echo hello; }\n' >job/lib.sh
	run_ns
	same stdout "$(cat out/results/0001-a/stdout)" hello
}

test_plan_is_written() {
	printf '#!/bin/sh\n' | script "$(printf 'a\nb')"
	printf '#!/bin/sh\n' | script c
	run_ns
	same plan "$(sed '$d' out/plan)" "$(printf 'a\\x0ab\nc')"
	same attempts "$(ls out/attempts | tr '\n' ' ')" '0001-a_b.1 0002-c.1 '
}

# Exit status 2 is no ENOENT.
test_note_is_of_a_failed_start_alone() {
	printf '#!/bin/sh\nexit 2\n' | script 1
	# Its interpreter is missing, but only since it ran.
	script 2 <<-'END'
		#!/bin/sh
		cp /bin/busybox busybox
		printf '#!/app/busybox sh\nrm /app/busybox\nexit 2\n' >script-bin/3
		chmod +x script-bin/3
	END
	run_ns
	same note "$(record 0001-1 note)" -
	outcome 0003-3 'exited 2'
	same note "$(record 0003-3 note)" -
}

# What scripts do to the run place harms none of those behind.
test_run_place_is_in_the_way_of_nobody() {
	script 1 <<-'END'
		#!/bin/sh
		mkdir -p script-run/2/3
		ln script-bin/3 script-run/3
		exit 1
	END
	printf '#!/bin/sh\nmv script-run x && ln -s / script-run\n' | script 2
	printf '#!/bin/sh\necho three >>/out/log\nrm -r script-run\n' | script 3
	printf '#!/bin/sh\nrm script-run/4; mkdir -p script-run/4/x\n' | script 4
	printf '#!/bin/sh\nls script-run\n' | script 5
	run_ns
	same 'first line' "$(head -n 1 status)" \
		'gva: done-with-failures scripts=5 failed=1'
	outcome 0001-1 'exited 1'
	same 'how often the linked one ran' "$(cat out/files/log)" three
	same 'what is in the run place' "$(cat out/results/0005-5/stdout)" 5
}

test_app_with_a_run_place_is_refused() {
	printf '#!/bin/sh\n' | script 1
	mkdir job/script-run
	run_ns
	same verdict "$verdict" bad-image
	check 'why' grep -q 'it holds a script-run' status
}

# Whoever may execute it: for root any of the three is enough.
test_any_bit_makes_a_script() {
	for mode in 100 010 001; do
		printf '#!/bin/sh\n' | script $mode
		chmod 0644 job/script-bin/$mode
		chmod "$(printf '0%o' $((0644 | 0$mode)))" job/script-bin/$mode
	done
	run_ns
	same line "$(head -n1 status)" 'gva: done scripts=3 failed=0'
}

# Seconds with three digits behind the point, whatever they are.
test_lines_of_the_console() {
	printf '#!/bin/sh\nexit 3\n' | script 1
	printf '#!/bin/sh\nsleep 1.01\n' | script "$(printf 'a\nb')"
	run_ns
	sed 's/ [0-9]*\.[0-9][0-9][0-9]s / N.NNNs /' console >got
	diff - got <<-'END'
		gva: plan scripts=2
		gva: start 1 1
		gva: end 1 exited 3 N.NNNs 1
		gva: start 2 a\x0ab
		gva: end 2 exited 0 N.NNNs a\x0ab
		gva: done-with-failures scripts=2 failed=1
	END
	for sequence in 1 2; do
		folder=$(echo out/results/000$sequence-*)
		wall=$(sed -n 's/^wall-us //p' "$folder/record")
		same 'the time of the line' \
			"$(sed -n "s/^gva: end $sequence .* \([0-9.]*\)s .*/\1/p" \
			console)" "$(printf '%d.%03d' $((wall / 1000000)) \
			$((wall / 1000 % 1000)))"
	done
}

# A script of terabytes, all of it a hole, is not read for its digest.
test_endless_script_holds_nothing_up() {
	printf '#!/bin/sh\ntruncate -s 4000000000000 script-bin/2; chmod +x script-bin/2\n' |
		script 1
	printf '#!/bin/sh\n' | script 3
	start=$(date +%s)
	run_ns gva.deadline=60
	same verdict "$verdict" done-with-failures
	outcome 0002-2 'could-not-start ENOEXEC'
	same digest "$(record 0002-2 digest)" -
	outcome 0003-3 'exited 0'
	[ $(($(date +%s) - start)) -lt 30 ] || fail 'it was held up'
}

# Many names that stay are no reason to overrun the deadline.
test_many_names_that_stay() {
	printf '#!/bin/sh\ncd script-bin; seq 10000 16000 | xargs touch\n' | script 1
	start=$(date +%s)
	NS_SECONDS=200 run_ns gva.deadline=3
	same verdict "$verdict" deadline
	same records "$(ls out/results | wc -l)" 6002
	[ $(($(date +%s) - start)) -lt 100 ] || fail 'it overran'
}
