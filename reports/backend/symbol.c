/* symbol.c: QR codes and GS1-128 by zint (see symbol.h). */
#include "reports/backend/symbol.h"

#include "getsuji/gs1.h"

#include <stdio.h>
#include <string.h>
#include <zint.h>

#define LEVEL_M    2
#define FIXED_MASK ((3 + 1) << 8) /* option_3: mask + 1 in the second byte */

static enum err_code copy_modules(const struct zint_symbol *z, struct symbol *out, struct err *e)
{
	if (z->width != z->rows || z->rows > SYMBOL_SIDE_MAX)
		return err_set(e, ERR_INTERNAL, 1711, "a 2D code of %d x %d modules is too large", z->width, z->rows);
	out->side = z->rows;
	for (int row = 0; row < z->rows; row++)
		for (int column = 0; column < z->width; column++)
			out->dark[row][column] = z->encoded_data[row][column >> 3] >> (column & 7) & 1;
	return ERR_OK;
}

enum err_code symbol_encode(const char *content, struct symbol *out, struct err *e)
{
	struct zint_symbol *z = ZBarcode_Create();
	enum err_code rc;

	CHECK(z != NULL); /* out of memory */
	z->symbology = BARCODE_QRCODE;
	z->option_1 = LEVEL_M;
	z->option_3 = FIXED_MASK;
	if (ZBarcode_Encode(z, (const unsigned char *)content, 0) >= ZINT_ERROR)
		rc = err_set(e, ERR_INTERNAL, 1710, "zint could not encode a 2D code: %s", z->errtxt);
	else
		rc = copy_modules(z, out, e);
	ZBarcode_Delete(z);
	return rc;
}

static enum err_code copy_bars(const struct zint_symbol *z, struct symbol_bars *out, struct err *e)
{
	if (z->rows != 1 || z->width != SYMBOL_SLIP_MODULES)
		return err_set(
			e, ERR_INTERNAL, 2371, "a barcode of %d x %d modules has another width", z->width, z->rows);
	for (int column = 0; column < z->width; column++)
		out->dark[column] = z->encoded_data[0][column >> 3] >> (column & 7) & 1;
	return ERR_OK;
}

enum err_code symbol_encode_slip(const char *digits, struct symbol_bars *out, struct err *e)
{
	struct zint_symbol *z = ZBarcode_Create();
	char content[GS1_SLIP_DIGITS + 3]; /* the identifier stands in brackets */
	enum err_code rc;

	CHECK(z != NULL && strlen(digits) == GS1_SLIP_DIGITS);
	(void)snprintf(content, sizeof(content), "[%.2s]%s", digits, digits + 2);
	z->symbology = BARCODE_GS1_128;
	if (ZBarcode_Encode(z, (const unsigned char *)content, 0) >= ZINT_ERROR)
		rc = err_set(e, ERR_INTERNAL, 2370, "zint could not encode a barcode: %s", z->errtxt);
	else
		rc = copy_bars(z, out, e);
	ZBarcode_Delete(z);
	return rc;
}

void symbol_check(const char *content, char out[static 6])
{
	unsigned int crc = 0xffff;

	for (; *content != '\0'; content++) {
		crc ^= (unsigned int)(unsigned char)*content << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
	}
	snprintf(out, 6, "%05u", crc);
}
