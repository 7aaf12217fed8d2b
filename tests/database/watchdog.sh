#!/bin/bash
# A worker that is frozen in the middle of a chunk keeps its lease until the watchdog of the runner ends its session.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
undisturbed

fresh frozen
slow_down 0.04 # until the helper is frozen
in_back run slow --workers 1 --watchdog-seconds 2
RUN=$!
wait_for "$some_done"
in_back helper steer worker --run 2 --artifacts "$FILES" --workers 1
HELPER=$!
frozen() { # somebody of the helper holds a chunk, waiting for its client
	pg_query "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'getsuji run 2 %'
		AND (state = 'idle in transaction' OR (state = 'active' AND wait_event = 'ClientRead'))
		AND clock_timestamp() - state_change > interval '0.3 s'"
}
CHILD=
for _ in $(seq 100); do # frozen at a moment in which it has a chunk
	CHILD=$(pgrep -P $HELPER | head -1)
	[ -n "$CHILD" ] && kill -STOP "$CHILD" && sleep 0.4
	[ "$(frozen)" = 0 ] || break
	[ -z "$CHILD" ] || kill -CONT "$CHILD"
	sleep 0.01
done
slow_down 0
is "$(frozen)" 1 'a helper is frozen while it has a chunk'
ends_with $RUN 4 'the run ends without it'
is "$(picture)" "$WANTED" 'with the same rows'
is "$(pg_query "SELECT count(*) >= 1, bool_and(detail LIKE 'session=% worker=%getsuji run 2 %') FROM run.incident WHERE kind = 'watchdog.ended'")" 't|t' \
	'the ledger knows which session was ended'
kill -CONT "$CHILD"
wait $HELPER
ok 'the helper wakes up, and leaves' test $? -lt 16
is "$(picture)" "$WANTED" 'without having changed anything'
done_testing
