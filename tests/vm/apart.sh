# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# apart: what a script does to mounts and network ends with it, with full
# privilege too; contained ones: abuse.sh.

test_mounts_of_a_full_script_end_with_it() {
	script 1-tmpfs <<-'END'
		#!/bin/sh -e
		mkdir /app/d
		mount -t tmpfs t /app/d
		echo gone >/app/d/file
	END
	script 2-bind <<-'END'
		#!/bin/sh -e
		mkdir -p /out/kept /app/b
		echo kept >/out/kept/file
		mount -o bind /out/kept /app/b
		mount -o bind / /mnt
		mount -o bind /app /app
	END
	script 3-overlay <<-'END'
		#!/bin/sh -e
		mkdir -p /out/upper /out/work
		mount -t overlay o /mnt -o lowerdir=/bin,upperdir=/out/upper,workdir=/out/work
		echo changed >/mnt/new
	END
	script 4-proc <<-'END'
		#!/bin/sh -e
		mkdir -p /app/p /out/p
		mount -t proc p /app/p
		mount -t proc p /out/p
		sleep 1000 </app/p/1/stat &
	END
	script 5-away <<-'END'
		#!/bin/sh -e
		cd /
		umount -l /out
		umount -l /gva/gva-out
		umount -l /sys
	END
	script 6-look <<-'END'
		#!/bin/sh
		ls -A /app/d /app/b /app/p /mnt /out/p
		cat /out/kept/file /out/upper/new
		ls /sys/fs/cgroup/script >/dev/null
	END
	job_vm --set privilege=full
	same 'exit status' "$status" 0
	same 'what is left' "$(tr '\n' ' ' <r/results/0006-6-look/stdout)" \
		'/app/b:  /app/d:  /app/p:  /mnt:  /out/p: kept changed '
}

# Ports, settings and interfaces.
test_network_of_a_full_script_ends_with_it() {
	mkdir -p job
	cp "$BUILD/tests/vm/abuse" job/abuse
	script 1-spoil <<-'END'
		#!/bin/sh -e
		/app/abuse probe
		ifconfig lo mtu 1000
		echo 2 >/proc/sys/net/ipv4/ip_forward
		echo '5000 5001' >/proc/sys/net/ipv4/ip_local_port_range
		ifconfig lo down
		[ "$(cat /sys/class/net/lo/mtu)" = 1000 ]
	END
	script 2-look <<-'END'
		#!/bin/sh -e
		/app/abuse probe
		cat /sys/class/net/lo/mtu /proc/sys/net/ipv4/ip_forward
		cat /proc/sys/net/ipv4/ip_local_port_range
	END
	job_vm --set privilege=full
	cat r/results/*/stderr >&2
	outcome 0001-1-spoil 'exited 0'
	outcome 0002-2-look 'exited 0'
	same 'what the next one finds' \
		"$(tr '\n\t' '  ' <r/results/0002-2-look/stdout)" \
		'65536 0 32768 60999 '
}

# Its own network is what it is shown, and what it can change nothing of.
test_network_of_a_contained_script() {
	script 1 <<-'END'
		#!/bin/sh
		ls /sys/class/net
		cat /sys/class/net/lo/mtu
		sed -n '3,$s/:.*//p' /proc/net/dev
		echo 1 2>/dev/null >/proc/sys/net/ipv4/ip_forward && exit 1
		echo 99 2>/dev/null >/sys/class/net/lo/mtu && exit 1
		exit 0
	END
	job_vm
	outcome 0001-1 'exited 0'
	same 'its interfaces' "$(tr -s '\n ' '  ' <r/results/0001-1/stdout)" \
		'lo 65536 lo '
}
