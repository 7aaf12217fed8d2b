#!/bin/bash
# Who may do what, and what may exist once, is decided by the database, whatever program connects.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/pg.sh
. tests/harness/tap.sh
pg_start
pg_migrate

as() { # LOGIN SQL: rows
	pg_as "$1" psql -XqAt -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -c "$2" 2>&1
}
allowed() { # NAME LOGIN SQL
	local said
	said=$(as "$2" "$3") && tap_result 0 "$1" || { tap_result 1 "$1"; echo "# $said"; }
}
refused() { # NAME LOGIN SQLSTATE SQL
	local said
	said=$(as "$2" "$4") && { tap_result 1 "$1"; echo "# it was done"; return; }
	like "$said" "(ERROR|FATAL): +$3:" "$1"
}
D1="decode(repeat('11', 32), 'hex')"
D2="decode(repeat('22', 32), 'hex')"
run() { # GRAPH MONTH EDITION: number of a new run with results to be decided on
	as getsuji_run "INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
		VALUES ('$1', 1, '$2', $3, $D1, '', clock_timestamp(), 'running') RETURNING run_id"
}
computed() {
	local id
	id=$(run "$@")
	as getsuji_run "UPDATE run.run SET results_digest = $D1, decision = 'computed', execution = 'waiting' WHERE run_id = $id"
	echo "$id"
}
planned() { # GRAPH: number of a run that nobody has begun
	local id
	id=$(run "$1" 2027-01-01 1)
	pg_query "SET session_replication_role = replica; UPDATE run.run SET execution = 'planned' WHERE run_id = $id" >/dev/null
	echo "$id"
}
approve() { # RUN DIGEST [STEP]
	echo "INSERT INTO run.approval (run_id, step, digest, started_by)
		SELECT run_id, ${3:-1}, $2, started_by FROM run.run WHERE run_id = $1"
}
decide() { # RUN DECISION
	echo "UPDATE run.run SET decision = '$2' WHERE run_id = $1"
}

# ---- approval
R=$(computed monthly 2027-01-01 1)
is "$R" 1 'runs are numbered from 1'
refused 'the runner may not approve' getsuji_run 42501 "$(approve "$R" "$D1")"
refused 'another digest than the results has nothing to approve' getsuji_approve 23503 "$(approve "$R" "$D2")"
refused 'a run without an approval cannot be approved' getsuji_run 23000 "$(decide "$R" approved)"
refused 'nor confirmed at once' getsuji_run 23000 "$(decide "$R" confirmed)"
refused 'the approver may not run' getsuji_approve 42501 \
	"INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	 VALUES ('monthly', 1, '2027-01-01', 9, $D1, '', now(), 'running')"
refused 'the approver may not change what was computed' getsuji_approve 42501 \
	"UPDATE run.run SET results_digest = $D2 WHERE run_id = $R"
psql -Xqc 'GRANT getsuji_approver TO getsuji_run'
refused 'a login that may do both may not approve what it ran' getsuji_run 23514 "$(approve "$R" "$D1")"
refused 'not even by naming another as the one who ran it' getsuji_run 23503 \
	"INSERT INTO run.approval (run_id, step, digest, started_by) VALUES ($R, 1, $D1, 'getsuji_approve')"
refused 'and it cannot give the run to another login' getsuji_run 23000 \
	"UPDATE run.run SET started_by = 'getsuji_approve' WHERE run_id = $R"
psql -Xqc 'REVOKE getsuji_approver FROM getsuji_run'
is "$(as getsuji_run "INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, started_by)
	VALUES ('other', 1, '2027-01-01', 1, $D1, '', now(), 'running', 'getsuji_approve') RETURNING started_by")" \
	getsuji_run 'who started a run is the session, whatever the row says'
allowed 'another login approves the digest' getsuji_approve "$(approve "$R" "$D1")"
is "$(as getsuji_approve "SELECT approved_by, approved_at > now() - interval '1 minute' FROM run.approval WHERE run_id = $R")" \
	'getsuji_approve|t' 'who approved, and when, are stamped by the server'
refused 'one person cannot be two steps' getsuji_approve 23505 "$(approve "$R" "$D1" 2)"
refused 'once approved, the digest cannot change' getsuji_run '23(503|000|001)' \
	"UPDATE run.run SET results_digest = $D2 WHERE run_id = $R"
refused 'claims come after confirming' getsuji_run 23000 \
	"INSERT INTO result.claim_run VALUES ('monthly', 1, '2027-01-01', 1, $R)"
allowed 'the approved run is confirmed' getsuji_run "$(decide "$R" approved); $(decide "$R" confirmed)"
refused 'and does not go back' getsuji_run 23000 "$(decide "$R" computed)"

