#!/usr/bin/python3
"""Random answers to uploads of the online eligibility check, broken in one to three ways, and the complaint that each must give.

    registration_breaks.py write FOLDER SEED COUNT     FOLDER/NNNN.registrations.{csv,cp932.csv} and FOLDER/expected
    registration_breaks.py compare FOLDER/expected ANSWERED

As answer_breaks.py, with the tables and rules of engine/intake/REGISTRATIONS.md.
"""
import sys

import answer_breaks_walk as walk

walk.DOCUMENT = "engine/intake/REGISTRATIONS.md"
walk.PARENT = {"file": None, "answer": None, "end": None}
walk.NEXT = {None: "file", "file": "answer end", "answer": "answer end", "end": ""}
walk.LAYOUT = walk.read_layout()
walk.COLUMNS = list(dict.fromkeys(item.name for items in walk.LAYOUT.values() for item in items))

import answer_breaks as breaks  # takes the tables over

Null = walk.Null


class Walk:
    """A file from its beginning: what must hold of records and items."""
    def __init__(self):
        self.last, self.answers, self.records, self.lines = None, 0, 0, []

    def begin(self, word, place):
        if word not in walk.NEXT[self.last].split():
            raise walk.Complaint(1151, place, word)
        self.answers += word == "answer"
        self.last = word

    value, reason = walk.Walk.value, walk.Walk.reason

    def row(self, word, values, places):
        def refuse(number, name):
            raise walk.Complaint(number, places[name], word + "/" + name)

        if word == "end":
            for name, counted in (("answers", self.answers), ("records", self.records)):
                if int(values[name]) != counted:
                    refuse(1171, name)
            if values["digest"] != walk.digest_of(self.lines):
                refuse(1172, "digest")
            return
        if word == "file" and values["layout"] != "getsuji-registration-answer-1":
            refuse(1150, "layout")
        self.records += 1
        self.lines.append(walk.Record(word, values))

    def good(self):
        return "ok %d %d %s" % (self.answers, self.records, walk.digest_of(self.lines))


walk.Walk = Walk


def random_answer(dice):
    state = dice.choice(["accepted", "accepted", "rejected"])
    code = Null("01") if state == "accepted" else dice.choice(["Q7", "E1001", "x" * 16])
    return breaks.random_record(dice, "answer", state=state, error_code=code)


def random_file(dice):
    records = [breaks.random_record(dice, "file", layout="getsuji-registration-answer-1")]
    records += [random_answer(dice) for _ in range(dice.randint(1, 8))]
    end = breaks.random_record(dice, "end", answers=str(len(records) - 1), records=str(len(records)),
                               digest=walk.digest_of(records))
    return records + [end]


def break_edited(dice, records, form):
    """Another number than the digest knows."""
    i = breaks.pick(dice, records, lambda record: record.word == "answer")
    number = records[i].items["record_no"] if i is not None else None
    if not number or isinstance(number, Null):
        return None
    at = dice.randrange(len(number))
    records[i].items["record_no"] = number[:at] + ("1" if number[at] == "0" else "0") + number[at + 1:]
    return {1172}


def break_counts(dice, records, form):
    name = dice.choice(["answers", "records"])
    old = records[-1].items.get(name) or ""
    if records[-1].word != "end" or not old.isdecimal():
        return None
    records[-1].items[name] = str(int(old) + dice.choice([1, 2, 1000]))
    return {1171}


def break_layout(dice, records, form):
    if records[0].word != "file":
        return None
    records[0].items["layout"] = dice.choice(["getsuji-registration-answer-2", "getsuji-registration-1"])
    return {1150}


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
    set_item({"word"}, ["Accepted", "登録済み", "2", "sent"], {1160}),
    set_item({"day"}, ["2027-02-29", "2027/06/10", "27-06-10", "20270610", "0000-00-00", "2201-01-01", " 2027-06-10"],
             {1160}),
    set_item({"number"}, ["-1", "1.5", "1,000", "１００", "1e3", "0x10", "NaN", "+1"], {1160}),
    set_item({"number"}, [breaks.too_large], {1161}),
    set_item({"number"}, [breaks.too_small], {1161}, lambda item: item.lo > 0),
    set_item({"day", "digits", "characters"}, ["Reason Of Null", "REASON OF NULL:01", "Reason of Null:01"], {1157}),
    set_item({"day", "digits"}, [Null("00"), Null("1"), Null("001"), Null("x1"), Null("")], {1157}),
    set_item({"digits", "word", "day", "number", "characters", "text"}, [Null("01")], {1156}, lambda item: not item.null),
    breaks.break_missing, break_edited, break_counts, breaks.break_digest, breaks.break_delete,
    breaks.break_duplicate, breaks.break_swap, break_end_missing, break_layout, breaks.break_byte,
    breaks.break_field_size,
]


def write(folder, seed, count):
    with open(folder + "/expected", "w", encoding="utf-8") as expected:
        for form in ("csv", "cp932.csv"):
            for i in range(count // 4 if form == "cp932.csv" else count):
                data, said = breaks.make_case("%s-%s-%d" % (seed, form, i), form)
                path = "%s/%05d.registrations.%s" % (folder, i, form)
                with open(path, "wb") as f:
                    f.write(data)
                expected.write("%s %s\n" % (path, said))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(breaks.compare(sys.argv[2], sys.argv[3]))
