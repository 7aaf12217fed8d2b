#!/bin/bash
# Parts of a mailing on paper: every side of every sheet bears its code, read by zbarimg from the picture; the customer barcode
# in the window is read bar by bar; pages are those that other runs made, but for the margin; made again, the bytes are the
# same; what does not agree is not published; reprints bear 再 and their version.
#
# HOUSEHOLDS (10): of the office; with more than 60 the 2D codes are read alone, from the margin: a month of 1,050 has over a
# thousand pieces.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
SIZE=${HOUSEHOLDS:-10} MARGIN=()
[ "$SIZE" -le 60 ] || MARGIN=(-x 0 -y 880 -W 170 -H 220)
vouchers_office "$SIZE" --money --joint

# A household that has another one's name on its letters, by mistake, where its address stands; held until the end.
WRONG=$(pg_query "SELECT max(household_id) FROM fact.current_household") RIGHT=$(pg_query "SELECT min(household_id) FROM fact.current_household")
psql -Xqc "SET session_replication_role = replica; UPDATE fact.address SET address = address || '　' || (SELECT p.name FROM fact.person p
	WHERE p.household_id = $RIGHT AND p.role = 1 ORDER BY p.person_no LIMIT 1) || '様' WHERE household_id = $WRONG"

ok 'a month goes through its gate' decide_month 2027-01
pg_query "INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES ($WRONG, 'wrong', '宛名の誤り', '2020-01-01')"
SOURCES=$WORK/pictures-sources
mkdir "$SOURCES"
MADE=$(run_of monthly 2027-01)
[ $SIZE -gt 60 ] || while read -r file; do
	pdftoppm -gray -r 200 "$(files_of monthly 2027-01)/$file" "$SOURCES/$(tr '/' '+' <<<"$MADE-$file")"
done < <(pg_query "SELECT DISTINCT name FROM run.artifact_piece WHERE run_id = $MADE")
BEFORE=$PGDATABASE
cat >"$WORK/parts.yaml" <<'YAML'
graph: parts
monthly: false
tasks:
  - {name: mailing, job: mailing}
  - {name: approval, gate: confirmed, digest: [mailing], after: [mailing]}
  - {name: mailing_issue, sql: mailing_issue, after: [approval]}
  - {name: mail_part, report: mail_part, after: [mailing_issue]}
YAML

