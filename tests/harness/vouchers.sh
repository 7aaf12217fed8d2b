# vouchers.sh: tickets from facts to issue, with a world of planted truths (bench/generate --tickets --gold, bench/vouchers).
# Source it after tap.sh; what matching.sh has (gs, run_of, survey, approve, pass, files_of) is there, too.
#
#   vouchers_office 1300 [OPTION…]       a server with an office in its FIRST month (January 2027 unless said), its institutions
#                                        and its gold; further options are those of bench/generate
#   world 2027-02                        what that month brings: facts and lists imported, gold.ticket … filled;
#                                        the month's results of duplicate coverage lie in $WORK/world-2027-02
#   world_files, world_import            the two halves of it
#   decide_month 2027-01 [OPTION…]       graph monthly of the month: decisions, letters, tickets
#   issue 2027-01 [OPTION…]              graph vouchers of the month: what changed since
#   take_duplicates 2027-01 1            the first result of duplicate coverage of the month
#   correct 2027-01 [OPTION…]            graph coverage of the month, through the gate
#   ticket_misfits RUN MONTH [MOST]      lines that are not as planted, at most 20; ALL: each
#   out_misfits MONTH COLUMN             tickets of the month that are out and not as planted; COLUMN: combined (when they are
#                                        issued), combined_after (once everything was told)
#   number_misfits                       gaps, keys twice, recipient numbers that are not one per person and month
#   payment_misfits                      households whose own payment is not what was decided, or is not where it is said to be
. tests/harness/matching.sh

FIRST=${FIRST:-2027-01}

vouchers_office() { # HOUSEHOLDS [OPTION…]
	OFFICE=13113 HOUSEHOLDS=$1 OPTIONS=("${@:2}")
	pg_start
	pg_migrate
	WORK=$PG_DIR/scratch
	gs import rates --quiet || exit 1
	gold_tables
	world $FIRST
}

gold_tables() {
	psql -Xq -v ON_ERROR_STOP=1 <<-S
		CREATE SCHEMA gold;
		CREATE TABLE gold.ticket (month_on date, household_id bigint, person_no smallint, service smallint,
			institution_code text, item_no smallint, outcome text, from_on date, until_on date, combined boolean,
			combined_after boolean, corrections smallint, truth text);
		CREATE TABLE gold.institution (month_on date, kind text, code text, name text, name_kana text, postal_code text,
			address text, phone text, valid_from date, valid_to date, end_reason text, changed text, change text);
		CREATE TABLE gold.job (month_on date, household_id bigint, person_no smallint, registration_no text, told_on date,
			insurer_no text, qualified_on date, lost_on date, truth text);
		CREATE TABLE gold.hold (number smallint PRIMARY KEY, word text);
	S
	# The words of the contract: X(HOLD_…, number, "word", …)
	sed -nE 's/^\s*X\(HOLD_[A-Z_]+,\s*([0-9]+),\s*"([a-z_]+)".*/\1,\2/p' include/getsuji/ticket.h |
		psql -Xqc "\copy gold.hold FROM STDIN CSV"
}

