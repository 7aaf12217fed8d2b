#!/bin/bash
# Nobody is paid twice: random attempts, several sessions at once, to pay again what was paid (reruns, stale and forged
# plans, copies of payments, SQL by hand), among decisions that change, files that leave, transfers that come back,
# runs that are taken back and done again; then two schedulers of the real program.  ATTEMPTS: how many (3000).
. tests/harness/tap.sh
PG_OPTIONS='-c deadlock_timeout=100ms -c max_locks_per_transaction=512'
. tests/harness/pg.sh
. tests/harness/attempts.sh

ATTEMPTS=${ATTEMPTS:-3000} SESSIONS=4
pg_office 24 3
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/payment.sql -f tests/database/payment_twice.sql || exit 1
pg_query "DELETE FROM fact.hold;
	INSERT INTO fact.paying_account (office_id, kind, code_class, requester_code, requester_kana, bank_code, bank_kana,
		branch_code, branch_kana, account_kind, account_no, pay_day, shift, line_ends, valid_from)
	VALUES (13113, 21, 0, '0000000001', 'ミホンシ', '9999', 'ミホン', '001', 'ホンテン', 1, '0000001', 5, 1, true, '2020-01-01');
	INSERT INTO fact.payee (office_id, payee_no, kind, name, bank_code, bank_kana, branch_code, branch_kana, account_kind,
		account_no, holder_kana, valid_from)
	VALUES (13113, 2, 1, '家主', '9999', 'ミホン', '002', 'エキマエ', 1, '0000002', 'ヤヌシ', '2020-01-01');
	INSERT INTO fact.proxy (household_id, part, payee_no, valid_from)
	SELECT household_id, 2, 2, '2020-01-01' FROM fact.current_household WHERE household_id % 3 = 0;
	SELECT hand.account(household_id, lpad((household_id % 1000)::text, 7, '0')), hand.method(household_id, 1 + (household_id % 6 = 1)::int)
	FROM (SELECT household_id FROM fact.current_household) h;
	SELECT hand.decide_all('2027-01-01'), hand.decide_all('2027-02-01');
	SELECT hand.plan('2027-01-01', false, false), hand.plan('2027-02-01', false, false)" >/dev/null || exit 1

# Each new decision and plan is a table; of many attempts fewer are.
rare=$(awk "BEGIN { r = 400 / $ATTEMPTS; print (r > 0.04 ? 0.04 : r) }")
attempts "$rare"
is "$(pg_query 'TABLE hand.wrong')" '' 'nobody is paid more than was decided; balances and counter-entries are those of the register'
is "$(pg_query 'TABLE hand.replayed')" '' '… nor was at any moment'
is "$(pg_query 'TABLE hand.left_twice')" '' '… and no more money left than that'
is "$(pg_query "SELECT DISTINCT outcome FROM hand.outcome WHERE kind = 'runner' AND outcome NOT IN ('done', '42501', '23000', '23514')")" '' \
	'what the runner'\''s login tries is refused'
is "$(pg_query "SELECT count(*) > 20, count(*) FILTER (WHERE turn_no > 1) > 5, count(*) FILTER (WHERE countered_at < 'infinity') > 5
	FROM result.claim_payment")" 't|t|t' 'payments were made, undone and made again'
is "$(pg_query "SELECT (SELECT count(*) FROM result.payment_refusal) > 20,
	(SELECT count(*) FROM hand.outcome WHERE kind = 'copy' AND outcome IN ('23505', '23514')) > 0")" 't|t' \
	'… and attempts were refused: by the function and by the constraints'

# ---- two schedulers ------------------------------------------------------------------------------
pg_fresh schedulers
H=1311300000000 FILES=$WORK/files
pg_query "SELECT hand.decide_all('2027-03-01')" >/dev/null
gs() {
	pg_as getsuji_run "$GETSUJI" --lang en "$@" >"$WORK/gs$BASHPID.log" 2>&1
	case $? in 0 | 4) return 0 ;; *) return 1 ;; esac
}
gate() { # EDITION: up to the gate and confirmed; the run in RUN
	gs run payment --month 2027-03 --office 13113 --edition "$1" --artifacts "$FILES"
	RUN=$(pg_query 'SELECT max(run_id) FROM run.run')
	pg_as getsuji_approve "$GETSUJI" approve "$RUN" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run
		WHERE run_id = $RUN")" >/dev/null 2>&1
	gs confirm "$RUN"
}
gate 1
ONE=$RUN
gate 2
TWO=$RUN
(gs resume "$ONE" --artifacts "$FILES") &
(gs resume "$ONE" --artifacts "$FILES") &
(gs resume "$TWO" --artifacts "$FILES") &
(gs resume "$TWO" --artifacts "$FILES") &
wait
gs resume "$ONE" --artifacts "$FILES"
gs resume "$TWO" --artifacts "$FILES"
is "$(pg_query "SELECT execution FROM run.run WHERE run_id IN ($ONE, $TWO)")" 'done
done' 'two editions of one month, each by two schedulers, come to their end'
is "$(pg_query "SELECT count(*) > 10 AND count(*) = count(DISTINCT (household_id, part)) AND count(DISTINCT run_id) = 1
	FROM result.claim_payment WHERE month_on = '2027-03-01'")" t 'one of them pays'
