#!/bin/bash
# Graph payment: every decision is paid once, to the household, its landlord and its insurer; what was paid before is
# not paid again, what may not be paid is held or refused, whatever happens between the cut and the gate, whatever the
# runner's login tries by hand.
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_office 20 3
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/payment.sql
H=1311300000000 FILES=$WORK/files
pg_query "DELETE FROM fact.hold;
	INSERT INTO fact.paying_account (office_id, kind, code_class, requester_code, requester_kana, bank_code, bank_kana,
		branch_code, branch_kana, account_kind, account_no, pay_day, shift, line_ends, valid_from)
	VALUES (13113, 21, 0, '0000000001', 'ミホンシ', '9999', 'ミホン', '001', 'ホンテン', 1, '0000001', 5, 1, true, '2020-01-01');
	INSERT INTO fact.payee (office_id, payee_no, kind, name, bank_code, bank_kana, branch_code, branch_kana, account_kind,
		account_no, holder_kana, valid_from)
	SELECT 13113, n, CASE n WHEN 1 THEN 2 ELSE 1 END, '納付先' || n, '9999', 'ミホン', '002', 'エキマエ', 1, lpad(n::text, 7, '0'),
		'ノウフサキ', '2020-01-01' FROM generate_series(1, 3) n;
	UPDATE fact.rent SET superseded_at = 'infinity' WHERE superseded_at = 'infinity';
	INSERT INTO fact.rent (household_id, rent_yen, common_charge_yen, special_limit, floor_area_cm2, paid_to_landlord, valid_from)
	SELECT $H + n, 50000, 0, false, 0, true, '2020-01-01' FROM unnest(ARRAY[1, 5, 9]) n;
	INSERT INTO fact.proxy (household_id, part, payee_no, valid_from, valid_to) VALUES
		($H + 1, 2, 2, '2020-01-01', 'infinity'), ($H + 1, 3, 1, '2020-01-01', 'infinity'),
		($H + 9, 2, 3, '2020-01-01', 'infinity'), ($H + 10, 3, 1, '2020-01-01', '2027-01-16'),
		($H + 11, 3, 1, '2027-01-16', 'infinity');
	SELECT hand.account($H + n, CASE WHEN n <> 3 THEN lpad(n::text, 7, '0') END, CASE n WHEN 4 THEN '見本' ELSE 'ミホン' END),
		hand.method($H + n, CASE n WHEN 2 THEN 2 ELSE 1 END)
	FROM generate_series(1, 12) n;
	SELECT hand.hold($H + 6, true)" >/dev/null
pg_query "SELECT hand.protect($H + 9)" >/dev/null

decide() { # EDITION HOUSEHOLD:TOTAL[:HOUSING[:PREMIUM[:LIVELIHOOD]]]…: decisions of January; their run in DECISIONS
	local of
	DECISIONS=$(pg_query "SELECT hand.decisions('2027-01-01', $1)")
	for of in "${@:2}"; do
		pg_query "SELECT hand.decide($DECISIONS, $H + ${of//:/, })" >/dev/null
	done
	pg_query "SELECT hand.confirm($DECISIONS)" >/dev/null
}
gs() {
	local code=0
	pg_as getsuji_run "$GETSUJI" --lang en "$@" >"$WORK/gs.log" 2>&1 || code=$?
	case $code in 0 | 4) return 0 ;; esac
	sed 's/^/# /' "$WORK/gs.log" | tail -5
	return 1
}
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
EDITION=0
plan() { # the next edition, up to the gate
	EDITION=$((EDITION + 1))
	gs run payment --month 2027-01 --office 13113 --edition $EDITION --artifacts "$FILES"
}
approve() {
	pg_as getsuji_approve "$GETSUJI" approve "$(last)" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run
		WHERE run_id = $(last)")" >"$WORK/gs.log" 2>&1 && gs confirm "$(last)"
}
pass() { approve && gs resume "$(last)" --artifacts "$FILES"; }
pay() { plan && pass; }
planned() { # household, part, what is left, hold of the last run
	pg_query "SELECT household_id - $H, part, amount_yen, hold FROM result.payment WHERE run_id = $(last) ORDER BY 1, 2"
}
paid() { # what the last run paid
	pg_query "SELECT household_id - $H, part, payment_no, amount_yen, turn_no, account_no FROM result.claim_payment
		WHERE run_id = $(last) ORDER BY payment_no"
}
refused() { pg_query "SELECT household_id - $H, part, refusal FROM result.payment_refusal WHERE run_id = $(last) ORDER BY 1, 2"; }
counts() { pg_query "SELECT n_read, n_written, n_unchanged, n_held, yen FROM run.task WHERE run_id = $(last) AND name = '$1'"; }
wrong() { pg_query "TABLE hand.wrong"; }
as_runner() { pg_as getsuji_run psql -XqAt -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate -c "$1" 2>&1 | tr '\n' ' '; }
sheet() { # BOOK SHEET [COLUMN…]: rows of the last run's workbook, with the columns counted from 1
	/usr/bin/python3 - "$FILES/payment-13113-2027-01-$EDITION/$1.xlsx" "${@:2}" <<'PYTHON'
import sys
import openpyxl
sheet = openpyxl.load_workbook(sys.argv[1])[sys.argv[2]]
columns = [int(column) - 1 for column in sys.argv[3:]]
for row in sheet.iter_rows(min_row=4, values_only=True):
    cells = [row[column] for column in columns] or row
    if any(c is not None for c in cells):
        print('|'.join('' if c is None else str(c) for c in cells))
PYTHON
}

