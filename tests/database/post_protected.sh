#!/bin/bash
# Persons under 支援措置 in a month's mail: their documents leave from the office itself, and nothing that names them, where they
# live, their case or their account is in any file that a contractor gets or gives.
#   GETSUJI_PROTECTED=1000   so many of them
set -u
. tests/harness/tap.sh
. tests/harness/post.sh
PLANTED=${GETSUJI_PROTECTED:-60}
post_office $((PLANTED * 8 / 5 + 60)) --protected "$PLANTED"
FACTS=$WORK/facts-2027-01
search() { /usr/bin/python3 tests/harness/search_files.py "$@" 2>"$WORK/searched"; }
protect() { # HOUSEHOLD: from now on
	psql -Xq -v ON_ERROR_STOP=1 <<-S
		UPDATE fact.household SET superseded_at = 'infinity' WHERE household_id = $1 AND superseded_at = 'infinity';
		INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
			protected_address, valid_from)
		SELECT household_id, municipality, caseworker_no, household_type, payment_method, single_parent, true, valid_from
		FROM fact.household WHERE household_id = $1 AND superseded_at < 'infinity' ORDER BY superseded_at DESC LIMIT 1;
	S
}
planned() { # N: the nth household whose notice is to go to the contractor, alone in its envelope's household
	pg_query "SELECT a.household_id FROM result.piece p JOIN fact.current_address a USING (household_id)
		WHERE p.run_id = $(run_of monthly 2027-01) AND p.document = 'benefit_notice' AND p.route = 1
		GROUP BY 1 HAVING count(*) = 1 AND NOT EXISTS (SELECT FROM fact.current_address b JOIN fact.current_address c
			USING (address) WHERE b.household_id = a.household_id AND c.household_id <> a.household_id)
		ORDER BY 1 LIMIT 1 OFFSET $1"
}

