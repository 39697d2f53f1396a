# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# scripts: the promises of the queue and of the records, in a real VM.

test_order_failures_and_ends() {
	script 10-queues <<-'END'
		#!/bin/sh
		printf '#!/bin/sh\necho queued by $GVA_JOB\n' >/app/script-bin/15-queued
		chmod +x /app/script-bin/15-queued
	END
	printf '#!/bin/sh\nexit 137\n' | script 20-exit
	printf '#!/bin/sh\nkill -9 $$\n' | script 30-kill
	printf '#!/bin/sh\nkill -SEGV $$\n' | script 35-segv
	printf '#!/bin/sh\necho fine\n' | script Z
	printf '#!/bin/sh\necho fine\n' | script a
	job_vm
	same 'exit status' "$status" 1
	outcome 0001-10-queues 'exited 0'
	outcome 0002-15-queued 'exited 0'
	same stdout "$(cat r/results/0002-15-queued/stdout)" 'queued by job'
	outcome 0003-20-exit 'exited 137'
	outcome 0004-30-kill 'signaled 9'
	outcome 0005-35-segv 'signaled 11'
	outcome 0006-Z 'exited 0'
	outcome 0007-a 'exited 0'
	check 'the summary names the failures' grep -q 'signaled 9' output
}

test_exec_errors() {
	printf 'echo no shebang\n' | script 1-none
	printf '#!/bin/sh\r\necho crlf\r\n' | script 2-crlf
	printf '#!/no/such/interpreter\n' | script 3-missing
	printf '#!/bin/sh\n' | script 4-mode
	chmod 644 job/script-bin/4-mode
	mkdir job/script-bin/5-folder
	ln -s 1-none job/script-bin/6-link
	printf '#!/bin/sh\n' | script 7-fine
	job_vm
	same 'exit status' "$status" 1
	outcome 0001-1-none 'could-not-start ENOEXEC'
	outcome 0002-2-crlf 'could-not-start ENOENT'
	outcome 0003-3-missing 'could-not-start ENOENT'
	outcome 0004-4-mode 'could-not-start EACCES'
	outcome 0005-5-folder 'could-not-start EACCES'
	outcome 0006-6-link 'could-not-start ELOOP'
	outcome 0007-7-fine 'exited 0'
}

test_arguments_and_environment_byte_for_byte() {
	script 1 <<-'END'
		#!/bin/sh
		for argument; do printf '<%s>\n' "$argument"; done
		printf '<%s>\n' "$V" "$W"
	END
	newline=$(printf 'a\nb\n.')
	newline=${newline%.}
	# shellcheck disable=SC2016 # bytes, not an expansion
	bytes=$(printf '\377\001"'"'"'\\ $x`')
	printf 'W=from a file = yes\n' >file.env
	V=$newline job_vm --env V --env-file file.env -- "$newline" '' "$bytes" \
		'two words'
	same 'exit status' "$status" 0
	printf '<%s>\n' "$newline" '' "$bytes" 'two words' "$newline" \
		'from a file = yes' >wanted
	cmp wanted r/results/0001-1/stdout
}

test_orphans_and_zombies() {
	script 1 <<-'END'
		#!/bin/sh
		(trap '' TERM HUP; setsid sh -c 'while :; do sleep 0.1; done') &
		i=0
		while [ $i -lt 1000 ]; do
			(true &)
			i=$((i + 1))
		done
		tries=0
		while zombies=$(grep -l '^State:.Z' /proc/[0-9]*/status \
			2>/dev/null | wc -l) && [ "$zombies" -gt 0 ]; do
			tries=$((tries + 1))
			[ $tries -lt 100 ] || break
			sleep 0.05
		done
		echo "zombies: $zombies"
		exit 42
	END
	script 2 <<-'END'
		#!/bin/sh
		ps | grep -e '[s]etsid' -e '[s]leep' && exit 3
		exit 0
	END
	# Who is reaped by the stub of a namespace; and by PID 1, where the second
	# script sees every process.
	for privilege in contained full; do
		rm -rf r
		job_vm --set privilege=$privilege
		outcome 0001-1 'exited 42'
		same zombies "$(cat r/results/0001-1/stdout)" 'zombies: 0'
		outcome 0002-2 'exited 0'
	done
}

