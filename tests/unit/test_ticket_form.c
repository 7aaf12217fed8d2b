/*
 * test_ticket_form.c: what stands on a ticket, which tickets can be printed on which form, and which must be held; the
 * pages of the register.  What a printed page shows is read back by tests/golden/ticket_form.sh.
 */
#include "reports/ticket_cover.h"
#include "reports/ticket_joint.h"
#include "reports/ticket_page.h"
#include "reports/ticket_register_page.h"
#include "tests/unit/mail_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define FACE "\U0001F600" /* in none of the fonts */

static struct mail_sender sender;

static struct ticket plain(enum ticket_type type)
{
	bool care = type == TICKET_CARE;

	return (struct ticket){
		.run_id = 12,
		.piece_no = 20000001,
		.issue_no = 123,
		.revision = 1,
		.issued_on = day_of(2027, 3, 25),
		.month = month_of(2027, 4),
		.type = type,
		.service = care                     ? SERVICE_CARE_HOME
				   : type == TICKET_MEDICAL ? SERVICE_OUTPATIENT
											: SERVICE_DISPENSING,
		.payer_no = utf8_of("12131016"),
		.recipient_no = utf8_of("0000018"),
		.from_on = day_of(2027, 4, 1),
		.until_on = day_of(2027, 4, 30),
		.institution_code = utf8_of("1311000011"),
		.institution_name = utf8_of("みなと総合病院"),
		.prescriber_code = utf8_of(type == TICKET_DISPENSING ? "1311000029" : ""),
		.prescriber_name = utf8_of(type == TICKET_DISPENSING ? "みなと診療所" : ""),
		.name = utf8_of("田中　太郎"),
		.birth_on = day_of(1989, 1, 7),
		.address = utf8_of("東京都千代田区霞が関1丁目3番2号"),
		.injury = {utf8_of(care ? "" : "高血圧症")},
		.insured_no = utf8_of(care ? "0000012345" : ""),
		.care_level = CARE_LEVEL_2,
		.certified_from = day_of(2026, 10, 1),
		.certified_to = day_of(2028, 10, 1),
		.caseworker = utf8_of("鈴木　花子"),
		.handler = utf8_of("医療係　森　恵"),
		.sender = &sender,
	};
}

/* The name of the hold, or "printed". */
static const char *outcome_of(enum err_code code, const char *hold)
{
	return code == ERR_OK ? "printed" : code == ERR_DATA ? hold : "another error";
}

static const char *on_page(const struct ticket *t)
{
	struct ticket_cells cells;
	const char *hold = NULL;
	struct err e = {0};
	enum err_code code = ticket_page_lay_out(fonts, t, arena, &cells, &hold, &e);

	return outcome_of(code, hold);
}

static const char *on_joint(const struct ticket *t)
{
	struct ticket_cells cells;
	const char *hold = NULL;
	struct err e = {0};
	enum err_code code = ticket_joint_lay_out(fonts, t, arena, &cells, &hold, &e);

	return outcome_of(code, hold);
}

static const char *item(const struct ticket *t, enum ticket_item which)
{
	struct str text[ITEM_COUNT];

	ticket_form_texts(t, arena, text);
	return arena_strndup(arena, text[which].at, text[which].length);
}

/* ---- items --------------------------------------------------------------------------------------- */

static void items_are_written_as_an_institution_reads_them(void **state)
{
	struct ticket t = plain(TICKET_MEDICAL);

	(void)state;
	assert_string_equal(item(&t, ITEM_NUMBER), "第123号");
	assert_string_equal(item(&t, ITEM_MONTH), "令和9年4月");
	assert_string_equal(item(&t, ITEM_VALIDITY), "令和9年4月1日から\n令和9年4月30日まで");
	assert_string_equal(item(&t, ITEM_BIRTH), "昭和64年1月7日");
	assert_string_equal(item(&t, ITEM_PREFECTURE), "13");
	assert_string_equal(item(&t, ITEM_POINT_TABLE), "1");
	assert_string_equal(item(&t, ITEM_CODE), "1000011");
	assert_string_equal(item(&t, ITEM_SERVICE), "入院外");
	assert_string_equal(item(&t, ITEM_SHARE), "単独");
	assert_string_equal(item(&t, ITEM_SCHEME), "なし");
	assert_string_equal(item(&t, ITEM_REPLACED), "");
	t.injury[2] = utf8_of("脂質異常症");
	assert_string_equal(item(&t, ITEM_INJURIES), "(1) 高血圧症\n(3) 脂質異常症");
	t.combined = t.elderly = true;
	t.scheme_no = utf8_of("21");
	assert_string_equal(item(&t, ITEM_SHARE), "併用");
	assert_string_equal(item(&t, ITEM_ELDERLY), "あり");
	assert_string_equal(item(&t, ITEM_INSURANCE), "なし");
	assert_string_equal(item(&t, ITEM_SCHEME), "法別21");
}

