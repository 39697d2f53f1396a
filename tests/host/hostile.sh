# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# hostile: gva results, of images that were made to do harm.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

# victim: a file that no extraction may touch.
victim() {
	mkdir -p inner
	printf 'precious\n' >victim
}

untouched() {
	same victim "$(cat victim)" precious
	nothing_escaped
}

test_name_with_slash() {
	victim
	done_out
	printf evil >evil
	# debugfs takes the name as it is.
	printf '%s\n' 'cd files' 'write evil ../../../victim' \
		'write evil /etc/evil' 'write evil a/b' | edit
	extract
	expect 0 'leave out files/../../../victim: no name'
	untouched
	same files "$(ls -A inner/dir/files)" ''
}

test_name_with_slash_in_results() {
	victim
	done_out
	printf evil >evil
	printf '%s\n' 'cd results' 'write evil ../../../victim' \
		'cd 0001-10-count' 'write evil ../stdout' \
		'write evil extra' | edit
	extract
	expect 0 'leave out results/0001-10-count/extra: no part'
	untouched
	[ ! -e inner/dir/results/stdout ]
	[ ! -e inner/dir/results/0001-10-count/extra ]
}

test_patched_dot_dot() {
	victim
	make_plain_out
	printf evil >evil
	printf '%s\n' 'cd files' 'write evil XXxAAAAA' | edit
	offset=$(grep -abo XXxAAAAA out.img | head -n 1 | cut -d : -f 1)
	printf '../AAAAA' | patch "$offset"
	set_status ended nothing-to-run 0 0
	extract
	expect 2 'leave out files/../AAAAA'
	untouched
}

test_link_and_file_of_one_name() {
	victim
	done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'symlink aaa ../../../victim' \
		'symlink bbb /tmp/gva-hostile-test' 'write evil ccc' | edit
	edit <<-END
		cd files
		ln ccc aaa
		ln ccc bbb
	END
	extract
	expect 0 'leave out files/aaa: neither a file nor a folder'
	untouched
	[ ! -e /tmp/gva-hostile-test ]
	same content "$(cat inner/dir/files/aaa)" evil
}

test_folder_and_link_of_one_name() {
	victim
	done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'mkdir real' 'symlink l ../..' \
		'ln real l' 'cd real' 'write evil victim' | edit
	extract
	expect 0 'leave out files/l'
	untouched
	same content "$(cat inner/dir/files/l/victim)" evil
}

test_one_name_twice() {
	done_out
	printf 1 >one
	printf 2 >two
	printf '%s\n' 'cd files' 'write one a' 'write two b' 'ln b a' | edit
	extract
	expect 3 'extract files/a: it is there already'
	nothing_escaped
}

test_special_files() {
	done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'mknod block b 8 0' 'mknod char c 1 3' \
		'mknod pipe p' 'write evil suid' 'sif suid mode 0106755' | edit
	extract
	expect 0 'leave out files/block'
	nothing_escaped
	same files "$(ls inner/dir/files)" suid
	grep -q ', 3 left out' output
}

test_folder_that_is_the_root() {
	done_out
	printf '%s\n' 'ln <2> files/loop' | edit
	extract
	expect 3 'contains itself'
	nothing_escaped
}

test_folder_in_itself() {
	done_out
	printf '%s\n' 'mkdir files/a' 'mkdir files/a/b' 'ln files/a files/a/b/c' |
		edit
	extract
	expect 3 'extract files/a/b/c: a folder that contains itself'
	nothing_escaped
}

test_deep_folders() {
	done_out
	{
		echo 'cd files'
		for _ in $(seq 80); do
			printf '%s\n' 'mkdir d' 'cd d'
		done
	} | edit
	extract
	expect 0 'more than 64 folders deep'
	same depth "$(find inner/dir/files -type d | wc -l)" 64
}

