/*
 * japanpost.h: the customer barcode (カスタマバーコード) of Japan Post.
 *
 * japanpost_extract() takes the numbers of an address (丁目, 番地, 号, room) as the manual
 * 「郵便番号・バーコードマニュアル」 says; japanpost_encode() turns a postal code and these into the 67
 * bars: start, 7 digits, 13 address symbols padded with CC4, check symbol, stop.  A letter takes two
 * symbols.  What is longer than 13 address symbols is cut there, even between the two of a letter.
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_REPORTS_JAPANPOST_H
#define GETSUJI_REPORTS_JAPANPOST_H

#include "getsuji/arena.h"
#include "reports/backend/utf8.h"

#include <stdbool.h>

#define JAPANPOST_SYMBOLS 20 /* 7 + 13, without start, check and stop */
#define JAPANPOST_BARS    67

/* Printed geometry in 1/100 mm for a point size (tenths of a point, 80..115; 100 is standard). */
#define JAPANPOST_LONG(size)  (360 * (size) / 100)
#define JAPANPOST_THIRD(size) (120 * (size) / 100)
#define JAPANPOST_PITCH(size) (120 * (size) / 100)
#define JAPANPOST_WIDTH(size) (60 * (size) / 100)
#define JAPANPOST_QUIET       200 /* at least, on all sides */

struct japanpost {
	unsigned char symbols[JAPANPOST_SYMBOLS]; /* values 0..18: digits, '-', CC1..CC8 */
	unsigned char check;
	char bars[JAPANPOST_BARS + 1]; /* F full, A ascending, D descending, T timing */
};

/* "3-30-8-403" of "千葉市稲毛区緑町3丁目30-8　郵便ビル403号"; malformed UTF-8 ends the address. */
struct str japanpost_extract(struct str address, struct arena *a);

/* False: this postal code gets no barcode (not 7 digits, or …00, which stands for a whole town). */
bool japanpost_encode(struct str postal_code, struct str extracted, struct japanpost *out);

#endif
