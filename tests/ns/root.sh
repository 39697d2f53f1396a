# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: verdict, results
# root: an image as the scripts' root; a folder stands in for its overlay.

# image: a root of BusyBox in ./image, which says so.
image() {
	mkdir -p image/usr/bin image/etc
	bsdtar -C image/usr -xf "$BUILD/lib/gva/initramfs.cpio" 'bin/*'
	ln -s usr/bin image/bin
	echo image >image/etc/system
}

# refused WORDS: the job ended as a bad image, with this reason, and nothing
# ran.
refused() {
	same verdict "$verdict" bad-image
	reason=$(sed -n 's/^detail //p' status)
	same reason "${reason% (errno *}" "$1"
	same 'what ran' "$(find out/results -name record)" ''
	rm -rf image out app-after image-after
}

test_scripts_see_the_image() {
	image
	script 1 <<-'END'
		#!/usr/bin/sh
		cat /etc/system /etc/hostname
		grep -c gva /etc/hosts
		echo data >/out/file
		echo changed >/app/own
		echo x >/tmp/gone
		mkdir /opt
		echo kept >/opt/file
		echo own >>/etc/hosts
		ls /gva || echo no gva
		[ -c /dev/null ] && [ -e /proc/self/status ] && echo places
		pwd
	END
	script 2 <<-'END'
		#!/bin/sh
		cat /opt/file /app/own
		tail -n 1 /etc/hosts
	END
	run_ns
	same verdict "$verdict" 'done'
	same 'what it saw' "$(tr '\n' ' ' <out/results/0001-1/stdout)" \
		'image gva 1 no gva places /app '
	same 'what stays' "$(tr '\n' ' ' <out/results/0002-2/stdout)" \
		'kept changed own '
	same 'its file' "$(cat out/files/file)" data
	check 'places are made' [ -d image-after/proc ]
	check 'nothing else in them' [ ! -e image-after/app/own ]
}

test_laid_files_replace_what_is_there() {
	image
	ln -s ../run/systemd/stub-resolv.conf image/etc/resolv.conf
	ln -s /proc/1/root/status image/etc/hosts
	: >image/etc/hostname
	printf '#!/bin/sh\ncat /etc/hosts /etc/resolv.conf /etc/hostname\n' |
		script 1
	run_ns
	same verdict "$verdict" 'done'
	check 'its own name' grep -qx '127.0.0.1	gva' out/results/0001-1/stdout
	check 'no network is asked' grep -q nameserver out/results/0001-1/stdout
	check 'no link is left' [ ! -L image-after/etc/hosts ]
}

test_hostile_places_are_refused() {
	printf '#!/bin/sh\n' | script 1
	link='it is a symbolic link, wanted: a folder'
	while read -r place target; do
		image
		ln -s "$target" "image/$place"
		run_ns
		refused "root image: /$place: $link"
	done <<-'END'
		proc /
		dev ../../..
		sys nowhere
		app /etc
		out /gva/out
		tmp tmp
		run /proc/1/root
	END
	image
	mv image/etc image/usr/etc
	ln -s usr/etc image/etc
	run_ns
	refused "root image: /etc: $link"
	image
	echo file >image/dev
	run_ns
	refused 'root image: /dev: it is no folder'
	image
	mkfifo image/proc
	run_ns
	refused 'root image: /proc: it is no folder'
	image
	mkdir image/etc/hosts
	run_ns
	refused 'root image: /etc: hosts, resolv.conf or hostname is a folder'
}

