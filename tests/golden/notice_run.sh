#!/bin/bash
# Notices from the database: which households get a piece, in which bundle, and which are held and why.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13101
pg_start
pg_migrate
WORK=$PG_DIR/scratch
FILES=$WORK/artifacts

# Fixture: eleven households whose decision changed, one of them for each way a letter can go.
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant, valid_from)
VALUES (13101, '千代田福祉事務所', 13101, '1020074', '東京都千代田区九段南１丁目２番１号', '03-0000-0000',
	'千代田福祉事務所長　佐藤　一郎', '東京都知事', '千代田区長', '2020-01-01');
INSERT INTO fact.caseworker (office_id, caseworker_no, name, valid_from) VALUES (13101, 1, '鈴木　花子', '2020-01-01');

CREATE TABLE public.fixture (no int, head text, postal_code text, address text, mailing text, protected boolean, notice boolean,
	kind int);
INSERT INTO public.fixture VALUES
	(1, '田中　太郎', '1000013', '東京都千代田区霞が関1丁目3番2号', NULL, false, true, 2),
	(2, U&'\+020BB7田　次郎', '1000013', '東京都千代田区霞が関1丁目3番3号', '特別養護老人ホーム桜苑内', false, true, 2),
	(3, '高橋　三郎', '1000013', '東京都千代田区霞が関1丁目3番4号', NULL, true, true, 2),
	(4, U&'伊藤\+01F600　四郎', '1000013', '東京都千代田区霞が関1丁目3番5号', NULL, false, true, 2),
	(5, '渡辺　五郎', NULL, NULL, NULL, false, true, 2),
	(6, U&'葛\+0E0102西　六郎', '1000012', '東京都千代田区日比谷公園1番6号', NULL, false, true, 1),
	(7, '山本　七郎', '1000013', '東京都千代田区霞が関1丁目3番7号', NULL, false, true, 2),
	(8, '中村　八郎', '1000013', repeat('東京都千代田区霞が関一丁目', 12), NULL, false, true, 2),
	(9, '小林　九郎', '1000013', '東京都千代田区霞が関1丁目3番9号', NULL, false, false, 0),
	(10, '加藤　十郎', '1000000', '東京都千代田区', NULL, false, true, 4),
	(11, '吉田　和子', '1000013', '東京都千代田区霞が関1丁目3番11号', '成年後見人事務所', true, true, 3);
INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from)
SELECT 1310100000000 + no, 13101, 1, 4, 1, false, protected, '2020-01-01' FROM public.fixture;
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
SELECT 1310100000000 + no, 1, 1, '1950-01-01', head, 'カナ', '2020-01-01' FROM public.fixture;
INSERT INTO fact.address (household_id, kind, postal_code, address, care_of, valid_from)
SELECT 1310100000000 + no, 1, postal_code, address, '', date '2020-01-01' FROM public.fixture WHERE address IS NOT NULL
UNION ALL
SELECT 1310100000000 + no, 2, '1640001', '東京都中野区中野4丁目8番1号', mailing, date '2020-01-01' FROM public.fixture WHERE mailing IS NOT NULL;
INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (1310100000007, 'returned_mail', '返戻', '2026-12-01');

SELECT FROM (SELECT run.make_partition('change', 1), run.make_partition('decision', 1)) p;
-- Every column of the two tables as 0, '' or false; what matters on top.
CREATE FUNCTION public.zero(of_table regclass) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_object_agg(attname, CASE format_type(atttypid, NULL) WHEN 'text' THEN '""'::jsonb WHEN 'boolean' THEN 'false'::jsonb
		WHEN 'date' THEN '"2027-02-01"'::jsonb ELSE '0'::jsonb END)
	FROM pg_attribute WHERE attrelid = of_table AND attnum > 0 $$;
INSERT INTO result.decision
SELECT (jsonb_populate_record(NULL::result.decision, public.zero('result.decision') || jsonb_build_object('run_id', 1,
	'household_id', 1310100000000 + no, 'status', 1, 'payment_method', 1 + no % 2, 'payable_total', 100000 + no))).*
FROM public.fixture;
INSERT INTO result.change
SELECT (jsonb_populate_record(NULL::result.change, public.zero('result.change') || jsonb_build_object('run_id', 1,
	'household_id', 1310100000000 + no, 'kind', kind, 'notice', notice, 'before_run_id', NULL, 'caseworker_no', 1,
	'before_livelihood', 90000, 'after_livelihood', 100000 + no, 'before_total', 90000, 'after_total', 100000 + no,
	'reason', CASE no WHEN 1 THEN repeat(E'就労収入の認定額が変わったため（次官通知第8の3(1)）。\n', 20) ELSE '基準が変わったため。' END))).*
FROM public.fixture;
SQL

code 0 'the rate tables are imported' pg_as getsuji_run "$GETSUJI" import rates
cat >"$WORK/letters.yaml" <<'YAML'
graph: letters
tasks:
  - {name: results, milestone: true}
  - {name: approval, gate: confirmed, digest: [results], after: [results]}
  - {name: notice_pieces, sql: notice_pieces, partitions: [piece], after: [approval]}
  - {name: notice, report: notice, chunk: 2, after: [notice_pieces]}
