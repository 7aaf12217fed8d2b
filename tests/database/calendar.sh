#!/bin/bash
# Calendars: shown, asked, imported; a day that nobody knows is never a business day.
. tests/harness/tap.sh
. tests/harness/pg.sh

export GETSUJI_LANG=en GETSUJI_TODAY=2026-09-25
pg_start
pg_migrate
WORK=$PG_DIR/scratch
calendar() { pg_as getsuji_run "$GETSUJI" calendar "$@"; }
import() { pg_as getsuji_run "$GETSUJI" import calendar "$@"; }
wrong() { # ID NAME COMMAND…: exit code 16, one message with this id, and a remedy
	local id=$1 name=$2
	shift 2
	code 16 "$name" "$@"
	is "$(grep -oE '^GJ[0-9]{4}' <<<"$TAP_ERR" | tr '\n' ' ')" "$id " "$name: says $id and no more"
	like "$TAP_ERR" '^  → ' "$name: says what to do"
}

# ---- without any import
code 0 'the month of today is shown' calendar
like "$TAP_OUT" '^calendar gov, 2026-09: 19 business days' 'with its number of business days'
like "$TAP_OUT" '2026-09-22 +Tue +closed +国民の休日 +jp' 'and the names of holidays'
like "$TAP_OUT" '2026-09-24 +Thu +open +15' 'and business days numbered'
code 0 'a rule gives its days' calendar 'business_day -1 of month' --month 2026-12
is "$TAP_OUT" '2026-12-28 (Mon)' 'one a line, first of all the date'
code 0 'a rule is explained' calendar 'day 5 else before' --month 2026-07 --explain
like "$TAP_OUT" '^  5 \(Sun\) closed → 4 \(Sat\) closed → 3 \(Fri\) open$' 'step by step'
like "$TAP_OUT" 'gov .*built in: 行政機関の休日に関する法律' 'and where the calendar comes from'
code 0 'a rule over the end of a month' calendar 'last day else after' --month 2026-10 --explain
like "$TAP_OUT" '31 \(Sat\) closed → 11/1 \(Sun\) closed → 11/2 \(Mon\) open' 'names the other month'
code 2 'a day that the month does not have' calendar 'fifth monday'
like "$TAP_OUT" 'no such day in 2026-09' 'is none'
is "$(pg_query 'SELECT count(*) FROM calendar.calendar')" 0 'looking writes nothing'

# ---- what is wrong
wrong GJ2021 'a rule that is none' calendar 'day 5 els before'
like "$TAP_ERR" '^GJ2021 day 5 els before:7: ' '… with its place'
wrong GJ2002 'a month that the calendar does not know' calendar --month 2028-01
like "$TAP_ERR" '2020-01-01 – 2027-12-31' '… with what it knows'
wrong GJ2002 'a shift out of what it knows' calendar 'day 31 else after' --month 2027-12
wrong GJ2004 'a business day too many' calendar 'business_day 20'
wrong GJ2000 'a drill on a day that is none' env GETSUJI_TODAY=2026-02-30 "$GETSUJI" calendar

# ---- import
code 0 'the built-in calendars are imported' import
like "$TAP_OUT" 'calendar jp \(国民の祝日\): 2020-01-01 to 2027-12-31, 143 days' '… with what they cover'
code 0 'again they are known' import
is "$(grep -c 'nothing to do' <<<"$TAP_OUT")|$(pg_query 'SELECT count(*) FROM calendar.calendar')" '2|2' 'and nothing is done'
code 0 'the file that was built in is known, too' import jobs/calendars/japan.csv
like "$TAP_OUT" 'nothing to do' 'by its content'
is "$(pg_query "SELECT count(*), count(*) FILTER (WHERE open) FROM calendar.day")" '298|0' 'every day is a row'

cat >"$WORK/office.csv" <<'C'
calendar,kind,from,to,name,base,status,source
office-13113,covers,2026-01-01,2027-03-31,見本市の休日,jp,ordinance,見本市の休日を定める条例
office-13113,closed,2026-12-29,2027-01-03,年末年始,,ordinance,条例第1条第3号
office-13113,closed,2026-10-01,,開庁記念日,,ordinance,条例第2条
office-13113,open,2026-10-04,,日曜開庁,,planned,告示
C
code 0 "an office's own calendar is imported" import "$WORK/office.csv"
code 0 'and used for that office' calendar --office 13113 --month 2026-10 --explain
like "$TAP_OUT" '^calendar office-13113' 'by its name'
like "$TAP_OUT" '2026-10-01 +Thu +closed +開庁記念日 +office-13113' 'closing days are closed'
like "$TAP_OUT" '2026-10-04 +Sun +open +2 +日曜開庁 +office-13113' 'opening days are open'
like "$TAP_OUT" '2026-10-12 +Mon +closed +スポーツの日 +jp' 'and holidays come from below'
like "$TAP_OUT" 'office-13113 .*imported [0-9-]+' 'its origin is told'
code 0 'other offices keep to the common one' calendar --office 13104 --month 2026-10
like "$TAP_OUT" '^calendar gov, 2026-10: 21 business days' '…'
wrong GJ2002 'what either calendar does not know is not known' calendar --office 13113 --month 2027-04

