#!/bin/bash
# Graph inquiry: everybody is asked about or left out with the one reason that comes first; nothing leaves before
# the gate nor what may not be asked any more; the files hold neither names nor cases; killed in between, the same.
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113
pg_start
pg_migrate
WORK=$PG_DIR/scratch FACTS=$PG_DIR/scratch/facts
mkdir "$FACTS"

# ---- an office written by hand: each case is there for one reason
put() { # DATASET FIELD…
	local IFS=,
	echo "${*:2}" >>"$FACTS/$1.csv"
}
put office office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from,valid_to
put office $OFFICE,見本福祉事務所,13113,1509902,東京都渋谷区見本町1,03-0000-0000,所長,東京都知事,渋谷区長,2000-04-01,
put caseworker office,caseworker_no,name,valid_from,valid_to
put caseworker $OFFICE,1,井上　さくら,2000-04-01,
put caseworker $OFFICE,2,渡辺　拓也,2000-04-01,
put household office,case_no,municipality,caseworker_no,household_type,payment_method,single_parent,protected_address,valid_from,valid_to
put protection office,case_no,state,valid_from,valid_to,start_reason,end_reason
put person office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to
put income office,case_no,person_no,kind,item_no,amount_yen,expenses_yen,care_premium_yen,valid_from,valid_to
put linkage office,case_no,person_no,linkage_no,consent,nondisclosure,valid_from,valid_to
put pension office,case_no,person_no,benefit,item_no,pension_code,valid_from,valid_to
put inquiry office,case_no,person_no,item_no,month,list_name,procedure_no,purpose,condition,from_on,to_on
put hold office,case_no,name,reason,valid_from,valid_to
number() { printf '9000000000%03d%02d' "$1" "$2"; } # CASE PERSON
home() { # CASE [FROM [TO [PROTECTED]]]
	put household $OFFICE,$1,13113,$(($1 % 2 + 1)),other,bank,0,${4:-0},${2:-2020-04-01},
	put protection $OFFICE,$1,active,${2:-2020-04-01},${3-},savings_used,${3:+declined}
}
person() { # CASE PERSON BIRTH [FROM [TO]]
	put person $OFFICE,$1,$2,$([ "$2" = 1 ] && echo head || echo other),$3,証番$1人$2　春子,ショウバン　ハルコ,${4:-2020-04-01},${5-}
}
linked() { # CASE PERSON [NUMBER CONSENT NONDISCLOSURE FROM TO]
	put linkage $OFFICE,$1,$2,${3-$(number "$1" "$2")},${4:-given},${5:-0},${6:-2020-04-01},${7-}
}
draws() { # CASE PERSON CODE: a recognised pension
	put income $OFFICE,$1,$2,pension,1,600000,0,0,2020-04-01,
	put pension $OFFICE,$1,$2,pension,1,$3,2020-04-01,
}
listed() { # CASE PERSON ITEM NO PURPOSE CONDITION FROM TO
	put inquiry $OFFICE,$1,$2,$3,2027-06,cw_june,$4,$5,$6,${7-},${8-}
}
old=1957-01-01 young=1990-01-01
home 1; person 1 1 $old; linked 1 1; draws 1 1 1150           # draws a pension that the supplement may go with
listed 1 1 1 15-65 ex_officio default                         # on the list, too: asked once, by the list
listed 1 1 2 15-144 ex_officio range 2024-04-01 2026-03-31
listed 1 1 3 15-144 ex_officio range 2024-04-01 2026-03-31    # twice on the list
home 2; person 2 1 1967-06-01; linked 2 1                     # sixty on the first of June
person 2 2 1967-06-02; linked 2 2                             # a day too young
home 3 2020-04-01 '' 1; person 3 1 $old; linked 3 1           # 支援措置 without the code
home 4 2020-04-01 '' 1; person 4 1 $old; linked 4 1 "$(number 4 1)" given 1 # and with it
home 5; person 5 1 $old; linked 5 1; put hold $OFFICE,5,operator,送付先の確認中,2020-04-01,
home 6; person 6 1 $old                                       # no number at all
home 7; person 7 1 $old; linked 7 1 ''                        # or an empty one
home 8; person 8 1 $old; linked 8 1 "$(number 8 1)" refused
home 9; person 9 1 $old; linked 9 1 "$(number 9 1)" not_asked
home 10; person 10 1 $old; linked 10 1                        # two persons with one number
home 11; person 11 1 $old; linked 11 1 "$(number 10 1)"
home 12; person 12 1 $old; linked 12 1
listed 12 1 1 15-65 application default                       # not for that purpose; the rule's question stands
listed 12 1 2 15-999 ex_officio default                       # not in the allow-list
home 13; person 13 1 $young; linked 13 1
home 14; person 14 1 $young; linked 14 1
listed 14 1 1 15-144 ex_officio point                         # a point in time without a day
listed 14 1 2 15-144 ex_officio point 2027-01-01
listed 14 1 3 15-144 ex_officio range 2027-02-01 2027-01-01
home 15 2020-04-01 2027-04-01; person 15 1 $old; linked 15 1  # closed since
listed 15 1 1 15-65 ex_officio default
# Who fled from 16 lives in 17, whose address is protected: the number tells.
home 16; person 16 1 $young; linked 16 1
person 16 2 $young 2020-04-01 2027-02-01; linked 16 2 "$(number 16 2)" given 0 2020-04-01 2027-02-01
home 17 2027-02-01 '' 1; person 17 1 $young 2027-02-01; linked 17 1 "$(number 16 2)" given 0 2027-02-01
# The edges of 2026.
home 18 2026-12-31; person 18 1 $young 2026-12-31; linked 18 1
home 19 2027-01-01; person 19 1 $young 2027-01-01; linked 19 1
home 20 2020-04-01 2026-01-02; person 20 1 $young; linked 20 1
home 21 2020-04-01 2026-01-01; person 21 1 $young; linked 21 1
home 22; person 22 1 2011-12-31; linked 22 1; person 22 2 2012-01-01; linked 22 2
home 23; person 23 1 $old; linked 23 1; draws 23 1 1150       # gets the supplement already
put income $OFFICE,23,1,allowance,1,5310,0,0,2020-04-01,
put pension $OFFICE,23,1,supplement,1,,2020-04-01,
# Another office has numbers of its own, which may be the same.
put office 13104,新宿区福祉事務所,13104,1600022,東京都新宿区見本町1,03-0000-0000,所長,東京都知事,新宿区長,2000-04-01,
put caseworker 13104,2,山口　凛,2000-04-01,
OFFICE=13104 home 1; OFFICE=13104 person 1 1 $old; OFFICE=13104 linked 1 1
for step in rates "facts $FACTS"; do
	code 0 "import of ${step%% *}" pg_as getsuji_run "$GETSUJI" import $step
