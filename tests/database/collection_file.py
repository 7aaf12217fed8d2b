#!/usr/bin/python3
"""Writes a collector's report (engine/intake/COLLECTIONS.md) from lines of words, for tests.

    collection_file.py OFFICE MADE_ON SERIAL <LINES >FILE

Each line is a record payment: RECEIPT REPORT SLIP AMOUNT PAID_ON; SLIP is REFERENCE/INSTALMENT/SLIP of the office, or 21
digits as they are.
"""
import csv
import hashlib
import sys

LAYOUT = {
    "file": ["layout", "office", "made_on", "serial"],
    "payment": ["receipt_no", "report", "slip_number", "amount_yen", "paid_on"],
    "end": ["payments", "records", "digest"],
}


def check_digit(body):
    products = [int(digit) * (2 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(body))]
    return str(-sum(p // 10 + p % 10 for p in products) % 10)


def slip_number(office, slip):
    if "/" not in slip:
        return slip
    body = "%05d%08d%03d%04d" % (int(office), *map(int, slip.split("/")))
    return body + check_digit(body)


def records(office, made_on, serial, lines):
    yield "file", ["getsuji-collections-1", "%05d" % int(office), made_on, serial]
    for line in lines:
        receipt, report, slip, amount, paid_on = line.split()
        yield "payment", [receipt, report, slip_number(office, slip), amount, paid_on]


def main():
    columns = list(dict.fromkeys(item for items in LAYOUT.values() for item in items))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["record"] + columns)
    digest, payments, n = hashlib.sha256(), 0, 0

    def write(record, values):
        of = dict(zip(LAYOUT[record], values, strict=True))
        writer.writerow([record] + [of.get(column, "") for column in columns])

    for record, values in records(*sys.argv[1:4], (line for line in sys.stdin if line.strip())):
        digest.update((record + "\n").encode())
        for item, value in zip(LAYOUT[record], values):
            digest.update(f"{item}={value}\n".encode())
        payments += record == "payment"
        n += 1
        write(record, values)
    write("end", [str(payments), str(n), digest.hexdigest()])


if __name__ == "__main__":
    main()
