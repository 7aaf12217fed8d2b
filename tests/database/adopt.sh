#!/bin/bash
# Proposals become recognised incomes: those of a confirmed run, unchanged since its cut and not declined, once the totals
# balanced; each once, whatever is killed or done again; and by nobody else.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 200 5
GRAPH=$WORK/proposals.yaml
cat >"$GRAPH" <<'Y'
graph: proposals
tasks:
  - {name: recalculate, job: recalculate}
  - {name: approval, gate: confirmed, digest: [recalculate], after: [recalculate]}
  - {name: adopt, job: adopt, after: [approval]}
  - {name: apply, sql: adopt_apply, after: [adopt]}
Y
sed 's/^graph: .*/graph: leaving/; s/job: adopt,/job: adopt, params: {without_disposition: leave},/' "$GRAPH" >"$WORK/leaving.yaml"
as() { pg_as "$1" "$GETSUJI" --lang en "${@:2}"; }
run() { as getsuji_run run "$1" --month 2027-01 --office $OFFICE --artifacts "$WORK/$PGDATABASE"; }
resume() { PGUSER=getsuji_run ${EXEC:-} "$GETSUJI" resume 2 --artifacts "$WORK/$PGDATABASE" "$@"; }
decide() {
	as getsuji_approve approve 2 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = 2")" &&
		as getsuji_run confirm 2
}
by() { # LOGIN SQL: what it said
	pg_as "$1" psql -XqAt -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -c "$2" 2>&1
}
refused() { # NAME LOGIN SQLSTATE SQL
	local said
	said=$(by "$2" "$4") && { tap_result 1 "$1"; echo "# it was done"; return; }
	like "$said" "ERROR: +$3:" "$1"
}
# The n-th household with just one pension that goes on through January.
household() {
	pg_query "SELECT household_id FROM fact.current_income WHERE kind = 2 AND valid_from < '2027-01-01'
		AND valid_to = 'infinity' GROUP BY household_id HAVING count(*) = 1 ORDER BY household_id OFFSET $1 - 1 LIMIT 1"
}
record() { # TABLE WHERE COLUMN=VALUE…: supersedes the current rows and records them with other values
	local table=$1 where=$2 columns values
	shift 2
	columns=$(pg_query "SELECT string_agg(c, ', ') FROM unnest(fact.file_columns('$table')) c")
	values=", $columns,"
	for pair in "$@"; do values=${values/, ${pair%%=*},/, ${pair#*=},}; done
	values=${values#,}
	by getsuji_run "WITH ended AS (UPDATE fact.$table SET superseded_at = now() WHERE superseded_at = 'infinity' AND $where
		RETURNING *) INSERT INTO fact.$table ($columns) SELECT ${values%,} FROM ended"
}
# Proposals made by hand, as if its task had filled their table too: 9,000 yen a year more; a premium of 300 yen
# more for every second one.
propose() { # HOUSEHOLD…
	pg_query "SET session_replication_role = replica; SELECT run.make_partition('proposal', 2);
		UPDATE run.task SET partitions = '{decision,proposal}' WHERE run_id = 2 AND task_no = 1;
		INSERT INTO result.proposal (run_id, household_id, person_no, item_no, from_on, before_yen, after_yen,
			before_premium_yen, after_premium_yen, reason)
		SELECT 2, household_id, person_no, item_no, '2027-01-01', amount_yen, amount_yen + 9000, care_premium_yen,
			care_premium_yen + 300 * (household_id % 2)::int, 'x'
		FROM fact.current_income WHERE kind = 2 AND household_id IN ($(IFS=,; echo "$*"))" >/dev/null
}
incomes() { # everything that is known of the pensions of the households proposed for, but for the instants
	pg_query "SELECT i.household_id, i.person_no, i.item_no, i.amount_yen, i.expenses_yen, i.care_premium_yen, i.valid_from,
		i.valid_to, i.origin_run_id, i.superseded_at = 'infinity' FROM fact.income i
		WHERE i.kind = 2 AND i.household_id IN (SELECT household_id FROM result.proposal) ORDER BY i.household_id, i.item_no,
		i.valid_from, i.superseded_at, i.recorded_at, i.origin_run_id NULLS FIRST"
}
adoptions() { pg_query "SELECT household_id, person_no, item_no, adopted, reason FROM result.adoption ORDER BY 1, 2, 3"; }
claims() { pg_query "SELECT household_id, person_no, item_no, from_on, edition, run_id FROM result.claim_proposal ORDER BY 1, 2, 3"; }
state() { # of both tasks: state, read, written, unchanged, held, set aside
	pg_query "SELECT name, state, n_read, n_written, n_unchanged, n_held, n_quarantined FROM run.task
		WHERE run_id = 2 AND name IN ('adopt', 'apply') ORDER BY task_no"
}
of() { # NUMBER: of one household: adopted|reason, then the current rows of its pension
	pg_query "SELECT adopted, reason FROM result.adoption WHERE household_id = ${H[$1]}"
	pg_query "SELECT amount_yen - b.before_yen, care_premium_yen - b.before_premium_yen, valid_from >= '2027-01-01', valid_to,
		origin_run_id FROM fact.current_income i JOIN result.proposal b USING (household_id, person_no, item_no)
		WHERE i.kind = 2 AND i.household_id = ${H[$1]} ORDER BY valid_from"
}

# ---- a run at its gate, with a proposal for each of fourteen households
pg_fresh gate
for n in $(seq 14); do H[$n]=$(household $n); done
record income "kind = 2 AND household_id = ${H[11]}" "valid_from='2027-01-01'"
record pension "household_id = ${H[1]}" "pension_code=''"
record pension "household_id = ${H[2]}" "pension_code='1150'"
code 0 'a run comes to its gate' run "$GRAPH"
like "$(by getsuji_run "SELECT run.adopt_proposals(2)")" 'ERROR: +23000' 'nothing is adopted before it is confirmed'
propose "${H[@]}"

# ---- what is adopted, and why not
disposition() { # NUMBER CODE
	by getsuji_run "INSERT INTO fact.disposition (household_id, person_no, run_id, disposition, note, import_id)
		SELECT household_id, person_no, 2, $2, '', 1 FROM result.proposal WHERE household_id = ${H[$1]}"
}
happens() { # after the cut, before the gate is opened
	disposition 2 1
	disposition 3 2
	as getsuji_run hold $OFFICE-$((H[4] % 100000000)) --reason x >/dev/null
	record protection "household_id = ${H[5]}" "valid_to='2026-12-31'" end_reason=14
	record income "kind = 2 AND household_id = ${H[6]}" 'amount_yen=amount_yen + 1'
	record income "kind = 2 AND household_id = ${H[7]}" "valid_to='2027-12-01'"
	record person "household_id = ${H[8]}" "name=name || ' '"
	record pension "household_id = ${H[9]}" "pension_code='1120'"
	by getsuji_run "INSERT INTO fact.answer (household_id, person_no, request_id, subject, state, name, name_kana, answered_on,
			made_on, serial, nulls, unknown, import_id)
		SELECT household_id, person_no, '0000002000010000011', 1, 1, '', '', '2027-01-05', '2027-01-05', 1, '', false, 1
		FROM result.proposal WHERE household_id = ${H[10]}"
	record income "kind = 2 AND household_id = ${H[13]}" "valid_to='2026-12-31'"
	record income "kind = 2 AND household_id = ${H[14]}" 'care_premium_yen=care_premium_yen + 1'
	decide >/dev/null
}
happens
pg_fresh confirmed "$PGDATABASE"
pg_fresh whole confirmed
code 4 'the confirmed run goes on' resume
same='0|0|f|2027-01-01|' ; more() { echo "9000|$((300 * (H[$1] % 2)))|t|infinity|2"; }
is "$(state)" 'adopt|done|14|13|0|1|0
apply|done|14|4|10|0|0' 'all households are counted, and all proposals'
is "$(pg_query "SELECT yen = (SELECT sum(p.after_yen) FROM result.proposal p JOIN result.claim_proposal USING (household_id,
	person_no, item_no)) FROM run.task WHERE run_id = 2 AND name = 'apply'")" t 'with the yen a year that were adopted'
is "$(of 1)" "t|
$same
$(more 1)" 'a proposal that nobody objects to: the income ends, and the new one begins and says where it came from'
is "$(of 2)" "t|
$same
$(more 2)" 'one that a caseworker adopts'
is "$(of 11)" "t|
$(more 11)" 'one that begins with the income replaces it'
is "$(of 3)" 'f|処理が「不採用」のため
0|0|f|infinity|' 'one that a caseworker declined stays a proposal'
is "$(of 4)" 'f|世帯が保留中のため
0|0|f|infinity|' 'a household that is held'
is "$(of 5 | head -1)" 'f|世帯の保護が廃止されたため' 'one whose protection has ended'
is "$(of 6)" 'f|提案の後に収入認定の年金額が変更されたため
1|0|f|infinity|' 'an income that was changed by the office stays as the office has it'
is "$(of 7 | head -1)" 'f|提案の後に収入認定が登録し直されたため' 'also one that was recorded anew with the same amount'
is "$(of 8 | head -1)" 'f|提案の後に世帯員の登録が変更されたため' 'a person'
is "$(of 9 | head -1)" 'f|提案の後に年金コードの登録が変更されたため' 'the code of the award'
is "$(of 10 | head -1)" 'f|提案の後に年金の新しい回答があったため' 'or a later answer'
is "$(of 13 | head -1)" 'f|提案の後に収入認定が終了または削除されたため' 'an income that has ended'
is "$(of 14 | head -1)" 'f|提案の後に収入認定の介護保険料が変更されたため' 'a premium'
is "$(pg_query "SELECT count(*) FROM fact.income WHERE origin_run_id = 2")" 4 'nothing else was changed'
is "$(claims | wc -l)" 4 'each is claimed'
WANTED=$(incomes; adoptions; claims; state)
refused 'what was adopted takes no more rows' getsuji_run 23000 \
	"INSERT INTO result.adoption_r2 SELECT run_id, household_id, person_no, item_no + 1, true, '' FROM result.adoption LIMIT 1"

# ---- done again
by getsuji_run 'SELECT run.adopt_proposals(2)' >/dev/null
is "$(incomes; adoptions; claims; state)" "$WANTED" 'the function called again finds nothing to do'
code 4 'the task is undone and done again' as getsuji_run rerun 2 --mode task=adopt,downstream --yes --artifacts "$WORK/$PGDATABASE"
is "$(incomes; adoptions; claims; state)" "$WANTED" 'and nothing is adopted twice'
disposition 1 2
code 4 'once more, after a caseworker changed his mind' as getsuji_run rerun 2 --mode task=adopt --yes --artifacts "$WORK/$PGDATABASE"
is "$(incomes; adoptions; claims; state)" "$WANTED" 'changes nothing: what counts is what was known when the gate was opened'

# ---- killed between adopt and apply, which waits for an import; meanwhile the office changes an income
pg_fresh killed confirmed
psql -XqAt -c "SELECT pg_advisory_lock(71, 2), pg_sleep(60)" >/dev/null 2>&1 &
wait_for "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 71 AND objid = 2"
EXEC=exec; resume >"$WORK/killed.log" 2>&1 &
RUNNER=$!
EXEC=
wait_for "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 71 AND objid = 2 AND NOT granted"
kill -9 $(pgrep -P $RUNNER) $RUNNER
wait $RUNNER 2>/dev/null
is "$(pg_query "SELECT count(*) FROM result.adoption WHERE adopted")|$(claims)$(pg_query "SELECT count(*) FROM fact.income WHERE origin_run_id = 2")" \
	'4|0' 'killed before they are applied nothing is adopted, though the rows are there'
is "$(state | cut -d'|' -f1,2)" 'adopt|done
apply|planned' 'one task is done, the other never began'
wait_for "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' AND classid = 72 AND objid = 2"
KILLED_ADOPT=$(state | head -1)
record income "kind = 2 AND household_id = ${H[12]}" 'amount_yen=amount_yen + 5'
pg_query "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 71 AND objid = 2" >/dev/null
code 4 'it goes on' resume
is "$(of 12)" 'f|採用の直前に登録が変更されたため
5|0|f|infinity|' 'what the office changed in between is left as it is, and told'
is "$(grep -v "^${H[12]}|" <(incomes; adoptions; claims))" "$(grep -v "^${H[12]}|" <(grep -v '^a[dp]' <<<"$WANTED"))" \
	'everything else is as without the kill'
is "$(state)" "$KILLED_ADOPT
apply|done|14|3|11|0|0" 'the totals of adopting stay as they balanced; those of applying say what became fact'
code 4 'undone and done again' as getsuji_run rerun 2 --mode task=adopt,downstream --yes --artifacts "$WORK/$PGDATABASE"
is "$(of 12 | head -1)" 'f|採用の直前に登録が変更されたため' 'it is told again'
code 4 'only what comes last is done again' as getsuji_run rerun 2 --mode task=apply --yes --artifacts "$WORK/$PGDATABASE"
is "$(state)" "$KILLED_ADOPT
apply|done|14|3|11|0|0" 'and counts the same'

# ---- what the next month makes of it
code 0 'the next month' as getsuji_run run monthly --month 2027-02 --office $OFFICE --artifacts "$WORK/next"
reason() { pg_query "SELECT reason FROM result.change WHERE run_id = 3 AND household_id = ${H[$1]}"; }
revised='年金額の改定（令和9年1月分から、年金の支給元への照会の回答により確認：'
like "$(reason 2)" "$revised老齢基礎・老齢厚生年金は年額[0-9,]+円から[0-9,]+円に.*）により、年金の認定額が.*に変わりました" \
	'recognises the pension that was adopted, and says on the notice why'
like "$(reason 1)" "$revised年金は年額" 'also where the award is not known'
is "$(reason 3 | grep -c "$revised")" 0 'one that was declined is no reason'
as getsuji_approve approve 3 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = 3")" >/dev/null
as getsuji_run confirm 3 >/dev/null
code 0 'the month after that' as getsuji_run run monthly --month 2027-03 --office $OFFICE --artifacts "$WORK/later"
is "$(pg_query "SELECT count(*) FROM result.change WHERE run_id = 4 AND reason LIKE '%改定（%'")" 0 'says it no more'

# ---- a decision that knew of the revision already: made again as of later
pg_fresh recut whole
pg_query "INSERT INTO run.recut (run_id, task_no, key, as_of) VALUES (2, 1, ${H[1]}, now())"
code 0 'the month after one in which a household was decided again' \
	as getsuji_run run monthly --month 2027-02 --office $OFFICE --artifacts "$WORK/recut"
is "$(for n in 1 2; do reason $n | grep -c "$revised"; done | xargs)" '0 1' 'does not tell it twice of its pension'

# ---- a household that only the adopting task does again, as of later, was proposed for as of the run's cut
pg_fresh again confirmed
pg_query "INSERT INTO run.recut (run_id, task_no, key, as_of) VALUES (2, 3, ${H[8]}, now())"
resume >/dev/null 2>&1
is "$(of 8 | head -1)|$(claims | wc -l)" 'f|提案の後に世帯員の登録が変更されたため|4' 'what has changed since then still counts'

# ---- what does not balance changes no fact
pg_fresh bent confirmed
pg_query "CREATE FUNCTION public.bend() RETURNS trigger LANGUAGE plpgsql AS
	'BEGIN NEW.person_no := 99; RETURN NEW; END';
	CREATE TRIGGER bend BEFORE INSERT ON result.adoption FOR EACH ROW WHEN (NEW.household_id = ${H[2]})
	EXECUTE FUNCTION public.bend()"
code 12 'a row that is not in its table is found' resume
like "$TAP_ERR" GJ1532 'because the totals do not balance'
is "$(state | cut -d'|' -f1,2)|$(claims)|$(pg_query "SELECT count(*) FROM fact.income WHERE origin_run_id = 2")" \
	'adopt|out_of_balance
apply|planned||0' 'and nothing is adopted'
refused 'nor by hand' getsuji_run 23000 'SELECT run.adopt_proposals(2)'

# ---- only what a caseworker adopts, where the graph says so
pg_fresh leaving
code 0 'a graph that leaves proposals without a disposition' run "$WORK/leaving.yaml"
propose "${H[1]}" "${H[2]}"
disposition 2 1
decide >/dev/null
pg_fresh forged_leaving leaving
pg_fresh left leaving
resume >/dev/null 2>&1
is "$(pg_query "SELECT adopted, reason FROM result.adoption ORDER BY household_id")" 'f|処理の記入がないため
t|' 'adopts what has one'

# ---- forged: what a login of the runner's group can do by hand
export PGDATABASE=confirmed
INCOME="household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from"
refused 'an income cannot be said to come from a run' getsuji_run 23000 \
	"INSERT INTO fact.income ($INCOME, origin_run_id) SELECT household_id, person_no, kind, 99, amount_yen, 0, 0, '2027-01-01', 2
	 FROM fact.current_income LIMIT 1"
refused 'nor can one that was adopted be said to come from elsewhere' getsuji_run 42501 \
	'UPDATE fact.income SET origin_run_id = NULL'
refused 'a claim is not made by hand' getsuji_run 42501 \
	"INSERT INTO result.claim_proposal SELECT household_id, person_no, item_no, from_on, 1, run_id FROM result.proposal LIMIT 1"
refused 'nor taken away' getsuji_run 42501 'DELETE FROM result.claim_proposal'
refused 'what was approved takes no more proposals' getsuji_run '(23000|42501)' \
	"INSERT INTO result.proposal SELECT run_id, household_id, person_no, 77, from_on, 0, 1, 0, 0, 'x' FROM result.proposal LIMIT 1"
refused 'the approver adopts nothing' getsuji_approve 42501 'SELECT run.adopt_proposals(2)'
refused 'a row of adoption is not made by hand' getsuji_run 23000 "SELECT run.make_partition('adoption', 2);
	INSERT INTO result.adoption SELECT run_id, household_id, person_no, item_no, true, '' FROM result.proposal"
forge() { # as the runner would if he were the engine: every proposal is marked, and the task said to be done
	by getsuji_run "SELECT FROM run.freeze_holds(2); SELECT run.make_partition('adoption', 2);
		UPDATE run.task SET state = 'running' WHERE run_id = 2 AND name = 'adopt';
		INSERT INTO result.adoption_r2 SELECT run_id, household_id, person_no, item_no, true, '' FROM result.proposal" >/dev/null
	refused "$1: nothing is adopted while the task is running" getsuji_run 23000 'SELECT run.adopt_proposals(2)'
	by getsuji_run "UPDATE run.task SET state = 'done' WHERE run_id = 2 AND name = 'adopt';
		SELECT run.adopt_proposals(2)" >/dev/null
}
forge 'all marked by hand'
is "$(claims | cut -d'|' -f1)" "$(for n in 1 2 11 12; do echo "${H[$n]}"; done | sort)" \
	'a task that is forged adopts what the task would have: nothing declined, held, ended, or changed since the cut'
export PGDATABASE=forged_leaving
forge 'where the graph leaves them'
is "$(claims | cut -d'|' -f1)" "${H[2]}" 'nor what nobody adopted, where the graph says so'
export PGDATABASE=confirmed
code 0 'a run that was approved without proposals' as getsuji_run run monthly --month 2027-03 --office $OFFICE --artifacts "$WORK/monthly"
MONTHLY=$(pg_query "SELECT max(run_id) FROM run.run")
as getsuji_approve approve "$MONTHLY" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $MONTHLY")" >/dev/null
as getsuji_run confirm "$MONTHLY" >/dev/null
by getsuji_run "SELECT run.make_partition('proposal', $MONTHLY);
	INSERT INTO result.proposal SELECT $MONTHLY, household_id, person_no, item_no, '2027-03-01', amount_yen, 1, 0, 0, 'x'
	FROM fact.current_income WHERE kind = 2" >/dev/null
refused 'can be given none afterwards' getsuji_run 23000 "SELECT run.adopt_proposals($MONTHLY)"
done_testing
