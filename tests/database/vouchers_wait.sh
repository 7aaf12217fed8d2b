#!/bin/bash
# Graph `vouchers` is started before the month's decisions are confirmed: it waits, and then issues by these decisions and
# by what was recorded until then.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 150
survey monthly 2027-01 || exit 1

code 2 'tickets wait for the decisions' pg_as getsuji_run "$GETSUJI" run vouchers --month 2027-01 --office $OFFICE --artifacts "$WORK/files"
RUN=$(run_of vouchers 2027-01)
is "$(pg_query "SELECT execution, (SELECT count(*) FROM result.ticket t WHERE t.run_id = r.run_id) FROM run.run r WHERE r.run_id = $RUN")" \
	'waiting|0' 'and nothing is done yet'
# A clerk records what nobody planted: a person who sees a doctor needs a dentist, too.
pg_query "WITH late AS (
		SELECT t.household_id, t.person_no, (SELECT min(d.institution_code) FROM gold.ticket d WHERE d.service = 3 AND d.outcome = 'issue') AS code,
			t.combined
		FROM gold.ticket t WHERE t.outcome = 'issue' AND t.service = 1 AND NOT t.combined AND t.from_on = '2027-01-01'
			AND t.until_on = '2027-01-31' ORDER BY 1, 2 LIMIT 1
	), told AS (
		INSERT INTO fact.treatment (household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1,
			injury_2, injury_3, first_visit_on, remarks, valid_from)
		SELECT household_id, person_no, 30, 2, 3, code, '', '齲蝕症', '', '', '2027-01-05', '', '2027-01-05' FROM late
	)
	INSERT INTO gold.ticket (month_on, household_id, person_no, service, institution_code, item_no, outcome, from_on, until_on, combined, truth)
	SELECT '2027-01-01', household_id, person_no, 3, code, 30, 'issue', '2027-01-05', '2027-01-31', combined, 'late' FROM late" || exit 1
approve monthly 2027-01 && gs confirm "$(run_of monthly 2027-01)" || exit 1
ok 'once they are confirmed it goes on' gs resume "$RUN" --artifacts "$WORK/files"
is "$(pg_query "SELECT count(*) FROM result.ticket t JOIN gold.hold h ON h.number = t.hold JOIN result.decision d USING (household_id)
	WHERE t.run_id = $RUN AND h.word = 'decision' AND d.status = 1 AND d.run_id = $(run_of monthly 2027-01)")" 0 'no ticket is held for want of a decision that is there'
is "$(ticket_misfits "$RUN" 2027-01)" '' 'every line is as planted, or as it was recorded meanwhile'
ok 'its tickets pass the gate' pass vouchers 2027-01
is "$(out_misfits 2027-01 combined)" '' 'and what is out is that'
is "$(payment_misfits)" '' 'own payments are those that were confirmed'
is "$(number_misfits)" '' 'no key twice, no gap'
done_testing
