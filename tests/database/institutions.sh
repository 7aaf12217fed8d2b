#!/usr/bin/env bash
# Lists of designated institutions: what goes in and what is refused, what a later list ends, how lists of several
# sources become one directory, as known at any instant; who looks in it finds what counts; killed at any point: all of a list or nothing.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_start
pg_migrate
work=$PG_DIR/scratch
HEADER=source,as_of,kind,code,name,name_kana,postal_code,address,phone,valid_from,valid_to,end_reason
A=1310100016 B=1310100024 C=1310100032 DENTAL=1330100016 PHARMACY=1340100016 NURSING=1360100016 CARE=13A0100019

list() { # NAME LINE…: a list with the header above
	printf '%s\n' "$HEADER" "${@:2}" >"$work/$1.csv"
}
import() { pg_as getsuji_run "$GETSUJI" import institutions "$work/$1.csv" "${@:2}"; }
known() { # SOURCE: what it says now
	pg_query "SELECT code, name, valid_from, valid_to, end_reason, as_of_on FROM fact.current_institution
		WHERE source = '$1' ORDER BY kind, code, valid_from"
}
directory() { # CODE [AT]
	pg_query "SELECT source, name, valid_from, valid_to, end_reason, as_of_on
		FROM fact.directory(coalesce(nullif('${2:-}', '')::timestamptz, clock_timestamp()), '$1') ORDER BY valid_from"
}
now() { pg_query "SELECT clock_timestamp()"; }
forget() { pg_query 'TRUNCATE fact.institution, fact.institution_list; DELETE FROM fact.import_quarantine; DELETE FROM fact.import'; }
counts() { pg_query "SELECT rows_read, rows_recorded, rows_unchanged, rows_quarantined FROM fact.import
	WHERE dataset = 'institutions' ORDER BY import_id DESC LIMIT 1"; }

# ---- a list --------------------------------------------------------------------------------------
list first "bureau,2026-10-01,medical,$A,見本内科医院,ミホンナイカイイン,1010001,東京都見本区一丁目1-1,03-0000-0001,2020-04-01,," \
	"bureau,2026-10-01,dental,$DENTAL,見本歯科,,,,,2020-04-01,," \
	"bureau,2026-10-01,pharmacy,$PHARMACY,みほん薬局,,1010002,東京都見本区一丁目2,,2021-06-01,2027-06-01,expired" \
	"bureau,2026-10-01,nursing,$NURSING,見本訪問看護,,,,,2022-04-01,2026-09-01,withdrawn" \
	"bureau,2026-10-01,care,$CARE,見本の家,,,,,2024-04-01,,"
ok 'a list goes in' import first
is "$TAP_OUT" 'first.csv: 5 rows read, 5 recorded, 0 unchanged, 0 set aside' 'which is told'
is "$(known bureau)" "$A|見本内科医院|2020-04-01|infinity|0|2026-10-01
$DENTAL|見本歯科|2020-04-01|infinity|0|2026-10-01
$PHARMACY|みほん薬局|2021-06-01|2027-06-01|1|2026-10-01
$NURSING|見本訪問看護|2022-04-01|2026-09-01|2|2026-10-01
$CARE|見本の家|2024-04-01|infinity|0|2026-10-01" 'kinds, periods and reasons as the list has them'
is "$(pg_query "SELECT bool_and(check_holds) FROM fact.institution")" t 'all codes hold'
ok 'the same bytes once more' import first
is "$TAP_OUT" 'first.csv: imported before, nothing to do' 'are a no-op'
{ printf '\xef\xbb\xbf'; head -1 "$work/first.csv"; tail -n +2 "$work/first.csv" | tac; } >"$work/turned.csv"
ok 'the same rows in another order, after a byte order mark' import turned
is "$TAP_OUT" 'turned.csv: 5 rows read, 0 recorded, 5 unchanged, 0 set aside' '… are the same list'
iconv -f UTF-8 -t CP932 "$work/first.csv" >"$work/sjis.csv"
ok '… in another encoding too' import sjis --encoding cp932
is "$TAP_OUT" 'sjis.csv: 5 rows read, 0 recorded, 5 unchanged, 0 set aside' '… are that list'
list other "bureau,2026-10-01,medical,$A,ほかの名前,,,,,2020-04-01,,"
code 16 'another list of that source and day is refused' import other
is "${TAP_ERR%%$'\n'*}" 'GJ1180 other.csv: another list of bureau as of 2026-10-01 is known' 'and named'
forget
list pair "bureau,2026-10-01,medical,$A,見本内科医院,,,,,2020-04-01,," "bureau,2026-10-01,medical,$B,見本医院,,,,,2020-04-01,,"
list half "bureau,2026-10-01,medical,$A,見本内科医院,,,,,2020-04-01,,"
ok 'a list of two' import pair
code 16 'is not the same as one that lacks one of them' import half
like "$TAP_ERR" GJ1180 '… which is refused as another list'

# ---- rows that break a rule ------------------------------------------------------------------------
forget
list wrong "bureau,2026-10-01,medical,$A,よい医院,,,,,2020-04-01,," \
	'bureau,2026-10-01,medical,131010001,短い,,,,,2020-04-01,,' \
	'bureau,2026-10-01,medical,13A0100019,医科に英字,,,,,2020-04-01,,' \
	'bureau,2026-10-01,care,13I0100019,使わない字,,,,,2020-04-01,,' \
	"bureau,2026-10-01,clinic,$B,種別がない,,,,,2020-04-01,," \
	"bureau,2026-10-01,medical,$B,,,,,,2020-04-01,," \
	"bureau,2026-10-01,medical,$B,日,,,,,2020-04-31,," \
	"bureau,2026-10-01,medical,$B,順,,,,,2020-04-01,2020-04-01,expired" \
	"bureau,2026-10-01,medical,$B,理由がない,,,,,2020-04-01,2024-04-01," \
	"bureau,2026-10-01,medical,$B,削除,,,,,2020-04-01,2024-04-01,dropped" \
	"bureau,2026-10-01,medical,$A,二度,,,,,2020-04-01,," \
	"bureau,2026-10-01,medical,$A,重なる,,,,,2022-04-01,," \
	"bureau,2026-10-01,medical,$C,郵便,,101-0001,,,2020-04-01,,"
code 4 'rows of a wrong form are set aside' import wrong
is "$(pg_query 'SELECT line, column_no, field, rule FROM fact.import_quarantine ORDER BY 1, 2')" "3|27|code|I-pattern
4|27|code|I-pattern
5|24|code|I-pattern
6|19|kind|I-word
7|38|name|I-required
8|44|valid_from|I-date
9|55|valid_to|I-order
10|70|end_reason|I-reason
11|67|end_reason|I-word
12|27|code|I-key
13|46|valid_from|I-overlap
14|42|postal_code|I-pattern" 'each with its line, column and rule'
is "$(counts)" '13|1|0|12' 'the rest goes in, and nothing is lost'
list mended "bureau,2026-10-01,medical,$A,よい医院,,,,,2020-04-01,," "bureau,2026-10-01,medical,$B,直った,,,,,2020-04-01,,"
ok 'a corrected list of the same day takes its place' import mended
is "$(known bureau | wc -l)" 2 'and brings what was missing'

forget
list digits "bureau,2026-10-01,medical,1310100017,検証番号,,,,,2020-04-01,," \
	"bureau,2026-10-01,dental,$A,点数表番号,,,,,2020-04-01,," \
	'bureau,2026-10-01,care,2372100034,実在の例,,,,,2020-04-01,,' 'bureau,2026-10-01,care,2794900205,正しい例,,,,,2020-04-01,,'
ok 'a wrong check digit is no reason to refuse a row' import digits
like "$TAP_OUT" '  3 codes fail their check digit; they count as they are' 'but told'
is "$(pg_query 'SELECT string_agg(code, $$ $$ ORDER BY code) FROM fact.institution WHERE NOT check_holds')" \
	"$A 1310100017 2372100034" 'and recorded; so is a code of another kind of institution'

# ---- files that are refused whole -------------------------------------------------------------------
forget
list two_sources "bureau,2026-10-01,medical,$A,甲,,,,,2020-04-01,," "city,2026-10-01,medical,$B,乙,,,,,2020-04-01,,"
code 16 'a file of two sources is refused' import two_sources
is "${TAP_ERR%%$'\n'*}" 'GJ1178 two_sources.csv:3:1: a list has one source and one day, and the rows before say others' 'with its place'
list two_days "bureau,2026-10-01,medical,$A,甲,,,,,2020-04-01,," "bureau,2026-11-01,medical,$B,乙,,,,,2020-04-01,,"
code 16 'a file of two days is refused' import two_days
like "$TAP_ERR" '^GJ1178 two_days.csv:3:8: ' 'with its place'
list empty
code 16 'a list without rows is refused' import empty
list nothing "bureau,2026-10-01,medical,1,甲,,,,,2020-04-01,,"
code 16 'so is one of which no row holds' import nothing
like "$TAP_ERR" 'GJ1179 nothing.csv: the list holds no institution' 'which is told'
printf '%s\nbureau,2026-10-01,medical,%s,甲' $HEADER $A >"$work/torn.csv"
code 16 'a file that ends within a row is refused' import torn
like "$TAP_ERR" 'torn.csv:2:' 'with its place'
printf '%s\nbureau,2026-10-01,medical,%s,\xff,,,,,2020-04-01,,\n' $HEADER $A >"$work/bytes.csv"
code 16 'as is one that is not UTF-8' import bytes
iconv -f UTF-8 -t CP932 "$work/two_sources.csv" | sed 's/city/bureau/' >"$work/cp932.csv"
ok 'CP932 is read when asked for' import cp932 --encoding cp932
is "$(known bureau | cut -d'|' -f2 | paste -sd' ')" '甲 乙' 'character by character'
is "$(pg_query 'SELECT count(*) FROM fact.import')" 1 'and of what was refused nothing is there'

# ---- a later list of the source ----------------------------------------------------------------------
forget
list m10 "bureau,2026-10-01,medical,$A,甲医院,,1010001,旧住所,,2020-04-01,," "bureau,2026-10-01,medical,$B,乙医院,,,,,2020-04-01,," \
	"bureau,2026-10-01,medical,$C,丙医院,,,,,2020-04-01,," "bureau,2026-10-01,care,$CARE,家,,,,,2024-04-01,,"
list m11 "bureau,2026-11-01,medical,$A,甲クリニック,,1010009,新住所,,2020-04-01,," \
	"bureau,2026-11-01,medical,$C,丙医院,,,,,2026-04-01,," "bureau,2026-11-01,medical,1310100040,丁医院,,,,,2026-12-01,,"
ok 'a first list' import m10
before=$(now)
ok 'and a later one' import m11
is "$TAP_OUT" 'm11.csv: 3 rows read, 3 recorded, 0 unchanged, 0 set aside
  1 institutions are not in the list any more and end with its day' 'which tells whom it lacks'
is "$(known bureau)" "$A|甲クリニック|2020-04-01|infinity|0|2026-11-01
$B|乙医院|2020-04-01|2026-11-01|5|2026-11-01
$C|丙医院|2020-04-01|2026-04-01|1|2026-11-01
$C|丙医院|2026-04-01|infinity|0|2026-11-01
1310100040|丁医院|2026-12-01|infinity|0|2026-11-01
$CARE|家|2024-04-01|infinity|0|2026-10-01" \
	'renamed and moved; dropped; renewed, without a gap; announced; and another kind is not spoken of'
is "$(directory $A "$before")" 'bureau|甲医院|2020-04-01|infinity|0|2026-10-01' 'what was known before is still known as it was'
list m09 "bureau,2026-09-01,medical,$A,さらに前の名,,,,,2020-04-01,," "bureau,2026-09-01,pharmacy,$PHARMACY,薬局,,,,,2020-04-01,,"
kept=$(known bureau | grep -v $PHARMACY)
ok 'an older list comes late' import m09
is "$(counts)" '2|1|1|0' 'and changes nothing, but where no later list speaks of the kind'
is "$(known bureau | grep -v $PHARMACY)" "$kept" 'all else is as it was'
list m12 "bureau,2026-12-01,medical,$A,甲クリニック,,1010009,新住所,,2020-04-01,," "bureau,2026-12-01,medical,$B,乙医院,,,,,2020-04-01,," \
	"bureau,2026-12-01,medical,$C,丙医院,,,,,2026-04-01,,"
ok 'a list without the one that was announced' import m12
is "$(counts)" '3|1|2|0' 'what it says as before is unchanged'
is "$(known bureau | grep medical; pg_query "SELECT count(*) FROM fact.current_institution WHERE code = '1310100040'")" 0 \
	'who was announced and never came is gone without a trace of a period'
is "$(known bureau | grep $B)" "$B|乙医院|2020-04-01|infinity|0|2026-12-01" 'who was dropped and is listed again was never gone'
is "$(directory $A)" "bureau|甲クリニック|2020-04-01|infinity|0|2026-12-01" 'a list speaks also of whom it leaves as he is'

# ---- rows set aside end nobody -----------------------------------------------------------------------
list m13 "bureau,2027-01-01,medical,$A,甲クリニック,,1010009,新住所,,2020-04-01,," "bureau,2027-01-01,medical,$B,,,,,,2020-04-01,,"
code 4 'a later list with a row that breaks a rule' import m13
is "$(known bureau | grep -E "^($B|$C)")" "$B|乙医院|2020-04-01|infinity|0|2026-12-01
$C|丙医院|2020-04-01|2026-04-01|1|2026-11-01
$C|丙医院|2026-04-01|2027-01-01|5|2027-01-01" 'ends who is missing, not whom the row speaks of'
list m14 "bureau,2027-02-01,medical,$A,甲クリニック,,1010009,新住所,,2020-04-01,," "bureau,2027-02-01,medical,13I0100024,乙医院,,,,,2020-04-01,,"
code 4 'a row of which nobody can tell whom it speaks of' import m14
is "$(known bureau | grep "^$B")" "$B|乙医院|2020-04-01|infinity|0|2026-12-01" 'spares everybody'

# ---- a wrong year ----------------------------------------------------------------------------------------
forget
psql -Xq <<'SQL'
INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision, results_digest)
VALUES ('baseline', 13113, '2026-12-01', 1, sha256('g'), '', now(), 'done', 'confirmed', sha256('r'))
SQL
list late "bureau,2027-12-01,medical,$A,局の名,,,局の住所,,2020-04-01,,"
code 16 'a list of a year or more after the last confirmed month is refused' import late
like "$TAP_ERR" 'GJ1182 .*dated 2027-12-01, a year or more after' 'with its day'
list early "bureau,2027-11-30,medical,$A,局の名,,,局の住所,,2020-04-01,,"
ok 'a day before is not' import early

