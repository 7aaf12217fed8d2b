#!/bin/bash
# The workbook of graph institutions, through the program: what changed in the directory between two months, what is
# doubtful in it, whom it affects; read back with openpyxl.
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_start
pg_migrate
work=$PG_DIR/scratch
files=$work/files
A=1310100016 B=1310100024 C=1310100032 D=1310100040 WRONG=1310100058
DENTAL=1330100016 PHARMACY=1340100016 NURSING=1360100016 CARE=13A0100019
HEADER=source,as_of,kind,code,name,name_kana,postal_code,address,phone,valid_from,valid_to,end_reason

csv() { # NAME LINE…
	printf '%s\n' "${@:2}" >"$work/$1.csv"
	case $1 in
	list_*) pg_as getsuji_run "$GETSUJI" import institutions "$work/$1.csv" >>"$work/import.log" 2>&1 ;;
	*) pg_as getsuji_run "$GETSUJI" import facts "$work/$1.csv" >>"$work/import.log" 2>&1 ;;
	esac || { cat "$work/import.log"; exit 1; }
}
run() { # MONTH [OPTION…]
	pg_as getsuji_run "$GETSUJI" run institutions --month "$1" --office 13113 --artifacts "$files" "${@:2}" >"$work/run.log" 2>&1 ||
		{ cat "$work/run.log"; exit 1; }
}
FOLDER() { echo "$files/institutions-13113-$1-${2:-1}"; }
pg_as getsuji_run "$GETSUJI" import rates >/dev/null || exit 1

csv office office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from \
	'13113,見本市福祉事務所,13113,1500001,見本市1-1,03-0000-0000,所長,知事,市長,2020-04-01'
csv caseworker office,caseworker_no,name,valid_from '13113,1,担当,2020-04-01'
csv household office,case_no,municipality,caseworker_no,household_type,payment_method,protected_address,valid_from \
	13113,{1,2,3,4,6}',13113,1,elderly,bank,0,2024-04-01' '13113,5,13113,1,elderly,bank,1,2024-04-01'
csv person office,case_no,person_no,role,birth_on,name,valid_from 13113,{1,2,3,4,5,6}',1,head,1950-02-11,見本 太郎,2024-04-01'
TREATMENT=office,case_no,person_no,item_no,basis,service,institution_code,injury_1,valid_from,valid_to
csv treatment $TREATMENT "13113,1,1,1,continuing,outpatient,$A,高血圧症,2026-04-01," "13113,2,1,1,continuing,outpatient,$B,糖尿病,2026-04-01," \
	"13113,3,1,1,single,dental,$DENTAL,う蝕,2026-11-10," "13113,4,1,1,continuing,home_nursing,$NURSING,脳梗塞,2026-04-01," \
	"13113,5,1,1,continuing,outpatient,$B,糖尿病,2026-04-01," "13113,6,1,1,continuing,outpatient,$PHARMACY,感冒,2026-04-01," \
	"13113,6,1,2,continuing,outpatient,$B,感冒,2026-04-01,2026-10-15"
csv care_plan office,case_no,person_no,item_no,service,institution_code,care_level,certified_from,certified_to,valid_from \
	'13113,6,1,1,home,1370100099,care_1,2026-04-01,2027-04-01,2026-04-01' "13113,6,1,2,home,$CARE,care_1,2026-04-01,2027-04-01,2026-04-01"

csv list_bureau10 $HEADER "bureau,2026-10-01,medical,$A,見本内科医院,,1500001,見本市一丁目1,,2020-04-01,," \
	"bureau,2026-10-01,medical,$B,乙医院,,1500002,見本市二丁目2,,2020-04-01,," \
	"bureau,2026-10-01,medical,$C,丙医院,,1500003,見本市三丁目3,,2020-04-01,," \
	"bureau,2026-10-01,medical,$WRONG,検証番号医院,,,,,2020-04-01,," \
	"bureau,2026-10-01,dental,$DENTAL,見本歯科,,,,,2020-04-01,," \
	"bureau,2026-10-01,pharmacy,$PHARMACY,みほん薬局,,,,,2020-11-01,2026-11-01,expired" \
	"bureau,2026-10-01,nursing,$NURSING,見本訪問看護,,,,,2020-04-01,2026-06-01,closed" \
	"bureau,2026-10-01,care,$CARE,見本の家,,,,,2024-04-01,,"
csv list_city10 $HEADER "city,2026-10-15,medical,$A,見本　内科医院,,1500001,見本市一丁目１,,2020-04-01,," \
	"city,2026-10-15,care,$CARE,みほんの家,,,,,2024-05-01,,"
