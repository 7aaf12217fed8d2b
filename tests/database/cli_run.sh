#!/bin/bash
# A month on the command line: run, status, approve, confirm, resume, explain, notice; what is printed,
# and the exit codes of a run that waits, is stopped, is active elsewhere, was done already.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
OFFICE=13113
unset GETSUJI_DSN GETSUJI_LANG GETSUJI_OFFICE GETSUJI_STATE GETSUJI_RC_MAP GETSUJI_LOG NO_COLOR
pg_start
pg_migrate
export GETSUJI_STATE=$PG_DIR/scratch/state LC_ALL=C.UTF-8
FILES=$GETSUJI_STATE/artifacts
as_run() { pg_as getsuji_run "$GETSUJI" "$@"; }

"${BUILD:-build}/bench/generate" --households 60 --offices 1 --month 2027-01 --seed 5 --out "$PG_DIR/scratch/facts" \
	>/dev/null || exit 1
code 0 'import of the official tables' as_run import rates
code 0 'the same tables again are a no-op' as_run import rates
like "$TAP_OUT" 'imported before' 'and it says so'
code 0 'import of facts' as_run import facts "$PG_DIR/scratch/facts"
GETSUJI_TODAY=2026-12-01 code 0 'check of a database that is ready' as_run check --quiet
is "$TAP_OUT$TAP_ERR" '' 'says nothing when it is asked to be quiet'

# ---- to the gate
code 3 'a run that waits at a gate ends with the code asked for' \
	as_run run monthly --month 2027-01 --office $OFFICE --gate-code 3
like "$(head -1 <<<"$TAP_OUT")" \
	"event=run.start run=[0-9]+ graph=monthly month=2027-01 office=$OFFICE edition=1 digest=[0-9a-f]{12} .*plan=.?recalculate," \
	'its first line names run, month, digest and plan'
like "$(tail -1 <<<"$TAP_OUT")" 'event=run.end run=[0-9]+ state=waiting .*records=[0-9]+ yen=[0-9]+ .*next="getsuji approve ' \
	'its last line names counts, yen and the next command'
like "$TAP_OUT" 'event=task.state .*task=recalculate state=done' 'between them a line for each change of state'
run=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'monthly'")
code 0 'going on while it waits is harmless' as_run resume "$run" --log json
is "$(/usr/bin/python3 -c 'import json,sys; print({json.loads(l)["run"] for l in sys.stdin})' <<<"$TAP_OUT")" "{$run}" \
	'JSON lines are JSON'
code 0 'status of the run' as_run status "$run"
like "$TAP_OUT" '^totals: .*: balanced$' 'its totals balance'
like "$TAP_OUT" '^decision: computed, digest of the results [0-9a-f]{64}$' 'the digest is there to be approved'
next=$(sed -n 's/^next: getsuji //p' <<<"$TAP_OUT")
like "$next" "^approve $run --digest [0-9a-f]{12,64}$" 'and the next command'
code 0 'the list of runs' as_run status
like "$TAP_OUT" "^ *$run +monthly +2027-01 +$OFFICE +1 +waiting +computed" 'names it'
code 0 'the list in Japanese is aligned by display width' as_run status --lang ja
is "$(/usr/bin/python3 -c '
import sys, unicodedata
w = lambda s: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in s)
head, row = sys.stdin.read().splitlines()[:2]
print(w(head[:head.index("グラフ")]) == w(row[:row.index("monthly")]) if "monthly" in row else True)' <<<"$TAP_OUT")" True \
	'with Japanese titles'

# ---- on a terminal
terminal() { # COLUMNS COMMAND…: standard output of the command on a terminal of that width
	local columns=$1
	shift
	script -qec "stty cols $columns; PGUSER=getsuji_run $(printf '%q ' "$GETSUJI" "$@")" /dev/null
}
code 0 'on a terminal' terminal 60 resume "$run"
like "$TAP_OUT" 'recalculate +\[#+\]' 'there is a bar for each task'
is "$(sed 's/\x1b\[[0-9]*[A-Za-z]//g; s/\r//g' <<<"$TAP_OUT" | awk 'length > 60 && !/^run|^next|>/' | wc -l)" 0 \
	'no line of the block is wider than the screen'
code 0 'without colour' env NO_COLOR=1 script -qec "PGUSER=getsuji_run $GETSUJI resume $run" /dev/null
is "$(grep -c $'\x1b\[[0-9]*m' <<<"$TAP_OUT")" 0 'no colour is used'

# ---- who holds the run
psql -Xqc "SELECT pg_advisory_lock(72, $run), pg_sleep(3)" >/dev/null &
sleep 0.5
code 6 'a run that is active elsewhere is refused' as_run resume "$run"
like "$TAP_ERR" '^GJ1504 ' 'with one message'
code 7 'with --wait it is watched, and its code returned' as_run resume "$run" --wait --gate-code 7
wait

