#!/bin/bash
# The workbooks of tickets, before the gate and after issuing, read back with openpyxl and with LibreOffice: every list, sum
# and statistic is what the database says, in a run that issues and in one that replaces, takes back, holds and refuses.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 300 --protected 4
OF=$OFFICE-2027-01

sheet() { # FILE SHEET COLUMN…: the rows under the header, the columns joined by |, totals last
	/usr/bin/python3 - "$@" <<'PYTHON'
import datetime
import sys
import openpyxl
s = openpyxl.load_workbook(sys.argv[1])[sys.argv[2]]
def text(v):
    return "" if v is None else v.strftime("%Y-%m-%d") if isinstance(v, datetime.datetime) else str(v)
for r in s.iter_rows(min_row=4, values_only=True):
    if r[0] != "該当なし":
        print("|".join(text(r[int(c) - 1]) for c in sys.argv[3:]))
PYTHON
}
find() { # FILE TEXT: what stands beside a text of the first sheet
	/usr/bin/python3 -c 'import openpyxl, sys
for r in openpyxl.load_workbook(sys.argv[1]).worksheets[0].iter_rows(values_only=True):
    if r[0] == sys.argv[2]: print("|".join(str(v) for v in r[1:] if v is not None))' "$@"
}
SERVICES="(VALUES (1, '入院'), (2, '入院外'), (3, '歯科'), (4, '調剤'), (5, '訪問看護'), (11, '居宅サービス'), (12, '施設サービス'),
	(13, '介護予防サービス'), (14, '地域密着型サービス'), (15, '居宅介護支援')) s (service, term)"
NAMED="EXISTS (SELECT FROM fact.inhouse(now(), '2027-01-01') i WHERE (i.household_id, i.person_no) = (t.household_id, t.person_no))"

# The terms of the contract: X(HOLD_…, number, "word", "term", …)
pg_query 'CREATE TABLE public.hold_term (number smallint, term text)'
sed -nE 's/^\s*X\(HOLD_[A-Z_]+,\s*([0-9]+),\s*"[a-z_]+",\s*"([^"]+)".*/\1,\2/p' include/getsuji/ticket.h |
	psql -Xqc '\copy public.hold_term FROM STDIN CSV'

# ---- a month that issues
ok 'the month is decided and issued' decide_month 2027-01
RUN=$(run_of monthly 2027-01) BOOKS=$(files_of monthly 2027-01)
ok 'both workbooks are there' test -s "$BOOKS/ticket_check-$OF.xlsx" -a -s "$BOOKS/ticket_list-$OF.xlsx"
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 交付一覧 2 3 8 10 11 12 13 16 17 | sort)" "$(pg_query "SELECT household_id % 100000000, person_no,
		CASE WHEN $NAMED THEN '（表示しない）' ELSE institution_code END, from_on, until_on,
		CASE WHEN combined THEN '併用' ELSE '単独' END, own_payment_yen, issue_no, recipient_no
	FROM result.claim_ticket t WHERE run_id = $RUN" | sort)" '交付一覧 has every ticket with its numbers, and of protected persons neither institution'
PROTECTED=$(sheet "$BOOKS/ticket_list-$OF.xlsx" 交付一覧 4 | grep -c '^（表示しない）$')
is "$PROTECTED" "$(pg_query "SELECT count(*) FROM result.claim_ticket t WHERE run_id = $RUN AND $NAMED")" '… nor name'
ok '… and there are some' test "$PROTECTED" -gt 0
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 交付一覧 4 | grep -vE '^(.＊|（表示しない）)$')" '' '… names are cut to their first character'
is "$(sheet "$BOOKS/ticket_check-$OF.xlsx" 交付予定 2 3 8 10 11 12 13)" "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 交付一覧 2 3 8 10 11 12 13)" \
	'what was announced before the gate is what was issued'
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 機関別統計 2 4 5 6 7 8 9 | sed '$d')" "$(pg_query "SELECT institution_code, term, count(*),
		count(DISTINCT (household_id, person_no)), count(*) FILTER (WHERE NOT combined), count(*) FILTER (WHERE combined),
		sum(own_payment_yen)
	FROM result.claim_ticket JOIN $SERVICES USING (service) GROUP BY institution_code, service, term
	ORDER BY institution_code COLLATE \"C\", service")" '機関別統計: tickets, persons, 単独, 併用 and own payments of each institution'
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 機関別統計 5 | tail -1)" "$(pg_query 'SELECT count(*) FROM result.claim_ticket')" '… they add up to all tickets'
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 本人支払額 1 4 5 6)" "$(pg_query "SELECT (household_id % 100000000)::text, decided_yen, printed_yen, charged_yen
		FROM (TABLE result.claim_own_payment ORDER BY household_id, kind) o
	UNION ALL SELECT '合計', sum(decided_yen), sum(printed_yen), sum(charged_yen) FROM result.claim_own_payment")" \
	'本人支払額: printed and charged of each household'
is "$(find "$BOOKS/ticket_list-$OF.xlsx" 本人支払額の検算)" "$(pg_query "SELECT format('券に記載 %s 円 ＋ 福祉事務所で徴収 %s 円 ＝ 決定 %s 円',
		to_char(sum(t.yen), 'FM999,999,990'), to_char(sum(d.yen - coalesce(t.yen, 0)), 'FM999,999,990'), to_char(sum(d.yen), 'FM999,999,990'))
	FROM (SELECT household_id, own_payment_care + own_payment_medical + own_payment_facility AS yen FROM result.decision
		JOIN result.claim_decision USING (run_id, household_id) WHERE run_id = $RUN) d
	LEFT JOIN (SELECT household_id, sum(own_payment_yen) AS yen FROM result.claim_ticket GROUP BY 1) t USING (household_id)")" \
	'… the check line is that of the decisions and the tickets'
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 番号の確認 2 3 4 5 9)" "$(pg_query "SELECT 1, count(*), count(*), 0, count(*) FROM result.claim_ticket")" \
	'番号の確認: from 1 without a gap'
