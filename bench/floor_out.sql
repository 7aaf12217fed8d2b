-- What `recalculate` reads (sql/jobs/recalculate.sql): the same columns of the same rows, of the
-- households :lo … :hi, as bare COPYs.  Not ordered and not as of a cut.
COPY (SELECT household_id, state, valid_from, valid_to, start_reason, end_reason
	FROM fact.protection WHERE household_id >= :lo AND household_id < :hi
		AND valid_from <= ':month_end' AND valid_to >= ':month_on') TO STDOUT (FORMAT BINARY)
;
COPY (SELECT household_id, municipality, caseworker_no, household_type, payment_method, single_parent, valid_from,
		valid_to
	FROM fact.household WHERE household_id >= :lo AND household_id < :hi
		AND valid_from < ':month_end' AND valid_to >= ':month_on') TO STDOUT (FORMAT BINARY)
;
COPY (SELECT household_id, person_no, role, birth_on, valid_from, valid_to
	FROM fact.person WHERE household_id >= :lo AND household_id < :hi
		AND valid_from < ':month_end' AND valid_to > ':month_on') TO STDOUT (FORMAT BINARY)
;
COPY (SELECT household_id, person_no, kind, valid_from, valid_to
	FROM fact.circumstance WHERE household_id >= :lo AND household_id < :hi
		AND valid_from < ':month_end' AND valid_to > ':month_on') TO STDOUT (FORMAT BINARY)
;
COPY (SELECT household_id, person_no, kind, over_one_month, valid_from, valid_to
	FROM fact.stay WHERE household_id >= :lo AND household_id < :hi
		AND valid_from < ':month_end' AND valid_to >= ':month_on') TO STDOUT (FORMAT BINARY)
;
COPY (SELECT household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from, valid_to
	FROM fact.income WHERE household_id >= :lo AND household_id < :hi
		AND valid_from < ':month_end' AND valid_to > ':month_on') TO STDOUT (FORMAT BINARY)
;
COPY (SELECT household_id
	FROM fact.income_declaration WHERE household_id >= :lo AND household_id < :hi
		AND valid_from = ':month_on') TO STDOUT (FORMAT BINARY)
;
COPY (SELECT household_id, person_no, kind, item_no, amount_yen, valid_from, valid_to
	FROM fact.need WHERE household_id >= :lo AND household_id < :hi
		AND valid_from < ':month_end' AND valid_to > ':month_on') TO STDOUT (FORMAT BINARY)
;
COPY (SELECT household_id, rent_yen, floor_area_cm2, special_limit, valid_from, valid_to
	FROM fact.rent WHERE household_id >= :lo AND household_id < :hi
		AND valid_from < ':month_end' AND valid_to >= ':month_on') TO STDOUT (FORMAT BINARY)
;
