# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: verdict
# hostile_out: an out tree that somebody else has made, with something else in
# the place of what PID 1 opens there: it must neither wait nor follow.

# cut_job: cut off below script 2.
cut_job() {
	printf '#!/bin/sh\n' | script 1
	script 2 <<-'END'
		#!/bin/sh
		[ $GVA_ATTEMPT = 1 ] || exit 0
		touch /out/cut
		sleep 60
	END
	NS_SECONDS=30 run_ns
}

# refused WHAT: with it, the job ends at once, as bad-image.
refused() {
	NS_SECONDS=30 run_ns
	same "verdict with $1" "$verdict" bad-image
	check "$1 is told" grep -q 'not of the kind' console
}

test_fifos_are_not_waited_for() {
	cut_job
	cp -r out before
	cp -r app-after app-before
	for name in run/0002-2/stdout run/0002-2/stderr run/0002-2/record \
		ballast plan identity attempts/0002-2.1 attempts/0002-2.2.new \
		results/0001-1/record; do
		rm -rf out app-after
		cp -r before out
		cp -r app-before app-after
		rm -f "out/$name"
		mkfifo "out/$name"
		refused "a fifo as $name"
	done
}

test_fifo_as_a_conf_file_is_not_an_empty_one() {
	cut_job
	mkfifo out/job.conf
	refused 'a fifo as job.conf'
}

test_links_are_not_followed() {
	cut_job
	cp -r out before
	cp -r app-after app-before
	for name in results attempts run overlay; do
		rm -rf out app-after
		cp -r before out
		cp -r app-before app-after
		mv "out/$name" out/elsewhere
		ln -s elsewhere "out/$name"
		refused "a link as $name"
	done
}
