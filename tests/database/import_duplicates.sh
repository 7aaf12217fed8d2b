#!/usr/bin/env bash
# Results of the check for duplicate coverage: the latest file about a person is right as a whole, what is said again
# seems no change, and a file goes in whole or not at all.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_start
pg_migrate
work=$PG_DIR/scratch
mkdir -p "$work/facts"

# ---- an office of nine persons, and another one
person_rows() { # DATASET-SPECIFIC FIELDS from a printf format for the cases 1 to 9
	for n in 1 2 3 4 5 6 7 8 9; do printf "$1" "$n"; done
}
{
	echo office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from
	printf '%s,見本市福祉事務所,13104,1600022,見本市本町1-1,03-0000-0000,見本市福祉事務所長,東京都知事,見本市長,2020-04-01\n' 13104 13105
} >"$work/facts/office.csv"
{ echo office,caseworker_no,name,valid_from; printf '%s,1,井上　さくら,2020-04-01\n' 13104 13105; } >"$work/facts/caseworker.csv"
{
	echo office,case_no,municipality,caseworker_no,household_type,payment_method,valid_from
	person_rows '13104,%s,13104,1,other,bank,2020-04-01\n'
	echo 13105,1,13104,1,other,bank,2020-04-01
} >"$work/facts/household.csv"
{
	echo office,case_no,person_no,role,birth_on,name,name_kana,valid_from
	person_rows '13104,%s,1,head,1980-02-11,見本　太郎,ミホン　タロウ,2020-04-01\n'
	echo 13105,1,1,head,1980-02-11,見本　花子,ミホン　ハナコ,2020-04-01
} >"$work/facts/person.csv"
ok 'an office goes in' pg_as getsuji_run "$GETSUJI" import facts "$work/facts"

import() { pg_as getsuji_run "$GETSUJI" import duplicates "$work/$1" "${@:2}"; }
write() { # NAME DAY SERIAL [OFFICE] <LINES
	/usr/bin/python3 tests/database/duplicate_file.py "${4:-13104}" "$2" "$3" >"$work/$1"
}
known() { # case, kind, insurer, from, to, the day of the file that said so first, as it is current
	pg_query "SELECT household_id % 100000000, kind, insurer_no, qualified_on, lost_on, made_on, serial
		FROM fact.current_duplicate ORDER BY 1, 2, 3, 4"
}
counts() { # read, recorded, unchanged, quarantined of the last import
	pg_query "SELECT rows_read, rows_recorded, rows_unchanged, rows_quarantined FROM fact.import ORDER BY import_id DESC LIMIT 1"
}
aside() {
	pg_query "SELECT line, column_no, field, rule FROM fact.import_quarantine
		WHERE import_id = (SELECT max(import_id) FROM fact.import) ORDER BY 1, 2"
}
all() { # everything that an import could leave behind
	pg_query "SELECT (SELECT count(*) FROM fact.import), (SELECT count(*) FROM fact.duplicate_file),
		(SELECT count(*) FROM fact.duplicate), (SELECT count(*) FROM fact.duplicate WHERE superseded_at < 'infinity'),
		(SELECT md5(string_agg(n::text, ' ' ORDER BY n)) FROM fact.duplicate_named n), (SELECT count(*) FROM fact.import_quarantine)"
}

# ---- the first file ------------------------------------------------------------------------------
write first.csv 2027-02-10 1 <<-S
	1 1 employees 06130488 2027-01-15 -
	1 1 national 00131045 2020-04-01 2027-01-15
	2 1 elderly 39131042 2027-02-01 -
	3 1 none - - -
S
code 0 'a result goes in' import first.csv
like "$TAP_OUT" '^first.csv: 4 rows read, 3 recorded, 1 unchanged, 0 set aside$' \
	'and says how many records it had; that there is none is no news of somebody of whom none was known'
first='1|1|06130488|2027-01-15|infinity|2027-02-10|1
1|6|00131045|2020-04-01|2027-01-15|2027-02-10|1
2|2|39131042|2027-02-01|infinity|2027-02-10|1'
is "$(known)" "$first" 'each insurance is a row, with its days'
before=$(all)
code 0 'the same file again is a no-op' import first.csv
like "$TAP_OUT" 'first.csv: imported before, nothing to do' 'and says so'
awk -F, -v OFS=, '{ n = $1; $1 = ""; print substr($0, 2) OFS n }' "$work/first.csv" >"$work/turned.csv"
code 0 'so are its records with other columns first' import turned.csv
is "$(all)" "$before" 'neither leaves a trace'

