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

# A flush is what costs, and each has its reason: two syncs of PID 1; overlayfs
# has none of its own, as it copies no script that is moved.  Each commits the
# journal, by two flushes, and one more where data is written behind a commit.
# More of them is a change that somebody must have meant.
test_flushes_of_a_script() {
	more=$(full && echo 10 || echo 5)
	few=$(flushes_of 3)
	many=$(flushes_of $((3 + more)))
	each=$(awk -v n=$((many - few)) -v more="$more" \
		'BEGIN { printf "%.1f\n", n / more }')
	row figure=flushes-job "value=$(awk -v few="$few" -v each="$each" \
		'BEGIN { printf "%.0f\n", few - 3 * each }')"
	row figure=flushes-script "value=$each"
	check "less than 9 flushes a script, not $each" [ "${each%.*}" -lt 9 ]
}

# milliseconds DIR: of a hello job by DIR/bin/gva.
milliseconds() {
	rm -rf r
	start=$(date +%s%N)
	"$1/bin/gva" run --app app.img --accel tcg -o r >&2 2>&1
	echo $((($(date +%s%N) - start) / 1000000))
}

# spread <NUMBERS: how many, the median, the least and the greatest.
spread() {
	sort -n | awk '
		{ ms[NR] = $1 }
		END { print "runs=" NR, "value=" ms[int((NR + 1) / 2)], "least=" ms[1],
			"most=" ms[NR] }'
}

# The same command and machine, with another initramfs, in turns.
full_milliseconds_of_durability() {
	printf '#!/bin/sh\necho hello\n' | script 10-hello
	images
	mkdir -p other
	cp -R "$BUILD/bin" "$BUILD/lib" other/
	cp "$NO_SYNC" other/lib/gva/initramfs.cpio
	for number in $(seq 25); do
		progress "cost: round $number of 25"
		milliseconds "$BUILD" >>with
		milliseconds other >>without
	done
	row figure=hello-ms "$(spread <with)"
	row figure=hello-ms-no-sync "$(spread <without)"
}
