"""What must be said of an answer file: a walk over it from its beginning, as engine/intake/ANSWERS.md has it.

For answer_breaks.py, which wrote the file and so knows where everything stands.  Nothing of the readers is used.
"""
import datetime
import hashlib
import re

DOCUMENT = "engine/intake/ANSWERS.md"
PARENT = {"file": None, "answer": None, "award": "answer", "scheme": "award", "amount": "award", "payment": "award",
          "arrears": "award", "tax": "answer", "employer": "tax", "end": None}
NEXT = {None: "file", "file": "answer end", "answer": "award tax answer end", "award": "scheme",
        "scheme": "scheme amount payment arrears award answer end", "amount": "amount payment arrears award answer end",
        "payment": "payment arrears award answer end", "arrears": "arrears award answer end",
        "tax": "employer answer end", "employer": "employer answer end", "end": ""}
MOST = {"award": 20, "scheme": 2, "amount": 60, "payment": 60, "arrears": 60, "employer": 20}
FIELD_BYTES, YEN_MAX = 4096, 2147483647
BAD_BYTE = "\uf8f0"  # stands for a byte that is in no encoding


class Item:
    def __init__(self, name, kind, null, rest):
        self.name, self.null = name, null
        self.words = re.findall(r"`([a-z_]+)`", rest) if kind == "word" else None
        numbers = [int(n) for n in re.findall(r"\d+", kind)]
        self.kind = re.sub(r"[\d–≤ ]+", "", kind) or "number"
        self.lo, self.hi = (numbers[0], numbers[-1]) if numbers else (0, YEN_MAX)


def read_layout():
    layout = {}
    for section in open(DOCUMENT, encoding="utf-8").read().split("\n## ")[1:]:
        rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (yes|–) \| .*? \|(.*)\|$", section, re.M)
        word = section.split("\n")[0]
        if word in PARENT:
            layout[word] = [Item(name, kind, null == "yes", rest) for name, kind, null, rest in rows]
    return layout


LAYOUT = read_layout()
COLUMNS = list(dict.fromkeys(item.name for items in LAYOUT.values() for item in items))


def path_of(word, item=None):
    names = [item] if item else []
    while word:
        names.insert(0, word)
        word = PARENT[word]
    return "/".join(names)


class Null(str):
    """A reason of null; as text what CSV and the digest write."""
    def __new__(cls, reason):
        self = super().__new__(cls, "Reason Of Null:" + reason)
        self.reason = reason
        return self


class Record:
    """items: name -> text, Null or None (missing).  odd: what only one form can have, as (kind, …)."""
    def __init__(self, word, items):
        self.word, self.items, self.odd = word, items, []
        self.order = list(items)  # in XML


class Text:
    """What was written, and where the next character stands."""
    def __init__(self):
        self.parts, self.length, self.line, self.column = [], 0, 1, 1

    def put(self, text):
        self.parts.append(text)
        self.length += len(text)
        lines = text.count("\n")
        self.line += lines
        self.column = len(text) - text.rindex("\n") if lines else self.column + len(text)

    def at(self):
        return self.line, self.column


def digest_of(records):
    lines = []
    for record in records:
        lines.append(record.word)
        lines += ["%s=%s" % (item.name, record.items[item.name]) for item in LAYOUT[record.word]]
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


# --- what must be said ----------------------------------------------------------------------------

class Complaint(Exception):
    def __init__(self, number, place, path=""):
        super().__init__("GJ%d %d:%d%s" % (number, place[0], place[1], " " + path if path else ""))
        self.number = number


def wrong_value(item, value):
    """The id for a value as it stands, or None."""
    if value.lower().startswith("reason of null"):
        return 1157
    if item.kind == "digits":
        return None if re.fullmatch("[0-9]{%d}" % item.hi, value) else 1160
    if item.kind == "characters":
        return None if re.fullmatch("[0-9A-Za-z]{%d,%d}" % (item.lo, item.hi), value) else 1160
    if item.kind == "word":
        return None if value in item.words else 1160
    if item.kind == "text":
        characters = len(re.sub("[\u3099\U000e0100-\U000e01ef]", "", value))
        return 1162 if any(c in "\t\n\x7f\u202e\u2066\ufffd" for c in value) else 1163 if characters > item.hi else None
    if item.kind == "day":
        return None if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and exists(value) else 1160
    if item.kind == "YYYYMM":
        month = re.fullmatch("([0-9]{4})([0-9]{2})", value)
        return None if value == "000000" or month and exists("%s-%s-01" % month.groups()) else 1160
    if not re.fullmatch("[0-9]+", value):
        return 1160
    return None if item.lo <= int(value) <= item.hi and len(value) <= 12 else 1161


def exists(day):
    try:
        return 1868 <= datetime.date.fromisoformat(day).year <= 2200
    except ValueError:
        return False


def wrong_reason(item, reason):
    return 1157 if not re.fullmatch("0[1-9]|[1-9][0-9]", reason) else None if item.null else 1156