# ---- append-only
for login in getsuji_run getsuji_approve; do
	refused "$login cannot change an approval" $login 42501 "UPDATE run.approval SET step = 3"
	refused "$login cannot delete an approval" $login 42501 "DELETE FROM run.approval"
	allowed "$login can record an action" $login "INSERT INTO run.action (run_id, command, reason) VALUES ($R, 'test', 'x')"
	refused "$login cannot delete an action" $login 42501 "DELETE FROM run.action"
done
refused 'the owner itself cannot change an approval' getsuji_owner 23000 "UPDATE run.approval SET step = 3"
refused 'nor delete an action' getsuji_owner 23000 "DELETE FROM run.action"
is "$(as getsuji_owner "SELECT string_agg(acted_by, ',' ORDER BY action_id) FROM run.action")" \
	'getsuji_run,getsuji_approve' 'actions carry the login of the session'

# ---- claims
allowed 'a confirmed run claims its month' getsuji_run "INSERT INTO result.claim_run VALUES ('monthly', 1, '2027-01-01', 1, $R)"
allowed 'and its decisions' getsuji_run "INSERT INTO result.claim_decision VALUES (100000001, '2027-01-01', 1, $R)"
refused 'a second run of the same key cannot be' getsuji_run 23505 \
	"INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	 VALUES ('monthly', 1, '2027-01-01', 1, $D1, '', now(), 'running')"
S=$(computed again 2027-01-01 1)
as getsuji_approve "$(approve "$S" "$D1")"
as getsuji_run "$(decide "$S" approved); $(decide "$S" confirmed)"
refused 'a month is claimed once' getsuji_run 23505 "INSERT INTO result.claim_run VALUES ('monthly', 1, '2027-01-01', 1, $S)"
refused 'a household is decided once for a month and edition' getsuji_run 23505 \
	"INSERT INTO result.claim_decision VALUES (100000001, '2027-01-01', 1, $S)"
T=$(computed third 2027-01-01 1)
refused 'one unconfirmed run among many claims stops them all' getsuji_run 23000 \
	"INSERT INTO result.claim_decision VALUES (100000002, '2027-01-01', 1, $S), (100000003, '2027-01-01', 1, $T)"
is "$(as getsuji_run 'SELECT count(*) FROM result.claim_decision')" 1 'and none of them is there'
for table in claim_run claim_decision; do
	refused "claims in $table are not taken back" getsuji_run 42501 "DELETE FROM result.$table"
done
refused 'a run is not born confirmed' getsuji_run 23000 \
	"INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision, results_digest)
	 VALUES ('monthly', 1, '2027-02-01', 1, $D1, '', now(), 'done', 'confirmed', $D1)"

# ---- totals
T=$(planned totals)
as getsuji_run "INSERT INTO run.task (run_id, task_no, name, kind, job, state) VALUES ($T, 1, 'a', 'job', 'a', 'planned')"
as getsuji_run "UPDATE run.task SET state = 'running', n_read = 5 WHERE run_id = $T"
refused 'a task whose totals do not balance is not done' getsuji_run 23514 \
	"UPDATE run.task SET state = 'done', n_written = 4 WHERE run_id = $T"
allowed 'one whose totals balance is' getsuji_run \
	"UPDATE run.task SET state = 'done', n_written = 3, n_held = 1, n_quarantined = 1 WHERE run_id = $T"

# ---- the guards of a run on its way
G=$(planned guarded)
task() { # NO KIND JOB IN_DIGEST PARTITIONS [STATE]
	echo "INSERT INTO run.task (run_id, task_no, name, kind, job, state, in_digest, partitions)
		VALUES ($G, $1, 't$1', '$2', '$3', '${6:-planned}', $4, '$5')"
}
refused 'a task is not born done' getsuji_run 23000 "$(task 1 job recalculate true '{decision}' done)"
as getsuji_run "$(task 1 job recalculate true '{decision}'); $(task 2 gate confirmed false '{}'); $(task 3 job a false '{}');
	$(task 4 job b false '{decision}'); $(task 5 job c false '{}'); $(task 6 job d false '{}')"
is "$(as getsuji_run "INSERT INTO run.attempt (run_id, attempt_no, runner, started_by) VALUES ($G, 1, 'h', 'x') RETURNING started_by")" \
	getsuji_run 'who tried is the session, whatever the row says'
refused 'and stays' getsuji_run 23000 "UPDATE run.attempt SET started_by = 'getsuji_approve' WHERE run_id = $G"
refused 'a run that has begun gets no more tasks' getsuji_run 23000 "$(task 7 job e false '{}')"
for state in done running skipped failed; do
	refused "the gate of a run that is not confirmed does not become $state" getsuji_run 23000 \
		"UPDATE run.task SET state = '$state', message_id = 1559 WHERE run_id = $G AND task_no = 2"
