#!/usr/bin/python3
"""cases_to_facts.py: the public household cases as facts for import, and their amounts as expected.

    cases_to_facts.py CASES.csv GRADES.csv OUT
        OUT: a folder of facts, a household for each case; OUT.expected: what each component must be;
        OUT.before: decisions in force, of nothing, for each month that is not run itself but comes
        before one that is, so that all that the cases expect is a change
    cases_to_facts.py --check-workbook EXPECTED MONTH FILE.xlsx
    cases_to_facts.py --check-notices EXPECTED MONTH FILE.txt

A case says how a household is in its month: its facts hold from the last day of the month before, so
that the month is a whole one.  In the runs of later months it is there, too, but not looked at.  Standard library only, but for the workbook.
"""
import csv
import datetime
import json
import os
import re
import sys

OFFICE = "13101"  # one office; the households live where their cases say
REASON = "illness"
ENROLLED = {"elementary": "elementary", "junior_high": "junior_high", "high_school": "high_school"}
DISABILITY = {"a": "disability_a", "i": "disability_i"}
# expected_json -> result.decision; income left over is what own payments may take
PAYABLE = {
    "livelihood": "payable_livelihood",
    "housing": "payable_housing",
    "education": "payable_education",
    "occupation_high_school": "payable_high_school",
}
AIDS = ("livelihood", "housing", "education", "high_school", "care", "medical", "birth", "occupation", "funeral", "total")
RENAMED = {"income_left_for_care_and_medical": "income_left"}

