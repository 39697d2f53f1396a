# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# pack_refusals: what gva pack does not pack; by the command with sanitizers.
# shellcheck source=tests/host/pack_job
. "$TESTS/host/pack_job"

# refused WORDS ARGUMENT...: exit status 2, the words said, nothing left.
refused() {
	words=$1
	shift
	status=0
	"$GVA" pack "$@" 2>errors || status=$?
	cat errors >&2
	same 'exit status' "$status" 2
	same 'lines said' "$(grep -vc '^gva: warning: ' errors)" 1
	grep -q '^gva: [^ ]* .*' errors || fail 'a line of no form'
	grep -qF -e "$words" errors || fail "not said: $words"
	[ ! -e new.img ] || fail 'an image was left behind'
}

test_refuses_no_script_bin() {
	mkdir job
	refused 'no directory script-bin' job -o new.img
}

test_refuses_empty_script_bin() {
	mkdir -p job/script-bin
	: >job/script-bin/.hidden
	refused 'script-bin is empty' job -o new.img
}

test_refuses_the_guests_own_place() {
	printf '#!/bin/sh\n' | script 1
	mkdir job/script-run
	refused 'it has a script-run' job -o new.img
}

test_refuses_bad_use() {
	make_job
	refused 'gva pack --help' job
	refused 'gva pack --help' -o new.img
	refused 'gva pack --help' job data -o new.img
	refused '--nonsense' job --nonsense -o new.img
	refused 'not a size' job --out many -o new.img
	refused '16M' --out 1M -o new.img
	refused 'missing' missing -o new.img
}

test_refuses_data_that_is_no_folder() {
	make_job
	refused 'job/two: it is not a directory' --data job/two -o new.img
	mkfifo fifo
	refused 'fifo: it is not a directory' --data fifo -o new.img
	refused 'fifo: ' fifo -o new.img
	ln -s nowhere dangling
	refused 'dangling: No such file' --data dangling -o new.img
	refused 'dangling: No such file' dangling -o new.img
}

# It would hold itself, half made.
test_refuses_image_in_what_it_packs() {
	make_job
	refused 'pack job/deep/new.img: it is the image that is being made' \
		job -o job/deep/new.img
	[ ! -e job/deep/new.img ] || fail 'an image was left behind'
	refused 'pack data/new.img: it is the image' job --data data \
		-o data/new.img
	[ ! -e data/new.img ] || fail 'an image was left behind'
}

test_refuses_hidden_script() {
	make_job
	mv job/script-bin/10-hello .hello
	refused '.hello: a name that begins with a dot' .hello -o new.img
	refused '.hello: a name that begins with a dot' ./.hello -o new.img
}

test_refuses_lost_and_found_that_is_a_file() {
	make_job
	: >'job/lost+found'
	refused 'pack job/lost+found: an ext4 root has a directory' job \
		-o new.img
	# Below a role's folder the name is free.
	"$GVA" pack job --data data -o new.img
	clean new.img
}

test_refuses_epoch_that_is_no_number() {
	make_job
	for epoch in '' soon -1 1e9 99999999999999999999; do
		export SOURCE_DATE_EPOCH="$epoch"
		refused "SOURCE_DATE_EPOCH" job -o new.img
	done
}

test_refuses_sizes_that_are_none() {
	make_job
	for size in '' 0 -1 16 16M16 1.5G 0x1000000 99999999999999999999 1P \
		15M; do
		refused 'gva: ' job --out "$size" -o new.img
	done
}

test_refuses_folder_that_is_not_there() {
	make_job
	refused 'make no/new.img: No such file' job -o no/new.img
}

test_refuses_path_that_is_too_long() {
	make_job
	name=$(printf 'x%.0s' $(seq 200))
	# From the inside: no shell goes down so far.
	for _ in $(seq 25); do
		mkdir above
		mv data "above/$name"
		mv above data
	done
	refused ': File name too long' --data data -o new.img
}

test_never_overwrites() {
	make_job
	printf 'precious\n' >old.img
	status=0
	"$GVA" pack job -o old.img 2>errors || status=$?
	same 'exit status' "$status" 2
	same content "$(cat old.img)" precious
}

test_gva_conf_is_checked() {
	make_job
	printf '# one\ntimeout=soon\n' >job/gva.conf
	status=0
	"$GVA" pack job -o app.img >output 2>errors || status=$?
	cat output errors >&2
	same 'exit status' "$status" 2
	grep -q 'read job/gva.conf: line 2: .*timeout' errors
	[ ! -e app.img ] || fail 'an image was made'
}

test_size_that_no_image_has() {
	status=0
	"$GVA" pack --out 900T -o out.img >output 2>errors || status=$?
	cat output errors >&2
	same 'exit status' "$status" 2
	grep -q '15T at most' errors
}

test_names_are_told_without_control_bytes() {
	make_job
	name=$(printf 'job/a\033[2J\nb')
	mkfifo "$name"
	"$GVA" pack job -o new.img 2>errors
	grep -qF 'warning: job/a?[2J?b: a fifo is left out' errors ||
		fail "said: $(cat errors)"
	rm new.img
	refused 'read a?b: No such file' "$(printf 'a\nb')" -o new.img
}
