#!/usr/bin/env bash
# What caseworkers did with findings comes back with their sheet, checked cell by cell.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_start
pg_migrate
work=$PG_DIR/scratch

import() { pg_as getsuji_run "$GETSUJI" import dispositions "$work/$1.csv" "${@:2}"; }
HEADER=整理番号,区分,ケース番号,氏名,生年月日,認定額,回答額,差額,照会日,回答日,経過日数,理由と根拠,次の手順,処理,処理日,メモ
sheet() { # NAME ROW…
	printf '%s\r\n' "$HEADER" "${@:2}" >"$work/$1.csv"
}
aside() { # what the last import set aside
	pg_query "SELECT line, column_no, field, rule FROM fact.import_quarantine
		WHERE import_id = (SELECT max(import_id) FROM fact.import) ORDER BY 1, 2"
}
counts() { # read, recorded, unchanged, quarantined of the last import
	pg_query "SELECT rows_read, rows_recorded, rows_unchanged, rows_quarantined FROM fact.import ORDER BY import_id DESC LIMIT 1"
}
known() {
	pg_query "SELECT run_id, household_id % 100000000, person_no, disposition, done_on, note FROM fact.current_disposition ORDER BY 1, 2, 3"
}

# Run 1 (pension): four findings, of a name that was corrected after the cut; run 2 was rejected; run 3 (tax); run 4 (confirmed).
mkdir -p "$work/facts"
cat >"$work/facts/office.csv" <<'END'
office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from
13113,見本市福祉事務所,13104,1600022,見本市本町1-1,03-0000-0000,見本市福祉事務所長,東京都知事,見本市長,2020-04-01
END
printf '%s\n' office,caseworker_no,name,valid_from 13113,1,見本,2020-04-01 >"$work/facts/caseworker.csv"
printf '%s\n' office,case_no,municipality,caseworker_no,household_type,payment_method,valid_from \
	13113,{1024,1025,1026,1027},13104,1,elderly,bank,2024-04-01 >"$work/facts/household.csv"
printf '%s\n' office,case_no,person_no,role,birth_on,name,name_kana,valid_from \
	13113,{1024,1025,1026,1027},1,head,1950-02-11,見本太郎,,2024-04-10 >"$work/facts/person.csv"
pg_as getsuji_run "$GETSUJI" import facts "$work/facts" >/dev/null || exit 1
pg_query "SET session_replication_role = replica;
	INSERT INTO run.run (run_id, graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision, results_digest)
	SELECT n, g, 13113, m::date, e, '', '', clock_timestamp(), 'waiting', d, ''
	FROM (VALUES (1, 'pension', '2027-06-01', 1, 'computed'), (2, 'pension', '2027-06-01', 2, 'rejected'),
		(3, 'tax', '2027-07-01', 1, 'computed'), (4, 'pension', '2027-05-01', 1, 'confirmed')) r (n, g, m, e, d);
	SELECT run.make_partition('finding', n) FROM generate_series(1, 4) n;
	INSERT INTO result.finding (run_id, household_id, person_no, survey, class, caseworker_no, protected, asked_on, answered_on,
		open_days, recognised_yen, evidence_yen, steps, reason)
	SELECT r, 1311300000000 + c, 1, s, k, 1, false, a::date, b::date, 20, v, w, 64, '根拠'
	FROM (VALUES (1, 1024, 1, 2, '2027-06-01', '2027-06-20', 69308, 70558), (1, 1025, 1, 3, '2027-06-01', '2027-06-20', 0, 1234567),
		(1, 1026, 1, 6, NULL, NULL, 65000, NULL), (1, 1027, 1, 2, '2027-06-01', '2027-06-20', 70000, 69000),
		(2, 1024, 1, 2, '2027-06-01', '2027-06-20', 69308, 70558), (3, 1028, 2, 13, '2027-06-01', '2027-07-02', 0, 650000),
		(4, 1027, 1, 2, '2027-06-01', '2027-06-20', 70000, 69000))
		f (r, c, s, k, a, b, v, w)" >/dev/null