# ---- a list that was cut off ---------------------------------------------------------------------------
forget
rows() { # AS_OF FROM TO: pharmacies by number
	for ((i = $2; i <= $3; i++)); do printf 'bureau,%s,pharmacy,134010%04d,薬局%d,,,,,2020-04-01,,\n' "$1" $i $i; done
}
list long "$(rows 2026-10-01 1 200)"
ok 'a list of 200' import long
list cut "$(rows 2026-11-01 1 179)"
code 12 'a list that lacks 21 of them is refused' import cut
is "${TAP_ERR%%$'\n'*}" 'GJ1181 cut.csv: the list lacks 21 of 200 institutions of its source: is it cut off?' 'with the figures'
is "$(pg_query "SELECT count(*) FROM fact.current_institution WHERE valid_to = 'infinity'")" 200 'and nothing of it is there'
ok 'unless somebody insists' import cut --drop-limit 11
is "$(pg_query "SELECT count(*) FROM fact.current_institution WHERE valid_to = '2026-11-01'")" 21 'then they end'
list short "$(rows 2026-12-01 11 179)"
code 4 'ten may always be missing, but it is told' import short --drop-limit 0
like "$TAP_OUT" 'was it cut off' 'with what to do'

# ---- several sources, one directory ----------------------------------------------------------------------
forget
list bureau10 "bureau,2026-10-01,medical,$A,局の名,,,局の住所,,2020-04-01,,"
list city10 "city,2026-10-15,medical,$A,市の名,,,市の住所,,2020-04-01,," "city,2026-10-15,dental,$DENTAL,市だけ,,,,,2020-04-01,,"
list bureau11 "bureau,2026-11-01,medical,$A,局の名,,,局の住所,,2020-04-01,,"
list city11 "city,2026-11-01,medical,$A,市の新しい名,,,市の住所,,2020-04-01,,"
instants=()
for one in bureau10 city10 bureau11 city11; do
	ok "list $one" import $one
	instants+=("$(now)")