test_size_that_is_a_lie() {
	done_out
	printf x >x
	printf '%s\n' 'cd files' 'write x a' 'sif a size 4398046511104' \
		'write x b' 'sif b size 0xffffffffffffffff' 'write x c' |
		edit
	extract
	expect 3 'extract files/a: it claims more than 1 TiB'
	[ ! -e inner/dir/files/a ] || fail 'half a file was left'
	same content "$(cat inner/dir/files/c)" x
	[ "$(du -sk inner | cut -f 1)" -lt 200 ]
}

test_link_without_an_end() {
	done_out
	printf '%s\n' "symlink files/l $(printf 'x%.0s' $(seq 59))" \
		'sif files/l size 1' \
		"symlink files/m $(printf 'x%.0s' $(seq 59))" \
		'sif files/m size 100000' | edit
	extract
	expect 0 'leave out files/l'
	nothing_escaped
}

test_control_bytes_are_escaped() {
	done_out
	name=$(printf 'a\033]0;x\007b')
	printf 'symlink files/%s x\n' "$name" | edit
	printf x >x
	printf 'cd files\nwrite x f%s\n' "$name" | edit
	printf 'cd files\nwrite x f%s\nln f%s z\nln x f%s\n' "$name" "$name" \
		"$name" | debugfs -w -f /dev/stdin out.img >/dev/null 2>&1
	extract
	# shellcheck disable=SC1003 # the backslash is meant
	grep -qF 'files/a\x1b]0;x\x07b' errors || fail 'not escaped'
	! LC_ALL=C grep -q "$(printf '[\033\007]')" output errors ||
		fail 'a control byte came through'
}

test_extents_that_cycle() {
	make_plain_out
	head -c 40960 /dev/urandom >x
	printf '%s\n' 'cd files' 'write x a' 'write x b' | edit
	block=$(debugfs -R 'bmap files/b 0' out.img 2>/dev/null)
	# a: one index entry; the block that it leads to leads to itself.
	printf '%s\n' 'sif files/a size 2147483648' \
		'sif files/a block[0] 0x0001f30a' \
		'sif files/a block[1] 0x00010004' \
		'sif files/a block[3] 0' "sif files/a block[4] $block" \
		'sif files/a block[5] 0' | edit
	le=$(printf '\\%03o\\%03o' $((block % 256)) $((block / 256)))
	# shellcheck disable=SC2059 # the format is the bytes
	printf "\\012\\363\\001\\000\\124\\001\\001\\000\\000\\000\\000\\000\\000\\000\\000\\000$le\\000\\000\\000\\000\\000\\000" |
		patch $((block * 4096))
	set_status ended nothing-to-run 0 0
	extract
	expect 3 'extract files/a: '
	[ ! -e inner/dir/files/a ] || fail 'half a file was left'
	nothing_escaped
}

test_extent_outside() {
	make_plain_out
	printf x >x
	printf '%s\n' 'cd files' 'write x a' \
		'sif a block[5] 0x7fffffff' | edit
	set_status ended nothing-to-run 0 0
	extract
	expect 3 'outside the file system'
	[ ! -e inner/dir/files/a ]
}

test_shared_blocks_have_a_limit() {
	done_out
	head -c 8000000 /dev/urandom >big
	: >empty
	{
		printf '%s\n' 'cd files' 'write big big'
		for i in 0 1 2 3 4 5 6 7 8 9; do
			printf '%s\n' "write empty c$i" "copy_inode big c$i"
		done
	} | edit
	extract
	expect 3 'the image holds more than its size allows'
	[ "$(du -sk inner | cut -f 1)" -le 33000 ] ||
		fail "copied $(du -sk inner)"
}

