#!/usr/bin/env bash
# Answers in: each belongs to exactly one request, the later file is right, and a file goes in whole or not at all.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_start
pg_migrate
work=$PG_DIR/scratch

import() { pg_as getsuji_run "$GETSUJI" import answers "$work/$1" "${@:2}"; }
write() { # NAME.csv|NAME.xml <RECORDS
	/usr/bin/python3 tests/database/answer_file.py "${1##*.}" >"$work/$1"
}
aside() { # what the last import set aside
	pg_query "SELECT line, column_no, field, rule FROM fact.import_quarantine
		WHERE import_id = (SELECT max(import_id) FROM fact.import) ORDER BY 1, 2"
}
counts() { # read, recorded, unchanged, quarantined of the last import
	pg_query "SELECT rows_read, rows_recorded, rows_unchanged, rows_quarantined FROM fact.import ORDER BY import_id DESC LIMIT 1"
}
known() { # TABLE COLUMNS: what is current
	pg_query "SELECT $2 FROM fact.current_$1 ORDER BY household_id, person_no, request_id, $3"
}
nothing_new() { # everything that an import could leave behind, before and after
	pg_query "SELECT (SELECT count(*) FROM fact.import), (SELECT count(*) FROM fact.answer_file),
		(SELECT count(*) FROM fact.answer), (SELECT count(*) FROM fact.answer_award), (SELECT count(*) FROM fact.answer_scheme),
		(SELECT count(*) FROM fact.answer_amount), (SELECT count(*) FROM fact.answer_payment), (SELECT count(*) FROM fact.answer_tax),
		(SELECT count(*) FROM fact.answer_employer), (SELECT count(*) FROM fact.import_quarantine)"
}

# ---- what was asked: run 1 of office 13104 about pensions, run 2 about taxes, run 3 of another office, run 4 is not confirmed, run 5 is large
mkdir -p "$work/facts"
{
	echo office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from
	printf '%s,見本市福祉事務所,13104,1600022,見本市本町1-1,03-0000-0000,見本市福祉事務所長,東京都知事,見本市長,2020-04-01\n' 13104 13105
} >"$work/facts/office.csv"
pg_as getsuji_run "$GETSUJI" import facts "$work/facts" >/dev/null || exit 1
asked() { # RUN HOUSEHOLD NUMBER SUBJECT
	printf 'answer request_id=%07d00001%06d\n' "$1" "$3" | /usr/bin/python3 tests/database/answer_file.py csv |
		awk -F, -v v="$1,$2,1,lpad($3::text,15,'0'),'15-144',$4,2,1,NULL,NULL,'2027-06-01'" \
			'$1 == "answer" { printf "(%c%s%c,%s)", 39, $7, 39, v }'
}
# The rows are written past the triggers: what a confirmed run leaves is tested with the graph.
pg_query "SET session_replication_role = replica;
	INSERT INTO run.run (run_id, graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision, results_digest)
	SELECT n, 'inquiry', o, '2027-06-01', n, '', '', clock_timestamp(), 'done', 'confirmed', ''
	FROM (VALUES (1, 13104), (2, 13104), (3, 13105), (5, 13104)) r (n, o);
	INSERT INTO result.claim_inquiry (request_id, run_id, household_id, person_no, linkage_no, procedure_no, subject, purpose,
		condition, from_on, to_on, month_on)
	VALUES $(asked 1 1310400000001 1 1), $(asked 1 1310400000002 2 1), $(asked 1 1310400000003 3 1), $(asked 1 1310400000004 4 1),
		$(asked 2 1310400000001 1 4), $(asked 3 1310500000001 5 1)" >/dev/null

