-- Documents: which pages of which file belong to which recipient, so that a mailing can put them into envelopes.

-- The pages of a file that belong to one document: written with the file's row, by the chunk that made both, and gone with
-- it.  A document is on one run of pages of one file.
CREATE TABLE run.artifact_piece (
	run_id           int NOT NULL,
	name             text NOT NULL,              -- of the file
	piece_no         bigint NOT NULL,            -- the document's number in its run
	first_page       int NOT NULL CHECK (first_page >= 1),
	pages            int NOT NULL CHECK (pages >= 1),
	PRIMARY KEY (run_id, piece_no),
	FOREIGN KEY (run_id, name) REFERENCES run.artifact ON DELETE CASCADE
);
CREATE INDEX artifact_piece_file ON run.artifact_piece (run_id, name);
GRANT SELECT, INSERT ON run.artifact_piece TO getsuji_runner;
