# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# root: an image as the root that scripts see.

# tree DIR: the system of the initramfs, which says that it is another.
tree() {
	mkdir -p "$1/root" "$1/var" "$1/run" "$1/etc"
	bsdtar -C "$1" -xf "$BUILD/lib/gva/initramfs.cpio" bin sbin usr etc
	echo image >"$1/etc/system"
	ln -s /run "$1/var/run"
	cat >"$1/etc/passwd" <<-'END'
		root:x:0:0:root:/root:/bin/sh
		ada:x:7:8:Ada:/home/ada:/bin/sh
		job:x:70:70::/:/bin/sh
	END
	printf 'ada:x:8:\ndisk:x:6:root,ada\nlp:x:9:ada\n' >"$1/etc/group"
	mkdir -p "$1/home/ada"
}

# image LABEL TREE FILE: without a journal, as it is never written to.
image() {
	mke2fs -q -t ext4 -b 4096 -O ^has_journal -E root_owner=0:0 \
		-L "$1" -d "$2" "$3" 16M
}

# room LABEL TREE FILE: with one block behind it for the status block.
room() {
	truncate -s 64M "$3"
	mke2fs -q -t ext4 -b 4096 -E root_owner=0:0 -L "$1" -d "$2" "$3" 16383
}

root_image() {
	tree tree
	image gva-root tree root.img
	sha256sum root.img >sum
}

# boot IMAGE...: plain QEMU, found by label; the last one is written to.
boot() {
	words=
	for image; do
		words="$words -drive if=none,id=d$#,format=raw,file=$image"
		[ $# -eq 1 ] || words="$words,readonly=on"
		words="$words -device virtio-blk-pci,drive=d$#"
		shift
	done
	# shellcheck disable=SC2086
	timeout 120 qemu-system-x86_64 -M q35 -accel tcg -m 256 -nodefaults \
		-no-user-config -display none -no-reboot -serial file:console \
		-kernel "$BUILD/lib/gva/bzImage" \
		-initrd "$BUILD/lib/gva/initramfs.cpio" $words </dev/null
	cat console >&2
	line=$(tail -c 4096 "$image" | head -n 1)
}

# combine ROLES: the image ROLES.img of the folders in all/.
combine() {
	from=all/$1
	case $1 in
	*+*)
		rm -rf one
		mkdir one
		for role in $(echo "$1" | tr + ' '); do
			cp -a "all/$role" one
		done
		from=one ;;
	esac
	case $1 in
	*out) room "gva-$1" "$from" "$1.img" ;;
	*) image "gva-$1" "$from" "$1.img" ;;
	esac
}

test_every_combined_image_with_a_root() {
	script 1 <<-'END'
		#!/bin/sh
		cat /etc/system /data/file
		echo kept >/out/file
		echo changed >/app/own && echo changed >/etc/system
	END
	tree all/root
	mkdir all/out all/data
	cp -r job all/app
	echo data >all/data/file
	for roles in root app data out root+app root+data root+out root+app+out; do
		combine "$roles"
	done
	number=0
	for images in 'root app data out' 'root+app data out' \
		'root+data app out' 'app data root+out' 'data root+app+out'; do
		number=$((number + 1))
		for image in $images; do
			cp "$image.img" "now-$image.img"
		done
		# shellcheck disable=SC2046,SC2086 # words are words
		boot $(printf 'now-%s.img ' $images)
		same "verdict of $images" "$line" 'gva: done scripts=1 failed=0'
		for image in $images; do
			case $image in
			*out) ;;
			*) cmp "$image.img" "now-$image.img" ;;
			esac
		done
		"$GVA" results "now-${images##* }.img" "r$number" >&2
		same "stdout of $images" \
			"$(cat r$number/results/0001-1/stdout)" \
			"$(printf 'image\ndata')"
		same "file of $images" "$(cat r$number/files/file)" kept
	done
}

test_root_image_is_shared_and_never_written() {
	root_image
	script 1 <<-'END'
		#!/bin/sh
		cat /etc/system
		echo mine >/etc/system
		rm -r /usr/sbin /var
		echo x >/var-new
	END
	script 2 <<-'END'
		#!/bin/sh
		cat /etc/system /var-new
		[ ! -e /var ]
	END
	"$GVA" run job --root root.img -o r1 >said 2>&1 &
	one=$!
	"$GVA" run job --root root.img -o r2 >/dev/null 2>&1 &
	two=$!
	wait $one || fail "the first: $(cat said)"
	wait $two || fail 'the second'
	sha256sum -c sum >&2
	for results in r1/results r2/results; do
		same 'first' "$(cat $results/0001-1/stdout)" image
		same 'second' "$(cat $results/0002-2/stdout)" \
			"$(printf 'mine\nx')"
	done
	check 'run.json has its digest' grep -q "$(cut -d ' ' -f 1 sum)" \
		r1/run.json
	check 'with its role' grep -q '"gva-root"' r1/run.json
}

