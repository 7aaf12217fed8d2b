"""Reads customer barcodes of Japan Post from pictures by measuring their bars.

    japanpost_reader.py [--dpi N] FILE.pgm…     prints a line per picture: FILE <tab> DATA, or FILE <tab> - and why

It knows nothing of how the bars were drawn: in any row of the picture it looks for 67 dark runs at one pitch, measures how
far each bar reaches up and down, and decodes the patterns of tests/golden/vectors/ref_japanpost_chars.csv with their check
symbol.  With --dpi it also holds the printed measures: pitch, bar, heights, and 2 mm of blank on all sides.

Used as a module: read(width, height, pixels, dpi) gives (data, bars) or raises Unreadable.
"""
import csv
import os
import re
import sys

BARS = 67
DARK = 128
MM = 25.4


class Unreadable(Exception):
    pass


def symbols():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors", "ref_japanpost_chars.csv")
    with open(path, encoding="utf-8") as f:
        return {r["bars_FADT"]: (r["symbol"], int(r["check_value"])) for r in csv.DictReader(f) if r["check_value"]}


SYMBOLS = symbols()
BLACK = bytes(1 if v < DARK else 0 for v in range(256))


def pgm(data):
    fields, at = [], 0
    while len(fields) < 4:
        m = re.compile(rb"\s*(#[^\n]*\n\s*)*(\S+)").match(data, at)
        fields.append(m.group(2))
        at = m.end()
    if fields[0] != b"P5" or fields[3] != b"255":
        raise Unreadable("no PGM of eight bits")
    width, height = int(fields[1]), int(fields[2])
    return width, height, data[at + 1:at + 1 + width * height]


def find(width, height, black):
    """The row and the runs of the barcode: 67 dark runs in a row, one as far from the next as all others."""
    for y in range(0, height, 2):
        runs = [m.span() for m in re.finditer(rb"\x01+", black[y * width:(y + 1) * width])]
        group, pitch = [], 0
        for run in runs + [(10 * width, 10 * width)]:
            step = (run[0] + run[1] - sum(group[-1])) / 2 if group else 0
            if len(group) > 1 and abs(step - pitch) > max(1.2, 0.25 * pitch):
                if len(group) == BARS:
                    return y, group
                group = [group[-1]] if group else []
                step = (run[0] + run[1] - sum(group[-1])) / 2
            group.append(run)
            if len(group) > 1:
                pitch = (sum(group[-1]) - sum(group[0])) / 2 / (len(group) - 1)
    raise Unreadable("no 67 bars")


def reach(width, height, black, x, y):
    top = bottom = y
    while top > 0 and black[(top - 1) * width + x]:
        top -= 1
    while bottom + 1 < height and black[(bottom + 1) * width + x]:
        bottom += 1
    return top, bottom + 1


def measure(width, height, pixels):
    black = pixels.translate(BLACK)
    y, runs = find(width, height, black)
    spans = [reach(width, height, black, (a + b) // 2, y) for a, b in runs]
    top, bottom = min(t for t, _ in spans), max(b for _, b in spans)
    third = (bottom - top) / 3
    bars = ""
    for t, b in spans:
        up, down = t < top + third / 2, b > bottom - third / 2
        bars += "F" if up and down else "A" if up else "D" if down else "T"
    return bars, runs, top, bottom, black


def hold_measures(width, runs, top, bottom, black, dpi):
    mm = dpi / MM
    pitch = (sum(runs[-1]) - sum(runs[0])) / 2 / (BARS - 1) / mm
    size = pitch / 0.12  # points
    if not 7.9 <= size <= 11.6:
        raise Unreadable("bars are %.2f mm apart" % pitch)
    if abs((bottom - top) / mm - 0.36 * size) > 0.25:
        raise Unreadable("long bars are %.2f mm high" % ((bottom - top) / mm))
    wide = sum(b - a for a, b in runs) / BARS / mm
    if abs(wide - 0.06 * size) > 0.2:
        raise Unreadable("bars are %.2f mm wide" % wide)
    quiet = int(2 * mm) - 1
    left, right = runs[0][0] - quiet, runs[-1][1] + quiet
    for y in range(top - quiet, bottom + quiet):
        row = black[y * width + left:y * width + right]
        inside = top <= y < bottom
        if 1 in (row[:quiet] + row[-quiet:] if inside else row):
            raise Unreadable("less than 2 mm of blank around the bars")


def decode(bars):
    if bars[:2] != "FD" or bars[-2:] != "DF":
        raise Unreadable("no start or stop: " + bars)
    try:
        read = [SYMBOLS[bars[i:i + 3]] for i in range(2, BARS - 2, 3)]
    except KeyError as e:
        raise Unreadable("no symbol %s: %s" % (e, bars))
    if sum(value for _, value in read) % 19 != 0:
        raise Unreadable("the check symbol is wrong: " + bars)
    text, shift = "", ""
    for name, _ in read[:-1]:
        if name in ("CC1", "CC2", "CC3"):
            shift = name
        elif name.startswith("CC"):
            shift = ""
        elif shift:
            text += chr(ord("A") + 10 * (int(shift[2]) - 1) + int(name))
            shift = ""
        else:
            text += name
    return text


def read(width, height, pixels, dpi=None):
    bars, runs, top, bottom, black = measure(width, height, pixels)
    if dpi:
        hold_measures(width, runs, top, bottom, black, dpi)
    return decode(bars), bars


def main(argv):
    dpi = None
    if argv[:1] == ["--dpi"]:
        dpi, argv = int(argv[1]), argv[2:]
    for path in argv:
        with open(path, "rb") as f:
            try:
                print(path, *read(*pgm(f.read()), dpi), sep="\t")
            except Unreadable as why:
                print(path, "-", why, sep="\t")


if __name__ == "__main__":
    main(sys.argv[1:])
