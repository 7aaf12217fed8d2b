-- rate: whole sets of official amounts, each cell with its dates, status and source.
-- A set is imported whole or not at all and never changed.  The key of a cell is the text of its key
-- columns joined by '|', in the order declared in jobs/rules/rate_tables.c.

CREATE TABLE rate.rate_set (
	rate_set_id   int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	sha256        bytea NOT NULL UNIQUE CHECK (octet_length(sha256) = 32), -- over all its files
	cells         int NOT NULL,
	imported_by   text NOT NULL DEFAULT session_user,
	imported_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE rate.cell (
	rate_set_id   int NOT NULL REFERENCES rate.rate_set,
	table_name    text NOT NULL,
	cell_key      text NOT NULL,
	value_name    text NOT NULL,             -- 'amount_yen', 'first_yen' …: the column it came from
	valid_from    date NOT NULL,             -- '-infinity' where the start is not known
	valid_to      date NOT NULL,             -- half-open; 'infinity' = still in force
	value         bigint,                    -- scaled to an integer; NULL where the table says so
	word          text,                      -- values that are words (a grade, a zone)
	status        text NOT NULL,             -- verified, single_source, estimated …
	source        text NOT NULL,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (rate_set_id, table_name, cell_key, value_name, valid_from)
);

CREATE TABLE rate.known_gap (
	rate_set_id   int NOT NULL REFERENCES rate.rate_set,
	gap_no        int NOT NULL,
	table_name    text NOT NULL,
	valid_from    date NOT NULL,
	valid_to      date NOT NULL,
	cells         text NOT NULL,
	note          text NOT NULL,
	PRIMARY KEY (rate_set_id, gap_no)
);

GRANT SELECT, INSERT ON rate.rate_set, rate.cell, rate.known_gap TO getsuji_runner;
GRANT SELECT ON rate.rate_set, rate.cell, rate.known_gap TO getsuji_approver;
