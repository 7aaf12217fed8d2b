#!/usr/bin/python3
"""The same letter by reportlab: the peer of bench_notice.

peer_notice.py [PIECES [PER_BUNDLE [FOLDER]]]    PER_BUNDLE 1: each letter as a file of its own

Same elements as reports/notice_letter.c: a static layer drawn once per file as a form (rules, labels,
sender, instruction), then per page the address block, about 60 pieces of text, a customer barcode of 67
bars and a 2D code.  The matrix of the 2D code is ready-made: reportlab is not charged for encoding it,
nor for taking numbers from addresses or breaking lines.  Fonts: IPAex, embedded subsets.
"""
import os
import resource
import sys
import tempfile
import time

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

WIDTH, HEIGHT = 210 * mm, 297 * mm
FAMILIES = ["佐藤", "鈴木", "髙橋", "田中", "渡邊", "伊藤", "山﨑", "中村", "小林", "齋藤", "吉田", "葛西"]
GIVENS = ["太郎", "花子", "一郎", "美咲", "健", "さくら", "蓮", "陽葵", "翔太", "結衣", "清", "和子"]
TOWNS = ["霞が関", "九段南", "神田錦町", "飯田橋", "麹町", "永田町", "外神田", "岩本町"]
AIDS = ["生活扶助", "住宅扶助", "教育扶助", "介護扶助", "医療扶助", "出産扶助", "生業扶助", "葬祭扶助",
        "支給額合計", "最低生活費", "収入充当額", "本人支払額"]
LABELS = [("世帯主氏名", 0, 0), ("決定の種別", 1, 0), ("決定年月日", 1, 1), ("適用年月日", 2, 0), ("対象月", 2, 1),
          ("ケース番号", 3, 0), ("支給方法", 3, 1)]
INSTRUCTION = [
    "１　この決定に不服があるときは、この決定があったことを知った日の翌日から起算して三月以内に、東京都知事に対して審査請求を",
    "することができます。ただし、この決定の日の翌日から起算して一年を経過したときは、正当な理由がある場合を除き、審査請求をす",
    "ることができません。",
    "２　この決定の取消しの訴えは、１の審査請求に対する裁決を経た後に、その裁決があったことを知った日の翌日から起算して六月以",
    "内に、この福祉事務所を置く地方公共団体を被告として（これを代表する者は千代田区長です。）提起することができます。ただし、裁",
    "決の日の翌日から起算して一年を経過したときは、正当な理由がある場合を除き、提起することができません。",
    "３　次のいずれかに当たるときは、裁決を経ないで取消しの訴えを提起することができます。(1)審査請求をした日の翌日から起算し",
    "て五十日（諮問があった旨の通知を受けたときは七十日）を経過しても裁決がないとき　(2)著しい損害を避けるため緊急の必要があ",
    "るとき　(3)その他裁決を経ないことにつき正当な理由があるとき"]
# 25 x 25 modules as dark runs per row, as many as a QR code has; nothing is encoded.
MATRIX = [[(x, w) for x, w in ((0, 2), (4, 1), (6, 2), (10, 1), (12, 3), (16, 1), (18, 2), (21, 1), (23, 2)) if (x + row) % 4] for row in range(25)]
PATTERNS = ["FTT", "FFT", "FDA", "DFA", "FAD", "FTF", "DAF", "AFD", "ADF", "TFF"]


def put(c, font, size, x, y, text):
    c.setFont(font, size)
    c.drawString(x * mm, HEIGHT - y * mm, text)


def put_right(c, font, size, x, y, text):
    c.setFont(font, size)
    c.drawRightString(x * mm, HEIGHT - y * mm, text)


def spread(c, font, size, x, width, y, text):
    t = c.beginText(x * mm, HEIGHT - y * mm)
    t.setFont(font, size)
    t.setCharSpace((width * mm - pdfmetrics.stringWidth(text, font, size)) / max(len(text) - 1, 1))
    t.textOut(text)
    t.setCharSpace(0)
    c.drawText(t)


