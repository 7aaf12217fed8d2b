#!/bin/bash
# Bank files: they hold what was issued, to the byte; leave once; are recognised, altered, revoked or doubled; and what the
# bank says of the transfers, in any order, again or wrong, ends in the same register, in which nobody is paid twice.
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_office 20 3
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/payment.sql
H=1311300000000 MONTH=2027-12 WORK=$PG_DIR/scratch FILES=$PG_DIR/scratch/files
pg_query "DELETE FROM fact.hold;
	INSERT INTO fact.paying_account (office_id, kind, code_class, requester_code, requester_kana, bank_code, bank_kana,
		branch_code, branch_kana, account_kind, account_no, pay_day, shift, line_ends, valid_from)
	VALUES (13113, 21, 0, '0000012345', 'ミホンシ　フクシ', '0001', 'ミホン', '001', 'ホンテン', 1, '0000001', 6, 1, true, '2020-01-01');
	SELECT hand.account($H + n, lpad(n::text, 7, '0'), CASE n WHEN 3 THEN 'ﾔﾏｰﾀﾞ　ジャック' ELSE 'ミホン' END), hand.method($H + n, CASE n WHEN 2 THEN 2 ELSE 1 END)
	FROM generate_series(1, 12) n" >/dev/null

decide() { # EDITION HOUSEHOLD:TOTAL…
	local run of
	run=$(pg_query "SELECT hand.decisions('$MONTH-01', $1)")
	for of in "${@:2}"; do
		pg_query "SELECT hand.decide($run, $H + ${of//:/, })" >/dev/null
	done
	pg_query "SELECT hand.confirm($run)" >/dev/null
}
as() { pg_as getsuji_run "$GETSUJI" --lang en "$@"; } # a command
gs() { # … that ends well, or with warnings
	local code=0
	as "$@" >"$WORK/gs.log" 2>&1 || code=$?
	case $code in 0 | 4) return 0 ;; esac
	sed 's/^/# /' "$WORK/gs.log" | tail -5
	return 1
}
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
EDITION=0
plan() {
	EDITION=$((EDITION + 1))
	gs run payment --month $MONTH --office 13113 --edition $EDITION --artifacts "$FILES"
}
approve() {
	pg_as getsuji_approve "$GETSUJI" approve "$(last)" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run
		WHERE run_id = $(last)")" >"$WORK/gs.log" 2>&1 && gs confirm "$(last)"
}
resume() { as resume "$(last)" --artifacts "$FILES"; }
pay() { plan && approve && gs resume "$(last)" --artifacts "$FILES"; }
folder() { echo "$FILES/payment-13113-$MONTH-${1:-$EDITION}"; }
as_runner() { pg_as getsuji_run psql -XqAt -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate -c "$1" 2>&1 | tr '\n' ' '; }
wrong() { pg_query "TABLE hand.wrong"; }
paid() { pg_query "SELECT household_id - $H, amount_yen, turn_no, account_no FROM result.claim_payment WHERE run_id = ${1:-$(last)} ORDER BY payment_no"; }
read_file() { # FILE: what stands in it, read by somebody else: records, and numbers, names, yen of the transfers
	/usr/bin/python3 - "$1" <<'PYTHON'
import sys
data = open(sys.argv[1], 'rb').read()
lines = data.split(b'\r\n')
assert lines.pop() == b'' and all(len(line) == 120 for line in lines), 'records'
text = [line.decode('cp932') for line in lines]
head, transfers, trailer, end = text[0], text[1:-2], text[-2], text[-1]
assert head[:4] == '1210' and all(t[0] == '2' for t in transfers) and trailer[0] == '8' and end == '9' + ' ' * 119
assert int(trailer[1:7]) == len(transfers) and int(trailer[7:19]) == sum(int(t[80:90]) for t in transfers)
print(head[4:14], head[14:54].rstrip(), head[54:58], head[58:62], head[95:103])
for t in transfers:
    print(t[1:5], t[5:20].rstrip(), t[20:23], t[42:50], t[50:80].rstrip(), int(t[80:90]), int(t[91:101]), int(t[101:111]), t[111:120].rstrip())
PYTHON
}
SERIAL=0
results() { # MADE_ON RESULT…: a file of results PAYMENT:STATE:REASON:YEN:DAY[:RUN], made on that day; REASON - is none
	SERIAL=$((SERIAL + 1))
	/usr/bin/python3 - "$1" "$SERIAL" "${RUN:-0}" "${@:2}" >"$WORK/results.csv" <<'PYTHON'
import hashlib, sys
made_on, serial, run, *results = sys.argv[1:]
items = ['layout', 'office', 'made_on', 'serial', 'payment', 'state', 'reason', 'amount_yen', 'settled_on', 'results', 'records', 'digest']
records = [('file', {'layout': 'getsuji-bank-result-1', 'office': '13113', 'made_on': made_on, 'serial': serial})]
for result in results:
    no, state, reason, yen, day, *of = result.split(':')
    records.append(('result', {'payment': '%010d%010d' % (int(no), int(of[0] if of else run)), 'state': state,
                               'reason': 'Reason Of Null:01' if reason == '-' else reason, 'amount_yen': yen, 'settled_on': day}))
digest = hashlib.sha256()
for word, values in records:
    digest.update((word + '\n' + ''.join('%s=%s\n' % v for v in values.items())).encode())
records.append(('end', {'results': str(len(results)), 'records': str(len(records)), 'digest': digest.hexdigest()}))
print(','.join(['record'] + items))
for word, values in records:
    print(','.join([word] + [values.get(i, '') for i in items]))
PYTHON
}
take() { results "$@" && as import bank-results "$WORK/results.csv"; }
aside() { pg_query "SELECT string_agg(rule, ' ' ORDER BY line) FROM fact.import_quarantine WHERE import_id = (SELECT max(import_id) FROM fact.import)"; }
told() { like "$(tr '\n' ' ' <<<"$TAP_ERR")" "$1" "$2"; } # what the last command complained of
status() { pg_query "SELECT sends, paid, paid_yen, returned, returned_yen, records - paid - returned FROM result.bank_files($1)"; }

