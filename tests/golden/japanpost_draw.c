/*
 * japanpost_draw.c: customer barcodes drawn by two hands, for the reader that measures bars (japanpost_reader.py).
 *
 *     japanpost_draw ours FILE.pdf     one page per line of the standard input, as letters bear them
 *     japanpost_draw zint FOLDER       FOLDER/001.pgm …: by libzint, which is not asked for them elsewhere
 *
 * A line is a postal code of seven digits and what follows it in the code: "26300233-30-8-403".
 */
#include "reports/mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zint.h>

static bool next_line(char line[static 64])
{
	if (fgets(line, 64, stdin) == NULL)
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static int draw_ours(const char *path)
{
	struct arena *a = arena_new();
	const struct fonts *fonts;
	struct err e = {0};
	char line[64];
	struct pdf *p;
	int code;

	if (fonts_open(a, &fonts, &e) != ERR_OK)
		return 1;
	p = pdf_open(fonts, "barcodes", a);
	while (next_line(line)) {
		struct mail_recipient to = {.postal_code = {line, 7}};
		struct mail_address address = {.has_barcode = true};

		if (!japanpost_encode(to.postal_code, utf8_of(line + 7), &address.barcode)) {
			fprintf(stderr, "no barcode for %s\n", line);
			return 1;
		}
		pdf_begin_page(p);
		mail_draw_address(p, &to, &address);
		pdf_end_page(p);
	}
	code = pdf_save_file(p, path, &e) == ERR_OK ? 0 : 1;
	arena_free(a);
	return code;
}

static int write_pgm(const struct zint_symbol *z, const char *path)
{
	FILE *f = fopen(path, "wb");
	int margin = 20;

	if (f == NULL)
		return 1;
	fprintf(f, "P5 %d %d 255\n", z->bitmap_width + 2 * margin, z->bitmap_height);
	for (int y = 0; y < z->bitmap_height; y++)
		for (int x = -margin; x < z->bitmap_width + margin; x++)
			putc(x < 0 || x >= z->bitmap_width ? 255 : z->bitmap[3 * (y * z->bitmap_width + x)], f);
	return fclose(f);
}

static int draw_zint(const char *folder)
{
	char line[64], path[256];

	for (int i = 1; next_line(line); i++) {
		struct zint_symbol *z = ZBarcode_Create();

		z->symbology = BARCODE_JAPANPOST;
		z->scale = 2.0F;
		if (ZBarcode_Encode_and_Buffer(z, (const unsigned char *)line, 0, 0) >= ZINT_ERROR) {
			fprintf(stderr, "zint: %s: %s\n", line, z->errtxt);
			return 1;
		}
		snprintf(path, sizeof path, "%s/%03d.pgm", folder, i);
		if (write_pgm(z, path) != 0)
			return 1;
		ZBarcode_Delete(z);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "ours") == 0)
		return draw_ours(argv[2]);
	if (argc == 3 && strcmp(argv[1], "zint") == 0)
		return draw_zint(argv[2]);
	fputs("usage: japanpost_draw ours FILE.pdf | zint FOLDER\n", stderr);
	return 16;
}
