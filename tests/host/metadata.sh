# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# metadata: gva results: times, modes, and files by a block map.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

# time_of NAME: as a number with its fraction.
time_of() {
	stat -c %.9Y "inner/dir/files/$1"
}

# All that ext4 can hold, from 1901 to 2446: two bits more of seconds than 32,
# and nanoseconds above them (4 of the unit are 1 ns).
test_times_are_as_they_were() {
	done_out
	printf x >x
	{
		printf '%s\n' 'cd files' 'mkdir folder' 'write x folder/x'
		for name in early now late last; do
			echo "write x $name"
		done
		printf '%s\n' 'sif early mtime @0x80000000' \
			'sif early mtime_extra 0' \
			'sif now mtime @0x6937cc00' \
			"sif now mtime_extra $((123456789 * 4))" \
			'sif late mtime @0x83aa7e80' \
			"sif late mtime_extra $((7 * 4 + 1))" \
			'sif last mtime @0x7ffffffe' \
			"sif last mtime_extra $((999999999 * 4 + 3))" \
			'sif folder mtime @1000000000' \
			"sif folder mtime_extra $((500000000 * 4))"
	} | edit
	extract
	expect 0
	same early "$(time_of early)" -2147483648.000000000
	same now "$(time_of now)" "$((0x6937cc00)).123456789"
	same late "$(time_of late)" "$((0x83aa7e80)).000000007"
	same last "$(time_of last)" 15032385534.999999999
	same 'a folder' "$(time_of folder)" 1000000000.500000000
}

test_time_that_is_none() {
	done_out
	printf x >x
	printf '%s\n' 'cd files' 'write x a' 'sif a mtime_extra 0xffffffff' |
		edit
	extract
	expect 3 'extract files/a: its time is none'
}

test_modes_are_no_wider() {
	done_out
	printf x >x
	{
		printf '%s\n' 'cd files' 'mkdir closed' 'write x closed/x' \
			'sif closed mode 040700'
		for mode in 0600 0400 0640 0444 0755 0700 4755 2755 1777; do
			printf '%s\n' "write x m$mode" \
				"sif m$mode mode 010$mode"
		done
	} | edit
	extract
	expect 0
	same modes "$(cd inner/dir/files && stat -c '%n %a' -- m* closed |
		tr '\n' ' ')" \
		"m0400 400 m0444 444 m0600 600 m0640 640 m0700 700 m0755 755 m1777 755 m2755 755 m4755 755 closed 700 "
}

# What chattr -e leaves.  A file system that was made without extents has all
# its files so.
test_files_by_a_block_map() {
	truncate -s 16M out.img
	mke2fs -q -t ext4 -b 4096 -L gva-out -O ^extents,^64bit out.img 4095
	printf '%s\n' 'mkdir results' 'mkdir files' | edit
	add_result 1 10-count 'exited 0'
	head -c 30000 /dev/urandom >small
	head -c 5000000 /dev/urandom >large
	truncate -s 9000000 holes
	printf y | dd of=holes bs=4096 seek=12 conv=notrunc status=none
	printf z | dd of=holes bs=4096 seek=2000 conv=notrunc status=none
	printf '%s\n' 'cd files' 'write small small' 'write large large' \
		'write holes holes' | edit
	tune2fs -O extents out.img >&2
	set_status ended 'done' 1 0
	extract
	expect 0
	for name in small large holes; do
		cmp $name inner/dir/files/$name
	done
	[ "$(du -k inner/dir/files/holes | cut -f 1)" -lt 100 ] ||
		fail 'holes were filled'
	rm -rf inner
	# A block of the map that leads to itself, 1024^2 times.
	block=$(debugfs -R 'stat files/large' out.img 2>/dev/null |
		sed -n 's/.*(DIND):\([0-9]*\).*/\1/p')
	le=$(printf '\\%03o\\%03o\\000\\000' $((block % 256)) \
		$((block / 256)))
	# shellcheck disable=SC2059 # the format is the bytes
	printf "$le%.0s" $(seq 1024) | patch $((block * 4096))
	extract
	expect 3 'its file system is damaged'
}
