#!/bin/bash
# Graph eligibility: the uploads of several editions and months, taken by a receiver that knows the layout alone, end in
# exactly what should be registered; lost, late, partial and repeated answers change nothing about that.
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113 H=1311300000000
pg_start
pg_migrate
WORK=$PG_DIR/scratch
DOCTOR=1311000017 DENTIST=1333000018 PHARMACY=1344000019

# ---- an office: 1 and 2 on aid, 3 suspended from 10 January, 4 closed by death on 21 December, 5 under 支援措置, 6 held,
# ---- 7 begins on 20 January, 8 closed two years before, 9 closed on 5 January and insured from that day
mkdir "$WORK/facts"
cd "$WORK/facts" || exit 1
cat >office.csv <<'E'
office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from
13113,見本市福祉事務所,13113,1500001,見本市本町1-1,03-0000-0000,見本市福祉事務所長,東京都知事,見本市長,2020-04-01
13114,隣市福祉事務所,13114,1500001,隣市本町1-1,03-0000-0000,隣市福祉事務所長,東京都知事,隣市長,2020-04-01
E
printf 'office,caseworker_no,name,valid_from\n13113,1,"見本, ""花子""",2020-04-01\n' >caseworker.csv
{
	echo office,case_no,municipality,caseworker_no,household_type,payment_method,single_parent,protected_address,valid_from
	for n in 1 2 3 4 5 6 7 8 9; do echo "13113,$n,13113,1,other,bank,0,$((n == 5)),2020-04-01"; done
} >household.csv
cat >protection.csv <<'E'
office,case_no,state,valid_from,valid_to,start_reason,end_reason
13113,1,active,2021-06-01,,illness,
13113,2,active,2022-02-15,,illness,
13113,3,active,2023-01-01,2027-01-10,illness,temporary_income
13113,3,suspended,2027-01-10,,,
13113,4,active,2021-01-01,2026-12-21,illness,death
13113,5,active,2024-05-05,,illness,
13113,6,active,2024-06-06,,illness,
13113,7,active,2027-01-20,,illness,
13113,8,active,2020-05-01,2025-01-11,illness,declined
13113,9,active,2020-05-01,2027-01-05,illness,income_increase
E
{
	echo office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to
	for n in 1 2 3 4 5 6 7 8 9; do echo "13113,$n,1,head,1960-02-03,見本 太郎$n,ミホン タロウ,1960-02-03,"; done
	echo 13113,1,2,spouse,1965-02-03,見本 花子,ミホン ハナコ,2025-10-01,2026-08-16
	echo 13113,2,2,child,2026-07-09,見本 次郎,ミホン ジロウ,2026-07-09,
} >person.csv
printf 'office,case_no,person_no,kind,item_no,insurer_no,scheme_no,valid_from,valid_to\n13113,9,1,employees,1,06130488,,2027-01-05,\n' >coverage.csv
printf 'office,case_no,name,reason,valid_from,valid_to\n13113,6,check,確認中,2026-01-01,\n' >hold.csv
printf 'office,payer_no,recipient_policy,form,handler,issue_day,upload_day,valid_from\n13113,12131132,monthly,single,医療係,20,15,2020-01-01\n' >ticket_office.csv
cd - >/dev/null || exit 1
for what in rates "facts $WORK/facts"; do pg_as getsuji_run "$GETSUJI" import $what --quiet || exit 1; done
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/ticket_issue.sql
# Who is in household 4 and who is in household 9 have one number: they are the same.
pg_query "INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from)
	VALUES ($H + 4, 1, '000000000000077', 1, false, '2020-01-01'), ($H + 9, 1, '000000000000077', 1, false, '2020-01-01')"

