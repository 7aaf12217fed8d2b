#!/bin/bash
# reverse RUN where money and mail follow a decision: payments that have not left get counter-entries and their bank file is
# revoked; what has left counts on and the next edition pays the difference; pieces of mail are pulled, or free again; slips
# are void, or stay.
set -u
. tests/harness/tap.sh
. tests/harness/reversal.sh
reversal_office 60

# ---- payments
scene paid
ok 'payments go through their gate' pays 1
PAYMENT=$(run_of payment 2027-01) PAID=$PGDATABASE
TOTAL=$(pg_query "SELECT sum(amount_yen) FROM result.claim_payment")
like "$(pg_query "SELECT count(*) FILTER (WHERE method = 1) || ' ' || count(*) FILTER (WHERE method = 2) FROM result.claim_payment")" '^[1-9][0-9]* [1-9]' \
	'… there are transfers and payments at the counter'
cp -a "$WORK/files" "$HOME_OF_ALL/paid-files"
scene unsent paid paid-
ok 'the decision is taken back before the file left' reverse "$MONTHLY"
is "$(listed "$MONTHLY" | grep '^1')" "1|1|$(pg_query 'SELECT count(*) FROM result.claim_payment')|$TOTAL" 'every payment has its counter-entry'
is "$(pg_query "SELECT count(*) FROM result.claim_bank_file WHERE revoked_at < 'infinity'")" 1 'the file is revoked'
like "$(bank_takes)" 23000 '… and cannot be sent any more'
is "$(pg_query "SELECT sum(paid_yen) FROM result.payment_balance")" 0 'nothing is paid'
decide_month 2027-01 --edition 2
ok 'the next edition pays' pays 2
is "$(pg_query "SELECT sum(amount_yen) FROM result.claim_payment WHERE countered_at = 'infinity'")" "$TOTAL" '… the same'
is "$(twice)" '' '… nobody twice'

