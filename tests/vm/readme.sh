# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# readme: the lines of README.md, run as they stand there.  A block of them
# has a mark in front, a comment with its name.

# block NAME: the fenced block of README.md behind that mark.
block() {
	awk -v mark="<!-- test: $1 -->" '
		$0 == mark { marked = 1 }
		marked && /^```/ { if (inside) exit; inside = 1; next }
		inside' "$TESTS/../README.md"
}

# run_block NAME: runs it here; what it prints is left in ./output.
run_block() {
	[ -e build ] || ln -s "$BUILD" build
	block "$1" >block.sh
	check "README.md has a block $1" [ -s block.sh ]
	status=0
	sh -eu block.sh >output 2>errors </dev/null || status=$?
	tr -d '\r' <output >&2
	cat errors >&2
	same "exit status of $1" "$status" 0
}

test_readme_plain_qemu() {
	run_block plain-qemu
	same 'last line' "$(tail -n 1 output)" 'gva: done scripts=1 failed=0'
	same 'last line of the console' \
		"$(tail -n 2 output | head -n 1 | tr -d '\r')" \
		'gva: done scripts=1 failed=0'
	"$GVA" results out.img r >&2
	same 'what it left' "$(cat r/files/greeting)" hello
	# The check of the status block that gva-image(5) tells.
	same 'digest of the status block' \
		"$(tail -c 4096 out.img | sed '/^sha256 /,$d' | sha256sum)" \
		"$(tail -c 4096 out.img | sed -n 's/^sha256 //p')  -"
}

test_readme_own_job() {
	run_block own-job
	check stdout grep -qx 'hello, world' output
	for name in record stdout stderr; do
		check "there is $name" [ -f "results/results/0001-10-hello/$name" ]
	done
	check 'a file came back' [ -s results/files/when ]
	check 'run.json is there' [ -s results/run.json ]
	check 'the console is there' [ -s results/console.log ]
}

test_readme_instances() {
	# shellcheck disable=SC2016 # the script's own $
	printf '#!/bin/sh\necho "$GVA_INSTANCE $1"\n' | script 10-hello
	run_block instances
	same 'first' "$(cat r1/results/0001-10-hello/stdout)" '1 one'
	same 'second' "$(cat r2/results/0001-10-hello/stdout)" '2 two'
}

test_readme_root() {
	mkdir tree
	bsdtar -C tree -xf "$BUILD/lib/gva/initramfs.cpio" bin sbin usr etc
	bsdtar -C tree -cf root.tar .
	run_block root
	same 'what the command wrote' \
		"$(cat system/results/0001-command/stdout)" 42
}

test_readme_resume() {
	printf '#!/bin/sh\necho again >>/out/runs\n' | script 10-hello
	run_block resume
	check 'it is told' grep -q '^resumed: the job had ended' output
	same 'how often it ran' "$(cat after/files/runs)" again
	diff -r before/results after/results
}

test_readme_mandelbrot() {
	run_block mandelbrot
	same 'a picture' "$(head -c 4 tiles/files/mandelbrot.png | tail -c 3)" PNG
	same 'what was queued' "$(cat tiles/results/*/record |
		sed -n 's/^script //p' | tr '\n' ' ')" \
		'10-plan 20-tile-1 20-tile-2 20-tile-3 20-tile-4 90-picture '
	build/bin/gva run build/examples/mandelbrot -o tiles10 -- 10 >&2
	cmp tiles/files/mandelbrot.png tiles10/files/mandelbrot.png
}

test_readme_licenses() {
	[ -d /usr/share/common-licenses ] || exit 77
	run_vm "$TESTS/../examples/licenses" \
		--data /usr/share/common-licenses -o r
	same 'exit status' "$status" 0
	check 'the table has each script' [ "$(grep -c 'exited 0 .* [123]0-' \
		output)" = 3 ]
	check 'the report has a text' grep -q '^GPL-3 .* license$' \
		r/files/report.txt
	check 'and what is closest' grep -q 'GFDL-1.2 and GFDL-1.3' \
		r/files/report.txt
}

# The example of gvad(8), as it stands there; it takes Debian's own Python.
test_manual_brings_python() {
	[ -x /usr/bin/python3 ] && command -v ldd >&2 || exit 77
	sed -n '/^\.\\" test: python$/,/^\.Ed$/p' "$TESTS/../man/gvad.8" |
		sed -e '/^\./d' -e 's/^\\&//' -e 's/\\e/\\/g' >bring.sh
	check 'gvad(8) has the lines' [ -s bring.sh ]
	sh -eu bring.sh >&2
	job_vm
	same 'exit status' "$status" 0
	same 'what it counted' "$(cat r/files/primes.json)" \
		'{"10": 4, "100": 25, "1000": 168}'
	same 'the library of a module' "$(cat "$results/0001-10-primes/stdout")" \
		"$(/usr/bin/python3 -c \
			'import sqlite3; print(sqlite3.sqlite_version)')"
}

test_demo_tells_what_to_type_next() {
	ln -s "$BUILD" build
	"$TESTS/../scripts/demo" next build | sed -n 's/^    //p' >next.sh
	same 'lines' "$(wc -l <next.sh)" 5
	same 'what they print, last' "$(sh -eu next.sh | tail -n 1)" \
		'hello from the guest'
}

test_readme_blocks_are_all_run() {
	same 'blocks without a mark' "$(grep -c '^```sh$' "$TESTS/../README.md")" \
		"$(grep -c '^<!-- test: ' "$TESTS/../README.md")"
	sed -n 's/^<!-- test: \(.*\) -->$/\1/p' "$TESTS/../README.md" |
		while read -r name; do
			grep -qx "	run_block $name" "$TESTS/vm/readme.sh" ||
				fail "no test runs $name"
		done
}
