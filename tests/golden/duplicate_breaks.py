#!/usr/bin/python3
"""Random results of the check for duplicate coverage, broken in one to three ways, and the complaint that each must give.

    duplicate_breaks.py write FOLDER SEED COUNT     FOLDER/NNNN.duplicates.{csv,cp932.csv} and FOLDER/expected
    duplicate_breaks.py compare FOLDER/expected ANSWERED

As flat_breaks.py has it, with the tables and rules of engine/intake/DUPLICATES.md.
"""
import flat_breaks

INSURANCE = ["insurer_no", "qualified_on", "lost_on"]
Null = flat_breaks.Null


def wrong_item(values):
    """The first that contradicts another."""
    there = [name for name in INSURANCE if not isinstance(values[name], Null)]
    if values["kind"] == "none":
        return there[0] if there else None
    for name in INSURANCE[:2]:
        if name not in there:
            return name
    return "lost_on" if "lost_on" in there and values["lost_on"] <= values["qualified_on"] else None


breaks = flat_breaks.take_over("engine/intake/DUPLICATES.md", "getsuji-duplicates-1", "person", "registration_no", wrong_item)


def random_person(dice):
    kind = dice.choice(["employees", "employees", "elderly", "national", "none"])
    lost = breaks.random_day(dice, 2021, 2027) if dice.random() < 0.4 else Null("01")
    values = {"qualified_on": breaks.random_day(dice, 2000, 2020), "lost_on": lost}
    if kind == "none":
        values = dict.fromkeys(INSURANCE, Null(dice.choice(["01", "04", "99"])))
    else:
        values["insurer_no"] = "".join(dice.choice("0123456789") for _ in range(8))
    return breaks.random_record(dice, "person", kind=kind, **values)


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


if __name__ == "__main__":
    flat_breaks.main(random_person, "duplicates", ["Employees", "社会保険", "1", "scheme"], {"day", "digits"},
                     [break_rule, break_rule])