done
# Nobody of the household: an import would refuse him.
pg_query "INSERT INTO fact.inquiry (household_id, person_no, item_no, list_name, procedure_no, purpose, condition, from_on, to_on,
	valid_from, valid_to) VALUES (${OFFICE}00000013, 9, 1, 'cw_june', '15-65', 2, 1, 'infinity', 'infinity', '2027-06-01', '2027-07-01')"
TEMPLATE=$PGDATABASE

# ---- what the tests say and look at
FILES=$WORK/files
run() { pg_as getsuji_run $EXEC "$GETSUJI" run "${GRAPH:-inquiry}" --office "$OFFICE" --artifacts "$FILES" "$@"; }
EXEC= # "exec" in the background: a signal must reach the program, not a shell around it
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
approve() { pg_as getsuji_approve "$GETSUJI" approve "$(last)" --digest "$(pg_query "SELECT left(encode(results_digest, 'hex'), 16) FROM run.run ORDER BY run_id DESC LIMIT 1")"; }
confirm() { pg_as getsuji_run "$GETSUJI" confirm "$(last)"; }
go_on() { pg_as getsuji_run "$GETSUJI" resume "$(last)" --artifacts "$FILES"; }
leave() { # 4: something was held
	approve && confirm && { go_on || [ $? = 4 ]; }
}
entries() { # case person entry list procedure condition outcome
	pg_query "SELECT concat_ws(' ', household_id % 100000000, person_no, entry_no, list_name, procedure_no, condition,
		coalesce((ARRAY['protected', 'held', 'no_number', 'no_consent', 'not_allowed', 'unknown', 'not_on_aid', 'duplicate',
		'asked_before', 'shared_number', 'condition'])[exclusion], 'asked')) FROM result.inquiry
		WHERE run_id = $(last) ORDER BY household_id, person_no, entry_no"
}
requests() { # FOLDER: what stands in the files, checked record by record by another program
	/usr/bin/python3 - "$1" <<'PYTHON'
import csv, glob, hashlib, os, re, sys
columns = 'layout subject office made_on serial request_id linkage_no procedure_no purpose condition from_on to_on nondisclosure requests digest'.split()
has = {'file': columns[:5], 'request': columns[5:13], 'end': columns[13:]}
shape = dict(request_id=r'\d{19}', linkage_no=r'\d{15}', from_on=r'(\d{4}-\d\d-\d\d)?', to_on=r'(\d{4}-\d\d-\d\d)?',
    nondisclosure='[01]', purpose='application|ex_officio|repayment', condition='default|point|range', procedure_no='[0-9A-Z-]+')
def luhn(n):
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(map(int, reversed(n)))) % 10 == 0
for path in sorted(glob.glob(sys.argv[1] + '/requests*/*.csv')):
    text = open(path, encoding='utf-8', newline='').read()
    assert '\r' not in text and text.endswith('\n')
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ['record'] + columns, path
    ids, sha = [], hashlib.sha256()
    for i, row in enumerate(rows[1:]):
        record = dict(zip(columns, row[1:]))
        assert row[0] == ('file' if i == 0 else 'end' if i == len(rows) - 2 else 'request'), path
        assert all(v == '' for c, v in record.items() if c not in has[row[0]]), path
        if row[0] == 'request':
            assert all(re.fullmatch(p, record[c]) for c, p in shape.items()), path
            assert luhn(record['request_id']) and (not ids or ids[-1] < record['request_id']), path
            assert os.path.basename(path) == record['procedure_no'] + '-' + record['condition'] + '.csv'
            ids.append(record['request_id'])
        if row[0] != 'end':
            sha.update((row[0] + '\n' + ''.join(c + '=' + record[c] + '\n' for c in has[row[0]])).encode())
    assert (record['requests'], record['digest']) == (str(len(ids)), sha.hexdigest()), path
    head = rows[1]
    print(os.path.relpath(path, sys.argv[1]), head[1], head[2], head[3], head[4], len(ids))