# Names of users are looked up within the image, whatever stands there.
test_hostile_account_files() {
	printf '#!/bin/sh\n' | script 1
	image
	mkfifo image/etc/passwd
	run_ns gva.user=root
	refused '/etc/passwd: it is no file'
	image
	mkdir image/etc/passwd
	run_ns gva.user=root
	refused '/etc/passwd: it is no file'
	image
	head -c 1048577 /dev/zero >image/etc/passwd
	run_ns gva.user=root
	refused '/etc/passwd: File too large'
	image
	ln -s passwd image/etc/passwd
	run_ns gva.user=root
	refused '/etc/passwd: Symbolic link loop'
	# Those of the initramfs have a root.
	for link in /gva/../etc/passwd /proc/1/root/etc/passwd; do
		image
		ln -s "$link" image/etc/passwd
		run_ns gva.user=root
		same verdict "$verdict" bad-options
		same reason "$(sed -n 's/^detail //p' status)" "option user: \
/etc/passwd of the root image has no 'root'"
		rm -rf image out app-after image-after
	done
}

test_links_of_a_real_system_are_fine() {
	image
	mkdir -p image/usr/lib image/run image/var
	ln -s usr/lib image/lib
	ln -s usr/bin image/sbin
	ln -s /run image/var/run
	printf '#!/sbin/sh\necho x >/var/run/file\ncat /run/file\n' | script 1
	run_ns
	same verdict "$verdict" 'done'
	same 'its output' "$(cat out/results/0001-1/stdout)" x
}

# What is in the initramfs is not in the image, and the other way round.
test_missing_interpreter_is_looked_for_in_the_image() {
	mkdir -p image/opt
	cat >image/opt/text <<-'END'
		text
	END
	chmod 755 image/opt/text
	ln -s /opt/text image/opt/link
	ln -s /bin/sh image/opt/away
	printf '#!/bin/sh\n' | script 1-outside
	printf '#!/opt/link\n' | script 2-text
	printf '#!/opt/away\n' | script 3-away
	printf '#!/app/interp\n' | script 4-app
	printf '#!/opt/none\n' >job/interp
	printf '#!opt/text\n' | script 5-relative
	chmod 755 job/interp
	run_ns gva.workdir=/
	while read -r name errno note; do
		outcome "$name" "could-not-start $errno"
		same "note of $name" "$(record "$name" note)" "$note"
	done <<-'END'
		0001-1-outside ENOENT no interpreter '/bin/sh'
		0002-2-text ENOEXEC '/opt/link': it is no program, and does not begin with #!
		0003-3-away ENOENT no interpreter '/opt/away'
		0004-4-app ENOENT no interpreter '/opt/none', which '/app/interp' needs
		0005-5-relative ENOEXEC 'opt/text': it is no program, and does not begin with #!
	END
}

test_workdir() {
	image
	mkdir -p 'image/srv/a b'
	script 1 <<-'END'
		#!/bin/sh
		pwd
		tr '\0' '\n' </proc/$$/environ | sed -n 's/^PWD=//p'
	END
	echo 'workdir=/srv/a b' >job/gva.conf
	run_ns
	same 'where it was' "$(tr '\n' ';' <out/results/0001-1/stdout)" \
		'/srv/a b;/srv/a b;'
	rm -rf out app-after image-after
	echo 'workdir=/srv/none' >job/gva.conf
	run_ns
	outcome 0001-1 'could-not-start ENOENT'
	same 'why' "$(record 0001-1 note)" "no working directory '/srv/none'"
	rm -rf out app-after image-after
	echo 'workdir=/etc/system' >job/gva.conf
	run_ns
	outcome 0001-1 'could-not-start ENOTDIR'
	same 'why' "$(record 0001-1 note)" "no working directory '/etc/system'"
}

test_goes_on_behind_a_cut() {
	image
	script 1 <<-'END'
		#!/bin/sh
		echo one >>/etc/mark
		echo own >/etc/hosts
		rmdir /data 2>/dev/null; ln -s nowhere /data
	END
	script 2 <<-'END'
		#!/bin/sh
		echo two >>/etc/mark
		[ "$GVA_ATTEMPT" != 1 ] || { : >/out/cut; sleep 60; }
		cat /etc/mark /etc/hosts
	END
	run_ns
	run_ns
	same verdict "$verdict" 'done'
	same 'what stayed' "$(tr '\n' ' ' <out/results/0002-2/stdout)" \
		'one two two own '
}
