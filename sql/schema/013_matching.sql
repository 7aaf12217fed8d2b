-- Annual matching: whom the office may ask about, what it asked, what came back, and what was found.
-- Codes (smallint) are those of include/getsuji/matching.h.

-- ---- facts ---------------------------------------------------------------------------------------

-- 情報連携: the number by which a person is asked about (団体内統合宛名番号; never a 個人番号), whether
-- he agreed, and whether the non-disclosure code (不開示コード) is set, without which nobody under 支援措置
-- may be asked about: the inquiry itself leaves a record that can be read.
CREATE TABLE fact.linkage (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	linkage_no       text NOT NULL CHECK (linkage_no ~ '^([0-9]{15})?$'), -- empty: none
	consent          smallint NOT NULL,
	nondisclosure    boolean NOT NULL,
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, valid_from, recorded_at)
);

-- Which award a recognised income is: (benefit 1) fact.income of kind pension with that item_no; (2, 3) of
-- kind allowance.  Without it an income cannot be compared with an answer, and a person is asked.
CREATE TABLE fact.pension (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	benefit          smallint NOT NULL,
	item_no          smallint NOT NULL,
	pension_code     text NOT NULL CHECK (pension_code ~ '^([0-9]{4})?$'), -- 年金コード; empty: not known
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, benefit, item_no, valid_from, recorded_at)
);

-- 照会依頼: what caseworkers ask to be asked in a month.
CREATE TABLE fact.inquiry (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	item_no          smallint NOT NULL,
	list_name        text NOT NULL,
	procedure_no     text NOT NULL,              -- 事務手続管理番号: '15-144'
	purpose          smallint NOT NULL,
	condition        smallint NOT NULL,
	from_on          date NOT NULL,              -- of a point or range; infinity: not given
	to_on            date NOT NULL,              -- of a range, inclusive; infinity: not given
	valid_from       date NOT NULL,              -- the month it is asked in
	valid_to         date NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	PRIMARY KEY (household_id, person_no, item_no, valid_from, recorded_at)
);

-- Where a recognised income came from: NULL = the office; else the run whose proposal was adopted.
ALTER TABLE fact.income ADD origin_run_id int;
CREATE INDEX income_origin ON fact.income (household_id) WHERE origin_run_id IS NOT NULL;

CREATE OR REPLACE FUNCTION fact.file_columns(dataset text) RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT array_agg(a.attname::text ORDER BY a.attnum)
	FROM pg_attribute a
	WHERE a.attrelid = to_regclass('fact.' || quote_ident(dataset)) AND a.attnum > 0 AND NOT a.attisdropped
		AND a.attname NOT IN ('recorded_at', 'superseded_at', 'import_id', 'origin_run_id')
$$;

-- ---- answers -------------------------------------------------------------------------------------

-- 回答.  One current row per request; its parts stand in the tables below under the same key.  A later file
-- supersedes the request's rows as a whole.  `nulls`: items without a value and why, "item=01 item=03" in
-- the layout's order; `unknown`: one of the reasons is in no list, so that a person must look.
CREATE TABLE fact.answer (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	request_id       text NOT NULL CHECK (request_id ~ '^[0-9]{19}$'),
	subject          smallint NOT NULL,
	state            smallint NOT NULL,
	name             text NOT NULL,              -- as the answering side has it; confirms, never matches
	name_kana        text NOT NULL,
	birth_on         date,
	answered_on      date NOT NULL,
	made_on          date NOT NULL,              -- of the file, with its serial: which one is later
	serial           int NOT NULL,
	nulls            text NOT NULL,
	unknown          boolean NOT NULL,           -- in this row or one of its parts
	import_id        int NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, request_id, recorded_at)
);

-- 年金: one row per award.
CREATE TABLE fact.answer_award (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	request_id       text NOT NULL,
	award_no         smallint NOT NULL,          -- in the order of the answer, from 1
	pension_code     text NOT NULL,              -- as it came: four digits
	change_reason_a  text NOT NULL,
	change_reason_b  text NOT NULL,
	first_paid_on    date,
	nulls            text NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, request_id, award_no, recorded_at)
);

-- 年金基本情報, 年金障害関係情報: repeats per scheme.
CREATE TABLE fact.answer_scheme (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	request_id       text NOT NULL,
	award_no         smallint NOT NULL,
	scheme           smallint NOT NULL,
	decided_on       date,                       -- 年金決定年月日
	right_arose_on   date,                       -- 受給権発生日
	right_lost_on    date,                       -- 受給権失権年月日
	suspension_reason text NOT NULL,             -- 00 = not suspended
	suspended_from   date,                       -- first day of the month; NULL for 000000
	suspended_to     date,                       -- first day of the last month
	fixed_years      smallint,                   -- 有期固定年数
	certified_year   smallint,                   -- 認定年
	first_visit_on   date,                       -- 障害初診年月日
	grade_code       text NOT NULL,              -- 障害等級コード
	illness_code     text NOT NULL,
	certificate_code text NOT NULL,              -- 障害診断書コード
	nulls            text NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, request_id, award_no, scheme, recorded_at)
);