PYTHON
}
book() { # FILE EXPRESSION over the workbook w; rows(SHEET) are those under the header, words() all texts of all sheets
	/usr/bin/python3 - "$1" "$2" <<'PYTHON'
import sys
import openpyxl
w = openpyxl.load_workbook(sys.argv[1])
def rows(sheet):
    return [[c.value for c in r] for r in w[sheet].iter_rows(min_row=4)]
def about(what):
    return [r[1].value for r in w['照会票'].iter_rows() if r[0].value == what]
def words():
    return '\n'.join(str(c.value) for s in w for r in s.iter_rows() for c in r if c.value is not None)
print(eval(sys.argv[2]))
PYTHON
}
today=$(pg_query "SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date")

# ---- June: lists, pensions, the supplement
pg_clone june
code 0 'the run for June comes to its gate' run --month 2027-06
is "$(entries)" "1 1 1 cw_june 15-65 1 asked
1 1 2 cw_june 15-144 3 asked
1 1 3 cw_june 15-144 3 duplicate
1 1 4 pension_revision 15-65 1 duplicate
1 1 5 supplement_june 15-145 1 asked
2 1 1 pension_unreported 15-65 1 asked
3 1 1 pension_unreported 15-65 1 protected
4 1 1 pension_unreported 15-65 1 asked
5 1 1 pension_unreported 15-65 1 held
6 1 1 pension_unreported 15-65 1 no_number
7 1 1 pension_unreported 15-65 1 no_number
8 1 1 pension_unreported 15-65 1 no_consent
9 1 1 pension_unreported 15-65 1 no_consent
10 1 1 pension_unreported 15-65 1 shared_number
11 1 1 pension_unreported 15-65 1 shared_number
12 1 1 cw_june 15-65 1 not_allowed
12 1 2 cw_june 15-999 1 not_allowed
12 1 3 pension_unreported 15-65 1 asked
13 9 1 cw_june 15-65 1 unknown
14 1 1 cw_june 15-144 2 condition
14 1 2 cw_june 15-144 2 asked
14 1 3 cw_june 15-144 3 condition
15 1 1 cw_june 15-65 1 not_on_aid
23 1 1 pension_revision 15-65 1 asked" 'everybody is asked about, or left out for the first reason that holds'
is "$(pg_query "SELECT n_read, n_written, n_unchanged, n_held, n_quarantined FROM run.task WHERE name = 'inquiry'")" '22|6|15|1|0' \
	'the counts are of households: asked, held, and those with nobody to ask about'