run 2026-10
csv list_bureau11 $HEADER "bureau,2026-11-01,medical,$A,見本内科医院,,1500001,見本市一丁目1,,2020-04-01,," \
	"bureau,2026-11-01,medical,$C,丙クリニック,,1500009,見本市九丁目9,,2020-04-01,," \
	"bureau,2026-11-01,medical,$D,丁医院,,1500004,見本市四丁目4,,2026-11-01,," \
	"bureau,2026-11-01,medical,$WRONG,検証番号医院,,,,,2020-04-01,," \
	"bureau,2026-11-01,dental,$DENTAL,見本歯科,,,,,2020-04-01,2026-11-16,withdrawn" \
	"bureau,2026-11-01,pharmacy,$PHARMACY,みほん薬局,,,,,2026-11-01,2032-11-01,expired" \
	"bureau,2026-11-01,nursing,$NURSING,見本訪問看護,,,,,2026-11-10,," \
	"bureau,2026-11-01,care,$CARE,見本の家,,,,,2024-04-01,,"
# A ticket of the month that is out, as issuing leaves it.
psql -Xqc "SET session_replication_role = replica" -c "INSERT INTO result.claim_ticket (office_id, month_on, issue_no, revision, recipient_no,
	run_id, household_id, person_no, line_no, caseworker_no, type, service, institution_code, institution_name, prescriber_code,
	prescriber_name, payer_no, from_on, until_on, injury_1, injury_2, injury_3, own_payment_yen, combined, insurance, elderly,
	tuberculosis, prefectural, scheme_no, insured_no, care_level, remark_1, remark_2, remark_3, route, cause, issued_on, recorded_at)
	VALUES (13113, '2026-11-01', 7, 1, '0000018', 1, 1311300000002, 1, 1, 1, 1, 2, '$B', '乙医院', '', '', '12131130', '2026-11-01',
	'2026-11-30', '糖尿病', '', '', 0, false, false, false, false, false, '', '', 0, '', '', '', 1, 0, '2026-10-25', '2026-10-25')" || exit 1
run 2026-11
[ -z "${KEEP_BOOK:-}" ] || cp "$(FOLDER 2026-11)/institution_diff-13113-2026-11.xlsx" "$KEEP_BOOK"

cat >"$work/look.py" <<'PYTHON'
import datetime, sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
def rows(name):
    for r in book[name].iter_rows(min_row=4, values_only=True):
        if r[0] is not None and r[0] != '該当なし':
            yield '|'.join(str(v.date()) if isinstance(v, datetime.datetime) else '' if v is None else str(v) for v in r)
if sys.argv[2] == 'sheets':
    print(' '.join(s.title for s in book))
elif sys.argv[2] == 'every':
    print('\n'.join(str(c.value) for s in book for r in s.iter_rows() for c in r if c.value is not None))
elif sys.argv[2] == '概要':
    for r in book['概要'].iter_rows(values_only=True):
        print('|'.join('' if v is None else str(v) for v in r[:2]))
else:
    print('\n'.join(rows(sys.argv[2])))
PYTHON
look() { /usr/bin/python3 "$work/look.py" "$(FOLDER "${2:-2026-11}" "${3:-1}")/institution_diff-13113-${2:-2026-11}.xlsx" "$1"; }

