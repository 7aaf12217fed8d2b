#!/usr/bin/env bash
# Files in: facts and decisions in force, good and bad, with the exact place of everything set aside.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_start
pg_migrate
work=$PG_DIR/scratch

OFFICE=office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from,valid_to
CASEWORKER=office,caseworker_no,name,valid_from
HOUSEHOLD=office,case_no,municipality,caseworker_no,household_type,payment_method,single_parent,protected_address,valid_from,valid_to
PROTECTION=office,case_no,state,valid_from,valid_to,start_reason,end_reason
PERSON=office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to
RENT=office,case_no,rent_yen,common_charge_yen,valid_from,valid_to
BASELINE=office,case_no,month,minimum_total,income_recognised
for kind in livelihood housing education high_school care medical birth occupation funeral total; do
	BASELINE=$BASELINE,payable_$kind
done

file() { # NAME LINE…: $work/NAME/DATASET.csv is written when NAME is NAME/DATASET
	mkdir -p "$work/$(dirname "$1")"
	local name=$1
	shift
	printf '%s\n' "$@" >"$work/$name.csv"
}
import() { pg_as getsuji_run "$GETSUJI" import facts "$work/$1" "${@:2}"; }
aside() { # DATASET: what its last import set aside
	pg_query "SELECT line, column_no, field, rule FROM fact.import_quarantine
		WHERE import_id = (SELECT max(import_id) FROM fact.import WHERE dataset = '$1') ORDER BY 1, 2"
}
counts() { # DATASET: read, recorded, unchanged, quarantined of its last import
	pg_query "SELECT rows_read, rows_recorded, rows_unchanged, rows_quarantined FROM fact.import
		WHERE dataset = '$1' ORDER BY import_id DESC LIMIT 1"
}

# ---- a whole folder ------------------------------------------------------------------------------
file good/office $OFFICE '13104,見本市福祉事務所,13104,1600022,見本市本町1-1,03-0000-0000,見本市福祉事務所長,東京都知事,見本市長,2020-04-01,'
file good/caseworker $CASEWORKER '13104,1,見本,2020-04-01' '13104,2,見本,2020-04-01'
file good/household $HOUSEHOLD 13104,{1,2,3,4},13104,1,elderly,bank,0,0,2024-04-01,
file good/protection $PROTECTION 13104,1,active,2024-04-10,,illness, 13104,2,active,2024-04-10,2026-11-05,illness,death
file good/person $PERSON '13104,1,1,head,1950-02-11,見本 𠮷󠄀郎,ミホン,2024-04-10,' '13104,2,1,head,1948-02-29,"見本, 次",,2024-04-10,'
file good/circumstance office,case_no,person_no,kind,valid_from 13104,1,1,disability_a,2025-01-01
file good/stay office,case_no,person_no,kind,valid_from,valid_to,over_one_month 13104,1,1,hospital,2026-11-20,,1
file good/income office,case_no,person_no,kind,item_no,amount_yen,valid_from 13104,1,1,pension,1,831700,2026-06-01
file good/income_declaration office,case_no,month,submitted_on 13104,1,2026-12,2027-01-05
file good/rent $RENT 13104,1,53700,2000,2024-04-10, 13104,2,40000,,2024-04-10,
file good/need office,case_no,person_no,kind,item_no,amount_yen,valid_from 13104,1,0,medical,1,12000,2026-12-01
file good/address office,case_no,kind,postal_code,address,care_of,valid_from '13104,1,residence,1600022,見本市本町2-3-4,,2024-04-10'
file good/hold office,case_no,name,reason,valid_from '13104,2,address_check,転居先の確認中,2026-12-20'
ok 'a folder of all datasets goes in' import good
is "$(pg_query "SELECT string_agg(dataset, ' ' ORDER BY import_id) FROM fact.import")" \
	"office caseworker household protection person circumstance stay income income_declaration rent need address hold" \
	'what others refer to goes in first'
is "$(pg_query "SELECT name FROM fact.current_person WHERE household_id = 1310400000001")" '見本 𠮷󠄀郎' \
	'a name keeps its rare characters and variation selectors'
is "$(pg_query "SELECT valid_from, valid_to, submitted_on FROM fact.income_declaration")" '2026-12-01|2027-01-01|2027-01-05' \
	'a month becomes its days'
is "$(pg_query "SELECT valid_to, end_reason, superseded_at FROM fact.protection ORDER BY household_id LIMIT 1")" \
	'infinity|0|infinity' 'an empty end is open'
