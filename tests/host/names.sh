# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# names: whatever a user or a job names, and whatever lies there: a name is
# never more than a name, and nothing is waited for.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

test_question_mark_is_no_option() {
	parts
	echo leave | fake
	"$GVA" pack job -o 'a?b.img'
	check 'the image is there' [ -s 'a?b.img' ]
	"$GVA" pack job -o good.img
	cp good.img before.img
	"$GVA" pack --out 16M -o 'good.img?offset=0'
	cmp good.img before.img
	check 'the image is there' [ -s 'good.img?offset=0' ]
	status=0
	"$GVA" status 'good.img?offset=0' >output || status=$?
	same 'exit status' "$status" 3
	grep -qx 'state not-run' output
}

# Arguments, so that job.conf goes into the out image.
test_names_of_a_run() {
	parts
	done_out
	echo leave | fake
	mkdir d
	for name in 'o?offset=0' 'o,b=c' 'o o' "$(printf 'o\nx')" 'o%s' 'o:1'; do
		rm -rf r
		"$GVA" run --quiet --disk 16M job --out "d/$name.img" \
			-o "d/$name.r" -- word >output || fail "'$name': $?"
		check "'$name': the image" [ -s "d/$name.img" ]
		check "'$name': the results" [ -s "d/$name.r/run.json" ]
	done
	same 'names that are there' "$(find d -mindepth 1 -maxdepth 1 -print0 |
		tr -cd '\0' | wc -c)" 12
}

# said STATUS WORDS ARGUMENT...: how gva ends, soon.
said() {
	wanted=$1 words=$2
	shift 2
	status=0
	timeout -k 5 20 "$GVA" "$@" >output 2>errors </dev/null || status=$?
	cat errors >&2
	same "exit status of $*" "$status" "$wanted"
	grep -qF -e "$words" errors || fail "not said: $words"
	rm -rf r
}

test_fifo_is_not_waited_for() {
	parts
	echo leave | fake
	mkfifo pipe
	said 2 'read pipe: it is no regular file' \
		run job -o r --env-file pipe
	said 2 'read pipe: it is no regular file' run job -o r --kernel pipe
	said 2 'read pipe: it is no regular file' run job -o r --initrd pipe
	said 2 pipe run -o r --app pipe
	said 2 pipe run job -o r --data pipe
	said 2 pipe run job -o r --out pipe
	said 2 pipe run job -o r --out pipe --fresh
	said 2 pipe run pipe -o r
	said 2 pipe status pipe
	said 2 pipe results pipe r
	said 2 pipe pack pipe -o r
	said 2 pipe pack --data pipe -o r
	said 2 'File exists' pack job -o pipe
	mkfifo job/gva.conf
	said 2 'read job/gva.conf: it is no regular file' run job -o r
	rm parts/profiles/q35.conf
	mkfifo parts/profiles/q35.conf
	rm job/gva.conf
	said 4 'profiles/q35.conf: it is no regular file' run job -o r
}

test_devices_and_folders_are_no_files() {
	parts
	echo leave | fake
	for path in /dev/zero /dev/tty parts; do
		said 2 "$path" run job -o r --env-file "$path"
		said 2 "$path" run job -o r --kernel "$path"
	done
	mkdir job/gva.conf
	said 2 'read job/gva.conf: it is no regular file' run job -o r
}

# No byte of a value that is given on the command line is an option.
test_line_end_in_a_value_is_no_option() {
	parts
	echo leave | fake
	for key in env.X arg; do
		"$GVA" run --quiet --disk 16M job -o r --out o.img --set "$key=a
privilege=full" >/dev/null || :
		debugfs -R 'cat job.conf' o.img >conf 2>/dev/null
		same 'lines of job.conf' "$(cat conf)" \
			"$key=a\\x0aprivilege=full"
		rm -rf r o.img
	done
	said 2 'bad name' run job -o r --set 'env.X
privilege=full'
	said 2 'bad value' run job -o r --set 'timeout=1
gva.privilege=full'
	said 2 'bad value' run job -o r --set 'timeout=1 gva.privilege=full'
	said 2 'bad name' run job -o r --set 'job=a" gva.privilege=full "'
}

test_bad_line_of_an_env_file_is_named() {
	parts
	printf '# c\n\nA=1\nB=2\nexport X=1\n' >vars
	said 2 "read vars: line 5: 'export X' is no name" \
		run job -o r --env-file vars
	printf '\n\nNO_SUCH_VARIABLE_HERE\n' >vars
	said 2 "read vars: line 3: there is no variable" \
		run job -o r --env-file vars
	printf 'A=1\nGVA_OUT=1\n' >vars
	said 2 'read vars: line 2: ' run job -o r --env-file vars
}

# Linux starts nothing with a string of 128 KiB.
test_long_values_are_refused() {
	parts
	echo : | fake
	{ printf 'BIG='; head -c 131068 /dev/zero | tr '\0' x; } >vars
	said 2 'line 1: option env.BIG: longer than 131071 bytes' \
		run job -o r --env-file vars
	{ printf 'BIG='; head -c 131067 /dev/zero | tr '\0' x; } >vars
	"$GVA" run --quiet --disk 16M job -o r --env-file vars >/dev/null ||
		same 'exit status' "$?" 3
	rm -rf r
	{ cat vars; echo; sed 's/BIG/TOO/' vars; printf '\nA=1\n'; } >many
	said 2 'read many: it is too large' run job -o r2 --env-file many
}

test_options_that_are_not_known() {
	said 2 'run -x: no such option' run --memory 64M -xy
	said 2 'run -y: no such option' run --quiet -y
	said 2 'run --nonsense: no such option' run --nonsense job
	said 2 'run --quiet=1: it takes no value' run --quiet=1 job
	said 2 'run --memory: a value is missing' run job --memory
	said 2 'pack -x: no such option' pack job -xo r
	said 2 'pack -o: a value is missing' pack job -o
	said 2 'results -x: no such option' results -x
	said 2 'status --what: no such option' status --what
}

test_help_everywhere() {
	for command in '' run pack status results; do
		for option in -h --help; do
			# shellcheck disable=SC2086 # no word, or one
			"$GVA" $command $option >output
			grep -q '^usage: gva' output
			status=0
			# shellcheck disable=SC2086
			"$GVA" $command $option >/dev/full 2>errors ||
				status=$?
			same 'exit status' "$status" 4
			grep -q 'No space left' errors
		done
	done
}

# The results would be a part of the next job.
test_results_lie_beside_what_is_packed() {
	parts
	echo : | fake
	mkdir -p data job/deep
	for folder in job job/deep job/script-bin; do
		(cd "$folder" && "$GVA" run --quiet --disk 16M "$OLDPWD/job") \
			>output || same 'exit status' "$?" 3
		check "from $folder" [ -s job.results/run.json ]
		rm -r job.results
	done
	(cd job && "$GVA" run --quiet --disk 16M .) || same status "$?" 3
	check 'the job is .' [ -s job.results/run.json ]
	rm -r job.results
	(cd data && "$GVA" run --quiet --disk 16M ../job --data .) ||
		same status "$?" 3
	check 'the data are .' [ -s job.results/run.json ]
	rm -r job.results
	said 2 'make job/r: it would lie in job, which is packed' \
		run job -o job/r
	said 2 'which is packed' run job --data data -o data/r
	same 'what is left' "$(find . -name '*.results' -o -name r)" ''
}