-- 年金基本額情報: repeats per change; yen a year.
CREATE TABLE fact.answer_amount (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	request_id       text NOT NULL,
	award_no         smallint NOT NULL,
	amount_no        smallint NOT NULL,
	pay_from_on      date NOT NULL,              -- 年金支給開始年月日: the first day it holds for
	reason_a         text NOT NULL,
	reason_b         text NOT NULL,
	national_yen     int, national_stopped_yen   int,
	additional_yen   int, additional_stopped_yen int, -- 付加年金
	child_yen        int, spouse_yen             int, -- 加給・加算
	employees_yen    int, employees_stopped_yen  int,
	nulls            text NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, request_id, award_no, amount_no, recorded_at)
);

-- 年金支払情報: per payment; 時効特例支払情報 with kind 2.
CREATE TABLE fact.answer_payment (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	request_id       text NOT NULL,
	award_no         smallint NOT NULL,
	payment_no       smallint NOT NULL,
	kind             smallint NOT NULL CHECK (kind IN (1, 2)), -- 1 payment, 2 arrears (時効特例)
	paid_on          date NOT NULL,
	paid_yen         int,                        -- before or after deductions: a parameter of the job
	income_tax_yen   int,
	care_premium_yen int,
	health_premium_yen int,                      -- 国民健康保険料
	elderly_premium_yen int,                     -- 後期高齢者医療保険料
	resident_tax_yen int,
	nulls            text NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, request_id, award_no, payment_no, recorded_at)
);

-- 課税: one row per request; yen of the calendar year before the tax year.
CREATE TABLE fact.answer_tax (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	request_id       text NOT NULL,
	tax_year         smallint NOT NULL,          -- 賦課年度: about the calendar year before it
	declaration      text NOT NULL,              -- 申告区分
	nontaxable       text NOT NULL,              -- 非課税区分
	per_capita_yen   int, income_levy_yen int, total_income_yen int, -- 均等割, 所得割, 合計所得金額
	dependant        smallint NOT NULL,          -- 0 no, 1 of another person (他者の扶養親族)
	wages_yen        int, wages_income_yen int,  -- 給与収入額, 給与所得額
	pension_yen      int, pension_income_yen int, -- 公的年金等収入額, 所得額
	business_yen     int, agriculture_yen int, real_estate_yen int, interest_yen int, dividend_yen int,
	transfer_yen     int, occasional_yen int, miscellaneous_yen int,
	nulls            text NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, request_id, recorded_at)
);

-- 給与支払者
CREATE TABLE fact.answer_employer (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	request_id       text NOT NULL,
	employer_no      smallint NOT NULL,
	name             text NOT NULL,
	postal_code      text NOT NULL CHECK (postal_code ~ '^([0-9]{7})?$'),
	address          text NOT NULL,
	paid_yen         int,
	nulls            text NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, request_id, employer_no, recorded_at)
);

-- 処理: what the caseworker did with a finding.
CREATE TABLE fact.disposition (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	run_id           int NOT NULL,
	disposition      smallint NOT NULL,
	done_on          date,
	note             text NOT NULL,
	import_id        int NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	PRIMARY KEY (household_id, person_no, run_id, recorded_at)
);

DO $$
DECLARE
	t text;
	key_columns text;
BEGIN
	FOREACH t IN ARRAY ARRAY['linkage', 'pension', 'inquiry', 'answer', 'answer_award', 'answer_scheme',
		'answer_amount', 'answer_payment', 'answer_tax', 'answer_employer', 'disposition'] LOOP
		EXECUTE format('CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON fact.%I
			FOR EACH ROW EXECUTE FUNCTION fact.stamp_row()', t);
		SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.ordinality) INTO key_columns
		FROM pg_constraint c
		CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, ordinality)
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
		WHERE c.conrelid = format('fact.%I', t)::regclass AND c.contype = 'p' AND a.attname <> 'recorded_at';
		EXECUTE format('CREATE UNIQUE INDEX %I ON fact.%I (%s) WHERE superseded_at = ''infinity''',
			t || '_current', t, key_columns);
		EXECUTE format('CREATE VIEW fact.current_%I AS SELECT * FROM fact.%I WHERE superseded_at = ''infinity''', t, t);
		EXECUTE format('GRANT SELECT, INSERT, UPDATE (superseded_at) ON fact.%I TO getsuji_runner', t);
		EXECUTE format('GRANT SELECT ON fact.current_%I TO getsuji_runner', t);
	END LOOP;
