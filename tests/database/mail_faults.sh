#!/bin/bash
# A contractor that makes mistakes, and one that cheats (tests/contractor/): every kind is found, by the import or by the
# state of the mailing, and a clean mailing gives no alarm, whatever its size: GETSUJI_CLEAN=100000 pieces, 2,000 by default.
# Kinds that the package itself shows are in tests/database/package.sh.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_start
pg_migrate
WORK=$PG_DIR/scratch
PIECES=7 # the last one is handled in-house
contractor() { /usr/bin/python3 -B tests/contractor/contractor.py "$@"; }
gs() { pg_as getsuji_run "$GETSUJI" --lang en "$@"; }
KEY=$(pg_query "SELECT encode(key, 'hex') FROM run.mail_key")

# ---- keys: of the office, of the contractor, and of somebody else who calls himself the contractor
for who in office contractor stranger; do
	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$who" -keyout "$WORK/$who.key.pem" \
		-out "$WORK/$who.cert.pem" 2>/dev/null || exit 1
done
SEALED_TO=$(openssl x509 -in "$WORK/contractor.cert.pem" -outform DER | sha256sum | cut -d' ' -f1)

RUN=100
mailing() { # [PIECES [POST_BY REPORT_BY]]: the next mailing, laid down by hand, and its sheets in $WORK/RUN
	RUN=$((RUN + 1))
	psql -Xq -v ON_ERROR_STOP=1 -v run=$RUN -v pieces="${1:-$PIECES}" -v contractor="$SEALED_TO" ${2:+-v post_by=$2 -v report_by=$3} \
		-f tests/database/mail_by_hand.sql || exit 1
	print_pieces 'route = 1' >"$WORK/$RUN"
}
print_pieces() { # CONDITION [VERSION]
	pg_query "SELECT piece_no || ' ' || sheets || ' ${2:-0}' FROM result.claim_mail_piece WHERE run_id = $RUN AND $1 ORDER BY piece_no" |
		/usr/bin/python3 -B tests/contractor/printer.py "$KEY" $RUN
}
work() { # KIND [OPTION…]: the contractor's file, signed
	contractor work "$WORK/$RUN" $RUN "$@" >"$WORK/scans.csv" && contractor sign "$WORK/scans.csv" "$WORK" contractor
}
scans() { gs import scans "$WORK/scans.csv.p7m" --keys "$WORK"; }
status() { gs mail status $RUN; }
faults() { # by name, each once, that are open, in what mail status said
	awk '/^ +[0-9–]/ { for (i = 6; i <= NF; i++) if ($i ~ /^[a-z_]+:$/) print substr($i, 1, length($i) - 1) }' <<<"$TAP_OUT" | sort -u | paste -sd' '
}
closed() { pg_query "SELECT count(*) FROM run.mail_closing WHERE run_id = $RUN AND reopened_at = 'infinity'"; }

# ---- no mistake, no alarm
mailing
work clean
code 0 'a clean mailing is taken without a word of fault' scans
like "$(status)" '^6 pieces planned = 6 inserted .* 0 open$' '… every piece is inserted'
is "$(closed)" 1 '… and it is closed'
code 0 'the same file again changes nothing' scans
like "$TAP_OUT" 'imported before' '… and says so'
work clean --serial 2
code 0 'the same envelopes reported once more, read at another time, are no second insertion' scans
is "$(closed)" 1 '… and it stays closed'
mailing
work shuffled
code 0 'lines may come in any order' scans
is "$(closed)" 1 '… and the mailing is closed'

