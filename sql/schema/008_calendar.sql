-- Calendars: holidays and closing days, one row per day.  A calendar is imported whole; the one known so
-- far is superseded, never changed, so that what was known at an instant can still be asked.

CREATE SCHEMA calendar;
GRANT USAGE ON SCHEMA calendar TO getsuji_runner, getsuji_approver;

CREATE TABLE calendar.calendar (
	calendar_id     int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name            text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_-]{0,39}$'), -- 'jp', 'office-13113'
	base            text CHECK (base <> name),          -- the calendar under it; NULL: none
	title           text NOT NULL,
	from_on         date NOT NULL,                      -- what it knows, half-open
	to_on           date NOT NULL,
	status          text NOT NULL,
	source          text NOT NULL,
	sha256          bytea NOT NULL CHECK (octet_length(sha256) = 32), -- of its rows
	file_name       text NOT NULL,
	imported_by     text NOT NULL DEFAULT session_user,
	recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
	superseded_at   timestamptz NOT NULL DEFAULT 'infinity',
	CHECK (from_on < to_on)
);
CREATE UNIQUE INDEX calendar_current ON calendar.calendar (name) WHERE superseded_at = 'infinity';

CREATE TABLE calendar.day (
	calendar_id     int NOT NULL REFERENCES calendar.calendar,
	on_day          date NOT NULL,
	open            boolean NOT NULL,                   -- false: closed, whatever day of the week it is
	name            text NOT NULL,
	status          text NOT NULL,
	source          text NOT NULL,
	PRIMARY KEY (calendar_id, on_day)
);

GRANT SELECT ON calendar.calendar, calendar.day TO getsuji_runner, getsuji_approver;
GRANT INSERT ON calendar.calendar, calendar.day TO getsuji_runner;
GRANT UPDATE (superseded_at) ON calendar.calendar TO getsuji_runner;
