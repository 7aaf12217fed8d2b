#!/bin/bash
# The package for the contractor, from a month's notices to a folder at the contractor's: what is packed is what was approved
# and nothing else; it is in the ledger before it can be sent; it opens with stock tools; what was done to it is found.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 30 --protected 2 --money

KEYS=$WORK/keys OUT=$WORK/out
key() { # FOLDER NAME: a key and its certificate
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1/$2.key.pem" -out "$1/$2.cert.pem" -days 9000 -subj "/CN=$2" 2>/dev/null
	chmod 600 "$1/$2.key.pem"
}
mkdir -p "$KEYS/office" "$KEYS/contractor" "$KEYS/stranger"
key "$KEYS/office" office
key "$KEYS/contractor" contractor
key "$KEYS/stranger" contractor
cp "$KEYS/office/office.cert.pem" "$KEYS/contractor"
cp "$KEYS/office/office.cert.pem" "$KEYS/stranger"
cp "$KEYS/contractor/contractor.cert.pem" "$KEYS/office"

ok 'a month goes through its gate' decide_month 2027-01
ok '… and a mailing of it is planned' gs run mailing --month 2027-01 --office $OFFICE --artifacts "$WORK/files"
RUN=$(run_of mailing 2027-01)
here() { PGUSER=getsuji_run "$GETSUJI" "$@"; }
pack() { here spool pack "$RUN" --keys "$KEYS/office" --out "$OUT" --artifacts "$WORK/files" "$@"; }
code 12 'before the gate nothing can be packed' pack
like "$TAP_ERR" GJ2226 '… and it says so'
ok 'the mailing goes through its gate' pass mailing 2027-01
FILES=$(files_of mailing 2027-01)

# ---- what the run made -----------------------------------------------------------------------------
manifest() { # EXPRESSION over m, the manifest
	/usr/bin/python3 -c "import json, sys; m = json.load(open(sys.argv[1])); print($1)" "$FILES/contractor/manifest.json"
}
is "$(cd "$FILES/contractor" && ls)" "$(printf '%s\n' bundles.pdf counts.pdf counts.xlsx deletion.pdf manifest.json \
	$(pg_query "SELECT DISTINCT 'part-' || to_char(part_no, 'FM0000') || '.pdf' FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1 ORDER BY 1") \
	samples.pdf)" 'the contractor gets parts, counts, slips, samples, the form of a certificate and the manifest'
is "$(manifest '"\n".join("|".join(str(p[k]) for k in ("piece", "sheets", "weight_mg", "postage_class", "postal_code")) for p in m["pieces"])')" \
	"$(pg_query "SELECT piece_no, sheets, weight_mg, postage_class, postal_code FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1 ORDER BY 1")" \
	'the manifest has every piece of the contractor, and none that goes in-house'
ok '… though some do' test "$(pg_query "SELECT count(*) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 2")" -gt 0
is "$(manifest '[f["file"] for f in m["files"]]')" "['bundles.pdf', 'counts.pdf', 'counts.xlsx', 'deletion.pdf', 'samples.pdf']" '… every other file'
is "$(manifest 'm["made_from"]')" "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $RUN")" '… the digest that was approved'
is "$(manifest '(m["cut_off_on"], m["post_by_on"], m["report_by_on"], m["expires_on"])' | tr -d "'(), ")" \
	"$(pg_query "SELECT concat(cut_off_on, post_by_on, report_by_on, expires_on) FROM result.claim_mailing WHERE run_id = $RUN")" '… and the dates'
is "$(manifest 'sorted(set(k for p in m["pieces"] for k in p))' | tr -d "[]',")" \
	'enclosure envelope first_page order pages part piece postage_class postal_code sheets weight_mg' '… of a piece no name, no amount, no case number'
book() { # SHEET ROW COLUMN
	/usr/bin/python3 -c "import openpyxl, sys
s = openpyxl.load_workbook(sys.argv[1])[sys.argv[2]]
rows = [r for r in s.iter_rows(values_only=True) if any(c is not None for c in r)]
print(rows[int(sys.argv[3])][int(sys.argv[4])])" "$FILES/contractor/counts.xlsx" "$@"
}
sum="FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1"
is "$(book 封筒・郵便区分 -1 4) $(book 分冊 -1 5) $(book 郵便番号の区分 -1 6) $(book 郵便番号の区分 -1 7)" \
	"$(pg_query "SELECT concat_ws(' ', count(*), sum(sheets), count(*), sum(weight_mg)) $sum")" 'the workbook counts by class, by part and by bundle'
