#!/bin/bash
# Graph or rates changed since a run was planned: refused with the difference, unless accepted with a reason.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
undisturbed

stopped() { # NAME: a run that was stopped in the middle
	fresh "$1"
	in_back "$1" slow --workers 1
	PID=$!
	wait_for "$some_done"
	kill -TERM $PID
	ends_with $PID 10 "$1: a run is stopped in the middle"
	slow_down 0
}
newer_rates() { psql -Xq -c "INSERT INTO rate.rate_set (sha256, cells) VALUES (decode(repeat('00', 32), 'hex'), 0)"; }
actions() { pg_query "SELECT command, reason, acted_by FROM run.action WHERE run_id = 2"; }

stopped graph
cp "$GRAPH" "$LOGS/planned.yaml"
cat >"$GRAPH" <<'Y'
graph: slow
tasks:
  - {name: recalculate, job: recalculate, chunk: 1}
  - {name: compare, job: compare, chunk: 10, after: [recalculate]}
  - {name: impact, report: impact, after: [compare]}
Y
code 12 'a graph that has changed meanwhile is refused' slow
like "$TAP_ERR" 'GJ1550' 'with the reason'
like "$TAP_ERR" 'graph: changed compare; new impact' 'the tasks that differ'
like "$TAP_ERR" 'resume 2 --accept-changes' 'and what to do'
is "$(pg_query "SELECT execution FROM run.run WHERE run_id = 2")" stopped 'nothing was begun'
code 4 'accepted with a reason it goes on' slow --accept-changes 'the new graph is for next month'
is "$(actions)" 'accept-changes|the new graph is for next month [graph: changed compare; new impact]|getsuji_run' \
	'the reason, the difference and who accepted it are kept'
is "$(pg_query "SELECT string_agg(name, ' ' ORDER BY task_no) FROM run.task WHERE run_id = 2")" 'recalculate compare' \
	'it went on as it was planned'
is "$(picture)" "$WANTED" 'to the same rows'
cp "$LOGS/planned.yaml" "$GRAPH"

stopped rates
newer_rates
code 12 'a newer rate set is refused' resume
like "$TAP_ERR" 'rate set: [0-9]+, now [0-9]+' 'with both numbers'
code 4 'accepted, the run goes on with the rates it was planned with' resume --accept-changes 'they hold from next month'
is "$(picture)" "$WANTED" 'to the same rows'

stopped twice
newer_rates
steer pause 2 compare --reason 'to stop once more' >/dev/null
code 2 'accepted once' resume --accept-changes 'they hold from next month'
steer release 2 compare >/dev/null
code 4 'the same difference is not asked about again' resume
is "$(actions | grep -c accept-changes)" 1 'nor written again'
done_testing
