#!/bin/bash
# Graph coverage: a ticket that says 単独 where another bears the cost is replaced by one that says 併用, under the same
# number, with one correction; taken back when the insurers' side was wrong; nothing else of it changes.
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113 H=1311300000000
pg_start
pg_migrate
WORK=$PG_DIR/scratch FACTS=$PG_DIR/scratch/facts FILES=$PG_DIR/scratch/files
mkdir "$FACTS"
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/ticket_issue.sql

# ---- an office written by hand
put() { # DATASET FIELD…
	local IFS=,
	echo "${*:2}" >>"$FACTS/$1.csv"
}
put office office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from,valid_to
put office $OFFICE,見本福祉事務所,13113,1509902,東京都渋谷区見本町1,03-0000-0000,所長,東京都知事,渋谷区長,2000-04-01,
put caseworker office,caseworker_no,name,valid_from,valid_to
put caseworker $OFFICE,1,井上　さくら,2000-04-01,
put caseworker $OFFICE,2,渡辺　拓也,2000-04-01,
put household office,case_no,municipality,caseworker_no,household_type,payment_method,single_parent,protected_address,valid_from,valid_to
put protection office,case_no,state,valid_from,valid_to,start_reason,end_reason
put person office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to
put ticket_office office,payer_no,recipient_policy,form,handler,issue_day,upload_day,valid_from,valid_to
put ticket_office $OFFICE,12131132,monthly,single,医療係,20,10,2020-01-01,
home() { # CASE [CLOSED [PROTECTED]]
	put household $OFFICE,$1,13113,$(($1 % 2 + 1)),other,bank,0,${3:-0},2020-04-01,
	put protection $OFFICE,$1,active,2020-04-01,${2-},savings_used,${2:+declined}
	put person $OFFICE,$1,1,head,1980-02-11,証番$1　春子,ショウバン　ハルコ,2020-04-01,
}
for case in 1 2 3 5 6 7 8 9 10; do home $case; done
home 4 2027-02-01
home 11 '' 1
put person $OFFICE,1,2,spouse,1982-02-11,証番1　夏子,ショウバン　ナツコ,2020-04-01,
for step in rates "facts $FACTS"; do
	code 0 "import of ${step%% *}" pg_as getsuji_run "$GETSUJI" import $step
done

# ---- tickets of January and February that are out, all 単独
DOCTOR=1311000017 PHARMACY=1344000019 PROVIDER=1370000010
rows() { # RUN CALL…
	local run=$1 call
	shift
	for call in "$@"; do pg_query "SELECT hand.${call/(/($run, }" >/dev/null; done
}
issue() {
	pg_query "SELECT hand.confirm($1)" >/dev/null
	pg_as getsuji_run psql -XqAt -v ON_ERROR_STOP=1 -c "SELECT n_written FROM run.issue_tickets($1, 3)"
}
pg_query "SELECT hand.decide('2027-01-01', 1, $H + 1, 0, 5000, 0)" >/dev/null
one=$(pg_query "SELECT hand.plan('vouchers', $OFFICE, '2027-01-01', 1)")
rows "$one" "ticket(1, $H + 1, 1, 1, 2, '$DOCTOR', 5000)" "payment($H + 1, 2, 5000, 1)" "ticket(1, $H + 1, 1, 2, 4, '$PHARMACY')" \
	"ticket(1, $H + 1, 1, 3, 12, '$PROVIDER')" "ticket(1, $H + 1, 2, 4, 2, '$DOCTOR')"
for case in 2 3 4 5 7 8 9 11; do rows "$one" "ticket(1, $H + $case, 1, 1, 2, '$DOCTOR')"; done
is "$(issue "$one")" 12 'tickets of January are out'
two=$(pg_query "SELECT hand.plan('vouchers', $OFFICE, '2027-02-01', 1)")
rows "$two" "ticket(1, $H + 1, 1, 1, 2, '$DOCTOR', 0, NULL, NULL, '2027-02-01')" "ticket(1, $H + 9, 1, 1, 2, '$DOCTOR', 0, NULL, NULL, '2027-02-01')"
is "$(issue "$two")" 2 'and of February'