done
said() { directory $A "${instants[$1]}"; }
is "$(said 0)" 'bureau|局の名|2020-04-01|infinity|0|2026-10-01' 'one source: what it says'
is "$(said 1)" 'city|市の名|2020-04-01|infinity|0|2026-10-15' 'the same code and kind of two sources are one institution: the later list wins'
is "$(said 2)" 'bureau|局の名|2020-04-01|infinity|0|2026-11-01' 'a later list wins also where it says what it said before'
is "$(said 3)" 'city|市の新しい名|2020-04-01|infinity|0|2026-11-01' 'of the same day the source that comes last by its name'
is "$(directory $DENTAL)" 'city|市だけ|2020-04-01|infinity|0|2026-10-15' 'what one source alone knows is there, too'
list bureau12 "bureau,2026-12-01,medical,$B,ほか,,,,,2020-04-01,,"
ok 'the source that wins has dropped it' import bureau12
is "$(directory $A)" 'bureau|局の名|2020-04-01|2026-12-01|5|2026-12-01' 'so it is ended: the later list spoke of it by its silence'
list city13 "city,2027-01-01,medical,$A,市の名,,,,,2026-12-20,,"
ok 'another source designates it anew' import city13
is "$(directory $A)" 'city|市の新しい名|2020-04-01|2026-12-20|1|2027-01-01
city|市の名|2026-12-20|infinity|0|2027-01-01' 'so it is designated'
list bureau14 "bureau,2027-02-01,medical,$B,ほか,,,,,2020-04-01,,"
ok 'the first source still does not have it' import bureau14
is "$(directory $A | tail -1)" 'city|市の名|2026-12-20|infinity|0|2027-01-01' 'what it said of it long ago is not said again'
is "$(pg_query "SELECT count(*), count(DISTINCT (kind, code)) FROM fact.directory_whole(clock_timestamp())")" '4|3' \
	'the whole directory is the same, set by set'
