#!/usr/bin/python3
"""Random answer files, broken in one to three ways, and the complaint that each must give.

    answer_breaks.py write FOLDER SEED COUNT     FOLDER/NNNN.{csv,cp932.csv,xml} and FOLDER/expected
    answer_breaks.py compare FOLDER/expected ANSWERED

A file is made from the tables of engine/intake/ANSWERS.md, sealed, and then broken.  What must be said of it
is found by walking over it from its beginning, as that document has it: the first thing that is wrong, with
its line and column, which are known because the file was written here.  Nothing of the readers is used.
Each way of breaking also says what it must lead to where it is the only one, so that the walk is checked, too.
"""
import collections
import random
import re
import sys

from answer_breaks_walk import (BAD_BYTE, COLUMNS, FIELD_BYTES, LAYOUT, MOST, PARENT, Complaint, Null, Record, Text,
                                digest_of, walk_csv, walk_xml)

# --- random files ---------------------------------------------------------------------------------

class Dice(random.Random):
    """A form's letters with it: CP932 has fewer."""
    def __init__(self, seed, form):
        super().__init__(seed)
        more = [] if form == "cp932.csv" else ["𠮷", "葛\U000e0101", "\U0010de92", "か\u3099"]
        self.letters = list("見本太郎花子髙﨑葛ｶﾅ　 a&<>\"',・") + more
        self.unreadable = "\t\n\x7f" if form == "cp932.csv" else "\t\n\x7f\u202e\u2066\ufffd"


def random_day(dice, lo=1950, hi=2027):
    return "%04d-%02d-%02d" % (dice.randint(lo, hi), dice.randint(1, 12), dice.randint(1, 28))


def random_text(dice, item):
    return "".join(dice.choice(dice.letters) for _ in range(dice.randint(1, 12)))


def random_value(dice, item):
    if item.null and dice.random() < 0.25:
        return Null(dice.choice(["01", "02", "03", "04", "99"]))
    if item.kind == "digits":
        return "".join(dice.choice("0123456789") for _ in range(item.hi))
    if item.kind == "characters":
        return "".join(dice.choice("0123456789AbZ") for _ in range(dice.randint(item.lo, item.hi)))
    if item.kind == "word":
        return dice.choice(item.words)
    if item.kind == "text":
        return random_text(dice, item)
    if item.kind == "day":
        return random_day(dice)
    if item.kind == "YYYYMM":
        return "000000"
    return str(dice.randint(item.lo, min(item.hi, 3000000)))


def random_record(dice, word, **fixed):
    items = {item.name: fixed.get(item.name, random_value(dice, item)) for item in LAYOUT[word]}
    record = Record(word, items)
    dice.shuffle(record.order)
    return record


def random_scheme(dice, scheme):
    arose = random_day(dice, 1990, 2010)
    lost = random_day(dice, 2011, 2027) if dice.random() < 0.3 else Null("01")
    suspended = dice.choice([("00", "000000", "000000"), ("20", "202504", "000000"), ("11", "202504", "202603"),
                             (Null("04"), Null("04"), Null("04"))])
    return random_record(dice, "scheme", scheme=scheme, right_arose_on=arose, right_lost_on=lost,
                         suspension_reason=suspended[0], suspended_from=suspended[1], suspended_to=suspended[2])


def random_award(dice):
    records = [random_record(dice, "award")]
    schemes = dice.sample(["national", "employees"], dice.randint(1, 2))
    records += [random_scheme(dice, scheme) for scheme in schemes]
    years = dice.sample(range(2000, 2028), dice.randint(0, 3))
    records += [random_record(dice, "amount", pay_from_on="%d-04-01" % year) for year in years]
    records += [random_record(dice, "payment") for _ in range(dice.randint(0, 3))]
    return records + [random_record(dice, "arrears") for _ in range(dice.choice([0, 0, 0, 1]))]