# How an office sends is a fact; here it is changed behind the back of every rule.
settle() { # SET…
	psql -Xqc "SET session_replication_role = replica; UPDATE fact.mail_office SET $1"
}
mailing() { # NAME SETTINGS: a mailing in a database of its own, its files in $WORK/NAME
	pg_fresh "$1" "$BEFORE"
	settle "$2"
	gs run "$WORK/parts.yaml" --month 2027-01 --office $OFFICE --artifacts "$WORK/files" && pass parts 2027-01 || return 1
	RUN=$(run_of parts 2027-01)
	mkdir -p "$WORK/$1"
	mv "$(files_of parts 2027-01)" "$WORK/$1/files"
	PARTS=$WORK/$1/files
}
# Every side that there must be, from the pieces that were issued.
expected() { # BOTH SIDES?
	pg_query "SELECT json_agg(x ORDER BY x.part, x.page) FROM (
		SELECT q.part, row_number() OVER (PARTITION BY q.part ORDER BY q.piece, q.position, q.n)::int AS page, $RUN AS run, q.piece,
			(q.before + (q.n + q.faces - 1) / q.faces)::int AS sheet, q.sheets, q.faces = 2 AND q.n % 2 = 0 AS back,
			CASE WHEN q.n <= q.pages THEN replace(q.source_run_id || '-' || q.file, '/', '+') ELSE '' END AS source,
			q.first_page + q.n - 1 AS source_page, q.enclosure,
			(sum(CASE WHEN q.n % q.faces = 0 THEN 1 ELSE 0 END) OVER (PARTITION BY q.part ORDER BY q.piece, q.position, q.n)
				+ CASE WHEN q.n % q.faces = 0 THEN 0 ELSE 1 END)::int AS in_part, q.position = 1 AND q.n = 1 AS window, q.postal_code, q.address
		FROM (SELECT f.name AS part, p.piece_no AS piece, p.sheets, m.position, m.pages, m.source_run_id, m.sheets AS own, d.file,
				d.first_page, d.postal_code, d.address, b.faces, g AS n, o.enclosure <> '' AS enclosure,
				coalesce((SELECT sum(k.sheets) FROM result.claim_mail_document k
					WHERE k.run_id = p.run_id AND k.piece_no = p.piece_no AND k.position < m.position), 0) AS before
			FROM result.claim_mail_piece p
			JOIN run.artifact_piece a ON a.run_id = p.run_id AND a.piece_no = p.piece_no
			JOIN run.artifact f ON f.run_id = a.run_id AND f.name = a.name
			JOIN result.claim_mail_document m ON m.run_id = p.run_id AND m.piece_no = p.piece_no
			JOIN LATERAL result.documents(m.source_run_id) d ON d.document_no = m.document_no
			JOIN fact.mail_office o ON o.office_id = p.office_id
			CROSS JOIN (VALUES ($1)) b (faces)
			CROSS JOIN LATERAL generate_series(1, m.sheets * b.faces) g
			WHERE p.run_id = $RUN) q) x" | sed 's|"part":"\([a-z]*\)/|"part":"\1+|g'
}
pictures() { # all parts, at 200 dots per inch, and what zbarimg reads on them
	local file page
	rm -rf "$WORK/pictures" && mkdir "$WORK/pictures"
	for file in "$PARTS"/contractor/*.pdf "$PARTS"/inhouse/*.pdf; do
		[ ! -e "$file" ] || pdftoppm -gray -r 200 "${MARGIN[@]}" "$file" "$WORK/pictures/$(basename "$(dirname "$file")")+$(basename "$file")"
	done
	for page in "$WORK"/pictures/*.pgm; do
		zbarimg -q --raw "$page" 2>/dev/null |
			sed "s|^|$(basename "$page" .pgm | sed -E 's/-0*([0-9]+)$/-\1/')\t|"
	done >"$WORK/codes"
}
key() { pg_query "SELECT encode(key, 'hex') FROM run.mail_key"; }
judged() { # KEY [PROFILE PICTURES [SOURCES]]
	/usr/bin/python3 tests/golden/read_parts.py "$WORK/expected.json" "$1" "$WORK/codes" "${@:2}"
}
a_mailing() { # SIDES OF A SHEET, WHAT, PROFILE, [SOURCES]
	local n=$1 what=$2 file sides windows
	ok "$what: a mailing goes through its gate" mailing "sides$n" "duplex = $([ "$n" = 2 ] && echo true || echo false),
		profile = '$3', part_sheets = 40"
	is "$(pg_query "SELECT count(*) FROM result.claim_mail_piece p WHERE run_id = $RUN AND NOT EXISTS (SELECT FROM run.artifact_piece a
		WHERE a.run_id = p.run_id AND a.piece_no = p.piece_no AND a.pages = p.sheets * $n
			AND a.name LIKE CASE p.route WHEN 1 THEN 'contractor/%' ELSE 'inhouse/%' END)")" 0 "$what: each piece is in a part of its route, with all its sheets"
	is "$(pg_query "SELECT sum(a.pages) FROM run.artifact_piece a WHERE a.run_id = $RUN")" \
		"$(cat "$PARTS"/*/part-*.pdf | grep -ac '/Type /Page$\|/Type /Page ')" "$what: and there are no other pages"
	for file in "$PARTS"/*/part-*.pdf; do
		ok "$what: $(basename "$(dirname "$file")")/$(basename "$file") is sound" qpdf --check "$file"
	done
	expected "$n" >"$WORK/expected.json"
	pictures
	sides=$(pg_query "SELECT sum(sheets) * $n FROM result.claim_mail_piece WHERE run_id = $RUN")
	windows=$(pg_query "SELECT count(*) FROM result.claim_mail_piece WHERE run_id = $RUN AND postal_code NOT LIKE '%00'")
	if [ $SIZE -gt 60 ]; then
		is "$(judged "$(key)" "$3")" "$sides sides, 0 barcodes, 0 marks" "$what: the codes of $sides sides are read by zbarimg"
		return
	fi
	like "$(judged "$(key)" "$3" "$WORK/pictures" "${@:4}")" "^$sides sides, $windows barcodes, [1-9][0-9]* marks\$" \
		"$what: every side bears its code, read by zbarimg, and the marks of $3; every window has its barcode${4:+; all else is as its source has it}"
	is "$(judged "$(printf '00%.0s' {1..32})" "$3" | grep -c ' code ')" "$sides" "$what: with another key no code is right"
}
a_mailing 1 'one side' not_end
a_mailing 2 'both sides' getsuji "$SOURCES"

[ $SIZE -le 60 ] || { done_testing; exit; }

# The same again, from the same state: the same bytes.
first=$(cd "$WORK/sides2/files" && sha256sum */part-*.pdf)
ok 'the mailing is done again' mailing again "duplex = true, profile = 'getsuji', part_sheets = 40"
is "$(cd "$PARTS" && sha256sum */part-*.pdf)" "$first" 'made again, each part has the same bytes'

