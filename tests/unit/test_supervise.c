/* The parent of the process that works: what it makes of each way to die. */
#include "engine/run/supervise.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

/* What the children leave for the test; shared. */
struct log {
	int children;
	int workers[32];
	int mode;
	int64_t bad;
	rlim_t core;
};

static struct log *shared;

static int begin(struct flight *f, int workers)
{
	(void)f;
	shared->workers[shared->children] = workers;
	return shared->children++;
}

/* As a worker does with a record; the bad one crashes, alone and among others. */
static void take(struct flight *f, int64_t key, int signal)
{
	flight_key(&f->slot[0], key);
	if (key == shared->bad)
		raise(signal);
}

static int run(int (*work)(void *, struct flight *, int), int workers, struct flight *f, struct err *e)
{
	struct supervised s = {.work = work, .workers = workers, .flight = f};
	int exit_code = -1;

	memset(shared, 0, sizeof *shared);
	shared->bad = 7;
	memset(e, 0, sizeof *e);
	return supervise(&s, &exit_code, e) == ERR_OK ? exit_code : -1;
}

static int ends_with_four(void *arg, struct flight *f, int workers)
{
	struct rlimit core;

	(void)arg;
	begin(f, workers);
	getrlimit(RLIMIT_CORE, &core);
	shared->core = core.rlim_max;
	return 4;
}

static void the_exit_code_of_the_child_is_handed_on(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(run(ends_with_four, 3, flight_new(), &e), 4);
	assert_int_equal(shared->children, 1);
	assert_int_equal(shared->workers[0], 3);
	assert_int_equal(shared->core, 0);
}

/* The child's side of the protocol in small: set aside what is proven, try what is suspect, then work. */
static int works_on_ten(void *arg, struct flight *f, int workers)
{
	int aside, i;

	(void)arg;
	begin(f, workers);
	while ((aside = flight_find(f, FLIGHT_PROVEN)) >= 0)
		f->suspect[aside].verdict = FLIGHT_ASIDE;
	while ((i = flight_find(f, FLIGHT_UNTRIED)) >= 0) {
		f->trying = i + 1;
		if (f->suspect[i].key == shared->bad)
			raise(SIGSEGV);
		f->trying = 0;
		f->suspect[i].verdict = FLIGHT_CLEARED;
	}
	aside = flight_find(f, FLIGHT_ASIDE);
	flight_begin(&f->slot[1], 5, 1, 2);
	flight_key(&f->slot[1], 99); /* another worker's record, innocent */
	flight_begin(&f->slot[0], 5, 1, 1);
	for (int64_t key = 1; key <= 10; key++)
		if (aside < 0 || f->suspect[aside].key != key)
			take(f, key, SIGSEGV);
	flight_end(&f->slot[0]);
	flight_end(&f->slot[1]);
	flight_commit(f);
	return 0;
}

static void a_record_that_crashes_twice_is_set_aside_and_its_neighbour_is_not(void **state)
{
	struct flight *f = flight_new();
	struct err e;

	(void)state;
	assert_int_equal(run(works_on_ten, 2, f, &e), 0);
	assert_int_equal(shared->children, 3);
	assert_int_equal(f->suspects, 2);
	for (int i = 0; i < f->suspects; i++) {
		assert_int_equal(f->suspect[i].run_id, 5);
		assert_int_equal(f->suspect[i].verdict, f->suspect[i].key == 7 ? FLIGHT_ASIDE : FLIGHT_CLEARED);
	}
}

static int crashes_outside(void *arg, struct flight *f, int workers)
{
	(void)arg;
	begin(f, workers);
	flight_begin(&f->slot[0], 5, 3, 8);
	abort();
}

static void crashes_that_belong_to_no_record_end_with_32_and_name_the_chunk(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(run(crashes_outside, 2, flight_new(), &e), -1);
	assert_int_equal(err_exit_code(e.code), 32);
	assert_int_equal(e.id, 1574);
	assert_non_null(strstr(e.detail, "run 5, task 3, chunk 8, signal 6"));
	assert_in_range(shared->children, 3, 10);
}

/* Passes alone, and crashes among others: with one worker from the second time on, set aside at the third. */
static int crashes_in_company(void *arg, struct flight *f, int workers)
{
	int i;

	(void)arg;
	begin(f, workers);
	while ((i = flight_find(f, FLIGHT_UNTRIED)) >= 0)
		f->suspect[i].verdict = FLIGHT_CLEARED;
	if (flight_find(f, FLIGHT_AGAIN) >= 0)
		return 4;
	flight_begin(&f->slot[0], 5, 1, 1);
	take(f, 7, SIGBUS);
	return 0;
}

