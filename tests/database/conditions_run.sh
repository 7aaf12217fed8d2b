#!/bin/bash
# Conditions and milestones in a run: what waits, what is left out, and what goes on.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
tasks() { pg_query "SELECT name, state, coalesce(waiting_for, message, '') FROM run.task WHERE run_id = 2 ORDER BY task_no"; }

GRAPH=$LOGS/wait.yaml
cat >"$GRAPH" <<'Y'
graph: slow
tasks:
  - {name: begin, milestone: true}
  - {name: recalculate, job: recalculate, after: [begin]}
  - {name: compare, job: compare, after: [recalculate], wait: [{file: answer.csv}]}
  - {name: never, milestone: true, after: [compare], when: "recalculate.quarantined > 100"}
  - {name: end, milestone: true, after: [never]}
Y
fresh waits
slow_down 0
code 2 'a run that only waits for a file ends with 2' slow
like "$TAP_ERR" 'GJ1558' 'and says so'
like "$TAP_ERR" 'answer.csv' 'with the file'
is "$(pg_query "SELECT execution, exit_code, message_id, waiting_for LIKE 'compare: %answer.csv%' FROM run.run WHERE run_id = 2")" \
	'waiting|2|1558|t' 'the ledger says what the run waits for'
is "$(pg_query "SELECT state, waiting_for LIKE '%answer.csv%' FROM run.task WHERE run_id = 2 AND name = 'compare'")" 'waiting|t' \
	'and what the task waits for'
code 2 'it waits as long as the file is not there' resume
mkdir -p "$FILES" && echo x >"$FILES/answer.csv" && touch -d '2 minutes ago' "$FILES/answer.csv"
code 4 'with the file it goes on' resume
is "$(pg_query "SELECT name, state FROM run.task WHERE run_id = 2 ORDER BY task_no" | tr '\n' ' ')" \
	'begin|done recalculate|done compare|done never|skipped end|done ' \
	'what `when:` excludes is left out and counts as done for what comes after'
like "$(tasks)" 'never\|skipped\|.*recalculate.quarantined > 100' 'with the comparison'

fresh polls
slow_down 0
in_back polls slow --wait
PID=$!
wait_for "SELECT waiting_for IS NOT NULL FROM run.run WHERE run_id = 2"
is "$(pg_query "SELECT execution FROM run.run WHERE run_id = 2")" running 'with --wait the runner stays'
mkdir -p "$FILES" && echo x >"$FILES/answer.csv" && touch -d '2 minutes ago' "$FILES/answer.csv"
ends_with $PID 4 'and goes on when the file comes'
is "$(pg_query "SELECT count(*), max(coalesce(waiting_for, 'nothing')) FROM run.run WHERE run_id = 2 AND execution = 'done'")" '1|nothing' \
	'in the end it waits for nothing'

fresh signal
in_back signal slow --wait
PID=$!
wait_for "SELECT waiting_for IS NOT NULL FROM run.run WHERE run_id = 2"
kill -TERM $PID
ends_with $PID 10 'a runner that polls can be stopped'
done_testing
