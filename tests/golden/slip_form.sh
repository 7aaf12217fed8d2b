#!/bin/bash
# Repayment slips (納付書) on paper: every page says what the database says and nothing of anybody else; the barcode, read
# by an independent reader from the rendered page, is the slip's 44 digits, within the size that stores take; slips for
# banks have none; a slip that cannot be drawn as it must be is held.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113
pg_start
pg_migrate
WORK=$PG_DIR/scratch FILES=$PG_DIR/scratch/files
code 0 'the rate tables are imported' pg_as getsuji_run "$GETSUJI" import rates
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/slip_office.sql >/dev/null || exit 1
# A name that no slip takes, and one with a character that no font has.
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
UPDATE fact.person SET superseded_at = clock_timestamp() WHERE household_id IN (1311300000012, 1311300000014);
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from) VALUES
	(1311300000012, 1, 1, '1950-01-01', repeat('寿限無', 20), 'ジュゲム', '2019-01-01'),
	(1311300000014, 1, 1, '1950-01-01', U&'\+01F600', 'カオ', '2019-01-01');
SQL
TEMPLATE=$PGDATABASE
make_slips() { # NAME MONTH [EDITION]
	FILES=$WORK/$1
	pg_as getsuji_run "$GETSUJI" run slips --month "$2" --office $OFFICE --edition "${3:-1}" --artifacts "$FILES" >/dev/null
	run=$(pg_query 'SELECT max(run_id) FROM run.run')
	pg_as getsuji_approve "$GETSUJI" approve $run --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $run")" || return
	pg_as getsuji_run "$GETSUJI" confirm $run && pg_as getsuji_run "$GETSUJI" resume $run --artifacts "$FILES"
}
pg_clone first
code 4 'slips are made; some are held' make_slips first 2027-04
is "$(pg_query "SELECT s.household_id % 100000, x.hold FROM run.hold_hit x JOIN run.task t USING (run_id, task_no)
	JOIN result.claim_slip s ON s.run_id = x.run_id AND s.document_no = x.key WHERE t.name = 'slip_form' ORDER BY 1")" '12|overflow
14|glyph' 'a name too long, a missing glyph'
is "$(pg_query "SELECT n_read, n_written, n_held, yen FROM run.task WHERE name = 'slip_form'")" '15|13|2|1915000' 'read = written + held'
is "$(pg_query "SELECT name, pages, pieces FROM run.artifact WHERE name LIKE 'slip/%' ORDER BY 1")" 'slip/contractor-0001.pdf|12|12
slip/inhouse-13113-0001.pdf|1|1' 'what is handled in-house is in a file of its own'
is "$(pg_query "SELECT count(*) FROM run.artifact_piece p JOIN result.claim_slip s ON s.run_id = p.run_id AND s.document_no = p.piece_no")" 13 'each page is a document'

# ---- what the pages must say: one line per slip, and what is on no other page
facts() {
	pg_query "SELECT d.file, d.first_page, d.name, d.address, s.yen, s.reference_no, s.instalment_no, s.slip_no, s.instalments, s.parts, s.part_no,
		s.pay_by_on, s.maker_code, s.bank, s.reissue, d.document_no, s.run_id, s.total_yen, s.article
		FROM result.documents($run) d JOIN result.claim_slip s ON s.run_id = $run AND s.document_no = d.document_no ORDER BY d.document_no"
}
read_slips() { # the pages of the run, compared with the facts
	facts >"$WORK/facts" && /usr/bin/python3 tests/golden/read_slips.py "$WORK/facts" "$FILES/slips-$OFFICE-$1"
}
ok 'every page says what is known of its slip; its barcode is read back by an independent reader' read_slips 2027-04-1
is "$TAP_OUT" '13 slips, 13 barcodes' '… all of them'

# ---- a reissue, and one slip for a bank
TEMPLATE=$PGDATABASE
pg_fresh changed
cp -r jobs/rules/tables "$WORK/tables" && sed -i 's/,split,/,bank,/' "$WORK/tables/slip_rule.csv"
code 0 'an office that asks for more than the limit at a bank' pg_as getsuji_run "$GETSUJI" import rates "$WORK/tables" --quiet
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
UPDATE fact.repayment SET superseded_at = clock_timestamp() WHERE household_id IN (1311300000001, 1311300000003);
INSERT INTO fact.repayment (household_id, claim_no, article, decided_on, total_yen, valid_from) VALUES
	(1311300000001, 1, 1, '2027-03-05', 110000, '2027-03-05'), (1311300000003, 1, 4, '2027-03-20', 749000, '2027-03-20');
INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent, protected_address, valid_from)
VALUES (1311300000001, 13113, 1, 1, 1, false, true, '2027-04-01');
SQL
code 4 'a later edition' make_slips changed 2027-04 2
ok 'their pages are right: a reissue with its mark, and one without barcode' read_slips 2027-04-2
is "$TAP_OUT" '3 slips, 1 barcodes' '… what no store takes at all among them'
is "$(pg_query "SELECT household_id % 100000, split_part(file, '/', 2), route FROM result.documents($run) ORDER BY 1")" '1|inhouse-13113-0001.pdf|2
3|contractor-0001.pdf|1
13|contractor-0001.pdf|1' 'who came under 支援措置 since is handled in-house'

# ---- the same bytes when made again; what came under 支援措置 between issuing and printing
pg_fresh again
psql -Xq -v ON_ERROR_STOP=1 -c "INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method,
	single_parent, protected_address, valid_from) VALUES (1311300000003, 13113, 1, 1, 1, false, true, '2027-04-01')"
first=$(sha256sum <"$WORK/first/slips-$OFFICE-2027-04-1/slip/inhouse-13113-0001.pdf")
again() { pg_as getsuji_run "$GETSUJI" rerun 1 --mode task=slip_form,downstream --reason test --yes --artifacts "$WORK/first" && pg_as getsuji_run "$GETSUJI" resume 1 --artifacts "$WORK/first"; }
FILES=$WORK/first run=1
again >"$WORK/again.log" 2>&1
is "$(pg_query "SELECT name, pages FROM run.artifact WHERE name LIKE 'slip/%' ORDER BY 1")" 'slip/contractor-0001.pdf|9
slip/inhouse-13113-0001.pdf|4' 'printed again, what is protected since leaves the contractor'
ok '… and every page is right' read_slips 2027-04-1
done_testing
