#!/usr/bin/python3
"""Writes an answer file (engine/intake/ANSWERS.md) from lines of words, for tests.

    answer_file.py csv|xml <LINES >FILE

Each line is a record: its word, then ITEM=VALUE ... as a shell would split them.  An item that is not named
carries Reason Of Null 01; ITEM=~NN carries the reason NN.  `file` has layout=getsuji-answer-1 by itself; `end`
is added, with the counts and the digest.  The check digit of a request id of 18 digits is added, too.
"""
import csv
import hashlib
import shlex
import sys
from xml.sax.saxutils import escape

YEN_TAX = "wages wages_income pension pension_income business agriculture real_estate interest dividend transfer occasional miscellaneous"
LAYOUT = {
    "file": "layout subject office made_on serial",
    "answer": "request_id linkage_no state name name_kana birth_on answered_on",
    "award": "pension_code change_reason_a change_reason_b first_paid_on",
    "scheme": "scheme decided_on right_arose_on right_lost_on suspension_reason suspended_from suspended_to fixed_years "
              "certified_year first_visit_on grade_code illness_code certificate_code",
    "amount": "pay_from_on reason_a reason_b national_yen national_stopped_yen additional_yen additional_stopped_yen "
              "child_yen spouse_yen employees_yen employees_stopped_yen",
    "payment": "paid_on paid_yen income_tax_yen care_premium_yen health_premium_yen elderly_premium_yen resident_tax_yen",
    "arrears": "paid_on national_yen additional_yen employees_yen",
    "tax": "tax_year declaration nontaxable per_capita_yen income_levy_yen total_income_yen dependant "
           + " ".join(name + "_yen" for name in YEN_TAX.split()),
    "employer": "employer_name postal_code address paid_yen",
    "end": "answers records digest",
}
LAYOUT = {record: items.split() for record, items in LAYOUT.items()}
DEPTH = {"file": 0, "answer": 0, "award": 1, "tax": 1, "employer": 1, "scheme": 2, "amount": 2, "payment": 2, "arrears": 2,
         "end": 0}
NULL = "Reason Of Null:"


def check_digit(body):
    products = [int(digit) * (2 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(body))]
    return str(-sum(p // 10 + p % 10 for p in products) % 10)


def value_of(record, item, given):
    value = given.pop(item, "getsuji-answer-1" if item == "layout" else "~01")
    if item == "request_id" and len(value) == 18:
        value += check_digit(value)
    return NULL + value[1:] if value.startswith("~") else value


def read_records(lines):
    for line in lines:
        words = shlex.split(line)
        if words:
            given = dict(word.split("=", 1) for word in words[1:])
            yield words[0], [value_of(words[0], item, given) for item in LAYOUT[words[0]]]
            assert not given, f"no such item: {given}"


def with_end(records):
    digest, answers, n = hashlib.sha256(), 0, 0
    for record, values in records:
        digest.update((record + "\n").encode())
        for item, value in zip(LAYOUT[record], values):
            digest.update(f"{item}={value}\n".encode())
        answers += record == "answer"
        n += 1
        yield record, values
    yield "end", [str(answers), str(n), digest.hexdigest()]


def write_csv(records, out):
    columns = list(dict.fromkeys(item for items in LAYOUT.values() for item in items))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["record"] + columns)
    for record, values in records:
        of = dict(zip(LAYOUT[record], values))
        writer.writerow([record] + [of.get(column, "") for column in columns])


def write_xml(records, out):
    open_records = []
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<answers>\n')
    for record, values in records:
        while len(open_records) > DEPTH[record]:
            out.write(f"</{open_records.pop()}>\n")
        out.write(f"<{record}>\n")
        for item, value in zip(LAYOUT[record], values):
            if value.startswith(NULL):
                out.write(f'<{item} reason_of_null="{value[len(NULL):]}"/>\n')
            else:
                out.write(f"<{item}>{escape(value)}</{item}>\n")
        open_records.append(record)
    while open_records:
        out.write(f"</{open_records.pop()}>\n")
    out.write("</answers>\n")


if __name__ == "__main__":
    write = {"csv": write_csv, "xml": write_xml}[sys.argv[1]]
    write(with_end(read_records(sys.stdin)), sys.stdout)
