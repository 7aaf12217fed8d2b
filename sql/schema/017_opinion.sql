-- 要否意見書: what doctors said of the need for treatment, which forms were sent, and the bulk decision on continuing
-- medical aid.  Codes (smallint) are those of include/getsuji/ticket.h.

-- valid_from / valid_to: the days for which treatment was decided to be needed, or not; at most as long as
-- opinion_period.csv says, whatever stands here.
CREATE TABLE fact.opinion (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL CHECK (person_no BETWEEN 1 AND 99),
	institution_code text NOT NULL CHECK (institution_code ~ '^[0-9A-Z]{10}$'),
	service          smallint NOT NULL CHECK (service BETWEEN 1 AND 5),
	kind             smallint NOT NULL,
	received_on      date NOT NULL,
	needed           boolean NOT NULL,           -- 要; else 否
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, institution_code, service, valid_from, recorded_at)
);
SELECT fact.equip('opinion');

-- One row per continuing treatment of the month: continued in bulk (一括決定), or why not and what is due.
CREATE TABLE result.opinion (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	service          smallint NOT NULL,
	state            smallint NOT NULL,
	continued        boolean NOT NULL,           -- 一括決定: decided for the month on the strength of a valid opinion
	kind             smallint NOT NULL,          -- of the form that is due
	valid_from       date,                       -- of the opinion in force, or the last; NULL: none
	until_on         date,                       -- its last day, as it counts
	send             boolean NOT NULL,           -- a form goes out with this run
	sent_on          date,                       -- of the form that is out; NULL: none
	overdue_days     int NOT NULL,
	backdated        boolean NOT NULL,           -- 初診日 before the month in which the treatment was recorded
	caseworker_no    int NOT NULL,
	reason           text NOT NULL,              -- why it is not continued; empty where it is
	CHECK (continued = (reason = ''))
) PARTITION BY LIST (run_id);

-- Forms that went out: one per person × institution and expiry.  Answered by a fact.opinion that begins later.
CREATE TABLE result.claim_opinion (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	due_on           date NOT NULL,              -- the first day that the new opinion is to cover
	run_id           int NOT NULL REFERENCES run.run,
	form_no          int NOT NULL,               -- 1, 2, 3 … of the run
	kind             smallint NOT NULL,
	services         smallint[] NOT NULL,        -- what it asks about, in order
	route            smallint NOT NULL CHECK (route IN (1, 2)),
	sent_on          date NOT NULL,              -- day of the cut, in Japan
	recorded_at      timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, institution_code, due_on),
	UNIQUE (run_id, form_no)
);
CREATE INDEX claim_opinion_run ON result.claim_opinion (run_id);
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_opinion REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

GRANT SELECT, INSERT ON result.opinion TO getsuji_runner;
GRANT SELECT ON result.opinion TO getsuji_approver;
GRANT SELECT ON result.claim_opinion TO getsuji_runner; -- filled by run.send_opinions() alone
