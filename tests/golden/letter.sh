#!/bin/bash
# Letters to employers (法第29条) from the tax survey: which there are, what is on them, and who is on none.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13101
pg_start
pg_migrate
FILES=$PG_DIR/scratch/artifacts
WORK=$PG_DIR/scratch
code 0 'the rate tables are imported' pg_as getsuji_run "$GETSUJI" import rates
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/tax_office.sql >/dev/null || exit 1
# More employers: of 2 one that cannot be drawn and one that is named twice; of 5, whose aid ended in May, a second.
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
INSERT INTO fact.answer_employer (household_id, person_no, request_id, employer_no, name, postal_code, address, paid_yen, nulls)
VALUES (1310100000002, 1, public.request(2, 1), 4, U&'顔文字\+01F600商会', '1000004', '東京都千代田区大手町1丁目2番3号', 1000, ''),
	(1310100000002, 1, public.request(2, 1), 5, '有限会社みどり清掃', '1640001', '東京都中野区中野4丁目8番1号', 1000, ''),
	(1310100000005, 1, public.request(5, 1), 2, '短期の勤務先', '1000004', '東京都千代田区大手町1丁目1番9号', 1, ''),
	(1310100000012, 1, public.request(12, 1), 2, U&'\+020BB7野家工業', '1000000', '東京都千代田区', 1000, '');
SQL
cat >"$WORK/letters.yaml" <<'YAML'
graph: letters
tasks:
  - {name: tax, job: tax}
  - {name: approval, gate: confirmed, digest: [tax], after: [tax]}
  - {name: letter_pieces, sql: letter_pieces, partitions: [piece, letter], after: [approval]}
  - {name: letter, report: letter, chunk: 2, after: [letter_pieces]}
YAML
code 0 'the run comes to its gate' pg_as getsuji_run "$GETSUJI" run "$WORK/letters.yaml" --month 2027-07 --office $OFFICE --artifacts "$FILES"
is "$(find "$FILES" -name '*.pdf' | wc -l)" 0 'no letter before the gate'
code 0 'it is approved' pg_as getsuji_approve "$GETSUJI" approve 1 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run")"
code 0 'and confirmed' pg_as getsuji_run "$GETSUJI" confirm 1
# After the cut a household comes under 支援措置, and one into which somebody of another fled: their letters are not
# made.  An answer that came then is not read.
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
INSERT INTO fact.answer_employer (household_id, person_no, request_id, employer_no, name, postal_code, address, paid_yen, nulls)
VALUES (1310100000012, 1, public.request(12, 1), 9, '切断時点より後の勤務先', '1000001', '東京都千代田区千代田1番1号', 1000, '');
UPDATE fact.household SET superseded_at = clock_timestamp() WHERE household_id = 1310100000017;
INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from)
VALUES (1310100000017, 13101, 2, 4, 1, false, true, '2020-01-01');
INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from) VALUES
	(1310100000018, 1, '100000000000018', 1, false, '2026-01-01'), (1310100000003, 1, '100000000000018', 1, true, '2027-01-01');
SQL
code 4 'the run is done, with a warning for the letter held' pg_as getsuji_run "$GETSUJI" resume 1 --artifacts "$FILES"

is "$(pg_query "SELECT p.piece_no, p.household_id - 1310100000000, p.document, p.recipient_no, p.route, p.postal_code, l.person_no, l.tax_year, l.recipient
	FROM result.piece p JOIN result.letter l ON l.run_id = p.run_id AND l.letter_no = p.piece_no ORDER BY 1")" \
"1|12|inquiry_letter|2|1|1000000|1|2027|𠮷野家工業
2|2|inquiry_letter|2|1|1000004|1|2027|顔文字😀商会
3|5|inquiry_letter|1|1|1000004|1|2027|廃止前の勤務先
4|5|inquiry_letter|2|1|1000004|1|2027|短期の勤務先
5|12|inquiry_letter|1|1|1000012|1|2027|社会福祉法人東京都心身障害者就労支援協会日比谷公園事業所清掃管理部門
6|2|inquiry_letter|1|1|1640001|1|2027|有限会社みどり清掃" 'a letter to each employer that paid and can be reached, by postal code; none for the protected or the held, or of what was known later'
is "$(pg_query "SELECT n_read, n_written, n_held FROM run.task WHERE name = 'letter_pieces'")" '7|6|1' 'read = written + held'
is "$(pg_query "SELECT n_read, n_written, n_held FROM run.task WHERE name = 'letter'")" '6|5|1' '… and of the letters'
is "$(pg_query "SELECT key, hold, reason FROM run.hold_hit h JOIN run.task USING (run_id, task_no) WHERE name = 'letter'")" '2|glyph|書体にない文字 U+1F600 があります' 'a missing glyph holds a letter'
is "$(pg_query 'SELECT name, pages, pieces FROM run.artifact ORDER BY name')" 'letter/letter-0001.pdf|1|1
letter/letter-0002.pdf|2|2
letter/letter-0003.pdf|2|2' 'bundles, named without personal data'

