#!/bin/bash
# Mailings: what is due becomes pieces, once, in the right envelopes; what must not leave any more does not.
. tests/harness/tap.sh
. tests/harness/pg.sh
. tests/harness/mailing.sh
mailing_office

is "$(pg_query "SELECT count(*) >= 16 FROM hand.calm")" t 'there are households to write to'

# ---- words ---------------------------------------------------------------------------------------
wanted=$(sed -nE 's/.*X\(MAIL_PULL_[A-Z]+,[ ]*([0-9]+), "([a-z]+)",[ ]*"([^"]+)".*/\1|\2|\3/p' include/getsuji/mailing.h)
is "$(pg_query "SELECT * FROM run.mail_cause_words()")" "$wanted" 'the database tells causes as mailing.h has them'
is "$(pg_query "SELECT result.place('1310045', '墨田区 押上１丁目') = result.place('1310045', '墨田区押上1丁目'),
	result.place('1310045', 'a') = result.place('1310046', 'a'), result.destination('a', '1', '', '') = result.destination('', '1', 'a', '')")" \
	't|f|f' 'an address is compared without blanks and widths, and by its place'

# ---- a mailing ------------------------------------------------------------------------------------
pg_fresh first
notices 2027-01 1 1,2,3,4 >/dev/null
notices 2026-12 1 2 3 >/dev/null
pg_query "SELECT hand.protect(4)" >/dev/null
notices 2026-10 1 5 >/dev/null
notices 2026-11 1 6 >/dev/null
pg_query "SET session_replication_role = replica; UPDATE run.run SET execution = 'running' WHERE month_on = '2026-11-01'" >/dev/null
mail 2027-01 1
is "$(held) $(refused)" ' ' 'nothing is held, nothing refused'
is "$(counts mailing) $(counts mailing_issue)" '5|5|0 5|5|0' 'three months are looked at, of runs that have made all their files'
is "$(pg_query "SELECT string_agg(DISTINCT piece_no::text, ' '), count(*), min(n), max(n) FROM (SELECT piece_no, count(*) OVER (PARTITION BY piece_no) AS n
	FROM result.claim_mail_document WHERE run_id = $RUN) x")" '1 2 3 4|5|1|2' 'pieces have numbers without gaps; of one recipient they are one'
is "$(pg_query "SELECT string_agg(r.month_on::text, ' ' ORDER BY d.position) FROM result.claim_mail_document d JOIN run.run r ON r.run_id = d.source_run_id
	WHERE d.run_id = $RUN AND d.household_id = hand.h(2)")" '2027-01-01 2026-12-01' '… by the run that made them'
is "$(pg_query "SELECT sheets, weight_mg, envelope, thickness, postage_class, postage_yen FROM result.claim_mail_piece p
	WHERE run_id = $RUN AND documents = 2")" '3|17000|1|1|standard_50|110' 'four pages on both sides are three sheets, each document on a new one'
is "$(pg_query "SELECT route, part_no, party_key = 'H' || hand.h(4) FROM result.claim_mail_piece WHERE run_id = $RUN AND piece_no = 4")" '2|2|t' \
	'who came under 支援措置 since it was printed goes in-house, in a part of its own'
is "$(pg_query "SELECT cut_off_on - issued_on >= 2, post_by_on > cut_off_on, report_by_on > post_by_on, expires_on - issued_on, pieces,
	NOT EXISTS (SELECT FROM calendar.day y JOIN calendar.calendar c USING (calendar_id) WHERE c.name = 'jp' AND y.on_day IN (m.cut_off_on,
	m.post_by_on, m.report_by_on)), extract(isodow FROM cut_off_on) < 6 FROM result.claim_mailing m WHERE run_id = $RUN")" 't|t|t|32|4|t|t' \
	'its dates are business days of the office'
like "$(cat_book mail_check.xlsx 郵送物 | tail -1)" '^4\|所内\|ケース番号 .*（表示しない）' 'the approver sees no address of theirs'
like "$(cat_book mail_list.xlsx 所内発送 | tail -1)" "$(pg_query "SELECT address FROM fact.address WHERE household_id = hand.h(4)")" \
	'… the office, which posts them, does'
is "$(cat_book mail_list.xlsx 委託先 | grep -c -F "$(pg_query "SELECT address FROM fact.address WHERE household_id = hand.h(1)")")" 0 \
	'… and of others none stands in the list'
before=$(pg_query "TABLE result.claim_mailing; TABLE result.claim_mail_piece; TABLE result.claim_mail_document" | sha256sum)
is "$(PGUSER=getsuji_run pg_query "SELECT * FROM run.issue_mailing($RUN, 4)")" '5|5|0|0|0|440' 'issued again it answers the same'
is "$(pg_query "TABLE result.claim_mailing; TABLE result.claim_mail_piece; TABLE result.claim_mail_document" | sha256sum)" "$before" '… and changes nothing'
plan 2027-01 2
is "$(counts mailing)" '0|0|0' 'what is out is not due again'
finish
is "$(pg_query "SELECT pieces FROM result.claim_mailing WHERE run_id = $RUN")" 0 'a mailing without pieces is issued, too'

# ---- parts ----------------------------------------------------------------------------------------
pg_fresh parts
notices 2027-01 1 1,2,3,4,5,6,7 6 >/dev/null
mail 2027-01 1
is "$(pg_query "SELECT part_no, count(*), sum(sheets) FROM result.claim_mail_piece WHERE run_id = $RUN GROUP BY 1 ORDER BY 1")" '1|3|9
2|3|9
3|1|3' 'a part has whole pieces, no more sheets than it may'

