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
# Two pieces are left for tomorrow.
late=$(pg_query "SELECT string_agg(piece_no::text, '|') FROM (SELECT piece_no FROM result.claim_mail_piece
	WHERE run_id = $RUN AND route = 1 ORDER BY piece_no DESC LIMIT 2) p")
cp "$WORK/sheets" "$WORK/all"
grep -vE ":P($late):" "$WORK/all" >"$WORK/sheets"
code 0 'they are inserted; one envelope was spoilt' report 1 damaged
spoilt=$(pg_query "SELECT piece_no FROM run.mail_pieces($RUN) WHERE state = 4")
like "$(here mail status "$RUN")" "next: getsuji reprint $RUN --pieces $spoilt --reason TEXT --keys DIR" 'mail status says what to do'

# ---- printed again ---------------------------------------------------------------------------------
SEALED=$WORK/sealed
mkdir "$SEALED"
reprint() { here reprint "$RUN" --artifacts "$WORK/files" "$@"; }
seal() { reprint --batch 1 --keys "$KEYS/office" "$@"; }
registered() { pg_query "SELECT batch_no, package_no, pieces, reason FROM run.mail_reprint_package ORDER BY 1, 2"; }
like "$(pg_query "BEGIN; SET LOCAL session_replication_role = replica; UPDATE result.claim_mail_piece SET office_id = 99999
	WHERE run_id = $RUN AND piece_no = $spoilt; SELECT run.reprint_mail($RUN, $spoilt, $spoilt + 1, 'x')" 2>&1)" \
	'of several offices: ask for them apart' 'pieces of two offices are no batch'
code 0 'it is printed again' reprint --pieces "$spoilt" --reason '封入機で破損' -o "$WORK/reprint.pdf"
like "$(here mail status "$RUN")" "next: getsuji reprint $RUN --batch 1 --keys DIR" '… and waits to be sealed'
code 8 'what cannot be written …' seal -o "$WORK/nowhere/again.pdf"
mkdir "$SEALED/folder.p7m"
code 8 '… and what would have to take the place of a folder …' seal -o "$SEALED/folder.pdf"
is "$(registered)" '' '… has not left'
rmdir "$SEALED/folder.p7m"
is "$(ls -A "$SEALED")" '' '… and nothing is left of it'
code 0 'it is sealed for the contractor, without another reason' seal -o "$SEALED/again.pdf"
is "$(ls -A "$SEALED")" again.p7m '… as one file; no plain one is beside it'
is "$(registered)" '1|1|1|' '… it is on record'
is "$(pg_query "SELECT encode(k.sealed, 'hex'), k.sealed_bytes, encode(k.part, 'hex'), k.packed_by, k.contractor_certificate = m.contractor_certificate
	FROM run.mail_reprint_package k JOIN run.mail_package m USING (run_id)")" \
	"$(sha256sum <"$SEALED/again.p7m" | cut -d' ' -f1)|$(stat -c %s "$SEALED/again.p7m")|$(sha256sum <"$WORK/reprint.pdf" | cut -d' ' -f1)|getsuji_run|t" \
	'… with its bytes, its part, who can open it'
is "$(pg_query "SELECT reason FROM run.action WHERE run_id = $RUN AND command = 'reprint'")" 'batch 1, package 1' '… and in the chain of actions'
like "$(here mail status "$RUN")" '^packages of reprints that left: 1$' '… mail status says that it left'
code 12 'what has left, and nothing was reported of, is not printed once more' reprint --pieces "$spoilt" --reason '再び' --keys "$KEYS/office"
like "$TAP_OUT" "^piece $spoilt is not printed again: its last print has left" '… it says why'
like "$(reprint --batch 1 -o "$WORK/plain.pdf")" 'it has left sealed already, and this file must not leave' 'printed for the office it says that it has left'
is "$(stat -c %a "$WORK/plain.pdf")" 640 '… for the eyes of the office alone'
like "$(here mail status "$RUN")" '^next: getsuji import scans' '… and waits for the contractor'

opens_reprint() { there spool open "$1" --keys "$KEYS/${2:-contractor}" --to "$IN/${3:-reprint}"; }
PACKAGE=$SEALED/again.p7m
code 16 '44 another contractor opens no reprint' opens_reprint "$PACKAGE" stranger
for at in 0 0.01 0.5 0.99 1; do
	flipped $at
	code 16 "45 one bit turned over at $at of a reprint is found" opens_reprint "$WORK/flipped"