static void an_amount_of_nothing_is_printed_as_such(void **state)
{
	struct ticket t = plain(TICKET_MEDICAL);

	(void)state;
	assert_string_equal(item(&t, ITEM_OWN_PAYMENT), "0円");
	t.own_payment_yen = 1234567;
	assert_string_equal(item(&t, ITEM_OWN_PAYMENT), "1,234,567円");
}

static void what_does_not_apply_is_a_dash_and_what_is_not_known_is_blank(void **state)
{
	struct ticket t = plain(TICKET_MEDICAL);

	(void)state;
	assert_string_equal(item(&t, ITEM_PRESCRIBER), "―");
	t.address = utf8_of("");
	assert_string_equal(item(&t, ITEM_ADDRESS), "");
	t = plain(TICKET_DISPENSING);
	assert_string_equal(item(&t, ITEM_PRESCRIBER), "13・1・1000029　みなと診療所");
}

static void who_is_shielded_has_no_address_on_his_ticket_whatever_is_known(void **state)
{
	struct ticket t = plain(TICKET_MEDICAL);

	(void)state;
	t.inhouse = true;
	assert_string_equal(item(&t, ITEM_ADDRESS), "―");
}

static void a_care_ticket_says_ten_digits_and_until_when_the_certificate_holds(void **state)
{
	struct ticket t = plain(TICKET_CARE);

	(void)state;
	assert_string_equal(item(&t, ITEM_CODE), "1311000011");
	assert_string_equal(item(&t, ITEM_CARE_LEVEL), "要介護2");
	assert_string_equal(item(&t, ITEM_CERTIFIED), "令和8年10月1日から\n令和10年9月30日まで");
	t.certified_to = DAY_MAX;
	assert_string_equal(item(&t, ITEM_CERTIFIED), "令和8年10月1日から");
	t.certified_from = DAY_MAX;
	assert_string_equal(item(&t, ITEM_CERTIFIED), "");
}

static void a_replacement_says_what_it_replaces_and_why(void **state)
{
	struct ticket t = plain(TICKET_MEDICAL);

	(void)state;
	t.revision = 3;
	t.cause = CAUSE_COVERAGE;
	t.before_on = day_of(2027, 3, 26);
	t.before_combined = false;
	assert_string_equal(item(&t, ITEM_NUMBER), "第123号（第3版）");
	assert_string_equal(item(&t, ITEM_REPLACED),
		"令和9年3月26日交付の第123号（第2版）（単独）に替えて交付します。先の券は使用しないでください。理由："
		"医療保険・他法の適用の変更。");
	assert_string_equal(on_page(&t), "printed");
	assert_string_equal(on_joint(&t), "printed");
}

/* ---- what fits ----------------------------------------------------------------------------------- */

static void plain_tickets_are_printed_on_both_forms(void **state)
{
	(void)state;
	for (int type = TICKET_MEDICAL; type <= TICKET_CARE; type++) {
		struct ticket t = plain((enum ticket_type)type);

		assert_string_equal(on_page(&t), "printed");
		if (type != TICKET_CARE)
			assert_string_equal(on_joint(&t), "printed");
	}
}

static void a_text_that_no_font_has_or_that_does_not_fit_holds_the_ticket(void **state)
{
	static const size_t texts[] = {offsetof(struct ticket, name), offsetof(struct ticket, address),
		offsetof(struct ticket, institution_name), offsetof(struct ticket, prescriber_name),
		offsetof(struct ticket, injury[1]), offsetof(struct ticket, remark[2]),
		offsetof(struct ticket, caseworker), offsetof(struct ticket, handler),
		offsetof(struct ticket, payer_no), offsetof(struct ticket, recipient_no)};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct ticket t = plain(TICKET_DISPENSING);
		bool digits = texts[i] >= offsetof(struct ticket, payer_no) &&
					  texts[i] <= offsetof(struct ticket, recipient_no);

		memcpy((char *)&t + texts[i], &(struct str){digits ? "1234\x01" : "顔" FACE, digits ? 5 : 7},
			sizeof(struct str));
		assert_string_equal(on_page(&t), "glyph");
		memcpy((char *)&t + texts[i], &(struct str){repeat("9あ", 400), 1600}, sizeof(struct str));
		assert_string_equal(on_page(&t), "overflow");
		assert_string_equal(
			on_joint(&t), texts[i] == offsetof(struct ticket, handler) ? "printed" : "overflow");
	}
}

