/* SPDX-License-Identifier: MIT */
#include "contract/program.h"

#include <string.h>

enum {
	LINE_MAX = 256, /* BINPRM_BUF_SIZE */
	HEADER_SIZE = 64,
	ENTRY_SIZE = 56,
	CLASS_64 = 2,
	LITTLE_ENDIAN_DATA = 1,
	TYPE_EXECUTABLE = 2,
	TYPE_SHARED = 3,
	MACHINE_X86_64 = 62,
	ENTRY_INTERPRETER = 3,
	INTERPRETER_MAX = 4096, /* PATH_MAX */
};

static uint64_t number_at(struct span head, size_t at, size_t size)
{
	uint64_t number = 0;

	for (size_t i = size; i > 0; i--)
		number = number << 8 | (unsigned char)head.bytes[at + i - 1];
	return number;
}

static bool ends_name(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\0';
}

/* As load_script() has it: of 256 bytes, with zeros after a shorter file. */
static void parse_line(struct span head, struct program *ret)
{
	size_t end = head.length < LINE_MAX ? head.length : LINE_MAX;
	const char *newline = memchr(head.bytes, '\n', end);
	size_t start = 2, stop;

	if (newline)
		end = (size_t)(newline - head.bytes);
	while (start < end && (head.bytes[start] == ' ' ||
			       head.bytes[start] == '\t'))
		start++;
	stop = start;
	while (stop < end && !ends_name(head.bytes[stop]))
		stop++;
	ret->kind = PROGRAM_NAMELESS;
	/* A name up to the end of the 256 bytes may go on after them. */
	if (stop == start || (!newline && stop == LINE_MAX))
		return;
	ret->kind = PROGRAM_SCRIPT;
	ret->needs = (struct span){ head.bytes + start, stop - start };
}

/* The path of PT_INTERP, which ends with a NUL within its `size` bytes. */
static void take_loader(struct span head, uint64_t at, uint64_t size,
			struct program *ret)
{
	size_t length = 0;

	ret->kind = PROGRAM_OBJECT;
	if (size < 2 || size > INTERPRETER_MAX)
		return;
	ret->kind = PROGRAM_DYNAMIC;
	if (at > head.length || size > head.length - at)
		return;
	while (length < size && head.bytes[at + length])
		length++;
	ret->kind = length == size ? PROGRAM_OBJECT : PROGRAM_DYNAMIC;
	if (length < size)
		ret->needs = (struct span){ head.bytes + at, length };
}

static void parse_entries(struct span head, struct program *ret)
{
	uint64_t at = number_at(head, 32, 8), count = number_at(head, 56, 2);

	ret->kind = PROGRAM_STATIC;
	for (uint64_t i = 0; i < count; i++, at += ENTRY_SIZE) {
		if (at > head.length || ENTRY_SIZE > head.length - at)
			return; /* not seen, so nothing is said */
		if (number_at(head, at, 4) == ENTRY_INTERPRETER) {
			take_loader(head, number_at(head, at + 8, 8),
				    number_at(head, at + 32, 8), ret);
			return;
		}
	}
}

static void parse_elf(struct span head, struct program *ret)
{
	uint64_t type;

	ret->kind = PROGRAM_OBJECT;
	if (head.length < HEADER_SIZE)
		return;
	ret->kind = PROGRAM_FOREIGN;
	if (head.bytes[4] != CLASS_64 ||
	    head.bytes[5] != LITTLE_ENDIAN_DATA ||
	    number_at(head, 18, 2) != MACHINE_X86_64)
		return;
	ret->kind = PROGRAM_OBJECT;
	type = number_at(head, 16, 2);
	if ((type != TYPE_EXECUTABLE && type != TYPE_SHARED) ||
	    number_at(head, 54, 2) != ENTRY_SIZE)
		return;
	parse_entries(head, ret);
}

void program_parse(struct span head, struct program *ret)
{
	struct span rest = head;

	*ret = (struct program){ PROGRAM_NONE, { head.bytes, 0 } };
	if (head.length == 0)
		ret->kind = PROGRAM_EMPTY;
	else if (span_starts(&rest, "\xef\xbb\xbf#!"))
		ret->kind = PROGRAM_MARKED;
	else if (span_starts(&rest, "#!"))
		parse_line(head, ret);
	else if (span_starts(&rest, "\x7f" "ELF"))
		parse_elf(head, ret);
}

const char *program_fault(enum program_kind kind)
{
	switch (kind) {
	case PROGRAM_EMPTY:
		return "it is empty";
	case PROGRAM_MARKED:
		return "a byte order mark stands before its #!, remove it";
	case PROGRAM_NAMELESS:
		return "its #! line names no interpreter within 255 bytes";
	case PROGRAM_FOREIGN:
		return "it is a program for another machine than x86-64";
	case PROGRAM_OBJECT:
		return "it is ELF, but no program, or damaged";
	case PROGRAM_SCRIPT:
	case PROGRAM_DYNAMIC:
	case PROGRAM_STATIC:
		return NULL;
	default:
		return "it is no program, and does not begin with #!";
	}
}

const char *program_refusal(bool link, bool folder)
{
	if (link)
		return "a symbolic link is not run: put the script itself here";
	return folder ? "a folder is not run: put it beside script-bin, or "
			"begin its name with a dot" :
			"not executable, so it is not run: chmod +x, or begin "
			"its name with a dot";
}