# ---- what the tests say and look at
run() { pg_as getsuji_run "$GETSUJI" run coverage --office $OFFICE --artifacts "$FILES" "$@"; }
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
leave() { # from the gate to the end
	pg_as getsuji_approve "$GETSUJI" approve "$(last)" --digest "$(pg_query "SELECT left(encode(results_digest, 'hex'), 16) FROM run.run ORDER BY run_id DESC LIMIT 1")" &&
		pg_as getsuji_run "$GETSUJI" confirm "$(last)" && pg_as getsuji_run "$GETSUJI" resume "$(last)" --artifacts "$FILES"
}
explain() { pg_as getsuji_run "$GETSUJI" explain "$(last)" "$OFFICE-$1"; }
told() { # NAME DAY SERIAL <LINES: a result comes
	/usr/bin/python3 tests/database/duplicate_file.py $OFFICE "$2" "$3" >"$WORK/$1" && pg_as getsuji_run "$GETSUJI" import duplicates "$WORK/$1"
}
lines() { # of the last run: case, person, month, action, hold, cause, number, revision, 併用, flags, scheme
	pg_query "SELECT household_id - $H, person_no, to_char(month_on, 'MM'), action, hold, cause, before_issue_no, before_revision,
		combined, concat(insurance::int, elderly::int, tuberculosis::int, prefectural::int), scheme_no
		FROM result.ticket WHERE run_id = $(last) ORDER BY household_id, line_no"
}
counts() {
	pg_query "SELECT n_read, n_written, n_unchanged, n_held, n_quarantined, yen FROM run.task WHERE run_id = $(last) AND name = 'coverage'"
}
out() { # CASE: month, number, revision, recipient, 併用, own payment of what is out
	pg_query "SELECT to_char(month_on, 'MM'), issue_no, revision, recipient_no, combined, own_payment_yen
		FROM result.claim_ticket WHERE household_id = $H + $1 AND type < 3 AND cancelled_at = 'infinity' ORDER BY month_on, issue_no"
}

sheet() { # BOOK SHEET [COLUMN…]: rows under the header of the last run's workbook, with the columns counted from 1
	/usr/bin/python3 - "$FILES"/coverage-$OFFICE-*-"$(pg_query "SELECT edition FROM run.run ORDER BY run_id DESC LIMIT 1")/$1" "${@:2}" <<'PYTHON'
import sys
import openpyxl
sheet = openpyxl.load_workbook(sys.argv[1])[sys.argv[2]]
columns = [int(column) - 1 for column in sys.argv[3:]]
for row in sheet.iter_rows(min_row=4, values_only=True):
    cells = [row[column] for column in columns] or row
    print('|'.join('' if c is None else c.strftime('%Y-%m-%d') if hasattr(c, 'strftime') else str(c) for c in cells))
PYTHON
}

book() { sheet "coverage-$OFFICE-2027-02.xlsx" "$@"; }

# ---- nothing is known yet
code 0 'with no coverage known a run has nothing to do' run --month 2027-02
is "$(counts) $(lines)" '0|0|0|0|0|0 ' '… and looks at nobody'

# ---- a result comes
code 0 'a result comes' told first.csv 2027-02-10 1 <<-S
	1 1 employees 06130488 2027-01-15 -
	2 1 national 00131045 2020-04-01 -
	3 1 employees 06130488 2027-01-20 -
	4 1 employees 06130488 2027-01-31 -
	5 1 employees 06130488 2027-01-10 -
	6 1 employees 06130488 2027-01-10 -
	8 1 elderly 39131042 2027-01-01 -
	9 1 employees 06130488 2027-02-01 -
	11 1 employees 06130488 2027-01-10 -
