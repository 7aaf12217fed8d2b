/* world.c: case numbers and what is planted at them.  See world.h. */
#include "bench/synth/world.h"

#include "bench/synth/name.h"
#include "getsuji/facts.h"

enum {
	HOUSEHOLDS_PER_CASEWORKER = 80,
	OPENINGS_PER_1000 = 9,
	FIRST_RARE_NAME = 3 /* and on, one case each */
};

static const struct {
	int case_no;
	enum plant plant;
	int which;
} planted[] = {
	{21, PLANT_TEN_PERSONS, 0},
	{25, PLANT_NAMESAKE, 0},
	{26, PLANT_NAMESAKE, 1},
	{29, PLANT_TWINS, 0},
	{33, PLANT_PROTECTED, 0},
	{37, PLANT_CARE_FACILITY, 0},
	{41, PLANT_GUARDIAN, 0},
	{45, PLANT_SEVERE_DISABILITY, 0},
	{46, PLANT_SEVERE_DISABILITY, 1},
	{49, PLANT_HOLD, 0},
	{53, PLANT_UNDRAWABLE_NAME, 0},
	{57, PLANT_OWN_PAYMENT, 0},
	{61, PLANT_UNDECLARED, 0},
	{65, PLANT_SUSPENDED, 0},
	{69, PLANT_BIRTH, 0},
	{73, PLANT_DEATH, 0},
	{77, PLANT_CLOSING, 0},
	{81, PLANT_SUSPENSION, 0},
	{85, PLANT_ADMISSION, 0},
	{89, PLANT_DISCHARGE, 0},
	{93, PLANT_MOVE, 0},
};

static int openings_a_month(const struct world *w)
{
	int n = (int)((int64_t)w->households * OPENINGS_PER_1000 / 1000);

	return n > 0 ? n : 1;
}

enum plant world_plant(const struct world *w, int case_no, int *which)
{
	*which = case_no - FIRST_RARE_NAME;
	if (*which >= 0 && *which < name_rare_count())
		return PLANT_RARE_NAME;
	for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
		if (planted[i].case_no != case_no)
			continue;
		if (planted[i].plant == PLANT_UNDRAWABLE_NAME && !w->first_office)
			return PLANT_NONE;
		*which = planted[i].which;
		return planted[i].plant;
	}
	return PLANT_NONE;
}

month_t world_opening_month(const struct world *w, int case_no)
{
	int n = openings_a_month(w);

	if (case_no <= w->households - n)
		return w->first - 1;
	return w->first + (case_no - (w->households - n) - 1) / n;
}

int world_cases(const struct world *w, month_t month)
{
	return w->households + (month - w->first) * openings_a_month(w);
}

int world_caseworker(int case_no)
{
	return (case_no - 1) / HOUSEHOLDS_PER_CASEWORKER + 1;
}

struct dice world_dice(const struct world *w, int case_no, uint64_t purpose)
{
	return dice_for(w->seed, (uint64_t)(w->office->code * HOUSEHOLD_PER_OFFICE + case_no), purpose);
}
