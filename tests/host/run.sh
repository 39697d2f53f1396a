# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# run: gva run, with a program in the place of QEMU that does what a QEMU or
# a guest may do.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

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

# Somebody has put a name of ours there meanwhile: not the guest's doing.
test_results_that_cannot_be_placed() {
	parts
	done_out
	printf '%s\n' leave 'mkdir r/files' | fake
	run_job job
	ends 4 host-failed
	kept
	[ -s r/results/0001-10-count/record ] || fail 'the records are gone'
	grep -q 'make folder files' errors
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
	grep -q 'extract files/a: an extent lies outside' errors
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

# The status block is whole: it tells the end, as far as it can be believed.
test_image_without_its_superblock() {
	parts
	done_out
	lose_superblock
	echo leave | fake
	run_job job
	ends 3 records-missing
	kept
	grep -q 'its superblock is destroyed\|still needs recovery' errors
	set_status ended io-error 1 0
	run_job job
	ends 3 verdict
	kept
	set_status running - 1 0
	run_job job
	ends 3 no-verdict
	kept
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