gs() {
	local code=0
	pg_as getsuji_run "$GETSUJI" --lang en "$@" >"$WORK/gs.log" 2>&1 || code=$?
	case $code in 0 | 4) return 0 ;; esac
	echo "# exit code $code: getsuji $*"
	tail -n 20 "$WORK/gs.log" | sed 's/^/#   /'
	return 1
}
last() { pg_query "SELECT max(run_id) FROM run.run WHERE graph = 'eligibility'"; }
draft() { # MONTH EDITION: up to the gate
	gs run eligibility --month "$1" --edition "$2" --office $OFFICE --artifacts "$WORK/files"
}
approve() {
	pg_as getsuji_approve "$GETSUJI" approve "$(last)" \
		--digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $(last)")" >"$WORK/gs.log" 2>&1
}
leave() {
	gs confirm "$(last)" && gs resume "$(last)" --artifacts "$WORK/files" &&
		[ "$(pg_query "SELECT execution FROM run.run WHERE run_id = $(last)")" = done ] || echo "# the run did not end: $(tail -n 3 "$WORK/gs.log")"
}
upload() { draft "$1" "$2" && approve && leave; } # the file is in $UPLOAD
file() { echo "$WORK/files/eligibility-$OFFICE-$1-$2/registrations.csv"; }
planned() { # what a run would send, or not: case, person, key, action, outcome, again, whether it stands in for another, code
	pg_query "SELECT concat_ws(' ', household_id - $H, person_no, nullif(item_key, ''), (ARRAY['add', 'correct', 'cancel'])[action],
		(ARRAY['send', 'rejected', 'held'])[outcome], CASE WHEN again THEN 'again' END,
		CASE WHEN replaces_no <> '' THEN 'instead' END, nullif(error_code, '')) FROM result.registration
		WHERE run_id = $(last) ORDER BY household_id, line_no"
}
task() { # TASK: read, written, unchanged, held of the last run
	pg_query "SELECT n_read, n_written, n_unchanged, n_held FROM run.task WHERE run_id = $(last) AND name = '$1'"
}
receiver() { /usr/bin/python3 -B tests/database/receiver.py "$WORK/there" "$@"; }
SERIAL=0
DAY=2027-01-20
TODAY=$(TZ=Asia/Tokyo date +%F)
answered() { # MONTH EDITION [OPTION…]: the receiver takes the upload, its answer comes in
	receiver take "$(file "$1" "$2")" --answer "$WORK/answer.csv" --made-on "$DAY" --serial $((++SERIAL)) "${@:3}" &&
		gs import registrations "$WORK/answer.csv"
}
tickets() { # CALL…: issues tickets as graph vouchers would
	local run call
	run=$(pg_query "SELECT hand.plan('vouchers', $OFFICE, '2027-01-01', (SELECT count(*)::int + 1 FROM run.run WHERE graph = 'vouchers'))")
	for call in "$@"; do pg_query "SELECT hand.${call/(/($run, }" >/dev/null; done
	pg_query "SELECT hand.confirm($run)" >/dev/null
	pg_as getsuji_run psql -XqAtc "SELECT n_written FROM run.issue_tickets($run, 3)"
}
there() { receiver show | sed -E 's/^13113(.{8})(..).(\/\S+)? [^|]*\|/\1 \2\3 /; s/^0+//'; }

pg_query "INSERT INTO fact.institution (source, kind, code, name, name_kana, postal_code, address, phone, end_reason, as_of_on,
		check_holds, valid_from)
	SELECT 'bureau', kind, code, '機関' || code, '', '', '', '', 0, '2026-12-01', true, '2020-01-01'
	FROM (VALUES (1, '$DOCTOR'), (1, '1311234567'), (3, '$DENTIST'), (4, '$PHARMACY')) v (kind, code)"
is "$(tickets "ticket(1, $H + 1, 1, 1, 2, '$DOCTOR', 5000)" "ticket(1, $H + 1, 1, 2, 4, '$PHARMACY')" \
	"ticket(1, $H + 1, 1, 3, 12, '1370000010')" "ticket(1, $H + 5, 1, 1, 3, '$DENTIST')")" 4 'tickets are issued'

