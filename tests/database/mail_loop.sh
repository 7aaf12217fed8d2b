#!/bin/bash
# A mailing from its plan to its closing: what it costs, what the contractor reports, what is pulled, what comes back and is
# held by the next mailing until somebody looked; and the verdict page, which is reckoned by us.
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_office 60 3
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/mailing.sql || exit 1
pg_query "INSERT INTO fact.mail_office (office_id, contractor, profile, duplex, part_sheets, moved_days, cut_off_days, post_days,
	report_days, keep_days, enclosure, enclosure_mg, valid_from)
	VALUES (13113, 'post_a', 'getsuji', true, 10, 30, 2, 3, 5, 31, 'leaflet', 3000, '2020-01-01')"
gs() { PGUSER=getsuji_run "$GETSUJI" --lang en "$@"; }
gs import calendar >/dev/null || exit 1
contractor() { /usr/bin/python3 -B tests/contractor/contractor.py "$@"; }
for who in office contractor; do
	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$who" -keyout "$WORK/$who.key.pem" \
		-out "$WORK/$who.cert.pem" 2>/dev/null || exit 1
done
SEALED_TO=$(openssl x509 -in "$WORK/contractor.cert.pem" -outform DER | sha256sum | cut -d' ' -f1)
cat >"$WORK/post.yaml" <<'Y'
graph: post
monthly: false
tasks:
  - {name: mailing, job: mailing}
  - {name: approval, gate: confirmed, digest: [mailing], after: [mailing]}
  - {name: mailing_issue, sql: mailing_issue, after: [approval]}
  - {name: mail_cost, report: mail_cost, after: [mailing_issue]}
Y
mail() { # MONTH EDITION: planned, approved, issued; the run's number in RUN
	local code=0
	gs run "$WORK/post.yaml" --month "$1" --edition "$2" --office $OFFICE --artifacts "$WORK/files" >"$WORK/run.log" 2>&1
	RUN=$(pg_query "SELECT max(run_id) FROM run.run WHERE graph = 'post'")
	PGUSER=getsuji_approve "$GETSUJI" approve "$RUN" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run
		WHERE run_id = $RUN")" >/dev/null && gs confirm "$RUN" >/dev/null && gs resume "$RUN" --artifacts "$WORK/files" >"$WORK/run.log" 2>&1 || code=$?
	# Here nothing is printed: that a package left is said by hand.
	pg_query "INSERT INTO run.mail_package (run_id, package_no, manifest, sealed, sealed_bytes, pieces, office_certificate,
		contractor_certificate, reason) VALUES ($RUN, 1, sha256(''), sha256(''), 1, 1, sha256(''), decode('$SEALED_TO', 'hex'), '')"
	case $code in 0 | 4) ;; *) echo "# the mailing ended with $code: $(tail -n 3 "$WORK/run.log")" ;; esac
}
notices() { # MONTH EDITION HOUSEHOLDS [PAGES]
	pg_query "SELECT hand.notices('$1-01', $2, '{$3}', ${4:-1})" >/dev/null
}
book() { # FILE SHEET: the cells of a sheet, one row per line
	/usr/bin/python3 -c "import openpyxl, sys
for r in openpyxl.load_workbook(sys.argv[1])[sys.argv[2]].iter_rows(values_only=True):
    print('|'.join(str(c) for c in r if c is not None))" "$1" "$2"
}
cost() { book "$(find "$WORK/files" -path "*-$2/mail_cost.xlsx" | sort | tail -1)" "$1"; }
work() { # SERIAL KIND [OPTION…]: the contractor prints, inserts and reports
	local serial=$1
	shift
	pg_query "SELECT piece_no || ' ' || sheets FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1 ORDER BY piece_no" |
		/usr/bin/python3 -B tests/contractor/printer.py "$(pg_query "SELECT encode(key, 'hex') FROM run.mail_key")" "$RUN" >"$WORK/sheets"
	contractor work "$WORK/sheets" "$RUN" "$@" --serial "$serial" >"$WORK/scans.csv" &&
		contractor sign "$WORK/scans.csv" "$WORK" contractor && gs import scans "$WORK/scans.csv.p7m" --keys "$WORK"
}
verdict() { pg_query "SELECT planned, inserted, reprinted, withdrawn, settled, open FROM run.mail_verdict($RUN)"; }

