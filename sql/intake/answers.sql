-- Answer files: one transaction per file; its records are staged, judged and merged (sql/schema/014_match_intake.sql).
-- The ledger's row with the digest of the records makes the same content, in either form, a no-op.

-- name: answers_office :one office_id
-- No lock; index of current rows.
SELECT EXISTS (SELECT FROM fact.office o WHERE o.superseded_at = 'infinity' AND o.office_id = $1);

-- name: answers_stage :one
-- Temporary tables of this transaction.  Doing it again in a new transaction is harmless.
SELECT fact.answers_stage() IS NULL;

-- The records as COPY fills them.  No lock (temporary tables, dropped at commit).

-- name: new_answer :copy_in
pg_temp.new_answer (seq, line, column_no, linkage_line, linkage_column, check_holds, unknown, nulls, request_id, linkage_no, state, name, name_kana, birth_on, answered_on)

-- name: new_award :copy_in
pg_temp.new_award (seq, award_no, nulls, pension_code, change_reason_a, change_reason_b, first_paid_on)

-- name: new_scheme :copy_in
pg_temp.new_scheme (seq, award_no, nulls, scheme, decided_on, right_arose_on, right_lost_on, suspension_reason, suspended_from, suspended_to, fixed_years, certified_year, first_visit_on, grade_code, illness_code, certificate_code)

-- name: new_amount :copy_in
pg_temp.new_amount (seq, award_no, amount_no, nulls, pay_from_on, reason_a, reason_b, national_yen, national_stopped_yen, additional_yen, additional_stopped_yen, child_yen, spouse_yen, employees_yen, employees_stopped_yen)

-- name: new_payment :copy_in
pg_temp.new_payment (seq, award_no, payment_no, kind, nulls, paid_on, paid_yen, income_tax_yen, care_premium_yen, health_premium_yen, elderly_premium_yen, resident_tax_yen)

-- name: new_tax :copy_in
pg_temp.new_tax (seq, nulls, tax_year, declaration, nontaxable, per_capita_yen, income_levy_yen, total_income_yen, dependant, wages_yen, wages_income_yen, pension_yen, pension_income_yen, business_yen, agriculture_yen, real_estate_yen, interest_yen, dividend_yen, transfer_yen, occasional_yen, miscellaneous_yen)

-- name: new_employer :copy_in
pg_temp.new_employer (seq, employer_no, nulls, name, postal_code, address, paid_yen)

-- name: answers_same_stamp :opt office_id subject made_on serial
-- No lock; unique index.  The import that had another file of this day and serial.
SELECT f.import_id FROM fact.answer_file f
WHERE f.office_id = $1 AND f.subject = $2 AND f.made_on = $3 AND f.serial = $4;

-- name: answers_check :many office_id subject made_on serial most
-- No lock on facts; primary key of claim_inquiry, index answer_current_request.  Once per transaction: it
-- keeps its judgement in a temporary table.
SELECT line, column_no, field, rule FROM fact.answers_check($1, $2::smallint, $3, $4) ORDER BY line, column_no LIMIT $5;

-- name: answers_unchanged :one
-- Reads the judgement only.
SELECT fact.answers_unchanged();

-- name: answers_merge :one import_id office_id subject made_on serial
-- Locks the rows that it supersedes.  In the transaction that writes the ledger's row, whose unique digest
-- makes a second import of the content a no-op.
SELECT fact.answers_merge($1, $2, $3::smallint, $4, $5);