static void a_record_that_crashes_only_in_company_is_set_aside_after_three_times(void **state)
{
	struct flight *f = flight_new();
	struct err e;

	(void)state;
	assert_int_equal(run(crashes_in_company, 2, f, &e), 4);
	assert_int_equal(shared->children, 4);
	assert_int_equal(shared->workers[1], 2);
	assert_int_equal(shared->workers[2], 1);
	assert_int_equal(f->suspect[0].crashes, 3);
	assert_int_equal(f->suspect[0].signal, SIGBUS);
}

static int is_killed(void *arg, struct flight *f, int workers)
{
	(void)arg;
	begin(f, workers);
	flight_begin(&f->slot[0], 5, 1, 1);
	flight_key(&f->slot[0], 7);
	if (shared->children <= 2)
		flight_commit(f);
	raise(SIGKILL);
	return 0;
}

static void a_kill_suspects_nobody_and_the_third_in_a_row_without_progress_ends_it(void **state)
{
	struct flight *f = flight_new();
	struct err e;

	(void)state;
	assert_int_equal(run(is_killed, 2, f, &e), -1);
	assert_int_equal(err_exit_code(e.code), 8);
	assert_int_equal(e.id, 1576);
	assert_int_equal(f->suspects, 0);
	assert_int_equal(shared->children, 4); /* two of them had got on */
}

static int needs_memory(void *arg, struct flight *f, int workers)
{
	(void)arg;
	begin(f, workers);
	if (workers <= shared->mode)
		return 0;
	f->short_of_memory = 1; /* as the arena has it said before it ends the process */
	return 8;
}

static int needs_little(void *arg, struct flight *f, int workers)
{
	shared->mode = 2;
	return needs_memory(arg, f, workers);
}

static void memory_that_runs_out_halves_the_workers(void **state)
{
	struct flight *f = flight_new();
	struct err e;

	(void)state;
	assert_int_equal(run(needs_little, 8, f, &e), 0);
	assert_int_equal(shared->children, 3);
	assert_int_equal(shared->workers[1], 4);
	assert_int_equal(shared->workers[2], 2);
	assert_int_equal(f->suspects, 0);
	assert_int_equal(run(needs_memory, 2, flight_new(), &e), -1);
	assert_int_equal(err_exit_code(e.code), 8);
	assert_int_equal(e.id, 1575);
}

static volatile sig_atomic_t told;

static void note_signal(int signal)
{
	(void)signal;
	told = 1;
}

static int waits_for_a_signal(void *arg, struct flight *f, int workers)
{
	(void)arg;
	signal(SIGTERM, note_signal);
	begin(f, workers);
	kill(getppid(), SIGTERM); /* to the parent alone, as a scheduler does */
	for (int i = 0; i < 200 && !told; i++)
		usleep(20000);
	return told ? 10 : 1;
}

static int ends_by_a_signal(void *arg, struct flight *f, int workers)
{
	(void)arg;
	begin(f, workers);
	raise(SIGTERM);
	return 0;
}

static void a_signal_goes_on_to_the_child(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(run(waits_for_a_signal, 1, flight_new(), &e), 10);
	assert_int_equal(run(ends_by_a_signal, 1, flight_new(), &e), -1);
	assert_int_equal(err_exit_code(e.code), 10);
	assert_int_equal(shared->children, 1);
}

static void the_recorder_forgets_who_is_no_longer_asked_about(void **state)
{
	struct flight *f = flight_new();

	(void)state;
	for (int64_t key = 1; key <= FLIGHT_SUSPECTS_MAX + 3; key++) {
		flight_begin(&f->slot[0], 5, 1, 1);
		flight_key(&f->slot[0], key);
		flight_landed(f, SIGSEGV);
		f->suspect[flight_find(f, FLIGHT_UNTRIED)].verdict = key <= 5 ? FLIGHT_PROVEN : FLIGHT_CLEARED;
	}
	assert_int_equal(f->suspects, FLIGHT_SUSPECTS_MAX);
	assert_int_equal(f->suspect[0].key, 1); /* proven: still to be set aside */
	assert_int_equal(f->suspect[4].key, 5);
	assert_int_equal(f->suspect[FLIGHT_SUSPECTS_MAX - 1].key, FLIGHT_SUSPECTS_MAX + 3);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_exit_code_of_the_child_is_handed_on),
		cmocka_unit_test(a_record_that_crashes_twice_is_set_aside_and_its_neighbour_is_not),
		cmocka_unit_test(crashes_that_belong_to_no_record_end_with_32_and_name_the_chunk),
		cmocka_unit_test(a_record_that_crashes_only_in_company_is_set_aside_after_three_times),
		cmocka_unit_test(a_kill_suspects_nobody_and_the_third_in_a_row_without_progress_ends_it),
		cmocka_unit_test(memory_that_runs_out_halves_the_workers),
		cmocka_unit_test(a_signal_goes_on_to_the_child),
		cmocka_unit_test(the_recorder_forgets_who_is_no_longer_asked_about),
	};

	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