# ---- a file --------------------------------------------------------------------------------------
decide 1 1:80000 2:70000 3:61360 4:50000 5:40000 6:30000
ok 'a month is paid' pay
RUN=$(last) FILE=$(folder)/bank/zengin-13113-1206-1.txt
is "$(read_file "$FILE")" "0000012345 ﾐﾎﾝｼ ﾌｸｼ 1206 0001 10000001
9999 ﾐﾎﾝ 001 10000001 ﾐﾎﾝ 80000 1 $RUN 7
9999 ﾐﾎﾝ 001 10000003 ﾔﾏ-ﾀﾞ ｼﾞﾔﾂｸ 61360 2 $RUN 7
9999 ﾐﾎﾝ 001 10000004 ﾐﾎﾝ 50000 3 $RUN 7
9999 ﾐﾎﾝ 001 10000005 ﾐﾎﾝ 40000 4 $RUN 7
9999 ﾐﾎﾝ 001 10000006 ﾐﾎﾝ 30000 5 $RUN 7" 'the file holds the transfers, the number of each and that of the run; who is paid at the counter stands in none'
is "$(pg_query "SELECT n_read, n_written, yen FROM run.task WHERE run_id = $RUN AND name = 'bank_file'")" '5|5|261360' 'they are counted'
cp "$FILE" "$WORK/whole.txt"
ok 'done again' gs rerun "$RUN" --mode task=payment_files,downstream --yes --reason test --artifacts "$FILES"
ok '… it has the same bytes' cmp "$FILE" "$WORK/whole.txt"

# ---- recognised ----------------------------------------------------------------------------------
code 0 'a file is recognised' as payment verify "$WORK/whole.txt"
like "$TAP_OUT" "^run $RUN, office 13113, bank/zengin-13113-1206-1.txt: valid; 5 transfers, 261,360 yen, pay day 2027-12-06; not sent" '… by its bytes'
altered() { # WHAT SED-EXPRESSION DETAIL
	LC_ALL=C sed "$2" "$WORK/whole.txt" >"$WORK/altered.txt"
	code 12 "$1 is altered" as payment verify "$WORK/altered.txt"
	told "GJ2281.*run $RUN and office 13113.*$3" '… and named'
}
altered 'an account that is another' '3s/10000003/10000007/' 'its sums are right, its bytes are not'
altered 'an amount that is another' '3s/0000061360/0000061361/' 'record 7: the trailer.s sum'
altered 'a payee the less' '3d' 'record 6: the trailer counts'
altered 'a file without its end' '$d' 'the trailer or the end is missing'
altered 'a file with other line ends' 's/\r$//' 'its bytes are not'
LC_ALL=C sed 's/^1210000001234/1210000001235/' "$WORK/whole.txt" >"$WORK/altered.txt"
code 16 'a file of another requester is none of ours' as payment verify "$WORK/altered.txt"
code 16 'nor is any other file' as payment verify tests/database/payment.sql
told 'GJ2283.*record 1: ' 'and it is told why'