END $$;
CREATE INDEX linkage_number ON fact.linkage (linkage_no) WHERE linkage_no <> '';
CREATE INDEX answer_current_request ON fact.answer (request_id) WHERE superseded_at = 'infinity';
CREATE OR REPLACE VIEW fact.current_income AS SELECT * FROM fact.income WHERE superseded_at = 'infinity';

-- 支援措置 follows the number, for whoever fled has it in another household: the households of an office with a number
-- that are under 支援措置 beyond a day, as known at an instant ('infinity': now).  Without rights of its own and
-- inlined into the query that asks: it costs what the joins would.  Index: linkage_number.
CREATE FUNCTION fact.shielding(number text, office bigint, known_at timestamptz, beyond date)
RETURNS TABLE (household_id bigint, valid_to date) LANGUAGE sql STABLE AS $$
	SELECT h.household_id, h.valid_to
	FROM fact.linkage l
	JOIN fact.household h ON h.household_id = l.household_id
	WHERE l.linkage_no = number AND l.linkage_no <> '' AND l.household_id / 100000000 = office
		AND l.recorded_at < known_at AND l.superseded_at >= known_at
		AND h.protected_address AND h.recorded_at < known_at AND h.superseded_at >= known_at AND h.valid_to > beyond
$$;

-- Households that an inquiry of a month looks at, as known at an instant: on a caseworker's list of the month, or on
-- aid on a day since the calendar year before began; also those closed since.  Inlined as above.
CREATE FUNCTION fact.inquiry_households(lo bigint, hi bigint, known_at timestamptz, month_on date, month_end_on date)
RETURNS TABLE (household_id bigint) LANGUAGE sql STABLE AS $$
	SELECT p.household_id
	FROM fact.protection p
	WHERE p.household_id >= lo AND p.household_id < hi AND p.recorded_at < known_at AND p.superseded_at >= known_at
		AND p.valid_from < month_end_on AND p.valid_to > make_date(extract(year FROM month_on)::int - 1, 1, 1)
	UNION
	SELECT q.household_id
	FROM fact.inquiry q
	WHERE q.household_id >= lo AND q.household_id < hi AND q.recorded_at < known_at AND q.superseded_at >= known_at
		AND q.valid_from = month_on
$$;

-- The first character of a person's name, for lists that many see; of somebody under 支援措置, by his household or by
-- another one with his number, now or later, no row.
CREATE FUNCTION fact.name_on_lists(of_household bigint, of_person smallint, known_at timestamptz)
RETURNS TABLE (name text) LANGUAGE sql STABLE AS $$
	SELECT left(latest.name, 1) || '＊'
	FROM (
		SELECT p.name FROM fact.person p
		WHERE p.household_id = of_household AND p.person_no = of_person AND p.recorded_at < known_at
			AND p.superseded_at >= known_at
		ORDER BY p.valid_from DESC LIMIT 1
	) latest
	WHERE NOT EXISTS (SELECT FROM fact.household h
			WHERE h.household_id = of_household AND h.protected_address AND h.recorded_at < known_at
				AND h.superseded_at >= known_at)
		AND NOT EXISTS (SELECT FROM fact.linkage l
			CROSS JOIN LATERAL fact.shielding(l.linkage_no, of_household / 100000000, known_at, '-infinity') s
			WHERE l.household_id = of_household AND l.person_no = of_person AND l.recorded_at < known_at
				AND l.superseded_at >= known_at)
$$;

-- ---- results -------------------------------------------------------------------------------------

-- 照会: everybody who was to be asked about: asked, or left out with the reason.  One row per person,
-- procedure and condition, and one per row of a list that asked for the same again.
CREATE TABLE result.inquiry (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	entry_no         smallint NOT NULL,          -- tells a person's entries apart, from 1
	list_name        text NOT NULL,              -- of the caseworkers' list, or of the standing rule
	procedure_no     text NOT NULL,
	subject          smallint NOT NULL,          -- 0: the procedure is not in the allow-list
	purpose          smallint NOT NULL,
	condition        smallint NOT NULL,
	from_on          date,
	to_on            date,
	caseworker_no    int NOT NULL,
	nondisclosure    boolean NOT NULL,
	exclusion        smallint NOT NULL,          -- 0: asked
	request_id       text,                       -- of those asked
	linkage_no       text,                       -- of those asked
	CHECK ((exclusion = 0) = (request_id IS NOT NULL)),
	CHECK ((exclusion = 0) = (linkage_no IS NOT NULL))
) PARTITION BY LIST (run_id);

-- What was asked, once its run is confirmed: the only requests an answer may belong to.
CREATE TABLE result.claim_inquiry (
	request_id       text PRIMARY KEY CHECK (request_id ~ '^[0-9]{19}$'),
	run_id           int NOT NULL REFERENCES run.run,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	linkage_no       text NOT NULL,
	procedure_no     text NOT NULL,
	subject          smallint NOT NULL,
	purpose          smallint NOT NULL,
	condition        smallint NOT NULL,
	from_on          date,
	to_on            date,
	month_on         date NOT NULL,
	asked_on         date NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date,
	recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(), -- what a later run's cut is compared with
	withdrawn_at     timestamptz NOT NULL DEFAULT 'infinity' -- before it left: as if it had never been asked
);
CREATE INDEX claim_inquiry_person ON result.claim_inquiry (household_id, person_no, subject);