test_damaged_inode() {
	done_out
	printf x >x
	printf '%s\n' 'cd files' 'write x a' 'write x b' | edit
	inode=$(debugfs -R 'imap files/a' out.img 2>/dev/null |
		sed -n 's/.*located at block \([0-9]*\), offset \(.*\)/\1 \2/p')
	printf '\377\377' |
		patch $((${inode% *} * 4096 + ${inode#* } + 100))
	extract
	expect 3 'extract files/a: '
	same content "$(cat inner/dir/files/b)" x
}

test_damaged_folder() {
	make_plain_out
	printf x >x
	printf '%s\n' 'cd files' 'write x aname' | edit
	offset=$(grep -abo aname out.img | head -n 1 | cut -d : -f 1)
	printf '\003\000' | patch $((offset - 4)) # its rec_len
	set_status ended nothing-to-run 0 0
	extract
	expect 3 'a damaged entry'
}

test_inode_of_no_file() {
	done_out
	printf '%s\n' 'ln <8> files/journal' | edit
	extract
	expect 3 'inode 8 is no file'
	[ ! -e inner/dir/files/journal ]
}

test_deleted_inode() {
	done_out
	printf x >x
	printf '%s\n' 'cd files' 'write x a' 'sif a links_count 0' \
		'sif a dtime 1700000000' | edit
	extract
	expect 3 'it is deleted'
}

test_feature_that_is_not_read() {
	done_out
	printf 'feature inline_data\n' | debugfs -w -f /dev/stdin out.img \
		>/dev/null 2>&1
	extract
	expect 2 'features that are not read'
	[ ! -e inner/dir ]
}

test_inline_data_without_the_feature() {
	make_plain_out
	printf x >x
	printf '%s\n' 'cd files' 'write x a' 'sif a flags 0x10080000' \
		'mkdir d' 'sif d flags 0x10080000' | edit
	set_status ended nothing-to-run 0 0
	extract
	expect 2 'leave out files/a'
}

test_geometry_that_is_a_lie() {
	# Blocks per group, inodes per group, inode size, first inode.
	for at in 32 40 88 84 24 28; do
		rm -rf out.img inner
		make_plain_out
		printf '\021\000' | patch $((1024 + at))
		extract
		[ "$status" -ne 0 ] || fail "field $at was believed"
	done
}

test_parts_that_are_no_files() {
	done_out
	printf '%s\n' 'cd results/0001-10-count' 'rm stdout' \
		'symlink stdout /etc/passwd' | edit
	extract
	expect 3 'extract results/0001-10-count/stdout: it is no file'
	nothing_escaped
}

test_folders_that_are_none() {
	done_out
	printf x >x
	printf '%s\n' 'rmdir files' 'symlink files /etc' \
		'symlink results/0002-x /etc' 'write x results' | edit
	extract
	expect 0 'leave out files: not a folder'
	expect 0 'leave out results/0002-x: not a folder'
	nothing_escaped
}

test_torn_record() {
	done_out
	sed 's/exited 0/exited 1/' record >torn
	printf '%s\n' 'cd results/0001-10-count' 'rm record' \
		'write torn record' | edit
	extract
	expect 3 'its record is torn or damaged'
}

test_empty_record() {
	done_out
	: >torn
	printf '%s\n' 'cd results/0001-10-count' 'rm record' \
		'write torn record' | edit
	extract
	expect 3 'its record is torn or damaged'
}

test_no_record() {
	done_out
	printf '%s\n' 'rm results/0001-10-count/record' | edit
	extract
	expect 3 'it has no record'
}

test_record_of_another_script() {
	done_out
	print_record 2 20-other 'exited 0' 6 >other
	printf '%s\n' 'cd results/0001-10-count' 'rm record' \
		'write other record' | edit
	extract
	expect 3 'its record is of another script'
}

test_two_records_of_one_number() {
	done_out
	add_result 1 other 'exited 0'
	set_status ended 'done' 2 0
	extract
	expect 3 'another result has its number'
}

test_stdout_of_another_size() {
	done_out
	printf 'hello and more\n' >longer
	printf '%s\n' 'cd results/0001-10-count' 'rm stdout' \
		'write longer stdout' | edit
	extract
	expect 3 'has not the size'
}

test_script_name_is_escaped() {
	make_out
	print_record 1 'a\x1b[2Jb' 'exited 0' 0 >record
	printf '%s\n' 'mkdir results/0001-a__2Jb' 'cd results/0001-a__2Jb' \
		'write record record' | edit
	set_status ended 'done' 1 0
	extract
	expect 0
	grep -qF 'a\x1b[2Jb' output
}
