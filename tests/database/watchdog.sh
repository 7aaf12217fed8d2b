#!/bin/bash
# A worker that is frozen in the middle of a chunk keeps its lease until the watchdog of the runner ends its session.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
undisturbed

fresh frozen
slow_down 0.05 # until the helper is frozen
in_back run slow --workers 1 --watchdog-seconds 2
RUN=$!
wait_for "$some_done"
(
	export GETSUJI_FAILPOINT=claim.after:3:stop PGUSER=getsuji_run # it freezes with its third chunk in hand
	exec "${BUILD:-build}/getsuji-failpoints" worker --run 2 --artifacts "$FILES" --workers 1
) >"$LOGS/helper.log" 2>&1 &
HELPER=$!
until_still $HELPER
slow_down 0
ok 'a helper is frozen while it has a chunk' stands_still $HELPER
ends_with $RUN 4 'the run ends without it'
is "$(picture)" "$WANTED" 'with the same rows'
is "$(pg_query "SELECT count(*) >= 1, bool_and(detail LIKE 'session=% worker=%getsuji run 2 %') FROM run.incident WHERE kind = 'watchdog.ended'")" 't|t' \
	'the ledger knows which session was ended'
kill -CONT "$CHILD"
wait $HELPER
ok 'the helper wakes up, and leaves' test $? -lt 16
is "$(picture)" "$WANTED" 'without having changed anything'
done_testing
