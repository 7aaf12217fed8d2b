/* slip_words.c: the words of repayment slips; see slip_words.h. */
#include "reports/slip_words.h"

#include <stdio.h>

/* clang-format off */
#define TERM(name, number, word, term) case name: return term;
/* clang-format on */

const char *slip_words_article(int64_t article)
{
	switch (article) {
		REPAYMENT_ARTICLES(TERM)
	}
	return "";
}

const char *slip_words_action(int64_t action)
{
	switch (action) {
		SLIP_ACTIONS(TERM)
	}
	return "";
}

const char *slip_words_hold(int64_t hold)
{
	switch (hold) {
		SLIP_HOLDS(TERM)
	}
	return "";
}

const char *slip_words_cause(int64_t cause)
{
	switch (cause) {
		SLIP_CAUSES(TERM)
	}
	return "";
}

const char *slip_words_refusal(int64_t refusal)
{
	switch (refusal) {
		SLIP_REFUSALS(TERM)
	}
	return "";
}

const char *slip_words_report(int64_t report)
{
	switch (report) {
		COLLECTION_REPORTS(TERM)
	}
	return "";
}

void slip_words_number(const struct slip_number *number, char out[static SLIP_WORDS_NUMBER])
{
	char digits[SLIP_NUMBER_DIGITS + 1];

	slip_number_write(number, digits);
	(void)snprintf(out, SLIP_WORDS_NUMBER, "%.5s-%.8s-%.3s-%.4s-%.1s", digits, digits + 5, digits + 13,
		digits + 16, digits + 20);
}