# ---- sent ----------------------------------------------------------------------------------------
code 4 'what is not sent has no result' take 2027-12-07 1:paid:-:80000:2027-12-06
is "$(aside)" B-unsent '… as far as is recorded'
LC_ALL=C sed -i '3s/10000003/10000007/' "$FILE"
code 12 'a file that was altered does not leave' as payment send "$RUN"
told GJ2278 'which is told'
cp "$WORK/whole.txt" "$FILE"
code 16 'a file that is not there does not leave' as payment send "$RUN" zengin-13113-1207-1.txt
code 16 'nor again before it left' as payment send "$RUN" --again --reason test
code 0 'a file leaves' as payment send "$RUN" zengin-13113-1206-1.txt
is "$(head -1 <<<"$TAP_OUT")" "$FILE" 'whoever sends it is told where it lies'
code 12 '… once' as payment send "$RUN"
told 'GJ2276.*--again --reason' 'and what to do where the bank does not have it'
code 16 '… again with a reason' as payment send "$RUN" --again
code 0 '… the same bytes' as payment send "$RUN" --again --reason 'the line broke'
is "$(pg_query "SELECT send_no, sent_by, reason FROM run.bank_send ORDER BY 1")" '1|getsuji_run|
2|getsuji_run|the line broke' 'each time is on record'
like "$(as payment verify "$FILE")" '; sent$' 'that it left is known'
like "$(as audit)" 'whole|complete|unbroken|rows|actions' 'sending is an action in the chain'
is "$(pg_query "SELECT count(*) FROM run.action WHERE command = 'payment send'")" 2 '… each time'

# ---- results -------------------------------------------------------------------------------------
code 0 'a part of the results comes' take 2027-12-07 1:paid:-:80000:2027-12-06 2:returned:name:61360:2027-12-07
is "$(status "$RUN")" '2|1|80000|1|61360|3' 'paid, returned and open make up the file'
is "$(pg_query "SELECT payment_no, cause, amount_yen FROM result.payment_counter")|$(wrong)" '2|2|-61360|' 'what came back counts no more'
like "$(as payment status)" "$RUN  *13113  *2027-12-06 .* \(2 times\)  *5 / 261,360  *1 / 80,000  *1 / 61,360  *3 / 120,000" 'so says the status'
cp "$WORK/results.csv" "$WORK/first.csv"
ok 'the same file again' as import bank-results "$WORK/first.csv"
like "$TAP_OUT" 'imported before' '… is a no-op'
results 2027-12-08 3:paid:-:50000:2027-12-06
sed 's/,50000,/,50001,/' "$WORK/results.csv" >"$WORK/edited.csv"
code 16 'a file that was edited is refused' as import bank-results "$WORK/edited.csv"
code 4 'results that cannot be are set aside' take 2027-12-09 1:paid:-:80000:2027-12-06 9:paid:-:1:2027-12-06 3:paid:-:50001:2027-12-06 \
	4:returned:-:40000:2027-12-06 5:paid:name:30000:2027-12-06 5:returned:name:30000:2027-12-05 4:paid:-:40000:2027-12-10 \
	2:paid:-:61360:2027-12-09 1:paid:-:80000:2027-12-06:999 6:paid:-:70000:2027-12-06 9999999999:paid:-:1:2027-12-06
is "$(aside)" 'B-unknown B-amount B-reason B-reason B-date B-date B-returned B-unknown B-unknown B-unknown' '… each with its rule; what was told before is nothing new'
is "$(status "$RUN")" '2|1|80000|1|61360|3' '… and nothing else happens'
code 4 'twice the same in one file' take 2027-12-09 3:paid:-:50000:2027-12-06 3:paid:-:50000:2027-12-06
is "$(aside)" 'B-twice B-twice' '… is taken neither time'
SERIAL=0
code 16 'another file of a day and serial is refused' take 2027-12-07 3:paid:-:50000:2027-12-06
SERIAL=9
code 0 'paid, and given back later' take 2028-01-20 3:paid:-:50000:2027-12-06
code 0 '…' take 2028-01-21 3:returned:recalled:50000:2028-01-20
is "$(status "$RUN")|$(wrong)" '2|1|80000|2|111360|2|' '… came back'
code 4 'a year late' take 2029-01-21 4:paid:-:40000:2027-12-06
is "$(aside)" B-date '… is a wrong year'

