/*
 * xlsx_entry.c: cells that are filled in later, and what may stand in them.
 *
 * The library keeps the rules of a tab in memory and writes them behind its rows, so lists stay streamed:
 * what is kept is one rule per run of rows that share it.
 */
#include "reports/backend/xlsx_impl.h"

/* Writes down the rule of one column, if there is one, and forgets it. */
static void close_entries(struct xlsx_sheet *s, int column)
{
	const struct xlsx_entry *entry = s->entries[column].entry;
	struct xlsx *w = s->book;
	lxw_data_validation rule = {.ignore_blank = LXW_VALIDATION_ON};

	s->entries[column].entry = NULL;
	if (!entry || w->failed.code != ERR_OK)
		return;
	switch (entry->kind) {
	case XLSX_ENTRY_WORDS:
		rule.validate = LXW_VALIDATION_TYPE_LIST;
		rule.value_list = (char **)entry->words;
		break;
	case XLSX_ENTRY_DAYS:
		rule.validate = LXW_VALIDATION_TYPE_DATE_NUMBER;
		rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
		rule.minimum_number = (double)(entry->first + DAY_EXCEL_EPOCH);
		rule.maximum_number = (double)(entry->last + DAY_EXCEL_EPOCH);
		break;
	case XLSX_ENTRY_TEXT:
		rule.validate = LXW_VALIDATION_TYPE_LENGTH;
		rule.criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
		rule.value_number = (double)entry->characters;
		break;
	}
	rule.input_title = (char *)entry->title;
	rule.input_message = (char *)entry->hint;
	rule.error_title = (char *)entry->title;
	rule.error_message = (char *)entry->refusal;
	xlsx_check(w, worksheet_data_validation_range(s->tab, (lxw_row_t)s->entries[column].first_row,
					  (lxw_col_t)column, (lxw_row_t)s->entries[column].last_row, (lxw_col_t)column, &rule));
}

void xlsx_entries_finish(struct xlsx_sheet *s)
{
	for (int column = 0; column < XLSX_COLUMNS_MAX; column++)
		close_entries(s, column);
}

void xlsx_put_entry(struct xlsx_sheet *s, const struct xlsx_entry *entry)
{
	struct xlsx *w = s->book;
	int column = s->column;

	CHECK(column < s->n_columns);
	if (s->entries[column].entry != entry || s->entries[column].last_row != s->row - 1) {
		close_entries(s, column);
		s->entries[column].entry = entry;
		s->entries[column].first_row = s->row;
	}
	s->entries[column].last_row = s->row;
	if (w->failed.code == ERR_OK)
		xlsx_check(w, worksheet_write_blank(s->tab, (lxw_row_t)s->row, (lxw_col_t)column,
						  w->style.entry[s->columns[column].kind]));
	s->column++;
}
