#!/bin/bash
# look_workbook.sh FILE.xlsx… FOLDER: renders workbooks with LibreOffice to FOLDER/NAME-PAGE.png.
#
# The workbooks ask for 游ゴシック, which only office PCs have: here IPAexゴシック stands in for it, so
# that the picture is as close as free fonts allow.  PAGES (default 3): how many pages of each file; RESOLUTION: dots per inch.
set -euo pipefail

[ $# -ge 2 ] || { echo "usage: look_workbook.sh FILE.xlsx… FOLDER" >&2; exit 16; }
pages=${PAGES:-3} resolution=${RESOLUTION:-80}
files=("${@:1:$#-1}") out=${!#}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/home"

cat >"$work/fonts.conf" <<'XML'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <match target="pattern">
    <test name="family"><string>游ゴシック</string></test>
    <edit name="family" mode="assign" binding="strong"><string>IPAexGothic</string></edit>
  </match>
</fontconfig>
XML

for file in "${files[@]}"; do
	name=$(basename "$file" .xlsx)
	FONTCONFIG_FILE=$work/fonts.conf HOME=$work/home \
		soffice --headless --convert-to pdf --outdir "$work" "$file" >"$work/log" 2>&1 ||
		{ cat "$work/log" >&2; exit 1; }
	[ -s "$work/$name.pdf" ] || { cat "$work/log" >&2; exit 1; }
	pdftoppm -r "$resolution" -l "$pages" -png "$work/$name.pdf" "$out/$name"
done