# ---- paid again ----------------------------------------------------------------------------------
pg_query "SELECT hand.account($H + 3, '0000033')" >/dev/null
decide 2 1:80000 2:70000 3:61360 4:50000 5:40000 6:30000
ok 'the next edition' pay
is "$(paid)|$(wrong)" '3|61360|2|0000033|' '… pays what came back to an account that was changed, and holds the other'
NEXT=$(last)
ok 'its file leaves' as payment send "$NEXT"
code 4 'the bank mixes up the two' take 2028-01-22 2:paid:-:61360:2027-12-06 "1:paid:-:61360:2027-12-06:$NEXT"
is "$(aside)|$(status "$NEXT")" 'B-returned|1|1|61360|0|0|0' 'what came back is not paid by that; the other is'

# ---- two files that a bank cannot tell apart -------------------------------------------------------
decide 3 7:25000
ok 'somebody is paid' pay
ALIKE=$(last)
decide 4 8:25000
ok 'another with the same amount' eval 'plan && approve'
code 12 '… has a file that the bank cannot tell from it' resume
told "GJ2354.*13113 from that of run $ALIKE.*payment allow" 'which is told'
is "$(ls "$(folder)/bank" 2>/dev/null)" '' 'it is not written'
like "$(as payment status "$(last)")" 'waits to be allowed' 'but waits'
like "$(as payment status | tail -1)" "^ *all files  *$(pg_query "SELECT sum(records), to_char(sum(total_yen), 'FM999,999'), sum(paid), to_char(sum(paid_yen), 'FM999,999')
	FROM result.bank_files(0)" | sed 's:|: / :; s:|:  *:; s:|: / :')" 'the status has the sums of all that is not settled'
code 12 '… and cannot leave' as payment send "$(last)"
code 16 'a reason is asked for' as payment allow "$(last)" 13113
code 2 'nothing else is allowed' as payment allow "$ALIKE" 13113 --reason test
code 0 'somebody says that both are meant' as payment allow "$(last)" 13113 --reason 'two households'
ok 'then it is written' gs resume "$(last)" --artifacts "$FILES"
is "$(ls "$(folder)/bank")" zengin-13113-1206-2.txt '… under another name'
ok 'both leave' eval 'as payment send "$ALIKE" && as payment send "$(last)"'

# ---- revoked -------------------------------------------------------------------------------------
decide 5 9:10000 10:20000
ok 'two more are paid' pay
RUN=$(last) FILE=$(folder)/bank/zengin-13113-1206-1.txt
is "$(pg_query "SELECT run.revoke_bank_files($RUN, 0)")" 2 'a file that has not left is revoked, with its payments'
code 12 '… it does not leave any more' as payment send "$RUN"
told GJ2273 'which is told'
code 12 '… and is not valid' as payment verify "$FILE"
told 'GJ2273.*Do not send it' 'wherever it is found'
is "$(pg_query "SELECT run.revoke_bank_files($ALIKE, 0), count(*) FROM result.payment_counter WHERE run_id = $ALIKE")|$(wrong)" '0|0|' \
	'one that left stays'
ok 'the next edition' pay
is "$(paid | cut -d'|' -f1-3)|$(ls "$(folder)/bank")|$(wrong)" '9|10000|2
10|20000|2|zengin-13113-1206-1.txt|' '… pays them, in a file like the revoked one'
REVOKED=$(last)