is "$(pg_query "SELECT n_read, n_written, n_unchanged FROM run.task WHERE name = 'cover'")" '24|8|16' 'the sheet counts entries: asked and left out'
is "$(pg_query "SELECT key % 100, hold, reason FROM run.hold_hit")" '5|operator|送付先の確認中' 'who is held is told'
ok 'there is no file of requests yet' test ! -e "$FILES/inquiry-$OFFICE-2027-06-1/requests"

cover=$FILES/inquiry-$OFFICE-2027-06-1/inquiry_cover.xlsx
is "$(book "$cover" 'w.sheetnames')" "['照会票', '件数', '担当員別', '照会一覧', '除外一覧', '許可表']" 'the sheet to confirm is there'
is "$(book "$cover" "about('件数')")" "['照会 8 件 ＋ 除外 16 件 ＝ 対象 24 件']" 'asked and left out are all'
is "$(book "$cover" "about('利用目的')")" "['職権による開始・変更']" 'it says what for'
like "$(book "$cover" "about('照会番号')")" '0000001000010000015 から 0000001000010000080 まで' 'and which numbers'
like "$(book "$cover" "about('許可表')")" "第1号（SHA-256 $(pg_query "SELECT left(encode(sha256, 'hex'), 16) FROM rate.rate_set")" 'by which allow-list'
is "$(book "$cover" "[r[4:] for r in rows('件数')][:2] + [r[0::6] for r in rows('件数')[-3:]]")" \
	"[['cw_june', '照会', 1], ['cw_june', '照会条件の日付が正しくない', 1], ['照会', 8], ['除外', 16], ['対象', 24]]" 'counts per procedure, purpose, condition and list add up'
is "$(book "$cover" "[r[4] for r in rows('照会一覧')]")" "['証＊', '証＊', '証＊', '証＊', '（表示しない）', '証＊', '証＊', '証＊']" \
	'names are cut to their first character, and not there at all of protected ones'
is "$(book "$cover" "[(r[1], r[3], r[8]) for r in rows('除外一覧') if r[1] in (3, 5, 12)]")" \
	"[(12, '証＊', '手続番号と利用目的の組合せが許可表にない'), (12, '証＊', '手続番号と利用目的の組合せが許可表にない'), (3, '（表示しない）', '支援措置対象者で不開示コードの設定がない'), (5, '証＊', '保留中')]" \
	'who is left out stands by caseworker with the reason'
is "$(book "$cover" "[n for n in range(1, 24) if '証番%d人' % n in words()]")" '[]' 'no name is written out'

code 0 'it can be asked why' pg_as getsuji_run "$GETSUJI" explain "$(last)" $OFFICE-1
is "$TAP_OUT" '世帯員1
  手続番号 15-65（cw_june）: 照会する
  手続番号 15-144　令和6年4月1日から　令和8年3月31日まで（cw_june）: 照会する
  手続番号 15-144　令和6年4月1日から　令和8年3月31日まで（cw_june）: 照会しない。同じ照会が重複
  手続番号 15-65（pension_revision）: 照会しない。同じ照会が重複
  手続番号 15-145（supplement_june）: 照会する' 'entry by entry'

