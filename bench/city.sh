# city.sh: the part `vouchers` of bench.sh: tickets of a generated city over a year, month by month as an office does it, and
# what was planted.  Sourced by bench.sh, which has step(), line(), fact().
#
#   PERSONS="100000"   the city; a tenth of it is run for two months first, so that memory can be compared
. tests/harness/vouchers.sh

CITY_MONTHS=(2026-{10..12} 2027-{01..09}) # official tables are known for
FIRST=${CITY_MONTHS[0]}

# PERSONS LAST: a city of so many, to the LAST of its months (1 … 12)
city() {
	local month
	pg_clone "city_$1" getsuji
	CITY=$1 CITY_SECONDS=0 CITY_PEAK=0 CITY_MISFITS=0 HOUSEHOLDS=$(($1 * 4 / 5)) OPTIONS=(--joint)
	WORK=$PG_DIR/scratch/city-$1
	mkdir "$WORK"
	gold_tables
	for month in "${CITY_MONTHS[@]:0:$2}"; do
		city_month "$month"
	done
}

# One month: facts and lists, decisions and tickets, what the insurers tell, corrections.
city_month() {
	local serial began=$SECONDS
	CITY_STEPS=
	world "$1" --quarantine-limit 99999
	CITY_STEPS+=", world and imports $((SECONDS - began)) s"
	psql -Xqc ANALYZE # as a server left alone does
	city_graph bench_city "$1" bench/city.yaml
	CITY_MISFITS=$((CITY_MISFITS + $(ticket_misfits "$(run_of bench_city "$1")" "$1" ALL | wc -l)))
	for serial in 1 2; do
		take_duplicates "$1" $serial
	done
	city_graph coverage "$1"
	fact "vouchers $CITY persons: $1" "${CITY_STEPS#, }"
	rm -r "$WORK/facts-$1" "$WORK/gold-$1" "$WORK/world-$1" "$WORK/files"
}

city_graph() { # GRAPH MONTH [ITS FILE]
	local run before=$CITY_SECONDS
	city_step run "${3:-$1}" --month "$2" --office $OFFICE --workers $WORKERS --artifacts "$WORK/files"
	run=$(run_of "$1" "$2")
	approve "$1" "$2"
	city_step confirm "$run"
	city_step resume "$run" --workers $WORKERS --artifacts "$WORK/files"
	CITY_STEPS+=", $1 $(calc "$CITY_SECONDS - $before" %.0f) s"
}

city_step() { # COMMAND…: measured, as the runner
	local seconds peak
	"$BUILD/bench/measure" "$WORK/step" env PGUSER=getsuji_run "$GETSUJI" "$@" >"$WORK/step.log" 2>&1 || [ $? = 4 ] || {
		tail -5 "$WORK/step.log" >&2
		return 1
	}
	read -r seconds peak <"$WORK/step"
	CITY_SECONDS=$(calc "$CITY_SECONDS + $seconds" %.1f)
	[ "$peak" -le "$CITY_PEAK" ] || CITY_PEAK=$peak
}

# What was planted, as "n of m": keys of tickets with its truth that ended as they must.
ended_as_planted() { # CONDITION FOUND
	pg_query "SELECT count(*) FILTER (WHERE $2) || ' of ' || count(*)
		FROM gold.ticket g
		LEFT JOIN (SELECT household_id, person_no, service, institution_code, month_on, max(revision) - 1 AS corrections,
				bool_or(combined) FILTER (WHERE cancelled_at = 'infinity') AS combined
			FROM result.claim_ticket GROUP BY 1, 2, 3, 4, 5) c USING (household_id, person_no, service, institution_code, month_on)
		LEFT JOIN (SELECT t.household_id, t.person_no, t.service, t.institution_code, t.month_on, array_agg(h.word) AS words
			FROM result.ticket t JOIN gold.hold h ON h.number = t.hold
			WHERE t.action = 9 AND t.reason <> '' AND t.run_id IN (SELECT run_id FROM run.run WHERE graph = 'bench_city')
			GROUP BY 1, 2, 3, 4, 5) t USING (household_id, person_no, service, institution_code, month_on)
		WHERE $1"
}

city_figures() {
	local of="vouchers $CITY persons" which
	psql -Xqc 'VACUUM ANALYZE'
	fact "$of: in the office" "$(pg_query 'SELECT count(*) FROM fact.current_person')"
	fact "$of: institutions" "$(pg_query "SELECT count(DISTINCT code) FROM fact.current_institution")"
	fact "$of: tickets issued in a year" "$(pg_query 'SELECT count(*) FROM result.claim_ticket WHERE revision = 1')"
	fact "$of: … for a person and month" "$(pg_query "SELECT round(count(*) / 12.0 / (SELECT count(*) FROM fact.current_person), 2)
		FROM result.claim_ticket WHERE revision = 1")"
	fact "$of: corrections" "$(pg_query 'SELECT count(*) FROM result.claim_ticket WHERE revision > 1')"
	line "$of: lines that are not as planted" "$CITY_MISFITS" 0 '<='
	line "$of: keys twice, gaps unexplained, recipient numbers not one per person" "$(number_misfits | wc -l)" 0 '<='
	# Of the last month not everything was told yet.
	which="g.outcome = 'issue' AND NOT g.combined AND g.combined_after AND g.month_on < '2027-09-01' AND c.household_id IS NOT NULL"
	fact "$of: changes of insurance that ended as 併用 with one correction" \
		"$(ended_as_planted "$which" 'c.combined AND c.corrections = 1')"
	fact "$of: jobs that were told wrongly and put right: ended as 単独" \
		"$(ended_as_planted "g.outcome = 'issue' AND g.corrections = 2 AND NOT g.combined_after AND g.month_on < '2027-09-01'
			AND c.household_id IS NOT NULL" 'NOT c.combined AND c.corrections = 2')"
	for which in institution_ended opinion_expired opinion_missing suspended prescriber certification; do
		fact "$of: $which held with the reason" "$(ended_as_planted "g.outcome = '$which'" "'$which' = ANY (t.words)")"
	done
	fact "$of: households with an own payment" "$(pg_query 'SELECT count(DISTINCT (household_id, month_on))
		FROM result.claim_own_payment WHERE superseded_at = $$infinity$$ AND decided_yen > 0')"
	line "$of: own payments printed and charged that are not as decided" "$(payment_misfits | wc -l)" 0 '<='
	fact "$of: seconds in all" "$CITY_SECONDS s"
}

cities() {
	local persons first
	for persons in $PERSONS; do
		city $((persons / 10)) 2
		first=$CITY_PEAK
		WORK=$PG_DIR/scratch
		city "$persons" 12
		city_figures
		line "vouchers $persons persons: all steps of a year" "$CITY_SECONDS" 1800 '<=' ' s'
		line "vouchers: largest resident set at $persons persons over that at $((persons / 10)) ($(calc "$CITY_PEAK / 1024" %.0f) MB)" \
			"$(calc "$CITY_PEAK / $first")" 1.1 '<=' x
		WORK=$PG_DIR/scratch
	done
}