# ---- the first upload ----------------------------------------------------------------------------
ok 'the difference is found' draft 2027-01 1
is "$(planned)" '1 1 add send
1 1 2027-01-0000001 add send
1 1 2027-01-0000002 add send
1 2 add send
2 1 add send
2 2 add send
3 1 add send
4 1 add send
5 1 add send
5 1 2027-01-0000004 add send
6 1 add held
7 1 add send
9 1 add send' 'everybody on aid and every ticket is new; one is held; who left long ago and care tickets are not in it'
is "$(task registration)" '8|7|0|1' 'households are counted'
ok 'nothing has left before the gate' test ! -e "$(file 2027-01 1)"
like "$(pg_as getsuji_run psql -XqAtc "SELECT * FROM run.send_registrations($(last))" 2>&1)" 'of a confirmed run alone' \
	'nothing is sent of a run that nobody confirmed'
like "$(pg_as getsuji_run psql -XqAtc "INSERT INTO result.registration SELECT * FROM result.registration" 2>&1)" \
	'by the running task alone' 'nobody adds a row by hand'
ok 'approved and confirmed, the run goes on' eval 'approve && leave'
is "$(task registration_send)|$(task registration_file)" '12|12|0|0|12|12|0|0' 'what was approved leaves'
first=$(sha256sum <"$(file 2027-01 1)")
ok 'the receiver takes it' receiver take "$(file 2027-01 1)"
is "$(there)" '1 01 0|A1|12131132|1311300000001012|20210601||||3
1 01/202701/1 0|0000018|01|20270101|20270131|1|202701|1311000017||機関1311000017|||高血圧症|||02|5000|見本, "花子"|医療係|01|02||02|02|02|||
1 01/202701/2 0|0000018|02|20270101|20270131|2|202701|1344000019||機関1344000019|1311234567|医院|高血圧症|||04|0|見本, "花子"|医療係|01|02||02|02|02|||
1 02 0|A1|12131132|1311300000001020|20251001|20260816|99||3
2 01 0|A1|12131132|1311300000002010|20220215||||3
2 02 0|A1|12131132|1311300000002028|20260709||||3
3 01 0|A1|12131132|1311300000003018|20230101|20270110|99||3
4 01 0|A1|12131132|1311300000004016|20210101|20261221|01||3
5 01 1|A1|12131132|1311300000005013|20240505||||3
5 01/202701/4 1|0000026|01|20270101|20270131|4|202701|1333000018||機関1333000018|||高血圧症|||03|0|見本, "花子"|医療係|01|02||02|02|02|||
7 01 0|A1|12131132|1311300000007019|20270120||||3
9 01 0|A1|12131132|1311300000009015|20200501|20270105|03||3' \
	'with the days of each, why it was lost, and 支援措置 as 不開示'
is "$(grep -c 本町 "$(file 2027-01 1)")$(grep -c 太郎 "$(file 2027-01 1)")" 00 'no name and no address of a person stands in it'

# ---- editions of the month -----------------------------------------------------------------------
import() { # DATASET <CSV: facts come in
	cat >"$WORK/$1.csv" && gs import facts "$WORK/$1.csv"
}
number() { # CASE PERSON [KEY]: of the last record that was sent
	pg_query "SELECT record_no FROM result.claim_registration WHERE household_id = $H + $1 AND person_no = $2
		AND item_key = '${3:-}' ORDER BY record_no DESC LIMIT 1"
}
draft 2027-01 2
is "$(planned | grep -v held | cut -d' ' -f3- | sed 's/^2027[^ ]* //' | sort -u)" 'add send again' 'without an answer all is sent once more'
is "$(pg_query "SELECT count(*) FROM result.registration g JOIN result.claim_registration c USING (record_no) WHERE g.run_id = $(last)
	AND g.content = c.content AND g.replaces_no = c.replaces_no")" 12 'under the same numbers, with the same content'
approve && leave
kept=$(there)
ok 'the receiver takes it, and answers some of it' answered 2027-01 2 --only 2
is "$(there)" "$kept" 'again is nothing new to it'
is "$(pg_query "SELECT count(*), count(DISTINCT record_no) FROM fact.current_registration_answer WHERE state = 2")" '6|6' 'half of it is known to be registered'
is "$(sha256sum <"$(file 2027-01 1)")" "$first" 'the first upload is what it was'