for book in ticket_check ticket_list; do
	is "$(sheet "$BOOKS/$book-$OF.xlsx" 保留 2 3 10)" "$(pg_query "SELECT household_id % 100000000, person_no,
			CASE WHEN $NAMED THEN h.term ELSE t.reason END
		FROM result.ticket t JOIN public.hold_term h ON h.number = t.hold WHERE run_id = $RUN AND action = 9
		ORDER BY CASE WHEN hold IN (5, 15) THEN 1 WHEN hold IN (11, 12) THEN 2 WHEN hold IN (10, 14) THEN 3 WHEN hold BETWEEN 6 AND 9 THEN 4
			WHEN hold = 16 THEN 5 WHEN hold = 4 THEN 6 WHEN hold = 13 THEN 7 ELSE 8 END, caseworker_no, household_id, line_no")" \
		"$book: 保留 has every ticket that is held, with why, what is to be done first at the top"
	ok '… and what to do about each' bash -c '! grep -qx "" <<<"$1"' _ "$(sheet "$BOOKS/$book-$OF.xlsx" 保留 11)"
	is "$(sheet "$BOOKS/$book-$OF.xlsx" 交付予定 2 3 15 2>/dev/null; [ $book = ticket_check ] || sheet "$BOOKS/$book-$OF.xlsx" 交付一覧 2 3 15)" \
		"$(pg_query "SELECT household_id % 100000000, person_no, concat_ws('、', CASE WHEN t.elderly THEN '後期高齢者医療の資格' END,
			CASE WHEN type < 3 AND EXISTS (SELECT FROM fact.coverage c WHERE c.household_id = t.household_id AND c.person_no = t.person_no
				AND c.kind = 6 AND c.valid_from <= t.until_on AND c.valid_to > t.from_on) THEN '国民健康保険の資格喪失届' END)
		FROM result.ticket t WHERE run_id = $RUN AND action = 1 ORDER BY household_id, line_no")" "$book: what the office has to check"
