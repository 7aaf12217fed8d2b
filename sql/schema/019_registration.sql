-- 医療扶助オンライン資格確認: what is registered about persons and tickets, upload by upload.
-- Codes (smallint) are those of include/getsuji/ticket.h.

-- What an upload of a run says: the difference between what is and what was last accepted, and once more what was sent
-- and not answered, under the same record number.
CREATE TABLE result.registration (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	line_no          int NOT NULL,               -- tells a household's rows apart, from 1
	item             smallint NOT NULL,          -- enum registration_item
	item_key         text NOT NULL,              -- of a person: ''; of a ticket: MONTH-NUMBER
	action           smallint NOT NULL,
	record_no        text NOT NULL,              -- what the answer names; the same while it is not answered
	replaces_no      text NOT NULL,              -- an unanswered record that this one takes the place of; or empty
	again            boolean NOT NULL,           -- sent before, not answered
	content          text NOT NULL,              -- the fields as the file has them; of a cancellation as registered
	caseworker_no    int NOT NULL
) PARTITION BY LIST (run_id);

-- Every record that was ever sent; one answer each.
CREATE TABLE result.claim_registration (
	record_no        text PRIMARY KEY,
	office_id        int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	item             smallint NOT NULL,
	item_key         text NOT NULL,
	action           smallint NOT NULL,
	content          text NOT NULL,
	first_run_id     int NOT NULL REFERENCES run.run,
	run_id           int NOT NULL REFERENCES run.run, -- that sent it last
	recorded_at      timestamptz NOT NULL
);
CREATE INDEX claim_registration_item ON result.claim_registration (household_id, person_no, item, item_key);
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_registration REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

-- 登録結果: what came back for a record.  A later file supersedes.
CREATE TABLE fact.registration_answer (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	record_no        text NOT NULL,
	state            smallint NOT NULL,          -- enum registration_state
	error_code       text NOT NULL,              -- of a rejected one; one that is in no list is shown as it is
	made_on          date NOT NULL,
	serial           int NOT NULL,
	import_id        int NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, record_no, recorded_at)
);
SELECT fact.equip('registration_answer');
CREATE INDEX registration_answer_record ON fact.registration_answer (record_no) WHERE superseded_at = 'infinity';

CREATE TABLE fact.registration_file (
	import_id        int PRIMARY KEY REFERENCES fact.import,
	office_id        int NOT NULL,
	made_on          date NOT NULL,
	serial           int NOT NULL,
	UNIQUE (office_id, made_on, serial)
);
GRANT SELECT, INSERT ON fact.registration_file TO getsuji_runner;

GRANT SELECT, INSERT ON result.registration TO getsuji_runner;
GRANT SELECT ON result.registration TO getsuji_approver;
GRANT SELECT ON result.claim_registration TO getsuji_runner; -- filled by run.send_registrations() alone