# Between the cut and confirming: 1 comes under 支援措置, 2 takes his consent back, 12 is held.
pg_query "UPDATE fact.household SET superseded_at = clock_timestamp() WHERE household_id = ${OFFICE}00000001;
	INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
		protected_address, valid_from) VALUES (${OFFICE}00000001, 13113, 2, 4, 1, false, true, '2020-04-01');
	UPDATE fact.linkage SET superseded_at = clock_timestamp() WHERE household_id = ${OFFICE}00000002 AND person_no = 1;
	INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from)
		VALUES (${OFFICE}00000002, 1, '$(number 2 1)', 2, false, '2020-04-01');
	INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (${OFFICE}00000012, 'operator', '確認中', '2020-04-01')"
ok 'it is approved, confirmed and goes on' leave
is "$(pg_query "SELECT n_read, n_written, n_held FROM run.task WHERE name = 'request'")" '8|3|5' 'what may not be asked any more is left out'
is "$(pg_query "SELECT DISTINCT hold FROM run.hold_hit WHERE task_no = 4")" not_confirmed 'and told'
is "$(requests "$FILES/inquiry-$OFFICE-2027-06-1")" "requests/15-144-point.csv getsuji-request-1 pension $OFFICE $today 1
requests/15-65-default.csv getsuji-request-1 pension $OFFICE $today 2" 'a file per procedure and condition, with ids, count and digest that are right'
is "$(cut -d, -f7,8,12,13,14 "$FILES/inquiry-$OFFICE-2027-06-1"/requests/*.csv | grep '^0')" \
	"$(pg_query "SELECT request_id || ',' || linkage_no || ',' || coalesce(from_on::text, '') || ',' || coalesce(to_on::text, '') || ',' ||
		CASE WHEN household_id % 100 = 4 THEN 1 ELSE 0 END FROM result.claim_inquiry ORDER BY procedure_no COLLATE \"C\", request_id")" \
	'the files hold exactly what was recorded as asked'
is "$(pg_query "SELECT string_agg(household_id % 100 || ' ' || procedure_no || ' ' || month_on, ',' ORDER BY request_id) FROM result.claim_inquiry")" \
	'4 15-65 2027-06-01,14 15-144 2027-06-01,23 15-65 2027-06-01' 'of those who may be asked'
