#!/bin/bash
# reverse RUN while the second person has yet to agree: nothing of the run leaves, neither by a command nor by hand; who
# looks is told what to decide first; what is agreed to is what was listed, else it is asked for again; and what was asked
# for can be withdrawn.  Two at once are one after the other.
set -u
. tests/harness/tap.sh
. tests/harness/reversal.sh
reversal_office 60

send() { as getsuji_run payment send "$PAYMENT" "$@"; }
asks() { as getsuji_run reverse "$1" --reason 'wrong rates'; }
withdraws() { as getsuji_approve reverse "$1" --withdraw --reason 'no, they are right'; }
agrees() { as getsuji_approve reverse "$1" --agree --artifacts "$WORK/files"; }
sent() { pg_query 'SELECT count(*) FROM run.bank_send'; }
packed() { pg_query 'SELECT (SELECT count(*) FROM run.mail_package) + (SELECT count(*) FROM run.mail_reprint_package)'; }
next_of() { grep '^next:' <<<"$1"; }
held_open() { # LOGIN SQL: a transaction that ends after a while, in the background; goes on once it holds what it locks
	pg_as "$1" psql -XqAt -v VERBOSITY=sqlstate -c BEGIN -c "$2" -c "SELECT pg_advisory_lock(99, 1)" -c 'SELECT pg_sleep(2)' -c COMMIT >"$WORK/first.log" 2>&1 &
	FIRST_OF_TWO=$!
	wait_for 'SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = $$advisory$$ AND classid = 99 AND granted)'
}

# ---- which runs have bank files at all
code 16 'payment status of a run that is not there' as getsuji_run payment status 999
like "$TAP_ERR" '^GJ1075 there is no run 999' '… says so'
code 16 '… and payment send' as getsuji_run payment send 999
like "$TAP_ERR" '^GJ1075 ' '… likewise'
code 16 '… as does mail status' as getsuji_run mail status 999
like "$TAP_ERR" '^GJ1075 ' '… with the same message'
code 16 'payment status of a run that pays nothing' as getsuji_run payment status "$MONTHLY"
like "$TAP_ERR" "^GJ2253 run $MONTHLY pays nothing" '… says that'

# ---- a bank file
scene paid
ok 'payments go through their gate' pays 1
PAYMENT=$(run_of payment 2027-01) PAID=$PGDATABASE
cp -a "$WORK/files" "$HOME_OF_ALL/paid-files"
is "$(next_of "$(as getsuji_run status "$PAYMENT")")" "next: getsuji payment send $PAYMENT" 'the file is to be sent'
scene asked paid paid-
SEND_BY_HAND="SELECT run.send_bank_file(f.run_id, f.office_id, a.sha256, '') FROM result.claim_bank_file f
	JOIN run.artifact a ON a.run_id = f.run_id AND a.name = result.bank_file_name(f.office_id, f.pay_on, f.file_no)"
ok 'one asks to take the payments back' asks "$PAYMENT"
code 12 'meanwhile their file does not leave' send
like "$TAP_ERR" "^GJ2251 a reversal of run $PAYMENT is asked for" '… it says why'
like "$TAP_ERR" "getsuji reverse $PAYMENT\$" '… and what to type'
is "$(sql getsuji_run "$SEND_BY_HAND")" 'ERROR:  23000' '… nor by hand'
is "$(sql postgres "INSERT INTO run.bank_send (run_id, office_id, send_no, sha256, reason) SELECT $PAYMENT, $OFFICE, 1, sha256('x'), ''")" 'ERROR:  23000' \
	'… not even by who owns the ledger'
