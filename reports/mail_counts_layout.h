/*
 * mail_counts_layout.h: pages of tables that go on over the page, for what accompanies a mailing.
 *
 * All is laid out twice: first without a document, which counts the pages, then with it; so that each page says which of
 * how many it is.  Ownership: the arena.  Thread: the document's.
 */
#ifndef GETSUJI_REPORTS_MAIL_COUNTS_LAYOUT_H
#define GETSUJI_REPORTS_MAIL_COUNTS_LAYOUT_H

#include "reports/mail_counts.h"

struct mail_layout_column {
	const char *title;
	int32_t width;
	bool right; /* numbers */
};

struct mail_layout {
	const struct mail_counts *counts;
	struct arena *arena;
	struct pdf *pdf; /* NULL: pages are being counted */
	const char *title;
	int pages, total;
	int32_t y; /* where the next thing begins */
};

/* Draws what `fill` lays out, with title and foot on each page. */
struct pdf *mail_layout_draw(
	const struct mail_counts *m, const char *title, void (*fill)(struct mail_layout *l), struct arena *a);

/* To the next page where less than `height` is left. */
void mail_layout_need(struct mail_layout *l, int32_t height);

void mail_layout_heading(struct mail_layout *l, const char *text);
/* Lines of wording, broken at the edge. */
void mail_layout_words(struct mail_layout *l, const char *text);
/* A row of grey labels and values beside them; n pairs, NULL as value leaves room to write. */
void mail_layout_pairs(
	struct mail_layout *l, const char *const labels[], const char *const values[], int n, int32_t height);
/* The head of a table, then its rows; a table that goes on has its head again. */
void mail_layout_table(struct mail_layout *l, const struct mail_layout_column *columns, int n);
void mail_layout_row(struct mail_layout *l, const struct mail_layout_column *columns, int n,
	const char *const cells[], bool total);

/* 定形 50gまで; the word itself where it is none of those known. */
const char *mail_layout_postage(const char *word, struct arena *a);

#endif
