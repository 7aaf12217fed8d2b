#!/bin/bash
# Opinions (要否意見書): what is continued in bulk and what is not; forms go out once, are waited for, become overdue,
# are answered; nothing leaves before the gate, of the held, or of what changed since; killed in between, the same.
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113 MONTH=2027-04
pg_start
pg_migrate
WORK=$PG_DIR/scratch
code 0 'the rate tables are imported' pg_as getsuji_run "$GETSUJI" import rates
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/opinion_office.sql >/dev/null || exit 1
cat >"$WORK/opinions.yaml" <<'YAML'
graph: opinions
tasks:
  - {name: opinion, job: opinion}
  - {name: opinion_list, report: opinion_list, after: [opinion]}
  - {name: approval, gate: confirmed, digest: [opinion], after: [opinion_list]}
  - {name: opinion_send, sql: opinion_send, after: [approval]}
  - {name: opinion_form, report: opinion_form, chunk: 4, after: [opinion_send]}
  - {name: treatment_request, report: treatment_request, after: [opinion_send]}
YAML
TEMPLATE=$PGDATABASE

# ---- what the tests say and look at
FILES=$WORK/first
run() { pg_as getsuji_run "$GETSUJI" run "$WORK/opinions.yaml" --office $OFFICE --month $MONTH --artifacts "$FILES" "$@"; }
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
approve() { pg_as getsuji_approve "$GETSUJI" approve "$(last)" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $(last)")"; }
confirm() { pg_as getsuji_run "$GETSUJI" confirm "$(last)"; }
go_on() { pg_as getsuji_run "$GETSUJI" resume "$(last)" --artifacts "$FILES"; }
leave() { approve && confirm && { go_on || [ $? = 4 ]; }; } # 4: something was held
rows() { # [CONDITION]: case person service state continued send due, of the last run
	pg_query "SELECT concat_ws(' ', household_id % 100000, person_no, service, (ARRAY['valid', 'due', 'expired', 'missing', 'waiting',
		'overdue', 'refused'])[state], CASE WHEN continued THEN 'continued' ELSE '-' END, CASE WHEN send THEN 'send' ELSE '-' END, due_on)
		FROM result.opinion WHERE run_id = $(last) AND ${1:-true} ORDER BY household_id, person_no, service"
}
counts() { # TASK
	pg_query "SELECT n_read, n_written, n_unchanged, n_held FROM run.task WHERE run_id = $(last) AND name = '$1'"
}
forms() { # all that went out, but for the instant
	pg_query "SELECT md5(string_agg(t, ' ')) FROM (
		SELECT (to_jsonb(c) - 'recorded_at')::text AS t FROM result.claim_opinion c
		UNION ALL SELECT (to_jsonb(c) - 'recorded_at')::text FROM result.claim_examination c
		UNION ALL SELECT c::text FROM result.claim_opinion_piece c
		UNION ALL SELECT c::text FROM result.claim_opinion_service c
		UNION ALL SELECT c::text FROM result.opinion_refusal c ORDER BY 1) x"
}
book() { # FILE EXPRESSION over the workbook w; rows(SHEET) are those under the header, words() all texts
	/usr/bin/python3 - "$1" "$2" <<'PYTHON'
import sys
import openpyxl
w = openpyxl.load_workbook(sys.argv[1])
def rows(sheet):
    return [[c.value for c in r] for r in w[sheet].iter_rows(min_row=4)]
def words():
    return '\n'.join(str(c.value) for s in w for r in s.iter_rows() for c in r if c.value is not None)
print(eval(sys.argv[2]))
PYTHON
}