kept=$(cd "$FILES" && sha256sum inquiry-*/*.xlsx inquiry-*/requests/*)
code 0 'the same command again finds it done' run --month 2027-06
is "$(cd "$FILES" && sha256sum inquiry-*/*.xlsx inquiry-*/requests/*)" "$kept" 'and leaves the files as they are'

# ---- a second edition: who waits for an answer is not asked again, who has one is
answered() { # CASE STATE
	pg_query "INSERT INTO fact.answer (household_id, person_no, request_id, subject, state, name, name_kana, answered_on, made_on,
		serial, nulls, unknown, import_id) SELECT household_id, person_no, request_id, subject, $2, '', '', '$today', '$today', 1, '',
		false, 1 FROM result.claim_inquiry WHERE household_id = ${OFFICE}00000000 + $1"
}
answered 4 4
answered 23 2
code 0 'a second edition comes to its gate' run --month 2027-06 --edition 2
is "$(entries | grep -E '^(4|14|23) ')" "4 1 1 pension_unreported 15-65 1 asked_before
14 1 1 cw_june 15-144 2 condition
14 1 2 cw_june 15-144 2 asked_before
14 1 3 cw_june 15-144 3 condition
23 1 1 pension_revision 15-65 1 asked" 'asked and pending waits; answered is asked again'
is "$(entries | grep -E '^1 1 [15] |^2 1|^12 1 3')" "1 1 1 cw_june 15-65 1 protected
1 1 5 supplement_june 15-145 1 protected
2 1 1 pension_unreported 15-65 1 no_consent
12 1 3 pension_unreported 15-65 1 held" 'what changed since is seen'
code 0 'another edition beside it' run --month 2027-06 --edition 3
ok 'of two that were cut before either was confirmed' leave
is "$(pg_query "SELECT count(*) FROM result.claim_inquiry WHERE run_id = 3")" 1 'the one confirmed first asks'
edition_2=$(pg_query 'SELECT left(encode(results_digest, $$hex$$), 16) FROM run.run WHERE edition = 2')
pg_as getsuji_approve "$GETSUJI" approve 2 --digest "$edition_2" >/dev/null && pg_as getsuji_run "$GETSUJI" confirm 2 >/dev/null
is "$(pg_query 'SELECT count(*) FROM result.claim_inquiry WHERE run_id = 2')" 0 'and the other does not ask again'

# ---- July: the calendar year before
export PGDATABASE=$TEMPLATE
pg_clone july
FILES=$WORK/july
code 0 'the run for July comes to its gate' run --month 2027-07
is "$(entries | cut -d' ' -f1,2,5,7 | paste -sd,)" '1 1 15-T1 asked,2 1 15-T1 asked,2 2 15-T1 asked,3 1 15-T1 protected,4 1 15-T1 asked,5 1 15-T1 held,6 1 15-T1 no_number,7 1 15-T1 no_number,8 1 15-T1 no_consent,9 1 15-T1 no_consent,10 1 15-T1 shared_number,11 1 15-T1 shared_number,12 1 15-T1 asked,13 1 15-T1 asked,14 1 15-T1 asked,15 1 15-T1 asked,16 1 15-T1 asked,16 2 15-T1 protected,18 1 15-T1 asked,20 1 15-T1 asked,22 1 15-T1 asked,23 1 15-T1 asked' \
	'who was on aid on a day of the year, also closed since, and fifteen at its end; who fled is protected wherever his number is'

# ---- all offices at once
pg_clone all "$TEMPLATE"
FILES=$WORK/all
code 0 'a run for all offices comes to its gate' pg_as getsuji_run "$GETSUJI" run inquiry --office 0 --month 2027-06 --artifacts "$FILES"
is "$(pg_query "SELECT string_agg(household_id / 100000000 || ' ' || exclusion, ',' ORDER BY household_id, entry_no) FROM result.inquiry
	WHERE household_id % 100000000 = 1")" '13104 0,13113 0,13113 0,13113 8,13113 8,13113 0' 'numbers of two offices are not compared'
ok 'it leaves' leave
is "$(requests "$FILES"/inquiry-* | cut -d' ' -f1,4,6)" 'requests-13104/15-65-default.csv 13104 1
requests-13113/15-144-point.csv 13113 1
requests-13113/15-144-range.csv 13113 1
requests-13113/15-145-default.csv 13113 1
requests-13113/15-65-default.csv 13113 5' 'with a folder for each'
is "$(cd "$FILES" && ls -d inquiry-*/*.xlsx | sed 's/.*-//')" '13104.xlsx
13113.xlsx' 'and a sheet to confirm'

# ---- what becomes known late: between the cut and confirming, and between confirming and leaving
pg_clone late "$TEMPLATE"
FILES=$WORK/late
code 0 'a run comes to its gate' run --month 2027-06
# A household that has long been under 支援措置 turns out to have the number of 2, and 13 that of 23.
pg_query "UPDATE fact.linkage SET superseded_at = clock_timestamp() WHERE household_id = ${OFFICE}00000013;
	INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from)
		VALUES (${OFFICE}00000017, 1, '$(number 2 1)', 1, false, '2027-06-01'), (${OFFICE}00000013, 1, '$(number 23 1)', 1, false, '2020-04-01')"
approve >/dev/null
is "$(pg_as getsuji_run psql -XqAt -c "BEGIN; UPDATE run.run SET decision = 'confirmed' WHERE run_id = $(last)" \
	-c "SELECT run.claim_inquiries($(last))" -c "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND granted
		AND relation = 'fact.answer'::regclass AND mode = 'RowExclusiveLock'" -c ROLLBACK)" '6