def random_answer(dice, subject):
    state = dice.choice(["found", "found", "found", "none", "not_disclosed", "pending", "error"])
    records = [random_record(dice, "answer", state=state)]
    if state == "found" and subject == "pension":
        for _ in range(dice.choice([1, 1, 1, 2, 3])):
            records += random_award(dice)
    if state == "found" and subject == "tax":
        records += [random_record(dice, "tax")]
        records += [random_record(dice, "employer") for _ in range(dice.randint(0, 3))]
    return records


def random_file(dice):
    subject = dice.choice(["pension", "pension", "pension", "tax", "tax", "supplement", "special_disability"])
    records = [random_record(dice, "file", layout="getsuji-answer-1", subject=subject)]
    for _ in range(dice.randint(1, 6)):
        records += random_answer(dice, subject)
    answers = sum(record.word == "answer" for record in records)
    end = random_record(dice, "end", answers=str(answers), records=str(len(records)), digest=digest_of(records))
    return records + [end]


# --- breaking -------------------------------------------------------------------------------------
# A break changes the records and returns the ids that it may lead to, or None where it does not apply.

def pick(dice, records, test=lambda record: True):
    fitting = [i for i, record in enumerate(records) if test(record)]
    return dice.choice(fitting) if fitting else None


def pick_item(dice, records, test):
    fitting = [(i, item) for i, record in enumerate(records) for item in LAYOUT[record.word] if test(item)]
    return dice.choice(fitting) if fitting else (None, None)


def set_item(kinds, values, ids, test=lambda item: True):
    def change(dice, records, form):
        i, item = pick_item(dice, records, lambda item: item.kind in kinds and test(item))
        if i is None:
            return None
        value = dice.choice(values)
        records[i].items[item.name] = value(dice, item, records[i].items[item.name]) if callable(value) else value
        return ids
    return change


def one_digit_more(dice, item, old):
    return "0" * (item.hi + 1)


def one_digit_less(dice, item, old):
    return "0" * (item.hi - 1)


def too_large(dice, item, old):
    return str(item.hi + dice.choice([1, 10 ** 12]))


def too_small(dice, item, old):
    return str(item.lo - 1)


def too_long(dice, item, old):
    return "長" * (item.hi + dice.choice([1, 50]))


def with_character(dice, item, old):
    return "見" + dice.choice(dice.unreadable) + "本"


def break_missing(dice, records, form):
    i, item = pick_item(dice, records, lambda item: True)
    records[i].items[item.name] = dice.choice([None, ""])
    return {1154}


def break_edited(dice, records, form):
    """Another value of the same kind, and the old digest."""
    i, item = pick_item(dice, records[:-1], lambda item: item.kind in ("yen", "text", "digits") and item.name != "layout")
    old = records[i].items[item.name]
    new = old
    while new == old:
        new = random_value(dice, item)
    records[i].items[item.name] = new
    return {1172}


def break_counts(dice, records, form):
    name = dice.choice(["answers", "records"])
    old = records[-1].items.get(name) or ""
    if not re.fullmatch("[0-9]+", old):
        return None
    records[-1].items[name] = str(int(old) + dice.choice([1, 2, 1000]))
    return {1171}


def break_digest(dice, records, form):
    if records[-1].word != "end" or not records[-1].items["digest"]:
        return None
    digest = records[-1].items["digest"]
    at = dice.randrange(len(digest))
    records[-1].items["digest"] = digest[:at] + ("1" if digest[at] == "0" else "0") + digest[at + 1:]
    return {1172}


def break_delete(dice, records, form):
    del records[dice.randrange(len(records))]
    return {1151, 1164, 1165, 1168, 1169, 1170, 1171}


def break_duplicate(dice, records, form):
    i = dice.randrange(len(records))
    copy = Record(records[i].word, dict(records[i].items))
    copy.order, copy.odd = list(records[i].order), list(records[i].odd)
    records.insert(i + 1, copy)
    return {1151, 1165, 1168, 1169, 1171}


