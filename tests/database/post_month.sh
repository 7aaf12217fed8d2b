#!/bin/bash
# An office's month to its end: decisions, tickets, payments, slips and their mail, up to a contractor who opens the package
# with stock tools, posts everything and reports it.
. tests/harness/tap.sh
. tests/harness/post.sh

post_office 300
status_of() { pg_query "SELECT execution || ' ' || decision FROM run.run WHERE run_id = $(run_of "$1" 2027-01)"; }

decide_month 2027-01 && graphs 2027-01 payment slips && mailing 2027-01
is "$(for graph in monthly payment slips mailing; do status_of $graph; done | sort -u)" 'done confirmed' \
	'decisions, payments, slips and a mailing of the month are made'
RUN=$(run_of mailing 2027-01)
next_of() { # RUN LOGIN
	pg_as "$2" "$GETSUJI" --lang en status "$1" | sed -n 's/^next: getsuji //p'
}
PAYMENT=$(run_of payment 2027-01)
like "$(next_of "$PAYMENT" getsuji_run)" "^payment (send|status) $PAYMENT$" 'what was paid has yet to leave: status says so (once the pay day is over, that it did not)'
is "$(next_of "$RUN" getsuji_run)" "spool pack $RUN --keys DIR --out DIR" 'a mailing has yet to be packed'
is "$(next_of "$RUN" getsuji_approve)" "spool pack $RUN --keys DIR --out DIR" '… whoever asks'

is "$(pg_query "SELECT count(*) FROM (SELECT c.household_id, sum(c.amount_yen) AS paid FROM result.claim_payment c GROUP BY 1) p
	JOIN result.current_decision d USING (household_id) WHERE p.paid > d.payable_total")" 0 'nobody is paid more than was decided'
is "$(pg_query "SELECT count(*) FROM run.artifact_piece a JOIN run.run r USING (run_id) WHERE r.graph <> 'mailing' AND NOT EXISTS (
	SELECT FROM result.mail_document d WHERE d.run_id = $RUN AND d.source_run_id = a.run_id AND d.document_no = a.piece_no)")" 0 \
	'each document is in the mailing or held with its reason'
is "$(pg_query "SELECT count(DISTINCT kind) FROM result.claim_mail_document WHERE run_id = $RUN")" 5 \
	'notices, tickets, opinions, requests and slips are in it'
is "$(pg_query "SELECT count(*) > 0 FROM result.claim_mail_piece WHERE run_id = $RUN AND documents > 1")" t \
	'documents of one recipient share an envelope'
is "$(pg_query "SELECT count(*) FROM result.claim_mail_piece p JOIN result.claim_mail_document d USING (run_id, piece_no)
	WHERE p.route = 1 AND p.run_id = $RUN AND d.household_id IN (SELECT household_id FROM fact.current_household WHERE protected_address)")" 0 \
	'what is about protected households is handled in-house'
code 16 'a mailing has nothing to tell of one household' pg_as getsuji_run "$GETSUJI" explain "$RUN" "$OFFICE-1"
like "$TAP_ERR" '^GJ1090 ' '… and says that, not that the household is unknown'

pack 2027-01
is "$(next_of "$RUN" getsuji_run)" "mail status $RUN" 'what left in a package is followed until all is accounted for'
code 0 'the contractor opens the package with stock tools, posts everything and reports it' report 2027-01
code 0 'what he opened is whole' "$GETSUJI" spool verify "$WORK/opened" --keys "$KEYS"
code 0 'the state of the mailing can be seen' pg_as getsuji_run "$GETSUJI" --lang en mail status "$RUN"
like "$TAP_OUT" ' = [0-9]+ inserted \(0 of them printed again\) \+ 0 withdrawn \+ 0 settled \+ 0 open' 'every piece is inserted'
like "$TAP_OUT" '^closed at ' '… and the mailing is closed'
is "$(next_of "$RUN" getsuji_run)" '' '… nothing more is to be done'
done_testing
