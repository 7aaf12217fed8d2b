-- A door for pieces: result.piece is partitioned by run, and the statement that fills it is a step of
-- its own, without a job that would declare its partition.  A statement cannot make a partition of the
-- table it inserts into, so it inserts into this view, whose trigger makes it with the first row.
CREATE VIEW result.new_piece AS SELECT * FROM result.piece;

CREATE FUNCTION result.insert_piece() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.make_partition('piece', NEW.run_id);
	INSERT INTO result.piece (run_id, piece_no, household_id, document, route, destination, postal_code)
	VALUES (NEW.run_id, NEW.piece_no, NEW.household_id, NEW.document, NEW.route, NEW.destination, NEW.postal_code);
	RETURN NEW;
END $$;
CREATE TRIGGER insert_piece INSTEAD OF INSERT ON result.new_piece
	FOR EACH ROW EXECUTE FUNCTION result.insert_piece();

GRANT INSERT ON result.new_piece TO getsuji_runner;
