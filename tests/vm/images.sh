# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# images: roles, combinations, order and faults of the disks.

hello() {
	script 10-hello <<-'END'
		#!/bin/sh
		echo hello
		cat /data/file 2>/dev/null
		echo kept >/out/file
		echo changed >/app/own
	END
	mkdir -p data
	echo data >data/file
}

# qemu_by_hand OUT ARGUMENT...: plain QEMU on q35, no gva; the console goes to
# ./console, the first line of the status block of OUT to $line.
qemu_by_hand() {
	out=$1
	append=$2
	shift 2
	timeout 120 qemu-system-x86_64 -M q35 -accel tcg -m 256 -nodefaults \
		-no-user-config -display none -no-reboot -serial stdio \
		-kernel "$BUILD/lib/gva/bzImage" \
		-initrd "$BUILD/lib/gva/initramfs.cpio" -append "$append" "$@" \
		>console </dev/null
	tr -d '\r' <console >&2
	line=$(tail -c 4096 "$out" | head -n 1)
}

# disk FILE [DRIVE-OPTION [DEVICE-OPTION]]: QEMU's words for a disk.
disk() {
	drives=$((${drives:-0} + 1))
	printf -- '-drive if=none,id=d%d,format=raw,file=%s%s ' \
		$drives "$1" "${2:-}"
	printf -- '-device virtio-blk-pci,drive=d%d%s ' $drives "${3:-}"
}

# pack ARGUMENT...: gva pack, quietly.
pack() {
	"$GVA" pack "$@" >&2
}

separate() {
	hello
	pack job -o app.img
	pack --data data -o data.img
	pack --out 64M -o out.img
}

test_plain_qemu_any_order() {
	separate
	cp out.img packed.img
	for order in 'app data out' 'out data app' 'data out app'; do
		cp packed.img out.img
		drives=0
		words=
		for name in $order; do
			drives=$((drives + 1))
			case $name in
			out) words="$words $(disk "$name.img")" ;;
			*) words="$words $(disk "$name.img" ,readonly=on)" ;;
			esac
		done
		# shellcheck disable=SC2086
		qemu_by_hand out.img '' $words
		same "verdict of $order" "$line" 'gva: done scripts=1 failed=0'
		same 'last line of the console' \
			"$(tr -d '\r' <console | tail -n 1)" "$line"
	done
}

test_app_image_is_byte_identical_afterwards() {
	separate
	sha256sum app.img data.img >sums
	run_vm --app app.img --data data.img --out out.img -o r
	same 'exit status' "$status" 0
	sha256sum -c sums >&2
	same stdout "$(cat r/results/0001-10-hello/stdout)" \
		"$(printf 'hello\ndata')"
	same file "$(cat r/files/file)" kept
}

test_every_combined_image() {
	hello
	pack job -o a.img
	pack --data data -o d.img
	pack --out 64M -o o.img
	pack job --data data -o ad.img
	pack job --out 64M -o ao.img
	pack --data data --out 64M -o do.img
	pack job --data data --out 64M -o ado.img
	number=0
	for images in 'a.img d.img o.img' 'ad.img o.img' 'ao.img d.img' \
		'a.img do.img' 'ado.img'; do
		number=$((number + 1))
		words=
		for image in $images; do
			cp "$image" "now-$image"
			words="$words $(drives=${image%.img}
				printf -- '-drive if=none,id=%s,format=raw,file=now-%s ' \
					"$drives" "$image"
				printf -- '-device virtio-blk-pci,drive=%s' "$drives")"
		done
		last=now-${images##* }
		[ "$number" != 3 ] || last=now-ao.img
		# shellcheck disable=SC2086
		qemu_by_hand "$last" '' $words
		same "verdict of $images" "$line" 'gva: done scripts=1 failed=0'
		"$GVA" results "$last" "r$number" >&2
		same "stdout of $images" \
			"$(cat r$number/results/0001-10-hello/stdout)" \
			"$(printf 'hello\ndata')"
		same "file of $images" "$(cat r$number/files/file)" kept
	done
}

