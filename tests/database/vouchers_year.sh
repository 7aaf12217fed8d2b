#!/bin/bash
# A small office over twelve months with what each month changes: tickets, corrections, uploads.  Once undisturbed; once
# with each of its runs killed at a named place and gone on with.  Tickets, numbers, own payments, forms, uploads and the
# files must be the same, and as planted.
set -u
FIRST=2026-10
. tests/harness/tap.sh
. tests/harness/vouchers.sh
MONTHS=(2026-{10..12} 2027-{01..09})
vouchers_office 60 --joint --seed 4 # with it several persons get insurance
OFFICE_OF_BOTH=$PGDATABASE FOLDER=$WORK PLACE=

# Worlds are the same for both: made once.
for month in "${MONTHS[@]:1}"; do
	world_files $month
done

# Places at which the command dies; each month takes the next ones.
PLACES=(chunk.after_read:1 statement.before_commit:1 statement.after_commit:1 chunk.before_commit:2 task.after_commit:3
	publish.after_sync:1 statement.before_commit:2 chunk.after_commit:1 publish.after_place:2 task.before_commit:2 run.before_end:1
	file.before_rename:1 statement.after_commit:2)
KILLS=0 HITS=0
# A command of a run to its end; in the rough year it dies once on the way.
go() { # COMMAND…
	local code=0
	if [ -n "$PLACE" ]; then
		GETSUJI_FAILPOINT=${PLACES[KILLS % ${#PLACES[@]}]}:killgroup PGUSER=getsuji_run setsid "$GETSUJI-failpoints" "$@" \
			--artifacts "$WORK/files" >"$WORK/killed.log" 2>&1 || code=$?
		KILLS=$((KILLS + 1))
		case $code in
		0 | 4) return 0 ;; # the place was not passed so often
		esac
		HITS=$((HITS + 1))
		[ "$1" != run ] || [ -z "$(run_of "$2" "$4")" ] || set -- resume "$(run_of "$2" "$4")"
	fi
	gs "$@" --artifacts "$WORK/files"
}
graph() { # GRAPH MONTH
	go run "$1" --month "$2" --office $OFFICE && approve "$1" "$2" && gs confirm "$(run_of "$1" "$2")" &&
		go resume "$(run_of "$1" "$2")"
}
a_month() { # MONTH
	[ "$1" = $FIRST ] || { ln -s "$FOLDER/facts-$1" "$FOLDER/gold-$1" "$FOLDER/world-$1" "$WORK" && world_import "$1"; }
	graph monthly "$1" && take_duplicates "$1" 1 && take_duplicates "$1" 2 && graph coverage "$1" || return 1
	[ "${1#*-}" != 03 ] && [ "${1#*-}" != 09 ] || graph eligibility "$1"
}
year() { # NAME
	local month
	pg_clone "$1" "$OFFICE_OF_BOTH"
	WORK=$FOLDER/$1
	mkdir "$WORK"
	ln -s "$FOLDER/world-$FIRST" "$WORK"
	for month in "${MONTHS[@]}"; do
		a_month $month || return 1
	done
}
# What came of it, without instants; runs by what they are.
picture() {
	pg_query "SELECT r.graph, r.month_on, to_jsonb(t) - 'recorded_at' - 'cancelled_at' - 'run_id' - 'cancel_run_id', x.graph, x.month_on
		FROM result.claim_ticket t JOIN run.run r USING (run_id) LEFT JOIN run.run x ON x.run_id = t.cancel_run_id
		ORDER BY t.month_on, issue_no, revision"
	pg_query "SELECT to_jsonb(t) - 'recorded_at' - 'superseded_at' - 'run_id', superseded_at < 'infinity' FROM result.claim_own_payment t
		ORDER BY month_on, household_id, kind, recorded_at"
	pg_query "SELECT office_id, month_on, person_key, number FROM result.claim_recipient ORDER BY 1, 2, 3"
	pg_query "SELECT household_id, person_no, institution_code, due_on, form_no, kind, services, route, month_on FROM result.claim_opinion
		JOIN run.run USING (run_id) ORDER BY 1, 2, 3, 4"
	pg_query "SELECT record_no, action, item, item_key, household_id, person_no, content FROM result.claim_registration ORDER BY 1"
	(cd "$WORK/files" && find . -type f ! -name 'manifest*' ! -name '*.log' | LC_ALL=C sort | xargs sha256sum)
}

ok 'twelve months, undisturbed' year calm
picture >"$FOLDER/calm.txt"
for month in "${MONTHS[@]}"; do
	ticket_misfits "$(run_of monthly $month)" $month
done >"$FOLDER/misfits"
is "$(cat "$FOLDER/misfits")" '' 'each month every line is issued, or held, as planted'
is "$(number_misfits)$(payment_misfits)" '' 'numbers and own payments hold'
like "$(pg_query "SELECT count(*) FILTER (WHERE revision = 1), count(*) FILTER (WHERE cause = 1), count(DISTINCT month_on)
	FROM result.claim_ticket")" '^[0-9]{3,}\|[1-9][0-9]*\|12$' 'hundreds of tickets in twelve months, and corrections among them'
PLACE=any
ok 'twelve months, killed in between' year rough
like "$HITS" '^([2-9][0-9]|[1-9][0-9]{2})$' "… $HITS times"
picture >"$FOLDER/rough.txt"
is "$(diff "$FOLDER/calm.txt" "$FOLDER/rough.txt" | head -20)" '' 'the same tickets, numbers, own payments, forms, uploads and files'
done_testing
