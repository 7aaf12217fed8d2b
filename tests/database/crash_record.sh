#!/bin/bash
# A record that crashes the program: the parent starts the work again, the record is tried alone, set aside
# by its key, and everything else is done as if it were not there.
. tests/harness/tap.sh
. tests/harness/pg.sh

BREAKS=${BUILD:-build}/getsuji-failpoints
pg_office 200 3
FILES=$WORK/files
GRAPH=$WORK/two.yaml
cat >"$GRAPH" <<'Y'
graph: two
tasks:
  - {name: recalculate, job: recalculate, chunk: 50}
  - {name: compare, job: compare, chunk: 50, after: [recalculate]}
Y

two() { PGUSER=getsuji_run "$BREAKS" run "$GRAPH" --month 2027-01 --office $OFFICE --artifacts "$FILES" --workers 2 "$@"; }
broken() { GETSUJI_FAILPOINT=$1 two "${@:2}"; }
decisions() { pg_query "SELECT d.* FROM result.decision d WHERE NOT d.household_id = ANY ('{${1:-}}') ORDER BY d.run_id, d.household_id" | sha256sum; }
nth() { pg_query "SELECT household_id FROM result.decision WHERE run_id = 2 AND status = 1 ORDER BY household_id OFFSET $1 LIMIT 1"; }

pg_fresh plain
code 4 'a run without a crash' two
BAD=$(nth 75) ALSO=$(nth 140)
WITHOUT_NONE=$(decisions) WITHOUT_ONE=$(decisions "$BAD") WITHOUT_TWO=$(decisions "$BAD,$ALSO")
BEFORE=$(pg_query "SELECT count(*) FROM run.quarantine")

pg_fresh segv
code 4 'a rule that crashes on one household: the run ends, with a warning' broken "chunk.record=$BAD:*:segv"
is "$(pg_query "SELECT task_no, key, rule, message_id FROM run.set_aside")" "1|$BAD|crash|1571" 'the household is set aside by its key'
is "$(pg_query "SELECT task_no, key, rule FROM run.quarantine WHERE rule = 'crash'")" "1|$BAD|crash" 'and stands in quarantine once'
is "$(pg_query "SELECT count(*) FROM run.quarantine")" "$((BEFORE + 1))" 'it alone, beside those of the undisturbed run'
is "$(decisions "$BAD")" "$WITHOUT_ONE" 'all other households are as in the undisturbed run'
is "$(pg_query "SELECT bool_and(n_read = n_written + n_unchanged + n_held + n_quarantined), bool_and(state = 'done') FROM run.task")" 't|t' 'every task balances and is done'
like "$(pg_query "SELECT string_agg(kind || ' ' || detail, ',' ORDER BY incident_id) FROM run.incident")" \
	"process.died signal=11.*record.crashed key=$BAD signal=11" 'the ledger tells both deaths'
like "$TAP_ERR" 'signal 11' 'and so does the operator'
is "$(ls "$PG_DIR"/scratch/core* core* 2>/dev/null)" '' 'no core file is left'

pg_fresh abort
code 4 'a broken invariant (SIGABRT) on two households: both are set aside' \
	broken "chunk.record=$BAD:*:abort,chunk.record=$ALSO:*:abort"
is "$(pg_query "SELECT string_agg(key::text, ',' ORDER BY key) FROM run.set_aside")" "$BAD,$ALSO" 'both, and nobody else'
is "$(decisions "$BAD,$ALSO")" "$WITHOUT_TWO" 'all others are as in the undisturbed run'

pg_fresh both
psql -Xq <<S
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS \$\$
BEGIN
	RAISE check_violation USING CONSTRAINT = 'no_such_row', TABLE = 'decision', SCHEMA = 'result';
END \$\$;
CREATE TRIGGER refuse BEFORE INSERT ON result.decision FOR EACH ROW WHEN (NEW.household_id = $ALSO) EXECUTE FUNCTION public.refuse();
S
code 4 'one household crashes the program and a row of another breaks a constraint' broken "chunk.record=$BAD:*:fpe"
is "$(pg_query "SELECT string_agg(key || ' ' || rule, ',' ORDER BY key) FROM run.set_aside")" "$BAD crash,$ALSO constraint" 'exactly those are set aside'
is "$(decisions "$BAD,$ALSO")" "$WITHOUT_TWO" 'all others are as in the undisturbed run'

pg_fresh once
code 4 'a crash that does not come again sets nobody aside' broken "chunk.record=$BAD:1:bus"
is "$(pg_query "SELECT count(*) FROM run.set_aside")" 0 'nobody'
is "$(decisions "$BAD")" "$WITHOUT_ONE" 'and the rows are those of the undisturbed run'

