#!/bin/bash
# reverse RUN: two persons take a confirmed run back, whole or not at all.  What has not left is undone and can be done
# again by the next edition; what has left stays, is listed, and the next edition deals with the difference: nobody is
# paid twice, nothing is sent twice.
set -u
. tests/harness/tap.sh
. tests/harness/reversal.sh
reversal_office 60

# ---- two persons, once
scene persons
BEFORE=$(out)
code 16 'a run that is not there is not taken back' as getsuji_run reverse 1000000 --reason x
code 16 'asking needs a reason' as getsuji_run reverse "$MONTHLY"
code 12 'what nobody asked for is not done' as getsuji_approve reverse "$MONTHLY" --agree
like "$TAP_ERR" '^GJ2037 ' '… with its message'
code 0 'one asks' as getsuji_run reverse "$MONTHLY" --reason 'wrong rates'
like "$TAP_OUT" "^next: getsuji reverse $MONTHLY --agree$" '… and is told what the other types'
like "$TAP_OUT" 'documents +taken back +[1-9]' '… and what would become of it'
is "$(decision "$MONTHLY") $(out)" "confirmed $BEFORE" 'nothing is changed before'
code 16 'who asked does not agree' as getsuji_run reverse "$MONTHLY" --agree
like "$TAP_ERR" '^GJ2041 ' '… with its message'
PROPOSAL=$(pg_query 'SELECT proposal_id FROM run.proposal')
is "$(sql getsuji_run "SELECT run.reverse($PROPOSAL)")" 'ERROR:  23514' '… nor by hand'
is "$(sql getsuji_run "UPDATE run.run SET decision = 'reversed' WHERE run_id = $MONTHLY")" 'ERROR:  23000' 'the runner cannot say by hand that it was taken back'
is "$(sql getsuji_approve "UPDATE run.run SET decision = 'reversed' WHERE run_id = $MONTHLY")" 'ERROR:  23000' '… nor the approver'
is "$(sql getsuji_run "DELETE FROM result.claim_decision")" 'ERROR:  42501' '… nor take claims away'
is "$(sql getsuji_approve "SELECT run.agree($PROPOSAL)")" 'ERROR:  23000' 'it is no word about a task'
psql -Xq <<<"SELECT pg_advisory_lock(72, $MONTHLY); SELECT pg_sleep(20)" >/dev/null 2>&1 &
HOLDER=$!
wait_for "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 72 AND objid = $MONTHLY)"
code 6 'nobody may be at work on it' as getsuji_approve reverse "$MONTHLY" --agree
kill $HOLDER; pg_query "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 72" >/dev/null
code 0 'another login agrees: a colleague' as colleague reverse "$MONTHLY" --agree --artifacts "$WORK/files"
is "$(decision "$MONTHLY")" reversed 'the run is taken back'
code 12 'a second time is refused' as getsuji_run reverse "$MONTHLY" --reason again
like "$TAP_ERR" 'GJ2173 .*taken back already' '… with who did it'
code 12 '… also for who agrees' as getsuji_approve reverse "$MONTHLY" --agree
is "$(sql getsuji_approve "SELECT run.reverse($PROPOSAL)")" 'ERROR:  23000' '… also by hand'
is "$(pg_query 'SELECT count(*) FROM run.reversal')" 1 'it was done once'
code 12 'nothing of it is done again' as getsuji_run rerun "$MONTHLY" --mode task=notice --yes --reason x
like "$TAP_ERR" '^GJ2177 ' '… with its message'
is "$(sql getsuji_run "UPDATE run.run SET execution = 'planned' WHERE run_id = $MONTHLY")" 'ERROR:  23000' '… not by hand either'
like "$(as getsuji_run status "$MONTHLY")" "^next: getsuji run monthly --month 2027-01 --office $OFFICE --edition 2$" 'status tells how it is computed anew'
ok 'the chain of actions holds' as getsuji_run audit
is "$(pg_query "SELECT command, acted_by FROM run.action WHERE command LIKE 'reverse%' ORDER BY action_id")" \
	$'reverse|getsuji_run\nreverse --agree|colleague' '… with who asked and who did it'

code 2 'what waits for it waits for the next edition' as getsuji_run run payment --month 2027-01 --office $OFFICE --artifacts "$WORK/files"
like "$TAP_OUT$TAP_ERR" "run $MONTHLY .*monthly of 2027-01.* to be confirmed: it is reversed" '… and says so'

