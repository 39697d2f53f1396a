# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# root_conf: what the image of a root says of itself, read by gva run before
# any machine: the image may be anybody's.

# root_of: root.img, of the folder tree.
root_of() {
	truncate -s 0 root.img
	truncate -s 16M root.img
	mke2fs -q -t ext4 -b 4096 -O ^has_journal -E root_owner=0:0 \
		-L gva-root -d tree root.img
}

# told WORDS: gva run refuses it with these, exit 2, and leaves nothing.
told() {
	status=0
	"$GVA" run --root root.img -o r -- true >output 2>errors || status=$?
	cat errors >&2
	same 'exit status' "$status" 2
	grep -qF -- "$1" errors || fail "no '$1'"
	check 'nothing is left' [ ! -e r ]
}

test_what_is_no_conf() {
	mkdir -p tree/gva-root.json
	root_of
	told 'read gva-root.json of root.img: it is no file; make the image anew'
	rmdir tree/gva-root.json
	ln -s /etc/passwd tree/gva-root.json
	root_of
	told 'it is no file'
	rm tree/gva-root.json
	truncate -s 5M tree/gva-root.json
	root_of
	told 'it has more than 4194304 bytes'
	echo '{"Env": [' >tree/gva-root.json
	root_of
	told 'it is no JSON object'
	echo '{"Env": ["1=2"]}' >tree/gva-root.json
	root_of
	told "Env of root.img: '1' is no name for a variable"
	echo '{"User": "a b"}' >tree/gva-root.json
	root_of
	told 'user of root.img: '
}

test_damage_is_told() {
	mkdir tree
	echo '{"Cmd": ["true"]}' >tree/gva-root.json
	root_of
	at=$(grep -obUa gva-root.json root.img | head -n 1 | cut -d : -f 1)
	printf x | dd of=root.img bs=1 seek="$at" conv=notrunc 2>/dev/null
	told 'make the image anew'
}

# By a kind of file system that is not read here, or without a word.
test_images_of_others_say_nothing() {
	mkdir tree
	root_of
	status=0
	"$GVA" run --root root.img -o r >output 2>errors || status=$?
	same 'exit status' "$status" 2
	check 'it is told' grep -q 'no command: give one after --' errors
	rm root.img
	truncate -s 16M root.img
	mke2fs -q -t ext4 -b 1024 -L gva-root -d tree root.img
	"$GVA" run --root root.img -o r >output 2>errors || status=$?
	cat errors >&2
	same 'exit status' "$status" 2
	check 'it is told' grep -q 'no command: give one after --' errors
}
