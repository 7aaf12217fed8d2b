#!/bin/bash
# Two years in a row: inquiry, answers and pension revision of June 2027 and of June 2028, with twelve months of facts
# between.  Once undisturbed; once with everything done twice and killed in the middle (the inquiry, its confirmation,
# the import, the revision, its adoption).  What is recognised and what was asked must be the same.
set -u
. tests/harness/tap.sh
. tests/harness/matching.sh
matching_office 520 2027-06 --twins 4
TEMPLATE=$PGDATABASE FIRST_FACTS=$FACTS FOLDER=$WORK
for month in 2027-{07..12} 2028-{01..06}; do
	"$BUILD/bench/generate" --households 520 --office $OFFICE --month 2027-06 --changes-for "$month" --twins 4 \
		--out "$WORK/changes-$month" >/dev/null || exit 1
done

world() { # NAME: a copy of the office, with files of its own
	pg_clone "$1" "$TEMPLATE"
	WORK=$FOLDER/$1 FACTS=$FIRST_FACTS
	mkdir "$WORK"
}
months_pass() { # 4: rows are set aside, as those of who died after a revision
	for month in 2027-{07..12} 2028-{01..06}; do
		gs import facts "$FOLDER/changes-$month" || return 1
	done
	FACTS=$WORK/facts
	facts_out "$FACTS"
}
known() { # what is recognised, what was asked, what was adopted; without the numbers of runs
	pg_query "SELECT household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from, valid_to,
			origin_run_id IS NOT NULL FROM fact.current_income ORDER BY 1, 2, 3, 4, 8"
	pg_query "SELECT household_id, person_no, linkage_no, procedure_no, subject, purpose, condition, from_on, to_on, month_on
		FROM result.claim_inquiry ORDER BY 1, 2, 4, 7, 8, 10"
	pg_query "SELECT household_id, person_no, item_no, from_on FROM result.claim_proposal ORDER BY 1, 2, 3, 4"
	pg_query "SELECT household_id, person_no, subject, state, answered_on FROM fact.current_answer ORDER BY 1, 2, 3, request_id"
}

# ---- undisturbed
year() { # MONTH
	inquire "$1" && answers "$1" pension && take_answers "$1" && survey pension "$1" && pass pension "$1" && gold
}
world calm
ok 'June 2027, undisturbed' year 2027-06
is "$(misfits pension 2027-06)" '' '… everybody is in the planted class'
ok 'a year passes' months_pass
ok 'June 2028, undisturbed' year 2028-06
is "$(misfits pension 2028-06)" '' '… everybody is in the planted class'
WANTED=$(known)
is "$(pg_query "SELECT month_on, count(*) > 30 FROM result.claim_proposal c JOIN run.run USING (run_id) GROUP BY 1 ORDER BY 1")" \
	"$(printf '%s|t\n' 2027-06-01 2028-06-01)" 'pensions are revised in both years'
is "$(pg_query "SELECT count(*) > 3 FROM (SELECT FROM result.claim_proposal GROUP BY household_id, person_no, item_no
	HAVING count(*) = 2) t")" t 'some of them in both'

# ---- everything twice, and killed in between
psql -Xqd "$TEMPLATE" -c 'CREATE SEQUENCE public.written' \
	-c "CREATE FUNCTION public.linger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
		'BEGIN IF nextval(''public.written'') BETWEEN 20 AND 23 THEN PERFORM pg_sleep(0.4); END IF; RETURN NEW; END'"
killed() { # TABLE COMMAND…: kill -9 while it writes that table; some rows of it take their time
	local table=$1 pid
	shift
	psql -Xqc "ALTER SEQUENCE public.written RESTART" -c "CREATE TRIGGER linger BEFORE INSERT ON $table FOR EACH ROW EXECUTE FUNCTION public.linger()"
	PGUSER=getsuji_run "$GETSUJI" "$@" >"$WORK/killed.log" 2>&1 &
	pid=$!
	until [ "$(pg_query "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = 'getsuji_run'")" != 0 ] ||
		! kill -0 $pid 2>/dev/null; do
		sleep 0.02
	done
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	HOW=$?
	wait_for "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'getsuji_run' AND pid <> pg_backend_pid())" ||
		pg_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'getsuji_run'" >/dev/null
	psql -Xqc "DROP TRIGGER linger ON $table"
	is "$HOW" 137 "$MONTH: killed while it wrote $table"
}
start() { # GRAPH [OPTION…]
	echo run "$1" --month "$MONTH" --office "$OFFICE" --artifacts "$WORK/files" "${@:2}"
}
again() { # GRAPH: the same command once more, then another edition to its end
	local before
	before=$(known)
	pg_as getsuji_run "$GETSUJI" $(start "$1") >"$WORK/again.log" 2>&1
	gs $(start "$1" --edition 2) && pass "$1" "$MONTH" || tap_result 1 "$MONTH: another edition of $1"
	is "$(known | sha256sum)" "$(sha256sum <<<"$before")" "$MONTH: $1 once more, and as another edition, changes nothing"
}
rough_year() {
	local file
	killed result.inquiry $(start inquiry)
	gs resume "$(run_of inquiry "$MONTH")" --artifacts "$WORK/files" && approve inquiry "$MONTH"
	killed result.claim_inquiry confirm "$(run_of inquiry "$MONTH")"
	gs confirm "$(run_of inquiry "$MONTH")"
	ok "$MONTH: the inquiry goes on to its end" gs resume "$(run_of inquiry "$MONTH")" --artifacts "$WORK/files"
	REQUESTS=$(files_of inquiry "$MONTH")/requests
	again inquiry
	answers "$MONTH" pension
	killed fact.answer import answers "$WORK/answers-$MONTH/answers-pension-1.csv"
	for file in "$WORK/answers-$MONTH"/*; do
		gs import answers "$file" && gs import answers "$file"
	done
	killed result.finding $(start pension)
	gs resume "$(run_of pension "$MONTH")" --artifacts "$WORK/files" && approve pension "$MONTH" &&
		gs confirm "$(run_of pension "$MONTH")"
	killed fact.income resume "$(run_of pension "$MONTH")" --artifacts "$WORK/files"
	is "$(pg_query "SELECT count(*) FROM fact.current_income WHERE origin_run_id = $(run_of pension "$MONTH")")" 0 \
		"$MONTH: and nothing of it was adopted"
	ok "$MONTH: the revision goes on to its end" gs resume "$(run_of pension "$MONTH")" --artifacts "$WORK/files"
	gold
	is "$(misfits pension "$MONTH")" '' "$MONTH: everybody is in the planted class"
	again pension
	is "$(pg_query "SELECT count(*) FROM result.proposal WHERE run_id = $(run_of pension "$MONTH")")" 0 \
		"$MONTH: the other edition has nothing to propose"
}
world rough
MONTH=2027-06 rough_year
ok 'a year passes' months_pass
MONTH=2028-06 rough_year
is "$(known)" "$WANTED" 'what is recognised, asked and adopted is that of two undisturbed years'
is "$(diff -r "$FOLDER/calm/facts" "$FOLDER/rough/facts" | head -5)" '' 'after the first year, too, the office knew the same'
done_testing