# ---- the first run
pg_clone first
code 0 'the run comes to its gate' run
is "$(rows)" "1 1 2 due continued send 2027-05-01
2 1 2 valid continued -
3 1 1 expired - send 2027-04-01
4 1 1 missing - send 2027-04-05
4 1 2 missing - send 2027-04-05
5 1 5 missing - send 2027-04-01
6 1 2 refused - -
8 1 2 missing - - 2027-04-01
9 1 2 missing - send 2027-04-01
10 1 2 missing - send 2027-04-01
13 1 2 missing - send 2027-04-01
15 1 2 missing - send 2027-04-01
16 1 2 missing - send 2027-04-01
17 1 2 missing - send 2027-04-01
18 1 1 missing - send 2027-04-11
19 1 2 missing - send 2027-04-01
19 2 2 missing - send 2027-04-01
20 1 2 valid continued -
21 1 2 valid continued -
22 1 2 missing - send 2027-04-01
23 1 2 missing - send 2027-04-01" 'what rests on a valid opinion is continued; what ends, is missing or ended gets a form; no dispensing, nobody suspended, no single request of the month'
is "$(pg_query "SELECT count(*) FROM result.opinion WHERE continued AND state NOT IN (1, 2)")" 0 'an expired or missing opinion is never continued'
is "$(pg_query "SELECT DISTINCT reply_on - (as_of AT TIME ZONE 'Asia/Tokyo')::date FROM result.opinion JOIN run.run USING (run_id) WHERE send")" 30 'forms are wanted back in thirty days'
is "$(pg_query "SELECT household_id % 100000 FROM result.opinion WHERE backdated")" 15 'a first visit before the treatment was registered is told'
is "$(pg_query "SELECT household_id % 100000, person_no, until_on, send FROM result.examination ORDER BY 1")" '9|2|2027-04-30|t
11|1|2027-04-20|t' 'who is to be examined, and by when'
is "$(counts opinion)" '21|15|5|1' 'counts are of households: something is sent, nothing, or they are held'
is "$(pg_query 'SELECT key % 100000, hold FROM run.hold_hit')" '8|whereabouts' 'who is held is told'
is "$(pg_query 'SELECT count(*) FROM result.claim_opinion')$(find "$FILES" -name '*.pdf' | wc -l)" 00 'nothing has left'
refused() { ! pg_as getsuji_run psql -Xqc "$1" 2>"$WORK/refused.log" && grep -q "$2" "$WORK/refused.log"; }
ok 'the runner cannot write a row by hand' refused "INSERT INTO result.opinion SELECT (o).* FROM (SELECT o FROM result.opinion o
	WHERE household_id % 100000 = 1 LIMIT 1) x" 'written by the running task alone'
ok '… nor a form' refused "INSERT INTO result.claim_opinion_run (run_id, recorded_at) VALUES ($(last), now())" 'permission denied'
ok '… nor send before the run is confirmed' refused "SELECT run.send_opinions($(last), 4)" 'of a confirmed run alone'

list=$FILES/opinions-$OFFICE-$MONTH-1/opinion_list-$OFFICE-$MONTH.xlsx
is "$(book "$list" 'w.sheetnames')" "['概要', '発送一覧', '督促', '一括決定', '一括決定の例外', '遡及初診', '診療依頼']" 'the approver has a list of each'
is "$(book "$list" "[(r[1], r[12]) for r in rows('発送一覧') if r[12] != '送付']")" "[(8, '保留'), (16, '宛先なし'), (22, '宛先なし')]" 'what is held and what has nowhere to go is told'
is "$(book "$list" "[r[1] for r in rows('一括決定')]")" '[1, 2, 20, 21]' 'what is continued'
is "$(book "$list" "len(rows('一括決定の例外')), [r[8] for r in rows('一括決定の例外') if r[1] in (3, 6)]")" \
	"(17, ['要否意見書の有効期間が令和9年3月31日で終了', '令和9年4月1日からの医療を要しないとの決定'])" '… and what is not, with the reason'
is "$(book "$list" "[r[3:6] for r in rows('発送一覧') if r[1] in (9, 10)]")" "[['（表示しない）', '（表示しない）', '（表示しない）'], ['（表示しない）', '（表示しない）', '（表示しない）']]" \
	'of the protected, and of who fled from them, neither name nor institution'
is "$(book "$list" "[n for n in range(1, 24) if '試験%d番' % n in words()]")" '[]' 'no name is written out'
code 0 'it can be asked why' pg_as getsuji_run "$GETSUJI" explain "$(last)" $OFFICE-3
is "$TAP_OUT" '世帯員1　1311310016　入院: 有効期間終了。一括決定しない: 要否意見書の有効期間が令和9年3月31日で終了
  意見書の有効期間は令和9年3月31日まで
  令和9年4月1日からの意見書を求める。' '… and is told'

# ---- it leaves
# Between the cut and confirming: 2 gets an opinion, which changes nothing that is sent, 13 one that does; 15 is held.
pg_clone changed
FILES=$WORK/changed
pg_query "INSERT INTO fact.opinion (household_id, person_no, institution_code, service, kind, received_on, needed, valid_from) VALUES
	(1311300000002, 1, '1311310024', 2, 2, '2027-04-02', true, '2027-04-02'), (1311300000013, 1, '1311310024', 2, 1, '2027-04-02', true, '2027-04-02');
	INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (1311300000015, 'operator', '確認中', '2020-04-01')"
