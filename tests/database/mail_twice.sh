#!/bin/bash
# Nothing is printed or posted twice: random attempts, several sessions at once, to issue what was issued (mailings started
# again, stale and forged plans, copies of what is out, SQL by hand), among packages that leave, pieces that are pulled,
# scans of damaged, withdrawn, doubled and mixed envelopes, reprints, runs that are taken back and done again; slips
# likewise.  ATTEMPTS: how many (800); SESSIONS: at a time (4).
. tests/harness/tap.sh
PG_OPTIONS='-c deadlock_timeout=100ms -c max_locks_per_transaction=1024'
. tests/harness/pg.sh
. tests/harness/attempts.sh
. tests/harness/mailing.sh

ATTEMPTS=${ATTEMPTS:-800} SESSIONS=${SESSIONS:-4}
mailing_office
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/mail_twice.sql || exit 1
pg_query "INSERT INTO fact.repayment (household_id, claim_no, article, decided_on, total_yen, valid_from)
	SELECT household_id, 1, 1, '2026-12-01', 60000, '2026-12-01' FROM hand.calm WHERE n <= 6;
	INSERT INTO fact.instalment (household_id, claim_no, instalment_no, due_on, amount_yen, valid_from)
	SELECT household_id, 1, i, '2027-01-31', 30000, '2026-12-01' FROM hand.calm CROSS JOIN generate_series(1, 2) i WHERE n <= 6;
	INSERT INTO fact.slip_office (office_id, maker_code, collector, account_name, due_shift, valid_from)
	VALUES (13113, '900001', 'sample', 'account', 2, '2020-01-01')" || exit 1
pg_fresh attempts
pg_query "SELECT hand.notices('2027-01-01', 1, ARRAY(SELECT generate_series(1, 12)), 3), hand.notices('2026-12-01', 1, '{1,2,3,4,5,6}', 1)
	FROM hand.protect(12);
	SELECT hand.plan_slips(false); SELECT hand.plan_mail(false, false)" >/dev/null || exit 1

psql -Xq -v ON_ERROR_STOP=1 -c "SET client_min_messages = error" -c "CALL hand.warm_up()" || exit 1
# Each new plan is some tables, and a look at everything takes long when there is much: of many attempts fewer are.
rare=$(awk "BEGIN { r = 400 / $ATTEMPTS; print (r > 0.15 ? 0.15 : r) }")
every=$((ATTEMPTS > 10000 ? ATTEMPTS / 200 : 50))
attempts "$rare" "$every"
is "$(pg_query 'SELECT what, count(*), min(run_id), min(no) FROM hand.wrong GROUP BY 1')" '' 'nothing is printed or posted twice; what is closed is accounted for; numbers have no gaps'
is "$(pg_query 'SELECT what, count(*), min(run_id), min(no) FROM hand.found GROUP BY 1')" '' '… nor was at any moment that was looked at'
is "$(pg_query "SELECT DISTINCT outcome FROM hand.outcome WHERE kind = 'runner' AND outcome NOT IN ('done', '42501', '23000', '23514')")" '' \
	'what the runner'\''s login tries is refused'
is "$(pg_query "SELECT DISTINCT kind, outcome FROM hand.outcome WHERE outcome NOT IN ('done', '23000', '23505', '40P01', '23514', '42501', 'P0002')
	AND NOT (kind = 'reverse' AND outcome = '55006')")" '' 'what is refused is refused for a reason, not for an accident'
is "$(pg_query "SELECT DISTINCT kind, outcome FROM hand.outcome WHERE kind IN ('copy', 'copy slip') AND outcome NOT IN ('23505', 'P0002')")" '' \
	'… copies by the constraints'
is "$(pg_query "SELECT hand.seen()")" '{t,t,t,t,t,t,t}' 'documents were mailed, freed and mailed again; pieces reprinted, sealed, pulled and at fault; slips made'
done_testing