test_combined_image_is_copied_by_run() {
	hello
	pack job --data data --out 64M -o all.img
	sha256sum all.img >sums
	run_vm --app all.img -o r
	same 'exit status' "$status" 0
	sha256sum -c sums >&2
	same stdout "$(cat r/results/0001-10-hello/stdout)" \
		"$(printf 'hello\ndata')"
}

test_by_hand_with_mke2fs_alone() {
	hello
	truncate -s 8M app.img
	mke2fs -q -t ext4 -O ^has_journal -L gva-app -d job app.img
	# One block of room behind the file system, and none.
	truncate -s 64M out.img
	mke2fs -q -t ext4 -b 4096 -L gva-out out.img 65532k
	# shellcheck disable=SC2046
	qemu_by_hand out.img '' $(disk app.img ,readonly=on) $(drives=1
		disk out.img)
	same verdict "$line" 'gva: done scripts=1 failed=0'
	mke2fs -q -F -t ext4 -b 4096 -L gva-out out.img 64M
	# shellcheck disable=SC2046
	qemu_by_hand out.img '' $(disk app.img ,readonly=on) $(drives=1
		disk out.img)
	same 'last line without a status block' \
		"$(tr -d '\r' <console | tail -n 1)" \
		'gva: done scripts=1 failed=0'
}

# What is wrong with the disks or options is said in the status block, and the
# rest of the out image stays as it was packed.
untouched() {
	head -c -4096 out.img | cmp - packed.fs ||
		fail 'the out file system was written to'
}

fault() {
	sentence=$1
	wanted=$2
	shift 2
	cp packed.img out.img
	qemu_by_hand out.img "$@"
	case $line in
	"gva: $wanted "*) ;;
	*) fail "$sentence: got '$line', wanted $wanted" ;;
	esac
	untouched
}

test_faults_of_disks() {
	separate
	cp out.img packed.img
	head -c -4096 packed.img >packed.fs
	cp app.img app2.img
	cp app.img damaged.img
	dd if=/dev/zero of=damaged.img bs=1024 seek=1 count=1 conv=notrunc 2>&1
	cp app.img torn.img
	printf 'XXXX' | dd of=torn.img bs=1 seek=1100 conv=notrunc 2>&1
	truncate -s 8M dirty.img
	mke2fs -q -t ext4 -L gva-app -d job dirty.img
	debugfs -w -R 'ssv feature_incompat 0x2c6' dirty.img 2>&1
	truncate -s 8M bad-label.img
	mke2fs -q -t ext4 -L gva-apps -d job bad-label.img

	serial=,serial=gva-app
	o="$(disk out.img)"
	set -f
	# shellcheck disable=SC2046,SC2086 # words are words here
	{
		fault 'no app' no-app '' $o
		fault 'two apps' bad-image '' $o $(drives=1; disk app.img) \
			$(drives=2; disk app2.img)
		fault 'damaged superblock, found by label' no-app '' $o \
			$(drives=1; disk damaged.img)
		fault 'damaged superblock, found by serial' bad-image '' $o \
			$(drives=1; disk damaged.img '' $serial)
		fault 'torn superblock' bad-image '' $o \
			$(drives=1; disk torn.img)
		fault 'app that needs recovery' bad-image '' $o \
			$(drives=1; disk dirty.img)
		fault 'label that names no role' bad-image '' $o \
			$(drives=1; disk bad-label.img)
		fault 'unknown option' bad-options 'gva.speed=9' $o \
			$(drives=1; disk app.img)
		fault 'bad value' bad-options 'gva.timeout=soon' $o \
			$(drives=1; disk app.img)
		fault 'data=rw on a read-only disk' bad-options gva.data=rw $o \
			$(drives=1; disk app.img) \
			$(drives=2; disk data.img ,readonly=on)
	}
	# No out: the console alone can tell.
	# shellcheck disable=SC2046
	qemu_by_hand out.img '' $(disk app.img)
	check 'no out is told' grep -q '^gva: no-out ' console
}