ok 'the same folder again is a no-op' import good
like "$TAP_OUT" 'person.csv.*before' 'and says so'
is "$(pg_query 'SELECT count(*) FROM fact.import')" 13 'and leaves no trace'

# ---- superseding ---------------------------------------------------------------------------------
file rent $RENT 13104,1,53700,2000,2024-04-10,2026-12-01 13104,1,55000,2000,2026-12-01, 13104,2,40000,0,2024-04-10,
ok 'a row is closed and followed by a new one in one file' import rent.csv
is "$(counts rent)" '3|2|1|0' 'a row that says what is known is unchanged'
is "$(pg_query "SELECT rent_yen, valid_from, valid_to FROM fact.current_rent WHERE household_id = 1310400000001 ORDER BY 2")" \
	$'53700|2024-04-10|2026-12-01\n55000|2026-12-01|infinity' 'the new state is current'
is "$(pg_query "SELECT count(*), bool_and(o.superseded_at = n.recorded_at) FROM fact.rent o JOIN fact.rent n
	ON n.household_id = o.household_id AND n.valid_from = o.valid_from AND n.superseded_at = 'infinity'
	WHERE o.superseded_at <> 'infinity'")" '1|t' 'the old row is kept, and ends at the instant at which the new one begins'
is "$(pg_query "SELECT max(n) FROM (SELECT count(DISTINCT recorded_at) AS n FROM fact.household GROUP BY import_id) x")" 1 \
	'all rows of a file are recorded at one instant'
file overlap/rent $RENT 13104,1,56000,0,2027-01-01, 13104,1,50000,0,2020-01-01,2025-01-01 13104,2,1,0,2030-01-01,
code 4 'rows that overlap with known ones are set aside' import overlap
is "$(aside rent)" $'2|17|valid_from|I-overlap\n3|17|valid_from|I-overlap\n4|13|valid_from|I-overlap' 'each with its place'
code 0 'the same file again is a no-op' import overlap
like "$TAP_OUT" 'before, nothing to do; 3 rows set aside then are still missing' 'which does not hide the rows set aside'
mkdir -p "$work/pipe" && mkfifo "$work/pipe/rent.csv"
code 16 'a pipe is refused at once' timeout 10 env PGUSER=getsuji_run "$GETSUJI" import facts "$work/pipe/rent.csv"
code 16 '… in a folder, too' timeout 10 env PGUSER=getsuji_run "$GETSUJI" import facts "$work/pipe"
like "$TAP_ERR" '^GJ1142 .*pipe/rent.csv: ' 'and named'
file chain/rent $RENT 13104,1,57000,0,2026-12-01,2027-02-01 13104,1,58000,0,2027-02-01,2027-02-01 13104,1,59000,0,2027-02-01,
code 4 'a row that is wrong by itself does not take its neighbours with it' import chain
is "$(aside rent)" '3|28|valid_to|I-order' 'only the wrong one is set aside'
file revive/rent $RENT 13104,2,1,0,2024-04-10,2026-01-01 13104,2,2,0,2025-06-01,2025-07-01 13104,2,3,0,2026-01-01,
code 4 'overlaps are judged by what would be known' import revive
is "$(aside rent)" '3|13|valid_from|I-overlap' 'the row inside another is the one to blame'

# ---- every rule, by line and column --------------------------------------------------------------
file rules/household $HOUSEHOLD \
	13104,,13104,1,elderly,bank,0,0,2024-04-01, \
	13104,1２,13104,1,elderly,bank,0,0,2024-04-01, \
	13104,100000000,13104,1,elderly,bank,0,0,2024-04-01, \
	1310,5,13104,1,elderly,bank,0,0,2024-04-01, \
	13104,5,131041,1,elderly,bank,0,0,2024-04-01, \
	13104,5,13104,1,Elderly,bank,0,0,2024-04-01, \
	13104,5,13104,1,elderly,bank,2,0,2024-04-01, \
	13104,5,13104,1,elderly,bank,0,0,2026-02-29, \
	13104,5,13104,1,elderly,bank,0,0,2024-04-01,2024-04-01 \
	13105,5,13104,1,elderly,bank,0,0,2024-04-01, \
	13104,5,13104,77,elderly,bank,0,0,2024-04-01, \
	13104,6,13104,1,elderly,bank,0,0,2024-04-01, \
	13104,6,13104,2,elderly,bank,0,0,2024-04-01, \
	'x,y,13104,1,elderly,bank,0,0,2024-04-01,1'
