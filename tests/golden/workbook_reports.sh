#!/bin/bash
# 変更一覧, 支給一覧 and 処理結果 of one run, read back with openpyxl and compared with the database.
. tests/harness/tap.sh
. tests/harness/pg.sh

render=$BUILD/tests/unit/test_workbook_reports
work=$(mktemp -d)
pg_start
pg_migrate
psql -Xq -f tests/golden/workbook_reports.sql >/dev/null || exit 1
export PGUSER=getsuji_run # the reports must do with the runner's rights
mkdir "$work/a" "$work/b"

look() { # FILE EXPRESSION over the workbook w; rows(SHEET, COLUMN…) gives the rows under the header
	/usr/bin/python3 - "$work/a/$1" "$2" <<'PYTHON'
import sys
import openpyxl
w = openpyxl.load_workbook(sys.argv[1])
def rows(sheet, *columns):
    return [tuple(r[c - 1].value for c in columns) for r in w[sheet].iter_rows(min_row=4)]
def find(sheet, text):
    return [[c.value for c in r[1:] if c.value is not None] for r in w[sheet].iter_rows() if r[0].value == text]
def cached(chart): # the values that a chart carries with it
    return [int(p.v) for p in chart.series[0].val.numRef.numCache.pt]
print(eval(sys.argv[2]))
PYTHON
}

impact=impact-13101-2027-01.xlsx payment=payment_list-13101-2027-01.xlsx summary=summary-13101-2027-01.xlsx
after=$(pg_query 'SELECT sum(after_total) FROM result.change')
paid=$(pg_query 'SELECT sum(d.payable_total) FROM result.decision d JOIN result.claim_decision USING (run_id, household_id)')

ok 'the three reports are rendered' "$render" "$work/a"
is "$TAP_OUT" "impact 198 99 99 $after
payment_list 197 197 0 $paid
summary 1 1 0 0" 'their counts and yen are those of the database'
is "$(ls -A "$work/a")" "$impact
$payment
$summary" 'nothing else is left in the folder'

is "$(look $impact 'w.sheetnames')" "['概要', '変更一覧', '増減の大きい世帯', '計算不能', '収入申告未提出', '全世帯', '担当 02 鈴木_花子']" \
	'変更一覧 has its sheets, one per caseworker with changes, with names that Excel allows'
is "$(look $impact "find('概要', '合計')")" "[[198, 99, $((after + 99000)), $after, -99000]]" 'the totals are those of the database'
is "$(look $impact "find('概要', '支給額の合計')")" "[[$((after + 99000)), $after, -99000]]" 'the aid types add up to them'
is "$(look $impact "len(rows('全世帯', 1)), sum(r[0] for r in rows('全世帯', 16))")" "(198, $after)" 'every household is listed'
is "$(look $impact "len(rows('変更一覧', 1)), sum(r[0] for r in rows('変更一覧', 12))")" '(99, -99000)' 'the changed ones are listed'
is "$(look $impact "len(rows('担当 02 鈴木_花子', 1))")" 99 'they stand on their caseworker'\''s sheet'
is "$(look $impact "rows('計算不能', 1, 4, 5)")" "[(101, 'R2.6', '期末一時扶助の表がない'), (102, 'R5.1', '住宅扶助の限度額がない')]" \
	'households that could not be computed are listed with rule and reason'
is "$(look $impact "[(a, b, c.year, c.month) for a, b, c in rows('収入申告未提出', 1, 5, 6)]")" "[(40, '就労収入', 2026, 11)]" \
	'an income carried on is listed with the last month declared'
is "$(look $impact "rows('増減の大きい世帯', 1)[0], len(rows('増減の大きい世帯', 1))")" "((1,), 50)" 'the fifty largest are listed'
is "$(look $impact "rows('変更一覧', 2)[3], [r for r in w['変更一覧'].iter_rows(min_row=7, max_row=7)][0][1].data_type")" \
	"(('=HYPERLINK(\"http://x\")',), 's')" 'a name like a formula is text'
is "$(look $impact "rows('変更一覧', 2)[5]")" "('世帯 11',)" 'a name recorded after the cut is not seen'
is "$(look $impact "sum(c.data_type == 'f' for s in w for r in s.iter_rows() for c in r)")" 0 'there is no formula'

is "$(look $payment "find('支給一覧', '合計')[0][6]")" "$paid" '支給一覧: the total row is what the database pays'
is "$(look $payment "sum(r[0] for r in rows('支給一覧', 11)[:-1]), len(rows('支給一覧', 1)) - 1")" "($paid, 197)" 'the rows add up to it'
is "$(look $payment "w['支給一覧'].auto_filter.ref")" 'A3:N200' 'the total row stays out of the filter'
is "$(look $payment "(5,) in rows('支給一覧', 1), rows('除外世帯', 1, 3)")" "(False, [(5, '決裁後に死亡の届出があったため')])" \
	'an excluded household is not paid, but named with its reason'
is "$(look $payment "[r for r in rows('支給一覧', 1, 12, 13) if r[1]][:-1]")" "[(10, 40000, 87910), (30, 40000, 87930)]" \
	'rent goes to the landlord where the aid covers it'
is "$(look $payment "find('集計', '支給額')[0][2]")" "$paid" '集計 has the same total'
is "$(look $payment "find('集計', '生業扶助')")" '[[0, 106000, 106000]]' '生業扶助 includes 高等学校等就学費, by payment method'

is "$(look $summary "find('処理結果', '支給額の合計')")" "[[197, $paid]]" '処理結果 has the same total'
is "$(look $summary "find('工程と件数', '保護費の再計算')")" "[[200, 198, 0, 0, 2, 0, 0], ['R2.6', 1], ['R5.1', 1]]" 'tasks with counts, quarantine by rule'
is "$(look $summary "rows('成果物', 1, 2, 3, 4)")" "[('notice-0001.pdf', 198, 99, 12345)]" 'files are listed'
is "$(look $summary "find('処理結果', '生活扶助')[0][1] == sum(cached(w['処理結果']._charts[0])[:1]), cached(w['処理結果']._charts[0])[1]")" \
	"(True, $((197 * 50000)))" \
	'the chart carries its values, so that any viewer shows it'

TZ=America/New_York ok 'they are rendered again elsewhere' "$render" "$work/b"
ok 'with the same bytes' diff -r "$work/a" "$work/b"
psql -XqU postgres -c "UPDATE result.decision SET payable_total = payable_total + 1 WHERE household_id = 1310100000050"
code 12 'a household whose aid types do not add up stops the list' "$render" "$work/b"
rm -rf "$work"
done_testing
