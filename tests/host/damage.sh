# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# damage: gva results, of out images from which damage took something away: no
# trace of it may be success, whatever is still read.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

# full_out: a job that succeeded and left files, in a folder of several blocks
# too.  debugfs mends the checksums of what it changes.
full_out() {
	done_out
	printf data >x
	head -c 20000 /dev/urandom >y
	{
		printf '%s\n' 'cd files' 'write x f' 'mkdir d' 'write x d/f' \
			'write y y' 'mkdir many' 'cd many'
		for i in $(seq 100); do
			echo "write x $(printf 'name%0100d' "$i")"
		done
	} | edit
	# An index for the large folder.
	e2fsck -fyD out.img >&2 || [ $? -eq 1 ]
	cp out.img whole.img
	extract
	expect 0
	rm -rf inner
}

# lost SENTENCE [WORDS]: what was just done to the image is no success, nor
# the job's own doing.
lost() {
	extract
	case $status in
	2 | 3) ;;
	*) fail "$1: exit status $status" ;;
	esac
	[ $# -lt 2 ] || grep -qF -e "$2" errors || fail "$1: not said: $2"
	rm -rf inner
	cp whole.img out.img
}

# block_of FILE N: where its block N lies.
block_of() {
	debugfs -R "bmap $1 $2" out.img 2>/dev/null
}

# fields_of GROUP: where the descriptor of a group lies.
fields_of() {
	echo $((4096 + 64 * $1))
}

# turn OFFSET: turns the lowest bit of a byte.
turn() {
	byte=$(od -An -tu1 -j "$1" -N 1 out.img)
	# shellcheck disable=SC2059 # the format is the byte
	printf "\\$(printf %03o $((byte ^ 1)))" | patch "$1"
}

test_superblock_that_is_lost() {
	full_out
	lose_superblock
	extract
	expect 3 'its superblock is destroyed'
	[ ! -e inner/dir ] || fail 'a folder was left'
}

test_inode_that_was_cleared() {
	full_out
	for name in files files/f files/d files/d/f files/many results \
		results/0001-10-count; do
		echo "clri $name" | edit
		lost "clri $name"
	done
}

test_name_that_is_gone() {
	full_out
	for name in files files/f files/d files/d/f files/many results \
		"files/many/$(printf 'name%0100d' 50)" \
		results/0001-10-count results/0001-10-count/stderr; do
		echo "unlink $name" | edit
		lost "unlink $name" 'its file system is damaged'
	done
}

test_inode_that_lies() {
	full_out
	for name in files files/f results; do
		for lie in 'size 0' 'mode 0' 'mode 0120644' 'mode 0010644' \
			'links_count 7' 'links_count 0' 'dtime 1' 'blocks 0' \
			'flags 0' 'block[3] 1'; do
			echo "sif $name $lie" | edit
			lost "$name $lie" 'its file system is damaged'
		done
	done
}

# Less of a file than it has blocks for, and more than its size.
test_blocks_that_are_missing() {
	full_out
	for lie in 'size 4096' 'size 16384' 'block[0] 0x0000f30a' \
		'block[4] 2' 'block[5] 3' 'block[5] 4000'; do
		echo "sif files/y $lie" | edit
		lost "files/y $lie" 'its file system is damaged'
	done
}

# Its checksum covers every byte of a descriptor.
test_descriptor_that_lies() {
	full_out
	for at in 0 4 8 12 14 16 18 28 30; do
		turn $(($(fields_of 0) + at))
		lost "byte $at of a descriptor"
	done
	printf '%s\n' 'set_bg 1 free_blocks_count 7' 'set_bg 1 checksum calc' |
		debugfs -w -f /dev/stdin out.img >&2
	lost 'a count of a group' 'the counts of group 1'
}

test_block_of_a_folder_over_another() {
	full_out
	for pair in '0 1' '1 2' '2 1'; do
		from=$(block_of files/many "${pair% *}")
		to=$(block_of files/many "${pair#* }")
		dd if=whole.img of=out.img bs=4096 count=1 conv=notrunc \
			status=none skip="$from" seek="$to"
		lost "block $pair" 'its file system is damaged'
	done
}

test_checksum_of_a_folder() {
	full_out
	turn $(($(block_of files/many 1) * 4096 + 100))
	lost 'a name in a folder' 'checksum'
}

test_bitmaps_that_lie() {
	full_out
	for command in "freeb $(block_of files/y 2)" 'setb 4000' \
		'freei files/f' 'seti <130>'; do
		echo "$command" | edit
		lost "$command" 'its file system is damaged'
	done
}

test_one_block_of_two_files() {
	full_out
	printf '%s\n' 'copy_inode files/f files/d/f' | edit
	lost 'a block of two' 'its file system is damaged'
}

test_folder_in_two_places() {
	full_out
	printf '%s\n' 'ln files/d files/many/d' | edit
	lost 'two names' 'its file system is damaged'
}

# A ring of folders that nothing leads to.
test_folders_out_of_reach() {
	full_out
	printf '%s\n' 'mkdir files/a' 'mkdir files/a/b' 'mkdir files/a/b/c' |
		edit
	printf '%s\n' 'ln files/a files/a/b/c/a' 'unlink files/a' | edit
	lost 'a ring' 'its file system is damaged'
}

# Without a trace: as if it had never been there.
test_parts_that_never_were() {
	for part in files results; do
		rm -f out.img
		make_out
		printf '%s\n' "rmdir $part" | edit
		set_status ended 'done' 1 0
		extract
		expect 3 "extract $part: it is missing"
		rm -rf inner
	done
}

# Nothing of the kind is found where the kernel, mke2fs and e2fsck agree.
test_images_of_every_kind_are_whole() {
	mkdir -p tree/files/d tree/results
	head -c 300000 /dev/urandom >tree/files/big
	truncate -s 9000000 tree/files/hole
	ln tree/files/big tree/files/d/linked
	ln -s "$(printf 'long%.0s' $(seq 50))" tree/files/link
	mkfifo tree/files/pipe
	for i in $(seq 300); do
		echo "$i" >"tree/files/d/$(printf 'name%0100d' "$i")"
	done
	for features in '' ^metadata_csum ^has_journal ^resize_inode \
		sparse_super2 orphan_file uninit_bg,^metadata_csum ^flex_bg \
		^64bit ^dir_index metadata_csum_seed ^ext_attr; do
		rm -f out.img
		truncate -s 300M out.img
		# shellcheck disable=SC2086 # two words or none
		mke2fs -q -t ext4 -b 4096 -L gva-out -d tree \
			${features:+-O $features} out.img 70000
		for _ in made checked; do
			extract
			expect 2 'no status block'
			! grep -q damaged errors || fail "$features"
			cmp tree/files/big inner/dir/files/d/linked
			rm -rf inner
			e2fsck -fyD out.img >&2 || [ $? -eq 1 ]
		done
	done
}