-- Since when a run's requests, and whom it left out, count: the same instant as its requests carry.
CREATE TABLE result.claim_inquiry_run (
	run_id           int PRIMARY KEY REFERENCES run.run,
	recorded_at      timestamptz NOT NULL,
	looked_at        timestamptz                 -- the last look, when the files are planned; NULL: not yet
);

-- 突合結果: one row per person of the survey, in exactly one class.
CREATE TABLE result.finding (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	survey           smallint NOT NULL,
	class            smallint NOT NULL,
	caseworker_no    int NOT NULL,
	protected        boolean NOT NULL,           -- 支援措置: address and name leave by no list of others
	request_id       text,                       -- NULL: not asked
	asked_on         date,
	answered_on      date,
	open_days        int NOT NULL,               -- from asking to the answer, or to the day of the cut
	recognised_yen   bigint NOT NULL,            -- a month (pension), the year (tax)
	evidence_yen     bigint,                     -- likewise; NULL: nothing known
	steps            int NOT NULL,               -- enum next_step, bits
	reason           text NOT NULL CHECK (reason <> '')
) PARTITION BY LIST (run_id);

-- The offices of a survey with its findings, as borders of keys; the run's own also when nobody was found.  This and
-- the next are inlined into the query that asks, with its rights.
CREATE FUNCTION result.finding_offices(of_run int, of_office int) RETURNS TABLE (lo bigint, hi bigint, expected bigint)
LANGUAGE sql STABLE AS $$
	SELECT o.office_id * 100000000, (o.office_id + 1) * 100000000, sum(o.findings)::bigint
	FROM (
		SELECT f.household_id / 100000000 AS office_id, count(*) AS findings
		FROM result.finding f WHERE f.run_id = of_run AND (of_office = 0 OR f.household_id / 100000000 = of_office)
		GROUP BY 1
		UNION ALL
		SELECT r.office_id::bigint, 0 FROM run.run r
		WHERE r.run_id = of_run AND r.office_id = of_office AND r.office_id <> 0
	) o
	GROUP BY o.office_id
$$;

-- A page of a caseworker's findings in one class: `book` is office * 100,000,000 + caseworker, `key` class * 10^15 +
-- household * 100 + person, from which on.
CREATE FUNCTION result.finding_page(of_run int, book bigint, key bigint) RETURNS SETOF result.finding
LANGUAGE sql STABLE AS $$
	SELECT f.* FROM result.finding f
	WHERE f.run_id = of_run AND f.caseworker_no = (book % 100000000)::int AND f.class = key / 1000000000000000
		AND f.household_id >= book / 100000000 * 100000000 AND f.household_id < (book / 100000000 + 1) * 100000000
		AND (f.household_id, f.person_no) >= (key % 1000000000000000 / 100, key % 100)
	ORDER BY f.household_id, f.person_no LIMIT 1000
$$;

-- The evidence: per award or kind of income, both sides.
CREATE TABLE result.finding_line (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	line_no          smallint NOT NULL,
	class            smallint NOT NULL,
	item_no          smallint NOT NULL,          -- of the recognised income; 0: none
	code             text NOT NULL,              -- 年金コード, or the word of a tax kind
	term             text NOT NULL,              -- what it is, in Japanese
	before_yen       bigint NOT NULL,            -- recognised; a year
	national_yen     bigint, employees_yen bigint, other_yen bigint, -- of the answer: by scheme, additions
	after_yen        bigint,                     -- of the answer, a year
	before_premium_yen int NOT NULL,             -- withheld, a month
	after_premium_yen int,
	reason           text NOT NULL
) PARTITION BY LIST (run_id);

-- 月別: month by month, recognised beside known.  A worksheet; no claim follows from it.
CREATE TABLE result.finding_month (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	kind             smallint NOT NULL,          -- facts.h: kind of income
	month_on         date NOT NULL,
	protected_days   smallint NOT NULL,
	declared         boolean NOT NULL,           -- 収入申告書 of the month is there
	recognised_yen   bigint NOT NULL,
	evidence_yen     bigint                      -- NULL: known for the year only
) PARTITION BY LIST (run_id);

-- 提案: a recognised pension as it should be from a month on.
CREATE TABLE result.proposal (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	item_no          smallint NOT NULL,
	from_on          date NOT NULL,              -- first of the month
	before_yen       int NOT NULL,               -- a year
	after_yen        int NOT NULL CHECK (after_yen >= 0),
	before_premium_yen int NOT NULL,             -- a month
	after_premium_yen int NOT NULL CHECK (after_premium_yen >= 0),
	reason           text NOT NULL CHECK (reason <> '')
) PARTITION BY LIST (run_id);

