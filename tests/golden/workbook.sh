#!/bin/bash
# Workbooks as a reader that is not ours sees them (openpyxl): text stays text, numbers and days are
# numbers and days, print set-up, the limit of rows, and the same bytes whatever the surroundings.
. tests/harness/tap.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
write=$BUILD/tests/unit/test_workbook # FILE ROWS LIMIT

look() { # EXPRESSION over the workbook w and its first sheet s
	/usr/bin/python3 - "$work/list.xlsx" "$1" <<'PYTHON'
import datetime, sys
import openpyxl
w = openpyxl.load_workbook(sys.argv[1])
s = w.worksheets[0]
print(eval(sys.argv[2]))
PYTHON
}

ok 'a list is written' "$write" "$work/list.xlsx" 40 0
ok 'its zip container is sound' /usr/bin/python3 -m zipfile -t "$work/list.xlsx"
is "$(look "[c.value for c in s[3]]")" "['番号', '氏名', '金額', '増減', '日', '理由']" 'the header row stands in row 3'
is "$(look "s['A4'].value, s['A4'].data_type")" "('00000001', 's')" 'leading zeros are kept'
is "$(look "s['B4'].value, s['B4'].data_type")" "('=1+1', 's')" 'text that starts with = is text'
is "$(look "s['B5'].value, s['B5'].data_type")" "('@渡邊 花子', 's')" 'text that starts with @ is text'
is "$(look "sum(c.data_type == 'f' for r in s.iter_rows() for c in r)")" 0 'there is no formula at all'
is "$(look "s['C43'].value, s['C43'].data_type")" "(40000, 'n')" 'yen are numbers'
is "$(look "sum(s.cell(r, 3).value for r in range(4, 44))")" 820000 'they add up'
is "$(look "s['E4'].value")" '2027-01-05 00:00:00' 'days are dates'
is "$(look "s['E4'].number_format")" '[$-411]ggge"年"m"月"d"日"' 'they are shown with the Japanese era'
is "$(look "s.freeze_panes, s.auto_filter.ref")" "('C4', 'A3:F43')" 'panes are frozen, the filter covers the rows'
is "$(look "s.print_title_rows, s.page_setup.paperSize, s.page_setup.orientation")" "('\$1:\$3', 9, 'landscape')" \
	'A4, landscape, header rows repeated'
is "$(look "s.page_setup.fitToWidth in (None, 1, '1'), int(s.page_setup.fitToHeight)")" '(True, 0)' 'it is fitted to the width'
is "$(look "s.oddFooter.center.text.strip()")" '&P / &N ページ' 'the footer counts pages'
is "$(look "s.oddFooter.right.text.strip()")" '令和9年1月 && 試験' 'an & in the footer is no code'
is "$(look "w.properties.created, w.properties.title")" "(datetime.datetime(2027, 1, 1, 0, 0), '試験')" \
	'the dates inside come from the month'

cp "$work/list.xlsx" "$work/first.xlsx"
for pad in '' a aa; do # wherever the limit falls within a character
	WORKBOOK_SUBJECT=$pad$(printf '渋谷区%.0s' {1..60}) ok 'a subject too long for the footer is cut' "$write" "$work/list.xlsx" 1 0
	like "$(look "s.oddFooter.right.text.strip()")" "^$pad(渋谷区)+(渋|渋谷)?\$" 'between two characters'
done
TZ=Asia/Tokyo "$write" "$work/list.xlsx" 40 0
ok 'another time zone gives the same bytes' cmp "$work/first.xlsx" "$work/list.xlsx"
# A locale with a decimal comma, made here: the test calls setlocale() itself.
if localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" >/dev/null 2>&1; then
	LOCPATH=$work LC_ALL=de_DE.UTF-8 "$write" "$work/list.xlsx" 40 0
	ok 'a locale with a decimal comma gives the same bytes' cmp "$work/first.xlsx" "$work/list.xlsx"
fi

ok 'a list of 40 rows is written with 20 rows a sheet' "$write" "$work/list.xlsx" 40 20
is "$(look 'w.sheetnames')" "['一覧', '一覧 (2)', '一覧 (3)']" 'it goes on in further sheets'
is "$(look "[t.max_row for t in w.worksheets]")" '[20, 20, 9]' 'no sheet passes the limit'
is "$(look "[r[0].value for t in w.worksheets for r in t.iter_rows(min_row=4)] == ['%08d' % n for n in range(1, 41)]")" True \
	'no row is lost or doubled'
is "$(look "[t.auto_filter.ref for t in w.worksheets]")" "['A3:F20', 'A3:F20', 'A3:F9']" 'each has its filter'

ok 'a form of 30 rows is written' "$write" "$work/list.xlsx" 30 0 form
is "$(look "[c.value for c in s[1]], s['A2'].value, s.max_row")" "(['番号', '処理', '処理日', 'メモ'], 1, 31)" \
	'without a title the header stands in row 1'
is "$(look "s.oddHeader.left.text.strip()")" '試験の一覧 && 注' '… and the note in the page header'
is "$(look "s.protection.sheet, s.protection.password, s.protection.autoFilter, s.protection.formatColumns")" \
	'(True, None, False, False)' 'it is protected, without a password; filtering and widths stay free'
is "$(look "{(c.column_letter, c.protection.locked) for r in s.iter_rows(min_row=2) for c in r}" | tr '()' '\n\n' | grep -c False)" 3 \
	'only what may be filled in is unlocked'
is "$(look "sorted((str(v.sqref), v.type, v.formula1, v.formula2, v.showErrorMessage) for v in s.data_validations.dataValidation)")" \
	"[('B12:B31', 'list', '\"処理済み,検討中\"', None, True), ('B2:B11', 'list', '\"採用,不採用,処理済み,検討中\"', None, True), \
('C2:C31', 'date', '46388', '46752', True), ('D2:D31', 'textLength', '200', None, True)]" \
	'rows that follow one another share a rule'
ok 'a form of 30 rows is written with 10 rows a sheet' "$write" "$work/list.xlsx" 30 10 form
is "$(look "[sorted(str(v.sqref) for v in t.data_validations.dataValidation) for t in w.worksheets]")" \
	"[['B2:B10', 'C2:C10', 'D2:D10'], ['B2', 'B3:B10', 'C2:C10', 'D2:D10'], ['B2:B10', 'C2:C10', 'D2:D10'], \
['B2:B4', 'C2:C4', 'D2:D4']]" 'each of its sheets has its own rules'
is "$(look "[t.protection.sheet for t in w.worksheets], [t.max_row for t in w.worksheets]")" \
	'([True, True, True, True], [10, 10, 10, 4])' '… is protected, and no row is lost'
done_testing