test_surroundings() {
	root_image
	mkdir -p job
	cp "$BUILD/tests/vm/resolve" job
	script 1 <<-'END'
		#!/bin/sh
		awk '{
			n = split($4, words, ",")
			line = $2 " " $3
			for (i = 1; i <= n; i++)
				if (words[i] ~ /^(r[ow]|no(suid|dev|exec)|.*mode=.*)$/)
					line = line " " words[i]
			print line
		}' /proc/mounts
		grep -e ^CapPrm /proc/self/status | tr '\t' ' '
		hostname
		/app/resolve || exit 5
		ls -A /var/run
		[ ! -e /gva ]
	END
	job_vm --root root.img
	outcome 0001-1 'exited 0'
	diff - r/results/0001-1/stdout <<-'END'
		/ overlay rw nodev
		/app overlay rw nodev
		/out ext4 rw nosuid nodev
		/proc proc rw nosuid nodev noexec
		/proc/sys proc ro nosuid nodev noexec
		/proc/irq proc ro nosuid nodev noexec
		/proc/bus proc ro nosuid nodev noexec
		/proc/fs proc ro nosuid nodev noexec
		/sys sysfs ro nosuid nodev noexec
		/sys/fs/cgroup cgroup2 ro nosuid nodev noexec
		/dev tmpfs rw nosuid noexec mode=755
		/dev/pts devpts rw nosuid noexec mode=620 ptmxmode=666
		/dev/mqueue mqueue rw nosuid nodev noexec
		/dev/shm tmpfs rw nosuid nodev
		/tmp tmpfs rw nosuid nodev
		/run tmpfs rw nosuid nodev mode=755
		CapPrm: 000000009004e5fb
		gva
	END
}

# What is denied, and what a script does to its root: the one behind it finds
# the same places.
test_contained_in_an_image() {
	root_image
	mkdir -p job
	cp "$BUILD/tests/vm/abuse" job/abuse
	echo kept >job/kept
	cp "$TESTS/vm/abuse_first" first
	script 000-first <first
	for number in 1 3; do
		script 00$number-alive <"$TESTS/vm/abuse_alive"
	done
	script 002-attack <<-'END'
		#!/bin/sh
		set -u
		rc=0
		must_fail() {
			! "$@" 2>/dev/null || { echo "it can: $*"; rc=4; }
		}
		for place in /proc /sys /dev /tmp /run /app /out; do
			must_fail rmdir $place
			must_fail mv $place /other
			must_fail umount $place
		done
		must_fail mknod /node b 254 0
		must_fail mount -t proc proc /mnt
		must_fail mount -o remount,ro /
		must_fail umount /
		mkdir -p /jail/app /jail/proc
		must_fail chroot /jail /bin/sh -c :
		must_fail cat /proc/1/root/etc/system
		for file in /gva /gva/root /gva/gva-out ../../../gva; do
			must_fail test -e $file
		done
		# Its own root, for all behind it.
		ln -sfn /proc /etc/loop
		rm -f /etc/hosts /etc/hostname
		ln -s /proc/1/root /mnt
		chmod 700 /usr
		exit $rc
	END
	job_vm --root root.img -- "$(date +%s)"
	for number in 1 2 3 4; do
		folder=$(echo r/results/000$number-*)
		[ "$(sed -n 's/^outcome //p' "$folder/record")" = 'exited 0' ] || {
			cat "$folder/stdout" "$folder/stderr" >&2
			fail "$folder"
		}
	done
	diff r/results/0002-001-alive/stdout r/results/0004-003-alive/stdout
	sha256sum -c sum >&2
}

script_that_tells_who_it_is() {
	script 1 <<-'END'
		#!/bin/sh
		echo $(id -u) $(id -g) "$(id -G)" "$HOME" "${USER-none}" "$PWD" \
			$(stat -c %u:%g /out)
	END
}

test_user_by_number() {
	root_image
	script_that_tells_who_it_is
	job_vm --root root.img --set user=7
	outcome 0001-1 'exited 0'
	same 'who it is' "$(cat r/results/0001-1/stdout)" \
		'7 8 8 6 9 /home/ada ada /app 7:8'
}

test_user_of_the_image() {
	root_image
	script_that_tells_who_it_is
	while read -r user wanted; do
		rm -rf r
		job_vm --root root.img --set "user=$user" --set workdir=/home/ada
		outcome 0001-1 'exited 0'
		same "user=$user" "$(cat r/results/0001-1/stdout)" "$wanted"
	done <<-'END'
		ada 7 8 8 6 9 /home/ada ada /home/ada 7:8
		ada:lp 7 9 9 /home/ada ada /home/ada 7:9
		55:66 55 66 66 /tmp none /home/ada 55:66
	END
	# A name of the initramfs.
	rm -rf r
	job_vm --root root.img --set user=nobody
	same 'exit status' "$status" 2
	check 'it says why' grep -q \
		"option user: /etc/passwd of the root image has no 'nobody'" output
}

