/* Fuzz target: any bytes are a bank file or are refused with a verdict and a record; what is accepted adds up, and does not
 * without its last record.  And any text is written in a class of text or refused: what is written reads back as itself,
 * fits a record that is accepted, and is cut nowhere between a letter and its mark. */
#include "engine/base/text.h"
#include "getsuji/err.h"
#include "getsuji/zengin.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 4096 };

static int64_t digits(const char *at, int n)
{
	int64_t value = 0;

	for (int i = 0; i < n; i++) {
		CHECK(at[i] >= '0' && at[i] <= '9');
		value = value * 10 + (at[i] - '0');
	}
	return value;
}

/* Counted again, by what the bytes are: line ends hold no digits, so records are found by their length. */
static void check_accepted(const char *bytes, size_t n, const struct zengin_file *file)
{
	int64_t transfers = 0, total = 0;
	int records = 0, sections = 0;

	for (size_t at = 0; at < n; records++) {
		CHECK(n - at >= ZENGIN_RECORD);
		sections += bytes[at] == '1';
		if (bytes[at] == '2') {
			transfers++;
			total += digits(bytes + at + 80, 10);
		}
		at += ZENGIN_RECORD;
		while (at < n && (bytes[at] == '\r' || bytes[at] == '\n'))
			at++;
	}
	CHECK(records == file->records && sections == file->sections && sections >= 1);
	CHECK(transfers == file->transfers && total == file->total);
	CHECK(zengin_kind_known(file->kind) && strlen(file->requester_code) == 10);
}

static void check_file(const char *bytes, size_t n)
{
	struct zengin_file file, cut;
	enum zengin_verdict verdict = zengin_read(bytes, n, &file);

	CHECK(verdict < ZENGIN_VERDICT_COUNT && zengin_verdict_text(verdict) != NULL);
	CHECK(file.records >= 0 && (size_t)file.records <= n / ZENGIN_RECORD + 1);
	if (verdict != ZENGIN_ACCEPTED)
		return;
	check_accepted(bytes, n, &file);
	while (n > 0 && (bytes[n - 1] == '\r' || bytes[n - 1] == '\n'))
		n--;
	CHECK(zengin_read(bytes, n - ZENGIN_RECORD, &cut) == ZENGIN_UNFINISHED);
}

/* A transfer to somebody of this name in a file of its own. */
static void check_record(int kind, struct str name)
{
	struct str code = {"0000000001", 10}, four = {"0001", 4}, three = {"001", 3}, seven = {"0000001", 7},
			   kana = {"A", 1};
	struct zengin_header header = {.kind = kind,
		.requester_code = code,
		.requester = kana,
		.month = 2,
		.mday = 29,
		.bank_code = four,
		.bank = kana,
		.branch_code = three,
		.branch = kana,
		.account_no = seven,
		.account_kind = 1};
	struct zengin_transfer transfer = {.bank_code = four,
		.bank = kana,
		.branch_code = three,
		.branch = kana,
		.account_no = seven,
		.holder = name,
		.account_kind = 1,
		.yen = 1};
	char records[4 * ZENGIN_RECORD];
	enum zengin_field field;
	struct zengin_file file;

	CHECK(zengin_put_header(&header, records, &field) == ZENGIN_WRITABLE);
	if (name.length > ZENGIN_TEXT_MAX) {
		CHECK(zengin_put_transfer(kind, &transfer, records + ZENGIN_RECORD, &field) == ZENGIN_CHARACTER);
		CHECK(field == ZENGIN_DATA_HOLDER);
		return;
	}
	CHECK(zengin_put_transfer(kind, &transfer, records + ZENGIN_RECORD, &field) == ZENGIN_WRITABLE);
	zengin_put_trailer(1, 1, records + 2 * ZENGIN_RECORD);
	zengin_put_end(records + 3 * ZENGIN_RECORD);
	CHECK(zengin_read(records, sizeof records, &file) == ZENGIN_ACCEPTED);
}

static void check_text(enum zengin_class class, struct str text)
{
	char bytes[TEXT_MAX], again[TEXT_MAX], utf8[3 * TEXT_MAX + 1];
	size_t n, m;

	if (zengin_kana(class, text, bytes, &n) != ZENGIN_WRITABLE)
		return;
	CHECK(n > 0 && n <= text.length && bytes[0] != ' ' && bytes[n - 1] != ' ');
	for (size_t i = 0; i < n; i++)
		CHECK((unsigned char)bytes[i] >= ' ' && (unsigned char)bytes[i] <= 0xdf);
	m = zengin_utf8(bytes, n, utf8);
	if (m <= TEXT_MAX) {
		CHECK(zengin_kana(class, (struct str){utf8, m}, again, &m) == ZENGIN_WRITABLE);
		CHECK(m == n && memcmp(bytes, again, n) == 0);
	}
	for (size_t most = 0; most <= n; most++) {
		size_t cut = zengin_cut(bytes, n, most);

		CHECK(cut <= most && most - cut <= 1);
		CHECK(cut == n || ((unsigned char)bytes[cut] != 0xde && (unsigned char)bytes[cut] != 0xdf));
	}
	if (class == ZENGIN_SALARY) {
		CHECK(zengin_kana(ZENGIN_BRANCH, text, again, &m) == ZENGIN_WRITABLE);
		check_record(ZENGIN_PAY, text);
	}
	if (class == ZENGIN_BRANCH)
		CHECK(zengin_kana(ZENGIN_PARTY, text, again, &m) == ZENGIN_WRITABLE);
	if (class == ZENGIN_PARTY) {
		CHECK(zengin_kana(ZENGIN_EDI, text, again, &m) == ZENGIN_WRITABLE);
		check_record(ZENGIN_TRANSFER, text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;

	check_file(bytes, size);
	if (size <= TEXT_MAX && text_valid(bytes, size, NULL)) {
		for (int class = ZENGIN_PARTY; class <= ZENGIN_EDI; class ++)
			check_text((enum zengin_class) class, (struct str){bytes, size});
	}
	return 0;
}
