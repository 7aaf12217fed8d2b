#!/bin/bash
# Mailings: what has a doubt about its destination is held until somebody has looked.
. tests/harness/tap.sh
. tests/harness/pg.sh
. tests/harness/mailing.sh
mailing_office

# ---- destinations ---------------------------------------------------------------------------------
pg_fresh holds
notices 2026-12 1 1,2,3,4,5,6,7,8 >/dev/null
mail 2026-12 1
is "$(counts mailing_issue)" '8|8|0' 'a first mailing to households that have lived there for long'
last=$RUN
pg_query "SELECT hand.move(1, '2020-05-05', '押上1-1')" >/dev/null
pg_query "SELECT hand.move(9, greatest(current_date, '2027-01-01') - 3, '押上2-2')" >/dev/null
pg_query "SELECT hand.move(2, '2020-05-05', '押上 3−3'), hand.move(10, '2020-05-05', '押上3−3')" >/dev/null
pg_query "INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from)
	SELECT hand.h(n), 1, '000000000000077', 1, false, '2020-04-01' FROM unnest(ARRAY[11, 12]) n" >/dev/null
pg_query "SELECT hand.move(11, '2020-05-05', '押上4-4'), hand.move(12, '2020-05-05', '押上4-4')" >/dev/null
pg_query "INSERT INTO run.mail_return (run_id, piece_no, party_key, destination, reason, returned_on, import_id, recorded_at)
	SELECT p.run_id, p.piece_no, p.party_key, p.destination, 1, current_date, (SELECT max(import_id) FROM fact.import), clock_timestamp()
	FROM result.claim_mail_piece p WHERE p.party_key = 'H' || hand.h(3)" >/dev/null
pg_query "INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (hand.h(4), 'stop', '確認中', '2020-01-01')" >/dev/null
source=$(notices 2027-01 1 1,2,3,4,5,6,7,9,10,11,12)
pg_query "SELECT hand.move(5, '2020-05-05', '押上5-5')" >/dev/null
pg_query "UPDATE fact.address SET superseded_at = 'infinity' WHERE household_id = hand.h(6) AND superseded_at = 'infinity'" >/dev/null
pg_query "UPDATE fact.person SET superseded_at = 'infinity' WHERE household_id = hand.h(7) AND superseded_at = 'infinity';
	INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
	SELECT household_id, person_no, role, birth_on, '別姓　' || person_no, name_kana, valid_from FROM fact.person
	WHERE household_id = hand.h(7) AND superseded_at < 'infinity'" >/dev/null
plan 2027-01 1
is "$(held)" '1|7
2|6
3|5
4|1
5|4
6|3
7|4
9|8
10|6' 'held: moved since the last mail, shared, returned, an order, changed since it was printed, no address, another name, moved lately'
is "$(pg_query "SELECT reason FROM result.mail_document WHERE run_id = $RUN AND hold = 1")" '保留の指示: 確認中' '… with the reason'
is "$(pg_query "SELECT count(*) FROM result.mail_document WHERE run_id = $RUN AND plan_no IS NOT NULL AND household_id IN (hand.h(11), hand.h(12))")" 2 \
	'two households with a person of one number may live together'
is "$(pg_query "SELECT count(*), min(key) = min(13113 * 100000000::bigint + d.line_no) FROM run.hold_hit x JOIN result.mail_document d
	ON d.run_id = x.run_id AND x.key % 100000000 = d.line_no WHERE x.run_id = $RUN AND d.hold <> 0")" '9|t' 'each is told by its line'
like "$(cat_book mail_check.xlsx 保留)" "ほかの世帯と同じ送付先.*1310045 押上 3−3.*getsuji mail look $RUN 13113-" 'the approver compares the destinations, and is told what to type'
like "$(cat_book mail_check.xlsx 保留)" '文書の作成後に.*宛名の人が世帯にいない' '… that not the place but the person is another'
line() { pg_query "SELECT '13113-' || line_no FROM result.mail_document WHERE run_id = $RUN AND household_id = hand.h($1)"; }
code 0 'mail look lists what is held' gs mail look "$RUN"
is "$(grep -c '13113-' <<<"$TAP_OUT") $(grep -c 'to be looked at' <<<"$TAP_OUT")" '9 5' '… and what may be looked at'
code 16 'a look wants a reason' gs mail look "$RUN" "$(line 1)"
like "$TAP_ERR" GJ2193 '… and says so'
code 16 'a line is OFFICE-LINE' gs mail look "$RUN" 17 --reason x
for n in 4 5 6 11; do
	code 12 "household $n is nothing to look at" gs mail look "$RUN" "$(line $n)" --reason x