def box(c, x, y, w, h, stroke=1, fill=0):
    c.rect(x * mm, HEIGHT - (y + h) * mm, w * mm, h * mm, stroke=stroke, fill=fill)


def rule(c, x1, y1, x2, y2):
    c.line(x1 * mm, HEIGHT - y1 * mm, x2 * mm, HEIGHT - y2 * mm)


def static_layer(c):
    c.beginForm("layer")
    c.setLineWidth(0.12 * mm)
    for y in (112, 224):
        rule(c, 5, y, 8, y)
    put(c, "Mincho", 10.5, 132, 34, "千代田福祉事務所")
    put(c, "Mincho", 8, 132, 39, "〒102-0074")
    put(c, "Mincho", 8, 132, 43, "東京都千代田区九段南１丁目２番１号")
    put(c, "Mincho", 8, 132, 47, "電話")
    put(c, "Mincho", 8, 142, 47, "03-0000-0000")
    put(c, "Mincho", 8, 132, 54.5, "担当")
    put_right(c, "Mincho", 10.5, 192, 62.5, "千代田福祉事務所長　山田　一郎")
    put_right(c, "Mincho", 7.5, 192, 67, "（公印省略）")
    spread(c, "Gothic", 18, 65, 80, 80.5, "保護決定通知書")
    c.setFillGray(0.93)
    for _, row, side in LABELS:
        box(c, 18 + 87 * side, 96 + 6 * row, 28, 6, 0, 1)
    box(c, 18, 126.5, 174, 5.5, 0, 1)
    box(c, 18, 172.4, 174, 6.2, 0, 1)
    box(c, 18, 196.8, 28, 35, 0, 1)
    c.setFillGray(0)
    for text, row, side in LABELS:
        spread(c, "Gothic", 9, 21 + 87 * side, 22, 100.2 + 6 * row, text)
    for row in range(5):
        rule(c, 18, 96 + 6 * row, 192, 96 + 6 * row)
    for x in (18, 46, 105, 133, 192):
        rule(c, x, 96, x, 120)
    put(c, "Gothic", 9.5, 18, 125.2, "扶助の種類と額")
    put_right(c, "Mincho", 8, 192, 125.2, "（円、△は減）")
    for i, head in enumerate(("区分", "決定前", "決定後", "増減")):
        spread(c, "Gothic", 9, 35 + 45 * i, 18, 130.4, head)
    for i, aid in enumerate(AIDS):
        spread(c, "Gothic" if i == 8 else "Mincho", 9.5, 28, 34, 135.8 + 5.05 * i, aid)
    for row in range(14):
        rule(c, 18, 126.5 + 5.05 * row, 192, 126.5 + 5.05 * row)
    for x in (18, 72, 112, 152, 192):
        rule(c, x, 126.5, x, 193.8)
    spread(c, "Gothic", 9, 20, 25, 215, "決定の理由")
    box(c, 18, 196.8, 174, 35)
    rule(c, 46, 196.8, 46, 231.8)
    put(c, "Gothic", 9.5, 18, 236.8, "教示")
    put_right(c, "Mincho", 7, 192, 236.8, "教示文 第1版（案）")
    for i, line in enumerate(INSTRUCTION):
        put(c, "Mincho", 8, 20, 242 + 3.7 * i, line)
    box(c, 18, 238.3, 174, 38.5)
    c.endForm()