class Walk:
    """A file from its beginning: what must hold of records and items, whatever the form."""
    def __init__(self):
        self.last = self.subject = self.state = None
        self.answers = self.records = 0
        self.parts, self.place, self.open, self.lines = {}, {}, [], []

    def close(self, word):
        lacks = word == "award" and "scheme" not in self.parts
        if word == "answer" and self.state == "found":
            lacks = {"pension": "award", "tax": "tax"}.get(self.subject, "answer") not in self.parts | {"answer": 1}
        if lacks:
            raise Complaint(1168, self.place[word], path_of(word))

    def begin(self, word, place):
        if self.last == "award" and word != "scheme":
            self.close("award")
        elif self.answers and word in ("answer", "end"):
            self.close("answer")
        if word not in NEXT[self.last].split():
            raise Complaint(1151, place, path_of(word))
        if word in ("award", "tax"):
            if self.subject != {"award": "pension"}.get(word, word) or self.state != "found":
                raise Complaint(1164, place, path_of(word))
        for other in [w for w in self.parts if w == word or PARENT[w] == word or word == "answer"]:
            if word == "answer" or PARENT[other] == word:
                del self.parts[other]
        self.answers += word == "answer"
        self.place[word] = place
        self.parts.setdefault(word, []).append(place)
        together = ["payment", "arrears"] if word in ("payment", "arrears") else [word]
        if sum(len(self.parts.get(w, [])) for w in together) > MOST.get(word, 10 ** 9):
            raise Complaint(1169, place, path_of(word))
        self.last = word

    def value(self, word, item, value, place):
        number = wrong_value(item, value)
        if number:
            raise Complaint(number, place, path_of(word, item.name))

    def reason(self, word, item, reason, place):
        number = wrong_reason(item, reason)
        if number:
            raise Complaint(number, place, path_of(word, item.name))

    def row(self, word, values, places):
        """All items are there and good by themselves."""
        def refuse(number, name):
            raise Complaint(number, places[name], path_of(word, name))

        if word == "file":
            self.subject = values["subject"]
            if values["layout"] != "getsuji-answer-1":
                refuse(1150, "layout")
        elif word == "answer":
            self.state = values["state"]
        elif word == "scheme":
            self.scheme(values, refuse)
        elif word == "amount":
            self.once("amount", values["pay_from_on"], lambda: refuse(1165, "pay_from_on"))
        elif word == "end":
            self.end(values, refuse)
            return
        self.records += 1
        self.lines.append(Record(word, values))

    def once(self, word, value, refuse):
        """No other record of the award has this value; where the record began is replaced by it."""
        if value in self.parts[word][:-1]:
            refuse()
        self.parts[word][-1] = value

    def scheme(self, values, refuse):
        self.once("scheme", values["scheme"], lambda: refuse(1165, "scheme"))
        arose, lost = values["right_arose_on"], values["right_lost_on"]
        reason, first, last = values["suspension_reason"], values["suspended_from"], values["suspended_to"]
        known = [not isinstance(value, Null) for value in (reason, first, last)]
        if not isinstance(arose, Null) and not isinstance(lost, Null) and lost < arose:
            refuse(1164, "right_lost_on")
        if reason == "00":
            for value, name in ((first, "suspended_from"), (last, "suspended_to")):
                if not isinstance(value, Null) and value != "000000":
                    refuse(1164, name)
        elif known[0] and first == "000000":
            refuse(1164, "suspended_from")
        if known[1] and known[2] and last != "000000" and (last < first or first == "000000"):
            refuse(1164, "suspended_to")

    def end(self, values, refuse):
        if int(values["answers"]) != self.answers:
            refuse(1171, "answers")
        if int(values["records"]) != self.records:
            refuse(1171, "records")
        if values["digest"] != digest_of(self.lines):
            refuse(1172, "digest")

    def good(self):
        return "ok %d %d %s" % (self.answers, self.records, digest_of(self.lines))


def walk_csv(text, rows, cut, split):
    walk, last = Walk(), 1
    ends = [row.offset for row in rows[1:]] + [len(text)]
    if cut < rows[0].offset:
        cut_in_row(text, 0, rows[0].offset, cut, split)
    for row, end in zip(rows, ends):
        if cut <= row.offset:
            break
        for seen, place, number in sorted(row.raw):
            if seen < cut:
                raise Complaint(number, place)
        if cut < end:
            cut_in_row(text, row.offset, end, cut, split)
        last = row.at[0]
        if row.uneven:
            raise Complaint(1120, row.uneven)
        if row.word not in PARENT:
            raise Complaint(1152, row.at, "record")
        walk.begin(row.word, row.at)
        walk_row(walk, row)
    if walk.last != "end":
        raise Complaint(1170, (last, 1))
    return walk.good()