# ---- the first edition ---------------------------------------------------------------------------
decide 1 1:120000:53700:3000 2:80000 3:70000 4:60000 5:90000:50000 6:50000 9:40000:26000 10:75000:0:2000 11:76000:0:2000
FIRST=$DECISIONS
ok 'what is decided is planned' plan
is "$(planned)" '1|1|67000|0
1|2|50000|0
1|3|3000|0
2|1|80000|0
3|1|70000|5
4|1|60000|6
5|1|40000|0
5|2|50000|4
6|1|50000|1
9|1|40000|0
10|1|75000|0
11|1|74000|0
11|3|2000|0' 'each part for itself: rent that the aid covers, premiums in force at the end of the month, holds'
is "$(counts payment)" '9|6|0|3|431000' 'households are counted by the most that happens to them'
is "$(pg_query "SELECT DISTINCT pay_on FROM result.payment")" 2027-01-05 'the pay day is a business day'
is "$(pg_query 'SELECT count(*) FROM result.claim_payment')" 0 'nothing is paid before the gate'
is "$(sheet payment_check 支払予定 2 3 | grep -c '^[0-9]*|.*＊$') $(sheet payment_check 支払予定 2 3 | grep '^9|')" '8 9|（表示しない）' \
	'of heads the first character is shown, under 支援措置 nothing'
like "$(sheet payment_check 保留 2 4 11)" '^6\|本人へ\|保留の指示を確かめ' 'the approver reads what is held, and what to do'
is "$(sheet payment_check 集計 1 2 | grep -A6 '^照合')" '照合|円
支払済み|0
今回支払う|431000
保留（支払わない）|230000
払い過ぎ|0
決定額|661000' '… and that all of it is what was decided'
is "$(as_runner "SELECT * FROM run.issue_payments($(last), 4)")" 'ERROR:  23000 ' 'a run that nobody confirmed pays nothing'
ok 'what was approved is paid' pass
is "$(paid)" '1|1|1|67000|1|0000001
5|1|2|40000|1|0000005
9|1|3|40000|1|0000009
10|1|4|75000|1|0000010
11|1|5|74000|1|0000011
1|2|6|50000|1|0000002
1|3|7|3000|1|0000001
11|3|8|2000|1|0000001
2|1|9|80000|1|' 'numbers 1, 2, 3 in the order of the files'
is "$(counts payment_issue)|$(wrong)" '9|9|0|0|431000|' 'payments are counted, and the register agrees with itself'
is "$(as_runner "SELECT * FROM run.issue_payments($(last), 4)")" '9|9|0|0|0|431000 ' 'paid again it answers the same'
ok '… also when all of it is done again' gs rerun "$(last)" --mode task=payment_issue,downstream --yes --reason test --artifacts "$FILES"
is "$(pg_query 'SELECT count(*), sum(amount_yen) FROM result.claim_payment')" '9|431000' '… and pays nothing more'
is "$(sheet counter_list '01 '"$(pg_query "SELECT name FROM fact.current_caseworker WHERE caseworker_no = 1 LIMIT 1")" 2 4 | grep -cx '2|80000')$(pg_query "SELECT '|' || caseworker_no FROM result.claim_payment WHERE method = 2")" '1|1' \
	'who is paid at the counter stands on the sheet of his caseworker'
