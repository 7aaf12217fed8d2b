#!/bin/bash
# A thousand persons under 支援措置: their tickets, opinions and requests leave by the in-house channel only; they are in no
# file of the contractor, their address is on no list and in no upload.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 1600 --protected 1000
FACTS=$WORK/facts-2027-01

# Who they are: a surname and a town that are in no list of names or towns (bench/synth/extra.h).
awk -F, 'NR > 1 && $6 ~ /^秘匿沢/ { print $2 "," $3 }' "$FACTS/person.csv" >"$WORK/protected"
psql -Xq -c 'CREATE TABLE gold.protected (case_no int, person_no smallint)' -c "\\copy gold.protected FROM '$WORK/protected' CSV"
printf '%s\n' 秘匿沢 ヒトクザワ 秘匿町 >"$WORK/words"
printf '%s\n' 秘匿町 >"$WORK/town"
ok 'a thousand persons are planted' test "$(wc -l <"$WORK/protected")" -ge 1000

ok 'tickets go through their gate' decide_month 2027-01
is "$(out_misfits 2027-01 combined)" '' '… and are as planted: being protected changes none'
for serial in 1 2; do
	take_duplicates 2027-01 $serial
done
ok 'corrections, too' correct 2027-01
survey eligibility 2027-01 && pass eligibility 2027-01

PROTECTED="SELECT household_id FROM fact.current_household WHERE protected_address"
THEIRS="JOIN (SELECT $OFFICE * 100000000::bigint + case_no AS household_id, person_no FROM gold.protected) p USING (household_id, person_no)"
like "$(pg_query "SELECT count(*) FROM result.claim_ticket $THEIRS")" '^[0-9]{3,}$' 'hundreds of tickets are theirs'
is "$(pg_query "SELECT count(*) FROM result.claim_ticket WHERE (route = 2) <> (household_id IN ($PROTECTED))")" 0 \
	'each ticket of a protected household, and no other, goes by the in-house channel'
is "$(pg_query "SELECT count(*) FROM result.claim_opinion WHERE (route = 2) <> (household_id IN ($PROTECTED))")" 0 'likewise each form'
like "$(pg_query "SELECT count(*) FROM result.claim_opinion $THEIRS")" '^[0-9]{2,}$' '… dozens of them are theirs'
like "$(pg_query "SELECT count(*) FROM result.claim_ticket $THEIRS WHERE revision = 2")" '^[1-9]' 'some of theirs were corrected'

# ---- the files
search() { /usr/bin/python3 tests/harness/search_files.py "$@" 2>"$WORK/searched"; }
mapfile -t contractor < <(find "$WORK/files" -type f -name '*contractor*')
mapfile -t inhouse < <(find "$WORK/files" -type f -name '*inhouse*' \( -path '*/ticket/*' -o -path '*/opinion/*' -o -path '*/treatment*' \))
mapfile -t lists < <(find "$WORK/files" -type f \( -name '*.xlsx' -o -name '*.csv' \))
is "$(search "$WORK/words" "${contractor[@]}")" '' 'neither name nor address of theirs is in a file of the contractor'
like "$(cat "$WORK/searched")" '^[1-9][0-9]* files, [0-9]{6,} bytes' '… of which there are many'
is "$(search "$WORK/town" "${lists[@]}")" '' 'their address is on no list and in no upload'
is "$(search "$WORK/words" "$WORK"/files/eligibility-*/*.csv)" '' 'no upload has a name'
# What is there is found: the search sees into PDF files and workbooks.
pg_query "SELECT DISTINCT replace(name, '　', '') FROM result.claim_ticket JOIN fact.current_person USING (household_id, person_no)
	WHERE route = 1 AND name !~ '[^ぁ-んァ-ヶ一-龠　]' ORDER BY 1 LIMIT 40" >"$WORK/others"
like "$(search "$WORK/others" "${contractor[@]}" | cut -f2 | sort -u | wc -l)" '^(3[0-9]|40)$' 'the names of others are in the files of the contractor'
printf '%s\n' 秘匿沢 >"$WORK/name"
like "$(search "$WORK/name" "${inhouse[@]}" | wc -l)" '^[2-9]' 'theirs are in the in-house files: of tickets and of opinions'
for file in "${inhouse[@]}"; do
	case $file in */ticket/*) pdftotext -raw "$file" - ;; esac
done | grep -o 秘匿沢 | wc -l >"$WORK/printed"
is "$(cat "$WORK/printed")" "$(pg_query "SELECT count(*) FROM result.claim_ticket $THEIRS")" 'each of their tickets is in there once'
done_testing
