# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# refusals: what gva run does not begin; nothing is left of it.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

# what_is_there: the names here but those that `refused` makes.
what_is_there() {
	find . ! -name before ! -name after ! -name output ! -name errors \
		! -name '*.log' | sort
}

# refused WORDS ARGUMENT...: a mistake: status 2, one line, nothing is made.
refused() {
	words=$1
	shift
	rm -rf r argv
	what_is_there >before
	status=0
	"$GVA" run "$@" >output 2>errors </dev/null || status=$?
	cat output errors >&2
	same "exit status of $*" "$status" 2
	same 'lines said' "$(grep -c '^gva: ' errors)" 1
	grep -qF -e "$words" errors || fail "not said: $words"
	[ ! -e r ] || fail 'a folder was left'
	[ ! -e argv ] || fail 'a machine was started'
	what_is_there >after
	diff before after || fail 'something was left'
}

test_mistakes() {
	parts
	refused 'no JOBDIR'
	refused 'no such option' job --nonsense -o r
	refused 'a value is missing' job -o
	refused 'one job is enough' job job -o r
	refused 'one job is enough' job --app x -o r
	refused 'missing' missing -o r
	refused '--memory' job -o r --memory 1M
	refused '--memory' job -o r --memory lots
	refused '--cpus' job -o r --cpus 0
	refused '--cpus' job -o r --cpus 256
	refused '--disk' job -o r --disk 1M
	refused 'no image is so large' job -o r --disk 900T
	refused '-o: the name is empty' job -o ''
	refused '--out: the name is empty' job -o r --out ''
	refused 'a file of such a name is ./-j' -o r -j
	refused 'are the scripts' -o r -- job
	refused 'run --in-place: it is for --app' job -o r --in-place
	ln -s nowhere dangling
	refused 'a symbolic link to what is not there' job -o r --out dangling
	refused 'timeout' job -o r --timeout soon
	refused 'deadline' job -o r --deadline 0
	refused 'deadline' job -o r --deadline 367d
	refused 'KEY=VALUE' job -o r --set timeout
	refused 'speed' job -o r --set speed=9
	refused 'there is no variable' job -o r --env GVA_TEST_UNSET
	refused 'GVA_X' job -o r --env GVA_X=1
	refused '--accel' job -o r --accel fast
	refused '--fresh' job -o r --fresh
	refused '--cpu host' job -o r --accel tcg --cpu host
	printf 'no archive\n' >text
	refused '--initrd' job -o r --initrd text
	refused 'read parts' job -o r --initrd parts
	refused '--machine' job -o r --machine ../q35
	refused '--machine' job -o r --machine nonsense
	refused 'read missing' job -o r --kernel missing
	refused 'read missing' job -o r --initrd missing
	refused 'read missing' job -o r --env-file missing
	refused 'read missing' --app missing -o r
	refused '2047 bytes' job -o r --append "$(seq 1000 | tr '\n' ' ')"
	# An empty folder is taken; what somebody has filled is not.
	mkdir r.there
	echo mine >r.there/file
	status=0
	"$GVA" run job -o r.there >output 2>errors || status=$?
	cat errors >&2
	same 'exit status' "$status" 2
	same 'what is there' "$(ls -A r.there)" file
}

test_gva_conf_is_checked_before() {
	parts
	echo 'timeout=soon' >job/gva.conf
	refused 'gva.conf' job -o r
	head -c 300000 /dev/zero | tr '\0' '#' >job/gva.conf
	refused 'gva.conf' job -o r
	rm job/gva.conf
	mkdir job/gva.conf
	refused 'gva.conf' job -o r
}

test_images_that_are_refused() {
	parts
	mkdir data
	"$GVA" pack job -o app.img >&2
	"$GVA" pack --data data -o data.img >&2
	truncate -s 16M plain.img
	mke2fs -q -t ext4 -L gva-out plain.img
	head -c 100000 app.img >short.img
	refused 'app.img has no room for results' --app app.img --in-place -o r
	refused 'its label says gva-data' --app data.img -o r
	refused 'no ext4 file system' --app parts/vmlinux -o r
	refused 'truncated' --app short.img -o r
	refused 'no status block' job --out plain.img -o r
	refused 'neither a file nor' --app data -o r
}

