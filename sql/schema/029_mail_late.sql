-- A document that was held, pulled or refused until its month was too long ago to be mailed fell out of what is due, and
-- nobody was told.  Now the month before those that are mailed is looked at, too: what of it is in no living piece is held
-- a last time (MAIL_HOLD_LATE, include/getsuji/mailing.h), and so on the list.

-- The runs whose documents a mailing looks at: of its office or of all, of its month and the three before (the earliest is
-- too late for the post), confirmed before an instant and not reversed since, with all their files made by then.
CREATE OR REPLACE FUNCTION result.mail_sources(for_run_id int, known_at timestamptz)
RETURNS TABLE (run_id int, month_on date, edition int, as_of timestamptz) LANGUAGE sql STABLE AS $$
	SELECT s.run_id, s.month_on, s.edition, s.as_of
	FROM run.run r
	JOIN run.run s ON s.month_on >= r.month_on - interval '3 months' AND s.month_on <= r.month_on
		AND (r.office_id = 0 OR s.office_id IN (0, r.office_id))
	WHERE r.run_id = for_run_id AND s.decision = 'confirmed' AND s.execution = 'done' AND s.ended_at < known_at
		AND EXISTS (SELECT FROM run.artifact_piece p WHERE p.run_id = s.run_id)
$$;
