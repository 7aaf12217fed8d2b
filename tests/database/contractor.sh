#!/bin/bash
# The whole way of a month's letters: from the decisions to a sealed package, through the hands of a contractor who has stock
# tools alone and believes nothing but what stands on the sheets, and back, until every envelope is accounted for.  And what
# can be done to the package on its way: each is found.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 30 --protected 2 --money

contractor() { /usr/bin/python3 -B tests/contractor/contractor.py "$@"; }
KEYS=$WORK/keys
for who in office contractor stranger; do
	mkdir -p "$KEYS/$who"
	name=${who/stranger/contractor}
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$KEYS/$who/$name.key.pem" -out "$KEYS/$who/$name.cert.pem" -days 9000 \
		-subj "/CN=$who" 2>/dev/null || exit 1
	chmod 600 "$KEYS/$who/$name.key.pem"
done
cp "$KEYS/contractor/contractor.cert.pem" "$KEYS/office"
cp "$KEYS/office/office.cert.pem" "$KEYS/contractor"
cp "$KEYS/office/office.cert.pem" "$KEYS/stranger"

# Both sides are printed, and a leaflet goes into every envelope.
pg_query "SET session_replication_role = replica; UPDATE fact.mail_office SET duplex = true, enclosure = 'leaflet', enclosure_mg = 3000"
ok 'a month goes through its gate' decide_month 2027-01
ok 'a mailing of it is planned' gs run mailing --month 2027-01 --office $OFFICE --artifacts "$WORK/files"
ok '… and goes through its gate' pass mailing 2027-01
RUN=$(run_of mailing 2027-01)
here() { PGUSER=getsuji_run "$GETSUJI" --lang en "$@"; }
ok '… and is packed' here spool pack "$RUN" --keys "$KEYS/office" --out "$WORK/out" --artifacts "$WORK/files"
PACKAGE=$WORK/out/getsuji-mailing-$RUN-1.p7m
planned=$(pg_query "SELECT count(*) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1")
ok 'there are envelopes, some of them in-house' test "$planned" -gt 3 -a "$(pg_query "SELECT count(*) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 2")" -gt 0

# ---- what it costs is what was printed -------------------------------------------------------------
pages() { find "$(files_of mailing 2027-01)" -name 'part-*.pdf' -exec pdfinfo {} \; | awk '/^Pages:/ { n += $2 } END { print n }'; }
is "$(pg_query "SELECT 2 * sheets FROM result.mail_cost($RUN, $OFFICE)")" "$(pages)" 'sheets of the cost meter are those of the parts, two pages each'
is "$(pg_query "SELECT pieces + inhouse, yen, documents FROM result.mail_cost($RUN, $OFFICE)")" \
	"$(pg_query "SELECT count(*), sum(postage_yen), sum(documents) FROM result.claim_mail_piece WHERE run_id = $RUN")" '… as are envelopes, postage and documents'

# ---- what can be done to the package ---------------------------------------------------------------
there() { env -u PGHOST -u PGPORT -u PGDATABASE -u PGUSER GETSUJI_STATE="$WORK/none" "$GETSUJI" --lang en "$@"; }
IN=$WORK/in
mkdir "$IN"
opens() { there spool open "$1" --keys "$KEYS/${2:-contractor}" --to "$IN/a"; }
flipped() { # BYTE: that bit turned over
	/usr/bin/python3 - "$PACKAGE" "$1" <<'E' >"$WORK/flipped"
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[int(float(sys.argv[2]) * (len(data) - 1))] ^= 1
sys.stdout.buffer.write(data)
E
}
code 16 '35 another contractor opens nothing' opens "$PACKAGE" stranger
for at in 0 0.001 0.5 0.999 1; do
	flipped $at
	code 16 "36 one bit turned over at $at of the package is found" opens "$WORK/flipped"
done
head -c $(($(stat -c %s "$PACKAGE") - 1000)) "$PACKAGE" >"$WORK/cut"
code 16 '37 a package that was cut off is refused' opens "$WORK/cut"
is "$(ls "$IN")" '' '… and nothing of them is left'
ok 'as it was packed, it opens' opens "$PACKAGE"
code 12 '38 a package that was opened before is not opened again' there spool open "$PACKAGE" --keys "$KEYS/contractor" --to "$IN/b"
verified() { there spool verify "$IN/c" --keys "$KEYS/contractor"; }
again() { rm -rf "$IN/c" && cp -a "$IN/a" "$IN/c"; }
again
ok 'it is what was packed' verified
printf x >>"$IN/c/part-0001.pdf"
code 16 '39 a part that was altered is found' verified
like "$TAP_OUT$TAP_ERR" 'part-0001.pdf' '… and named'
again
rm "$IN/c/part-0001.pdf"
code 16 '40 a part that is missing is found' verified
again
cp "$IN/c/part-0001.pdf" "$IN/c/part-0099.pdf"
code 16 '41 a part too many is found' verified
again
sed -i 's/"sheets": 1/"sheets": 2/' "$IN/c/manifest.json"
code 16 '42 a manifest that was altered is found' verified
expire=$(pg_query "SELECT expires_on FROM result.claim_mailing WHERE run_id = $RUN")
again
code 16 '43 an expired package may not be used' faketime "$expire 12:00:00" env -u PGHOST "$GETSUJI" spool verify "$IN/c" --keys "$KEYS/contractor"

