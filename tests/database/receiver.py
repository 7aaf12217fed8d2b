#!/usr/bin/python3
"""The other side of the online eligibility check, for tests: knows the layout (engine/intake/REGISTRATIONS.md) and
nothing else of the program.

    receiver.py STATE take UPLOAD [--reject RECORD_NO=CODE ...] [--answer FILE] [--only N] [--made-on DAY --serial N]
        takes the records of an upload, each once, in the order of their numbers per item, and writes what it says to
        them; --only N: only to every Nth
    receiver.py STATE answer NUMBER ... --office OFFICE --answer FILE --made-on DAY --serial N [--error CODE]
        answers these numbers, whatever was sent: accepted, or rejected with the code
    receiver.py STATE show
        what is registered, one item a line: its key and its values joined by |

STATE is a file.  Anything that the layout does not allow ends the program.
"""
import argparse
import csv
import hashlib
import json
import os
import re
import sys

OWN = "layout office made_on serial record_no action replaces_no again".split()
HEAD = "registration_no nondisclosure".split()
PERSON = ("InsuredCardClassification InsurerNumber InsuredIdentificationNumber QualificationDate DisqualificationDate "
          "ReasonOfLoss QualificationValidity Sex").split()
TICKET = ("recipient_no TT MTVD MTED MTIN MTM DMIC DMIF DMIN PIMIC PIMIN INJN1 INJN2 INJN3 MTT SPA DCN HCN SOCU SOSI CF "
          "SOI SOEMC SOPE R1 R2 R3").split()
COLUMNS = OWN + HEAD + PERSON + TICKET + ["records", "digest"]
HAS = {
    "file": "layout office made_on serial".split(),
    "person": "record_no action replaces_no again".split() + HEAD + PERSON,
    "ticket": "record_no action replaces_no again".split() + HEAD + TICKET,
    "end": "records digest".split(),
}
FORM = {
    "office": r"\d{5}", "made_on": r"\d{4}-\d\d-\d\d", "serial": r"[1-9]\d{0,5}", "record_no": r"\d{19}",
    "action": "add|correct|cancel", "replaces_no": r"(\d{19})?", "again": "[01]", "registration_no": r"\d{16}",
    "nondisclosure": "[01]", "InsuredCardClassification": "A1", "InsurerNumber": r"12\d{6}",
    "InsuredIdentificationNumber": r"\d{16}", "QualificationDate": r"\d{8}", "DisqualificationDate": r"(\d{8})?",
    "ReasonOfLoss": "(01|02|03|99)?", "QualificationValidity": "", "Sex": "3", "recipient_no": r"\d{7}", "TT": "0[12]",
    "MTVD": r"\d{8}", "MTED": r"\d{8}", "MTIN": r"[1-9]\d*", "MTM": r"\d{6}", "DMIC": "[0-9A-Z]{10}", "DMIF": "",
    "DMIN": ".+", "PIMIC": "([0-9A-Z]{10})?", "MTT": "0[1-5]", "SPA": r"\d+", "SOCU": "0[12]", "SOSI": "0[12]", "CF": "",
    "SOI": "0[12]", "SOEMC": "0[12]", "SOPE": "0[12]",
}


def luhn(number):
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(map(int, reversed(number)))) % 10 == 0


def check_record(word, record):
    assert all(value == "" for column, value in record.items() if column not in HAS[word]), word
    for column in HAS[word]:
        assert re.fullmatch(FORM.get(column, ".*"), record[column]), (word, column)
    for column in "record_no replaces_no registration_no recipient_no InsurerNumber".split():
        assert record[column] == "" or luhn(record[column]), (word, column)
    if word == "person":
        assert (record["DisqualificationDate"] == "") == (record["ReasonOfLoss"] == "")
        assert record["DisqualificationDate"] == "" or record["QualificationDate"] < record["DisqualificationDate"]
    if word == "ticket":
        assert record["MTVD"] <= record["MTED"] and record["MTVD"][:6] == record["MTED"][:6] == record["MTM"]
        assert (record["TT"] == "02") == (record["MTT"] == "04") == (record["PIMIN"] != "")
        assert (record["SOCU"] == "02") or record["SOSI"] == record["SOI"] == record["SOEMC"] == "02"


