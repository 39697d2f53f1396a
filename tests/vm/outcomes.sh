# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# outcomes: the ends of the closed lists, each provoked in a machine; a row of
# docs/outcomes.md names the test that shows it.

# job_out ARGUMENT...: runs ./job, and keeps its out image as ./o.img.
job_out() {
	rm -rf r o.img
	job_vm --out o.img --disk 64M "$@"
}

# says WORD EXIT FIRST-LINE: what gva run, its exit status, the status block,
# and gva status say; the line is compared up to its detail.
says() {
	same 'exit status' "$status" "$2"
	check "gva run says $1" grep -q "^$1: " output
	line=$(tail -c 4096 o.img | head -n 1)
	case $line in
	"gva: $3" | "gva: $3: "*) ;;
	*) fail "the status block says '$line', wanted '$3'" ;;
	esac
	told=0
	"$GVA" status o.img >said || told=$?
	case $3 in
	running*) same 'exit of gva status' "$told" 3 ;;
	*) same 'exit of gva status' "$told" "$2" ;;
	esac
}

# true_script NAME: one that succeeds.
true_script() {
	printf '#!/bin/sh\n' | script "$1"
}

test_scripts_that_end_by_themselves() {
	true_script 1-true
	printf '#!/bin/sh\nexit 7\n' | script 2-seven
	printf '#!/bin/sh\nexit 137\n' | script 3-like-kill
	printf '#!/bin/sh\nkill -9 $$\n' | script 4-kill
	script 5-core <<-'END'
		#!/bin/sh
		ulimit -c unlimited
		kill -SEGV $$
	END
	printf '#!/no/such/interpreter\n' | script 6-missing
	printf '#!/bin/sh\nrm /app/script-bin/8-gone\n' | script 7-removes
	true_script 8-gone
	job_out
	outcome 0001-1-true 'exited 0'
	outcome 0002-2-seven 'exited 7'
	outcome 0003-3-like-kill 'exited 137'
	outcome 0004-4-kill 'signaled 9'
	outcome 0005-5-core 'signaled 11 core'
	outcome 0006-6-missing 'could-not-start ENOENT'
	outcome 0007-7-removes 'exited 0'
	outcome 0008-8-gone withdrawn
	says done-with-failures 1 'done-with-failures scripts=8 failed=6'
}

test_scripts_that_are_ended() {
	printf '#!/bin/sh\ntrap "exit 0" TERM\nsleep 60 & wait\n' | script 1-slow
	printf '#!/bin/sh\ntail /dev/zero\n' | script 2-large
	true_script 3-behind
	job_out --timeout 5s --set memory=48M
	outcome 0001-1-slow timeout
	outcome 0002-2-large out-of-memory
	outcome 0003-3-behind 'exited 0'
	says done-with-failures 1 'done-with-failures scripts=3 failed=2'
}

test_done() {
	true_script 1
	job_out
	says 'done' 0 'done scripts=1 failed=0'
}

# gva pack refuses such a job.
test_nothing_to_run() {
	true_script .hidden
	mke2fs -q -t ext4 -b 4096 -O ^has_journal -d job app.img 8M
	run_vm --app app.img --out o.img --disk 64M -o r
	says nothing-to-run 2 'nothing-to-run scripts=0 failed=0'
}

test_deadline() {
	printf '#!/bin/sh\nsleep 60\n' | script 1-slow
	true_script 2-behind
	job_out --deadline 4s
	outcome 0001-1-slow deadline
	outcome 0002-2-behind not-run
	says deadline 1 'deadline scripts=2 failed=2'
}

test_bad_image() {
	true_script 1
	"$GVA" pack job -o app.img >&2
	printf 'XXXX' | dd of=app.img bs=1 seek=1100 conv=notrunc 2>&1
	run_vm --app app.img --out o.img --disk 64M -o r
	says bad-image 2 'bad-image scripts=0 failed=0'
}

test_bad_options() {
	true_script 1
	# gva run looks into a job's own gva.conf before, but not into an app.
	"$GVA" pack job -o app.img >&2
	echo speed=9 >conf
	debugfs -w -R 'write conf gva.conf' app.img >&2
	run_vm --app app.img --out o.img --disk 64M -o r
	says bad-options 2 'bad-options scripts=0 failed=0'
}

# What an earlier boot said is not what this one says.
test_reason_of_an_earlier_end_is_gone() {
	true_script 1
	job_out --append gva.speed=9
	says bad-options 2 'bad-options scripts=0 failed=0'
	rm -rf r
	job_vm --out o.img
	says 'done' 0 'done scripts=1 failed=0'
	same detail "$(tail -c 4096 o.img | sed -n 's/^detail //p')" -
}

# Counts are those of records that are there, be this boot as short as it may.
test_counts_stay_after_an_early_fault() {
	true_script 1
	"$GVA" pack --out 64M -o o.img >&2
	printf '%s\n' 'gva: running scripts=3 failed=1' 'gva-status 1' \
		'job job' 'instance -' 'boots 1' 'state running' 'verdict -' \
		'scripts 3' 'failed 1' 'clock -' 'detail -' >block
	printf 'sha256 %s\n' "$(sha256sum <block | cut -d ' ' -f 1)" >>block
	head -c $((4096 - $(wc -c <block))) /dev/zero | tr '\0' '\n' |
		cat block - | dd of=o.img bs=4096 conv=notrunc \
		seek=$(($(wc -c <o.img) / 4096 - 1)) 2>/dev/null
	job_vm --out o.img --append gva.speed=9
	says bad-options 2 'bad-options scripts=3 failed=1'
}

