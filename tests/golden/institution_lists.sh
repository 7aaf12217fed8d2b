#!/bin/bash
# What bench/generate plants of institutions and what the lists of bench/vouchers say agree in every month, also where an
# office grows into another neighbourhood: a list cannot tell the end of an institution that no list ever had.
set -u
. tests/harness/tap.sh
. tests/harness/vouchers.sh
WORK=$(mktemp -d /tmp/getsuji-lists.XXXXXX)
trap 'rm -rf "$WORK"' EXIT
# Case 1,001 opens in July; a clinic of its neighbourhood is dropped before.
FIRST=2026-10 OFFICE=13113 HOUSEHOLDS=935 OPTIONS=(--seed 60)
for month in 2026-{10..12} 2027-{01..07}; do
	world_files $month
done

codes() { # MONTH…: of all lists of the months
	local month
	for month; do
		awk -F, 'FNR > 1 { print $4 }' "$WORK/world-$month"/{city,bureau,care_registry}.csv
	done | sort -u
}
tickets() { # MONTH OUTCOME: codes
	awk -F, -v outcome="$2" 'NR > 1 && $7 == outcome { print $5 }' "$WORK/gold-$1/ticket.csv" | sort -u
}
institutions() { # MONTH [CONDITION]: codes
	awk -F, "NR > 1 ${2:+&& ($2)} { print \$2 }" "$WORK/gold-$1/institution.csv" | sort -u
}

is "$(codes 2026-10)" "$(institutions 2026-10)" 'the lists of the first month have every institution'
is "$(institutions 2027-07)" "$(institutions 2026-10)" '… and none comes later'
like "$(comm -12 <(tickets 2027-07 institution_ended) <(institutions 2027-07 '$10 == "dropped" && $11 < "2027-07"'))" '^[0-9]' \
	'who opens later is sent to one that was dropped months ago'
is "$(comm -23 <(tickets 2027-07 institution_ended) <(codes 2026-{10..12} 2027-{01..07}))" '' \
	'… and each that ended was in a list'
is "$(comm -23 <(tickets 2027-07 issue) <(codes 2027-07))" '' 'who gets tickets is in a list of the month'
like "$(tickets 2027-07 institution_unknown)" '^[0-9]' 'some are planted as unknown'
is "$(comm -12 <(tickets 2027-07 institution_unknown) <(codes 2026-{10..12} 2027-{01..07}))" '' \
	'… who are in none'
done_testing
