-- A document that was held, pulled or refused until its month was too long ago to be mailed fell out of what is due, and
-- nobody was told.  Now months that no mailing has looked back at are looked at, too: what of them is in no living piece is
-- held a last time (MAIL_HOLD_LATE, include/getsuji/mailing.h), and so on the list.

-- Is a month too long ago for a mailing of another to post its documents?  Posted are its own and the two before.  Inlined.
CREATE FUNCTION result.mail_late(month_on date, mailing_month_on date) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT month_on <= mailing_month_on - interval '3 months'
$$;

-- The runs whose documents a mailing looks at: of its office or of all, of its month and the two before; and those of longer
-- ago that no mailing of a month between told of, back to where mailings began: too late for the post.  All confirmed before
-- an instant and not reversed since, with all their files made by then.
CREATE OR REPLACE FUNCTION result.mail_sources(for_run_id int, known_at timestamptz)
RETURNS TABLE (run_id int, month_on date, edition int, as_of timestamptz) LANGUAGE sql STABLE AS $$
	WITH mailed AS MATERIALIZED (
		SELECT m.month_on
		FROM run.run r
		JOIN run.run m ON m.office_id IN (0, r.office_id)
		JOIN result.claim_mailing c ON c.run_id = m.run_id AND c.recorded_at < known_at
		WHERE r.run_id = for_run_id
	)
	SELECT s.run_id, s.month_on, s.edition, s.as_of
	FROM run.run r
	JOIN run.run s ON s.month_on <= r.month_on AND (r.office_id = 0 OR s.office_id IN (0, r.office_id))
		AND (NOT result.mail_late(s.month_on, r.month_on)
			OR NOT result.mail_late(s.month_on, (SELECT min(m.month_on) FROM mailed m))
			AND NOT EXISTS (SELECT FROM mailed m WHERE result.mail_late(s.month_on, m.month_on) AND m.month_on < r.month_on))
	WHERE r.run_id = for_run_id AND s.decision = 'confirmed' AND s.execution = 'done' AND s.ended_at < known_at
		AND EXISTS (SELECT FROM run.artifact_piece p WHERE p.run_id = s.run_id)
$$;
