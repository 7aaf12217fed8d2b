#!/bin/bash
# A thousand persons under 支援措置 without the 不開示コード: nobody asks about them, whoever puts them on a list, and
# they are in no file of requests, no letter, no sheet of another caseworker, of the supervisor or of auditors.
set -u
. tests/harness/tap.sh
. tests/harness/matching.sh
matching_office 2000 2027-06 --protected 1000

# Who they are: the answering side's own words for them, and their numbers.
awk -F, 'NR > 1 && $6 ~ /^秘匿沢/ { print $2 "," $3 }' "$FACTS/person.csv" >"$WORK/protected"
{
	printf '%s\n' 秘匿沢 ヒトクザワ 秘匿町
	awk -F, 'NR == FNR { wanted[$0]; next } ($2 "," $3) in wanted && $4 != "" { print $4 }' "$WORK/protected" "$FACTS/linkage.csv"
} >"$WORK/words"
ok 'a thousand persons are planted' test "$(wc -l <"$WORK/protected")" -ge 1000

# Caseworkers ask about some of them all the same.
{
	echo office,case_no,person_no,item_no,month,list_name,procedure_no,purpose,condition,from_on,to_on
	head -60 "$WORK/protected" | sed "s/.*/$OFFICE,&,7,2027-06,asked_anyway,15-65,ex_officio,default,,/"
	sed -n 61,120p "$WORK/protected" | sed "s/.*/$OFFICE,&,7,2027-07,asked_anyway,15-T2,repayment,default,,/"
} >"$WORK/inquiry.csv"
gs import facts "$WORK/inquiry.csv" || exit 1

# ---- both surveys, to their ends; and notices with the month after
ok 'the inquiry of June goes through its gate' inquire 2027-06
ok 'its answers are taken' eval 'answers 2027-06 pension && take_answers 2027-06'
ok 'the pension revision goes through its gate' eval 'survey pension 2027-06 && pass pension 2027-06'
gold
is "$(misfits pension 2027-06)" '' '… and everybody is in the planted class'
ok 'the inquiry of July goes through its gate' inquire 2027-07
ok 'its answers are taken' eval 'answers 2027-07 tax && take_answers 2027-07'
ok 'the tax survey goes through its gate' eval 'survey tax 2027-07 && pass tax 2027-07'
gold
is "$(misfits tax 2027-07)" '' '… and everybody is in the planted class'
is "$(differ 'household_id, person_no, recipient' gold.letter \
	"(SELECT * FROM result.letter WHERE run_id = $(run_of tax 2027-07)) l")" '' '… and letters are those planted'

# ---- nowhere but with their own caseworker
persons="SELECT ($OFFICE * 100000000::bigint + case_no)::bigint AS household_id, person_no FROM gold.protected"
psql -Xq -c 'CREATE TABLE gold.protected (case_no int, person_no smallint)' -c "\\copy gold.protected FROM '$WORK/protected' CSV"
is "$(pg_query "SELECT count(*) FROM result.inquiry JOIN ($persons) p USING (household_id, person_no) WHERE exclusion = 0")" 0 \
	'nobody is asked about'
is "$(pg_query "SELECT count(DISTINCT (household_id, person_no)) > 800, count(*) FILTER (WHERE list_name = 'asked_anyway') > 60
	FROM result.inquiry JOIN ($persons) p USING (household_id, person_no) WHERE exclusion = 1")" 't|t' \
	'they are left out for that reason, also where a caseworker asked'
is "$(pg_query "SELECT count(DISTINCT i.household_id) > 5 FROM result.inquiry i
	JOIN fact.current_household h ON h.household_id = i.household_id AND h.protected_address
	WHERE i.exclusion = 0 AND i.nondisclosure")" t 'those with the code are asked about, with the code'