sed -i '/開庁記念日/d' "$WORK/office.csv"
code 0 'a new version takes its place' import "$WORK/office.csv"
is "$(pg_query "SELECT count(*), count(*) FILTER (WHERE superseded_at = 'infinity') FROM calendar.calendar WHERE name = 'office-13113'")" '2|1' \
	'and the one before is kept'
code 0 'which is what is used' calendar 'business_day 1' --office 13113 --month 2026-10
is "$TAP_OUT" '2026-10-01 (Thu)' 'from then on'

before=$(pg_query 'SELECT count(*) FROM calendar.calendar')
printf 'calendar,kind,from,to,name,base,status,source\na,covers,2026-01-01,2026-12-31,A,,planned,s\nb,covers,2026-01-01,2026-12-31,B,nobody,planned,s\n' >"$WORK/base.csv"
wrong GJ2020 'a calendar on one that is not there' import "$WORK/base.csv"
printf 'calendar,kind,from,to,name,base,status,source\na,covers,2026-01-01,2026-12-31,A,b,planned,s\nb,covers,2026-01-01,2026-12-31,B,a,planned,s\n' >"$WORK/circle.csv"
wrong GJ2019 'calendars in a circle' import "$WORK/circle.csv"
printf 'calendar,kind,from,to,name,base,status,source\na,covers,2026-01-01,2026-12-31,A,,planned,s\na,closed,2026-02-30,,x,,planned,s\n' >"$WORK/day.csv"
wrong GJ2008 'a day that does not exist' import "$WORK/day.csv"
like "$TAP_ERR" '^GJ2008 day.csv:3:10, from: ' '… with line, column and field'
wrong GJ1002 'a file that is not there' import "$WORK/none.csv"
head -c 200 jobs/calendars/japan.csv >"$WORK/cut.csv"
code 16 'a file that was cut off' import "$WORK/cut.csv"
is "$(pg_query 'SELECT count(*) FROM calendar.calendar')" "$before" 'nothing of what was refused is there'

# ---- the file of the Cabinet Office, as it is published each February
{
	printf '国民の祝日・休日月日,国民の祝日・休日名称\r\n'
	awk -F, '$2 == "closed" { split($3, d, "-"); printf "%d/%d/%d,%s\r\n", d[1], d[2], d[3], $5 }' jobs/calendars/japan.csv
	printf '2028/1/1,元日\r\n2028/1/10,成人の日\r\n2028/11/23,勤労感謝の日\r\n'
} | iconv -f UTF-8 -t CP932 >"$WORK/syukujitsu.csv"
code 0 'the official file is imported as it is' import "$WORK/syukujitsu.csv"
like "$TAP_OUT" 'calendar jp \(国民の祝日\): 2020-01-01 to 2028-12-31, 146 days' 'for all its years'
code 0 'a year that nobody knew before' calendar 'business_day 1' --month 2028-01
is "$TAP_OUT" '2028-01-04 (Tue)' 'is known from then on'
head -c -30 "$WORK/syukujitsu.csv" >"$WORK/part.csv"
code 16 'a part of it' import "$WORK/part.csv"
wrong GJ2026 'one of whole years, but fewer than are known' import jobs/calendars/japan.csv
is "$(pg_query "SELECT to_on FROM calendar.calendar WHERE name = 'jp' AND superseded_at = 'infinity'")" 2029-01-01 'are refused, and nothing gets unknown'

code 0 'the built-in ones again' import
like "$TAP_OUT" 'calendar jp: imported before, nothing to do' 'leave what is known beyond them'

# ---- check
office_check() { pg_as getsuji_run "$GETSUJI" check; }
tap_run office_check
like "$TAP_OUT" 'ok +calendar +gov is known until 2028-12-31' 'check says how long the calendars last'
like "$TAP_OUT" 'ok +calendar +office-13113 is known until 2027-03-31' '… also those of offices'
export GETSUJI_TODAY=2027-01-15
tap_run office_check
like "$TAP_OUT" 'warning +calendar +GJ2022 .*office-13113 is known only until 2027-03-31' '… and warns of one that ends soon'

# ---- rights
refused() { # NAME LOGIN SQL
	code 1 "$1" env PGUSER="$2" psql -XqAt -v ON_ERROR_STOP=1 -c "$3"
	like "$TAP_ERR" 'permission denied' '… by the database'
}
refused 'the runner does not change a day' getsuji_run 'UPDATE calendar.day SET open = true'
refused 'nor delete a calendar' getsuji_run 'DELETE FROM calendar.calendar'
refused 'nor rewrite what it covers' getsuji_run "UPDATE calendar.calendar SET to_on = '2099-01-01'"
refused 'an approver imports none' getsuji_approve "INSERT INTO calendar.day VALUES (1, '2026-01-05', false, 'x', 'x', 'x')"
code 0 'but sees them' pg_as getsuji_approve "$GETSUJI" calendar 'business_day 1'
done_testing
