/*
 * notice_layout.h: what notice_layout.c decides and notice_letter.c draws; private to the two.
 *
 * Lengths as in mail.h.
 */
#ifndef GETSUJI_REPORTS_NOTICE_LAYOUT_H
#define GETSUJI_REPORTS_NOTICE_LAYOUT_H

#include "reports/mail.h"
#include "reports/notice_letter.h"

#define NOTICE_SHEETS_MAX 9

/* Reasons: to the right of their heading. */
#define REASON_SIZE       PDF_PT(90)
#define REASON_LINE       455
#define REASON_LEFT       (AREA_LEFT + 30 * PDF_MM)
#define REASON_INDENT     330 /* after the ・ of a sentence */
#define REASON_WIDTH      (AREA_RIGHT - 2 * PDF_MM - REASON_LEFT - REASON_INDENT)
#define REASON_LINES      7  /* on the first sheet */
#define REASON_LINES_MORE 44 /* on each further one */

/* The instruction on remedies. */
#define INSTRUCTION_SIZE  PDF_PT(80)
#define INSTRUCTION_LINE  370
#define INSTRUCTION_WIDTH (AREA_WIDTH - 4 * PDF_MM)
#define INSTRUCTION_LINES 10

struct notice_office {
	struct mail_sender sender;
	struct lines instruction[NOTICE_INSTRUCTION_COUNT];
};

/* One line of the reasons; the first of each sentence gets a ・. */
struct reason_line {
	struct str text;
	bool begins;
};

struct notice_layout {
	struct mail_recipient to;
	struct mail_address address;
	struct reason_line *reason;
	size_t reason_count;
	int sheets;
	struct symbol code[NOTICE_SHEETS_MAX];
};

#endif