printf '%s\n' office,case_no,person_no,role,birth_on,name,name_kana,valid_from \
	13113,1024,1,head,1950-02-12,見本一郎,,2024-04-10 >"$work/person.csv"
pg_as getsuji_run "$GETSUJI" import facts "$work/person.csv" >/dev/null || exit 1

changed() { # FILLED IN: the row of case 1024
	echo "1-13113-1024-1,変更（提案あり）,1024 ,見本太郎,昭和25年2月11日,\"69,308 \",\"70,558 \",\"+1,250 \",令和9年6月1日,令和9年6月20日,20 ,\"老齢基礎
年金\",提案の採否を決定,$1"
}
new() { echo "1-13113-1025-1,未申告の受給,1025,見本太郎,S25.2.11,0,\"1,234,567\",1234567,2027/6/1,2027-06-20,20,根拠,本人に確認,$1"; }
silent() { echo "1-13113-1026-1,回答なし,1026,見本太郎,1950/2/11,\"65,000\",,,,,,根拠,回答を待つ,$1"; }
lower() { echo "1-13113-1027-1,変更（提案あり）,1027,見本太郎,昭和25年2月11日,\"70,000\",\"69,000\",\"△1,000\",令和9年6月1日,令和9年6月20日,20,根拠,提案,$1"; }

# ---- a sheet as a spreadsheet saves it -------------------------------------------------------------
sheet first "$(changed 採用,R9.6.25,)" "$(new 本人に確認中,令和9年6月26日,"来所予定（6/28）")" "$(silent ,,)" "$(lower ,,)" ,,,,,,,,,,,,,,,
ok 'a sheet goes in' import first
like "$TAP_OUT" '^first.csv: 4 rows read, 2 recorded, 2 unchanged, 0 set aside$' 'rows that are not filled in change nothing'
is "$(known)" $'1|1024|1|1|2027-06-25|\n1|1025|1|3|2027-06-26|来所予定（6/28）' \
	'numbers and days are read as they are shown, compared with what was known at the cut'
code 0 'the same file again is a no-op' import first
like "$TAP_OUT" 'imported before, nothing to do' 'and says so'
sheet second "$(changed 不採用,2027/6/28,本人申立て)" "$(new 本人に確認中,2027-06-26,"来所予定（6/28）")" "$(lower 採用,2027/6/28,)"
ok 'a later sheet' import second
is "$(counts)" '3|2|1|0' 'changes what it says anew'
is "$(known)" $'1|1024|1|2|2027-06-28|本人申立て\n1|1025|1|3|2027-06-26|来所予定（6/28）\n1|1027|1|1|2027-06-28|' 'and leaves the rest'
ok 'who goes back to what an older sheet said hands in its bytes' import first
is "$(counts)" '4|1|3|0' 'which count again'
is "$(known | head -1)" '1|1024|1|1|2027-06-25|' 'as the last word'
ok 'and once more' import first
like "$TAP_OUT" 'imported before, nothing to do' 'they are a no-op'
ok 'so does whoever changes his mind again' import second
is "$(known | head -1)" '1|1024|1|2|2027-06-28|本人申立て' 'and is heard'
is "$(pg_query "SELECT count(*), bool_and(superseded_at > recorded_at) FROM fact.disposition WHERE superseded_at <> 'infinity'")" '3|t' \
	'what was said before is kept'
sed -e '1s/.*/処理日,整理番号,区分,ケース番号,氏名,生年月日,認定額,回答額,差額,照会日,回答日,経過日数,理由と根拠,次の手順,処理,メモ\r/' \
	-e '2s/.*/令和9年7月1日,1-13113-1026-1,回答なし,1026,見本太郎,1950-02-11,65000,,,,,30,根拠,回答を待つ,処理済み,電話済\r/' -e '3,$d' \
	"$work/first.csv" | iconv -f UTF-8 -t CP932 >"$work/old.csv"