def break_too_many(dice, records, form):
    i = pick(dice, records, lambda record: record.word in ("payment", "arrears", "employer"))
    if i is None:
        return None
    records[i:i] = [records[i]] * MOST[records[i].word]
    return {1169}


def break_swap(dice, records, form):
    if len(records) < 2:
        return None
    i = dice.randrange(len(records) - 1)
    if records[i].word == records[i + 1].word:
        return None
    records[i], records[i + 1] = records[i + 1], records[i]
    return {1151, 1164, 1165, 1168, 1169, 1170, 1171, 1172}


def break_end_missing(dice, records, form):
    if records[-1].word != "end":
        return None
    del records[-1]
    return {1170, 1168}


def break_rule(dice, records, form):
    """A rule between items, between records, or with the file's subject."""
    changes = [("file", {"layout": "getsuji-answer-2"}, {1150}), ("file", {"subject": "tax"}, {1164, 1168, 1172}),
               ("file", {"subject": "pension"}, {1164, 1168, 1172}), ("answer", {"state": "none"}, {1164, 1172}),
               ("answer", {"state": "found"}, {1168, 1172}),
               ("scheme", {"suspension_reason": "00", "suspended_from": "202504"}, {1164}),
               ("scheme", {"suspension_reason": "00", "suspended_from": "000000", "suspended_to": "202504"}, {1164}),
               ("scheme", {"suspension_reason": "20", "suspended_from": "000000"}, {1164}),
               ("scheme", {"suspension_reason": "20", "suspended_from": "202504", "suspended_to": "202503"}, {1164}),
               ("scheme", {"right_arose_on": "2011-01-01", "right_lost_on": "2010-12-31"}, {1164}),
               ("scheme", {"scheme": "national"}, {1165, 1172}), ("amount", {"pay_from_on": "2020-04-01"}, {1165, 1172})]
    word, values, ids = dice.choice(changes)
    i = pick(dice, records, lambda record: record.word == word)
    if i is None or all(records[i].items[name] == value for name, value in values.items()):
        return None
    records[i].items.update(values)
    return ids


def break_same_day(dice, records, form):
    """Two amounts of an award from the same day, next to each other or not."""
    fitting = [(i, k) for i, record in enumerate(records) for k in range(i)
               if all(other.word == "amount" for other in records[k:i + 1])]
    if not fitting:
        return None
    i, k = dice.choice(fitting)
    records[i].items["pay_from_on"] = records[k].items["pay_from_on"] = "2020-04-01"
    return {1165}


def break_odd(kinds, ids):
    """Something that only one form can have; see write_csv() and write_xml()."""
    def change(dice, records, form):
        i = dice.randrange(len(records))
        records[i].odd.append((dice.choice(kinds), dice.random()))
        return ids
    return change


def break_late(dice, records, form):
    """An item after the first part of its record."""
    fitting = [i for i in range(len(records) - 1) if PARENT[records[i + 1].word] == records[i].word]
    if not fitting:
        return None
    records[dice.choice(fitting)].odd.append(("late", dice.random()))
    return {1155}


def break_byte(dice, records, form):
    i, item = pick_item(dice, records, lambda item: item.kind in ("text", "characters"))
    records[i].items[item.name] = "見本" + BAD_BYTE + "x"
    return {1104}


def break_field_size(dice, records, form):
    i, item = pick_item(dice, records, lambda item: True)
    records[i].items[item.name] = "x" * (FIELD_BYTES + 1)
    return {1107}


