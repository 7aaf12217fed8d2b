#!/bin/bash
# Operators steer a run that is at work: pause, release, stop at the end of the chunk, stop at once.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
undisturbed
state() { pg_query "SELECT execution, coalesce(waiting_for, '') FROM run.run WHERE run_id = 2"; }

fresh paused
in_back paused slow --workers 1
PID=$!
wait_for "$some_done"
steer pause 2 --reason 'the printer is open' >/dev/null
ends_with $PID 2 'a run that is paused ends with 2 when the chunks at work are done'
is "$(state)" 'waiting|pause' 'the ledger says that it waits'
is "$(pg_query "SELECT count(*) < 300 FROM run.chunk WHERE done")" t 'it has not gone on to its end'
code 2 'as long as it is paused, resume does nothing' resume
like "$TAP_ERR" 'GJ1558' 'and says why'
like "$TAP_ERR" 'getsuji release 2' 'and what to do'
steer release 2 >/dev/null
code 4 'released it goes on' resume
is "$(picture)" "$WANTED" 'to the same rows'

fresh polling
in_back polling slow --workers 1 --wait
PID=$!
wait_for "$some_done"
steer pause 2 --reason 'for a moment' >/dev/null
wait_for "SELECT waiting_for = 'pause' FROM run.run WHERE run_id = 2"
is "$(state)" 'running|pause' 'with --wait a paused run stays, and shows what it waits for'
steer release 2 >/dev/null
ends_with $PID 4 'and goes on by itself when it is released'
is "$(picture)" "$WANTED" 'to the same rows'

fresh task
cat >"$LOGS/two.yaml" <<'Y'
graph: slow
tasks:
  - {name: recalculate, job: recalculate, chunk: 1}
  - {name: beside, milestone: true, after: [recalculate]}
  - {name: compare, job: compare, chunk: 50, after: [recalculate]}
Y
GRAPH=$LOGS/two.yaml in_back task slow
PID=$!
wait_for "$some_done"
steer pause 2 compare --reason 'look first' >/dev/null
ends_with $PID 2 'a paused task is not begun'
is "$(pg_query "SELECT name, state, waiting_for FROM run.task WHERE run_id = 2 ORDER BY task_no")" \
	$'recalculate|done|\nbeside|done|\ncompare|waiting|pause' 'what does not need it is done'
is "$(state)" 'waiting|pause: compare' 'the run waits for it'
steer release 2 compare >/dev/null
code 4 'released it is done' resume

fresh stopped
in_back stopped slow --workers 1
PID=$!
wait_for "$some_done"
steer stop 2 >/dev/null
ends_with $PID 10 'stop ends a run at the end of the chunk'
is "$(pg_query "SELECT execution, stop_asked FROM run.run WHERE run_id = 2")" 'stopped|' 'the ledger says stopped'
code 4 'resume goes on' resume
is "$(picture)" "$WANTED" 'to the same rows'

# A step that is one statement runs in the scheduler's own session.
cat >"$LOGS/statement.yaml" <<'Y'
graph: slow
tasks:
  - {name: recalculate, job: recalculate}
  - {name: compare, job: compare, after: [recalculate]}
  - {name: notice_pieces, sql: notice_pieces, partitions: [piece], after: [compare]}
Y
fresh statement
slow_down 0
psql -Xq -c "CREATE TRIGGER slow_down BEFORE INSERT ON result.piece FOR EACH STATEMENT EXECUTE FUNCTION public.slow_down()"
slow_down 60
psql -Xq -c "DROP TRIGGER slow_down ON result.decision"
GRAPH=$LOGS/statement.yaml in_back statement slow
PID=$!
wait_for "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name LIKE 'getsuji runner %' AND wait_event = 'PgSleep'"
steer stop 2 --now >/dev/null
ends_with $PID 10 'stop --now breaks off a statement of the scheduler itself'
is "$(pg_query "SELECT state FROM run.task WHERE run_id = 2 AND name = 'notice_pieces'")" planned 'its task is as if it had not begun'
psql -Xq -c "DROP TRIGGER slow_down ON result.piece"
code 4 'resume does it' resume

broken_off() { # NAME COMMAND…: breaks a chunk off that would take 30 s
	fresh "$1"
	slow_down 30
	in_back "$1" slow
	PID=$!
	wait_for "SELECT count(*) = 2 FROM pg_stat_activity WHERE application_name LIKE 'getsuji run 2 %' AND wait_event = 'PgSleep'"
	BEFORE=$SECONDS
	"${@:2}"
	ends_with $PID 10 "$1: the chunks at work are broken off"
	ok 'within seconds' test $((SECONDS - BEFORE)) -lt 10
	is "$(pg_query "SELECT count(*) FROM run.chunk WHERE done")" 0 'what they had is rolled back'
	slow_down 0
	code 4 'resume does them again' resume
	is "$(picture)" "$WANTED" 'to the same rows'
}
stop_now() { steer stop 2 --now >/dev/null; }
broken_off 'stop --now' stop_now
two_signals() {
	kill -TERM $PID
	sleep 0.7 # what comes again within half a second is the same wish
	kill -TERM $PID
}
broken_off 'SIGTERM twice' two_signals
done_testing