test_full_privilege_sees_the_image() {
	root_image
	script 1 <<-'END'
		#!/bin/sh
		cat /etc/system
		[ -b /dev/vda ] && [ "$(cat /proc/1/comm)" = init ] &&
			mkdir -p /mnt && mount -t tmpfs tmpfs /mnt && echo x >/mnt/x
		echo kept >/etc/system
		ls /sys/fs/cgroup/script >/dev/null
	END
	printf '#!/bin/sh\ncat /etc/system\nls /mnt\n' | script 2
	job_vm --root root.img --set privilege=full
	outcome 0001-1 'exited 0'
	same 'first' "$(cat r/results/0001-1/stdout)" image
	same 'second' "$(cat r/results/0002-2/stdout)" kept
	sha256sum -c sum >&2
}

# A C library, a loader behind a link and `env` that are nowhere in the
# appliance.
test_programs_of_this_machine() {
	mkdir -p tree/usr/bin tree/usr/lib64
	ln -s usr/lib64 tree/lib64
	ln -s usr/bin tree/bin
	for program in env dash sort cat; do
		cp "$(command -v $program)" tree/usr/bin
	done
	ln -s dash tree/usr/bin/sh
	ldd tree/usr/bin/* | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (.*/\1/p' |
		sort -u | while read -r library; do
		mkdir -p "tree${library%/*}"
		cp "$library" "tree$library"
	done
	image gva-root tree root.img
	printf '#!/usr/bin/env -S dash -e\nprintf "b\\na\\n" | sort\n' | script 1
	printf '#!/bin/busybox sh\n' | script 2
	printf '#!/usr/bin/python3\n' | script 3
	job_vm --root root.img
	outcome 0001-1 'exited 0'
	same 'its output' "$(cat r/results/0001-1/stdout)" "$(printf 'a\nb')"
	outcome 0002-2 'could-not-start ENOENT'
	same 'its note' "$(record 0002-2 note)" "no interpreter '/bin/busybox'"
	check 'of what is not looked into nothing is said' \
		[ -z "$(grep -e 'will not start' errors)" ]
	same 'another' "$(record 0003-3 note)" "no interpreter '/usr/bin/python3'"
}

test_survives_a_cut() {
	root_image
	script 1 <<-'END'
		#!/bin/sh
		mkdir /opt
		mv /usr/bin /usr/programs && ln -s programs /usr/bin
		echo one >>/opt/log
		rm /etc/group
	END
	script 2 <<-'END'
		#!/bin/sh
		echo $GVA_ATTEMPT >>/opt/log
		[ $GVA_ATTEMPT != 1 ] || { sync; sleep 60; }
		cat /opt/log /etc/system
		[ ! -e /etc/group ]
	END
	"$GVA" run job --root root.img --out out.img -o r >said 2>&1 &
	run=$!
	tries=0
	until grep -q '^gva: start 2' r/console.log 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || fail "it never began: $(cat said)"
		sleep 0.1
	done
	kill -9 $run
	wait $run || :
	tree other && image gva-root other other.img
	rm -rf r
	run_vm job --root other.img --out out.img -o r
	same 'another root image' "$status" 2
	check 'it is told' grep -q 'its job had another root image' errors
	run_vm job --out out.img -o r
	same 'no root image' "$status" 2
	run_vm job --root root.img --out out.img -o r
	same 'exit status' "$status" 0
	same 'what stayed' "$(tail -n 2 r/results/0002-2/stdout)" \
		"$(printf '2\nimage')"
	check 'from the first script' grep -qx one r/results/0002-2/stdout
	sha256sum -c sum >&2
}

test_faults() {
	script 1 <<-'END'
		#!/bin/sh
	END
	tree tree
	rmdir tree/run && ln -s / tree/run
	image gva-root tree root.img
	job_vm --root root.img
	same 'exit status' "$status" 2
	check 'it is told' grep -q \
		'root image: /run: it is a symbolic link, wanted: a folder' output
	same 'what ran' "$(ls r/results)" ''
	debugfs -w -R 'set_inode_field /etc flags 0x80010' root.img 2>&1
	debugfs -w -R 'unlink /run' root.img 2>&1
	rm -rf r
	job_vm --root root.img
	same 'exit status' "$status" 2
	check 'it is told' grep -q \
		'root image: /etc/hosts: Operation not permitted' output
	# Neither may be written to where data shares the image of another.
	rm tree/run
	mkdir all && mv tree all/root && mkdir all/data
	image gva-root+data all both.img
	rm -rf r
	job_vm --data both.img --set data=rw
	same 'exit status' "$status" 2
	check 'it is told' grep -q 'data lies on the app or root image' output
	# An app is no root.
	"$GVA" pack job -o app.img >&2
	run_vm job --root app.img -o r2
	same 'exit status' "$status" 2
	check 'it is told' grep -q 'as root: its label says gva-app' errors
}
