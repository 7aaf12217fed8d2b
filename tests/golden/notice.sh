#!/bin/bash
# Letters without a database, read back from the files: text, rare characters, barcodes, 2D codes, bytes.
# bench_notice draws the letters: number i always says the same.
. tests/harness/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
draw=$BUILD/bench/bench_notice
mkdir -p "$work/a" "$work/b" "$work/one"

ok 'sixty letters in bundles of twenty' "$draw" 60 1 20 "$work/a"
ok '… again, in two threads' "$draw" 60 2 20 "$work/b"
ok 'the files are the same to the byte' diff -r "$work/a" "$work/b"
ok 'letters of their own' "$draw" 3 1 1 "$work/one"
large=$(find "$work/one" -size +64k)
is "$large" '' 'a letter of its own is smaller than 64 kB'

file=$work/a/notice-00000000.pdf
ok 'the file is sound' qpdf --check "$file"
is "$(qpdf --show-npages "$file")" 20 'a page for each letter'
fonts=$(pdffonts "$file" | awk 'NR > 2 { print $(NF - 4), $(NF - 3), $(NF - 2) }' | sort -u)
is "$fonts" 'yes yes yes' 'all fonts are embedded, cut down, and know their characters'
like "$(pdffonts "$file")" 'IPAexMincho' 'text is set in IPAex Mincho'
like "$(pdffonts "$file")" 'IPAmjMincho' 'rare characters are drawn by IPAmj Mincho'

pdftotext -layout "$file" "$work/text" 2>"$work/warnings"
is "$(cat "$work/warnings")" '' 'the text is extracted without a warning'
is "$(grep -c '保 *護 *決 *定 *通 *知 *書' "$work/text")" 20 'each page has its title'
is "$(grep -c '円、△は減' "$work/text")" 20 'each page has its table'
for word in 三月 一年 六月 五十日 七十日 東京都知事 千代田区長 第25条第2項; do
	ok "the notice says $word" grep -q "$word" "$work/text"
done
pdftotext "$file" - | tr -d '\n' >"$work/plain"
ok 'a character outside the BMP survives extraction: 𠮷' grep -q $'\U00020BB7田' "$work/plain"
ok 'a variation selector survives extraction: 葛 U+E0102' grep -q $'葛\U000E0102西' "$work/plain"
ok 'no replacement character' bash -c "! grep -q $'\xEF\xBF\xBD' '$work/plain'"

# Page n is the letter n and no other: its number, its 2D code and its barcode agree with one another.
pdftoppm -gray -r 300 "$file" "$work/page"
zbarimg --quiet --raw "$work"/page-*.pgm 2>/dev/null | cut -d: -f1-4 | sort >"$work/codes"
for i in $(seq 1 20); do echo "GJ1:R2:P$i:S1/1"; done | sort >"$work/wanted"
is "$(cat "$work/codes")" "$(cat "$work/wanted")" 'the 2D code of each page names its piece'
is "$(grep -oE '福保決第2-[0-9]+号' "$work/text")" "$(seq -f '福保決第2-%g号' 1 20)" 'so does its number'

# The barcode says the postal code and the numbers of the address that stands above it.
/usr/bin/python3 tests/golden/read_notice.py "$work"/page-*.pgm >"$work/bars"
for i in $(seq 1 20); do
	pdftotext -f "$i" -l "$i" -x 0 -y 0 -W 340 -H 170 "$file" - | tr -d '\n' |
		perl -CS -ne 'use utf8; ($p, $q, $rest) = /〒(\d{3})-(\d{4})(.*?) *　?様?$/; @n = $rest =~ /(\d+)丁目(\d+)番(\d+)号.*?(\d+)号室/;
			print substr("$p$q" . join("-", @n), 0, 20), "\n"'
done >"$work/addresses"
is "$(cat "$work/bars")" "$(cat "$work/addresses")" 'the customer barcode of each page holds its address'

# No glyph is blank: the name of letter 11 (𠮷) leaves ink where its characters stand.
ink() { # PAGE X Y W H in pixels at 300 dpi: dark pixels
	pdftoppm -gray -r 300 -f "$1" -l "$1" -x "$2" -y "$3" -W "$4" -H "$5" "$file" | perl -0777 -ne 's/^P5\s+\d+\s+\d+\s+\d+\s//; print scalar(grep { $_ < 128 } unpack "C*"), "\n"'
}
rare=$(pdftotext -bbox "$file" - | perl -CSD -ne 'use utf8; $p++ if /<page /; print "$p $1 $2 $3 $4\n" if /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">\x{20BB7}/' | head -n 1)
read -r page x0 y0 x1 y1 <<<"$rare"
pixels=$(awk -v x0="$x0" -v y0="$y0" -v x1="$x1" -v y1="$y1" 'BEGIN { s = 300 / 72; printf "%d %d %d %d", x0 * s, y0 * s, (x1 - x0) * s, (y1 - y0) * s }')
# shellcheck disable=SC2086
dark=$(ink "$page" $pixels)
ok "a rare character is not blank ($dark dark pixels)" test "$dark" -gt 150
done_testing
