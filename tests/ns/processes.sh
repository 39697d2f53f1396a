# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: verdict
# shellcheck disable=SC2016 # the scripts' own $
# processes: what scripts start, leave behind, and see; time limits.

test_orphan_is_killed() {
	script 1 <<-'END'
		#!/bin/sh
		(trap '' TERM HUP; setsid sh -c '
			while :; do date >>/out/orphan; sleep 0.05; done') &
		while [ ! -s /out/orphan ]; do sleep 0.01; done
	END
	script 2 <<-'END'
		#!/bin/sh
		before=$(wc -l </out/orphan)
		sleep 0.3
		[ "$(wc -l </out/orphan)" = "$before" ] || exit 3
		! pgrep -f /out/orphan || exit 4
	END
	run_ns
	outcome 0001-1 'exited 0'
	outcome 0002-2 'exited 0'
}

test_orphan_holding_stdout_does_not_delay() {
	printf '#!/bin/sh\nsleep 100 &\necho out\n' | script 1
	start=$(date +%s)
	run_ns
	outcome 0001-1 'exited 0'
	same stdout "$(cat out/results/0001-1/stdout)" out
	# Its record tells when the script ended, be it long before.
	[ $(($(date +%s) - start)) -lt 80 ] || fail 'it was waited for'
}

test_zombies_are_reaped() {
	script 1 <<-'END'
		#!/bin/sh
		i=0
		while [ $i -lt 5000 ]; do # more than may be at once
			(true &)
			i=$((i + 1))
		done
		tries=0
		while :; do
			zombies=$(grep -l '^State:.Z' /proc/[0-9]*/status \
				2>/dev/null | wc -l)
			[ "$zombies" -gt 0 ] && [ $tries -lt 100 ] || break
			tries=$((tries + 1))
			sleep 0.05
		done
		echo "$zombies"
		exit 42
	END
	run_ns
	outcome 0001-1 'exited 42'
	same zombies "$(cat out/results/0001-1/stdout)" 0
}

test_many_quick_scripts_keep_their_status() {
	i=0
	while [ $i -lt 100 ]; do
		printf '#!/bin/sh\n(true &)\nexit %d\n' $i |
			script "$(printf %03d $i)"
		i=$((i + 1))
	done
	run_ns
	i=0
	while [ $i -lt 100 ]; do
		outcome "$(printf '%04d-%03d' $((i + 1)) $i)" "exited $i"
		i=$((i + 1))
	done
}

test_kill_everything() {
	printf '#!/bin/sh\nkill -9 1\nkill -9 -1\necho alive\n' | script 1
	printf '#!/bin/sh\necho next\n' | script 2
	run_ns
	outcome 0002-2 'exited 0'
	same stdout "$(cat out/results/0001-1/stdout)" alive
}

test_timeout_ignoring_term() {
	script 1 <<-'END'
		#!/bin/sh
		trap '' TERM
		echo started
		while :; do sleep 1; done
	END
	printf '#!/bin/sh\necho next\n' | script 2
	run_ns gva.timeout=1 gva.grace=3
	outcome 0001-1 timeout
	outcome 0002-2 'exited 0'
	same 'partial output is kept' "$(cat out/results/0001-1/stdout)" started
	[ "$(record 0001-1 wall-us)" -ge 4000000 ] || fail 'it had no grace'
}

test_timeout_obeying_term_is_a_timeout() {
	script 1 <<-'END'
		#!/bin/sh
		trap 'echo bye; exit 0' TERM
		sleep 100 & wait
	END
	run_ns gva.timeout=1 gva.grace=20
	outcome 0001-1 timeout
	same 'it could say goodbye' "$(cat out/results/0001-1/stdout)" bye
	[ "$(record 0001-1 wall-us)" -lt 15000000 ] || fail 'the grace was waited out'
}

test_stopped_script_times_out() {
	printf '#!/bin/sh\nkill -STOP $$\n' | script 1
	printf '#!/bin/sh\ntrap "echo bye; exit" TERM\nkill -STOP $$\n' |
		script 2
	run_ns gva.timeout=1 gva.grace=10
	outcome 0001-1 timeout
	outcome 0002-2 timeout
	same 'it could say goodbye' "$(cat out/results/0002-2/stdout)" bye
}

test_deadline_of_the_job() {
	printf '#!/bin/sh\nsleep 100\n' | script 1
	printf '#!/bin/sh\n' | script 2
	run_ns gva.deadline=2 gva.grace=0
	outcome 0001-1 deadline
	outcome 0002-2 not-run
	same verdict "$verdict" deadline
}

test_environment_is_fixed() {
	printf '#!/bin/sh\nenv | sort\npwd\numask\n' | script 10-env
	run_ns gva.job=a-job gva.instance=7
	cat >wanted <<-'END'
		GVA_APP=/app
		GVA_ATTEMPT=1
		GVA_INSTANCE=7
		GVA_JOB=a-job
		GVA_OUT=/out
		GVA_SCRIPT=10-env
		GVA_SEQ=1
		HOME=/root
		LANG=C.UTF-8
		LOGNAME=root
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
		PWD=/app
		SHELL=/bin/sh
		SHLVL=1
		TMPDIR=/tmp
		TZ=UTC
		USER=root
		/app
		0022
	END
	grep -v '^_=' out/results/0001-10-env/stdout | grep -v '^SHLVL' >got
	grep -v '^SHLVL' wanted | diff - got
}

# A name may begin as that of one of ours does.
test_variable_of_a_longer_name_hides_nothing() {
	script 1 <<-'END'
		#!/bin/sh
		echo "$TZ $TZX $LANG $LANGUAGE"
	END
	run_ns gva.env.TZX=x gva.env.LANGUAGE=y
	same 'what it finds' "$(cat out/results/0001-1/stdout)" \
		'UTC x C.UTF-8 y'
}

test_arguments_and_environment_byte_for_byte() {
	script 1 <<-'END'
		#!/bin/sh
		for argument; do printf '<%s>\n' "$argument"; done
		printf '<%s>\n' "$V" "$HOME"
	END
	mkdir -p job
	printf 'arg=two words\narg=\narg=a\\nb\narg="q"\047\narg=\\xff\\x01\n' \
		>job/gva.conf
	printf 'env.V=x=\\\\y\\n \nenv.HOME=/elsewhere\n' >>job/gva.conf
	run_ns
	printf '<two words>\n<>\n<a\nb>\n<"q"\047>\n<\377\001>\n<x=\\y\n >\n</elsewhere>\n' >wanted
	cmp wanted out/results/0001-1/stdout
}

test_no_descriptor_leaks() {
	printf '#!/bin/sh\nexec ls -l /proc/self/fd\n' | script 1
	run_ns
	same descriptors "$(sed -n 's/.* \([0-9]* -> .*\)/\1/p' \
		out/results/0001-1/stdout | sed 's/:.*//')" \
		"$(printf '0 -> /dev/null\n1 -> pipe\n2 -> pipe')"
}

test_signals_are_clean() {
	printf '#!/bin/sh\ngrep ^Sig[BIC] /proc/self/status\n' | script 1
	run_ns
	same masks "$(awk '{ print $2 }' out/results/0001-1/stdout | sort -u)" \
		0000000000000000
}

# A session of its own: what a script sends to its group reaches nobody else.
test_script_leads_a_session() {
	script 1 <<-'END'
		#!/bin/sh
		read -r pid _ _ _ group session _ </proc/self/stat
		[ "$group $session" = "$$ $$" ] || echo "$pid: $group $session"
	END
	run_ns
	same 'what is wrong' "$(cat out/results/0001-1/stdout)" ''
}

# Two seconds of the clock, of which the processor worked for one.
test_times_are_told() {
	script 1 <<-'END'
		#!/bin/sh
		exec /bin/timeout 1 sh -c 'while :; do :; done'
	END
	printf '#!/bin/sh\nsleep 2\n' | script 2
	before=$(date +%s)
	run_ns
	started=$(record 0001-1 started)
	if [ "$started" -lt "$before" ] || [ "$started" -gt "$(date +%s)" ]; then
		fail "it started at $started, not behind $before"
	fi
	wall=$(record 0002-2 wall-us)
	if [ "$wall" -lt 2000000 ] || [ "$wall" -gt 30000000 ]; then
		fail "2 seconds are $wall us"
	fi
	user=$(record 0001-1 cpu-user-us) system=$(record 0001-1 cpu-system-us)
	user=${user% wait4} system=${system% wait4}
	if [ "$user" -lt $((2 * system)) ] || [ "$user" -lt 50000 ]; then
		fail "it worked for $user us, and the kernel for $system us"
	fi
}

test_unknown_option() {
	printf '#!/bin/sh\ntouch /out/ran\n' | script 1
	run_ns gva.speed=9
	same line "$(head -n1 status)" 'gva: bad-options scripts=0 failed=0: '"$(
		)command line: option speed: unknown option"
	check 'nothing ran' [ ! -e out/files/ran ]
}