# ---- nothing had left: all of it is undone, and done again by the next edition
FIRST=$(cat "$WORK"/files/*reversed.csv)
is "$(out)" '0|0|0|0|0|0' 'no decision, ticket or form of it counts'
is "$(own_payments)" '' 'no own payment is charged'
is "$(pg_query "SELECT count(*) FROM result.reversed_decision")" "$(pg_query "SELECT count(*) FROM result.decision_r$MONTHLY WHERE status = 1
	AND household_id NOT IN (SELECT household_id FROM result.exclusion)")" 'its decisions stay on record'
is "$(listed "$MONTHLY" | cut -d'|' -f1,2)" $'2|1\n3|1\n4|1' 'tickets, forms and documents were taken back'
is "$(tail -n +2 <<<"$FIRST" | wc -l)" "$(pg_query "SELECT count(*) FROM result.reversed_item")" 'the list has a line for each'
like "$(head -1 <<<"$FIRST")" '種類,扱い,福祉事務所,世帯' '… with a heading'
ok '… and is written again on demand' as getsuji_run reverse "$MONTHLY" --output "$WORK/again.csv"
is "$(cat "$WORK/again.csv")" "$FIRST" '… the same'
scene whole
SAID=$(said) OWN=$(own_payments) COUNTS=$(out)
ok 'the run is taken back' reverse "$MONTHLY"
ok 'the next edition goes through its gate' decide_month 2027-01 --edition 2
like "$(as getsuji_run status "$MONTHLY")" "^next: getsuji status $(run_of monthly 2027-01)$" '… to which status of the old one leads'
is "$(out)" "$COUNTS" '… as much counts as before'
is "$(said)" "$SAID" '… the tickets say the same'
is "$(own_payments)" "$OWN" '… own payments are the same'
is "$(twice)$(number_misfits)" '' '… nothing is out twice, no number is missing'

# ---- killed in between
for at in decide.before_commit decide.after_commit; do
	scene "killed-${at#*.}"
	as getsuji_run reverse "$MONTHLY" --reason 'wrong rates' >/dev/null
	GETSUJI_FAILPOINT=$at:1:kill PGUSER=getsuji_approve "$BUILD/getsuji-failpoints" reverse "$MONTHLY" --agree --artifacts "$WORK/files" >"$WORK/kill.log" 2>&1
	is $? 137 "killed at $at"
	if [ $at = decide.before_commit ]; then
		wait_for "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'getsuji_approve')"
		is "$(decision "$MONTHLY") $(out)" "confirmed $COUNTS" '… nothing is changed'
		code 0 '… and the same command does it' as getsuji_approve reverse "$MONTHLY" --agree --artifacts "$WORK/files"
	else
		is "$(decision "$MONTHLY") $(out)" 'reversed 0|0|0|0|0|0' '… all of it is done'
		code 12 '… and the same command says so' as getsuji_approve reverse "$MONTHLY" --agree
		code 0 '… the list is written afterwards' as getsuji_approve reverse "$MONTHLY" --output "$WORK/list.csv"
		is "$(cat "$WORK/list.csv")" "$FIRST" '… and is the same'
	fi
done

# ---- an office without mailings: what is in a file may have left
scene printed
pg_query "UPDATE fact.mail_office SET superseded_at = 'infinity' WHERE superseded_at = 'infinity'"
UNPRINTED=$(pg_query "SELECT count(*) FROM run.hold_hit JOIN run.task USING (run_id, task_no) WHERE run_id = $MONTHLY AND name IN ('ticket_form', 'opinion_form', 'treatment_request')")
STANDING=$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE cancelled_at = 'infinity'")
FORMS=$(pg_query "SELECT (SELECT count(*) FROM result.claim_opinion) + (SELECT count(*) FROM result.claim_examination)")
ok 'the run is taken back' reverse "$MONTHLY"
is "$(pg_query "SELECT count(*) FROM result.reversed_item WHERE item = 4 AND outcome <> 3")" 0 'all documents are listed as having left'
is "$(pg_query "SELECT count(*) FROM result.reversed_item WHERE item IN (2, 3) AND outcome = 1")" "$UNPRINTED" '… tickets and forms, but for those that could not be printed'
is "$(pg_query "SELECT (SELECT count(*) FROM result.claim_ticket WHERE cancelled_at = 'infinity') + (SELECT count(*) FROM result.claim_opinion)
	+ (SELECT count(*) FROM result.claim_examination)")" $((STANDING + FORMS - UNPRINTED)) '… which stay in the register'
like "$(cat "$WORK"/files/*reversed.csv)" '医療券等の券,取り消せない（所外に出た）,13113,13113-[0-9]+,.*次の版で差替え又は取消し' 'the list says what to do'
ok 'the next edition goes through its gate' decide_month 2027-01 --edition 2
is "$(pg_query "SELECT (SELECT count(*) FROM result.claim_ticket WHERE run_id = r) + (SELECT count(*) FROM result.claim_opinion WHERE run_id = r)
	+ (SELECT count(*) FROM result.claim_examination WHERE run_id = r) FROM (VALUES ($(run_of monthly 2027-01))) v (r)")" "$UNPRINTED" \
	'what is out is not issued again, what was not printed is'
is "$(own_payments)" "$OWN" '… and own payments are as before'
is "$(twice)" '' '… nothing is out twice'

# ---- corrected tickets: what was replaced, and nobody was told, is out again
scene corrected
pg_query "INSERT INTO fact.coverage (household_id, person_no, kind, item_no, insurer_no, scheme_no, valid_from)
	SELECT DISTINCT household_id, person_no, 1, 9, '01130012', '', date '2026-12-01' FROM result.claim_ticket
	WHERE type <> 3 AND NOT combined AND household_id % 3 = 0;
	UPDATE fact.treatment SET superseded_at = clock_timestamp() WHERE household_id % 3 = 1 AND superseded_at = 'infinity' AND basis <> 3"
WERE=$(said)
ok 'corrections go through their gate' issue 2027-01
VOUCHERS=$(run_of vouchers 2027-01)
like "$(pg_query "SELECT count(*) FILTER (WHERE cancel_cause <> 6) || ' ' || count(*) FILTER (WHERE cancel_cause = 6) FROM result.claim_ticket
	WHERE cancel_run_id = $VOUCHERS")" '^[1-9][0-9]* [1-9]' '… tickets are replaced and taken back'
ok 'they are taken back' reverse "$VOUCHERS"
is "$(said)" "$WERE" 'the tickets of before are out again'
is "$(twice)$(number_misfits)" '' '… none twice, no number missing'
ok 'the month, too, can be taken back then' reverse "$MONTHLY"
is "$(out)" '0|0|0|0|0|0' '… and nothing of it counts'

# ---- what builds on it
scene later
ok 'a second edition counts' decide_month 2027-01 --edition 2
code 12 'the first is not taken back below it' as getsuji_run reverse "$MONTHLY" --reason x
like "$TAP_ERR" "GJ2174 decisions of run $(run_of monthly 2027-01) build on those of run $MONTHLY" '… with the run in the way'
SECOND=$(run_of monthly 2027-01)
survey monthly 2027-01 --edition 3 && approve monthly 2027-01
ok 'the second is taken back' reverse "$SECOND"
code 12 'a third that was compared with the second does not count' as getsuji_run confirm "$(run_of monthly 2027-01)"
is "$(pg_query "SELECT DISTINCT run_id FROM result.claim_decision WHERE month_on = '2027-01-01'")" "$MONTHLY" 'the first counts again'

# ---- a run that is still on its way
scene unfinished
survey monthly 2027-01 --edition 2 && approve monthly 2027-01 && gs confirm "$(run_of monthly 2027-01)"
ok 'a run whose letters are not made yet is taken back' reverse "$(run_of monthly 2027-01)"
code 12 'nobody goes on with it' as getsuji_run resume "$(run_of monthly 2027-01)" --artifacts "$WORK/files"
like "$TAP_ERR" 'GJ1548 ' '… and is told how it is computed anew'

# ---- incomes and requests
scene outside
pg_query "INSERT INTO fact.income (household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from, origin_run_id)
	VALUES (1311300000001, 1, 2, 99, 1000, 0, 0, '2027-01-01', $MONTHLY)"
code 12 'a run with incomes in force is not taken back' as getsuji_run reverse "$MONTHLY" --reason x
like "$TAP_ERR" '^GJ2175 ' '… with what to do first'
pg_query "UPDATE fact.income SET superseded_at = clock_timestamp() WHERE origin_run_id = $MONTHLY;
	INSERT INTO result.claim_upload_run SELECT $MONTHLY, clock_timestamp()"
code 12 'nor is one that registered outside' as getsuji_run reverse "$MONTHLY" --reason x
like "$TAP_ERR" '^GJ2176 ' '… with its message'

done_testing
