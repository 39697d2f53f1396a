# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# pack: gva pack and gva status of what it makes; by the command with
# sanitizers.
# shellcheck source=tests/host/pack_job
. "$TESTS/host/pack_job"

look() {
	debugfs -R "$2" "$1" 2>/dev/null
}

label() {
	dumpe2fs -h "$1" 2>/dev/null | sed -n 's/^Filesystem volume name: *//p'
}

# round_trip ROLES OPTION...
round_trip() {
	roles=$1
	shift
	make_job
	"$GVA" pack "$@" -o new.img >output
	grep -qF "new.img: $roles, $(wc -c <new.img) bytes, " output ||
		fail "said: $(cat output)"
	clean new.img
	same label "$(label new.img)" "$roles"
	case $roles in
	*out*)
		same 'first line' "$(tail -c 4096 new.img | head -n 1)" \
			'gva: not-run scripts=0 failed=0'
		blocks=$(($(wc -c <new.img) / 4096 - 1)) ;;
	*) blocks=$(($(wc -c <new.img) / 4096)) ;;
	esac
	same 'blocks of the file system' "$blocks" "$(dumpe2fs -h new.img \
		2>/dev/null | sed -n 's/^Block count: *//p')"
}

# status_not_run NAME: what gva status says of new.img.
status_not_run() {
	status=0
	"$GVA" status new.img >output || status=$?
	same 'exit status' "$status" 3
	grep -qx "roles $1" output || fail "no roles: $(cat output)"
	grep -qx 'state not-run' output || fail "no state: $(cat output)"
	grep -qx "size $(wc -c <new.img)" output || fail 'no size'
}

test_app() {
	round_trip gva-app job
	same content "$(look new.img 'cat deep/er/one')" one
	same 'the link' "$(look new.img 'cat two')" one
	! "$GVA" status new.img 2>errors || fail 'a status without a block'
	grep -q 'no status block' errors
}

test_data() {
	round_trip gva-data --data data
	same content "$(look new.img 'cat d')" 'some data'
}

test_out() {
	round_trip gva-out --out 32M
	same size "$(wc -c <new.img)" $((32 << 20))
	status_not_run gva-out
	same entries "$(look new.img 'ls -p /' | cut -d / -f 6 | sort |
		tr '\n' ' ')" ' . .. lost+found '
}

test_app_data() {
	round_trip gva-app+data job --data data
	same app "$(look new.img 'cat app/two')" one
	same data "$(look new.img 'cat data/d')" 'some data'
}

test_app_out() {
	round_trip gva-app+out job --out 16M
	status_not_run gva-app+out
	same app "$(look new.img 'cat app/two')" one
}

test_data_out() {
	round_trip gva-data+out --data data --out 16M
	status_not_run gva-data+out
	same data "$(look new.img 'cat data/d')" 'some data'
}

test_all_roles() {
	round_trip gva-app+data+out job --data data --out 16M
	status_not_run gva-app+data+out
	same app "$(look new.img 'cat app/two')" one
	same data "$(look new.img 'cat data/d')" 'some data'
	look new.img 'ls -p out' | grep -q . || fail 'no folder out'
}

test_one_script() {
	make_job
	"$GVA" pack job/script-bin/10-hello -o new.img
	clean new.img
	look new.img 'cat script-bin/10-hello' |
		cmp - job/script-bin/10-hello
}

test_owners_modes_times() {
	make_job
	if [ "$(id -u)" -eq 0 ]; then
		chown -R 1234:5678 job
		chmod 4755 job/empty # chown took the bit away
	fi
	"$GVA" pack job -o new.img
	same owners "$(look new.img 'ls -p /' | awk -F / 'NF > 5 &&
		($4 != 0 || $5 != 0)')" ''
	same 'modes' "$(look new.img 'ls -p /' | awk -F / '
		$6 == "empty" || $6 == "deep" { print $6, $3 }' | sort |
		tr '\n' ' ')" 'deep 040700 empty 104755 '
	# Seconds; and nanoseconds, above two bits that are for far years.
	look new.img 'stat empty' | grep -q 'mtime: 0x3a7b8372:1d6f3454' ||
		fail "mtime: $(look new.img 'stat empty')"
}

test_same_bytes() {
	make_job
	"$GVA" pack job --data data --out 16M -o one.img
	sleep 1.1 # clocks of whole seconds
	cp -a job other
	mkdir job.away
	mv job job.away/job
	mv other job
	"$GVA" pack job --data data --out 16M -o two.img
	cmp one.img two.img
}

# By it the guest knows an app again: it is that of the bytes.
test_another_byte_is_another_uuid() {
	make_job
	"$GVA" pack job -o one.img
	touch -r job/deep/er/one stamp
	printf 'two\n' >job/deep/er/one
	touch -r stamp job/deep/er/one
	"$GVA" pack job -o two.img
	for image in one two; do
		dumpe2fs -h $image.img 2>/dev/null | grep '^Filesystem UUID' \
			>$image.uuid
	done
	[ -s one.uuid ] || fail 'there is none'
	! cmp -s one.uuid two.uuid || fail 'two apps are one'
}