is "$(pg_query "SELECT count(*) FROM result.letter JOIN ($persons) p USING (household_id, person_no)")" 0 'no letter is about them'
mapfile -t others < <(find "$WORK/files" -type f ! -path '*/casebooks/*')
mapfile -t books < <(find "$WORK/files" -type f -path '*/casebooks/*')
search() { /usr/bin/python3 tests/harness/search_files.py "$@" 2>"$WORK/searched"; }
is "$(search "$WORK/words" "${others[@]}")" '' 'neither name, address nor number is in a file of requests, letters, summaries or statistics'
like "$(cat "$WORK/searched")" '^[1-9][0-9] files, [0-9]{7,} bytes, [0-9]{3,} words$' '… of which there are many'
# What is there is found: somebody whom a letter is about, an employer, a number that was asked about.
pg_query "(SELECT replace(p.name, '　', '') FROM result.letter l JOIN fact.current_person p USING (household_id, person_no) ORDER BY l.letter_no LIMIT 1)
	UNION ALL (SELECT linkage_no FROM result.inquiry WHERE exclusion = 0 ORDER BY household_id LIMIT 1)
	UNION ALL SELECT '渋谷区福祉事務所'" >"$WORK/there"
is "$(search "$WORK/there" "${others[@]}" | awk -F'\t' '{ n = split($1, part, "."); print part[n], $2 }' | sort -u)" \
	"$(printf '%s\n' 'csv 2' 'pdf 1' 'pdf 3' 'xlsx 3')" '… and what is in them is found: in letters, requests and workbooks'
sed '/^秘匿沢\|^ヒトクザワ/d' "$WORK/words" >"$WORK/numbers"
is "$(search "$WORK/numbers" "${books[@]}")" '' 'neither address nor number is in a caseworker'"'"'s sheets'
/usr/bin/python3 - "$FACTS/household.csv" "$WORK/protected" "${books[@]}" <<'P' >"$WORK/cases" 2>&1
"""Prints whose cases stand in the sheets of another caseworker, and how many protected ones are with their own."""
import csv
import re
import sys

import openpyxl

with open(sys.argv[1], encoding="utf-8") as rows:
    caseworker = {int(row["case_no"]): int(row["caseworker_no"]) for row in csv.DictReader(rows)}
protected = {int(line.split(",")[0]) for line in open(sys.argv[2], encoding="utf-8")}
own = set()
for path in sys.argv[3:]:
    number = int(re.search(r"caseworker-(\d+)", path).group(1))
    for sheet in openpyxl.load_workbook(path, read_only=True):
        column = None
        for row in sheet.iter_rows(values_only=True):
            if "ケース番号" in row:
                column = row.index("ケース番号")
            elif column is not None and column < len(row) and isinstance(row[column], int):
                case = row[column]
                if caseworker[case] != number:
                    print("of another:", number)
                elif case in protected:
                    own.add(case)
print("with their own:", len(own) > 300)
P
is "$(cat "$WORK/cases")" 'with their own: True' 'a caseworker has no case of another; the protected stand with their own'
/usr/bin/python3 - "$WORK/protected" "$WORK/files" <<'P' >"$WORK/cases" 2>&1
"""Prints protected case numbers in the other workbooks: cells under a heading ケース番号, and texts that end in one."""
import pathlib
import re
import sys

import openpyxl

protected = {int(line.split(",")[0]) for line in open(sys.argv[1], encoding="utf-8")}
for path in pathlib.Path(sys.argv[2]).rglob("*.xlsx"):
    if path.parent.name == "casebooks":
        continue
    for sheet in openpyxl.load_workbook(path, read_only=True):
        column = None
        for row in sheet.iter_rows(values_only=True):
            if "ケース番号" in row:
                column = row.index("ケース番号")
            elif column is not None and column < len(row) and row[column] in protected:
                print(path.name, sheet.title)
            for text in row:
                if isinstance(text, str) and any(int(n) in protected for n in re.findall(r"(?:13113-|ケース)(\d+)", text)):
                    print(path.name, sheet.title)
P
is "$(sort "$WORK/cases" | uniq -c)" '' 'no case number of theirs is in the workbooks of others'
done_testing
