#!/bin/bash
# What must not leave does not, in whatever order things happen: between issue, package, reports and reprints somebody comes
# under protection, dies, or a piece is pulled; and nobody but who has the package can say what became of it.
set -u
. tests/harness/tap.sh
. tests/harness/post.sh
post_office 30 --protected 2
decide_month 2027-01 && survey mailing 2027-01 && pass mailing 2027-01 || exit 1
RUN=$(run_of mailing 2027-01)
BEFORE=$PGDATABASE
here() { pg_as getsuji_run "$GETSUJI" --lang en "$@"; }
packed() { here spool pack "$RUN" --keys "$KEYS" --out "$WORK/out-$PGDATABASE" --artifacts "$WORK/files" "$@"; }
pull() { here mail pull "$RUN" --keys "$KEYS" -o "$WORK/pull.csv" "$@"; }
again() { here reprint "$RUN" --artifacts "$WORK/files" -o "$WORK/again.pdf" "$@"; }
# A household that has a piece of its own at the contractor's.
IFS='|' read -r PIECE HOUSEHOLD < <(pg_query "SELECT piece_no, substr(party_key, 2) FROM result.claim_mail_piece
	WHERE run_id = $RUN AND route = 1 AND party_key LIKE 'H%' ORDER BY piece_no LIMIT 1")
INHOUSE=$(pg_query "SELECT min(piece_no) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 2")
protect() { # from now on
	psql -Xq -v ON_ERROR_STOP=1 <<-S
		UPDATE fact.household SET superseded_at = 'infinity' WHERE household_id = $HOUSEHOLD AND superseded_at = 'infinity';
		INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
			protected_address, valid_from)
		SELECT household_id, municipality, caseworker_no, household_type, payment_method, single_parent, true, valid_from
		FROM fact.household WHERE household_id = $HOUSEHOLD AND superseded_at < 'infinity' ORDER BY superseded_at DESC LIMIT 1;
	S
}
hold() { pg_query "INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES ($HOUSEHOLD, 'stop', 'r', '2020-01-01')"; }
print_pieces() { # CONDITION [VERSION]
	pg_query "SELECT piece_no || ' ' || sheets || ' ${2:-0}' FROM result.claim_mail_piece WHERE run_id = $RUN AND $1 ORDER BY piece_no" |
		/usr/bin/python3 -B tests/contractor/printer.py "$(pg_query "SELECT encode(key, 'hex') FROM run.mail_key")" "$RUN"
}
work() { # SHEETS KIND [OPTION…]: reported, and signed by the contractor
	contractor work "$1" "$RUN" "${@:2}" --enclosure leaflet-a >"$WORK/scans.csv" && contractor sign "$WORK/scans.csv" "$KEYS" contractor
}
scans() { here import scans "$WORK/scans.csv.p7m" --keys "$KEYS"; }
print_pieces 'route = 1' >"$WORK/sheets"
TOTAL=$(pg_query "SELECT count(*) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1")

# ---- before anything left --------------------------------------------------------------------------
code 0 'before anything left, the state of a mailing can be seen' here mail status "$RUN"
like "$TAP_OUT" "nothing was reported of $TOTAL pieces" '… in one line'
is "$(grep -c 'not reported' <<<"$TAP_OUT")" 0 '… and not in one for each piece'
like "$TAP_OUT" "^next: getsuji spool pack $RUN " '… with what to do next'
work "$WORK/sheets" clean
code 12 'a mailing that never left cannot be reported' scans
like "$TAP_ERR" 'has not left in any package' '… and it says why'
is "$(pg_query 'SELECT count(*) FROM run.mail_scan')" 0 '… nothing of it is kept'

pg_fresh settled "$BEFORE"
here mail settle "$RUN" "$PIECE" --reason 試し >/dev/null
code 12 'what is settled is not settled again' pg_as getsuji_run "$GETSUJI" --lang ja mail settle "$RUN" "$PIECE" --reason 試し
like "$TAP_ERR" "^GJ1308 データベースが許しません: 処理 $RUN のそこに、未了のものはありません" '… told in the language of the operator'
is "$(head -n 1 <<<"$TAP_ERR" | grep -c 'sql/')" 0 '… whom our sources do not concern'
code 12 'of what never left nothing is sealed again for the contractor' again --pieces "$PIECE" --reason 汚損 --keys "$KEYS"
like "$TAP_ERR" "GJ2246 .*has not left.*" '… it says why'
like "$TAP_ERR" "getsuji spool pack $RUN " '… and what comes first'
is "$(ls "$WORK"/again.p7m "$WORK"/again.pdf 2>/dev/null) $(pg_query 'SELECT count(*) FROM run.mail_reprint_package')" ' 0' '… nothing is written'

