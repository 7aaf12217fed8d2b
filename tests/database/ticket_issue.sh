#!/bin/bash
# Tickets are issued once, right and without gaps: whatever runs are confirmed at the same time, whatever clerks record
# meanwhile, whatever the runner's login tries by hand.
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_office 40 3
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/ticket_issue.sql
H=1311300000000
DOCTOR=1311000017 DENTIST=1333000018 PHARMACY=1344000019 PROVIDER=1370000010
pg_query "INSERT INTO fact.ticket_office (office_id, payer_no, recipient_policy, form, handler, issue_day, upload_day, valid_from)
	VALUES (13113, '12131132', 1, 1, '医療係', 20, 10, '2020-01-01');
	INSERT INTO fact.institution (source, kind, code, name, name_kana, postal_code, address, phone, end_reason, as_of_on,
		check_holds, valid_from)
	SELECT 'bureau', kind, code, '機関' || code, '', '', '', '', 0, '2026-12-01', true, '2020-01-01'
	FROM (VALUES (1, '$DOCTOR'), (1, '1311234567'), (3, '$DENTIST'), (4, '$PHARMACY'), (7, '$PROVIDER')) v (kind, code)"

plan() { # GRAPH MONTH EDITION: the run's number
	pg_query "SELECT hand.plan('$1', 13113, '$2-01', $3)"
}
rows() { # RUN CALL…: calls of hand.ticket or hand.payment, without the run
	local run=$1 call
	shift
	for call in "$@"; do
		pg_query "SELECT hand.${call/(/($run, }" >/dev/null
	done
}
issue() { # RUN: confirms it, if it is not, and issues; read|written|unchanged|held|quarantined|yen
	pg_query "SELECT hand.confirm($1) FROM run.run WHERE run_id = $1 AND decision = 'none'" >/dev/null
	pg_as getsuji_run psql -XqAt -v ON_ERROR_STOP=1 -c "SELECT * FROM run.issue_tickets($1, 3)" 2>&1
}
out() { # what is out: number, revision, recipient, person, institution, own payment
	pg_query "SELECT issue_no, revision, recipient_no, household_id - $H, person_no, institution_code, own_payment_yen
		FROM result.claim_ticket WHERE cancelled_at = 'infinity' AND month_on = '${1:-2027-01-01}' ORDER BY 1"
}
refusals() { # RUN
	pg_query "SELECT household_id - $H, line_no, refusal FROM result.ticket_refusal WHERE run_id = $1 ORDER BY 1, 2"
}
payments() { # month, household, kind, decided, printed, charged as they are
	pg_query "SELECT to_char(month_on, 'MM'), household_id - $H, kind, decided_yen, printed_yen, charged_yen
		FROM result.claim_own_payment WHERE superseded_at = 'infinity' ORDER BY 1, 2, 3"
}

# ---- words and numbers ---------------------------------------------------------------------------
wanted=$(awk -F'[(,]' '/X\(INSTITUTION_/ { gsub(/ /, ""); kind[$2] = $3 }
	/X\(SERVICE_/ { gsub(/[ )\\]/, ""); print $3 "|" kind[$7] }' include/getsuji/ticket.h)
is "$(pg_query "SELECT s, result.service_kind(s::smallint) FROM generate_series(0, 20) s WHERE result.service_kind(s::smallint) > 0")" \
	"$wanted" 'the database knows which kind of institution does which service, as ticket.h has it'
is "$(pg_query "SELECT string_agg(substr(result.recipient_no(b), 7), '') FROM unnest(ARRAY[1, 2, 123456, 999999, 0]) b")" \
	"$(python3 -c 'print("".join(str(-sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(b))) % 10)
		for b in "000001 000002 123456 999999 000000".split()))')" 'check digits of recipients are those of m10w21'

signs() { # MONTH'S END: who signs for number 99
	pg_query "SELECT name, in_force FROM fact.caseworker_named('infinity', 13113, 99, '$1')"
}
pg_query "INSERT INTO fact.caseworker (office_id, caseworker_no, name, valid_from, valid_to)
	VALUES (13113, 99, '去る人', '2020-01-01', '2027-01-31'), (13113, 99, '来た人', '2027-02-28', 'infinity')"
