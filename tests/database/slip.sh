#!/bin/bash
# Repayment slips (納付書): which are made of a month's claims; nothing is issued before the gate, of the held, or of what
# changed since; a number is given once; what changed, was paid or ended makes slips void or new ones; what collectors
# report comes to the same balance in whatever order.
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113 MONTH=2027-04
pg_start
pg_migrate
WORK=$PG_DIR/scratch
code 0 'the rate tables are imported' pg_as getsuji_run "$GETSUJI" import rates
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/slip_office.sql >/dev/null || exit 1
TEMPLATE=$PGDATABASE

FILES=$WORK/first
run() { pg_as getsuji_run "$GETSUJI" run slips --office $OFFICE --month $MONTH --artifacts "$FILES" "$@"; }
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
approve() { pg_as getsuji_approve "$GETSUJI" approve "$(last)" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $(last)")"; }
confirm() { pg_as getsuji_run "$GETSUJI" confirm "$(last)"; }
go_on() { pg_as getsuji_run "$GETSUJI" resume "$(last)" --artifacts "$FILES"; }
leave() { approve && confirm && { go_on || [ $? = 4 ]; }; } # 4: something was held
whole() { run "$@" || [ $? = 4 ] && leave; }
rows() { # [CONDITION]: case claim/instalment/slip action part/parts yen due hold cause, of the last run
	pg_query "SELECT concat_ws(' ', household_id % 100000, concat_ws('/', claim_no, instalment_no, slip_no), (ARRAY['issue', NULL, 'void',
		'keep', NULL, NULL, NULL, NULL, 'hold'])[action], concat_ws('/', part_no, parts), yen, due_on, nullif(hold, 0),
		'cause' || nullif(cause, 0)) FROM result.slip WHERE run_id = $(last) AND ${1:-true} ORDER BY household_id, line_no"
}
counts() { # TASK
	pg_query "SELECT n_read, n_written, n_unchanged, n_held, yen FROM run.task WHERE run_id = $(last) AND name = '$1'"
}
slips() { # [CONDITION]: reference/instalment/slip yen, void by, of all that were ever made
	pg_query "SELECT concat_ws(' ', concat_ws('/', reference_no, instalment_no, slip_no), yen, CASE WHEN reissue THEN 'reissue' END,
		'void' || nullif(void_cause, 0)) FROM result.claim_slip WHERE ${1:-true} ORDER BY reference_no, instalment_no, slip_no"
}
collected() { # SERIAL [MADE_ON]: lines of collection_file.py, imported
	/usr/bin/python3 tests/database/collection_file.py $OFFICE "${2:-2027-05-01}" "$1" >"$WORK/collected.csv" &&
		pg_as getsuji_run "$GETSUJI" import collections "$WORK/collected.csv" --quiet
}
book() { # NAME EXPRESSION over the workbook w of the last run; rows(SHEET) are those under the header
	/usr/bin/python3 - "$FILES/slips-$OFFICE-$MONTH-$(pg_query "SELECT edition FROM run.run WHERE run_id = $(last)")/$1-$OFFICE-$MONTH.xlsx" "$2" <<'PYTHON'
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
refused() { ! pg_as getsuji_run psql -Xqc "$1" 2>"$WORK/refused.log" && grep -q "$2" "$WORK/refused.log"; }

# ---- to the gate
pg_clone first
code 0 'the run comes to its gate' run
is "$(rows)" "1 1/1/0 issue 1/1 120000 2027-04-30
2 1/1/0 issue 1/1 30000 2027-03-01
2 1/2/0 issue 1/1 30000 2027-03-29
2 1/3/0 issue 1/1 30000 2027-04-28
3 1/1/0 issue 1/3 300000 2027-04-30
3 1/1/0 issue 2/3 300000 2027-04-30
3 1/1/0 issue 3/3 150000 2027-04-30
6 1/1/0 hold 1/1 45000 2027-04-30 4
6 1/2/0 hold 1/1 45000 2027-04-30 4
7 1/1/0 hold 1/1 30000 2027-04-30 1
8 1/1/0 hold 1/1 30000 2027-04-30 3
9 1/1/0 issue 1/1 30000 2027-04-30
10 1/1/0 issue 1/1 5000 2027-04-12
10 2/1/0 issue 1/1 20000 2027-04-30
11 1/1/0 issue 1/3 300000 2027-04-30
11 1/1/0 issue 2/3 300000 2027-04-30
11 1/1/0 issue 3/3 300000 2027-04-30
12 1/1/0 issue 1/1 1 2027-04-30
13 1/1/0 hold 1/1 2000000000 2027-04-30 6
14 1/1/0 issue 1/1 300000 2027-04-30" 'what is due in the month or was due before is asked for, split at the limit, or held'
is "$(counts slip)" '13|8|1|4|2215001' 'counts are of households: something is made, nothing, or they are held'
is "$(pg_query 'SELECT key % 100000, hold FROM run.hold_hit ORDER BY 1')" '6|mismatch
7|court
8|no_address
13|parts' 'who is held is told, by the name of the hold'
is "$(pg_query 'SELECT count(*) FROM result.claim_slip')$(find "$FILES" -name '*.pdf' | wc -l)" 00 'nothing has left'
ok 'the runner cannot write a row by hand' refused "INSERT INTO result.slip SELECT (s).* FROM (SELECT s FROM result.slip s LIMIT 1) x" 'written by the running task alone'
ok '… nor a slip' refused "INSERT INTO result.claim_slip_run (run_id, recorded_at) VALUES ($(last), now())" 'permission denied'
ok '… nor issue before the run is confirmed' refused "SELECT run.issue_slips($(last), 4)" 'of a confirmed run alone'
is "$(book slip_check "[r[1] for r in rows('保留')], '試験' in words(), '見本　太郎' in words()")" '([6, 6, 7, 8, 13], False, False)' 'the approver reads what is held, and no name'
code 0 'it can be asked why' pg_as getsuji_run "$GETSUJI" explain "$(last)" $OFFICE-7
like "$TAP_OUT" '審査請求中' '… and is told'

# ---- it leaves
ok 'it is approved, confirmed and goes on' leave
is "$(counts slip_issue)" '15|15|0|0|2215001' 'all that was wanted is issued'
is "$(pg_query "SELECT string_agg(reference_no::text, ' ' ORDER BY household_id, claim_no) FROM result.claim_repayment")" '1 2 3 4 5 6 7 8 9' 'references go from 1 without a gap'
is "$(pg_query 'SELECT min(document_no), max(document_no), count(*), count(DISTINCT recorded_at) FROM result.claim_slip')" '50000001|50000015|15|1' 'so do documents; all carry one instant'
is "$(pg_query 'SELECT DISTINCT household_id % 100000 FROM result.claim_slip WHERE route = 2')" 9 'who is under 支援措置 is handled in-house'
is "$(pg_query "SELECT count(*), count(DISTINCT document_no), sum(pages), string_agg(DISTINCT kind || ' ' || party, ','), count(*) FILTER (WHERE (route = 2) <> (household_id % 100000 = 9)), count(*) FILTER (WHERE (route = 2) <> (file LIKE 'slip/inhouse%')), count(*) FILTER (WHERE name IS NULL OR address IS NULL) FROM result.documents(1) WHERE document_no > 50000000")" '15|15|15|6 1|0|0|0' 'each is a document of its household'
is "$(pg_query "SELECT DISTINCT care_of, postal_code FROM result.documents(1) WHERE household_id % 100000 = 2")" '見本ホーム内|1510053' '… at its mailing address'
is "$(pg_query 'SELECT count(*) FROM result.document_persons(1) WHERE person_no = 0')" 15 '… and about the household'
is "$(book slip_list "[r[9] for r in rows('発行一覧')][:2]")" "['13113-00000001-001-0001-2', '13113-00000002-001-0001-1']" 'the list has the numbers'
before=$(slips)
is "$(pg_as getsuji_run psql -XAtqc "SELECT n_written FROM run.issue_slips(1, 4)")$(slips)" "15$before" 'asked for again, it issues nothing more and answers the same'
ok 'a later edition finds nothing to do' whole --edition 2
is "$(rows 'action = 1')$(pg_query "SELECT count(*) FROM result.slip WHERE run_id = $(last) AND action = 4")" 15 'what is out is kept'
is "$(slips)" "$before" '… as it is'
TEMPLATE=$PGDATABASE

# ---- what comes in, in any order
# 1 pays at once, quickly and finally; 2: first instalment by a quick report that is taken back, second twice; 3: one of
# three; 12: another amount; a slip of nobody, a wrong number, one of another office; a final report of other contents.
cat >"$WORK/p1" <<'LINES'
A1 quick 1/1/1 120000 2027-04-20
A2 quick 2/1/1 30000 2027-04-20
A3 quick 2/2/1 30000 2027-04-20
A5 quick 3/1/2 300000 2027-04-21
LINES
cat >"$WORK/p2" <<'LINES'
A1 final 1/1/1 120000 2027-04-20
A2 cancelled 2/1/1 30000 2027-04-20
A4 final 2/2/1 30000 2027-04-22
A7 quick 77/1/1 500 2027-04-22
A8 quick 131130000000100100010 700 2027-04-22
A9 quick 131040000000100100017 900 2027-04-22
LINES
cat >"$WORK/p3" <<'LINES'
A3 final 2/2/1 30000 2027-04-20
A6 final 8/1/1 2 2027-04-23
A1 quick 1/1/1 120000 2027-04-20
A10 final 4/1/1 30000 2027-04-23
LINES
cat >"$WORK/p4" <<'LINES'
A10 final 4/1/1 29000 2027-04-23
A11 final 9/1/1 300000 2027-04-24
A11 cancelled 9/1/1 300000 2027-04-24
LINES
for n in 1 2 3 4; do /usr/bin/python3 tests/database/collection_file.py $OFFICE 2027-05-0$n 1 <"$WORK/p$n" >"$WORK/c$n.csv"; done
balance() { # receipts, and what came in by slip
	pg_query "SELECT concat_ws(' ', receipt_no, report, came_in_yen, CASE WHEN disputed THEN 'disputed' END) FROM fact.receipts('infinity', $OFFICE, $OFFICE) ORDER BY 1" 
	pg_query "SELECT concat_ws(' ', reference_no, instalment_no, slip_no, paid_yen, receipts) FROM result.slip_payments('infinity', $OFFICE, $OFFICE) ORDER BY 1"
}
pg_fresh orders
orders=0
for order in $(/usr/bin/python3 -c 'import itertools; print(*("".join(p) for p in itertools.permutations("1234")))'); do
	pg_query "TRUNCATE fact.collection, fact.collection_file; DELETE FROM fact.import_quarantine USING fact.import i WHERE i.import_id = import_quarantine.import_id AND i.dataset = 'collections'; DELETE FROM fact.import WHERE dataset = 'collections'"
	for n in ${order:0:1} ${order:1:1} ${order:2:1} ${order:3:1} ${order:0:1}; do
		pg_as getsuji_run "$GETSUJI" import collections "$WORK/c$n.csv" --quiet >/dev/null 2>"$WORK/import.log" || cat "$WORK/import.log"
	done
	balance >"$WORK/balance"
	[ $orders != 0 ] || cp "$WORK/balance" "$WORK/balance.first"
	cmp -s "$WORK/balance" "$WORK/balance.first" && orders=$((orders + 1))
done
is $orders 24 'four files in every order, the first of them once more: the same balance'
is "$(cat "$WORK/balance.first")" "A1 2 120000
A10 2 29000 disputed
A11 2 300000 disputed
A2 3 0
A3 2 30000
A4 2 30000
A5 1 300000
A6 2 2
A7 1 500
A8 1 700
A9 1 900
1 1 1 120000 1
2 1 1 0 0
2 2 1 60000 2
3 1 2 300000 1
4 1 1 29000 1
77 1 1 500 1
8 1 1 2 1
9 1 1 300000 1" 'a final report counts before a quick one, the later file before the earlier, a quick one that was taken back not at all'
ok 'the next edition reckons with it' whole --edition 3
is "$(rows 'action <> 9 AND NOT paid AND household_id % 100000 <> 11')" "2 1/1/1 keep 1/1 30000 2027-03-01
2 1/3/1 keep 1/1 30000 2027-04-28
3 1/1/1 keep 1/3 300000 2027-04-30
3 1/1/3 keep 3/3 150000 2027-04-30
9 1/1/1 keep 1/1 30000 2027-04-30
9 1/1/0 issue 2/2 1000 2027-04-30
10 1/1/1 keep 1/1 5000 2027-04-12
10 2/1/1 keep 1/1 20000 2027-04-30" 'what is open is kept; what was paid too little is asked for'
is "$(book slip_list "sorted((r[0], r[1], r[4]) for r in rows('収納の確認'))")" "[('二重の納付', 'A3', 30000), ('二重の納付', 'A4', 30000), ('報告の相違', 'A10', 29000), ('報告の相違', 'A11', 300000), ('納付番号が不明', 'A7', 500), ('納付番号が不明', 'A8', 700), ('納付番号が不明', 'A9', 900), ('金額の相違', 'A10', 29000), ('金額の相違', 'A6', 2)]" 'what somebody must look at is listed'
is "$(book slip_list "[(r[0], r[5], r[6], r[7], r[8], r[9], r[10]) for r in rows('債権残高') if r[0] in (1, 2, 3, 12, 14)]")" "[(1, 120000, 120000, 0, 0, 0, '完納'), (2, 360000, 60000, 0, 300000, 60000, None), (3, 750000, 0, 300000, 450000, 450000, None), (12, 1, 2, 0, -1, 0, '過納'), (14, 300000, 300000, 0, 0, 0, '完納')]" 'balances: what was decided less what came in'
is "$(pg_query "SELECT refusal FROM result.slip_refusal WHERE run_id = $(last)")" '' 'nothing is refused'

# ---- files that are not as they should be
pg_fresh files
code 4 'a payment after the file was made, or told twice in other words, is set aside' collected 1 <<'LINES'
B1 quick 1/1/1 120000 2027-05-02
B2 quick 1/1/1 120000 2027-04-30
B2 quick 1/1/1 110000 2027-04-30
B3 final 1/1/1 120000 2027-04-30
B3 final 1/1/1 120000 2027-04-30
LINES
is "$(pg_query "SELECT line, rule FROM fact.import_quarantine q JOIN fact.import i USING (import_id) WHERE i.dataset = 'collections' ORDER BY 1")" '3|V-date
4|V-twice
5|V-twice' '… each with its place'
is "$(pg_query "SELECT rows_read, rows_recorded, rows_unchanged, rows_quarantined FROM fact.import WHERE dataset = 'collections'")" '5|1|1|3' 'word for word twice is once'
code 16 'another file of the same day and serial is refused' collected 1 <<<'B9 final 1/1/1 1 2027-04-30'
sed -i s/120000/120001/ "$WORK/c1.csv"
code 16 'an edited file is refused whole' pg_as getsuji_run "$GETSUJI" import collections "$WORK/c1.csv"
like "$TAP_ERR" 'c1.csv:7:18, end/digest' '… with its place'
is "$(pg_query 'SELECT count(*) FROM fact.collection')" 1 'nothing of it is there'

# ---- between the gate and issuing
pg_fresh changes
pg_query "UPDATE fact.repayment SET superseded_at = now() WHERE household_id IN (1311300000001, 1311300000003, 1311300000014) AND superseded_at = 'infinity';
	INSERT INTO fact.repayment (household_id, claim_no, article, decided_on, total_yen, valid_from, valid_to) VALUES
		(1311300000001, 1, 1, '2027-03-05', 110000, '2027-03-05', 'infinity'),
		(1311300000003, 1, 4, '2027-03-20', 750000, '2027-03-20', '2027-04-20'),
		(1311300000014, 1, 4, '2027-03-05', 300000, '2027-03-05', 'infinity')"
ok 'claims that changed come to the gate' run --edition 3
is "$(rows 'household_id % 100000 IN (1, 3, 14)')" "1 1/1/1 void 1/1 120000 2027-04-30 cause3
1 1/1/0 issue 1/1 110000 2027-04-30
3 1/1/1 void 1/3 300000 2027-04-30 cause1
3 1/1/2 void 2/3 300000 2027-04-30 cause1
3 1/1/3 void 3/3 150000 2027-04-30 cause1
14 1/1/1 void 1/1 300000 2027-04-30 cause5
14 1/1/0 issue 1/1 300000 2027-04-30" 'another amount or article takes the place, what ended becomes void'
pg_query "INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (1311300000003, 'operator', '確認中', '2020-04-01'),
	(1311300000014, 'operator', '確認中', '2020-04-01')"
ok 'meanwhile 1 pays' collected 1 <<<'A1 quick 1/1/1 120000 2027-04-20'
ok '… and two are held; it leaves' leave
is "$(pg_query "SELECT household_id % 100000, line_no, refusal FROM result.slip_refusal WHERE run_id = $(last) ORDER BY 1, 2")" '1|1|3
1|2|3
14|1|2
14|2|2' 'who paid keeps the slip; who is held gets no new one, and what ended is void all the same'
is "$(slips 'reference_no IN (1, 3, 9)')" "1/1/1 120000
3/1/1 300000 void1
3/1/2 300000 void1
3/1/3 150000 void1
9/1/1 300000" '… in the register'
is "$(counts slip_issue)" '7|3|0|4|0' 'counts are of slips'
is "$(pg_query "SELECT key % 100000, hold FROM run.hold_hit JOIN run.task t USING (run_id, task_no) WHERE run_id = $(last) AND t.name = 'slip_issue' ORDER BY 1")" '1|changed
14|operator' 'each household is told once'
pg_query "UPDATE fact.hold SET superseded_at = now() WHERE household_id = 1311300000014 AND superseded_at = 'infinity'"
ok 'the next edition' whole --edition 4
is "$(slips 'reference_no IN (1, 3, 9)')" "1/1/1 120000
3/1/1 300000 void1
3/1/2 300000 void1
3/1/3 150000 void1
9/1/1 300000 void5
9/1/2 300000 reissue" 'what was held is replaced, with the next number and the mark of a reissue'
is "$(book slip_list "[(r[1], r[5], r[8], r[10]) for r in rows('債権残高') if r[0] in (1, 3)]")" "[(1, 110000, -10000, '過納'), (1, 750000, 750000, '終了')]" 'paid too much, and ended'

# ---- two runs at once
pg_fresh two
MONTH=2027-05
ok 'a run of May comes to its gate' run
first=$(last)
MONTH=2027-06
ok '… and one of June' run
ok 'the second leaves' leave
is "$(slips "household_id % 100000 = 5")" '10/1/1 80000' 'a claim decided in April is due in May'
second=$(slips)
pg_as getsuji_approve "$GETSUJI" approve "$first" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $first")" >/dev/null
pg_as getsuji_run "$GETSUJI" confirm "$first" >/dev/null
code 4 'the first issues nothing that is out' pg_as getsuji_run "$GETSUJI" resume "$first" --artifacts "$FILES"
is "$(slips)" "$second" '… and the register is as it was'
is "$(pg_query "SELECT DISTINCT refusal FROM result.slip_refusal WHERE run_id = $first")" 4 '… each is told: another run did it'

# ---- a gate that waits for longer than a slip can be used
pg_fresh late
MONTH=2027-05
ok 'a run comes to its gate' run
LATE=1311300000005
pg_query "ALTER TABLE result.slip_r$(last) DISABLE TRIGGER ALL;
	UPDATE result.slip SET due_on = '2026-04-01', pay_by_on = '2026-04-30' WHERE run_id = $(last) AND household_id = $LATE" >/dev/null
ok '… and leaves after the last day of a slip' leave
is "$(pg_query "SELECT household_id - $LATE, refusal FROM result.slip_refusal WHERE run_id = $(last)")" '0|5' '… which is not made'
is "$(pg_query "SELECT hold FROM run.hold_hit WHERE run_id = $(last) AND key = $LATE")" late '… as is told'
ok '… the next edition makes it' whole --edition 2
is "$(pg_query "SELECT count(*) FROM result.claim_slip WHERE run_id = $(last) AND household_id = $LATE AND pay_by_on > clock_timestamp()")" 1 '… with days that are to come'
done_testing