def cut_in_row(text, begin, end, cut, split):
    """The file ends within the row; between CR and LF the row is whole."""
    before = Text()
    before.put(text[:cut])
    if split:
        raise Complaint(1103, before.at())
    if cut == 0:
        raise Complaint(1119, (1, 1))
    if text[cut - 1:end] == "\r\n":
        return
    if text[begin:cut].count('"') % 2 == 0:
        raise Complaint(1113, before.at())
    before = Text()
    before.put(text[:open_quote(text, begin, cut)])
    raise Complaint(1112, before.at())


def open_quote(text, offset, cut):
    """Where the quoted field begins that is open at the cut."""
    inside, begin = False, offset
    for i in range(offset, cut):
        if text[i] == '"':
            begin = i if not inside and text[i - 1] != '"' else begin
            inside = not inside
    return begin


def walk_row(walk, row):
    items = {item.name: item for item in LAYOUT[row.word]}
    values, places = {}, {}
    for name in COLUMNS:
        value, place = row.cells.get(name, ("", None))
        if name not in items:
            if value:
                raise Complaint(1155, place, path_of(row.word, name))
            continue
        if not value:
            raise Complaint(1154, place, path_of(row.word, name))
        mark = "Reason Of Null:"
        if value.startswith(mark) and len(value) > len(mark):
            walk.reason(row.word, items[name], value[len(mark):], place)
            value = Null(value[len(mark):])
        else:
            walk.value(row.word, items[name], value, place)
        values[name], places[name] = value, place
    walk.row(row.word, values, places)


class Collected:
    """A record of XML being read."""
    def __init__(self, word, place):
        self.word, self.place, self.values, self.places, self.given = word, place, {}, {}, False

    def give(self, walk):
        for item in LAYOUT[self.word]:
            if item.name not in self.values:
                raise Complaint(1154, self.place, path_of(self.word, item.name))
        self.given = True
        walk.row(self.word, self.values, self.places)


class WalkXml:
    def __init__(self):
        self.walk, self.stack, self.item, self.at_item, self.ended = Walk(), [], None, None, False

    def path(self, name=None):
        return path_of(self.stack[-1].word, name or (self.item and self.item.name)) if self.stack else ""

    def start(self, place, word, attribute):
        under = self.stack[-1].word if self.stack else None
        if PARENT[word] != under:
            raise Complaint(1151, place, path_of(word))
        if self.stack and not self.stack[-1].given:
            self.stack[-1].give(self.walk)
        self.walk.begin(word, place)
        self.stack.append(Collected(word, place))
        if attribute:
            raise Complaint(1166, place, self.path())

    def begin_item(self, place, name, reason, attribute, long_tag):
        if long_tag:
            raise Complaint(1153, place, self.path())
        record = self.stack[-1]
        self.item = next((item for item in LAYOUT[record.word] if item.name == name and not record.given), None)
        if self.item is None:
            raise Complaint(1155, place, self.path(name))
        if name in record.values:
            raise Complaint(1159, place, self.path())
        self.at_item = place
        if attribute:
            raise Complaint(1166, place, self.path())
        if reason is not None:
            self.walk.reason(record.word, self.item, reason, place)
            record.values[name], record.places[name] = Null(reason), place

    def text(self, place, text):
        record = self.stack[-1]
        if self.item.name in record.values:
            raise Complaint(1158, place, self.path())
        if len(text.encode()) > FIELD_BYTES:
            raise Complaint(1107, place, self.path())
        record.values[self.item.name], record.places[self.item.name] = text, place

    def end_item(self, place):
        record = self.stack[-1]
        value = record.values.get(self.item.name)
        if value is None:
            raise Complaint(1154, self.at_item, self.path())
        if not isinstance(value, Null):
            self.walk.value(record.word, self.item, value, record.places[self.item.name])
        self.item = None

    def end(self, place, word):
        record = self.stack[-1]
        if not record.given:
            record.give(self.walk)
        self.walk.close(word)
        self.stack.pop()

    def end_root(self, place):
        if self.walk.last != "end":
            raise Complaint(1170, place)
        self.ended = True

    def root(self, place):
        pass

    def nothing(self, place):
        pass

    def bad_byte(self, place):
        raise Complaint(1104, place)

    def wrong(self, place, number, columns):
        raise Complaint(number, (place[0], place[1] + columns), self.path())


def walk_xml(text, out, cut, split):
    walk = WalkXml()
    for event in out.events:
        if event[0] <= cut and (event[2] != "bad_byte" or event[0] < cut):
            getattr(walk, {"item": "begin_item"}.get(event[2], event[2]))(event[1], *event[3:])
    if walk.ended:
        return walk.walk.good()
    here = Text()
    here.put(text[:cut - 1] if text[cut - 1:cut + 1] == "\r\n" else text[:cut])  # a line end is one
    if split:
        raise Complaint(1103, here.at())
    inside = [place for begin, end, place in out.tags if begin < cut < end]
    raise Complaint(1173, inside[0] if inside else here.at(), walk.path())
