# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# hostile_blocks: gva results, of images whose blocks were made to do harm.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

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