# ---- which file is right -------------------------------------------------------------------------
write again.csv 2027-02-25 1 <<-S
	1 1 employees 06130488 2027-01-15 -
	1 1 national 00131045 2020-04-01 2027-01-15
S
code 0 'a later file that says the same of a person' import again.csv
is "$(counts) $(known)" "2|0|2|0 $first" 'changes nothing, so that nothing seems to have been recorded'
write between.csv 2027-02-20 1 <<<'1 1 employees 06130488 2027-01-20 -'
code 0 'a file that comes late' import between.csv
is "$(counts) $(known)" "1|0|1|0 $first" 'changes nothing for a person whom a later one named, even where that said nothing new'
write lost.csv 2027-03-10 1 <<-S
	1 1 employees 06130488 2027-01-15 2027-03-01
	4 1 employees 06130488 2027-02-20 -
S
code 0 'a later file' import lost.csv
is "$(counts) $(known)" "2|2|0|0 1|1|06130488|2027-01-15|2027-03-01|2027-03-10|1
2|2|39131042|2027-02-01|infinity|2027-02-10|1
4|1|06130488|2027-02-20|infinity|2027-03-10|1" 'takes the place of all that was known of its persons, and leaves the others'
write none.csv 2027-03-10 2 <<-S
	2 1 none - - -
	4 1 none - - -
S
code 0 'another serial of the day' import none.csv
is "$(counts) $(known)" '2|2|0|0 1|1|06130488|2027-01-15|2027-03-01|2027-03-10|1' 'takes back what was a mistake'
write late.csv 2027-03-01 1 <<<'4 1 employees 06130488 2027-02-20 -'
code 0 'an earlier file' import late.csv
is "$(counts) $(known | wc -l)" '1|0|1|0 1' 'does not bring it back'
is "$(pg_query "SELECT count(*), count(*) FILTER (WHERE recorded_at < superseded_at) FROM fact.duplicate WHERE superseded_at < 'infinity'")" \
	'4|4' 'what was superseded is kept, with when it was known'

# ---- what is set aside ---------------------------------------------------------------------------
good=$(known)
write rules.csv 2027-03-25 1 <<-S
	1310400000001012 - employees 06130488 2027-01-15 -
	1310400000000000 - employees 06130488 2027-01-15 -
	13105/1 1 employees 06130488 2027-01-15 -
	9 2 employees 06130488 2027-01-15 -
	1 1 employees 06130488 2027-01-15 -
	1 1 employees 06130488 2027-01-15 2027-02-01
	1 1 national 00131045 2020-04-01 -
	3 1 none - - -
	3 1 elderly 39131042 2027-02-01 -
	5 1 employees 06130488 2027-03-26 -
	6 1 employees 06130488 2027-03-25 -
S
code 4 'records that cannot be right are set aside' import rules.csv
is "$(aside)" '3|12|registration_no|C-check
4|12|registration_no|C-check
5|12|registration_no|C-office
6|12|registration_no|C-person
7|12|registration_no|C-twice
8|12|registration_no|C-twice
9|12|registration_no|C-whole
10|12|registration_no|C-twice
11|12|registration_no|C-whole
12|48|qualified_on|C-date' 'each with its place and rule, and with it all of its person'
is "$(counts) $(known)" "11|1|0|10 $good
6|1|06130488|2027-03-25|infinity|2027-03-25|1" 'the others go in'
write insurer.csv 2027-03-26 1 <<<'7 1 employees 06130480 2027-03-01 -'
code 0 'an insurer whose check digit is wrong is told on the list, not refused' import insurer.csv
pg_query "SET session_replication_role = replica;
	INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision, results_digest)
	VALUES ('baseline', 13104, '2027-01-01', 1, '', '', clock_timestamp(), 'done', 'confirmed', '')"
