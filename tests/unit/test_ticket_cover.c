/*
 * test_ticket_cover.c: the cover sheet of an envelope to an institution: its lists, its table, and which envelopes must be
 * held.  What a printed cover shows is read back by tests/golden/ticket_form.sh.
 */
#include "reports/ticket_cover.h"
#include "tests/unit/mail_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define FACE "\U0001F600" /* in none of the fonts */

static struct mail_sender sender;

/* The widest that ticket_form.c lists. */
static const char *const *widest(const char *format, size_t items)
{
	const char **item = arena_array(arena, items, sizeof(*item));

	for (size_t i = 0; i < items; i++)
		item[i] = format;
	return item;
}

static struct ticket_cover cover_of(size_t items, size_t cancels)
{
	return (struct ticket_cover){
		.run_id = 12,
		.piece_no = 20000001,
		.on = day_of(2027, 3, 25),
		.number = "福保券第12-20000001号",
		.title = "医療券等送付書",
		.words = "　次のとおり送付します。",
		.mark = "第1版",
		.to = {.name = utf8_of("みなと総合病院"),
			.honorific = "　御中",
			.name_lines = 3,
			.postal_code = utf8_of("1000013"),
			.address = utf8_of("東京都千代田区霞が関1丁目3番2号"),
			.caseworker = utf8_of("医療係")},
		.sender = &sender,
		.count = {{"券の枚数", "12件"}},
		.list = {{.title = "取消しの券",
					 .words = "次の券は無効です。",
					 .item = widest("令和12年12月分　医療券　第999999号（第99版）", cancels),
					 .items = cancels,
					 .columns = 2},
			{.title = "交付番号",
				.item = widest("12月分第999999号（第99版）", items),
				.items = items,
				.columns = 3}},
		.enclosed = 7,
	};
}

static int sheets_of(size_t items, size_t cancels)
{
	struct ticket_cover c = cover_of(items, cancels);

	return ticket_cover_sheets(&c);
}

static void a_cover_takes_as_many_sheets_as_its_list_needs(void **state)
{
	struct pdf *pdf = pdf_open(fonts, "試験", arena);
	struct ticket_covers covers = {.pdf = pdf, .arena = arena};
	size_t most = 1;
	int64_t pages = 0;

	(void)state;
	while (sheets_of(most + 1, 0) == 1)
		most++;
	assert_in_range(most, 50, 500);
	for (size_t items = most - 1; items < 12 * most; items = items < most + 2 ? items + 1 : items * 2) {
		struct ticket_cover c = cover_of(items, 0);
		struct ticket_cover_layout l;
		const char *hold;
		struct err e = {0};

		assert_int_equal(ticket_cover_lay_out(fonts, &c, arena, &l, &hold, &e), ERR_OK);
		assert_int_equal(l.sheets, ticket_cover_sheets(&c));
		ticket_cover_draw(&covers, &c, &l);
		pages += l.sheets;
		assert_int_equal(pdf_pages(pdf), pages);
	}
	assert_int_equal(covers.forms, 1);
}

