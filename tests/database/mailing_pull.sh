#!/bin/bash
# 引抜き: what of a mailing must not be posted any more is found from what is known now, until the cut-off, and listed under
# the signature of the office.
. tests/harness/tap.sh
. tests/harness/pg.sh
. tests/harness/mailing.sh
mailing_office

# ---- pulling ---------------------------------------------------------------------------------------
pg_fresh pull
mkdir "$WORK/keys"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/keys/office.key.pem" -out "$WORK/keys/office.cert.pem" -subj /CN=office -days 30 2>/dev/null
chmod 600 "$WORK/keys/office.key.pem"
notices 2027-01 1 1,2,3,4,5,6,7,8,9 >/dev/null
notices 2026-12 1 2 >/dev/null
pg_query "SELECT hand.protect(9)" >/dev/null
mail 2027-01 1
pull() { gs mail pull "$RUN" --keys "$WORK/keys" --output "$WORK/pull.csv" "$@"; }
piece() { pg_query "SELECT piece_no FROM result.claim_mail_piece WHERE run_id = $RUN AND party_key = 'H' || hand.h($1)"; }
withdrawn() { pg_query "SELECT d.n, w.cause, w.list_no FROM run.mail_withdrawal w JOIN result.claim_mail_piece p USING (run_id, piece_no)
	JOIN hand.calm d ON 'H' || d.household_id = p.party_key ORDER BY 1"; }
code 0 'nothing happened: nothing is pulled' pull
is "$(test -e "$WORK/pull.csv"; echo $?)" 1 '… and no list is made'
code 16 'without a key nothing is pulled' gs mail pull "$RUN"
like "$TAP_ERR" GJ2198 '… and it says so'
pg_query "SELECT hand.close(1, '2026-11-20', 14), hand.move(2, '2020-05-05', '押上1-1'), hand.close(3, '2026-11-20', 12), hand.protect(4);
	INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (hand.h(5), 'stop', 'r', '2020-01-01')" >/dev/null
code 16 'a key that is not there is found before anything is recorded' gs mail pull "$RUN" --keys "$WORK"
is "$(withdrawn)" '' '… nothing was'
code 0 'what must not leave any more is pulled' pull
is "$(withdrawn)" '1|1|1
2|2|1
3|3|1
4|6|1
5|5|1' 'dead, moved, closed, protected, held'
is "$(grep -c . "$WORK/pull.csv") $(head -1 "$WORK/pull.csv")" $'6 mailing,piece,part,sheets,list\r' 'the list has numbers alone'
ok 'stock openssl verifies its signature' openssl cms -verify -binary -inform DER -in "$WORK/pull.csv.p7m" -CAfile "$WORK/keys/office.cert.pem" -purpose any -out "$WORK/verified.csv"
is "$(sha256sum <"$WORK/verified.csv")" "$(sha256sum <"$WORK/pull.csv")" '… which is over the same list'
code 0 'asked again, there is nothing new' pull
is "$(withdrawn | wc -l)" 5 '… and nothing is pulled twice'
code 16 'pieces are pulled with a reason' pull --pieces 1
code 16 'pieces are numbers' pull --pieces 3-1 --reason x
code 12 'of the mailing' pull --pieces 99 --reason x
code 0 'a piece that somebody asks for' pull --pieces "$(piece 6)-$(piece 6)" --reason '本人の申出'
code 0 '… and one of the office itself' pull --pieces "$(piece 9)" --reason '本人の申出'
like "$TAP_OUT" 'in-house' 'which is taken out there'
is "$(pg_query "SELECT p.route, d.freed_at < 'infinity' FROM result.claim_mail_document d JOIN result.claim_mail_piece p USING (run_id, piece_no)
	JOIN run.mail_withdrawal w USING (run_id, piece_no) WHERE w.cause = 7 ORDER BY 1")" '1|f
2|t' '… and may be posted another time; the contractor must say first that he took his out'
is "$(withdrawn | tail -2)" '6|7|2
9|7|3' 'each call that finds something is a list'
is "$(grep -c '^[0-9]' "$WORK/pull.csv") $(grep -c ",$(piece 9)," "$WORK/pull.csv")" '6 0' 'the list is whole, and has nothing of what never went there'
pg_query "SELECT hand.close(7, '2026-11-20', 14)" >/dev/null
psql -Xq -c "UPDATE result.claim_mailing SET cut_off_on = current_date - 2 WHERE run_id = $RUN"
code 12 'after the cut-off it is too late' pull
like "$TAP_ERR" '^GJ2197 ' '… it says so'
like "$TAP_ERR" 'Call the contractor' '… and what to do'
like "$TAP_OUT" "^ *$(piece 7) " '… and what should have been pulled'
is "$(withdrawn | wc -l)" 7 '… nothing is recorded'
done_testing
