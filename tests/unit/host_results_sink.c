/* SPDX-License-Identifier: MIT */
/* Parcels by hand: what a reader that went wrong could give. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/record.h"
#include "host/base/file.h"
#include "host/results/extraction.h"
#include "tests/unit/test.h"

#define SPAN(string) { (string), sizeof(string) - 1 }
#define ENTER(string) { .kind = PARCEL_ENTER, .name = SPAN(string), \
			.mode = 0755, .mtime = { 1000000000, 0 } }
#define FILE_OF(string, bytes) { .kind = PARCEL_FILE, .name = SPAN(string), \
			.mode = 0644, .size = (bytes) }
#define PIECE(string, place) { .kind = PARCEL_PIECE, .at = (place), \
			.bytes = SPAN(string) }
#define FAILED(string, error, why) { .kind = PARCEL_FAILED, \
			.name = SPAN(string), .err = (error), \
			.reason = SPAN(why) }
#define LEFT_OUT(string) { .kind = PARCEL_LEFT_OUT, .name = SPAN(string), \
			.reason = SPAN("no name") }
#define LEAVE { .kind = PARCEL_LEAVE }
#define DONE { .kind = PARCEL_DONE }
#define RESULT ENTER("results"), ENTER("0001-a")
#define A_FILE ENTER("files"), FILE_OF("a", 5)

enum { PARCELS_MAX = 8 };

/* The last of the parcels is refused, or that they end. */
struct wrong {
	const char *says;
	struct parcel parcels[PARCELS_MAX]; /* up to a PARCEL_REFUSED */
};

static const struct wrong wrongs[] = {
	{ "a name that is not plain", { ENTER("files"), FILE_OF("..", 5) } },
	{ "a name that is not plain", { ENTER("files"), FILE_OF("", 5) } },
	{ "a name that is not plain",
	  { ENTER("files"), FILE_OF("../victim", 5) } },
	{ "a name that is not plain",
	  { ENTER("files"), FILE_OF("a\0b", 5) } },
	{ "a name that is not plain", { ENTER("files"), ENTER("..") } },
	{ "a name that is not plain", { ENTER("files"), ENTER("/tmp") } },
	{ "a name that is not plain", { ENTER("files"), ENTER("a/b") } },
	{ "a name that is not plain", { ENTER("..") } },
	{ "no part that is next", { ENTER("victim") } },
	{ "no part that is next", { FAILED("victim", -EUCLEAN, "") } },
	{ "no part that is next",
	  { ENTER("files"), LEAVE, ENTER("results") } },
	{ "no part that is next", { ENTER("files"), LEAVE, ENTER("files") } },
	{ "a file outside of the parts", { FILE_OF("files", 5) } },
	{ "what is no part of a result", { ENTER("results"), ENTER("a") } },
	{ "what is no part of a result",
	  { ENTER("results"), FILE_OF("0001-a", 5) } },
	{ "what is no part of a result", { RESULT, FILE_OF("other", 5) } },
	{ "what is no part of a result", { RESULT, ENTER("record") } },
	{ "the end of no folder", { LEAVE } },
	{ "the end of no folder", { ENTER("files"), LEAVE, LEAVE } },
	{ "the end of no file", { ENTER("files"), DONE } },
	{ "the end of no file", { A_FILE, DONE, DONE } },
	{ "a piece of no file", { ENTER("files"), PIECE("x", 0) } },
	{ "a piece of no file", { A_FILE, DONE, PIECE("x", 0) } },
	{ "a file without its end", { A_FILE, LEAVE } },
	{ "a file without its end", { A_FILE, ENTER("b") } },
	{ "a file without its end", { A_FILE, FILE_OF("b", 5) } },
	{ "a file without its end", { A_FILE, LEFT_OUT("b") } },
	{ "a file without its end", { A_FILE, FAILED("b", -EUCLEAN, "") } },
	{ "a piece that does not fit its file", { A_FILE, PIECE("", 0) } },
	{ "a piece that does not fit its file", { A_FILE, PIECE("xx", 4) } },
	{ "a piece that does not fit its file", { A_FILE, PIECE("x", 6) } },
	{ "a piece that does not fit its file",
	  { A_FILE, PIECE("x", UINT64_MAX) } },
	{ "a piece that does not fit its file",
	  { A_FILE, PIECE("xx", 0), PIECE("x", 1) } },
	{ "a file that is too large",
	  { ENTER("files"), FILE_OF("a", PARCEL_FILE_MAX + 1) } },
	{ "a time that is none", { { .kind = PARCEL_ENTER,
		.name = SPAN("files"), .mtime = { 0, 1000000000 } } } },
	{ "an entry of no folder", { LEFT_OUT("a") } },
	{ "an entry of no folder", { ENTER("files"), LEFT_OUT("") } },
	{ "a failure without an error",
	  { ENTER("files"), FAILED("a", 0, "") } },
	{ "a failure without an error",
	  { ENTER("files"), FAILED("a", EIO, "") } },
	{ "a kind that there is not", { { .kind = PARCEL_LEFT_OUT + 1 } } },
	{ "no end of a folder", { ENTER("files") } },
	{ "no end of a folder", { A_FILE, PIECE("x", 0) } },
};

