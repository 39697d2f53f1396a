/* SPDX-License-Identifier: MIT */
/* fuzz-images: lies in out images, see images.h.
 *
 *	fuzz-images [--seconds N] [--runs N] [--seed N] [--only N] [--blind]
 *		[--repair EVERY GVA] [--keep FOLDER] IMAGE...
 *
 * Each IMAGE is one whose job succeeded; it is only read.  Run N of seed S is
 * the same wherever it is done.  --blind: without reader_verify(), to see
 * that something is found then.  --repair: every so many runs the file system
 * is marked damaged, and GVA, an installed one, repairs it in a machine.  Exit
 * status: 0, nothing was found; 1, something was, and is printed, with the
 * command that does it again. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/command/commands.h"
#include "host/image/image.h"
#include "host/reader/reader.h"
#include "tests/fuzz/images/images.h"

enum { IMAGES_MAX = 8, RUN_SECONDS = 30, REPAIR_SECONDS = 600, TOLD_MAX = 20 };

struct subject {
	struct base base;
	struct tree *tree; /* as it should come out */
	char copy[PATH_MAX];
	int fd; /* of the copy */
};

struct fuzz {
	uint64_t seed, runs, seconds, only, repair_every;
	bool has_only;
	const char *gva, *keep;
	struct subject subjects[IMAGES_MAX];
	size_t count;
	char folder[PATH_MAX];
	uint64_t done, believed, repairs, found;
	struct mutation mutation;
};

static bool blind;
int __real_reader_verify(struct reader *reader, struct text *why);
int __wrap_reader_verify(struct reader *reader, struct text *why);

int __wrap_reader_verify(struct reader *reader, struct text *why)
{
	return blind ? 0 : __real_reader_verify(reader, why);
}

static int remove_entry(const char *path, const struct stat *stat, int type,
			struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_tree(const char *path)
{
	(void)nftw(path, remove_entry, 64, FTW_DEPTH | FTW_PHYS);
}

static void path_in(const struct fuzz *fuzz, const char *name,
		    char ret[PATH_MAX])
{
	MUST(snprintf(ret, PATH_MAX, "%s/%s", fuzz->folder, name) < PATH_MAX);
}

/* Ends the child: as `gva results` would, within this process. */
static void results_here(const char *image, const char *folder)
{
	char *argv[] = { "results", "--no-repair", (char *)image,
			 (char *)folder, NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	MUST(dup2(null, STDOUT_FILENO) >= 0);
	if (!getenv("FUZZ_SHOW"))
		MUST(dup2(null, STDERR_FILENO) >= 0);
	(void)alarm(RUN_SECONDS);
	_exit(command_results(4, argv));
}

static void results_by(const char *gva, const char *image, const char *folder)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	MUST(dup2(null, STDOUT_FILENO) >= 0);
	if (!getenv("FUZZ_SHOW"))
		MUST(dup2(null, STDERR_FILENO) >= 0);
	(void)alarm(REPAIR_SECONDS);
	(void)execl(gva, gva, "results", image, folder, (char *)NULL);
	_exit(99);
}

static int results(const struct fuzz *fuzz, const char *image,
		   const char *folder, bool repair)
{
	int status;
	pid_t pid = fork();

	MUST(pid >= 0);
	if (pid == 0 && repair)
		results_by(fuzz->gva, image, folder);
	if (pid == 0)
		results_here(image, folder);
	while (waitpid(pid, &status, 0) < 0)
		MUST(errno == EINTR);
	return status;
}

static void copy_image(const char *from, const char *to)
{
	struct image image;
	char bytes[1024];
	struct text why;

	text_init(&why, bytes, sizeof(bytes));
	if (image_probe(from, &image, &why) < 0 ||
	    image_copy(&image, to, &why) < 0) {
		(void)fprintf(stderr, "fuzz-images: %s\n", bytes);
		exit(2);
	}
}

static void add_subject(struct fuzz *fuzz, const char *path)
{
	struct subject *subject = &fuzz->subjects[fuzz->count];
	char name[32], out[PATH_MAX];
	int status;

	MUST(fuzz->count < IMAGES_MAX);
	(void)snprintf(name, sizeof(name), "%zu.img", fuzz->count++);
	path_in(fuzz, name, subject->copy);
	path_in(fuzz, "out", out);
	copy_image(path, subject->copy);
	subject->fd = open(subject->copy, O_RDWR | O_CLOEXEC);
	MUST(subject->fd >= 0);
	base_open(&subject->base, path);
	status = results(fuzz, subject->copy, out, false);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		(void)fprintf(stderr, "fuzz-images: %s: no success as it is: "
			      "status 0x%x\n", path, status);
		exit(2);
	}
	subject->tree = tree_read(out);
	remove_tree(out);
}

/* Marks the file system damaged, so that the next boot has it checked. */
static void mark_damaged(struct mutation *mutation)
{
	_Alignas(8) unsigned char bytes[SUPERBLOCK_SIZE];
	struct ext2_super_block *super = (void *)bytes;

	mutate_read(mutation, SUPERBLOCK_OFFSET, bytes, sizeof(bytes));
	super->s_state |= EXT2_ERROR_FS;
	(void)ext2fs_superblock_csum_set(mutation->base->fs, super);
	mutate_write(mutation, SUPERBLOCK_OFFSET, bytes, sizeof(bytes));
}