def read_upload(path):
    """The file's record, and (word, record) of the others; dies of any fault."""
    text = open(path, encoding="utf-8", newline="").read()
    assert "\r" not in text and text.endswith("\n")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["record"] + COLUMNS, rows[0]
    sha, records, numbers = hashlib.sha256(), [], set()
    for n, row in enumerate(rows[1:]):
        word, record = row[0], dict(zip(COLUMNS, row[1:]))
        assert (word == "file") == (n == 0) and (word == "end") == (n == len(rows) - 2), path
        check_record(word, record)
        if word == "end":
            assert record["records"] == str(len(records)) and record["digest"] == sha.hexdigest(), path
            continue
        sha.update((word + "\n").encode())
        for column in HAS[word]:
            sha.update(f"{column}={record[column]}\n".encode())
        if word == "file":
            first = record
            assert first["layout"] == "getsuji-registration-1"
        else:
            assert record["record_no"] not in numbers, "a number stands twice in an upload"
            numbers.add(record["record_no"])
            records.append((word, record))
    return first, records


def item_of(word, record):
    return "/".join([record["registration_no"], *([record["MTM"], record["MTIN"]] if word == "ticket" else [])])


def judge(state, word, record, reject):
    """What becomes of a record: 'accepted', or the code of an error."""
    number, item = record["record_no"], item_of(word, record)
    if number in reject:
        return reject[number]
    last = state["last"].get(item, "")
    if number < last:
        return "LATE"
    if record["replaces_no"] != "":  # taken whatever is there: nobody knows whether the other one was
        return "accepted"
    if record["action"] == "add":
        return "EXISTS" if item in state["items"] else "accepted"
    return "accepted" if item in state["items"] else "MISSING"


def take(state, path, reject, only):
    first, records = read_upload(path)
    answers = []
    for n, (word, record) in enumerate(records):
        number, item = record["record_no"], item_of(word, record)
        content = [record[column] for column in HAS[word][4:]]
        assert item.startswith(first["office"]), "a record of another office"
        if number in state["known"]:
            assert state["known"][number]["content"] == content, "a number with other content"
        else:
            said = judge(state, word, record, reject)
            state["known"][number] = {"said": said, "content": content}
            if said == "accepted":
                state["last"][item] = number
                if record["action"] == "cancel":
                    state["items"].pop(item, None)
                else:
                    state["items"][item] = "|".join(content)
        if n % only == 0:
            answers.append((number, state["known"][number]["said"]))
    return first["office"], answers


def write_answers(path, office, made_on, serial, answers):
    columns = "record layout office made_on serial record_no state error_code answers records digest".split()
    has = {"file": columns[1:5], "answer": columns[5:8], "end": columns[8:]}
    rows, sha = [], hashlib.sha256()
    rows.append(("file", ["getsuji-registration-answer-1", office, made_on, str(serial)]))
    for number, said in answers:
        rows.append(("answer", [number, "accepted" if said == "accepted" else "rejected",
                                "Reason Of Null:01" if said == "accepted" else said]))
    for word, values in rows:
        sha.update((word + "\n" + "".join(f"{c}={v}\n" for c, v in zip(has[word], values))).encode())
    rows.append(("end", [str(len(answers)), str(len(answers) + 1), sha.hexdigest()]))
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for word, values in rows:
            of = dict(zip(has[word], values))
            writer.writerow([word] + [of.get(column, "") for column in columns[1:]])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("state")
    parser.add_argument("what", choices=["take", "answer", "show"])
    parser.add_argument("operands", nargs="*")
    parser.add_argument("--reject", nargs="*", default=[])
    parser.add_argument("--only", type=int, default=1)
    parser.add_argument("--answer")
    parser.add_argument("--office")
    parser.add_argument("--error", default="accepted")
    parser.add_argument("--made-on")
    parser.add_argument("--serial", default="1")
    a = parser.parse_intermixed_args()
    state = {"items": {}, "known": {}, "last": {}}
    if os.path.exists(a.state):
        state = json.load(open(a.state))
    if a.what == "show":
        for item, content in sorted(state["items"].items()):
            print(item, content)
        return
    if a.what == "take":
        office, answers = take(state, a.operands[0], dict(r.split("=") for r in a.reject), a.only)
        with open(a.state + ".new", "w") as out:
            json.dump(state, out)
        os.replace(a.state + ".new", a.state)
    else:
        office, answers = a.office, [(number, a.error) for number in a.operands]
    if a.answer:
        write_answers(a.answer, office, a.made_on, a.serial, answers)


if __name__ == "__main__":
    sys.exit(main())
