#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a job script expects of the guest's shell and tools. Runs as a job
# script; prints `ok WHAT` lines and ends non-zero at the first thing wrong.
# Needs /tmp, /proc and /dev/null and no network.
#
# It runs in BusyBox's ash, whose bash-like parts are tested too; shellcheck
# is told bash, as it has no word for that shell. Code for `eval` stands in
# single quotes, and expr and time are tested for themselves.
# shellcheck shell=bash disable=SC2003,SC2016,SC2023
set -eu

# is WHAT GOT EXPECTED
is()
{
	if [ "$2" != "$3" ]; then
		printf 'not ok %s: got "%s", expected "%s"\n' "$1" "$2" "$3"
		exit 1
	fi
	echo "ok $1"
}

status_of()
{
	code=0
	"$@" >/dev/null 2>&1 || code=$?
	echo "$code"
}

lines()
{
	printf '%s\n' "$@"
}

shell()
{
	is 'arithmetic: 64 bit' $((1 << 62)) 4611686018427387904
	is 'arithmetic: base' $((16#ff)) 255
	is 'arithmetic: power' $((2 ** 10)) 1024
	x=gva-job.tar.gz
	is 'suffix' "${x%.tar.gz}" gva-job
	is 'replace' "${x//a/A}" gvA-job.tAr.gz
	is 'substring' "${x:4:3}" job
	is '[[ pattern ]]' "$(status_of eval '[[ $x == gva-* && 2 -gt 1 ]]')" 0
	is '[[ regular expression ]]' "$(status_of eval '[[ $x =~ z$ ]]')" 0
	is '$quoted' "$(printf '%s' $'a\tb' | od -An -tx1)" ' 61 09 62'
	is 'printf' "$(printf '%05.1f|%-4s|%x' 3.14159 ab 255)" '003.1|ab  |ff'
	is 'pipefail' "$(set -o pipefail; status_of eval 'false | true')" 1
	is 'here document' "$(cat <<-END
		one
	END
	)" one
	is 'getopts' "$(set -- -a -b v rest; while getopts ab: o; do
		printf '%s=%s ' "$o" "${OPTARG-}"; done)" 'a= b=v '
	is 'trap' "$(sh -c 'trap "echo bye" EXIT; trap "exit 3" TERM; kill $$')" bye
	is 'command not found' "$(status_of sh -c no-such-command)" 127
	is 'read -t' "$(sleep 5 | status_of read -r -t 0.1 _)" 1
	is 'no arrays' "$(status_of sh -c 'a=(1 2)')" 2
	is 'no bash' "$(status_of which bash)" 1
	for path in /bin/sh /usr/bin/sh /bin/env /usr/bin/env /usr/sbin/chroot; do
		is "$path" "$(status_of test -x "$path")" 0
	done
}

text()
{
	is 'awk floats' "$(awk 'BEGIN { printf "%.6f", exp(1) * sqrt(2) }')" 3.844231
	is 'awk fields' "$(lines 'a 1' 'b 2' | awk '{ s += $2 } END { print s }')" 3
	is 'sed -E' "$(echo ab12 | sed -E 's/([a-z]+)([0-9]+)/\2\1/')" 12ab
	is 'sed -i' "$(echo old >s; sed -i s/old/new/ s; cat s)" new
	is 'grep -E -o' "$(echo x12y | grep -E -o '[0-9]+')" 12
	is 'grep -c -v -w' "$(lines a ab b | grep -cvw a)" 2
	is 'no grep -P' "$(status_of grep -P x /dev/null)" 2
	is 'sort -k -n' "$(lines 'a 10' 'b 9' | sort -k2,2n | head -n 1)" 'b 9'
	is 'sort -u | wc' "$(lines b a b | sort -u | wc -l)" 2
	is 'sort -V' "$(lines v10 v9 | sort -V | head -n 1)" v9
	is 'uniq -c' "$(lines a a b | uniq -c | awk '{ print $1 }' | tr '\n' ' ')" \
		'2 1 '
	is 'cut, paste' "$(lines a:1 b:2 | cut -d: -f2 | paste -s -d+ -)" 1+2
	is 'tr classes' "$(echo abc | tr '[:lower:]' '[:upper:]')" ABC
	is 'head -c, tail -c' "$(echo abcdef | head -c 4 | tail -c 2)" cd
	is 'seq, tac' "$(seq 3 | tac | tr -d '\n')" 321
	is 'nl, rev, fold' "$(echo abcd | rev | fold -w 2 | nl | awk 'END { print $2 }')" ba
	lines a b >one
	lines b c >two
	is 'comm' "$(comm -12 one two)" b
	is 'diff -u, patch' "$(diff -u one two >p || true; patch one <p >/dev/null &&
		cmp one two && echo same)" same
	is 'names in UTF-8' "$(mkdir u; touch u/ü漢; ls u)" ü漢
}