like "$(pdftotext -raw "$FILES/contractor/counts.pdf" - | tr -d '\n ')" "$(pg_query "SELECT format('郵送物%s通', count(*)) $sum")" 'so does the sheet'
is "$(pdftotext "$FILES/contractor/bundles.pdf" - | grep -c '^区分票$')" "$(manifest 'sum(1 for a, b in zip(m["pieces"], [None] + m["pieces"]) if b is None
	or (a["envelope"], a["postage_class"], a["postal_code"][:3]) != (b["envelope"], b["postage_class"], b["postal_code"][:3]))')" 'there is a slip for each bundle'
is "$(pdftotext -raw "$FILES/contractor/samples.pdf" - | grep -o 'GJ2:R[0-9]*' | sort -u)" GJ2:R0 'samples are of no mailing'
names=$(pg_query "SELECT string_agg(DISTINCT name, '|') FROM fact.person WHERE superseded_at = 'infinity'")
is "$(cd "$FILES/contractor" && for f in bundles counts deletion samples; do pdftotext "$f.pdf" - | tr -d ' \n' | grep -cE "${names// /}"; done | paste -sd+ | bc)" 0 \
	'beside the parts nobody is named'

# ---- made again ------------------------------------------------------------------------------------
digests() { pg_query "SELECT name, encode(sha256, 'hex') FROM run.artifact WHERE run_id = $RUN ORDER BY name"; }
before=$(digests)
ok 'the files are made again' gs rerun "$RUN" --mode task=mail_part,downstream --yes --reason again --artifacts "$WORK/files"
is "$(digests)" "$before" '… and are the same bytes'

# ---- packing ---------------------------------------------------------------------------------------
code 16 'without keys nothing is packed' here spool pack "$RUN" --out "$OUT"
code 16 '… nor with those of the contractor' here spool pack "$RUN" --keys "$KEYS/contractor" --out "$OUT"
cp "$FILES/contractor/counts.pdf" "$WORK/counts.pdf"
echo more >>"$FILES/contractor/counts.pdf"
code 12 'a file that was changed since is not packed' pack
like "$TAP_ERR" GJ2218 '… it is named'
cp "$WORK/counts.pdf" "$FILES/contractor/counts.pdf"
cp "$FILES/contractor/manifest.json" "$WORK/manifest.json"
sed -i 's/"sheets": 1/"sheets": 2/' "$FILES/contractor/manifest.json"
code 12 '… nor a manifest that was changed' pack
cp "$WORK/manifest.json" "$FILES/contractor/manifest.json"
is "$(ls -A "$OUT" 2>/dev/null)" '' 'nothing is left of what could not be packed'
is "$(pg_query 'SELECT count(*) FROM run.mail_package')" 0 '… and nothing left'
mkdir -p "$OUT/getsuji-mailing-$RUN-1.p7m"
code 8 'a package does not take the place of a folder' pack
is "$(pg_query 'SELECT count(*) FROM run.mail_package') $(ls -A "$OUT")" "0 getsuji-mailing-$RUN-1.p7m" '… it does not count as one that left'
rmdir "$OUT/getsuji-mailing-$RUN-1.p7m"
code 0 'a mailing is packed' pack
PACKAGE=$OUT/getsuji-mailing-$RUN-1.p7m
is "$(ls -A "$OUT")" "getsuji-mailing-$RUN-1.p7m" '… into one file'
is "$(pg_query "SELECT package_no, encode(sealed, 'hex'), sealed_bytes, pieces, reason, packed_by FROM run.mail_package")" \
	"1|$(sha256sum <"$PACKAGE" | cut -d' ' -f1)|$(stat -c %s "$PACKAGE")|$(manifest 'len(m["pieces"])')||getsuji_run" 'the ledger knows it'
is "$(pg_query "SELECT encode(contractor_certificate, 'hex') FROM run.mail_package")" \
	"$(openssl x509 -in "$KEYS/contractor/contractor.cert.pem" -noout -fingerprint -sha256 | sed 's/.*=//' | tr -d : | tr A-F a-f)" '… and who can open it'
is "$(pg_query "SELECT command, reason FROM run.action WHERE run_id = $RUN AND command = 'spool pack'")" 'spool pack|package 1' '… it is in the chain of actions'
code 12 'packed a second time, it is refused' pack
like "$TAP_ERR" 'GJ2228' '… and says what has left'
code 16 '… a reason is asked for' pack --again
code 0 'with a reason it is packed again' pack --again --reason '媒体の破損'
is "$(pg_query "SELECT package_no, reason FROM run.mail_package ORDER BY 1")" $'1|\n2|媒体の破損' '… as the next package'
record() { # NUMBER SUMS
	PGUSER=getsuji_run pg_query "SELECT run.record_package($RUN, $1, '$2', sha256(''), sha256(''), 1, sha256(''), sha256(''), 'r')" 2>&1
}
known=$(pg_query "SELECT string_agg(encode(sha256, 'hex') || '  ' || name, E'\n') FROM run.mail_package_file WHERE package_no = 2 AND name <> 'manifest.json'")
empty=$(sha256sum </dev/null | cut -d' ' -f1)
like "$(record 3 "$known")" 'not what the run made: contractor.manifest' 'the database lets no package leave that lacks a file'
like "$(record 3 "$known
$empty  manifest.json
$empty  x.pdf")" 'not what the run made: x.pdf' '… that has another'
like "$(record 3 "$(sed 's/^..../0000/' <<<"$known")
$empty  manifest.json")" 'not what the run made' '… whose bytes are others'
like "$(record 2 "$known
$empty  manifest.json")" 'packed meanwhile' '… or that has a number twice'
like "$(PGUSER=getsuji_run pg_query "INSERT INTO run.mail_package_file SELECT * FROM run.mail_package_file" 2>&1)" 'permission denied' 'nobody writes the record by hand'
like "$(pg_query "UPDATE run.mail_package SET reason = 'x'" 2>&1)" 'append-only' '… or changes it'

# ---- at the contractor's: no database --------------------------------------------------------------
there() { env -u PGHOST -u PGPORT -u PGDATABASE -u PGUSER GETSUJI_STATE="$WORK/none" "$GETSUJI" "$@"; }
IN=$WORK/in
mkdir "$IN"
expire=$(pg_query "SELECT expires_on FROM result.claim_mailing WHERE run_id = $RUN")
late=$(pg_query "SELECT post_by_on + 1 FROM result.claim_mailing WHERE run_id = $RUN")
code 16 'another key opens nothing' there spool open "$PACKAGE" --keys "$KEYS/stranger" --to "$IN/a"
like "$TAP_ERR" GJ2212 '… and it says whose it is not'
code 16 'an expired package is not opened' faketime "$expire 12:00:00" env -u PGHOST "$GETSUJI" spool open "$PACKAGE" --keys "$KEYS/contractor" --to "$IN/a"
is "$(ls "$IN")" '' 'nothing of it is left'
code 0 'the contractor opens it' there spool open "$PACKAGE" --keys "$KEYS/contractor" --to "$IN/a"
is "$(ls -A "$WORK/none" 2>/dev/null)" '' '… without a database'
code 0 'verified, all is well' there spool verify "$IN/a" --keys "$KEYS/contractor"
like "$TAP_OUT" "[^0-9]$(manifest 'sum(p["pages"] for p in m["pieces"])') (pages|ページ)" '… every page was read'
code 12 'a package is opened once' there spool open "$PACKAGE" --keys "$KEYS/contractor" --to "$IN/b"
code 0 'the next one takes its place' there spool open "$OUT/getsuji-mailing-$RUN-2.p7m" --keys "$KEYS/contractor" --to "$IN/b"
like "$TAP_OUT" '媒体の破損' '… and says why'
code 4 'after the last day to post it warns' faketime "$late 12:00:00" env -u PGHOST "$GETSUJI" spool verify "$IN/a" --keys "$KEYS/contractor"
code 16 'after its last day it is not usable' faketime "$expire 12:00:00" env -u PGHOST "$GETSUJI" spool verify "$IN/a" --keys "$KEYS/contractor"
printf x >>"$IN/a/part-0001.pdf"
rm "$IN/a/counts.pdf"
touch "$IN/a/more.pdf"
code 16 'what is missing, extra and altered is found' there spool verify "$IN/a" --keys "$KEYS/contractor" --lang en
is "$(grep -E '^  [a-z0-9.-]+ (is|does)' <<<"$TAP_OUT")" '  counts.pdf is missing
  part-0001.pdf is not as it was packed
  more.pdf does not belong to the package' '… and named'
for tool in "openssl cms -decrypt -binary -inform DER -in $PACKAGE -recip $KEYS/contractor/contractor.cert.pem -inkey $KEYS/contractor/contractor.key.pem -out $WORK/inner" \
	"openssl cms -verify -binary -inform DER -in $WORK/inner -CAfile $KEYS/office/office.cert.pem -purpose any -out $WORK/package.tar" \
	"tar -xf $WORK/package.tar -C $WORK/stock" "sh -c 'cd $WORK/stock && sha256sum -c SHA256SUMS'"; do
	mkdir -p "$WORK/stock"
	ok "stock tools: ${tool%% -*}" sh -c "$tool"
done
is "$(cmp "$WORK/stock/part-0001.pdf" "$FILES/contractor/part-0001.pdf")" '' '… come to the same files'
done_testing
