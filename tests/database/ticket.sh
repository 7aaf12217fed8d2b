#!/bin/bash
# Job ticket on an office written by hand: each case is there for one reason.  What is wanted, held, and why; who carries
# the own payment; what becomes of tickets that are out; done again, killed or mended, the same rows.
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113 H=1311300000000
pg_start
pg_migrate
WORK=$PG_DIR/scratch FACTS=$PG_DIR/scratch/facts
mkdir "$FACTS"
cat >"$WORK/tickets.yaml" <<'YAML'
graph: tickets
title: 券
tasks:
  - {name: ticket, job: ticket}
  - {name: approval, gate: confirmed, digest: [ticket], after: [ticket]}
  - {name: ticket_issue, sql: ticket_issue, after: [approval]}
YAML
cat >"$WORK/deciding.yaml" <<'YAML'
graph: deciding
title: 決定と券
tasks:
  - {name: recalculate, job: recalculate}
  - {name: ticket, job: ticket, after: [recalculate]}
  - {name: approval, gate: confirmed, digest: [recalculate, ticket], after: [ticket]}
YAML

# ---- the office
put() { # DATASET FIELD…
	local IFS=,
	echo "${*:2}" >>"${INTO:-$FACTS}/$1.csv"
}
head_of() { # DATASET: its file begins with its header
	case $1 in
	office) put $1 office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from,valid_to ;;
	caseworker) put $1 office,caseworker_no,name,valid_from,valid_to ;;
	household) put $1 office,case_no,municipality,caseworker_no,household_type,payment_method,single_parent,protected_address,valid_from,valid_to ;;
	protection) put $1 office,case_no,state,valid_from,valid_to,start_reason,end_reason ;;
	person) put $1 office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to ;;
	circumstance) put $1 office,case_no,person_no,kind,valid_from,valid_to ;;
	hold) put $1 office,case_no,name,reason,valid_from,valid_to ;;
	ticket_office) put $1 office,payer_no,recipient_policy,form,handler,issue_day,upload_day,valid_from,valid_to ;;
	treatment) put $1 office,case_no,person_no,item_no,basis,service,institution_code,prescriber_code,injury_1,first_visit_on,remarks,valid_from,valid_to ;;
	care_plan) put $1 office,case_no,person_no,item_no,service,institution_code,insured_no,care_level,certified_from,certified_to,remarks,valid_from,valid_to ;;
	coverage) put $1 office,case_no,person_no,kind,item_no,insurer_no,scheme_no,valid_from,valid_to ;;
	opinion) put $1 office,case_no,person_no,institution_code,service,kind,received_on,needed,valid_from,valid_to ;;
	baseline) put $1 office case_no month minimum_total income_recognised payable_{livelihood,housing,education,high_school,care,medical,birth,occupation,funeral,total} own_payment_{care,medical,facility} ;;
	esac
}
for dataset in office caseworker household protection person circumstance hold ticket_office treatment care_plan coverage opinion baseline; do
	head_of $dataset
