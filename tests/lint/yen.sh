#!/bin/bash
# Amounts that the state sets live in tables, never in code: no amount of jobs/rules/tables stands as a
# number in the sources.  Small and round numbers mean other things as well and are let through.
. tests/harness/tap.sh

amounts=$(awk -F, 'FNR == 1 { for (i in yen) delete yen[i]; for (i = 1; i <= NF; i++) if ($i ~ /_yen$/) yen[i] = 1; next }
	{ for (i in yen) if ($i ~ /^[0-9]+$/ && $i > 2500 && $i % 1000) print $i }' jobs/rules/tables/*.csv | sort -un)
found() {
	perl -ne 'BEGIN { $f = shift; open F, "<", $f; chomp(@a = <F>); %a = map { $_ => 1 } @a }
		$t = $_; s{/\*.*?\*/}{}g; s{/\*.*}{}; s{^\s*\*.*}{}; s/"(\\.|[^"\\])*"//g; s/ERR_\w+, *\d+//g;
		while (/\b(\d+)[uUlL]*\b/g) { print "$ARGV:$.: $t" if $a{$1} } close ARGV if eof' \
		<(echo "$amounts") $(find jobs -name '*.[ch]')
}
ok 'the tables have amounts' test "$(wc -l <<<"$amounts")" -gt 100
finds_nothing 'no amount of a table is a constant in jobs' found
done_testing