# Ticket 1 becomes 併用, ticket 4 is taken back; person 2/2 moved out, household 7 never began after all.
is "$(tickets "ticket(2, $H + 1, 1, 1, 2, '$DOCTOR', 5000, 1, 1)" "ticket(3, $H + 5, 1, 1, 3, '$DENTIST', 0, 4, 1)" \
	"ticket(1, $H + 2, 1, 1, 2, '$DOCTOR')")" 3 'tickets change'
import person <<E
office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to
13113,2,2,child,2026-07-09,見本 次郎,ミホン ジロウ,2026-07-09,2027-01-12
E
never_began() { pg_query "UPDATE fact.protection SET superseded_at = 'infinity' WHERE household_id = $H + 7 AND superseded_at = 'infinity'"; }
never_began
draft 2027-01 3
is "$(planned)" '1 1 2027-01-0000001 add send instead
1 2 add send again
2 1 2027-01-0000005 add send
2 2 add send instead
4 1 add send again
5 1 2027-01-0000004 cancel send instead
6 1 add held
7 1 cancel send instead' 'what changed takes the place of what is open, the rest is sent once more'
is "$(pg_query "SELECT replaces_no FROM result.registration WHERE run_id = $(last) AND replaces_no <> '' AND household_id = $H + 2")" \
	"$(number 2 2)" 'with its number'

# What the approver reads of it.
sheet() { # NAME: the cells of its rows
	/usr/bin/python3 - "$WORK/files/eligibility-$OFFICE-2027-01-3/registration_list-$OFFICE-2027-01.xlsx" "$1" <<'PYTHON'
import openpyxl, sys
for row in openpyxl.load_workbook(sys.argv[1], read_only=True)[sys.argv[2]].iter_rows(values_only=True):
    cells = ['' if c is None else c.strftime('%F') if hasattr(c, 'strftime') else str(c).replace('\n', '') for c in row]
    print('|'.join(cells).rstrip('|'))
PYTHON
}
day() { /usr/bin/python3 -c "import sys; y, m, d = map(int, sys.argv[1].split('-')); print('令和%d年%d月%d日' % (y - 2018, m, d))" "$1"; }
expected=登録見込み verdict="間に合う（締切まで $((($(date -d 2027-01-15 +%s) - $(date -d "$TODAY" +%s)) / 86400)) 日）" seen=1
[[ $TODAY < 2027-01-16 ]] || expected=未登録 verdict="締切を $((($(date -d "$TODAY" +%s) - $(date -d 2027-01-15 +%s)) / 86400)) 日過ぎている" seen=2
is "$(sheet 集計 | sed -n '5,20p')" '登録の対象|処理|送信|エラー（訂正待ち）|保留
資格情報|新規|3|0|1
資格情報|訂正|0|0|0
資格情報|取消|1|0|0
医療券・調剤券情報|新規|2|0|0
医療券・調剤券情報|訂正|0|0|0
医療券・調剤券情報|取消|1|0|0
合計||7|0|1

未登録者
当月に保護を受けている者|人数
登録済み|5
未登録　今回送信|1
未登録　エラー（訂正待ち）|0
未登録　保留|1
合計|7' 'the list adds up: what is sent, who is registered'
is "$(sheet 締切 | sed -n 4,8p)" "締切日|令和9年1月15日
基準日|$(day "$TODAY")（この日までに記録された事実による）
判定|$verdict
締切日に未登録となる者|$seen 人（当月に保護を受けている 7 人のうち）。送信したものがすべて登録されたとして数える。
未登録者の券|0 枚（当月と翌月の医療券・調剤券）" 'it tells whether the cut-off day is kept, and who will be missing'
is "$(sheet 送信予定 | tail -n +4 | cut -d'|' -f3-8,10)" '1|1|医療券・調剤券情報|2027-01-0000001|新規|
1|2|資格情報||新規|再送
2|1|医療券・調剤券情報|2027-01-0000005|新規
2|2|資格情報||新規|
4|1|資格情報||新規|再送
5|1|医療券・調剤券情報|2027-01-0000004|取消||1
7|1|資格情報||取消|' 'every record that is sent'
is "$(sheet 未登録者 | tail -n +4)" "01 見本, \"花子\"|2|2|見＊|回答待ち（差替えを送信）|$TODAY||0|$expected
01 見本, \"花子\"|6|1|見＊|保留|||0|未登録|保留の指示を確かめる。解くと次の回に送信する" 'who is on aid and not registered, with the reason and since when'
is "$(sheet エラー・保留 | tail -n +4)" '01 見本, "花子"|6|1|見＊|資格情報||新規|保留||||保留の指示を確かめる。解くと次の回に送信する' 'and what is not sent'

