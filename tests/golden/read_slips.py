#!/usr/bin/python3
"""Reads printed repayment slips back and compares every page with the database, with no code of the program.

read_slips.py FACTS FOLDER: FACTS has a line per slip that is on paper (the columns of slip_form.sh, parted by |), FOLDER the
run's files.  The text comes from pdftotext, the barcode and the sheet's 2D code from zbarimg on pages rendered at 600
dpi, the barcode's size from the pixels.  Prints a line per finding, then what was read; ends with 1 when anything differs.
"""
import os, re, subprocess, sys, tempfile
from datetime import date

COLUMNS = ("file page name address yen reference instalment slip instalments parts part pay_by maker bank reissue document "
           "run total article").split()
ARTICLES = {"1": "法第63条返還金", "2": "法第77条徴収金", "3": "法第77条の2徴収金", "4": "法第78条徴収金", "9": "返納金"}
DPI = 600
BARS = (74, 227, 62, 16)  # where the barcode is, mm: left, top, width, height
CODE = (175, 8, 30, 30)   # and the sheet's own
findings = []


def squeeze(s):
    return re.sub(r"\s", "", s)


def luhn(body):
    products = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return str(-sum(p // 10 + p % 10 for p in products) % 10)


def era(text):
    d = date.fromisoformat(text)
    return f"令和{d.year - 2018}年{d.month}月{d.day}日"


def number(s):
    body = "13113%08d%03d%04d" % (int(s["reference"]), int(s["instalment"]), int(s["slip"]))
    return body + luhn(body)


def digits(s):
    """The 44 digits as the guideline has them."""
    d = date.fromisoformat(s["pay_by"])
    body = "91" + s["maker"] + number(s) + ("1" if s["reissue"] == "t" else "0") + d.strftime("%y%m%d") + "0" + "%06d" % int(s["yen"])
    return body + str(-sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body))) % 10)


def render(pdf, page, box, folder):
    out = os.path.join(folder, "p")
    x, y, w, h = (str(round(v * DPI / 25.4)) for v in box)
    subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), "-f", page, "-l", page, "-x", x, "-y", y, "-W", w, "-H", h,
                    "-singlefile", pdf, out], check=True)
    return out + ".pgm"


def decode(picture):
    return subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True).stdout.split()


def size(picture):
    """Width and height of what is dark in the row where the bars are, and the blank left and right of it; mm."""
    with open(picture, "rb") as f:
        assert f.readline() == b"P5\n"
        width, height = map(int, f.readline().split())
        f.readline()
        rows = [f.read(width) for _ in range(height)]
    middle = rows[round(height * 9 / 16)]
    dark = [x for x in range(width) if middle[x] < 128]
    first, last = dark[0], dark[-1]
    high = sum(1 for r in rows if r[first] < 128)
    mm = 25.4 / DPI
    return (last - first + 1) * mm, high * mm, first * mm, (width - 1 - last) * mm


def check(s, pdf, others, folder):
    text = squeeze(subprocess.run(["pdftotext", "-layout", "-f", s["page"], "-l", s["page"], pdf, "-"],
                                  capture_output=True, text=True, check=True).stdout)
    plain = number(s)
    times = "一括" if s["instalments"] == "1" else f"第{s['instalment']}回／全{s['instalments']}回"
    if s["parts"] != "1":
        times += f"（{s['parts']}枚中{s['part']}枚目）"
    wanted = {"name": 4 * [squeeze(s["name"]) + "様"], "address": [squeeze(s["address"])], "yen": 4 * [f"{int(s['yen']):,}円"],
              "total": [f"{int(s['total']):,}円"], "number": 3 * ["-".join((plain[:5], plain[5:13], plain[13:16], plain[16:20], plain[20]))],
              "pay_by": 4 * [era(s["pay_by"])], "times": 4 * [times], "article": 3 * [ARTICLES[s["article"]]],
              "stamp": 3 * ["印紙不要"], "parts": ["領収証書", "原符"], "reissue": ["改めてお送りします"] if s["reissue"] == "t" else []}
    for item, texts in wanted.items():
        for t in texts:
            if text.count(t) < texts.count(t):
                findings.append(f"{s['document']}: {item} stands {text.count(t)} times, not {texts.count(t)}")
                break
    for other in others:
        if other["address"] != s["address"] and squeeze(other["address"]) in text or number(other) in text and other is not s:
            findings.append(f"{s['document']}: says what is of {other['document']}")
    sheet = decode(render(pdf, s["page"], CODE, folder))
    if len(sheet) != 1 or not sheet[0].startswith(f"GJ1:R{s['run']}:P{s['document']}:S1/1:"):
        findings.append(f"{s['document']}: the sheet's code says {sheet}")
    picture = render(pdf, s["page"], BARS, folder)
    read = decode(picture)
    if s["bank"] == "t":
        if read or "金融機関の窓口用" not in text:
            findings.append(f"{s['document']}: a slip for a bank has a barcode, or does not say what it is")
        return False
    code = digits(s)
    if read != [code]:
        findings.append(f"{s['document']}: the barcode says {read}, not {code}")
    if f"(91){code[2:8]}-{code[8:30]}" not in text or f"{code[30:36]}-{code[36]}-{code[37:43]}-{code[43]}" not in text:
        findings.append(f"{s['document']}: its digits do not stand below the barcode in two lines")
    width, high, left, right = size(picture)
    module = width / 288
    if width + 20 * module > 60 or high < 10 or min(left, right) < 10 * module - 0.1 or not 0.15 < module < 0.195:
        findings.append(f"{s['document']}: the barcode is {width:.1f} x {high:.1f} mm, {left:.1f} and {right:.1f} mm blank beside it")
    return True


def main():
    slips = [dict(zip(COLUMNS, line.rstrip("\n").split("|"), strict=True)) for line in open(sys.argv[1], encoding="utf-8")]
    bars = 0
    with tempfile.TemporaryDirectory() as folder:
        for s in slips:
            bars += check(s, os.path.join(sys.argv[2], s["file"]), slips, folder)
    for finding in findings:
        print(finding)
    print(f"{len(slips)} slips, {bars} barcodes")
    sys.exit(1 if findings or not slips else 0)


if __name__ == "__main__":
    main()
