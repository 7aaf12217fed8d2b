/*
 * notice_layout.h: what notice_layout.c decides and notice_letter.c draws; private to the two.
 *
 * All lengths are 1/100 mm from the upper left corner of the sheet.
 */
#ifndef GETSUJI_REPORTS_NOTICE_LAYOUT_H
#define GETSUJI_REPORTS_NOTICE_LAYOUT_H

#include "reports/backend/japanpost.h"
#include "reports/backend/lines.h"
#include "reports/backend/symbol.h"
#include "reports/notice_letter.h"

#define NOTICE_SHEETS_MAX 9

/* Always seen through the window: see notice_letter.h. */
#define WINDOW_LEFT   (16 * PDF_MM)
#define WINDOW_RIGHT  (103 * PDF_MM)
#define WINDOW_TOP    (12 * PDF_MM)
#define WINDOW_BOTTOM (61 * PDF_MM)
#define ADDRESS_LEFT  (WINDOW_LEFT + 2 * PDF_MM)
#define ADDRESS_WIDTH (WINDOW_RIGHT - 2 * PDF_MM - ADDRESS_LEFT)

/* The text area. */
#define AREA_LEFT  (18 * PDF_MM)
#define AREA_RIGHT (192 * PDF_MM)
#define AREA_WIDTH (AREA_RIGHT - AREA_LEFT)

/* Reasons: to the right of their heading. */
#define REASON_SIZE       PDF_PT(90)
#define REASON_LINE       455
#define REASON_LEFT       (AREA_LEFT + 30 * PDF_MM)
#define REASON_INDENT     330 /* after the ・ of a sentence */
#define REASON_WIDTH      (AREA_RIGHT - 2 * PDF_MM - REASON_LEFT - REASON_INDENT)
#define REASON_LINES      7  /* on the first sheet */
#define REASON_LINES_MORE 44 /* on each further one */

/* The sender's block, right of the window in any position of the sheet. */
#define SENDER_LEFT       (132 * PDF_MM)
#define SENDER_WIDTH      (AREA_RIGHT - SENDER_LEFT)
#define SENDER_LINES      2 /* of its address */
#define CASEWORKER_INDENT (10 * PDF_MM)

/* The instruction on remedies. */
#define INSTRUCTION_SIZE  PDF_PT(80)
#define INSTRUCTION_LINE  370
#define INSTRUCTION_WIDTH (AREA_WIDTH - 4 * PDF_MM)
#define INSTRUCTION_LINES 10

struct notice_office {
	const struct notice_office_facts *facts;
	struct str postal_code; /* 〒123-4567 */
	int32_t name_size, director_size;
	struct lines address;
	struct lines instruction[NOTICE_INSTRUCTION_COUNT];
};

/* One line of the reasons; the first of each sentence gets a ・. */
struct reason_line {
	struct str text;
	bool begins;
};

struct notice_layout {
	int32_t address_size, care_of_size, name_size, caseworker_size;
	struct lines address, care_of;
	struct str name; /* with 様 */
	struct reason_line *reason;
	size_t reason_count;
	int sheets;
	bool has_barcode;
	struct japanpost barcode;
	struct symbol code[NOTICE_SHEETS_MAX];
};

#endif
