# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# run: gva run, with a program in the place of QEMU that does what a QEMU or
# a guest may do.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

# kept, not_kept: whether the out image is left for a person to look at.
kept() {
	[ -s r/out.img ] || fail 'the out image is gone'
	grep -q '^gva: the out image is kept: ' errors || fail 'nobody is told'
}

not_kept() {
	[ ! -e r/out.img ] || fail 'the out image was left'
}

test_success() {
	parts
	done_out
	echo leave | fake
	run_job job
	ends 0 verdict
	not_kept
	grep -q '^done: 1 of 1 scripts succeeded' output
	cmp record r/results/0001-10-count/record
	cmp stdout r/results/0001-10-count/stdout
	for word in -nodefaults -no-user-config obsolete=deny read-only=on \
		werror=report,rerror=report driver=raw; do
		grep -qF -e "$word" argv || fail "QEMU did not get $word"
	done
	! grep -q '^-net\|^-nic\|netdev' argv || fail 'there is a network'
}

test_failure_of_a_script() {
	parts
	make_out
	add_result 1 10-count 'exited 7'
	set_status ended done-with-failures 1 1
	echo leave | fake
	run_job job
	ends 1 verdict
	not_kept
}

test_every_verdict() {
	parts
	echo leave | fake
	while read -r verdict wanted; do
		rm -f out.img
		make_out
		set_status ended "$verdict" 0 0
		run_job job
		ends "$wanted" verdict
	done <<-VERDICTS
		deadline 1
		output-full 1
		limit 1
		nothing-to-run 2
		bad-image 2
		no-app 2
		no-out 2
		bad-options 2
		io-error 3
		stuck 3
		appliance-error 3
	VERDICTS
}

test_never_started() {
	parts
	echo : | fake
	run_job job
	ends 3 never-started
	not_kept
}

test_no_verdict() {
	parts
	done_out
	set_status running - 1 0
	echo leave | fake
	run_job job
	ends 3 no-verdict
	[ -f r/results/0001-10-count/record ]
}

# What the console says is no proof, and what the exit status says is none.
test_verdict_on_the_console_alone() {
	parts
	fake <<-'END'
		echo 'gva: done scripts=1 failed=0' >&4
		echo '{"event":"SHUTDOWN","data":{"guest":true,"reason":"guest-shutdown"}}' >&3
	END
	run_job job
	ends 3 never-started
}

test_records_that_are_missing() {
	parts
	make_out
	set_status ended 'done' 1 0
	echo leave | fake
	run_job job
	ends 3 records-missing
	kept
}

test_failures_that_are_hidden() {
	parts
	make_out
	add_result 1 10-count 'exited 1'
	set_status ended 'done' 1 0
	echo leave | fake
	run_job job
	ends 3 records-missing
	kept
}

test_hostile_results() {
	parts
	done_out
	printf x >x
	printf '%s\n' 'cd files' 'symlink link /etc/passwd' 'write x a' \
		'sif a flags 0' | edit
	echo leave | fake
	run_job job
	ends 3 records-missing
	kept
	grep -q 'leave out files/link' errors
	grep -q 'extract files/a: it is of a kind' errors
}

# All records are there: that the rest cannot be copied is the job's doing.
test_files_that_are_too_much() {
	parts
	done_out
	: >x
	printf '%s\n' 'cd files' 'write x a' 'sif a size 0x20000000000' | edit
	echo leave | fake
	run_job job
	ends 1 files-incomplete
	kept
	grep -q 'extract files/a: it claims more than 1 TiB' errors
	grep -q '^files-incomplete: .*; 1 records read' output
	[ -f r/results/0001-10-count/record ]
}

# Damage beside it is no doing of the job's.
test_files_that_are_too_much_and_damaged() {
	parts
	done_out
	: >x
	printf '%s\n' 'cd files' 'write x a' 'sif a size 0x20000000000' \
		'write x b' 'sif b flags 0' | edit
	echo leave | fake
	run_job job
	ends 3 records-missing
	kept
}