is "$(signs 2027-01-31) $(signs 2027-02-01) $(signs 2027-03-01)" '去る人|t 医療係|f 来た人|t' \
	'the caseworker signs who is in force on the last day, else the office'\''s handler'

# ---- a month: first edition, second, third -------------------------------------------------------
pg_fresh month
pg_query "SELECT hand.decide('2027-01-01', 1, $H + 1, 0, 5000, 1000)" >/dev/null
pg_query "UPDATE fact.household SET superseded_at = 'infinity' WHERE household_id = $H + 3 AND superseded_at = 'infinity';
	INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
		protected_address, valid_from)
	SELECT household_id, municipality, caseworker_no, household_type, payment_method, single_parent, true, '2026-12-31'
	FROM fact.household WHERE household_id = $H + 3 AND superseded_at < 'infinity'"
one=$(plan vouchers 2027-01 1)
rows "$one" "ticket(1, $H + 1, 1, 1, 2, '$DOCTOR', 5000)" "payment($H + 1, 2, 5000, 1)" "payment($H + 1, 3, 1000, 0)" \
	"ticket(1, $H + 1, 1, 2, 4, '$PHARMACY')" "ticket(1, $H + 1, 1, 3, 12, '$PROVIDER')" \
	"ticket(1, $H + 3, 1, 1, 2, '$DOCTOR')" "ticket(1, $H + 2, 1, 1, 2, '$DOCTOR')" "ticket(9, $H + 2, 1, 2, 3, '$DENTIST')"
like "$(pg_as getsuji_run psql -XqAt -c "SELECT * FROM run.issue_tickets($one, 3)" 2>&1)" 'of a confirmed run alone' \
	'a run that nobody confirmed issues nothing'
is "$(issue "$one")" '5|5|0|0|0|5000' 'what was approved is issued: tickets and their own payments'
is "$(out)" "1|1|0000018|1|1|$DOCTOR|5000
2|1|0000018|1|1|$PHARMACY|0
3|1|0000018|1|1|$PROVIDER|0
4|1|0000026|2|1|$DOCTOR|0
5|1|0000034|3|1|$DOCTOR|0" 'numbers 1, 2, 3 by household; one recipient number for a person, also for care'
is "$(pg_query "SELECT string_agg(route::text, '' ORDER BY issue_no) FROM result.claim_ticket")" 11112 \
	'only the ticket of a person under 支援措置 leaves in-house'
pg_query "INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from)
	SELECT household_id, 1, '000000000000031', 1, false, '2020-04-01'
	FROM (VALUES ($H + 3), (1311400000001::bigint), (1311400000002)) h (household_id);
	UPDATE fact.linkage SET superseded_at = clock_timestamp() WHERE household_id = 1311400000002"
is "$(pg_query "SELECT count(*) FILTER (WHERE household_id = 1311400000001), count(*) FILTER (WHERE household_id = 1311400000002)
	FROM fact.inhouse('infinity', '2027-01-01')")" '1|0' '… and of whoever has his number now, in another office, too'
is "$(payments)" '01|1|2|5000|5000|0
01|1|3|1000|0|1000' 'the decision is printed or charged'
before=$(pg_query "TABLE result.claim_ticket; TABLE result.claim_own_payment; TABLE result.claim_recipient" | sha256sum)
is "$(issue "$one")" '5|5|0|0|0|5000' 'issued again it answers the same'
is "$(pg_query "TABLE result.claim_ticket; TABLE result.claim_own_payment; TABLE result.claim_recipient" | sha256sum)" \
	"$before" '… and changes nothing'