code 4 'every wrong row is set aside' import rules/household.csv
is "$(aside household)" "2|7|case_no|I-required
3|7|case_no|I-number
4|7|case_no|I-range
5|1|office|I-pattern
6|9|municipality|I-pattern
7|17|household_type|I-word
8|30|single_parent|I-range
9|34|valid_from|I-date
10|45|valid_to|I-order
11|1|office|I-unknown-office
12|15|caseworker_no|I-unknown-caseworker
14|7|case_no|I-key
15|1|office|I-pattern
15|3|case_no|I-number
15|41|valid_to|I-date" 'with line, column, field and rule'
is "$(counts household)" '14|1|0|13' 'read = recorded + unchanged + set aside'
long=$(printf '長%.0s' $(seq 81))
file rules/person $PERSON \
	"13104,1,2,child,2010-01-01,$long,,2024-04-10," \
	$'13104,1,2,child,2010-01-01,"見本\n太郎",,2024-04-10,' \
	$'13104,1,2,child,2010-01-01,見本\ue000,,2024-04-10,' \
	13104,9,1,head,2010-01-01,見本,,2024-04-10,
code 4 'names are checked by their characters' import rules/person.csv
is "$(aside person)" "2|28|name|I-length
3|28|name|I-character
5|28|name|I-character
6|7|case_no|I-unknown-household" 'too long, with a line break, with 外字'
case "$TAP_OUT$TAP_ERR" in *見本*) shown=1 ;; *) shown=0 ;; esac
is "$shown" 0 'what is said of them holds no value'
file rules/income office,case_no,person_no,kind,item_no,amount_yen,valid_from 13104,1,7,earned,1,1000,2026-01-01 \
	13104,1,1,earned,1,-1000,2026-01-01 13104,1,1,earned,1,2147483648,2026-01-01
code 4 'incomes need a known person and a plain amount' import rules/income.csv
is "$(aside income)" $'2|9|person_no|I-unknown-person\n3|20|amount_yen|I-number\n4|20|amount_yen|I-range' 'with their places'
file rules/protection $PROTECTION 13104,3,active,2024-04-10,2025-01-01,illness, 13104,4,active,2024-04-10,,illness,death
code 4 'an end and its reason belong together' import rules/protection.csv
is "$(aside protection)" $'2|46|end_reason|I-reason\n3|36|end_reason|I-reason' 'both ways round'
file rules/hold office,case_no,name,reason,valid_from '13104,1,Stop,x,2026-01-01' '13104,1,stop,x,2026-01'
code 4 'holds have plain names' import rules/hold.csv
is "$(aside hold)" $'2|9|name|I-pattern\n3|16|valid_from|I-date' 'with their places'
file rules/address office,case_no,kind,postal_code,address,care_of,valid_from 13104,1,mailing,160-0022,x,,2026-01-01
code 4 'postal codes have seven digits' import rules/address.csv
is "$(aside address)" '2|17|postal_code|I-pattern' 'with its place'

# ---- encodings -----------------------------------------------------------------------------------
file bom/caseworker $'\xef\xbb\xbf'"$CASEWORKER"$'\r' $'13104,3,見本,2020-04-01\r'
ok 'a byte order mark and CRLF are fine' import bom
file cp932/caseworker $CASEWORKER 13104,4,髙﨑,2020-04-01
iconv -f UTF-8 -t CP932 "$work/cp932/caseworker.csv" >"$work/cp932/c" && mv "$work/cp932/c" "$work/cp932/caseworker.csv"
code 16 'CP932 is refused when not asked for' import cp932
like "$TAP_ERR" 'caseworker.csv:2:9' 'with the place of its first character'
ok 'and read by option' import cp932 --encoding cp932
is "$(pg_query 'SELECT name FROM fact.current_caseworker WHERE caseworker_no = 4')" 髙﨑 'with the right characters'

