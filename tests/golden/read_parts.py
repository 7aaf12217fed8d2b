"""Reads the parts of a mailing as pictures and compares them with what the database says.

    read_parts.py expected.json KEY-HEX CODES [PROFILE PICTURES [SOURCES]]

CODES: what zbarimg read, "PICTURE <tab> CODE"; PICTURES/PART-NNN.pgm, SOURCES/RUN-FILE-NNN.pgm: pages at 200 dots per inch.
Without pictures it looks at the codes alone, without sources also at barcodes and at the marks of the inserter's profile.
Prints what is wrong, a line each, and last "SIDES sides, BARCODES barcodes, MARKS marks".

Independent of the program: the MAC is Python's, 2D codes are zbarimg's, customer barcodes are measured
(japanpost_reader.py), and the numbers of an address are taken by a rule of this file's own.
"""
import base64
import csv
import hashlib
import hmac
import json
import os
import re
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import japanpost_reader  # noqa: E402

DPI = 200
MM = DPI / 25.4


def code_of(key, run, piece, sheet, sheets, back, version=0):
    text = "GJ2:R%d:P%d:S%d/%d:%s:V%d:" % (run, piece, sheet, sheets, "B" if back else "F", version)
    return text + base64.b32encode(hmac.new(key, text.encode(), hashlib.sha256).digest()[:5]).decode()


KANJI = {c: i for i, c in enumerate("〇一二三四五六七八九")}


def number(kanji):
    tens, _, ones = kanji.rpartition("十")
    return str((KANJI.get(tens, 1 if "十" in kanji else 0)) * 10 + KANJI.get(ones, 0))


def barcode_of(postal_code, address):
    """For addresses like ours: numerals before 丁目 become digits, the numbers of the address are joined by hyphens."""
    plain = unicodedata.normalize("NFKC", address).upper()
    plain = re.sub("[〇一二三四五六七八九十]+(?=丁目|番|号)", lambda m: number(m.group()), plain)
    plain = re.sub(r"(\d)F(?![A-Z])", r"\1-", plain)
    text = re.sub(r"[A-Z]{2,}", "-", re.sub(r"[&/・.]", "", plain))
    text = re.sub(r"-+", "-", re.sub(r"[^0-9A-Z]+", "-", text)).strip("-")
    text = re.sub(r"-?([A-Z])-?", r"\1", text)
    return None if postal_code.endswith("00") else (postal_code + text)


def picture(folder, name, page):
    for digits in range(1, 6):
        path = os.path.join(folder, "%s-%0*d.pgm" % (name, digits, page))
        if os.path.exists(path):
            with open(path, "rb") as f:
                return japanpost_reader.pgm(f.read())
    raise SystemExit("no picture of page %d of %s" % (page, name))


def row_parts(y, width):
    """Of a row: what the codes and marks may change."""
    left, right = int(4 * MM), int(17.5 * MM)
    below_window, fold, fold_2 = int(67 * MM), int(112 * MM), int(224 * MM)
    free = y < below_window or abs(y - fold) < 2 * MM or y > fold_2 - 2 * MM
    return (0, 0) if free else (left, right)


def compare(page, source):
    """The page is the source's page, except in the margin, where the source has nothing."""
    width, height, now = page
    if source is None:
        before = b"\xff" * len(now)
    elif source[:2] != page[:2]:
        return "another size than its source"
    else:
        before = source[2]
    for y in range(height):
        a, b = row_parts(y, width)
        row = y * width
        if now[row:row + a] != before[row:row + a] or now[row + b:row + width] != before[row + b:row + width]:
            return "differs from its source at %d mm from the top" % (y / MM)
        if a != b and min(before[row + a:row + b]) < 128:
            return "its source has something in the margin at %d mm" % (y / MM)
    return None


def profile_of(name):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../jobs/rules/tables/inserter_mark.csv")
    with open(path, encoding="utf-8") as f:
        return sorted((r for r in csv.DictReader(f) if r["profile"] == name), key=lambda r: int(r["rank"]))


def marks_of(profile, s):
    """The marks that a front must bear: the sheet's number in the part counts modulo eight; parity makes them even."""
    last, n = s["sheet"] == s["sheets"], s["in_part"] % 8
    due = {"always": True, "last": last, "not_last": not last, "enclosure": s["enclosure"], "bit1": n & 1, "bit2": n & 2,
           "bit4": n & 4}
    shown = [m["mark"] for m in profile if not s["back"] and due.get(m["shown"])]
    return shown + ["parity"] * (len(shown) % 2)


def marks_on(profile, page):
    width, _, pixels = page
    at = [(m["mark"], int((int(m["y"]) + int(m["height"]) / 2) / 100 * MM), int((int(m["x"]) + int(m["width"]) / 2) / 100 * MM))
          for m in profile]
    return [mark for mark, y, x in at if min(pixels[(y + d) * width + x] for d in (-1, 0, 1)) < 128]


def main(expected, key, codes, profile=None, pictures=None, sources=None):
    key = bytes.fromhex(key)
    sides = json.load(open(expected, encoding="utf-8"))
    profile = profile_of(profile)
    read = {}
    for line in open(codes, encoding="utf-8"):
        name, _, code = line.rstrip("\n").partition("\t")
        if code.startswith("GJ2:"):
            read.setdefault(name, []).append(code)
    bars = marks = 0
    for s in sides:
        where = "%s page %d" % (s["part"], s["page"])
        want = code_of(key, s["run"], s["piece"], s["sheet"], s["sheets"], s["back"])
        got = read.pop("%s-%d" % (s["part"], s["page"]), [])
        if got != [want]:
            print(where, "code", got, "and not", want)
        if not pictures:
            continue
        page = picture(pictures, s["part"], s["page"])
        want, got = sorted(marks_of(profile, s)), sorted(marks_on(profile, page))
        marks += len(got)
        if want != got:
            print(where, "marks", got, "and not", want)
        if sources:
            wrong = compare(page, picture(sources, s["source"], s["source_page"]) if s["source"] else None)
            if wrong:
                print(where, wrong)
        want = barcode_of(s["postal_code"], s["address"]) if s["window"] else None
        if want:
            bars += 1
            try:
                data, _ = japanpost_reader.read(*page, DPI)
            except japanpost_reader.Unreadable as why:
                data = str(why)
            if data != want:
                print(where, "barcode", data, "and not", want)
    for name, extra in read.items():
        print(name, "has codes and no side:", extra)
    print(len(sides), "sides,", bars, "barcodes,", marks, "marks")


if __name__ == "__main__":
    main(*sys.argv[1:])