# That another task of the run did 13 again as of later makes nothing of what the forms rest on newer.
pg_query "INSERT INTO run.recut (run_id, task_no, key, as_of)
	SELECT run_id, task_no, 1311300000013, clock_timestamp() FROM run.task WHERE run_id = 1 AND name = 'opinion_list'"
ok 'it is approved, confirmed and goes on' leave
is "$(counts opinion_send)" '17|13|1|3' 'what changed is left out, what is held or has no address is told'
is "$(pg_query "SELECT household_id % 100000, refusal FROM result.opinion_refusal ORDER BY 1")" '13|3
15|2
16|5
22|5' '… each for its reason'
code 0 'it can be asked why one was not sent' pg_as getsuji_run "$GETSUJI" explain "$(last)" $OFFICE-13
like "$TAP_OUT" '世帯員1　1311310024: 送付しなかった。基準日時の後に登録が変更された' '… and is told'
export PGDATABASE=first
FILES=$WORK/first
ok 'where nothing changed it leaves, too' leave
is "$(counts opinion_send)" '17|15|0|2' 'a form per person and institution'
is "$(pg_query "SELECT form_no, piece_no, household_id % 100000, person_no, institution_code, kind, services, route, due_on FROM result.claim_opinion ORDER BY 1")" \
	'1|30000001|23|1|1311310073|1|{2}|1|2027-04-01
2|30000002|1|1|1311310024|2|{2}|1|2027-05-01
3|30000002|13|1|1311310024|1|{2}|1|2027-04-01
4|30000002|15|1|1311310024|1|{2}|1|2027-04-01
5|30000002|19|1|1311310024|1|{2}|1|2027-04-01
6|30000002|19|2|1311310024|1|{2}|1|2027-04-01
7|30000003|17|1|1311310057|1|{2}|1|2027-04-01
8|30000004|3|1|1311310016|3|{1}|1|2027-04-01
9|30000004|4|1|1311310016|1|{1,2}|1|2027-04-05
10|30000005|5|1|1311360011|4|{5}|1|2027-04-01
11|30000006|18|1|1311310032|1|{1}|1|2027-04-11
12|30000007|10|1|1311310024|1|{2}|2|2027-04-01
13|30000008|9|1|1311310016|1|{2}|2|2027-04-01' 'numbered in the order of posting; the protected, and who fled from them, in-house'
is "$(pg_query "SELECT household_id % 100000, person_no, route, piece_no, until_on FROM result.claim_examination ORDER BY form_no")" '11|1|1|40000001|2027-04-20
9|2|2|40000002|2027-04-30' '… and so are requests'
is "$(pg_query 'SELECT count(DISTINCT recorded_at) FROM (SELECT recorded_at FROM result.claim_opinion UNION ALL SELECT recorded_at FROM result.claim_examination) x')" 1 'at one instant'
is "$(pg_query "SELECT key % 100000, hold FROM run.hold_hit h JOIN run.task t USING (run_id, task_no) WHERE t.name = 'opinion_send' ORDER BY 1")" '16|address
22|address' 'institutions that are not designated any more or have no address are told'
is "$(pg_query "SELECT key, hold FROM run.hold_hit h JOIN run.task t USING (run_id, task_no) WHERE t.name = 'opinion_form'")" '7|glyph' 'a name that no font has is held'
is "$(cd "$FILES"/opinions-*; find . -name '*.pdf' | sort)" './opinion/contractor-000001-000006.pdf
./opinion/contractor-000007-000009.pdf
./opinion/contractor-000010-000011.pdf
./opinion/inhouse-000012-000013.pdf
./treatment_request/contractor-000001-000001.pdf
./treatment_request/inhouse-000002-000002.pdf' 'whole envelopes in bundles, never of both routes'
kept=$(forms) files=$(cd "$FILES" && find . -type f -exec sha256sum {} + | sort)
ok 'sending again sends nothing' pg_as getsuji_run psql -Xqc "SELECT run.send_opinions(1, 4)"
is "$(forms)" "$kept" '… and changes nothing'
code 4 'the forms are made anew' pg_as getsuji_run "$GETSUJI" rerun 1 --mode task=opinion_send,downstream --yes --reason 'once more' --artifacts "$FILES"
is "$(forms)" "$kept" '… from the same rows'
is "$(cd "$FILES" && find . -type f -name '*.pdf' -exec sha256sum {} + | sort)" "$(grep pdf <<<"$files")" '… to the same bytes'
is "$(counts opinion_send)" '17|15|0|2' '… with the same counts'