scene sent paid paid-
is "$(bank_takes)" 1 'the file leaves'
TRANSFERS=$(pg_query "SELECT sum(amount_yen) FROM result.claim_payment WHERE method = 1")
ok 'the decision is taken back afterwards' reverse "$MONTHLY"
is "$(pg_query "SELECT sum(amount_yen) FROM result.reversed_item WHERE item = 1 AND outcome = 3")" "$TRANSFERS" 'the transfers are listed as having left'
is "$(pg_query "SELECT sum(amount_yen) FROM result.claim_payment WHERE countered_at = 'infinity'")" "$TRANSFERS" '… and count on'
like "$(cat "$WORK"/files/monthly*reversed.csv)" '支払（家主へ.*,取り消せない（所外に出た）,.*bank/zengin' '… by file and part'
# By the next decision one household gets more, for an income was none; another less, for one was not known.
MORE=$(pg_query "SELECT min(household_id) FROM fact.current_income JOIN result.claim_payment c USING (household_id)
	WHERE kind = 2 AND c.method = 1 AND c.part = 1 AND valid_from < '2027-01-01' AND valid_to > '2027-02-01'")
LESS=$(pg_query "SELECT min(household_id) FROM result.claim_payment c WHERE method = 1 AND part = 1 AND amount_yen > 60000
	AND household_id NOT IN (SELECT household_id FROM fact.current_income) AND household_id <> $MORE")
pg_query "UPDATE fact.income SET superseded_at = clock_timestamp() WHERE household_id = $MORE AND superseded_at = 'infinity';
	INSERT INTO fact.income (household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from)
	VALUES ($LESS, 1, 3, 1, 20000, 0, 0, '2026-12-01')"
decide_month 2027-01 --edition 2
ok 'the next edition pays what is left' pays 2
PAYMENT_2=$(run_of payment 2027-01)
is "$(pg_query "SELECT household_id, method, amount_yen > 0 FROM result.claim_payment WHERE run_id = $PAYMENT_2 AND method = 1")" "$MORE|1|t" \
	'… one transfer: of what somebody gets more'
is "$(pg_query "SELECT household_id, hold, amount_yen < 0 FROM result.payment WHERE run_id = $PAYMENT_2 AND hold = 3 AND amount_yen < 0")" "$LESS|3|t" \
	'… who got too much is held, and listed'
is "$(pg_query "SELECT sum(c.yen) - sum(d.payable_total) FROM (SELECT household_id, sum(amount_yen) AS yen FROM result.claim_payment
		WHERE countered_at = 'infinity' GROUP BY 1) c JOIN result.current_decision d USING (household_id)")" \
	"$(pg_query "SELECT -sum(amount_yen) FROM result.payment WHERE run_id = $PAYMENT_2 AND hold = 3")" '… but for that, the sum is what was decided'
is "$(twice)" "paid|$LESS|0" '… and nobody else has more'

scene pay-day paid paid-
pg_query "ALTER TABLE result.claim_payment DISABLE TRIGGER guard; UPDATE result.claim_payment SET pay_on = '2020-01-06';
	ALTER TABLE result.claim_payment ENABLE TRIGGER guard"
ok 'payments are taken back after their pay day, with the file still here' reverse "$PAYMENT"
is "$(listed "$PAYMENT" | cut -d'|' -f1,2)" $'1|1\n1|3' 'transfers are undone; what was paid at the counter is listed'
is "$(pg_query "SELECT DISTINCT method FROM result.claim_payment WHERE countered_at = 'infinity'")" 2 '… and counts on'
is "$(decision "$MONTHLY")" confirmed 'the decision stands'

# ---- at the same time: whoever comes second sees what the first did
scene race
survey payment 2027-01 && approve payment 2027-01 && gs confirm "$(run_of payment 2027-01)"
PAYMENT=$(run_of payment 2027-01)
as getsuji_run reverse "$MONTHLY" --reason 'wrong rates' >"$WORK/reverse.log"
PROPOSAL=$(pg_query 'SELECT max(proposal_id) FROM run.proposal')
held_by() { wait_for "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 71 AND objid = 7 AND granted)"; }
scene pays-first race ''
pg_as getsuji_run psql -Xqc 'BEGIN' -c "SELECT * FROM run.issue_payments($PAYMENT, 4)" -c 'SELECT pg_sleep(1)' -c 'COMMIT' >"$WORK/first.log" 2>&1 &
held_by
code 12 'a decision that was paid meanwhile is not taken back as it was listed' as getsuji_approve reverse "$MONTHLY" --agree --artifacts "$WORK/files"
like "$TAP_ERR" '^GJ2252 ' '… and says so'
wait $!
is "$(decision "$MONTHLY")" confirmed '… nothing is changed'
ok '… but asked for again it is' reverse "$MONTHLY"
like "$(pg_query "SELECT count(*), count(*) FILTER (WHERE countered_at = 'infinity') FROM result.claim_payment")" '^[1-9][0-9]*\|0$' \
	'… every payment has its counter-entry'
scene reverses-first race ''
pg_as getsuji_approve psql -Xqc 'BEGIN' -c "SELECT run.reverse($PROPOSAL)" -c 'SELECT pg_sleep(1)' -c 'COMMIT' >"$WORK/first.log" 2>&1 &
held_by
ok 'a decision is paid while it is being taken back' gs resume "$PAYMENT" --artifacts "$WORK/files"
wait $!
is "$(decision "$MONTHLY")|$(pg_query "SELECT count(*) FROM result.claim_payment")" 'reversed|0' '… nothing of it is paid'

# ---- mail
scene mailed
ok 'a mailing goes through its gate' survey mailing 2027-01
pass mailing 2027-01
MAILING=$(run_of mailing 2027-01)
ENCLOSED=$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE freed_at = 'infinity'")
INHOUSE=$(pg_query "SELECT count(*) FROM result.claim_mail_document JOIN result.claim_mail_piece USING (run_id, piece_no) WHERE route = 2")
cp -a "$WORK/files" "$HOME_OF_ALL/mailed-files"
scene mail-out mailed mailed-
ok 'the decision is taken back while pieces can be pulled' reverse "$MONTHLY"
is "$(pg_query "SELECT count(*), min(place) ~ '^郵送 $MAILING 封筒' FROM result.reversed_item WHERE item = 4 AND outcome = 2")" "$ENCLOSED|t" \
	'each document in an envelope is listed, with mailing and piece'
like "$(cat "$WORK"/files/monthly*reversed.csv)" '文書（保護決定通知書）,引抜きが必要,.*getsuji mail pull' '… and what to do'
is "$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE cancelled_at = 'infinity'")" 0 'the tickets in them are void'
is "$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE freed_at = 'infinity'")" "$ENCLOSED" 'the documents stay claimed until the pieces are pulled'