S
mkdir "$WORK/more"
{
	echo office,case_no,person_no,kind,item_no,insurer_no,scheme_no,valid_from,valid_to
	echo $OFFICE,7,1,scheme,1,21131017,21,2027-01-05,
	echo $OFFICE,10,1,tuberculosis,1,,,2027-01-05,
} >"$WORK/more/coverage.csv"
echo $'office,case_no,name,reason,valid_from,valid_to\n13113,3,operator,送付先の確認中,2020-04-01,' >"$WORK/more/hold.csv"
code 0 'and what the office recorded itself' pg_as getsuji_run "$GETSUJI" import facts "$WORK/more"
TEMPLATE=$PGDATABASE
code 0 'what is known since July' told aged.csv 2026-07-01 1 <<-S
	10 1 national 00131045 2020-04-01 -
	7 1 employees 06130488 2019-04-01 2020-06-01
S
code 0 'a second edition comes to its gate' run --month 2027-02 --edition 2
is "$(lines)" '1|1|01|2|0|1|1|1|t|1000|
1|1|01|2|0|1|2|1|t|1000|
1|1|02|2|0|1|1|1|t|1000|
3|1|01|9|16|0|6|1|t|1000|
4|1|01|2|0|1|7|1|t|1000|
5|1|01|2|0|1|8|1|t|1000|
7|1|01|2|0|1|9|1|t|0000|21
8|1|01|2|0|1|10|1|t|0100|
9|1|02|2|0|1|2|1|t|1000|
11|1|01|2|0|1|12|1|t|1000|' 'every ticket on a day of which another bears the cost is to be replaced; none else, none of care'
is "$(counts)" '11|7|3|1|0|5000' 'households are counted; own payments stay as they are'
is "$(pg_query "SELECT reason FROM result.ticket WHERE run_id = $(last) AND household_id IN ($H + 1, $H + 3, $H + 7) AND line_no = 1 ORDER BY household_id")" \
	'社会保険の資格取得（令和9年1月15日）のため単独から併用へ
保留の指示（送付先の確認中）。社会保険の資格取得（令和9年1月20日）のため単独から併用へ
他法公費（法別21）の適用開始（令和9年1月5日）のため単独から併用へ' 'with what changed and since when'
code 0 'explain' explain 1
like "$TAP_OUT" '^世帯員1　社会保険　令和9年1月15日から$' 'tells the coverage'
like "$TAP_OUT" '^令和9年1月　交付番号1（第1版）　世帯員1　医療券（入院外）　機関1311000017$' 'and each ticket'
code 16 'of a household without any it says so' explain 12345
is "$(book 一覧 2 5 6 14 15 16 | grep -v '^10')" "1||社会保険|令和9年1月、令和9年2月|差替え|
2||国民健康保険|令和9年1月|国保喪失手続|国民健康保険の資格喪失の手続が必要
3||社会保険|令和9年1月|保留|
4|2027-02-01|社会保険|令和9年1月|差替え|保護は廃止
5||社会保険|令和9年1月|差替え|
6||社会保険||券なし|
7||他法公費|令和9年1月|差替え|
8||後期高齢者医療|令和9年1月|差替え|後期高齢者医療の資格喪失の手続を確認、保険者番号に誤り
9||社会保険|令和9年2月|差替え|
11||社会保険|令和9年1月|差替え|" 'the list says of each insurance which tickets were 単独 and what happens with them'
is "$(book 一覧 2 6 13 15 | grep -E '^(7|10)')" '7|他法公費|0〜30日|差替え
10|国民健康保険|91日以上|国保喪失手続' \
	'what is not resolved stays on it with its age; what is and was told long ago does not'
is "$(book 券の訂正 2 6 7 12 13 14 | head -4)" '1|令和9年1月|1|単独|併用|差替え
1|令和9年1月|2|単独|併用|差替え
1|令和9年2月|1|単独|併用|差替え
3|令和9年1月|6|単独|併用|保留' 'the tickets with what is to be done'
is "$(book 券の訂正 | wc -l)" 10 'each of them'
is "$(sheet coverage/caseworker-00001-$OFFICE-2027-02.xlsx 一覧 1 2 | sort -u | tr '\n' ' ')" '01 井上　さくら|10 01 井上　さくら|2 01 井上　さくら|4 01 井上　さくら|6 01 井上　さくら|8 ' \
	'a caseworker has his own cases alone'
