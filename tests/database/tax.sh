#!/bin/bash
# The tax survey through its graph: who is looked at, in which class, with which lines, months and next steps.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13101
pg_start
pg_migrate
FILES=$PG_DIR/scratch/artifacts
code 0 'the rate tables are imported' pg_as getsuji_run "$GETSUJI" import rates
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/tax_office.sql >/dev/null || exit 1

# One whose row in the ledger begins after the month; nobody asked about him.
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from) VALUES (1310100000019, 13101, 2, 4, 1, false, false, '2027-08-01');
INSERT INTO fact.protection (household_id, state, valid_from, start_reason, end_reason) VALUES (1310100000019, 1, '2020-04-01', 2, 0);
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
	VALUES (1310100000019, 1, 1, '1980-01-20', '試験　19', 'シケン 19', '2019-01-01');
SQL

survey() { pg_as getsuji_run "$GETSUJI" run tax --month "$1" --office $OFFICE --artifacts "$FILES"; }
code 0 'the run comes to its gate' survey 2027-07

is "$(pg_query "SELECT household_id - 1310100000000, person_no, class, steps, recognised_yen, evidence_yen FROM result.finding ORDER BY 1, 2")" \
"1|1|11|512|1200000|1200000
2|1|15|31|600000|1000000
3|1|14|27|0|400000
4|1|20|1|480000|1800000
5|1|11|512|300000|300000
6|1|11|512|600000|600000
6|2|17|32|0|
6|4|11|512|10000|10000
8|1|16|1|1200000|1200000
9|1|17|256|0|
10|1|19|1|0|900000
11|1|13|31|600000|900000
12|1|13|31|600000|900000
13|1|18|512|0|0
14|1|11|512|1200000|1200000
15|1|17|32|0|
16|1|20|1|240000|0
17|1|13|31|600000|900000
18|1|13|31|600000|900000
19|1|17|32|0|" 'everybody of the year is in one class: neither who came later nor a child without wages'
is "$(pg_query "SELECT n_read, n_written, n_held, n_quarantined, yen = (SELECT sum(recognised_yen) FROM result.finding) FROM run.task WHERE name = 'tax'")" \
	'18|18|0|0|t' 'what was counted is what is there: households'
is "$(pg_query "SELECT household_id - 1310100000000, person_no FROM result.finding WHERE protected ORDER BY 1" | paste -sd,)" '3|1,19|1' \
	'who is protected is marked, and who is in no household that has begun'
is "$(pg_query "SELECT DISTINCT caseworker_no - household_id % 2 FROM result.finding")" 1 'each stands with the caseworker of the household'
is "$(pg_query "SELECT asked_on, answered_on, open_days FROM result.finding WHERE household_id = 1310100000001")" \
	'2027-07-01|2027-07-05|4' 'an answer ends the days that a request was open'
is "$(pg_query "SELECT open_days = (r.as_of AT TIME ZONE 'Asia/Tokyo')::date - f.asked_on OR (open_days = 0 AND (r.as_of AT TIME ZONE 'Asia/Tokyo')::date < f.asked_on),
	answered_on IS NULL FROM result.finding f JOIN run.run r USING (run_id) WHERE household_id = 1310100000009")" \
	't|t' '… one that is 準備中 does not'
is "$(pg_query "SELECT request_id IS NULL, asked_on IS NULL, open_days FROM result.finding WHERE household_id = 1310100000015")" \
	't|t|0' '… and who was not asked has none'

is "$(pg_query "SELECT household_id - 1310100000000, person_no, line_no, class, code, before_yen, after_yen FROM result.finding_line
	WHERE household_id - 1310100000000 IN (2, 4, 6, 9, 10, 16) ORDER BY 1, 2, 3")" \
"2|1|1|15|wages|600000|1000000
4|1|1|20|wages|480000|1800000
6|1|1|11|pension|600000|600000
6|4|1|11|wages|10000|10000
10|1|1|19|wages|0|900000
16|1|1|20|property|240000|" 'a line for each kind with something on either side; a pension that is not taxed is none'
is "$(pg_query "SELECT count(*), count(DISTINCT month_on), sum(recognised_yen), count(*) FILTER (WHERE declared) FROM result.finding_month
	WHERE household_id = 1310100000001 AND kind = 1")" '12|12|1200000|11' 'every month of the year, and whether it was declared'
is "$(pg_query "SELECT string_agg(to_char(month_on, 'MM:') || protected_days || ':' || recognised_yen, ' ' ORDER BY month_on)
	FROM result.finding_month WHERE household_id = 1310100000004 AND month_on >= '2026-06-01' AND month_on < '2026-10-01'")" \
	'06:0:0 07:17:80000 08:31:80000 09:30:80000' 'months before the opening count for nothing'
