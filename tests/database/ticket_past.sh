#!/bin/bash
# What becomes known later of a month whose tickets are out is told in the runs of the months after it, with the command
# that mends it; once that was run, nothing is told any more.  What changes nothing on the days of the month is not told.
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113 H=1311300000000
pg_start
pg_migrate
WORK=$PG_DIR/scratch FACTS=$PG_DIR/scratch/facts FILES=$PG_DIR/scratch/files
mkdir "$FACTS"
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/ticket_issue.sql
cat >"$WORK/past.yaml" <<'YAML'
graph: past
tasks:
  - {name: ticket_past, report: ticket_past}
YAML

# ---- an office written by hand
put() { # DATASET FIELD…; a file begins with its header
	local IFS=, file=${INTO:-$FACTS}/$1.csv
	[ -e "$file" ] || echo "${HEADER[$1]}" >"$file"
	echo "${*:2}" >>"$file"
}
declare -A HEADER=(
	[office]=office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from,valid_to
	[caseworker]=office,caseworker_no,name,valid_from,valid_to
	[household]=office,case_no,municipality,caseworker_no,household_type,payment_method,single_parent,protected_address,valid_from,valid_to
	[protection]=office,case_no,state,valid_from,valid_to,start_reason,end_reason
	[person]=office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to
	[ticket_office]=office,payer_no,recipient_policy,form,handler,issue_day,upload_day,valid_from,valid_to
	[treatment]=office,case_no,person_no,item_no,basis,service,institution_code,prescriber_code,injury_1,first_visit_on,remarks,valid_from,valid_to
	[care_plan]=office,case_no,person_no,item_no,service,institution_code,insured_no,care_level,certified_from,certified_to,remarks,valid_from,valid_to
	[opinion]=office,case_no,person_no,institution_code,service,kind,received_on,needed,valid_from,valid_to
	[baseline]=$(IFS=,; echo office case_no month minimum_total income_recognised payable_{livelihood,housing,education,high_school,care,medical,birth,occupation,funeral,total} own_payment_{care,medical,facility} | tr ' ' ,))
CLINIC=1310000011 CARERS=1370000009
put office $OFFICE,見本福祉事務所,13113,1509902,東京都渋谷区見本町1,03-0000-0000,所長,東京都知事,渋谷区長,2000-04-01,
put caseworker $OFFICE,1,井上　さくら,2000-04-01,
put caseworker $OFFICE,2,渡辺　拓也,2000-04-01,
put ticket_office $OFFICE,12131132,monthly,single,医療係,20,10,2000-04-01,
protection() { put protection "$OFFICE,$1,active,2020-04-01,${2-},savings_used,${2:+declined}"; }
person() { put person "$OFFICE,$1,$2,$([ "$2" = 1 ] && echo head || echo other),1957-01-01,証番$1人$2　春子,ショウバン　ハルコ,2020-04-01,${3-}"; }
treat() { put treatment "$OFFICE,$1,$2,1,continuing,outpatient,$CLINIC,,高血圧症,2026-04-01,,2026-04-01,${3-}"; }
care() { put care_plan "$OFFICE,$1,1,1,home,$CARERS,0001234567,care_2,2026-06-01,2027-06-01,,2026-06-01,${2-}"; }
opinion() { put opinion "$OFFICE,$1,$2,$CLINIC,outpatient,continuing,2026-12-20,${4:-1},${3:-2026-12-01},"; }
for case in 1 2 3 4 5 6 7 8 9; do
	put household "$OFFICE,$case,13113,$((case % 2 + 1)),other,bank,0,$((case == 6)),2020-04-01,"
	protection $case
	person $case 1
	treat $case 1
	opinion $case 1
	put baseline "$OFFICE,$case,2027-01,100000,0,0,0,0,0,0,0,0,0,0,0,0,$((case == 1 ? 5000 : 0)),0"
done
person 4 2
treat 4 2
opinion 4 2
care 9
cat >"$WORK/institutions.csv" <<CSV
source,as_of,kind,code,name,postal_code,address,phone,valid_from,valid_to,end_reason
bureau,2026-12-01,medical,$CLINIC,見本医院,1500001,東京都渋谷区見本町2,,2020-04-01,,
bureau,2026-12-01,care,$CARERS,見本介護,1500001,東京都渋谷区見本町3,,2020-04-01,,
CSV
for step in rates "institutions $WORK/institutions.csv" "facts $FACTS"; do
	code 0 "import of ${step%% *}" pg_as getsuji_run "$GETSUJI" import $step
done

# ---- what the tests say and look at
getsuji() { pg_as getsuji_run "$GETSUJI" "$@" --artifacts "$FILES"; }
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
leave() { # from the gate to the end; 4: something was held
	pg_as getsuji_approve "$GETSUJI" approve "$(last)" --digest "$(pg_query "SELECT left(encode(results_digest, 'hex'), 16) FROM run.run ORDER BY run_id DESC LIMIT 1")" &&
		pg_as getsuji_run "$GETSUJI" confirm "$(last)" && { getsuji resume "$(last)" || [ $? = 4 ]; }
}
EDITION=0
look() { # [MONTH]: a run that looks at the months before
	EDITION=$((EDITION + 1))
	getsuji run "$WORK/past.yaml" --office $OFFICE --month "${1:-2027-02}" --edition $EDITION
}
book() { # the workbook of the last run, if there is one
	find "$FILES" -path "*-$(pg_query "SELECT edition FROM run.run ORDER BY run_id DESC LIMIT 1")/ticket_past-$OFFICE-${1:-2027-02}.xlsx" -path "*/${2:-past}-*"
}
sheet() { # FILE COLUMN…: rows under the header, with the columns counted from 1
	/usr/bin/python3 - "$@" <<'PYTHON'
import sys
import openpyxl
for row in openpyxl.load_workbook(sys.argv[1]).worksheets[0].iter_rows(min_row=4, values_only=True):
    cells = [row[int(column) - 1] for column in sys.argv[2:]]
    print('|'.join('' if c is None else c.strftime('%Y-%m-%d') if hasattr(c, 'strftime') else str(c) for c in cells))
PYTHON
}
known() { # NAME: what $INTO holds becomes known
	code 0 "$1 becomes known" pg_as getsuji_run "$GETSUJI" import facts "$INTO"
}
out() { # case, person, type, last day of what is out
	pg_query "SELECT household_id - $H, person_no, type, until_on FROM result.claim_ticket
		WHERE cancelled_at = 'infinity' AND month_on = '2027-01-01' ORDER BY 1, 2, 3"
}