1' 'a cut that is taken while requests are recorded waits for them'
ok 'it is confirmed' confirm
is "$(pg_query "SELECT string_agg(household_id % 100 || '', ',' ORDER BY request_id), count(DISTINCT recorded_at) FROM result.claim_inquiry")" \
	'1,1,1,4,12,14|1' 'without whom the number alone gives away, at one instant'
refuses_forgery() { # SQL
	! pg_as getsuji_run psql -Xqc "$1" 2>"$WORK/forgery.log" && grep -q 'permission denied' "$WORK/forgery.log"
}
ok 'the runner cannot make a request by hand' refuses_forgery "INSERT INTO result.claim_inquiry (request_id, run_id, household_id, person_no,
	linkage_no, procedure_no, subject, purpose, condition, month_on) VALUES ('0000001000019999991', $(last), ${OFFICE}00000003, 1,
	'$(number 3 1)', '15-65', 1, 2, 1, '2027-06-01')"
ok 'nor bring one back' refuses_forgery "UPDATE result.claim_inquiry SET withdrawn_at = 'infinity'"
pg_query "UPDATE fact.household SET superseded_at = clock_timestamp() WHERE household_id = ${OFFICE}00000001;
	INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
		protected_address, valid_from) VALUES (${OFFICE}00000001, 13113, 2, 4, 1, false, true, '2020-04-01');
	INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (${OFFICE}00000012, 'operator', '確認中', '2020-04-01');
	UPDATE fact.linkage SET superseded_at = clock_timestamp() WHERE household_id = ${OFFICE}00000014;
	INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from)
		VALUES (${OFFICE}00000014, 1, '$(number 14 1)', 2, false, '2020-04-01')"
code 4 'days later it goes on' go_on
is "$(cut -d, -f8 "$FILES/inquiry-$OFFICE-2027-06-1"/requests/*.csv | grep '^9')" "$(number 4 1)" 'and asks only about whom it still may'
is "$(pg_query "SELECT n_read, n_written, n_held FROM run.task WHERE name = 'request'")" '8|1|7' 'the others are told'
code 0 'explain' pg_as getsuji_run "$GETSUJI" explain "$(last)" "$OFFICE-12"
like "$TAP_OUT" '照会しないもの:
  世帯員1　手続番号 15-65（pension_unreported）' 'says so of each'
is "$(pg_query "SELECT string_agg(household_id % 100 || '', ',' ORDER BY request_id) FROM result.claim_inquiry WHERE withdrawn_at < 'infinity'")" \
	'1,1,1,12,14' 'and their requests withdrawn: as if they had never been asked about'

# ---- settings of the task
GRAPH=$WORK/older.yaml
sed 's/^graph: .*/graph: older/; s/chunk: 5000/&\n    params: {candidate_age: 61}/' jobs/graphs/inquiry.yaml >"$GRAPH"
pg_clone older "$TEMPLATE"
FILES=$WORK/older
code 0 'the age of candidates is a setting' run --month 2027-06
is "$(entries | grep -c '^2 1 ')" 0 'which leaves out who is younger'
GRAPH=

# ---- killed in between
cat >"$WORK/slow.yaml" <<'Y'
graph: slow
tasks:
  - {name: inquiry, job: inquiry, chunk: 1}
  - {name: cover, report: inquiry_cover, after: [inquiry]}
  - {name: approval, gate: confirmed, digest: [inquiry], after: [cover]}
  - {name: request, report: inquiry_request, after: [approval]}