CREATE TABLE result.notable (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	list             smallint NOT NULL,
	line_no          smallint NOT NULL,
	code             text NOT NULL,              -- 年金コード
	due_year         smallint NOT NULL,          -- 0: of a list without years
	caseworker_no    int NOT NULL,
	reason           text NOT NULL
) PARTITION BY LIST (run_id);

-- 採否: what became of each proposal.
CREATE TABLE result.adoption (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	item_no          smallint NOT NULL,
	adopted          boolean NOT NULL,
	reason           text NOT NULL               -- why not; empty when adopted
) PARTITION BY LIST (run_id);

-- A proposal becomes a fact once.
CREATE TABLE result.claim_proposal (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	item_no          smallint NOT NULL,
	from_on          date NOT NULL,
	edition          int NOT NULL,
	run_id           int NOT NULL REFERENCES run.run,
	PRIMARY KEY (household_id, person_no, item_no, from_on, edition)
);

-- 照会書: whom a letter under 法第29条 goes to; result.piece carries it with the letter's number.
CREATE TABLE result.letter (
	run_id           int NOT NULL,
	letter_no        bigint NOT NULL,            -- the piece's number
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	recipient_no     int NOT NULL,               -- tells a household's letters apart, from 1
	request_id       text NOT NULL,
	recipient        text NOT NULL,
	postal_code      text NOT NULL,
	address          text NOT NULL,
	tax_year         smallint NOT NULL
) PARTITION BY LIST (run_id);

-- A household may get several pieces of one document: one per recipient.
ALTER TABLE result.piece
	ADD recipient_no int NOT NULL DEFAULT 0,     -- 0: the household itself
	DROP CONSTRAINT piece_run_id_household_id_document_key,
	ADD UNIQUE (run_id, household_id, document, recipient_no);

CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_inquiry REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_proposal REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

GRANT SELECT, INSERT ON result.inquiry, result.finding, result.finding_line, result.finding_month, result.proposal,
	result.notable, result.adoption, result.letter TO getsuji_runner;
-- Filled by run.claim_inquiries() and run.adopt_proposals() alone.
GRANT SELECT ON result.claim_inquiry, result.claim_inquiry_run, result.claim_proposal TO getsuji_runner;
GRANT SELECT ON result.inquiry, result.finding, result.finding_line, result.finding_month, result.proposal,
	result.notable, result.adoption, result.letter TO getsuji_approver;

-- ---- confirming what is asked --------------------------------------------------------------------

-- The entries of a run that may be asked, as known at this moment: not those of a household that is held, whose
-- number, consent or code was recorded anew since the cut, whose number has become somebody else's, too, and who is
-- under 支援措置 without the 不開示コード (in his household, or in any with his number: he may have fled there).
CREATE FUNCTION run.askable(for_run_id int) RETURNS SETOF result.inquiry LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
	WITH this AS (
		SELECT r.month_on, r.as_of, make_date(extract(year FROM r.month_on)::int - 1, 1, 1) AS year_on
		FROM run.run r WHERE r.run_id = for_run_id
	), held AS MATERIALIZED (
		SELECT h.household_id FROM this CROSS JOIN LATERAL fact.holds_at(clock_timestamp(), this.month_on) h
	)
	SELECT i.*
	FROM this
	CROSS JOIN result.inquiry i
	LEFT JOIN run.household_cut k ON k.run_id = i.run_id AND k.household_id = i.household_id
	CROSS JOIN LATERAL (SELECT coalesce(k.as_of, this.as_of) AS known_at) c
	WHERE i.run_id = for_run_id AND i.exclusion = 0
		AND NOT EXISTS (SELECT FROM held h WHERE h.household_id = i.household_id)
		AND NOT EXISTS (SELECT FROM fact.linkage l
			WHERE l.household_id = i.household_id AND l.person_no = i.person_no
				AND (l.recorded_at >= c.known_at OR (l.superseded_at >= c.known_at AND l.superseded_at < 'infinity')))
		AND NOT EXISTS (SELECT FROM fact.linkage l
			WHERE l.linkage_no = i.linkage_no AND l.linkage_no <> '' AND l.superseded_at = 'infinity'
				AND (l.household_id, l.person_no) <> (i.household_id, i.person_no)
				AND l.household_id / 100000000 = i.household_id / 100000000 AND l.recorded_at >= c.known_at
				AND l.valid_to > this.year_on)
		AND (i.nondisclosure OR NOT EXISTS (
			SELECT FROM fact.shielding(i.linkage_no, i.household_id / 100000000, 'infinity',
				CASE WHEN i.subject = 4 THEN this.year_on ELSE this.month_on END))) -- SUBJECT_TAX
$$;

