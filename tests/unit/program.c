/* SPDX-License-Identifier: MIT */
#include "contract/program.h"
#include "tests/unit/test.h"

enum { LOADER_AT = 120 };

static struct program parsed;

static enum program_kind kind_of(const char *bytes, size_t length)
{
	program_parse((struct span){ bytes, length }, &parsed);
	return parsed.kind;
}

static enum program_kind kind(const char *string)
{
	return kind_of(string, strlen(string));
}

static void a_script_needs_its_interpreter(void)
{
	CHECK(kind("#!/bin/sh\necho") == PROGRAM_SCRIPT);
	CHECK(span_is(parsed.needs, "/bin/sh"));
	CHECK(kind("#! \t/bin/awk -f\n") == PROGRAM_SCRIPT);
	CHECK(span_is(parsed.needs, "/bin/awk"));
	CHECK(kind("#!/bin/sh") == PROGRAM_SCRIPT);
	CHECK(span_is(parsed.needs, "/bin/sh"));
	CHECK(kind("#!/bin/sh\r\n") == PROGRAM_SCRIPT);
	CHECK(span_is(parsed.needs, "/bin/sh\r"));
	CHECK(kind("#!bin/tool\targument\n") == PROGRAM_SCRIPT);
	CHECK(span_is(parsed.needs, "bin/tool"));
	CHECK(kind_of("#!/bin/x\0y\n", 11) == PROGRAM_SCRIPT);
	CHECK(span_is(parsed.needs, "/bin/x"));
}

/* Linux looks at 256 bytes. */
static void a_first_line_is_read_as_far_as_linux_reads_it(void)
{
	char line[300];

	memset(line, 'a', sizeof(line));
	memcpy(line, "#!/", 3);
	CHECK(kind_of(line, sizeof(line)) == PROGRAM_NAMELESS);
	line[255] = '\n';
	CHECK(kind_of(line, sizeof(line)) == PROGRAM_SCRIPT);
	CHECK(parsed.needs.length == 253);
	line[255] = 'a';
	line[254] = ' ';
	CHECK(kind_of(line, sizeof(line)) == PROGRAM_SCRIPT);
	CHECK(parsed.needs.length == 252);
}

static void what_linux_does_not_start_is_told_apart(void)
{
	CHECK(kind("") == PROGRAM_EMPTY);
	CHECK(kind("echo hi\n") == PROGRAM_NONE);
	CHECK(kind("\n#!/bin/sh\n") == PROGRAM_NONE);
	CHECK(kind(" #!/bin/sh\n") == PROGRAM_NONE);
	CHECK(kind("\xef\xbb\xbf#!/bin/sh\n") == PROGRAM_MARKED);
	CHECK(kind("#!\n") == PROGRAM_NAMELESS);
	CHECK(kind("#! \t \n/bin/sh\n") == PROGRAM_NAMELESS);
	CHECK(kind("#") == PROGRAM_NONE);
	CHECK(kind("\x7f" "ELF") == PROGRAM_OBJECT);
	for (int i = PROGRAM_NONE; i <= PROGRAM_STATIC; i++)
		CHECK((program_fault((enum program_kind)i) == NULL) ==
		      (i >= PROGRAM_SCRIPT));
}

/* A program of one header, which names a loader. */
static void a_program_needs_its_loader(void)
{
	char elf[160] = "\x7f" "ELF\x02\x01\x01";

	elf[16] = 3;    /* ET_DYN */
	elf[18] = 62;   /* EM_X86_64 */
	elf[32] = 64;   /* e_phoff */
	elf[54] = 56;   /* e_phentsize */
	elf[56] = 1;    /* e_phnum */
	elf[64] = 3;    /* PT_INTERP */
	elf[72] = LOADER_AT;
	elf[96] = 8;    /* p_filesz */
	memcpy(elf + LOADER_AT, "/lib/ld", 8);
	CHECK(kind_of(elf, sizeof(elf)) == PROGRAM_DYNAMIC);
	CHECK(span_is(parsed.needs, "/lib/ld"));
	CHECK(kind_of(elf, LOADER_AT + 7) == PROGRAM_DYNAMIC);
	CHECK(parsed.needs.length == 0); /* not within the head */
	elf[96] = 7;
	CHECK(kind_of(elf, sizeof(elf)) == PROGRAM_OBJECT); /* no NUL */
	elf[64] = 1;    /* PT_LOAD */
	CHECK(kind_of(elf, sizeof(elf)) == PROGRAM_STATIC);
	elf[16] = 1;    /* ET_REL */
	CHECK(kind_of(elf, sizeof(elf)) == PROGRAM_OBJECT);
	elf[18] = 3;    /* EM_386 */
	CHECK(kind_of(elf, sizeof(elf)) == PROGRAM_FOREIGN);
	elf[18] = 62;
	elf[4] = 1;     /* ELFCLASS32 */
	CHECK(kind_of(elf, sizeof(elf)) == PROGRAM_FOREIGN);
}

int main(void)
{
	a_script_needs_its_interpreter();
	a_first_line_is_read_as_far_as_linux_reads_it();
	what_linux_does_not_start_is_told_apart();
	a_program_needs_its_loader();
	return test_end();
}
