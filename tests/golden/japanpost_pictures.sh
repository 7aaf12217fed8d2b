#!/bin/bash
# Customer barcodes as pictures: a reader that measures bars reads what two hands drew, ours and libzint's, for the published
# codes and for many made up; and it says so where a bar is wrong.
set -u
. tests/harness/tap.sh
READER=tests/golden/japanpost_reader.py DRAW=$BUILD/tests/golden/japanpost_draw
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir "$WORK/zint" "$WORK/more"

tail -n +2 tests/golden/vectors/japanpost_bars.csv | cut -d, -f1,2 --output-delimiter=$'\t' >"$WORK/known"
cut -f1 "$WORK/known" >"$WORK/data"
read_of() { # PICTURES…: data and bars
	/usr/bin/python3 "$READER" "$@" | cut -f2,3
}
ok 'ours are drawn' sh -c "'$DRAW' ours '$WORK/ours.pdf' <'$WORK/data'"
for dpi in 150 200 300; do
	pdftoppm -gray -r $dpi "$WORK/ours.pdf" "$WORK/ours-$dpi"
	is "$(read_of --dpi $dpi "$WORK/ours-$dpi"-*.pgm)" "$(<"$WORK/known")" \
		"the published codes, drawn by us: data, bars and measures at $dpi dots per inch"
done
ok "libzint's are drawn" sh -c "'$DRAW' zint '$WORK/zint' <'$WORK/data'"
is "$(read_of "$WORK"/zint/*.pgm)" "$(<"$WORK/known")" 'the published codes, drawn by libzint: data and bars'

# Made up, the same each time: digits, hyphens and letters, up to thirteen symbols.
/usr/bin/python3 -c '
import random
chance = random.Random(6)
for _ in range(120):
    text, left = "%07d" % chance.randrange(1, 10 ** 7), chance.randrange(14)
    text = text if text[-2:] != "00" else text[:-1] + "1"
    while left > 0:
        c = chance.choice("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ" if left > 1 else "0123456789-")
        text, left = text + c, left - (2 if c.isalpha() else 1)
    print(text)' >"$WORK/made"
ok 'both draw what is made up' sh -c "'$DRAW' ours '$WORK/made.pdf' <'$WORK/made' && '$DRAW' zint '$WORK/more' <'$WORK/made'"
pdftoppm -gray -r 150 "$WORK/made.pdf" "$WORK/made"
is "$(read_of --dpi 150 "$WORK"/made-*.pgm | cut -f1)" "$(<"$WORK/made")" 'what is made up, drawn by us, is read as it was asked for'
is "$(read_of "$WORK"/more/*.pgm | cut -f1)" "$(<"$WORK/made")" 'and drawn by libzint'
is "$(read_of "$WORK"/more/*.pgm | cut -f2)" "$(read_of "$WORK"/made-*.pgm | cut -f2)" 'both drew the same bars'

# The reader is not easily pleased: each bar of a code, longer or shorter by a third, is noticed.
/usr/bin/python3 - "$WORK" >"$WORK/faults" <<'P'
import sys
sys.path.insert(0, "tests/golden")
import japanpost_reader as reader
width, height, pixels = reader.pgm(open(sys.argv[1] + "/ours-200-01.pgm", "rb").read())
_, _, top, bottom, _ = reader.measure(width, height, pixels)
pixels, height = pixels[(top - 30) * width:(bottom + 30) * width], bottom - top + 60
bars, runs, top, bottom, _ = reader.measure(width, height, pixels)
third, noticed = (bottom - top) // 3, 0
right = reader.read(width, height, pixels, 200)[0]
for bar, (a, b) in zip(bars, runs):
    for long, first, last in (bar in "FA", top, top + third), (bar in "FD", bottom - third, bottom):
        changed = bytearray(pixels)
        for y in range(first - (0 if long else 2), last + (0 if long else 2)):
            changed[y * width + a:y * width + b] = bytes([255 if long else 0]) * (b - a)
        try:
            noticed += reader.read(width, height, bytes(changed), 200)[0] != right
        except reader.Unreadable:
            noticed += 1
print(noticed)
P
is "$(<"$WORK/faults")" 134 'a bar that is a third too long or too short, up or down, is noticed: 67 bars, both ends'
done_testing