pg_query "SELECT hand.decide('2027-01-01', 2, $H + 1, 0, 3000, 0)" >/dev/null
two=$(plan vouchers 2027-01 2)
rows "$two" "ticket(3, $H + 1, 1, 1, 2, '$DOCTOR', 5000, 1, 1)" "ticket(2, $H + 1, 1, 2, 4, '$PHARMACY', 3000, 2, 1)" \
	"payment($H + 1, 2, 3000, 2)" "ticket(4, $H + 1, 1, 3, 12, '$PROVIDER', 0, 3, 1)" \
	"ticket(4, $H + 2, 1, 1, 2, '$DOCTOR', 0, 4, 1)" "ticket(1, $H + 2, 1, 2, 3, '$DENTIST')" \
	"ticket(1, $H + 4, 1, 1, 3, '$DENTIST')"
is "$(issue "$two")" '4|4|0|0|0|3000' 'a second edition issues, replaces and takes back'
is "$(out)" "2|2|0000018|1|1|$PHARMACY|3000
3|1|0000018|1|1|$PROVIDER|0
4|1|0000026|2|1|$DOCTOR|0
5|1|0000034|3|1|$DOCTOR|0
6|1|0000026|2|1|$DENTIST|0
7|1|0000042|4|1|$DENTIST|0" 'a replacement keeps both numbers and gets the next revision; new ones go on behind'
is "$(pg_query "SELECT issue_no, revision, cancel_run_id - $one, cancel_cause, cancel_hold, cancel_reason
	FROM result.claim_ticket WHERE cancelled_at < 'infinity' ORDER BY 1")" '1|1|2|6|2|理由
2|1|2|1|0|理由' 'what was taken back or replaced keeps its place, with the run and the reason'
is "$(payments)" '01|1|2|3000|3000|0' 'own payments follow the decision in force'
is "$(pg_query "SELECT count(*) FROM result.claim_own_payment WHERE superseded_at < 'infinity' AND run_id = $one")" 2 \
	'… and what they were is kept'
is "$(pg_query "SELECT count(*) FROM (SELECT DISTINCT recorded_at FROM result.claim_ticket WHERE run_id = $two
	UNION SELECT cancelled_at FROM result.claim_ticket WHERE cancel_run_id = $two
	UNION SELECT superseded_at FROM result.claim_own_payment WHERE superseded_at < 'infinity'
	UNION SELECT recorded_at FROM result.claim_ticket_run WHERE run_id = $two) x")" 1 'all of a run carries one instant'

three=$(plan vouchers 2027-01 3)
rows "$three" "ticket(3, $H + 1, 1, 1, 4, '$PHARMACY', 3000, 2, 2)" "payment($H + 1, 2, 3000, 0)" \
	"ticket(1, $H + 1, 1, 2, 2, '$DOCTOR')"
is "$(issue "$three") $(payments)" '2|2|0|0|0|0 01|1|2|3000|0|3000' 'without a ticket that carries it, the office charges it'
is "$(out | tail -1)" "8|1|0000018|1|1|$DOCTOR|0" 'issued again after it was taken back, a ticket gets a number of its own'
correction=$(plan coverage 2027-02 1)
rows "$correction" "ticket(2, $H + 4, 1, 1, 3, '$DENTIST', 0, 7, 1)"
is "$(issue "$correction") $(out | grep '^7')" "1|1|0|0|0|0 7|2|0000042|4|1|$DENTIST|0" \
	'a run of a later month replaces a ticket of an earlier one under its number'
is "$(pg_query "SELECT count(*), count(DISTINCT issue_no), max(issue_no) FROM result.claim_ticket WHERE revision = 1")" '8|8|8' \
	'numbers have no gap'

