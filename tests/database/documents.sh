#!/bin/bash
# Documents: a run says of each recipient's document on which pages of which file it is, and to whom it goes; looked at in
# the files themselves, for all five kinds.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 200

# ---- what the files say against what the database says
texts() { # FOLDER: each file's pages as FILE, PAGE, CODES and TEXT without blanks, into table file_page
	local file pages
	psql -Xqc 'CREATE TABLE IF NOT EXISTS gold.page (run_id int, file text, page int, codes text, said text)'
	while read -r file; do
		pdftotext -layout "$1/$file" - | /usr/bin/python3 -c '
import csv, re, sys, unicodedata
pages = sys.stdin.read().split("\f")[:-1]
out = csv.writer(sys.stdout)
for n, text in enumerate(pages, 1):
    plain = unicodedata.normalize("NFKC", re.sub(r"\s", "", text))
    out.writerow([sys.argv[1], sys.argv[2], n, "", plain])' "$RUN" "$file"
	done < <(pg_query "SELECT DISTINCT name FROM run.artifact_piece WHERE run_id = $RUN") |
		psql -Xqc '\copy gold.page FROM STDIN CSV'
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

ok 'a month goes through its gate' decide_month 2027-01
RUN=$(run_of monthly 2027-01)
texts "$(files_of monthly 2027-01)"
is "$(documents 'DISTINCT kind' 'true' | sort | tr '\n' ' ')" '1 3 4 5 ' 'there are notices, tickets, opinions and requests'
is "$(wrong_recipients)" '' 'each document begins where its recipient is printed'
is "$(wrong_pages)" '' 'each page of each file is of one document'
pg_query "SELECT * FROM result.documents($RUN) LIMIT 5;SELECT kind,count(*),sum(pages),count(household_id) FROM result.documents($RUN) GROUP BY 1; SELECT count(*) from result.document_persons($RUN)" | sed 's/^/# /'
done_testing