# One whose pay day is over, and a payment that was undone here although it left.
decide 6 12:12000
ok 'one more is paid' pay
pg_query "ALTER TABLE result.claim_bank_file DISABLE TRIGGER guard; UPDATE result.claim_bank_file SET pay_on = '2026-01-05' WHERE run_id = $(last)"
code 12 'after its pay day a file does not leave' as payment send "$(last)"
told 'GJ2275.*Its header has no year' 'which is told'
code 4 'status says so before anything else' as status
like "$(head -2 <<<"$TAP_OUT")" 'OVERDUE: the bank file of run [0-9]+ and office 13113 has not left; its pay day was 2026-01-05' '… with the day that was missed'
is "$(as_runner "SELECT run.send_bank_file($(last), 13113, a.sha256, '') FROM run.artifact a WHERE a.run_id = $(last) AND a.name LIKE 'bank/%'")" \
	'ERROR:  23000 ' '… by whatever way'
pg_query "UPDATE result.claim_bank_file SET pay_on = '2027-12-06' WHERE run_id = $(last); ALTER TABLE result.claim_bank_file ENABLE TRIGGER guard"
ok 'before it does' as payment send "$(last)"
pg_query "SELECT run.counter_payments($(last), NULL, 1)" >/dev/null
RUN=$(last)
code 4 'the bank paid what was undone here' take 2027-12-07 1:paid:-:12000:2027-12-06
is "$(aside)" B-undone 'which is told, and not taken'

# Two who send at the same time, and two who import: one of them is first.
decide 7 11:11000
ok 'one more is paid' pay
for n in 1 2; do as payment send "$(last)" >"$WORK/send$n.log" 2>&1 & done
wait
is "$(pg_query "SELECT count(*) FROM run.bank_send WHERE run_id = $(last)") $(cat "$WORK"/send?.log | grep -c '^/')" '1 1' 'of two who send at the same time one does'
RUN=$(last)
results 2027-12-07 1:returned:other:11000:2027-12-07
for n in 1 2; do cp "$WORK/results.csv" "$WORK/results$n.csv"; as import bank-results "$WORK/results$n.csv" >"$WORK/import$n.log" 2>&1 & done
wait
is "$(status "$RUN")|$(wrong)" '1|0|0|1|11000|1|' 'of two who import the same, too'

# ---- in any order ----------------------------------------------------------------------------------
RUN=$REVOKED
ok 'its file leaves' as payment send "$RUN"
known() { pg_query "SELECT paid, paid_yen, returned, returned_yen FROM result.bank_files($RUN)
	UNION ALL SELECT payment_no, cause, amount_yen, 0 FROM result.payment_counter WHERE run_id = $RUN ORDER BY 1, 2"; }
SOURCE=$PGDATABASE
WANTED='1|10000|1|20000
2|2|-20000|0'
for order in '1 2 3' '3 2 1' '2 3 1' '2 1 3 2 1'; do
	pg_fresh "order_${order// /_}" "$SOURCE"
	SERIAL=20
	for n in $order; do
		case $n in
		1) take 2027-12-07 1:paid:-:10000:2027-12-06 2:paid:-:20000:2027-12-06 >/dev/null ;;
		2) take 2027-12-08 2:returned:closed:20000:2027-12-08 >/dev/null ;;
		3) take 2027-12-09 2:returned:closed:20000:2027-12-08 1:paid:-:10000:2027-12-06 >/dev/null ;;
		esac
	done
	is "$(known)|$(wrong)" "$WANTED|" "in the order $order the same is known"
	export PGDATABASE=$SOURCE
done

# ---- a run over all offices ------------------------------------------------------------------------
pg_query "INSERT INTO fact.office SELECT (jsonb_populate_record(o, '{\"office_id\": 13114}')).* FROM fact.office o;
	INSERT INTO fact.caseworker SELECT (jsonb_populate_record(c, '{\"office_id\": 13114}')).* FROM fact.caseworker c;
	INSERT INTO fact.household SELECT (jsonb_populate_record(h, jsonb_build_object('household_id', h.household_id + 100000000))).*
	FROM fact.household h WHERE h.superseded_at = 'infinity' AND h.household_id IN ($H + 1, $H + 3);
	INSERT INTO fact.protection SELECT (jsonb_populate_record(p, jsonb_build_object('household_id', p.household_id + 100000000))).*
	FROM fact.protection p WHERE p.superseded_at = 'infinity' AND p.household_id IN ($H + 1, $H + 3);
	INSERT INTO fact.paying_account (office_id, kind, code_class, requester_code, requester_kana, bank_code, bank_kana,
		branch_code, branch_kana, account_kind, account_no, pay_day, shift, line_ends, valid_from)
	VALUES (13114, 11, 0, '0000012345', 'ミホンシ　フクシ', '0001', 'ミホン', '001', 'ホンテン', 1, '0000001', 6, 1, false, '2020-01-01');
	SELECT hand.account($H + 100000001, '0000001', 'ガクブチ'), hand.account($H + 100000003, '0000003', 'ヨーコ')" >/dev/null