ok 'decisions, payments and slips are made' eval 'decide_month 2027-01 && graphs 2027-01 payment slips'
BETWEEN=$(planned 10) LATE=$(planned 20)
protect "$BETWEEN"                                # after his notice was drawn, before the mailing
survey mailing 2027-01 || exit 1
RUN=$(run_of mailing 2027-01)
gs mail look "$RUN" $(pg_query "SELECT office_id || '-' || line_no FROM result.mail_document
	WHERE run_id = $RUN AND hold IN (5, 6, 7, 8) ORDER BY line_no") --reason 'seen by a clerk' || exit 1
gs rerun "$RUN" --mode task=mailing,downstream --yes --artifacts "$WORK/files" || exit 1
is "$(pg_query "SELECT min(route), max(route), min(hold), max(hold) FROM result.mail_document WHERE run_id = $RUN AND household_id IN ($BETWEEN)
	AND party = 1")" '2|2|0|0' 'who was protected after his notice was drawn is planned in-house'
protect "$LATE"                                   # after the plan
ok 'the mailing goes through its gate' pass mailing 2027-01
is "$(pg_query "SELECT count(*) FROM result.claim_mail_document WHERE run_id = $RUN AND household_id = $LATE")" 0 \
	'what is about him who was protected after the plan is not issued'
FILES=$(files_of mailing 2027-01)
ok 'a package leaves' pack 2027-01
ok 'the contractor posts it and reports' report 2027-01
pulled=$(pg_query "SELECT min(piece_no) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 1")
ok 'a piece is pulled' gs mail pull "$RUN" --pieces "$pulled" --reason 窓口で受領 --keys "$KEYS" -o "$WORK/pull.csv"

# ---- where their documents are
PROTECTED="SELECT household_id FROM fact.current_household WHERE protected_address"
like "$(pg_query "SELECT count(DISTINCT household_id) FROM result.claim_mail_document WHERE run_id = $RUN AND household_id IN ($PROTECTED)")" \
	"^[0-9]*[1-9][0-9]$" 'dozens of protected households get mail'
is "$(pg_query "SELECT count(*) FROM result.claim_mail_piece p JOIN result.claim_mail_document d USING (run_id, piece_no)
	CROSS JOIN LATERAL result.document_persons(d.source_run_id) a
	WHERE p.run_id = $RUN AND p.route = 1 AND a.document_no = d.document_no AND a.household_id IN ($PROTECTED)")" 0 \
	'no document in a piece of the contractor is about one of them, institutions'"' ones included"
is "$(find "$FILES" -path '*inhouse*' -name '*.pdf' -exec pdftotext -raw {} - \; | grep -oE 'GJ2:R[0-9]+:P[0-9]+:S1/[0-9]+:F' | sort -u | wc -l)" \
	"$(pg_query "SELECT count(*) FROM result.claim_mail_piece WHERE run_id = $RUN AND route = 2")" 'each piece of the office is in its own parts'

# ---- what must be nowhere: a surname and a town in no list (bench/synth/extra.h), in each way of writing them; numbers
printf '%s\n' 秘匿沢 ヒトクザワ 秘匿町 ﾋﾄｸｻﾞﾜ >"$WORK/words"
for charset in CP932 UTF-16BE; do
	for word in 秘匿沢 ヒトクザワ 秘匿町; do
		printf %s "$word" | iconv -t $charset
		echo
	done
done >>"$WORK/words"
# (A slip bears its office and a running number in the same form: those that are taken are not looked for.)
pg_query "SELECT household_id FROM fact.current_household WHERE protected_address
		AND household_id NOT IN (SELECT s.office_id * 100000000::bigint + s.reference_no FROM result.claim_slip s);
	SELECT replace(address, '　', '') FROM fact.current_address WHERE household_id IN ($BETWEEN, $LATE)" >>"$WORK/words"
pg_query "SELECT DISTINCT account_no FROM fact.bank_account WHERE household_id IN ($PROTECTED)
	UNION SELECT DISTINCT recipient_no::text FROM result.claim_ticket WHERE household_id IN ($PROTECTED)" | grep -E '^[0-9]{6,}$' >"$WORK/numbers"
like "$(wc -l <"$WORK/numbers")" '^[0-9]*[1-9][0-9]$' 'they have accounts and numbers as recipients'

# ---- where it is looked for: all that a contractor gets or gives, layer by layer
SEEN=$WORK/seen
mkdir -p "$SEEN/layers" "$SEEN/plain"
cp -r "$FILES/contractor" "$WORK/opened" "$SEEN"
cp "$PACKAGE" "$WORK/pull.csv" "$WORK/pull.csv.p7m" "$WORK/scans.csv" "$WORK/scans.csv.p7m" "$WORK/sheets" "$SEEN"
openssl cms -decrypt -binary -inform DER -in "$PACKAGE" -out "$SEEN/layers/signed.der" -recip "$KEYS/contractor.cert.pem" \
	-inkey "$KEYS/contractor.key.pem"
openssl cms -verify -binary -inform DER -in "$SEEN/layers/signed.der" -out "$SEEN/layers/content.tar" -purpose any \
	-CAfile "$KEYS/office.cert.pem" 2>/dev/null
find "$SEEN/contractor" -name '*.pdf' | while read -r file; do # every stream and every object in plain sight
	qpdf --qdf --object-streams=disable "$file" "$SEEN/plain/${file##*/}" || exit 1
done
is "$(cd "$SEEN" && find layers plain -type f -size +1k | wc -l)" "$(($(find "$SEEN/contractor" -name '*.pdf' | wc -l) + 2))" \
	'the package is open to its last layer'
is "$(search "$WORK/words" "$SEEN")" '' 'neither names nor addresses nor case numbers of theirs are in it'
like "$(cat "$WORK/searched")" '^[0-9]*[1-9][0-9] files, [0-9]{7,} bytes, [0-9]{2,} words' '… and there is much of it'
is "$(search --whole "$WORK/numbers" "$SEEN")" '' 'neither are their accounts and numbers as recipients'
mapfile -t earlier < <(find "$WORK/files" -type f -path '*contractor*' ! -path "$FILES/*")
sed '/^[0-9]*$/!{/秘匿\|ヒトク/!d}' "$WORK/words" >"$WORK/planted"
is "$(search "$WORK/planted" "${earlier[@]}")" '' 'those who were protected from the beginning are in no file that the month made for a contractor'
# Numbers of cases on notices are short; they are read where they are printed.
cases() { find "$1" -name 'part-*.pdf' -exec pdftotext -layout {} - \; | grep -oE 'ケース番号 +[0-9]+' | grep -oE '[0-9]+' | sort -un; }
is "$(cases "$SEEN/contractor")" "$(pg_query "SELECT DISTINCT d.household_id % 100000000 FROM result.claim_mail_document d
	JOIN result.claim_mail_piece p USING (run_id, piece_no) WHERE d.run_id = $RUN AND d.kind = 1 AND p.route = 1
	AND d.household_id NOT IN ($PROTECTED) ORDER BY 1")" 'the cases on notices in the package are all of other households'

# ---- what is there is found
mapfile -t inhouse < <(find "$FILES" -path '*inhouse*' -name '*.pdf')
printf '%s\n' 秘匿沢 秘匿町 >"$WORK/two"
is "$(search "$WORK/two" "${inhouse[@]}" | cut -f2 | sort -u | tr '\n' ' ')" '1 2 ' 'names and addresses are in the parts of the office'
pg_query "SELECT replace(p.name, '　', '') FROM result.claim_mail_document d JOIN result.claim_mail_piece x USING (run_id, piece_no)
	JOIN fact.current_person p USING (household_id) WHERE d.run_id = $RUN AND d.kind = 1 AND x.route = 1 AND p.person_no = 1
	AND p.name !~ '[^ぁ-んァ-ヶ一-龠　]' ORDER BY d.piece_no LIMIT 20" | sort -u >"$WORK/others"
is "$(search "$WORK/others" "$SEEN/contractor" | cut -f2 | sort -u | wc -l)" "$(wc -l <"$WORK/others")" 'names of others are found in the package'
# Banks must be told whom to pay and where: that file is the exception, and goes to the bank alone.
mapfile -t bank < <(find "$WORK/files" -path '*/bank/*' -type f)
pg_query "SELECT DISTINCT account_no FROM result.claim_payment
	WHERE part = 1 AND method = 1 AND household_id IN ($PROTECTED)" >"$WORK/accounts"
is "$(search "$WORK/accounts" "${bank[@]}" | cut -f2 | sort -u | wc -l)" "$(wc -l <"$WORK/accounts")" \
	'the file for the bank has their accounts: they are paid there'
done_testing
