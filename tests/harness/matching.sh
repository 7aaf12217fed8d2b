# matching.sh: the annual matching from facts to findings, with answers of planted truths (bench/answers).  Source
# it after tap.sh.
#
#   matching_office 1300 2027-06 --twins 6   a server with an office; OFFICE, WORK, FACTS; further options are
#                                            those of bench/generate
#   gs run pension --month 2027-06           as the runner; fails unless 0 or 4 (warnings); output in $WORK/gs.log
#   pass GRAPH MONTH                         approves, confirms and goes on with the office's latest run
#   inquire MONTH                            the inquiry of a month to its end; its request files in $REQUESTS
#   answers MONTH SURVEY [OPTION…]           answer files in $WORK/answers-MONTH, what is expected in $WORK/gold
#   take_answers MONTH                       imports them
#   gold                                     what is expected into tables gold.class, proposal, notable, letter, aside
#   facts_out DIR                            what the office knows now, as the CSV files the answering side reads
. tests/harness/pg.sh

matching_office() { # HOUSEHOLDS MONTH [OPTION…]
	local step
	OFFICE=13113
	pg_start
	pg_migrate
	WORK=$PG_DIR/scratch FACTS=$PG_DIR/scratch/facts
	"$BUILD/bench/generate" --households "$1" --office $OFFICE --month "$2" --out "$FACTS" "${@:3}" >"$WORK/generate.log" ||
		exit 1
	for step in rates "facts $FACTS"; do
		gs import $step --quiet || exit 1
	done
}

gs() {
	local code=0
	pg_as getsuji_run "$GETSUJI" --lang en "$@" >"$WORK/gs.log" 2>&1 || code=$?
	case $code in 0 | 4) return 0 ;; esac
	echo "# exit code $code: getsuji $*"
	tail -n 20 "$WORK/gs.log" | sed 's/^/#   /'
	return 1
}

run_of() { # GRAPH MONTH: the office's latest
	pg_query "SELECT max(run_id) FROM run.run WHERE graph = '$1' AND month_on = '$2-01' AND office_id = $OFFICE"
}

survey() { # GRAPH MONTH [OPTION…]: up to its gate
	gs run "$1" --month "$2" --office $OFFICE --artifacts "$WORK/files" "${@:3}"
}

approve() { # GRAPH MONTH
	local run
	run=$(run_of "$1" "$2")
	pg_as getsuji_approve "$GETSUJI" approve "$run" \
		--digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $run")" >"$WORK/gs.log" 2>&1
}

pass() { # GRAPH MONTH
	approve "$1" "$2" && gs confirm "$(run_of "$1" "$2")" && gs resume "$(run_of "$1" "$2")" --artifacts "$WORK/files"
}

files_of() { # GRAPH MONTH: the folder of the office's latest run
	echo "$WORK/files/$1-$OFFICE-$2-$(pg_query "SELECT edition FROM run.run WHERE run_id = $(run_of "$1" "$2")")"
}

inquire() { # MONTH [OPTION…]
	survey inquiry "$1" "${@:2}" && pass inquiry "$1" && REQUESTS=$(files_of inquiry "$1")/requests
}

