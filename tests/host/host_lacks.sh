# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# host_lacks: what this host lacks, and the limits that a site sets.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

test_host_disk_full() {
	parts
	done_out
	head -c 3000000 /dev/urandom >big
	printf '%s\n' 'cd files' 'write big big' | edit
	echo leave | fake
	mkdir small
	status=0
	# shellcheck disable=SC2016 # for the shell in there
	unshare -U -r -m sh -c '
		mount -t tmpfs -o size=5M tmpfs small
		"$GVA" run job -o small/r --disk 16M || status=$?
		ls -R small >left
		exit "$status"' >output 2>errors </dev/null || status=$?
	cat output errors left >&2
	same 'exit status' "$status" 4
	grep -q host-disk-full output
	grep -qx out.img left || fail 'the out image is gone'
}

test_qemu_without_words() {
	parts
	GVA_QEMU=$(command -v true)
	run_job job
	same 'exit status' "$status" 4
	grep -q 'it ended without a word' errors
	ends 4 host-failed
}

test_qemu_that_is_missing() {
	parts
	for GVA_QEMU in no-such-qemu "$PWD" "$PWD/missing"; do
		run_job job
		same 'exit status' "$status" 4
		grep -q '^gva: find QEMU: ' errors
		ends 4 host-failed
	done
	told reason | grep -q '^find QEMU: GVA_QEMU is set to /' ||
		fail 'run.json does not say why'
}

test_machine_that_is_missing() {
	parts
	cp parts/profiles/q35.conf parts/profiles/other.conf
	sed -i 's/^MACHINE=q35/MACHINE=virt/' parts/profiles/other.conf
	run_job job --machine other
	same 'exit status' "$status" 4
	grep -q 'has no machine other' errors
	ends 4 host-failed
}

test_kvm_that_is_missing() {
	parts
	run_job job --accel kvm
	same 'exit status' "$status" 4
	grep -q '^gva: use KVM: ' errors
	ends 4 host-failed
}

# HTCondor starts jobs without a PATH.
test_qemu_is_found_without_a_path() {
	parts
	[ -x /usr/bin/qemu-system-x86_64 ] || [ -x /usr/libexec/qemu-kvm ] ||
		exit 77
	real=$GVA
	for path in '' "PATH=$PWD/empty"; do
		rm -rf r
		env -i ${path:+"$path"} GVA_LIB="$GVA_LIB" "$real" run job -o r \
			--disk 16M >output 2>errors || :
		cat errors >&2
		! grep -q 'find QEMU' errors || fail "QEMU was not found: $path"
		grep -q '"qemu":.*"/usr/' r/run.json || fail 'it was not started'
	done
}

# In blocks of 512 bytes.
test_limit_of_file_sizes() {
	parts
	echo leave | fake
	(ulimit -f 100 && exec "$GVA" run job -o r --disk 16M) >output \
		2>errors && fail 'it ended well' || status=$?
	cat errors >&2
	ends 4 host-failed
	told reason | grep -q 'File too large' || fail 'run.json does not say why'
	grep -q 'ulimit -f' errors || fail 'the limit is not named'
	same 'what is left' "$(ls -A r)" run.json
}

# Both kinds of that limit: of one value, SIGKILL; of two, SIGXCPU first.
test_limit_of_cpu_time() {
	parts
	done_out
	set_status running - 0 0
	fake <<-'END'
		leave
		while :; do :; done
	END
	for limit in 'ulimit -t 3' 'ulimit -S -t 3 && ulimit -H -t 60'; do
		rm -rf r
		status=0
		(eval "$limit" && exec "$GVA" run job -o r --disk 16M) >output \
			2>errors </dev/null || status=$?
		cat output errors >&2
		ends 1 cpu-limit
		grep -q 'ulimit -t' errors || fail 'the limit is not named'
	done
}

# The limits that are low enough to be met are named, with their values, and
# no others.
test_limits_are_named() {
	parts
	GVA_QEMU=$(command -v true)
	export GVA_QEMU
	limited() {
		words=$1
		shift
		rm -rf r
		status=0
		prlimit "$@" "$GVA" run job -o r --disk 16M >output 2>errors \
			</dev/null || status=$?
		cat errors >&2
		same "exit status with $*" "$status" 4
		same "what is said with $*" "$(sed -n \
			's/^gva: limits of this process: //p' errors)" "$words"
	}
	limited '' --nproc=4096 --nofile=256
	limited 'processes 4095 (ulimit -u), open files 255 (ulimit -n)' \
		--nproc=4095 --nofile=255
	# Not those of the sanitizers' gva, which needs terabytes.
	GVA=$BUILD/bin/gva
	limited 'address space 2097152 KiB (ulimit -v), data 1048576 KiB (ulimit -d)' \
		--as=2147483648 --data=1073741824
	limited 'CPU time 600 s (ulimit -t), size of a file 1048576 KiB (ulimit -f)' \
		--cpu=600 --fsize=1073741824
}

# What the real QEMU says with werror=report: no "nospace", a reason in words.
block_error() {
	printf '%s' 'printf "%s\n" "{\"event\":\"BLOCK_IO_ERROR\",\"data\":' \
		'{\"device\":\"\",\"node-name\":\"disk1\",\"reason\":' \
		"\\\"$1\\\"," '\"operation\":\"write\",\"action\":' \
		'\"report\"}}" >&3'
	echo
}

test_host_disk_that_gets_full() {
	parts
	for reason in 'No space left on device' 'Disk quota exceeded' \
		'File too large'; do
		for verdict in io-error done-with-failures; do
			rm -f out.img
			make_out
			add_result 1 10-count 'exited 1'
			set_status ended $verdict 1 1
			{
				echo leave
				block_error "$reason"
			} | fake
			run_job job
			ends 4 host-disk-full
		done
	done
	rm -f out.img
	make_out
	set_status ended io-error 0 0
	{
		echo leave
		block_error 'Input/output error'
	} | fake
	run_job job
	ends 3 verdict
}
