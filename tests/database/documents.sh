#!/bin/bash
# Documents: a run says of each recipient's document on which pages of which file it is, and to whom it goes; looked at in
# the files themselves, for all five kinds.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 100

# ---- what the files say against what the database says
texts() { # FOLDER: the pages of the run's files with documents, without blanks, into table gold.page
	local file
	psql -Xqc 'SET client_min_messages = warning' -c 'CREATE TABLE IF NOT EXISTS gold.page (run_id int, file text, page int, said text)'
	while read -r file; do
		pdftotext -raw "$1/$file" - | /usr/bin/python3 -c '
import csv, re, sys, unicodedata
out = csv.writer(sys.stdout)
for n, text in enumerate(sys.stdin.read().split("\f")[:-1], 1):
    out.writerow([sys.argv[1], sys.argv[2], n, unicodedata.normalize("NFKC", re.sub(r"\s", "", text))])' "$RUN" "$file"
	done < <(pg_query "SELECT DISTINCT name FROM run.artifact_piece WHERE run_id = $RUN ORDER BY 1") | psql -Xqc '\copy gold.page FROM STDIN CSV'
}
documents() { # SELECT LIST, CONDITION
	pg_query "SELECT $1 FROM result.documents($RUN) d WHERE $2"
}
# The page that begins a document bears its recipient; of no document is there a page too many or too few.
wrong_recipients() {
	pg_query "SELECT d.document_no, d.kind, f.said FROM result.documents($RUN) d
		JOIN gold.page f ON f.run_id = $RUN AND f.file = d.file AND f.page = d.first_page
		WHERE position(replace(normalize(d.name || d.honorific, NFKC), ' ', '') IN f.said) = 0
			OR position(left(d.postal_code, 3) || '-' || right(d.postal_code, 4) IN f.said) = 0
		LIMIT 5"
}
wrong_pages() {
	pg_query "SELECT coalesce(f.file, p.file), coalesce(f.page, p.page), p.n
		FROM (SELECT file, page FROM gold.page WHERE run_id = $RUN) f
		FULL JOIN (SELECT d.file, g AS page, count(*) AS n FROM result.documents($RUN) d
			CROSS JOIN generate_series(d.first_page, d.first_page + d.pages - 1) g GROUP BY 1, 2) p USING (file, page)
		WHERE p.n IS DISTINCT FROM 1 OR f.page IS NULL LIMIT 5"
}

# A sheet bears the number of its document; and nothing of the document is on another's page.
wrong_numbers() {
	pg_query "SELECT d.document_no, g FROM result.documents($RUN) d
		CROSS JOIN generate_series(d.first_page, d.first_page + d.pages - 1) g
		JOIN gold.page f ON f.run_id = $RUN AND f.file = d.file AND f.page = g
		WHERE d.kind IN (1, 2) AND position('第$RUN-' || d.document_no || '号' IN f.said) = 0 LIMIT 5"
}
# Whom a document is about is whom it names: each person's name is on a page of it.
wrong_persons() {
	pg_query "WITH said AS (SELECT d.document_no, string_agg(f.said, '') AS said FROM result.documents($RUN) d
			JOIN gold.page f ON f.run_id = $RUN AND f.file = d.file AND f.page >= d.first_page AND f.page < d.first_page + d.pages GROUP BY 1)
		SELECT p.document_no, p.household_id, p.person_no FROM result.document_persons($RUN) p
		LEFT JOIN said s USING (document_no)
		WHERE p.person_no <> 0 AND NOT EXISTS (SELECT FROM fact.current_person n WHERE n.household_id = p.household_id
			AND n.person_no = p.person_no AND position(replace(normalize(n.name, NFKC), ' ', '') IN s.said) > 0) LIMIT 5"
}

ok 'a month goes through its gate' decide_month 2027-01
RUN=$(run_of monthly 2027-01)
texts "$(files_of monthly 2027-01)"
is "$(documents 'DISTINCT kind' 'true' | sort | tr '\n' ' ')" '1 3 4 5 ' 'there are notices, tickets, opinions and requests'
is "$(wrong_recipients)" '' 'each document begins where its recipient is printed'
is "$(wrong_pages)" '' 'each page of each file is of one document'
is "$(wrong_numbers)" '' 'each sheet bears the number of its document'
is "$(wrong_persons)" '' 'each document names whom it is about'
is "$(pg_query "SELECT count(DISTINCT (household_id, person_no, document_no)) FROM result.document_persons($RUN) p
		JOIN result.documents($RUN) d USING (document_no, household_id) WHERE d.kind = 3")" \
	"$(pg_query "SELECT count(DISTINCT (household_id, person_no, document_no)) FROM result.document_persons($RUN) p
		JOIN (SELECT document_no FROM result.document_persons($RUN) GROUP BY 1 HAVING count(DISTINCT household_id) = 1) o USING (document_no)
		WHERE document_no BETWEEN 20000001 AND 30000000")" 'a document about one household says which'