done
head -c $(($(stat -c %s "$PACKAGE") - 1000)) "$PACKAGE" >"$WORK/cut"
code 16 '46 a reprint that was cut off is refused' opens_reprint "$WORK/cut"
is "$(ls "$IN")" $'a\nc' '… and nothing of them is left'
code 0 'as it was sealed, the contractor opens it like the mailing' opens_reprint "$PACKAGE"
like "$TAP_OUT" "^reprint 1 of mailing $RUN: 1 pieces, .* must be destroyed" '… and is told what it is'
is "$(ls -A "$IN/reprint")" $'SHA256SUMS\nmanifest.json\nmanifest.json.p7s\npart-0001.pdf' '… it has one part and no other papers'
code 12 '47 opened before it is not opened again' opens_reprint "$PACKAGE" contractor b
code 0 'verified, it is what was sealed' there spool verify "$IN/reprint" --keys "$KEYS/contractor"
like "$TAP_OUT" "[^0-9]$(pg_query "SELECT 2 * sheets FROM result.claim_mail_piece WHERE run_id = $RUN AND piece_no = $spoilt") pages with the right codes" \
	'… every side of it'
rm -rf "$IN/c"
cp -a "$IN/reprint" "$IN/c"
cp "$IN/a/part-0001.pdf" "$IN/c/part-0001.pdf"
code 16 '48 the first print in place of a reprint is found' there spool verify "$IN/c" --keys "$KEYS/contractor"
manifest() { # EXPRESSION over m
	/usr/bin/python3 -c "import json, sys; m = json.load(open(sys.argv[1])); print($1)" "$IN/reprint/manifest.json"
}
is "$(manifest '(m["run"], m["reprint"], m["package"], [(p["piece"], p["version"]) for p in m["pieces"]])')" "($RUN, 1, 1, [($spoilt, 1)])" \
	'the manifest says which pieces and versions'
is "$(manifest '"|".join(str(m["pieces"][0][k]) for k in ("sheets", "enclosure", "weight_mg", "postage_class", "postal_code"))')" \
	"$(pg_query "SELECT sheets, 'leaflet', weight_mg, postage_class, postal_code FROM result.claim_mail_piece WHERE run_id = $RUN AND piece_no = $spoilt")" \
	'… with sheets, leaflet, weight, class and postal code'
