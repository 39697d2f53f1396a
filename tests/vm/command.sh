# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets it: status
# command: a command line in the root of a container image, without a job.

# root_tar CONFIG: root.img from an OCI layout, whose one layer is the system
# of the initramfs with a passwd of its own.
root_tar() {
	mkdir -p tree/root tree/etc tree/srv
	bsdtar -C tree -xf "$BUILD/lib/gva/initramfs.cpio" bin sbin usr
	printf 'root:x:0:0::/root:/bin/sh\nada:x:7:8::/srv:/bin/sh\n' \
		>tree/etc/passwd
	printf '#!/bin/sh\necho "entry: $*"\nexec "$@"\n' >tree/bin/entry
	chmod 755 tree/bin/entry
	bsdtar -C tree --uid 0 --gid 0 -cf layer.tar .
	layer=$(sha256sum <layer.tar | cut -c 1-64)
	printf '{"architecture":"amd64","os":"linux","config":%s,
		"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
		"$1" "$layer" >config.json
	config=$(sha256sum <config.json | cut -c 1-64)
	mv layer.tar "$layer.tar"
	mv config.json "$config.json"
	printf '[{"Config":"%s.json","Layers":["%s.tar"]}]' "$config" \
		"$layer" >manifest.json
	bsdtar -cf saved.tar manifest.json "$config.json" "$layer.tar"
	"$GVA" pack --root saved.tar -o root.img >&2
}

# command OPTION...: run with that root, into r.
command_vm() {
	rm -rf r
	status=0
	"$GVA" run --root root.img -o r "$@" >output 2>errors || status=$?
	cat output errors >&2
}

stdout() {
	cat r/results/0001-command/stdout
}

test_command_line_is_byte_for_byte() {
	root_tar '{}'
	command_vm -- printf '[%s]' 'a b' '' "$(printf 'x\ny')" 'a\\b' -n '*'
	same 'exit status' "$status" 0
	same 'stdout' "$(stdout)" "[a b][][x
y][a\\\\b][-n][*]"
	# It is called after its program.
	check 'the name' grep -qE '"job":[[:space:]]*"printf"' r/run.json
	command_vm -- sh -c 'pwd; exit 7'
	same 'exit status' "$status" 1
	same 'where it begins' "$(stdout)" /
	same 'outcome' "$(sed -n 's/^outcome //p' r/results/*/record)" \
		'exited 7'
}

test_image_says_how_it_is_run() {
	root_tar '{"Env":["PATH=/usr/bin:/bin","A=of image","B=of image"],
		"Entrypoint":["entry"],"Cmd":["id","-un"],
		"WorkingDir":"/srv","User":"ada"}'
	command_vm
	same 'exit status' "$status" 0
	same 'its own command' "$(stdout)" 'entry: id -un
ada'
	# shellcheck disable=SC2016 # the guest's
	command_vm --env A=mine -- sh -c 'pwd; echo "$A, $B, $PATH"'
	same 'another command' "$(stdout | tail -n 2)" "/srv
mine, of image, /usr/bin:/bin"
	command_vm --user root --workdir /root --entrypoint sh -- -c 'id -u; pwd'
	same 'instead of what it says' "$(stdout)" '0
/root'
}

test_what_is_not_there() {
	root_tar '{}'
	command_vm --passthrough -- no-such-program
	same 'exit status' "$status" 127
	check 'it is named' grep -qx \
		'gva: run no-such-program: No such file or directory' errors
	command_vm
	same 'exit status' "$status" 2
	check 'it is told' grep -q 'no command: give one after --' errors
	check 'nothing is left' [ ! -e r ]
	printf '#!/bin/sh\n' | script 1
	"$GVA" pack job -o app.img >&2
	status=0
	"$GVA" run --root app.img -o r -- true 2>errors || status=$?
	cat errors >&2
	same 'exit status' "$status" 2
	check 'it is told' grep -q 'as root: its label says gva-app;' errors
}
