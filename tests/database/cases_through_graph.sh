#!/bin/bash
# The public household cases, loaded as facts and run through graph monthly: every component that a case
# expects stands in result.decision, and what is paid stands on the notice (text read back from the PDF)
# and in the payment list.  One run for each month that occurs, in order, each approved and confirmed.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh

PYTHON=/usr/bin/python3
TOOL=tests/database/cases_to_facts.py
OFFICE=13101
pg_start
pg_migrate
WORK=$PG_DIR/scratch
FACTS=$WORK/facts
ARTIFACTS=$WORK/artifacts

run_monthly() { # MONTH: to its end, with approval and confirmation; leaves the number in $run
	local digest
	code 0 "$1 runs to the gate" pg_as getsuji_run "$GETSUJI" run monthly --month "$1" --office $OFFICE --artifacts "$ARTIFACTS"
	run=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'monthly' AND month_on = '$1-01'")
	digest=$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $run")
	code 0 "$1 is approved" pg_as getsuji_approve "$GETSUJI" approve "$run" --digest "$digest"
	code 0 "$1 is confirmed" pg_as getsuji_run "$GETSUJI" confirm "$run"
	code 0 "$1 runs to the end" pg_as getsuji_run "$GETSUJI" resume "$run" --artifacts "$ARTIFACTS"
}

# Rows of case, component, expected, got where they differ.
differences() { # MONTH
	pg_query "SELECT e.case_id, e.component, e.amount, to_jsonb(d) ->> e.component
		FROM public.expected e
		LEFT JOIN result.decision d ON d.run_id = $run AND d.household_id = e.household_id
		WHERE e.month = '$1' AND (to_jsonb(d) ->> e.component)::bigint IS DISTINCT FROM e.amount ORDER BY 1, 2"
}

ok 'the cases become facts' "$PYTHON" $TOOL tests/golden/cases/benefit-cases.csv \
	jobs/rules/tables/grade_municipality.csv "$FACTS"
pg_query 'CREATE TABLE public.expected (case_id text, month text, household_id bigint, component text, amount bigint)'
psql -Xqc "COPY public.expected FROM STDIN (DELIMITER '|')" <"$FACTS.expected"
is "$(pg_query "SELECT count(DISTINCT component) FROM public.expected WHERE component NOT IN (SELECT attname
	FROM pg_attribute WHERE attrelid = 'result.decision'::regclass)")" 0 'every expected component is a column'
code 0 'the rate tables are imported' pg_as getsuji_run "$GETSUJI" import rates
code 0 'the facts are imported, none set aside' pg_as getsuji_run "$GETSUJI" import facts "$FACTS"

for before in "$FACTS.before"/*.csv; do
	code 0 "what was in force in $(basename "$before" .csv) is imported" \
		pg_as getsuji_run "$GETSUJI" import facts "$before" --dataset baseline
done

for month in $(pg_query 'SELECT DISTINCT month FROM public.expected ORDER BY 1'); do
	run_monthly "$month"
	is "$(differences "$month")" '' "$month: every component agrees to the yen in the database"
	folder=$ARTIFACTS/monthly-$OFFICE-$month-1
	ok "$month: the payment list shows the same amounts" \
		"$PYTHON" $TOOL --check-workbook "$FACTS.expected" "$month" "$folder"/payment_list-*.xlsx
	find "$folder" -name '*.pdf' | sort | while read -r pdf; do
		pdftotext -layout "$pdf" - 2>/dev/null
	done >"$WORK/$month.txt"
	ok "$month: the notices show the same amounts" \
		"$PYTHON" $TOOL --check-notices "$FACTS.expected" "$month" "$WORK/$month.txt"
done
is "$(pg_query 'SELECT count(DISTINCT case_id) >= 100 FROM public.expected')" t 'all public household cases took part'
done_testing
