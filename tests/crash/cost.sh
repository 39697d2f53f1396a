# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2119 # images has a size of its own
# cost: what durability costs: flushes a script, and time of a hello job.
# shellcheck source=tests/crash/lib
. "$TESTS/crash/lib"

# flushes_of COUNT: of a job of so many scripts that do nothing.
flushes_of() {
	rm -rf job
	for number in $(seq 10 $((9 + $1))); do
		printf '#!/bin/sh\n' | script "$number-true"
	done
	images
	"$TESTS/crash/record" >&2
	"$REPLAY" -c log | value flushes
}

# A flush is what costs, and each has its reason: more of them is a change
# that somebody must have meant.
test_flushes_of_a_script() {
	few=$(flushes_of 3)
	many=$(flushes_of 8)
	! full || { few=$(flushes_of 10); many=$(flushes_of 20); }
	each=$(awk -v few="$few" -v many="$many" -v more="$(full && echo 10 || echo 5)" \
		'BEGIN { printf "%.1f\n", (many - few) / more }')
	row figure=flushes-job "value=$few"
	row figure=flushes-script "value=$each"
	check "at most 9 flushes a script, not $each" \
		[ "${each%.*}" -le 9 ]
}

# milliseconds DIR: of a hello job by DIR/bin/gva.
milliseconds() {
	rm -rf r
	start=$(date +%s%N)
	"$1/bin/gva" run --app app.img --accel tcg -o r >&2 2>&1
	echo $((($(date +%s%N) - start) / 1000000))
}

median() {
	sort -n | awk '{ ms[NR] = $1 } END { print ms[int((NR + 1) / 2)] }'
}

# The same command and machine, with another initramfs.
full_milliseconds_of_durability() {
	printf '#!/bin/sh\necho hello\n' | script 10-hello
	images
	mkdir -p other
	cp -R "$BUILD/bin" "$BUILD/lib" other/
	cp "$NO_SYNC" other/lib/gva/initramfs.cpio
	for _ in $(seq 15); do
		milliseconds "$BUILD" >>with
		milliseconds other >>without
	done
	row figure=hello-ms "value=$(median <with)"
	row figure=hello-ms-no-sync "value=$(median <without)"
}
