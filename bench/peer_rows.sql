-- One household after the other, as pgbench runs it with prepared statements: its facts by eight
-- selects, its decision by one insert, a transaction each.  The law is left out here, too.
SELECT nextval('result.peer_next') AS household \gset
BEGIN;
SELECT municipality, single_parent FROM fact.current_household WHERE household_id = :household;
SELECT state, valid_from, valid_to FROM fact.current_protection WHERE household_id = :household;
SELECT person_no, role, birth_on, valid_from, valid_to FROM fact.current_person WHERE household_id = :household;
SELECT person_no, kind, valid_from, valid_to FROM fact.current_circumstance WHERE household_id = :household;
SELECT person_no, kind, valid_from, valid_to FROM fact.current_stay WHERE household_id = :household;
SELECT person_no, kind, amount_yen, expenses_yen FROM fact.current_income WHERE household_id = :household;
SELECT rent_yen, special_limit FROM fact.current_rent WHERE household_id = :household;
SELECT person_no, kind, amount_yen FROM fact.current_need WHERE household_id = :household;
INSERT INTO result.peer_rows SELECT * FROM result.decision WHERE run_id = :run AND household_id = :household;
COMMIT;