# ---- the table: what was done, what it is called where it is found, how many pieces are accounted for (of 6)
found() { # NUMBER KIND "WHAT WAS DONE" "FAULTS AS mail status NAMES THEM" ACCOUNTED [OPTION OF work…]
	local n=$1 kind=$2 what=$3 faults=$4 accounted=$5
	shift 5
	work "$kind" "$@" || exit 1
	code 4 "$n $kind: $what: the import finds it" scans
	code 4 "$n … mail status says so" gs mail status $RUN
	is "$(faults)" "$faults" "$n … and names it"
	is "$(pg_query "SELECT inserted + withdrawn + settled FROM run.mail_verdict($RUN)")" "$accounted" "$n … $accounted pieces are accounted for"
	is "$(closed)" 0 "$n … and the mailing stays open"
}
while IFS='|' read -r n kind what faults accounted; do
	mailing
	found "$n" "$kind" "$what" "$faults" "$accounted"
done <<'E'
1|swap|the second sheets of two pieces changed places|swap|4
2|back_shifted|every back is that of the sheet before|back_shifted|0
3|dropped_sheet|a sheet fell out|missing_sheet|5
4|doubled_piece|a set went through twice|doubled|5
5|doubled_sheet|a sheet was printed twice|doubled_sheet|5
6|extra_sheet|another customer's sheet lies in it|extra_sheet|5
7|blank_sheet|a blank sheet lies in it|blank|5
8|mixed|two sets in one envelope|mixed|4
9|wrong_enclosure|the leaflet of another customer|wrong_enclosure|5
10|no_enclosure|the leaflet was left out|wrong_enclosure|5
11|turned|a sheet lies on its face|turned|5
12|sheet_order|the sheets are out of order|sheet_order|5
13|unreadable|a side could not be read, and the envelope went on|unreadable|5
14|renumbered|a sheet made by somebody with the number of another piece|forged missing_sheet|5
15|two_readings|a camera saw two codes at one place|contradiction|4
16|damaged_posted|reported as damaged, and posted|damaged_posted|5
17|unasked_withdrawal|taken out although nobody asked|unasked_withdrawal|5
E

mailing
other=$WORK/$RUN
mailing
found 18 other_mailing 'sheets of another mailing' other_mailing 5 --other "$other"
mailing
print_pieces 'route = 2' >"$WORK/inhouse"
found 19 inhouse 'a piece that must not leave by the contractor' inhouse 6 --other "$WORK/inhouse"

# ---- pieces that are to be pulled
mailing
pg_query "INSERT INTO run.mail_withdrawal (run_id, piece_no, cause, reason, list_no) VALUES ($RUN, 2, 1, '死亡', 1), ($RUN, 3, 7, '申出', 1)"
found 20 clean 'the pull list came late and was not looked at' withdrawn_posted 4
mailing
pg_query "INSERT INTO run.mail_withdrawal (run_id, piece_no, cause, reason, list_no) VALUES ($RUN, 2, 5, '保留', 1);
	INSERT INTO result.claim_mail_document (source_run_id, document_no, run_id, piece_no, position, kind, household_id, pages, sheets)
	VALUES ($RUN, 2, $RUN, 2, 1, 1, 1311300000002, 1, 1)" >/dev/null
work clean --withdraw 2
code 0 'a piece that was asked for is taken out' scans
is "$(pg_query "SELECT inserted, withdrawn FROM run.mail_verdict($RUN)") $(closed)" '5|1 1' '… five are inserted, one withdrawn, and it is closed'
is "$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE run_id = $RUN AND freed_at < 'infinity'")" 1 '… its document is free again'

pg_query "INSERT INTO run.mail_withdrawal (run_id, piece_no, cause, reason, list_no) VALUES ($RUN, 4, 1, '死亡', 2)"
is "$(closed)" 0 'what is to be pulled after the mailing was closed opens it again'
like "$(status)" '^ +4 .* to be withdrawn' '… and is what is open'
sed -i '/:P4:/!d' "$WORK/$RUN"
work clean --withdraw 4 --serial 2
code 4 '… reported as withdrawn, it was both: that is a fault' scans
like "$(status)" 'withdrawn_posted' '… by name'