static void tell(struct fuzz *fuzz, const struct subject *subject,
		 uint64_t run, const char *what)
{
	char kept[PATH_MAX];

	fuzz->found++;
	(void)printf("FOUND %s\n  %s\n  again: fuzz-images --seed %llu "
		     "--only %llu ... %s\n", what, fuzz->mutation.said_bytes,
		     (unsigned long long)fuzz->seed, (unsigned long long)run,
		     subject->base.path);
	if (fuzz->keep && fuzz->found <= TOLD_MAX) {
		MUST(snprintf(kept, sizeof(kept), "%s/%llu-%llu.img",
			      fuzz->keep, (unsigned long long)fuzz->seed,
			      (unsigned long long)run) < PATH_MAX);
		(void)unlink(kept);
		copy_image(subject->copy, kept);
		(void)printf("  image: %s\n", kept);
	}
	(void)fflush(stdout);
}

/* What is wrong with an end, or NULL.  Success is of what is all there. */
static const char *judge(struct fuzz *fuzz, const struct subject *subject,
			 int status, const char *out, struct text *why)
{
	struct tree *tree;
	bool differs;

	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGALRM ? "it did not end" :
						     "ended by a signal";
	if (WEXITSTATUS(status) > 4)
		return "a sanitizer's report";
	if (WEXITSTATUS(status) == 1)
		return "the job is blamed";
	if (WEXITSTATUS(status) != 0)
		return NULL;
	fuzz->believed++;
	tree = tree_read(out);
	text_put(why, "exit 0, ");
	differs = tree_differs(tree, subject->tree, fuzz->mutation.excuses,
			       why);
	tree_free(tree);
	return differs ? why->bytes : NULL;
}

static void run(struct fuzz *fuzz, uint64_t number)
{
	struct subject *subject = &fuzz->subjects[number % fuzz->count];
	bool repair = fuzz->repair_every > 0 &&
		      number % fuzz->repair_every == fuzz->repair_every - 1;
	char out[PATH_MAX], repaired[PATH_MAX], bytes[512];
	const char *image = subject->copy, *what;
	struct text why;
	int status;

	path_in(fuzz, "out", out);
	path_in(fuzz, "repaired.img", repaired);
	text_init(&why, bytes, sizeof(bytes));
	mutate(&fuzz->mutation, &subject->base, subject->fd,
	       fuzz->seed << 32 ^ number);
	if (repair) {
		mark_damaged(&fuzz->mutation);
		copy_image(subject->copy, repaired);
		image = repaired;
		fuzz->repairs++;
	}
	status = results(fuzz, image, out, repair);
	what = judge(fuzz, subject, status, out, &why);
	if (what)
		tell(fuzz, subject, number, what);
	if (fuzz->has_only)
		(void)printf("%s\nstatus 0x%x\n", fuzz->mutation.said_bytes,
			     status);
	remove_tree(out);
	if (repair)
		(void)unlink(repaired);
	mutate_back(&fuzz->mutation);
	fuzz->done++;
}

static uint64_t number_of(const char *text)
{
	uint64_t number;

	if (!text || span_u64(span_of(text), UINT64_MAX, &number) < 0) {
		(void)fprintf(stderr, "fuzz-images: %s is no number\n",
			      text ? text : "nothing");
		exit(2);
	}
	return number;
}

static void take(struct fuzz *fuzz, char **argv)
{
	for (; *argv; argv++) {
		if (strcmp(*argv, "--seconds") == 0) {
			fuzz->seconds = number_of(*++argv);
		} else if (strcmp(*argv, "--runs") == 0) {
			fuzz->runs = number_of(*++argv);
		} else if (strcmp(*argv, "--seed") == 0) {
			fuzz->seed = number_of(*++argv);
		} else if (strcmp(*argv, "--only") == 0) {
			fuzz->only = number_of(*++argv);
			fuzz->has_only = true;
		} else if (strcmp(*argv, "--blind") == 0) {
			blind = true;
		} else if (strcmp(*argv, "--repair") == 0) {
			fuzz->repair_every = number_of(*++argv);
			fuzz->gva = *++argv;
		} else if (strcmp(*argv, "--keep") == 0) {
			fuzz->keep = *++argv;
		} else {
			add_subject(fuzz, *argv);
		}
	}
}

int main(int argc, char **argv)
{
	static struct fuzz fuzz = { .seed = 1, .runs = UINT64_MAX,
				    .seconds = UINT32_MAX };
	const char *parent = getenv("TMPDIR");
	time_t start;

	(void)argc;
	(void)umask(022);
	MUST(snprintf(fuzz.folder, PATH_MAX, "%s/gva-images.XXXXXX",
		      parent ? parent : "/tmp") < PATH_MAX);
	MUST(mkdtemp(fuzz.folder));
	take(&fuzz, argv + 1);
	MUST(fuzz.count > 0);
	start = time(NULL);
	if (fuzz.has_only)
		run(&fuzz, fuzz.only);
	for (uint64_t i = 0; !fuzz.has_only && i < fuzz.runs &&
	     (uint64_t)(time(NULL) - start) < fuzz.seconds; i++)
		run(&fuzz, i);
	(void)printf("fuzz-images: seed %llu: %llu runs in %lld s, %llu ended "
		     "with success, %llu repairs, %llu found\n",
		     (unsigned long long)fuzz.seed,
		     (unsigned long long)fuzz.done,
		     (long long)(time(NULL) - start),
		     (unsigned long long)fuzz.believed,
		     (unsigned long long)fuzz.repairs,
		     (unsigned long long)fuzz.found);
	for (size_t i = 0; i < fuzz.count; i++) {
		base_close(&fuzz.subjects[i].base);
		tree_free(fuzz.subjects[i].tree);
		(void)close(fuzz.subjects[i].fd);
	}
	remove_tree(fuzz.folder);
	return fuzz.found > 0;
}
