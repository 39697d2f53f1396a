# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: verdict
# shellcheck disable=SC2012 # ls lists names that the tests chose
# shellcheck disable=SC2016 # the scripts' own $
# resume: PID 1 on an out folder that an earlier boot has left, cut off.  What
# is durable is not in question here (tests/crash); this is the logic.

# Cuts the machine off, once or always.
cutting_job() {
	printf '#!/bin/sh\necho one $GVA_ATTEMPT >>/out/log\n' | script 1
	script 2 <<-'END'
		#!/bin/sh
		echo two $GVA_ATTEMPT >>/out/log
		echo output of attempt $GVA_ATTEMPT
		[ $GVA_ATTEMPT -gt 1 ] || echo which is the longer one
		[ $GVA_ATTEMPT -gt ${CUTS:-1} ] && exit 0
		touch /out/cut
		sleep 60
	END
	printf '#!/bin/sh\necho three $GVA_ATTEMPT >>/out/log\n' | script 3
}

log() {
	tr '\n' ' ' <out/files/log
}

test_goes_on_after_a_cut() {
	cutting_job
	run_ns
	same 'folders after the cut' "$(ls out/results)" 0001-1
	run_ns
	same verdict "$verdict" 'done'
	same log "$(log)" 'one 1 two 1 two 2 three 1 '
	outcome 0002-2 'exited 0'
	same attempt "$(record 0002-2 attempt)" 2
	same 'output of the last attempt alone' \
		"$(cat out/results/0002-2/stdout)" 'output of attempt 2'
	same digest "$(record 0002-2 digest)  -" \
		"$(sha256sum <job/script-bin/2)"
	same resumed "$(sed -n 's/^resumed //p' status)" 1
	same planned "$(sed -n 's/^planned //p' status)" 3
	same scripts "$(sed -n 's/^scripts //p' status)" 3
	same 'nothing is left' "$(ls out/run app-after/script-run)" \
		"$(printf 'app-after/script-run:\n\nout/run:')"
	check 'it is told' grep -q '^gva: resume done=1 scripts=3' console
}

test_gives_up_after_the_last_attempt() {
	cutting_job
	for boot in 1 2; do
		run_ns gva.env.CUTS=9 gva.attempts=2
		same "records after cut $boot" "$(ls out/results)" 0001-1
	done
	run_ns gva.env.CUTS=9 gva.attempts=2
	same verdict "$verdict" done-with-failures
	outcome 0002-2 gave-up
	same attempts "$(record 0002-2 attempt)" 2
	same 'what the last attempt said' \
		"$(cat out/results/0002-2/stdout)" 'output of attempt 2'
	same 'its count' "$(record 0002-2 stdout)" '20 whole'
	same 'nothing is left' "$(ls out/run app-after/script-run)" \
		"$(printf 'app-after/script-run:\n\nout/run:')"
	same log "$(log)" 'one 1 two 1 two 2 three 1 '
	same 'nothing is put aside' "$(ls -A app-after)" \
		"$(printf 'script-bin\nscript-run')"
}

# The last attempt counts, in whatever order their marks are listed.
test_latest_of_many_attempts_counts() {
	cutting_job
	run_ns gva.attempts=20
	for attempt in 12 9 3 15 2 7 14; do
		cp out/attempts/0002-2.1 out/attempts/0002-2.$attempt
	done
	cp -r out before
	cp -r app-after app-before
	run_ns gva.attempts=20 gva.env.CUTS=0
	same verdict "$verdict" 'done'
	same attempt "$(record 0002-2 attempt)" 16
	rm -rf out app-after
	mv before out
	mv app-before app-after
	run_ns gva.attempts=15
	outcome 0002-2 gave-up
	same attempt "$(record 0002-2 attempt)" 15
}

test_retry_fail() {
	cutting_job
	run_ns gva.retry=fail
	run_ns gva.retry=fail
	same verdict "$verdict" done-with-failures
	outcome 0002-2 interrupted
	same attempt "$(record 0002-2 attempt)" 1
	same log "$(log)" 'one 1 two 1 three 1 '
}

test_refuses_an_out_of_another_job() {
	cutting_job
	run_ns gva.job=this
	cp -r out before
	run_ns gva.job=that
	same verdict "$verdict" bad-image
	diff -r before out >&2 || fail 'it was changed'
	run_ns gva.job=this
	same verdict "$verdict" 'done'
}