# ---- damaged, printed again
mailing
work damaged
code 0 'a damaged piece is told, and is no fault' scans
like "$(status)" "damaged, to be printed again" '… but open'
like "$(status)" "next: getsuji reprint $RUN --pieces 2 --reason TEXT --keys DIR" '… with the command that helps'
is "$(pg_query "SELECT piece_no, version, batch_no FROM run.reprint_mail($RUN, 2, 2, '破損')")" '2|1|1' 'it is printed again'
code 12 'what is inserted is not printed again' gs reprint $RUN --pieces 1 --reason 念のため -o "$WORK/again.pdf"
like "$TAP_OUT" 'piece 1 is not printed again: it is inserted' '… since it is inserted'
print_pieces 'piece_no = 2' 1 >"$WORK/again"
cp "$WORK/$RUN" "$WORK/first"
cp "$WORK/again" "$WORK/$RUN"
work clean --serial 2 --from 50
code 0 'the reprint is inserted' scans
is "$(pg_query "SELECT inserted, reprinted FROM run.mail_verdict($RUN)") $(closed)" '6|1 1' '… six are inserted, one of them printed again, and it is closed'
sed -n '/:P2:/p' "$WORK/first" >"$WORK/$RUN"
found 21 clean 'the damaged first print turns up and is posted, too' doubled 5 --serial 3 --from 60
is "$(pg_query "SELECT string_agg(DISTINCT fault::text, ' ' ORDER BY fault::text) FROM run.mail_open_faults($RUN)")" '31 32 36' \
	'… it is all three: inserted twice, of the old version, reported as damaged'
is "$(pg_query "SELECT count(*) FROM run.mail_closing WHERE run_id = $RUN AND reopened_at < 'infinity'")" 1 '… the mailing that was closed is open again'
is "$(pg_query "SELECT * FROM run.reprint_refused($RUN, 2, 2, 0)")" '2|7' 'what lies in a whole envelope that nobody reported as damaged is not printed again'

# ---- damaged after it was inserted
mailing
work clean
scans >/dev/null
work damaged --serial 2
code 4 'a piece that was read whole is reported as damaged: that is a fault' scans
damaged=$(pg_query "SELECT min(piece_no) FROM run.mail_pieces($RUN) WHERE state = 8")
is "$(pg_query "SELECT version, batch_no FROM run.reprint_mail($RUN, $damaged, $damaged, '破損')")" '1|1' '… it can be printed again'
is "$(pg_query "SELECT run.reprint_route($RUN, 1)")" 1 '… and its file made'

# ---- two batches of one piece
mailing
pg_query "INSERT INTO run.mail_report (run_id, piece_no, version, event, import_id, reported_at)
	SELECT $RUN, n, 0, 3, (SELECT min(import_id) FROM fact.import), clock_timestamp() FROM generate_series(1, 2) n"
parts() { pg_query "SET session_replication_role = replica; UPDATE result.claim_mail_piece SET part_no = $1 WHERE run_id = $RUN"; }
parts piece_no
code 12 'a batch is no larger than the largest part' gs reprint $RUN --pieces 1-2 --reason 破損 -o "$WORK/both.pdf"
like "$TAP_ERR" 'GJ2285 .* more than the largest part' '… and says so'
parts 1
is "$(pg_query "SELECT piece_no, batch_no FROM run.reprint_mail($RUN, 1, 2, '破損')")" $'1|1\n2|1' 'two pieces are printed again'
like "$(status)" "next: getsuji reprint $RUN --batch 1 --keys DIR" '… and wait to be sealed'
is "$(pg_query "SELECT piece_no, batch_no FROM run.reprint_mail($RUN, 1, 1, '汚損')")" '1|2' 'one of them once more, since they have not left'
is "$(pg_query "SELECT * FROM run.reprint_refused($RUN, 0, 0, 1)")" '1|9' '… then the batch of both cannot leave any more'
code 12 '… and says so' gs reprint $RUN --batch 1 -o "$WORK/both.pdf"
like "$TAP_OUT" 'piece 1 is not printed again: it was printed once more since' '… by the piece'
like "$TAP_ERR" 'Ask for the others by themselves' '… with what to do'
like "$(status)" "next: getsuji reprint $RUN --batch 2 --keys DIR" '… the other one can'
pg_query "INSERT INTO run.mail_package (run_id, package_no, manifest, sealed, sealed_bytes, pieces, office_certificate, contractor_certificate, reason)
	SELECT $RUN, 1, sha256('m'), sha256('s'), 1, 1, sha256('o'), sha256('c'), '' ON CONFLICT DO NOTHING;
	SET session_replication_role = replica; INSERT INTO run.mail_reprint_package (run_id, batch_no, package_no, manifest, part, sealed, sealed_bytes, pieces,
		office_certificate, contractor_certificate, reason) SELECT $RUN, 2, 1, sha256('m'), sha256('p'), sha256('s'), 1, 1, sha256('o'), sha256('c'), ''"
