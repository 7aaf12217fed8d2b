#!/bin/bash
# The server goes away while a run is at work: it comes back to it, and goes on where it was.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
undisturbed
incidents() { pg_query "SELECT count(*) > 0 FROM run.incident WHERE kind = '$1'"; }

fresh runner
in_back runner slow
PID=$!
wait_for "$some_done"
pg_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'getsuji runner %'" >/dev/null
ends_with $PID 4 'the scheduler, its session ended, connects again and goes on'
is "$(picture)" "$WANTED" 'to the same rows'
is "$(incidents run.reconnect)" t 'the ledger knows'
is "$(pg_query "SELECT count(*), max(execution) FROM run.attempt")" '1|done' 'it is still one attempt'

for mode in fast immediate; do
	fresh "$mode"
	in_back "$mode" slow
	PID=$!
	wait_for "$some_done"
	pg_server_stop $mode
	sleep 0.3
	pg_server_start
	ends_with $PID 4 "a server that is restarted ($mode) is waited for"
	is "$(picture)" "$WANTED" 'and the rows are the same'
	is "$(incidents run.reconnect)" t 'the ledger knows'
done

fresh gone
in_back gone slow --reconnect-seconds 1
PID=$!
wait_for "$some_done"
pg_server_stop fast
ends_with $PID 8 'a server that stays away for longer than the limit ends the runner with 8'
like "$(cat "$LOGS/gone.log")" 'resume 2' 'and it says how to go on'
pg_server_start
code 4 'which goes on' resume
is "$(picture)" "$WANTED" 'to the same rows'
is "$(pg_query "SELECT count(*), count(ended_at) FROM run.attempt")" '2|1' 'the first attempt never said how it ended'

fresh frozen
in_back frozen slow
PID=$!
wait_for "$some_done"
CHILD=$(pgrep -P $PID)
kill -STOP "$CHILD"
pg_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'getsuji run%'" >/dev/null
in_back second resume
SECOND=$!
wait_for "SELECT count(*) = 2 FROM run.attempt"
kill -CONT "$CHILD"
ends_with $PID 6 'a runner that was frozen wakes up, finds another one at work and leaves it to that'
ends_with $SECOND 4 'which ends as if alone'
is "$(picture)" "$WANTED" 'with the same rows'
done_testing
