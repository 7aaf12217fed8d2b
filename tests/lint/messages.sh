#!/bin/bash
# Message ids: one id, one text; in the range of their part.  And all messages are there in Japanese.
. tests/harness/tap.sh
sources=$(find engine jobs reports -name '*.c' | sort)

# ID <tab> TEXT <tab> FILE of every err_set()
all=$(perl -0ne 'while (/\berr_set\(\s*[^,]+,\s*[^,]+,\s*(\d+),\s*((?:"(?:\\.|[^"\\])*"|PRI\w+|\s)+)/g) {
	($id, $text) = ($1, $2); $text =~ s/"\s*"//g; $text =~ s/\s+/ /g; print "$id\t$text\t$ARGV\n" }' $sources)
finds_nothing 'an id has one text' awk -F'\t' '
	$1 in text && text[$1] != $2 { print $1 ": " text[$1] " (" file[$1] ") and " $2 " (" $3 ")" }
	{ text[$1] = $2; file[$1] = $3 }' <(echo "$all")
finds_nothing 'ids lie in the range of their part' awk -F'\t' '
	function wrong(lo, hi) { return $1 < lo || $1 > hi }
	$3 ~ /^engine/ && !wrong(2000, 2299) { next }
	$3 ~ /^engine\/(base|cli)/ && wrong(1001, 1099) && wrong(1900, 1999) ||
	$3 ~ /^engine\/intake/ && wrong(1100, 1299) || $3 ~ /^engine\/db/ && wrong(1300, 1399) ||
	$3 ~ /^engine\/graph/ && wrong(1400, 1499) || $3 ~ /^engine\/run/ && wrong(1500, 1599) ||
	$3 ~ /^jobs/ && wrong(1600, 1699) && wrong(1800, 1899) && wrong(1200, 1299) && wrong(2400, 2499) ||
	$3 ~ /^reports/ && wrong(1700, 1799) && wrong(2300, 2399) || $3 ~ /^engine\/server/ && wrong(1900, 1999) { print }' <(echo "$all")
finds_nothing 'a message is short, without a full stop' awk -F'\t' '$2 ~ /[.。!]" ?$/ { print }' <(echo "$all")
unlisted() { # of the form "chunk.done"
	grep -rhE --include='*.c' '"(run|task|chunk|worker|ledger|file|record|process|watchdog|helper)\.[a-z_]+"' engine/run engine/cli |
		grep -v 'failpoint' | grep -oE '"(run|task|chunk|worker|ledger|file|record|process|watchdog|helper)\.[a-z_]+"' | tr -d '"' | sort -u |
		while read -r event; do grep -q "\`$event\`" engine/README.md || echo "$event"; done
}
finds_nothing 'events are listed in engine/README.md' unlisted

pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
tests/harness/messages.sh $sources >"$pot"
untranslated() {
	msgmerge --quiet --no-fuzzy-matching --no-wrap "$1" "$pot" 2>&1 | msgattrib --untranslated --no-obsolete --no-wrap 2>/dev/null |
		sed '1,/^$/d' | grep -E '^msgid ".+|^"'
}
for po in engine/locale/*.po; do
	finds_nothing "$po has every message (make po, then translate)" untranslated "$po"
	finds_nothing "$po has no wrong format" sh -c "msgfmt --check-format -o /dev/null $po"
done
done_testing
