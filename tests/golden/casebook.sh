#!/bin/bash
# The workbooks of a survey: one per caseworker, for the supervisor, for auditors; read back with openpyxl,
# saved as CSV, compared with the database.
. tests/harness/tap.sh
. tests/harness/pg.sh

render=$BUILD/tests/unit/test_survey_reports # RUN REPORT FOLDER [KEY]
work=$(mktemp -d)
mkdir -p "$work"/{a,b,c}/{1,2}/casebooks
pg_start
pg_migrate
pg_clone many getsuji
psql -Xq -v many=6000 -v workers=1 -f tests/golden/casebook.sql >/dev/null || exit 1
pg_clone few getsuji
psql -Xq -v many=0 -v workers=1 -f tests/golden/casebook.sql >/dev/null || exit 1
export PGUSER=getsuji_run # the reports must do with the runner's rights

cat >"$work/look.py" <<'PYTHON'
import csv, datetime, re, sys
import openpyxl
book = openpyxl.load_workbook
def rows(w, sheet, *columns): # under the header, with all columns or those named, counted from 1
    s = w[sheet]
    first = 2 if sheet == '一覧' else 4
    return [tuple(r[c - 1].value for c in columns or range(1, len(r) + 1)) for r in s.iter_rows(min_row=first)]
def find(w, sheet, text): # what stands beside a text
    return [[c.value for c in r[1:] if c.value is not None] for r in w[sheet].iter_rows() if r[0].value == text]
def every(w): # all texts of a workbook
    return [str(c.value) for s in w for r in s.iter_rows() for c in r if c.value is not None]
def cached(chart): # the values that a chart carries with it
    return [[int(p.v) for p in s.val.numRef.numCache.pt] for s in chart.series]
def era(d):
    for name, first in ('令和', datetime.date(2019, 5, 1)), ('平成', datetime.date(1989, 1, 8)), ('昭和', datetime.date(1926, 12, 25)):
        if d.date() >= first:
            return '%s%d年%d月%d日' % (name, d.year - first.year + 1, d.month, d.day)
def shown(c): # as a spreadsheet shows the formats of our columns
    v = c.value
    if v is None:
        return ''
    if isinstance(v, datetime.datetime):
        return era(v)
    if isinstance(v, int):
        if c.number_format == '0_ ':
            return '%d ' % v
        sign = '△' if v < 0 else '+' if v > 0 and c.number_format.startswith('+') else ''
        return '%s%s ' % (sign, format(abs(v), ','))
    return v
def as_csv(w): # 一覧 as saved by hand
    return [[shown(c) for c in r] for r in w['一覧'].iter_rows()]
def read_csv(name):
    return list(csv.reader(open(name, encoding='utf-8', newline='')))
work = sys.argv[1]
books = [[book(work + '/a/%d/%s.xlsx' % (run, n)) for n in ('casebooks/caseworker-00001', 'casebooks/caseworker-00002', 'summary', 'audit')]
    for run in (1, 2)]
for line in sys.stdin: # RUN EXPRESSION
    run, expression = line.split(' ', 1)
    one, two, summary, audit = books[int(run) - 1]
    print(eval(expression), flush=True)
PYTHON
look() { # RUN EXPRESSION over the workbooks one, two (of caseworkers), summary and audit
	local answer
	printf '%s %s\n' "$1" "$2" >&"${PYTHON[1]}"
	read -r answer <&"${PYTHON[0]}"
	printf '%s\n' "$answer"
}

for run in 1 2; do
	for report in casebook survey_summary survey_audit; do
		ok "$report of run $run is rendered" "$render" $run $report "$work/a/$run"
		[ $run-$report != 1-casebook ] || is "$TAP_OUT" \
			"casebook 2 files, 40 read 40 written 0 unchanged $(pg_query 'SELECT sum(recognised_yen) FROM result.finding WHERE run_id = 1') yen" \
			'… with the counts and yen of the database'
	done
done
coproc PYTHON { exec /usr/bin/python3 "$work/look.py" "$work"; }
is "$(cd "$work/a/1" && find . -type f | sort)" './audit.xlsx
./casebooks/caseworker-00001.xlsx
./casebooks/caseworker-00002.xlsx
./summary.xlsx' 'one workbook per caseworker, named by number; nothing else is left'

# ---- whose cases, in which order ----
is "$(look 1 'one.sheetnames')" "['一覧', '根拠', '月別', '給付金・診断書', '提案', '使い方']" 'pension: the list comes first, the evidence behind it'
is "$(look 2 'one.sheetnames')" "['一覧', '根拠', '月別', '使い方']" 'tax: without lists of pensions'
for run in 1 2; do
	is "$(look $run "[{c[0] % 2 for s in w.sheetnames[:-1] for c in rows(w, s, 3 if s == '一覧' else 1) if c[0] != '該当なし'} for w in (one, two)]")" '[{0}, {1}]' \
		"run $run: no sheet holds a case of another caseworker"
	is "$(look $run "sorted(c[0] for w in (one, two) for c in rows(w, '一覧', 3)) == list(range(1, 41))")" True '… and no case is missing'