test_image_that_needs_recovery() {
	parts
	done_out
	printf 'feature needs_recovery\n' | debugfs -w -f /dev/stdin out.img \
		>/dev/null 2>&1
	echo leave | fake
	run_job job
	ends 3 records-missing
	kept
	grep -q 'needs recovery' errors
}

test_image_that_is_torn() {
	parts
	done_out
	printf X | patch $(($(wc -c <out.img) - 4000))
	echo leave | fake
	run_job job
	ends 3 no-verdict
}

test_image_that_is_gone() {
	parts
	# shellcheck disable=SC2016 # for the fake
	for command in 'rm "$out"' ': >"$out"' 'truncate -s 5M "$out"'; do
		echo "$command" | fake
		run_job job
		ends 3 no-verdict
	done
}

test_panic() {
	parts
	done_out
	set_status running - 0 0
	fake <<-'END'
		leave
		echo '{"event":"GUEST_PANICKED","data":{"action":"shutdown"}}' >&3
	END
	run_job job
	ends 3 guest-panic
}

test_qemu_that_is_killed() {
	parts
	# shellcheck disable=SC2016 # for the fake
	echo 'kill -9 $$' | fake
	run_job job
	ends 4 qemu-killed
}

test_qemu_that_fails() {
	parts
	fake <<-'END'
		printf 'could not\033[2J do it\n' >&2
		exit 1
	END
	run_job job
	ends 4 qemu-failed
	grep -qF 'qemu: could not\x1b[2J do it' errors
}

test_qemu_without_words() {
	parts
	GVA_QEMU=$(command -v true)
	run_job job
	same 'exit status' "$status" 4
	grep -q 'it ended without a word' errors
	[ ! -e r ] || fail 'a folder was left'
}

test_qemu_that_is_missing() {
	parts
	for GVA_QEMU in "$PWD/missing" no-such-qemu "$PWD"; do
		run_job job
		same 'exit status' "$status" 4
		grep -q '^gva: find QEMU: ' errors
		[ ! -e r ] || fail 'a folder was left'
	done
	GVA_QEMU=
	real=$GVA
	mkdir empty
	status=0
	PATH=$PWD/empty "$real" run job -o r 2>errors || status=$?
	[ -x /usr/libexec/qemu-kvm ] || same 'exit status' "$status" 4
}

test_machine_that_is_missing() {
	parts
	cp parts/profiles/q35.conf parts/profiles/other.conf
	sed -i 's/^MACHINE=q35/MACHINE=virt/' parts/profiles/other.conf
	run_job job --machine other
	same 'exit status' "$status" 4
	grep -q 'has no machine other' errors
	[ ! -e r ] || fail 'a folder was left'
}

test_kvm_that_is_missing() {
	parts
	run_job job --accel kvm
	same 'exit status' "$status" 4
	grep -q '^gva: use KVM: ' errors
	[ ! -e r ] || fail 'a folder was left'
}

test_qmp_of_noise() {
	parts
	done_out
	fake <<-'END'
		head -c 3000000 /dev/urandom >&3
		printf '\n\n{"event":\n[[[[\n{"event":"SHUTDOWN"}\nnull\n1\n""\n' >&3
		printf '{"event":"SHUTDOWN","data":7}\n{"QMP":[]}\n' >&3
		leave
	END
	run_job job
	ends 0 verdict
}

test_console_of_noise() {
	parts
	done_out
	fake <<-'END'
		head -c 3000000 /dev/urandom >&4
		printf '\ngva: plan scripts=99999999999999999999\n' >&4
		printf 'gva: start 18446744073709551616 x\ngva: \ngva: \033[2J\n' >&4
		printf 'gva: start 1 \033]0;title\007\n' >&4
		leave
	END
	run_job job
	ends 0 verdict
	[ "$(wc -c <r/console.log)" -lt 1100000 ] || fail 'the log is too long'
}

