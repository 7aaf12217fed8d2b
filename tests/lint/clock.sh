#!/bin/bash
# One clock for people: the time of Japan.  Only what programs read (log lines, JSON, manifests) is in UTC, with a Z.
. tests/harness/tap.sh

strings() { # every string of the sources, one a line with its place; a comment or a character is none
	perl -0ne 'while (m{/\*.*?\*/|//[^\n]*|\x27(?:\\.|[^\x27\\])+\x27|"((?:\\.|[^"\\])*)"}gs) {
		print "$ARGV:", 1 + (substr($_, 0, $-[0]) =~ tr/\n//), ": $1\n" if defined $1 }' \
		$(find engine jobs reports -name '*.[ch]') engine/cli/options.def
}
in_utc() { strings | grep -wE "UTC|GMT"; }
finds_nothing 'no text names another clock' in_utc
finds_nothing 'nor does a translation' grep -nE 'UTC|GMT|協定世界時' engine/locale/ja.po
finds_nothing 'nor a screen in the manual' grep -rnE 'UTC|GMT' engine/manual/transcripts
# A statement's text of an instant is in the time of Japan, or is one for programs, in UTC with a Z.
times() {
	find sql -path sql/schema -prune -o -name '*.sql' -print | xargs perl -0ne 's/--[^\n]*//g;
		while (/to_char\s*(\((?:[^()\x27]|\x27[^\x27]*\x27|(?1))*\))/g) {
			my ($call, $line) = ($1, 1 + (substr($_, 0, $-[0]) =~ tr/\n//));
			next if $call !~ /HH24/ || $call =~ /AT TIME ZONE \x27Asia\/Tokyo\x27, \x27YYYY-MM-DD HH24:MI:SS\x27\)$/ ||
				$call =~ /AT TIME ZONE \x27UTC\x27, \x27YYYY-MM-DD"T"HH24:MI:SS[.A-Z]*"Z"\x27\)$/;
			print "$ARGV:$line: to_char$call\n" }'
}
finds_nothing 'a statement tells an instant in the time of Japan, or to programs' times
done_testing