Y
GRAPH=$WORK/slow.yaml
picture() {
	pg_query "SELECT i.* FROM result.inquiry i ORDER BY household_id, person_no, entry_no" | sha256sum
	(cd "$FILES" && sha256sum slow-*/*.xlsx slow-*/requests/*)
}
pg_clone undisturbed "$TEMPLATE"
FILES=$WORK/undisturbed
ok 'a run of many chunks, undisturbed' run --month 2027-06
ok 'leaves' leave
wanted=$(picture)
pg_clone killed "$TEMPLATE"
FILES=$WORK/killed
pg_query "CREATE FUNCTION public.slow_down() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.03); RETURN NEW; END';
	CREATE TRIGGER slow_down BEFORE INSERT ON result.inquiry FOR EACH ROW EXECUTE FUNCTION public.slow_down()"
(EXEC=exec; run --month 2027-06 --workers 1) >"$WORK/killed.log" 2>&1 &
ok 'one is at work' wait_for 'SELECT count(*) > 5 FROM run.chunk WHERE done'
kill -9 $!
wait $! 2>/dev/null
is "$(pg_query "SELECT execution, count(*) > 0 FROM run.run JOIN run.chunk USING (run_id) WHERE NOT done GROUP BY 1")" 'running|t' 'and killed in the middle'
ok 'it goes on' go_on
ok 'and leaves' leave
is "$(picture)" "$wanted" 'with the same rows and the same bytes'

# ---- many protected persons
GRAPH=
export PGDATABASE=$TEMPLATE
psql -Xqd postgres -c 'CREATE DATABASE many OWNER getsuji_owner'
export PGDATABASE=many
pg_as getsuji_owner "$GETSUJI" migrate >"$WORK/migrate.log" 2>&1
FILES=$WORK/many FACTS=$WORK/many-facts
ok 'an office with 1,000 persons under 支援措置 without the code' \
	"$BUILD/bench/generate" --households 1800 --month 2027-06 --seed 7 --protected 1000 --out "$FACTS"
rm "$FACTS/baseline.csv"
for step in rates "facts $FACTS"; do
	pg_as getsuji_run "$GETSUJI" import $step >"$WORK/import.log" 2>&1
	case $? in 0 | 4) ;; *) sed 's/^/# /' "$WORK/import.log" ;; esac
done
protected="FROM fact.current_linkage l JOIN fact.current_household h USING (household_id)
	WHERE h.protected_address AND NOT l.nondisclosure"
ok 'they are there' test "$(pg_query "SELECT count(*) $protected")" -ge 1000
for month in 2027-06 2027-07; do
	ok "the run for $month" run --month $month
	ok '… leaves' leave
	folder=$FILES/inquiry-$OFFICE-$month-1
	asked=$(requests "$folder" | awk '{ n += $NF } END { print n }')
	is "$asked" "$(pg_query "SELECT count(*) FROM result.claim_inquiry WHERE run_id = $(last)")" '… with files that are right'
	is "$(pg_query "SELECT count(*) FILTER (WHERE exclusion = 0) > 500, count(*) FILTER (WHERE exclusion = 1) > 300,
		count(*) = count(*) FILTER (WHERE exclusion = 0) + count(*) FILTER (WHERE exclusion > 0) FROM result.inquiry WHERE run_id = $(last)")" \
		't|t|t' '… many are asked and many left out'
	pg_query "SELECT DISTINCT l.linkage_no $protected AND l.linkage_no <> ''" | sort >"$WORK/numbers"
	is "$(cut -d, -f8 "$folder"/requests/*.csv | sort | comm -12 - "$WORK/numbers" | wc -l)" 0 '… none of their numbers is in a file'
	is "$(grep -lP '[^\x00-\x7F]' "$folder"/requests/*.csv | wc -l)" 0 '… nor a name of anybody'
	# Names of everybody, protected or not, but for those that a caseworker has, too.
	pg_query "(SELECT p.name FROM fact.current_person p UNION SELECT a.address FROM fact.current_address a)
		EXCEPT SELECT w.name FROM fact.current_caseworker w" >"$WORK/secret"
	ok '… there is something to look for' test "$(wc -l <"$WORK/secret")" -gt 1500
	book "$folder/inquiry_cover.xlsx" 'words()' >"$WORK/words"
	is "$(grep -cFf "$WORK/secret" "$WORK/words")" 0 '… none of their names or addresses is on the sheet to confirm'
	is "$(book "$folder/inquiry_cover.xlsx" "sum(r[3] != '（表示しない）' for r in rows('除外一覧') if r[8].startswith('支援措置'))")" 0 \
		'… where they stand with their numbers alone'
done
done_testing