# ---- recipient numbers ---------------------------------------------------------------------------
pg_fresh policy
january() { plan vouchers 2027-01 "$1"; }
run=$(january 1)
rows "$run" "ticket(1, $H + 2, 1, 1, 2, '$DOCTOR')" "ticket(1, $H + 5, 1, 1, 2, '$DOCTOR')"
issue "$run" >/dev/null
run=$(plan vouchers 2027-02 1)
rows "$run" "ticket(1, $H + 5, 1, 1, 2, '$DOCTOR', for_month => '2027-02-01')"
issue "$run" >/dev/null
is "$(out 2027-02-01)" "1|1|0000018|5|1|$DOCTOR|0" 'monthly: another month, numbers from 1, also of recipients'
policy() { # N
	pg_query "UPDATE fact.ticket_office SET superseded_at = 'infinity' WHERE superseded_at = 'infinity';
		INSERT INTO fact.ticket_office (office_id, payer_no, recipient_policy, form, handler, issue_day, upload_day, valid_from)
		VALUES (13113, '12131132', $1, 1, '医療係', 20, 10, '2020-01-01')"
}
policy 2
run=$(january 2)
rows "$run" "ticket(1, $H + 6, 1, 1, 2, '$DOCTOR')" "ticket(1, $H + 5, 1, 1, 3, '$DENTIST')"
issue "$run" >/dev/null
is "$(out | tail -2)" "3|1|0000026|5|1|$DENTIST|0
4|1|0000034|6|1|$DOCTOR|0" 'a month ends as it began, whatever the office decided meanwhile'
run=$(plan vouchers 2027-03 1)
rows "$run" "ticket(1, $H + 6, 1, 1, 2, '$DOCTOR', for_month => '2027-03-01')"
issue "$run" >/dev/null
run=$(plan vouchers 2027-04 1)
rows "$run" "ticket(1, $H + 2, 1, 1, 2, '$DOCTOR', for_month => '2027-04-01')" \
	"ticket(1, $H + 6, 1, 1, 2, '$DOCTOR', for_month => '2027-04-01')"
issue "$run" >/dev/null
is "$(out 2027-03-01) $(out 2027-04-01)" "1|1|0000018|6|1|$DOCTOR|0 1|1|0000026|2|1|$DOCTOR|0
2|1|0000018|6|1|$DOCTOR|0" 'fixed: a person keeps his number for good'
policy 1
run=$(plan vouchers 2027-04 2)
rows "$run" "ticket(1, $H + 7, 1, 1, 2, '$DOCTOR', for_month => '2027-04-01')"
issue "$run" >/dev/null
is "$(out 2027-04-01 | tail -1)" "3|1|0000034|7|1|$DOCTOR|0" '… and so does the month that began with fixed ones'
pg_query "INSERT INTO result.claim_recipient SELECT 13113, '2027-05-01', 1, 999998, $run" >/dev/null
run=$(plan vouchers 2027-05 1)
rows "$run" "ticket(1, $H + 2, 1, 1, 2, '$DOCTOR', for_month => '2027-05-01')" \
	"ticket(1, $H + 4, 1, 1, 2, '$DOCTOR', for_month => '2027-05-01')"
like "$(issue "$run")" 'recipient numbers of office 13113 are used up: no ticket' 'when the numbers are used up it is said'
is "$(pg_query "SELECT (SELECT count(*) FROM result.claim_ticket WHERE run_id = $run),
	(SELECT count(*) FROM result.claim_recipient WHERE run_id = $run), (SELECT count(*) FROM result.claim_ticket_run WHERE run_id = $run)")" \
	'0|0|0' '… before anything is done'

# ---- what may not leave any more -----------------------------------------------------------------
pg_fresh refused
run=$(plan vouchers 2027-01 1)
for n in 1 2 3 4 5 6 7 8; do
	rows "$run" "ticket(1, $H + $n, 1, 1, 2, '$DOCTOR')"
done
rows "$run" "ticket(1, $H + 8, 1, 2, 12, '$PROVIDER')"
issue "$run" >/dev/null
run=$(plan vouchers 2027-01 2)
rows "$run" "ticket(1, $H + 1, 1, 1, 3, '$DENTIST')" \
	"ticket(1, $H + 2, 1, 1, 3, '$DENTIST')" "ticket(3, $H + 2, 1, 2, 2, '$DOCTOR', 0, 2, 1)" \
	"ticket(1, $H + 3, 1, 1, 3, '$DENTIST')" "ticket(3, $H + 3, 1, 2, 2, '$DOCTOR', 0, 3, 1)" \
	"ticket(1, $H + 4, 1, 1, 3, '$DENTIST')" \
	"ticket(2, $H + 5, 1, 1, 2, '$DOCTOR', 0, 5, 1)" "ticket(1, $H + 5, 1, 2, 3, '$DENTIST')" \
	"ticket(1, $H + 6, 1, 1, 4, '$PHARMACY')" "ticket(1, $H + 7, 1, 1, 3, '$DENTIST')" \
	"ticket(1, $H + 8, 1, 1, 3, '$DENTIST')" "ticket(4, $H + 8, 1, 2, 2, '$DOCTOR', 0, 8, 1)"