is "$(sheet proxy_list 照合 | tail -n +2)" '照合（円）|住宅扶助
（家賃）|介護保険料
加算|支給額の
全体
代理納付　今回支払|50000|5000|55000
代理納付　支払済み|0|0|0
代理納付　保留（未払い）|50000|0|50000
代理納付　払い過ぎ|0|0|0
本人へ（口座振込・窓口支給）|29700|2000|556000
決定額|129700|7000|661000' 'what was decided is what is paid on behalf of households and to them'
is "$(sheet proxy_list 本人へ支給 2 4 6 7)" '9|家賃|50000|住宅扶助が家賃に満たないため、代理納付できない
10|介護保険料|2000|代理納付の登録がない' 'who keeps it stands there with the reason'
is "$(sheet proxy_list 本人へ支給 2 3 | head -1)" '9|（支援措置）' '… under 支援措置 without a name'
is "$(sheet proxy_list 保険者へ 4 12 | tail -1)" '11|令和9年1月16日代理納付の開始' '… and what begins in the middle of the month'
like "$(pg_as getsuji_run "$GETSUJI" explain "$(last)" 13113-1 | tr -d '\n')" '支給日: 令和9年1月5日.*67,000円.*家主へ（住宅扶助の代理納付）: 支払番号6' 'explain tells day, parts and numbers'

# ---- later editions pay the difference -----------------------------------------------------------
ok 'a second edition has nothing to pay' plan
is "$(counts payment)" '9|0|5|4|0' '… but what is still held'
pg_query "SELECT hand.account($H + 3, '0000033'), hand.hold($H + 6, false);
	INSERT INTO fact.proxy (household_id, part, payee_no, valid_from) VALUES ($H + 5, 2, 3, '2026-12-01')" >/dev/null
decide 2 1:125000:53700:3000 2:70000 7:30000 10:75000:0:2000
ok 'a third pays what was mended and what is new' pay
is "$(paid)" '1|1|1|5000|2|0000001
3|1|2|70000|1|0000033
6|1|3|50000|1|0000006
7|1|4|30000|1|0000007
5|2|5|50000|1|0000003' '… and the difference to what was paid'
is "$(planned | grep '^2|')" '2|1|-10000|3' 'what was paid too much is held; no money is taken back'
is "$(sheet payment_check 集計 1 2 | grep -A6 '^照合' | tail -2)|$(wrong)" '払い過ぎ|-10000
決定額|686000|' '… and told'

# ---- what comes back, and what nobody fetches ----------------------------------------------------
RUN=$(last)
pg_query "SELECT run.counter_payments($RUN, ARRAY[4, 4], 2)" >/dev/null
is "$(pg_query "SELECT cause, amount_yen FROM result.payment_counter")" '2|-30000' 'a counter-entry undoes a whole payment'
is "$(pg_query "SELECT run.counter_payments($RUN, ARRAY[4], 1)")" 0 '… once'
ok 'after a transfer came back' plan
is "$(planned | grep '^7|')" '7|1|30000|7' '… it is held'
pg_query "SELECT hand.account($H + 7, '0000077')" >/dev/null
ok '… until the account is another' pay
is "$(paid)" '7|1|1|30000|2|0000077' '… and then paid again, as the second'
COUNTER=$(pg_query "SELECT run_id || ', ' || payment_no FROM result.claim_payment WHERE method = 2 AND household_id = $H + 2")
is "$(as_runner "SELECT run.unclaim_payment($COUNTER, 'did not come')")" 'ERROR:  23000 ' 'before the pay day nobody has failed to fetch money'
code 12 '… a command says so' pg_as getsuji_run "$GETSUJI" payment unclaimed ${COUNTER/,/} --reason early
like "$TAP_ERR" 'GJ2289 .*2027-01-05' '… with the day'
pg_query "SELECT hand.pay_day('2026-01-05')" >/dev/null
is "$(as_runner "SELECT run.unclaim_payment($COUNTER, 'did not come')") $(as_runner "SELECT run.unclaim_payment($COUNTER, 'again')")" \
	't  f ' 'what nobody fetched at the counter counts no more'