done
refused 'nor is it no gate any more' getsuji_run 23000 "UPDATE run.task SET job = 'x' WHERE run_id = $G AND task_no = 2"
refused 'a task is left out only because of its condition' getsuji_run 23000 "UPDATE run.task SET state = 'skipped' WHERE run_id = $G AND task_no = 3"
as getsuji_run "UPDATE run.task SET state = 'running' WHERE run_id = $G AND task_no IN (3, 5, 6);
	UPDATE run.task SET state = 'failed' WHERE run_id = $G AND task_no IN (3, 5)"
refused 'not after it failed' getsuji_run 23000 "UPDATE run.task SET state = 'skipped', message_id = 1559 WHERE run_id = $G AND task_no = 3"
for change in "graph = 'x'" "office_id = 2" "month_on = '2027-09-01'" "edition = 7" "graph_text = 'x'" "graph_sha256 = $D2" \
	"rate_set_id = NULL, as_of = 'epoch'"; do
	refused "of a planned run nobody sets $change" getsuji_run 23000 "UPDATE run.run SET $change WHERE run_id = $G"
done
proposal=$(as getsuji_run "INSERT INTO run.proposal (run_id, task_no, command, reason) VALUES ($G, 0, 'after-abnormal', 'x') RETURNING proposal_id")
as getsuji_run "UPDATE run.task SET state = 'failed' WHERE run_id = $G AND task_no = 6"
as getsuji_run "UPDATE run.task SET state = 'running' WHERE run_id = $G AND task_no = 5; UPDATE run.task SET state = 'done' WHERE run_id = $G AND task_no = 5"
allowed 'what is agreed to' getsuji_approve "SELECT run.agree($proposal)"
is "$(pg_query "SELECT string_agg(task_no || state, ' ' ORDER BY task_no) FROM run.task WHERE run_id = $G AND task_no IN (3, 5, 6)")" \
	'3accepted 5done 6failed' 'is what was abnormal when it was asked for, and still is'
proposal=$(as getsuji_run "INSERT INTO run.proposal (run_id, task_no, command, reason) VALUES ($G, 6, 'set-ok', 'x') RETURNING proposal_id")
as getsuji_run "UPDATE run.task SET state = 'running' WHERE run_id = $G AND task_no = 6; UPDATE run.task SET state = 'done' WHERE run_id = $G AND task_no = 6"
is "$(pg_query "SELECT withdrawn_at IS NOT NULL FROM run.proposal WHERE proposal_id = $proposal")" t 'what was asked about a task is closed when it is done'
refused 'and cannot be agreed to' getsuji_approve 23000 "SELECT run.agree($proposal)"
refused 'a table that another task has filled is not tried again' getsuji_run 23000 "$(cat <<S
	UPDATE run.task SET state = 'running' WHERE run_id = $G AND task_no = 1; SELECT FROM pg_advisory_lock(72, $G), run.retry($G, 4, NULL, now())
S
)"
for table in hold_cut held recut; do
	refused "run.$table is not written by hand" getsuji_run 42501 "INSERT INTO run.$table SELECT * FROM run.$table"
done
refused 'households are not done again without the lock of the run' getsuji_run 23000 "SELECT run.recut_like($G, 4, 1)"
refused 'nor chunks cut' getsuji_run 23000 "SELECT run.split_recut($G, 4)"
refused 'the approver freezes no holds' getsuji_approve 42501 "SELECT run.freeze_holds($G)"
allowed 'before the run is confirmed' getsuji_run "SELECT run.freeze_holds($G)"
is "$(pg_query 'SELECT count(*) FROM run.hold_cut')" 0 'they are not frozen'

# Approval: not by one who tried, and what was approved is closed.
as getsuji_run "SELECT run.make_partition('decision', $G)" >/dev/null
as getsuji_run "UPDATE run.run SET execution = 'running' WHERE run_id = $G; UPDATE run.run SET results_digest = $D1, decision = 'computed' WHERE run_id = $G"
psql -Xqc 'CREATE ROLE two_hats LOGIN IN ROLE getsuji_runner, getsuji_approver'
as two_hats "INSERT INTO run.attempt (run_id, attempt_no, runner) VALUES ($G, 2, 'h')"
refused 'who worked on a run does not approve it' two_hats 23514 "$(approve "$G" "$D1")"
filled() { # TABLE
	echo "INSERT INTO $1 SELECT a.* FROM jsonb_populate_record(NULL::result.decision, (SELECT jsonb_object_agg(attname,
		CASE attname WHEN 'status' THEN '1' WHEN 'household_id' THEN '$2' WHEN 'run_id' THEN '$G' ELSE '0' END)
		FROM pg_attribute WHERE attrelid = 'result.decision'::regclass AND attnum > 0 AND attname <> 'event_on')) a"
}
allowed 'before the approval results are written' getsuji_run "$(filled result.decision_r$G 1)"
allowed 'another approves' getsuji_approve "$(approve "$G" "$D1"); $(decide "$G" approved)"
refused 'what was approved gets no more rows' getsuji_run 42501 "$(filled result.decision_r$G 2)"
refused 'nor by way of the parent' getsuji_run 23000 "$(filled result.decision 2)"
refused 'a task that fills what was approved is not undone' getsuji_run 23000 "SELECT FROM pg_advisory_lock(72, $G), run.undo($G, '{4}')"