test_command_line_counts_before_a_file() {
	printf '#!/bin/sh\necho $GVA_JOB $V $W\n' | script 1
	printf 'job=of-the-file\nenv.V=file\nenv.W=file\n' >job/gva.conf
	run_ns gva.job=of-the-line gva.env.V=line
	same 'what counts' "$(cat out/results/0001-1/stdout)" \
		'of-the-line line file'
}

# Read in part it would say something else.
test_conf_file_that_is_too_long() {
	printf '#!/bin/sh\ntouch /out/ran\n' | script 1
	yes '# a comment' | head -c 300000 >job/gva.conf
	run_ns
	same verdict "$verdict" bad-options
	check 'it is told' grep -q '^gva: bad-options .*: gva.conf: ' console
	check 'nothing ran' [ ! -e out/files/ran ]
}

test_bad_value_in_job_conf() {
	printf '#!/bin/sh\ntouch /out/ran\n' | script 1
	printf '\ntimeout=soon\n' >job/gva.conf
	run_ns
	same line "$(head -n1 status)" 'gva: bad-options scripts=0 failed=0: '"$(
		)gva.conf: line 2: option timeout: bad value 'soon', wanted: DURATION such as 90, 90s, 15m, 2h or 1d, 366d at most"
	check 'nothing ran' [ ! -e out/files/ran ]
}