# ---- in the contractor's hands ---------------------------------------------------------------------
ok 'stock tools open the package' contractor open "$PACKAGE" "$KEYS/contractor" "$WORK/stock"
contractor sheets "$WORK/stock" >"$WORK/sheets"
is "$(wc -l <"$WORK/sheets")" "$(pg_query "SELECT sum(sheets) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1")" 'every sheet of the package bears its codes'
contractor pictures "$WORK/stock" 6 >"$WORK/seen"
is "$(cat "$WORK/seen")" "$(head -n 3 "$WORK/sheets")" '… and a camera reads on the page what stands there as text'
report() { # SERIAL KIND [OPTION…]
	local serial=$1
	shift
	contractor work "$WORK/sheets" "$RUN" "$@" --serial "$serial" >"$WORK/scans.csv" &&
		contractor sign "$WORK/scans.csv" "$KEYS/contractor" contractor && here import scans "$WORK/scans.csv.p7m" --keys "$KEYS/office"
}
code 0 'it is inserted; one envelope was spoilt' report 1 damaged
spoilt=$(pg_query "SELECT piece_no FROM run.mail_pieces($RUN) WHERE state = 4")
like "$(here mail status "$RUN")" "next: getsuji reprint $RUN --pieces $spoilt" 'mail status says what to do'
code 0 'it is printed again' here reprint "$RUN" --pieces "$spoilt" --reason '封入機で破損' -o "$WORK/reprint.pdf" --artifacts "$WORK/files"
code 0 '… and sealed for the contractor' here reprint "$RUN" --batch 1 --keys "$KEYS/office" -o "$WORK/again.pdf" --artifacts "$WORK/files"
is "$(ls "$WORK"/again.pdf*)" "$WORK/again.pdf.p7m" '… the plain file is gone'
openssl cms -decrypt -binary -inform DER -in "$WORK/again.pdf.p7m" -recip "$KEYS/contractor/contractor.cert.pem" \
	-inkey "$KEYS/contractor/contractor.key.pem" -out "$WORK/signed" 2>/dev/null
openssl cms -verify -binary -inform DER -in "$WORK/signed" -CAfile "$KEYS/office/office.cert.pem" -purpose any -out "$WORK/opened.pdf" 2>/dev/null
ok '… stock tools open it: the same bytes' cmp "$WORK/opened.pdf" "$WORK/reprint.pdf"
inhouse=$(pg_query "SELECT min(piece_no) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 2")
like "$(here reprint "$RUN" --pieces "$inhouse" --reason '汚損' --keys "$KEYS/office" -o "$WORK/own.pdf" --artifacts "$WORK/files")" \
	'handled in-house and goes to no contractor' 'what is in-house the office prints for itself, whatever keys are at hand'
is "$(cd "$WORK" && ls own.pdf*)" own.pdf '… and it is sealed for nobody'
like "$(pdftotext "$WORK/reprint.pdf" - | grep -oE 'GJ2:R[0-9]+:P[0-9]+:S[0-9/]+:F:V[0-9]+' | head -1)" ":P$spoilt:S1/.*:V1$" '… with the next version in its codes'
is "$(pdftotext "$WORK/reprint.pdf" - | grep -oE 'GJ2:[A-Z0-9:/]+' | cut -d: -f3 | sort -u)" "P$spoilt" '… and nobody else on its pages'
pdftotext "$WORK/reprint.pdf" - | grep -oE 'GJ2:[A-Z0-9:/]+' | paste -d' ' - - >"$WORK/sheets"
code 0 'the reprint is inserted' report 2 clean --from 900
is "$(pg_query "SELECT planned, inserted, reprinted, open, complete FROM run.mail_verdict($RUN)")" "$planned|$planned|1|0|t" 'every envelope is accounted for'
like "$(here mail status "$RUN")" '^closed at ' '… and the mailing is closed'
done_testing