is "$(manifest '[m[k] for k in ("contractor", "month", "made_at", "made_from", "cut_off_on", "post_by_on", "report_by_on", "expires_on")] == '"$(
	/usr/bin/python3 -c 'import json, sys; m = json.load(open(sys.argv[1]))
print([m[k] for k in ("contractor", "month", "made_at", "made_from", "cut_off_on", "post_by_on", "report_by_on", "expires_on")])' "$IN/a/manifest.json")")" True \
	'… all else is as the mailing has it'
is "$(manifest 'sorted(set(k for p in m["pieces"] for k in p))' | tr -d "[]',")" \
	'enclosure envelope first_page order pages part piece postage_class postal_code sheets version weight_mg' '… no name, no amount, no case number'
ok 'stock tools open it' contractor open "$PACKAGE" "$KEYS/contractor" "$WORK/stock_reprint"
ok '… its sums are right' sh -c "cd '$WORK/stock_reprint' && sha256sum -c --quiet SHA256SUMS"
ok '… its part is the same bytes' cmp "$WORK/stock_reprint/part-0001.pdf" "$WORK/reprint.pdf"

# ---- sealed once more ------------------------------------------------------------------------------
code 12 'what left is not sealed again without a reason' seal -o "$SEALED/twice.pdf"
like "$TAP_ERR" 'GJ2248.*has left already' '… it says so'
(GETSUJI=$(realpath "$GETSUJI") && cd "$SEALED" && seal --reason '媒体の紛失') >/dev/null 2>&1
is "$(ls -A "$SEALED")" "again.p7m
getsuji-mailing-$RUN-reprint-1-2.p7m" 'with a reason it is, as the next package of the batch'
is "$(registered)" $'1|1|1|\n1|2|1|媒体の紛失' '… which is on record with its reason'
code 0 'the contractor opens it' opens_reprint "$SEALED/getsuji-mailing-$RUN-reprint-1-2.p7m" contractor second
like "$TAP_OUT" 'takes the place of package 1.*媒体の紛失' '… and is told why'
ok '… the part is that of the first' cmp "$IN/second/part-0001.pdf" "$WORK/reprint.pdf"
is "$(sha256sum <"$IN/reprint/manifest.json" | cut -d' ' -f1)" \
	"$(/usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["previous"])' "$IN/second/manifest.json")" '… it names the one before'
record() { # BATCH NUMBER PART CERTIFICATE
	PGUSER=getsuji_run pg_query "SELECT run.record_reprint_package($RUN, $1, $2, sha256(''), $3, sha256(''), 1, sha256(''), $4, 'r')" 2>&1
}
part="(SELECT part FROM run.mail_reprint_package WHERE package_no = 1)" his="(SELECT contractor_certificate FROM run.mail_package)"
like "$(record 1 2 "$part" "$his")" 'sealed meanwhile' 'the database lets no number leave twice'
like "$(record 1 3 "sha256('')" "$his")" 'not that of the package before' '… nor another part'
like "$(record 1 3 "$part" "sha256('')")" 'sealed to this certificate' '… nor to somebody who has nothing of the mailing'
like "$(record 9 1 "$part" "$his")" 'has no batch 9' '… nor what nobody asked for'
like "$(PGUSER=getsuji_run pg_query "INSERT INTO run.mail_reprint_package SELECT * FROM run.mail_reprint_package" 2>&1)" 'permission denied' 'nobody writes the record by hand'
like "$(pg_query "UPDATE run.mail_reprint_package SET reason = 'x'" 2>&1)" 'append-only' '… or changes it'
inhouse=$(pg_query "SELECT min(piece_no) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 2")
like "$(reprint --pieces "$inhouse" --reason '汚損' --keys "$KEYS/office" -o "$WORK/own.pdf")" \
	'handled in-house and goes to no contractor' 'what is in-house the office prints for itself, whatever keys are at hand'
is "$(cd "$WORK" && ls own.*)" own.pdf '… and it is sealed for nobody'
like "$(record 2 1 "$part" "$his")" 'for the contractor' '… not even by hand'

# ---- inserted --------------------------------------------------------------------------------------
contractor sheets "$IN/second" >"$WORK/sheets"
is "$(tr ' ' '\n' <"$WORK/sheets" | cut -d: -f3,6 | sort -u)" "P$spoilt:V1" 'nobody else is on its pages, and all bear the next version'
code 0 'the reprint is inserted' report 2 clean --from 900
code 12 '… now it is sealed no more' seal --reason '再送' -o "$SEALED/late.pdf"
like "$TAP_OUT" "^piece $spoilt is not printed again: it is inserted" '… since it is inserted'
grep -E ":P($late):" "$WORK/all" >"$WORK/sheets"
code 0 'of the two that were left one is spoilt' report 3 damaged --from 950
spoilt=$(pg_query "SELECT piece_no FROM run.mail_pieces($RUN) WHERE state = 4")
code 0 '… printed again, not yet sealed' reprint --pieces "$spoilt" --reason '破損' -o "$WORK/third.pdf"
code 0 '… and withdrawn before it was' here mail pull "$RUN" --pieces "$spoilt" --reason '窓口で受領' --keys "$KEYS/office" -o "$WORK/pull.csv"
code 12 'a piece that was withdrawn in between does not leave' reprint --batch 3 --keys "$KEYS/office" -o "$SEALED/third.pdf"
like "$TAP_OUT" "^piece $spoilt is not printed again: it is to be withdrawn" '… it says why'
like "$(record 3 1 "sha256('')" "$his")" "piece $spoilt is not printed again \(reason 1\)" '… nor by hand'
is "$(ls -A "$SEALED" | wc -l) $(registered | wc -l)" '2 2' '… nothing of it is written or on record'
grep ":P$spoilt:" "$WORK/all" >"$WORK/sheets"
code 0 'the contractor takes it out' report 4 clean --withdraw "$spoilt"
is "$(pg_query "SELECT planned, inserted, reprinted, withdrawn, open, complete FROM run.mail_verdict($RUN)")" "$planned|$((planned - 1))|1|1|0|t" \
	'every envelope is accounted for'
like "$(here mail status "$RUN")" '^closed at ' '… and the mailing is closed'
code 0 'the verdict page is written' here mail verdict "$RUN" -o "$WORK/verdict.xlsx"
is "$(/usr/bin/python3 -c 'import openpyxl, sys
for r in openpyxl.load_workbook(sys.argv[1])["刷り直しの包"].iter_rows(values_only=True):
    if isinstance(r[0], int): print("|".join("" if c is None else str(c) for c in r))' "$WORK/verdict.xlsx")" \
	"$(pg_query "SELECT batch_no, package_no, pieces, packed_by, to_char(packed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'), reason,
	encode(sealed, 'hex') FROM run.mail_reprint_package ORDER BY 1, 2")" '… it lists each package of reprints that left, with its digest'
done_testing
