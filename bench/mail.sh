# mail.sh: the part `mail` of bench.sh: one month of a generated office with tickets and money, from decisions to a contractor
# who posted everything: payments, slips, mailing, package, scans.  Sourced by bench.sh, which has line(), fact(), calc().
#
#   HOUSEHOLDS="20000"   the offices, one after the other; about as many pieces of mail
. tests/harness/post.sh

MAIL_SIZES=${HOUSEHOLDS:-20000}
MAIL_MONTH=2027-01

# NAME COMMAND…: measured; a row of the table
mail_step() {
	local seconds peak
	"$BUILD/bench/measure" "$WORK/step" "${@:2}" >"$WORK/step.log" 2>&1 || [ $? = 4 ] || {
		tail -5 "$WORK/step.log" >&2
		return 1
	}
	read -r seconds peak <"$WORK/step"
	MAIL_SECONDS=$(calc "$MAIL_SECONDS + $seconds" %.1f)
	[ "$peak" -le "$MAIL_PEAK" ] || MAIL_PEAK=$peak
	printf '%s\t%.1f\t\t\t%.0f\n' "$1" "$seconds" "$(calc "$peak / 1024")" >>"$WORK/table"
}

mail_run() { # NAME COMMAND…: of the program, as the runner
	mail_step "$1" env PGUSER=getsuji_run "$GETSUJI" "${@:2}"
}

# GRAPH CONDITION: its tasks that are done, with what they read
mail_tasks() {
	psql -XqAt -F$'\t' -c "SELECT '  ' || t.name, extract(epoch FROM t.ended_at - t.started_at)::numeric(9, 1), t.n_read,
			round(t.n_read / greatest(extract(epoch FROM t.ended_at - t.started_at), 0.001)), ''
		FROM run.task t
		WHERE t.run_id = $(run_of "$1" $MAIL_MONTH) AND t.kind <> 'gate' AND t.state = 'done' AND $2
		ORDER BY t.task_no" >>"$WORK/table"
}

mail_before() { # GRAPH: up to its gate
	mail_run "$1: to its gate" run "$1" --month $MAIL_MONTH --office $OFFICE --workers $WORKERS --artifacts "$WORK/files"
}

mail_after() { # GRAPH: its gate, and on to its end
	local run gate
	run=$(run_of "$1" $MAIL_MONTH)
	gate="t.task_no %s (SELECT g.task_no FROM run.task g WHERE g.run_id = t.run_id AND g.kind = 'gate')"
	mail_tasks "$1" "$(printf "$gate" '<')"
	approve "$1" $MAIL_MONTH
	mail_run "$1: confirmed" confirm "$run"
	mail_run "$1: after its gate" resume "$run" --workers $WORKERS --artifacts "$WORK/files"
	mail_tasks "$1" "$(printf "$gate" '>')"
	psql -Xqc ANALYZE # as a server left alone does
}

# What is held for a look is looked at, as many lines at once as the command takes, and planned again.
mail_looks() {
	local run
	run=$(run_of mailing $MAIL_MONTH)
	pg_query "SELECT office_id || '-' || line_no FROM result.mail_document
		WHERE run_id = $run AND hold IN (5, 6, 7, 8) ORDER BY line_no" >"$WORK/looks"
	mail_step 'mail look' env PGUSER=getsuji_run xargs -r -n 18 -a "$WORK/looks" "$GETSUJI" mail look --reason 'seen by a clerk' "$run"
	mail_run 'mailing: planned again' rerun "$run" --mode task=mailing,downstream --yes --workers $WORKERS --artifacts "$WORK/files"
}

mail_sums() { # of all that the contractor gets
	(cd "$(files_of mailing $MAIL_MONTH)" && find contractor -type f | LC_ALL=C sort | xargs sha256sum)
}

# Parts and all that follows are made again; files that differ, one per line.
mail_again() {
	local before
	before=$(mail_sums)
	mail_run 'mail_part and on, again' rerun "$(run_of mailing $MAIL_MONTH)" --mode task=mail_part,downstream --yes --reason bench \
		--workers $WORKERS --artifacts "$WORK/files"
	diff <(echo "$before") <(mail_sums) | grep '^[<>]' >"$WORK/differs" || true
}

