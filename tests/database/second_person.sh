#!/bin/bash
# skip and set-ok: asked for by one login, agreed to by another; the database holds both to it.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 60 5
psql -Xqc 'CREATE ROLE colleague LOGIN IN ROLE getsuji_runner'
cat >"$WORK/two.yaml" <<'Y'
graph: two
tasks:
  - {name: recalculate, job: recalculate}
  - {name: compare, job: compare, after: [recalculate]}
  - {name: impact, report: impact, after: [compare]}
  - {name: approval, gate: confirmed, digest: [recalculate, compare], after: [compare]}
Y
as() { pg_as "$1" "$GETSUJI" --lang en "${@:2}"; }
sql() { pg_as "$1" psql -XqAt -v VERBOSITY=sqlstate -c "$2" 2>&1; }
resume() { as getsuji_run resume 2 --artifacts "$WORK/files"; }
state() { pg_query "SELECT state FROM run.task WHERE run_id = 2 AND name = '$1'"; }

# impact fails: the right to read a table that it alone reads is taken away.
psql -Xqc 'REVOKE SELECT ON fact.caseworker FROM getsuji_runner'
as getsuji_run run "$WORK/two.yaml" --month 2027-01 --office $OFFICE --artifacts "$WORK/files" >"$WORK/run.log" 2>&1
is "$(state impact)" failed 'a task that failed'

# ---- asking
code 16 'set-ok needs a reason' as getsuji_run set-ok 2 impact
code 16 'and a task of the run' as getsuji_run set-ok 2 impakt --reason x
like "$TAP_ERR" 'Did you mean impact' 'the nearest is named'
code 12 'a task that is done is not taken as good' as getsuji_run set-ok 2 compare --reason x
like "$TAP_ERR" '^GJ2047 .*done' 'with its state'
code 12 'nor left out' as getsuji_run skip 2 compare --reason x
code 12 'a gate is not left out: it would be an approval' as getsuji_run skip 2 approval --reason x
like "$TAP_ERR" '^GJ2046 ' 'with its message'
code 12 'what nobody asked for is not agreed to' as getsuji_approve set-ok 2 impact --agree
like "$TAP_ERR" '^GJ2037 ' 'with its message'
code 0 'one asks' as getsuji_run set-ok 2 impact --reason 'the workbook was made by hand'
like "$TAP_OUT" '^next: getsuji set-ok 2 impact --agree$' 'and is told what the other types'
is "$(state impact)" failed 'nothing is changed before'
code 2 'asking twice' as colleague set-ok 2 impact --reason 'me too'
like "$TAP_ERR" 'asked for by getsuji_run at .*: the workbook was made by hand' 'shows what is open'

# ---- agreeing
code 16 'who asked cannot agree' as getsuji_run set-ok 2 impact --agree
like "$TAP_ERR" '^GJ2041 ' 'with its message'
proposal=$(pg_query 'SELECT proposal_id FROM run.proposal')
like "$(sql getsuji_run "SELECT run.agree($proposal)")" 'ERROR: +23514' 'nor by asking the database itself'
like "$(sql getsuji_run "UPDATE run.proposal SET agreed_by = 'colleague'")" 'ERROR: +42501' 'nor by writing it'
sql colleague "INSERT INTO run.proposal (run_id, task_no, command, reason, proposed_by, agreed_by)
	VALUES (2, 3, 'skip', 'forged', 'getsuji_run', 'getsuji_approve')" >/dev/null
is "$(pg_query "SELECT proposed_by, coalesce(agreed_by, 'nobody') FROM run.proposal WHERE reason = 'forged'")" 'colleague|nobody' \
	'who asked is the session, and nobody has agreed yet, whatever the row says'
like "$(sql getsuji_run "UPDATE run.task SET state = 'accepted' WHERE run_id = 2 AND name = 'impact'")" 'ERROR: +23000' 'the state is not set by hand'
psql -Xq >/dev/null 2>&1 <<<"SELECT pg_advisory_lock(72, 2); SELECT pg_sleep(30)" &
BUSY=$!
for _ in $(seq 100); do
	[ "$(pg_query "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 72")" = 1 ] && break
	sleep 0.05
done
code 6 'while somebody is at work on the run nothing is agreed to' as getsuji_approve set-ok 2 impact --agree
like "$TAP_ERR" '^GJ2033 ' 'with its message'
pg_query "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 72" >/dev/null
wait $BUSY 2>/dev/null
is "$(state impact)" failed 'all that has changed nothing'
code 0 'another login agrees' as getsuji_approve set-ok 2 impact --agree
like "$TAP_OUT" 'asked for by getsuji_run .*agreed to by getsuji_approve' 'both are named'
like "$TAP_OUT" '^next: getsuji resume 2$' 'with the next command'
is "$(state impact)" accepted 'the task is taken as good'
like "$(sql colleague "SELECT run.agree($proposal)")" 'ERROR: +23000' 'a proposal is used once'
is "$(pg_query "SELECT string_agg(command || ' by ' || acted_by, ', ' ORDER BY action_id) FROM run.action WHERE run_id = 2")" \
	'set-ok by getsuji_run, set-ok --agree by getsuji_approve' 'the ledger has both'
code 0 'the run goes on to its gate' resume
is "$(state impact) $(state approval)" 'accepted waiting' 'with the task as it is'

# ---- leaving out
psql -Xqc 'GRANT SELECT ON fact.caseworker TO getsuji_runner'
code 0 'from the top it can still be done again' as getsuji_run rerun 2 --mode from-top --yes --artifacts "$WORK/files"
is "$(state impact)" done 'then it is done like any other'
pg_query "SELECT FROM pg_advisory_lock(72, 2), run.undo(2, '{3}')" >/dev/null
pg_query "DELETE FROM run.proposal WHERE reason = 'forged'" >/dev/null
code 0 'a task that is planned is left out by two persons' as colleague skip 2 impact --reason 'not wanted this month'
code 0 'a second runner agrees as well as an approver' as getsuji_run skip 2 impact --agree
is "$(state impact)" skipped 'it is skipped'
code 0 'what comes after goes on' resume
is "$(state impact) $(state approval)" 'skipped waiting' 'and it stays left out'
done_testing
