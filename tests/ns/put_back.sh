# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: verdict
# shellcheck disable=SC2012 # ls lists names that the tests chose
# shellcheck disable=SC2016 # the scripts' own $
# put_back: a script that was cut off, and lies in script-bin all the same: it
# put itself there, or was never taken.

# Script 2 puts itself back by the command in $1, and cuts the machine off.
job_that_puts_back() {
	printf '#!/bin/sh\necho one $GVA_ATTEMPT >>/out/log\n' | script 1
	script 2 <<-END
		#!/bin/sh
		echo two \$GVA_ATTEMPT >>/out/log
		[ \$GVA_ATTEMPT -gt \${CUTS:-1} ] && exit 0
		[ "\$(grep -c two /out/log)" -le \${CUTS:-1} ] || exit 0
		$1
		touch /out/cut
		sleep 60
	END
	printf '#!/bin/sh\necho three $GVA_ATTEMPT >>/out/log\n' | script 3
}

log() {
	tr '\n' ' ' <out/files/log
}

test_put_back_is_no_second_first_attempt() {
	for how in 'mv "$0" /app/script-bin/' \
		'cat "$0" >/app/2 && chmod +x /app/2 && rm "$0" && mv /app/2 /app/script-bin/2'; do
		rm -rf job out app-after
		job_that_puts_back "$how"
		run_ns gva.retry=fail
		check 'it is in script-bin' [ -f app-after/script-bin/2 ]
		run_ns gva.retry=fail
		same verdict "$verdict" done-with-failures
		outcome 0002-2 interrupted
		same log "$(log)" 'one 1 two 1 three 1 '
		same records "$(ls out/results | tr '\n' ' ')" \
			'0001-1 0002-2 0003-3 '
	done
}

test_put_back_counts_its_attempts() {
	job_that_puts_back 'mv "$0" /app/script-bin/'
	for _ in 1 2 3; do
		run_ns gva.env.CUTS=9 gva.attempts=2
	done
	same verdict "$verdict" done-with-failures
	outcome 0002-2 gave-up
	same attempts "$(record 0002-2 attempt)" 2
	same log "$(log)" 'one 1 two 1 two 2 three 1 '
}

test_put_back_is_tried_again_as_its_next_attempt() {
	job_that_puts_back 'mv "$0" /app/script-bin/'
	run_ns
	run_ns
	same verdict "$verdict" 'done'
	same attempt "$(record 0002-2 attempt)" 2
	same log "$(log)" 'one 1 two 1 two 2 three 1 '
	same 'nothing is left' "$(ls app-after/script-bin app-after/script-run)" \
		"$(printf 'app-after/script-bin:\n\napp-after/script-run:')"
}

# A copy is a further script, as it is without a cut; but the one that was cut
# off has its record.
test_copy_in_the_queue_is_a_script_of_its_own() {
	job_that_puts_back 'cp "$0" /app/script-bin/2'
	run_ns gva.retry=fail
	run_ns gva.retry=fail
	same verdict "$verdict" done-with-failures
	outcome 0002-2 interrupted
	outcome 0003-2 'exited 0'
	same attempt "$(record 0003-2 attempt)" 1
}

# Who queues a script of the name of one that ended means another one.
test_queued_again_behind_its_end() {
	script 1 <<-'END'
		#!/bin/sh
		echo one >>/out/log
		[ "$(grep -c one /out/log)" = 1 ] && exec mv "$0" /app/script-bin/1
		[ "$(grep -c one /out/log)" = 2 ] || exit 0
		touch /out/cut
		sleep 60
	END
	run_ns gva.retry=fail
	run_ns gva.retry=fail
	outcome 0001-1 'exited 0'
	outcome 0002-1 interrupted
	same records "$(ls out/results | tr '\n' ' ')" '0001-1 0002-1 '
	same log "$(log)" 'one one '
}

# A cut between the marker and the move: it was not begun.
test_marker_of_a_script_that_was_not_taken() {
	job_that_puts_back :
	run_ns gva.retry=fail
	mv out/attempts/0002-2.1 out/attempts/0002-2.1.new
	mv app-after/script-run/2 app-after/script-bin/2
	run_ns gva.retry=fail gva.env.CUTS=0
	same verdict "$verdict" 'done'
	same attempt "$(record 0002-2 attempt)" 1
	check 'its marker has its name' [ -f out/attempts/0002-2.1 ]
}

# A cut behind the move, before the marker has its name.
test_script_that_was_taken_and_not_begun() {
	job_that_puts_back :
	run_ns gva.retry=fail
	mv out/attempts/0002-2.1 out/attempts/0002-2.1.new
	run_ns gva.retry=fail gva.env.CUTS=0
	same verdict "$verdict" 'done'
	same attempt "$(record 0002-2 attempt)" 1
}
