# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# hostile: gva results, of images that were made to do harm.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

test_name_with_slash() {
	plain_done_out
	printf evil >evil
	edit <<-END
		cd files
		write evil XXXXXXXXXXXXXXX
		write evil YYYYYYYYY
		write evil ZZZZZZ
	END
	rename_entry XXXXXXXXXXXXXXX ../../../victim
	rename_entry YYYYYYYYY /etc/evil
	rename_entry ZZZZZZ a/b
	extract
	expect 0 'leave out files/../../../victim: no name'
	expect 0 'leave out files//etc/evil: no name'
	expect 0 'leave out files/a/b: no name'
	same files "$(ls -A inner/dir/files)" ''
}

test_name_with_slash_in_results() {
	plain_done_out
	printf evil >evil
	edit <<-END
		cd results
		write evil XXXXXXXXXXXXXXX
		mkdir 0002-YYYYYYYYYYYYYYYY
		cd 0001-10-count
		write evil ZZZZZZZZZ
		write evil extra
	END
	rename_entry XXXXXXXXXXXXXXX ../../../victim
	rename_entry 0002-YYYYYYYYYYYYYYYY 0002-/../../../victim
	rename_entry ZZZZZZZZZ ../stdout
	extract
	expect 0 'leave out results/../../../victim: no name of a result'
	expect 0 'leave out results/0002-/../../../victim: no name of a result'
	expect 0 'leave out results/0001-10-count/../stdout: no part'
	expect 0 'leave out results/0001-10-count/extra: no part'
	same results "$(ls -A inner/dir/results)" 0001-10-count
	# shellcheck disable=SC2012 # names of ours
	same parts "$(ls -A inner/dir/results/0001-10-count | tr '\n' ' ')" \
		'record stderr stdout '
}

# The names that every folder has, once more and for something else.
test_name_of_dots() {
	plain_done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'mkdir YYYYYYYY' 'write evil ZZZZZZZZ' | edit
	rename_entry YYYYYYYY ..
	rename_entry ZZZZZZZZ .
	extract
	expect 0
	same files "$(ls -A inner/dir/files)" ''
}

test_name_with_nul() {
	plain_done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'write evil XXXXX' | edit
	rename_entry XXXXX 'ab\000cd'
	extract
	expect 0 'leave out files/ab\x00cd: no name'
	same files "$(ls -A inner/dir/files)" ''
}

test_name_that_is_empty() {
	plain_done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'write evil XXXXX' | edit
	printf '\000' | patch $(($(entry XXXXX) + 6))
	extract
	expect 3 'extract files: an entry with no name'
	same files "$(ls -A inner/dir/files)" ''
}

test_name_of_newlines() {
	plain_done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'write evil XXXX' 'symlink YYYYYYY x' | edit
	rename_entry XXXX 'a\nb\t'
	rename_entry YYYYYYY '\ngva: x'
	extract
	expect 0 'leave out files/\x0agva: x: neither'
	same files "$(ls -A inner/dir/files)" "$(printf 'a\nb\t')"
	same 'lines said' "$(wc -l <errors)" 1
}

test_link_and_file_of_one_name() {
	plain_done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'symlink aaa ../../../victim' \
		'symlink bbb /tmp/gva-hostile-test' 'write evil cccc' \
		'write evil dddd' | edit
	rename_entry cccc aaa
	rename_entry dddd bbb
	extract
	expect 0 'leave out files/aaa: neither a file nor a folder'
	[ ! -e /tmp/gva-hostile-test ]
	same content "$(cat inner/dir/files/aaa)" evil
}

test_folder_and_link_of_one_name() {
	plain_done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'mkdir real' 'symlink link ../..' 'cd real' \
		'write evil victim' | edit
	rename_entry real link
	extract
	expect 0 'leave out files/link: neither'
	same content "$(cat inner/dir/files/link/victim)" evil
}

test_one_name_twice() {
	plain_done_out
	printf 1 >one
	printf 2 >two
	printf '%s\n' 'cd files' 'write one aaaa' 'write two bbbb' \
		'mkdir cccc' 'mkdir dddd' | edit
	rename_entry bbbb aaaa
	rename_entry dddd cccc
	extract
	expect 3 'extract files/aaaa: it is there already'
	expect 3 'extract files/cccc: it is there already'
}