pg_fresh protected "$BEFORE"
protect
code 12 'who came under protection since is in no package' packed
like "$TAP_ERR" "GJ2233 pieces with data of persons who are protected by now: [1-9]" '… it is told, without a name'
like "$TAP_ERR" "getsuji reverse $RUN " '… with what to do'
is "$(ls -A "$WORK/out-protected" 2>/dev/null)" '' '… nothing is written'
code 0 'on the pull list …' pull
code 12 '… the data would leave all the same' packed
code 0 'the mailing is taken back …' here reverse "$RUN" --reason 支援措置 --artifacts "$WORK/files" -o "$WORK/back.xlsx"
code 0 '… by two' pg_as getsuji_approve "$GETSUJI" --lang en reverse "$RUN" --agree --artifacts "$WORK/files" -o "$WORK/back.xlsx"
like "$(here mail status "$RUN")" '^taken back' '… its state says so'
like "$(here mail status)" "^ +$RUN .* taken back$" '… and the list of mailings'
pg_query "UPDATE result.claim_mailing SET post_by_on = '2020-01-01', report_by_on = '2020-01-01'"
code 0 '… and nobody is ever told that it is late' here mail status
ok 'the next edition is made' survey mailing 2027-01 --edition 2
ok '… and goes through its gate' pass mailing 2027-01
RUN=$(run_of mailing 2027-01)
is "$(pg_query "SELECT DISTINCT route FROM result.claim_mail_piece WHERE run_id = $RUN AND party_key = 'H$HOUSEHOLD'")" 2 \
	'… it sends what is about the household from the office'
code 0 '… and can leave' packed

pg_fresh held "$BEFORE"
RUN=$(run_of mailing 2027-01)
hold
code 12 'with pieces that must not be posted any more nothing is packed' packed
like "$TAP_ERR" "GJ2234 .*: [1-9]" '… it says how many'
like "$TAP_ERR" "getsuji mail pull $RUN " '… and what comes first'
code 0 'they are pulled' pull
code 0 '… then it is packed' packed
like "$TAP_OUT" 'pieces on the pull list: [1-9].*the list goes along' '… and it says that the list goes along'
protect
code 0 'what left once can be sent again, where it got lost' packed --again --reason 媒体の紛失

# ---- who speaks ------------------------------------------------------------------------------------
pg_fresh told "$BEFORE"
packed >/dev/null
mkdir -m 700 "$WORK/other"
post_keys "$WORK/other"
work "$WORK/sheets" damaged
cp "$WORK/scans.csv" "$WORK/other.csv"
contractor sign "$WORK/other.csv" "$WORK/other" contractor
code 12 'a contractor who has no package of the mailing cannot report it' here import scans "$WORK/other.csv.p7m" --keys "$WORK/other"
like "$TAP_ERR" 'no package of mailing [0-9]+ was sealed to the certificate that signed' '… and it says why'
cat >"$WORK/own.sql" <<-SQL
	BEGIN;
	CREATE TEMP TABLE new_scan (line int, column_no int, event smallint, envelope int, place smallint, back boolean,
		code text, enclosure text, read_seconds bigint, known boolean, piece_no int, version int);
	CREATE TEMP TABLE new_reading (envelope int, place smallint, back boolean, event smallint, code text, enclosure text,
		read_at timestamp, piece_no int, version int);
	CREATE FUNCTION pg_temp.own() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN RAISE NOTICE ''run as %'', current_user; RETURN NEW; END';
	CREATE TRIGGER own BEFORE INSERT ON new_reading FOR EACH ROW EXECUTE FUNCTION pg_temp.own();
	GRANT ALL ON new_scan, new_reading TO PUBLIC;
	INSERT INTO new_scan VALUES (1, 1, 1, 1, 1, false, 'x', '', extract(epoch FROM now() + interval '9 hours'), true, 1, 0);
	SELECT * FROM run.scans_check($RUN, '2099-01-01');
	SQL
out=$(PGUSER=getsuji_run psql -Xq -f "$WORK/own.sql" 2>&1)
like "$out" 'nothing was staged' 'tables that the runner made itself are no stage'
is "$(grep -c 'run as getsuji_owner' <<<"$out")" 0 '… and nothing of his runs with the rights of the owner'

# ---- at the same moment ----------------------------------------------------------------------------
psql -Xq -c "BEGIN; SELECT FROM result.claim_mailing WHERE run_id = $RUN FOR UPDATE; SELECT pg_sleep(20)" >/dev/null 2>&1 &
holder=$!
wait_for "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
like "$(PGUSER=getsuji_run psql -Xq -c "SET lock_timeout = '300ms'" -c "SELECT run.pull_mail($RUN, '{4}', 'x')" 2>&1)" 'lock timeout' \
	'who pulls waits for who takes in what the contractor reports'
