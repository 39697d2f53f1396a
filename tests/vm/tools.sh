# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# tools: e2fsck and mke2fs of tools.cpio, in the guest, behind the initramfs.

# A file system of two block groups, so that there is a superblock to go back
# to, loses the first one and what comes with it.
repair_job() {
	script 10-repair <<-'END'
		#!/bin/sh
		cd /out || exit
		ls -ld / /bin /sbin /dev /tmp
		/sbin/e2fsck -V 2>&1
		mkdir files
		dmesg >files/kept
		truncate -s 160M image
		/sbin/mke2fs -q -t ext4 -b 4096 -d files image || exit
		/sbin/e2fsck -fn image
		echo "made: $?"
		dd if=/dev/urandom of=image bs=4096 count=4 conv=notrunc
		/sbin/e2fsck -fy image
		echo "repaired: $?"
		/sbin/e2fsck -fn image
		echo "clean: $?"
	END
}

test_tools_cpio() {
	lib=$BUILD/lib/gva
	cat "$lib/initramfs.cpio" "$lib/tools.cpio" >both.cpio
	repair_job
	job_vm --initrd "$PWD/both.cpio"
	same 'exit status' "$status" 0
	said=$results/0001-10-repair/stdout
	cat "$said" "$results/0001-10-repair/stderr" >&2
	same 'exit statuses of e2fsck' "$(grep ': [0-9]*$' "$said")" \
		"$(printf 'made: 0\nrepaired: 1\nclean: 0')"
	check 'it is sent to the backup superblock' \
		grep -q 'trying backup blocks' "$said" \
		"$results/0001-10-repair/stderr"
	same 'the file that was in it' \
		"$(debugfs -R 'cat /kept' "$results/../files/image" 2>/dev/null)" \
		"$(cat "$results/../files/files/kept")"
	check '/sbin is still a link' grep -q ' /sbin -> bin$' "$said"
	same 'mode of /tmp' "$(sed -n 's/ .* \/tmp$//p' "$said")" drwxrwxrwt
}

# A compressed initramfs ends anywhere; the kernel finds a plain archive at a
# multiple of 4 only.
test_tools_behind_a_compressed_initramfs() {
	lib=$BUILD/lib/gva
	gzip -9n <"$lib/initramfs.cpio" >both.cpio
	truncate -s %4 both.cpio
	cat "$lib/tools.cpio" >>both.cpio
	printf '#!/bin/sh\nexec /sbin/mke2fs -V\n' | script 10-version
	job_vm --initrd "$PWD/both.cpio"
	outcome 0001-10-version 'exited 0'
}

# Built anew, from another place to another place.
test_tools_cpio_is_the_same_bytes_again() {
	source=$("$TESTS/../scripts/source" e2fsprogs)
	cp -R "$source" elsewhere
	tools=$(XDG_CACHE_HOME=$PWD/cache E2FSPROGS_SRC=$PWD/elsewhere \
		"$TESTS/../scripts/e2fsprogs")
	"$TESTS/../scripts/cpio" "$TESTS/../rootfs/tools.mtree" "$tools" again
	cmp again "$BUILD/lib/gva/tools.cpio"
}