PENSION='award pension_code=1150 change_reason_a=00 change_reason_b=~04 first_paid_on=2015-04-15
scheme scheme=national decided_on=2015-03-10 right_arose_on=2015-02-10 suspension_reason=00 suspended_from=000000 suspended_to=000000
scheme scheme=employees decided_on=2015-03-10 right_arose_on=2015-02-10 suspension_reason=01 suspended_from=202704 suspended_to=202706 fixed_years=3 certified_year=2018
amount pay_from_on=2026-04-01 reason_a=00 reason_b=00 national_yen=820000 employees_yen=300000
amount pay_from_on=2027-04-01 reason_a=00 reason_b=00 national_yen=831700 employees_yen=305000
payment paid_on=2027-06-15 paid_yen=189450 income_tax_yen=0 care_premium_yen=10000
arrears paid_on=2027-06-15 national_yen=40000 employees_yen=2000'
found() { # REQUEST LINKAGE [STATE]
	printf 'answer request_id=%s linkage_no=%015d state=%s name="見本 太郎" name_kana=ミホン birth_on=1950-02-11 answered_on=2027-06-20\n' \
		"$1" "$2" "${3:-found}"
}
{
	echo 'file subject=pension office=13104 made_on=2027-06-20 serial=2'
	found 000000100001000001 1
	echo "$PENSION"
	printf 'award pension_code=5350 change_reason_a=00 change_reason_b=00 first_paid_on=~07\n'
	printf 'scheme scheme=national suspension_reason=00 suspended_from=000000 suspended_to=000000\n'
	found 000000100001000002 2 none
} >"$work/first"
write first.csv <"$work/first"
write first.xml <"$work/first"
ok 'an answer file goes in' import first.csv
like "$TAP_OUT" '^first.csv: 2 rows read, 2 recorded, 0 unchanged, 0 set aside$' 'and says how many answers it had'
is "$(known answer 'household_id, subject, state, name, birth_on, answered_on, made_on, serial, nulls, unknown, import_id' 1)" \
	"1310400000001|1|1|見本 太郎|1950-02-11|2027-06-20|2027-06-20|2||t|2
1310400000002|1|2|見本 太郎|1950-02-11|2027-06-20|2027-06-20|2||f|2" \
	'an answer is a row; a reason of null that is in no list, in any part, makes it one for a person'
is "$(known answer_award 'award_no, pension_code, change_reason_a, change_reason_b, first_paid_on, nulls' award_no)" \
	$'1|1150|00||2015-04-15|change_reason_b=04\n2|5350|00|00||first_paid_on=07' 'awards, in the order of the answer'
is "$(known answer_scheme 'award_no, scheme, decided_on, suspension_reason, suspended_from, suspended_to, fixed_years, certified_year' 'award_no, scheme')" \
	$'1|1|2015-03-10|00||||\n1|2|2015-03-10|01|2027-04-01|2027-06-01|3|2018\n2|1||00||||' 'a block per scheme; month 000000 is none'
is "$(known answer_amount 'award_no, amount_no, pay_from_on, national_yen, spouse_yen, employees_yen, nulls' amount_no | tail -1)" \
	'1|2|2027-04-01|831700||305000|national_stopped_yen=01 additional_yen=01 additional_stopped_yen=01 child_yen=01 spouse_yen=01 employees_stopped_yen=01' \
	'amounts, with the reasons of what has no value'
is "$(known answer_payment 'award_no, payment_no, kind, paid_on, paid_yen, income_tax_yen, care_premium_yen, health_premium_yen, nulls' payment_no)" \
	$'1|1|1|2027-06-15|189450|0|10000||health_premium_yen=01 elderly_premium_yen=01 resident_tax_yen=01\n1|2|2|2027-06-15|42000||||additional_yen=01' \
	'payments and arrears, whose parts are added up'
kept=$(nothing_new)
code 0 'the same file again is a no-op' import first.csv
like "$TAP_OUT" 'first.csv: imported before, nothing to do' 'and says so'
code 0 'the same records as XML are, too' import first.xml
like "$TAP_OUT" 'first.xml: imported before, nothing to do' 'and say so'
is "$(nothing_new)" "$kept" 'neither leaves a trace'

# ---- which file is right -------------------------------------------------------------------------
answers() { # SUBJECT DAY SERIAL OFFICE; the answers come from stdin
	echo "file subject=$1 office=${4:-13104} made_on=$2 serial=$3"
	cat
}
{ found 000000100001000001 1; printf 'award pension_code=1150 change_reason_a=00 change_reason_b=00\nscheme scheme=national suspension_reason=00 suspended_from=000000 suspended_to=000000\n'; } |
	answers pension 2027-06-21 1 | write later.csv
ok 'a later file' import later.csv
is "$(known answer 'household_id, made_on, serial' 1)" $'1310400000001|2027-06-21|1\n1310400000002|2027-06-20|2' 'takes the place of what was known of its requests'
is "$(known answer_award award_no 1)|$(known answer_scheme scheme 1)|$(known answer_amount 1 1)|$(known answer_payment 1 1)" '1|1||' \
	'with all parts, also those that it does not have'
