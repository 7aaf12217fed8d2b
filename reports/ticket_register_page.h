/*
 * ticket_register_page.h: the pages of a 交付処理簿: a table on A4 turned, with a running header, sums of each page and
 * up to it, and at the end a word on gaps in the numbers.
 *
 * Rows are added in the order of number and revision; how many there will be is said at the beginning, so that every
 * page can say which of how many it is.
 *
 * Ownership: the arena; texts are borrowed until ticket_register_add() returns.  Thread: the document's.
 */
#ifndef GETSUJI_REPORTS_TICKET_REGISTER_PAGE_H
#define GETSUJI_REPORTS_TICKET_REGISTER_PAGE_H

#include "reports/ticket_form_items.h"

/* One revision of a ticket, and what became of it. */
struct ticket_entry {
	struct ticket ticket; /* name empty: not to be printed */
	int64_t case_no;
	int person_no;
	bool gone; /* replaced or taken back */
	day_t gone_on;
	enum ticket_cause gone_cause; /* CAUSE_HOLD: taken back; else replaced */
	enum ticket_hold gone_hold;
	struct str gone_reason;
};

struct ticket_register;

struct ticket_register *ticket_register_open(
	const struct fonts *fonts, struct str office, month_t month, size_t entries, struct arena *a);

/* False: something of it could not be printed and stands as ※. */
bool ticket_register_add(struct ticket_register *r, const struct ticket_entry *entry);

/* Ends the last page; the document, borrowed. */
struct pdf *ticket_register_end(struct ticket_register *r);

#endif