static void a_cover_without_a_usable_address_or_name_is_held(void **state)
{
	const struct {
		const char *hold, *name, *postal_code, *address;
	} cases[] = {
		{"overflow", repeat("長い名称", 60), "1000013", "東京都"},
		{"overflow", "病院", "1000013", repeat("長い住所の例", 40)},
		{"address", "病院", "", "東京都"},
		{"address", "病院", "1000013", ""},
		{"glyph", "病院" FACE, "1000013", "東京都"},
		{"glyph", "病院", "1000013", "東京都" FACE},
		{"overflow", "", "1000013", "東京都"},
		{"printed", "病院", "1000013", "東京都"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ticket_cover c = cover_of(3, 0);
		struct ticket_cover_layout l;
		const char *hold = NULL;
		struct err e = {0};
		enum err_code code;

		c.to.name = utf8_of(cases[i].name);
		c.to.postal_code = utf8_of(cases[i].postal_code);
		c.to.address = utf8_of(cases[i].address);
		code = ticket_cover_lay_out(fonts, &c, arena, &l, &hold, &e);
		assert_string_equal(code == ERR_OK     ? "printed"
							: code == ERR_DATA ? hold
											   : "another error",
			cases[i].hold);
	}
}

/* Every item of both lists is in one part, once and in order; parts of a sheet do not overlap. */
static void lists_stand_one_below_the_other_and_lose_nothing(void **state)
{
	(void)state;
	for (size_t cancels = 0; cancels < 200; cancels += 7)
		for (size_t items = 0; items < 400; items += 37) {
			struct ticket_cover c = cover_of(items, cancels);
			struct ticket_cover_layout l;
			size_t seen[TICKET_COVER_LISTS] = {0};
			const char *hold;
			struct err e = {0};

			assert_int_equal(ticket_cover_lay_out(fonts, &c, arena, &l, &hold, &e), ERR_OK);
			for (size_t i = 0; i < l.parts; i++) {
				const struct ticket_cover_part *p = &l.part[i];

				assert_int_equal(p->from, seen[p->list]);
				assert_true(p->to > p->from);
				seen[p->list] = p->to;
				assert_in_range(p->sheet, 1, l.sheets);
				if (i > 0) {
					assert_true(p->list >= p[-1].list && p->sheet >= p[-1].sheet);
					assert_true(p->sheet > p[-1].sheet || p->base > p[-1].base);
				}
			}
			assert_int_equal(seen[0], cancels);
			assert_int_equal(seen[1], items);
		}
}

static void what_is_void_is_told_on_the_first_sheet(void **state)
{
	struct ticket_cover c = cover_of(2000, 1);
	struct ticket_cover_layout l;
	const char *hold;
	struct err e = {0};

	(void)state;
	assert_int_equal(ticket_cover_lay_out(fonts, &c, arena, &l, &hold, &e), ERR_OK);
	assert_int_equal(l.part[0].list, 0);
	assert_int_equal(l.part[0].sheet, 1);
	assert_int_equal(l.part[1].list, 1);
	assert_int_equal(l.part[1].sheet, 1);
}

/* Covers of an envelope with and without void tickets have tables of their own. */
static void a_table_has_as_many_rows_as_counts(void **state)
{
	struct pdf *pdf = pdf_open(fonts, "試験", arena);
	struct ticket_covers covers = {.pdf = pdf, .arena = arena};
	int32_t base = 0;

	(void)state;
	for (int counts = 1; counts <= TICKET_COVER_COUNTS; counts++) {
		struct ticket_cover c = cover_of(3, 1);
		struct ticket_cover_layout l;
		const char *hold;
		struct err e = {0};

		for (int i = 0; i < counts; i++) {
			c.count[i].label = "券の件数";
			c.count[i].value = "1件";
		}
		assert_int_equal(ticket_cover_lay_out(fonts, &c, arena, &l, &hold, &e), ERR_OK);
		assert_true(counts % 2 == 1 ? l.part[0].base > base : l.part[0].base == base); /* two to a row */
		base = l.part[0].base;
		ticket_cover_draw(&covers, &c, &l);
		assert_int_equal(pdf_pages(pdf), counts);
	}
	assert_int_equal(covers.forms, TICKET_COVER_COUNTS);
}

static void the_widest_items_stay_within_their_columns(void **state)
{
	static const struct {
		const char *item;
		int columns;
	} lists[] = {
		{"令和12年12月分　医療券　第999999号（第99版）", 2},
		{"12月分第999999号（第99版）", 3},
		{"第999999号（第99版）", 4},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]);
		 i++) /* a text begins 9 mm in, and the next box 3 mm */
		assert_true(fonts_width(fonts, FONT_MINCHO, SIZE_CELL, utf8_of(lists[i].item)) <
					AREA_WIDTH / lists[i].columns - 600);
}

static int open_all(void **state)
{
	struct err e = {0};

	(void)state;
	return open_mail(&e) == ERR_OK && mail_sender_prepare(fonts, &office, arena, &sender, &e) == ERR_OK ? 0
																										: -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cover_takes_as_many_sheets_as_its_list_needs),
		cmocka_unit_test(a_cover_without_a_usable_address_or_name_is_held),
		cmocka_unit_test(lists_stand_one_below_the_other_and_lose_nothing),
		cmocka_unit_test(what_is_void_is_told_on_the_first_sheet),
		cmocka_unit_test(a_table_has_as_many_rows_as_counts),
		cmocka_unit_test(the_widest_items_stay_within_their_columns),
	};

	return cmocka_run_group_tests(tests, open_all, close_mail);
}
