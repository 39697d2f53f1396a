# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# surroundings: what a contained script finds around it, against constants.
# That it is the same behind each attack is for abuse.sh.

surroundings() {
	script 10-looks <<-'END'
		#!/bin/sh
		# Where, of what kind, and what may be done there.
		awk '{
			n = split($4, words, ",")
			line = $2 " " $3
			for (i = 1; i <= n; i++)
				if (words[i] ~ /^(r[ow]|no(suid|dev|exec)|.*mode=.*)$/)
					line = line " " words[i]
			print line
		}' /proc/mounts
		grep -e ^Cap -e ^NoNew /proc/self/status | tr '\t' ' '
		ls -A /gva
	END
	script 20-tmp <<-'END'
		#!/bin/sh
		df -k /tmp | tail -n 1 | awk '{ print $2 }'
		sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo
	END
	job_vm --data data
	outcome 0001-10-looks 'exited 0'
	outcome 0002-20-tmp 'exited 0'
}

test_surroundings_of_a_script() {
	mkdir data
	echo x >data/x
	surroundings
	# Capabilities: linux/capability.h, and init/process/jail.c for why these.
	diff - r/results/0001-10-looks/stdout <<-'END'
		/ rootfs ro
		/app overlay rw nodev
		/out ext4 rw nosuid nodev
		/data ext4 ro nodev
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
		/root tmpfs rw nosuid nodev mode=700
		CapInh: 0000000000000000
		CapPrm: 000000009004e5fb
		CapEff: 000000009004e5fb
		CapBnd: 000000009004e5fb
		CapAmb: 0000000000000000
		NoNewPrivs: 0
	END
	# /tmp may take half of what the script may, and that is not all there is.
	read -r tmp <r/results/0002-20-tmp/stdout
	total=$(tail -n 1 r/results/0002-20-tmp/stdout)
	if [ "$tmp" -ge $((total / 2)) ] || [ "$tmp" -le $((total / 4)) ]; then
		fail "/tmp has $tmp KiB, where the machine has $total"
	fi
}
