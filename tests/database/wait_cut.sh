#!/bin/bash
# A run that waits reads what the office knew when its wait was over: its cut is taken anew until its first task begins,
# and never again, whatever dies in between and whoever tries by hand.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
BREAKS=${BUILD:-build}/getsuji-failpoints
PLAN=$(cat "$GRAPH")
GRAPH=$LOGS/wait.yaml
{ echo "$PLAN" | sed '/^tasks:/i wait: [{file: answer.csv}]' | sed 's/^tasks:/&\n  - {name: begin, milestone: true}/; s/chunk: 1}/chunk: 10, after: [begin]}/'; } >"$GRAPH"
come() { mkdir -p "$FILES" && echo x >"$FILES/answer.csv" && touch -d '2 minutes ago' "$FILES/answer.csv"; }
cut() { pg_query "SELECT as_of FROM run.run WHERE run_id = 2"; }
record() { # every income is told anew, so many yen higher
	pg_query "WITH old AS (UPDATE fact.income SET superseded_at = 'infinity' WHERE superseded_at = 'infinity' RETURNING *)
		INSERT INTO fact.income (household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from, valid_to)
		SELECT household_id, person_no, kind, item_no, amount_yen + $1, expenses_yen, care_premium_yen, valid_from, valid_to FROM old" >/dev/null
}
killed() { GETSUJI_FAILPOINT=$1:1:killgroup PGUSER=getsuji_run setsid "$BREAKS" resume 2 --artifacts "$FILES"; }

fresh without
slow_down 0
come
slow >"$LOGS/without.log" 2>&1
WITHOUT=$(picture)
fresh with
slow_down 0
come
record 5000
slow >"$LOGS/with.log" 2>&1
WANTED=$(picture)
is "$([ "$WANTED" != "$WITHOUT" ] && echo yes)" yes 'what is recorded makes a difference'

# ---- a file, resume -------------------------------------------------------------------------------
fresh waits
slow_down 0
code 2 'a run waits for a file' slow
FIRST=$(cut)
code 2 'and waits on' resume
is "$(cut)" "$FIRST" 'waiting leaves its cut as it is'
record 5000
come
code 4 'the file comes' resume
is "$(picture)" "$WANTED" 'what was recorded while it waited is read'
SECOND=$(cut)
is "$(pg_query "SELECT as_of > '$FIRST' AND as_of < (SELECT min(started_at) FROM run.task WHERE run_id = 2 AND kind = 'job') FROM run.run
	WHERE run_id = 2")" t 'its cut is that of the moment when the first task that reads began'
record 1
code 4 'done again from the top' steer rerun 2 --mode from-top --yes --artifacts "$FILES"
is "$(cut)" "$SECOND" 'a rerun keeps the cut, though nothing looks begun'
is "$(picture)" "$WANTED" 'and makes the same again'

# ---- the same command stays, a helper is there, a clerk goes on -------------------------------------
fresh polls
slow_down 0.01
in_back polls slow --wait --workers 1
PID=$!
wait_for "SELECT waiting_for IS NOT NULL FROM run.run WHERE run_id = 2"
(PGUSER=getsuji_run exec "$GETSUJI" worker --run 2 --artifacts "$FILES" --workers 1) >"$LOGS/helper.log" 2>&1 &
HELPER=$!
wait_for "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name LIKE 'getsuji helper%'"
record 5000
come
wait_for "SELECT count(*) > 4 FROM run.chunk WHERE done"
record 1
ends_with $PID 4 'with --wait it goes on when the file comes'
ends_with $HELPER 0 'a helper that came while it waited helps'
is "$(pg_query "SELECT count(DISTINCT regexp_replace(worker, '-w[0-9]+$', '')) FROM run.chunk")" 2 'with chunks of its own'
is "$(picture)" "$WANTED" 'both read what was known when the wait was over, and nothing that was recorded later'

# ---- killed -------------------------------------------------------------------------------------
for point in cut.before cut.after task.before_commit; do
	fresh "$point"
	slow_down 0
	slow >"$LOGS/log" 2>&1
	record 3000
	come
	code 137 "killed at $point" killed $point
	is "$(pg_query "SELECT count(*) FROM run.chunk WHERE run_id = 2")" 0 'before anything was planned'
	record 2000
	code 4 'it goes on' resume
	is "$(picture)" "$WANTED" 'and reads what is known by then'
