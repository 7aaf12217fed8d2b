#!/bin/bash
# rerun in every mode: what is previewed, what is undone, and that the end is that of an undisturbed run.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 200 5
GRAPH=$WORK/month.yaml
cat >"$GRAPH" <<'Y'
graph: month
tasks:
  - {name: recalculate, job: recalculate, chunk: 40}
  - {name: compare, job: compare, chunk: 40, after: [recalculate]}
  - {name: impact, report: impact, after: [compare]}
  - {name: approval, gate: confirmed, digest: [recalculate, compare], after: [impact]}
  - {name: notice_pieces, sql: notice_pieces, partitions: [piece], after: [approval]}
  - {name: notice, report: notice, chunk: 50, after: [notice_pieces]}
  - {name: payment_list, report: payment_list, after: [notice]}
  - {name: summary, report: summary, after: [payment_list]}
Y
as() { pg_as "$1" "$GETSUJI" --lang en "${@:2}"; }
month() { as getsuji_run run "$GRAPH" --month 2027-01 --office $OFFICE --workers 2 --artifacts "$WORK/$PGDATABASE" "$@"; }
rerun() { as getsuji_run rerun 2 --workers 2 --artifacts "$WORK/$PGDATABASE" "$@"; }
resume() { as getsuji_run resume 2 --workers 2 --artifacts "$WORK/$PGDATABASE"; }
decide() {
	as getsuji_approve approve 2 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = 2")" &&
		as getsuji_run confirm 2
}
database() { pg_fresh "$@"; [ -z "${2:-}" ] || cp -r "$WORK/$2" "$WORK/$1"; }
# Everything that must be equal, as text: no instants, no workers, no attempts.
picture() {
	local t
	for t in "result.decision ORDER BY run_id, household_id" "result.change ORDER BY run_id, household_id" \
		"result.piece ORDER BY run_id, piece_no" "run.quarantine ORDER BY run_id, task_no, key, rule" \
		"run.hold_hit ORDER BY run_id, task_no, key, hold" "run.artifact ORDER BY run_id, name"; do
		pg_query "SELECT '${t%% *}', * FROM $t"
	done
	pg_query "SELECT task_no, chunk_no, done, lo, hi, expected, n_read, n_written, n_quarantined, yen, input_digest, output_digest
		FROM run.chunk WHERE run_id = 2 ORDER BY task_no, chunk_no"
	pg_query "SELECT task_no, name, state, chunks, expected, n_read, n_written, n_unchanged, n_held, n_quarantined, n_warnings, yen
		FROM run.task WHERE run_id = 2 ORDER BY task_no"
	pg_query "SELECT execution, decision, results_digest FROM run.run WHERE run_id = 2"
	(cd "$WORK/$PGDATABASE" && find . -type f | LC_ALL=C sort | xargs sha256sum)
}
states() { pg_query "SELECT string_agg(state, ' ' ORDER BY task_no) FROM run.task WHERE run_id = 2"; }
actions() { pg_query "SELECT string_agg(command || ' ' || reason, '; ' ORDER BY action_id) FROM run.action WHERE run_id = 2 AND command LIKE 'rerun%'"; }

# ---- the undisturbed run, and copies of it at its stages
database gate
code 0 'the month comes to its gate' month
GATE=$(picture)
database finished gate
decide >/dev/null
code 4 'and, confirmed, to its end' resume
DONE=$(picture)

# ---- at the gate: everything can be undone
database top gate
code 16 'without a mode nothing is done' rerun
like "$TAP_ERR" 'GJ2058' 'the modes are named'
code 16 'a mode that there is not' rerun --mode from-bottom
like "$TAP_ERR" 'GJ2050 .*from-bottom' 'is named'
code 16 'a task that there is not' rerun --mode task=notices
like "$TAP_ERR" 'GJ2054 .*notices' 'is named, too'
code 2 'what failed is done again only where something failed' rerun --mode from-abnormal
code 0 'a preview' rerun --mode from-top
like "$TAP_OUT" 'recalculate +done +undone, runs again +[0-9]+ +0 +[0-9]+' 'tells what is undone'
like "$TAP_OUT" 'notice +planned +runs' 'and what simply runs'
like "$TAP_OUT" '^next: getsuji rerun 2 --mode from-top --yes$' 'and ends with the command that does it'
is "$(picture)" "$GATE" 'a preview changes nothing'
is "$(actions)" '' 'nor does the ledger speak of it'
code 0 'from the top' rerun --mode from-top --yes
is "$(picture)" "$GATE" 'comes to the same rows, digests and bytes'
is "$(actions)" 'rerun from-top' 'the ledger says what was done'

