-- What an event of the outbox says is completed in the transaction that writes it, so that every event
-- has the same words whoever writes it, and the counts are those of its moment.  The writer adds what is
-- its own (task, message_id, detail …); never a person's data.  An event of a task has no counts of the run.
CREATE FUNCTION run.complete_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	SELECT jsonb_strip_nulls(jsonb_build_object('run', r.run_id, 'graph', r.graph, 'office', r.office_id,
			'month', to_char(r.month_on, 'YYYY-MM'), 'edition', r.edition, 'event', NEW.event,
			'at', to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
			'state', r.execution, 'decision', r.decision,
			'message_id', CASE WHEN r.message_id IS NOT NULL THEN 'GJ' || lpad(r.message_id::text, 4, '0') END,
			'counts', CASE WHEN NOT NEW.payload ? 'task' THEN (SELECT jsonb_build_object('tasks', count(*),
					'tasks_done', count(*) FILTER (WHERE t.state IN ('done', 'skipped', 'accepted')),
					'records', coalesce(max(t.n_read), 0), 'quarantined', coalesce(sum(t.n_quarantined), 0),
					'held', coalesce(sum(t.n_held), 0), 'warnings', coalesce(sum(t.n_warnings), 0))
				FROM run.task t WHERE t.run_id = r.run_id) END))
		|| NEW.payload
	INTO STRICT NEW.payload
	FROM run.run r WHERE r.run_id = NEW.run_id;
	RETURN NEW;
END $$;
CREATE TRIGGER complete_event BEFORE INSERT ON run.outbox FOR EACH ROW EXECUTE FUNCTION run.complete_event();

-- What was said stays said: a sender only notes that it was, or was not, taken.
REVOKE UPDATE ON run.outbox FROM getsuji_runner;
GRANT UPDATE (tries, sent_at) ON run.outbox TO getsuji_runner;