test_output_full() {
	script 1-fills <<-'END'
		#!/bin/sh
		dd if=/dev/zero of=/out/all bs=64k 2>/dev/null
		mkdir /out/inodes
		i=0
		while echo >/out/inodes/$i; do i=$((i + 1)); done 2>/dev/null
		exit 5
	END
	true_script 2-behind
	job_out
	outcome 0001-1-fills 'exited 5'
	says output-full 1 'output-full scripts=1 failed=1'
}

# A write that fails once: the journal is given up, the block behind the file
# system can be written.
test_io_error() {
	cat >failing <<-'END'
		#!/bin/sh
		fault=file.driver=blkdebug,file.image.driver=file
		n=0
		while [ $n -lt 30 ]; do
			fault=$fault,file.set-state.$n.event=write_aio
			fault=$fault,file.set-state.$n.state=$((n + 1))
			n=$((n + 1))
			fault=$fault,file.set-state.$((n - 1)).new_state=$((n + 1))
		done
		fault=$fault,file.inject-error.0.event=write_aio
		fault=$fault,file.inject-error.0.state=$((n + 1))
		fault=$fault,file.inject-error.0.errno=5
		fault=$fault,file.inject-error.0.once=on
		for word; do
			shift
			case $word in
			driver=raw,*,read-only=off,*) word=${word%file.driver=*}$fault,file.image.filename=${word##*filename=} ;;
			esac
			set -- "$@" "$word"
		done
		exec qemu-system-x86_64 "$@"
	END
	chmod +x failing
	for name in 1 2 3 4 5; do
		printf '#!/bin/sh\necho written >/out/%s\n' $name | script $name
	done
	"$GVA" pack --out 64M -o o.img >&2
	GVA_QEMU=$PWD/failing job_vm --out o.img --accel tcg
	same 'exit status' "$status" 3
	check 'the machine says io-error' grep -q '^gva: io-error scripts=' errors
	# What the journal lost by it is looked for before the results are read:
	# where that repair had to change more than counts, it is damage.
	word=io-error
	if grep -q '^damaged: ' output; then
		word=damaged
		check 'it was repaired' grep -q '^repaired: ' output
	fi
	check "gva run says $word" grep -q "^$word: " output
	case $(tail -c 4096 o.img | head -n 1) in
	"gva: $word scripts="*) ;;
	*) fail 'it is not told in the status block' ;;
	esac
}

# What writes to a frozen file system waits where SIGKILL does not reach.
test_stuck() {
	mkdir -p data job/script-bin
	echo old >data/file
	cp "$BUILD/tests/vm/freeze" job/freeze
	script 1-freezes <<-'END'
		#!/bin/sh
		/app/freeze /data || exit 9
		echo new >/data/file &
		sleep 1
	END
	true_script 2-behind
	job_out --data data --set data=rw --set privilege=full
	outcome 0001-1-freezes 'exited 0'
	says stuck 3 'stuck scripts=1 failed=0'
}

test_limit() {
	mkdir -p job/script-bin
	(cd job/script-bin && seq -f 's%05.0f' 10001 | xargs touch && chmod +x -- *)
	job_out
	says limit 1 'limit scripts=0 failed=0'
}

test_appliance_error() {
	true_script 1
	job_out --append cgroup_disable=memory
	says appliance-error 3 'appliance-error scripts=0 failed=0'
}

# Without tools.cpio among the parts.
test_needs_repair() {
	true_script 1
	"$GVA" pack --out 64M -o o.img >&2
	dd if=/dev/zero of=o.img bs=4k seek=1 count=1 conv=notrunc 2>&1
	mkdir parts
	cp -R "$BUILD/lib/gva/." parts
	rm parts/tools.cpio
	GVA_LIB=$PWD/parts job_vm --out o.img
	says needs-repair 3 'needs-repair scripts=0 failed=0'
}

# lost ARGUMENT...: a run whose QEMU is killed when the script has begun.
lost() {
	rm -rf r
	"$GVA" run job --out o.img --disk 64M -o r "$@" >output 2>errors \
		</dev/null &
	run=$!
	tries=0
	until grep -q '^gva: start 1' errors; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || fail 'the script never started'
		sleep 0.1
	done
	pkill -KILL -f "file.filename=$PWD/o.img" || fail 'no QEMU is there'
	status=0
	wait $run || status=$?
	cat output errors >&2
}

test_lost_and_given_up() {
	printf '#!/bin/sh\nsleep 60\n' | script 1-cut
	true_script 2-behind
	lost --set attempts=2
	says qemu-killed 4 'running scripts=0 failed=0'
	lost --set attempts=2
	rm -rf r
	job_vm --out o.img --set attempts=2
	outcome 0001-1-cut gave-up
	outcome 0002-2-behind 'exited 0'
	says done-with-failures 1 'done-with-failures scripts=2 failed=1'
}

test_lost_and_interrupted() {
	printf '#!/bin/sh\nsleep 60\n' | script 1-cut
	lost --set retry=fail
	rm -rf r
	job_vm --out o.img --set retry=fail
	outcome 0001-1-cut interrupted
	says done-with-failures 1 'done-with-failures scripts=1 failed=1'
}

test_reset() {
	mkdir -p job
	cp "$BUILD/tests/vm/abuse" job/abuse
	printf '#!/bin/sh\nsync\n/app/abuse reboot\nsleep 60\n' | script 1-resets
	job_out --set privilege=full
	says reset 3 'running scripts=0 failed=0'
}
