#!/bin/sh
# po.sh SOURCE…: brings engine/locale/*.po up to date with the messages in the sources.
# What is new has an empty msgstr and is to be translated by hand; what is gone is dropped.
set -eu
pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
"$(dirname "$0")"/messages.sh "$@" >"$pot"
for po in engine/locale/*.po; do
	msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-wrap --sort-by-file "$po" "$pot"
	msgattrib --no-obsolete --no-wrap -o "$po" "$po"
	echo "$po: $(LC_ALL=C msgfmt --statistics -o /dev/null "$po" 2>&1)"
done
