-- result: what runs computed, keyed by run, partitioned by run.
-- Partitions come from run.make_partition(): no index while they are loaded, a unique one after
-- (run.index_partition).  A result counts only when its run is confirmed: result.current_* show those.
-- Unique keys that must hold across runs are in the small claim tables, which confirming fills.

CREATE TABLE result.decision (
	run_id                          int NOT NULL,
	household_id                    bigint NOT NULL,
	status                          smallint NOT NULL CHECK (status IN (1, 2)), -- computed, not computable
	rule                            text NOT NULL,     -- of the missing cell or table when not computable
	estimated                       boolean NOT NULL,  -- used a cell with status 'estimated'
	event                           smallint NOT NULL, -- enum decision_event
	event_on                        date,
	event_reason                    smallint NOT NULL, -- facts.h
	caseworker_no                   int NOT NULL,
	household_type                  smallint NOT NULL,
	payment_method                  smallint NOT NULL,
	grade                           smallint NOT NULL, -- 0 = 1-1 … 5 = 3-2
	persons                         smallint NOT NULL, -- members on the last protected day
	home_size                       smallint NOT NULL, -- of them on the home standard (R1.1)
	protected_days                  smallint NOT NULL, -- days of the month under protection
	carried_on                      smallint NOT NULL, -- incomes without a declaration, carried on
	-- amounts in yen: BENEFIT_FIELDS of include/getsuji/benefit.h, in its order
	class1_sum                      int NOT NULL,
	class1_reduced                  int NOT NULL,
	class2                          int NOT NULL,
	transitional                    int NOT NULL,
	special                         int NOT NULL,
	winter                          int NOT NULL,
	year_end                        int NOT NULL,
	institution_basic               int NOT NULL,
	base_total                      int NOT NULL,
	add_disability                  int NOT NULL,
	add_single_parent               int NOT NULL,
	add_single_parent_transitional  int NOT NULL,
	add_child_rearing               int NOT NULL,
	add_child_transitional          int NOT NULL,
	add_pregnancy                   int NOT NULL,
	add_radiation                   int NOT NULL,
	add_home_patient                int NOT NULL,
	add_care_facility               int NOT NULL,
	add_care_premium                int NOT NULL,
	temporary_living                int NOT NULL,
	livelihood_total                int NOT NULL,
	housing_limit                   int NOT NULL,
	housing                         int NOT NULL,
	education                       int NOT NULL,
	high_school                     int NOT NULL,
	care                            int NOT NULL,
	medical                         int NOT NULL,
	birth                           int NOT NULL,
	occupation                      int NOT NULL,
	funeral                         int NOT NULL,
	facility_office                 int NOT NULL,
	minimum_total                   int NOT NULL,
	income_earned                   int NOT NULL,
	income_pension                  int NOT NULL,
	income_allowance                int NOT NULL,
	income_other                    int NOT NULL,
	income_temporary                int NOT NULL,
	income_overpaid                 int NOT NULL,
	income_recognised               int NOT NULL,
	payable_livelihood              int NOT NULL,
	payable_housing                 int NOT NULL,
	payable_education               int NOT NULL,
	payable_high_school             int NOT NULL,
	payable_care                    int NOT NULL,
	payable_medical                 int NOT NULL,
	payable_birth                   int NOT NULL,
	payable_occupation              int NOT NULL,
	payable_funeral                 int NOT NULL,
	payable_total                   int NOT NULL,
	own_payment_care                int NOT NULL,
	own_payment_medical             int NOT NULL,
	own_payment_facility            int NOT NULL,
	income_left                     int NOT NULL,
	CHECK (status = 1 OR payable_total = 0)
) PARTITION BY LIST (run_id);

-- What changed against the last confirmed decision, and why.  One row per household of the run.
CREATE TABLE result.change (
	run_id              int NOT NULL,
	household_id        bigint NOT NULL,
	kind                smallint NOT NULL,  -- enum change_kind; 0 = no change
	notice              boolean NOT NULL,   -- a letter is due
	effective_on        date NOT NULL,
	before_run_id       int,                -- NULL: no decision before
	caseworker_no       int NOT NULL,
	before_livelihood   int NOT NULL, after_livelihood   int NOT NULL,
	before_housing      int NOT NULL, after_housing      int NOT NULL,
	before_education    int NOT NULL, after_education    int NOT NULL,
	before_occupation   int NOT NULL, after_occupation   int NOT NULL, -- 生業 with 高等学校等就学費
	before_birth        int NOT NULL, after_birth        int NOT NULL,
	before_funeral      int NOT NULL, after_funeral      int NOT NULL,
	before_own_payment  int NOT NULL, after_own_payment  int NOT NULL,
	before_minimum      int NOT NULL, after_minimum      int NOT NULL,
	before_income       int NOT NULL, after_income       int NOT NULL,
	before_total        int NOT NULL, after_total        int NOT NULL,
	reason              text NOT NULL,      -- from the components; one sentence per line
	reason_rules        text NOT NULL,      -- 'R2.6 I4': the rules behind it
	CHECK (kind = 0 OR reason <> ''),       -- 法24条: no decision without a reason
	CHECK (kind <> 0 OR NOT notice)
) PARTITION BY LIST (run_id);