test_faults_by_gva_run() {
	separate
	cp out.img packed.img
	head -c -4096 packed.img >packed.fs
	printf 'XXXX' | dd of=app.img bs=1 seek=1100 conv=notrunc 2>&1
	run_vm --app app.img --out out.img -o r
	same 'exit status of a torn app' "$status" 2
	check 'it is named' grep -q bad-image output errors
	untouched
	"$GVA" status out.img >said || same 'exit of gva status' $? 2
	check 'gva status names it' grep -q bad-image said
	rm -rf r
	run_vm job --set speed=9 -o r
	same 'unknown option' "$status" 2
	check 'nothing was made' [ ! -e r ]
	run_vm job --timeout soon -o r
	same 'bad value' "$status" 2
	printf 'speed=9\n' >job/gva.conf
	run_vm job -o r
	same 'unknown option in gva.conf' "$status" 2
	check 'option is named' grep -q speed output errors
}

test_ended_job_is_left_as_it_is() {
	separate
	run_vm --app app.img --out out.img -o r
	same 'exit status' "$status" 0
	cp out.img before.img
	# shellcheck disable=SC2046
	qemu_by_hand out.img '' $(disk app.img ,readonly=on) $(drives=1
		disk out.img)
	same 'its verdict again' "$(tr -d '\r' <console | tail -n 1)" \
		'gva: done scripts=1 failed=0'
	cmp out.img before.img
}

test_data_writable_only_when_asked_for() {
	script 1 <<-'END'
		#!/bin/sh
		echo "$GVA_DATA"
		echo new >/data/new
	END
	mkdir data
	echo x >data/x
	pack --data data -o data.img
	run_vm job --data data.img -o r
	same 'read-only' "$status" 1
	check 'it says so' grep -q 'Read-only' r/results/0001-1/stderr
	same 'the variable' "$(cat r/results/0001-1/stdout)" /data
}

# Where it lies on the out image, which is writable.
test_data_of_a_combined_image_is_as_asked_for() {
	script 1 <<-'END'
		#!/bin/sh
		echo "$GVA_DATA"
		echo new >/data/new
	END
	mkdir data
	echo x >data/x
	for words in '' '--set data=rw'; do
		pack job --data data --out 64M -o all.img
		# shellcheck disable=SC2086 # words are words here
		run_vm --app all.img -o r $words
		same "exit status with '$words'" "$status" \
			"$([ -n "$words" ] && echo 0 || echo 1)"
		same 'the variable' "$(cat r/results/0001-1/stdout)" /data
		[ -n "$words" ] || check 'it says so' \
			grep -q 'Read-only' r/results/0001-1/stderr
		rm -r r all.img
	done
}

test_serial_counts_before_label() {
	hello
	truncate -s 8M app.img
	mke2fs -q -t ext4 -O ^has_journal -L gva-data -d job app.img
	pack --out 64M -o out.img
	# shellcheck disable=SC2046
	qemu_by_hand out.img '' $(disk app.img ,readonly=on ,serial=gva-app) \
		$(drives=1; disk out.img)
	same verdict "$line" 'gva: done scripts=1 failed=0'
}

test_many_instances_of_one_app_at_once() {
	hello
	pack job -o app.img
	"$GVA" run --app app.img -o r1 >/dev/null 2>e1 &
	one=$!
	"$GVA" run --app app.img -o r2 >/dev/null 2>e2 &
	two=$!
	wait $one || fail "the first: $(cat e1)"
	wait $two || fail "the second: $(cat e2)"
}

test_data_written_when_asked_for() {
	script 1 <<-'END'
		#!/bin/sh
		echo new >>/data/new
	END
	mkdir data
	echo x >data/x
	pack --data data -o data.img
	for turn in 1 2; do
		run_vm job --data data.img --set data=rw -o r$turn
		same 'exit status' "$status" 0
	done
	printf '#!/bin/sh\ncat /data/new\n' | script 1
	run_vm job --data data.img -o r
	same 'what two jobs wrote' "$(cat r/results/0001-1/stdout)" \
		"$(printf 'new\nnew')"
}

test_job_name_of_a_packed_image() {
	hello
	pack job --out 64M -o all.img
	run_vm --app all.img -o r
	check 'the name it was packed with' \
		grep -q '"job":[[:space:]]*"job"' r/run.json
}
