#!/bin/bash
# SQL lives in sql/, and that of jobs and reports knows no other time than the run's.
. tests/harness/tap.sh

finds_nothing 'no SQL text in C' grep -rnE --include='*.[ch]' \
	'"[[:space:]]*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|TRUNCATE|GRANT|LOCK|LISTEN|NOTIFY|SET|BEGIN|COMMIT|ROLLBACK)[[:space:];]' \
	include engine jobs reports
clocks() {
	find sql/jobs sql/reports -name '*.sql' -exec awk '{ line = $0; sub(/--.*/, "", line) }
		tolower(line) ~ /now *\(|current_(date|time|timestamp|user)|clock_timestamp|statement_timestamp|localtime|random *\(|gen_random_uuid/ {
			print FILENAME ":" FNR ": " $0 }' {} +
}
finds_nothing 'jobs and reports take time only from parameters' clocks
orders() { # rows need an order, or a comment that says `one row`
	perl -0ne 'while (/^-- name: (\w+) :(many|copy_out)[^\n]*\n(.*?)(?=^-- name:|\z)/msg) {
		($n, $t) = ($1, $3); next if $t =~ /--.*\bone row/i; $t =~ s/--.*//g; print "$ARGV: $n has no ORDER BY\n" if $t !~ /ORDER BY/i }' $(find sql/jobs sql/reports -name '*.sql')
}
finds_nothing 'rows that are read come in an order' orders
comments() { # above or below the heading, or one for the whole file at its top
	perl -0ne 'next if /^-- (?!name:).*\n-- (?!name:)/; while (/^((?:--.*\n)?)-- name: (\w+)[^\n]*\n((?:--)?)/mg) {
		print "$ARGV: $2 has no comment\n" if $1 eq "" && $3 eq "" }' $(find sql -path sql/schema -prune -o -name '*.sql' -print)
}
finds_nothing 'statements are commented: lock, index, why doing it again is harmless' comments
# What the schema refuses is in engine/db/refusal.c, to be translated: RAISE's texts, and those handed to run.approved_run().
refused() {
	perl -0777ne 's/--[^\n]*//g; my $t = qr/\x27((?:[^\x27]|\x27\x27)*)\x27/;
		push @t, $1 while /RAISE EXCEPTION\s+$t/g; push @t, $2 while /run\.approved_run\([^()\x27]*$t\s*,\s*$t/g;
		END { for (@t) { s/\x27\x27/\x27/g; s/%/%s/g; print "$_\n" if $_ ne "%s" } }' sql/schema/*.sql | LC_ALL=C sort -u
}
is "$(sed -n 's/^	N_("\(.*\)"),$/\1/p' engine/db/refusal.c)" "$(refused)" 'what the schema refuses can be told in the language of the operator'
is "$(ls sql/schema | cut -c1-3 | sort | uniq -d)" '' 'schema steps have different numbers'
done_testing