is "$(pg_query "SELECT count(*), count(DISTINCT refusal), max(refusal) FROM result.payment_refusal WHERE run_id IN ($ONE, $TWO)")" \
	"$(pg_query "SELECT count(*) FROM result.claim_payment WHERE month_on = '2027-03-01'")|1|5" '… the other says that it was paid'
is "$(pg_query 'SELECT count(*) FROM hand.wrong')" 0 '… and nobody twice'

# ---- imported again, taken back and done again -----------------------------------------------------
paid() { # household, part, yen of what counts
	pg_query "SELECT household_id, part, amount_yen FROM result.claim_payment WHERE month_on = '2027-03-01' AND countered_at = 'infinity'
		ORDER BY 1, 2, 3"
}
PAID=$(pg_query "SELECT DISTINCT run_id FROM result.claim_payment WHERE month_on = '2027-03-01'") BEFORE=$(paid)
gs import facts "$FACTS"
gate 3
ok 'an edition after the facts were imported again' gs resume "$RUN" --artifacts "$FILES"
is "$(pg_query "SELECT count(*) FROM result.claim_payment WHERE run_id = $RUN") $(paid | diff - <(echo "$BEFORE"))" '0 ' '… pays nobody'
taken_back() {
	pg_as getsuji_run "$GETSUJI" reverse "$1" --reason wrong >/dev/null 2>&1 &&
		pg_as getsuji_approve "$GETSUJI" reverse "$1" --agree --artifacts "$FILES" >/dev/null 2>&1
}
ok 'two persons take back the run that paid, whose files have not left' taken_back "$PAID"
is "$(paid)" '' '… and none of it counts any more'
gate 4
ok 'the next edition' gs resume "$RUN" --artifacts "$FILES"
is "$(paid)" "$BEFORE" '… pays all of it again'
is "$(pg_query "SELECT count(*) FROM result.payment_counter k JOIN result.claim_payment c USING (run_id, payment_no)
	WHERE c.month_on = '2027-03-01' AND k.cause = 1")" "$(echo "$BEFORE" | wc -l)" '… and each payment that was taken back has its counter-entry'
gs resume "$PAID" --artifacts "$FILES"
gs rerun "$RUN" --mode task=payment_issue,downstream --yes --reason test --artifacts "$FILES"
is "$(paid)|$(pg_query 'SELECT count(*) FROM hand.wrong')" "$BEFORE|0" 'neither the one that was taken back nor the one that was done again pays more'

# ---- undone while another run issues: it counts at that run's instant ------------------------------
pg_fresh instant
FILES=$WORK/instant
pg_query "SELECT hand.decide_all('2027-03-01')" >/dev/null
gate 1
WAITS=$RUN
gate 2
gs resume "$RUN" --artifacts "$FILES"
UNDONE=$(pg_query "SELECT min(household_id) FROM result.claim_payment WHERE run_id = $RUN")
coproc OTHER { psql -XqAt; }
echo "BEGIN; LOCK TABLE result.claim_payment_run IN SHARE MODE; SELECT 'locked';" >&"${OTHER[1]}"
read -r _ <&"${OTHER[0]}"
pg_query "SELECT n_written FROM run.issue_payments($WAITS, 3)" >"$WORK/issued" &
ISSUING=$!
wait_for "SELECT $(awaited result.claim_payment_run)" # it has its instant
echo "SELECT run.counter_payments($RUN, ARRAY(SELECT payment_no FROM result.claim_payment WHERE household_id = $UNDONE
	AND run_id = $RUN), 3); COMMIT; \q" >&"${OTHER[1]}"
wait $ISSUING
is "$(cat "$WORK/issued")" 0 'what nobody came for, said while another run issues, is not paid by that one'
is "$(pg_query "SELECT DISTINCT c.countered_at > r.recorded_at, x.refusal FROM result.claim_payment c
	JOIN result.claim_payment_run r ON r.run_id = $WAITS
	JOIN result.payment_refusal x ON x.run_id = $WAITS AND x.household_id = c.household_id AND x.part = c.part
	WHERE c.household_id = $UNDONE AND c.month_on = '2027-03-01'")" 't|5' '… which has its instant before it, and says that it was paid'
is "$(pg_query 'SELECT (SELECT count(*) FROM hand.wrong), (SELECT count(*) FROM hand.replayed)')" '0|0' '… so that the register never tells of both'
gate 3
gs resume "$RUN" --artifacts "$FILES"
is "$(pg_query "SELECT DISTINCT household_id FROM result.claim_payment WHERE run_id = $RUN AND month_on = '2027-03-01'")" "$UNDONE" \
	'… and the next edition pays it, and nobody else'
done_testing
