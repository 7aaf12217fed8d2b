#!/bin/bash
# Records that a run set aside: listed, shown, tried again when their facts are mended, left out for good.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 200 5
as() { pg_as "$1" "$GETSUJI" --lang en "${@:2}"; }
month() { as getsuji_run run monthly --month 2027-01 --office $OFFICE --workers 2 --artifacts "$WORK/$PGDATABASE"; }
resume() { as getsuji_run resume 2 --workers 2 --artifacts "$WORK/$PGDATABASE"; }
quarantine() { as getsuji_run quarantine 2 "$@"; }
retry() { quarantine retry --artifacts "$WORK/$PGDATABASE" --workers 2 "$@"; }
decide() {
	as getsuji_approve approve 2 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = 2")" &&
		as getsuji_run confirm 2
}
database() { pg_fresh "$@"; }
# A clerk mends the facts of two households: the care that no table has an amount for is superseded.
mend() {
	pg_query "UPDATE fact.circumstance SET superseded_at = clock_timestamp()
		WHERE household_id IN (1311300000045, 1311300000046) AND superseded_at = 'infinity' AND kind IN (
			SELECT kind FROM fact.circumstance WHERE household_id = 1311300000045)" >/dev/null
}
# What was computed, without where and as of when.
results() {
	pg_query "SELECT * FROM result.decision WHERE run_id = 2 ORDER BY household_id"
	pg_query "SELECT * FROM result.change WHERE run_id = 2 ORDER BY household_id"
	pg_query "SELECT task_no, key, rule, reason FROM run.quarantine WHERE run_id = 2 ORDER BY 1, 2, 3"
	pg_query "SELECT name, state, n_read, n_written, n_unchanged, n_held, n_quarantined, n_warnings, yen FROM run.task WHERE run_id = 2 ORDER BY task_no"
}
letters() {
	pg_query "SELECT * FROM result.piece ORDER BY piece_no"
	(cd "$WORK/$PGDATABASE" && find . -path '*/notice/*' -type f | LC_ALL=C sort | xargs sha256sum)
}
aside() { pg_query "SELECT string_agg((key - 1311300000000)::text, ' ' ORDER BY key) FROM run.quarantine WHERE run_id = 2"; }
balance() { pg_query "SELECT bool_and(n_read = n_written + n_unchanged + n_held + n_quarantined AND (kind <> 'job' OR n_read = expected))
	FROM run.task WHERE run_id = 2 AND state = 'done'"; }

# ---- the month as it would be with mended facts from the start
database mended
mend
month >"$WORK/mended.log" 2>&1
WANTED=$(results)
decide >/dev/null
resume >>"$WORK/mended.log" 2>&1
LETTERS=$(letters)

# ---- the month at its gate, with records set aside
database gate
month >"$WORK/gate.log" 2>&1
ASIDE=$(aside)
is "$ASIDE" '37 45 46 89 178' 'five households are set aside'
code 0 'they are listed' quarantine list
like "$TAP_OUT" '^run 2: 5 records set aside, 0 of them left out' 'counted'
like "$TAP_OUT" 'recalculate +13113-45 +§11 +GJ1601 ' 'by office and case, rule and reason'
like "$TAP_OUT" '^next: getsuji quarantine 2 show 13113-37$' 'with the next command'
code 0 'one is shown' quarantine show 13113-45
like "$TAP_OUT" 'getsuji explain 2 13113-45' 'with the command that explains it'
like "$TAP_OUT" 'next: getsuji quarantine 2 retry 13113-45$' 'and the one that tries again'
code 4 'which tells the steps up to where it cannot be computed' as getsuji_run explain 2 13113-45
code 16 'one that was not set aside' quarantine show 13113-1
like "$TAP_ERR" '^GJ2061 ' 'is told so'
code 16 'what is no record' quarantine show 4x
like "$TAP_ERR" '^GJ2060 ' 'is told so, too'
code 16 'show wants to know which' quarantine show
code 16 'a word that there is not' quarantine drop
like "$TAP_ERR" 'list, show, retry or waive' 'is answered with those that there are'
ok 'no name and no address of anybody is said' bash -c '! "$@" | grep -qF "$(psql -XqAt -c "SELECT name FROM fact.person WHERE household_id = 1311300000045 LIMIT 1")"' _ \
	env PGUSER=getsuji_run "$GETSUJI" quarantine 2 list

# ---- tried again while nothing was mended
database again gate
BEFORE=$(results)
code 0 'the preview of trying all again' retry
like "$TAP_OUT" 'recalculate +done +tries 5 set aside again +5$' 'tells how many'
like "$TAP_OUT" 'compare +done +undone, runs again' 'and what is done again after them'
like "$TAP_OUT" '^next: getsuji quarantine 2 retry --yes$' 'with the command that does it'
is "$(results)" "$BEFORE" 'and changes nothing'
code 0 'tried again before anything is mended' retry --yes
is "$(results)" "$BEFORE" 'they are set aside again, and all totals are as before'
is "$(balance)" t 'the counts balance with the targets'
code 0 'and once more' retry --yes
is "$(results)|$(balance)" "$BEFORE|t" 'comes to the same'

# ---- tried again when it is no target any more: its protection turns out to have ended before
database ended gate
pg_query "UPDATE fact.protection SET superseded_at = clock_timestamp() WHERE household_id = 1311300000045 AND superseded_at = 'infinity'" >/dev/null
code 0 'who is no longer looked at is tried again' retry 13113-45 --yes
is "$(aside)" '37 46 89 178' 'and is not set aside'
is "$(balance)|$(pg_query "SELECT n_unchanged FROM run.task WHERE run_id = 2 AND task_no = 1")" 't|1' 'read, with nothing to do: the counts balance'

# ---- tried again after two were mended
database retried gate
mend
code 0 'one of two mended ones is tried again' retry 13113-46 --yes
is "$(aside)" '37 45 89 178' 'it alone is no longer set aside'
code 0 'then the others' as getsuji_run rerun 2 --mode only-quarantined --yes --artifacts "$WORK/retried"
is "$(results)" "$WANTED" 'the results are those of a run that knew the facts from the start'
is "$(balance)" t 'the counts balance with the targets'
is "$(pg_query "SELECT count(*), count(DISTINCT as_of) > 1 FROM run.chunk WHERE run_id = 2 AND task_no = 1 AND as_of IS NOT NULL AND hi = lo + 1")" '5|t' \
	'each try is a chunk of one household with a cut of its own'
is "$(pg_query "SELECT count(*) FROM run.chunk k JOIN run.chunk o USING (run_id, task_no) WHERE run_id = 2 AND task_no = 2
	AND k.chunk_no <> o.chunk_no AND k.lo < o.hi AND o.lo < k.hi")" 0 'the chunks of what comes after do not overlap'
is "$(pg_query "SELECT string_agg((c.lo - 1311300000000)::text, ' ' ORDER BY c.lo) FROM run.chunk c WHERE run_id = 2 AND task_no = 2 AND as_of IS NOT NULL AND n_read = 1")" \
	'45 46' 'they do those households as of the same instant'
is "$(pg_query "SELECT string_agg(command || ' ' || reason, '; ' ORDER BY action_id) FROM run.action WHERE run_id = 2")" \
	'quarantine retry only-quarantined; rerun only-quarantined' 'the ledger says what was done'
code 0 'from the top after that' as getsuji_run rerun 2 --mode from-top --yes --artifacts "$WORK/retried"
is "$(results)" "$WANTED" 'the mended ones keep their cut'
# A change after the run's cut but before the household's own is in its decision; a later one is not.
pg_query "UPDATE fact.rent SET superseded_at = clock_timestamp() WHERE household_id = 1311300000050 AND superseded_at = 'infinity'" >/dev/null
code 4 'confirmed' decide
like "$TAP_OUT" '1 households pulled out' 'who was mended since then is not pulled out'
is "$(pg_query "SELECT household_id FROM result.exclusion WHERE run_id = 2")" 1311300000050 'whose facts changed later is'
code 12 'after that nothing is tried again' retry --yes
like "$TAP_ERR" '^GJ2056 ' 'with its message'
code 0 'and show says what is left' quarantine show 13113-37
like "$TAP_OUT" 'the run was decided on' 'to do'

# ---- the letters are those of the mended facts
database letters gate
mend
retry --yes >"$WORK/letters.log" 2>&1
decide >/dev/null
resume >>"$WORK/letters.log" 2>&1
is "$(letters)" "$LETTERS" 'letters are byte for byte those of a run that knew the facts from the start'

# ---- left out for good
database waived gate
code 16 'leaving out needs a reason' quarantine waive 13113-37
like "$TAP_ERR" '^GJ2035 ' 'with its message'
code 0 'one is left out' quarantine waive 13113-37 --reason 'paid by hand this winter'
code 2 'twice is told' quarantine waive 13113-37 --reason again
like "$TAP_ERR" 'by getsuji_run since .*: paid by hand this winter' 'by whom and why'
code 16 'what is not set aside is not left out' quarantine waive 13113-1 --reason x
mend
code 0 'the others are tried again' retry --yes
is "$(aside)" '37 89 178' 'it stays as it was'
is "$(pg_query "SELECT as_of IS NULL FROM run.chunk c JOIN run.quarantine q USING (run_id, task_no, chunk_no) WHERE q.key = 1311300000037")" t \
	'in the chunk it was in'
for key in 89 178; do quarantine waive 13113-$key --reason 'paid by hand' >/dev/null; done
code 2 'when all are left out, nothing is to be tried again' retry --yes
code 0 'the list says who left them out' quarantine list
like "$TAP_OUT" '3 records set aside, 3 of them left out' 'all of them'
for row in "UPDATE run.waiver SET reason = 'x'" "DELETE FROM run.waiver"; do
	like "$(PGUSER=getsuji_run psql -XqAt -v VERBOSITY=sqlstate -c "$row" 2>&1)" 'ERROR: +42501' "not by hand: ${row%% *}"
done

# ---- a row that the database does not take
database constraint
psql -Xqc 'ALTER TABLE result.decision ADD CONSTRAINT poison CHECK (run_id = 1 OR household_id <> 1311300000101)'
month >"$WORK/constraint.log" 2>&1
is "$(aside)" '37 45 46 89 101 178' 'a row that breaks a constraint is set aside by its key'
is "$(pg_query 'SELECT key - 1311300000000 FROM run.set_aside')" 101 'for good'
psql -Xqc 'ALTER TABLE result.decision DROP CONSTRAINT poison'
code 0 'once the constraint is gone it is tried again' retry 13113-101 --yes
is "$(results)" "$BEFORE" 'and the results are those of an undisturbed run'
is "$(pg_query 'SELECT count(*) FROM run.set_aside')" 0 'nothing stays set aside for good'

# ---- a record that crashes the program
FAILPOINTS=${BUILD:-build}/getsuji-failpoints
database crash
GETSUJI=$FAILPOINTS GETSUJI_FAILPOINT='chunk.record=1311300000101:*:segv' month >"$WORK/crash.log" 2>&1
is "$(aside)" '37 45 46 89 101 178' 'a record that crashes the program is set aside by its key'
GETSUJI=$FAILPOINTS GETSUJI_FAILPOINT='chunk.record=1311300000101:*:segv' retry 13113-101 --yes >"$WORK/crash.log" 2>&1
is "$(aside)" '37 45 46 89 101 178' 'tried again with the same program, it is set aside again'
code 0 'with a mended one' retry 13113-101 --yes
is "$(results)" "$BEFORE" 'the results are those of an undisturbed run'

# ---- killed at each step, the same command again comes to the same
for place in rerun.undone rerun.committed rerun.withdrawn; do
	database "killed_${place#*.}" gate
	mend
	code 137 "killed at $place" env GETSUJI_FAILPOINT=$place:1:kill PGUSER=getsuji_run "$FAILPOINTS" rerun 2 \
		--mode only-quarantined --yes --artifacts "$WORK/$PGDATABASE"
	code 0 'the same command again' as getsuji_run rerun 2 --mode only-quarantined --yes --artifacts "$WORK/$PGDATABASE"
	is "$(results)" "$WANTED" 'comes to the same results'
done
done_testing