# Reprints of the first pieces: the same pages, their text but for code and mark.
psql -Xqc "SET session_replication_role = replica; INSERT INTO run.mail_reprint (run_id, piece_no, version, batch_no, reason)
	SELECT $RUN, n, n, 1, 'damaged' FROM generate_series(1, 3) n"
ok 'a batch of reprints is printed' gs reprint "$RUN" --batch 1 -o "$WORK/reprint.pdf"
text() { # FILE PAGES
	pdftotext -raw -l "$2" "$1" - | tr -d '\f' | grep -vE '^GJ2:|^再[0-9]+$'
}
pages=$(pg_query "SELECT sum(sheets) * 2 FROM result.claim_mail_piece WHERE run_id = $RUN AND piece_no <= 3")
is "$(text "$WORK/reprint.pdf" 99999)" "$(text "$(ls "$PARTS"/contractor/*.pdf | head -1)" "$pages")" \
	'a reprint has the pages of the first print'
is "$(pdftotext -raw "$WORK/reprint.pdf" - | tr -d '\f' | grep -oE '^再[0-9]+$|^GJ2:R[0-9]+:P[0-9]+:S[0-9/]+:[FB]:V[0-9]+:' | sed -E 's/^GJ2:R[0-9]+:(P[0-9]+):.*:(V[0-9]+):$/\1 \2/' | sort -u)" \
	"$(printf 'P1 V1\nP2 V2\nP3 V3\n再1\n再2\n再3')" 'and says which version it is'

# What does not agree is not published: the pages of two letters are exchanged in the ledger.
pg_fresh exchanged "$BEFORE"
settle 'duplex = true'
gs run "$WORK/parts.yaml" --month 2027-01 --office $OFFICE --artifacts "$WORK/files"
psql -Xqc "SET session_replication_role = replica;
	WITH two AS (SELECT name, min(first_page) AS a, max(first_page) AS b FROM (SELECT * FROM run.artifact_piece
		WHERE run_id = $MADE AND pages = 1 AND name LIKE 'notice/contractor%' ORDER BY piece_no LIMIT 2) x GROUP BY name)
	UPDATE run.artifact_piece p SET first_page = two.a + two.b - p.first_page FROM two
	WHERE p.run_id = $MADE AND p.name = two.name AND p.first_page IN (two.a, two.b)"
not_ok() { ! "$@"; }
ok 'pages exchanged between two letters stop the run' not_ok pass parts 2027-01
like "$(<"$WORK/gs.log")" 'a page of piece [0-9]+ is not what the database says' 'and it is told, without a name'
is "$(find "$(files_of parts 2027-01)" -name '*.pdf' -path '*contractor*')" '' 'nothing of the part is published'

pg_fresh named "$BEFORE"
settle 'duplex = true'
psql -Xqc "SET session_replication_role = replica; UPDATE fact.hold SET superseded_at = recorded_at WHERE household_id = $WRONG"
gs run "$WORK/parts.yaml" --month 2027-01 --office $OFFICE --artifacts "$WORK/files"
ok 'a page that addresses somebody of another household stops the run' not_ok pass parts 2027-01
like "$(<"$WORK/gs.log")" 'the name of another recipient is there' 'and it is told, without the name'
is "$(find "$(files_of parts 2027-01)" -name '*.pdf' -path '*contractor*')" '' 'nothing of the part is published'
done_testing
