#!/usr/bin/python3
"""Rows per second of Python XlsxWriter in constant memory, with the content of bench_workbook.c.

peer_workbook.py [ROWS] [FOLDER]    needs Debian's python3-xlsxwriter; prints one line of JSON.
"""
import json
import os
import resource
import sys
import time

import xlsxwriter

TEXTS = ["勅使河原 権左衛門", "03 佐藤 一郎", "口座振込", "東京都千代田区九段南一丁目2番1号", "年金の認定額が変更になったため。"]
TITLES = ["ケース番号", "世帯主", "担当員", "支給方法", "住所", "理由"] + [f"金額{i}" for i in range(1, 15)]


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200000
    path = os.path.join(sys.argv[2] if len(sys.argv) > 2 else "/tmp", f"peer-workbook-{os.getpid()}.xlsx")
    start = time.monotonic()
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("一覧")
    text, number = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0"})
    for column, title in enumerate(TITLES):
        sheet.write_string(0, column, title)
    for row in range(rows):
        sheet.write_string(row + 1, 0, f"{row % 100000000:08d}", text)
        for column, value in enumerate(TEXTS, 1):
            sheet.write_string(row + 1, column, value, text)
        for column in range(6, 20):
            sheet.write_number(row + 1, column, (row * 7919 + column * 104729) % 200000, number)
    book.close()
    seconds = time.monotonic() - start
    os.unlink(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "rows_per_second": round(rows / seconds), "peak_mb": round(peak, 1)}))


main()