done
CLINIC=1310000011 HOSPITAL=1310000029 DENTIST=1330000015 PHARMACY=1340000012 CARERS=1370000009
GONE=1310000037 LEAVING=1310000045 COMING=1310000052 NOBODY=1310000060
put office $OFFICE,見本福祉事務所,13113,1509902,東京都渋谷区見本町1,03-0000-0000,所長,東京都知事,渋谷区長,2000-04-01,
put caseworker $OFFICE,1,井上　さくら,2000-04-01,
put ticket_office $OFFICE,12131132,monthly,single,医療係　渡辺,20,10,2000-04-01,
home() { # CASE [UNTIL]: on aid, with one member
	put household "$OFFICE,$1,13113,1,other,bank,0,0,2020-04-01,"
	put protection "$OFFICE,$1,active,2020-04-01,${2-},savings_used,${2:+declined}"
	person "$1" 1
	[ "${DECIDED:-1}" = 0 ] || decided "$1" "${CARE:-0}" "${MEDICAL:-0}" "${FACILITY:-0}"
}
person() { # CASE PERSON [UNTIL]
	put person "$OFFICE,$1,$2,$([ "$2" = 1 ] && echo head || echo other),1957-01-01,証番$1人$2　春子,ショウバン　ハルコ,2020-04-01,${3-}"
}
decided() { # CASE CARE MEDICAL FACILITY
	put baseline "$OFFICE,$1,2027-01,100000,0,0,0,0,0,0,0,0,0,0,0,$2,$3,$4"
}
treat() { # CASE PERSON ITEM SERVICE CODE [PRESCRIBER [FROM [UNTIL [BASIS [REMARKS]]]]]
	put treatment "$OFFICE,$1,$2,$3,${9:-continuing},$4,$5,${6-},高血圧症,2026-04-01,${10-},${7:-2026-04-01},${8-}"
}
opinion() { # CASE PERSON CODE SERVICE [FROM [UNTIL [NEEDED]]]
	put opinion "$OFFICE,$1,$2,$3,$4,continuing,2026-09-20,${7:-1},${5:-2026-10-01},${6-}"
}
clinic() { # CASE [FROM [UNTIL [CODE]]]: an out-patient with his opinion
	treat "$1" 1 1 outpatient "${4:-$CLINIC}" '' "${2-}" "${3-}"
	opinion "$1" 1 "${4:-$CLINIC}" outpatient
}
MEDICAL=5000 home 1; clinic 1                                      # goes to a clinic, its pharmacy, once to a dentist
treat 1 1 2 dispensing $PHARMACY $CLINIC; treat 1 1 3 dental $DENTIST '' 2027-01-15 '' single
home 2 2027-01-11; clinic 2                                        # closed on the eleventh
home 3; clinic 3                                                   # suspended all month
home 4; clinic 4                                                   # suspended from the tenth to the twentieth
sed -i "/^$OFFICE,[34],active/d" "$FACTS/protection.csv"
put protection $OFFICE,3,active,2020-04-01,2026-12-05,savings_used,temporary_income
put protection $OFFICE,3,suspended,2026-12-05,,temporary_income,
put protection $OFFICE,4,active,2020-04-01,2027-01-10,savings_used,temporary_income
put protection $OFFICE,4,suspended,2027-01-10,2027-01-21,temporary_income,resumed
put protection $OFFICE,4,active,2027-01-21,,resumed,
home 5; clinic 5; person 5 2 2027-01-09; person 5 3 2027-01-01     # two died: on the eighth, and on New Year's Eve
treat 5 2 1 outpatient $CLINIC; opinion 5 2 $CLINIC outpatient
treat 5 3 1 outpatient $CLINIC; opinion 5 3 $CLINIC outpatient
home 6; clinic 6 '' '' $NOBODY                                     # in no list
home 7; clinic 7 '' '' $GONE; treat 7 1 2 inpatient $LEAVING; opinion 7 1 $LEAVING inpatient 2026-11-30
treat 7 1 3 outpatient $COMING; opinion 7 1 $COMING outpatient
home 8; treat 8 1 1 dental $CLINIC; treat 8 1 2 dispensing $PHARMACY; treat 8 1 3 dispensing $DENTIST $CLINIC
home 9; treat 9 1 1 outpatient $CLINIC                             # no opinion, an old one, a refusal
treat 9 1 2 inpatient $HOSPITAL; opinion 9 1 $HOSPITAL inpatient 2026-10-31
treat 9 1 3 outpatient $HOSPITAL; opinion 9 1 $HOSPITAL outpatient 2026-11-01 '' 0
home 10; clinic 10; put hold $OFFICE,10,operator,居所の確認中,2026-12-01,
DECIDED=0 home 11; clinic 11
CARE=3000 home 12; person 12 2                                     # care, of one insured and one who is not
put care_plan $OFFICE,12,1,1,home,$CARERS,0001234567,care_2,2026-06-01,2027-06-01,,2026-06-01,
put care_plan $OFFICE,12,1,2,facility,$CARERS,0001234567,care_2,2026-06-01,2027-01-21,,2026-06-01,
put care_plan $OFFICE,12,2,1,home,$CARERS,H123456789,support_1,2026-06-01,2027-06-01,,2026-06-01,
put care_plan $OFFICE,12,2,2,management,$CARERS,,support_1,2026-06-01,2027-06-01,,2026-06-01,
home 13; clinic 13; put coverage $OFFICE,13,1,employees,1,06130488,,2027-01-20,
home 14; clinic 14; put coverage $OFFICE,14,1,elderly,1,,,2026-06-01,
put coverage $OFFICE,14,1,scheme,1,,54,2026-06-01,; put coverage $OFFICE,14,1,scheme,2,,21,2026-06-01,
home 15; treat 15 1 1 outpatient $CLINIC '' '' '' examination      # to be examined: no ticket
MEDICAL=4000 home 16                                               # pays, and has nothing to pay for
MEDICAL=6000 FACILITY=2000 home 17; clinic 17; treat 17 1 2 outpatient $CLINIC
home 18; clinic 18 '' 2027-01-01                                   # ended on New Year's Eve
cat >"$WORK/institutions.csv" <<CSV
source,as_of,kind,code,name,postal_code,address,phone,valid_from,valid_to,end_reason
bureau,2026-12-01,medical,$CLINIC,見本医院,,,,2020-04-01,,
bureau,2026-12-01,medical,$HOSPITAL,見本病院,,,,2020-04-01,,
bureau,2026-12-01,dental,$DENTIST,見本歯科,,,,2020-04-01,,
bureau,2026-12-01,pharmacy,$PHARMACY,見本薬局,,,,2020-04-01,,
bureau,2026-12-01,care,$CARERS,見本介護,,,,2020-04-01,,
bureau,2026-12-01,medical,$GONE,閉院医院,,,,2020-04-01,2027-01-01,closed
bureau,2026-12-01,medical,$LEAVING,退く病院,,,,2020-04-01,2027-01-21,withdrawn
bureau,2026-12-01,medical,$COMING,新しい医院,,,,2027-02-01,,
CSV
# Another office has no settings of its own.
put office 13104,新宿区福祉事務所,13104,1600022,東京都新宿区見本町1,03-0000-0000,所長,東京都知事,新宿区長,2000-04-01,
put caseworker 13104,1,山口　凛,2000-04-01,
OFFICE=13104 MEDICAL=7000 home 1; OFFICE=13104 clinic 1; OFFICE=13104 MEDICAL=7000 home 2
for step in rates "institutions $WORK/institutions.csv" "facts $FACTS"; do
	code 0 "import of ${step%% *}" pg_as getsuji_run "$GETSUJI" import $step