done
code 12 'nor is a line that is not there' gs mail look "$RUN" 13113-99 --reason x
code 16 'a run that is no mailing has nothing to look at' gs mail look "$source"
is "$(pg_query "SELECT count(*) FROM run.destination_look")" 0 'nothing of that was kept'
code 0 'a person looks' gs mail look "$RUN" "$(line 1)" "$(line 2)" "$(line 3)" "$(line 9)" --reason '本人に確認した'
is "$(pg_query "SELECT count(*), count(DISTINCT party_key), min(looked_by) FROM run.destination_look")" '4|4|getsuji_run' '… it is kept who'
is "$(held | wc -l)" 9 'this mailing stays as it was computed'
mail 2027-01 2
is "$(held)" '4|1
5|4
6|3
7|4
10|6' 'the next one takes what was looked at'
is "$(counts mailing_issue) $(counts mailing)" '6|6|0 11|6|5' '… and posts it'
pg_query "SELECT hand.move(1, '2020-06-06', '押上9-9')" >/dev/null
notices 2027-01 2 1 >/dev/null
plan 2027-01 3
like "$(held)" '^1\|7' 'a look is about one destination: the next one is looked at again'
confirm
gs mail look "$RUN" "$(line 1)" --reason '確認した' >/dev/null
notices 2027-01 3 1 >/dev/null
mail 2027-01 4
pg_query "SELECT hand.move(1, '2020-07-07', '押上1-1')" >/dev/null
notices 2027-01 4 1 >/dev/null
plan 2027-01 5
is "$(held | grep '^1|')" '1|7' '… also one that was found right before mail went elsewhere'
pg_query "DELETE FROM fact.mail_office" >/dev/null
plan 2027-01 6
is "$(held | cut -d'|' -f2 | sort -u | tr '\n' ' ')" '1 2 ' 'without settings of the office nothing leaves'
# ---- returned late ---------------------------------------------------------------------------------
pg_fresh returned
notices 2026-12 1 1 >/dev/null
mail 2026-12 1
first=$RUN
notices 2027-01 1 1 >/dev/null
mail 2027-01 1
pg_query "INSERT INTO run.mail_return (run_id, piece_no, party_key, destination, reason, returned_on, import_id, recorded_at)
	SELECT p.run_id, p.piece_no, p.party_key, p.destination, 1, current_date, (SELECT max(import_id) FROM fact.import), clock_timestamp()
	FROM result.claim_mail_piece p WHERE p.run_id = $first" >/dev/null
notices 2027-01 2 1 >/dev/null
plan 2027-01 2
is "$(held)" '1|5' 'what came back after another mailing had gone there holds the next one'
gs mail look "$RUN" "$(line 1)" --reason '本人に確認した' >/dev/null || echo '# not looked at'
plan 2027-01 3
is "$(held)" '' '… until somebody looked'
# ---- too late ---------------------------------------------------------------------------------------
pg_fresh late
notices 2026-10 1 3 >/dev/null
notices 2026-11 1 1 >/dev/null
mail 2026-12 1
is "$(counts mailing_issue)" '2|2|0' 'a first mailing takes three months'
notices 2026-12 1 2 >/dev/null
notices 2027-01 1 4 >/dev/null
plan 2027-03 1
is "$(held)" '2|10' 'what no mailing of three months took is held as too late'
like "$(cat_book mail_check.xlsx 保留)" '発送の期限を過ぎた.*いまの内容で作り直す' '… and the approver is told what to do'
plan 2027-05 1
is "$(held)" '2|10
4|10' '… also when a month has no mailing'
mail 2027-05 2
plan 2027-06 1
is "$(counts mailing)" '0|0|0' '… until a mailing has told it'

done_testing
