#!/bin/bash
# Many tiny tasks in one transaction: each has its own row and counts, and whatever is unusual is done alone.
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_start
pg_migrate
pg_as getsuji_run "$GETSUJI" import rates >/dev/null || exit 1

# NAME JOB-OF-TASK-N…: a graph of 300 tasks that do nothing, and those named after them
graph() {
	local name=$1 n
	shift
	printf 'graph: %s\ntitle: tiny\ntasks:\n' "$name"
	for n in $(seq 300); do
		printf '  - {name: t%03d, job: %s}\n' "$n" nothing
	done
	for n in "$@"; do
		printf '  - {name: x_%s, job: %s}\n' "$n" "$n"
	done
}
run() { PGUSER=getsuji_run "${BUILD:-build}/tests/database/bundle" "$PG_DIR/scratch/$1.yaml" "$PG_DIR/scratch/files"; }
of() { # GRAPH SQL over its chunks c and tasks t
	pg_query "SELECT $2 FROM run.run r JOIN run.task t USING (run_id) LEFT JOIN run.chunk c USING (run_id, task_no) WHERE r.graph = '$1'"
}
for name in plain filer stopper; do
	graph $name $([ $name = plain ] || echo $name) >"$PG_DIR/scratch/$name.yaml"
done

code 0 'three hundred tiny tasks' run plain
is "$(of plain "count(*), bool_and(t.state = 'done'), bool_and(c.done), sum(t.n_written), count(DISTINCT c.output_digest)")" '300|t|t|300|1' \
	'are done, each with its counts and its chunk'
like "$(of plain 'count(DISTINCT c.started_at) < 150')" '^t$' 'in fewer transactions than tasks'

code 0 'a task that writes a file among them' run filer
is "$(cat "$PG_DIR"/scratch/files/filer-*/x_filer.txt)" x_filer 'its file is there'
is "$(of filer "count(*) FILTER (WHERE t.state = 'done'), (SELECT count(*) FROM run.artifact a WHERE a.run_id = max(r.run_id))")" '301|1' \
	'and known, and all others are done, too'
is "$(of filer "count(*) FILTER (WHERE c.started_at = (SELECT f.started_at FROM run.chunk f JOIN run.task x USING (run_id, task_no)
	WHERE x.name = 'x_filer'))")" 1 'it was done in a transaction of its own'

STOP=1 code 16 'a task that fails among them ends the run' run stopper
like "$TAP_OUT" '^failed asked to fail' 'with its reason'
is "$(of stopper "string_agg(t.name, ',') FILTER (WHERE t.state = 'failed')")" x_stopper 'which is told of that task alone'
is "$(of stopper 'count(*) FILTER (WHERE c.done AND c.n_written <> 1)')" 0 'what was done stays done'
code 0 'with the reason gone it goes on' run stopper
is "$(of stopper "count(*) FILTER (WHERE t.state = 'done' AND t.n_written = 1)")" 301 'to the end'

graph aside >"$PG_DIR/scratch/aside.yaml"
psql -Xq <<'S'
CREATE FUNCTION public.aside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO run.set_aside (run_id, task_no, key, rule, message_id, reason) VALUES (NEW.run_id, 7, 0, 'crash', 1, 'known');
	RETURN NEW;
END $$;
CREATE TRIGGER aside AFTER INSERT ON run.task FOR EACH ROW WHEN (NEW.name = 't007') EXECUTE FUNCTION public.aside();
S
run aside >"$PG_DIR/scratch/aside.log"
is "$(of aside "string_agg(t.name || ' ' || c.n_quarantined || ' ' || c.n_written, ',') FILTER (WHERE c.n_quarantined > 0)")" 't007 1 0' \
	'a record that was set aside is not given to its job among others either'
done_testing