is "$(as_runner "SELECT run.unclaim_payment($RUN, 1, 'no')") $(as_runner "SELECT run.unclaim_payment($COUNTER, '')")" \
	'ERROR:  23000  ERROR:  23000 ' '… but a transfer is not fetched, and a reason is needed'
ok 'its list is made again' gs rerun "${COUNTER%,*}" --mode task=counter_list --yes --reason test --artifacts "$FILES"
is "$(EDITION=1 sheet counter_list 集計 2 3 | tail -1)$(EDITION=1 sheet counter_list '01 '"$(pg_query "SELECT name FROM fact.current_caseworker
	WHERE caseworker_no = 1 LIMIT 1")" 2 4 5 6 | grep '^2|' | sed 's/^/ /')" '0|0 2|0|取消し|支払わない' '… nothing is paid out by it any more, and it says so'
ok '… the next edition pays it' pay
is "$(paid)|$(wrong)" '2|1|1|70000|2||' '… as it is decided now'
pg_query "SELECT hand.pay_day('2026-01-05')" >/dev/null
ok 'a command says so, too' gs payment unclaimed "$(last)" 1 --reason 'did not come'
code 2 '… once' pg_as getsuji_run "$GETSUJI" payment unclaimed "$(last)" 1 --reason again
code 2 '… of payments at the counter alone' pg_as getsuji_run "$GETSUJI" payment unclaimed "$RUN" 1 --reason no
code 16 '… of which the number is said' pg_as getsuji_run "$GETSUJI" payment unclaimed "$RUN" --reason no
ok 'it is paid again' pay
is "$(paid)" '2|1|1|70000|3|' '… as the third'

# ---- between the cut and the gate ----------------------------------------------------------------
decide 3 1:130000:53700:3000 2:75000 3:75000 5:95000:50000 7:35000 8:20000 9:45000:26000 10:80000:0:2000 11:81000:0:2000 12:10000
pg_query "SELECT hand.hold($H + 12, true)" >/dev/null
ok 'an edition waits at its gate' plan
HELD_UP=$(last)
pg_query "SELECT hand.hold($H + 3, true), hand.account($H + 7, '0000777'), hand.method($H + 2, 1), hand.hold($H + 12, false);
	INSERT INTO result.exclusion VALUES ($HELD_UP, $H + 8, 'changed')" >/dev/null
