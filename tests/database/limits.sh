#!/bin/bash
# How much may be set aside: by share and yen, of the run and of a task; and alarms, after which a run goes on.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
graph() { # LINES: of task recalculate
	GRAPH=$LOGS/limit.yaml
	cat >"$GRAPH" <<-Y
		graph: slow
		tasks:
		  - {name: recalculate, job: recalculate, chunk: 10$1}
		  - {name: compare, job: compare, chunk: 50, after: [recalculate]}
	Y
}
fast() { fresh "$1"; slow_down 0; }

graph ''
fast share
code 12 'a share of a task set aside above the limit stops the run' slow --quarantine-percent 0
like "$TAP_ERR" 'GJ1561 .*recalculate.* of 300 records' 'with task and figures'
like "$TAP_ERR" '--quarantine-percent' 'and the option that sets it'
is "$(pg_query "SELECT execution, exit_code FROM run.run WHERE run_id = 2")" 'failed|12' 'the ledger says failed'
DONE=$(pg_query "SELECT count(*) FROM run.chunk WHERE done")
code 12 'resumed with the same limit it ends at once' resume --quarantine-percent 0
is "$(pg_query "SELECT count(*) FROM run.chunk WHERE done")" "$DONE" 'and does not one more chunk'
code 4 'below the limit it goes on' resume --quarantine-percent 5
ASIDE=$(pg_query "SELECT count(DISTINCT key) FROM run.quarantine WHERE run_id = 2")
ok 'some were set aside' test "$ASIDE" -ge 3

paid_last() { # one household that was paid in the month before will be set aside, too
	psql -Xq -c "INSERT INTO run.set_aside (run_id, task_no, key, rule, message_id, reason)
		SELECT 2, 1, min(household_id), 'constraint', 1306, 'a test' FROM result.current_decision WHERE payable_total > 0"
	PAID=$(pg_query "SELECT payable_total FROM result.current_decision d JOIN run.set_aside s ON s.key = d.household_id")
}
fast yen
paid_last
code 12 'yen that their households were paid last stop the run' slow --quarantine-yen $((PAID - 1))
like "$TAP_ERR" "GJ1563 .*paid $PAID yen last; the limit is $((PAID - 1))" 'with the sum'
code 4 'up to the limit it goes on' resume --quarantine-yen "$PAID"

graph ', limit: {records: 1}'
fresh records # slow, so that the runner hears of each chunk before the next is done
code 12 'the limit of a task in the graph stops the run' slow --workers 1
like "$TAP_ERR" "GJ1560 task .recalculate. set aside [0-9]+ records; its limit is 1" 'with both figures'
psql -Xq -c "INSERT INTO run.waiver (run_id, task_no, key, reason)
	SELECT DISTINCT run_id, task_no, key, 'moved away' FROM run.quarantine WHERE run_id = 2"
code 12 'those that a person decided to leave out do not count; others do' resume --workers 1
psql -Xq -c "INSERT INTO run.waiver (run_id, task_no, key, reason)
	SELECT DISTINCT run_id, task_no, key, 'moved away' FROM run.quarantine WHERE run_id = 2 ON CONFLICT DO NOTHING"
code 4 'until so many are left out that the rest is within the limit' resume --workers 1

graph ', limit: {yen: 0}'
fast task_yen
paid_last
code 12 'nor may the households of a task have been paid more than its limit' slow
like "$TAP_ERR" 'GJ1562' 'with the sum'

graph ', expect: {min: 301}'
fast few
code 4 'fewer records than expected: the run goes on, with an alarm' slow
is "$(pg_query "SELECT task_no, kind, detail FROM run.alarm")" '1|too_few|300 records, at least 301 expected' 'it is in the ledger'
is "$(pg_query "SELECT event, payload->>'alarm', payload->>'task' FROM run.outbox WHERE event = 'run.alarm'")" \
	'run.alarm|too_few|recalculate' 'and told outside'

graph ', expect: {max: 299}'
fast many
slow >/dev/null 2>&1
is "$(pg_query "SELECT kind FROM run.alarm")" too_many 'more records than expected'

graph ', expect: {near_percent: 10}'
fast near
slow >/dev/null 2>&1
psql -Xq -c "UPDATE run.task SET n_read = 500, n_written = 500 - n_quarantined WHERE run_id = 2 AND task_no = 1"
GETSUJI_TODAY=2027-02-01 PGUSER=getsuji_run "$GETSUJI" run "$GRAPH" --month 2027-02 --office $OFFICE --artifacts "$FILES" >/dev/null 2>&1
is "$(pg_query "SELECT run_id, kind, detail ~ '^2[0-9]+ records, 500 the time before$' FROM run.alarm")" '3|too_few|t' 'far from the time before'

graph ', deadline_minutes: 30'
fast late
slow_down 0.02
in_back late slow --workers 1
PID=$!
wait_for "$some_done"
steer stop 2 >/dev/null
ends_with $PID 10 'a run is stopped'
is "$(pg_query "SELECT count(*) FROM run.alarm")" 0 'in time there is no alarm'
psql -Xq -c "SET session_replication_role = replica" -c "UPDATE run.attempt SET began_at = began_at - interval '40 minutes'"
slow_down 0.01
resume >/dev/null 2>&1
is "$(pg_query "SELECT task_no, kind, detail FROM run.alarm")" '1|deadline|not done 30 minutes after the start' \
	'a deadline counts from the first start of the run'
done_testing
