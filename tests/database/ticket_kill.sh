#!/bin/bash
# The graph `vouchers` killed with kill -9 at its failpoints and at any time, and gone on with: the same tickets under the
# same numbers, and the same bytes in every file, as if nothing had happened.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh

vouchers_office 150 --protected 2
decide_month 2027-01 || exit 1
# Something to replace and to take back: a person gets insurance, another's treatment ends; and new ones.
pg_query "INSERT INTO fact.coverage (household_id, person_no, kind, item_no, insurer_no, scheme_no, valid_from)
	SELECT DISTINCT household_id, person_no, 1, 9, '01130012', '', date '2026-12-01' FROM result.claim_ticket
	WHERE type <> 3 AND NOT combined AND household_id % 3 = 0;
	WITH gone AS (UPDATE fact.treatment SET superseded_at = 'infinity' WHERE household_id % 3 = 1 AND superseded_at = 'infinity' RETURNING *)
	INSERT INTO fact.treatment (household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2,
		injury_3, first_visit_on, remarks, valid_from, valid_to)
	SELECT household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2, injury_3,
		first_visit_on, remarks, valid_from, '2027-01-01' FROM gone WHERE valid_from < '2027-01-01';
	INSERT INTO fact.treatment (household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2,
		injury_3, first_visit_on, remarks, valid_from)
	SELECT DISTINCT household_id, person_no, 30, 2, 3, (SELECT min(institution_code) FROM result.claim_ticket WHERE service = 3), '',
		'齲蝕症', '', '', date '2027-01-05', '', date '2027-01-05'
	FROM result.claim_ticket WHERE household_id % 3 = 2" || exit 1
survey vouchers 2027-01 && approve vouchers 2027-01 && gs confirm "$(run_of vouchers 2027-01)" || exit 1
RUN=$(run_of vouchers 2027-01) FOLDER=$(files_of vouchers 2027-01) READY=$PGDATABASE
cp -a "$FOLDER" "$WORK/ready"

picture() { # every ticket with its numbers and what it says, what was refused, sent and put into envelopes; every file
	pg_query "SELECT to_jsonb(t) - 'recorded_at' - 'cancelled_at', cancelled_at < 'infinity' FROM result.claim_ticket t ORDER BY month_on, issue_no, revision;
		SELECT to_jsonb(t) - 'recorded_at' - 'superseded_at', superseded_at < 'infinity' FROM result.claim_own_payment t
			ORDER BY household_id, month_on, kind, run_id;
		TABLE result.claim_recipient ORDER BY 1, 2, 3; TABLE result.ticket_refusal ORDER BY 1, 2, 3;
		TABLE result.ticket_piece ORDER BY run_id, piece_no; TABLE result.ticket_enclosure ORDER BY run_id, enclosure_no;
		SELECT name, n_read, n_written, n_unchanged, n_held, yen, state FROM run.task WHERE run_id = $RUN ORDER BY task_no"
	(cd "$FOLDER" && find . -type f ! -name manifest.json ! -name '*.log' | LC_ALL=C sort | xargs sha256sum)
}
again() { # NAME: the database and the files as they were when the run was confirmed
	pg_fresh "$1" "$READY"
	rm -rf "$FOLDER"
	cp -a "$WORK/ready" "$FOLDER"
}
go_on() { gs resume "$RUN" --artifacts "$WORK/files"; }

again undisturbed
ok 'the run goes on undisturbed' go_on
UNDISTURBED=$(picture)
like "$(pg_query "SELECT count(*) FILTER (WHERE cause = 0) || ' ' || count(*) FILTER (WHERE cause > 0) FROM result.claim_ticket WHERE run_id = $RUN")" \
	'^[1-9][0-9]* [1-9]' 'it issues and replaces'
like "$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE cancel_run_id = $RUN AND cancel_cause = 6")" '^[1-9]' '… and takes back'
is "$(pg_query "SELECT count(*) FROM result.ticket_enclosure WHERE run_id = $RUN AND cancelled")" \
	"$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE cancel_run_id = $RUN AND cancel_cause = 6")" '… and tells all of that on covers'

# The command and all its processes, at a failpoint or after some seconds.
kill_at() { # FAILPOINT SECONDS PROGRAM
	killed=0
	GETSUJI_FAILPOINT=$1 PGUSER=getsuji_run setsid "$3" resume "$RUN" --artifacts "$WORK/files" >"$WORK/kill.log" 2>&1 &
	if [ -n "$2" ]; then
		sleep "$2"
		kill -9 -- -$! 2>/dev/null
	fi
	wait $! 2>/dev/null || killed=$?
}

again done_again
ok 'issuing is done again, and all that follows' eval 'go_on && gs rerun "$RUN" --mode task=ticket_issue,downstream --yes --reason test --artifacts "$WORK/files"'
is "$(picture)" "$UNDISTURBED" '… the same numbers, the same files'

HIT=0
same() { # WHAT: goes on after a kill, and compares
	[ "$killed" != 137 ] || HIT=$((HIT + 1))
	go_on || return
	is "$(picture)" "$UNDISTURBED" "$1: the same numbers, the same files"
}
number=0
for point in statement.before_commit:1 statement.after_commit:1 statement.before_commit:2 statement.after_commit:2 \
	statement.before_commit:3 task.before_commit:1 task.after_commit:2 chunk.after_read:1 chunk.after_read:2 chunk.after_read:4 \
	publish.after_sync:1 publish.after_place:2 run.before_end:1 run.after_end:1; do
	number=$((number + 1))
	again "point$number"
	kill_at "$point:killgroup" '' "$GETSUJI-failpoints"
	is "$killed" 137 "killed at $point"
	same "$point"
done
for seconds in 0.03 0.06 0.1 0.15 0.2 0.3; do
	again "after${seconds/./_}"
	kill_at '' "$seconds" "$GETSUJI"
	same "killed after $seconds s"
done
like "$HIT" '^(1[6-9]|20)$' 'most of the kills hit'
done_testing
