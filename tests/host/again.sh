# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# again: gva run and status on out images that an earlier boot has left.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

# A job that goes on has an initramfs of its own in the work folder.
test_job_that_goes_on() {
	parts
	make_out
	set_status running - 0 0
	cp out.img named.img
	rm out.img
	make_out
	add_result 1 10-count 'exited 0'
	of_this_job
	set_status ended 'done' 1 0 2
	echo leave | fake
	run_job job --out named.img
	ends 0 verdict
	grep -q '^resumed: .* boot 2$' output || fail 'it is not told'
	rm argv
	run_job job --out named.img
	ends 0 verdict
	[ ! -e argv ] || fail 'a job that has ended was run'
}

test_out_image_with_a_damaged_status_block() {
	parts
	done_out
	printf X | patch $(($(wc -c <out.img) - 4000))
	cp out.img named.img
	echo leave | fake
	run_job job --out named.img
	same 'exit status' "$status" 2
	grep -q 'its status block is damaged; --fresh' errors || fail 'not said'
	[ ! -e argv ] || fail 'a machine was started'
}

# A pipe that nobody empties holds gva status up when all is done.
test_signals_are_heard_after_a_repair() {
	parts
	done_out
	set_status running - 1 0
	cp out.img named.img
	printf 'feature needs_recovery\n' |
		debugfs -w -f /dev/stdin named.img >/dev/null 2>&1
	echo leave | fake
	mkfifo pipe
	exec 3<>pipe
	head -c 65536 /dev/zero >&3
	timeout -s KILL 100 "$GVA" status named.img >pipe 2>errors 3>&- &
	gva=$!
	for _ in $(seq 100); do
		child=$(cat "/proc/$gva/task/$gva/children")
		[ -z "$child" ] || break
		sleep 0.1
	done
	gva=${child%% *}
	blocked=unknown
	for _ in $(seq 200); do
		[ ! -e argv ] || blocked=$(sed -n 's/^SigBlk:[[:space:]]*//p' \
			"/proc/$gva/status")
		[ "$blocked" != 0000000000000000 ] || break
		sleep 0.1
	done
	kill -KILL "$gva"
	same 'what is blocked' "$blocked" 0000000000000000
}

test_arguments_that_are_too_many() {
	parts
	echo leave | fake
	long=$(head -c 120000 /dev/zero | tr '\0' x)
	run_job job -- "$long" "$long" "$long"
	same 'exit status' "$status" 2
	grep -q '^gva: run: arguments: more than' errors || fail 'not said'
}

test_options_that_are_too_many() {
	parts
	echo leave | fake
	set --
	for _ in $(seq 300); do set -- "$@" --set timeout=10; done
	run_job job "$@"
	same 'exit status' "$status" 2
	grep -q '^gva: run: more than 2047 bytes of options' errors ||
		fail 'not said'
	[ ! -e argv ] || fail 'a machine was started'
}

# It waits from before gva began, and nothing is packed that could meet it.
test_signal_that_came_before() {
	parts
	done_out
	echo leave | fake
	"$GVA" pack job -o app.img >&2
	"$GVA" pack --out 16M -o named.img >&2
	status=0
	# shellcheck disable=SC2016 # for the shell in there
	env --block-signal=TERM sh -c '
		kill -TERM $$
		exec "$GVA" run --app app.img --out named.img -o r' >output \
		2>errors </dev/null || status=$?
	cat output errors >&2
	same 'exit status' "$status" 143
	[ ! -e argv ] || fail 'a machine was started'
}

# Whoever watches QEMU for gva is killed: QEMU ends, and gva says so.
test_kill_of_the_guard() {
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
	read -r qemu <running
	guard=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$qemu/status")
	same guard "$(cat "/proc/$guard/comm")" gva-guard
	kill -KILL "$guard"
	status=0
	wait "$gva" || status=$?
	cat output errors >&2
	same 'exit status' "$status" 4
	gone=
	for _ in $(seq 100); do
		grep -q '^State:[[:space:]]*[^XZ[:space:]]' \
			"/proc/$qemu/status" 2>/dev/null || gone=yes
		[ -z "$gone" ] || break
		sleep 0.05
	done
	same 'QEMU is gone' "$gone" yes
}