# ---- refused whole -------------------------------------------------------------------------------
before=$(pg_query 'SELECT count(*), (SELECT count(*) FROM fact.caseworker) FROM fact.import')
refuse() { # NAME PLACE: the file is $work/bad/caseworker.csv
	code 16 "$1" import bad
	like "$TAP_ERR" "caseworker.csv:$2" 'with its place'
}
file bad/caseworker $CASEWORKER 13104,5,x,2020-04-01
head -c -1 "$work/bad/caseworker.csv" >"$work/bad/c" && mv "$work/bad/c" "$work/bad/caseworker.csv"
refuse 'a file cut off within its last line is refused' 2:21
file bad/caseworker $CASEWORKER '13104,5,"x,2020-04-01' 13104,6,x,2020-04-01
refuse 'an open quote is refused' 2:9
file bad/caseworker $CASEWORKER 13104,5,x,2020-04-01 13104,6,x
refuse 'a row with another number of fields is refused' 3:1
file bad/caseworker office,caseworker_no,valid_from 13104,5,2020-04-01
refuse 'a missing column is refused' 1:1
file bad/caseworker $CASEWORKER,colour 13104,5,x,2020-04-01,red
refuse 'an unknown column is refused' 1:38
file bad/caseworker $CASEWORKER,name 13104,5,x,2020-04-01,x
refuse 'a column named twice is refused' 1:38
file bad/caseworker $CASEWORKER 13104,{5,6,7},,2020-04-01
code 12 'more wrong rows than the limit refuse the file' import bad --quarantine-limit 2
is "$(pg_query 'SELECT count(*), (SELECT count(*) FROM fact.caseworker) FROM fact.import')" "$before" \
	'nothing of a refused file is imported'
code 16 'a name that is no dataset is refused' import good/nothing.csv
mkdir "$work/empty"
code 16 'a folder without files of facts is refused' import empty

# ---- decisions in force --------------------------------------------------------------------------
file baseline $BASELINE 13104,1,2026-12,126360,65000,61360,0,0,0,0,0,0,0,0,61360 \
	13104,2,2026-12,100000,0,100000,0,0,0,0,0,0,0,0,100000 13104,9,2026-12,1,0,1,0,0,0,0,0,0,0,0,1
code 4 'decisions in force go in' import baseline.csv
is "$(aside baseline)" '4|7|case_no|I-unknown-household' 'those of an unknown household are set aside'
is "$(pg_query "SELECT graph, office_id, month_on, edition, execution, decision FROM run.run")" \
	'baseline|13104|2026-12-01|1|done|confirmed' 'as a confirmed run'
is "$(pg_query "SELECT month_on, household_id, payable_total, minimum_total, caseworker_no FROM result.current_decision ORDER BY 2")" \
	$'2026-12-01|1310400000001|61360|126360|1\n2026-12-01|1310400000002|100000|100000|1' \
	'that counts, with the caseworker of that month'
ok 'the same decisions again are a no-op' import baseline.csv
is "$(pg_query 'SELECT count(*) FROM run.run')" 1 'and make no second run'
file again/baseline $BASELINE 13104,3,2026-12,1,0,1,0,0,0,0,0,0,0,0,1
code 12 'other decisions for the same office and month are refused' import again
like "$TAP_ERR" '13104.*2026-12' 'naming office and month'
is "$(pg_query 'SELECT count(*) FROM result.claim_decision')" 2 'nothing of them is stored'

# ---- rate tables ---------------------------------------------------------------------------------
rates() { pg_as getsuji_run "$GETSUJI" import rates "$@"; }
ok 'the built-in rate tables go in' rates
is "$(pg_query "SELECT value, status LIKE 'verified%' FROM rate.cell WHERE table_name = 'living_class1' AND cell_key = 'new|1-1|0-2'")" \
	'44580|t' 'each cell with its status'
ok 'the same tables from a folder are a no-op' rates jobs/rules/tables
is "$(pg_query 'SELECT count(*) FROM rate.rate_set')" 1 'by their content'
cp -r jobs/rules/tables "$work/rates"
sed -i '2d' "$work/rates/living_class2.csv"
code 16 'a set with a hole is refused' rates "$work/rates"
like "$TAP_ERR" 'living_class2.csv, new\|1-1\|1, 2023-10-01' 'with table, cell and days'
is "$(pg_query 'SELECT count(*), (SELECT count(DISTINCT rate_set_id) FROM rate.cell) FROM rate.rate_set')" '1|1' \
	'and leaves nothing'
cp jobs/rules/tables/living_class2.csv "$work/rates/"
sed -i 's/^\(2026-10-01,,home,2500\)/2026-09-15,,home,2500/' "$work/rates/special_addition.csv"
code 16 'a set with an overlap is refused' rates "$work/rates"
like "$TAP_ERR" 'special_addition.csv:4:18' 'with its line and column'

done_testing