# The contractor's side opens with openssl and tar alone, and reports.
mail_posted() {
	local run
	run=$(run_of mailing $MAIL_MONTH)
	mail_run 'spool pack' spool pack "$run" --keys "$KEYS" --out "$WORK/packages" --artifacts "$WORK/files"
	PACKAGE=$(ls "$WORK/packages"/getsuji-mailing-"$run"-*.p7m)
	mail_run 'spool open' spool open "$PACKAGE" --keys "$KEYS" --to "$WORK/opened-by-us"
	mail_run 'spool verify' spool verify "$WORK/opened-by-us" --keys "$KEYS"
	report_timed "$run"
	mail_run 'import scans' import scans "$WORK/scans.csv.p7m" --keys "$KEYS"
	mail_run 'mail status' mail status "$run"
}

report_timed() { # RUN
	contractor open "$PACKAGE" "$KEYS" "$WORK/opened"
	contractor sheets "$WORK/opened" >"$WORK/sheets"
	contractor work "$WORK/sheets" "$1" clean --enclosure leaflet-a >"$WORK/scans.csv"
	contractor sign "$WORK/scans.csv" "$KEYS" contractor
}

mail() { # HOUSEHOLDS
	local graph
	pg_clone "mail_$1" getsuji
	HOUSEHOLDS=$1 OPTIONS=(--money) FIRST=$MAIL_MONTH MAIL_SECONDS=0 MAIL_PEAK=0
	WORK=$PG_DIR/scratch/mail-$1 KEYS=$PG_DIR/scratch/mail-$1/keys
	mkdir "$WORK"
	gold_tables
	post_keys "$KEYS"
	world $MAIL_MONTH --quarantine-limit 99999
	psql -Xqc 'VACUUM ANALYZE'
	for graph in monthly payment slips; do
		mail_before $graph
		mail_after $graph
	done
	mail_before mailing
	mail_looks
	mail_after mailing
	mail_again
	mail_posted
}

mail_figures() { # HOUSEHOLDS
	local of="mail $1 households" run open faults bytes
	run=$(run_of mailing $MAIL_MONTH)
	open=$(pg_query "SELECT open FROM run.mail_verdict($run)")
	faults=$(pg_query "SELECT count(*) FROM run.mail_open_faults($run)")
	bytes=$(stat -c %s "$PACKAGE")
	fact "$of: payments" "$(pg_query 'SELECT count(*) FROM result.claim_payment')"
	fact "$of: slips" "$(pg_query 'SELECT count(*) FROM result.claim_slip')"
	fact "$of: documents held" "$(pg_query "SELECT count(*) FROM result.mail_document WHERE run_id = $run AND hold <> 0")"
	fact "$of: pieces, of which in-house" "$(pg_query "SELECT count(*) || ', ' || count(*) FILTER (WHERE route = 2)
		FROM result.claim_mail_piece WHERE run_id = $run")"
	fact "$of: documents, sheets" "$(pg_query "SELECT sum(documents) || ', ' || sum(sheets)
		FROM result.claim_mail_piece WHERE run_id = $run")"
	fact "$of: readings of cameras" "$(pg_query "SELECT count(*) FROM run.mail_scan WHERE run_id = $run")"
	fact "$of: package, opened by openssl and tar" "$(calc "$bytes / 1e6" %.1f) MB"
	line "$of: files that differ when made again" "$(wc -l <"$WORK/differs")" 0 '<='
	line "$of: pieces that are open after a clean report" "$open" 0 '<='
	line "$of: faults after a clean report" "$faults" 0 '<='
	fact "$of: all steps" "$MAIL_SECONDS s"
	fact "$of: largest resident set of a step" "$(calc "$MAIL_PEAK / 1024" %.0f) MB"
	printf '\n%s: steps, and their tasks (indented)\n' "$of"
	{
		printf 'step\tseconds\trecords\tper second\tMB\n'
		cat "$WORK/table"
	} | awk -F'\t' '{ printf "%-34s %9s %9s %11s %6s\n", $1, $2, $3, $4, $5 }'
}

mails() {
	local n
	for n in $MAIL_SIZES; do
		mail "$n"
		mail_figures "$n"
		WORK=$PG_DIR/scratch
		rm -r "$PG_DIR/scratch/mail-$n"
	done
}
