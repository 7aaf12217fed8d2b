#!/bin/bash
# Conditions: a run waits for a file, another run, a day; a task is left out by what was counted before; and
# all of it is said.
. tests/harness/tap.sh
. tests/harness/pg.sh

export GETSUJI_LANG=en
pg_office 60 3
FILES=$WORK/files
mkdir -p "$FILES/in"

graph() { # NAME: a graph from standard input
	{ printf 'graph: %s\n' "$1"; cat; } >"$WORK/$1.yaml"
}
run() { # GRAPH OPTION…
	local graph=$1
	shift
	pg_as getsuji_run "$GETSUJI" run "$WORK/$graph.yaml" --month 2027-01 --office $OFFICE --artifacts "$FILES" "$@"
}
state() { pg_query "SELECT r.execution || ' ' || string_agg(t.state, ' ' ORDER BY t.task_no) FROM run.run r JOIN run.task t USING (run_id) WHERE r.graph = '$1' GROUP BY r.run_id ORDER BY r.run_id DESC LIMIT 1"; }
waits() { pg_query "SELECT string_agg(t.waiting_for, '|' ORDER BY t.task_no) FROM run.run r JOIN run.task t USING (run_id) WHERE r.graph = '$1'"; }
count() { pg_query "SELECT $2 FROM run.task t JOIN run.run r USING (run_id) WHERE r.graph = '$1' AND t.name = '$3'"; }
older() { touch -d '5 minutes ago' "$@"; }

# ---- a file
graph file <<'Y'
tasks:
  - {name: recalculate, job: recalculate}
  - name: compare
    job: compare
    after: [recalculate]
    wait: [{file: "in/{month}-{office}.csv", stable_s: 60, sha256: "in/{month}.sha256"}]
Y
IN=$FILES/in/2027-01-$OFFICE.csv
code 2 'a run that waits for a file and has nothing else to do ends with code 2' run file
is "$(state file)" 'waiting done waiting' 'what could be done is done'
like "$(waits file)" "^the file .*/in/2027-01-$OFFICE.csv\$" 'it is said which file'
echo 'half' >"$IN"
code 2 'a file that was written a moment ago is not enough' run file
like "$(waits file)" 'not changed for 60 seconds' '… and why'
older "$IN"
code 2 'nor one without its checksum' run file
like "$(waits file)" 'in/2027-01.sha256' '… and which is missing'
(cd "$FILES/in" && echo 'whole' | sha256sum | sed "s/-\$/2027-01-$OFFICE.csv/" >2027-01.sha256)
code 2 'nor one that is not whole' run file
like "$(waits file)" 'as its checksum says' '… and that it is not'
echo 'whole' >"$IN"
older "$IN"
code 4 'with the whole file the run goes on to its end' run file
is "$(state file)" 'done done done' 'and is done'
is "$(waits file)" '' 'and waits for nothing'

# ---- while a run is watched
graph later <<'Y'
tasks:
  - {name: recalculate, job: recalculate, wait: [{file: in/later, stable_s: 0}]}
Y
(sleep 2.5; touch "$FILES/in/later") &
code 4 'with --wait a run stays until the file has come' timeout 30 env PGUSER=getsuji_run "$GETSUJI" run \
	"$WORK/later.yaml" --month 2027-01 --office $OFFICE --artifacts "$FILES" --wait
is "$(state later)" 'done done' 'and then works'
wait

# ---- another run
graph second <<'Y'
wait:
  - {run: first, month: same, state: done}
tasks:
  - {name: start, milestone: true}
  - {name: recalculate, job: recalculate, after: [start]}
Y
graph first <<'Y'
tasks:
  - {name: recalculate, job: recalculate}
Y
code 2 'a run that waits for another one' run second
is "$(state second)" 'waiting waiting planned' 'has not begun'
like "$(waits second)" 'a run first of 2027-01 that is done: there is none yet' 'and says for which'
code 4 'the other one is done' run first
code 4 'then it goes on' run second
is "$(state second)" 'done done done' 'to its end'
graph third <<'Y'
tasks:
  - {name: recalculate, job: recalculate, wait: [{run: second, month: previous, state: confirmed}]}
Y
code 2 'a run of the month before' run third
like "$(waits third)" 'a run second of 2026-12 that is confirmed' 'is another month, and another state'
graph fourth <<'Y'
tasks:
  - {name: recalculate, job: recalculate, wait: [{run: third, or: first, month: same, state: done}]}
Y
code 4 'one of two runs will do' run fourth
graph fifth <<'Y'
tasks:
  - {name: recalculate, job: recalculate, wait: [{run: everywhere, month: same, state: done}]}
Y
graph everywhere <<'Y'
tasks:
  - {name: recalculate, job: recalculate}