test_source_date_epoch() {
	make_job
	SOURCE_DATE_EPOCH=1000000000 "$GVA" pack job -o one.img
	touch job/deep job/two
	SOURCE_DATE_EPOCH=1000000000 "$GVA" pack job -o two.img
	cmp one.img two.img
}

test_holes_stay() {
	make_job
	truncate -s 200M data/sparse
	printf end | dd of=data/sparse bs=1 seek=150M conv=notrunc status=none
	"$GVA" pack --data data -o new.img
	clean new.img
	[ "$(wc -c <new.img)" -lt 4000000 ] || fail 'holes take room'
	look new.img 'dump sparse back'
	cmp back data/sparse
}

test_sized_to_content() {
	make_job
	head -c 20000000 /dev/urandom >job/big
	ln job/big job/bigger
	"$GVA" pack job -o new.img
	clean new.img
	[ "$(wc -c <new.img)" -lt 20600000 ] ||
		fail "slack: $(wc -c <new.img)"
	look new.img 'dump big back'
	cmp back job/big
}

test_many_files() {
	make_job
	mkdir data/many
	(cd data/many && seq 5000 | split -l 1 -a 4 - \
		a-name-that-is-longer-than-most-)
	"$GVA" pack --data data -o new.img >output
	clean new.img
	grep -q ' 5001 files' output
}

test_large_out_is_sparse() {
	"$GVA" pack --out 64G -o new.img
	clean new.img
	same size "$(wc -c <new.img)" $((64 << 30))
	[ "$(du -k new.img | cut -f 1)" -lt 40000 ] ||
		fail "takes $(du -k new.img)"
}

test_read_only_roles_have_no_journal() {
	make_job
	"$GVA" pack job --data data -o new.img
	! dumpe2fs -h new.img 2>/dev/null | grep -q has_journal
	"$GVA" pack --out 16M -o out.img
	dumpe2fs -h out.img 2>/dev/null | grep -q has_journal
}

# Also of the ones that nothing is in: the kernel reads some of them.
test_reserved_inodes_have_their_checksum() {
	make_job
	"$GVA" pack job --out 16M -o new.img
	for inode in 1 2 3 4 5 6 7 8 9 10; do
		debugfs -R "stat <$inode>" new.img >seen 2>&1
		grep '^Inode checksum: ' seen >checksum
		! grep -q ' 0x00000000$' checksum || fail "inode $inode: none"
	done
}

test_odd_names() {
	make_job
	newline=$(printf 'a\nb\\c')
	long=$(printf 'y%.0s' $(seq 255))
	bytes=$(printf '\377\001')
	printf 1 >"data/$newline"
	printf 2 >"data/$long"
	printf 3 >"data/$bytes"
	printf 4 >"data/- -"
	mkdir "data/folder $newline"
	"$GVA" pack --data data -o new.img >output
	clean new.img
	mkdir back
	debugfs -R 'rdump / back' new.img 2>/dev/null
	rmdir 'back/lost+found'
	diff -r data back
}

test_says_what_it_cannot_print() {
	make_job
	"$GVA" pack job -o new.img >/dev/full 2>errors && fail 'it said 0'
	same 'exit status' $? 4
	[ ! -e new.img ] || fail 'an image was left behind'
}

test_host_disk_full() {
	make_job
	head -c 3000000 /dev/urandom >job/big
	mkdir small
	status=0
	# shellcheck disable=SC2016 # for the shell in there
	unshare -U -r -m sh -c '
		mount -t tmpfs -o size=1M tmpfs small
		"$GVA" pack job -o small/new.img || status=$?
		ls small >left
		exit "$status"' 2>errors || status=$?
	cat errors >&2
	same 'exit status' "$status" 4
	grep -q 'No space left' errors
	same left "$(cat left)" ''
}

test_huge_sparse_file() {
	make_job
	truncate -s 2T data/huge || exit 77 # the host's limit
	printf end | dd of=data/huge bs=1 seek=1T conv=notrunc status=none
	"$GVA" pack --data data -o new.img
	clean new.img
	[ "$(wc -c <new.img)" -lt 4000000 ] || fail 'holes take room'
	same size "$(look new.img 'stat huge' |
		sed -n 's/.*Project:.*Size: //p')" $((2 << 40))
}

test_same_bytes_of_all_combinations() {
	make_job
	for words in job '--data data' '--out 16M' 'job --data data' \
		'job --out 16M' '--data data --out 16M'; do
		rm -f one.img two.img
		# shellcheck disable=SC2086 # words are words here
		"$GVA" pack $words -o one.img
		# shellcheck disable=SC2086
		(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 \
			"$GVA" pack $words -o two.img)
		cmp one.img two.img
	done
}

test_warns() {
	make_job
	printf '#!/bin/sh\r\necho\r\n' >job/script-bin/20-crlf
	chmod 755 job/script-bin/20-crlf
	: >job/script-bin/30-plain
	mkdir job/script-bin/40-folder
	ln -s 10-hello job/script-bin/50-link
	"$GVA" pack job -o new.img 2>errors
	for words in '20-crlf: its first line ends in CR LF' \
		'30-plain: not executable' '40-folder: a folder is not run' \
		'50-link: a symbolic link'; do
		grep -qF "$words" errors || fail "not said: $words"
	done
	! grep -q 10-hello: errors
}
