#!/bin/bash
# An institution is dropped; the list that lags behind says so two weeks after the other.  What was held stays held: tickets of
# the month that are looked at again after the later list are not issued for the days between.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
vouchers_office 150
world 2027-02
world_files 2027-03 # city.csv: as of 15 February

ended() { # outcome of February's lines at institutions that were dropped on the first
	pg_query "SELECT t.action, t.hold, t.reason, count(*) FROM result.ticket t
		JOIN gold.institution i ON i.code = t.institution_code AND i.month_on = t.month_on AND i.end_reason = 'dropped'
		WHERE t.run_id = $(run_of "$1" 2027-02) AND t.month_on = '2027-02-01' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
}
ok 'tickets of February' decide_month 2027-02
held=$(ended monthly)
like "$held" '^9\|7\|指定が終了している（名簿から削除　令和9年2月1日）\|[0-9]+$' 'all who attend an institution that was dropped are held, and told since when'
issued=$(pg_query 'SELECT count(*), max(recorded_at) FROM result.claim_ticket')
ok 'the list that lags behind lacks it two weeks later' gs import institutions "$WORK/world-2027-03/city.csv"
ok 'tickets of February are looked at again' issue 2027-02
is "$(ended vouchers)" "$held" 'they are held as before: the later silence says nothing of when'
is "$(pg_query 'SELECT count(*), max(recorded_at) FROM result.claim_ticket')" "$issued" 'and nothing is issued'
done_testing