gold_of() { # MONTH: what was planted for it
	local table columns
	for table in ticket institution job; do
		columns=$(head -1 "$WORK/gold-$1/$table.csv")
		[ $table = ticket ] && columns=month_on,${columns#month,}
		[ $table = ticket ] || columns=month_on,$columns
		if [ $table = ticket ]; then tail -n +2 "$WORK/gold-$1/$table.csv"; else sed "1d; s/^/$1-01,/" "$WORK/gold-$1/$table.csv"; fi |
			psql -Xq -v ON_ERROR_STOP=1 -c "\copy gold.$table ($columns) FROM STDIN CSV" || exit 1
	done
}

world() { # MONTH [OPTION of import…]
	world_files "$1"
	world_import "$@"
}

world_files() { # MONTH
	local changes=() what
	[ "$1" = $FIRST ] || changes=(--changes-for "$1")
	"$BUILD/bench/generate" --households $HOUSEHOLDS --office $OFFICE --month $FIRST --tickets --gold "$WORK/gold-$1" \
		--out "$WORK/facts-$1" "${changes[@]}" "${OPTIONS[@]}" >"$WORK/generate.log" || exit 1
	for what in lists duplicates; do
		"$BUILD/bench/vouchers" $what --gold "$WORK/gold-$1" --month "$1" --out "$WORK/world-$1" >>"$WORK/generate.log" || exit 1
	done
}

world_import() { # MONTH [OPTION of import…]
	local list
	gold_of "$1"
	gs import facts "$WORK/facts-$1" --quiet "${@:2}" || exit 1
	for list in city bureau care_registry; do
		gs import institutions "$WORK/world-$1/$list.csv" --quiet || exit 1
	done
}

decide_month() { # MONTH [OPTION…]
	survey monthly "$1" "${@:2}" && pass monthly "$1"
}

issue() { # MONTH [OPTION…]
	survey vouchers "$1" "${@:2}" && pass vouchers "$1"
}

take_duplicates() { # MONTH SERIAL
	local file=$WORK/world-$1/duplicates-$OFFICE-$2.csv
	[ ! -e "$file" ] || gs import duplicates "$file" --quiet
}

correct() { # MONTH [OPTION…]
	survey coverage "$1" "${@:2}" && pass coverage "$1"
}

# What is planted for a month; where the household could not be computed, what would have been issued is held.
planted() { # MONTH
	echo "SELECT g.household_id, g.person_no, g.service, g.institution_code, g.combined, g.combined_after,
			CASE WHEN o.outcome = 'issue' THEN g.from_on END AS from_on, CASE WHEN o.outcome = 'issue' THEN g.until_on END AS until_on,
			o.outcome
		FROM gold.ticket g
		LEFT JOIN (SELECT DISTINCT d.household_id FROM result.claim_decision c JOIN result.decision d USING (run_id, household_id)
			WHERE c.month_on = '$1-01' AND d.status = 1) d USING (household_id)
		CROSS JOIN LATERAL (SELECT CASE WHEN g.outcome IN ('issue', 'order') AND d.household_id IS NULL THEN 'decision'
			ELSE g.outcome END AS outcome) o
		WHERE g.month_on = '$1-01'"
}

ticket_misfits() { # RUN MONTH [MOST]
	pg_query "WITH planted AS (SELECT household_id, person_no, service, institution_code, outcome, from_on, until_on,
			CASE outcome WHEN 'issue' THEN combined END AS combined FROM ($(planted "$2")) p),
		found AS (SELECT t.household_id, t.person_no, t.service, t.institution_code, coalesce(h.word, 'issue') AS outcome,
			CASE WHEN t.hold = 0 THEN t.from_on END AS from_on, CASE WHEN t.hold = 0 THEN t.until_on END AS until_on,
			CASE WHEN t.hold = 0 THEN t.combined END AS combined
			FROM result.ticket t LEFT JOIN gold.hold h ON h.number = t.hold WHERE t.run_id = $1)
		SELECT '<', * FROM (TABLE planted EXCEPT ALL TABLE found) a
		UNION ALL SELECT '>', * FROM (TABLE found EXCEPT ALL TABLE planted) b ORDER BY 2, 3, 4, 5, 1 LIMIT ${3:-20}"
}

out_misfits() { # MONTH COLUMN
	pg_query "WITH planted AS (SELECT household_id, person_no, service, institution_code, from_on, until_on, $2
			FROM ($(planted "$1")) p WHERE outcome = 'issue'),
		found AS (SELECT household_id, person_no, service, institution_code, from_on, until_on, combined
			FROM result.claim_ticket WHERE month_on = '$1-01' AND cancelled_at = 'infinity')
		SELECT '<', * FROM (TABLE planted EXCEPT ALL TABLE found) a
		UNION ALL SELECT '>', * FROM (TABLE found EXCEPT ALL TABLE planted) b ORDER BY 2, 3, 4, 5, 1 LIMIT 20"
}