test_result_twice() {
	plain_done_out
	add_result 2 10-count 'exited 0'
	set_status ended 'done' 2 0
	rename_entry 0002-10-count 0001-10-count
	extract
	expect 3 'extract results/0001-10-count: it is there already'
}

test_several_names_of_one_file() {
	done_out
	printf kept >kept
	printf '%s\n' 'cd files' 'write kept a' 'ln a b' 'mkdir d' 'ln a d/c' \
		'sif a links_count 3' | edit
	extract
	expect 0
	for name in a b d/c; do
		same "content of $name" "$(cat "inner/dir/files/$name")" kept
	done
	same 'names of one' "$(stat -c %h inner/dir/files/a)" 1
}

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
		"all 755 $(id -u) folder 755 $(id -u) none 644 $(id -u) sticky 755 $(id -u) "
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
}

# Two that lie over each other would be copied over each other.
test_extents_out_of_order() {
	plain_done_out
	head -c 8192 /dev/urandom >x
	printf '%s\n' 'cd files' 'write x a' | edit
	block=$(debugfs -R 'bmap files/a 0' out.img 2>/dev/null)
	for second in 0 1; do
		rm -rf inner
		edit <<-END
			sif files/a block[0] 0x0002f30a
			sif files/a block[1] 4
			sif files/a block[3] 1
			sif files/a block[4] 1
			sif files/a block[5] $block
			sif files/a block[6] $second
			sif files/a block[7] 1
			sif files/a block[8] $((block + 1))
		END
		extract
		expect 3 'extract files/a: '
		[ ! -e inner/dir/files/a ] || fail 'it was copied'
	done
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

# index_block BLOCK ENTRIES NEXT: an inner block of an extent tree, all of whose
# entries lead to one block.
index_block() {
	low=$(printf '\\%03o\\%03o' $(($3 % 256)) $(($3 / 256)))
	count=$(printf '\\%03o\\%03o' $(($2 % 256)) $(($2 / 256)))
	# shellcheck disable=SC2059 # the format is the bytes
	{
		printf "\\012\\363$count\\124\\001\\000\\000\\000\\000\\000\\000"
		for _ in $(seq "$2"); do
			printf "\\000\\000\\000\\000$low\\000\\000\\000\\000\\000\\000"
		done
	} | patch $(($1 * 4096))
}

# 340^4 ways to a last block that is empty.
test_extents_that_share_blocks() {
	plain_done_out
	head -c 20480 /dev/urandom >x
	printf '%s\n' 'cd files' 'write x a' 'write x b' | edit
	block=$(debugfs -R 'bmap files/b 0' out.img 2>/dev/null)
	for i in 0 1 2 3; do
		index_block $((block + i)) 340 $((block + i + 1))
	done
	index_block $((block + 4)) 0 0
	edit <<-END
		sif files/a block[0] 0x0001f30a
		sif files/a block[1] 0x00050004
		sif files/a block[3] 0
		sif files/a block[4] $block
		sif files/a block[5] 0
	END
	extract
	expect 3 'extract files/a: its extents: '
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
	expect 0 'leave out files: not a folder'
	expect 0 'leave out results/0002-x: not a folder'
}

test_results_that_is_a_file() {
	make_out
	printf x >x
	printf '%s\n' 'rmdir results' 'write x results' | edit
	set_status ended nothing-to-run 0 0
	extract
	expect 2 'leave out results: not a folder'
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

# Files that are all hole: no bytes on the image, none on the host.
test_huge_parts() {
	done_out
	truncate -s 900G huge
	printf '%s\n' 'cd results/0001-10-count' 'rm record' 'rm stdout' \
		'write huge record' 'write huge stdout' | edit
	extract
	expect 3 'its record is torn or damaged'
	[ "$(du -sk inner | cut -f 1)" -lt 100 ] ||
		fail "takes $(du -sk inner)"
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
