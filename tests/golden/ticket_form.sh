#!/bin/bash
# Tickets on paper: every item of every ticket is what the database says, in the envelope of its institution, on a page that
# names nobody else; what cannot be printed is held; the register has them all.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
. tests/harness/tickets.sh

tickets_run || exit 1
is "$RESUMED" 4 'the run is done, with a warning for the tickets held'
is "$(pg_query 'SELECT piece_no - 20000000, office_id, route, institution_code, postal_code, form, first_no, tickets FROM result.ticket_piece ORDER BY 1')" \
'1|13101|1|1311000037||1|1|2
2|13101|1|1311000011|1000013|1|3|5
3|13102|1|1311000011|1000013|2|8|11
4|13101|1|1344000013|1000013|1|19|1
5|13102|1|1344000013|1000013|2|20|1
6|13101|1|1333000017|1000014|1|21|2
7|13102|1|1333000017|1000014|2|23|11
8|13101|1|1333000025|1000014|1|34|2
9|13101|1|1370000011|1010021|1|36|3
10|13102|1|1370000011|1010021|2|39|1
11|13101|1|1311000029|1350064|1|40|1
12|13101|2|1311000011|1000013|1|41|2
13|13101|2|1333000025|1000014|1|43|1
14|13102|2|1311000011|1000013|2|44|1' 'an envelope per office, route and institution: contractor before in-house, by postal code'
is "$(pg_query "SELECT e.piece_no - 20000000, to_char(e.month_on, 'YYYY-MM'), e.issue_no, e.revision, c.route FROM result.ticket_enclosure e
	JOIN result.claim_ticket c USING (office_id, month_on, issue_no, revision) WHERE e.cancelled ORDER BY e.enclosure_no")" '1|2027-04|19|1|1
6|2027-04|15|1|1
7|2027-04|25|1|1
8|2027-03|5|2|1
8|2027-04|16|1|1
12|2027-04|17|1|1
13|2027-04|18|1|1' 'what the run took back is told to its institution, also alone; of whom 支援措置 shields by now in-house; replaced ones are not'
is "$(pg_query 'SELECT name, n_read, n_written, n_held, yen FROM run.task WHERE n_read > 0 ORDER BY name')" 'ticket_form|44|40|4|15845
ticket_pieces|45|44|1|15845
ticket_register|48|48|0|15845' 'read = written + held, and the amounts agree: nothing is paid on what is void'
is "$(pg_query "SELECT name, key, hold, reason FROM run.hold_hit JOIN run.task USING (run_id, task_no) ORDER BY name, key")" \
'ticket_form|1|address|4月分第19号の取消し：送付先の住所がありません
ticket_form|2|address|4月分第10号：送付先の住所がありません
ticket_form|5|glyph|4月分第5号：書体にない文字 U+1F600 があります
ticket_form|7|overflow|4月分第12号：氏名が券の欄に収まりません
ticket_pieces|1310100000001|cancelled|他の処理が差替え又は取消しをした' 'held: no address, a missing glyph, a text that does not fit, one taken back meanwhile'
is "$(pg_query "SELECT name, pages, pieces FROM run.artifact WHERE name LIKE 'ticket/%' ORDER BY name")" 'ticket/contractor-0001.pdf|7|2
ticket/contractor-0002.pdf|9|4
ticket/contractor-0003.pdf|9|4
ticket/inhouse-0001.pdf|3|2
ticket/inhouse-0002.pdf|2|1' 'bundles of whole envelopes, never of both routes, in-house for each office'

# Every item of every page, as an independent reader sees it.
pg_query "SELECT json_agg(x) FROM (
	SELECT c.*, e.enclosure_no, e.piece_no, e.cancelled, p.institution_name AS piece_name, p.address AS piece_address, p.handler, o.name, o.birth_on,
		o.address, w.name AS caseworker, b.issued_on AS before_on, b.combined AS before_combined
	FROM result.ticket_enclosure e
	JOIN result.ticket_piece p USING (run_id, piece_no)
	JOIN result.claim_ticket c ON (c.office_id, c.month_on, c.issue_no, c.revision) = (e.office_id, e.month_on, e.issue_no, e.revision)
	JOIN public.patient o ON o.office * 100000000::bigint + o.no = c.household_id
	JOIN fact.caseworker w ON w.office_id = c.office_id AND w.caseworker_no = c.caseworker_no
	LEFT JOIN result.claim_ticket b ON (b.office_id, b.month_on, b.issue_no, b.revision) = (c.office_id, c.month_on, c.issue_no, c.revision - 1)
	WHERE e.enclosure_no NOT IN (SELECT key FROM run.hold_hit JOIN run.task USING (run_id, task_no) WHERE name = 'ticket_form')
	ORDER BY e.enclosure_no) x" >"$WORK/tickets.json"