is "$(sent)" 0 '… it has not left'
is "$(next_of "$(as getsuji_run status "$PAYMENT")")" "next: getsuji reverse $PAYMENT" 'status names the reversal'
is "$(next_of "$(as getsuji_run payment status "$PAYMENT")")" "next: getsuji reverse $PAYMENT" '… as does payment status'
is "$(next_of "$(as getsuji_run payment status)")" "next: getsuji reverse $PAYMENT" '… also of all runs'
code 0 'the second person looks at it' as getsuji_approve reverse "$PAYMENT" --output "$WORK/list.csv"
like "$TAP_OUT" 'asked for by getsuji_run .*wrong rates' '… sees who asked, and why'
like "$TAP_OUT" 'payments +taken back +[1-9]' '… and what would become of it'
is "$(next_of "$TAP_OUT")" "next: getsuji reverse $PAYMENT --agree" '… and is told how to agree'
is "$(tail -n +2 "$WORK/list.csv" | wc -l)" "$(pg_query 'SELECT count(*) FROM result.claim_payment')" '… the list has a line for each payment'
is "$(decision "$PAYMENT") $(pg_query 'SELECT count(*) FROM run.proposal')" 'confirmed 1' '… looking changes nothing'
code 2 'asking twice is of no use as long as the list is right' asks "$PAYMENT"
code 16 'withdrawing needs a reason' as getsuji_run reverse "$PAYMENT" --withdraw
code 16 'nobody agrees and withdraws at once' as getsuji_approve reverse "$PAYMENT" --agree --withdraw --reason x
like "$TAP_ERR" '^GJ2255 ' '… with its message'
is "$(sql getsuji_run "UPDATE run.proposal SET withdrawn_at = clock_timestamp()")" 'ERROR:  42501' 'nobody withdraws by hand'
code 0 'the second person withdraws it' withdraws "$PAYMENT"
code 12 '… once' withdraws "$PAYMENT"
like "$TAP_ERR" '^GJ2254 ' '… with its message'
code 12 'nobody can agree any more' agrees "$PAYMENT"
is "$(pg_query "SELECT command, acted_by, reason LIKE '%no, they are right' FROM run.action WHERE command LIKE 'reverse%' ORDER BY action_id DESC LIMIT 1")" \
	'reverse --withdraw|getsuji_approve|t' 'the ledger says who, and why'
ok '… and its chain holds' as getsuji_run audit
code 0 'then the file leaves' send
ok 'what has left can be asked for as well' asks "$PAYMENT"
code 12 '… then it does not leave again' send --again --reason lost
like "$TAP_ERR" '^GJ2251 ' '… for that reason'
code 0 'the second person agrees' agrees "$PAYMENT"
like "$(listed "$PAYMENT")" '^1\|3\|' '… to what was listed as having left'

# ---- the decision that a file pays
scene basis paid paid-
ok 'one asks to take the decision back' asks "$MONTHLY"
code 12 'the file that pays it does not leave' send
like "$TAP_ERR" "^GJ2251 a reversal of run $MONTHLY is asked for" '… and says what is in the way'
is "$(sql getsuji_run "$SEND_BY_HAND") $(sent)" 'ERROR:  23000 0' '… nor by hand'
is "$(next_of "$(as getsuji_run status "$PAYMENT")")" "next: getsuji reverse $MONTHLY" 'status of the payments names that reversal'
pg_query "SET session_replication_role = replica; UPDATE result.claim_bank_file SET pay_on = (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date"
like "$(as getsuji_run status)" "getsuji reverse $MONTHLY\$" 'so does the list of runs, where the pay day is near'
is "$(as getsuji_run status | grep -c 'payment send')" 0 '… and says nothing of sending'

# ---- what is agreed to is what was listed
scene changed paid paid-
ok 'one asks' asks "$PAYMENT"
pg_query "SET session_replication_role = replica; UPDATE result.claim_payment SET pay_on = '2020-01-06' WHERE method = 2"
BEFORE=$(out)
code 12 'when cash has been paid out meanwhile, nobody agrees to it' agrees "$PAYMENT"
like "$TAP_ERR" "^GJ2252 what would be taken back of run $PAYMENT is not what was listed: it must be asked for again" '… it says so'
like "$TAP_ERR" "getsuji reverse $PAYMENT --reason TEXT" '… and what to type'
is "$(sql getsuji_approve 'SELECT run.reverse(max(proposal_id)) FROM run.proposal')" 'ERROR:  55000' '… nor by hand'
is "$(decision "$PAYMENT") $(out)" "confirmed $BEFORE" '… nothing is changed'
code 0 'who looks' as getsuji_approve reverse "$PAYMENT"
is "$(next_of "$TAP_OUT")" "next: getsuji reverse $PAYMENT --reason TEXT" '… is told that, too'
like "$TAP_OUT" 'payments +has left the building +[1-9]' '… and what has left'
code 12 'still nothing leaves' send
code 0 'it is asked for again, by the other' as colleague reverse "$PAYMENT" --reason 'as it is now'
is "$(pg_query "SELECT proposed_by, withdrawn_at IS NULL FROM run.proposal ORDER BY proposal_id")" $'getsuji_run|f\ncolleague|t' \
	'… the first request is withdrawn'