is "$(pg_query "SELECT count(*) FROM fact.directory_whole(clock_timestamp()) d
	FULL JOIN (SELECT x.* FROM (SELECT DISTINCT code FROM fact.institution) c
		CROSS JOIN LATERAL fact.directory(clock_timestamp(), c.code) x) e
		ON (d.source, d.kind, d.code, d.valid_from, d.valid_to, d.as_of_on) = (e.source, e.kind, e.code, e.valid_from, e.valid_to, e.as_of_on)
	WHERE d.code IS NULL OR e.code IS NULL")" 0 'row by row'
list bureau15 "bureau,2027-03-01,medical,$B,ほか,,,,,2020-04-01,," "bureau,2027-03-01,medical,$C,去る医院,,,,,2020-04-01,2027-03-20,withdrawn"
list city16 "city,2027-03-10,medical,$C,去る医院,,,,,2020-04-01,,"
ok 'a source announces that an institution withdraws' import bureau15
ok 'a later list of another does not know it' import city16
is "$(directory $C)" 'city|去る医院|2020-04-01|infinity|0|2027-03-10' 'and wins'
list bureau17 "bureau,2027-04-01,medical,$B,ほか,,,,,2020-04-01,,"
ok 'the first list after its end does not have it any more' import bureau17
is "$(directory $C)" 'bureau|去る医院|2020-04-01|2027-03-20|2|2027-04-01' 'so it is ended: the list spoke of it by its silence, as where the end had not been announced'