why() { pg_as getsuji_run "$GETSUJI" explain "$(last)" "$OFFICE-$1"; }
code 0 'it can be asked why' why 2
like "$TAP_OUT" '医療券・調剤券 2027-01-0000005　新規: 送信$' 'what is sent'
like "$TAP_OUT" '資格情報　新規: 送信。令和.*に送信し回答がないものに代わる$' 'in the place of what'
code 0 'of another' why 6
like "$TAP_OUT" '資格情報　新規: 送信しない。保留の指示$' 'what is not, and why'
code 16 'of a third there is nothing to tell' why 3

# Between the cut and sending a ticket of household 1 goes, household 2 is held, and household 9 comes under 支援措置.
is "$(tickets "ticket(3, $H + 1, 1, 2, 4, '$PHARMACY', 0, 2, 1)")" 1 'a ticket is taken back after the cut'
import hold <<E
office,case_no,name,reason,valid_from,valid_to
13113,2,check,確認中,2026-01-01,
E
import household <<E
office,case_no,municipality,caseworker_no,household_type,payment_method,single_parent,protected_address,valid_from
13113,9,13113,1,other,bank,0,1,2020-04-01
E
approve && leave
is "$(task registration_send)|$(task registration_file)" '7|2|3|2|7|2|0|5' 'what changed or is held since the cut is left to the next upload'
is "$(grep -c '^person\|^ticket' "$(file 2027-01 3)")" 2 'and does not stand in the file'
cp "$(file 2027-01 3)" "$WORK/lost.csv" # this upload gets lost on its way

import hold <<E
office,case_no,name,reason,valid_from,valid_to
13113,2,check,確認済み,2026-01-01,2026-01-02
13113,6,check,確認済み,2026-01-01,2026-01-02
E
draft 2027-01 4
is "$(planned)" '1 1 2027-01-0000001 add send instead
1 1 2027-01-0000002 cancel send
1 2 add send again
2 1 2027-01-0000005 add send
2 2 add send instead
4 1 add send instead
5 1 2027-01-0000004 cancel send again
6 1 add send
7 1 cancel send again
9 1 correct send' 'it comes with that: also what was lost, under its number'
approve && leave
rejected=$(number 6 1)
ok 'the receiver takes it, and refuses one' answered 2027-01 4 --reject "$rejected=Q7"
is "$(pg_query "SELECT state, error_code FROM fact.current_registration_answer WHERE record_no = '$rejected'")" '3|Q7' \
	'an error code that nobody knows is kept as it is'

# The state that should be registered is what a first upload of the same facts would register.
should() { # MONTH
	local here=$PGDATABASE
	pg_clone "should_$RANDOM$RANDOM"
	psql -Xqc "TRUNCATE fact.registration_answer, result.claim_upload, result.claim_registration"
	upload "$1" 99 && rm -f "$WORK/empty" && /usr/bin/python3 -B tests/database/receiver.py "$WORK/empty" take "$(file "$1" 99)" &&
		/usr/bin/python3 -B tests/database/receiver.py "$WORK/empty" show
	rm -rf "${WORK:?}/files/eligibility-$OFFICE-$1-99" "$WORK/empty"
	export PGDATABASE=$here
}
is "$(receiver show)" "$(should 2027-01 | grep -v ^1311300000006)" 'all but the refused one is registered as it should be'

