# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# hostile_names: gva results, of images whose names were made to do harm.
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
	expect 3 'leave out files/../../../victim: no name'
	expect 3 'leave out files//etc/evil: no name'
	expect 3 'leave out files/a/b: no name'
	expect 3 'an entry has no name for a file'
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
	expect 3 'extract results/../../../victim: it has no name of a result'
	expect 3 'extract results/0002-/../../../victim: it has no name of a'
	expect 3 'extract results/0001-10-count/../stdout: it is no part of'
	expect 3 'extract results/0001-10-count/extra: it is no part of'
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
	expect 3 'it does not begin as one'
	same files "$(ls -A inner/dir/files)" ''
}

test_name_with_nul() {
	plain_done_out
	printf evil >evil
	printf '%s\n' 'cd files' 'write evil XXXXX' | edit
	rename_entry XXXXX 'ab\000cd'
	extract
	expect 3 'leave out files/ab\x00cd: no name'
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
