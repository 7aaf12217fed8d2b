/* mail_fixture.h: for tests of letters: an arena, the fonts and an office, for the whole group. */
#ifndef TESTS_UNIT_MAIL_FIXTURE_H
#define TESTS_UNIT_MAIL_FIXTURE_H

#include "reports/mail.h"

static struct arena *arena;
static const struct fonts *fonts;
static struct mail_office office;

static const char *repeat(const char *text, int times)
{
	const char *all = "";

	for (int i = 0; i < times; i++)
		all = arena_printf(arena, "%s%s", all, text);
	return all;
}

static enum err_code open_mail(struct err *e)
{
	arena = arena_new();
	office = (struct mail_office){.office_id = 13101,
		.name = utf8_of("千代田福祉事務所"),
		.postal_code = utf8_of("1020074"),
		.address = utf8_of("東京都千代田区九段南１丁目２番１号"),
		.phone = utf8_of("03-0000-0000"),
		.director = utf8_of("千代田福祉事務所長　佐藤　一郎"),
		.governor = utf8_of("東京都知事"),
		.defendant = utf8_of("千代田区長")};
	return fonts_open(arena, &fonts, e);
}

static int close_mail(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

#endif
