/*
 * bench_notice.c: how fast notices become PDF, with the real layout and no database.
 *
 *   bench_notice [PIECES [THREADS [PER_BUNDLE [FOLDER]]]]
 *
 * Prints one line: pages per second over all threads, bytes per page, peak memory.  PER_BUNDLE 1 is
 * the letter on demand.  Without FOLDER the files are written and deleted in /tmp.
 */
#include "reports/notice_letter.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct bench {
	const struct fonts *fonts;
	const struct notice_office *office;
	const char *folder;
	int64_t pieces, per_bundle;
	atomic_int_fast64_t next, pages, bytes;
	atomic_bool failed;
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const char *const families[] = {
	"佐藤", "鈴木", "髙橋", "田中", "渡邊", "伊藤", "山﨑", "中村", "小林", "齋藤", "𠮷田", "葛\U000E0102西"};
static const char *const givens[] = {
	"太郎", "花子", "一郎", "美咲", "健", "さくら", "蓮", "陽葵", "翔太", "結衣", "清", "和子"};
static const char *const towns[] = {
	"霞が関", "九段南", "神田錦町", "飯田橋", "麹町", "永田町", "外神田", "岩本町"};

#define PICK(list, n) list[(n) % (sizeof(list) / sizeof((list)[0]))]

/* Letter number i, the same each time. */
static struct notice letter(const struct bench *b, int64_t i, struct arena *a)
{
	uint64_t n = (uint64_t)i * 2654435761u;
	yen_t before = 70000 + (yen_t)(n % 9000), after = 70000 + (yen_t)(n / 7 % 9000),
		  rent = 30000 + (yen_t)(n % 24) * 1000;

	return (struct notice){
		.run_id = 2,
		.piece_no = i + 1,
		.household_id = 1310100000000 + i,
		.month = month_of(2027, 2),
		.kind = (enum change_kind)(CHANGE_OPENING + n % 4),
		.decided_on = day_of(2027, 2, 1),
		.effective_on = day_of(2027, 2, 1),
		.aid[NOTICE_LIVELIHOOD] = {before, after},
		.aid[NOTICE_HOUSING] = {rent, rent},
		.aid[NOTICE_MEDICAL] = {0, (yen_t)(n % 3)},
		.total = {before + rent, after + rent},
		.minimum = {before + rent + 20000, after + rent + 20000},
		.income = {20000, 20000},
		.payment_method = PAY_BANK,
		.reason = utf8_of(arena_printf(a,
			"就労収入の認定額が%d円から%d円に変わったため（次官通知第8の3(1)）。\n"
			"生活扶助の基準額が%d円変わったため（保護の基準 別表第1第1章 冬季加算）。",
			(int)(n % 90000), (int)(n / 3 % 90000), (int)(n % 9000))),
		.head_name = utf8_of(arena_printf(a, "%s　%s", PICK(families, n / 11), PICK(givens, n / 131))),
		.caseworker = utf8_of("田中　一郎"),
		.postal_code = utf8_of(arena_printf(a, "10%05d", (int)(n % 99990) + 1)),
		.address =
			utf8_of(arena_printf(a, "東京都千代田区%s%d丁目%d番%d号　コーポ%d号室", PICK(towns, n / 17),
				(int)(n % 9) + 1, (int)(n / 9 % 30) + 1, (int)(n / 270 % 17) + 1, (int)(n / 31 % 900) + 101)),
		.care_of = utf8_of(""),
		.office = b->office,
	};
}