# ---- a list that lags behind falls silent later than another -------------------------------------------------
forget
whole() { pg_query "SELECT valid_to, end_reason FROM fact.directory_whole(clock_timestamp()) WHERE code = '$1'"; }
both() { # NAME AS_OF SOURCE CODE…: a list of so many, and one that stays
	local code rows=()
	for code in "${@:4}" 1310100040; do
		rows+=("$3,$2,medical,$code,医院,,,,,2020-04-01,,")
	done
	list "$1" "${rows[@]}"
	import "$1"
}
ok 'a list of all' both bureau01 2027-01-01 bureau $A $B $C
ok 'the other of all' both city01 2027-01-15 city $A $B $C
ok 'one is dropped by the first' both bureau02 2027-02-01 bureau $B $C
is "$(directory $A)" 'bureau|医院|2020-04-01|2027-02-01|5|2027-02-01' '… on its day'
before=$(now)
ok 'the other lacks it later, and a second one' both city02 2027-02-15 city $C
is "$(directory $A)|$(whole $A)" 'city|医院|2020-04-01|2027-02-01|5|2027-02-15|2027-02-01|5' 'that it is silent, too, does not move the end'
is "$(directory $A "$before")" 'bureau|医院|2020-04-01|2027-02-01|5|2027-02-01' '… nor what was known before'
is "$(directory $B)|$(whole $B)" 'city|医院|2020-04-01|2027-02-15|5|2027-02-15|2027-02-15|5' 'where it is the first to be silent its day is the end'
ok 'the first does not have that one either' both bureau03 2027-03-01 bureau $C
is "$(directory $B)" 'bureau|医院|2020-04-01|2027-02-15|5|2027-03-01' 'which then does not move this end'
list bureau04 "bureau,2027-04-01,medical,$C,医院,,,,,2020-04-01,2027-03-10,withdrawn" "bureau,2027-04-01,medical,1310100040,医院,,,,,2020-04-01,,"
ok 'one list says when and why' import bureau04
ok 'the other still had it before, and now is silent' both city04 2027-04-15 city
is "$(directory $C)|$(whole $C)" 'city|医院|2020-04-01|2027-03-10|2|2027-04-15|2027-03-10|2' 'what was said holds, day and reason'
ok 'a list has one that another ended' both city05 2027-04-16 city $A
is "$(directory $A)" 'city|医院|2020-04-01|infinity|0|2027-04-16' 'so it is designated: the later list outweighs'
ok 'and later has it no more' both city06 2027-05-15 city
is "$(directory $A)|$(whole $A)" 'city|医院|2020-04-01|2027-05-15|5|2027-05-15|2027-05-15|5' 'on its day: it had it after that end was told'