decide 4 9:46000:26000
ok '… while another one pays somebody' eval 'pg_query "SELECT hand.hold($H + n, true) FROM unnest(ARRAY[1, 2, 5, 7, 8, 9, 10]) n" >/dev/null && pay'
is "$(paid)" '11|1|1|5000|2|0000011
12|1|2|10000|1|0000012' '… only whom nobody holds'
pg_query "SELECT hand.hold($H + n, false) FROM unnest(ARRAY[1, 2, 5, 7, 8, 9, 10]) n" >/dev/null
last() { echo "$HELD_UP"; }
ok 'it is confirmed at last' approve
is "$(as_runner "SELECT * FROM run.issue_payments($HELD_UP, 4)")" '9|3|1|5|0|15000 ' 'read = paid + refused + pulled out'
is "$(refused)" '2|1|4
3|1|2
7|1|4
8|1|1
9|1|3
11|1|5' 'refused: pulled out, held, decided anew, method or account changed, paid by another run'
is "$(paid)|$(wrong)" '1|1|1|5000|3|0000001
5|1|2|5000|2|0000005
10|1|3|5000|2|0000010|' 'all others are paid'
told=$(pg_query "SELECT hold FROM run.hold_hit WHERE run_id = $HELD_UP AND task_no = 4 ORDER BY key" | tr '\n' ' ')
is "$told" 'changed stop changed decision taken ' '… each household told with the reason, but for who was pulled out'
is "$(echo "$told" | tr ' ' '\n' | grep -vx stop | sort -u | grep . | comm -23 - <(awk -F'"' '/X\(PAYMENT_REFUSED_/ { print $2 }' include/getsuji/payment.h | sort))" '' \
	'… in the words of payment.h'
unset -f last
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
ok 'the next edition pays what was refused' eval 'pg_query "SELECT hand.hold($H + 3, false)" >/dev/null; pay'
is "$(paid | cut -d'|' -f1,2,4)|$(wrong)" '2|1|5000
3|1|5000
7|1|5000
8|1|20000
9|1|6000|' '… but once'

# Who was closed or suspended after the decision, which no later edition takes back.
pg_query "SELECT hand.protection($H + 15, 1, '2027-01-01'), hand.protection($H + 16, 2, 'infinity'), hand.protection($H + 17, 1, '2027-01-02')" >/dev/null
pg_query "SELECT hand.account($H + n, lpad(n::text, 7, '0')), hand.method($H + n, 1) FROM generate_series(15, 18) n" >/dev/null
decide 40 15:50000 16:50000 17:50000 18:50000
ok 'an edition after households were closed' plan
is "$(planned | grep '^1[5-8]')" '15|1|50000|8
16|1|50000|8
17|1|50000|0
18|1|50000|0' 'who is on aid on no day of the month is held'
pg_query "SELECT hand.protection($H + 18, 1, '2026-12-20')" >/dev/null
ok '… until the gate' pass
is "$(refused)|$(paid | cut -d'|' -f1,4)" '18|1|7|17|50000' '… and refused when it was closed since'
like "$(pg_query "SELECT reason FROM run.hold_hit WHERE run_id = $(last) AND key = $H + 18")" '保護が廃止または停止された' '… which it is told'
pg_query "SELECT hand.hold($H + n, true) FROM generate_series(15, 18) n" >/dev/null

# A month that the system before decided, and paid.
pg_query "SELECT hand.account($H + 19, '0000019'), hand.method($H + 19, 1)" >/dev/null
decide 43 19:30000
pg_query "ALTER TABLE run.run DISABLE TRIGGER USER; UPDATE run.run SET graph = 'baseline' WHERE run_id = $DECISIONS; ALTER TABLE run.run ENABLE TRIGGER USER"
ok 'an edition after the month before was taken over' plan
is "$(planned | grep '^19|')" '19|1|30000|9' 'what the system before paid is held'
decide 44 19:35000
ok '… also when it is decided anew' plan
is "$(planned | grep '^19|')" '19|1|35000|9' '… for all of it would be paid again'
sed 's/^    job: payment$/&\n    params: {baseline: pay}/' jobs/graphs/payment.yaml >"$WORK/pay.yaml"
gs run "$WORK/pay.yaml" --month 2027-01 --office 13113 --edition 90 --artifacts "$FILES"
is "$(planned | grep '^19|')" '19|1|35000|0' '… unless the office says that it was not'
pg_query "SELECT hand.hold($H + 19, true)" >/dev/null

# A pay day that is over, and an office whose account was changed.
decide 5 1:140000:53700:3000
ok 'an edition waits for longer' plan
pg_query "ALTER TABLE result.payment_r$(last) DISABLE TRIGGER ALL; UPDATE result.payment_r$(last) SET pay_on = '2026-01-05'" >/dev/null
approve
is "$(as_runner "SELECT n_written, n_held FROM run.issue_payments($(last), 4)")|$(refused)" '0|1 |1|1|6' '… than until its pay day, and pays nothing'
ok 'another waits' plan
pg_query "UPDATE fact.paying_account SET superseded_at = 'infinity' WHERE superseded_at = 'infinity';
	INSERT INTO fact.paying_account (office_id, kind, code_class, requester_code, requester_kana, bank_code, bank_kana,
		branch_code, branch_kana, account_kind, account_no, pay_day, shift, line_ends, valid_from)
	VALUES (13113, 21, 0, '0000000001', 'ミホンシ', '9999', 'ミホン', '001', 'ホンテン', 1, '0000002', 3, 2, true, '2020-01-01')"
approve
is "$(as_runner "SELECT n_written, n_held FROM run.issue_payments($(last), 4)")|$(refused)" '0|1 |1|1|4' 'the account that the office pays from was changed: nothing is paid'
ok '… the next edition pays from the new one' pay
is "$(pg_query "SELECT pay_on, account_no FROM result.claim_payment_office WHERE run_id = $(last)")" '2027-01-04|0000002' '… on its day: a Sunday goes on to Monday'

# ---- what does not add up is not published -----------------------------------------------------------
refuses() { # TASK MESSAGE: done again, it stops
	! gs rerun "$(last)" --mode task="$1" --yes --reason test --artifacts "$FILES" && grep -q "$2" "$WORK/gs.log" &&
		[ "$(pg_query "SELECT count(*) FROM run.artifact WHERE run_id = $(last) AND name = '$1.xlsx'")" = 0 ]
}
pg_query "UPDATE result.decision SET payable_total = payable_total + 1 WHERE run_id = $DECISIONS AND household_id = $H + 1"
ok 'a decision that is another than what was paid of it stops the list of payees' refuses proxy_list GJ2363
pg_query "UPDATE result.decision SET payable_total = payable_total - 1 WHERE run_id = $DECISIONS AND household_id = $H + 1"
ok '… which is published when it adds up again' gs resume "$(last)" --artifacts "$FILES"
ok '… as before' test -e "$FILES/payment-13113-2027-01-$EDITION/proxy_list.xlsx"

# ---- a decision that is taken back, of which the file has nothing -----------------------------------
pg_query "SELECT hand.method($H + 13, 2), hand.method($H + 14, 1), hand.account($H + 14, '0000014')" >/dev/null
decide 41 13:40000
COUNTER=$DECISIONS
decide 42 14:50000
ok 'a run pays of two decisions, one of them at the counter' pay
pg_query "SET SESSION AUTHORIZATION getsuji_run; INSERT INTO run.proposal (run_id, task_no, command, reason) VALUES ($COUNTER, 0, 'reverse', 'x');
	SET SESSION AUTHORIZATION getsuji_approve; SELECT run.reverse((SELECT max(proposal_id) FROM run.proposal))" >/dev/null
is "$(pg_query "SELECT household_id - $H, amount_yen, outcome FROM result.reversed_item")|$(pg_query "SELECT c.household_id - $H
	FROM result.payment_counter k JOIN result.claim_payment c USING (run_id, payment_no) WHERE k.cause = 1")" '13|40000|1|13' \
	'it is taken back: what is undone is what is listed'
is "$(pg_query "SELECT revoked_at FROM result.claim_bank_file WHERE run_id = $(last)")" infinity '… and the file, which has nothing of it, may leave'
pg_query "SELECT hand.hold($H + 14, true)" >/dev/null

# ---- hands -----------------------------------------------------------------------------------------
RUN=$(last)
for what in "INSERT INTO result.claim_payment SELECT * FROM result.claim_payment" "UPDATE result.claim_payment SET amount_yen = 1" \
	"DELETE FROM result.claim_payment" "INSERT INTO result.payment_counter SELECT run_id, payment_no, 1, -amount_yen, 'x', now() FROM result.claim_payment" \
	"UPDATE result.payment_balance SET paid_yen = 0" "DELETE FROM result.claim_payment_run" "SELECT run.counter_payments($RUN, NULL, 1)" \
	"SELECT run.refuse_payments($RUN, now())" "DELETE FROM result.payment_refusal" "TRUNCATE result.claim_payment"; do
	is "$(as_runner "$what")" 'ERROR:  42501 ' "the runner's login may not: ${what:0:60}"
done
is "$(as_runner "INSERT INTO result.payment SELECT * FROM result.payment WHERE run_id = $RUN")" 'ERROR:  23000 ' \
	'what is paid is written by the running task alone'
is "$(pg_query "UPDATE result.claim_payment SET amount_yen = amount_yen + 1" 2>&1; pg_query "DELETE FROM result.claim_payment" 2>&1)" \
	'ERROR:  what was paid stays
CONTEXT:  PL/pgSQL function result.guard_payment() line 8 at RAISE
ERROR:  what was paid stays
CONTEXT:  PL/pgSQL function result.guard_payment() line 8 at RAISE' '… and what was paid stays, for the owner too'
again="INSERT INTO result.claim_payment SELECT run_id, payment_no + 1000, office_id, household_id, month_on, part, turn_no + 1,
	decision_run_id, caseworker_no, method, total_yen, due_yen, paid_before_yen, amount_yen, pay_on, payee_no, payee_name, bank_code,
	bank_kana, branch_code, branch_kana, account_kind, account_no, holder_kana, recorded_at FROM result.claim_payment WHERE run_id = $RUN"
like "$(pg_query "$again" 2>&1)" 'claim_payment_run_id_household_id_part_key' 'a run pays a part once'
like "$(pg_query "${again/SELECT run_id/SELECT $DECISIONS}" 2>&1)" 'payment_balance_check' 'nobody is paid more than was decided, by whatever way'
is "$(wrong)" '' 'the register agrees with itself'
done_testing
