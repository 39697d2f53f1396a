# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# fuzz_images: the fuzzer of out images for a moment, and that it would notice.
# The images of make fuzz-images are a guest's; this one is of the host.
# shellcheck source=tests/host/out_image
. "$TESTS/host/out_image"

small_out() {
	done_out
	printf data >x
	truncate -s 200000 holes
	for at in 0 3 6 9 12 15 18; do
		printf x | dd of=holes bs=4096 seek=$at conv=notrunc status=none
	done
	{
		printf '%s\n' 'cd files' 'write x f' 'write holes holes' \
			'mkdir d' 'mkdir d/e' 'write x d/e/g' 'symlink l f' \
			'mknod p p' 'mkdir many' 'cd many'
		for i in $(seq 25); do
			echo "write x $(printf 'name%0200d' "$i")"
		done
	} | edit
	e2fsck -fyD out.img >&2 || [ $? -eq 1 ]
}

test_lies_are_no_success() {
	small_out
	"$BUILD/tests/fuzz-images" --runs 150 --seed 7 out.img
}

# The same lies, and nobody who holds the file system against itself.
test_control_without_verification() {
	small_out
	status=0
	"$BUILD/tests/fuzz-images" --runs 150 --seed 7 --blind out.img \
		>found || status=$?
	same 'exit status' "$status" 1
	[ "$(grep -c '^FOUND exit 0' found)" -ge 3 ] || fail 'too few are found'
	# What is printed does it again.
	run=$(sed -n '/^FOUND exit 0/,$ s/.*--only \([0-9]*\) .*/\1/p' found |
		head -n 1)
	! "$BUILD/tests/fuzz-images" --seed 7 --only "$run" --blind out.img ||
		fail "run $run ends otherwise"
}