static void the_longest_texts_of_the_files_fit_a_sheet_of_their_own(void **state)
{
	struct ticket t = plain(TICKET_DISPENSING);

	(void)state;
	for (int i = 0; i < 3; i++) {
		t.injury[i] = utf8_of(repeat("長い傷病名", 8));
		t.remark[i] = utf8_of(repeat("備考は六十字", 10));
	}
	t.institution_name = t.prescriber_name = utf8_of(repeat("長い名称", 25));
	t.address = utf8_of(repeat("長い住所の例", 16));
	t.name = utf8_of(repeat("寿限無", 15));
	t.revision = 99;
	t.issue_no = 999999;
	assert_string_equal(on_page(&t), "printed");
}

static void what_is_too_much_for_a_row_of_the_joint_form_fits_a_sheet_of_its_own(void **state)
{
	struct ticket t = plain(TICKET_MEDICAL);

	(void)state;
	t.injury[0] = t.injury[1] = utf8_of(repeat("長い傷病名", 8));
	assert_string_equal(on_joint(&t), "overflow");
	assert_string_equal(on_page(&t), "printed");
}

static void an_ordinary_long_address_and_prescriber_fit_a_row_of_the_joint_form(void **state)
{
	struct ticket t = plain(TICKET_DISPENSING);

	(void)state;
	t.address = utf8_of("東京都渋谷区仮名町116番地3　ハイツ標本504号室");
	t.prescriber_name = utf8_of("医療法人社団標本会みなと中央総合病院附属診療所");
	assert_string_equal(on_joint(&t), "printed");
}

static void rare_characters_are_printed(void **state)
{
	struct ticket t = plain(TICKET_MEDICAL);

	(void)state;
	t.name = utf8_of("\U00020BB7田　葛\U000E0102");
	t.address = utf8_of("東京都葛\U000E0100飾区");
	assert_string_equal(on_page(&t), "printed");
	assert_string_equal(on_joint(&t), "printed");
}

static void a_joint_sheet_has_tickets_of_one_kind_month_payer_and_institution(void **state)
{
	struct ticket a = plain(TICKET_MEDICAL), b = a;

	(void)state;
	b.name = utf8_of("別人");
	b.issue_no = 124;
	assert_true(ticket_joint_together(&a, &b));
	b = plain(TICKET_DISPENSING);
	assert_false(ticket_joint_together(&a, &b));
	b = a;
	b.month++;
	assert_false(ticket_joint_together(&a, &b));
	b = a;
	b.payer_no = utf8_of("12131024");
	assert_false(ticket_joint_together(&a, &b));
	b = a;
	b.institution_name = utf8_of("旧名称病院");
	assert_false(ticket_joint_together(&a, &b));
	b = a;
	b.inhouse = true;
	assert_false(ticket_joint_together(&a, &b));
}

/* Every kind of ticket, replaced or not, in-house or not, one to ten on a sheet: a page each. */
static void every_kind_is_drawn(void **state)
{
	struct pdf *pdf = pdf_open(fonts, "試験", arena);
	struct ticket_pages pages = {.pdf = pdf, .arena = arena};
	struct ticket_joints joints = {.pdf = pdf, .arena = arena};
	const struct ticket *ten[TICKET_JOINT_ROWS];
	const struct ticket_cells *cells_of[TICKET_JOINT_ROWS];
	struct ticket_cells cells[2];
	FILE *null = fopen("/dev/null", "w");
	const char *hold;
	struct symbol code;
	struct err e = {0};
	int sheets = 0;

	(void)state;
	assert_non_null(null);
	assert_int_equal(ticket_cover_code(1, 20000001, 2, 3, &code, &e), ERR_OK);
	for (int i = 0; i < 12; i++) {
		struct ticket t = plain((enum ticket_type)(TICKET_MEDICAL + i % 3));

		t.revision = 1 + i / 3 % 2;
		t.before_on = day_of(2027, 3, 20);
		t.inhouse = i >= 6;
		assert_int_equal(ticket_page_lay_out(fonts, &t, arena, &cells[0], &hold, &e), ERR_OK);
		ticket_page_draw(&pages, &t, &cells[0], &code, "福保券第1-1号", ++sheets, 99);
		if (t.type == TICKET_CARE)
			continue;
		assert_int_equal(ticket_joint_lay_out(fonts, &t, arena, &cells[1], &hold, &e), ERR_OK);
		for (size_t n = 0; n < TICKET_JOINT_ROWS; n++) {
			ten[n] = &t;
			cells_of[n] = &cells[1];
		}
		for (size_t n = 1; n <= TICKET_JOINT_ROWS; n++)
			ticket_joint_draw(&joints, ten, cells_of, n, &code, "福保券第1-1号", ++sheets, 99);
	}
	assert_int_equal(pdf_pages(pdf), 12 + 8 * TICKET_JOINT_ROWS);
	assert_int_equal(pages.forms, 12);
	assert_int_equal(joints.forms, 4);
	assert_int_equal(pdf_save_stream(pdf, null, &e), ERR_OK);
	fclose(null);
}

