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
as getsuji_run "INSERT INTO run.task (run_id, task_no, name, kind, job, state, n_read) VALUES ($T, 1, 'a', 'job', 'a', 'running', 5)"
refused 'a task whose totals do not balance is not done' getsuji_run 23514 \
	"UPDATE run.task SET state = 'done', n_written = 4 WHERE run_id = $T"
allowed 'one whose totals balance is' getsuji_run \
	"UPDATE run.task SET state = 'done', n_written = 3, n_held = 1, n_quarantined = 1 WHERE run_id = $T"

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
is "$(as getsuji_run "SELECT count(*) FROM pg_inherits WHERE inhparent = 'result.decision'::regclass")" 1 'making a partition twice is harmless'
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