# ---- looking in it -------------------------------------------------------------------------------------------
forget
list find "bureau,2026-10-01,medical,$A,見本内科医院,ミホンナイカイイン,1010001,東京都見本区一丁目1-1,03-0000-0001,2020-04-01,," \
	"bureau,2026-10-01,pharmacy,$PHARMACY,Ａｏｂａ薬局　駅前店,ｱｵﾊﾞﾔﾂｷﾖｸ,,東京都見本区二丁目2,,2021-06-01,2026-11-01,withdrawn" \
	'bureau,2026-10-01,medical,2710100013,大阪見本医院,,,大阪府見本市三丁目3,,2020-04-01,,' \
	'bureau,2026-10-01,care,2372100034,実在の例,,,愛知県見本市,,2020-04-01,,'
list find_city "city,2026-10-15,medical,$A,見本内科クリニック,,,東京都見本区九丁目9,,2020-04-01,,"
ok 'a list to look in' import find
find() { # TEXT [OPTION…]
	pg_as getsuji_run "$GETSUJI" institution find "$@" --lang en
}
codes() { find "$@" | awk 'NR > 1 { print $1 }' | paste -sd' '; }
ok 'somebody looks' find 131010
is "$TAP_OUT" "  code        kind     name          designated    address                list, as of
  $A  medical  見本内科医院  2020-04-01 –  東京都見本区一丁目1-1  bureau 2026-10-01" 'who it is, since when, where, who says so'