COLUMNS = {
    "office": "office,name,municipality,postal_code,address,phone,director,governor,defendant,valid_from,valid_to",
    "caseworker": "office,caseworker_no,name,valid_from,valid_to",
    "household": "office,case_no,municipality,caseworker_no,household_type,payment_method,single_parent,"
    "protected_address,valid_from,valid_to",
    "protection": "office,case_no,state,valid_from,valid_to,start_reason,end_reason",
    "person": "office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to",
    "circumstance": "office,case_no,person_no,kind,valid_from,valid_to",
    "income": "office,case_no,person_no,kind,item_no,amount_yen,expenses_yen,care_premium_yen,valid_from,valid_to",
    "income_declaration": "office,case_no,month,submitted_on",
    "rent": "office,case_no,rent_yen,common_charge_yen,special_limit,floor_area_cm2,paid_to_landlord,"
    "valid_from,valid_to",
    "address": "office,case_no,kind,postal_code,address,care_of,valid_from,valid_to",
}


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def month_range(month):
    """The first day of a month and of the next."""
    year, number = (int(part) for part in month.split("-"))
    after = datetime.date(year + number // 12, number % 12 + 1, 1)
    return datetime.date(year, number, 1), after


class Facts:
    def __init__(self):
        self.rows = {name: [] for name in COLUMNS}

    def add(self, table, *values):
        assert len(values) == len(COLUMNS[table].split(",")), table
        self.rows[table].append([str(v) for v in values])

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        for name, rows in self.rows.items():
            with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as f:
                out = csv.writer(f, lineterminator="\n")
                out.writerow(COLUMNS[name].split(","))
                out.writerows(rows)


def write_before(folder, households):
    """households: month before -> case numbers; they were granted nothing."""
    os.makedirs(folder, exist_ok=True)
    columns = ["office", "case_no", "month", "minimum_total", "income_recognised"] + ["payable_" + a for a in AIDS]
    for month, numbers in households.items():
        with open(os.path.join(folder, f"{month}.csv"), "w", encoding="utf-8", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(columns)
            out.writerows([OFFICE, number, month] + [0] * (len(columns) - 3) for number in numbers)


def household_type(members, single_parent):
    if single_parent:
        return "single_parent"
    if all(m["age_apr1"] >= 65 for m in members):
        return "elderly"
    return "ill_disabled" if any(m["disability"] != "none" for m in members) else "other"


def add_members(facts, key, members, begin):
    for number, m in enumerate(members, 1):
        # A child born in the month counts from its birth (R1.5).
        since = max(begin, datetime.date.fromisoformat(m["birth"]))
        facts.add("person", *key, number, m["role"], m["birth"], "見本　太郎", "ミホン　タロウ", since, "")
        if m["disability"] != "none":
            facts.add("circumstance", *key, number, DISABILITY[m["disability"]], begin, "")
        if m["enrolled"] != "none":
            facts.add("circumstance", *key, number, ENROLLED[m["enrolled"]], begin, "")


def add_incomes(facts, key, incomes, month, begin):
    items = {}
    for income in incomes:
        person = income.get("member", 0) + 1
        kind = income["type"]
        amount = {
            "earned": lambda: (income["gross"], income.get("expenses", 0), 0),
            "pension": lambda: (
                income["annual"],
                0,
                income.get("care_premium_special_collection_monthly", 0),
            ),
            "allowance": lambda: (income["monthly"], 0, 0),
            "temporary": lambda: (income["amount"], 0, 0),
        }[kind]()
        item = items[person, kind] = items.get((person, kind), 0) + 1
        since, until = month if kind == "temporary" else (begin, "")
        facts.add("income", *key, person, kind, item, *amount, since, until)


def convert(cases_path, grades_path, out):
    codes = {(g["prefecture"], g["municipality"]): g for g in read(grades_path)}
    facts = Facts()
    expected = []
    before = {}
    facts.add(
        "office", OFFICE, "見本福祉事務所", OFFICE, "1000001", "東京都千代田区架空町1番1号", "03-0000-0000",
        "見本福祉事務所長　見本　花子", "東京都知事", "千代田区長", "2000-04-01", "",
    )
    facts.add("caseworker", OFFICE, 1, "見本　次郎", "2000-04-01", "")
    cases = [c for c in read(cases_path) if c["kind"] == "household" and c["legal_status"] == "current"]
    months = {json.loads(c["inputs_json"])["month"] for c in cases}
    for number, case in enumerate(cases, 1):
        inputs = json.loads(case["inputs_json"])
        place = codes[inputs["prefecture"], inputs["city"]]
        if place["grade"] != inputs["grade"]:
            sys.exit(f"{case['case_id']}: {inputs['city']} is not {inputs['grade']}")
        first, end = month_range(inputs["month"])
        begin = first - datetime.timedelta(days=1)  # already under protection when the month begins
        if begin.strftime("%Y-%m") not in months:
            before.setdefault(begin.strftime("%Y-%m"), []).append(number)
        key = (OFFICE, number)
        members = inputs["members"]
        facts.add(
            "household", *key, place["municipality_code5"], 1, household_type(members, inputs["single_parent"]),
            "bank", int(inputs["single_parent"]), 0, begin, "",
        )
        facts.add("protection", *key, "active", begin, "", REASON, "")
        add_members(facts, key, members, begin)
        add_incomes(facts, key, inputs["incomes"], (first, end), begin)
        facts.add("income_declaration", *key, inputs["month"], first)
        facts.add("rent", *key, inputs["rent"], 0, 0, 0, 0, begin, "")
        facts.add("address", *key, "residence", "1000001", inputs["prefecture"] + inputs["city"] + "架空町1番1号", "", begin, "")
        expected += amounts(case, inputs["month"], number)
    facts.write(out)
    write_before(out + ".before", before)
    with open(out + ".expected", "w", encoding="utf-8") as f:
        f.writelines("|".join(row) + "\n" for row in expected)
    print(f"{len(cases)} cases, months: {' '.join(sorted({row[1] for row in expected}))}")


def amounts(case, month, number):
    """Rows of case, month, household, component, amount."""
    wanted = json.loads(case["expected_json"])
    payable = wanted.pop("payable")
    flat = {RENAMED.get(name, name): value for name, value in wanted.items()}
    flat.update({PAYABLE[name]: value for name, value in payable.items()})
    household = str(int(OFFICE) * 100_000_000 + number)
    return [(case["case_id"], month, household, name, str(value)) for name, value in sorted(flat.items())]


def expected_of(path, month):
    """Per household of a month its expected amounts."""
    households = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            _, at, household, name, value = line.rstrip("\n").split("|")
            if at == month:
                households.setdefault(household, {})[name] = int(value)
    return households


def totals_of(household):
    """What a document shows per aid type: 生業 with 高等学校等就学費."""
    return [
        household["payable_livelihood"],
        household["payable_housing"],
        household["payable_education"],
        household["payable_high_school"],
        household["payable_total"],
    ]


def check_workbook(expected_path, month, path):
    import openpyxl

    # The payment list holds who is paid something.
    wanted = {
        str(int(key) % 100_000_000): totals_of(h)
        for key, h in expected_of(expected_path, month).items()
        if h["payable_total"]
    }
    seen = {}
    for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            case = next((str(v) for v in row[:4] if v is not None and str(v).lstrip("0") in wanted), None)
            if case is not None:
                seen.setdefault(case.lstrip("0"), []).append([v for v in row if isinstance(v, int)])
    wrong = 0
    for case, values in wanted.items():
        rows = seen.get(case, [])
        if not any(all(value in row for value in values) for row in rows):
            wrong += 1
            print(f"case {case}: not in the workbook as expected")
    print(f"{len(wanted) - wrong} of {len(wanted)} households agree")
    return wrong


# What a notice shows, line by line: label -> result.decision
NOTICE_LINES = {
    "生活扶助": "payable_livelihood",
    "住宅扶助": "payable_housing",
    "教育扶助": "payable_education",
    "生業扶助": "payable_high_school",
    "支給額合計": "payable_total",
    "最低生活費": "minimum_total",
    "収入充当額": "income_recognised",
}


def amounts_after(page):
    """The column 決定後 of the table of amounts; labels are set in spread letters."""
    found = {}
    for line in page.splitlines():
        label = re.match(r"[^\d△―]*", line)[0]
        columns = re.findall(r"△?\d[\d,]*|―", line[len(label) :])
        name = NOTICE_LINES.get(re.sub(r"\s", "", label))
        if name and len(columns) == 3:
            found[name] = int(columns[1].replace(",", "")) if columns[1] != "―" else None
    return found


def check_notices(expected_path, month, path):
    """Each household has one page, known by its case number; none where nothing was or is paid."""
    with open(path, encoding="utf-8") as f:
        pages = f.read().split("\f")
    wrong = 0
    households = expected_of(expected_path, month)
    for key, household in households.items():
        case = int(key) % 100_000_000
        found = [p for p in pages if re.search(rf"ケース番号\s+0*{case}\s", p)]
        if not found and household["payable_total"] == 0:
            continue
        shown = amounts_after(found[0]) if len(found) == 1 else {}
        differ = [name for name in NOTICE_LINES.values() if shown.get(name) != household[name]]
        if len(found) != 1 or differ:
            wrong += 1
            print(f"case {case}: {len(found)} notices, not as expected: {' '.join(differ)}")
    print(f"{len(households) - wrong} of {len(households)} households agree")
    return wrong


def main():
    if len(sys.argv) == 5 and sys.argv[1] == "--check-workbook":
        sys.exit(min(check_workbook(*sys.argv[2:]), 1))
    if len(sys.argv) == 5 and sys.argv[1] == "--check-notices":
        sys.exit(min(check_notices(*sys.argv[2:]), 1))
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    convert(*sys.argv[1:])


if __name__ == "__main__":
    main()