test_what_stays_is_recorded_once() {
	cutting_job
	mkdir job/script-bin/0-folder
	run_ns
	run_ns
	same verdict "$verdict" done-with-failures
	same records "$(ls out/results | tr '\n' ' ')" \
		'0001-0-folder 0002-1 0003-2 0004-3 '
}

test_withdrawn_is_known_after_a_cut() {
	cutting_job
	printf '#!/bin/sh\n' | script 4
	printf '#!/bin/sh\nrm script-bin/4\n' | script 1
	run_ns
	run_ns
	outcome 0004-4 withdrawn
}

test_a_job_that_ended_does_nothing_more() {
	printf '#!/bin/sh\necho one >>/out/log\n' | script 1
	run_ns
	run_ns
	same verdict "$verdict" 'done'
	same log "$(log)" 'one '
	same records "$(ls out/results)" 0001-1
}

test_torn_plan_is_a_new_start() {
	cutting_job
	run_ns
	rm -r out/results/* out/attempts/* app-after/script-run
	cp job/script-bin/* app-after/script-bin
	head -c 10 out/plan >plan
	cp plan out/plan
	run_ns gva.env.CUTS=0
	same verdict "$verdict" 'done'
	same resumed "$(sed -n 's/^resumed //p' status)" 0
}

test_damaged_record_is_told() {
	cutting_job
	run_ns
	sed -i 's/^attempt 1/attempt 7/' out/results/0001-1/record
	run_ns
	same verdict "$verdict" bad-image
	check 'it is named' grep -q '0001-1.*record is damaged' console
}

# A script may remove its own file, and is not forgotten for that.
test_script_that_removed_its_file_is_told_as_interrupted() {
	printf '#!/bin/sh\ncp /app/later script-bin/2\n' | script 1
	printf '#!/bin/sh\n' | script 3
	cat >job/later <<-'END'
		#!/bin/sh
		rm -- "$0"
		echo begun
		touch /out/cut
		sleep 60
	END
	chmod +x job/later
	run_ns
	run_ns
	same verdict "$verdict" done-with-failures
	outcome 0002-2 interrupted
	same 'what it said' "$(cat out/results/0002-2/stdout)" begun
	outcome 0003-3 'exited 0'
}

test_planned_script_that_removed_its_file_is_told_as_interrupted() {
	cutting_job
	sed -i 's/touch/rm -- "$0"; touch/' job/script-bin/2
	run_ns
	run_ns
	same verdict "$verdict" done-with-failures
	outcome 0002-2 interrupted
	outcome 0003-3 'exited 0'
	same 'nothing is left' "$(ls out/run)" ''
}

# Names of results are cut and changed: a file that looks like the taken script
# is not taken for it.
test_planted_name_is_not_taken_for_the_script() {
	printf '#!/bin/sh\nfor n in "2!" 2_ "2?"; do cp $0 "script-run/$n"; done\n' |
		script 1
	script '2 ' <<-'END'
		#!/bin/sh
		for n in '2!' 2_ '2?'; do
			printf '#!/bin/sh\necho planted >>/out/log\n' >"script-run/$n"
			chmod +x "script-run/$n"
		done
		echo "real $GVA_ATTEMPT" >>/out/log
		[ $GVA_ATTEMPT -gt 1 ] && exit 0
		touch /out/cut
		sleep 60
	END
	run_ns
	run_ns
	same verdict "$verdict" 'done'
	same log "$(log)" 'real 1 real 2 '
	same script "$(record 0002-2_ script)" '2 '
}

test_lost_plan_or_identity_is_told() {
	cutting_job
	run_ns
	cp -r out before
	cp -r app-after app-before
	for name in plan identity; do
		rm -rf out app-after
		cp -r before out
		cp -r app-before app-after
		rm out/$name
		run_ns
		same "verdict without $name" "$verdict" bad-image
		check "without $name the reason is told" \
			grep -q 'its plan or identity is damaged' console
	done
}

# The marker is there, but not whole: its script was not begun.
test_torn_marker_is_no_attempt() {
	cutting_job
	run_ns
	: >out/attempts/0002-2.1
	run_ns gva.retry=fail gva.env.CUTS=0
	same verdict "$verdict" 'done'
	same attempt "$(record 0002-2 attempt)" 1
	same log "$(log)" 'one 1 two 1 two 1 three 1 '
}