done

# ---- what the tests say and look at
FILES=$WORK/files
run() { pg_as getsuji_run "$GETSUJI" --lang en run "$WORK/${GRAPH:-tickets}.yaml" --month "${MONTH:-2027-01}" --office "$OFFICE" --artifacts "$FILES" "$@"; }
last() { pg_query 'SELECT max(run_id) FROM run.run'; }
approve() { pg_as getsuji_approve "$GETSUJI" approve "$(last)" --digest "$(pg_query "SELECT left(encode(results_digest, 'hex'), 16) FROM run.run ORDER BY run_id DESC LIMIT 1")"; }
leave() { # 4: something was held
	approve && pg_as getsuji_run "$GETSUJI" confirm "$(last)" &&
		{ pg_as getsuji_run "$GETSUJI" resume "$(last)" --artifacts "$FILES" || [ $? = 4 ]; }
}
explain() { pg_as getsuji_run "$GETSUJI" --lang en explain "$(last)" "$OFFICE-$1"; }
counts() { pg_query "SELECT n_read, n_written, n_unchanged, n_held, n_quarantined, yen FROM run.task WHERE run_id = $(last) AND name = 'ticket'"; }
rows() { pg_query "SELECT t.* FROM result.ticket t WHERE run_id = $(last) ORDER BY household_id, line_no;
	SELECT p.* FROM result.own_payment p WHERE run_id = $(last) ORDER BY household_id, kind"; }
lines() { # [CONDITION]: case.person.line service institution action hold cause days 併/単 yen
	pg_query "SELECT concat_ws(' ', (household_id % 100000000) || '.' || person_no || '.' || line_no, service, right(institution_code, 4),
			(ARRAY['issue', 'replace', 'cancel', 'keep', '', '', '', '', 'hold'])[action], hold, cause,
			to_char(from_on, 'FMDD') || '-' || to_char(until_on, 'FMDD'), CASE WHEN combined THEN '併' ELSE '単' END, own_payment_yen)
		FROM result.ticket WHERE run_id = $(last) AND ${1:-true} ORDER BY household_id, line_no"
}
payments() { pg_query "SELECT concat_ws(' ', household_id % 100000000, kind, decided_yen, line_no) FROM result.own_payment
	WHERE run_id = $(last) ORDER BY household_id, kind"; }

# ---- January
code 0 'the run for January comes to its gate, and tells of what it holds' run
is "$(lines)" '1.1.1 2 0011 issue 0 0 1-31 単 5000
1.1.2 3 0015 issue 0 0 15-31 単 0
1.1.3 4 0012 issue 0 0 1-31 単 0
2.1.1 2 0011 issue 0 0 1-10 単 0
3.1.1 2 0011 hold 2 0 1-31 単 0
4.1.1 2 0011 issue 0 0 21-31 単 0
5.1.1 2 0011 issue 0 0 1-31 単 0
5.2.2 2 0011 issue 0 0 1-8 単 0
5.3.3 2 0011 hold 3 0 1-31 単 0
6.1.1 2 0060 hold 6 0 1-31 単 0
7.1.1 1 0045 issue 0 0 1-20 単 0
7.1.2 2 0037 hold 7 0 1-31 単 0
7.1.3 2 0052 hold 8 0 1-31 単 0
8.1.1 3 0011 hold 9 0 1-31 単 0
8.1.2 4 0015 hold 9 0 1-31 単 0
8.1.3 4 0012 hold 10 0 1-31 単 0
9.1.1 1 0029 hold 12 0 1-31 単 0
9.1.2 2 0011 hold 11 0 1-31 単 0
9.1.3 2 0029 hold 13 0 1-31 単 0
10.1.1 2 0011 hold 16 0 1-31 単 0
11.1.1 2 0011 hold 15 0 1-31 単 0
12.1.1 11 0009 issue 0 0 1-31 併 0
12.1.2 12 0009 issue 0 0 1-20 併 3000
12.2.3 11 0009 issue 0 0 1-31 単 0
12.2.4 15 0009 hold 14 0 1-31 単 0
13.1.1 2 0011 issue 0 0 1-31 併 0
14.1.1 2 0011 issue 0 0 1-31 併 0
17.1.1 2 0011 issue 0 0 1-31 単 6000
17.1.2 2 0011 hold 4 0 1-31 単 0' 'each ticket is issued or held for the first reason that fits, for its days'
is "$(payments)" '1 2 5000 1
12 1 3000 2
16 2 4000 0
17 2 6000 1
17 3 2000 0' 'each own payment has its ticket, or none'
is "$(counts)" '16|9|1|6|0|14000' 'the counts are of households, the yen those on tickets'
is "$(pg_query "SELECT string_agg(remark_1 || '/' || remark_2, ' ' ORDER BY household_id) FROM result.ticket
	WHERE remark_1 <> ''")" 'このほか1日から9日まで有効/' 'remarks tell other days; what the office has to check is not on the ticket'
is "$(pg_query "SELECT insurance, elderly, scheme_no FROM result.ticket WHERE household_id IN ($H + 13, $H + 14) ORDER BY household_id")" \
	$'t|f|\nf|t|21' 'flags stand as known, and the lowest scheme'
is "$(pg_query "SELECT DISTINCT caseworker_no, payer_no FROM result.ticket")" '1|12131132' 'caseworker and payer are there'
is "$(pg_query "SELECT institution_name, prescriber_code, prescriber_name FROM result.ticket WHERE household_id = $H + 1 AND service = 4")" \
	"見本薬局|$CLINIC|見本医院" 'so are the names of the directory'
is "$(pg_query "SELECT count(*) FROM result.ticket WHERE action = 9 AND reason = ''")" 0 'each hold has its reason'
is "$(pg_query "SELECT key % 100, hold, reason FROM run.hold_hit ORDER BY 1")" '3|suspended|保護停止中
6|institution_unknown|指定機関の名簿にない
8|institution_kind|機関の種別が診療別と合わない
9|opinion_expired|要否意見書の有効期間が終了
10|order|保留の指示
11|decision|当月の決定がない' 'the ledger tells of households that get nothing, by their first hold'

# ---- explained
code 0 'one household is explained' explain 7
like "$TAP_OUT" '^1\. 世帯員1　医療券（入院）　1310000045　退く病院$' 'line by line'
like "$TAP_OUT" '【保留】指定が終了している（廃止　令和9年1月1日）' 'with the reason of each hold'
like "$TAP_OUT" '【保留】指定前（令和9年2月1日から指定）' 'and the day from which it would do'
code 0 'another' explain 17
like "$TAP_OUT" '^本人支払額（医療）6,000円: 1の券に記載$' 'who carries the own payment'
like "$TAP_OUT" '^本人支払額（施設事務費）2,000円: 記載する券がないため、福祉事務所が徴収$' 'and what the office charges'
code 16 'one that has nothing to do with tickets' explain 15
code 16 'one that does not exist' explain 99

# ---- done again, and a record that breaks a constraint
BEFORE=$(rows)
code 0 'the task done again' pg_as getsuji_run "$GETSUJI" rerun "$(last)" --mode task=ticket --yes --artifacts "$FILES"
is "$(rows)" "$BEFORE" 'puts the same rows'
TEMPLATE=$PGDATABASE
pg_clone poisoned
psql -Xqc "ALTER TABLE result.ticket ADD CONSTRAINT poison CHECK (run_id < $(($(last) + 1)) OR household_id <> $H + 5)"
code 0 'a second run, in which one household breaks a constraint' run --edition 2
is "$(pg_query "SELECT key % 100, rule FROM run.quarantine WHERE run_id = $(last)")|$(counts)" '5|constraint|16|8|1|6|1|14000' \
	'it is set aside by its key, and all others are done'
is "$(pg_query "SELECT count(*) FROM result.ticket WHERE run_id = $(last) AND household_id = $H + 5")" 0 'it has no row'
psql -Xqc 'ALTER TABLE result.ticket DROP CONSTRAINT poison'
code 0 'once that is mended it is tried again' pg_as getsuji_run "$GETSUJI" quarantine "$(last)" retry "$OFFICE-5" --yes --artifacts "$FILES"
is "$(rows | sed "s/^$(last)|/R|/")" "$(sed "s/^[0-9]*|/R|/" <<<"$BEFORE")" 'and all rows are there'
is "$(counts)" '16|9|1|6|0|14000' 'with the same counts'
PGDATABASE=$TEMPLATE

# ---- issued, and found changed
ok 'approved and confirmed, they are issued' leave
is "$(pg_query "SELECT count(*), max(issue_no), sum(own_payment_yen) FROM result.claim_ticket WHERE cancelled_at = 'infinity'")" \
	'14|14|14000' 'each with a number'
code 0 'the register is in the explanation' explain 17
like "$TAP_OUT" '^1の券: 交付番号14（第1版）として交付$' 'with the number'
code 0 'a second edition, with nothing changed' run --edition 2
is "$(counts)|$(pg_query "SELECT string_agg(DISTINCT action::text, ' ') FROM result.ticket WHERE run_id = $(last)")" '16|0|6|10|0|0|4 9' \
	'leaves all as it is'
pg_clone changed
INTO=$WORK/later
mkdir "$INTO"
for dataset in coverage treatment protection opinion hold; do
	head_of $dataset
done
put coverage $OFFICE,1,1,employees,1,06130488,,2027-01-04,       # a job since the fourth
put protection $OFFICE,2,active,2020-04-01,2027-01-08,savings_used,declined # closed three days before
opinion 5 1 $CLINIC outpatient 2026-10-01 2026-12-01; opinion 5 1 $CLINIC outpatient 2026-12-01 '' 0 # not needed any more
put hold $OFFICE,13,operator,居所の確認中,2026-12-01,              # held, and its insurance is another
put coverage $OFFICE,13,1,employees,1,06130488,,2027-01-20,2027-01-21
put coverage $OFFICE,13,1,tuberculosis,1,,,2027-01-01,
put treatment "$OFFICE,17,1,1,continuing,outpatient,$CLINIC,,高血圧症,2026-04-01,,2026-04-01,2027-01-01" # ended: the other item is the first
put treatment "$OFFICE,14,1,1,continuing,outpatient,$CLINIC,,糖尿病,2026-04-01,,2026-04-01,"
put treatment "$OFFICE,4,1,1,continuing,outpatient,$CLINIC,,高血圧症,2026-04-01,,2026-04-01,2026-12-01"
code 0 'things become known' pg_as getsuji_run "$GETSUJI" import facts "$INTO"
code 0 'the next edition finds them' run --edition 3
is "$(lines 'action NOT IN (4) AND household_id % 100000000 IN (1, 2, 4, 5, 13, 14, 17)')" '1.1.1 2 0011 replace 0 1 1-31 併 5000
1.1.2 3 0015 replace 0 1 15-31 併 0
1.1.3 4 0012 replace 0 1 1-31 併 0
2.1.1 2 0011 replace 0 2 1-7 単 0
4.1.1 2 0011 cancel 17 6 21-31 単 0
5.1.1 2 0011 cancel 13 6 1-31 単 0
5.3.3 2 0011 hold 3 0 1-31 単 0
13.1.1 2 0011 hold 16 0 1-31 併 0
14.1.1 2 0011 replace 0 5 1-31 併 0' 'what says something else is replaced, what is wrong is taken back, what is held stays as it is'
is "$(pg_query "SELECT before_issue_no, before_revision FROM result.ticket WHERE run_id = $(last) AND household_id = $H + 13")" '12|1' \
	'the ticket that stays out is named'
is "$(pg_query "SELECT reason FROM result.ticket WHERE run_id = $(last) AND household_id % 100000000 IN (1, 2) AND line_no = 1 ORDER BY household_id")" \
	'社会保険の資格取得（令和9年1月4日）のため単独から併用へ
有効期間の変更（令和9年1月1日～令和9年1月10日を令和9年1月1日～令和9年1月7日に）' 'with what changed'
is "$(payments)" '1 2 5000 1
12 1 3000 2
16 2 4000 0
17 2 6000 1
17 3 2000 0' 'own payments stay where they are'
is "$(counts)" '16|5|2|9|0|5000' 'counted'
PGDATABASE=$TEMPLATE

# ---- the office without settings
OFFICE=13104 H=1310400000000
code 0 'an office that has no settings' run
is "$(lines)|$(counts)" '1.1.1 2 0011 hold 5 0 1-31 単 0|1|0|0|1|0|0' 'has its tickets held, and who has none is not looked at'
OFFICE=13113 H=1311300000000

# ---- with the decision of the run itself: February
INTO=$WORK/february
mkdir "$INTO"
head_of circumstance
put circumstance $OFFICE,14,1,severe_disability,2027-02-01,        # no table has an amount for it
code 0 'a household becomes one that cannot be computed' pg_as getsuji_run "$GETSUJI" import facts "$INTO"
GRAPH=deciding MONTH=2027-02
code 0 'a run that decides itself' run
is "$(pg_query "SELECT string_agg((key % 100)::text, ' ') FROM run.quarantine WHERE run_id = $(last)")" '14' 'sets it aside'
is "$(lines 'household_id % 100000000 IN (1, 2, 11, 14)')" '1.1.1 2 0011 issue 0 0 1-28 単 0
1.1.2 3 0015 hold 11 0 1-28 単 0
1.1.3 4 0012 issue 0 0 1-28 単 0
2.1.1 2 0011 hold 1 0 1-28 単 0
11.1.1 2 0011 issue 0 0 1-28 単 0
14.1.1 2 0011 hold 15 0 1-28 併 0' 'its tickets go by its own decisions: who was set aside is held'
pg_query "UPDATE fact.circumstance SET superseded_at = clock_timestamp() WHERE household_id = $H + 14" >/dev/null
code 0 'once it is mended it is tried again' pg_as getsuji_run "$GETSUJI" quarantine "$(last)" retry "$OFFICE-14" --yes --artifacts "$FILES"
is "$(lines 'household_id % 100000000 = 14')" '14.1.1 2 0011 issue 0 0 1-28 併 0' 'and its ticket is issued'
code 0 'both are explained, one after the other' explain 14
like "$TAP_OUT" '^■ 医療券・調剤券・介護券の交付対象$' 'each under its title'
code 0 'a household without tickets' explain 15
is "$(grep -c '^■' <<<"$TAP_OUT")" 0 'has its decision alone'

# ---- what tickets cannot do without
looks() { pg_as getsuji_run "$GETSUJI" check 2>&1; }
like "$(looks)" 'directory of 1 sources, the newest list as of 2026-12-01' 'check tells how new the directory is'
like "$(looks)" 'GJ1959 office 13104 has treatments and no settings' 'an office without settings for tickets is told'
is "$(looks | grep -c GJ1959)" 1 '… it alone'
pg_query 'TRUNCATE fact.institution_list' >/dev/null
like "$(looks)" 'GJ1958 no list of designated institutions' 'where somebody is treated and no list came, that is told'
pg_query 'TRUNCATE fact.treatment, fact.care_plan' >/dev/null
is "$(looks | grep -c 'GJ195[89]')" 0 'an office without treatments needs neither'
done_testing