is "$(pg_query "SELECT kind, count(*) FROM result.documents($RUN) d WHERE kind IN (1, 3) GROUP BY 1 ORDER BY 1")" \
	"$(pg_query "SELECT 1, sum(a.pieces) FROM run.artifact a WHERE run_id = $RUN AND name LIKE 'notice/%'
		UNION ALL SELECT 3, sum(a.pieces) FROM run.artifact a WHERE run_id = $RUN AND name LIKE 'ticket/%'
		ORDER BY 1")" 'there are as many as were made'

# ---- done again: the rows go with their files and come back the same
ROWS=$(pg_query "SELECT * FROM run.artifact_piece WHERE run_id = $RUN ORDER BY piece_no")
ok 'the tasks that made them are done again' gs rerun "$RUN" --mode task=notice,downstream --yes --reason again --artifacts "$WORK/files"
is "$(pg_query "SELECT * FROM run.artifact_piece WHERE run_id = $RUN ORDER BY piece_no")" "$ROWS" 'with the same pages'
is "$(pg_as getsuji_run psql -XqAt -v VERBOSITY=sqlstate -c "DELETE FROM run.artifact_piece" 2>&1)" 'ERROR:  42501' 'nobody takes them away by hand'

# ---- a mailing reads these files, as they were made
pg_query "INSERT INTO fact.mail_office (office_id, contractor, profile, duplex, part_sheets, moved_days, cut_off_days, post_days, report_days,
		keep_days, enclosure, enclosure_mg, valid_from)
	VALUES ($OFFICE, 'printer', 'getsuji', true, 2000, 0, 2, 3, 5, 30, '', 0, '2020-01-01')"
gs import calendar && survey mailing 2027-01 && approve mailing 2027-01 && gs confirm "$(run_of mailing 2027-01)"
NOTICES=$(files_of monthly 2027-01)/notice/contractor-0001.pdf
cp "$NOTICES" "$WORK/kept.pdf"
printf x >>"$NOTICES"
code 12 'a file that is not what the run wrote is not read' pg_as getsuji_run "$GETSUJI" --lang en resume "$(run_of mailing 2027-01)" --artifacts "$WORK/files"
like "$TAP_ERR$TAP_OUT" "GJ1546 .*a file of run $RUN is not what that run wrote" '… with its name and run'
rm "$NOTICES"
code 16 'nor is there a mailing without it' pg_as getsuji_run "$GETSUJI" --lang en resume "$(run_of mailing 2027-01)" --artifacts "$WORK/files"
like "$TAP_ERR$TAP_OUT" "GJ1547 .*a file of run $RUN is not there" '… with its name and run'
cp "$WORK/kept.pdf" "$NOTICES"
ok 'put back, it is read' gs resume "$(run_of mailing 2027-01)" --artifacts "$WORK/files"

# ---- letters to employers
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/tax_office.sql >/dev/null || exit 1
OFFICE=13101
cat >"$WORK/letters.yaml" <<'YAML'
graph: letters
tasks:
  - {name: tax, job: tax}
  - {name: approval, gate: confirmed, digest: [tax], after: [tax]}
  - {name: letter_pieces, sql: letter_pieces, partitions: [piece, letter], after: [approval]}
  - {name: letter, report: letter, chunk: 2, after: [letter_pieces]}
YAML
ok 'letters go through their gate' survey "$WORK/letters.yaml" 2027-07
pass letters 2027-07
RUN=$(run_of letters 2027-07)
texts "$(files_of letters 2027-07)"
is "$(documents 'DISTINCT kind, party, left(party_key, 1), length(party_key)' 'true')" '2|3|E|17' 'they are documents to employers'
is "$(wrong_recipients)$(wrong_pages)$(wrong_numbers)$(wrong_persons)" '' '… with pages, recipients, numbers and whom they are about as printed'
done_testing