done
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 印刷できなかった券 2 10 11 | sort)" "$(pg_query "SELECT household_id % 100000000, issue_no, revision
	FROM result.claim_ticket JOIN result.ticket_enclosure USING (run_id, office_id, month_on, issue_no, revision)
	JOIN run.hold_hit h USING (run_id) JOIN run.task k USING (run_id, task_no)
	WHERE run_id = $RUN AND k.name = 'ticket_form' AND h.key = enclosure_no" | sort)" '印刷できなかった券: what is held on paper'

# ---- later in the month: replaced, taken back, held, refused
pick() { # N: a treatment whose ticket is out, of a household with one ticket, without own payment
	pg_query "SELECT t.household_id FROM result.claim_ticket t JOIN fact.current_treatment f USING (household_id, person_no, institution_code, service)
		WHERE t.cancelled_at = 'infinity' AND t.own_payment_yen = 0 AND NOT $NAMED AND NOT t.combined AND t.type = 1
			AND (SELECT count(*) FROM result.claim_ticket x WHERE x.household_id = t.household_id) = 1
		GROUP BY 1 HAVING count(*) = 1 ORDER BY 1 LIMIT 1 OFFSET $1 - 1"
}
ENDED=$(pick 1) INSURED=$(pick 2) REFUSED=$(pick 3) HELD=$(pick 4)
insure() { # HOUSEHOLD
	pg_query "INSERT INTO fact.coverage (household_id, person_no, kind, item_no, insurer_no, scheme_no, valid_from)
		SELECT household_id, person_no, 1, 9, '01130012', '', '2026-12-01' FROM result.claim_ticket WHERE household_id = $1"
}
pg_query "WITH gone AS (UPDATE fact.treatment SET superseded_at = 'infinity' WHERE household_id = $ENDED AND superseded_at = 'infinity' RETURNING *)
	INSERT INTO fact.treatment (household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2,
		injury_3, first_visit_on, remarks, valid_from, valid_to)
	SELECT household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2, injury_3,
		first_visit_on, remarks, valid_from, '2027-01-01' FROM gone WHERE valid_from < '2027-01-01'"
for household in $INSURED $REFUSED $HELD; do
	insure "$household"
done
is "$(find "$BOOKS/ticket_check-$OF.xlsx" 地区担当員)" '' 'who has a caseworker in force is not spoken of'
psql -Xqc "SET session_replication_role = replica" -c "UPDATE fact.caseworker SET valid_to = '2027-01-31'" # all have left
ok 'a later run comes to its gate' survey vouchers 2027-01
RUN=$(run_of vouchers 2027-01) BOOKS=$(files_of vouchers 2027-01)
is "$(find "$BOOKS/ticket_check-$OF.xlsx" 地区担当員)" "月末に在任する担当員がない券 $(pg_query "SELECT count(*) FROM result.ticket
	WHERE run_id = $RUN AND action IN (1, 2)") 枚。券には取扱担当者名を記載する。承認の前に、世帯の担当員番号または担当員を登録する。" \
	'tickets without a caseworker in force on the last day are counted'
is "$(sheet "$BOOKS/ticket_check-$OF.xlsx" 担当員別 1 | sed '$d' | cut -d' ' -f2- | sort -u)" "$(pg_query 'SELECT handler FROM fact.ticket_office')" \
	'… and the lists name who signs in their place, as the tickets do'
is "$(sheet "$BOOKS/ticket_check-$OF.xlsx" '差替え・取消し予定' 2 12 15 16)" "$(pg_query "SELECT household_id % 100000000,
		CASE action WHEN 2 THEN '差替え' ELSE '取消し' END, '単独', CASE action WHEN 2 THEN '併用' ELSE '' END
	FROM result.ticket WHERE run_id = $RUN AND action IN (2, 3) ORDER BY household_id, line_no")" \
	'what is to be replaced and taken back is announced: 単独 to 併用'
is "$(pg_query "SELECT string_agg(action::text, '' ORDER BY action) FROM result.ticket
	WHERE run_id = $RUN AND household_id IN ($ENDED, $INSURED, $REFUSED, $HELD)")" 2223 '… three replaced, one taken back'
pg_query "INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES ($HELD, 'stop', '調査中', '2020-01-01')"
insure "$REFUSED" 2>/dev/null || pg_query "INSERT INTO fact.coverage (household_id, person_no, kind, item_no, insurer_no, scheme_no, valid_from)
	SELECT household_id, person_no, 4, 1, '', '', '2026-12-01' FROM result.claim_ticket WHERE household_id = $REFUSED"
# What no font has is found out when tickets are printed: the ticket is in force, and on no paper.
psql -Xqc "SET session_replication_role = replica" -c "UPDATE fact.person SET name = '証' || U&'\+030EDE' WHERE household_id = $INSURED"
ok 'it is approved and issues' pass vouchers 2027-01
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 印刷できなかった券 2 5 8 10 11 12)" "$(pg_query "SELECT household_id % 100000000, '令和9年1月', institution_code,
	issue_no, revision, '書体にない文字 U+30EDE があります' FROM result.claim_ticket WHERE household_id = $INSURED AND revision = 2")" \
	'印刷できなかった券: case, month, institution, number with revision, why'
like "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 印刷できなかった券 13)" '手書きの券' '… and what to do'
like "$(pg_as getsuji_run "$GETSUJI" explain "$RUN" "$OFFICE-$((INSURED % 100000000))")" \
	'（第2版）として交付したが、印刷できなかった。.*書体にない文字 U\+30EDE' '… explain says it too'
is "$(find "$BOOKS/ticket_list-$OF.xlsx" 印刷できなかった券)" '1 件：理由と対応は同じ名のシートを参照' '… counted on the first sheet'
NUMBER=$(pg_query "SELECT issue_no FROM result.claim_ticket WHERE household_id = $INSURED AND revision = 2")
like "$(pg_as getsuji_run "$GETSUJI" why "$RUN" ticket_form)" "^ +[0-9]+  1月分第${NUMBER}号（第2版）：書体にない文字 U\+30EDE" '… and why tells it'
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" '差替え・取消し' 2 10 11 12 15 16)" "$(pg_query "SELECT household_id % 100000000, issue_no, revision, '差替え', '単独', '併用'
		FROM result.claim_ticket WHERE run_id = $RUN AND cause > 0
	UNION ALL SELECT household_id % 100000000, issue_no, revision, '取消し', '単独', '' FROM result.claim_ticket
	WHERE cancel_run_id = $RUN AND cancel_cause = 6 ORDER BY 1")" 'differences: numbers, revisions, before and after'
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 交付しなかったもの 2 10 11)" "$(pg_query "SELECT household_id % 100000000, '差替え',
		CASE household_id WHEN $HELD THEN '保留の指示' ELSE '基準日時の後に登録が変更された' END
	FROM result.claim_ticket WHERE household_id IN ($HELD, $REFUSED) ORDER BY 1")" 'what was not done after all, and why'
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 番号の確認 3 4 5 9 10 11)" "$(pg_query "SELECT max(issue_no), max(issue_no), 0,
	count(*) FILTER (WHERE cancelled_at = 'infinity'), 1, 1 FROM result.claim_ticket")" 'numbers: still no gap; one replaced, one taken back'
is "$(sheet "$BOOKS/ticket_list-$OF.xlsx" 担当員別 1 2 3 4 5 6 | tail -1)" "$(pg_query "SELECT '合計', count(*) FILTER (WHERE action = 1),
	count(*) FILTER (WHERE action = 2), count(*) FILTER (WHERE action = 3), count(*) FILTER (WHERE action = 4), count(*) FILTER (WHERE action = 9)
	FROM result.ticket WHERE run_id = $RUN")" '担当員別 adds up to what was approved'
cp "$BOOKS/ticket_list-$OF.xlsx" "$WORK/before.xlsx"
insure "$REFUSED" 2>/dev/null
ok 'another run issues what was refused' issue 2027-01 --edition 2
rm "$BOOKS/ticket_list-$OF.xlsx"
ok 'the list of the run before is made again' gs rerun "$RUN" --mode task=ticket_list --yes --reason test --artifacts "$WORK/files"
ok '… with the same bytes, whatever was issued since' cmp "$WORK/before.xlsx" "$BOOKS/ticket_list-$OF.xlsx"

if command -v soffice >/dev/null; then
	HOME=$WORK soffice --headless --convert-to csv:"Text - txt - csv (StarCalc)":44,34,76,1,,0,false,true,false,false,false,4 \
		--outdir "$WORK" "$BOOKS/ticket_list-$OF.xlsx" >/dev/null 2>&1
	like "$(cat "$WORK"/ticket_list-*.csv)" '差替え,.*,単独,併用' 'LibreOffice reads the same'
fi
done_testing