other=$(plan monthly 2027-01 7)
rows "$other" "ticket(3, $H + 5, 1, 1, 2, '$DOCTOR', 0, 5, 1)" "ticket(3, $H + 8, 1, 1, 12, '$PROVIDER', 0, 9, 1)"
issue "$other" >/dev/null
pg_query "INSERT INTO result.exclusion VALUES ($run, $H + 1, 'changed');
	INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES ($H + 2, 'stop', 'r', '2020-01-01');
	INSERT INTO fact.opinion (household_id, person_no, institution_code, service, kind, received_on, needed, valid_from, valid_to)
	VALUES ($H + 3, 1, '$DOCTOR', 2, 2, '2027-01-10', false, '2027-01-01', '2027-07-01'),
		($H + 4, 1, '$DOCTOR', 2, 2, '2027-01-10', true, '2027-02-01', '2027-07-01');
	UPDATE fact.institution SET superseded_at = 'infinity' WHERE code IN ('1311234567', '$DENTIST');
	INSERT INTO fact.institution (source, kind, code, name, name_kana, postal_code, address, phone, end_reason, as_of_on,
		check_holds, valid_from, valid_to)
	SELECT source, kind, code, name, '', '', '', '', CASE kind WHEN 1 THEN 2 ELSE 0 END, '2027-01-01', true, '2020-01-01',
		CASE kind WHEN 1 THEN date '2027-01-01' ELSE 'infinity' END
	FROM fact.institution WHERE superseded_at < 'infinity'"
is "$(issue "$run")" '11|3|1|7|0|0' 'read = issued, replaced, taken back + refused + held'
is "$(refusals "$run")" '1|1|1
2|1|2
3|1|3
3|2|3
5|1|4
5|2|4
6|1|3
8|1|4' 'refused: excluded; held; changed since; taken by another run; whose prescriber is not designated any more'
told() { # RUN
	pg_query "SELECT key - $H, hold, reason FROM run.hold_hit WHERE run_id = $1 AND task_no = 3 ORDER BY 1, 2"
}
is "$(told "$run")" "2|stop|2027年1月分 機関$DENTIST：r
3|changed|2027年1月分 機関${DENTIST}ほか1枚：基準日時の後に登録が変更された（次の版で改めて判定する）
5|taken|2027年1月分 機関${DOCTOR}ほか1枚：他の処理が先に交付または取消しをした
6|changed|2027年1月分 機関$PHARMACY：基準日時の後に登録が変更された（次の版で改めて判定する）
8|taken|2027年1月分 機関$DENTIST：他の処理が先に交付または取消しをした" '… each household told with the reason, but for who was pulled out'
words=$(awk -F'"' '/X\(REFUSED_/ { print $2 }' include/getsuji/ticket.h | sort)
is "$(told "$run" | cut -d'|' -f2 | grep -vx stop | sort -u | comm -23 - <(echo "$words"))" '' '… in the words of ticket.h'
pg_query "DELETE FROM run.hold_hit WHERE run_id = $run"
is "$(issue "$run") $(told "$run" | wc -l)" '11|3|1|7|0|0 5' '… and again when the task is done again'
is "$(out)" "1|1|0000018|1|1|$DOCTOR|0
3|1|0000034|3|1|$DOCTOR|0
4|1|0000042|4|1|$DOCTOR|0
6|1|0000067|6|1|$DOCTOR|0
7|1|0000075|7|1|$DOCTOR|0
8|1|0000083|8|1|$DOCTOR|0
10|1|0000042|4|1|$DENTIST|0
11|1|0000075|7|1|$DENTIST|0" '… another list that says the same, and an opinion of later months, refuse nothing; numbers have no gap'
again=$(plan vouchers 2027-01 3)
rows "$again" "ticket(1, $H + 1, 1, 1, 3, '$DENTIST')" "ticket(1, $H + 5, 1, 1, 3, '$DENTIST')"
is "$(issue "$again") $(out | tail -2)" "2|2|0|0|0|0 12|1|0000018|1|1|$DENTIST|0
13|1|0000059|5|1|$DENTIST|0" 'the next edition issues what was refused'
payer=$(plan vouchers 2027-01 4)
rows "$payer" "ticket(1, $H + 9, 1, 1, 2, '$DOCTOR')"
pg_query "UPDATE fact.ticket_office SET superseded_at = 'infinity';
	INSERT INTO fact.ticket_office (office_id, payer_no, recipient_policy, form, handler, issue_day, upload_day, valid_from)
	VALUES (13113, '12131140', 1, 1, '医療係', 20, 10, '2020-01-01')"