is "$(book 一覧 2 4 | grep -E '^(1|11)[|]')|$(book 券の訂正 2 11 | tail -1)" $'1|証＊\n11|（表示しない）|11|（表示しない）' \
	'a name is its first character; of protected persons there is neither name nor institution'
is "$(book 集計 1 2 3 4 5 6 | grep -E '^(差替え|国保|合計)' | head -3)" '差替え|7|0|0|0|7
国保喪失手続|1|0|0|1|2
合計|10|0|0|1|11' 'the counts are those of the rows'
is "$(book 一覧 2 10 11 | grep -E '^(7|8)')" '7|登録|
8|通知|2027-02-10' 'what the office recorded itself is on it, without a day of report'
is "$(book 一覧 2 15 | grep -E '差替え|保留' | cut -d'|' -f1 | sort -u)" "$(book 券の訂正 2 | sort -u)" 'whoever has a ticket corrected is on the list'
before=$(pg_query "SELECT to_jsonb(c) - '{revision,run_id,line_no,combined,insurance,cause,issued_on,recorded_at,cancelled_at,cancel_run_id,cancel_cause,cancel_reason}'::text[]
	FROM result.claim_ticket c WHERE household_id = $H + 1 AND issue_no = 1 AND month_on = '2027-01-01'")
code 4 'it is approved and confirmed' leave
is "$(out 1)" '01|1|2|0000018|t|5000
01|2|2|0000018|t|0
01|4|1|0000026|f|0
02|1|2|0000018|t|0' 'the next revision takes the place of each, under the same numbers, with the own payment'
is "$(pg_query "SELECT to_jsonb(c) - '{revision,run_id,line_no,combined,insurance,cause,issued_on,recorded_at,cancelled_at,cancel_run_id,cancel_cause,cancel_reason}'::text[]
	FROM result.claim_ticket c WHERE household_id = $H + 1 AND issue_no = 1 AND month_on = '2027-01-01' AND revision = 2")" "$before" \
	'nothing else of it changed'
is "$(pg_query "SELECT revision, cancel_run_id = $(last), cancel_cause, cancel_reason, cancelled_at = (SELECT recorded_at FROM result.claim_ticket n
		WHERE n.month_on = c.month_on AND n.issue_no = c.issue_no AND n.revision = 2)
	FROM result.claim_ticket c WHERE household_id = $H + 1 AND issue_no = 1 AND month_on = '2027-01-01' AND revision = 1")" \
	'1|t|1|社会保険の資格取得（令和9年1月15日）のため単独から併用へ|t' 'the revision before keeps its place, with the run and the reason'
is "$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE cancel_cause = 1")|$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE cause = 1")" \
	'9|9' 'one correction for each'
is "$(pg_query "SELECT decided_yen, printed_yen, charged_yen FROM result.claim_own_payment WHERE superseded_at = 'infinity' AND household_id = $H + 1")" \
	'5000|5000|0' 'what the household pays itself is where it was'
is "$(pg_query "SELECT household_id - $H, remark_1 FROM result.claim_ticket WHERE remark_1 <> '' AND cancelled_at = 'infinity'")" \
	'' 'what the office has to check is on no ticket'
is "$(sheet ticket_list-$OFFICE-2027-02.xlsx 差替え・取消し 2 21 | grep -v '|$')" '8|後期高齢者医療の資格' '… but on its list'
is "$(pg_query "SELECT route FROM result.claim_ticket WHERE household_id = $H + 11 AND revision = 2")" 2 'protected persons keep their channel'

