#!/bin/bash
# The run engine on a real server: what a runner does when it is not alone, stopped, cut off or over a limit.
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 300 3
FILES=$WORK/files

# A graph of many small chunks, so that there is time to interfere.
GRAPH=$WORK/slow.yaml
cat >"$GRAPH" <<'Y'
graph: slow
tasks:
  - {name: recalculate, job: recalculate, chunk: 1}
  - {name: compare, job: compare, chunk: 50, after: [recalculate]}
Y
slow() { PGUSER=getsuji_run $EXEC "$GETSUJI" run "$GRAPH" --month 2027-01 --office $OFFICE --artifacts "$FILES" "$@"; }
EXEC= # "exec" in the background: a signal must reach the runner, not a shell around it

decisions() { pg_query "SELECT d.* FROM result.decision d ORDER BY d.run_id, d.household_id" | sha256sum; }
some_done="SELECT count(*) > 5 FROM run.chunk WHERE done"

pg_fresh plain
code 4 'a run without a gate ends done, with warnings for what was set aside' slow
WANTED=$(decisions)
like "$TAP_OUT" 'done' 'it says so'
code 0 'the same run again says that it is done already' slow
is "$(decisions)" "$WANTED" 'and changes nothing'
is "$(pg_query "SELECT sum(n_read) = sum(n_written + n_unchanged + n_held + n_quarantined), count(*) FILTER (WHERE state <> 'done') FROM run.task")" 't|0' 'every task balances'
is "$(pg_query "SELECT t.yen = (SELECT sum(payable_total) FROM result.decision d WHERE d.run_id = t.run_id AND status = 1) FROM run.task t WHERE name = 'recalculate'")" t 'the yen of the ledger are those of the table'

pg_fresh twice
(EXEC=exec; slow --workers 1) >"$WORK/first.log" 2>&1 &
FIRST=$!
wait_for "$some_done"
code 6 'a second starter is refused while the first works' slow
like "$TAP_ERR" 'run 2 is active elsewhere' 'and told which run'
wait $FIRST
is $? 4 'the first ends as if alone'
is "$(decisions)" "$WANTED" 'with the same rows'

pg_fresh stopped
(EXEC=exec; slow --workers 1) >"$WORK/stop.log" 2>&1 &
PID=$!
wait_for "$some_done"
kill -TERM $PID
wait $PID
is $? 10 'SIGTERM stops at the end of the chunk'
is "$(pg_query "SELECT execution FROM run.run WHERE graph = 'slow'")" stopped 'the ledger says stopped'
code 4 'resume goes on' pg_as getsuji_run "$GETSUJI" resume 2 --artifacts "$FILES"
is "$(decisions)" "$WANTED" 'to the same rows'

pg_fresh backends
(EXEC=exec; slow --workers 2) >"$WORK/backends.log" 2>&1 &
PID=$!
wait_for "$some_done"
for _ in 1 2 3 4 5; do
	pg_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'getsuji run %'" >/dev/null
	sleep 0.1
done
wait $PID
is $? 4 'workers whose backends are killed connect again and go on'
is "$(decisions)" "$WANTED" 'to the same rows'

pg_fresh limit
code 12 'more records set aside than the limit stop the run' slow --quarantine-limit 0
like "$TAP_ERR" 'GJ1552' 'with the reason'
is "$(pg_query "SELECT execution FROM run.run WHERE graph = 'slow'")" failed 'the ledger says failed'

pg_fresh refused
monthly() { pg_as getsuji_run "$GETSUJI" run monthly --office $OFFICE --artifacts "$FILES" --month "$@"; }
code 16 'a month before the first that the rules know is refused' monthly 2023-09
like "$TAP_ERR" 'GJ1613' 'with the reason'
code 16 'a font that is missing is found before anything is computed' env GETSUJI_FONTS="$WORK" \
	PGUSER=getsuji_run "$GETSUJI" run monthly --office $OFFICE --artifacts "$FILES" --month 2027-01
is "$(pg_query "SELECT count(*) FROM run.run WHERE graph = 'monthly'")" 0 'neither leaves a run behind'
code 12 'a month for which nobody can be computed stops before the gate' monthly 2027-10
like "$TAP_ERR" 'GJ1535 .* of 294 records' 'with the reason'

pg_fresh tampered
psql -Xq <<'S'
CREATE FUNCTION public.tamper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.payable_total := NEW.payable_total + 1;
	RETURN NEW;
END $$;
CREATE TRIGGER tamper BEFORE INSERT ON result.decision FOR EACH ROW WHEN (NEW.status = 1 AND NEW.household_id % 7 = 0)
EXECUTE FUNCTION public.tamper();
S
code 12 'a yen that changes on its way to the table leaves the run out of balance, never done' slow
like "$TAP_ERR" 'GJ1532' 'with both totals'
is "$(pg_query "SELECT execution FROM run.run WHERE graph = 'slow'")" out_of_balance 'the ledger says out of balance'

pg_fresh vanished
psql -Xq <<'S'
CREATE FUNCTION public.tamper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER tamper BEFORE INSERT ON result.decision FOR EACH ROW WHEN (NEW.household_id % 7 = 0)
EXECUTE FUNCTION public.tamper();
S
code 12 'a row that the table does not take stops the run' slow
like "$TAP_ERR" 'GJ1319.*took [0-9]+ rows of' 'with the statement and both counts'

done_testing
