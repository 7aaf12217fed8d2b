-- Repayment slips (返還金納付書): claims as the office decided them, the slips made of them, and what came in.
-- Codes (smallint) are those of include/getsuji/slip.h.  Nothing here makes a claim.

-- ---- facts ---------------------------------------------------------------------------------------

-- What an office's slips bear, and how they are paid.
CREATE TABLE fact.slip_office (
	office_id        int NOT NULL,
	maker_code       text NOT NULL CHECK (maker_code ~ '^[0-9]{6}$'), -- of the store barcode: メーカーコード
	collector        text NOT NULL,              -- 収納代行会社
	account_name     text NOT NULL,              -- 収納機関名 as printed: where to pay at a counter
	due_shift        smallint NOT NULL,          -- PAY_SHIFTS: where a due day is no business day
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, valid_from, recorded_at)
);
SELECT fact.equip('slip_office');

-- 返還・徴収の決定: a claim that the office made.
CREATE TABLE fact.repayment (
	household_id     bigint NOT NULL,
	claim_no         int NOT NULL CHECK (claim_no BETWEEN 1 AND 9999), -- of the household
	article          smallint NOT NULL,          -- REPAYMENT_ARTICLES: 法63条, 77条の2, 78条 …
	decided_on       date NOT NULL,
	total_yen        int NOT NULL CHECK (total_yen > 0),
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, claim_no, valid_from, recorded_at)
);
SELECT fact.equip('repayment');

-- 分割納付: the instalments that were agreed; all in one where there are none.
CREATE TABLE fact.instalment (
	household_id     bigint NOT NULL,
	claim_no         int NOT NULL,
	instalment_no    smallint NOT NULL CHECK (instalment_no BETWEEN 1 AND 999),
	due_on           date NOT NULL,
	amount_yen       int NOT NULL CHECK (amount_yen > 0),
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, claim_no, instalment_no, valid_from, recorded_at)
);
SELECT fact.equip('instalment');
