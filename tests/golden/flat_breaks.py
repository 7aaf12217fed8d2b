"""Random files of `file`, records of one other word and `end`, broken in one to three ways; a form of answer_breaks.py.

For duplicate_breaks.py and registration_breaks.py, which say what their files are:

    breaks = flat_breaks.take_over(DOCUMENT, LAYOUT, RECORD, NUMBER)    the tables and rules of a document
    flat_breaks.main(RANDOM_RECORD, ENDING, WRONG_WORDS, NULLS, MORE)   the commands write and compare
"""
import sys

import answer_breaks_walk as walk

Null = walk.Null


def take_over(document, layout, record, number, wrong_item=lambda values: None):
    """answer_breaks with the tables of a document, of whose records `end` counts those of the word `record`.

    number: an item of digits of theirs.  wrong_item(values): the first that contradicts another, or None.
    """
    global breaks, LAYOUT, RECORD, NUMBER
    LAYOUT, RECORD, NUMBER = layout, record, number
    walk.DOCUMENT = document
    walk.PARENT = {"file": None, record: None, "end": None}
    walk.NEXT = {None: "file", "file": record + " end", record: record + " end", "end": ""}
    walk.LAYOUT = walk.read_layout()
    walk.COLUMNS = list(dict.fromkeys(item.name for items in walk.LAYOUT.values() for item in items))
    Walk.wrong_item = staticmethod(wrong_item)
    import answer_breaks as breaks  # takes the tables over
    walk.Walk = Walk
    return breaks


class Walk:
    """A file from its beginning: what must hold of records and items."""
    def __init__(self):
        self.last, self.counted, self.records, self.lines = None, 0, 0, []

    def begin(self, word, place):
        if word not in walk.NEXT[self.last].split():
            raise walk.Complaint(1151, place, word)
        self.counted += word == RECORD
        self.last = word

    value, reason = walk.Walk.value, walk.Walk.reason

    def row(self, word, values, places):
        def refuse(number, name):
            raise walk.Complaint(number, places[name], word + "/" + name)

        if word == "end":
            for name, counted in ((RECORD + "s", self.counted), ("records", self.records)):
                if int(values[name]) != counted:
                    refuse(1171, name)
            if values["digest"] != walk.digest_of(self.lines):
                refuse(1172, "digest")
            return
        if word == "file" and values["layout"] != LAYOUT:
            refuse(1150, "layout")
        if word == RECORD:
            wrong = self.wrong_item(values)
            if wrong:
                refuse(1164, wrong)
        self.records += 1
        self.lines.append(walk.Record(word, values))

    def good(self):
        return "ok %d %d %s" % (self.counted, self.records, walk.digest_of(self.lines))


def random_file(random_record):
    def make(dice):
        records = [breaks.random_record(dice, "file", layout=LAYOUT)]
        records += [random_record(dice) for _ in range(dice.randint(1, 8))]
        counts = {RECORD + "s": str(len(records) - 1), "records": str(len(records))}
        return records + [breaks.random_record(dice, "end", digest=walk.digest_of(records), **counts)]
    return make


def break_edited(dice, records, form):
    """Another number than the digest knows."""
    i = breaks.pick(dice, records, lambda record: record.word == RECORD)
    number = records[i].items[NUMBER] if i is not None else None
    if not number or isinstance(number, Null):
        return None
    at = dice.randrange(len(number))
    records[i].items[NUMBER] = number[:at] + ("1" if number[at] == "0" else "0") + number[at + 1:]
    return {1172}


def break_counts(dice, records, form):
    name = dice.choice([RECORD + "s", "records"])
    old = records[-1].items.get(name) or ""
    if records[-1].word != "end" or not old.isdecimal():
        return None
    records[-1].items[name] = str(int(old) + dice.choice([1, 2, 1000]))
    return {1171}


def break_end_missing(dice, records, form):
    if records[-1].word != "end":
        return None
    del records[-1]
    return {1170}


def ways(wrong_words, nulls, more):
    set_item = breaks.set_item
    return [
        set_item({"digits"}, [breaks.one_digit_more, breaks.one_digit_less, "12-45", "１２３４５"], {1160}),
        set_item({"characters"}, ["", "0-1", "全角", "1234567890" * 7], {1154, 1160}),
        set_item({"word"}, wrong_words, {1160}),
        set_item({"day"}, ["2027-02-29", "2027/06/10", "27-06-10", "20270610", "0000-00-00", "2201-01-01", " 2027-06-10"],
                 {1160}),
        set_item({"number"}, ["-1", "1.5", "1,000", "１００", "1e3", "0x10", "NaN", "+1"], {1160}),
        set_item({"number"}, [breaks.too_large], {1161}),
        set_item({"number"}, [breaks.too_small], {1161}, lambda item: item.lo > 0),
        set_item(nulls, ["Reason Of Null", "REASON OF NULL:01", "Reason of Null:01"], {1157}),
        set_item({"day", "digits"}, [Null("00"), Null("1"), Null("001"), Null("x1"), Null("")], {1157}),
        set_item({"digits", "word", "day", "number", "characters", "text"}, [Null("01")], {1156}, lambda item: not item.null),
        breaks.break_missing, break_edited, break_counts, breaks.break_digest, breaks.break_delete,
        breaks.break_duplicate, breaks.break_swap, break_end_missing, breaks.break_byte, breaks.break_field_size,
    ] + more


def write(folder, seed, count, ending):
    with open(folder + "/expected", "w", encoding="utf-8") as expected:
        for form in ("csv", "cp932.csv"):
            for i in range(count // 4 if form == "cp932.csv" else count):
                data, said = breaks.make_case("%s-%s-%d" % (seed, form, i), form)
                path = "%s/%05d.%s.%s" % (folder, i, ending, form)
                with open(path, "wb") as f:
                    f.write(data)
                expected.write("%s %s\n" % (path, said))


def main(random_record, ending, wrong_words, nulls, more):
    """nulls: the kinds of items at which a reason of null is misspelt; more: ways to break besides those of all."""
    breaks.random_file = random_file(random_record)
    breaks.BREAKS = ways(wrong_words, nulls, more)
    if sys.argv[1] == "write":
        write(sys.argv[2], sys.argv[3], int(sys.argv[4]), ending)
    else:
        sys.exit(breaks.compare(sys.argv[2], sys.argv[3]))
