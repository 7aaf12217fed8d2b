#!/bin/bash
# Tickets of an office of 1,300 households over three months, through all of their graphs: what was planted in treatments,
# opinions, institutions and insurance ends as planted, every line that is held says so; no key twice, no gap, own payments
# as decided; a later edition finds what changed; registrations leave once.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 1300

# ---- three months: issued, told of insurance, corrected
for month in 2027-01 2027-02 2027-03; do
	[ $month = 2027-01 ] || world $month
	ok "$month: decisions and tickets go through their gate" decide_month $month
	RUN=$(run_of monthly $month)
	is "$(ticket_misfits "$RUN" $month)" '' "$month: every line is issued, or held, as planted: with its days, 単独 or 併用"
	is "$(out_misfits $month combined)" '' "$month: what is out is what was planted"
	for serial in 1 2; do
		ok "$month: result $serial of duplicate coverage" take_duplicates $month $serial
	done
	ok "$month: corrections go through their gate" correct $month
done
is "$(out_misfits 2027-01 combined_after)$(out_misfits 2027-02 combined_after)" '' \
	'every change of insurance ends as planted: 併用 where it was due, 単独 where it was not'
# Tickets of the first two months: everything was told of them by March.
is "$(pg_query "WITH planted AS (SELECT household_id, person_no, service, institution_code, month_on, corrections
		FROM gold.ticket WHERE outcome = 'issue' AND month_on < '2027-03-01'),
	found AS (SELECT household_id, person_no, service, institution_code, month_on, max(revision) - 1 AS corrections,
			bool_and(revision = 1 OR cause = 1) AS of_coverage FROM result.claim_ticket GROUP BY 1, 2, 3, 4, 5)
	SELECT p.*, f.corrections, f.of_coverage FROM planted p JOIN found f USING (household_id, person_no, service,
		institution_code, month_on) WHERE p.corrections <> f.corrections OR NOT of_coverage LIMIT 20")" '' \
	'with one correction record for each, and none for any other'
is "$(pg_query "SELECT string_agg(DISTINCT truth, ' ' ORDER BY truth) FROM gold.ticket WHERE month_on < '2027-03-01'
	AND corrections > 0 AND truth <> 'single'")" 'corrected recorded told told_late' 'each way of learning of a job was planted'
is "$(pg_query "SELECT string_agg(outcome, ' ' ORDER BY outcome) FROM (SELECT DISTINCT outcome FROM gold.ticket) t")" \
	'certification institution_early institution_ended institution_kind institution_unknown issue not_on_aid opinion_expired opinion_missing opinion_refused prescriber suspended twice' \
	'and so was each reason to hold'
is "$(pg_query "SELECT count(*) FROM result.ticket WHERE hold <> 0 AND reason = ''")" 0 'every line that is held says why'
is "$(pg_query "SELECT count(*) FROM result.ticket t JOIN gold.institution i ON i.code = t.institution_code AND i.month_on = t.month_on
	WHERE t.hold = 7 AND (t.reason !~ CASE i.end_reason WHEN 'withdrawn' THEN '辞退' WHEN 'closed' THEN '廃止'
		WHEN 'cancelled' THEN '取消し' WHEN 'dropped' THEN '名簿から削除' ELSE 'no such reason' END)")" 0 \
	'… an institution that is not designated any more, how that came'
is "$(number_misfits)" '' 'no key twice, no gap, one recipient number for a person and month'
is "$(payment_misfits)" '' 'own payments: printed once and charged, together as decided, for every household'
like "$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE own_payment_yen > 0 AND cancelled_at = 'infinity'")" '^[1-9]' \
	'some are printed'

# ---- the same results once more, and a run without news
gs import duplicates "$WORK/world-2027-01/duplicates-$OFFICE-1.csv"
like "$(cat "$WORK/gs.log")" 'imported before, nothing to do' 'the same result once more is a no-op'
BEFORE=$(pg_query 'SELECT count(*), max(recorded_at) FROM result.claim_ticket')
correct 2027-03 --edition 2
issue 2027-03
is "$(pg_query 'SELECT count(*), max(recorded_at) FROM result.claim_ticket')" "$BEFORE" 'without news nothing is issued'

