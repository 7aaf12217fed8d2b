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
# A statement's text of an instant is in the time of Japan, or is one for programs: in UTC with a Z, or the cut of a run
# (as_of, in the engine's own statements) as another statement takes it back.  Never what the session would make of it.
times() { # FILE…
	perl -0ne 's/--[^\n]*//g;
		sub place { "$ARGV:" . (1 + (substr($_, 0, shift) =~ tr/\n//)) . ": " }
		while (/to_char\s*(\((?:[^()\x27]|\x27[^\x27]*\x27|(?1))*\))/gi) {
			my ($call, $at) = ($1, $-[0]);
			next if $call !~ /\x27[^\x27]*(?:HH|MI|SS|[AP]\.?M\b|TZ)[^\x27]*\x27\s*\)$/i && $call !~ /(?:_at|as_of|clock_timestamp\(\)|now\(\))\)*\s*,/i ||
				$call =~ /AT TIME ZONE \x27Asia\/Tokyo\x27, \x27YYYY-MM-DD HH24:MI:SS\x27\)$/ ||
				$call =~ /AT TIME ZONE \x27UTC\x27, \x27YYYY-MM-DD"T"HH24:MI:SS[.A-Z]*"Z"\x27\)$/;
			print place($at), "to_char$call\n" }
		while (/((?:\w+\.)?(?:\w*_at|as_of|clock_timestamp\(\)|now\(\)))(?:\)*\s*::\s*|\s+AS\s+)(?:text|varchar|date)\b/gi) {
			my ($cast, $at, $of) = ($&, $-[0], $1);
			print place($at), "$cast\n" if $of !~ /^(?:\w+\.)?as_of$/ || $ARGV !~ m{^sql/engine/} }' "$@"
}
finds_nothing 'a statement tells an instant in the time of Japan, or to programs' times $(find sql -path sql/schema -prune -o -name '*.sql' -print)
planted=$(mktemp)
trap 'rm -f "$planted"' EXIT
wrong=("r.ended_at::text" "(max(r.ended_at))::text" "CAST(r.as_of AS text)" "now()::date" "to_char(r.ended_at, 'YYYY-MM-DD')"
	"to_char(r.ended_at, 'HH12:MI')" "to_char(x.ended_at AT TIME ZONE 'Asia/Tokyo', 'hh12:mi am')" "to_char(r.ended_at, 'HH24')")
printf 'SELECT %s FROM run.run r;\n' "${wrong[@]}" >"$planted"
is "$(times "$planted" | cut -d: -f2 | sort -n)" "$(seq ${#wrong[@]})" '… what is written otherwise is found'
done_testing
