-- The staging table of each dataset, as COPY fills it: where the row stands in its file, then the row.
-- No lock (a temporary table of the session, dropped at commit); no index; a transaction that is rolled
-- back leaves nothing, so doing it again is harmless.

-- name: stage_office :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, office_id, name, municipality, postal_code, address, phone, director, governor, defendant, valid_from, valid_to)

-- name: stage_caseworker :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, office_id, caseworker_no, name, valid_from, valid_to)

-- name: stage_household :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, municipality, caseworker_no, household_type, payment_method, single_parent, protected_address, valid_from, valid_to)

-- name: stage_protection :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, state, valid_from, valid_to, start_reason, end_reason)

-- name: stage_person :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, role, birth_on, name, name_kana, valid_from, valid_to)

-- name: stage_circumstance :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, kind, valid_from, valid_to)

-- name: stage_stay :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, kind, valid_from, valid_to, over_one_month)

-- name: stage_income :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from, valid_to)

-- name: stage_income_declaration :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, valid_from, valid_to, submitted_on)

-- name: stage_rent :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, rent_yen, common_charge_yen, special_limit, floor_area_cm2, paid_to_landlord, valid_from, valid_to)

-- name: stage_need :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, kind, item_no, amount_yen, valid_from, valid_to)

-- name: stage_address :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, kind, postal_code, address, care_of, valid_from, valid_to)

-- name: stage_hold :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, name, reason, valid_from, valid_to)

-- name: stage_linkage :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, linkage_no, consent, nondisclosure, valid_from, valid_to)

-- name: stage_pension :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, benefit, item_no, pension_code, valid_from, valid_to)

-- name: stage_inquiry :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, item_no, valid_from, valid_to, list_name, procedure_no, purpose, condition, from_on, to_on)

-- name: stage_ticket_office :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, office_id, payer_no, recipient_policy, form, handler, issue_day, upload_day, valid_from, valid_to)

-- name: stage_treatment :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2, injury_3, first_visit_on, remarks, valid_from, valid_to)

-- name: stage_care_plan :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, item_no, service, institution_code, insured_no, care_level, certified_from, certified_to, remarks, valid_from, valid_to)

-- name: stage_coverage :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, kind, item_no, insurer_no, scheme_no, valid_from, valid_to)

-- name: stage_opinion :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, person_no, institution_code, service, kind, received_on, needed, valid_from, valid_to)

-- name: stage_paying_account :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, office_id, kind, code_class, requester_code, requester_kana, bank_code, bank_kana, branch_code, branch_kana, account_kind, account_no, pay_day, shift, line_ends, valid_from, valid_to)

-- name: stage_bank_account :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, bank_code, bank_kana, branch_code, branch_kana, account_kind, account_no, holder_kana, valid_from, valid_to)

-- name: stage_payee :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, office_id, payee_no, kind, name, bank_code, bank_kana, branch_code, branch_kana, account_kind, account_no, holder_kana, valid_from, valid_to)

-- name: stage_proxy :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, part, payee_no, valid_from, valid_to)

-- name: stage_mail_office :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, office_id, contractor, profile, duplex, part_sheets, moved_days, cut_off_days, post_days, report_days, keep_days, enclosure, enclosure_mg, valid_from, valid_to)

-- name: stage_slip_office :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, office_id, maker_code, collector, account_name, due_shift, valid_from, valid_to)

-- name: stage_repayment :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, claim_no, article, decided_on, total_yen, valid_from, valid_to)

-- name: stage_instalment :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, claim_no, instalment_no, due_on, amount_yen, valid_from, valid_to)

-- name: stage_baseline :copy_in
pg_temp.stage (line, office_column, key_column, ref_column, from_column, household_id, month_on, caseworker_no, household_type, payment_method, grade, persons, home_size, protected_days, class1_sum, class1_reduced, class2, transitional, special, winter, year_end, institution_basic, base_total, add_disability, add_single_parent, add_single_parent_transitional, add_child_rearing, add_child_transitional, add_pregnancy, add_radiation, add_home_patient, add_care_facility, add_care_premium, temporary_living, livelihood_total, housing_limit, housing, education, high_school, care, medical, birth, occupation, funeral, facility_office, minimum_total, income_earned, income_pension, income_allowance, income_other, income_temporary, income_overpaid, income_recognised, payable_livelihood, payable_housing, payable_education, payable_high_school, payable_care, payable_medical, payable_birth, payable_occupation, payable_funeral, payable_total, own_payment_care, own_payment_medical, own_payment_facility, income_left)
