#!/usr/bin/python3
"""Reads rendered notices back: the customer barcode by its heights, with no code of the program.

read_notice.py PAGE.pgm…  (pdftoppm -gray -r 300): one line per page: FADT bars, and the data they hold.

Window and sizes are those of reports/mail.h: bars of 3.6 mm, 1.2 mm apart, from 18 mm, ending at
59 mm from the top.
"""
import sys

PATTERNS = ["FTT", "FFT", "FDA", "DFA", "FAD", "FTF", "DAF", "AFD", "ADF", "TFF", "TFT",
            "DAT", "DTA", "ADT", "TDA", "ATD", "TAD", "TTF", "FFF"]


def read_pgm(path):
    with open(path, "rb") as f:
        data = f.read()
    fields, at = [], 0
    while len(fields) < 4:
        end = at
        while not data[end:end + 1].isspace():
            end += 1
        fields.append(data[at:end])
        at = end + 1
    return int(fields[1]), int(fields[2]), data[at:]


def read_bars(path, dpi=300):
    width, height, pixels = read_pgm(path)

    def dark(x_mm, y_mm):
        x, y = round(x_mm / 25.4 * dpi), round(y_mm / 25.4 * dpi)
        return pixels[y * width + x] < 128

    top, bars = 55.4, ""
    for i in range(67):
        x = 18.0 + 1.2 * i + 0.3
        up, middle, down = (dark(x, top + part) for part in (0.6, 1.8, 3.0))
        if not middle:
            return None
        # The gap after each bar must be white, or it is not a barcode.
        if dark(x + 0.6, top + 1.8):
            return None
        bars += "F" if up and down else "A" if up else "D" if down else "T"
    return bars


def decode(bars):
    if bars[:2] != "FD" or bars[-2:] != "DF":
        return "no start or stop"
    values = [PATTERNS.index(bars[i:i + 3]) for i in range(2, 65, 3)]
    if sum(values) % 19:
        return "wrong check symbol"
    out, i = "", 0
    values = values[:20]
    while i < 20:
        v = values[i]
        if v < 10:
            out += str(v)
        elif v == 10:
            out += "-"
        elif v <= 13 and i + 1 < 20:
            out += chr(ord("A") + (v - 11) * 10 + values[i + 1])
            i += 1
        elif v != 14:
            return "unknown symbol"
        i += 1
    return out


for path in sys.argv[1:]:
    found = read_bars(path)
    print(decode(found) if found else "no barcode")
