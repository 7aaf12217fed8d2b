# mailing.sh: an office with confirmed notices laid down by hand (tests/database/mailing.sql), and mailings of them.  Source it
# after tap.sh and pg.sh.
#
#   mailing_office                # a server with an office of households, its settings for mail and the calendars
#   notices 2027-01 1 1,2,3 2     # a confirmed run with a notice of two pages for each of these households; says its number
#   plan 2027-01 1                # a mailing up to its gate; its number in RUN
#   confirm; finish               # it is approved and confirmed; and goes on to its end
#   mail 2027-01 1                # all of that
#   held, refused                 # households and what was against them
#   counts TASK                   # read|written|held
#   cat_book FILE SHEET           # the cells of a sheet, one row per line

mailing_office() {
	pg_office 60 3
	psql -Xq -v ON_ERROR_STOP=1 -f tests/database/mailing.sql || exit 1
	pg_query "INSERT INTO fact.mail_office (office_id, contractor, profile, duplex, part_sheets, moved_days, cut_off_days, post_days,
		report_days, keep_days, enclosure, enclosure_mg, valid_from)
		VALUES (13113, 'post_a', 'getsuji', true, 10, 30, 2, 3, 5, 31, '', 0, '2020-01-01')"
	gs import calendar >/dev/null || exit 1
	cat >"$WORK/post.yaml" <<-'Y'
	graph: post
	monthly: false
	tasks:
	  - {name: mailing, job: mailing}
	  - {name: mail_check, report: mail_check, after: [mailing]}
	  - {name: approval, gate: confirmed, digest: [mailing], after: [mail_check]}
	  - {name: mailing_issue, sql: mailing_issue, after: [approval]}
	  - {name: mail_list, report: mail_list, after: [mailing_issue]}
	Y
}
gs() { PGUSER=getsuji_run "$GETSUJI" "$@"; }
plan() { # MONTH EDITION: up to the gate; the run's number in RUN
	gs run "$WORK/post.yaml" --month "$1" --edition "$2" --office $OFFICE --artifacts "$WORK/files" >"$WORK/run.log" 2>&1
	RUN=$(pg_query "SELECT max(run_id) FROM run.run WHERE graph = 'post'")
}
confirm() {
	PGUSER=getsuji_approve "$GETSUJI" approve "$RUN" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run
		WHERE run_id = $RUN")" >/dev/null && gs confirm "$RUN" >/dev/null
}
finish() { confirm && gs resume "$RUN" --artifacts "$WORK/files" >"$WORK/run.log" 2>&1; }
mail() { # MONTH EDITION: planned, approved, issued
	plan "$@"
	finish
}
notices() { # MONTH EDITION HOUSEHOLDS [PAGES]
	pg_query "SELECT hand.notices('$1-01', $2, '{$3}', ${4:-1})"
}
number="(SELECT c.n FROM hand.calm c WHERE c.household_id = d.household_id)"
held() { # what the run holds: household hold
	pg_query "SELECT $number, d.hold FROM result.mail_document d WHERE d.run_id = $RUN AND d.hold <> 0 ORDER BY 1, 2"
}
refused() { # household, cause
	pg_query "SELECT $number, x.refusal FROM result.mail_refusal x JOIN result.mail_document d ON d.run_id = x.run_id
		AND d.source_run_id = x.source_run_id AND d.document_no = x.document_no WHERE x.run_id = $RUN ORDER BY 1"
}
counts() { pg_query "SELECT n_read, n_written, n_held FROM run.task WHERE run_id = $RUN AND name = '$1'"; }
cat_book() { # FILE SHEET: the cells of a sheet, one row per line
	/usr/bin/python3 -c "import openpyxl, sys
for r in openpyxl.load_workbook(sys.argv[1])[sys.argv[2]].iter_rows(values_only=True):
    print('|'.join(str(c) for c in r if c is not None))" "$WORK/files/$(pg_query "SELECT concat_ws('-', graph, office_id, to_char(month_on, 'YYYY-MM'), edition)
		FROM run.run WHERE run_id = $RUN")/$1" "$2"
}
