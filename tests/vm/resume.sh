# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# shellcheck disable=SC2012 # ls lists names that the tests chose
# resume: the same images, again, after the machine was lost.

slow_job() {
	for name in 1 2 3; do
		script $name <<-'END'
			#!/bin/sh
			echo ${0##*/} $GVA_ATTEMPT >>/out/log
			[ "${0##*/}" != 2 ] || [ $GVA_ATTEMPT -gt ${CUTS:-1} ] || sleep 60
		END
	done
	"$GVA" pack job -o app.img >&2
	"$GVA" pack --out "${OUT_SIZE:-300M}" -o out.img >&2
}

# by_hand [APPEND [INITRD]]: plain QEMU, in the background, as $machine.
by_hand() {
	qemu-system-x86_64 -M q35 -accel tcg -m 256 -nodefaults \
		-no-user-config -display none -no-reboot -serial file:console \
		-kernel "$BUILD/lib/gva/bzImage" \
		-initrd "${2:-$BUILD/lib/gva/initramfs.cpio}" -append "${1:-}" \
		-drive if=none,id=a,format=raw,file=app.img,readonly=on \
		-device virtio-blk-pci,drive=a,serial=gva-app \
		-drive if=none,id=o,format=raw,file=out.img \
		-device virtio-blk-pci,drive=o,serial=gva-out </dev/null &
	machine=$!
}

# boots to its end: the first line of the status block goes to $line.
by_hand_to_the_end() {
	by_hand "$@"
	timeout 120 tail --pid=$machine -f /dev/null || {
		kill -9 "$machine"
		fail 'it does not end'
	}
	cat console >&2
	line=$(tail -c 4096 out.img | head -n 1)
}

# cut LINE: kills QEMU when the console has the line.
cut_at() {
	tries=0
	until grep -q "$1" console 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || fail "the console never said $1"
		sleep 0.1
	done
	kill -9 "$machine"
	wait "$machine" || :
}

# Finished ones once; of the attempt that was cut the disk need not know.
what_ran() {
	same 'what ran' "$(grep -v '^2 1$' r/files/log | tr '\n' ' ')" \
		'1 1 2 2 3 1 '
}

test_goes_on_after_kill() {
	slow_job
	by_hand
	cut_at 'start 2'
	same 'state after the cut' "$(tail -c 4096 out.img | head -n 1)" \
		'gva: running scripts=0 failed=0'
	by_hand_to_the_end
	same verdict "$line" 'gva: done scripts=3 failed=0'
	check 'it is told' grep -q '^gva: resume done=1 scripts=3' console
	"$GVA" results out.img r >&2
	what_ran
}

test_repair_mode_makes_a_cut_image_readable() {
	slow_job
	by_hand
	cut_at 'start 2'
	by_hand_to_the_end gva.mode=repair
	same 'state and count' "$line" 'gva: running scripts=1 failed=0'
	# It goes on from there as well.
	by_hand_to_the_end
	same verdict "$line" 'gva: done scripts=3 failed=0'
}

test_another_app_is_refused() {
	slow_job
	by_hand
	cut_at 'start 2'
	echo more >job/more
	rm app.img
	"$GVA" pack job -o app.img >&2
	tail -c 4096 out.img >before
	by_hand_to_the_end
	check 'the console tells it' \
		grep -q '^gva: bad-image .*another app image' console
	tail -c 4096 out.img | cmp - before || fail 'the block was written'
}

test_damaged_file_system_is_repaired() {
	slow_job
	cat "$BUILD/lib/gva/initramfs.cpio" "$BUILD/lib/gva/tools.cpio" >both
	by_hand
	cut_at 'start 2'
	# The superblock, whose copies e2fsck finds.
	dd if=/dev/zero of=out.img bs=1024 seek=1 count=1 conv=notrunc 2>&1
	cp out.img damaged.img
	by_hand_to_the_end
	case $line in
	'gva: needs-repair '*) ;;
	*) fail "without the tools: '$line'" ;;
	esac
	cp damaged.img out.img
	by_hand_to_the_end '' "$PWD/both"
	same verdict "$line" 'gva: done scripts=3 failed=0'
	same 'it is told' "$(tail -c 4096 out.img | sed -n 's/^repaired //p')" 1
	"$GVA" results out.img r >&2
	what_ran
	check 'the record says so' grep -q '^note the out image was repaired' \
		r/results/0002-2/record
}

# It is all that is wrong: the superblock's checksum is right, and there is no
# journal to be replayed, which would bring an older superblock back.
test_error_bit_alone_is_repaired() {
	slow_job
	cat "$BUILD/lib/gva/initramfs.cpio" "$BUILD/lib/gva/tools.cpio" >both
	debugfs -w -R 'set_super_value state 3' out.img >&2
	by_hand_to_the_end gva.env.CUTS=0 "$PWD/both"
	same verdict "$line" 'gva: done scripts=3 failed=0'
	case $(debugfs -R stats out.img 2>&1) in
	*'Filesystem state: '*errors*) fail 'the bit is still set' ;;
	esac
}

