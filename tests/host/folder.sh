# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# folder: the results folder and the out image, used again.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

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
	{ printf begin-of-blocks; head -c 65536 /dev/zero | tr '\0' x; } >job/blocks
	"$GVA" pack job --out 16M -o all.img >&2
	# A hole of one block, and behind it something lies.
	at=$(LC_ALL=C grep -abo begin-of-blocks all.img | head -n 1 | cut -d : -f 1)
	fallocate -p -o $(((at / 4096 + 2) * 4096)) -l 4096 all.img
	cp all.img before.img
	# shellcheck disable=SC2016 # for the fake
	printf '%s\n' 'cp --sparse=always "$out" copy.img' \
		'printf X >>"$out"' | fake
	run_job --app all.img
	ends 3 never-started
	cmp all.img before.img
	cmp all.img copy.img
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

# What batch systems do when a node was lost.
test_same_command_again() {
	parts
	for out in '' '--out x.img' '--out r/x.img'; do
		rm -f x.img out.img
		lost
		# shellcheck disable=SC2086 # two words
		run_job job $out
		ends 3 no-verdict
		cp r/results/0001-10-count/record first
		done_again
		# shellcheck disable=SC2086
		again job $out
		ends 0 verdict
		cmp record r/results/0001-10-count/record
		cmp first r/earlier.1/results/0001-10-count/record
		[ -s r/earlier.1/run.json ] || fail 'its run.json is gone'
		# Finished: another run would be a mistake, but for one that
		# only reads the image again.
		find r -type f -exec cksum {} + | sort >before
		rm -f argv
		# shellcheck disable=SC2086
		again job $out
		[ ! -e argv ] || fail 'a machine was started'
		if [ -z "$out" ]; then
			same 'exit status' "$status" 2
			find r -type f -exec cksum {} + | sort | diff before - ||
				fail 'something was touched'
		else
			ends 0 verdict
			[ -s r/earlier.2/run.json ] || fail 'results are gone'
		fi
	done
}

test_same_command_behind_a_kill() {
	parts
	fake <<-'END'
		echo $$ >running
		exec sleep 100
	END
	for out in '' '--out x.img'; do
		rm -rf r running
		# shellcheck disable=SC2086 # two words
		"$GVA" run job -o r --disk 16M $out >output 2>errors </dev/null &
		gva=$!
		soon test -s running
		kill -KILL $gva
		wait $gva || :
		soon qemu_is_gone
		done_out
		echo leave >again
		FAKE=$PWD/again
		# shellcheck disable=SC2016 # for the fake
	printf 'leave() { cp --sparse=always "%s" "$out"; }\nleave\n' \
			"$PWD/out.img" >again
		# shellcheck disable=SC2086
		again job $out
		ends 0 verdict
		[ -e r/earlier.1/console.log ] || fail 'its console is gone'
		FAKE=$PWD/fake
		rm -f out.img x.img
	done
}

# The guest mends it, and goes on.
test_out_image_without_its_superblock() {
	parts
	done_out
	done_again
	cp out.img whole.img
	set_status running - 1 0
	lose_superblock
	mv out.img x.img
	mv whole.img out.img
	run_job job --out x.img
	ends 0 verdict
	grep -q initramfs.cpio argv
	# One that has ended is read, without a machine for the job.
	lose_superblock
	cp out.img x.img
	run_job job --out x.img
	ends 3 records-missing
	# It can not be told what else it holds.
	run_job --app x.img
	same 'exit status as an app' "$status" 2
	grep -q 'gva results repairs' errors
}

test_empty_folder_is_taken() {
	parts
	done_out
	echo leave | fake
	mkdir r
	again job
	ends 0 verdict
	rm -r r
	mkdir r
	again job --set speed=9
	same 'exit status' "$status" 2
	[ -d r ] || fail 'the folder is gone'
	same 'what is there' "$(ls -A r)" ''
}