like "$(status)" "next: getsuji reprint $RUN --pieces 2 --reason TEXT --keys DIR" '… and once that has left, what is left of the first is asked for'
is "$(pg_query "SELECT * FROM run.reprint_refused($RUN, 1, 2, 0)")" '1|8' '… which may be, unlike what has left'

mailing
print_pieces 'route = 1' 1 >"$WORK/again"
found 22 two_versions 'sheets of two prints in one envelope' versions 5 --other "$WORK/again"
mailing
print_pieces 'route = 1' 1 >"$WORK/$RUN"
found 23 clean 'reprints that nobody asked for' unknown_version 0

# ---- what is missing
mailing
work dropped_piece
code 0 'a piece that never was inserted is no fault of another' scans
like "$(status)" "^ +2 .* not reported" '24 … but mail status lists it'
is "$(closed)" 0 '… and the mailing stays open'
mailing
work partial
scans >"$WORK/log" 2>&1
like "$(status)" 'not reported' '25 half a file: what it does not speak of is open'
work clean --serial 2
code 0 '… the whole file later' scans
is "$(pg_query "SELECT count(*) FROM run.mail_open_faults($RUN)") $(closed)" '0 1' '… explains all of it'
mailing $PIECES 2020-01-08 2020-01-15
code 4 '26 no file at all: mail status shouts when it is late' gs mail status $RUN
like "$TAP_OUT" 'OVERDUE' '… in one word'
code 4 '… the list of mailings does, too' gs mail status
code 4 '… and getsuji status' gs status
like "$TAP_OUT" "OVERDUE: mailing $RUN of office 13113: 6 of 6 pieces" '… with the mailing and how much is open'
work clean
scans >/dev/null
gs status >"$WORK/log" 2>&1
is "$(grep -c OVERDUE "$WORK/log")" 0 '… until all is accounted for'

# ---- files that are not what the contractor sent
mailing
work clean
code 16 '27 a file without a signature is refused' gs import scans "$WORK/scans.csv" --keys "$WORK"
contractor sign "$WORK/scans.csv" "$WORK" stranger
code 16 '28 a file signed by somebody else is refused' scans
contractor sign "$WORK/scans.csv" "$WORK" contractor
cp "$WORK/scans.csv.p7m" "$WORK/good"
/usr/bin/python3 - "$WORK/scans.csv.p7m" <<'E'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.index(b":P3:")
data[at + 2] = ord("4")
open(sys.argv[1], "wb").write(data)
E
code 16 '29 a file that was altered after it was signed is refused' scans
head -c 3000 "$WORK/good" >"$WORK/scans.csv.p7m"
code 16 '30 a file that was cut off is refused' scans
grep -v '^end' "$WORK/scans.csv" >"$WORK/cut.csv"
mv "$WORK/cut.csv" "$WORK/scans.csv"
contractor sign "$WORK/scans.csv" "$WORK" contractor
code 16 '31 a file that was signed before it was complete is refused' scans
work partial
scans >/dev/null 2>&1
work clean
code 16 '32 another file with the day and number of one that is known is refused' scans
code 16 '33 a file for a mailing that does not exist is refused' \
	gs import scans <(:) --keys "$WORK"
