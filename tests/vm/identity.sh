# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# identity: an out image on which a job has ended is that job's, and no other's.

# refused WHAT WORDS ARGUMENT...
refused() {
	what=$1 words=$2
	shift 2
	rm -rf r
	run_vm --out o.img -o r "$@"
	same "exit status with $what" "$status" 2
	check "$what is told" grep -q "$words" errors
	cmp o.img ended.img || fail "$what has changed the image"
}

test_image_of_a_job_that_ended_is_refused_to_others() {
	printf '#!/bin/sh\necho this "$@"\n' | script 1
	mkdir data other
	echo 1 >data/file
	echo 2 >other/file
	cp -a job that
	cp -a job same
	run_vm job --out o.img --disk 32M -o r0 --data data -- one
	same 'exit status' "$status" 0
	cp o.img ended.img
	refused 'another job' 'another job' that --data data -- one
	refused 'another name' 'another job' job --set job=that --data data -- one
	refused 'an instance' 'another instance' job --set instance=7 \
		--data data -- one
	refused 'other data' 'another data' job --data other -- one
	refused 'no data' 'another data' job -- one
	refused 'other arguments' 'other arguments' job --data data -- two
	refused 'no arguments' 'other arguments' job --data data
	refused 'a variable' 'other arguments' job --data data --env A=1 -- one
	"$GVA" pack that -o app.img >&2
	touch -d @86400 job/script-bin/1
	refused 'another time of a script' 'another app' job --data data -- one
	rm -r job
	cp -a same job
	echo exit 1 >>job/script-bin/1
	refused 'an edited script' 'another app' job --data data -- one
	refused 'a packed app' 'another app' --app app.img --set job=job \
		--data data -- one
	# A copy of the folder, of the same name, is the same job.
	rm -r job
	cp -a same job
	rm -rf r
	run_vm --out o.img -o r job --data data -- one
	same 'exit status of the job itself' "$status" 0
	check 'nothing was run' grep -q '^resumed: the job had ended' output
	cmp o.img ended.img
}

# By a plain QEMU the guest tells, on its console.
test_guest_refuses_the_image_of_a_job_that_ended() {
	printf '#!/bin/sh\n' | script 1
	"$GVA" pack job -o app.img >&2
	run_vm --app app.img --out o.img --disk 32M -o r0
	same 'exit status' "$status" 0
	cp o.img ended.img
	echo more >job/more
	rm app.img
	"$GVA" pack job -o app.img >&2
	timeout 120 qemu-system-x86_64 -M q35 -accel tcg -m 256 -nodefaults \
		-no-user-config -display none -no-reboot -serial file:console \
		-kernel "$BUILD/lib/gva/bzImage" \
		-initrd "$BUILD/lib/gva/initramfs.cpio" \
		-drive if=none,id=a,format=raw,file=app.img,readonly=on \
		-device virtio-blk-pci,drive=a,serial=gva-app \
		-drive if=none,id=o,format=raw,file=o.img \
		-device virtio-blk-pci,drive=o,serial=gva-out </dev/null
	cat console >&2
	check 'it is refused' grep -q '^gva: bad-image .*another app' console
	cmp o.img ended.img
}

# Two first starts at once: one of them runs, and the other says nothing of it.
test_two_first_starts_at_once() {
	printf '#!/bin/sh\nsleep 3\necho this\n' | script 1
	mv job this
	printf '#!/bin/sh\nsleep 3\nexit 5\n' | script 1
	mv job that
	for name in this that; do
		(
			status=0
			"$GVA" run $name --out o.img --disk 32M -o r.$name \
				>$name.output 2>$name.errors </dev/null || status=$?
			echo $status >$name.status
		) &
	done
	wait
	cat ./*.output ./*.errors >&2
	got="$(cat this.status) $(cat that.status)"
	# 2: it found the image of the other when that had ended.
	case $got in
	'0 '[23] | [23]' 1') ;;
	*) fail "exit statuses are $got" ;;
	esac
}