# ---- what it costs -------------------------------------------------------------------------------
notices 2027-01 1 1,2,3,4,5 3
notices 2026-12 1 2,3
pg_query "SELECT hand.protect(5)" >/dev/null
mail 2027-01 1
FIRST=$RUN
is "$(pg_query "SELECT count(*), sum(documents), sum(sheets), sum(postage_yen) FROM result.claim_mail_piece WHERE run_id = $RUN")" \
	'5|7|12|550' 'seven documents of 17 pages go into five envelopes, on twelve sheets'
like "$(cost 集計 1)" '^封筒（通数）\|5\|' 'the workbook has five envelopes'
like "$(cost 集計 1)" '^　うち所内\|1\|' '… one of them in-house'
like "$(cost 集計 1)" '^用紙（枚数）\|12' '… twelve sheets'
like "$(cost 集計 1)" '^郵便料金\|550\|' '… 550 yen'
like "$(cost 集計 1)" '^名寄せで減った封筒\|2\|' '… two envelopes less than documents'
like "$(cost 集計 1)" '^名寄せによる料金の差\|220\|' '… for 220 yen'
like "$(cost 集計 1)" '^両面印刷で減った用紙\|5\|' '… five sheets less than pages'
like "$(cost 料金区分 1)" '^合計\|5\|12\|' 'classes add up'

# ---- pulled, reported, closed --------------------------------------------------------------------
piece_of() { pg_query "SELECT piece_no FROM result.claim_mail_document WHERE run_id = $RUN AND household_id = hand.h($1) LIMIT 1"; }
pulled=$(piece_of 1)
code 0 'a piece is pulled' gs mail pull "$RUN" --pieces "$pulled" --reason 窓口で受領 --keys "$WORK" -o "$WORK/pull.csv"
like "$(gs mail status "$RUN")" "^ +$pulled .* to be withdrawn" 'until it is reported, it is open'
like "$(gs mail status)" "^ +$RUN .* open$" 'the list of mailings has it as open'
in_japanese() { PGUSER=getsuji_run "$GETSUJI" --lang ja mail status "$@"; }
is "$({ in_japanese; in_japanese "$RUN"; } | grep -cE '^ +'"$RUN"'|^ +'"$pulled"'|^Language')" 2 'in Japanese a column without a title has none'
code 0 'the contractor takes it out and posts the others' work 1 clean --withdraw "$pulled"
is "$(verdict)" '4|3|0|1|0|0' 'three are inserted, one is withdrawn'
like "$(gs mail status "$RUN")" '^closed at ' 'the mailing is closed'
is "$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE run_id = $RUN AND freed_at < 'infinity'")" 1 'the document of the piece is free'
like "$(gs mail status)" "^ +$RUN .* closed$" 'the list of mailings has it as closed'
code 0 'the verdict page is written' gs mail verdict "$RUN" -o "$WORK/verdict.xlsx"
like "$(book "$WORK/verdict.xlsx" 判定)" '^判定\|完了' '… it says that all is done'
like "$(book "$WORK/verdict.xlsx" 判定)" '^計画（委託先の郵送物）\|4$' '… of four pieces'
is "$(book "$WORK/verdict.xlsx" 全ての郵送物 | awk -F'|' '$1 ~ /^[0-9]+$/ { print $4 }' | sort | uniq -c | xargs)" '3 封入済み 1 引抜き済み' '… with the state of each'
cp "$WORK/verdict.xlsx" "$WORK/before.xlsx"
gs mail verdict "$RUN" -o "$WORK/verdict.xlsx" >/dev/null
ok '… and is the same bytes again' cmp "$WORK/before.xlsx" "$WORK/verdict.xlsx"

