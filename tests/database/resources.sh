#!/bin/bash
# Named resources are used by one task of all runs at a time; tasks that name several in any order never deadlock.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
graph() { # NAME FIRST SECOND
	cat >"$LOGS/$1.yaml" <<-Y
		graph: $1
		tasks:
		  - {name: recalculate, job: recalculate, chunk: 10, resources: [$2]}
		  - {name: compare, job: compare, chunk: 50, after: [recalculate], resources: [$3]}
	Y
}
one() { PGUSER=getsuji_run $EXEC "$GETSUJI" run "$LOGS/$1.yaml" --month 2027-01 --office $OFFICE --artifacts "$FILES" --workers 1; }
overlap="SELECT count(*) FROM run.task a JOIN run.task b ON b.run_id > a.run_id
	AND (a.started_at, a.ended_at) OVERLAPS (b.started_at, b.ended_at) WHERE a.job = 'recalculate' AND b.job = 'recalculate'"

graph one 'printer, tape' 'tape'
graph two 'tape, printer' 'printer'
graph three 'printer' 'tape, printer'
fresh shared
slow_down 0.002
for name in one two three; do
	in_back $name one $name
	declare "PID_$name=$!"
done
wait_for "SELECT count(*) > 0 FROM run.task WHERE state = 'waiting' AND waiting_for LIKE 'resource %'"
like "$(pg_query "SELECT waiting_for FROM run.task WHERE waiting_for IS NOT NULL LIMIT 1")" \
	'^resource (printer|tape) \(run [0-9]+, task recalculate, since 20' 'a task that cannot have its resource says who has it'
ends_with "$PID_one" 4 'three runs that name the same things in different orders all end'
ends_with "$PID_two" 4 'the second'
ends_with "$PID_three" 4 'and the third'
is "$(pg_query "$overlap")" 0 'no two used one of them at the same time'
is "$(pg_query "SELECT count(*) FROM run.resource_use")" 0 'in the end nobody has anything'

cat >"$LOGS/within.yaml" <<'Y'
graph: within
tasks:
  - {name: recalculate, job: recalculate, chunk: 10}
  - {name: impact, report: impact, after: [compare], resources: [printer]}
  - {name: compare, job: compare, after: [recalculate]}
  - {name: payment_list, report: payment_list, after: [compare], resources: [printer]}
Y
fresh within
slow_down 0
code 4 'two tasks of one run take turns, too' one within
is "$(pg_query "SELECT count(*) FROM run.task a JOIN run.task b ON b.run_id = a.run_id AND a.name = 'impact' AND b.name = 'payment_list'
	AND (a.started_at, a.ended_at) OVERLAPS (b.started_at, b.ended_at)")" 0 'one after the other'

fresh killed
in_back killed one one
PID=$!
wait_for "SELECT count(*) = 2 FROM run.resource_use"
kill -9 $PID
wait $PID 2>/dev/null
slow_down 0
code 4 'what a killed runner had is free for another run' one two
done_testing
