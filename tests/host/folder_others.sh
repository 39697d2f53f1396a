# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# folder_others: the results folder where others have put something, too.
# shellcheck source=tests/host/gva_run
. "$TESTS/host/gva_run"

# Only one that did not finish, of this job and this image.
test_folders_of_others() {
	parts
	lost
	run_job job --out x.img
	ends 3 no-verdict
	find r -type f -exec cksum {} + | sort >before
	cp -r job other
	for words in 'other --out x.img' 'job --out y.img' 'job'; do
		# shellcheck disable=SC2086 # words
		again $words
		same "exit status of $words" "$status" 2
		grep -q 'no unfinished run of this job' errors
		find r -type f -exec cksum {} + | sort | diff before - ||
			fail 'something was touched'
	done
	rm -rf r
	mkdir r
	echo precious >r/notes
	again job
	same 'exit status' "$status" 2
	same 'what is there' "$(ls -A r)" notes
}

# What lies there under a name of gva's, but was not made by it.
test_foreign_names_in_a_folder_are_refused() {
	parts
	fake <<-'END'
		exit 1
	END
	run_job job --out x.img
	ends 4 qemu-failed
	rm -rf r/console.log r/results r/files
	done_out
	done_again
	for name in 'files/' files results; do
		case $name in
		*/) mkdir "r/$name"; echo precious >"r/${name}it" ;;
		*) echo precious >"r/$name" ;;
		esac
		find r -exec stat -c '%n %F' {} + | sort >before
		rm -f argv
		again job --out x.img
		same "exit status with $name" "$status" 2
		[ ! -e argv ] || fail 'a machine was started'
		find r -exec stat -c '%n %F' {} + | sort | diff before - ||
			fail 'something was touched'
		rm -r "r/${name%/}"
	done
	again job --out x.img
	ends 0 verdict
}

# A folder that is gone, or is none, has no name to be removed by.
test_folder_without_a_name() {
	parts
	mkdir -p a/b
	status=0
	(cd a/b && rm -r ../b && exec "$GVA" run "$PWD/../../job" -o ../r) \
		>output 2>errors || status=$?
	cat errors >&2
	! grep -q 'remove :' errors || fail 'a name is missing'
	[ "$status" -ne 0 ] || [ -e a/r/run.json ] || fail 'the results are gone'
	: >r
	again job
	same 'exit status' "$status" 2
}

# Of a folder that others made nothing is taken away, be its names ours.
test_work_folder_of_others_is_left_alone() {
	parts
	done_out
	echo leave | fake
	for way in link full; do
		rm -rf r victim
		mkdir r victim
		echo mine >victim/app.img
		[ $way = full ] || echo mine >victim/lock
		case $way in
		link) ln -s ../victim r/.work ;;
		full) cp -R victim r/.work ;;
		esac
		find r victim | sort >before
		again job
		same "exit status, $way" "$status" 2
		find r victim | sort | diff before - || fail 'it was touched'
		: >r/notes
		again job
		same "exit status beside notes, $way" "$status" 2
		rm r/notes
		find r victim | sort | diff before - || fail 'it was touched'
	done
}

# A single script of a job: what is left in that would be packed with it.
test_results_of_a_script_are_not_in_its_job() {
	parts
	done_out
	echo leave | fake
	for place in job/script-bin job .; do
		(
			cd "$place" || exit
			status=0
			timeout 60 "$GVA" run "$OLDPWD/job/script-bin/10-count" \
				--disk 16M >"$OLDPWD/output" </dev/null || status=$?
			same "exit status in $place" "$status" 0
		)
		same "what is in the job, from $place" \
			"$(find job ! -name argv | sort | tr '\n' ' ')" \
			'job job/script-bin job/script-bin/10-count '
		[ -s 10-count.results/run.json ] || fail "no results of $place"
		rm -r 10-count.results
	done
	cp job/script-bin/10-count elsewhere
	(cd job/script-bin && "$GVA" run "$OLDPWD/elsewhere" --disk 16M \
		>"$OLDPWD/output")
	[ -s elsewhere.results/run.json ] || fail 'no results'
}
