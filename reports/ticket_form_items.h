/*
 * ticket_form_items.h: a ticket as it goes on paper: its record, the text of every item, and how items are placed.
 *
 * The record says what a ticket is; ticket_form_texts() turns it into one text per item, the same on all forms; a form
 * (ticket_page.h, ticket_joint.h) is a table of cells that says where each item stands, in how many lines and how
 * large.  Laying out finds the largest size at which a text fits its cell; a text is never cut.
 *
 * An item that does not apply is "―", one that is not known is empty, and an amount of nothing is "0円".
 *
 * Lengths as in mail.h.  Ownership: texts are borrowed, what is laid out lives in the arena.  Thread: pure; drawing
 * belongs to the document's thread.
 */
#ifndef GETSUJI_REPORTS_TICKET_FORM_ITEMS_H
#define GETSUJI_REPORTS_TICKET_FORM_ITEMS_H

#include "getsuji/ticket.h"
#include "reports/mail.h"

/* One ticket, or one revision of it.  Texts are borrowed. */
struct ticket {
	int run_id;
	int64_t piece_no;
	int issue_no, revision;
	day_t issued_on;
	month_t month;
	enum ticket_type type;
	enum ticket_service service;
	struct str payer_no, recipient_no;
	day_t from_on, until_on; /* both inclusive */
	struct str institution_code, institution_name;
	struct str prescriber_code, prescriber_name; /* of dispensing */
	struct str name;
	day_t birth_on;
	bool inhouse;       /* of a person under 支援措置: no address */
	struct str address; /* empty: not known */
	struct str injury[TICKET_INJURIES];
	struct str remark[TICKET_REMARKS];
	yen_t own_payment_yen;
	bool combined, insurance, elderly, tuberculosis, prefectural;
	struct str scheme_no, insured_no;
	enum care_level care_level;
	day_t certified_from, certified_to; /* half-open; DAY_MAX: no end */
	struct str caseworker, handler;
	/* Of a replacement. */
	enum ticket_cause cause;
	day_t before_on;
	bool before_combined;
	const struct mail_sender *sender;
};

/* clang-format off */
/* What stands on a ticket: constant, what it is called where it does not fit. */
#define TICKET_ITEMS(X)                                    \
	X(NUMBER,        "交付番号")                           \
	X(MONTH,         "診療年月")                           \
	X(PAYER_NO,      "公費負担者番号")                     \
	X(RECIPIENT_NO,  "受給者番号")                         \
	X(VALIDITY,      "有効期間")                           \
	X(NAME,          "氏名")                               \
	X(BIRTH,         "生年月日")                           \
	X(ADDRESS,       "居住地")                             \
	X(PREFECTURE,    "都道府県番号")                       \
	X(POINT_TABLE,   "点数表番号")                         \
	X(CODE,          "指定機関の番号")                     \
	X(INSTITUTION,   "指定機関の名称")                     \
	X(PRESCRIBER,    "処方箋発行元")                       \
	X(INJURIES,      "傷病名")                             \
	X(SERVICE,       "診療別")                             \
	X(SHARE,         "単独・併用別")                       \
	X(OWN_PAYMENT,   "本人支払額")                         \
	X(INSURANCE,     "社会保険")                           \
	X(ELDERLY,       "後期高齢者医療")                     \
	X(TUBERCULOSIS,  "感染症法第37条の2")                  \
	X(PREFECTURAL,   "都道府県費")                         \
	X(SCHEME,        "他法公費")                           \
	X(INSURED_NO,    "被保険者番号")                       \
	X(CARE_LEVEL,    "要介護度")                           \
	X(CERTIFIED,     "認定有効期間")                       \
	X(CASEWORKER,    "地区担当員名")                       \
	X(HANDLER,       "取扱担当者名")                       \
	X(REMARKS,       "備考")                               \
	X(REPLACED,      "差替え")                             \
	X(ISSUED,        "交付年月日")                         \
	X(CASE_NO,       "ケース番号")  /* of the register */  \
	X(STATE,         "異動")        /* likewise */
/* clang-format on */

enum ticket_item {
#define X(name, term) ITEM_##name,
	TICKET_ITEMS(X)
#undef X
		ITEM_COUNT
};

/* "第123号", of a replacement "第123号（第2版）"; no other text is a ticket's number. */
char *ticket_number(int issue_no, int revision, char out[static 64]);

/* The text of every item; numbers are digits alone. */
void ticket_form_texts(const struct ticket *t, struct arena *a, struct str text[static ITEM_COUNT]);

/* ---- placing ------------------------------------------------------------------------------------- */

enum ticket_cell_kind {
	TICKET_CELL_TEXT,   /* from the left, in the middle of the cell's height */
	TICKET_CELL_NAME,   /* the same, but in one line where that can be read well */
	TICKET_CELL_CENTRE, /* one line */
	TICKET_CELL_RIGHT,  /* one line */
	TICKET_CELL_DIGITS, /* a box for each digit, as many as fill the width */
};

struct ticket_cell {
	enum ticket_item item;
	enum ticket_cell_kind kind;
	int32_t x, y, width, height;
	int lines;    /* at most; of digits: boxes */
	int32_t size; /* the largest */
};

/* The texts of a ticket's cells, in lines. */
struct ticket_cells {
	struct lines line[ITEM_COUNT];
	int32_t size[ITEM_COUNT];
};

/* Errors: ERR_DATA with *hold = "glyph" or "overflow": the ticket must be held, or printed on another form. */
MUST_CHECK enum err_code ticket_form_lay_out(const struct fonts *fonts, const struct ticket_cell *cells,
	size_t n, const struct str text[static ITEM_COUNT], struct arena *a, struct ticket_cells *out,
	const char **hold, struct err *e);

/* The boxes that digits stand in, for a form; then the texts, for a page.  dy: how far down. */
void ticket_form_draw_boxes(struct pdf *p, const struct ticket_cell *cells, size_t n, int32_t dy);
void ticket_form_draw_cells(
	struct pdf *p, const struct ticket_cell *cells, size_t n, const struct ticket_cells *l, int32_t dy);

/* 医療券・調剤券 with what does not apply struck through, from x to x + width; for a form. */
void ticket_form_draw_title(
	struct pdf *p, enum ticket_type type, int32_t size, int32_t x, int32_t width, int32_t y);

#endif