pg_query "SELECT json_agg(x) FROM (SELECT office * 100000000::bigint + no AS household_id, name, coalesce(address, '-') AS address, protected FROM public.patient) x" >"$WORK/names.json"
for file in "$TICKETS"/ticket/*.pdf; do
	ok "$(basename "$file") is sound" qpdf --check "$file"
	pdftoppm -gray -r 150 "$file" "$TICKETS/ticket/$(basename "$file" .pdf)"
	pdftoppm -gray -r 300 -x 2050 -y 80 -W 300 -H 280 "$file" "$TICKETS/ticket/code-$(basename "$file" .pdf)"
done
# What differs would be noticed: of each of these the reader has more to say.
while read -r name wrong; do
	sed "$wrong" "$WORK/tickets.json" >"$WORK/$name"
done <<'END'
another-amount s/"own_payment_yen":12345/"own_payment_yen":12346/
another-name s/"name":"田中/"name":"田仲/
another-title s/"type":2/"type":1/
another-before s/"before_combined":false/"before_combined":true/
another-address s/"address":"東京都千代田区三番町6番地"/"address":"東京都千代田区三番町7番地"/
another-day s/"certified_to":"2028-10-01"/"certified_to":"2028-10-02"/
another-envelope s/"piece_no":20000004/"piece_no":20000006/
another-void s/"cancelled":true/"cancelled":false/
another-void-number s/"month_on":"2027-04-01","issue_no":15,\("revision":1,"recipient_no":"[0-9]*","run_id":2\)/"month_on":"2027-04-01","issue_no":35,\1/
another-void-revision s/"issue_no":5,"revision":2/"issue_no":5,"revision":3/
another-void-month s/"month_on":"2027-03-01","issue_no":5/"month_on":"2027-02-01","issue_no":5/
END
# One that was left out of its cover would be.
/usr/bin/python3 -c 'import json, sys; x = json.load(sys.stdin); json.dump(x + [dict(next(t for t in x if t["cancelled"]), issue_no=99)], sys.stdout)' \
	<"$WORK/tickets.json" >"$WORK/another-void-more"
/usr/bin/python3 tests/golden/read_tickets.py "$WORK/names.json" "$TICKETS/ticket" "$WORK/tickets.json" "$WORK"/another-* >"$WORK/read.txt"
is "$(grep ^tickets.json "$WORK/read.txt")" 'tickets.json: 30 pages, 34 tickets, 6 void, 13 envelopes' \
	'every item of every ticket is on one page of its envelope, with nobody else; what is void on the cover; 2D codes, titles and cover sheets are right'
for wrong in amount name title before address day envelope void void-number void-revision void-month void-more; do
	ok "another $wrong would be noticed" test "$(grep -c "^another-$wrong" "$WORK/read.txt")" -gt 1
done
rm "$TICKETS"/ticket/*.pgm

# The register: every number with its revisions, what became of them, sums that agree; nobody who is protected.
register() { pdftotext -raw "$TICKETS/ticket-register/register-2027-04-$1.pdf" - | perl -CSD -0pe 's/[ \t\n\x{3000}]//g'; }
one=$(register 13101) two=$(register 13102)
like "$(pdfinfo "$TICKETS/ticket-register/register-2027-04-13102.pdf")" 'Page size: +841.89 x 595.2[78]. pts .A4' 'it is on A4 turned'
for no in 1 2 3 4 5 6 7 8 9 10 12 13 14 15 16 17 18 19; do
	like "$one" "第${no}号" "number $no is in the register"
done
like "$one" '第7号医療券・入院外令和9年3月20日00000757-1渡辺七子令和9年4月1日から令和9年4月30日まで1311000011みなと総合病院単独0円令和9年3月25日差替え：医療保険・他法の適用の変更第7号（第2版）医療券・入院外令和9年3月25日00000757-1渡辺七子令和9年4月1日から令和9年4月30日まで1311000011みなと総合病院併用0円差替えによる交付：医療保険・他法の適用の変更第8号' \
	'a replaced ticket and what replaced it stand one after the other, with days and causes'
like "$one" '第14号医療券・歯科.*令和9年3月26日取消し：治療・利用の登録が終了' 'one taken back has its day and cause'
like "$one" '合計交付18差替え交付1計19（有効12差替え済1取消し6）有効な券の本人支払額15,345円第1号から第19号まで、欠番1（第11号）。' 'sums and the gap are told'
like "$two" '1／2頁.*2／2頁' 'pages are numbered'
like "$two" '合計交付25差替え交付1計26（有効24差替え済1取消し1）有効な券の本人支払額500円第1号から第25号まで、欠番なし。' 'the sums of several pages are told on the last'
like "$one" '第3号医療券・入院令和9年3月25日00000343-1令和9年4月1日' 'of whom 支援措置 shields there is the case number'
ok '… and no name' bash -c '! grep -qE "高橋|三郎" <<<"$1"' _ "$one"
like "$one" '葛.?西四郎' 'rare characters are in the register'
like "$one" '5-1※令和' 'what no font has is marked, not left out'

# Again from the same database: the same bytes.
cp -r "$TICKETS" "$WORK/first"
rerun() { pg_as getsuji_run "$GETSUJI" rerun 1 --mode "$1" --yes --reason 'once more' --artifacts "$WORK/artifacts"; }
code 4 'tickets are printed anew' rerun task=ticket_form
code 4 'and the register is' rerun task=ticket_register
ok '… to the same bytes' diff -r -x manifest.csv "$WORK/first" "$TICKETS"
envelopes() { pg_query 'SELECT md5(string_agg(p::text || e::text, chr(10) ORDER BY enclosure_no)) FROM result.ticket_piece p JOIN result.ticket_enclosure e USING (run_id, piece_no)'; }
before=$(envelopes)
code 4 'envelopes are filled anew, too' rerun task=ticket_pieces,downstream
is "$(envelopes)" "$before" '… to the same rows'
ok '… and bytes' diff -r -x manifest.csv "$WORK/first" "$TICKETS"

# A ticket that another run took back since is not printed any more.
psql -Xq -v ON_ERROR_STOP=1 -c "UPDATE result.claim_ticket SET cancelled_at = '2027-04-02', cancel_run_id = 2, cancel_cause = 6, cancel_hold = 2,
	cancel_reason = '保護停止中' WHERE office_id = 13102 AND issue_no = 5"
code 4 'after a ticket was taken back they are printed anew' rerun task=ticket_form
is "$(pg_query "SELECT hold FROM run.hold_hit JOIN run.task USING (run_id, task_no) WHERE name = 'ticket_form' AND reason LIKE '4月分第5号：他の処理%'")" cancelled 'it is held'
ok '… and on no page' bash -c '! grep -q "$1" <<<"$2"' _ 連名一江 "$(for f in "$TICKETS"/ticket/*.pdf; do pdftotext -raw "$f" -; done | perl -CSD -0pe 's/[ \t\n\x{3000}]//g')"

# 支援措置 that is recorded after the tickets were issued: none of the person's leaves by the contractor any more.
text_of() { for f in "$TICKETS"/ticket/$1-*.pdf; do pdftotext -raw "$f" -; done | perl -CSD -0pe 's/[ \t\n\x{3000}]//g'; }
SHIELDED=$(pg_query "SELECT household_id FROM result.claim_ticket WHERE office_id = 13102 AND issue_no = 6 AND revision = 1")
name=$(pg_query "SELECT translate(name, ' 　', '') FROM public.patient WHERE office * 100000000::bigint + no = $SHIELDED")
like "$(text_of contractor)" "$name" 'a person who is not under 支援措置 is in a file of the contractor'
psql -Xq -v ON_ERROR_STOP=1 -c "WITH gone AS (UPDATE fact.household SET superseded_at = 'infinity' WHERE household_id IN ($SHIELDED, 1310100000008) AND superseded_at = 'infinity' RETURNING *)
	INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent, protected_address, valid_from)
	SELECT household_id, municipality, caseworker_no, household_type, payment_method, single_parent, true, valid_from FROM gone"
code 4 'once he is, tickets are printed anew' rerun task=ticket_form
is "$(pg_query "SELECT hold FROM run.hold_hit JOIN run.task USING (run_id, task_no) WHERE name = 'ticket_form' AND reason LIKE '4月分第6号：%'")" route 'his is held'
is "$(pg_query "SELECT hold FROM run.hold_hit JOIN run.task USING (run_id, task_no) WHERE name = 'ticket_form' AND reason LIKE '4月分第15号の取消し：%'")" route 'and so is the word of a ticket taken back'
ok '… and on no page of the contractor' bash -c '! grep -q "$1" <<<"$2"' _ "$name" "$(text_of contractor)"
code 4 'and when the envelopes are filled anew' rerun task=ticket_pieces,downstream
ok '… neither' bash -c '! grep -q "$1" <<<"$2"' _ "$name" "$(text_of contractor)"
like "$(text_of inhouse)" "$name" '… but in-house'
like "$(text_of inhouse)" '医療券等取消通知.*さくら歯科御中.*令和9年4月分医療券第15号' '… and so is the word of the ticket taken back'
ok '… alone' bash -c '! grep -q 医療券第15号 <<<"$1"' _ "$(text_of contractor)"

# A ticket in the envelope of another institution stops the task before a page of it is published.
psql -Xq -v ON_ERROR_STOP=1 -c 'UPDATE result.ticket_enclosure SET piece_no = 20000004 WHERE enclosure_no = 3'
code 32 'a ticket in another envelope is an internal error' rerun task=ticket_form
like "$TAP_ERR" 'GJ1765.*20000004' '… which says so'
is "$(pg_query "SELECT count(*) FROM run.artifact a JOIN run.chunk c USING (run_id, task_no, chunk_no) WHERE a.name LIKE 'ticket/%' AND c.lo <= 3")" 0 '… and nothing of the bundle is published'
done_testing