test_results_folder_inside_of_the_job() {
	parts
	refused 'it would lie in job' job -o job/r
	refused 'it would lie in job' job --out job/x.img -o r
	mkdir data
	refused 'it would lie in data' job --data data --out data/x.img -o r
	rmdir data
	same 'what is in the job' "$(ls -A job)" script-bin
}

# What QEMU cannot do with is a mistake when it starts without.
test_choices_that_qemu_refuses() {
	parts
	export FAKE_REFUSES=nosuch
	echo leave | fake
	refused_by_qemu() {
		rm -rf r
		run_job job "$@"
		same "exit status of $*" "$status" 2
		grep -q "^gva: start QEMU with .*$2.*unable to find" errors
		[ ! -e r ] || fail 'a folder was left'
		[ ! -e x.img ] || fail 'an out image was left'
	}
	refused_by_qemu --cpu nosuch --out x.img
	echo 'no kernel' >nosuch
	refused_by_qemu --kernel nosuch
	# A QEMU that fails by itself is the host's.
	export FAKE_REFUSES=guest=
	run_job job --cpu qemu64
	ends 4 qemu-failed
}

# The second image that has room for results is one too many.
test_refused_out_image_leaves_nothing() {
	parts
	"$GVA" pack job --out 16M -o all.img >&2
	refused 'another image is already' --app all.img --out x.img -o r
}

# --fresh removes out images that nobody has, and nothing else.
test_fresh_is_for_out_images() {
	parts
	echo leave | fake
	truncate -s 16M plain.img
	mke2fs -q -t ext4 plain.img
	cp plain.img before.img
	refused 'it is no out image' job -o r --out plain.img --fresh
	cmp plain.img before.img
	"$GVA" pack job -o app.img >&2
	cp app.img before.img
	refused 'it is no out image' job -o r --out app.img --fresh
	cmp app.img before.img
}

test_data_that_is_attached() {
	parts
	mkdir data
	"$GVA" pack --data data -o data.img >&2
	attach data.img
	for words in '--set data=rw' ''; do
		# shellcheck disable=SC2086 # two words
		run_job job --data data.img $words
		ends 3 image-busy
		grep -q 'use .*data.img as data: .*wait for its end' errors
		[ ! -e argv ] || fail 'a machine was started'
	done
}

# Waiting helps, so it is 3, as for gva status and gva results.
test_image_that_is_attached() {
	parts
	done_out
	cp out.img before.img
	attach out.img
	for fresh in '' --fresh; do
		run_job job --out out.img $fresh
		ends 3 image-busy
		grep -q 'wait for its end' errors
		cmp out.img before.img || fail 'it was touched'
	done
}

# taken_back STATUS IMAGE COMMAND...: it ends so without a machine, and IMAGE is
# as it was before: as ./before.img, or not there.
taken_back() {
	wanted=$1
	image=$2
	shift 2
	rm -rf r
	status=0
	"$@" >output 2>errors </dev/null || status=$?
	cat output errors >&2
	same "exit status of $*" "$status" "$wanted"
	if [ -e before.img ]; then
		cmp before.img "$image" || fail 'an image of others was touched'
	else
		[ ! -e "$image" ] || fail 'what was made is left'
	fi
}

# What was made for a run that does not begin goes, whoever is at fault; an out
# image that was there stays, be it as new as one that is made.
test_out_image_that_was_there_stays() {
	parts
	export FAKE_REFUSES=nosuch
	echo leave | fake
	"$GVA" pack --out 16M -o there.img >&2
	for before in '' there.img; do
		rm -f x.img before.img
		[ -z "$before" ] || cp "$before" before.img
		[ -z "$before" ] || cp "$before" x.img
		taken_back 2 x.img "$GVA" run job --out x.img -o r --disk 16M \
			--cpu nosuch
		taken_back 4 x.img env GVA_QEMU="$(command -v true)" "$GVA" \
			run job --out x.img -o r --disk 16M
		grep -q 'ended without a word' errors || fail 'another end'
	done
	# --fresh takes the old one away, and says so.
	rm before.img
	taken_back 2 x.img "$GVA" run job --out x.img -o r --disk 16M \
		--cpu nosuch --fresh
}

# A machine may have written to it, and what it says is all that there is.
test_out_image_of_a_machine_stays() {
	parts
	echo 'exit 1' | fake
	run_job job --out x.img
	ends 4 qemu-failed
	"$GVA" status x.img >said 2>&1 || :
	cat said >&2
	grep -q 'not-run' said || fail 'it is not what was made'
}