test_errors_of_noise() {
	parts
	fake <<-'END'
		head -c 3000000 /dev/urandom >&2
		exit 1
	END
	run_job job
	ends 4 qemu-failed
	[ "$(wc -c <errors)" -lt 30000 ] || fail 'too much is said'
}

# qemu_is_gone: it runs no more; whether somebody has reaped it is not asked.
qemu_is_gone() {
	! grep '^State:[[:space:]]*[^XZ[:space:]]' "/proc/$(cat running)/status" \
		2>/dev/null || fail 'QEMU is still there'
}

# stopped SIGNAL STATUS ENDING: sends it when the machine runs.
stopped() {
	rm -rf r running
	"$GVA" run job -o r --disk 16M >output 2>errors </dev/null &
	gva=$!
	for _ in $(seq 200); do
		[ ! -e running ] || break
		sleep 0.05
	done
	kill -s "$1" "$gva"
	status=0
	wait "$gva" || status=$?
	cat output errors >&2
	ends "$2" "$3"
	sleep 0.1
	qemu_is_gone
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

# gva is gone, and so is its machine.
test_kill_of_gva() {
	parts
	fake <<-'END'
		echo $$ >running
		exec sleep 100
	END
	"$GVA" run job -o r --disk 16M >output 2>errors </dev/null &
	gva=$!
	for _ in $(seq 200); do
		[ ! -s running ] || break
		sleep 0.05
	done
	kill -KILL "$gva"
	wait "$gva" || :
	sleep 0.2
	qemu_is_gone
}

# passes STATUS OUTCOME: --passthrough of a script that ended so.
passes() {
	rm -f out.img
	make_out
	add_result 1 10-count "$2"
	verdict='done'
	failed=0
	[ "$2" = 'exited 0' ] || { verdict=done-with-failures failed=1; }
	set_status ended "$verdict" 1 $failed
	run_job job --passthrough
	same "exit status of $2" "$status" "$1"
	same stdout "$(cat output)" hello
	[ ! -s errors ] || fail 'gva said something'
}

test_passthrough() {
	parts
	echo leave | fake
	passes 0 'exited 0'
	passes 7 'exited 7'
	passes 137 'signaled 9'
	passes 139 'signaled 11 core'
	passes 124 timeout
	passes 127 'could-not-start ENOENT'
	passes 126 'could-not-start EACCES'
}

test_passthrough_without_a_record() {
	parts
	echo : | fake
	run_job job --passthrough
	same 'exit status' "$status" 125
	[ ! -s output ] || fail 'it printed something'
	make_out
	set_status ended nothing-to-run 0 0
	echo leave | fake
	run_job job --passthrough
	same 'exit status' "$status" 125
	run_job missing --passthrough
	same 'exit status' "$status" 125
}

# refused WORDS ARGUMENT...: a mistake: status 2, one line, nothing is made.
refused() {
	words=$1
	shift
	rm -rf r argv
	status=0
	"$GVA" run "$@" >output 2>errors </dev/null || status=$?
	cat output errors >&2
	same "exit status of $*" "$status" 2
	same 'lines said' "$(grep -c '^gva: ' errors)" 1
	grep -qF -e "$words" errors || fail "not said: $words"
	[ ! -e r ] || fail 'a folder was left'
	[ ! -e argv ] || fail 'a machine was started'
}

test_mistakes() {
	parts
	refused 'no JOBDIR'
	refused 'no such option' job --nonsense -o r
	refused 'a value is missing' job -o
	refused 'one job is enough' job job -o r
	refused 'one job is enough' job --app x -o r
	refused 'missing' missing -o r
	refused '--memory' job -o r --memory 1M
	refused '--memory' job -o r --memory lots
	refused '--cpus' job -o r --cpus 0
	refused '--cpus' job -o r --cpus 256
	refused '--disk' job -o r --disk 1M
	refused 'timeout' job -o r --timeout soon
	refused 'deadline' job -o r --deadline 0
	refused 'deadline' job -o r --deadline 367d
	refused 'KEY=VALUE' job -o r --set timeout
	refused 'speed' job -o r --set speed=9
	refused 'no such variable' job -o r --env GVA_TEST_UNSET
	refused 'GVA_X' job -o r --env GVA_X=1
	refused '--accel' job -o r --accel fast
	refused '--machine' job -o r --machine ../q35
	refused '--machine' job -o r --machine nonsense
	refused 'read missing' job -o r --kernel missing
	refused 'read missing' job -o r --initrd missing
	refused 'read missing' job -o r --env-file missing
	refused 'read missing' --app missing -o r
	refused '2047 bytes' job -o r --append "$(seq 1000 | tr '\n' ' ')"
	# Two lines: the second that nothing was made.
	mkdir r.there
	status=0
	"$GVA" run job -o r.there >output 2>errors || status=$?
	same 'exit status' "$status" 2
	same 'what is there' "$(ls -A r.there)" ''
}

test_gva_conf_is_checked_before() {
	parts
	echo 'timeout=soon' >job/gva.conf
	refused 'gva.conf' job -o r
	head -c 300000 /dev/zero | tr '\0' '#' >job/gva.conf
	refused 'gva.conf' job -o r
	rm job/gva.conf
	mkdir job/gva.conf
	refused 'gva.conf' job -o r
}

test_images_that_are_refused() {
	parts
	mkdir data
	"$GVA" pack job -o app.img >&2
	"$GVA" pack --data data -o data.img >&2
	truncate -s 16M plain.img
	mke2fs -q -t ext4 -L gva-out plain.img
	head -c 100000 app.img >short.img
	refused 'its label says gva-data' --app data.img -o r
	refused 'no ext4 file system' --app parts/vmlinux -o r
	refused 'truncated' --app short.img -o r
	refused 'no status block' job --out plain.img -o r
	refused 'neither a file nor' --app data -o r
}

test_results_folder_inside_of_the_job() {
	parts
	refused 'it is the image that is being made' job -o job/r
	same 'what is in the job' "$(ls -A job)" script-bin
}

# The user's out image stays, and a job that has ended there is not run again.
test_named_out_image() {
	parts
	done_out
	echo leave | fake
	run_job job --out named.img
	ends 0 verdict
	cmp out.img named.img
	rm argv
	run_job job --out named.img
	[ ! -e argv ] || fail 'a machine was started'
	cmp out.img named.img
}

test_combined_image_is_copied() {
	parts
	"$GVA" pack job --out 16M -o all.img >&2
	cp all.img before.img
	# shellcheck disable=SC2016 # for the fake
	echo 'printf X >>"$out"' | fake
	run_job --app all.img
	ends 3 never-started
	cmp all.img before.img
	run_job --app all.img --in-place
	! cmp -s all.img before.img || fail 'it was not run in its place'
}

test_arguments_reach_the_image() {
	parts
	# shellcheck disable=SC2016 # for the fake
	echo 'cp --sparse=always "$out" seen.img' | fake
	V='from here' run_job job --env V --env 'W=a b' -- one 'two words' ''
	ends 3 never-started
	debugfs -R 'cat job.conf' seen.img 2>/dev/null >conf
	printf '%s\n' 'env.V=from here' 'env.W=a b' arg=one 'arg=two words' \
		arg= | diff - conf
	e2fsck -fn seen.img >&2 || fail 'the image is damaged'
}

test_host_disk_full() {
	parts
	done_out
	head -c 3000000 /dev/urandom >big
	printf '%s\n' 'cd files' 'write big big' | edit
	echo leave | fake
	mkdir small
	status=0
	# shellcheck disable=SC2016 # for the shell in there
	unshare -U -r -m sh -c '
		mount -t tmpfs -o size=5M tmpfs small
		"$GVA" run job -o small/r --disk 16M || status=$?
		ls -R small >left
		exit "$status"' >output 2>errors </dev/null || status=$?
	cat output errors left >&2
	same 'exit status' "$status" 4
	grep -q host-disk-full output
	grep -qx out.img left || fail 'the out image is gone'
}