draft 2027-01 5
is "$(planned)|$(task registration)" '6 1 add rejected Q7|8|0|8|0' 'what was refused is not sent again while it is the same'
approve && leave
ok 'with nothing to send there is no file' test ! -e "$(file 2027-01 5)"
import protection <<E
office,case_no,state,valid_from,valid_to,start_reason,end_reason
13113,6,active,2024-06-06,2027-01-25,illness,declined
E
upload 2027-01 6
is "$(planned)" '6 1 add send' 'once it changed it is, as a new record'

# The lost upload comes after all; then old answers after new ones.
ok 'the lost upload arrives late' receiver take "$WORK/lost.csv" --answer "$WORK/late.csv" --made-on "$DAY" --serial 900001
ok 'the receiver takes the last' answered 2027-01 6
is "$(receiver show)" "$(should 2027-01)" 'everything is registered as it should be'
sum() { pg_query "TABLE fact.registration_answer" | sha256sum; }
for n in 1 2 3; do
	receiver take "$(file 2027-01 $n)" --answer "$WORK/old.csv" --made-on "$DAY" --serial $((900001 + n))
	gs import registrations "$WORK/old.csv"
done
gs import registrations "$WORK/late.csv"
draft 2027-01 7
is "$(planned)" '' 'late and repeated answers change nothing about that'
is "$(receiver show)" "$(should 2027-01)" 'nor does what is taken twice'

import protection <<E
office,case_no,state,valid_from,valid_to,start_reason,end_reason
13113,3,suspended,2027-01-10,2027-01-28,,resumed
13113,3,active,2027-01-28,,resumed,
E
upload 2027-01 8
is "$(planned)" '3 1 correct send' 'what is registered for certain is corrected'
ok 'the receiver takes it' answered 2027-01 8
like "$(there | grep '^3 ')" '[|]20270128[|][|][|][|]3$' 'who is on aid again begins anew'

# ---- the next month ------------------------------------------------------------------------------
upload 2027-02 1
is "$(planned)" '' 'a month later there is nothing to say of what did not change'
upload 2028-02 1
is "$(planned)" '' 'and a year later what is older stays as it is registered'

# ---- at random -----------------------------------------------------------------------------------
# Facts and tickets change, uploads get lost, answers get lost, are partial or late; two whole uploads end it.
RANDOM=${REGISTRATION_SEED:-7}
change() { # of one of five households
	local case=$((RANDOM % 5 + 1)) row revision
	case $((RANDOM % 4)) in
	0) pg_query "INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from, valid_to)
		SELECT household_id, 40 + $RANDOM % 40, 3, '2010-01-01', '見本', 'ミホン', '2026-01-01', date '2026-09-01' + $RANDOM % 200
		FROM fact.household WHERE household_id = $H + $case LIMIT 1 ON CONFLICT DO NOTHING" ;;
	1) pg_query "UPDATE fact.person SET superseded_at = 'infinity' WHERE household_id = $H + $case AND person_no >= 40
		AND superseded_at = 'infinity' AND person_no = (SELECT min(person_no) FROM fact.current_person
			WHERE household_id = $H + $case AND person_no >= 40)" ;;
	2) tickets "ticket(1, $H + $case, 1, 1, 2, '131$(printf %07d $((RANDOM % 3000)))')" >/dev/null ;;
	3) row=$(pg_query "SELECT issue_no, revision, service, institution_code FROM result.claim_ticket WHERE household_id = $H + $case
			AND cancelled_at = 'infinity' AND type = 1 ORDER BY issue_no LIMIT 1")
		IFS='|' read -r number revision service code <<<"$row"
		[ -z "$row" ] || tickets "ticket($((RANDOM % 2 + 2)), $H + $case, 1, 1, $service, '$code', $RANDOM, $number, $revision)" >/dev/null ;;
	esac
}
for round in $(seq 11 16); do
	for _ in 1 2 3; do change; done
	upload 2027-01 $round
	[ -e "$(file 2027-01 $round)" ] || continue
	case $((RANDOM % 5)) in
	0) ;; # the upload gets lost
	1) receiver take "$(file 2027-01 $round)" ;; # its answer
	2) answered 2027-01 $round --only 2 ;;
	3) receiver take "$(file 2027-01 $round)" --answer "$WORK/late-$round.csv" --made-on "$DAY" --serial $((910000 + round)) ;;
	4) answered 2027-01 $round ;;
	esac