contractor work "$WORK/$RUN" 9999 clean --serial 5 >"$WORK/scans.csv" && contractor sign "$WORK/scans.csv" "$WORK" contractor
code 16 '… by the number that it names' scans
like "$TAP_ERR" 'run 9999 has issued no mailing' '… and says which'
mailing
work forged_withdrawal
code 4 '34 a withdrawal by a code that is not ours is set aside' scans
like "$TAP_ERR" 'S-piece' '… with the rule that it breaks'
like "$(status)" '^ +2 .* not reported' '… and the piece stays open'

# ---- settled by a person, kept for ever
mailing
work doubled_piece
scans >/dev/null 2>&1
code 0 'a person settles a fault' gs mail settle $RUN 2 --reason '委託先の回答で一通のみ投函を確認'
is "$(closed)" 1 '… and the mailing is closed'
is "$(pg_query "SELECT count(*) FROM run.mail_fault WHERE run_id = $RUN AND over_at = 'infinity'")" 2 '… the fault stays on record'
code 12 'what is not open cannot be settled' gs mail settle $RUN 2 --reason '念のため'
mailing
work extra_sheet
scans >/dev/null 2>&1
gs mail settle $RUN envelope:1 --reason '他社の用紙を除去して再封入' >/dev/null || echo '# not settled'
work clean --serial 2 --from 70
scans >/dev/null 2>&1
tap_run gs mail status $RUN
like "$(faults)" 'doubled' 'what is found after that is open again'

# ---- returned mail
mailing
{
	echo "$RUN-1 unknown $(TZ=Asia/Tokyo date +%F)"
	echo "$(awk '/:P2:/ { print $1; exit }' "$WORK/$RUN") moved $(TZ=Asia/Tokyo date +%F)"
	echo "$RUN-99 moved $(TZ=Asia/Tokyo date +%F)"
	echo "GJ2:R$RUN:P3:S1/1:F:V0:AAAAAAAA refused $(TZ=Asia/Tokyo date +%F)"
	echo "$RUN-4 refused 2020-01-01"
} | contractor returns 13113 >"$WORK/returns.csv"
code 4 'returned mail is taken, what cannot be is set aside' gs import returns "$WORK/returns.csv"
is "$(sed -nE 's/.*: (R-[a-z]+) .*/\1/p' <<<"$TAP_ERR" | sort | paste -sd' ')" 'R-code R-date R-piece' '… with the rule that it breaks'
is "$(pg_query "SELECT piece_no, reason, party_key FROM run.mail_return WHERE run_id = $RUN ORDER BY 1")" \
	'1|1|H1311300000001
2|2|H1311300000002' '… by number and by code'
code 0 'the same file again changes nothing' gs import returns "$WORK/returns.csv"

# ---- no false alarm
mailing "${GETSUJI_CLEAN:-2000}"
began=$(date +%s)
work clean
printed=$(date +%s)
code 0 "${GETSUJI_CLEAN:-2000} clean pieces give no alarm" scans
is "$(pg_query "SELECT inserted, open, loose FROM run.mail_verdict($RUN)") $(closed)" "$((${GETSUJI_CLEAN:-2000} - 1))|0|0 1" '… and the mailing is closed'
is "$(pg_query "SELECT count(*) FROM run.mail_fault WHERE run_id = $RUN")" 0 '… without a fault'
echo "# $(wc -l <"$WORK/scans.csv") lines: made in $((printed - began)) s, imported and judged in $(($(date +%s) - printed)) s"
done_testing