# ---- later in the month: what changed since the tickets of March left
pg_query "CREATE TABLE gold.late AS
	SELECT 'own_payment' AS what, * FROM (SELECT c.* FROM result.claim_ticket c WHERE c.month_on = '2027-03-01' AND c.type <> 3
		AND c.cancelled_at = 'infinity' AND c.own_payment_yen BETWEEN 5000 AND 60000 ORDER BY c.household_id LIMIT 1) t
	UNION ALL SELECT c.* FROM (SELECT CASE row_number() OVER (ORDER BY c.household_id) / 4 WHEN 0 THEN 'shortened'
			WHEN 1 THEN 'ended' WHEN 2 THEN 'suspended' WHEN 3 THEN 'details' WHEN 4 THEN 'refused' END AS what, c.*
		FROM result.claim_ticket c WHERE c.month_on = '2027-03-01' AND c.service = 2 AND c.cancelled_at = 'infinity'
			AND c.own_payment_yen = 0 AND c.from_on = c.month_on AND c.until_on = '2027-03-31'
			AND (SELECT count(*) FROM result.claim_ticket o WHERE o.household_id = c.household_id AND o.month_on = c.month_on
				AND o.cancelled_at = 'infinity') = 1 ORDER BY c.household_id LIMIT 19) c"
mkdir "$WORK/late" "$WORK/later"
late() { # FILE SQL
	psql -Xq -v ON_ERROR_STOP=1 -c "\copy ($(tr '\n' ' ' <<<"$2")) TO '$WORK/$1.csv' CSV HEADER" || exit 1
}
KEY="lpad((x.household_id / 100000000)::text, 5, '0') AS office, x.household_id % 100000000 AS case_no"
TREATMENT="x.person_no, x.item_no, CASE x.basis WHEN 1 THEN 'continuing' ELSE 'single' END AS basis, 'outpatient' AS service,
	x.institution_code, x.prescriber_code"
late late/treatment "SELECT $KEY, $TREATMENT, CASE l.what WHEN 'details' THEN '見直し後の傷病' ELSE x.injury_1 END AS injury_1, x.injury_2,
		x.injury_3, x.first_visit_on, x.remarks, x.valid_from,
		CASE l.what WHEN 'shortened' THEN '2027-03-16' WHEN 'ended' THEN '2027-03-01' END AS valid_to
	FROM gold.late l JOIN fact.current_treatment x USING (household_id, person_no, service, institution_code)
	WHERE l.what IN ('shortened', 'ended', 'details') AND x.valid_to > '2027-03-01'"
late late/opinion "SELECT $KEY, x.person_no, x.institution_code, 'outpatient' AS service, 'continuing' AS kind, x.received_on, 0 AS needed,
		x.valid_from, x.valid_to
	FROM gold.late l JOIN fact.current_opinion x USING (household_id, person_no, service, institution_code)
	WHERE l.what = 'refused' AND x.valid_from < '2027-04-01' AND x.valid_to > '2027-03-01'"
late late/protection "SELECT $KEY, s.* FROM gold.late l JOIN fact.current_protection x USING (household_id)
	CROSS JOIN LATERAL (VALUES ('active', x.valid_from, '2027-03-01', 'illness', 'temporary_income'),
		('suspended', date '2027-03-01', NULL, 'temporary_income', '')) s (state, valid_from, valid_to, start_reason, end_reason)
	WHERE l.what = 'suspended' AND x.valid_to = 'infinity'"
late later/income "SELECT $KEY, x.person_no, 'pension' AS kind, x.item_no, x.amount_yen + 12000 AS amount_yen, 0 AS expenses_yen,
		x.care_premium_yen, x.valid_from FROM gold.late l JOIN fact.current_income x USING (household_id)
	WHERE l.what = 'own_payment' AND x.kind = 2 AND x.item_no = 2 AND x.valid_to = 'infinity'"