database named gate
code 0 'one task by name' rerun --mode task=compare
like "$TAP_OUT" 'impact +done +stays, may no longer fit' 'what comes after it stays, and the preview says so'
code 0 'with what comes after it, and a reason' rerun --mode task=compare,downstream --reason 'looked at twice' --yes
is "$(picture)" "$GATE" 'comes to the same end'
is "$(actions)" 'rerun task=compare,downstream: looked at twice' 'the reason is kept'
code 0 'several by name' rerun --mode task=impact,task=compare --yes
is "$(picture)" "$GATE" 'come to the same end'
# Undone, but not gone on with: what was computed cannot be approved meanwhile.
pg_query "SELECT FROM pg_advisory_lock(72, 2), run.undo(2, '{2,3,4}')" >/dev/null
digest=$(cut -d'|' -f3 <<<"$(grep '^waiting|computed' <<<"$GATE")")
code 12 'results that are being done again cannot be approved' as getsuji_approve approve 2 --digest "${digest#\\x}"
code 0 'gone on with' resume
is "$(picture)" "$GATE" 'they can'

# Rates that changed since the run was planned, and a font that is gone: nothing is undone that could not go on.
psql -Xqc "INSERT INTO rate.rate_set (sha256, cells) VALUES (sha256('newer'), 0)"
code 12 'rates that changed since are refused before anything is undone' rerun --mode from-top --yes
like "$TAP_ERR" 'GJ1550 ' 'with the difference'
code 16 'so is a missing font' env GETSUJI_FONTS="$WORK" PGUSER=getsuji_run "$GETSUJI" rerun 2 --mode from-top --yes \
	--artifacts "$WORK/named" --accept-changes 'tables of next year'
is "$(picture)" "$GATE" 'nothing has changed'
code 0 'accepted with a reason' rerun --mode from-top --yes --accept-changes 'tables of next year'
is "$(picture)" "$GATE" 'it comes to the same end, with the rates it was planned with'