# ---- 支援措置 that is recorded after the forms were sent for, and before they are printed
pg_clone shielded first
FILES=$WORK/shielded
pg_query "WITH gone AS (UPDATE fact.household SET superseded_at = 'infinity' WHERE household_id IN (1311300000019, 1311300000011) AND superseded_at = 'infinity' RETURNING *)
	INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent, protected_address, valid_from)
	SELECT household_id, municipality, caseworker_no, household_type, payment_method, single_parent, true, valid_from FROM gone"
code 4 'forms are printed once more' pg_as getsuji_run "$GETSUJI" rerun 1 --mode task=opinion_send,downstream --yes --reason 'once more' --artifacts "$FILES"
is "$(pg_query "SELECT t.name, h.key FROM run.hold_hit h JOIN run.task t USING (run_id, task_no) WHERE h.hold = 'route' ORDER BY 1, 2")" 'opinion_form|5
opinion_form|6
treatment_request|1' 'those of a person who came under 支援措置 meanwhile are held, not sent by the contractor'
export PGDATABASE=first

# ---- later editions: waiting, answered, overdue
FILES=$WORK/second
code 0 'a second edition comes to its gate' run --edition 2
is "$(rows 'send OR state IN (5, 6)')" "1 1 2 waiting continued - 2027-05-01
3 1 1 waiting - - 2027-04-01
4 1 1 waiting - - 2027-04-05
4 1 2 waiting - - 2027-04-05
5 1 5 waiting - - 2027-04-01
9 1 2 waiting - - 2027-04-01
10 1 2 waiting - - 2027-04-01
13 1 2 waiting - - 2027-04-01
15 1 2 waiting - - 2027-04-01
16 1 2 missing - send 2027-04-01
17 1 2 waiting - - 2027-04-01
18 1 1 waiting - - 2027-04-11
19 1 2 waiting - - 2027-04-01
19 2 2 waiting - - 2027-04-01
22 1 2 missing - send 2027-04-01
23 1 2 waiting - - 2027-04-01" 'what is out is waited for, and not sent twice'
is "$(pg_query "SELECT household_id % 100000, send, sent_on IS NOT NULL FROM result.examination WHERE run_id = $(last) ORDER BY 1")" '9|f|t
11|f|t' '… requests neither'
like "$(pg_query "SELECT reason FROM result.opinion WHERE run_id = $(last) AND household_id = 1311300000003")" '終了。.*に送付し、回答待ち' 'the reason says so'
# Forty days later: 4 has answered about the stay in hospital, 1 about what comes, 3 with what covers the month before.
pg_query "SET session_replication_role = replica;
	UPDATE result.claim_opinion SET sent_on = sent_on - 40, reply_on = reply_on - 40;
	SET session_replication_role = origin;
	INSERT INTO fact.opinion (household_id, person_no, institution_code, service, kind, received_on, needed, valid_from) VALUES
	(1311300000004, 1, '1311310016', 1, 1, '2027-04-20', true, '2027-04-05'),
	(1311300000001, 1, '1311310024', 2, 2, '2027-04-20', true, '2027-05-01');
	INSERT INTO fact.opinion (household_id, person_no, institution_code, service, kind, received_on, needed, valid_from, valid_to) VALUES
	(1311300000003, 1, '1311310016', 1, 3, '2027-04-20', true, '2027-03-01', '2027-04-01')"
code 0 'a third edition comes to its gate' run --edition 3
is "$(rows 'household_id % 100000 <= 5')" "1 1 2 valid continued -
2 1 2 valid continued -
3 1 1 overdue - - 2027-04-01
4 1 1 valid continued -
4 1 2 overdue - - 2027-04-05
5 1 5 overdue - - 2027-04-01" 'an answer that reaches far enough is valid, one that does not is none; the rest is overdue'
is "$(pg_query "SELECT DISTINCT overdue_days FROM result.opinion WHERE run_id = $(last) AND state = 6")" 10 '… by as many days'
is "$(book "$FILES/opinions-$OFFICE-$MONTH-3/opinion_list-$OFFICE-$MONTH.xlsx" "sorted({r[9] for r in rows('督促')}), len(rows('督促'))")" '([10], 12)' '… and on the list'
ok 'it leaves' leave
is "$(counts opinion_send)" '2|0|0|2' 'with nothing'
MONTH=2027-07
code 0 'July comes to its gate' run
is "$(rows 'household_id % 100000 IN (1, 3, 4, 20)')" "1 1 2 valid continued -
3 1 1 overdue - - 2027-04-01
4 1 1 expired - send 2027-07-01
4 1 2 overdue - - 2027-04-05" 'in July the stay in hospital needs another one; what ended is not looked at'