files()
{
	mkdir -p "d/with space"
	touch d/a "d/with space/b"
	is 'find | xargs' "$(find d -type f -print0 | xargs -0 -n 1 basename |
		sort | tr -d '\n')" ab
	is 'find -exec +' "$(find d -name a -exec echo {} +)" d/a
	is 'find -delete' "$(cp -a d e; find e -type f -delete; find e -type f)" ''
	is 'stat -c' "$(chmod 640 d/a; stat -c '%a %s %F' d/a)" \
		'640 0 regular empty file'
	is 'readlink -f' "$(ln -s d/a l; readlink -f l)" "$PWD/d/a"
	is 'realpath' "$(realpath d/../l)" "$PWD/d/a"
	is 'mktemp -d' "$(status_of test -d "$(mktemp -d)")" 0
	is 'install' "$(install -D -m 755 l i/x && stat -c %a i/x)" 755
	is 'dd' "$(dd if=/dev/zero bs=1k count=3 status=none | wc -c)" 3072
	is 'truncate beyond 4 GiB' "$(truncate -s 5G big; stat -c %s big)" 5368709120
	is 'du, df' "$(rm big; df -P . | wc -l) $(du -s d | cut -f2)" '2 d'
	is 'split' "$(seq 4 | split -l 2 - part.; head -n 1 part.ab)" 3
	is 'flock' "$(flock -n lock sh -c 'flock -n lock true || echo held')" held
	is 'touch -d, date -r' "$(touch -d '2020-01-02 03:04:05' t; date -u -r t +%F)" \
		2020-01-02
}

archives()
{
	seq 1000 >d/a
	sum=$(sha256sum <d/a)
	for option in '' z j; do
		tar "c${option}f" t.tar d
		rm -rf r
		mkdir r
		tar xf t.tar -C r
		is "tar c${option}f" "$(sha256sum <r/d/a)" "$sum"
	done
	for tool in gzip bzip2; do
		is "$tool" "$($tool -9 <d/a | $tool -dc | sha256sum)" "$sum"
	done
	is 'cpio' "$(find d | cpio -o -H newc 2>/dev/null | cpio -t 2>/dev/null |
		grep -c 'd/a')" 1
	is 'ar' "$(ar -rc t.ar one && ar -t t.ar)" one
	is 'xz -d' "$(echo /Td6WFoAAATm1rRGAgAhARwAAAAQz1jMAQADZ3ZhCgDDGXT3DTJ8FwABHARvLJzBH7bzfQEAAAAABFla |
		base64 -d | xz -dc)" gva
}

digests()
{
	is md5sum "$(printf abc | md5sum | cut -c 1-8)" 90015098
	is sha1sum "$(printf abc | sha1sum | cut -c 1-8)" a9993e36
	is sha256sum "$(printf abc | sha256sum | cut -c 1-8)" ba7816bf
	is sha512sum "$(printf abc | sha512sum | cut -c 1-8)" ddaf35a1
	is cksum "$(printf abc | cksum | cut -d' ' -f1)" 1219131554
	is 'sha256sum -c' "$(sha256sum one >s; status_of sha256sum -c s)" 0
	is 'base64' "$(printf abc | base64 | base64 -d)" abc
	is 'od, xxd' "$(printf abc | xxd -p)$(printf A | od -An -tu1)" '616263  65'
}

numbers()
{
	is 'bc' "$(echo 'scale=20; 1/3' | bc)" .33333333333333333333
	is 'bc -l' "$(echo 'scale=10; 4*a(1)' | bc -l)" 3.1415926532
	is 'dc' "$(echo '2 64 ^ p' | dc)" 18446744073709551616
	is 'expr' "$(expr 3 + 4)" 7
	is 'factor' "$(factor 91)" '91: 7 13'
	is 'date' "$(date -u -d @0 +%FT%T)" 1970-01-01T00:00:00
	is 'date +%s%N' "$(($(date +%s%N) / 1000000000 - $(date +%s) <= 0))" 1
}

processes()
{
	is 'timeout' "$(status_of timeout 0.2 sleep 5)" 143
	is 'timeout -s KILL' "$(status_of timeout -s KILL 0.2 sleep 5)" 137
	is 'timeout not reached' "$(status_of timeout 5 sh -c 'exit 9')" 9
	is 'env -i' "$(env -i A=1 env)" A=1
	is 'nproc' "$(($(nproc) >= 1))" 1
	is 'background, wait' "$(sh -c 'sh -c "exit 4" & wait $! || echo $?')" 4
	is 'xargs -P' "$(seq 4 | xargs -P 2 -n 1 echo | sort | tr -d '\n')" 1234
	is 'nice' "$(nice -n 5 nice)" "$(($(nice) + 5))"
	is 'pgrep, kill' "$(sleep 77 & pgrep -f '^sleep 77' | xargs kill; wait $! ||
		echo $?)" 143
	is 'ps -o' "$(ps -o pid,comm | awk -v p=$$ '$1 == p { n++ } END { print n }')" 1
	is 'time -f' "$(time -f %x true 2>&1)" 0
	is 'id' "$(id -u)" 0
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for topic in shell text files archives digests numbers processes; do
	"$topic"
done
echo 'ok all'
