/*
 * name.h: invented names of persons, with their kana.
 *
 * Surnames and given names are drawn from lists of common ones and put together by chance.  Some
 * surnames are written with characters that make trouble on paper: outside the BMP (𠮷), compatibility
 * ideographs (﨑), variation sequences (葛󠄂, 辻󠄃, 邉󠄐), and one that no Japanese font of Debian has.
 *
 * Thread: any; the texts live as long as the program.
 */
#ifndef BENCH_SYNTH_NAME_H
#define BENCH_SYNTH_NAME_H

#include "bench/synth/dice.h"

#include <stdbool.h>
#include <stddef.h>

struct name {
	const char *text;
	const char *kana;
};

enum name_sex { NAME_MALE, NAME_FEMALE };

const struct name *name_surname(struct dice *d);
const struct name *name_given(struct dice *d, enum name_sex sex);

/* The surnames with rare characters, 0 .. name_rare_count() - 1; all of them can be drawn. */
int name_rare_count(void);
const struct name *name_rare(int i);

/* A surname whose character is in no font at hand: its piece must be held, never printed as □. */
const struct name *name_undrawable(void);

/* "佐藤　太郎" / "サトウ　タロウ", with U+3000 between. */
void name_join(const struct name *surname, const struct name *given, char *text, char *kana, size_t size);

#endif