-- Makes the entries of a confirmed run requests: from now on answers may come, and files are made of these rows
-- alone.  Left out is who may not be asked any more, and what another run has asked since the cut; those who confirm
-- queue up, so that each sees what the one before him claimed.  All carry one instant, taken under the lock of a fact
-- table, so that a cut that is taken meanwhile waits for this transaction (run.take_cut).
CREATE FUNCTION run.claim_inquiries(for_run_id int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	this run.run;
	instant timestamptz;
	asked bigint;
BEGIN
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed' AND EXISTS (
		SELECT FROM run.task t WHERE t.run_id = r.run_id AND t.in_digest AND 'inquiry' = ANY (t.partitions));
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	PERFORM pg_advisory_xact_lock(71, 3);
	LOCK TABLE fact.answer IN ROW EXCLUSIVE MODE;
	instant := fact.transaction_instant();
	INSERT INTO result.claim_inquiry_run (run_id, recorded_at) VALUES (for_run_id, instant);
	INSERT INTO result.claim_inquiry (request_id, run_id, household_id, person_no, linkage_no, procedure_no, subject,
		purpose, condition, from_on, to_on, month_on, asked_on, recorded_at)
	SELECT i.request_id, i.run_id, i.household_id, i.person_no, i.linkage_no, i.procedure_no, i.subject, i.purpose,
		i.condition, i.from_on, i.to_on, this.month_on, (instant AT TIME ZONE 'Asia/Tokyo')::date, instant
	FROM run.askable(for_run_id) i
	LEFT JOIN run.household_cut k ON k.run_id = i.run_id AND k.household_id = i.household_id
	WHERE NOT EXISTS (SELECT FROM result.claim_inquiry c
		WHERE c.household_id = i.household_id AND c.person_no = i.person_no AND c.subject = i.subject
			AND c.procedure_no = i.procedure_no AND c.condition = i.condition
			AND c.from_on IS NOT DISTINCT FROM i.from_on AND c.to_on IS NOT DISTINCT FROM i.to_on
			AND c.recorded_at >= coalesce(k.as_of, this.as_of) AND c.withdrawn_at = 'infinity')
	ORDER BY i.request_id; -- sorted: all is read before the first row is written, so that no scan of claims meets them
	GET DIAGNOSTICS asked = ROW_COUNT;
	RETURN asked;
END $$;