# A baseline is for an office that has nothing in force.
baseline() { # OFFICE MONTH EDITION
	echo "INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision, results_digest)
		VALUES ('baseline', $1, '$2', $3, $D1, '', now(), 'done', 'confirmed', $D1)"
}
refused 'a baseline does not take the place of what was decided' getsuji_run 23000 "$(baseline 1 2027-01-01 1)"
refused 'nor an earlier one' getsuji_run 23000 "$(baseline 1 2026-12-01 1)"
refused 'nor one of another edition' getsuji_run 23000 "$(baseline 2 2027-01-01 2)"
allowed 'an office that has none gets one' getsuji_run "$(baseline 2 2027-01-01 1)"
is "$(pg_query "SELECT command, reason, acted_by FROM run.action ORDER BY chain_no DESC LIMIT 1")" \
	'import baseline|office 2, month 2027-01|getsuji_run' 'and the ledger tells it'

# ---- facts
fact="INSERT INTO fact.hold (household_id, name, reason, valid_from, recorded_at, superseded_at)
	VALUES (100000001, 'check', 'x', '2027-01-01', '2001-01-01', '2001-01-02') RETURNING
	recorded_at > now() - interval '1 minute', superseded_at"
is "$(as getsuji_run "$fact")" 't|infinity' 'instants of a fact are the server'"'"'s, whatever the row says'
refused 'there is one current fact per key' getsuji_run 23505 "$fact"
refused 'a fact is not changed in place' getsuji_run 42501 "UPDATE fact.hold SET reason = 'y'"
refused 'nor deleted' getsuji_run 42501 "DELETE FROM fact.hold"
is "$(as getsuji_owner "UPDATE fact.hold SET reason = 'y' RETURNING reason, superseded_at < 'infinity'")" 'x|t' \
	'even for the owner an update only ends the fact'
refused 'a superseded fact stays as it is' getsuji_run 23000 "UPDATE fact.hold SET superseded_at = 'infinity'"
is "$(as getsuji_run "$fact")" 't|infinity' 'a new version may follow'
refused 'the approver sees no facts' getsuji_approve 42501 "SELECT * FROM fact.person"
refused 'rates are not changed' getsuji_run 42501 "UPDATE rate.cell SET value = 1"

# ---- partitions
as getsuji_run "SELECT run.make_partition('decision', $R)" >/dev/null
as getsuji_run "SELECT run.make_partition('decision', $R)" >/dev/null
is "$(as getsuji_run "SELECT count(*) FROM pg_inherits WHERE inhrelid = 'result.decision_r$R'::regclass")" 1 'making a partition twice is harmless'
refused 'a partition takes only its own run' getsuji_run 23514 \
	"INSERT INTO result.decision_r$R SELECT (jsonb_populate_record(NULL::result.decision, to_jsonb(d) || '{\"run_id\": 99}')).*
	 FROM (SELECT a.* FROM jsonb_populate_record(NULL::result.decision,
		(SELECT jsonb_object_agg(attname, CASE WHEN attname IN ('status', 'household_id') THEN '1' ELSE '0' END)
		 FROM pg_attribute WHERE attrelid = 'result.decision'::regclass AND attnum > 0 AND attname <> 'event_on')) a) d"
refused 'only declared result tables get partitions' getsuji_run 42P01 "SELECT run.make_partition('decision; drop table x', 1)"
refused 'public is closed' getsuji_run '(42501|3F000)' "CREATE TABLE public.t (a int)"

# A dump holds ACCESS SHARE on the parent for hours: attaching must neither wait for it nor stop readers.
psql -Xq >"$PG_DIR/scratch/dump.log" 2>&1 <<-SQL &
	BEGIN;
	LOCK TABLE result.decision IN ACCESS SHARE MODE;
	SELECT count(*) FROM result.decision;
	SELECT pg_sleep(4);
	COMMIT;
SQL
until [ "$(pg_query "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(4)%' AND pid <> pg_backend_pid()")" = 1 ]; do
	sleep 0.05
done
allowed 'a partition is attached while a dump reads the parent' getsuji_run \
	"SET lock_timeout = '1s'; SELECT run.make_partition('decision', $S)"
is "$(pg_query "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(4)%' AND pid <> pg_backend_pid()")" 1 'and the dump still reads'
wait
done_testing
