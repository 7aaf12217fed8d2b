#!/bin/sh
# manual.sh: the operator's manual in $BUILD/manual/, in Japanese and English; also as PDF where a Chromium is
# installed, which prints what it shows.
set -eu
cd "$(dirname "$0")/../.."
: "${BUILD:=build}"
mkdir -p "$BUILD/manual"
out=$(cd "$BUILD/manual" && pwd)
for language in ja en; do
	/usr/bin/python3 engine/manual/render.py $language "$BUILD/getsuji" >"$out/manual.$language.html.new"
	mv "$out/manual.$language.html.new" "$out/manual.$language.html"
	echo "$out/manual.$language.html"
	! command -v chromium-headless-shell >/dev/null || {
		chromium-headless-shell --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf="$out/manual.$language.pdf" \
			"file://$out/manual.$language.html" >/dev/null 2>&1 && echo "$out/manual.$language.pdf"
	}
done
