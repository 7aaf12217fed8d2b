#!/bin/bash
# Mailings are issued once, whoever issues at the same time, is killed, or tries it by hand.
. tests/harness/tap.sh
. tests/harness/pg.sh
. tests/harness/mailing.sh
mailing_office

# ---- two at once, and whoever is killed ------------------------------------------------------------
pg_fresh twice
SOURCE=$(notices 2027-01 1 1,2,3,4,5)
plan 2027-01 1
a=$RUN
confirm
plan 2027-01 2
b=$RUN
confirm
psql -Xq -c "BEGIN; SELECT run.issue_mailing($a, 4); ROLLBACK" >/dev/null
is "$(pg_query "SELECT count(*) FROM result.claim_mail_piece")" 0 'broken off, nothing is issued'
for run in $a $b $a $b $a $b; do
	PGUSER=getsuji_run psql -XqAtc "SELECT * FROM run.issue_mailing($run, 4)" >"$WORK/issue.$run" 2>&1 &
done
wait
is "$(pg_query "SELECT count(*), count(DISTINCT (source_run_id, document_no)) FROM result.claim_mail_document")" '5|5' 'two mailings of the same documents issue each once'
is "$(pg_query "SELECT count(DISTINCT run_id), sum(pieces) FROM result.claim_mailing")" '2|5' '… both are done'
is "$(pg_query "SELECT count(*), min(refusal), max(refusal) FROM result.mail_refusal")" '5|8|8' '… and one of them was told that they left already'
code 1 'a document in two living pieces is impossible' psql -Xq -v ON_ERROR_STOP=1 -c "INSERT INTO result.claim_mail_document
	SELECT source_run_id, document_no, run_id, piece_no, 9, kind, household_id, pages, sheets FROM result.claim_mail_document LIMIT 1"
like "$TAP_ERR" claim_mail_document_once '… by the unique key'
code 1 'what numbered the documents is not undone any more' psql -Xq -v ON_ERROR_STOP=1 -c "DELETE FROM result.piece WHERE run_id = $SOURCE"
like "$TAP_ERR" 'has documents in a mailing: they keep their numbers' '… and it says why'
is "$(pg_query "SELECT count(*) FROM result.piece WHERE run_id = $SOURCE")" 5 '… nothing was'
plan 2027-01 3
code 1 'a run that nobody confirmed issues nothing' pg_as getsuji_run psql -Xq -v ON_ERROR_STOP=1 -c "SELECT run.issue_mailing($RUN, 4)"
like "$TAP_ERR" 'of a confirmed run alone' '… and says why'

# ---- killed ----------------------------------------------------------------------------------------
pg_fresh killed
notices 2027-01 1 1,2,3,4,5 >/dev/null
plan 2027-01 1
confirm
READY=$PGDATABASE
picture() { pg_query "SELECT piece_no, party_key, part_no, sheets, postage_yen FROM result.claim_mail_piece ORDER BY 1;
	SELECT name, state, n_read, n_written FROM run.task WHERE run_id = $RUN ORDER BY task_no" | sha256sum; }
pg_fresh calm "$READY"
gs resume "$RUN" --artifacts "$WORK/files" >/dev/null 2>&1
wanted=$(picture)
for at in 0.02 0.05 0.1 0.2; do
	pg_fresh "killed$at" "$READY"
	PGUSER=getsuji_run setsid "$GETSUJI" resume "$RUN" --artifacts "$WORK/files" >/dev/null 2>&1 &
	sleep $at
	kill -9 -- -$! 2>/dev/null
	wait $! 2>/dev/null
	wait_for "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
	gs resume "$RUN" --artifacts "$WORK/files" >/dev/null 2>&1
	is "$(picture)" "$wanted" "killed after $at s and gone on with, the pieces are the same"
done

# ---- by hand ---------------------------------------------------------------------------------------
a=$RUN
plan 2027-01 2
by_hand() { # NAME SQL: refused to the runner's login
	code 1 "$1" pg_as getsuji_run psql -XqAt -v ON_ERROR_STOP=1 -c "$2"
}
for table in result.claim_mailing result.claim_mail_piece result.claim_mail_document result.claim_mail_place result.mail_refusal \
	run.destination_look run.mail_withdrawal; do
	by_hand "the runner's login inserts nothing into $table" "INSERT INTO $table SELECT * FROM $table LIMIT 1"
	by_hand '… nor changes it' "UPDATE $table SET run_id = run_id"
	by_hand '… nor deletes from it' "DELETE FROM $table"
done
for table in mail_document mail_piece mail_day; do
	by_hand "it plans no mail by hand: $table" "INSERT INTO result.$table (run_id) VALUES ($RUN)"
	like "$TAP_ERR" 'by the running task alone' '… and says why'
	by_hand '… nor what was approved' "INSERT INTO result.$table SELECT * FROM result.$table WHERE run_id = $a LIMIT 1"
done
for call in "mail_causes($RUN, now())" 'read_mail_paper()' "weigh_mail($RUN)" 'fill_mail_parts()' "mail_business_day($RUN, 13113, current_date, 1)"; do
	by_hand "it calls no part of it alone: ${call%%(*}" "SELECT run.$call"
	like "$TAP_ERR" 'permission denied' '… it has no right to'
done
code 1 'an approver looks at nothing' pg_as getsuji_approve psql -Xq -v ON_ERROR_STOP=1 -c "SELECT run.look_destinations($RUN, 13113, '{1}', 'x')"
done_testing
