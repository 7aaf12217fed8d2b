#!/bin/bash
# The annual matching of an office of 1,300 households, through all of its graphs: every truth that was planted in the
# answers is found as planted, nobody in two classes or in none; nothing is proposed where only a name agrees, nor for
# twins; sheets come back, what was approved is recognised, and the next notice says why.
set -u
. tests/harness/tap.sh
. tests/harness/matching.sh
matching_office 1300 2027-06 --twins 6
SEED=3 # of the truths: with it each of them is there at least three times

# ---- whom to ask
ok 'the inquiry of June goes through its gate' inquire 2027-06
is "$(pg_query "SELECT count(*) FROM result.inquiry WHERE exclusion = 0")" \
	"$(cat "$REQUESTS"/*.csv | grep -c ^request,)" 'who is asked about stands in the request files'
is "$(pg_query "SELECT count(*) FROM (SELECT DISTINCT household_id, person_no FROM fact.current_income
		WHERE kind = 2 AND valid_from <= '2027-06-01' AND valid_to > '2027-06-01') p
	WHERE NOT EXISTS (SELECT FROM result.inquiry i WHERE (i.household_id, i.person_no) = (p.household_id, p.person_no)
		AND i.subject = 1)")" 0 'every pension holder is asked about, or left out with the reason'

# ---- answers: in parts, the later one first, and a very early one last
ok 'the answering side reads the requests' answers 2027-06 pension --seed $SEED
mkdir "$WORK/all" && mv "$WORK"/answers-2027-06/* "$WORK/all"
gold
cp -r "$WORK/gold" "$WORK/gold-pension"
part() { # OPTION…
	"$BUILD/bench/answers" --facts "$FACTS" --month 2027-06 --out "$WORK/answers-2027-06" --seed $SEED "$@" \
		"$REQUESTS"/*.csv >"$WORK/answers.log"
}
part --made-on 2027-06-05 --pending --form xml --serial 1
part --made-on 2027-06-10 --part 1/2 --serial 2
part --made-on 2027-06-10 --part 2/2 --serial 3
for file in pension-3.csv supplement-3.csv pension-2.csv supplement-2.csv pension-1.xml supplement-1.xml; do
	ok "answers: $file" gs import answers "$WORK/answers-2027-06/answers-$file"
done
ok '… and one of them once more' gs import answers "$WORK/answers-2027-06/answers-pension-2.csv"
like "$(cat "$WORK/gs.log")" 'imported before, nothing to do' '… is a no-op'
is "$(pg_query "SELECT state, count(*) FROM fact.current_answer WHERE state = 4 GROUP BY 1")" \
	"$(pg_query "SELECT 4, count(*) FROM fact.current_answer a JOIN gold.class g USING (household_id, person_no)
		WHERE a.subject = 1 AND g.truth IN ('pending', 'silent', 'swapped', 'unasked') OR a.subject = 2 AND a.state = 4")" \
	'the early file counts only where nothing later came'
set_aside() { # the requests of answers that the import set aside: every one is told by its line
	local file
	for file in "$@"; do
		pg_query "SELECT q.line, q.rule FROM fact.import_quarantine q JOIN fact.import i USING (import_id)
			WHERE i.file_name = '${file##*/}'" | while IFS='|' read -r line rule; do
			echo "$(sed -n "${line}p" "$file" | grep -oE '\b[0-9]{19}\b' | head -1),$rule"
		done
	done | sed 's/A-unasked/unasked/; s/A-linkage/swapped/' | sort
}
is "$(set_aside "$WORK"/answers-2027-06/answers-pension-[23].csv)" "$(sort "$WORK/gold/aside.csv")" \
	'exactly the answers that nobody asked for, or that carry a twin'"'"'s number, are set aside'

# ---- the pension revision
ok 'the pension revision is computed' survey pension 2027-06
RUN=$(run_of pension 2027-06)
is "$(misfits pension 2027-06)" '' 'everybody is in the planted class, and in one only'
is "$(pg_query "SELECT count(*) FROM (SELECT truth FROM gold.class GROUP BY truth HAVING count(*) >= 3) t")" \
	"$(grep -cE '^	X\(TRUE_' bench/synth/truth_pension.c | awk '{ print $1 + 1 }')" \
	'every truth was planted, and somebody was not asked: each three times or more'