folder=$(find "$FILES" -mindepth 1 -maxdepth 1 -type d)
one=$folder/letter/letter-0001.pdf part=$folder/letter/letter-0002.pdf two=$folder/letter/letter-0003.pdf
text() { pdftotext -layout "$@" - 2>/dev/null; }
plain() { pdftotext "$@" - 2>/dev/null | perl -CSD -pe 's/\s//g'; }
ok 'the file is sound' qpdf --check "$two"
like "$(plain "$one")" '𠮷野家工業' 'a name outside the BMP is on its letter'
like "$(plain "$one")" '氏名.*𠮷田次郎' '… and so is whom it asks about'
like "$(plain "$one")" '昭和55年1月13日' '… with the birth date'
like "$(plain "$one")" '生活保護法第29条第1項の規定により' '… and the ground in law'
like "$(plain "$one")" '令和8年1月から令和8年12月まで' '… and the months'
like "$(plain "$one")" '福保照第1-1号' '… under its number'
like "$(plain "$one")" '14日以内' '… with a time to answer'
is "$(text "$one" | grep -c '令和8年[0-9]*月$\|令和8年[0-9]*月 *$')" 12 'a row to fill in for each month'
like "$(plain -f 1 -l 1 "$part")" '令和8年1月から令和8年5月まで' 'who was on aid for a part of the year is asked about for that part'
is "$(text -f 1 -l 1 "$part" | grep -c '令和8年[0-9]*月 *（対象外）')" 7 '… and the other months are not to be filled in'
like "$(plain -f 1 -l 1 "$two")" '社会福祉法人東京都心身障害者就労支援協会日比谷公園事業所清掃管理部門御中' 'a long name is broken and not cut'
for page in 1 2; do
	ok "page $page says nothing of the other" bash -c '! grep -q "$1" <<<"$2"' _ "$([ $page = 1 ] && echo みどり || echo 社会福祉法人)" "$(plain -f $page -l $page "$two")"
done
all=$(for f in "$folder"/letter/*.pdf; do plain "$f"; done)
for word in 守られた 後から守 逃れた 保留の 支払のない商会 開始前 扶養の 別人の 一致商店 切断時点 世帯 ケース シケン; do
	ok "nothing of $word is on a letter" bash -c '! grep -q "$1" <<<"$2"' _ "$word" "$all"
done
pdftoppm -gray -r 300 "$two" "$WORK/page"
is "$(zbarimg --quiet --raw "$WORK"/page-*.pgm 2>/dev/null | cut -d: -f1-4 | sort)" 'GJ1:R1:P5:S1/1
GJ1:R1:P6:S1/1' 'the 2D code of each page names its piece'
is "$(/usr/bin/python3 tests/golden/read_notice.py "$WORK"/page-*.pgm)" '10000121-6-1-104
16400014-8-1' 'the customer barcode holds its address'
pdftoppm -gray -r 300 "$one" "$WORK/area"
is "$(/usr/bin/python3 tests/golden/read_notice.py "$WORK"/area-*.pgm)" 'no barcode' 'a postal code of a whole area gets none'

# Again from the same database: the same bytes.
cp -r "$folder/letter" "$WORK/first"
code 4 'the letters are made anew' pg_as getsuji_run "$GETSUJI" rerun 1 --mode task=letter --yes --reason 'once more' --artifacts "$FILES"
ok '… to the same bytes' diff -r "$WORK/first" "$folder/letter"
letters() { pg_query "SELECT md5(string_agg(l::text || p::text, ' ' ORDER BY letter_no)) FROM result.letter l JOIN result.piece p ON p.run_id = l.run_id AND piece_no = letter_no"; }
before=$(letters)
code 4 'who gets a letter is decided anew, too' pg_as getsuji_run "$GETSUJI" rerun 1 --mode task=letter_pieces,downstream --yes --reason 'once more' --artifacts "$FILES"
is "$(letters)" "$before" '… to the same rows'
ok '… and bytes' diff -r "$WORK/first" "$folder/letter"
is "$(pg_query "SELECT key - 1310100000000, hold FROM run.hold_hit JOIN run.task USING (run_id, task_no) WHERE name = 'letter_pieces'")" '11|whereabouts' '… and the same household is held'
done_testing