# ---- after confirming
database confirmed finished
code 12 'what was confirmed is not undone' rerun --mode from-top --yes
like "$TAP_ERR" 'GJ2056' 'with its message'
like "$TAP_OUT" 'recalculate +done +stays: was decided on' 'and the preview of why'
code 12 'nor by name' rerun --mode task=compare,downstream --yes
is "$(picture)" "$DONE" 'nothing has changed'
code 4 'what comes after the gate is' rerun --mode task=notice,downstream --yes
is "$(picture)" "$DONE" 'and comes to the same bytes, the manifest among them'
code 4 'warnings-only leaves what was confirmed' rerun --mode warnings-only --yes
like "$TAP_OUT" 'recalculate +done +stays: was decided on' 'and says so'
is "$(picture)" "$DONE" 'and comes to the same end'
code 0 'a preview that is not done' rerun --mode task=notice
ok 'leaves the manifest' test -e "$(echo "$WORK"/confirmed/*/manifest.csv)"
mv "$WORK/confirmed"/*/notice/contractor-0001.pdf "$WORK/kept.pdf"
code 4 'a file that was lost comes back with the task' rerun --mode task=notice --yes
is "$(picture)" "$DONE" 'byte for byte'

code 4 'without --artifacts files go on to where they are' as getsuji_run rerun 2 --mode task=notice --yes --state "$WORK/state"
is "$(picture)" "$DONE" 'and come to the same bytes there'
code 4 'into another folder' as getsuji_run rerun 2 --mode task=notice --yes --artifacts "$WORK/other"
ok 'the manifest of the old one is gone: it speaks of what is elsewhere' test ! -e "$(echo "$WORK"/confirmed/*)/manifest.csv"
code 4 'and back' rerun --mode task=notice --yes
is "$(picture)" "$DONE" 'all is as before'

# Killed before the COMMIT nothing has happened; after it, what goes on takes the manifest away first.
killed() { GETSUJI_FAILPOINT=$1:1:kill PGUSER=getsuji_run "${BUILD:-build}/getsuji-failpoints" rerun 2 --mode task=notice --yes --artifacts "$WORK/confirmed"; }
code 137 'killed before it is undone' killed rerun.undone
is "$(picture)" "$DONE" 'nothing has happened: no task is undone, the manifest is there'
code 137 'killed when it is undone' killed rerun.committed
like "$(states)" 'planned' 'the task is to be done again'
code 4 'resume does it' as getsuji_run resume 2 --artifacts "$WORK/confirmed"
is "$(picture)" "$DONE" 'to the same bytes'
code 137 'killed when the manifest is gone' killed rerun.withdrawn
ok 'which says that nothing may leave' test ! -e "$(echo "$WORK"/confirmed/*)/manifest.csv"
code 4 'the same command again' rerun --mode task=notice --yes
is "$(picture)" "$DONE" 'comes to the same bytes'

# ---- the database refuses, whoever asks
sql() { PGUSER=getsuji_run psql -XqAt -v VERBOSITY=sqlstate -c "$1" 2>&1; }
like "$(sql "SELECT FROM pg_advisory_lock(72, 2), run.undo(2, '{1}')")" 'ERROR: +23000' 'the database does not undo what was confirmed'
like "$(sql "SELECT run.undo(2, '{6}')")" 'ERROR: +23000' 'nor anything without the lock of the run'
like "$(sql "UPDATE run.task SET in_digest = false WHERE run_id = 2")" 'ERROR: +23000' 'what is approved cannot be renamed'
like "$(sql "UPDATE run.task SET partitions = '{decision}' WHERE run_id = 2 AND task_no = 6")" 'ERROR: +23000' 'nor what a task fills'
like "$(sql "UPDATE run.task SET state = 'planned' WHERE run_id = 2 AND task_no = 6")" 'ERROR: +23000' 'a task does not go back by itself'
like "$(sql "UPDATE run.task SET state = 'accepted' WHERE run_id = 2 AND task_no = 6")" 'ERROR: +23000' 'nor is it taken as good'
for table in run.chunk run.quarantine run.hold_hit run.artifact run.task run.run run.recut run.waiver run.proposal \
	result.decision result.decision_r2 result.change_r2 result.piece_r2; do
	like "$(sql "DELETE FROM $table")" 'ERROR: +42501' "the runner may not delete from $table"
done
like "$(PGUSER=getsuji_approve psql -XqAt -v VERBOSITY=sqlstate -c "SELECT run.undo(2, '{6}')" 2>&1)" 'ERROR: +42501' 'nor the approver undo anything'
is "$(picture)" "$DONE" 'nothing of that has changed anything'

# ---- a task fails in the middle
database broken gate
decide >/dev/null
psql -Xqc 'REVOKE SELECT ON result.claim_decision FROM getsuji_runner'
code 16 'a task fails for want of a right' resume
is "$(states)" 'done done done done done done failed planned' 'what does not need it is done'
code 0 'the preview of from-abnormal' rerun --mode from-abnormal
like "$TAP_OUT" 'payment_list +failed +undone, runs again' 'names what failed'
like "$TAP_OUT" 'notice +done +stays$' 'and what stays'
psql -Xqc 'GRANT SELECT ON result.claim_decision TO getsuji_runner'
code 4 'once the right is back, from-abnormal' rerun --mode from-abnormal --yes
is "$(picture)" "$DONE" 'comes to the end of the undisturbed run'
code 2 'again there is nothing abnormal' rerun --mode from-abnormal --yes

# ---- what failed is taken as good by two persons
database taken gate
decide >/dev/null
psql -Xqc 'REVOKE SELECT ON result.claim_decision FROM getsuji_runner'
resume >"$WORK/taken.log" 2>&1
psql -Xqc 'GRANT SELECT ON result.claim_decision TO getsuji_runner'
code 16 'after-abnormal needs a reason' rerun --mode after-abnormal --yes
code 0 'with one it is asked for' rerun --mode after-abnormal --yes --reason 'paid by hand'
like "$TAP_OUT" '^next: getsuji rerun 2 --mode after-abnormal --agree$' 'a second person must agree'
is "$(states)" 'done done done done done done failed planned' 'and nothing is changed before'
code 0 'the second person agrees' as getsuji_approve rerun 2 --mode after-abnormal --agree
like "$TAP_OUT" '^next: getsuji resume 2$' 'and is told how it goes on'
is "$(states)" 'done done done done done done accepted planned' 'what failed is accepted'
code 4 'the same command again goes on with the rest' rerun --mode after-abnormal --yes
is "$(states)" 'done done done done done done accepted done' 'to its end'

# ---- not beside a runner, and not against a backup
database busy finished
psql -Xq >/dev/null 2>&1 <<<"SELECT pg_advisory_lock(72, 2); SELECT pg_sleep(3)" &
BUSY=$!
for _ in $(seq 100); do
	[ "$(pg_query "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 72")" = 1 ] && break
	sleep 0.05
done
code 6 'a run that somebody is at work on is not undone' rerun --mode task=notice --yes
like "$TAP_ERR" 'GJ2055 ' 'with its message'
kill $BUSY 2>/dev/null
wait $BUSY 2>/dev/null
pg_query "SELECT count(*) FROM pg_terminate_backend((SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 72))" >/dev/null
# A pg_dump as the server sees it: an old snapshot, and the share lock on every table.
psql -Xq >"$WORK/dump.out" 2>&1 <<'S' &
BEGIN ISOLATION LEVEL REPEATABLE READ;
LOCK TABLE result.piece, run.chunk, run.task IN ACCESS SHARE MODE;
SELECT 'pieces before', count(*) FROM result.piece;
SELECT pg_sleep(4);
SELECT 'pieces after', count(*) FROM result.piece;
COMMIT;
S
DUMP=$!
for _ in $(seq 100); do grep -q before "$WORK/dump.out" && break; sleep 0.05; done
start=$(date +%s%N)
code 4 'beside a backup notices are done again' rerun --mode task=notice_pieces,downstream --yes
ok 'without waiting for it' kill -0 $DUMP
wait $DUMP
is "$(grep -c "| *$(grep -o '| *[0-9]*' <<<"$(grep before "$WORK/dump.out")" | tr -d '| ')" "$WORK/dump.out")" 2 'the backup sees the same rows to its end'
is "$(picture)" "$DONE" 'and the rerun comes to the same end'
done_testing