write year.csv 2028-01-01 1 <<<'8 1 employees 06130488 2027-03-01 -'
code 4 'a file of a wrong year' import year.csv
is "$(aside)" '3|12|registration_no|C-year' 'is set aside, so that it does not keep out the right one'
write nearly.csv 2027-12-31 1 <<<'8 1 employees 06130488 2027-03-01 -'
code 0 'the last day before that is taken' import nearly.csv
for n in $(seq 100 205); do echo "$n 1 employees 06130488 2027-03-01 -"; done | write flood.csv 2027-04-01 1
before=$(all)
code 12 'more than the limit refuse the file' import flood.csv
code 4 'the limit is the operator'"'"'s' import flood.csv --quarantine-limit 106
case "$TAP_OUT$TAP_ERR" in *0000010[0-9]* | *06130488*) shown=1 ;; *) shown=0 ;; esac
is "$shown" 0 'what is said of them holds no value'

# ---- what is refused -----------------------------------------------------------------------------
before=$(all)
write twin.csv 2027-03-25 1 <<<'9 1 employees 06130488 2027-03-01 -'
code 16 'another file of the same day and serial is refused' import twin.csv
like "$TAP_ERR" '^GJ1177 .*twin.csv: import [0-9]+ had another file' 'with the import that had the other'
write stranger.csv 2027-04-02 1 13199 <<<'9 1 employees 06130488 2027-03-01 -'
code 16 'a file for an office that is not known is refused' import stranger.csv
like "$TAP_ERR" '^GJ1176 .*stranger.csv:2:27: ' 'with its place'
write whole.csv 2027-04-03 1 <<<'9 1 employees 06130488 2027-03-01 -'
head -n -1 "$work/whole.csv" >"$work/cut.csv"
code 16 'a file that was cut off is refused' import cut.csv
like "$TAP_ERR" '^GJ1170 .*cut.csv:3:1: ' 'with where its end is missing'
sed 's/06130488/06130489/' "$work/whole.csv" >"$work/edited.csv"
code 16 'one that was edited is refused' import edited.csv
like "$TAP_ERR" '^GJ1172 .*edited.csv:4:[0-9]+, end/digest' 'with the place of its digest'
code 16 'an answer file is no result of the check' import facts/office.csv
code 16 'without a file it says how it is used' pg_as getsuji_run "$GETSUJI" import duplicates
is "$(all)" "$before" 'nothing is left of any'
iconv -f UTF-8 -t CP932 "$work/whole.csv" >"$work/old.csv"
code 0 'a file of an older system goes in' import old.csv --encoding cp932

# ---- killed at any point -------------------------------------------------------------------------
psql -Xq -v ON_ERROR_STOP=1 <<-S
	INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
	SELECT 1310400001000 + n, 1, 1, '1980-01-01', '見本', 'ミホン', '2020-04-01' FROM generate_series(0, 19999) n
S
for n in $(seq 1000 20999); do echo "$n 1 employees 06130488 2027-03-01 -"; done | write large.csv 2027-04-10 1
before=$(all)
states=
stop_when() { # COMMAND…: an import is killed when the command comes back
	local pid
	PGUSER=getsuji_run "$GETSUJI" import duplicates "$work/large.csv" >/dev/null 2>&1 &
	pid=$!
	"$@"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	psql -XqAtc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'" >/dev/null
	wait_for "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name IN ('getsuji import', 'holder'))"
	states+=$(all)$'\n'
}
is_held() { wait_for "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'getsuji import' AND wait_event_type = 'Lock')"; }
# All rows are merged when the import comes to what another session holds.
PGAPPNAME=holder psql -Xqc 'BEGIN; LOCK fact.duplicate_named IN SHARE MODE; SELECT pg_sleep(60)' >/dev/null 2>&1 &
wait_for "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'holder' AND wait_event = 'PgSleep')"
stop_when is_held
is "$states" "$before"$'\n' 'killed in the middle of the merge it leaves nothing'
for after in 0.05 0.2 0.5; do stop_when sleep $after; done
code 0 'the file goes in afterwards' import large.csv
is "$(grep -vxF -e "$before" -e "$(all)" <<<"${states%$'\n'}")" '' 'after each, everything of the file was there or nothing'
is "$(pg_query "SELECT count(*) FROM fact.current_duplicate WHERE made_on = '2027-04-10'")" 20000 'once'
done_testing