is "$(pg_query "SELECT string_agg(extract(month FROM month_on) || ':' || recognised_yen, ' ' ORDER BY month_on) FROM result.finding_month
	WHERE household_id = 1310100000006 AND person_no = 1 AND kind = 2 AND recognised_yen > 0")" \
	'2:100000 4:100000 6:100000 8:100000 10:100000 12:100000' 'a pension counts when it is paid, and one that is not taxed does not'
is "$(pg_query "SELECT count(*) FROM result.finding_month WHERE household_id = 1310100000014 AND protected_days > 0")" 12 \
	'a person whose record was replaced in the year was a member throughout'

like "$(pg_query "SELECT reason FROM result.finding WHERE household_id = 1310100000002")" '給与支払者が2件.*申告600,000円、課税資料1,000,000円（差400,000円.*2件のうち1件は所在地が分からず' \
	'a reason carries both sides, and why an employer gets no letter'
is "$(pg_query "SELECT count(*) FROM result.finding WHERE reason ~ '商会|清掃|試験|九段'")" 0 '… and no name'

code 0 'explain tells how a class came about' pg_as getsuji_run "$GETSUJI" explain 1 $OFFICE-4
like "$TAP_OUT" '要確認' '… with its class'
like "$TAP_OUT" '8月 80,000' '… its months'
like "$TAP_OUT" '賦課年度2027.*給与収入 1,800,000円' '… what the answer says'
like "$TAP_OUT" '次の手順: 本人に確認' '… and what to do'
code 16 'a household that is not in the survey is told so' pg_as getsuji_run "$GETSUJI" explain 1 $OFFICE-7
like "$TAP_ERR" 'GJ2072' '… with its message'

before=$(pg_query "SELECT md5(string_agg(i::text, ' ' ORDER BY i::text)) FROM fact.income i")
code 0 'it is approved' pg_as getsuji_approve "$GETSUJI" approve 1 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run")"
code 0 '… and confirmed' pg_as getsuji_run "$GETSUJI" confirm 1
code 4 '… and goes on to its letters, with a warning for who is held' pg_as getsuji_run "$GETSUJI" resume 1 --artifacts "$FILES"
is "$(pg_query "SELECT execution, decision FROM run.run")" 'done|confirmed' 'the run is done'
is "$(pg_query "SELECT n_read, n_written, n_held FROM run.task WHERE name = 'letter_pieces'")" '5|4|1' 'a letter for each employer to be asked'
is "$(pg_query "SELECT key - 1310100000000, hold, reason FROM run.hold_hit")" '11|whereabouts|居所不明' '… but not about the held'
is "$(pg_query "SELECT md5(string_agg(i::text, ' ' ORDER BY i::text)) FROM fact.income i")" "$before" 'no recognised income was changed'

# An edition later, a second answer to 9 and a mended one to 10 have come: those persons alone change.
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
UPDATE fact.answer SET superseded_at = clock_timestamp() WHERE household_id IN (1310100000009, 1310100000010);
INSERT INTO fact.answer (household_id, person_no, request_id, subject, state, name, name_kana, birth_on, answered_on, made_on,
	serial, nulls, unknown, import_id)
SELECT p.household_id, p.person_no, public.request((p.household_id % 100)::int, 1), 4, CASE p.household_id WHEN 1310100000009 THEN 2 ELSE 1 END,
	p.name, p.name_kana, p.birth_on, '2027-07-20', '2027-07-21', 2, '', false, 2
FROM fact.current_person p WHERE p.household_id IN (1310100000009, 1310100000010);
SQL
code 0 'a second edition comes to its gate' pg_as getsuji_run "$GETSUJI" run tax --month 2027-07 --office $OFFICE --edition 2 --artifacts "$FILES"
is "$(pg_query "SELECT b.household_id - 1310100000000, b.class, b.open_days FROM result.finding a JOIN result.finding b USING (household_id, person_no)
	WHERE a.run_id = 1 AND b.run_id = 2 AND (a.class, a.steps, a.reason) IS DISTINCT FROM (b.class, b.steps, b.reason) ORDER BY 1")" '9|17|19
10|14|19' '… in which only those differ whose answer is another'

# Chunks do not matter: one household at a time gives the same rows.
cat >"$PG_DIR/scratch/one.yaml" <<'YAML'
graph: one
tasks:
  - {name: tax, job: tax, chunk: 1, params: {tax_age: 20}}
YAML
code 0 'the job alone, household by household' pg_as getsuji_run "$GETSUJI" run "$PG_DIR/scratch/one.yaml" --month 2027-07 --office $OFFICE
is "$(pg_query "SELECT household_id - 1310100000000, person_no FROM (SELECT household_id, person_no, class, steps, reason FROM result.finding WHERE run_id = 2
	EXCEPT SELECT household_id, person_no, class, steps, reason FROM result.finding WHERE run_id = 3) d")" '6|2' 'gives the same rows, but for whom is too young by its parameter'
done_testing
