#!/usr/bin/python3
"""Random results of the check for duplicate coverage, broken in one to three ways, and the complaint that each must give.

    duplicate_breaks.py write FOLDER SEED COUNT     FOLDER/NNNN.duplicates.{csv,cp932.csv} and FOLDER/expected
    duplicate_breaks.py compare FOLDER/expected ANSWERED

As answer_breaks.py, with the tables and rules of engine/intake/DUPLICATES.md.
"""
import sys

import answer_breaks_walk as walk

walk.DOCUMENT = "engine/intake/DUPLICATES.md"
walk.PARENT = {"file": None, "person": None, "end": None}
walk.NEXT = {None: "file", "file": "person end", "person": "person end", "end": ""}
walk.LAYOUT = walk.read_layout()
walk.COLUMNS = list(dict.fromkeys(item.name for items in walk.LAYOUT.values() for item in items))

import answer_breaks as breaks  # takes the tables over

INSURANCE = ["insurer_no", "qualified_on", "lost_on"]
Null = walk.Null


class Walk:
    """A file from its beginning: what must hold of records and items."""
    def __init__(self):
        self.last, self.persons, self.records, self.lines = None, 0, 0, []

    def begin(self, word, place):
        if word not in walk.NEXT[self.last].split():
            raise walk.Complaint(1151, place, word)
        self.persons += word == "person"
        self.last = word

    value, reason = walk.Walk.value, walk.Walk.reason

    def row(self, word, values, places):
        def refuse(number, name):
            raise walk.Complaint(number, places[name], word + "/" + name)

        if word == "end":
            for name, counted in (("persons", self.persons), ("records", self.records)):
                if int(values[name]) != counted:
                    refuse(1171, name)
            if values["digest"] != walk.digest_of(self.lines):
                refuse(1172, "digest")
            return
        if word == "file" and values["layout"] != "getsuji-duplicates-1":
            refuse(1150, "layout")
        if word == "person":
            wrong = wrong_item(values)
            if wrong:
                refuse(1164, wrong)
        self.records += 1
        self.lines.append(walk.Record(word, values))

    def good(self):
        return "ok %d %d %s" % (self.persons, self.records, walk.digest_of(self.lines))


walk.Walk = Walk


def wrong_item(values):
    """The first that contradicts another."""
    there = [name for name in INSURANCE if not isinstance(values[name], Null)]
    if values["kind"] == "none":
        return there[0] if there else None
    for name in INSURANCE[:2]:
        if name not in there:
            return name
    return "lost_on" if "lost_on" in there and values["lost_on"] <= values["qualified_on"] else None


def random_person(dice):
    kind = dice.choice(["employees", "employees", "elderly", "national", "none"])
    lost = breaks.random_day(dice, 2021, 2027) if dice.random() < 0.4 else Null("01")
    values = {"qualified_on": breaks.random_day(dice, 2000, 2020), "lost_on": lost}
    if kind == "none":
        values = dict.fromkeys(INSURANCE, Null(dice.choice(["01", "04", "99"])))
    else:
        values["insurer_no"] = "".join(dice.choice("0123456789") for _ in range(8))
    return breaks.random_record(dice, "person", kind=kind, **values)


def random_file(dice):
    records = [breaks.random_record(dice, "file", layout="getsuji-duplicates-1")]
    records += [random_person(dice) for _ in range(dice.randint(1, 8))]
    end = breaks.random_record(dice, "end", persons=str(len(records) - 1), records=str(len(records)),
                               digest=walk.digest_of(records))
    return records + [end]


def break_edited(dice, records, form):
    """Another number than the digest knows."""
    i = breaks.pick(dice, records, lambda record: record.word == "person")
    number = records[i].items["registration_no"] if i is not None else None
    if not number or isinstance(number, Null):
        return None
    at = dice.randrange(len(number))
    records[i].items["registration_no"] = number[:at] + ("1" if number[at] == "0" else "0") + number[at + 1:]
    return {1172}


def break_counts(dice, records, form):
    name = dice.choice(["persons", "records"])
    old = records[-1].items.get(name) or ""
    if records[-1].word != "end" or not old.isdecimal():
        return None
    records[-1].items[name] = str(int(old) + dice.choice([1, 2, 1000]))
    return {1171}


def break_rule(dice, records, form):
    """A rule between items, or with the layout."""
    changes = [("file", {"layout": "getsuji-duplicates-2"}, {1150}), ("person", {"kind": "none"}, {1164, 1172}),
               ("person", {"insurer_no": Null("01"), "kind": "elderly"}, {1164}),
               ("person", {"qualified_on": Null("04"), "kind": "employees"}, {1164}),
               ("person", {"kind": "national", "insurer_no": "00131045", "qualified_on": "2026-02-01",
                           "lost_on": "2026-02-01"}, {1164}),
               ("person", {"kind": "employees", "insurer_no": "06130488", "qualified_on": "2026-02-02",
                           "lost_on": "2026-02-01"}, {1164})]
    word, values, ids = dice.choice(changes)
    i = breaks.pick(dice, records, lambda record: record.word == word)
    if i is None or all(records[i].items[name] == value for name, value in values.items()):
        return None
    records[i].items.update(values)
    return ids


def break_end_missing(dice, records, form):
    if records[-1].word != "end":
        return None
    del records[-1]
    return {1170}


set_item = breaks.set_item
breaks.random_file = random_file
breaks.BREAKS = [
    set_item({"digits"}, [breaks.one_digit_more, breaks.one_digit_less, "12-45", "１２３４５"], {1160}),
    set_item({"characters"}, ["", "0-1", "全角", "1234567890" * 7], {1154, 1160}),
    set_item({"word"}, ["Employees", "社会保険", "1", "scheme"], {1160}),
    set_item({"day"}, ["2027-02-29", "2027/06/10", "27-06-10", "20270610", "0000-00-00", "2201-01-01", " 2027-06-10"],
             {1160}),
    set_item({"number"}, ["-1", "1.5", "1,000", "１００", "1e3", "0x10", "NaN", "+1"], {1160}),
    set_item({"number"}, [breaks.too_large], {1161}),
    set_item({"number"}, [breaks.too_small], {1161}, lambda item: item.lo > 0),
    set_item({"day", "digits"}, ["Reason Of Null", "REASON OF NULL:01", "Reason of Null:01"], {1157}),
    set_item({"day", "digits"}, [Null("00"), Null("1"), Null("001"), Null("x1"), Null("")], {1157}),
    set_item({"digits", "word", "day", "number", "characters", "text"}, [Null("01")], {1156}, lambda item: not item.null),
    breaks.break_missing, break_edited, break_counts, breaks.break_digest, breaks.break_delete,
    breaks.break_duplicate, breaks.break_swap, break_end_missing, break_rule, break_rule, breaks.break_byte,
    breaks.break_field_size,
]


def write(folder, seed, count):
    with open(folder + "/expected", "w", encoding="utf-8") as expected:
        for form in ("csv", "cp932.csv"):
            for i in range(count // 4 if form == "cp932.csv" else count):
                data, said = breaks.make_case("%s-%s-%d" % (seed, form, i), form)
                path = "%s/%05d.duplicates.%s" % (folder, i, form)
                with open(path, "wb") as f:
                    f.write(data)
                expected.write("%s %s\n" % (path, said))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(breaks.compare(sys.argv[2], sys.argv[3]))