# ---- what came back ------------------------------------------------------------------------------
back=$(piece_of 4)
echo "$RUN-$back unknown $(TZ=Asia/Tokyo date +%F)" | contractor returns 13113 >"$WORK/returns.csv"
code 0 'a letter came back' gs import returns "$WORK/returns.csv"
by_hand() { # DAY COUNT: a clerk's own file, without a digest
	echo record,layout,office,made_on,serial,piece,reason,returned_on,returns,records,digest
	echo "file,getsuji-mail-return-1,13113,$1,2,,,,,,"
	echo "return,,,,,$RUN-$back,unknown,$1,,,"
	echo "end,,,,,,,,$2,2,-"
}
by_hand "$(TZ=Asia/Tokyo date +%F)" 2 >"$WORK/by_hand.csv"
code 16 'a file that a clerk wrote is refused when it does not say how many came back' gs import returns "$WORK/by_hand.csv"
by_hand "$(TZ=Asia/Tokyo date +%F)" 1 >"$WORK/by_hand.csv"
like "$(gs import returns "$WORK/by_hand.csv")" '1 rows read, 0 recorded, 1 unchanged' '… else it needs no digest'
sed "s/,-$/,$(printf %064d 0)/" "$WORK/by_hand.csv" >"$WORK/wrong.csv"
code 16 '… but one that it has must be right' gs import returns "$WORK/wrong.csv"
notices 2027-01 2 4,3
mail 2027-01 2
is "$(pg_query "SELECT hold FROM result.mail_document WHERE run_id = $RUN AND household_id = hand.h(4)")" 5 'the next mailing holds what would go there again'
is "$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE run_id = $RUN AND household_id IN (hand.h(1), hand.h(3))")" 2 \
	'… and takes the document that was pulled, and what is new'
like "$(cost 年度累計 2)" "^合計\\|6\\|" 'the year has the pieces of both mailings'
line=$(pg_query "SELECT line_no FROM result.mail_document WHERE run_id = $RUN AND household_id = hand.h(4)")
gs mail look "$RUN" "13113-$line" --reason 居所を確認 >/dev/null || echo '# not looked at'
mail 2027-01 3
is "$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE run_id = $RUN AND household_id = hand.h(4)")" 1 'once somebody looked, it goes out'

# ---- a difference --------------------------------------------------------------------------------
RUN=$FIRST
code 4 'the same envelope once more under another number opens the mailing again' work 2 clean --from 50 --withdraw "$pulled"
like "$(gs mail status "$FIRST")" 'inserted twice' '… as inserted twice'
gs mail verdict "$FIRST" -o "$WORK/verdict.xlsx" >/dev/null
like "$(book "$WORK/verdict.xlsx" 判定)" '^判定\|未了' 'the verdict page says so'
like "$(book "$WORK/verdict.xlsx" 未了)" '差異あり\|同じ郵送物が二度封入された' '… piece by piece'
for piece in $(pg_query "SELECT piece_no FROM run.mail_pieces($FIRST) WHERE state = 8"); do
	gs mail settle "$FIRST" "$piece" --reason '委託先が二重の報告と確認' >/dev/null || echo '# not settled'
done
gs mail verdict "$FIRST" -o "$WORK/verdict.xlsx" >/dev/null
like "$(book "$WORK/verdict.xlsx" 判定)" '^判定\|完了' 'settled piece by piece, it is closed again'
like "$(book "$WORK/verdict.xlsx" 差異の記録)" '所内で処理済み.*二重の報告' '… and what was found stays on record'
is "$(pg_query "SELECT string_agg((reopened_at < 'infinity')::text, ' ' ORDER BY closing_no) FROM run.mail_closing WHERE run_id = $FIRST")" 'true false' \
	'… with both closings'
done_testing