done
is "$(look 1 "[r[0] for r in rows(one, '一覧', 2)][::5], [r[0] for r in rows(two, '一覧', 2)][::5]")" \
	"(['氏名・生年月日の相違', '遡及裁定', '未申告の受給', '一致'], ['支給停止・失権', '要確認', '変更（提案あり）', '回答なし'])" \
	'the work to be done first stands on top'
is "$(look 1 "[r[0] for r in rows(one, '一覧', 3)][:7]")" '[6, 14, 22, 30, 38, 4, 12]' '… and within a class the cases are in order'
is "$(look 1 "[c.value for c in one['一覧'][1]]")" \
	"$(sed -n 's/^\tX(CASEBOOK_[A-Z_]*, *"\([^"]*\)".*/\1/p' include/getsuji/matching.h | sed "s/.*/'&'/" | paste -sd, | sed "s/,/, /g; s/.*/[&]/")" \
	'the header of 一覧 is the contract'\''s, in row 1'
is "$(look 1 "[r[:3] + (r[4].year, r[4].month, r[4].day) + r[5:8] + (r[8].month, r[9].day, r[10]) + r[12:] for r in rows(two, '一覧') if r[2] == 9]")" \
	"[('1-13101-9-1', '変更（提案あり）', 9, 1950, 1, 10, 60009, 61009, 1000, 5, 15, 14, '提案の採否を決定', None, None, None)]" \
	'a row says what was found and what to do; what is done is left blank'
is "$(look 1 "[r[6:11] for r in rows(two, '一覧') if r[2] in (13, 21)]")" \
	"[(None, None, None, None, None), (None, None, datetime.datetime(2027, 5, 1, 0, 0), None, 63)]" \
	'who was not asked has neither day nor age; who has not answered has no amount'
is "$(look 1 "[(r[0], r[1]) for r in rows(one, '一覧', 4, 12)][10:11], one['一覧']['D12'].data_type")" \
	"([('=HYPERLINK(\"http://x\")', '=理由 2。年金の種類と金額の両方を本人に確認する必要がある。受給権発生日は令和6年4月1日。')], 's')" \
	'names and reasons like formulas are text'
is "$(look 1 "sum(c.data_type == 'f' for w in (one, two, summary, audit) for s in w for r in s.iter_rows() for c in r)")" 0 'there is no formula'
is "$(look 1 "[r[0] for r in rows(one, '一覧', 4, 3) if r[1] in (8, 10)]")" "['世帯 10', '世帯 8']" \
	'names are those of the cut, also of who has left since'

# ---- evidence ----
is "$(look 1 "[r for r in rows(two, '根拠') if r[0] == 25]")" \
	"[(25, '世帯 25', None, '変更（提案あり）', '変更（提案あり）', '1150', '老齢基礎・厚生年金', 720025, 732025, 12000, 432025, 300000, None, 1500, 1600, '年金決定 2027年6月改定'), \
(25, '世帯 25', None, '変更（提案あり）', '一致', '1350', '障害基礎年金', 720025, 732025, 12000, None, 300000, None, 1500, 1600, '年金決定 2027年6月改定')]" \
	'each award stands with both sides, its schemes and premiums'
is "$(look 1 "rows(two, '月別', 1), len(rows(one, '月別'))")" "([('該当なし',)], 60)" \
	'month by month for a retroactive award'
is "$(look 1 "rows(one, '月別')[0]")" "(4, '渡邊󠄁 𠮷子', '年金', '令和8年7月', 31, 'あり', 60000, 61000, 1000)" '… recognised beside known'
is "$(look 1 "[r[:1] + r[2:3] + r[4:] for r in rows(two, '提案')][0]")" "(1, 1, 720001, 732001, 12000, 1500, 1600, '年金額の改定（令和9年6月から）')" \
	'proposals stand with before and after'
is "$(look 1 "[(r[0],) + r[3:] for r in rows(two, '給付金・診断書')]")" \
	"[(7, '障害状態確認届（診断書）の提出時期', '1350', '2027年', '認定年 2024 に有期固定年数 3 を加えた年'), (21, '障害状態確認届（診断書）の提出時期', '1350', '2027年', '認定年 2024 に有期固定年数 3 を加えた年'), (35, '障害状態確認届（診断書）の提出時期', '1350', '2027年', '認定年 2024 に有期固定年数 3 を加えた年')]" \
	'who should be asked, or sent a certificate, is listed'
is "$(look 2 "rows(one, '根拠')[0], rows(one, '月別')[2][5:]")" \
	"((8, '世帯 8', None, '氏名・生年月日の相違', '申告額が課税額より多い', '給与収入', 1200000, 1300000, 100000, '申告 1,200,000 円、課税資料 1,300,000 円'), ('なし', 100000, None, None))" \
	'tax: kinds of income and months, with what was not declared'

# ---- protection ----
is "$(look 1 "[(s.protection.sheet, s.protection.password, s.protection.autoFilter, s.protection.formatColumns) for s in one] == [(True, None, False, False)] * 6")" True \
	'every sheet is protected, without a password; filtering and widths stay free'
is "$(look 1 "[sorted({c.column_letter for r in one['一覧'].iter_rows(min_row=2) for c in r if c.protection.locked == k}) for k in (False, True)]")" \
	"[['N', 'O', 'P'], ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M']]" 'only 処理, 処理日 and メモ can be filled in'
is "$(look 1 "sum(not c.protection.locked for w in (one, two) for s in w for r in s.iter_rows() for c in r)")" 120 '… in the list alone'
is "$(look 1 "sorted((str(v.sqref), v.type, v.formula1) for v in two['一覧'].data_validations.dataValidation)")" \
	"[('N12:N16', 'list', '\"採用,不採用,本人に確認中,関係先に照会中,課内で検討中,処理済み\"'), \
('N17:N21', 'list', '\"本人に確認中,関係先に照会中,課内で検討中,処理済み\"'), \
('N2:N11', 'list', '\"本人に確認中,関係先に照会中,課内で検討中,処理済み\"'), ('O2:O21', 'date', '46174'), ('P2:P21', 'textLength', '500')]" \
	'採用 and 不採用 are offered where there is a proposal, and nowhere else'
is "$(look 2 "[v.formula1 for w in (one, two) for v in w['一覧'].data_validations.dataValidation if v.type == 'list' and '採用' in v.formula1]")" '[]' \
	'… so never in a tax survey'

# ---- who is protected ----
is "$(look 1 "'秘匿町' in ''.join(every(one) + every(two) + every(summary) + every(audit))")" False 'no workbook holds an address'
is "$(look 1 "['保護 花子' in every(w) for w in (one, two, summary, audit)]")" '[True, False, False, False]' \
	'who is protected stands in the workbook of the own caseworker alone'
is "$(look 1 "[r[0] for r in rows(one, '根拠', 1, 3) if r[1] == '○']")" '[16]' '… and is marked there'

# ---- as CSV ----
if command -v soffice >/dev/null; then
	HOME=$work soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,1041,false,true' --outdir "$work" \
		"$work/a/1/casebooks/caseworker-00002.xlsx" >/dev/null 2>&1
	is "$(look 1 "[x == y for x, y in zip(read_csv(work + '/caseworker-00002.csv'), as_csv(two))].count(True)")" 21 \
		'LibreOffice saves the list with its header as we expect it'
fi
is "$(look 1 "as_csv(two)[16]")" \
	"['1-13101-5-1', '回答なし', '5 ', '世帯 5', '昭和25年1月6日', '60,005 ', '', '', '令和9年5月1日', '', '15 ', '照会したが、まだ回答がない。', '回答を待つ', '', '', '']" \
	'a row as it is saved: days with their era, numbers with a blank behind'

# ---- the supervisor and the auditors ----
is "$(look 1 "summary.sheetnames, audit.sheetnames")" "(['集計', '担当員別', '担当員別の提案', '経過日数'], ['統計'])" 'summary and statistics have their pages'
is "$(look 1 "find(summary, '集計', '合計')[0][0], find(summary, '集計', '変更（提案あり）')")" \
	"(40, [[5, $(pg_query "SELECT sum(recognised_yen) || ', ' || sum(recognised_yen) || ', ' || sum(evidence_yen) || ', ' || sum(evidence_yen - recognised_yen) FROM result.finding WHERE run_id = 1 AND class = 2")]])" \
	'the classes add up'
is "$(look 1 "find(summary, '集計', '年金（年額）'), find(summary, '集計', '介護保険料（月額）')")" \
	"([[5, $(pg_query "SELECT sum(before_yen) || ', ' || sum(after_yen) FROM result.proposal"), 60000]], [[5, 7500, 8000, 500]])" \
	'proposals stand with before and after'
is "$(look 1 "[find(summary, '集計', t)[0][0] for t in ('0〜30日', '31〜60日', '61〜90日', '91日以上')]")" '[1, 0, 2, 0]' 'what is unanswered, by age'
is "$(look 1 "[cached(c) for c in summary['集計']._charts], cached(summary['経過日数']._charts[0])")" \
	'([[[5, 5, 5, 5, 5, 5, 5, 5]], [[1, 0, 2, 0]]], [[0, 1], [0, 0], [0, 2], [0, 0]])' 'the charts carry their values, so that any viewer shows them'
is "$(look 1 "[find(summary, '集計', t)[0][0] for t in ('照会した', '支援措置対象者で不開示コードの設定がない', '保留中', '同意がない', '対象の延べ件数')]")" \
	'[26, 1, 6, 7, 40]' 'asked and not asked are everybody'
is "$(look 1 "find(summary, '集計', '照会していない'), find(summary, '集計', '照会した者と番号が違う'), find(summary, '集計', '同じファイルに同じ照会番号が2回ある')")" \
	'([[2]], [[1]], [])' 'answers set aside, of this survey'\''s files'
is "$(look 1 "[find(summary, s, '02 鈴木/花子')[0] for s in summary.sheetnames[1:]]")" \
	"[[20, 0, 0, 0, 5, 5, 5, 5, 0], [5, $(pg_query "SELECT sum(before_yen) || ', ' || sum(after_yen) FROM result.proposal"), 60000, 7500, 8000, 500], [1, 0, 2, 0, 3]]" 'each caseworker has his line'
is "$(look 1 "find(audit, '統計', '変更（提案あり）'), find(audit, '統計', '未申告の受給'), find(audit, '統計', '合計')[0]")" \
	'([[5, 3, 3, 4, 3, 1, 0, 0, 0, 0]], [[5, 3, 3, 1, 0, 0, 0, 0, 0, 1]], [40, 26, 23, 5, 3, 1, 0, 0, 0, 1])' \
	'auditors see who was asked, has answered, was acted on; not what came after the gate'
is "$(look 1 "find(audit, '統計', '15-144'), find(audit, '統計', '02')")" '([[20, 17, 3, 10, 12, 14, 87]], [[13, 10, 3, 10, 12, 14, 87, 20, 4]])' \
	'… how long it took: least, median, most'
is "$(look 1 "find(audit, '統計', '採用（認定額に反映）'), find(audit, '統計', '不採用　担当員が採用しないとしたため')")" \
	'([[4, 2880060, 2928060, 48000]], [[1, 720025, 732025, 12000]])' '… and what became of the proposals'
is "$(look 1 "[t for t in every(audit) if re.search('世帯|花子|13101', t)]")" '[]' 'nobody is named in them'

# ---- again, elsewhere, and many ----
for run in 1 2; do
	for report in casebook survey_summary survey_audit; do
		TZ=America/New_York ok "$report of run $run is rendered again elsewhere" "$render" $run $report "$work/b/$run"
	done
done
ok 'with the same bytes' diff -r "$work/a" "$work/b"
few=$("$render" 1 casebook "$work/b/1" 2>&1 >/dev/null | sed 's/ kB//')
PGDATABASE=many ok 'six thousand cases of one caseworker are rendered' "$render" 1 casebook "$work/c/1"
ok "they take no more memory: ${TAP_ERR} after $few kB" test "${TAP_ERR% kB}" -lt $((few + 8192))
is "$(/usr/bin/python3 -c "
import openpyxl
w = openpyxl.load_workbook('$work/c/1/casebooks/caseworker-00009.xlsx', read_only=True)
print([sum(1 for r in s.iter_rows()) for s in w][:2])")" "[6001, $((6003 + 1200))]" '… and all of them are there'

psql -XqU postgres -c "INSERT INTO run.quarantine VALUES (1, 2, 1, 131010000000901, 'crash', 1, '試験')"
ok 'a person whom the engine sets aside is left out' "$render" 1 casebook "$work/c/2" 131010000000901
like "$TAP_OUT" '^casebook 2 files, 40 read 39 written' '… and counted'
is "$(/usr/bin/python3 -c "
import openpyxl
w = openpyxl.load_workbook('$work/c/2/casebooks/caseworker-00002.xlsx')
print([[c.value for c in r[:4]] for s in w for r in s.iter_rows() if 9 in [c.value for c in r[:3]] or r[1].value == '世帯 9'],
	[[c.value for c in r[:3]] for r in w['提案'].iter_rows(min_row=5, max_row=5)])")" "[] [[17, '世帯 17', 1]]" '… with the evidence'
psql -XqU postgres -c "UPDATE result.finding SET class = 12 WHERE run_id = 1 AND household_id = 1310100000003"
code 32 'a finding of another survey stops the workbook' "$render" 1 casebook "$work/c/2"
rm -rf "$work"
done_testing