code 0 'then it is agreed to' agrees "$PAYMENT"
is "$(listed "$PAYMENT" | cut -d'|' -f1,2)" $'1|1\n1|3' '… as it was listed'

# ---- two at once
scene send-first paid paid-
held_open getsuji_run "$SEND_BY_HAND"
code 0 'who asks while the file leaves, waits' asks "$PAYMENT"
wait $FIRST_OF_TWO
is "$(sent)" 1 '… the file has left'
like "$TAP_OUT" 'payments +has left the building +[1-9]' '… and is listed so'
code 0 '… so that it can be agreed to' agrees "$PAYMENT"

scene ask-first paid paid-
held_open getsuji_run "INSERT INTO run.proposal (run_id, task_no, command, reason) VALUES ($PAYMENT, 0, 'reverse', 'x')"
is "$(sql getsuji_run "$SEND_BY_HAND")" 'ERROR:  23000' 'who sends while it is asked for, waits and is refused'
wait $FIRST_OF_TWO
is "$(sent)" 0 '… nothing has left'

scene agree-first paid paid-
asks "$PAYMENT" >"$WORK/asks.log"
held_open getsuji_approve 'SELECT run.reverse(max(proposal_id)) FROM run.proposal'
is "$(sql getsuji_run "$SEND_BY_HAND")" 'ERROR:  23000' 'who sends while it is agreed to, waits and is refused'
wait $FIRST_OF_TWO
is "$(decision "$PAYMENT") $(sent)" 'reversed 0' '… it is taken back, and nothing has left'

scene withdraw-first paid paid-
asks "$PAYMENT" >"$WORK/asks.log"
held_open getsuji_approve "SELECT run.withdraw_reversal(max(proposal_id), 'x') FROM run.proposal"
is "$(sql colleague 'SELECT run.reverse(max(proposal_id)) FROM run.proposal')" 'ERROR:  23000' 'who agrees while it is withdrawn, waits and is refused'
wait $FIRST_OF_TWO
is "$(decision "$PAYMENT")" confirmed '… it counts'

# ---- mail
KEYS=$HOME_OF_ALL/keys
mkdir "$KEYS"
for who in office contractor; do
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$KEYS/$who.key.pem" -out "$KEYS/$who.cert.pem" -days 9000 -subj "/CN=$who" 2>/dev/null
	chmod 600 "$KEYS/$who.key.pem"
done
pack() { as getsuji_run spool pack "$MAILING" --keys "$KEYS" --out "$WORK/out" --artifacts "$WORK/files"; }
pack_by_hand() { # as run.record_package: its lock, then its row
	echo "SELECT pg_advisory_xact_lock(71, 8); INSERT INTO run.mail_package (run_id, package_no, manifest, sealed, sealed_bytes, pieces,
		office_certificate, contractor_certificate, reason) SELECT $MAILING, 1, d, d, 1, 1, d, d, '' FROM sha256('x') d"
}
scene mailed
survey mailing 2027-01 && ok 'a mailing goes through its gate' pass mailing 2027-01
MAILING=$(run_of mailing 2027-01)
cp -a "$WORK/files" "$HOME_OF_ALL/mailed-files"
for of in "$MAILING" "$MONTHLY"; do
	scene "mail-of-$of" mailed mailed-
	ok "one asks to take run $of back" asks "$of"
	code 12 'meanwhile the mailing is not packed' pack
	like "$TAP_ERR" "^GJ2251 a reversal of run $of is asked for" '… and says what is in the way'
	is "$(sql postgres "$(pack_by_hand)" | grep ERROR) $(packed)" 'ERROR:  23000 0' '… whatever writes that it left'
	is "$(next_of "$(as getsuji_run status "$MAILING")")" "next: getsuji reverse $of" 'status names the reversal'
	is "$(next_of "$(as getsuji_run mail status "$MAILING")")" "next: getsuji reverse $of" '… as does mail status'
	code 0 'once it is withdrawn' withdraws "$of"
	code 0 '… it is packed' pack
	is "$(packed)" 1 '… once'
