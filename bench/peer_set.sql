-- One set-based statement: all facts of each household gathered by joins, one row per household into a
-- table with its key.  The law is left out (the amounts are looked up, not computed), which favours it.
INSERT INTO result.peer_set
SELECT d.*
FROM fact.current_household h
JOIN fact.current_protection p ON p.household_id = h.household_id
	AND p.valid_from < :'month_end' AND p.valid_to > :'month_on'
LEFT JOIN (SELECT household_id, count(*) n, min(birth_on) oldest FROM fact.current_person
	WHERE valid_from < :'month_end' AND valid_to > :'month_on' GROUP BY 1) m ON m.household_id = h.household_id
LEFT JOIN (SELECT household_id, bit_or(1 << (kind % 31)) kinds FROM fact.current_circumstance
	WHERE valid_from < :'month_end' AND valid_to > :'month_on' GROUP BY 1) c ON c.household_id = h.household_id
LEFT JOIN (SELECT household_id, count(*) n FROM fact.current_stay
	WHERE valid_from < :'month_end' AND valid_to > :'month_on' GROUP BY 1) s ON s.household_id = h.household_id
LEFT JOIN (SELECT household_id, sum(amount_yen) gross, sum(expenses_yen) expenses, sum(care_premium_yen) premium
	FROM fact.current_income WHERE valid_from < :'month_end' AND valid_to > :'month_on' GROUP BY 1) i
	ON i.household_id = h.household_id
LEFT JOIN (SELECT household_id, max(rent_yen) rent FROM fact.current_rent
	WHERE valid_from < :'month_end' AND valid_to > :'month_on' GROUP BY 1) r ON r.household_id = h.household_id
LEFT JOIN (SELECT household_id, sum(amount_yen) cost FROM fact.current_need
	WHERE valid_from < :'month_end' AND valid_to > :'month_on' GROUP BY 1) n ON n.household_id = h.household_id
JOIN result.decision d ON d.run_id = :run AND d.household_id = h.household_id
WHERE h.valid_from < :'month_end' AND h.valid_to > :'month_on'
	AND coalesce(m.n, 0) + coalesce(c.kinds, 0) + coalesce(s.n, 0) + coalesce(i.gross - i.expenses - i.premium, 0)
		+ coalesce(r.rent, 0) + coalesce(n.cost, 0) > -2147483648
ON CONFLICT DO NOTHING;