done
for round in 11 14 12; do
	[ ! -e "$(file 2027-01 $round)" ] || receiver take "$(file 2027-01 $round)" # what was lost comes late, and out of order
done
upload 2027-01 19
[ ! -e "$(file 2027-01 19)" ] || answered 2027-01 19
for late in "$WORK"/late-*.csv; do [ ! -e "$late" ] || gs import registrations "$late"; done
is "$(receiver show)" "$(should 2027-01)" 'whatever got lost, the last upload leaves everything registered as it should be'
draft 2027-01 20
is "$(planned)" '' 'and the office knows it'
is "$(pg_query "SELECT count(*) FROM result.claim_registration")" "$(pg_query "SELECT count(DISTINCT record_no) FROM result.claim_upload")" \
	'every record left in an upload'

# ---- answers in ----------------------------------------------------------------------------------
aside() { pg_query "SELECT line, column_no, field, rule FROM fact.import_quarantine
	WHERE import_id = (SELECT max(import_id) FROM fact.import) ORDER BY 1, 2"; }
counts() { pg_query "SELECT rows_read, rows_recorded, rows_unchanged, rows_quarantined FROM fact.import ORDER BY import_id DESC LIMIT 1"; }
nothing_new() { pg_query "SELECT (SELECT count(*) FROM fact.import), (SELECT count(*) FROM fact.registration_file),
	(SELECT count(*) FROM fact.registration_answer), (SELECT count(*) FROM fact.import_quarantine)"; }
numbers() { pg_query "SELECT record_no FROM result.claim_registration ORDER BY record_no LIMIT $1"; }
import_answer() { pg_as getsuji_run "$GETSUJI" --lang en import registrations "$WORK/answer.csv"; }
receiver answer $(numbers 3) --office $OFFICE --answer "$WORK/answer.csv" --made-on "$DAY" --serial 920001
code 0 'a file of answers' import_answer
is "$(counts)" '3|3|0|0' 'goes in'
kept=$(nothing_new)
code 0 'the same once more' import_answer
like "$TAP_OUT" 'imported before, nothing to do' 'is nothing new'
is "$(nothing_new)" "$kept" 'and leaves no trace'
receiver answer $(numbers 3) --office $OFFICE --answer "$WORK/answer.csv" --made-on "$DAY" --serial 920000 --error E1
code 0 'an earlier one' import_answer
is "$(counts)" '3|0|3|0' 'changes nothing'
receiver answer $(numbers 2) --office $OFFICE --answer "$WORK/answer.csv" --made-on "$DAY" --serial 920002 --error E1
code 0 'a later one' import_answer
is "$(counts)|$(pg_query "SELECT string_agg(error_code, ',' ORDER BY record_no) FROM fact.current_registration_answer
	WHERE record_no IN ('$(numbers 3 | paste -sd"'" | sed "s/'/','/g")')")" '2|2|0|0|E1,E1,' 'takes its place'
receiver answer $(numbers 2) --office $OFFICE --answer "$WORK/answer.csv" --made-on "$DAY" --serial 920002
code 16 'another file of the same day and serial is refused' import_answer
like "$TAP_ERR" 'GJ1177 ' 'since nobody could say which is right'
unsent=$(pg_query "SELECT record_no FROM result.registration g WHERE outcome = 1 AND NOT EXISTS (
	SELECT FROM result.claim_registration c WHERE c.record_no = g.record_no) ORDER BY 1 LIMIT 1")
one=$(numbers 1)
receiver answer "$one" "${one%?}$(((${one: -1} + 1) % 10))" "$unsent" 9999999999999999998 "$one" --office $OFFICE --answer "$WORK/answer.csv" \
	--made-on "$DAY" --serial 920003
code 4 'answers that fit no record are set aside' import_answer
is "$(aside)" '3|12|record_no|E-twice
4|12|record_no|E-check
5|12|record_no|E-unsent
6|12|record_no|E-unknown
7|12|record_no|E-twice' 'each with its place and rule'
is "$(counts)" '5|0|0|5' 'and counted'
case "$TAP_OUT$TAP_ERR" in *"$one"*) shown=1 ;; *) shown=0 ;; esac
is "$shown" 0 'without the number'
receiver answer $(numbers 2) --office 13114 --answer "$WORK/answer.csv" --made-on "$DAY" --serial 1
code 4 'an answer of another office' import_answer
is "$(aside | cut -d'|' -f4 | sort -u)" E-office 'is set aside, too'
receiver answer $(numbers 2) --office $OFFICE --answer "$WORK/answer.csv" --made-on 2029-01-01 --serial 1
code 4 'so is one of a wrong year' import_answer
is "$(aside | cut -d'|' -f4 | sort -u)" E-date 'which would stand for ever'
receiver answer $(numbers 2) --office $OFFICE --answer "$WORK/whole.csv" --made-on "$DAY" --serial 920004
kept=$(nothing_new)
refused() { # NAME PATTERN, the file is on stdin
	cat >"$WORK/answer.csv"
	code 16 "$1" import_answer
	like "$TAP_ERR" "$2" '… with the place'
}
refused 'a file that was cut off is refused' 'answer.csv:4:1: ' < <(head -n 4 "$WORK/whole.csv")
refused 'one that was edited is refused' 'answer.csv:5:[0-9]+, end/digest' < <(sed 's/accepted/rejected/' "$WORK/whole.csv")
refused 'one for an office that is not known is refused' 'answer.csv:2:' < <(receiver answer --office 13999 --answer /dev/stdout --made-on "$DAY" --serial 1)
refused 'a word that is none is refused' 'answer.csv:4:[0-9]+, answer/state' < <(sed '4s/accepted/perhaps/' "$WORK/whole.csv")
is "$(nothing_new)" "$kept" 'nothing is left of any'