is "$(pg_query "SELECT count(*), count(DISTINCT superseded_at), bool_and(superseded_at IN (SELECT recorded_at FROM fact.current_answer))
	FROM (SELECT superseded_at FROM fact.answer UNION ALL SELECT superseded_at FROM fact.answer_amount
		UNION ALL SELECT superseded_at FROM fact.answer_payment) x WHERE superseded_at <> 'infinity'")" '5|1|t' \
	'what it superseded is kept, and ends at the instant at which the new one begins'
{ found 000000100001000001 1 none; found 000000100001000003 3 pending; } | answers pension 2027-06-20 3 | write between.xml
ok 'a file that comes late' import between.xml
is "$(counts)" '2|1|1|0' 'leaves alone what a later one answered'
is "$(known answer 'household_id, state, made_on, serial' 1)" \
	$'1310400000001|1|2027-06-21|1\n1310400000002|2|2027-06-20|2\n1310400000003|4|2027-06-20|3' 'and brings what is new'
{ found 000000100001000004 4 none; } | answers pension 2028-06-01 1 | write future.csv
code 4 'a file of a wrong year' import future.csv
is "$(counts)|$(pg_query 'SELECT rule FROM fact.import_quarantine ORDER BY import_id DESC LIMIT 1')" '1|0|0|1|A-date' \
	'is set aside, so that it does not keep out the right one'
found 000000100001000004 4 none | answers pension 2027-06-19 1 | write early.xml
code 4 'so is an answer that was given after its file was made' import early.xml
is "$(counts)" '1|0|0|1' 'whatever its form'
kept=$(nothing_new)
found 000000100001000004 4 none | answers pension 2027-06-21 1 | write twin.csv
code 16 'another file of the same day and serial is refused' import twin.csv
like "$TAP_ERR" '^GJ1177 .*twin.csv: import 3 had another file' 'with the import that had the other'
found 000000100001000004 4 none | answers pension 2027-06-22 1 13199 | write stranger.csv
code 16 'a file for an office that is not known is refused' import stranger.csv
like "$TAP_ERR" '^GJ1176 .*stranger.csv:2:' 'with its place'
is "$(nothing_new)" "$kept" 'nothing is left of either'

# ---- taxes ---------------------------------------------------------------------------------------
{
	found 000000200001000001 1
	echo 'tax tax_year=2027 declaration=02 nontaxable=01 dependant=0 total_income_yen=650000 wages_yen=1200000 wages_income_yen=650000 pension_yen=~03'
	echo 'employer employer_name=見本商店 postal_code=1600022 address=見本市本町1-1 paid_yen=700000'
	echo 'employer employer_name=見本工業 address=見本市本町2-2 paid_yen=500000'
} | answers tax 2027-07-01 1 | write tax.csv
ok 'a tax file of the same numbers as another subject goes in' import tax.csv
is "$(known answer_tax 'tax_year, declaration, nontaxable, dependant, total_income_yen, wages_yen, pension_yen' 1)" '2027|02|01|0|650000|1200000|' \
	'the record of the year'
is "$(known answer_employer 'employer_no, name, postal_code, paid_yen' employer_no)" $'1|見本商店|1600022|700000\n2|見本工業||500000' 'and who paid wages'
is "$(pg_query "SELECT nulls FROM fact.current_answer_tax" | tr ' ' '\n' | grep pension)" 'pension_yen=03
pension_income_yen=01' 'with each reason'

# ---- who may answer what -------------------------------------------------------------------------
{
	found 000000100001000004 4 none
	found 0000001000010000040 4 none
	found 000000100001000009 4 none
	found 000000400001000001 4 none
	found 000000300001000005 5 none
	found 000000200001000001 1 none
	found 000000100001000002 77 none
	found 000000100001000003 3 none
	found 000000100001000003 3 none
} | answers pension 2027-06-23 1 | write rules.csv
code 4 'answers that nobody asked for are set aside' import rules.csv
is "$(aside)" '4|13|request_id|A-check
5|13|request_id|A-unasked
6|13|request_id|A-unasked
7|13|request_id|A-office
8|13|request_id|A-subject
9|33|linkage_no|A-linkage
10|13|request_id|A-twice
11|13|request_id|A-twice' 'each with its place and rule'
is "$(counts)" '9|1|0|8' 'and counted'
is "$(known answer 'household_id, made_on, serial' 1 | grep -v '|2027-07-01|')" \
	$'1310400000001|2027-06-21|1\n1310400000002|2027-06-20|2\n1310400000003|2027-06-20|3\n1310400000004|2027-06-23|1' 'what was known of their requests stays'
case "$TAP_OUT$TAP_ERR" in *00001000* | *見本*) shown=1 ;; *) shown=0 ;; esac
is "$shown" 0 'what is said of them holds no value'
{ echo 'file subject=pension office=13104 made_on=2027-06-24 serial=1'; sed 1d "$work/first"; found 000000900001000001 1 none; } | write unasked.xml
code 4 'in XML, too' import unasked.xml
is "$(aside)" "$(grep -n '<request_id>' "$work/unasked.xml" | tail -1 | cut -d: -f1)|13|request_id|A-unasked" 'with the place of the item'
for n in $(seq 100001 100101); do found "0000001000$(printf %08d $n)" 1 none; done | answers pension 2027-06-25 1 | write flood.csv
kept=$(nothing_new)
code 12 'more than the limit refuse the file' import flood.csv
like "$TAP_ERR" '^GJ1131 ' 'and say so'
is "$(nothing_new)" "$kept" 'nothing is left of it'
code 4 'the limit is the operator'"'"'s' import flood.csv --quarantine-limit 101