Y
ended() { # OFFICE EDITION STATE
	pg_query "INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
		VALUES ('everywhere', $1, '2027-01-01', $2, sha256('x'), 'x', run.take_cut(), '$3')"
}
ended 13114 1 done
code 2 'a run of another office will not do' run fifth
ended $OFFICE 1 stopped
ended 0 1 done
ended 0 2 stopped
code 2 'nor one of all offices that a later edition has overtaken' run fifth
like "$(waits fifth)" 'everywhere of 2027-01\) to be done: it is stopped' '… and says which'
pg_query "DELETE FROM run.run WHERE graph = 'everywhere' AND edition = 2"
code 4 'a run of all offices counts for each of them' run fifth
graph many <<'Y'
wait: [{run: nobody}, {file: in/later, stable_s: 0}, {day: every business_day}]
tasks:
Y
for n in $(seq 2000); do echo "  - {name: t$n, milestone: true}"; done >>"$WORK/many.yaml"
ok 'two thousand tasks that wait for the same are told at once' timeout 15 bash -c '"$@"; [ $? = 2 ]' - env PGUSER=getsuji_run \
	"$GETSUJI" run "$WORK/many.yaml" --month 2027-01 --office $OFFICE --artifacts "$FILES"

# ---- a day
graph day <<'Y'
tasks:
  - {name: recalculate, job: recalculate, wait: [{day: business_day 3}]}
Y
code 2 'a run before its day' env GETSUJI_TODAY=2027-01-05 bash -c '"$@"' - env PGUSER=getsuji_run "$GETSUJI" run \
	"$WORK/day.yaml" --month 2027-01 --office $OFFICE --artifacts "$FILES"
like "$(waits day)" 'the day "business_day 3" of calendar gov: today is 2027-01-05' 'says which, and what today is'
export GETSUJI_TODAY=2027-01-06
code 4 'on its day it starts' run day
is "$(state day)" 'done done' 'and is done'
graph edge <<'Y'
tasks:
  - {name: recalculate, job: recalculate, wait: [{day: business_day 3}]}
Y
export GETSUJI_TODAY=2028-01-06
code 16 'a day that the calendar does not know starts nothing' run edge
like "$TAP_ERR" 'GJ2002 .*2028-01' 'and says so'
like "$TAP_ERR" 'getsuji import calendar' 'and what to do'
unset GETSUJI_TODAY

# ---- when
graph when <<'Y'
tasks:
  - {name: recalculate, job: recalculate}
  - {name: compare, job: compare, after: [recalculate], when: recalculate.written > 1000000}
  - {name: none, milestone: true, after: [compare], when: compare is skipped and compare.written = 0}
  - {name: other, milestone: true, after: [none], when: none is done and recalculate.chunks < 1}
Y
code 4 'a run with tasks that are not wanted' run when
is "$(state when)" 'done done skipped done skipped' 'leaves out those, and goes on after them'
like "$(count when t.message compare)" 'recalculate.written > 1000000 \([0-9]+\)' 'with the figures that decided it'
like "$(count when t.message other)" 'recalculate.chunks < 1 \(1\)' 'each'
is "$(count when t.n_read compare)" 0 'nothing was read'

# ---- plan
sed -n '/^## Conditions/,/^## /{/^```yaml/,/^```$/{/^```/!p}}' jobs/README.md >"$WORK/readme.yaml"
code 0 'the example of jobs/README.md is a graph' pg_as getsuji_run "$GETSUJI" plan "$WORK/readme.yaml"
like "$TAP_OUT" 'letters_due +only when compare.written > 0 and not recalculate.quarantined > 100' 'and reads as it is explained'
code 0 'plan of a graph' pg_as getsuji_run "$GETSUJI" plan "$WORK/file.yaml"
like "$TAP_OUT" 'compare +file in/\{month\}-\{office\}.csv with checksum in/\{month\}.sha256' 'tells its conditions'
like "$TAP_OUT" 'critical path: recalculate → compare' 'and its longest path'
like "$TAP_OUT" 'expected duration: —' 'and that nothing is known without an office'
code 0 'with an office' pg_as getsuji_run "$GETSUJI" plan "$WORK/file.yaml" --office $OFFICE
pg_query "UPDATE run.task t SET ended_at = started_at + interval '90 seconds' FROM run.run r
	WHERE r.run_id = t.run_id AND r.graph = 'file' AND t.name = 'recalculate'" >/dev/null
pg_query "UPDATE run.task t SET ended_at = started_at + interval '30 seconds' FROM run.run r
	WHERE r.run_id = t.run_id AND r.graph = 'file' AND t.name = 'compare'" >/dev/null
pg_query "DELETE FROM run.attempt a USING run.run r WHERE r.run_id = a.run_id AND r.graph = 'file' AND a.attempt_no > 1" >/dev/null
pg_query "UPDATE run.attempt a SET ended_at = a.ended_at + interval '1 hour' FROM run.run r
	WHERE r.run_id = a.run_id AND r.graph = 'file'" >/dev/null # one runner did both
code 0 'plan by history' pg_as getsuji_run "$GETSUJI" plan "$WORK/file.yaml" --office $OFFICE
like "$TAP_OUT" 'expected duration: 2 min 00 s' 'adds up what the tasks on the path took'
id=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'third'")
code 0 'plan of a run' pg_as getsuji_run "$GETSUJI" plan "$id"
like "$TAP_OUT" 'waiting' 'tells how its tasks stand'
done_testing