psql -Xqc "SELECT pg_advisory_lock(72, $run), pg_sleep(2)" >/dev/null &
sleep 0.5
(PGUSER=getsuji_run exec "$GETSUJI" resume "$run" --wait) >/dev/null 2>&1 &
pid=$!
sleep 0.5
kill -ABRT $pid
broken=0
wait $pid || broken=$?
wait
is $broken 32 'a broken invariant ends with 32'

# ---- to the end
code 0 'the command that status named' pg_as getsuji_approve "$GETSUJI" $next
code 0 'confirm' as_run confirm "$run"
code 16 'a font is missing: nothing is begun' pg_as getsuji_run env GETSUJI_FONTS="$PG_DIR/scratch" "$GETSUJI" resume "$run" --log json
like "$TAP_ERR" '^GJ1701 ' 'is said once to a person'
like "$(tail -1 <<<"$TAP_OUT")" '"level":"error","event":"run.end".*"state":"waiting".*"id":"GJ1701"' 'and in the last line to a program'
code 4 'on to the end, quietly, with pieces set aside or held' as_run resume "$run" --quiet
is "$TAP_OUT$TAP_ERR" '' 'and cron hears nothing'
code 0 'a run that is done says so' as_run run monthly --month 2027-01 --office $OFFICE
like "$TAP_OUT" 'event=run.end .*state=done .*already=done' 'and does nothing'
code 0 'status of a run that is done' as_run status "$run"
like "$TAP_OUT" "$FILES/monthly-" 'tells where the files are'
like "$TAP_OUT" "^next: getsuji quarantine $run list$" 'and that what was set aside waits for a person'
for key in $(pg_query "SELECT DISTINCT key FROM run.quarantine WHERE run_id = $run"); do
	as_run quarantine "$run" waive "$key" --reason 'computed by hand' >/dev/null 2>&1
done
code 0 'status once all of it is left out by decision' as_run status "$run"
like "$TAP_OUT" "^next: getsuji run monthly --month 2027-02 --office $OFFICE$" 'names the next month'
is "$(cd "$FILES"/monthly-* && find . -name '.*.part' | wc -l)" 0 'no temporary file is left'

# ---- one household
household=$(pg_query "SELECT min(household_id) FROM result.change WHERE run_id = $run AND notice")
code 0 'explain' as_run explain "$run" "$household"
ok 'explains something' test "$(wc -l <<<"$TAP_OUT")" -gt 3
code 0 'the same household by office and case' as_run explain "$run" "$((household / 100000000))-$((household % 100000000))"
wrong_household=$((OFFICE * 100000000 + 99999999))
code 16 'a household that the run does not hold' as_run explain "$run" $wrong_household
like "$TAP_ERR" '^GJ2072 ' 'is named'
code 0 'one notice' as_run notice "$run" "$household" -o "$PG_DIR/scratch/notice.pdf"
is "$(head -c 5 "$PG_DIR/scratch/notice.pdf")" '%PDF-' 'is a PDF'
code 0 'one notice to standard output' as_run notice "$run" "$household"
like "$(head -1 <<<"$TAP_OUT")" '^%PDF-' 'is a PDF too'
code 8 'a notice into a folder that does not exist' as_run notice "$run" "$household" -o "$PG_DIR/scratch/no/notice.pdf"

# ---- stopped by a signal: a lock holds the first chunk up
psql -Xqc "BEGIN" -c "LOCK TABLE fact.person IN ACCESS EXCLUSIVE MODE" -c "SELECT pg_sleep(3)" >/dev/null &
sleep 0.5
(PGUSER=getsuji_run exec "$GETSUJI" run monthly --month 2027-02 --office $OFFICE) >/dev/null 2>"$PG_DIR/scratch/stop.err" &
pid=$!
for _ in $(seq 50); do
	[ "$(pg_query "SELECT count(*) FROM run.task t JOIN run.run r USING (run_id) WHERE r.month_on = '2027-02-01'
		AND t.state = 'running'")" = 1 ] && break
	sleep 0.1
done
kill -TERM $pid
stopped=0
wait $pid || stopped=$?
wait
is $stopped 10 'SIGTERM stops a run at the end of the chunk, with code 10'
second=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'monthly' AND month_on = '2027-02-01'")
code 0 'status of a stopped run' as_run status "$second"
like "$TAP_OUT" "^next: getsuji resume $second$" 'says how to go on'

# ---- in the background
code 0 'detached' as_run resume "$second" --detach
for _ in $(seq 100); do
	grep -q 'event=run.end' "$GETSUJI_STATE/log/resume-$second.log" && break
	sleep 0.1
done
like "$(cat "$GETSUJI_STATE/log/resume-$second.log")" 'event=run.end .*state=waiting' 'it goes on, with a log file'
done_testing
