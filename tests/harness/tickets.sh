# tickets.sh: a run whose tickets are known (tests/golden/ticket_form.sql), confirmed and printed.  Source it after tap.sh
# and pg.sh.
#
#   tickets_run [SQL]    # a server with the run done; WORK: a folder to work in, TICKETS: the run's files, RESUMED: its exit
#                        # code.  SQL: what is changed, behind the back of every rule, once the tickets are issued

tickets_run() {
	pg_start
	pg_migrate
	WORK=$PG_DIR/scratch
	pg_as getsuji_run "$GETSUJI" import rates >/dev/null || return 1
	psql -Xq -v ON_ERROR_STOP=1 -f tests/golden/ticket_form.sql >/dev/null || return 1
	cat >"$WORK/tickets.yaml" <<-'YAML'
		graph: tickets
		tasks:
		  - {name: results, milestone: true}
		  - {name: approval, gate: confirmed, digest: [results], after: [results]}
		  - {name: ticket_pieces, sql: ticket_pieces, partitions: [ticket_piece, ticket_enclosure], after: [approval]}
		  - {name: ticket_form, report: ticket_form, chunk: 8, after: [ticket_pieces]}
		  - {name: ticket_register, report: ticket_register, after: [ticket_pieces]}
	YAML
	pg_as getsuji_run "$GETSUJI" run "$WORK/tickets.yaml" --month 2027-04 --office 0 --artifacts "$WORK/artifacts" >/dev/null || return 1
	# A run of another day, whose tickets this one replaces.
	psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<-'SQL' || return 1
		INSERT INTO run.run SELECT (jsonb_populate_record(r, '{"run_id": 2, "graph": "baseline", "decision": "confirmed", "execution": "done", "office_id": 13101, "month_on": "2026-01-01"}')).* FROM run.run r;
	SQL
	pg_as getsuji_approve "$GETSUJI" approve 1 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = 1")" >/dev/null || return 1
	pg_as getsuji_run "$GETSUJI" confirm 1 >/dev/null || return 1
	psql -Xq -v ON_ERROR_STOP=1 -c 'SELECT public.issue()' >/dev/null || return 1
	[ $# = 0 ] || psql -Xq -v ON_ERROR_STOP=1 -c "SET session_replication_role = replica; $1" >/dev/null || return 1
	RESUMED=0
	pg_as getsuji_run "$GETSUJI" resume 1 --artifacts "$WORK/artifacts" 2>"$WORK/resume.log" || RESUMED=$?
	TICKETS=$(find "$WORK/artifacts" -mindepth 1 -maxdepth 1 -type d)
}