# Of two at once one runs, the other says what to wait for.
test_folder_that_is_in_use() {
	parts
	done_out
	fake <<-'END'
		echo $$ >running
		until [ -e go ]; do sleep 0.1; done
		leave
	END
	"$GVA" run job -o r --disk 16M >first 2>&1 </dev/null &
	gva=$!
	soon test -s running
	again job
	same 'exit status' "$status" 3
	grep -q 'another gva runs into it' errors
	: >go
	status=0
	wait $gva || status=$?
	ends 0 verdict
}

# The verdict of an earlier boot is not this one's.
test_verdict_of_an_earlier_boot() {
	parts
	make_out
	set_status ended io-error 0 0
	cp out.img x.img
	echo : | fake
	run_job job --out x.img
	ends 3 never-started
	cmp out.img x.img
}

# After ^C it is said how to get what is there.
test_records_behind_an_interrupt() {
	parts
	lost
	printf 'feature needs_recovery\n' | debugfs -w -f /dev/stdin out.img \
		>/dev/null 2>&1
	fake <<-'END'
		leave
		echo $$ >running
		while read -r line; do
			[ "$line" = "${line#*quit}" ] || exit 0
		done <&3
	END
	env --default-signal=INT "$GVA" run job -o r --disk 16M --out x.img \
		>output 2>errors </dev/null &
	gva=$!
	soon test -s running
	kill -INT $gva
	status=0
	wait $gva || status=$?
	cat output errors >&2
	ends 130 interrupted
	! grep -q '0 records read' output || fail 'it says that there is none'
	grep -q 'gva results .*x.img DIR' errors || fail 'not said how'
	grep -q 'goes on with the job' errors || fail 'not said what next'
}

test_run_json_knows_the_run() {
	parts
	done_out
	echo leave | fake
	run_job job --set instance=i7 --out x.img
	ends 0 verdict
	same instance "$(told instance)" i7
	same 'out image' "$(told out)" "$PWD/x.img"
	kernel=$(sha256sum <parts/vmlinux)
	grep -q "\"sha256\":.*\"${kernel%% *}\"" r/run.json ||
		fail 'no digest of the kernel'
	sed -n '/"options"/,/^\t}/p' r/run.json | tr -d '\n\t' >options
	for words in '"deadline":{"value":86400,"origin":"default"}' \
		'"on-failure":{"value":"continue","origin":"default"}' \
		'"retry":{"value":"rerun","origin":"default"}' \
		'"data":{"value":"ro","origin":"default"}' \
		'"mode":{"value":"run","origin":"default"}' \
		'"privilege":{"value":"contained","origin":"default"}'; do
		grep -qF "$words" options || fail "run.json lacks $words"
	done
	run_job job --set on-failure=stop --set retry=fail
	sed -n '/"options"/,/^\t}/p' r/run.json | tr -d '\n\t' >options
	for words in \
		'"on-failure":{"value":"stop","origin":"command line"}' \
		'"retry":{"value":"fail","origin":"command line"}'; do
		grep -qF "$words" options || fail "run.json lacks $words"
	done
}

# A packed job is called as its folder was, not as its image.
test_packed_job_keeps_its_name() {
	parts
	done_out
	echo leave | fake
	mkdir sims
	cp -r job sims/count.v2
	"$GVA" pack sims/count.v2 -o app.img >&2
	status=0
	"$GVA" run --app app.img --disk 16M >output 2>errors || status=$?
	cat errors >&2
	same 'exit status' "$status" 0
	mv count.v2.results r
	same job "$(told job)" count.v2
	grep -qx 'guest=count.v2' argv || fail 'QEMU is not told'
}

# The mark of an unfinished run stays where its end could not be written down.
test_same_command_behind_a_full_disk() {
	parts
	done_out
	printf 'mkdir "%s/r/run.json"\nleave\n' "$PWD" | fake
	run_job job
	same 'exit status' "$status" 4
	rmdir r/run.json
	echo leave | fake
	again job
	ends 0 verdict
}