# ---- a file goes in whole or not at all ------------------------------------------------------------
answers pension 2027-06-26 1 <<<"$(found 000000100001000004 4 none)" | write whole.csv
kept=$(nothing_new)
head -n -1 "$work/whole.csv" >"$work/cut.csv"
code 16 'a file that was cut off is refused' import cut.csv
sed 's/none/error/' "$work/whole.csv" >"$work/edited.csv"
code 16 'one that was edited is refused' import edited.csv
like "$TAP_ERR" 'edited.csv:4:' 'with the place of its digest'
head -c 900 "$work/unasked.xml" >"$work/cut.xml"
code 16 'XML that was cut off is refused' import cut.xml
: >"$work/empty.csv"
code 16 'an empty file is refused' import empty.csv
mkfifo "$work/pipe.csv"
code 16 'a pipe is refused at once' timeout 10 env PGUSER=getsuji_run "$GETSUJI" import answers "$work/pipe.csv"
code 16 'a folder is refused' import facts
like "$TAP_ERR" '^GJ1175 ' 'because one file is wanted'
code 16 'a file that is not there is refused' import nowhere.csv
code 16 'without a file it says how it is used' pg_as getsuji_run "$GETSUJI" import answers
is "$(nothing_new)" "$kept" 'nothing is left of any'
{ printf '\xef\xbb\xbf\r\n \t'; cat "$work/whole.csv"; } >"$work/blank.csv"
code 16 'blanks before the header are not CSV' import blank.csv
iconv -f UTF-8 -t CP932 "$work/whole.csv" >"$work/old.csv"
ok 'a file of an older system goes in' import old.csv --encoding cp932

# ---- killed at any point ---------------------------------------------------------------------------
{
	echo 'file subject=pension office=13104 made_on=2027-06-27 serial=1'
	for n in $(seq 200001 201500); do found "$(printf '000000500001%06d' "$n")" "$n"; echo "$PENSION"; done
} | write large.csv
awk -F, '$1 == "answer" { printf "%s\t5\t13104%08d\t1\t%s\t15-144\t1\t2\t1\t\\N\t\\N\t2027-06-01\n", $7, substr($7, 13, 6), $8 }' "$work/large.csv" |
	psql -Xqc "COPY result.claim_inquiry (request_id, run_id, household_id, person_no, linkage_no, procedure_no, subject, purpose,
		condition, from_on, to_on, month_on) FROM STDIN"
kept=$(nothing_new)
states= killed=0
kill_when() { # COMMAND…: an import is killed when the command comes back
	local pid
	PGUSER=getsuji_run "$GETSUJI" import answers "$work/large.csv" >/dev/null 2>&1 &
	pid=$!
	"$@"
	kill -9 $pid 2>/dev/null && killed=$((killed + 1))
	wait $pid 2>/dev/null
}
settle() { # nobody is at work any more
	psql -XqAtc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'" >/dev/null
	wait_for "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name IN ('getsuji import', 'holder'))"
	states+=$(nothing_new)$'\n'
}
is_held() { wait_for "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'getsuji import' AND wait_event_type = 'Lock')"; }
# Answers and some of their parts are merged when the import comes to what another session holds.
PGAPPNAME=holder psql -Xqc 'BEGIN; LOCK fact.answer_payment IN SHARE MODE; SELECT pg_sleep(60)' >/dev/null 2>&1 &
wait_for "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'holder' AND wait_event = 'PgSleep')"
kill_when is_held
settle
is "$killed|$states" "1|$kept"$'\n' 'killed in the middle of the merge it leaves nothing'
for after in 0.1 0.3 0.6; do
	kill_when sleep $after
	settle
done
ok 'the file goes in afterwards' import large.csv
is "$(grep -vxF -e "$kept" -e "$(nothing_new)" <<<"${states%$'\n'}")" '' 'after each, everything of the file was there or nothing'
is "$(pg_query "SELECT count(*) FROM fact.current_answer WHERE made_on = '2027-06-27'")|$(pg_query "SELECT count(*) FROM fact.current_answer_payment
	JOIN fact.current_answer USING (household_id, person_no, request_id) WHERE made_on = '2027-06-27'")" '1500|3000' 'once'
done_testing
