#!/bin/bash
# run --like: what is not given comes from an earlier run, and what differs stands out.
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 60 3
FILES=$WORK/files
run() { PGUSER=getsuji_run "$GETSUJI" run "$@" --artifacts "$FILES"; }
runs() { pg_query "SELECT string_agg(graph || ' ' || office_id || ' ' || to_char(month_on, 'YYYY-MM') || ' ' || edition, ',' ORDER BY run_id)
	FROM run.run WHERE graph <> 'baseline'"; }

code 0 'a run to be like' run monthly --month 2027-01 --office $OFFICE
RUN=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'monthly'")
code 16 'a run that does not exist is refused' run --like 99
like "$TAP_ERR" '^GJ2161 ' 'and named'
code 16 'without a run to be like the graph is needed' run --month 2027-01 --office $OFFICE
like "$TAP_ERR" 'run needs GRAPH' 'and asked for'
code 0 'nothing else given: the same run' run --like "$RUN"
like "$TAP_OUT" "this is run $RUN itself" 'which is said'
is "$(runs)" "monthly $OFFICE 2027-01 1" 'and no other is made'
code 0 'another edition' run --like "$RUN" --edition 2
like "$TAP_OUT" '^  \* edition +1 → 2$' 'stands out'
like "$TAP_OUT" '^    month +2027-01$' 'what is as it was does not'
is "$(runs)" "monthly $OFFICE 2027-01 1,monthly $OFFICE 2027-01 2" 'and is the only change'
GETSUJI_OFFICE=1101 code 0 'another month, with a graph of a file' run jobs/graphs/monthly.yaml --like "$RUN" --month 2027-02
like "$TAP_OUT" '^  \* month +2027-01 → 2027-02$' 'stands out'
like "$TAP_OUT" '^    office +13113$' 'the office is that of the run, not that of the environment'
code 0 'where every line is an object' run --like "$RUN" --log json
is "$(grep -vc '^{' <<<"$TAP_OUT")" 0 'the preview is not among them'
like "$TAP_ERR" 'this is run' 'but beside them'
code 0 'quiet' run --like "$RUN" --quiet
is "$TAP_OUT$TAP_ERR" '' 'says nothing'
pg_query "INSERT INTO rate.rate_set (sha256, cells) VALUES (sha256('newer'), 0)"
printf 'graph: monthly\ntitle: other\ntasks:\n  - {name: recalculate, job: recalculate}\n' >"$WORK/monthly.yaml"
code 12 'a graph of the same name that reads otherwise is refused for the same run' run "$WORK/monthly.yaml" --like "$RUN"
like "$TAP_OUT" '^  \* definition ' 'after having shown that'
code 12 'rates that hold nothing stop the next run' run "$WORK/monthly.yaml" --like "$RUN" --month 2027-03
like "$TAP_OUT" '^  \* definition +[0-9a-f]{12} → [0-9a-f]{12}$' 'whose definition stands out'
like "$TAP_OUT" '^  \* rate set +1 → 2$' 'and so do the rates'
done_testing