BREAKS = [
    set_item({"digits"}, [one_digit_more, one_digit_less, "12-45", "１２３４５"], {1160}),
    set_item({"characters"}, ["", "0-1", "全角", "1234567890" * 7], {1154, 1160}),
    set_item({"word"}, ["Found", "年金", "1"], {1160}),
    set_item({"day"}, ["2027-02-29", "2027/06/10", "27-06-10", "20270610", "0000-00-00", "2201-01-01", " 2027-06-10"],
             {1160}),
    set_item({"YYYYMM"}, ["202513", "202500", "2025-04", "00000", "2025"], {1160}),
    set_item({"yen", "number"}, ["-1", "1.5", "1,000", "１００", "1e3", "0x10", "NaN", "+1"], {1160}),
    set_item({"yen", "number"}, [too_large], {1161}),
    set_item({"number"}, [too_small], {1161}, lambda item: item.lo > 0),
    set_item({"text"}, [too_long], {1163}, lambda item: item.name != "layout"),
    set_item({"text"}, [with_character], {1162}, lambda item: item.name != "layout"),
    set_item({"text", "yen", "day", "characters"}, ["Reason Of Null", "REASON OF NULL:01", "Reason of Null:01"], {1157}),
    set_item({"yen", "day", "text"}, [Null("00"), Null("1"), Null("001"), Null("x1"), Null("")], {1157}),
    set_item({"digits", "word", "day", "number", "characters", "text"}, [Null("01")], {1156}, lambda item: not item.null),
    break_missing, break_edited, break_counts, break_digest, break_delete, break_duplicate, break_too_many, break_swap,
    break_end_missing, break_same_day, break_rule, break_rule, break_byte, break_field_size,
]
BREAKS_CSV = [break_odd(["word"], {1152}), break_odd(["column"], {1155}), break_odd(["longer", "shorter"], {1120})]
BREAKS_XML = [
    break_odd(["element", "element_in_item"], {1152}), break_odd(["item"], {1155}), break_late,
    break_odd(["attribute", "attribute_of_item", "second_attribute"], {1166}), break_odd(["text"], {1167}),
    break_odd(["comment", "instruction", "cdata", "comment_in_item"], {1174}),
    break_odd(["twice"], {1159}), break_odd(["both"], {1156, 1158}), break_odd(["long_tag"], {1153}),
    break_odd(["entity", "ampersand", "wrong_end"], {1173}),
]


# --- writing --------------------------------------------------------------------------------------

def encoded(text, form):
    if form == "cp932.csv":
        return b"\xff".join(part.encode("cp932") for part in text.split(BAD_BYTE))
    return b"\x8c".join(part.encode() for part in text.split(BAD_BYTE))


class Row:
    """A row of CSV as it was written."""
    def __init__(self, word, at, offset):
        self.word, self.at, self.offset = word, at, offset
        self.cells = {}      # column -> (value, place)
        self.raw = []        # what no reader gets over: (offset where it is seen, place, id)
        self.uneven = None   # place, where the number of fields is wrong


def put_field(dice, out, row, value):
    at = out.at()
    quoted = any(c in value for c in ',"\r\n') or (value and dice.random() < 0.1)
    text = '"%s"' % value.replace('"', '""') if quoted else value
    if BAD_BYTE in text:
        before = Text()
        before.put(text[:text.index(BAD_BYTE)])
        row.raw.append((out.length + before.length, (at[0], at[1] + before.column - 1), 1104))
    if len(text.encode()) > FIELD_BYTES:  # in characters of one byte
        row.raw.append((out.length + FIELD_BYTES, at, 1107))
    out.put(text)
    return at


def write_csv(dice, records):
    """The text and its rows."""
    out, rows, columns, end = Text(), [], list(COLUMNS), dice.choice(["\n", "\n", "\r\n"])
    if dice.random() < 0.3:
        dice.shuffle(columns)
    out.put(",".join(["record"] + columns) + end)
    for record in records:
        odd = dict(record.odd)
        word = ["pension", "", "Award", " file"][int(odd["word"] * 4)] if "word" in odd else record.word
        row = Row(word, out.at(), out.length)
        put_field(dice, out, row, word)
        absent = [name for name in columns if name not in record.items]
        for name in columns:
            value = record.items.get(name) or ""
            if "column" in odd and name == absent[int(odd["column"] * len(absent))]:
                value = "x"
            if "shorter" in odd and name == columns[-1]:
                row.uneven = (row.at[0], 1)
                break
            out.put(",")
            row.cells[name] = value, put_field(dice, out, row, value)
        if "longer" in odd and "shorter" not in odd:
            out.put(",")
            row.uneven = out.at()
        out.put(end)
        rows.append(row)
    return "".join(out.parts), rows