changed() { # RUN: of the tickets that were chosen, what became of them: cause, hold, revision, cause, the same recipient number
	pg_query "SELECT l.what, c.cancel_cause, coalesce(h.word, ''), n.revision, n.cause, n.recipient_no = c.recipient_no, count(*)
		FROM gold.late l
		JOIN result.claim_ticket c USING (office_id, month_on, issue_no, revision)
		LEFT JOIN gold.hold h ON h.number = c.cancel_hold
		LEFT JOIN result.claim_ticket n ON (n.office_id, n.month_on, n.issue_no, n.revision) =
			(c.office_id, c.month_on, c.issue_no, c.revision + 1)
		WHERE c.cancel_run_id = $1 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1"
}
actions() { # RUN
	pg_query "SELECT count(*) FROM result.ticket WHERE run_id = $1 AND action IN (1, 2, 3)"
}
ok 'news of March' gs import facts "$WORK/late"
ok 'tickets follow' issue 2027-03 --edition 2
RUN=$(run_of vouchers 2027-03)
is "$(changed "$RUN")" "$(printf '%s\n' 'details|5||2|5|t|4' 'ended|6|treatment_ended||||4' 'refused|6|opinion_refused||||4' \
	'shortened|2||2|2|t|3' 'suspended|6|suspended||||4')" \
	'what is said otherwise is replaced under its number; what is not due any more is taken back, with the cause'
is "$(actions "$RUN")" 19 'and nothing else'
ok 'a pension is higher' gs import facts "$WORK/later"
ok 'the month is decided anew, and tickets with it' decide_month 2027-03 --edition 2
RUN=$(run_of monthly 2027-03)
is "$(changed "$RUN")" 'own_payment|3||2|3|t|1' 'the own payment that was printed is replaced'
is "$(actions "$RUN")" 1 'and nothing else'
is "$(pg_query "SELECT n.own_payment_yen - l.own_payment_yen FROM gold.late l JOIN result.claim_ticket n USING (office_id, month_on, issue_no)
	WHERE l.what = 'own_payment' AND n.cancelled_at = 'infinity'")" 1000 '12,000 yen more a year: 1,000 yen more on the ticket'
is "$(number_misfits)" '' 'numbers hold'
is "$(payment_misfits)" '' 'own payments hold'

# ---- registrations: sent once, answered, and what was lost sent again
survey eligibility 2027-03 && pass eligibility 2027-03
UPLOAD=$(files_of eligibility 2027-03)/registrations.csv
ok 'an upload leaves' test -s "$UPLOAD"
is "$(pg_query "SELECT count(*) FROM result.claim_registration WHERE item = 2")" \
	"$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE type <> 3 AND cancelled_at = 'infinity'")" \
	'every ticket to doctors and pharmacies that is out is in it, no other'
"$BUILD/bench/vouchers" registrations --made-on 2027-03-20 --serial 1 --out "$WORK/answers" --expect "$WORK/expected.csv" \
	"$UPLOAD" >/dev/null
ok 'answers come back' gs import registrations "$WORK/answers/registrations-$OFFICE-1.csv"
is "$(pg_query "SELECT a.state, count(*) FROM result.claim_registration c LEFT JOIN fact.current_registration_answer a USING (record_no)
	GROUP BY 1 ORDER BY 1")" "$(awk -F, '{ n[$2]++ } END { print "2|" n["accepted"]; print "3|" n["rejected"]; print "|" n["lost"] }' \
	"$WORK/expected.csv")" 'accepted, rejected and lost as the other side says'
survey eligibility 2027-03 --edition 2 && pass eligibility 2027-03
is "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $(at["again"]) ~ /^(1|true)$/ { print $(at["record_no"]) }' \
	"$(files_of eligibility 2027-03)/registrations.csv" | sort)" "$(awk -F, '$2 == "lost" { print $1 }' "$WORK/expected.csv" | sort)" \
	'what was not answered is sent again under its number; a duplicate cannot come of it'
done_testing