answers() { # MONTH SURVEY [OPTION…]
	"$BUILD/bench/answers" --facts "$FACTS" --month "$1" --made-on "$1-10" --out "$WORK/answers-$1" --survey "$2" \
		--expect "$WORK/gold" "${@:3}" "$REQUESTS"/*.csv >"$WORK/answers.log"
}

take_answers() { # MONTH
	local file
	for file in "$WORK/answers-$1"/*; do
		gs import answers "$file" || return 1
	done
}

gold() {
	psql -Xq -v ON_ERROR_STOP=1 <<-S
		SET client_min_messages = warning;
		DROP SCHEMA IF EXISTS gold CASCADE;
		CREATE SCHEMA gold;
		CREATE TABLE gold.class (household_id bigint, person_no smallint, class smallint, truth text);
		CREATE TABLE gold.proposal (household_id bigint, person_no smallint, item_no smallint, before_yen int,
			after_yen int, before_premium_yen int, after_premium_yen int);
		CREATE TABLE gold.notable (household_id bigint, person_no smallint, list smallint, code text, due_year smallint);
		CREATE TABLE gold.letter (household_id bigint, person_no smallint, recipient text);
		CREATE TABLE gold.aside (request_id text, why text);
		\copy gold.class FROM '$WORK/gold/class.csv' CSV
		\copy gold.proposal FROM '$WORK/gold/proposal.csv' CSV
		\copy gold.notable FROM '$WORK/gold/notable.csv' CSV
		\copy gold.letter FROM '$WORK/gold/letter.csv' CSV
		\copy gold.aside FROM '$WORK/gold/aside.csv' CSV
	S
}

# Persons whose class is not the planted one, who are in several or in none; at most 20.
misfits() { # GRAPH MONTH
	pg_query "SELECT g.truth, coalesce(g.household_id, f.household_id) % 100000000, coalesce(g.person_no, f.person_no),
			g.class, f.class, f.n
		FROM gold.class g
		FULL JOIN (SELECT household_id, person_no, min(class) AS class, count(*) AS n FROM result.finding
			WHERE run_id = $(run_of "$1" "$2") GROUP BY 1, 2) f USING (household_id, person_no)
		WHERE (g.class, 1::bigint) IS DISTINCT FROM (f.class, f.n) ORDER BY 1, 2, 3 LIMIT 20"
}

# Rows of one side only, with < for planted and > for found.
differ() { # COLUMNS GOLD FOUND
	pg_query "SELECT '<', * FROM (SELECT $1 FROM $2 EXCEPT SELECT $1 FROM $3) a
		UNION ALL SELECT '>', * FROM (SELECT $1 FROM $3 EXCEPT SELECT $1 FROM $2) b ORDER BY 2, 3 LIMIT 20"
}

facts_out() { # DIR
	mkdir -p "$1"
	psql -Xq -v ON_ERROR_STOP=1 <<-S
		CREATE TEMP VIEW household AS SELECT lpad((household_id / 100000000)::text, 5, '0') AS office,
			household_id % 100000000 AS case_no, municipality, caseworker_no, '' AS household_type, '' AS payment_method,
			0 AS single_parent, protected_address::int AS protected_address, valid_from, nullif(valid_to, 'infinity') AS valid_to
		FROM fact.current_household ORDER BY household_id, valid_from;
		CREATE TEMP VIEW protection AS SELECT lpad((household_id / 100000000)::text, 5, '0') AS office,
			household_id % 100000000 AS case_no, (ARRAY['active', 'suspended'])[state] AS state, valid_from,
			nullif(valid_to, 'infinity') AS valid_to, '' AS start_reason, '' AS end_reason
		FROM fact.current_protection ORDER BY household_id, valid_from;
		CREATE TEMP VIEW person AS SELECT lpad((household_id / 100000000)::text, 5, '0') AS office,
			household_id % 100000000 AS case_no, person_no, '' AS role, birth_on, name, name_kana, valid_from,
			nullif(valid_to, 'infinity') AS valid_to
		FROM fact.current_person ORDER BY household_id, person_no, valid_from;
		CREATE TEMP VIEW income AS SELECT lpad((household_id / 100000000)::text, 5, '0') AS office,
			household_id % 100000000 AS case_no, person_no, (ARRAY['earned', 'pension', 'allowance', 'business', 'remittance',
			'property', 'temporary', 'overpaid'])[kind] AS kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from,
			nullif(valid_to, 'infinity') AS valid_to
		FROM fact.current_income ORDER BY household_id, person_no, kind, item_no, valid_from;
		CREATE TEMP VIEW linkage AS SELECT lpad((household_id / 100000000)::text, 5, '0') AS office,
			household_id % 100000000 AS case_no, person_no, linkage_no, '' AS consent, nondisclosure::int AS nondisclosure, valid_from,
			nullif(valid_to, 'infinity') AS valid_to
		FROM fact.current_linkage ORDER BY household_id, person_no, valid_from;
		CREATE TEMP VIEW pension AS SELECT lpad((household_id / 100000000)::text, 5, '0') AS office,
			household_id % 100000000 AS case_no, person_no, (ARRAY['pension', 'supplement', 'special_disability'])[benefit] AS benefit,
			item_no, pension_code, valid_from, nullif(valid_to, 'infinity') AS valid_to
		FROM fact.current_pension ORDER BY household_id, person_no, benefit, item_no, valid_from;
		\copy (SELECT * FROM household) TO '$1/household.csv' CSV HEADER
		\copy (SELECT * FROM protection) TO '$1/protection.csv' CSV HEADER
		\copy (SELECT * FROM person) TO '$1/person.csv' CSV HEADER
		\copy (SELECT * FROM income) TO '$1/income.csv' CSV HEADER
		\copy (SELECT * FROM linkage) TO '$1/linkage.csv' CSV HEADER
		\copy (SELECT * FROM pension) TO '$1/pension.csv' CSV HEADER
	S
}