class Markup(Text):
    """XML and its events, each (offset where it is complete, place, kind, …)."""
    def __init__(self, dice):
        super().__init__()
        self.dice, self.events, self.tags = dice, [], []
        self.end = dice.choice(["\n", "\n", "\r\n", ""])

    def tag(self, text, *event):
        """A tag or text with its event; for kinds with an id of their own, (id, columns after its place)."""
        at, offset = self.at(), self.length
        self.put(text)
        self.events.append((self.length, at) + event)
        self.tags.append((offset, self.length, at))

    def space(self, depth):
        self.put(self.end + "\t" * depth if self.end else self.dice.choice(["", "", " "]))


def escaped(dice, text):
    table = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    if dice.random() < 0.1:
        table["a"] = "&#97;"
    return text.translate(str.maketrans(table))


def put_item(dice, out, name, value, odd=()):
    attributes, content, text = "", escaped(dice, value or ""), value or ""
    if isinstance(value, Null):
        attributes, content, text = ' reason_of_null="%s"' % value.reason, "", ""
    attributes += ' nil="true"' if "attribute_of_item" in odd else ""
    if "second_attribute" in odd:
        attributes = ' reason_of_null="01" nil="true"'
    if "both" in odd:
        attributes, content, text = ' reason_of_null="01"', "x", "x"
    if "long_tag" in odd:
        attributes += " " * 1100
    reason = re.search('reason_of_null="(.*?)"', attributes)
    event = ("item", name, reason.group(1) if reason else None, "nil" in attributes, "long_tag" in odd)
    if not content and not odd and dice.random() < 0.7:
        out.tag("<%s%s/>" % (name, attributes), *event)
        out.events.append((out.length, out.at(), "end_item"))
        return
    out.tag("<%s%s>" % (name, attributes), *event)
    for kind, markup, what in (("comment_in_item", "<!-- x -->", 1174), ("element_in_item", "<b>", 1152)):
        if kind in odd:
            out.tag(markup, "wrong", what, 0)
    if content:
        at = out.at()
        for piece in re.findall("&.*?;|%s|[^&%s]+" % (BAD_BYTE, BAD_BYTE), content):
            if piece[0] == "&":
                out.tag(piece, "nothing")
            else:
                out.events += [(out.length, out.at(), "bad_byte")] if piece == BAD_BYTE else []
                out.put(piece)
        out.events.append((out.length, at, "text", text))
    out.tag("</%s>" % name, "end_item")


BETWEEN = {"element": ("<unknown/>", 1152, 0), "text": ("x", 1167, 0), "comment": ("<!-- x -->", 1174, 0),
           "instruction": ("<?x y?>", 1174, 0), "cdata": ("<![CDATA[x]]>", 1174, 0), "entity": ("&x;", 1173, 0),
           "ampersand": ("& ", 1173, 1), "wrong_end": ("</unknown>", 1173, 2)}
OF_ITEM = ["attribute_of_item", "second_attribute", "both", "long_tag", "comment_in_item", "element_in_item", "twice"]


def put_items(dice, out, record, depth):
    order = [name for name in record.order if record.items[name] is not None]
    odd = dict(record.odd)
    at = {kind: int(place * max(1, len(order))) for kind, place in record.odd}
    for i, name in enumerate(order + [None]):
        for kind in (k for k in odd if at[k] == i and k in BETWEEN):
            out.space(depth)
            out.tag(BETWEEN[kind][0], "wrong", *BETWEEN[kind][1:])
        if at.get("item") == i:
            out.space(depth)
            others = [c for c in COLUMNS if c not in record.items and c not in LAYOUT]
            put_item(dice, out, others[int(odd["item"] * len(others))], "1")
        if name:
            out.space(depth)
            put_item(dice, out, name, record.items[name], [k for k in OF_ITEM if at.get(k) == i])
        if name and at.get("twice") == i:
            put_item(dice, out, name, record.items[name])