pg_fresh killed
code 4 'SIGKILL while a record is in work sets nobody aside, and the run goes on' broken "chunk.record=$BAD:1:kill"
is "$(pg_query "SELECT count(*) FROM run.set_aside")" 0 'nobody'
pg_fresh killed_again
code 8 'a process that is killed at the same place again and again ends the run' broken "chunk.record=$BAD:*:kill"
like "$TAP_ERR" 'GJ1576' 'with the reason'
is "$(pg_query "SELECT execution, exit_code FROM run.run WHERE graph = 'two'")" 'failed|8' 'the ledger says that it failed'
is "$(pg_query "SELECT count(*) FROM run.set_aside")" 0 'and nobody is set aside'
code 4 'the next start goes on' two
is "$(decisions "$BAD")" "$WITHOUT_ONE" 'to the same rows'

pg_fresh answer
code 4 'a COMMIT whose answer is lost: the row of the chunk tells that it happened' broken "chunk.commit_answer:2:eio"
is "$(decisions)" "$WITHOUT_NONE" 'nothing is there twice'
is "$(pg_query "SELECT sum(n_read) FROM run.chunk WHERE task_no = 1")" 200 'no household is counted twice'
like "$(pg_query "SELECT string_agg(kind, ',') FROM run.incident")" 'worker.reconnect' 'the ledger tells of the lost connection'

attempts() { pg_query "SELECT count(*), count(ended_at), (SELECT count(*) FROM run.outbox WHERE event = '$1') FROM run.attempt
	WHERE run_id = (SELECT run_id FROM run.run WHERE graph = 'two')"; }
for place in begin:run.started end:run.done; do
	pg_fresh "answer_${place%:*}"
	code 4 "the answer is lost of the COMMIT at the ${place%:*} of a run: it is asked for" broken "run.${place%:*}_answer:1:eio"
	is "$(decisions)" "$WITHOUT_NONE" 'nothing is there twice'
	is "$(attempts "${place#*:}")" '1|1|1' 'it is one attempt, and told once'
done

pg_fresh ending
(
	for _ in $(seq 100); do
		[ "$(pg_query "SELECT count(*) FROM run.task WHERE state = 'failed'")" = 1 ] && break
		sleep 0.05
	done
	pg_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'getsuji runner %'"
) >/dev/null 2>&1 &
code 12 'a failure that could not be written at once' broken 'run.before_end:1:sleep=1500' --quarantine-percent 0
wait
is "$(pg_query "SELECT execution, exit_code FROM run.run WHERE graph = 'two'")" 'failed|12' 'is written with another connection'

pg_fresh commit
code 32 'a crash that belongs to no record ends with 32, not in a loop' broken "chunk.before_commit:*:segv"
like "$TAP_ERR" 'GJ1574' 'with the reason'
like "$TAP_ERR" 'task 1, chunk' 'the task and the chunk'
is "$(pg_query "SELECT count(*) FROM run.set_aside")" 0 'and nobody is set aside'
is "$(pg_query "SELECT execution, exit_code, message_id FROM run.run WHERE graph = 'two'")" 'failed|32|1574' 'the ledger says that it failed, and why'
code 4 'once the program is mended, the run goes on' two
is "$(decisions "$BAD")" "$WITHOUT_ONE" 'to the same rows'

pg_fresh memory
code 4 'memory that runs out once: it goes on with fewer workers' broken "arena.block:20:enomem"
like "$TAP_ERR" 'out of memory' 'and says so'
is "$(decisions "$BAD")" "$WITHOUT_ONE" 'to the same rows'

# Everything is killed in the middle; the next start has no flag and needs no hand.
cat >"$GRAPH" <<'Y'
graph: two
tasks:
  - {name: recalculate, job: recalculate, chunk: 1}
  - {name: compare, job: compare, chunk: 50, after: [recalculate]}
Y
pg_fresh killed_all
some_done() { pg_query "SELECT count(*) FROM run.chunk WHERE done"; }
until_done() { # MORE THAN: at most 60 s
	for _ in $(seq 3000); do
		[ "$(some_done)" -le "$1" ] || return 0
		sleep 0.02
	done
}
(PGUSER=getsuji_run GETSUJI_FAILPOINT="chunk.before_commit:*:sleep=20" exec "$BREAKS" run "$GRAPH" --month 2027-01 --office $OFFICE \
	--artifacts "$FILES" --workers 2) >"$WORK/run.log" 2>&1 &
PARENT=$!
until_done 20
CHILD=$(pg_query "SELECT split_part(runner, ':', 2) FROM run.run WHERE graph = 'two'")
kill -9 $PARENT
wait $PARENT 2>/dev/null
ok 'the process that works is another than the one that was started' test "$CHILD" != $PARENT
sleep 0.1
is "$(sed -n '/^State:.*Z/d; /^State:/p' "/proc/$CHILD/status" 2>/dev/null)" '' 'when the parent is killed, the kernel kills the child'
DONE=$(some_done)
START=$(date +%s%N)
two >"$WORK/run.log" 2>&1 &
PARENT=$!
until_done "$DONE"
MS=$((($(date +%s%N) - START) / 1000000))
echo "# useful work $MS ms after the next start"
ok 'useful work goes on within two seconds of the next start' test $MS -lt 2000
wait $PARENT
is $? 4 'and the run ends'
is "$(decisions "$BAD")" "$WITHOUT_ONE" 'with the same rows'

done_testing
