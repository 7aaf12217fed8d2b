# reversal.sh: an office whose month is decided, with accounts, mail and repayments, to take back what was done.  Source it
# after tap.sh; what vouchers.sh has is there, too.
#
#   reversal_office 60                   MONTHLY: the confirmed run of January 2027; a colleague of the runner's group
#   scene NAME [FROM [FILES-]]           a copy of the database as it was then (or of FROM) and of the files
#   as LOGIN reverse 2 --agree           the program in English, as a login
#   sql LOGIN SQL                        by hand, an error as "ERROR:  23000"
#   reverse RUN                          both steps
#   listed RUN                           kind|outcome|how many|yen
#   out                                  what counts now: decisions, tickets, forms, yen paid, slips, documents in envelopes
#   said, own_payments                   of the tickets that are out, but for their numbers; as they are
#   twice                                what is out twice, or paid beyond what was decided
#   pays EDITION, bank_takes             payments to their end; their file leaves
. tests/harness/vouchers.sh

reversal_office() { # HOUSEHOLDS
	vouchers_office "$1" --money
	gs import calendar || exit 1
	psql -Xqc 'CREATE ROLE colleague LOGIN IN ROLE getsuji_runner'
	decide_month 2027-01 || exit 1
	MONTHLY=$(run_of monthly 2027-01) DECIDED=$PGDATABASE HOME_OF_ALL=$WORK
}

as() { pg_as "$1" "$GETSUJI" --lang en "${@:2}"; }
sql() { pg_as "$1" psql -XqAt -v VERBOSITY=sqlstate -c "$2" 2>&1; }
scene() { # NAME [FROM]: a copy of the database and of the files
	pg_fresh "$1" "${2:-$DECIDED}"
	WORK=$HOME_OF_ALL/scene-$1
	mkdir "$WORK"
	cp -a "$HOME_OF_ALL/${3:-}files" "$WORK/files"
}
reverse() { # RUN: both steps
	as getsuji_run reverse "$1" --reason 'wrong rates' >"$WORK/reverse.log" 2>&1 &&
		as getsuji_approve reverse "$1" --agree --artifacts "$WORK/files" >"$WORK/reverse.log" 2>&1
}
listed() { # RUN: kind, outcome, how many, yen
	pg_query "SELECT item, outcome, count(*), sum(amount_yen) FROM result.reversed_item WHERE run_id = $1 GROUP BY 1, 2 ORDER BY 1, 2"
}
decision() { pg_query "SELECT decision FROM run.run WHERE run_id = $1"; }
out() { # what counts now: decisions, tickets, forms, payments, slips, documents in envelopes
	pg_query "SELECT (SELECT count(*) FROM result.claim_decision WHERE month_on = '2027-01-01'),
		(SELECT count(*) FROM result.claim_ticket WHERE cancelled_at = 'infinity'),
		(SELECT count(*) FROM result.claim_opinion) + (SELECT count(*) FROM result.claim_examination),
		(SELECT coalesce(sum(amount_yen), 0) FROM result.claim_payment WHERE countered_at = 'infinity'),
		(SELECT count(*) FROM result.claim_slip WHERE voided_at = 'infinity'),
		(SELECT count(*) FROM result.claim_mail_document WHERE freed_at = 'infinity')"
}
own_payments() {
	pg_query "SELECT household_id, kind, decided_yen, printed_yen, charged_yen FROM result.claim_own_payment
		WHERE superseded_at = 'infinity' AND month_on = '2027-01-01' ORDER BY 1, 2"
}
said() { # what each ticket that is out says, but for its number
	pg_query "SELECT to_jsonb(c) - '{issue_no,revision,run_id,line_no,recorded_at,cause,issued_on}'::text[] FROM result.claim_ticket c
		WHERE cancelled_at = 'infinity' ORDER BY household_id, person_no, month_on, institution_code, service"
}
twice() { # what is out twice, or paid beyond what was decided
	pg_query "SELECT 'ticket', household_id, person_no FROM result.claim_ticket WHERE cancelled_at = 'infinity'
			GROUP BY household_id, person_no, month_on, institution_code, service HAVING count(*) > 1
		UNION ALL SELECT 'paid', c.household_id, 0 FROM (SELECT household_id, month_on, sum(amount_yen) AS yen FROM result.claim_payment
			WHERE countered_at = 'infinity' GROUP BY 1, 2) c
		LEFT JOIN result.current_decision d ON d.household_id = c.household_id AND d.month_on = c.month_on
		WHERE c.yen > coalesce(d.payable_total, 0)
		UNION ALL SELECT 'sent', document_no, source_run_id FROM result.claim_mail_document WHERE freed_at = 'infinity'
			GROUP BY source_run_id, document_no HAVING count(*) > 1"
}
pays() { # EDITION: payments of the month, with a bank file where there are transfers
	survey payment 2027-01 --edition "$1" && pass payment 2027-01 &&
		sql getsuji_run "SELECT run.take_bank_files($(run_of payment 2027-01))" >"$WORK/gs.log"
}
bank_takes() { # the file of the latest payments leaves
	local run name
	run=$(run_of payment 2027-01)
	name=$(pg_query "SELECT result.bank_file_name(office_id, pay_on, file_no) FROM result.claim_bank_file WHERE run_id = $run")
	pg_query "INSERT INTO run.artifact (run_id, task_no, chunk_no, name, sha256, bytes, pages, pieces)
		VALUES ($run, 1, 1, '$name', sha256('x'), 1, 0, 0)
		ON CONFLICT DO NOTHING"
	sql getsuji_run "SELECT run.send_bank_file($run, $OFFICE, (SELECT sha256 FROM run.artifact WHERE run_id = $run AND name = '$name'), '')"
}