done
fresh planned
slow_down 0
slow >"$LOGS/log" 2>&1
record 5000
come
code 137 'killed once the chunks were planned' killed task.after_commit
FIRST=$(cut)
record 1
code 4 'it goes on' resume
is "$(cut)" "$FIRST" 'with the cut that it had'
is "$(picture)" "$WANTED" 'and reads what was known then'

# ---- a run that is confirmed ------------------------------------------------------------------------
fresh confirmed
slow_down 0
cat >"$LOGS/first.yaml" <<'Y'
graph: first
tasks:
  - {name: recalculate, job: recalculate}
  - {name: approval, gate: confirmed, digest: [recalculate], after: [recalculate]}
Y
sed '/^wait:/s/.*/wait: [{run: first, month: same, state: confirmed}]/; s/^graph: .*/graph: second/' "$GRAPH" >"$LOGS/second.yaml"
of() { steer "$1" "${@:2}" --month 2027-01 --office $OFFICE --artifacts "$FILES"; }
code 0 'a run comes to its gate' of run "$LOGS/first.yaml"
code 2 'another waits for it to be confirmed' of run "$LOGS/second.yaml"
pg_as getsuji_approve "$GETSUJI" approve 2 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = 2")" >"$LOGS/log" 2>&1
steer confirm 2 >"$LOGS/log" 2>&1
code 4 'it is confirmed, the other goes on' steer resume 3 --artifacts "$FILES"
is "$(pg_query "SELECT r.as_of > (SELECT a.acted_at FROM run.action a WHERE a.run_id = 2 AND a.command = 'confirm') FROM run.run r WHERE r.run_id = 3")" t \
	'and reads what was decided'

# ---- rates ------------------------------------------------------------------------------------------
fresh rates
slow_down 0
in_back rates slow --wait
PID=$!
wait_for "SELECT waiting_for IS NOT NULL FROM run.run WHERE run_id = 2"
pg_query "INSERT INTO rate.rate_set (sha256, cells) VALUES (sha256('newer'), 0)" >/dev/null
come
ends_with $PID 12 'rates that are newer when the wait is over are refused'
like "$(cat "$LOGS/rates.log")" 'GJ1550' 'and named'
is "$(pg_query "SELECT count(*) FROM run.chunk WHERE run_id = 2")" 0 'before anything was planned'
record 5000
code 4 'accepted, the run goes on with those it was planned with' resume --accept-changes 'as planned'
is "$(picture)" "$WANTED" 'and with what is known by then'

# ---- by hand ----------------------------------------------------------------------------------------
fresh by_hand
slow_down 0
slow >"$LOGS/log" 2>&1
refused() { # NAME LOGIN SQL SAYS
	local said
	said=$(pg_as "$2" psql -XqAt -v ON_ERROR_STOP=1 -c "$3" 2>&1) && said="done: $said"
	like "$said" "$4" "$1"
}
LOCKED="SELECT pg_advisory_lock(72, 2); SELECT run.renew_cut(2)"
refused 'the cut is no column to write to' getsuji_run "UPDATE run.run SET as_of = clock_timestamp() WHERE run_id = 2" 'the cut of a run cannot be changed'
refused 'nobody takes it anew beside the runner' getsuji_run 'SELECT run.renew_cut(2)' 'not locked by this session'
refused 'nor does who approves' getsuji_approve "$LOCKED" 'permission denied for function renew_cut'
refused 'it does not go back' getsuji_owner "UPDATE run.run SET as_of = 'epoch' WHERE run_id = 2" 'the cut of a run cannot be changed'
come
resume >"$LOGS/log" 2>&1
refused 'nor is it taken anew once a task has begun' getsuji_run "$LOCKED" 'run 2 has begun: its cut stays'
refused 'not by the owner either' getsuji_owner "UPDATE run.run SET as_of = clock_timestamp() WHERE run_id = 2" 'the cut of a run cannot be changed'
pg_query "SELECT pg_advisory_lock(72, 2); SELECT run.undo(2, ARRAY[2, 3])" >/dev/null
is "$(pg_query "SELECT count(*), min(state) FROM run.task WHERE run_id = 2 AND kind = 'job'")" '2|planned' 'undone, its tasks look as before'
refused 'and yet the cut stays' getsuji_run "$LOCKED" 'run 2 has begun: its cut stays'
refused 'nobody says that it was never undone' getsuji_run 'UPDATE run.run SET reopened = false WHERE run_id = 2' 'cannot be changed'
done_testing