ok 'columns in another order, in CP932, of somebody who was not asked' import old --encoding cp932
is "$(known | sed -n 3p)" '1|1026|1|6|2027-07-01|電話済' 'are read'
{ printf '\xef\xbb\xbf'; cat "$work/second.csv"; } >"$work/mark.csv"
ok 'a byte order mark is tolerated' import mark
is "$(counts)" '3|0|3|0' 'and the same rows change nothing'
# The server counts what its tables were read when a session ends.
read_before=$(pg_query "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'finding_r2'")
sheet tax "3-13113-1028-1,申告額が課税額より少ない,1028,,,0,\"650,000\",\"+650,000\",令和9年6月1日,令和9年7月2日,31,根拠,本人に確認,課内で検討中,令和9年7月5日,"
ok 'a finding about somebody who was no person at the cut' import tax
is "$(pg_query "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'finding_r2'")" "$read_before" \
	'findings of runs that no row names are not read'

# ---- cell by cell ----------------------------------------------------------------------------------
as() { # EDIT: case 1024 with a cell edited
	changed 処理済み,令和9年6月30日, | sed -E "$1"
}
sheet cells "$(as 's/1-13113-1024-1/1-13113-1024/')" "$(as 's/1-13113-1024-1/1-13113-9999-1/')" "$(as 's/1-13113/2-13113/')" \
	"$(as 's/変更（提案あり）/一致/')" "$(as 's/1024 ,/1025,/')" "$(as 's/見本太郎/見本一郎/')" "$(as 's/2月11日/2月12日/')" \
	"$(as 's/69,308/69,309/')" "$(as 's/70,558/70558円/')" "$(as 's/\+1,250/△1,250/')" "$(as 's/令和9年6月1日/########/')" \
	"$(as 's/令和9年6月20日//')" "$(as 's/処理済み/済/')" "$(as 's/処理済み//')" "$(as 's/令和9年6月30日//')" \
	"$(as 's/令和9年6月30日/6月30日/')" "$(as 's/令和9年6月30日/令和9年5月31日/')" \
	"$(changed "処理済み,令和9年6月30日,$(printf '長%.0s' $(seq 501))")" "$(new 採用,令和9年6月30日,)" "$(silent ,令和9年6月30日,)"
code 4 'rows with an edited cell are set aside' import cells
# Each row but the last two stands on two lines, since its reason has a line break.
is "$(aside)" '2|1|整理番号|D-number
4|1|整理番号|D-finding
6|1|整理番号|D-finding
8|16|区分|D-changed
10|25|ケース番号|D-changed
12|31|氏名|D-changed
14|36|生年月日|D-changed
16|47|認定額|D-changed
18|57|回答額|D-changed
20|67|差額|D-changed
22|77|照会日|D-changed
24|86|回答日|D-changed
27|14|処理|D-word
29|14|処理|D-required
31|19|処理日|D-required
33|19|処理日|D-date
35|19|処理日|D-early
37|29|メモ|D-note
38|96|処理|D-adopt
39|64|処理|D-required' 'with line, column, title and rule'
is "$(counts)" '20|0|0|20' 'each counts once'
case "$TAP_OUT$TAP_ERR" in *見本* | *1024* | *69,30*) shown=1 ;; *) shown=0 ;; esac
is "$shown" 0 'what is said of them holds no value'
sheet twice "$(changed 採用,令和9年6月30日,)" "$(lower 不採用,令和9年6月30日,)" "$(changed 不採用,令和9年6月30日,)"
code 4 'a finding that has two rows is set aside' import twice
is "$(aside)" $'2|1|整理番号|D-twice\n5|1|整理番号|D-twice' 'both of them'
is "$(counts)" '3|1|0|2' 'the others go in'