test_blank_disk_is_formatted() {
	slow_job
	cat "$BUILD/lib/gva/initramfs.cpio" "$BUILD/lib/gva/tools.cpio" >both
	rm out.img
	truncate -s 64M out.img
	by_hand_to_the_end gva.env.CUTS=0
	case $line in
	'gva: needs-repair '*) fail 'no file system, but a status block' ;;
	esac
	check 'it is told' grep -q '^gva: needs-repair ' console
	by_hand_to_the_end gva.env.CUTS=0 "$PWD/both"
	same verdict "$line" 'gva: done scripts=3 failed=0'
	e2fsck -fn out.img >&2 || fail 'its file system is damaged'
	# Anything in the first MiB is somebody's.
	truncate -s 0 out.img
	truncate -s 64M out.img
	printf x | dd of=out.img bs=1 seek=1000000 conv=notrunc 2>&1
	cp out.img before.img
	by_hand_to_the_end gva.env.CUTS=0 "$PWD/both"
	check 'it is refused' grep -q '^gva: bad-image ' console
	cmp out.img before.img
}

# Its status block says that a file system was there: that is looked for, and
# no new one is made in its place.
test_wiped_disk_of_a_job_is_not_formatted() {
	OUT_SIZE=20M
	slow_job
	cat "$BUILD/lib/gva/initramfs.cpio" "$BUILD/lib/gva/tools.cpio" >both
	by_hand
	cut_at 'start 2'
	dd if=/dev/zero of=out.img bs=1M count=1 conv=notrunc 2>&1
	by_hand_to_the_end '' "$PWD/both"
	case $line in
	'gva: damaged '*) ;;
	*) fail "a wiped disk: '$line'" ;;
	esac
}

# lose ARGUMENT...: gva run with these, whose QEMU is killed as script 2 runs.
lose() {
	"$GVA" run --disk 300M "$@" >output 2>errors </dev/null &
	run=$!
	tries=0
	until grep -q '^gva: start 2' errors; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || fail 'script 2 never started'
		sleep 0.1
	done
	pkill -KILL -f "file.filename=$PWD/o.img" || fail 'no QEMU is there'
	status=0
	wait $run || status=$?
	cat output errors >&2
}

test_gva_run_goes_on() {
	slow_job
	lose job --out o.img -o r1
	same 'exit status of the lost run' "$status" 4
	check 'it is lost, not failed' grep -q '^qemu-killed: ' output
	same 'what had ended is read' "$(ls r1/results)" 0001-1
	status=0
	"$GVA" status o.img >said || status=$?
	same 'exit of gva status' "$status" 3
	same 'what it says' "$(grep -E '^(state|scripts|planned)' said |
		tr '\n' ' ')" 'state running scripts 1 planned 3 '
	run_vm job --out o.img -o r2
	same 'exit status' "$status" 0
	check 'it is told' grep -q '^resumed: 1 of 3 done, boot 2' output
	same 'what ran' "$(grep -v '^2 1$' r2/files/log | tr '\n' ' ')" \
		'1 1 2 2 3 1 '
	same records "$(ls r2/results | tr '\n' ' ')" '0001-1 0002-2 0003-3 '
	cp o.img before.img
	run_vm job --out o.img -o r3
	same 'exit status of a job that had ended' "$status" 0
	check 'it is told' grep -q '^resumed: the job had ended' output
	cmp o.img before.img
	diff -r r2/results r3/results >&2
	echo more >job/more
	run_vm job --out o.img -o r4 --disk 300M --fresh --env CUTS=0
	same 'exit status of --fresh' "$status" 0
	same 'what ran anew' "$(tr '\n' ' ' <r4/files/log)" '1 1 2 1 3 1 '
}

test_gva_run_refuses_another_job() {
	slow_job
	lose job --out o.img -o r1
	echo more >job/more
	run_vm job --out o.img -o r2
	same 'exit status' "$status" 2
	check 'it is told' grep -q 'another app image' errors
	echo mine >precious
	run_vm job --out precious -o r3 --fresh
	same 'exit status for a foreign file' "$status" 2
	same 'it is kept' "$(cat precious)" mine
}

test_gva_results_repairs() {
	slow_job
	by_hand
	cut_at 'start 2'
	cp out.img cut.img
	status=0
	"$GVA" results out.img r0 --no-repair >&2 || status=$?
	same 'exit status with --no-repair' "$status" 3
	cmp out.img cut.img
	status=0
	"$GVA" results out.img r >&2 || status=$?
	same 'exit status: there is no verdict' "$status" 3
	same records "$(ls r/results)" 0001-1
}

test_retry_fail() {
	slow_job
	lose job --out o.img -o r1 --set retry=fail
	run_vm job --out o.img -o r2 --set retry=fail
	same 'exit status' "$status" 1
	# shellcheck disable=SC2034 # for outcome and record
	results=$PWD/r2/results
	outcome 0002-2 interrupted
	outcome 0003-3 'exited 0'
}

test_small_image_without_its_superblock_is_repaired() {
	OUT_SIZE=20M
	slow_job
	cat "$BUILD/lib/gva/initramfs.cpio" "$BUILD/lib/gva/tools.cpio" >both
	by_hand
	cut_at 'start 2'
	dd if=/dev/zero of=out.img bs=1024 seek=1 count=1 conv=notrunc 2>&1
	by_hand_to_the_end '' "$PWD/both"
	same verdict "$line" 'gva: done scripts=3 failed=0'
	e2fsck -fn out.img >&2 || fail 'its file system is damaged'
}
