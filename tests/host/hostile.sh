# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# hostile: gva results, of images that were made to do harm.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

test_owners_and_modes() {
	done_out
	printf x >x
	edit <<-END
		cd files
		write x none
		sif none mode 0100000
		sif none uid 1234
		sif none gid 1234
		write x all
		sif all mode 0107777
		mkdir folder
		sif folder mode 040000
		sif folder uid 1234
		write x folder/x
		mkdir sticky
		sif sticky mode 047777
	END
	extract
	expect 0
	same modes "$(cd inner/dir/files && stat -c '%n %a %u' -- * |
		tr '\n' ' ')" \
		"all 755 $(id -u) folder 700 $(id -u) none 400 $(id -u) sticky 755 $(id -u) "
	[ -f inner/dir/files/folder/x ]
}

test_special_files() {
	done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'mknod block b 8 0' 'mknod char c 1 3' \
		'mknod pipe p' 'write evil suid' 'sif suid mode 0106755' | edit
	extract
	expect 0 'leave out files/block'
	same files "$(ls inner/dir/files)" suid
	grep -q ', 3 left out' output
}

test_folder_that_is_the_root() {
	done_out
	printf '%s\n' 'ln <2> files/loop' | edit
	extract
	expect 3 'contains itself'
}

test_folder_in_itself() {
	done_out
	printf '%s\n' 'mkdir files/a' 'mkdir files/a/b' 'ln files/a files/a/b/c' |
		edit
	extract
	expect 3 'extract files/a/b/c: a folder that contains itself'
}

# Each folder stands twice in the one above it: 2^40 ways to the last.
test_folders_that_share_folders() {
	plain_done_out
	{
		echo 'cd files'
		for _ in $(seq 40); do
			printf '%s\n' 'mkdir d' 'ln d e' 'cd d'
		done
	} | edit
	extract
	expect 3 'the image holds more than its size allows'
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
	expect 3 'more than 64 folders deep'
	same depth "$(find inner/dir/files -type d | wc -l)" 64
}

test_link_without_an_end() {
	done_out
	printf '%s\n' "symlink files/l $(printf 'x%.0s' $(seq 59))" \
		'sif files/l size 1' \
		"symlink files/m $(printf 'x%.0s' $(seq 59))" \
		'sif files/m size 100000' | edit
	extract
	expect 3 'leave out files/l'
	expect 3 'its file system is damaged'
}

test_entry_of_no_length() {
	for length in '\000\000' '\004\000' '\377\377' '\020\000'; do
		rm -rf out.img inner
		plain_done_out
		printf x >x
		printf '%s\n' 'cd files' 'write x XXXXXXXXXXXX' | edit
		# shellcheck disable=SC2059 # the format is the bytes
		printf "$length" | patch $(($(entry XXXXXXXXXXXX) + 4))
		extract
		expect 3 'extract files: a damaged entry'
	done
}

test_entry_of_no_inode() {
	for inode in '\377\377\377\377' '\000\000\001\000'; do
		rm -rf out.img inner
		plain_done_out
		printf x >x
		printf '%s\n' 'cd files' 'write x XXXX' | edit
		# shellcheck disable=SC2059 # the format is the bytes
		printf "$inode" | patch "$(entry XXXX)"
		extract
		expect 3 'extract files/XXXX: '
	done
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
	expect 3 'extract files/a: it is of a kind that is not read'
	expect 3 'extract files/d: it is of a kind that is not read'
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
}

test_folders_that_are_none() {
	done_out
	printf '%s\n' 'rmdir files' 'symlink files /etc' \
		'symlink results/0002-x /etc' | edit
	extract
	expect 3 'extract files: it is no folder'
	expect 3 'extract results/0002-x: it is no folder'
}

test_results_that_is_a_file() {
	make_out
	printf x >x
	printf '%s\n' 'rmdir results' 'write x results' | edit
	set_status ended nothing-to-run 0 0
	extract
	expect 3 'extract results: it is no folder'
}

test_no_folder_out_in_a_combined_image() {
	mkdir data
	"$GVA" pack --data data --out 16M -o out.img >&2
	printf '%s\n' 'rmdir out' 'symlink out /etc' | edit
	extract
	expect 3 'extract out: it is no folder'
	printf '%s\n' 'rm out' | edit
	extract
	expect 3 'extract out: it is missing'
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

test_record_too_long() {
	done_out
	{
		cat record
		yes "unknown line" | head -c 9000
	} >long
	printf '%s\n' 'cd results/0001-10-count' 'rm record' \
		'write long record' | edit
	extract
	expect 3 'its record is torn or damaged'
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

test_stderr_of_another_size() {
	done_out
	printf 'more\n' >longer
	printf '%s\n' 'cd results/0001-10-count' 'rm stderr' \
		'write longer stderr' | edit
	extract
	expect 3 'has not the size'
}

test_stdout_that_is_missing() {
	done_out
	printf '%s\n' 'rm results/0001-10-count/stdout' | edit
	extract
	expect 3 'has not the size'
}

test_status_that_counts_wrongly() {
	done_out
	for counts in '18446744073709551615 0' '1 18446744073709551615' '0 0' \
		'99999999999999999999 0'; do
		rm -rf inner
		# shellcheck disable=SC2086 # two words
		set_status ended 'done' $counts
		extract
		expect 3 'read out.img: '
	done
}

test_status_with_control_bytes() {
	done_out
	set_status ended "$(printf 'done\033[2J')" 1 0
	extract
	expect 3 'its status block is torn or damaged'
}

test_truncated_image() {
	done_out
	cp out.img whole.img
	for size in 0 1000 2000 5000 5000000 16773119; do
		rm -rf inner
		cp whole.img out.img
		truncate -s $size out.img
		extract
		expect 2 'read out.img: '
		[ ! -e inner/dir ] || fail 'a folder was left'
	done
	# Without its last block, all but the status block is there.
	cp whole.img out.img
	truncate -s -4096 out.img
	extract
	expect 2 'read out.img: it has no status block'
	cmp record inner/dir/results/0001-10-count/record
}

test_no_image() {
	mkdir folder
	mkfifo fifo
	ln -s nowhere dangling
	ln -s looping looping
	for name in folder fifo dangling looping missing /dev/null; do
		rm -f out.img
		ln -s $name out.img
		extract
		expect 2 'read out.img: '
		[ ! -e inner/dir ] || fail 'a folder was left'
	done
}