is "$(differ 'household_id, person_no, item_no, before_yen, after_yen, before_premium_yen, after_premium_yen' gold.proposal \
	"(SELECT * FROM result.proposal WHERE run_id = $RUN) p")" '' 'proposals are those planted, both schemes and the premium'
is "$(differ 'household_id, person_no, list, code, due_year' gold.notable "(SELECT * FROM result.notable WHERE run_id = $RUN) n")" \
	'' 'so are the lists of the supplementary benefit and of medical certificates'
is "$(pg_query "SELECT count(*) FROM result.proposal p JOIN gold.class g USING (household_id, person_no)
	WHERE p.run_id = $RUN AND g.truth IN ('unasked', 'swapped', 'twin_name', 'other_birth', 'no_birth', 'no_name', 'same_twice')")" \
	0 'nothing is proposed on a name, for twins whose answers were swapped, or where two awards look alike'

# ---- sheets: to the caseworkers and back
/usr/bin/python3 - "$(files_of pension 2027-06)/casebooks" "$WORK/sheets" >"$WORK/filled" <<'P' || exit 1
"""Fills in each caseworker's sheet and saves it as spreadsheets save CSV: every cell as it is shown."""
import csv
import datetime
import pathlib
import sys

import openpyxl


def era(day: datetime.datetime) -> str:
    for name, first in (("令和", 2019), ("平成", 1989), ("昭和", 1926)):
        starts = {"令和": (2019, 5, 1), "平成": (1989, 1, 8), "昭和": (1926, 12, 25)}[name]
        if (day.year, day.month, day.day) >= starts:
            year = day.year - first + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return day.strftime("%Y/%m/%d")


def shown(cell) -> str:
    value = cell.value
    if isinstance(value, datetime.datetime):
        return era(value)
    if isinstance(value, int) and "#,##0" in cell.number_format:
        sign = "+" if cell.number_format.startswith("+") and value > 0 else "△" if value < 0 else ""
        return f"{sign}{abs(value):,} "
    return "" if value is None else str(value)