scene too-late mailed mailed-
pg_query "UPDATE result.claim_mailing SET cut_off_on = '2020-01-06'"
ok 'it is taken back after the cut-off' reverse "$MONTHLY"
is "$(pg_query "SELECT count(*) FROM result.reversed_item WHERE item = 4 AND outcome = 3")" "$ENCLOSED" 'the documents are listed as having left'
is "$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE cancelled_at = 'infinity'")" \
	"$(pg_query "SELECT count(*) FROM result.reversed_item WHERE item = 2 AND outcome = 3")" '… and their tickets stay in the register'

scene unpacked mailed mailed-
ok 'a mailing is taken back before it was packed' reverse "$MAILING"
is "$(listed "$MAILING" | cut -d'|' -f1,2)" $'5|1\n5|3' 'its pieces are undone, but for those that the office prints itself'
is "$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE freed_at = 'infinity'")" "$INHOUSE" '… their documents are free'
ok 'the next edition sends them' survey mailing 2027-01 --edition 2
pass mailing 2027-01
is "$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE freed_at = 'infinity'")" "$ENCLOSED" '… each, once'
is "$(twice)" '' '… none twice'

scene packed mailed mailed-
pg_query "INSERT INTO run.mail_package (run_id, package_no, manifest, sealed, sealed_bytes, pieces, office_certificate, contractor_certificate, reason)
	SELECT $MAILING, 1, d, d, 1, 1, d, d, '' FROM sha256('x') d"
code 12 'one that left in a package is not taken back' as getsuji_run reverse "$MAILING" --reason x
like "$TAP_ERR" 'GJ2178 .*package' '… with its message'

# ---- slips
scene slips
pg_query "INSERT INTO fact.repayment (household_id, claim_no, article, decided_on, total_yen, valid_from)
	SELECT household_id, 77, 1, '2026-12-01', 30000, '2026-12-01' FROM fact.current_address WHERE kind = 1 AND valid_to = 'infinity'
	ORDER BY household_id LIMIT 3"
ok 'slips go through their gate' survey slips 2027-01
pass slips 2027-01
SLIPS=$(run_of slips 2027-01)
WERE=$(pg_query "SELECT household_id, claim_no, instalment_no, part_no, yen FROM result.claim_slip WHERE voided_at = 'infinity' ORDER BY 1, 2, 3, 4")
like "$(wc -l <<<"$WERE")" '^[3-9]' '… there are some'
cp -a "$WORK/files" "$HOME_OF_ALL/slips-files"
scene slips-back slips slips-
ok 'they are taken back' reverse "$SLIPS"
is "$(listed "$SLIPS" | grep '^6' | cut -d'|' -f1,2)" '6|1' '… all'
is "$(pg_query "SELECT count(*) FILTER (WHERE voided_at = 'infinity'), count(DISTINCT void_cause) FROM result.claim_slip")" '0|1' 'none can be paid with'
survey slips 2027-01 --edition 2 && pass slips 2027-01
is "$(pg_query "SELECT household_id, claim_no, instalment_no, part_no, yen FROM result.claim_slip WHERE voided_at = 'infinity' ORDER BY 1, 2, 3, 4")" "$WERE" \
	'the next edition makes them again'

scene slips-changed slips slips-
pg_query "UPDATE fact.repayment SET superseded_at = clock_timestamp() WHERE claim_no = 77;
	INSERT INTO fact.repayment (household_id, claim_no, article, decided_on, total_yen, valid_from)
	SELECT household_id, 77, 1, '2026-12-01', 20000, '2026-12-01' FROM result.claim_repayment WHERE claim_no = 77"
survey slips 2027-01 --edition 2 && pass slips 2027-01
like "$(pg_query "SELECT count(*) FROM result.claim_slip WHERE void_run_id = $(run_of slips 2027-01)")" '^[3-9]' 'a later edition replaces slips'
ok '… and is taken back' reverse "$(run_of slips 2027-01)"
is "$(pg_query "SELECT household_id, claim_no, instalment_no, part_no, yen FROM result.claim_slip WHERE voided_at = 'infinity' ORDER BY 1, 2, 3, 4")" "$WERE" \
	'the slips of before can be paid with again'
is "$(pg_query "SELECT run_id FROM result.claim_slip WHERE voided_at = 'infinity' GROUP BY 1")" "$SLIPS" '… they themselves'
done_testing
