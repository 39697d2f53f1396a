# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# endings: gva run, with a program in the place of QEMU whose machine ends
# without a verdict, or not at all.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

test_reset() {
	parts
	done_out
	set_status running - 0 0
	fake <<-'END'
		leave
		echo '{"event":"SHUTDOWN","data":{"guest":true,"reason":"guest-reset"}}' >&3
	END
	run_job job
	ends 3 reset
	# Where a reset is the usual end, it tells nothing.
	run_job job --machine microvm
	ends 3 no-verdict
}

# A machine without a device for it has the kernel's word on the console.
test_panic_without_a_device() {
	parts
	done_out
	set_status running - 0 0
	fake <<-'END'
		leave
		echo 'Kernel panic - not syncing: Attempted to kill init!' >&4
		echo '{"event":"SHUTDOWN","data":{"guest":true,"reason":"guest-reset"}}' >&3
	END
	run_job job --machine microvm
	ends 3 guest-panic
	# That word undoes no verdict.
	rm out.img
	done_out
	run_job job --machine microvm
	ends 0 verdict
}

# QEMU tells of a signal by which it goes in order; others are seen.
test_qemu_that_is_terminated() {
	parts
	done_out
	set_status running - 0 0
	fake <<-'END'
		leave
		echo '{"event":"SHUTDOWN","data":{"guest":false,"reason":"host-signal"}}' >&3
	END
	run_job job
	ends 4 qemu-terminated
	for signal in TERM HUP USR2; do
		printf 'leave\nkill -%s $$\n' $signal | fake
		run_job job
		ends 4 qemu-terminated
	done
	# shellcheck disable=SC2016 # for the fake
	printf 'leave\nkill -ABRT $$\n' | fake
	run_job job
	ends 4 qemu-failed
}

# never_ends: a machine that has begun, and hears nothing but SIGKILL.
never_ends() {
	done_out
	set_status running - 0 0
	fake <<-'END'
		trap '' TERM INT HUP
		leave
		while :; do sleep 1; done
	END
}

# The deadline of the job, and the 120 seconds of gva(1).
test_guest_that_overruns_its_deadline() {
	parts
	never_ends
	start=$(date +%s)
	RUN_SECONDS=200 run_job job --deadline 1s
	ends 3 host-deadline
	took=$(($(date +%s) - start))
	[ $took -ge 121 ] || fail "it was stopped after $took s"
	[ $took -lt 150 ] || fail "it was stopped only after $took s"
}

# QEMU does not greet: 60 seconds.
test_qemu_that_does_not_greet() {
	parts
	cat >mute <<-'END'
		#!/bin/sh
		case $* in *'-machine none'*) exec "$TESTS/host/fake_qemu" "$@" ;; esac
		while :; do sleep 1; done
	END
	chmod +x mute
	start=$(date +%s)
	GVA_QEMU=$PWD/mute RUN_SECONDS=120 run_job job
	ends 4 qemu-failed
	took=$(($(date +%s) - start))
	[ $took -ge 60 ] || fail "it was killed after $took s"
}
