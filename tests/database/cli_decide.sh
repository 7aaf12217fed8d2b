#!/bin/bash
# approve, reject, confirm: who may, in which state, of which digest; and what confirming leaves behind.
# The run is written into the ledger by hand, as a runner would leave it at the gate.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_start
pg_migrate

DIGEST=$(printf '%064d' 0 | tr 0 a)
OTHER=$(printf '%064d' 0 | tr 0 b)

# run_at_gate MONTH EDITION: a computed run of office 1 with households 100000001..3; prints its number.
# Household 3 could not be computed.
run_at_gate() {
	local run
	run=$(PGUSER=getsuji_run pg_query "
		INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
		VALUES ('monthly', 1, '$1-01', $2, sha256(''), '', clock_timestamp(), 'waiting') RETURNING run_id")
	PGUSER=getsuji_run pg_query "
		UPDATE run.run SET decision = 'computed', results_digest = decode('$DIGEST', 'hex') WHERE run_id = $run;
		SELECT run.make_partition('decision', $run)" >/dev/null
	PGUSER=getsuji_run pg_query "$(psql -XqAt -c "
		SELECT format('INSERT INTO result.decision_r$run (%s) SELECT %s FROM generate_series(1, 3) n',
			string_agg(quote_ident(attname), ',' ORDER BY attnum),
			string_agg(CASE attname WHEN 'run_id' THEN '$run' WHEN 'household_id' THEN '100000000 + n'
				WHEN 'status' THEN 'CASE n WHEN 3 THEN 2 ELSE 1 END' WHEN 'rule' THEN ''''''
				WHEN 'event_on' THEN 'NULL' WHEN 'estimated' THEN 'false' ELSE '0' END, ',' ORDER BY attnum))
		FROM pg_attribute WHERE attrelid = 'result.decision'::regclass AND attnum > 0")"
	echo "$run"
}

rent() { # HOUSEHOLD FROM: a clerk records a rent
	PGUSER=getsuji_run pg_query "INSERT INTO fact.rent (household_id, rent_yen, common_charge_yen, special_limit,
		floor_area_cm2, paid_to_landlord, valid_from) VALUES ($1, 30000, 0, false, 0, false, '$2')"
}

run=$(run_at_gate 2027-01 1)

code 12 'confirming before the approval is refused' pg_as getsuji_run "$GETSUJI" confirm "$run"
like "$TAP_ERR" '^GJ1076 ' 'with one message'
code 16 'a short digest is refused' pg_as getsuji_approve "$GETSUJI" approve "$run" --digest aaaaaaaaaaa
code 12 'another digest is refused' pg_as getsuji_approve "$GETSUJI" approve "$run" --digest ${OTHER:0:16}
like "$TAP_ERR" '^GJ1078 ' 'with one message'
code 16 'the login that ran it may not approve' pg_as getsuji_run "$GETSUJI" approve "$run" --digest ${DIGEST:0:16}
like "$TAP_ERR" '^GJ1079 ' 'with one message'
is "$(pg_query 'SELECT count(*) FROM run.approval')" 0 'nothing of all that is left in the ledger'

pg_query 'GRANT getsuji_approver TO getsuji_run' >/dev/null
code 16 'nor may it when it is in both groups' pg_as getsuji_run "$GETSUJI" approve "$run" --digest ${DIGEST:0:16}
like "$TAP_ERR" '^GJ1080 ' 'since the constraint is in the database'
pg_query 'REVOKE getsuji_approver FROM getsuji_run' >/dev/null

code 0 'another login approves the digest, by its beginning' \
	pg_as getsuji_approve "$GETSUJI" approve "$run" --digest ${DIGEST:0:12}
like "$TAP_OUT" "getsuji confirm $run" 'and is told the next command'
code 12 'a second approval is refused' pg_as getsuji_approve "$GETSUJI" approve "$run" --digest $DIGEST
code 16 'the approver may not confirm' pg_as getsuji_approve "$GETSUJI" confirm "$run"
code 12 'an approved run cannot be rejected' pg_as getsuji_approve "$GETSUJI" reject "$run" --reason late

rent 100000002 2027-01-01
rent 100000001 2027-02-01
code 4 'confirming pulls out whose facts changed since the cut' pg_as getsuji_run "$GETSUJI" confirm "$run"
like "$TAP_OUT" '1-2 .*rent' 'by key and table'
is "$(pg_query "SELECT household_id FROM result.exclusion WHERE run_id = $run")" 100000002 'and nobody else'
is "$(pg_query "SELECT household_id FROM result.claim_decision WHERE run_id = $run")" 100000001 \
	'what is neither excluded nor incomputable is in force'
is "$(pg_query "SELECT decision FROM run.run WHERE run_id = $run")" confirmed 'the run is confirmed'
is "$(pg_query "SELECT string_agg(command || ' ' || acted_by, ',' ORDER BY action_id) FROM run.action")" \
	'approve getsuji_approve,confirm getsuji_run' 'the ledger says who did what'
code 12 'confirming twice is refused' pg_as getsuji_run "$GETSUJI" confirm "$run"

second=$(run_at_gate 2027-01 2)
code 0 'a second edition can be approved' pg_as getsuji_approve "$GETSUJI" approve "$second" --digest $DIGEST
code 0 'and confirmed beside the first' pg_as getsuji_run "$GETSUJI" confirm "$second"

third=$(run_at_gate 2027-02 1)
pg_query "INSERT INTO result.claim_decision VALUES (100000001, '2027-02-01', 1, $run)" >/dev/null
code 0 'a run whose household is claimed elsewhere is approved' \
	pg_as getsuji_approve "$GETSUJI" approve "$third" --digest $DIGEST
code 12 'but not confirmed' pg_as getsuji_run "$GETSUJI" confirm "$third"
like "$TAP_ERR" '^GJ1082 ' 'with one message'
is "$(pg_query "SELECT decision, (SELECT count(*) FROM result.claim_run c WHERE c.run_id = r.run_id)
	FROM run.run r WHERE run_id = $third")" 'approved|0' 'and nothing half-done'

fourth=$(run_at_gate 2027-03 1)
code 16 'rejecting needs a reason' pg_as getsuji_approve "$GETSUJI" reject "$fourth"
code 0 'rejecting with one' pg_as getsuji_approve "$GETSUJI" reject "$fourth" --reason 'rents are missing'
code 0 'status of a rejected run' pg_as getsuji_run "$GETSUJI" status "$fourth"
like "$TAP_OUT" '^next: getsuji run monthly --month 2027-03 --office 1 --edition 2$' 'asks for the next edition'
code 16 'a run that does not exist' pg_as getsuji_approve "$GETSUJI" approve 99 --digest $DIGEST
like "$TAP_ERR" '^GJ1075 ' 'is named'

done_testing