YAML
code 0 'the run comes to its gate' pg_as getsuji_run "$GETSUJI" run "$WORK/letters.yaml" --month 2027-02 --office $OFFICE \
	--artifacts "$FILES"
code 0 'it is approved' pg_as getsuji_approve "$GETSUJI" approve 1 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run")"
code 0 'and confirmed' pg_as getsuji_run "$GETSUJI" confirm 1
code 4 'the run is done, with a warning for the letters held' pg_as getsuji_run "$GETSUJI" resume 1 --artifacts "$FILES"

is "$(pg_query "SELECT piece_no, household_id - 1310100000000, route, destination, postal_code FROM result.piece ORDER BY 1")" "1|5|1|1|
2|10|1|1|1000000
3|6|1|1|1000012
4|1|1|1|1000013
5|4|1|1|1000013
6|7|1|1|1000013
7|8|1|1|1000013
8|2|1|2|1640001
9|3|2|1|1000013
10|11|2|2|1640001" 'pieces: contractor before in-house, by postal code, mailing address before residence, only where a notice is due'
is "$(pg_query "SELECT key, hold FROM run.hold_hit ORDER BY key")" '1|address
5|glyph
6|returned_mail
7|overflow' 'held: no address, a missing glyph, an order to hold, an address that does not fit'
is "$(pg_query "SELECT reason FROM run.hold_hit WHERE hold = 'glyph'")" '書体にない文字 U+1F600 があります' 'a missing glyph is told by its code point'
is "$(pg_query "SELECT n_read, n_written, n_held FROM run.task WHERE name = 'notice'")" '10|6|4' 'read = written + held'
is "$(pg_query "SELECT t.yen = (SELECT sum(after_total) FROM result.change c JOIN result.piece p USING (run_id, household_id)
	WHERE piece_no NOT IN (SELECT key FROM run.hold_hit)) FROM run.task t WHERE name = 'notice'")" t 'the yen of the task are those of the letters'
is "$(pg_query "SELECT name, pages, pieces FROM run.artifact ORDER BY name")" 'notice/contractor-0001.pdf|1|1
notice/contractor-0002.pdf|3|2
notice/contractor-0004.pdf|1|1
notice/inhouse-0001.pdf|2|2' 'bundles: never of both routes, none where all are held; long reasons take a second sheet'

folder=$(find "$FILES" -mindepth 1 -maxdepth 1 -type d)
text() { pdftotext -layout "$folder/notice/$1" - 2>/dev/null; }
all=$(for f in "$folder"/notice/*.pdf; do pdftotext -layout "$f" - 2>/dev/null; done)
for name in 伊藤 渡辺 山本 中村 小林; do
	ok "nothing of $name is in a bundle" bash -c '! grep -q "$1" <<<"$2"' _ "$name" "$all"
done
ok 'protected households are in no bundle of the contractor' bash -c '! grep -qE "高 *橋|和 *子" <<<"$1"' _ "$(text contractor-0001.pdf; text contractor-0002.pdf; text contractor-0004.pdf)"
like "$(text inhouse-0001.pdf)" '高 *橋 +三 *郎 +様' 'they are in the one for handling in-house'
like "$(text contractor-0004.pdf)" $'\U00020BB7 *田 +次 *郎 +様' 'a name outside the BMP is on its letter'
like "$(text contractor-0004.pdf)" '特別養護老人ホーム桜苑内' 'a letter to a facility says so'
like "$(text contractor-0002.pdf)" '2／2' 'the second sheet says that it is'
like "$(text contractor-0001.pdf)" '第26条' 'a closing is notified by article 26'

pdftoppm -gray -r 300 "$folder/notice/contractor-0001.pdf" "$WORK/area"
is "$(/usr/bin/python3 tests/golden/read_notice.py "$WORK"/area-*.pgm)" 'no barcode' 'a postal code of a whole area gets no barcode'

household() { pg_as getsuji_run "$GETSUJI" notice 1 "$OFFICE-$1" -o "$WORK/one-$1.pdf"; }
code 0 'one notice on demand' household 6
like "$(pdftotext -layout "$WORK/one-6.pdf" - 2>/dev/null)" $'葛\U000E0102 *西 +六 *郎 +様' '… is the letter of that household'
is "$(pdftotext -layout "$WORK/one-6.pdf" - | tr -d ' ')" "$(pdftotext -layout -f 1 -l 1 "$folder/notice/contractor-0002.pdf" - | tr -d ' ')" '… and says what the bundle says'
ok '… and is small' test "$(wc -c <"$WORK/one-6.pdf")" -lt 65536
code 16 'a household without a notice is told so' household 9
like "$TAP_ERR" 'GJ1735' '… with its message'
code 4 'a held notice is not rendered on demand' household 4
ok '… and no file is left' test ! -e "$WORK/one-4.pdf"
done_testing