source, target = map(pathlib.Path, sys.argv[1:])
target.mkdir()
kinds = {"adopt": 0, "decline": 0, "asked": 0}
changed = 0
for book in sorted(source.glob("*.xlsx")):
    rows = list(openpyxl.load_workbook(book)["一覧"].iter_rows())
    head = [cell.value for cell in rows[0]]
    lines = [head]
    for number, row in enumerate(rows[1:]):
        line = [shown(cell) for cell in row]
        filled = dict(zip(head, line))
        if filled["区分"] == "変更（提案あり）":
            changed += 1
            if changed % 3 == 1:
                line[-3:] = ["採用", "令和9年6月21日", ""]
                kinds["adopt"] += 1
            elif changed % 3 == 2:
                line[-3:] = ["不採用", "R9.6.22", "過年度分と重複、確認中"]
                kinds["decline"] += 1
        elif filled["区分"] != "一致" and number % 2 == 0:
            line[-3:] = ["本人に確認中", "2027/6/23", 'memo, "quoted"']
            kinds["asked"] += 1
        lines.append(line)
    with open(target / (book.stem + ".csv"), "w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows(lines)
print(kinds["adopt"], kinds["decline"], kinds["asked"])
P
for sheet in "$WORK"/sheets/*.csv; do
	gs import dispositions "$sheet" || break
done
read -r adopted declined asked <"$WORK/filled"
is "$(pg_query "SELECT disposition, count(*) FROM fact.current_disposition WHERE run_id = $RUN GROUP BY 1 ORDER BY 1")" \
	"$(printf '%s\n' "1|$adopted" "2|$declined" "3|$asked")" 'what caseworkers filled in comes back, cell by cell'

# ---- the decision, and what follows from it
pg_query "CREATE TABLE gold.income AS SELECT * FROM fact.current_income WHERE kind = 2"
ok 'the revision goes through its gate' pass pension 2027-06
is "$(pg_query "SELECT adopted, reason, count(DISTINCT (household_id, person_no)) FROM result.adoption
	WHERE run_id = $RUN AND NOT adopted GROUP BY 1, 2")" "f|処理が「不採用」のため|$declined" 'what was declined is not adopted'
is "$(pg_query "SELECT count(*) FROM result.proposal p
	JOIN result.adoption a USING (run_id, household_id, person_no, item_no)
	LEFT JOIN fact.current_income i ON (i.household_id, i.person_no, i.item_no) = (p.household_id, p.person_no, p.item_no)
		AND i.kind = 2 AND i.valid_from = p.from_on
	WHERE p.run_id = $RUN AND (a.adopted AND (i.amount_yen, i.care_premium_yen, i.origin_run_id)
		IS DISTINCT FROM (p.after_yen, p.after_premium_yen, p.run_id) OR NOT a.adopted AND i.amount_yen IS NOT NULL)")" 0 \
	'what was adopted is recognised from June on, with the run that it came from'
is "$(pg_query "SELECT count(*) FROM (SELECT household_id, person_no, item_no, valid_from, amount_yen FROM gold.income
		EXCEPT SELECT household_id, person_no, item_no, valid_from, amount_yen FROM fact.current_income) x")" 0 \
	'and nothing else has changed'
ok 'the month after it is computed' gs run monthly --month 2027-06 --office $OFFICE --artifacts "$WORK/files"
ok '… and decided' pass monthly 2027-06
MONTHLY=$(run_of monthly 2027-06)
is "$(pg_query "SELECT count(*) FROM (SELECT DISTINCT household_id FROM result.adoption WHERE run_id = $RUN AND adopted) a
	JOIN result.change c USING (household_id)
	WHERE c.run_id = $MONTHLY AND c.notice AND c.before_income <> c.after_income AND c.reason NOT LIKE '%年金額の改定%'
		AND c.reason NOT LIKE '%保護を廃止します%'")" 0 'who stays on aid and whose income changed by it is told so'
pdftotext -layout "$(files_of monthly 2027-06)/notice/$(ls "$(files_of monthly 2027-06)/notice" | head -1)" "$WORK/notice.txt"
like "$(tr -d ' \n' <"$WORK/notice.txt")" '年金額の改定（令和9年6月分から、年金の支給元への照会の回答により確認' \
	'the notice says why'

# ---- July: the tax records of the year before
"$BUILD/bench/generate" --households 1300 --office $OFFICE --month 2027-06 --changes-for 2027-07 --twins 6 \
	--out "$WORK/facts-2027-07" >/dev/null
gs import facts "$WORK/facts-2027-07" || exit 1
FACTS=$WORK/facts-now
facts_out "$FACTS"
ok 'the inquiry of July goes through its gate' inquire 2027-07
ok 'its answers come as XML' answers 2027-07 tax --form xml --seed $SEED
ok '… and are taken' take_answers 2027-07
gold
ok 'the tax survey is computed' survey tax 2027-07
is "$(misfits tax 2027-07)" '' 'everybody is in the planted class, and in one only'
is "$(pg_query "SELECT count(*) FROM (SELECT truth FROM gold.class GROUP BY truth HAVING count(*) >= 3) t")" \
	"$(grep -cE '^	X\(TRUE_' bench/synth/truth_tax.c | awk '{ print $1 + 1 }')" \
	'every truth was planted, and somebody was not asked: each three times or more'
is "$(set_aside "$WORK"/answers-2027-07/answers-tax-1.xml)" "$(sort "$WORK/gold/aside.csv")" \
	'exactly the answers that nobody asked for, or that carry another number, are set aside'
ok 'the survey goes through its gate' pass tax 2027-07
is "$(differ 'household_id, person_no, recipient' gold.letter \
	"(SELECT * FROM result.letter WHERE run_id = $(run_of tax 2027-07)) l")" '' 'letters go to the employers that were planted'
is "$(pg_query "SELECT count(*) FROM fact.current_income WHERE origin_run_id = $(run_of tax 2027-07)")" 0 \
	'no fact follows from the tax survey'
done_testing