is "$(issue "$payer") $(refusals "$payer")" '1|0|0|1|0|0 9|1|3' 'a ticket with a payer number that is not the office'\''s any more is refused'
paid=$(plan vouchers 2027-01 5)
pg_query "UPDATE fact.ticket_office SET superseded_at = 'infinity' WHERE superseded_at = 'infinity';
	INSERT INTO fact.ticket_office (office_id, payer_no, recipient_policy, form, handler, issue_day, upload_day, valid_from)
	VALUES (13113, '12131132', 1, 1, '医療係', 20, 10, '2020-01-01')"
rows "$paid" "ticket(1, $H + 9, 1, 1, 2, '$DOCTOR', 7000)" "payment($H + 9, 2, 7000, 1)"
pg_query "SELECT hand.decide('2027-01-01', 1, $H + 9, 0, 6000, 0)" >/dev/null
is "$(issue "$paid") $(refusals "$paid")" '1|0|0|1|0|0 9|1|3' 'an own payment that was decided otherwise since is not printed'
is "$(payments)" '01|9|2|6000|0|6000' '… it is charged, as decided'

# ---- at the same time ----------------------------------------------------------------------------
pg_fresh concurrent
a=$(plan vouchers 2027-01 1) b=$(plan monthly 2027-01 1)
for run in $a $b; do
	rows "$run" "ticket(1, $H + 1, 1, 1, 2, '$DOCTOR')" "ticket(1, $H + 2, 1, 1, 2, '$DOCTOR')"
	pg_query "SELECT hand.confirm($run)" >/dev/null
done
pg_as getsuji_run psql -XqAt -c BEGIN -c "SELECT * FROM run.issue_tickets($a, 3)" -c "SELECT pg_sleep(1)" -c COMMIT >"$WORK/a" &
wait_for "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 71 AND objid = 4)"
second=$(issue "$b")
wait
is "$(head -1 "$WORK/a") / $second" '2|2|0|0|0|0 / 2|0|0|2|0|0' 'of two runs that are confirmed at the same time, one issues'
is "$(out)" "1|1|0000018|1|1|$DOCTOR|0
2|1|0000026|2|1|$DOCTOR|0" '… each ticket once'
a=$(plan vouchers 2027-01 2)
rows "$a" "ticket(1, $H + 3, 1, 1, 2, '$DOCTOR')" "ticket(1, $H + 4, 1, 1, 2, '$DOCTOR')"
pg_query "SELECT hand.confirm($a)" >/dev/null
psql -XqAt -c BEGIN -c "INSERT INTO fact.opinion (household_id, person_no, institution_code, service, kind, received_on,
	needed, valid_from, valid_to) VALUES ($H + 3, 1, '$DOCTOR', 2, 2, '2027-01-10', false, '2027-01-01', '2027-07-01')" \
	-c "SELECT pg_sleep(0.7)" -c COMMIT >/dev/null &