-- Looks for the last time, once, when the files are planned, for days may have gone by since confirming: what may
-- not leave any more is withdrawn.  First it waits for the clerks who are recording facts at this moment.
CREATE FUNCTION run.withdraw_inquiries(for_run_id int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE result.claim_inquiry_run c SET looked_at = run.take_cut() WHERE c.run_id = for_run_id AND c.looked_at IS NULL;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	LOCK TABLE fact.answer IN ROW EXCLUSIVE MODE;
	-- Not as a join: before statistics know the run, it would be planned for a handful of requests.
	UPDATE result.claim_inquiry c SET withdrawn_at = fact.transaction_instant()
	WHERE c.run_id = for_run_id AND c.request_id NOT IN (SELECT i.request_id FROM run.askable(for_run_id) i);
END $$;
REVOKE ALL ON FUNCTION run.askable(int), run.claim_inquiries(int), run.withdraw_inquiries(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.claim_inquiries(int), run.withdraw_inquiries(int) TO getsuji_runner;

-- A second index of a partition, beside the unique one: the order in which it is read by caseworker.
CREATE FUNCTION run.order_partition(parent text, for_run_id int, columns text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET default_statistics_target = 10 AS $$
DECLARE
	index_name text := parent || '_r' || for_run_id || '_order';
BEGIN
	IF parent !~ '^[a-z_]+$' OR columns !~ '^[a-z_, ]+$' THEN
		RAISE EXCEPTION 'no such table or columns' USING ERRCODE = 'undefined_table';
	END IF;
	IF to_regclass('result.' || index_name) IS NULL THEN
		EXECUTE format('CREATE INDEX %I ON result.%I (%s)', index_name, parent || '_r' || for_run_id, columns);
		EXECUTE format('ANALYZE result.%I (%s)', parent || '_r' || for_run_id, columns);
	END IF;
END $$;
REVOKE ALL ON FUNCTION run.order_partition(text, int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.order_partition(text, int, text) TO getsuji_runner;

-- ---- adopting what was proposed ------------------------------------------------------------------

-- Only run.adopt_proposals(), which runs as the owner, may say that an income came from a run.
CREATE FUNCTION fact.guard_origin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT run.is_owner(TG_RELID) THEN
		RAISE EXCEPTION 'an income comes from a run by adopting its proposal alone'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_origin BEFORE INSERT ON fact.income FOR EACH ROW WHEN (NEW.origin_run_id IS NOT NULL)
	EXECUTE FUNCTION fact.guard_origin();

-- What became of a proposal is written while its task is running, and never by hand afterwards: what the task's
-- totals were compared with is what run.adopt_proposals() reads.
CREATE FUNCTION run.guard_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM run.task t
			WHERE t.run_id = NEW.run_id AND t.state = 'running' AND 'adoption' = ANY (t.partitions))
		AND NOT run.is_owner(TG_RELID) THEN
		RAISE EXCEPTION 'what is adopted is written by the running task alone'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_adoption BEFORE INSERT ON result.adoption FOR EACH ROW EXECUTE FUNCTION run.guard_adoption();

-- What was proposed, approved and is marked in result.adoption becomes fact: the recognised pension ends on the day
-- the proposal begins, and is recorded from then on as proposed, with the run it came from.  This is the one way in
-- which a result changes a fact.  Only proposals of the digest that was approved, once the task that marks them is
-- done, that is, its totals balanced.  The mark alone makes nothing fact: what it says is looked at once more.
-- As known when the run froze its holds (run.freeze_holds): who is held, what a caseworker declined, and where
-- the graph says `without_disposition: leave`, what nobody adopted.  As known now: the household is on aid on the
-- day, the income is still the one known at the run's cut, and of the person, the award's code and the answers
-- nothing was recorded since.  Each once (result.claim_proposal): done again, it finds nothing left to do.
-- What was changed a moment ago stays as it is, and result.adoption says so: households and yen proposed, which
-- the totals of the task are of, remain.  Gives back the totals of the statement: proposals, those adopted, those
-- not, and the yen a year of those adopted.
CREATE FUNCTION run.adopt_proposals(for_run_id int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	this run.run;
	pension CONSTANT smallint := 2;              -- facts.h: INCOME_PENSION
	own_benefit CONSTANT smallint := 1;          -- fact.pension.benefit: the recognised award
	asked_pension CONSTANT smallint := 1;        -- matching.h: SUBJECT_PENSION
	adopt CONSTANT smallint := 1;                -- matching.h: DISPOSITION_ADOPT
	leave boolean;                               -- only what a caseworker adopted
BEGIN
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed' AND EXISTS (
		SELECT FROM run.task t WHERE t.run_id = r.run_id AND t.in_digest AND t.state = 'done'
			AND 'proposal' = ANY (t.partitions));
	IF NOT FOUND THEN
		RAISE EXCEPTION 'run % has no proposals that were approved', for_run_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM run.task t WHERE t.run_id = for_run_id AND t.state = 'done'
		AND 'adoption' = ANY (t.partitions)) THEN
		RAISE EXCEPTION 'what run % adopts has not come to its end', for_run_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	leave := this.graph_text ~ '(?n)^[^#]*\mwithout_disposition["'']?\s*:\s*["'']?leave\M';
	PERFORM pg_advisory_xact_lock(71, 2);        -- one at a time with imports, which look for overlaps
	WITH wanted AS MATERIALIZED (
		SELECT p.household_id, p.person_no, p.item_no, p.from_on, p.before_yen, p.before_premium_yen, p.after_yen,
			p.after_premium_yen, n.known_at
		FROM result.adoption a
		JOIN result.proposal p ON p.run_id = a.run_id AND p.household_id = a.household_id
			AND p.person_no = a.person_no AND p.item_no = a.item_no
		JOIN run.hold_cut h ON h.run_id = a.run_id
		CROSS JOIN LATERAL ( -- the cut of the task that proposed, not of one that did the household again afterwards
			SELECT coalesce(max(x.as_of), this.as_of) AS known_at
			FROM run.recut x
			JOIN run.task t ON t.run_id = x.run_id AND t.task_no = x.task_no AND 'proposal' = ANY (t.partitions)
			WHERE x.run_id = a.run_id AND x.key = a.household_id
		) n
		LEFT JOIN fact.disposition d ON d.household_id = a.household_id AND d.person_no = a.person_no
			AND d.run_id = a.run_id AND d.recorded_at < h.taken_at AND d.superseded_at >= h.taken_at
		WHERE a.run_id = for_run_id AND a.adopted
			AND NOT EXISTS (SELECT FROM result.claim_proposal c WHERE c.household_id = p.household_id
				AND c.person_no = p.person_no AND c.item_no = p.item_no AND c.from_on = p.from_on
				AND c.edition = this.edition)
			AND NOT EXISTS (SELECT FROM run.held x WHERE x.run_id = a.run_id AND x.household_id = a.household_id)
			AND (d.disposition = adopt OR d.disposition IS NULL AND NOT leave)
			AND EXISTS (SELECT FROM fact.protection f WHERE f.household_id = p.household_id
				AND f.superseded_at = 'infinity' AND f.valid_from <= p.from_on AND f.valid_to > p.from_on)
			AND NOT EXISTS (SELECT FROM fact.person f WHERE f.household_id = p.household_id
				AND f.person_no = p.person_no
				AND (f.recorded_at >= n.known_at OR f.superseded_at >= n.known_at AND f.superseded_at < 'infinity'))
			AND NOT EXISTS (SELECT FROM fact.pension f WHERE f.household_id = p.household_id
				AND f.person_no = p.person_no AND f.benefit = own_benefit AND f.item_no = p.item_no
				AND (f.recorded_at >= n.known_at OR f.superseded_at >= n.known_at AND f.superseded_at < 'infinity'))
			AND NOT EXISTS (SELECT FROM fact.answer f WHERE f.household_id = p.household_id
				AND f.person_no = p.person_no AND f.subject = asked_pension
				AND (f.recorded_at >= n.known_at OR f.superseded_at >= n.known_at AND f.superseded_at < 'infinity'))
	), ended AS (
		UPDATE fact.income i SET superseded_at = clock_timestamp()
		FROM wanted w
		WHERE i.household_id = w.household_id AND i.person_no = w.person_no AND i.kind = pension
			AND i.item_no = w.item_no AND i.superseded_at = 'infinity' AND i.recorded_at < w.known_at
			AND i.valid_from <= w.from_on AND i.valid_to > w.from_on
			AND i.amount_yen = w.before_yen AND i.care_premium_yen = w.before_premium_yen
		RETURNING i.household_id, i.person_no, i.item_no, i.amount_yen, i.expenses_yen, i.care_premium_yen,
			i.valid_from, i.valid_to, i.import_id, i.origin_run_id, w.from_on, w.after_yen, w.after_premium_yen
	), recorded AS (
		INSERT INTO fact.income (household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen,
			valid_from, valid_to, import_id, origin_run_id)
		SELECT e.household_id, e.person_no, pension, e.item_no, n.amount_yen, e.expenses_yen, n.premium_yen,
			n.valid_from, n.valid_to, n.import_id, n.origin_run_id
		FROM ended e
		CROSS JOIN LATERAL (
			SELECT e.amount_yen, e.care_premium_yen AS premium_yen, e.valid_from, e.from_on AS valid_to, e.import_id,
				e.origin_run_id
			WHERE e.valid_from < e.from_on
			UNION ALL
			SELECT e.after_yen, e.after_premium_yen, e.from_on, e.valid_to, NULL, for_run_id
		) n
	)
	INSERT INTO result.claim_proposal (household_id, person_no, item_no, from_on, edition, run_id)
	SELECT e.household_id, e.person_no, e.item_no, e.from_on, this.edition, for_run_id
	FROM ended e;
	UPDATE result.adoption a SET adopted = false, reason = '採用の直前に登録が変更されたため'
	FROM result.proposal p
	WHERE a.run_id = for_run_id AND a.adopted AND p.run_id = a.run_id AND p.household_id = a.household_id
		AND p.person_no = a.person_no AND p.item_no = a.item_no
		AND NOT EXISTS (SELECT FROM result.claim_proposal c WHERE c.household_id = p.household_id
			AND c.person_no = p.person_no AND c.item_no = p.item_no AND c.from_on = p.from_on
			AND c.edition = this.edition AND c.run_id = for_run_id);
	RETURN QUERY
	SELECT count(*), count(*) FILTER (WHERE a.adopted), count(*) FILTER (WHERE NOT a.adopted), 0::bigint, 0::bigint,
		coalesce(sum(p.after_yen) FILTER (WHERE a.adopted), 0)::bigint
	FROM result.adoption a
	JOIN result.proposal p ON p.run_id = a.run_id AND p.household_id = a.household_id AND p.person_no = a.person_no
		AND p.item_no = a.item_no
	WHERE a.run_id = for_run_id;
END $$;
REVOKE ALL ON FUNCTION run.adopt_proposals(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.adopt_proposals(int) TO getsuji_runner;

-- ---- approving while the server tidies up --------------------------------------------------------

-- As in 012_guard.sql, but the table is locked before its privileges change: a REVOKE changes the table's row in
-- pg_class without a lock, an autovacuum of the partition waits for that row, the trigger waits for the
-- autovacuum, and approving a large run ended in a deadlock.
CREATE OR REPLACE FUNCTION run.close_results(for_run_id int) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	name text;
BEGIN
	FOR name IN SELECT DISTINCT parent || '_r' || for_run_id FROM run.task t CROSS JOIN LATERAL unnest(t.partitions) parent
		WHERE t.run_id = for_run_id AND t.in_digest ORDER BY 1
	LOOP
		CONTINUE WHEN to_regclass(format('result.%I', name)) IS NULL;
		EXECUTE format('CREATE OR REPLACE TRIGGER approved BEFORE INSERT ON result.%I
			FOR EACH ROW EXECUTE FUNCTION run.refuse_result()', name);
		EXECUTE format('REVOKE INSERT ON result.%I FROM getsuji_runner', name);
	END LOOP;
END $$;