test_hundred_megabytes_whole() {
	printf '#!/bin/sh\nyes abcdefghi | head -c 100000000\n' | script 1
	job_vm --set output-cap=128M
	same 'exit status' "$status" 0
	same count "$(record 0001-1 stdout)" '100000000 whole'
	yes abcdefghi | head -c 100000000 | cmp - r/results/0001-1/stdout
}

test_hundred_megabytes_cut() {
	printf '#!/bin/sh\nyes abcdefghi | head -c 100000000\necho last\n' |
		script 1
	job_vm
	same 'exit status' "$status" 0
	same count "$(record 0001-1 stdout)" '100000005 cut 16777216'
	same tail "$(tail -n1 r/results/0001-1/stdout)" last
	check 'the summary marks it' grep -q '16777216+' output
}

test_names() {
	long=$(printf '%0255d' 0)
	newline=$(printf 'new\nline')
	printf '#!/bin/sh\necho long\n' | script "$long"
	printf '#!/bin/sh\necho space\n' | script 'a b'
	printf '#!/bin/sh\necho newline\n' | script "$newline"
	job_vm
	same 'exit status' "$status" 0
	same 'name of 255 bytes' "$(record "0001-$(printf '%064d' 0)" script)" \
		"$long"
	outcome 0002-a_b 'exited 0'
	same newline "$(record 0003-new_line script)" 'new\x0aline'
	check 'no raw newline in the table' grep -q 'new.x0aline' output
}

test_script_bin_removed_or_linked() {
	printf '#!/bin/sh\nrm -rf /app/script-bin\n' | script 1
	printf '#!/bin/sh\n' | script 2
	job_vm
	same 'exit status' "$status" 1
	outcome 0001-1 'exited 0'
	outcome 0002-2 withdrawn
	rm -rf r
	script 1 <<-'END'
		#!/bin/sh
		mv /app/script-bin /app/elsewhere
		ln -s / /app/script-bin
	END
	job_vm
	same 'exit status' "$status" 1
	outcome 0002-2 withdrawn
}

test_files_come_back() {
	script 1 <<-'END'
		#!/bin/sh
		mkdir -p /out/a/b
		echo text >/out/a/b/file
		seq 1 100000 >/out/large
		ln -s /etc/passwd /out/link
		mkfifo /out/pipe
	END
	job_vm
	same 'exit status' "$status" 0
	same file "$(cat r/files/a/b/file)" text
	seq 1 100000 | cmp - r/files/large
	check 'no link is made on the host' [ ! -e r/files/link ]
	check 'no pipe is made on the host' [ ! -e r/files/pipe ]
	check 'what was left out is told' grep -q 'leave out files/link' errors
}

test_time_limits() {
	printf '#!/bin/sh\necho begun\nsleep 1000\n' | script 1
	printf '#!/bin/sh\necho next\n' | script 2
	job_vm --timeout 2s
	same 'exit status' "$status" 1
	outcome 0001-1 timeout
	outcome 0002-2 'exited 0'
	same 'partial output' "$(cat r/results/0001-1/stdout)" begun
	rm -rf r
	job_vm --deadline 3s
	same 'exit status' "$status" 1
	outcome 0001-1 deadline
	outcome 0002-2 not-run
	check 'the verdict is named' grep -q deadline output
}

test_passthrough() {
	printf '#!/bin/sh\necho out\necho err >&2\nexit 7\n' >one
	chmod +x one
	run_vm one -o r --passthrough
	same 'exit status' "$status" 7
	same stdout "$(cat output)" out
	check stderr grep -qx err errors
	printf '#!/bin/sh\nkill -9 $$\n' >one
	rm -rf r
	run_vm one -o r --passthrough
	same 'exit status of a signal' "$status" 137
	rm -rf r
	printf 'no shebang\n' >one
	run_vm one -o r --passthrough
	same 'exit status of could-not-start' "$status" 126
}