books() { sha256sum "$FILES"/coverage-$OFFICE-2027-02-2/coverage-$OFFICE-2027-02.xlsx "$FILES"/coverage-$OFFICE-2027-02-2/coverage/*.xlsx | cut -c1-64; }
before=$(books)
rm "$FILES"/coverage-$OFFICE-2027-02-2/coverage-$OFFICE-2027-02.xlsx
code 4 'the lists are written again after issuing' pg_as getsuji_run "$GETSUJI" rerun "$(last)" --mode task=coverage_list --yes --artifacts "$FILES"
is "$(books)" "$before" '… with the same bytes: what stood out at the cut'

# ---- again
code 0 'the same file again is a no-op' told first.csv 2027-02-10 1 <<-S
	1 1 employees 06130488 2027-01-15 -
	2 1 national 00131045 2020-04-01 -
	3 1 employees 06130488 2027-01-20 -
	4 1 employees 06130488 2027-01-31 -
	5 1 employees 06130488 2027-01-10 -
	6 1 employees 06130488 2027-01-10 -
	8 1 elderly 39131042 2027-01-01 -
	9 1 employees 06130488 2027-02-01 -
	11 1 employees 06130488 2027-01-10 -
S
run --month 2027-02 --edition 3 >/dev/null 2>&1
is "$(lines)" '3|1|01|9|16|0|6|1|t|1000|' 'another run finds all as it is to be but what is held'
is "$(counts)" '11|0|10|1|0|0' 'and counts it so'
is "$(book 一覧 2 14 15 | tr '\n' ' ')" '1||訂正済み 2|令和9年1月|国保喪失手続 3|令和9年1月|保留 4||訂正済み 5||訂正済み 6||券なし 8||資格の確認 9||訂正済み 10||国保喪失手続 11||訂正済み ' \
	'the list says what was corrected'
leave >/dev/null 2>&1
is "$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE run_id = $(last)")" 0 'confirmed it issues nothing'

# ---- a later result
code 0 'a later result supersedes' told second.csv 2027-02-25 1 <<-S
	5 1 none - - -
	9 1 employees 06130488 2027-02-01 2027-02-20
	1 1 employees 06130488 2027-02-01 -
S
echo $'office,case_no,name,reason,valid_from,valid_to\n13113,3,operator,送付先の確認中,2020-04-01,2020-05-01' >"$WORK/more/hold.csv"
rm "$WORK/more/coverage.csv"
code 0 'the hold is lifted' pg_as getsuji_run "$GETSUJI" import facts "$WORK/more"
run --month 2027-02 --edition 4 >/dev/null 2>&1
is "$(lines)" '1|1|01|2|0|1|1|2|f|0000|
1|1|01|2|0|1|2|2|f|0000|
3|1|01|2|0|1|6|1|t|1000|
5|1|01|2|0|1|8|2|f|0000|' 'who was not insured gets 単独 again, and what was held is replaced'
is "$(pg_query "SELECT reason FROM result.ticket WHERE run_id = $(last) AND household_id IN ($H + 1, $H + 5) AND line_no = 1 ORDER BY household_id")" \
	'社会保険の資格取得日の訂正（令和9年2月1日）のため併用から単独へ
社会保険の登録の取消しのため併用から単独へ' 'with why'
leave >/dev/null 2>&1
is "$(out 5) $(out 3)" '01|8|3|0000067|f|0 01|6|2|0000042|t|0' 'the third revision of the same number'

# ---- how far back
code 0 'a run of a later month' run --month 2027-12
is "$(lines)" '' 'finds nothing where all is as it is to be'
pg_fresh back
code 0 'a duplicate that began long ago' told old.csv 2027-02-26 1 <<<'2 1 employees 06130488 2020-04-01 -'
run --month 2027-12 --edition 2 >/dev/null 2>&1
is "$(lines | grep '^2|')" '2|1|01|2|0|1|5|1|t|1000|' 'eleven months back a ticket is looked at'
run --month 2028-01 >/dev/null 2>&1
is "$(lines | grep '^2|')" '' 'twelve months back it is not'
done_testing
