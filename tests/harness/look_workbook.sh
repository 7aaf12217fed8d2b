#!/bin/bash
# look_workbook.sh FILE.xlsx… FOLDER: renders workbooks with LibreOffice to FOLDER/NAME-PAGE.png.
#
# The workbooks ask for 游ゴシック, which only office PCs have: here IPAexゴシック stands in for it, so
# that the picture is as close as free fonts allow; columns are measured in Calibri, which Carlito matches.
# PAGES (default 3): how many pages of each sheet, known by the title on its pages; RESOLUTION: dots per inch.
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
  <match target="pattern">
    <test name="family"><string>Calibri</string></test>
    <edit name="family" mode="assign" binding="strong"><string>Carlito</string></edit>
    <edit name="family" mode="append" binding="strong"><string>IPAexGothic</string></edit>
  </match>
</fontconfig>
XML

for file in "${files[@]}"; do
	name=$(basename "$file" .xlsx)
	FONTCONFIG_FILE=$work/fonts.conf HOME=$work/home \
		soffice --headless --convert-to pdf --outdir "$work" "$file" >"$work/log" 2>&1 ||
		{ cat "$work/log" >&2; exit 1; }
	[ -s "$work/$name.pdf" ] || { cat "$work/log" >&2; exit 1; }
	pdftotext -layout "$work/$name.pdf" - | LC_ALL=C awk -v RS='\f' -v pages="$pages" '
		match($0, /[^ \n][^\n]*/) {
			title = substr($0, RSTART, RLENGTH)
			gsub(/ |　/, "", title)
			sub(/^担当.*/, "担当", title) # one sheet of them stands for all
			if (++seen[title] <= pages)
				print NR
		}' |
		while read -r page; do
			pdftoppm -r "$resolution" -f "$page" -l "$page" -png "$work/$name.pdf" "$out/$name"
		done
done