done

# In the copy that is packed: a piece that came to harm is printed again.
PIECE=$(pg_query "SELECT min(p.piece_no) FROM result.claim_mail_piece p JOIN result.claim_mail_document d USING (run_id, piece_no)
	WHERE p.run_id = $MAILING AND p.route = 1 AND d.source_run_id = $MONTHLY")
pg_query "SET session_replication_role = replica; INSERT INTO run.mail_report (run_id, piece_no, version, event, import_id, reported_at)
	VALUES ($MAILING, $PIECE, 0, 3, 1, clock_timestamp())"
reprint() { as getsuji_run reprint "$MAILING" --keys "$KEYS" --artifacts "$WORK/files" -o "$WORK/again.p7m" "$@"; }
asks "$MONTHLY" >"$WORK/asks.log"
code 12 'while a reversal waits, nothing is printed again for the contractor' reprint --pieces "$PIECE" --reason torn
like "$TAP_ERR" "^GJ2251 a reversal of run $MONTHLY is asked for" '… and it says why'
is "$(pg_query 'SELECT count(*) FROM run.mail_reprint')" 0 '… nothing is recorded'
withdraws "$MONTHLY" >"$WORK/asks.log"
code 0 'printed, but not sealed' as getsuji_run reprint "$MAILING" --pieces "$PIECE" --reason torn -o "$WORK/again.pdf" --artifacts "$WORK/files"
asks "$MONTHLY" >"$WORK/asks.log"
code 12 '… it is not sealed while one waits' reprint --batch 1
like "$TAP_ERR" '^GJ2251 ' '… with that message'
is "$(sql postgres "INSERT INTO run.mail_reprint_package (run_id, batch_no, package_no, manifest, part, sealed, sealed_bytes, pieces, office_certificate,
	contractor_certificate, reason) SELECT $MAILING, 1, 1, d, d, d, 1, 1, d, d, '' FROM sha256('x') d") $(packed)" 'ERROR:  23000 1' '… nor by hand'
withdraws "$MONTHLY" >"$WORK/asks.log"
code 0 '… but afterwards' reprint --batch 1

scene pack-first mailed mailed-
held_open postgres "$(pack_by_hand)"
code 12 'who asks while the mailing is packed, waits and is refused' asks "$MAILING"
like "$TAP_ERR" '^GJ2178 ' '… since it has left'
wait $FIRST_OF_TWO
is "$(packed) $(pg_query 'SELECT count(*) FROM run.proposal')" '1 0' '… nothing is asked for'
scene mail-ask-first mailed mailed-
held_open getsuji_run "INSERT INTO run.proposal (run_id, task_no, command, reason) VALUES ($MAILING, 0, 'reverse', 'x')"
is "$(sql postgres "$(pack_by_hand)" | grep ERROR)" 'ERROR:  23000' 'who packs while it is asked for, waits and is refused'
wait $FIRST_OF_TWO
is "$(packed)" 0 '… nothing has left'
scene mail-agree-first mailed mailed-
asks "$MAILING" >"$WORK/asks.log"
held_open getsuji_approve 'SELECT run.reverse(max(proposal_id)) FROM run.proposal'
code 12 'who packs while it is agreed to, waits or is refused at once' pack
wait $FIRST_OF_TWO
is "$(decision "$MAILING") $(packed)" 'reversed 0' '… it is taken back, and nothing has left'
done_testing
