# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2119 # images has a size of its own
# data: a data disk that a job may write to.
# shellcheck source=tests/crash/lib
. "$TESTS/crash/lib"

# A record never speaks of what is not there.  What reaches the data disk is
# written down; when the end of a script is told, what it wrote must be in it.
# The second one only sees to it that the first is not told at the very end.
test_data_is_durable_before_its_record() {
	printf '#!/bin/sh\necho distinct-words >/data/words\n' | script 10-writes
	printf '#!/bin/sh\nsleep 2\n' | script 20-waits
	images
	mkdir data
	echo x >data/x
	"$GVA" pack --data data -o data.img >&2
	: >log
	APPEND=gva.data=rw timeout 120 "$TESTS/crash/machine" \
		-blockdev driver=raw,node-name=out,file.driver=file,file.filename=out.img \
		-blockdev driver=file,node-name=data-file,filename=data.img \
		-blockdev driver=file,node-name=log-file,filename=log \
		-blockdev driver=blklogwrites,node-name=data,file=data-file,log=log-file,log-sector-size=512 \
		-device virtio-blk-pci,drive=data,serial=gva-data </dev/null |
		while IFS= read -r line; do
			printf '%s %s\n' "$(stat -c %s log)" "$line"
		done >told
	tr -d '\r' <told >&2
	check 'the job is done' grep -q ' gva: done scripts=2 failed=0' told
	size=$(sed -n 's/ gva: end 1 exited 0 .*//p' told)
	head -c "$size" log >before
	check 'it was on the disk' grep -qa distinct-words before
}