# ---- killed at any point -------------------------------------------------------------------------
/usr/bin/python3 -c 'for n in range(1, 20001):
    body = "%018d" % (7000000000 + n)
    print(body + str(-sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body))) % 10), n, sep="\t")' >"$WORK/numbers"
psql -Xq -v ON_ERROR_STOP=1 -c 'CREATE TEMP TABLE number (record_no text, n int)' -c "\\copy number FROM '$WORK/numbers'" \
	-c "INSERT INTO result.claim_registration SELECT number.record_no, office_id, household_id, person_no, item,
		'2001-01-' || lpad(n::text, 7, '0'), action, '', content, run_id, sent_on, recorded_at
	FROM number CROSS JOIN (SELECT * FROM result.claim_registration ORDER BY record_no LIMIT 1) c"
receiver answer $(pg_query "SELECT record_no FROM result.claim_registration WHERE item_key LIKE '2001-%'") --office $OFFICE \
	--answer "$WORK/answer.csv" --made-on "$DAY" --serial 930000
kept=$(nothing_new)
states=
for after in 0.02 0.08 0.15 0.25; do
	PGUSER=getsuji_run "$GETSUJI" import registrations "$WORK/answer.csv" >/dev/null 2>&1 &
	sleep $after
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	wait_for "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'getsuji import')"
	states+=$(nothing_new)$'\n'
done
code 0 'killed at any point, the file goes in afterwards' import_answer
is "$(grep -vxF -e "$kept" -e "$(nothing_new)" <<<"${states%$'\n'}")" '' 'after each, everything of it was there or nothing'
is "$(pg_query "SELECT count(*) FROM fact.registration_answer a JOIN result.claim_registration c USING (record_no)
	WHERE c.item_key LIKE '2001-%'")" 20000 'once'
done_testing
