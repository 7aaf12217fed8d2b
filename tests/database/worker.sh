#!/bin/bash
# Helpers: they join a run from other processes, take chunks, leave when it ends; rows and files are the same.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
cat >"$GRAPH" <<'Y'
graph: slow
tasks:
  - {name: recalculate, job: recalculate, chunk: 1}
  - {name: compare, job: compare, chunk: 1, after: [recalculate]}
  - {name: impact, report: impact, after: [compare]}
Y
helper() { PGUSER=getsuji_run $EXEC "$GETSUJI" worker --run 2 --artifacts "${ELSEWHERE:-$FILES}" "$@"; }
elsewhere() { ELSEWHERE=$WORK/elsewhere; helper; }
everything() { # a digest of what a run leaves: rows, digests of chunks, files
	{
		picture
		(cd "$FILES" && find . -type f | LC_ALL=C sort | xargs sha256sum)
	} | sha256sum
}
workers() { pg_query "SELECT count(DISTINCT regexp_replace(worker, '-w[0-9]+$', '')) FROM run.chunk"; }

fresh alone
code 4 'a run alone' slow --workers 1
WANTED=$(everything)
code 2 'a run that is done needs no help' helper
like "$TAP_ERR" 'GJ1583' 'and the helper says so'

fresh helped
in_back run slow --workers 1
RUN=$!
wait_for "$some_done"
in_back one helper --workers 2
ONE=$!
in_back two helper --workers 1
TWO=$!
wait_for "SELECT count(DISTINCT regexp_replace(worker, '-w[0-9]+$', '')) >= 3 FROM run.chunk"
wait $RUN
is $? 4 'with two helpers the run ends as if alone'
wait $ONE
is $? 0 'the first helper leaves when it is over'
wait $TWO
is $? 0 'and so does the second'
is "$(workers)" 3 'chunks were done by all three processes'
is "$(everything)" "$WANTED" 'rows, digests and files are those of the run alone'
like "$(cat "$WORK/one.log")" 'event=helper.end run=2 state=done chunks=[1-9]' 'a helper says what it did'

fresh killed
in_back run slow --workers 1
RUN=$!
wait_for "$some_done"
for n in 1 2 3; do
	in_back help helper --workers 2
	PID=$!
	wait_for "SELECT count(DISTINCT regexp_replace(worker, '-w[0-9]+$', '')) > $n FROM run.chunk"
	kill -9 $PID
	wait $PID 2>/dev/null
done
wait $RUN
is $? 4 'helpers that are killed in the middle disturb nothing'
is "$(everything)" "$WANTED" 'not a row, not a byte'

fresh restarted
slow_down 0.05 # until the runner is back
in_back run slow --workers 1
RUN=$!
wait_for "$some_done"
in_back help helper --workers 1
PID=$!
wait_for "SELECT count(DISTINCT regexp_replace(worker, '-w[0-9]+$', '')) > 1 FROM run.chunk"
kill -9 $RUN
wait $RUN 2>/dev/null
DONE=$(pg_query "SELECT count(*) FROM run.chunk WHERE done")
wait_for "SELECT count(*) > $DONE FROM run.chunk WHERE done"
is $? 0 'while the runner is dead, the helper goes on with what is planned'
slow_down 0
code 4 'the runner comes back' slow --workers 1
wait $PID
is $? 0 'and the helper stays until the end'
is "$(everything)" "$WANTED" 'rows, digests and files are those of the run alone'

fresh frozen
in_back run slow --workers 1
RUN=$!
wait_for "$some_done"
in_back help helper --workers 1
PID=$!
wait_for "SELECT count(DISTINCT regexp_replace(worker, '-w[0-9]+$', '')) > 1 FROM run.chunk"
kill -TSTP $PID
until_still $PID
RUNNER=$(pg_query "SELECT replace(runner, ':', '-') FROM run.run WHERE run_id = 2")
theirs() { pg_query "SELECT count(*) FROM run.chunk WHERE done AND worker NOT LIKE '%$RUNNER-w%'"; }
FROZEN=$(theirs)
sleep 0.4
is "$(theirs)" "$FROZEN" 'a helper that is stopped (SIGTSTP) does nothing any more'
kill -CONT $PID
wait $RUN
is $? 4 'woken, it disturbs nothing'
wait $PID
is $? 0 'and leaves when the run is over'
is "$(everything)" "$WANTED" 'rows, digests and files are those of the run alone'

fresh stopped
in_back run slow --workers 1
RUN=$!
wait_for "$some_done"
in_back help helper --workers 1
PID=$!
wait_for "SELECT count(DISTINCT regexp_replace(worker, '-w[0-9]+$', '')) > 1 FROM run.chunk"
kill -TERM $PID
wait $PID
is $? 0 'a helper that is asked to leave does so after its chunk'
code 16 'a helper without the folder of the run is refused' elsewhere
like "$TAP_ERR" 'GJ1581' 'with the folder'
pg_query "SET session_replication_role = replica; UPDATE run.run SET graph = 'monthly' WHERE run_id = 2"
code 12 'a helper whose program has another graph of that name is refused' helper
like "$TAP_ERR" 'GJ1580' 'and told so'
pg_query "SET session_replication_role = replica; UPDATE run.run SET graph = 'slow' WHERE run_id = 2"
wait $RUN
is $? 4 'the run ends'

done_testing