# ---- tickets of January are out
code 0 'a run looks back before there is any ticket' look
is "$(book)" '' '… and writes nothing'
code 0 'tickets of January come to the gate' getsuji run vouchers --office $OFFICE --month 2027-01
ok '… and are issued' leave
is "$(out | wc -l)" 11 'eleven tickets are out'
code 0 'a run of February looks back' look
is "$(book)" '' 'where nothing became known there is nothing'

# ---- what becomes known later
INTO=$WORK/same
mkdir "$INTO"
treat 2 1
protection 5
person 4 2
known 'what was known'
code 0 'a run looks back' look
is "$(book)" '' 'the same rows again are nothing new'
INTO=$WORK/later
mkdir "$INTO"
treat 2 1 2027-01-11                # ended in January
treat 3 1 2027-01-01                # ended before it
person 4 2 2027-01-09               # died
protection 5 2027-01-11             # closed
treat 6 1 2027-01-11                # of somebody under 支援措置
treat 7 1 2027-02-06                # ended in February
opinion 8 1 2026-12-01 0            # refused
care 9 2027-01-16
known 'what had ended'
code 0 'a run looks back' look
BOOK=$(book)
is "$(sheet "$BOOK" 1 2 3 4 5 7 8 10 11)" '01 井上　さくら|2|1|証＊|令和9年1月|医療券|入院外|見本医院|治療
01 井上　さくら|4|2|証＊|令和9年1月|医療券|入院外|見本医院|世帯員
01 井上　さくら|6|1|（表示しない）|令和9年1月|医療券|入院外|（表示しない）|治療
01 井上　さくら|8|1|証＊|令和9年1月|医療券|入院外|見本医院|要否意見
02 渡辺　拓也|3|1|証＊|令和9年1月|医療券|入院外|見本医院|治療
02 渡辺　拓也|5|1|証＊|令和9年1月|医療券|入院外|見本医院|保護
02 渡辺　拓也|9|1|証＊|令和9年1月|医療券|入院外|見本医院|介護サービス
02 渡辺　拓也|9|1|証＊|令和9年1月|介護券|居宅サービス|見本介護|介護サービス' \
	'tickets whose month became another are told, by caseworker and case; of protected persons the number alone'
is "$(sheet "$BOOK" 2 3 6 12)" "$(pg_query "SELECT t.household_id - $H, t.person_no, t.issue_no, (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
	FROM result.claim_ticket t JOIN fact.household h ON h.household_id = t.household_id
	WHERE t.household_id - $H IN (2, 3, 5, 6, 8, 9) OR t.household_id = $H + 4 AND t.person_no = 2
	ORDER BY h.caseworker_no, t.household_id, t.issue_no")" '… with their numbers, and since when it is known'
is "$(sheet "$BOOK" 9 2 | grep -v ^1)" '（表示しない）|6' '… nor the code of the institution'
COMMAND=$(sheet "$BOOK" 13 | sort -u)
is "$COMMAND" "getsuji run vouchers --month 2027-01 --edition 2 --office $OFFICE" '… and what to run'
is "$(pg_query "SELECT n_read, n_written FROM run.task WHERE run_id = $(last)")" '7|7' 'households and months are counted'
code 0 'a run of January itself has nothing to look back at' look 2027-01
is "$(book 2027-01)" '' '… and writes nothing'
code 0 'a run of the next year looks back' look 2028-01
is "$(book 2028-01)" '' '… since a month is looked back at for eleven months'
code 0 'a run of December looks back' look 2027-12
is "$(sheet "$(book 2027-12)" 2 | wc -l)" 8 '… and sees the same tickets'

# ---- in the graphs, before the gate; mended
code 0 'graph monthly comes to its gate' getsuji run monthly --office $OFFICE --month 2027-02
is "$(sheet "$(book 2027-02 monthly)" 2 3 6 11 13)" "$(sheet "$BOOK" 2 3 6 11 13)" '… with the same list'
code 0 'what the list says is run' ${COMMAND/%/ --lang en}
ok '… and comes to its end' leave
is "$(out)" '1|1|1|2027-01-31
2|1|1|2027-01-10
4|1|1|2027-01-31
4|2|1|2027-01-08
5|1|1|2027-01-10
6|1|1|2027-01-10
7|1|1|2027-01-31
9|1|1|2027-01-31
9|1|3|2027-01-15' 'tickets are shortened or taken back'
code 0 'a run looks back' look
is "$(book)" '' 'and nothing is told any more'

# ---- own payments
pg_query "INSERT INTO run.action (run_id, command, reason) SELECT hand.decide('2027-01-01', 2, $H + 1, 0, 3000, 0), 'confirm', ''" >/dev/null
code 0 'a run looks back after January was decided again' look
is "$(sheet "$(book)" 2 3 11 13)" "1|1|本人支払額|getsuji run vouchers --month 2027-01 --edition 3 --office $OFFICE" \
	'a decision that says another own payment than the ticket is told'
done_testing