def barcode(c, n):
    bars = "FD" + "".join(PATTERNS[n // 7 ** (i % 5) % 10] for i in range(21)) + "DF"
    for i, bar in enumerate(bars):
        up, down = (1.2 if bar in "FA" else 0), (1.2 if bar in "FD" else 0)
        box(c, 18 + 1.2 * i, 56.6 - up, 0.6, 1.2 + up + down, 0, 1)


def page(c, i):
    n = i * 2654435761 & 0xFFFFFFFF
    before, after, rent = 70000 + n % 9000, 70000 + n // 7 % 9000, 30000 + n % 24 * 1000
    name = FAMILIES[n // 11 % 12] + "　" + GIVENS[n // 131 % 12]
    c.doForm("layer")
    put(c, "Mincho", 10.5, 18, 16.5, f"〒10{n % 9 + 1}-{n % 9999:04d}")
    put(c, "Mincho", 10.5, 18, 22, f"東京都千代田区{TOWNS[n // 17 % 8]}{n % 9 + 1}丁目{n // 9 % 30 + 1}番{n // 270 % 17 + 1}号")
    put(c, "Mincho", 10.5, 18, 27, f"コーポ{n // 31 % 900 + 101}号室")
    put(c, "Mincho", 14, 18, 35.5, name + "　様")
    barcode(c, n)
    for row, runs in enumerate(MATRIX):
        for x, w in runs:
            box(c, 179.5 + 0.5 * x, 12 + 0.5 * row, 0.5 * w, 0.5, 0, 1)
    put_right(c, "Mincho", 9.5, 175, 16.5, f"福保決第2-{i + 1}号")
    put_right(c, "Mincho", 9.5, 175, 22, "令和9年2月1日")
    put(c, "Mincho", 9, 142, 54.5, "田中　一郎")
    put(c, "Mincho", 10, 18, 87.8, "　あなたの世帯に対する生活保護法による保護について、次のとおり変更することを決定しましたので、同法")
    put(c, "Mincho", 10, 18, 93, "第25条第2項の規定により通知します。")
    for text, row, side in ((name, 0, 0), ("変更", 1, 0), ("令和9年2月1日", 1, 1), ("令和9年2月1日", 2, 0), ("令和9年2月分", 2, 1),
                            (str(i), 3, 0), ("口座振込", 3, 1)):
        put(c, "Mincho", 10, 49 + 87 * side, 100.4 + 6 * row, text)
    rows = [(before, after), (rent, rent), (0, 0), None, None, (0, 0), (0, 0), (0, 0), (before + rent, after + rent),
            (before + rent + 20000, after + rent + 20000), (20000, 20000), (0, 0)]
    for k, row in enumerate(rows):
        texts = ("―", "―", "―") if row is None else (
            f"{row[0]:,}", f"{row[1]:,}", f"{row[1] - row[0]:,}".replace("-", "△"))
        for column, text in enumerate(texts):
            put_right(c, "Gothic" if k == 8 else "Mincho", 9.5, 108 + 40 * column, 135.8 + 5.05 * k, text)
    for k, text in enumerate((f"就労収入の認定額が{n % 90000}円から{n // 3 % 90000}円に変わったため（次官通知第8の3(1)）。",
                              f"生活扶助の基準額が{n % 9000}円変わったため（保護の基準 別表第1第1章 冬季加算）。")):
        put(c, "Mincho", 9, 48, 201.7 + 4.55 * k, "・")
        put(c, "Mincho", 9, 51.3, 201.7 + 4.55 * k, text)
    c.setFont("Mincho", 8)
    c.drawCentredString(105 * mm, HEIGHT - 284 * mm, "1／1")
    c.showPage()


def main():
    pieces = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    per_bundle = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    folder = sys.argv[3] if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory() as temporary:
        folder = folder or temporary
        began = time.monotonic()
        pdfmetrics.registerFont(TTFont("Mincho", "/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf"))
        pdfmetrics.registerFont(TTFont("Gothic", "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"))
        size = 0
        for start in range(0, pieces, per_bundle):
            path = os.path.join(folder, f"notice-{start:08d}.pdf")
            c = canvas.Canvas(path, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
            static_layer(c)
            for i in range(start, min(start + per_bundle, pieces)):
                page(c, i)
            c.save()
            size += os.path.getsize(path)
        took = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"reportlab  pages={pieces} per_file={per_bundle} threads=1 pages_per_s={pieces / took:.0f} "
          f"bytes_per_page={size / pieces:.0f} peak_mb={peak}")


if __name__ == "__main__":
    main()