is "$(codes 見本)" "$A $PHARMACY 2372100034 2710100013" 'by a name or an address, in all prefectures'
is "$(codes 見本 --prefecture 13)" "$A $PHARMACY" 'in one'
is "$(codes 見本 --kind care)" 2372100034 'of one kind'
is "$(codes 'aoba薬局駅前')|$(codes 'ＡＯＢＡ')|$(codes 'アオバ')|$(codes '薬局 二丁目')" "$PHARMACY|$PHARMACY|$PHARMACY|$PHARMACY" \
	'width, case and blanks do not matter; every word must be there'
is "$(codes '１３１０')|$(codes 0100016)|$(codes '薬局 九丁目')" "$A||" 'a code by its beginning only'
like "$(find aoba)" '2021-06-01 – 2026-10-31 resigned' 'until the last day, and why'
like "$(find 実在)" 'check digit fails' 'a code that fails its rule is told'
ok 'another list comes' import find_city
is "$(codes 内科医院)|$(codes クリニック)" "|$A" 'what counts is found, what another list says is not'
ok 'nobody is found' find 'どこにもない'
is "$TAP_OUT" 'no institution has that in its code, name or address' 'which is told'
is "$(codes "'; DROP TABLE fact.institution; --")$(codes '%')$(codes '_')$(codes '\')" '' 'no character means anything else'
list many "$(for n in {1..60}; do printf 'many,2026-10-01,pharmacy,%010d,多い薬局,,,,,2020-04-01,,\n' $((4740000000 + n)); done)"
ok 'many' import many
is "$(find 多い | grep -c '^  47')" 50 'fifty are shown'
like "$(find 多い)" '  and more: say more of the name' 'and that there are more'
for wrong in '' ' ' $'a\tb' "$(printf 'x%.0s' {1..101})" $'\xff'; do
	code 16 'a text by which nothing can be found is refused' find "$wrong"
done
like "$TAP_ERR" '^GJ2171 ' 'with what to do'
code 16 'another verb' pg_as getsuji_run "$GETSUJI" institution drop x
code 16 'a prefecture that there is not' find x --prefecture 48
code 16 'a kind that there is not' find x --kind clinic

# ---- killed at any point -----------------------------------------------------------------------------------
forget
list whole "$(for n in {1..4000}; do printf 'bureau,2026-10-01,pharmacy,%010d,薬局,,,,,2020-04-01,,\n' $((1340100000 + n)); done)"
list next "$(for n in {101..4000}; do printf 'bureau,2026-11-01,pharmacy,%010d,新薬局,,,,,2020-04-01,,\n' $((1340100000 + n)); done)"
ok 'a list of 4,000' import whole
states= killed=0
state() {
	pg_query "SELECT count(*), count(*) FILTER (WHERE name = '新薬局'), count(*) FILTER (WHERE end_reason = 5),
		(SELECT count(*) FROM fact.institution_list), (SELECT count(*) FROM fact.import) FROM fact.current_institution"
}
old='4000|0|0|1|1' new='4000|3900|100|2|2'
is "$(state)" "$old" 'is there'
for after in 0.02 0.05 0.08 0.12 0.16 0.2 0.25 0.3; do
	pg_as getsuji_run "$GETSUJI" import institutions "$work/next.csv" --quiet >/dev/null 2>&1 &
	pid=$!
	sleep $after
	kill -9 $pid 2>/dev/null && killed=$((killed + 1))
	wait $pid 2>/dev/null
	wait_for "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'getsuji import')"
	states="$states$(state)"$'\n'
done
is "$(printf '%s' "$states" | sort -u | grep -vxF -e "$old" -e "$new")" '' "killed $killed times: all of the list or nothing of it"
import next >/dev/null
is "$(state)" "$new" 'and in the end all of it, once'
done_testing
