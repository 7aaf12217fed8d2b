#!/bin/bash
# Numbers that leave with us break no rule: a ticket with a wrong one, however it came there, is not printed.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
. tests/harness/tickets.sh

tickets_run "UPDATE result.claim_ticket SET payer_no = '12131018' WHERE office_id = 13101 AND issue_no = 1;
	UPDATE result.claim_ticket SET recipient_no = overlay(recipient_no PLACING ((right(recipient_no, 1)::int + 1) % 10)::text FROM 7)
	WHERE office_id = 13101 AND issue_no = 2" || exit 1
is "$(pg_query "SELECT h.hold, h.reason FROM run.hold_hit h JOIN run.task t USING (run_id, task_no)
	WHERE t.name = 'ticket_form' AND h.hold = 'number' ORDER BY h.key")" 'number|4月分第1号：公費負担者番号、受給者番号又は機関コードが規則に合いません
number|4月分第2号：公費負担者番号、受給者番号又は機関コードが規則に合いません' 'a payer and a recipient with a wrong check digit are held'
is "$(pg_query "SELECT n_read - n_written - n_held, n_held FROM run.task WHERE name = 'ticket_form'")" '0|6' 'all others are printed as before'
is "$RESUMED" 4 'and the run says so'
done_testing