-- 郵送物: one per envelope.
CREATE TABLE result.piece (
	run_id              int NOT NULL,
	piece_no            bigint NOT NULL,    -- in the order of the bundles, from 1
	household_id        bigint NOT NULL,
	document            text NOT NULL,      -- 'benefit_notice'
	route               smallint NOT NULL CHECK (route IN (1, 2)), -- 1 contractor, 2 in-house (支援措置)
	destination         smallint NOT NULL,  -- facts.h: residence or mailing
	postal_code         text NOT NULL,
	PRIMARY KEY (run_id, piece_no),
	UNIQUE (run_id, household_id, document)
) PARTITION BY LIST (run_id);

-- Claims: what may exist once, whatever run it came from.
CREATE TABLE result.claim_run (
	graph       text NOT NULL,
	office_id   int NOT NULL,
	month_on    date NOT NULL,
	edition     int NOT NULL,
	run_id      int NOT NULL UNIQUE REFERENCES run.run,
	PRIMARY KEY (graph, office_id, month_on, edition)
);

CREATE TABLE result.claim_decision (
	household_id bigint NOT NULL,
	month_on     date NOT NULL,
	edition      int NOT NULL,
	run_id       int NOT NULL REFERENCES run.run,
	PRIMARY KEY (household_id, month_on, edition)
);

-- Households pulled out at confirming because their facts changed since the cut: by name, with reason.
CREATE TABLE result.exclusion (
	run_id       int NOT NULL REFERENCES run.run,
	household_id bigint NOT NULL,
	reason       text NOT NULL,
	PRIMARY KEY (run_id, household_id)
);

CREATE FUNCTION run.index_partition(parent text, for_run_id int, columns text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET default_statistics_target = 10 AS $$
DECLARE
	index_name text := parent || '_r' || for_run_id || '_key';
BEGIN
	IF parent !~ '^[a-z_]+$' OR columns !~ '^[a-z_, ]+$' THEN
		RAISE EXCEPTION 'no such table or columns' USING ERRCODE = 'undefined_table';
	END IF;
	IF to_regclass('result.' || index_name) IS NULL THEN
		EXECUTE format('CREATE UNIQUE INDEX %I ON result.%I (%s)', index_name, parent || '_r' || for_run_id, columns);
		-- Only the key's columns, from a small sample: keys are evenly spread, and statistics of seventy
		-- amounts cost more than computing them.
		EXECUTE format('ANALYZE result.%I (%s)', parent || '_r' || for_run_id, columns);
	END IF;
END $$;
REVOKE ALL ON FUNCTION run.index_partition(text, int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.index_partition(text, int, text) TO getsuji_runner;

-- The last confirmed decision of each household.
CREATE VIEW result.current_decision AS
SELECT c.month_on, d.*
FROM (
	SELECT DISTINCT ON (household_id) household_id, month_on, edition, run_id
	FROM result.claim_decision
	ORDER BY household_id, month_on DESC, edition DESC
) c
JOIN result.decision d ON d.run_id = c.run_id AND d.household_id = c.household_id;

-- Only a run of decisions in force (移行, graph 'baseline') may be born confirmed.
CREATE FUNCTION run.guard_new_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.started_by := session_user;
	IF NEW.decision <> 'none' AND NOT (NEW.graph = 'baseline' AND NEW.decision = 'confirmed') THEN
		RAISE EXCEPTION 'a run begins undecided' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_new_run BEFORE INSERT ON run.run FOR EACH ROW EXECUTE FUNCTION run.guard_new_run();

-- A claim belongs to a confirmed run, whoever inserts it.
CREATE FUNCTION run.guard_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT FROM new_claims n LEFT JOIN run.run r ON r.run_id = n.run_id AND r.decision = 'confirmed'
		WHERE r.run_id IS NULL) THEN
		RAISE EXCEPTION 'only a confirmed run may claim' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_run REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_decision REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

GRANT SELECT, INSERT ON result.decision, result.change, result.piece TO getsuji_runner;
GRANT SELECT, INSERT ON result.claim_run, result.claim_decision, result.exclusion TO getsuji_runner;
GRANT SELECT ON result.decision, result.change, result.exclusion, result.current_decision TO getsuji_approver;
GRANT SELECT ON result.current_decision TO getsuji_runner, getsuji_reader;
