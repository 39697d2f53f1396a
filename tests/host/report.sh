# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# report: run.json, of a run whose every part is known.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

# block NAME: a member of the top of run.json that has members of its own.
# Its options: folder.sh.
block() {
	sed -n "/^	\"$1\":/,/^	}/p" r/run.json | tr -d '\t'
}

known_run() {
	parts
	done_out
	echo kernel >parts/vmlinux
	echo initramfs >parts/initramfs.cpio
	{
		echo leave
		echo 'sha256sum r/.work/app.img | cut -d " " -f 1 >app.sum'
	} | fake
	run_job job --memory 1G --cpus 3
	ends 0 verdict
}

sum() {
	sha256sum <"$1" | cut -d ' ' -f 1
}

test_files_are_told() {
	known_run
	block files | diff - /dev/fd/3 3<<-END
		"files":{
		"kernel":{
		"path":"$PWD/parts/vmlinux",
		"sha256":"$(sum parts/vmlinux)"
		},
		"initramfs":{
		"path":"$PWD/parts/initramfs.cpio",
		"sha256":"$(sum parts/initramfs.cpio)"
		},
		"gva-app":{
		"path":"$PWD/r/.work/app.img",
		"sha256":"$(cat app.sum)"
		},
		"gva-out":{
		"path":"$PWD/r/out.img",
		"sha256":null
		}
		},
	END
}

test_machine_is_told() {
	known_run
	block machine | sed -e '/"argv"/,$d' -e '/"command_line"/d' \
		-e '/"qemu_version"/d' -e '/"accelerator_reason"/d' >told
	diff - told <<-END
		"machine":{
		"profile":"q35",
		"qemu":"$TESTS/host/fake_qemu",
		"accelerator":"tcg",
		"cpu":"$(sed -n 's/^CPU_TCG=//p' parts/profiles/q35.conf)",
		"cpus":3,
		"memory":1073741824,
		"sandbox":true,
	END
}

# Where it cannot be told what came of it, it is no success.
test_report_that_cannot_be_written() {
	parts
	done_out
	{
		echo leave
		echo 'mkdir r/run.json'
	} | fake
	run_job job
	same 'exit status' "$status" 4
	grep -q '^gva: write run.json in ' errors || fail 'nobody is told'
}

# A mistake that the guest found is a reason as one that gva found; what else a
# verdict says of itself is its detail.  The file ends as a text does.
test_mistake_of_the_guest_is_the_reason() {
	parts
	echo leave | fake
	out_detail='gva.conf: line 3: no such option'
	for verdict in bad-options io-error; do
		rm -rf r out.img
		make_out
		set_status ended "$verdict" 0 0
		run_job job
		reason=$(sed -n 's/^\t"reason":\t"\(.*\)",$/\1/p' r/run.json)
		case $verdict in
		bad-options) same reason "$reason" "$out_detail" ;;
		*) same "reason of $verdict" "$reason" '' ;;
		esac
		same 'its last byte' "$(tail -c 1 r/run.json | od -An -c)" '  \n'
	done
}
