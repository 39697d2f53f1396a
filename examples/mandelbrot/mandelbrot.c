/* SPDX-License-Identifier: MIT */
/* mandelbrot: a picture of the Mandelbrot set, computed in tiles.
 *
 *	mandelbrot tile NUMBER COUNT   the NUMBERth (from 1) of COUNT bands of
 *	                               rows to stdout, one byte a pixel: after
 *	                               how many steps its orbit escapes
 *	mandelbrot join                all bands from stdin, the picture as PNG
 *	                               to stdout
 *
 * The PNG (RFC 2083) holds stored deflate blocks (RFC 1951): larger than
 * compressed ones, and a compressor less to bring along. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 320, HEIGHT = 240, STEPS = 200, COLOURS = STEPS + 1 };

/* A row of the picture: its filter (0: none) and the pixels. */
enum { ROW = 1 + WIDTH, BLOCK_HEAD = 5, ADLER_BASE = 65521 };

static unsigned escape(double x, double y)
{
	double a = 0, b = 0;
	unsigned step = 0;

	while (step < STEPS && a * a + b * b < 4) {
		double next = a * a - b * b + x;

		b = 2 * a * b + y;
		a = next;
		step++;
	}
	return step;
}

static void tile(unsigned number, unsigned count)
{
	for (unsigned row = HEIGHT * (number - 1) / count;
	     row < HEIGHT * number / count; row++)
		for (unsigned column = 0; column < WIDTH; column++)
			(void)putchar((int)escape(3.0 * column / WIDTH - 2.2,
						  2.25 * row / HEIGHT - 1.125));
}

/* CRC-32 as PNG has it, over one more byte. */
static uint32_t crc_add(uint32_t crc, unsigned char byte)
{
	crc ^= byte;
	for (int bit = 0; bit < 8; bit++)
		crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	return crc;
}

static void put_u32(uint32_t number, unsigned char *to)
{
	for (int i = 0; i < 4; i++)
		to[i] = (unsigned char)(number >> (24 - 8 * i));
}

/* A chunk: length, type, bytes, and the CRC of type and bytes. */
static void put_chunk(const char *type, const unsigned char *bytes,
		      size_t length)
{
	unsigned char number[4];
	uint32_t crc = 0xffffffff;

	for (int i = 0; i < 4; i++)
		crc = crc_add(crc, (unsigned char)type[i]);
	for (size_t i = 0; i < length; i++)
		crc = crc_add(crc, bytes[i]);
	put_u32((uint32_t)length, number);
	(void)fwrite(number, 1, sizeof(number), stdout);
	(void)fwrite(type, 1, 4, stdout);
	(void)fwrite(bytes, 1, length, stdout);
	put_u32(~crc, number);
	(void)fwrite(number, 1, sizeof(number), stdout);
}

/* From dark blue over white to gold; what never escapes is black. */
static void put_palette(void)
{
	unsigned char colours[COLOURS][3] = { { 0 } };

	for (unsigned i = 0; i < STEPS; i++) {
		unsigned light = 255 * i / (i + 12);

		colours[i][0] = (unsigned char)(light * light / 255);
		colours[i][1] = (unsigned char)(light * 9 / 10);
		colours[i][2] = (unsigned char)(i < 24 ? 80 + 7 * i :
						255 - (i - 24));
	}
	put_chunk("PLTE", colours[0], sizeof(colours));
}

/* The pixels as a zlib stream (RFC 1950): each row is a stored block, and
 * Adler-32 closes it.  False: stdin does not hold just as many pixels. */
static int put_rows(void)
{
	static unsigned char bytes[2 + HEIGHT * (BLOCK_HEAD + ROW) + 4] = {
		0x78, 0x01
	};
	unsigned char *at = bytes + 2;
	uint32_t low = 1, high = 0;

	for (int row = 0; row < HEIGHT; row++, at += ROW) {
		const unsigned char head[BLOCK_HEAD] = {
			row == HEIGHT - 1, ROW & 0xff, ROW >> 8,
			~ROW & 0xff, ~ROW >> 8 & 0xff
		};

		memcpy(at, head, sizeof(head));
		at += sizeof(head);
		if (fread(at + 1, 1, WIDTH, stdin) != WIDTH)
			return 0;
		for (int i = 0; i < ROW; i++) {
			low = (low + at[i]) % ADLER_BASE;
			high = (high + low) % ADLER_BASE;
		}
	}
	put_u32(high << 16 | low, at);
	put_chunk("IDAT", bytes, sizeof(bytes));
	return getchar() == EOF;
}

static int join(void)
{
	static const char signature[] = "\x89PNG\r\n\x1a\n";
	/* 8 bits a pixel, which are indices into the palette. */
	unsigned char header[13] = { [8] = 8, [9] = 3 };

	put_u32(WIDTH, header);
	put_u32(HEIGHT, header + 4);
	(void)fwrite(signature, 1, sizeof(signature) - 1, stdout);
	put_chunk("IHDR", header, sizeof(header));
	put_palette();
	if (!put_rows())
		return 0;
	put_chunk("IEND", header, 0);
	return 1;
}

/* A whole number of up to three digits; 0 when it is none. */
static unsigned number_of(const char *word)
{
	unsigned number = 0;
	size_t digits = strspn(word, "0123456789");

	if (digits == 0 || digits > 3 || word[digits])
		return 0;
	for (; *word; word++)
		number = 10 * number + (unsigned)(*word - '0');
	return number;
}

int main(int argc, char **argv)
{
	int is_tile = argc == 4 && strcmp(argv[1], "tile") == 0;
	unsigned number = is_tile ? number_of(argv[2]) : 0;
	unsigned count = is_tile ? number_of(argv[3]) : 0;

	if (is_tile && number > 0 && number <= count) {
		tile(number, count);
	} else if (argc != 2 || strcmp(argv[1], "join") != 0) {
		(void)fputs("usage: mandelbrot tile NUMBER COUNT | join\n",
			    stderr);
		return 2;
	} else if (!join()) {
		(void)fputs("mandelbrot: join stdin: not 320 x 240 pixels\n",
			    stderr);
		return 1;
	}
	/* One check stands for all that was written. */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("mandelbrot: write stdout");
		return 1;
	}
	return 0;
}