number_misfits() {
	pg_query "SELECT 'gap', office_id || ' ' || month_on || ': ' || count(DISTINCT issue_no) || ' of ' || max(issue_no)
		FROM result.claim_ticket GROUP BY office_id, month_on HAVING count(DISTINCT issue_no) <> max(issue_no) OR min(issue_no) <> 1
		UNION ALL
		SELECT 'gap in revisions', office_id || ' ' || month_on || ' ' || issue_no FROM result.claim_ticket
		GROUP BY office_id, month_on, issue_no HAVING count(*) <> max(revision)
			OR count(*) FILTER (WHERE cancelled_at = 'infinity') > 1 OR count(DISTINCT (household_id, person_no)) > 1
		UNION ALL
		SELECT 'a cancelled revision without a reason', office_id || ' ' || month_on || ' ' || issue_no FROM result.claim_ticket
		WHERE cancelled_at <> 'infinity' AND (cancel_reason = '' OR cancel_run_id IS NULL)
		UNION ALL
		SELECT 'key twice', household_id || ' ' || person_no || ' ' || month_on || ' ' || institution_code FROM result.claim_ticket
		WHERE cancelled_at = 'infinity' GROUP BY household_id, person_no, month_on, institution_code, service HAVING count(*) > 1
		UNION ALL
		SELECT 'recipient', household_id || ' ' || person_no || ' ' || month_on FROM result.claim_ticket
		GROUP BY office_id, household_id, person_no, month_on HAVING count(DISTINCT recipient_no) > 1
		UNION ALL
		SELECT 'recipient of two', recipient_no || ' ' || month_on FROM result.claim_ticket
		GROUP BY office_id, month_on, recipient_no HAVING count(DISTINCT (household_id, person_no)) > 1
		LIMIT 20"
}

payment_misfits() {
	pg_query "WITH decided AS (SELECT c.household_id, c.month_on, k.kind, CASE k.kind WHEN 1 THEN d.own_payment_care
				WHEN 2 THEN d.own_payment_medical ELSE d.own_payment_facility END AS yen
			FROM (SELECT DISTINCT ON (c.household_id, c.month_on) c.* FROM result.claim_decision c
				ORDER BY c.household_id, c.month_on, c.edition DESC) c
			JOIN result.decision d USING (run_id, household_id)
			CROSS JOIN (VALUES (1), (2), (3)) k (kind)
			WHERE EXISTS (SELECT FROM result.claim_ticket t WHERE t.month_on = c.month_on)),
		printed AS (SELECT household_id, month_on, CASE type WHEN 3 THEN 1 ELSE 2 END AS kind, sum(own_payment_yen) AS yen,
				count(*) FILTER (WHERE own_payment_yen > 0) AS tickets
			FROM result.claim_ticket WHERE cancelled_at = 'infinity' GROUP BY 1, 2, 3)
		SELECT d.household_id, d.month_on, d.kind, d.yen AS decided, coalesce(p.yen, 0) AS printed, p.tickets, c.decided_yen,
			c.printed_yen, c.charged_yen
		FROM decided d
		LEFT JOIN printed p USING (household_id, month_on, kind)
		LEFT JOIN result.claim_own_payment c ON (c.household_id, c.month_on, c.kind) = (d.household_id, d.month_on, d.kind)
			AND c.superseded_at = 'infinity'
		WHERE (d.yen, coalesce(p.yen, 0), d.yen - coalesce(p.yen, 0)) IS DISTINCT FROM
				(coalesce(c.decided_yen, 0), coalesce(c.printed_yen, 0), coalesce(c.charged_yen, 0)::bigint)
			OR p.tickets > 1 OR coalesce(p.yen, 0) > d.yen
		ORDER BY 1, 2, 3 LIMIT 20"
}