# ---- institutions ---------------------------------------------------------------------------------
pg_fresh institutions
pg_query "SELECT hand.institution('1311000017', '2026-10-01', '東1-1'), hand.institution('1311234567', '2026-10-01', '東1-1'),
	hand.institution('1311999999', '2026-10-01', '東3-3')" >/dev/null
forms() { # MONTH EDITION
	pg_query "SELECT hand.forms('$1-01', $2, '{1311000017,1311234567,1311999999}')" >/dev/null
}
names() { # SQL of documents: the institutions
	pg_query "SELECT d.hold, substr(d.party_key, 2, 10) FROM result.mail_document d WHERE d.run_id = $RUN ORDER BY d.party_key"
}
forms 2026-12 1
mail 2026-12 1
is "$(names)" '0|1311000017
0|1311234567
0|1311999999' 'two institutions in one house are nothing to look at'
pg_query "UPDATE fact.institution SET superseded_at = 'infinity' WHERE code = '1311999999'; SELECT hand.institution('1311999999', '2026-11-01', '東4-4')" >/dev/null
forms 2027-01 1
plan 2027-01 1
is "$(names)" '0|1311000017
0|1311234567
7|1311999999' 'one that is elsewhere than the last mail is'
confirm
pg_query "UPDATE fact.institution SET superseded_at = 'infinity' WHERE code = '1311234567'; SELECT hand.institution('1311234567', '2026-11-02', '東5-5')" >/dev/null
gs resume "$RUN" --artifacts "$WORK/files" >/dev/null 2>&1
is "$(pg_query "SELECT substr(d.party_key, 2, 10), x.refusal FROM result.mail_refusal x JOIN result.mail_document d USING (run_id, source_run_id, document_no)
	WHERE x.run_id = $RUN")" '1311234567|2' 'what the directory says otherwise since the form was made is not posted'
forms 2027-01 2
plan 2027-01 2
pg_query "INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (hand.h(1), 'stop', 'r', '2020-01-01')" >/dev/null
confirm
gs resume "$RUN" --artifacts "$WORK/files" >/dev/null 2>&1
is "$(counts mailing_issue | cut -d'|' -f2)" 0 'nothing about a held household leaves, whomever it goes to'

# ---- what may not leave any more ------------------------------------------------------------------
reverse() { # RUN: as if two persons had taken it back
	pg_query "SET session_replication_role = replica; UPDATE run.run SET decision = 'reversed' WHERE run_id = $1" >/dev/null
}
pg_fresh refused
notices 2026-12 1 1 8 >/dev/null
older=$(notices 2026-12 2 8)
notices 2027-01 1 1,2,3,4,5,6,7,9,10 >/dev/null
plan 2027-01 1
confirm
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<-S
	SELECT hand.close(2, '2026-11-20', 14), hand.close(3, '2026-11-20', 12), hand.move(4, '2020-05-05', '押上1-1'), hand.protect(5),
		hand.close(9, '2999-01-01', 12);
	INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (hand.h(6), 'stop', 'r', '2020-01-01');
	SELECT hand.notices('2027-01-01', 2, '{7}');
	DELETE FROM run.artifact_piece WHERE run_id = (SELECT run_id FROM run.run WHERE month_on = '2026-12-01' AND edition = 11);
	INSERT INTO result.exclusion VALUES ($RUN, hand.h(10), 'r');
S
reverse "$older"
gs resume "$RUN" --artifacts "$WORK/files" >/dev/null 2>&1
is "$(refused)" '1|4
2|1
3|3
4|2
5|6
6|5
7|4
8|4
10|9' 'refused: dead, closed, moved, protected, held, decided anew, reversed, not there any more, excluded'
is "$(counts mailing_issue)" '11|2|9' 'all are counted'
is "$(pg_query "SELECT string_agg(DISTINCT d.piece_no::text, ' '), string_agg($number::text, ' ' ORDER BY $number) FROM result.claim_mail_document d WHERE d.run_id = $RUN")" '1 2|1 9' 'what is left has numbers without gaps'
is "$(pg_query "SELECT documents, sheets, weight_mg, envelope, thickness, postage_class, postage_yen FROM result.claim_mail_piece WHERE run_id = $RUN AND party_key = 'H' || hand.h(1)")" \
	'1|1|9000|1|1|standard_50|110' 'a piece that lost a document weighs and costs what is left'
is "$(pg_query "SELECT string_agg(hold, ' ' ORDER BY key) FROM run.hold_hit WHERE run_id = $RUN AND task_no = 4")" \
	"$(pg_query "SELECT string_agg(v.word, ' ' ORDER BY d.line_no) FROM result.mail_refusal x JOIN result.mail_document d USING (run_id, source_run_id, document_no)
		JOIN run.mail_cause_words() v ON v.cause = x.refusal WHERE run_id = $RUN")" '… each told with its cause'
is "$(cat_book mail_list.xlsx 発送しなかった文書 | grep -c '^13113-')" 9 '… and listed'

pg_fresh weight
notices 2027-01 1 1 14 >/dev/null
gone=$(notices 2026-12 1 1 14)
plan 2027-01 1
is "$(pg_query "SELECT sheets, envelope, thickness, postage_class FROM result.mail_piece WHERE run_id = $RUN")" '14|2|1|large_100' 'two long letters go flat'
confirm
reverse "$gone"
gs resume "$RUN" --artifacts "$WORK/files" >/dev/null 2>&1
is "$(pg_query "SELECT sheets, weight_mg, envelope, thickness, postage_class, postage_yen FROM result.claim_mail_piece WHERE run_id = $RUN")" \
	'7|46000|2|1|large_50|140' '… one of them in the same envelope, at the lower postage'
done_testing