pg_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'" >/dev/null
wait $holder

# ---- printed again ---------------------------------------------------------------------------------
record_again() { # what the runner would have to write to let the same files leave once more
	PGUSER=getsuji_run pg_query "SELECT run.record_package($RUN, 2, (SELECT string_agg(encode(f.sha256, 'hex') || '  ' || f.name, E'\n')
			FROM run.mail_package_file f WHERE f.run_id = $RUN), k.manifest, sha256(''), 1, k.office_certificate, k.contractor_certificate, 'r')
		FROM run.mail_package k WHERE k.run_id = $RUN" 2>&1
}
refused_again() { # FILES PIECES REPRINTED WHAT
	code 12 "$4" packed --again --reason 媒体の紛失
	like "$TAP_ERR" "GJ2260 .*: $1 files of scans, $2 pieces; $3 printed again" '… it says what was reported'
	like "$TAP_ERR" "getsuji mail status $RUN .*getsuji reprint $RUN " '… and what can be done'
	like "$(record_again)" "has been reported: files of scans $1, pieces reported $2, printed again $3" '… nor does the database let it leave'
	is "$(pg_query 'SELECT count(*) FROM run.mail_package') $(ls "$WORK/out-$PGDATABASE")" "1 getsuji-mailing-$RUN-1.p7m" '… nothing did'
}
code 0 'a piece was damaged' scans
refused_again 1 "$TOTAL" 0 'what was reported as inserted is in no other package, whatever the reason'
like "$(here mail status "$RUN")" '^ +2 .* damaged, to be printed again' '… it stands first'
code 0 'it is printed again' again --pieces 2 --reason 破損
code 0 '… and written once more, should that have failed' again --batch 1
print_pieces 'piece_no = 2' 1 >"$WORK/reprint"
work "$WORK/reprint" clean --serial 2 --from 500
refused_again 1 "$TOTAL" 1 'what was printed again leaves in no first print any more'
code 0 'it is inserted' scans
code 12 '… now its file is not written any more' again --batch 1
like "$TAP_OUT" 'it is inserted' '… since it is inserted'
work "$WORK/reprint" clean --serial 3 --from 600
code 4 'the same piece in two envelopes is a fault' scans
code 12 '… and no reason for a third' again --pieces 2 --reason 念のため
like "$TAP_OUT" 'an envelope with all of it was reported' '… it says why'
code 0 'a piece that is in its envelope is pulled' pull --pieces 3 --reason 申出
print_pieces 'piece_no = 3' >"$WORK/posted"
work "$WORK/posted" clean --serial 4 --from 700
code 4 '… and was posted all the same' scans
code 12 '… it is not printed again' again --pieces 3 --reason 念のため
like "$TAP_OUT" 'it is to be withdrawn' '… since it is on the list'
code 0 'a piece of the office itself is printed again' again --pieces "$INHOUSE" --reason 汚損
code 0 '… and pulled: another mailing may have its documents' pull --pieces "$INHOUSE" --reason 申出
code 12 '… it is not printed again' again --pieces "$INHOUSE" --reason 汚損
rm -f "$WORK/again.pdf"
code 12 '… nor is its file written' again --batch 2
is "$(ls "$WORK/again.pdf" 2>/dev/null)" '' '… nothing is'

pg_fresh closed "$BEFORE"
packed >/dev/null
pg_query "SELECT run.settle_mail($RUN, piece_no, 0, '全て手渡した') FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1" >/dev/null
like "$(here mail status "$RUN")" '^closed at ' 'persons can settle all of a mailing'
code 12 '… what is closed is packed no more' packed --again --reason 媒体の紛失
like "$TAP_ERR" "GJ2261 .*is closed" '… it says why'
like "$(record_again)" 'has been reported' '… nor does the database let it leave'

pg_fresh late "$BEFORE"
packed >/dev/null
work "$WORK/sheets" damaged
HOUSEHOLD=$(pg_query "SELECT substr(party_key, 2) FROM result.claim_mail_piece WHERE run_id = $RUN AND piece_no = 2 AND party_key LIKE 'H%'")
code 0 'a piece of a household is damaged' scans
protect
code 12 'what was damaged is not printed again for the contractor when somebody is protected by then' again --pieces 2 --reason 破損
like "$TAP_OUT" "piece 2 is not printed again: it must not leave any more" '… and it says why'
done_testing