wait_for "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'fact.opinion'::regclass AND mode = 'RowExclusiveLock')"
is "$(issue "$a") $(refusals "$a")" '2|1|0|1|0|0 3|1|3' 'a clerk who is recording a refusal at that moment is waited for'
wait
a=$(plan vouchers 2027-01 3)
rows "$a" "ticket(1, $H + 5, 1, 1, 2, '$DOCTOR')"
pg_query "SELECT hand.confirm($a)" >/dev/null
pg_as getsuji_run psql -XqAt -c BEGIN -c "SELECT * FROM run.issue_tickets($a, 3)" -c "SELECT pg_sleep(0.7)" -c COMMIT >/dev/null &
wait_for "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'result.claim_ticket'::regclass AND mode = 'RowExclusiveLock')"
cut=$(pg_as getsuji_run psql -XqAt -c "SELECT run.take_cut()")
is "$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE run_id = $a AND recorded_at < '$cut'")" 1 \
	'a cut that is taken meanwhile waits, and knows what was issued'
wait

# ---- by hand -------------------------------------------------------------------------------------
by_hand() { # NAME SQL: refused to the runner's login
	code 1 "$1" pg_as getsuji_run psql -XqAt -v ON_ERROR_STOP=1 -c "$2"
}
for table in claim_ticket claim_recipient claim_own_payment claim_ticket_run ticket_refusal; do
	by_hand "the runner's login inserts nothing into $table" "INSERT INTO result.$table SELECT * FROM result.$table LIMIT 1"
	by_hand '… nor changes it' "UPDATE result.$table SET run_id = run_id"
	by_hand '… nor deletes from it' "DELETE FROM result.$table"
done
a=$(plan vouchers 2027-01 4)
row="(run_id, household_id, month_on, kind, decided_yen, line_no) VALUES ($a, $H + 6, '2027-01-01', 2, 1, 0)"
by_hand 'it writes no ticket by hand: the task is not running' \
	"INSERT INTO result.ticket SELECT * FROM result.ticket LIMIT 1"
by_hand '… nor into the partition' "INSERT INTO result.ticket_r$a SELECT t.* FROM result.ticket t LIMIT 1"
by_hand '… nor an own payment' "INSERT INTO result.own_payment $row"
by_hand '… nor into that partition' "INSERT INTO result.own_payment_r$a $row"
like "$TAP_ERR" 'by the running task alone' '… and says why'
for call in "refuse_tickets($a)" "number_recipients($a)" "read_payments($a)" "settle_payments($a, '2027-01-01')" "ticket_changes($a)"; do
	by_hand "it calls no part of issuing alone: ${call%(*}" "SELECT run.$call"
	like "$TAP_ERR" 'permission denied' '… it has no right to'
done
by_hand 'a temporary table that is there before changes nothing' \
	"CREATE TEMP TABLE wanted_ticket (x int); SELECT run.issue_tickets($(plan vouchers 2027-01 5), 3)"

# ---- keys, also for the owner --------------------------------------------------------------------
no() { # NAME CONSTRAINT CHANGE…: what is out, once more, with columns changed
	code 1 "$1" psql -XqAt -v ON_ERROR_STOP=1 -c "INSERT INTO result.claim_ticket SELECT (jsonb_populate_record(t,
		jsonb_build_object('line_no', 99, $3))).* FROM result.claim_ticket t WHERE t.issue_no = 1"
	like "$TAP_ERR" "$2" "… by $2"
}
no 'the same ticket twice is impossible' claim_ticket_out "'issue_no', 77"
no 'two revisions of a number out' claim_ticket_number_out "'revision', 2, 'cause', 1, 'household_id', 9"
no 'a second revision without a cause' check "'revision', 2, 'household_id', 9"
no 'a ticket taken back without a run' check "'issue_no', 77, 'cancelled_at', '2027-01-01', 'cancel_cause', 6, 'household_id', 9"
no 'a number of a recipient with letters' recipient_no "'issue_no', 77, 'recipient_no', 'abcdefg', 'household_id', 9"
no 'a ticket of a run that is not confirmed' 'only a confirmed run' "'issue_no', 77, 'run_id', $a, 'household_id', 9"
code 1 'printed and charged that are not what was decided' psql -Xq -v ON_ERROR_STOP=1 -c \
	"INSERT INTO result.claim_own_payment VALUES ($H, '2027-01-01', 2, 100, 50, 49, $a, '2027-01-01')"
done_testing