/* An extraction into the folder ./sink/dir. */
static struct {
	struct extraction extraction;
	struct image image;
	struct results results;
	struct text why;
	char why_bytes[512];
	int fd;
} sink;

static int remove_entry(const char *path, const struct stat *stat, int type,
			struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void begin(void)
{
	CHECK(mkdir("sink", 0755) == 0 && mkdir("sink/dir", 0755) == 0);
	sink.fd = open("sink/dir", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CHECK(sink.fd >= 0);
	sink.image.path = "IMAGE";
	sink.results = (struct results){ 0 };
	text_init(&sink.why, sink.why_bytes, sizeof(sink.why_bytes));
	extraction_begin(&sink.extraction, &sink.image, sink.fd,
			 &sink.results, &sink.why);
}

/* Nothing was written beside the folder, and no descriptor is left. */
static void end(void)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	CHECK(file_count_names("sink") == 1);
	CHECK(fd == sink.fd + 1);
	(void)close(fd);
	(void)close(sink.fd);
	results_free(&sink.results);
	CHECK(nftw("sink", remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

/* Takes them up to the first that is not; that, or its end is 0. */
static int take(const struct parcel *parcels)
{
	int err = 0;

	for (; !err && parcels->kind != PARCEL_REFUSED; parcels++)
		err = extraction_take(&sink.extraction, parcels);
	return err < 0 && parcels->kind != PARCEL_REFUSED ? -ENOTSUP : err;
}

static void wrong_parcels_are_refused(void)
{
	char says[256];
	int err;

	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		const struct wrong *wrong = &wrongs[i];

		begin();
		err = take(wrong->parcels);
		CHECK(extraction_end(&sink.extraction, err) == -EPROTO);
		(void)snprintf(says, sizeof(says), "read IMAGE: its reader "
			       "went wrong: %s", wrong->says);
		CHECK_STR(sink.why_bytes, says);
		/* Half a file is gone. */
		CHECK(sink.results.files == 1 ||
		      access("sink/dir/files/a", F_OK) < 0);
		end();
	}
}

static void folders_have_a_depth(void)
{
	const struct parcel files[] = { ENTER("files"), { 0 } };
	const struct parcel deeper[] = { ENTER("a"), { 0 } };

	begin();
	CHECK(take(files) == 0);
	for (int depth = 1; depth < PARCEL_DEPTH_MAX; depth++)
		CHECK(take(deeper) == 0);
	CHECK(take(deeper) == -EPROTO);
	CHECK(extraction_end(&sink.extraction, -EPROTO) == -EPROTO);
	end();
}

static void entries_have_a_number(void)
{
	const struct parcel files[] = { ENTER("files"), { 0 } };
	const struct parcel more = LEFT_OUT("a");

	begin();
	CHECK(take(files) == 0);
	for (int i = 1; i < PARCEL_ENTRIES_MAX; i++)
		if (extraction_take(&sink.extraction, &more) < 0)
			break;
	CHECK(sink.results.left_out == PARCEL_ENTRIES_MAX - 1);
	CHECK(extraction_take(&sink.extraction, &more) == -EPROTO);
	CHECK(extraction_end(&sink.extraction, -EPROTO) == -EPROTO);
	end();
}

static void check_file(const char *path, const char *wanted)
{
	char bytes[64] = "";
	size_t length = 0;

	CHECK(file_read(path, bytes, sizeof(bytes) - 1, &length) == 0);
	CHECK_STR(bytes, wanted);
}

static void parcels_become_files(void)
{
	const struct parcel parcels[] = {
		ENTER("files"), ENTER("d"), FILE_OF("a", 5), PIECE("he", 0),
		PIECE("lo", 3), DONE, LEAVE, FILE_OF("b", 0), DONE, LEAVE,
		{ 0 },
	};
	struct stat stat = { 0 };

	begin();
	CHECK(take(parcels) == 0);
	CHECK(extraction_end(&sink.extraction, 0) == 0);
	check_file("sink/dir/files/b", "");
	check_file("sink/dir/files/d/a", "he");
	CHECK(lstat("sink/dir/files/d/a", &stat) == 0 && stat.st_size == 5);
	CHECK(lstat("sink/dir/files/d", &stat) == 0);
	CHECK(stat.st_mtim.tv_sec == 1000000000);
	/* A part of which nothing came. */
	CHECK(lstat("sink/dir/results", &stat) == 0 && S_ISDIR(stat.st_mode));
	CHECK(sink.results.files == 2 && sink.results.bytes == 4);
	CHECK(sink.extraction.problems == 0);
	end();
}

/* What the parcels say, not what is in the file by then. */
static void records_are_judged_as_they_come(void)
{
	const struct parcel result[] = { RESULT, { 0 } };
	const struct parcel rest[] = { DONE, LEAVE, LEAVE, { 0 } };
	struct parcel file = FILE_OF("record", 0), piece = PIECE("", 0);
	struct record record = {
		.script = "a", .sequence = 1, .attempt = 1,
		.outcome = { .end = SCRIPT_EXITED },
	};
	char bytes[RECORD_SIZE_MAX];

	file.size = record_encode(&record, bytes);
	piece.bytes = (struct span){ bytes, (size_t)file.size };
	begin();
	CHECK(take(result) == 0);
	CHECK(extraction_take(&sink.extraction, &file) == 0);
	CHECK(extraction_take(&sink.extraction, &piece) == 0);
	CHECK(truncate("sink/dir/results/0001-a/record", 0) == 0);
	CHECK(take(rest) == 0);
	CHECK(extraction_end(&sink.extraction, 0) == 0);
	CHECK(sink.extraction.problems == 0 && sink.results.count == 1);
	CHECK_STR(sink.results.list[0].folder, "0001-a");
	end();
}

/* A part that is missing where scripts ran; a folder that is there already,
 * with all that would be in it; a file that ends in the middle. */
static void problems_are_told_and_the_rest_goes_on(void)
{
	const struct parcel parcels[] = {
		ENTER("files"), ENTER("d"), LEAVE,
		ENTER("d"), ENTER("e"), FILE_OF("a", 1), PIECE("x", 0), DONE,
		FILE_OF("b", 1), FAILED("", -EUCLEAN, "b"),
		FAILED("c", -EUCLEAN, "c"), LEFT_OUT("f"), LEAVE, LEAVE,
		FILE_OF("half", 9), PIECE("x", 0),
		FAILED("", -EFBIG, "half"), FILE_OF("whole", 1),
		PIECE("x", 0), DONE, LEAVE, { 0 },
	};

	begin();
	sink.image.has_status = true;
	sink.image.status.scripts = 1;
	CHECK(take(parcels) == 0);
	CHECK(extraction_end(&sink.extraction, 0) == 0);
	CHECK_STR(sink.why_bytes, "extract results: it is missing");
	CHECK(sink.extraction.problems == 3);
	CHECK(sink.extraction.excesses == 1);
	CHECK(sink.results.left_out == 0 && sink.results.files == 1);
	CHECK(file_count_names("sink/dir/files/d") == 0);
	CHECK(access("sink/dir/files/half", F_OK) < 0);
	check_file("sink/dir/files/whole", "x");
	sink.image = (struct image){ 0 };
	end();
}

/* What the image is to blame for, and what the host is. */
static void failures_of_the_whole(void)
{
	struct parcel parcel = {
		.kind = PARCEL_REFUSED, .err = -EUCLEAN,
		.reason = SPAN("no\x1b[2J"),
	};

	begin();
	CHECK(extraction_take(&sink.extraction, &parcel) == -EUCLEAN);
	CHECK_STR(sink.why_bytes, "read IMAGE: no\\x1b[2J");
	parcel.kind = PARCEL_FAILED;
	CHECK(extraction_take(&sink.extraction, &parcel) == -EUCLEAN);
	CHECK_STR(sink.why_bytes, "extract out: no\\x1b[2J");
	parcel.kind = PARCEL_DAMAGED;
	CHECK(extraction_take(&sink.extraction, &parcel) == 0);
	CHECK(sink.extraction.problems == 1);
	parcel.err = -EIO;
	CHECK(extraction_take(&sink.extraction, &parcel) == -EIO);
	CHECK(extraction_end(&sink.extraction, -EIO) == -EIO);
	CHECK(file_count_names("sink/dir") == 0);
	end();
}

int main(void)
{
	char path[] = "sink.XXXXXX";

	CHECK(mkdtemp(path) && chdir(path) == 0);
	wrong_parcels_are_refused();
	folders_have_a_depth();
	entries_have_a_number();
	parcels_become_files();
	records_are_judged_as_they_come();
	problems_are_told_and_the_rest_goes_on();
	failures_of_the_whole();
	CHECK(chdir("..") == 0 && rmdir(path) == 0);
	return test_end();
}
