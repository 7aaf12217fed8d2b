#!/bin/bash
# pause, release, stop: what is written, what the answer says, and what a run at work does then.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 300 3
FILES=$WORK/files
GRAPH=$WORK/slow.yaml
cat >"$GRAPH" <<'Y'
graph: slow
tasks:
  - {name: recalculate, job: recalculate, chunk: 1}
  - {name: compare, job: compare, chunk: 1, after: [recalculate]}
Y
EXEC= # "exec" in the background: a signal must reach the runner, not a shell around it
slow() { PGUSER=getsuji_run $EXEC "$GETSUJI" run "$GRAPH" --month 2027-01 --office $OFFICE --workers 1 --artifacts "$FILES" "$@"; }
steer() { pg_as getsuji_run "$GETSUJI" --lang en "$@"; }
execution() { pg_query "SELECT execution FROM run.run WHERE run_id = 2"; }
some_done="SELECT count(*) > 5 FROM run.chunk WHERE done"
sleeping() { # how many chunks are done, twice the same
	local before
	before=$(pg_query 'SELECT count(*) FROM run.chunk WHERE done')
	sleep 0.6
	[ "$(pg_query 'SELECT count(*) FROM run.chunk WHERE done')" = "$before" ]
}

(EXEC=exec; slow) >"$WORK/first.log" 2>&1 &
PID=$!
wait_for "$some_done"

code 16 'a pause needs a reason' steer pause 2
like "$TAP_ERR" '^GJ2035 ' 'with its message'
code 16 'one of blanks is none' steer pause 2 --reason '  '
code 0 'a run at work is paused' steer pause 2 --reason 'the rent table is looked at'
like "$TAP_OUT" 'run 2: paused by getsuji_run' 'the answer says by whom'
like "$TAP_OUT" '^next: getsuji release 2$' 'and what lets it go on'
wait $PID
is $? 2 'the runner ends with code 2'
is "$(execution)" waiting 'the ledger says waiting'
code 2 'paused twice is told' steer pause 2 --reason again
like "$TAP_ERR" 'by getsuji_run since .*: the rent table is looked at' 'by whom, since when and why'
is "$(pg_query 'SELECT count(*) FROM run.pause')" 1 'and leaves the first one'
code 16 'the approver does not pause' pg_as getsuji_approve "$GETSUJI" pause 2 compare --reason x
like "$TAP_ERR" '^GJ2032 ' 'and is told who does'
code 2 'who resumes it meanwhile is told' steer resume 2 --artifacts "$FILES"
like "$TAP_ERR" 'getsuji release 2' 'what to type'

(EXEC=exec; slow --wait) >"$WORK/second.log" 2>&1 &
PID=$!
wait_for "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 72)"
ok 'one that was started with --wait waits' sleeping
code 0 'released, it goes on' steer release 2
like "$TAP_OUT" '^next: getsuji status 2$' 'as the runner that holds it does'
code 2 'what is not paused is not released' steer release 2
like "$TAP_ERR" '^GJ2044 ' 'with its message'
wait_for "SELECT count(*) > 40 FROM run.chunk WHERE done"

code 0 'a task that has not begun is paused by its name' steer pause 2 compare --reason 'not yet'
code 16 'a task that there is not is not' steer pause 2 compair --reason 'not yet'
like "$TAP_ERR" 'Did you mean compare' 'the nearest is named'
code 0 'a run at work is stopped' steer stop 2
wait $PID
is $? 10 'it ends with code 10'
is "$(execution)" stopped 'the ledger says stopped'
code 2 'stopping a run that nobody is at work on says so' steer stop 2
like "$TAP_ERR" '^GJ2045 ' 'with its message'

code 2 'resumed, it comes to the paused task and ends with code 2' steer resume 2 --artifacts "$FILES"
is "$(pg_query "SELECT string_agg(name || ' ' || state, ', ' ORDER BY task_no) FROM run.task WHERE run_id = 2 AND state = 'done'")" \
	'recalculate done' 'all before it is done'
code 0 'the task is released' steer release 2 compare
like "$TAP_OUT" '^next: getsuji resume 2$' 'nobody is at work: it is resumed'

(EXEC=exec; PGUSER=getsuji_run $EXEC "$GETSUJI" resume 2 --workers 1 --artifacts "$FILES") >"$WORK/third.log" 2>&1 &
PID=$!
wait_for "SELECT count(*) > 5 FROM run.chunk WHERE done AND task_no = 2"
code 0 'stop --now breaks the chunks at work off' steer stop 2 --now --reason 'power is going'
wait $PID
is $? 10 'that ends with code 10, too'
code 4 'and it goes on to its end' steer resume 2 --artifacts "$FILES"
is "$(pg_query "SELECT count(*) FILTER (WHERE state <> 'done'), sum(n_read) = sum(n_written + n_unchanged + n_held + n_quarantined)
	FROM run.task WHERE run_id = 2")" '0|t' 'everything is done and balances'
code 2 'a run that is over is not paused' steer pause 2 --reason late
is "$(pg_query "SELECT string_agg(command, ', ' ORDER BY action_id) FROM run.action WHERE run_id = 2")" \
	'pause, release, pause, stop, release, stop --now' 'the ledger says what the operator did'
done_testing