is "$(look sheets)" '概要 追加 廃止・辞退等 名称変更 所在地変更 指定期間変更 検証番号 名簿間の相違 影響する券・治療' 'one sheet per kind of change'
LIST='bureau|2026-11-01'
is "$(look 追加)" "医科|$D|丁医院|〒150-0004 見本市四丁目4|2026-11-01||新規|$LIST
訪問看護|$NURSING|見本訪問看護||2026-11-10||再指定|$LIST" 'who is new, and who is designated again'
is "$(look 廃止・辞退等)" "医科|$B|乙医院|〒150-0002 見本市二丁目2|2020-04-01|2026-10-31|名簿から削除|$LIST
歯科|$DENTAL|見本歯科||2020-04-01|2026-11-15|指定の辞退|$LIST" 'whose designation ended, on which day and why'
is "$(look 名称変更)" "医科|$C|丙医院|丙クリニック|$LIST
介護|$CARE|みほんの家|見本の家|$LIST" 'new names: also where another list counts now; width and blanks are no change'
is "$(look 所在地変更)" "医科|$C|〒150-0003 見本市三丁目3|〒150-0009 見本市九丁目9|$LIST" 'new addresses'
is "$(look 指定期間変更)" "薬局|$PHARMACY|みほん薬局|2020-11-01|2026-10-31|2026-11-01|2032-10-31|指定期間の満了|$LIST
介護|$CARE|見本の家|2024-05-01||2024-04-01|||$LIST" 'renewals, and what another list says of the period'
is "$(look 検証番号)" "医科|$WRONG|検証番号医院||$LIST" 'codes that fail their rule'
is "$(look 名簿間の相違)" "介護|$CARE|名称|見本の家|$LIST|みほんの家|city|2026-10-15
介護|$CARE|指定期間|令和6年4月1日から|$LIST|令和6年5月1日から|city|2026-10-15" 'what lists say differently; blanks and width are no difference'
is "$(look 影響する券・治療)" "13113|2|1|交付済みの券|7|入院外|$B|乙医院|2026-11-01|2026-11-30|指定が終了している（名簿から削除、令和8年10月31日まで）
13113|2|1|治療|1|入院外|$B|乙医院|2026-11-01|2026-11-30|指定が終了している（名簿から削除、令和8年10月31日まで）
13113|3|1|治療|1|歯科|$DENTAL|見本歯科|2026-11-10|2026-11-30|期間の途中で指定が終了（指定の辞退、令和8年11月15日まで）
13113|4|1|治療|1|訪問看護|$NURSING|見本訪問看護|2026-11-01|2026-11-30|期間の途中から指定（令和8年11月10日から）
13113|5|1|治療|1|入院外|（表示しない）|（表示しない）|2026-11-01|2026-11-30|当月に指定のない日がある
13113|6|1|治療|1|入院外|$PHARMACY|みほん薬局|2026-11-01|2026-11-30|機関の種別が診療別と合わない
13113|6|1|介護の利用|1|居宅サービス|1370100099||2026-11-01|2026-11-30|指定機関の名簿にない" \
	'whom it affects: by the number of his case, and of a protected person not where'
is "$(look 概要 | grep -E '^(追加|廃止・辞退等|名称変更|所在地変更|指定期間変更|検証番号|名簿間の相違|影響する券・治療)\|')" '追加|2
廃止・辞退等|2
名称変更|2
所在地変更|1
指定期間変更|2
検証番号|1
名簿間の相違|2
影響する券・治療|7' 'the overview counts them'
like "$(look 概要)" '^比較\|前回の処理の基準日 ' 'and says what it compares with'
is "$(look every | grep -c 見本 | head -1)|$(look every | grep -cE '太郎|糖尿病|高血圧')" "$(look every | grep -c 見本)|0" 'no name and no illness is in it'
is "$(look 追加 2026-10)$(look 廃止・辞退等 2026-10)" '' 'the first month has nothing to compare with'
like "$(look 概要 2026-10)" '^比較\|前月以前の処理がないため' 'which is told'
is "$(look 検証番号 2026-10)" "医科|$WRONG|検証番号医院||bureau|2026-10-01" 'what is doubtful is told all the same'
run 2026-11 --edition 2
is "$(look 追加 2026-11 2)" "$(look 追加)" 'another edition compares with the month before, too'
run 2026-12
is "$(look 追加 2026-12)$(look 廃止・辞退等 2026-12)$(look 名称変更 2026-12)$(look 指定期間変更 2026-12)" '' 'a month without lists has no changes'
is "$(look 影響する券・治療 2026-12 | cut -d'|' -f2-5 | paste -sd' ')" '2|1|治療|1 3|1|治療|1 5|1|治療|1 6|1|治療|1 6|1|介護の利用|1' \
	'but whom they affect is still affected'
# A list that lags behind lacks an institution later than the other.
csv list_city12 $HEADER "city,2026-12-15,medical,$D,丁医院,,1500004,見本市四丁目4,,2026-11-01,,"
csv list_bureau13 $HEADER "bureau,2027-01-01,medical,$A,見本内科医院,,1500001,見本市一丁目1,,2020-04-01,," \
	"bureau,2027-01-01,medical,$C,丙クリニック,,1500009,見本市九丁目9,,2020-04-01,," \
	"bureau,2027-01-01,medical,$WRONG,検証番号医院,,,,,2020-04-01,,"
csv list_city13 $HEADER "city,2027-01-15,medical,$A,見本内科医院,,1500001,見本市一丁目1,,2020-04-01,,"
run 2027-01
is "$(look 廃止・辞退等 2027-01 | grep "$D")" "医科|$D|丁医院|〒150-0004 見本市四丁目4|2026-11-01|2026-12-31|名簿から削除|city|2027-01-15" \
	'a designation ended when the first list had it no more'
is "$(look 名簿間の相違 2027-01 | grep "$D")" '' '… which is no difference to the one that is silent later'
is "$(pg_query "SELECT count(*) FROM run.task WHERE n_read <> n_written OR n_read <> 1")" 0 'the task balances'
done_testing
