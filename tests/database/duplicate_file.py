#!/usr/bin/python3
"""Writes a result of the check for duplicate coverage (engine/intake/DUPLICATES.md) from lines of words, for tests.

    duplicate_file.py OFFICE MADE_ON SERIAL <LINES >FILE

Each line is a record person: CASE PERSON KIND INSURER_NO QUALIFIED_ON LOST_ON, with - where there is no value; CASE may be
OFFICE/CASE, and a whole registration number of 16 digits, PERSON then being -.
"""
import csv
import hashlib
import sys

LAYOUT = {
    "file": ["layout", "office", "made_on", "serial"],
    "person": ["registration_no", "kind", "insurer_no", "qualified_on", "lost_on"],
    "end": ["persons", "records", "digest"],
}
NULL = "Reason Of Null:01"


def check_digit(body):
    products = [int(digit) * (2 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(body))]
    return str(-sum(p // 10 + p % 10 for p in products) % 10)


def registration_no(office, case, person):
    if person == "-":
        return case
    if "/" in case:
        office, case = case.split("/")
    body = "%05d%08d%02d" % (int(office), int(case), int(person))
    return body + check_digit(body)


def records(office, made_on, serial, lines):
    yield "file", ["getsuji-duplicates-1", "%05d" % int(office), made_on, serial]
    for line in lines:
        case, person, *rest = line.split()
        yield "person", [registration_no(office, case, person)] + [NULL if value == "-" else value for value in rest]


def main():
    columns = list(dict.fromkeys(item for items in LAYOUT.values() for item in items))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["record"] + columns)
    digest, persons, n = hashlib.sha256(), 0, 0

    def write(record, values):
        of = dict(zip(LAYOUT[record], values, strict=True))
        writer.writerow([record] + [of.get(column, "") for column in columns])

    for record, values in records(*sys.argv[1:4], (line for line in sys.stdin if line.strip())):
        digest.update((record + "\n").encode())
        for item, value in zip(LAYOUT[record], values):
            digest.update(f"{item}={value}\n".encode())
        persons += record == "person"
        n += 1
        write(record, values)
    write("end", [str(persons), str(n), digest.hexdigest()])


if __name__ == "__main__":
    main()
