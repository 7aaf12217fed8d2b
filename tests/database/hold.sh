#!/bin/bash
# hold and lift: nothing of a held household leaves, whenever the hold comes; what was frozen stays frozen.
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 120 3
FILES=$WORK/files
getsuji() { PGUSER=${LOGIN:-getsuji_run} "$GETSUJI" "$@"; }
today=$(pg_query "SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date")
tomorrow=$(pg_query "SELECT '$today'::date + 1")
held() { pg_query "SELECT string_agg(household_id % 100000000 || ' ' || name, ',' ORDER BY household_id, name)
	FROM fact.holds_at(clock_timestamp(), '2027-01-01')"; }

# ---- the commands
code 16 'a hold needs a reason' getsuji hold $OFFICE-1
like "$TAP_ERR" '^GJ2154 ' 'and says so'
code 16 'of one line' getsuji hold $OFFICE-1 --reason $'a\nb'
code 16 'not an empty one' getsuji hold $OFFICE-1 --reason ' '
code 16 'not one in another encoding' getsuji hold $OFFICE-1 --reason $'\x83\x65'
code 16 'a last day that is no day is refused' getsuji hold $OFFICE-1 --reason x --until 2027-02-29
like "$TAP_ERR" '^GJ2151 ' 'and says so'
code 16 'a last day that is past is refused' getsuji hold $OFFICE-1 --reason x --until 2020-01-01
like "$TAP_ERR" '^GJ2153 ' 'and says so'
code 16 'a household that is not known is refused' getsuji hold $OFFICE-99999 --reason x
like "$TAP_ERR" '^GJ2152 ' 'and says so'
is "$(held)" '49 address_check' 'nothing of that holds anybody but who was held before'
code 0 'a household is held' getsuji hold $OFFICE-1 --reason '送付先の確認中'
code 2 'holding it twice changes nothing' getsuji hold $OFFICE-1 --reason other
like "$TAP_OUT" "held already since $today.*送付先の確認中" 'and says what there is'
code 0 'another one until a day, today at the earliest' getsuji hold $OFFICE-2 --reason 'x' --until "$today"
is "$(pg_query "SELECT valid_from, valid_to FROM fact.hold WHERE reason = 'x'")" "$today|$tomorrow" 'which is its last'
is "$(held)" '1 operator,2 operator,49 address_check' 'they hold'
code 0 'a hold is lifted' getsuji lift $OFFICE-2 --reason 'all is well'
code 2 'lifting it again changes nothing' getsuji lift $OFFICE-2
code 2 'nor does lifting what was never held' getsuji lift $OFFICE-3
is "$(held)" '1 operator,49 address_check' 'the others hold on'
is "$(pg_query "SELECT string_agg(command || ' ' || key % 1000 || ' ' || reason, ',' ORDER BY chain_no) FROM run.action")" \
	'hold 1 送付先の確認中,hold 2 x,lift 2 all is well' 'the audit trail says who was held, lifted and why'
code 16 'an approver may not' env LOGIN=getsuji_approve PGUSER=getsuji_approve "$GETSUJI" hold $OFFICE-4 --reason x
pg_query "INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (${OFFICE}00000005, 'old', 'began long ago', '2020-01-01')"
code 0 'an imported hold is lifted, too' getsuji lift $OFFICE-5
is "$(pg_query "SELECT valid_to, superseded_at < 'infinity' FROM fact.hold WHERE name = 'old' ORDER BY superseded_at")" \
	"infinity|t
$today|f" 'it is known as ended, and what was known before is kept'
for i in 1 2 3 4 5 6; do
	getsuji hold $OFFICE-6 --reason "number $i" >"$WORK/at-once.$i" 2>&1 &
done
wait
is "$(pg_query "SELECT count(*) FROM fact.hold WHERE household_id = ${OFFICE}00000006")" 1 'six who hold at once make one hold'
is "$(grep -c 'already since' "$PG_DIR"/scratch/at-once.* | grep -c ':1$')" 5 'the others are told'
code 0 '' getsuji lift $OFFICE-6

# ---- a run: one held at the cut, one between cut and confirming, one after
code 0 'a run comes to its gate' getsuji run monthly --month 2027-01 --office $OFFICE --artifacts "$FILES"
RUN=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'monthly'")
digest=$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $RUN")
paid() { pg_query "SELECT d.household_id % 100000000 FROM result.decision d JOIN result.change c USING (run_id, household_id)
	WHERE d.run_id = $RUN AND d.payable_total > 0 AND c.notice AND d.household_id % 100000000 > 100 ORDER BY 1 LIMIT 4" | tr '\n' ' '; }
read -r before after lifted letter < <(paid)
is "$(pg_query "SELECT count(*) FROM result.decision WHERE household_id = ${OFFICE}00000001 AND run_id = $RUN AND status = 1")" 1 'who is held is computed all the same'
code 0 'one is held before confirming' getsuji hold $OFFICE-$before --reason 'came before'
code 0 'one is held and lifted before confirming' getsuji hold $OFFICE-$lifted --reason 'a mistake'
code 0 'so it is free' getsuji lift $OFFICE-$lifted
LOGIN=getsuji_approve code 0 'the results are approved' env PGUSER=getsuji_approve "$GETSUJI" approve $RUN --digest "$digest"
code 4 'and confirmed without whom was held since the cut' getsuji confirm $RUN
is "$(pg_query "SELECT household_id % 100000000, reason FROM result.exclusion")" "$before|changed since the cut: hold" 'who is named, and nobody else'
code 0 'one is held after confirming' getsuji hold $OFFICE-$after --reason 'came after'
code 4 'letters and payments are made' getsuji resume $RUN --artifacts "$FILES"
is "$(pg_query "SELECT execution FROM run.run WHERE run_id = $RUN")" done 'the run is done'
frozen() { pg_query "SELECT string_agg(household_id % 100000000 || ' ' || hold, ',' ORDER BY household_id, hold) FROM run.held"; }
is "$(frozen)" "1 operator,49 address_check,$before operator,$after operator" 'held are those of the cut, of the time before confirming, and after'
hits() { pg_query "SELECT string_agg(t.name || ' ' || coalesce(p.household_id, h.key) % 100000000 || ' ' || h.reason, ',' ORDER BY t.name)
	FROM run.hold_hit h JOIN run.task t USING (run_id, task_no)
	LEFT JOIN result.piece p ON t.name = 'notice' AND p.run_id = h.run_id AND p.piece_no = h.key
	WHERE h.hold IN ('operator') AND coalesce(p.household_id, h.key) % 100000000 = $after"; }
like "$(hits)" "^notice $after came after,payment_list $after came after$" \
	'a household held after confirming gets neither letter nor payment, with the reason in the ledger'
is "$(pg_query "SELECT count(*) FROM run.hold_hit h JOIN run.task t USING (run_id, task_no)
	WHERE t.name = 'payment_list' AND key % 100000000 = $before")" 0 'one pulled out at confirming has nothing to be held'
is "$(pg_query "SELECT n_read = n_written + n_held, n_held FROM run.task WHERE name = 'payment_list'")" \
	"t|$(pg_query "SELECT count(*) FROM run.held h JOIN result.claim_decision k USING (run_id, household_id)
		JOIN result.decision d USING (run_id, household_id) WHERE d.payable_total > 0")" 'they are counted as held'
is "$(pg_query "SELECT count(*) FROM result.claim_decision WHERE run_id = $RUN AND household_id = ${OFFICE}00000000 + $after")" 1 'its decision is in force'
/usr/bin/python3 - "$FILES"/monthly-*/payment_list-*.xlsx "$after" >"$WORK/sheet" <<'P'
import sys, openpyxl
w = openpyxl.load_workbook(sys.argv[1])
for name in ('支給一覧', '保留世帯'):
    print(name, [r[-1].value for r in w[name].iter_rows() if r[0].value == int(sys.argv[2])])
P
like "$(cat "$WORK/sheet")" '支給一覧 \[\]' 'the list does not pay it'
like "$(cat "$WORK/sheet")" "保留世帯 \['came after'\]" 'but tells it among the held, with the reason'
code 4 'its letter is not made on demand either' getsuji notice $RUN $OFFICE-$after -o "$WORK/one.pdf"
code 0 'the letter of another is' getsuji notice $RUN $OFFICE-$letter -o "$WORK/one.pdf"

# ---- after the letters are made
code 4 'who is held now may have got away already' getsuji hold $OFFICE-$letter --reason 'too late'
like "$TAP_OUT" "run $RUN \(2027-01\) was made before" 'in which run'
like "$TAP_OUT" "piece $(pg_query "SELECT piece_no FROM result.piece WHERE run_id = $RUN AND household_id = ${OFFICE}00000000 + $letter")" 'and as which piece'
code 4 'on demand it is held from now on' getsuji notice $RUN $OFFICE-$letter -o "$WORK/one.pdf"
code 4 'who is lifted now stays held in that run' getsuji lift $OFFICE-$after
like "$TAP_OUT" "getsuji notice $RUN $OFFICE-$after" 'and is told how to get the letter'
code 0 'which is made on demand' getsuji notice $RUN $OFFICE-$after -o "$WORK/one.pdf"
is "$(frozen)" "1 operator,49 address_check,$before operator,$after operator" 'what was frozen stays frozen'
pg_query "SELECT run.freeze_holds($RUN)" >/dev/null
is "$(frozen)" "1 operator,49 address_check,$before operator,$after operator" 'also when it is asked again'
done_testing