/* ---- the register -------------------------------------------------------------------------------- */

static void a_register_has_a_row_for_every_ticket_also_for_what_cannot_be_printed(void **state)
{
	struct ticket_entry x = {.ticket = plain(TICKET_MEDICAL), .case_no = 99999999, .person_no = 99};
	struct ticket_register *r =
		ticket_register_open(fonts, utf8_of("千代田福祉事務所"), month_of(2027, 4), 41, arena);
	FILE *null = fopen("/dev/null", "w");
	struct err e = {0};
	struct pdf *pdf;

	(void)state;
	assert_non_null(null);
	for (int i = 0; i < 38; i++)
		assert_true(ticket_register_add(r, &x));
	x.ticket.name = utf8_of("顔" FACE);
	assert_false(ticket_register_add(r, &x));
	x.ticket.name = utf8_of("");
	x.ticket.institution_name = utf8_of(repeat("長い名称", 30));
	assert_false(ticket_register_add(r, &x));
	x.ticket = plain(TICKET_CARE);
	x.ticket.service = SERVICE_CARE_LOCAL;
	x.ticket.revision = 2;
	x.ticket.cause = CAUSE_HOLD;
	x.gone = true;
	x.gone_on = day_of(2027, 12, 31);
	x.gone_cause = CAUSE_HOLD;
	x.gone_hold = HOLD_PRESCRIBER;
	assert_true(ticket_register_add(r, &x));
	pdf = ticket_register_end(r);
	assert_int_equal(pdf_pages(pdf), 3);
	assert_int_equal(pdf_save_stream(pdf, null, &e), ERR_OK);
	fclose(null);
}

static void every_word_of_causes_and_holds_fits_the_register(void **state)
{
	static const enum ticket_hold holds[] = {
#define X(name, number, word, term, revokes) name,
		TICKET_HOLDS(X)
#undef X
	};
	static const enum ticket_cause causes[] = {
#define X(name, number, word, term) name,
		TICKET_CAUSES(X)
#undef X
	};
	size_t n = sizeof(holds) / sizeof(holds[0]), k = sizeof(causes) / sizeof(causes[0]);
	struct ticket_register *r =
		ticket_register_open(fonts, utf8_of("事務所"), month_of(2027, 4), n * k, arena);

	(void)state;
	for (size_t i = 0; i < n * k; i++) {
		struct ticket_entry x = {.ticket = plain(TICKET_CARE),
			.gone = true,
			.gone_on = day_of(2027, 12, 31),
			.gone_cause = CAUSE_HOLD,
			.gone_hold = holds[i % n]};

		x.ticket.revision = 12;
		x.ticket.service = SERVICE_CARE_LOCAL;
		x.ticket.cause = causes[i / n];
		assert_true(ticket_register_add(r, &x));
	}
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
		cmocka_unit_test(items_are_written_as_an_institution_reads_them),
		cmocka_unit_test(an_amount_of_nothing_is_printed_as_such),
		cmocka_unit_test(what_does_not_apply_is_a_dash_and_what_is_not_known_is_blank),
		cmocka_unit_test(who_is_shielded_has_no_address_on_his_ticket_whatever_is_known),
		cmocka_unit_test(a_care_ticket_says_ten_digits_and_until_when_the_certificate_holds),
		cmocka_unit_test(a_replacement_says_what_it_replaces_and_why),
		cmocka_unit_test(plain_tickets_are_printed_on_both_forms),
		cmocka_unit_test(a_text_that_no_font_has_or_that_does_not_fit_holds_the_ticket),
		cmocka_unit_test(the_longest_texts_of_the_files_fit_a_sheet_of_their_own),
		cmocka_unit_test(what_is_too_much_for_a_row_of_the_joint_form_fits_a_sheet_of_its_own),
		cmocka_unit_test(an_ordinary_long_address_and_prescriber_fit_a_row_of_the_joint_form),
		cmocka_unit_test(rare_characters_are_printed),
		cmocka_unit_test(a_joint_sheet_has_tickets_of_one_kind_month_payer_and_institution),
		cmocka_unit_test(every_kind_is_drawn),
		cmocka_unit_test(a_register_has_a_row_for_every_ticket_also_for_what_cannot_be_printed),
		cmocka_unit_test(every_word_of_causes_and_holds_fits_the_register),
	};

	return cmocka_run_group_tests(tests, open_all, close_mail);
}