# ---- while a run freezes what decides ---------------------------------------------------------------
# An import is stopped between its check and its write; the freeze must wait for it.
pg_query "SET session_replication_role = replica; UPDATE run.run SET decision = 'confirmed' WHERE run_id = 1" >/dev/null
coproc OTHER { psql -XqAt; }
echo "BEGIN; LOCK TABLE fact.import IN EXCLUSIVE MODE; SELECT 'locked';" >&"${OTHER[1]}"
read -r _ <&"${OTHER[0]}"
sheet window "$(lower 不採用,2027/6/29,)"
import window >"$work/window.out" 2>&1 &
importing=$!
wait_for "SELECT $(awaited fact.import)"
pg_query 'SELECT run.freeze_holds(1)' >/dev/null &
freezing=$!
ok 'a run freezes while a sheet goes in' wait_for \
	"SELECT $(awaited run.hold_cut) OR EXISTS (SELECT FROM run.hold_cut WHERE run_id = 1)"
echo 'ROLLBACK;' >&"${OTHER[1]}"
ok 'the sheet goes in' wait $importing
ok 'what decides is frozen' wait $freezing
is "$(pg_query "SELECT d.disposition, d.done_on FROM fact.disposition d JOIN run.hold_cut h USING (run_id)
	WHERE d.household_id = 1311300001027 AND d.run_id = 1 AND d.recorded_at < h.taken_at AND d.superseded_at >= h.taken_at")" '2|2027-06-29' \
	'and the sheet counts'
# The freeze is under way first; the import must wait for it.
echo "BEGIN; SELECT count(*) FROM run.freeze_holds(4);" >&"${OTHER[1]}"
read -r _ <&"${OTHER[0]}"
sheet after "$(lower 不採用,2027/6/29, | sed 's/^1-/4-/')"
import after >"$work/after.out" 2>&1 &
importing=$!
ok 'a sheet comes while a run freezes' wait_for \
	"SELECT $(awaited run.hold_cut) OR EXISTS (SELECT FROM fact.import WHERE file_name = 'after.csv')"
echo 'COMMIT; \q' >&"${OTHER[1]}"
code 4 'it waits and is told' wait $importing
is "$(aside)" '2|101|処理|D-late' 'that it is too late'

# ---- when it is too late ---------------------------------------------------------------------------
sheet again "$(lower 不採用,2027/6/29,)" "$(new 処理済み,令和9年7月1日,)"
ok 'a sheet in which what was decided stands as it was' import again
is "$(counts)" '2|1|1|0' 'is not too late'
sheet late "$(changed 採用,令和9年7月1日,)" "$(lower 処理済み,令和9年7月1日,)"
code 4 'once the proposals are adopted' import late
is "$(aside)" '3|14|処理|D-late' 'none is decided any more'
is "$(counts)" '2|1|0|1' 'but what was done is still taken'

# ---- whole or not at all ---------------------------------------------------------------------------
before=$(known; pg_query 'SELECT count(*) FROM fact.import')
sheet header "$(changed 採用,令和9年7月1日,)"
sed -i '1s/メモ/備考/' "$work/header.csv"
code 16 'another title in the header is refused' import header
like "$TAP_ERR" '^GJ1117 .*header.csv:1:' 'with its place'
sed -i '1s/,備考//' "$work/header.csv"
code 16 'and a column that is missing' import header
like "$TAP_ERR" 'メモ' 'with its title'
head -c -2 "$work/first.csv" >"$work/cut.csv"
code 16 'a file that was cut off is refused' import cut
for n in $(seq 101); do silent "処理済み,令和9年7月1日," | sed "s/1026/$((n + 2000))/g"; done >"$work/rows"
mapfile -t rows <"$work/rows"
sheet flood "${rows[@]}"
code 12 'more than the limit refuse the file' import flood
is "$(known; pg_query 'SELECT count(*) FROM fact.import')" "$before" 'nothing is left of any'
done_testing