# ---- two runs at once
MONTH=2027-04
pg_clone twice "$TEMPLATE"
FILES=$WORK/twice
code 0 'a run comes to its gate' run
code 0 '… and another beside it' run --edition 2
ok 'the later is confirmed first' leave
digest=$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = 1")
pg_as getsuji_approve "$GETSUJI" approve 1 --digest "$digest" >/dev/null && pg_as getsuji_run "$GETSUJI" confirm 1 >/dev/null
code 4 'then the earlier' pg_as getsuji_run "$GETSUJI" resume 1 --artifacts "$FILES"
is "$(pg_query "SELECT n_read, n_written, n_unchanged, n_held FROM run.task WHERE run_id = 1 AND name = 'opinion_send'")" '17|0|15|2' 'and sends nothing that the other has sent'
is "$(pg_query 'SELECT count(*), count(DISTINCT (household_id, person_no, institution_code)) FROM result.claim_opinion')" '13|13' 'one form for each'

# ---- all offices at once
pg_clone all "$TEMPLATE"
FILES=$WORK/all
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant, valid_from)
VALUES (13104, '隣の福祉事務所', 13104, '1600022', '東京都新宿区見本町１丁目', '03-0000-0000', '所長', '東京都知事', '新宿区長', '2020-01-01');
INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from)
SELECT 1310400000000 + no, 13104, 1, 4, 1, false, no = 2, '2020-01-01' FROM generate_series(1, 2) no;
INSERT INTO fact.protection (household_id, state, valid_from, start_reason, end_reason)
SELECT 1310400000000 + no, 1, '2020-04-01', 2, 0 FROM generate_series(1, 2) no;
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
SELECT 1310400000000 + no, 1, 1, '1950-01-01', '隣人　' || no, 'リンジン', '2019-01-01' FROM generate_series(1, 2) no;
INSERT INTO fact.treatment (household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2,
	injury_3, first_visit_on, remarks, valid_from)
SELECT 1310400000000 + no, 1, 1, 1, 2, '1311310024', '', '感冒', '', '', '2027-04-01', '', '2027-04-01' FROM generate_series(1, 2) no;
SQL
code 0 'a run for all offices comes to its gate' pg_as getsuji_run "$GETSUJI" run "$WORK/opinions.yaml" --office 0 --month $MONTH --artifacts "$FILES"
ok 'it leaves' leave
is "$(pg_query "SELECT piece_no, office_id, forms FROM result.claim_opinion_piece WHERE document = 'opinion' AND (institution_code = '1311310024' OR route = 2) ORDER BY 1")" \
	'30000002|13104|1
30000003|13113|5
30000008|13104|1
30000009|13113|1
30000010|13113|1' 'an envelope for each office, those to one institution together; in-house those of an office together'
is "$(cd "$FILES"/opinions-*; ls opinion_list-* opinion/inhouse-*)" 'opinion/inhouse-000013-000013.pdf
opinion/inhouse-000014-000015.pdf
opinion_list-13104-'$MONTH'.xlsx
opinion_list-13113-'$MONTH'.xlsx' 'a list for each, and nothing of the protected in the file of another office'

# ---- killed between sending and the forms, and while sending
for point in statement.before_commit statement.after_commit; do
	pg_clone "killed_${point#*.}" "$TEMPLATE"
	FILES=$WORK/$point
	run >/dev/null 2>&1
	approve >/dev/null && confirm >/dev/null
	killed() { env PGUSER=getsuji_run GETSUJI_FAILPOINT="$point:1:kill" "$BUILD/getsuji-failpoints" resume 1 --artifacts "$FILES"; }
	code 4 "killed at $point it goes on" killed
	like "$TAP_ERR" 'ended by signal 9; it is started again' '… having been killed'
	is "$(forms)" "$kept" '… with the same forms and numbers'
	is "$(cd "$FILES" && find . -name '*.pdf' -exec sha256sum {} + | sort)" "$(grep pdf <<<"$files")" '… and the same bytes'
done
done_testing
