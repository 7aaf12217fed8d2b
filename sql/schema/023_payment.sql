-- Payments (支払): who is paid what of a month's decision, where it goes, and what has left.
-- Codes (smallint) are those of include/getsuji/payment.h.

-- ---- facts ---------------------------------------------------------------------------------------

-- The account that an office pays from, and how its bank takes files (全銀).
CREATE TABLE fact.paying_account (
	office_id        int NOT NULL,
	kind             smallint NOT NULL CHECK (kind IN (11, 21)), -- 種別コード: 給与振込, 総合振込
	code_class       smallint NOT NULL CHECK (code_class IN (0, 1)), -- コード区分: JIS, EBCDIC
	requester_code   text NOT NULL CHECK (requester_code ~ '^[0-9]{10}$'), -- 委託者コード
	requester_kana   text NOT NULL,
	bank_code        text NOT NULL CHECK (bank_code ~ '^[0-9]{4}$'),
	bank_kana        text NOT NULL,
	branch_code      text NOT NULL CHECK (branch_code ~ '^[0-9]{3}$'),
	branch_kana      text NOT NULL,
	account_kind     smallint NOT NULL,          -- ACCOUNT_KINDS
	account_no       text NOT NULL CHECK (account_no ~ '^[0-9]{7}$'),
	pay_day          smallint NOT NULL CHECK (pay_day BETWEEN 1 AND 31), -- of the month; moved by the calendar
	shift            smallint NOT NULL,          -- PAY_SHIFTS: where the day is no business day
	line_ends        boolean NOT NULL,           -- CR LF after each record
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, valid_from, recorded_at)
);
SELECT fact.equip('paying_account');

-- Where a household's money goes.
CREATE TABLE fact.bank_account (
	household_id     bigint NOT NULL,
	bank_code        text NOT NULL CHECK (bank_code ~ '^[0-9]{4}$'),
	bank_kana        text NOT NULL,
	branch_code      text NOT NULL CHECK (branch_code ~ '^[0-9]{3}$'),
	branch_kana      text NOT NULL,
	account_kind     smallint NOT NULL,
	account_no       text NOT NULL CHECK (account_no ~ '^[0-9]{7}$'),
	holder_kana      text NOT NULL,              -- as the bank knows it
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, valid_from, recorded_at)
);
SELECT fact.equip('bank_account');

-- 代理納付先: landlords and insurers that an office pays on behalf of households.
CREATE TABLE fact.payee (
	office_id        int NOT NULL,
	payee_no         int NOT NULL CHECK (payee_no BETWEEN 1 AND 99999),
	kind             smallint NOT NULL,          -- PAYEE_KINDS
	name             text NOT NULL,
	bank_code        text NOT NULL CHECK (bank_code ~ '^[0-9]{4}$'),
	bank_kana        text NOT NULL,
	branch_code      text NOT NULL CHECK (branch_code ~ '^[0-9]{3}$'),
	branch_kana      text NOT NULL,
	account_kind     smallint NOT NULL,
	account_no       text NOT NULL CHECK (account_no ~ '^[0-9]{7}$'),
	holder_kana      text NOT NULL,
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, payee_no, valid_from, recorded_at)
);
SELECT fact.equip('payee');

-- 代理納付: which part of a household's aid goes to whom.  For rent the row of fact.rent says whether, this one to whom.
CREATE TABLE fact.proxy (
	household_id     bigint NOT NULL,
	part             smallint NOT NULL,          -- PAYMENT_PARTS: rent, care premium
	payee_no         int NOT NULL,               -- of the household's office
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, part, valid_from, recorded_at)
);
SELECT fact.equip('proxy');