def write_xml(dice, records):
    """The text with its events."""
    out, stack, late = Markup(dice), [], []
    if dice.random() < 0.7:
        out.tag('<?xml version="1.0" encoding="UTF-8"?>', "nothing")
        out.put("\n")
    out.tag("<answers>", "root")
    for record in records + [None]:
        depth = 0
        word = record.word if record else None
        while word and PARENT[word]:
            depth, word = depth + 1, PARENT[word]
        while len(stack) > depth:
            closed = stack.pop()
            out.space(len(stack) + 1)
            out.tag("</%s>" % closed.word, "end", closed.word)
            if stack and "late" in dict(stack[-1].odd) and stack[-1] not in late:
                late.append(stack[-1])
                put_item(dice, out, LAYOUT[stack[-1].word][0].name, "1")
        if record:
            out.space(len(stack) + 1)
            attribute = ' version="2"' if "attribute" in dict(record.odd) else ""
            out.tag("<%s%s>" % (record.word, attribute), "start", record.word, bool(attribute))
            put_items(dice, out, record, len(stack) + 2)
            stack.append(record)
    out.space(0)
    out.tag("</answers>", "end_root")
    out.put("\n")
    return "".join(out.parts), out


# --- commands -------------------------------------------------------------------------------------

def make_case(seed, form):
    """The bytes of a file and what must be said of it."""
    dice = Dice(seed, form)
    records = random_file(dice)
    ways = BREAKS + (BREAKS_XML if form == "xml" else BREAKS_CSV)
    wanted = None
    count = dice.choice([0, 1, 1, 1, 1, 2, 2, 3])
    for _ in range(count):
        ids = None
        while ids is None:
            ids = dice.choice(ways)(dice, records, form) if records else set()
        wanted = ids if count == 1 else None
    text, parts = (write_xml if form == "xml" else write_csv)(dice, records)
    cut, split = len(text), False
    if dice.random() < 0.15:
        cut, wanted = dice.randrange(len(text)), None
        split = len(encoded(text[cut], form)) > 1 and dice.random() < 0.5 and text[cut] != BAD_BYTE
    try:
        said = (walk_xml if form == "xml" else walk_csv)(text, parts, cut, split)
        assert wanted is None, "%s: a break without a complaint" % seed
    except Complaint as complaint:
        said = str(complaint)
        assert wanted is None or complaint.number in wanted, "%s: %s, not one of %s" % (seed, said, wanted)
    data = encoded(text[:cut], form) + (encoded(text[cut], form)[:-1] if split else b"")
    mark = b"\xef\xbb\xbf" if form != "cp932.csv" and dice.random() < 0.2 else b""
    return mark + data, said


def write(folder, seed, count):
    with open(folder + "/expected", "w", encoding="utf-8") as expected:
        for form in ("csv", "cp932.csv", "xml"):
            for i in range(count // 4 if form == "cp932.csv" else count):
                data, said = make_case("%s-%s-%d" % (seed, form, i), form)
                path = "%s/%05d.%s" % (folder, i, form)
                with open(path, "wb") as f:
                    f.write(data)
                expected.write("%s %s\n" % (path, said))


def compare(expected, answered):
    wrong = 0
    counts = collections.Counter()
    for wanted, got in zip(open(expected, encoding="utf-8"), open(answered, encoding="utf-8"), strict=True):
        counts[wanted.split()[1]] += 1
        if wanted != got:
            wrong += 1
            print("wanted %sgot    %s" % (wanted, got), end="")
    print("%d files, %d wrong: %s" % (sum(counts.values()), wrong, " ".join("%s %d" % n for n in sorted(counts.items()))))
    return wrong > 0


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(compare(sys.argv[2], sys.argv[3]))