MONTH=2027-11
DECISIONS=$(pg_query "SELECT hand.decisions('$MONTH-01', 1, 0)")
pg_query "SELECT hand.decide($DECISIONS, h, 50000) FROM unnest(ARRAY[$H + 1, $H + 100000001, $H + 100000003]) h; SELECT hand.confirm($DECISIONS)" >/dev/null
ok 'all offices are paid' eval 'gs run payment --month $MONTH --office 0 --artifacts "$FILES" && approve'
is "$(pg_query "SELECT household_id - $H, hold FROM result.payment WHERE run_id = $(last) AND hold > 0")" '100000003|6' \
	'a name that 給与振込 cannot have is held before anybody approves'
code 12 'two offices of one requester have the same number and sum' resume
told 'GJ2354.*office 13114 from that' 'the second waits'
ok 'both are meant' eval 'as payment allow "$(last)" 13114 --reason "two offices" && gs resume "$(last)" --artifacts "$FILES"'
is "$(ls "$FILES/payment-00000-$MONTH-1/bank")" 'zengin-13113-1105-1.txt
zengin-13114-1105-2.txt' 'each has its file'
FILE=$FILES/payment-00000-$MONTH-1/bank/zengin-13114-1105-2.txt
is "$(/usr/bin/python3 -c 'import sys; d = open(sys.argv[1], "rb").read(); t = d[120:240]
print(len(d), d[:4].decode(), t[42:50].decode(), t[50:80].decode("cp932").rstrip(), t[111:] == b" " * 9)' "$FILE")" '480 1110 10000001 ｶﾞｸﾌﾞﾁ True' \
	'that of 給与振込 says so, and has neither line ends nor 振込指定区分'
like "$(as payment verify "$FILE")" 'office 13114, .*: valid; 1 transfers, 50,000 yen' 'it is recognised beside the other'
code 16 'which of the two leaves must be said' as payment send "$(last)"
told 'GJ2272' 'and is asked'
ok '… by its name' as payment send "$(last)" "$FILE"
like "$(as payment verify "$FILE")$(as payment verify "${FILE/13114-1105-2/13113-1105-1}")" '; sent.*; not sent' 'that one has left'

# ---- hands -----------------------------------------------------------------------------------------
for what in "INSERT INTO result.claim_bank_file SELECT * FROM result.claim_bank_file" "UPDATE result.claim_bank_file SET revoked_at = now()" \
	"INSERT INTO run.bank_send SELECT * FROM run.bank_send" "DELETE FROM run.bank_send" "SELECT run.revoke_bank_files($RUN, 0)" \
	"TRUNCATE run.bank_send" "UPDATE fact.bank_result SET state = 1" "DELETE FROM fact.bank_result"; do
	is "$(as_runner "$what")" 'ERROR:  42501 ' "the runner's login may not: ${what:0:50}"
done
is "$(as_runner "SELECT run.send_bank_file($RUN, 13113, sha256('x'), 'again')")" 'ERROR:  23000 ' 'nothing leaves but the bytes that were published'
is "$(as_runner "SELECT run.take_bank_files($(pg_query "SELECT min(run_id) FROM run.run"))")" 'ERROR:  23000 ' 'a run that paid nothing has no files'
for what in "TRUNCATE run.bank_send" "TRUNCATE result.claim_bank_file CASCADE" "TRUNCATE fact.bank_result" "UPDATE result.claim_bank_file SET total_yen = 1" "DELETE FROM result.claim_bank_file" "UPDATE run.bank_send SET reason = 'x'" \
	"UPDATE result.claim_bank_file SET revoked_at = now() WHERE run_id = $ALIKE" "DELETE FROM fact.bank_result" \
	"INSERT INTO fact.bank_result SELECT run_id, payment_no, 2, 1, made_on, made_on, 1, import_id FROM result.claim_payment, fact.bank_result_file
		WHERE method = 2 LIMIT 1"; do
	is "$(pg_query "$what" 2>&1 | grep -c ERROR)" 1 "nor may the owner: ${what:0:50}"
done
done_testing