static bool draw(struct bench *b, struct arena *a, struct arena *scratch, int64_t from, int64_t to)
{
	struct notice_bundle *bundle = notice_bundle_open(b->fonts, a);
	const struct notice_layout *layout;
	const char *path = arena_printf(a, "%s/notice-%08" PRId64 ".pdf", b->folder, from), *hold;
	struct err e = {0};
	struct stat st;

	for (int64_t i = from; i < to; i++) {
		arena_reset(scratch);
		struct notice n = letter(b, i, scratch);
		if (notice_lay_out(b->fonts, &n, scratch, &layout, &hold, &e) != ERR_OK) {
			fprintf(stderr, "piece %" PRId64 " held: %s: %s\n", i, hold, e.message);
			return false;
		}
		notice_draw(bundle, &n, layout);
	}
	if (pdf_save_file(notice_bundle_pdf(bundle), path, &e) != ERR_OK || stat(path, &st) != 0) {
		fprintf(stderr, "%s %s\n", e.message, e.detail);
		return false;
	}
	atomic_fetch_add(&b->pages, pdf_pages(notice_bundle_pdf(bundle)));
	atomic_fetch_add(&b->bytes, st.st_size);
	return true;
}

static void *work(void *p)
{
	struct bench *b = p;
	struct arena *a = arena_new(), *scratch = arena_new();
	int64_t from;

	while ((from = atomic_fetch_add(&b->next, b->per_bundle)) < b->pieces && !atomic_load(&b->failed)) {
		int64_t to = from + b->per_bundle < b->pieces ? from + b->per_bundle : b->pieces;
		arena_reset(a);
		if (!draw(b, a, scratch, from, to))
			atomic_store(&b->failed, true);
	}
	arena_free(scratch);
	arena_free(a);
	return NULL;
}

static bool open_office(struct bench *b, struct mail_office *facts, struct arena *a)
{
	struct err e = {0};

	*facts = (struct mail_office){13101, utf8_of("千代田福祉事務所"), utf8_of("1020074"),
		utf8_of("東京都千代田区九段南１丁目２番１号"), utf8_of("03-0000-0000"),
		utf8_of("千代田福祉事務所長　山田　一郎"), utf8_of("東京都知事"), utf8_of("千代田区長")};
	if (fonts_open(a, &b->fonts, &e) == ERR_OK &&
		notice_office_prepare(b->fonts, facts, a, &b->office, &e) == ERR_OK)
		return true;
	fprintf(stderr, "%s\n%s\n", e.message, e.hint);
	return false;
}

static int64_t number(int argc, char **argv, int i, int64_t otherwise)
{
	char *end;
	long long v;

	if (i >= argc)
		return otherwise;
	v = strtoll(argv[i], &end, 10);
	return *end == '\0' && v > 0 ? v : otherwise;
}

static void remove_files(const struct bench *b)
{
	for (int64_t from = 0; from < b->pieces; from += b->per_bundle) {
		char path[256];
		snprintf(path, sizeof(path), "%s/notice-%08" PRId64 ".pdf", b->folder, from);
		unlink(path);
	}
	rmdir(b->folder);
}

int main(int argc, char **argv)
{
	struct bench b = {.pieces = number(argc, argv, 1, 10000), .per_bundle = number(argc, argv, 3, 1000)};
	int64_t threads = number(argc, argv, 2, 2);
	struct mail_office facts;
	struct arena *keep = arena_new();
	char folder[] = "/tmp/bench-notice-XXXXXX";
	pthread_t thread[64];
	struct rusage usage;
	double began, ended;

	if (threads > 64)
		threads = 64;
	b.folder = argc > 4 ? argv[4] : mkdtemp(folder);
	if (b.folder == NULL || !open_office(&b, &facts, keep))
		return 1;
	began = seconds();
	for (int64_t i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, work, &b) != 0)
			return 1;
	for (int64_t i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	ended = seconds();
	getrusage(RUSAGE_SELF, &usage);
	if (!atomic_load(&b.failed))
		printf("notice  pages=%" PRIdFAST64 " per_file=%" PRId64 " threads=%" PRId64
			   " pages_per_s=%.0f bytes_per_page=%.0f peak_mb=%ld\n",
			atomic_load(&b.pages), b.per_bundle, threads, (double)atomic_load(&b.pages) / (ended - began),
			(double)atomic_load(&b.bytes) / (double)atomic_load(&b.pages), usage.ru_maxrss / 1024);
	if (argc <= 4)
		remove_files(&b);
	arena_free(keep);
	return atomic_load(&b.failed) ? 1 : 0;
}
