#!/usr/bin/python3
"""Asks `getsuji calc` the rows of a case file and compares: agree, differ and unsupported per kind.

The file has the columns case_id, kind, legal_status, effective_month, inputs_json, expected_json (and
others, which are not used).  A line of calc is the inputs plus "kind" and, where it is not among them and
known, "month".  Ends with 1 when a row with legal_status `current` of a supported kind does not agree.
Needs Debian's python3 and its standard library only.
"""
import collections
import csv
import json
import subprocess
import sys

KINDS = ["household", "base_living", "deduction", "earned", "average3", "pension_monthly",
         "temporary_income", "proration", "allocation"]


def question(row):
    line = {"kind": row["kind"]}
    line.update(json.loads(row["inputs_json"]))
    if "month" not in line and row["effective_month"]:
        line["month"] = row["effective_month"]
    return line


def differences(expected, answer, path=""):
    for key, wanted in expected.items():
        got = answer.get(key)
        if isinstance(wanted, dict) and isinstance(got, dict):
            yield from differences(wanted, got, path + key + ".")
        elif got != wanted or isinstance(got, bool) != isinstance(wanted, bool):
            yield f"{path}{key}: wanted {wanted}, got {got}"


def main(program, path):
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        lines = "".join(json.dumps(question(r), ensure_ascii=False) + "\n" for r in rows)
    except (OSError, KeyError, ValueError) as why:
        print(f"{path}: not a file of cases: {why!r}\nIts layout is that of tests/golden/cases/README.md.")
        return 16
    done = subprocess.run([program, "calc"], input=lines.encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    answers = [json.loads(a) for a in done.stdout.decode().splitlines()]
    if len(answers) != len(rows):
        print(f"{len(rows)} lines were asked, {len(answers)} answered")
        return 1
    counts = collections.defaultdict(collections.Counter)
    failed = 0
    for row, answer in zip(rows, answers):
        must = row["kind"] in KINDS and row["legal_status"] == "current"
        if "error" in answer:
            found, why = "unsupported", [answer["error"].get("field", ""), answer["error"]["message"]]
        else:
            why = list(differences(json.loads(row["expected_json"]), answer))
            found = "differ" if why else "agree"
        counts[row["kind"]][found] += 1
        if must and found != "agree":
            failed += 1
            print(f"{row['case_id']} {row['kind']} {found}: " + "; ".join(filter(None, why)))
    print(f"{'kind':<18}{'agree':>8}{'differ':>8}{'unsupported':>13}")
    for kind in sorted(counts, key=lambda k: (KINDS + [k]).index(k)):
        c = counts[kind]
        print(f"{kind:<18}{c['agree']:>8}{c['differ']:>8}{c['unsupported']:>13}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
