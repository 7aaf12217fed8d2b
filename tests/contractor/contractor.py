"""A contractor that prints, inserts and posts; also one that makes mistakes, and one that cheats.

    contractor.py open PACKAGE KEYS FOLDER       opens a package with stock tools alone: openssl cms, tar
    contractor.py sheets FOLDER >sheets          the codes in its parts' text, a line `FRONT BACK` for each sheet (pdftotext)
    contractor.py pictures FOLDER N >sheets      the same from the pictures of the first N pages (pdftoppm, zbarimg)
    contractor.py work SHEETS RUN KIND [OPTION…] >scans.csv
    contractor.py returns OFFICE [--serial N] <`PIECE REASON DAY` lines >returns.csv
    contractor.py sign FILE KEYS WHO             makes FILE.p7m, signed by WHO (openssl cms)

KIND says what goes wrong (KINDS, below); `clean`: nothing.  Options of work: --serial N, --enclosure WORD, --withdraw PIECES (take out, as
asked), --from N (number of the first envelope), --other SHEETS (of another mailing).

Knows layouts and codes by their descriptions (engine/intake/SCANS.md, engine/mail/PACKAGE.md) and shares no code with the program.
"""
import copy
import datetime
import hashlib
import itertools
import json
import pathlib
import re
import subprocess
import sys

CODE = re.compile(r"GJ2:R(\d+):P(\d+):S(\d+)/(\d+):([FB]):V(\d+):([A-Z2-7]{8})")
TOKYO = datetime.timezone(datetime.timedelta(hours=9))
ITEMS = {
    "scans": {
        "file": ["layout", "run", "made_on", "serial"],
        "scan": ["event", "envelope", "place", "side", "code", "enclosure", "read_at"],
        "end": ["scans", "records", "digest"],
    },
    "returns": {
        "file": ["layout", "office", "made_on", "serial"],
        "return": ["piece", "reason", "returned_on"],
        "end": ["returns", "records", "digest"],
    },
}


# ---- files of records ---------------------------------------------------------------------------


def write_records(layout, head, name, rows, out):
    """A header row, then the records; last their number and their digest."""
    items = ITEMS[layout]
    columns = ["record"] + [i for record in items.values() for i in record]
    place = {c: n for n, c in enumerate(columns)}
    digest = hashlib.sha256()

    def put(record, values):
        fields = [""] * len(columns)
        fields[0] = record
        for item, value in zip(items[record], values):
            text = str(value)
            fields[place[item]] = '"' + text.replace('"', '""') + '"' if re.search(r'[",]', text) else text
        out.write(",".join(fields) + "\n")
        if record != "end":
            digest.update((record + "\n" + "".join(f"{i}={v}\n" for i, v in zip(items[record], values))).encode())

    out.write(",".join(columns) + "\n")
    put("file", head)
    for row in rows:
        put(name, row)
    put("end", [len(rows), len(rows) + 1, digest.hexdigest()])


# ---- what lies on the line ----------------------------------------------------------------------


class Set:
    """What goes into one envelope: sheets as [front, back], and what lies beside them."""

    def __init__(self, sheets, enclosure):
        self.sheets, self.enclosure = sheets, enclosure

    @property
    def piece(self):
        return int(CODE.fullmatch(self.sheets[0][0]).group(2))


def sets_of(lines, enclosure):
    sets = []
    for line in lines:
        front, *back = line.split()
        if CODE.fullmatch(front).group(3) == "1":
            sets.append(Set([], enclosure))
        sets[-1].sheets.append([front, back[0] if back else None])
    return sets


class Line:
    """The inserting machine: sets in, readings out."""

    def __init__(self, sets, first, start):
        self.sets, self.first, self.now, self.rows = sets, first, start, []

    def read(self, event, envelope, place, side, code, enclosure="-"):
        self.rows.append([event, envelope, place, side, code or "-", enclosure or "-", self.now.strftime("%Y-%m-%dT%H:%M:%S")])

    def say(self, event, code, envelope=0):
        self.read(event, envelope, 0, "F", code)

    def insert(self, s, envelope):
        for place, (front, back) in enumerate(s.sheets, 1):
            self.read("inserted", envelope, place, "F", front, s.enclosure)
            if back is not None:
                self.read("inserted", envelope, place, "B", back, s.enclosure)
        self.now += datetime.timedelta(milliseconds=250)

    def run(self):
        for n, s in enumerate(self.sets, self.first):
            self.insert(s, n)


def long_ones(sets):
    return [s for s in sets if len(s.sheets) > 1]


# ---- what can go wrong --------------------------------------------------------------------------
# Each takes the line before it runs; what it returns is done after it ran.


def swap(line):
    a, b = long_ones(line.sets)[:2]
    a.sheets[1], b.sheets[1] = b.sheets[1], a.sheets[1]


def back_shifted(line):
    """The paper web slipped: every back is that of the sheet before."""
    sheets = [sheet for s in line.sets for sheet in s.sheets]
    backs = [back for _, back in sheets]
    for sheet, back in zip(sheets, [None] + backs[:-1]):
        sheet[1] = back


def dropped_sheet(line):
    del long_ones(line.sets)[0].sheets[1]


def dropped_piece(line):
    del line.sets[1]


def doubled_piece(line):
    line.sets.insert(2, copy.deepcopy(line.sets[1]))


def doubled_sheet(line):
    s = long_ones(line.sets)[0]
    s.sheets.append(list(s.sheets[-1]))


def extra_sheet(line):
    line.sets[0].sheets.append(["https://example.jp/other-customer", ""])


def blank_sheet(line):
    line.sets[0].sheets.append(["", ""])


def mixed(line):
    line.sets[0].sheets += line.sets[1].sheets
    del line.sets[1]


def wrong_enclosure(line):
    line.sets[1].enclosure = "leaflet_of_another"


def no_enclosure(line):
    line.sets[1].enclosure = ""


def turned(line):
    line.sets[0].sheets[0].reverse()


def sheet_order(line):
    long_ones(line.sets)[0].sheets.reverse()


def unreadable(line):
    line.sets[0].sheets[0][1] = ""


def other_mailing(line):
    line.sets[0].sheets = line.other[0].sheets


def renumbered(line):
    """Somebody prints a sheet of his own, with the number of another piece."""
    sheet = line.sets[0].sheets[0]
    other = str(line.sets[1].piece)
    line.sets[0].sheets[0] = [re.sub(r":P\d+:", f":P{other}:", side) for side in sheet]


def partial(line):
    return lambda: line.rows.__delitem__(slice(len(line.rows) // 2, None))


def two_readings(line):
    """A camera saw another code at the same place."""
    return lambda: line.rows.insert(1, [*line.rows[0][:4], line.sets[1].sheets[0][0], *line.rows[0][5:]])


def damaged(line):
    s = line.sets.pop(1)
    return lambda: line.say("damaged", s.sheets[0][0])


def damaged_posted(line):
    s = line.sets[1]
    return lambda: line.say("damaged", s.sheets[0][0])


def diverted(line):
    s = line.sets.pop(1)
    return lambda: line.say("diverted", s.sheets[0][0], 99)


def unasked_withdrawal(line):
    s = line.sets.pop(1)
    return lambda: line.say("withdrawn", s.sheets[0][0])


def forged_withdrawal(line):
    s = line.sets.pop(1)
    return lambda: line.say("withdrawn", s.sheets[0][0][:-8] + "AAAAAAAA")


def inhouse(line):
    """A set that never was in a package is on the line: the one after the last."""
    line.sets.append(line.other[-1])


def two_versions(line):
    """Sheets of the first print and of the one again in one envelope."""
    s = long_ones(line.sets)[0]
    again = next(o for o in line.other if o.piece == s.piece)
    s.sheets[1] = again.sheets[1]


def only_other(line):
    line.sets = line.other


def shuffled(line):
    """No mistake: lines in any order."""
    return lambda: line.rows.sort(key=lambda row: hashlib.sha256(repr(row).encode()).digest())


def nothing(_line):
    """No mistake."""


KINDS = {f.__name__: f for f in (
    swap, back_shifted, dropped_sheet, dropped_piece, doubled_piece, doubled_sheet, extra_sheet, blank_sheet, mixed, wrong_enclosure,
    no_enclosure, turned, sheet_order, unreadable, other_mailing, renumbered, partial, two_readings, damaged, damaged_posted, diverted,
    unasked_withdrawal, forged_withdrawal, inhouse, two_versions, only_other, shuffled)} | {"clean": nothing}


# ---- commands -----------------------------------------------------------------------------------


def option(args, name, default):
    return args[args.index(name) + 1] if name in args else default


def lines_of(path):
    return pathlib.Path(path).read_text().splitlines()


def work(sheets, run, kind, *args):
    enclosure = option(args, "--enclosure", "leaflet")
    start = datetime.datetime.now(TOKYO)
    line = Line(sets_of(lines_of(sheets), enclosure), int(option(args, "--from", 1)), start)
    other = option(args, "--other", None)
    line.other = sets_of(lines_of(other), enclosure) if other else []
    asked = {int(p) for p in option(args, "--withdraw", "").split(",") if p}
    for s in [s for s in line.sets if s.piece in asked]:
        line.sets.remove(s)
        line.say("withdrawn", s.sheets[0][0])
    after = KINDS[kind](line)
    line.run()
    if after:
        after()
    head = ["getsuji-scan-1", run, line.now.date().isoformat(), option(args, "--serial", 1)]
    write_records("scans", head, "scan", line.rows, sys.stdout)


def returns(office, *args):
    rows = [line.split() for line in sys.stdin]
    today = datetime.datetime.now(TOKYO).date().isoformat()
    head = ["getsuji-mail-return-1", office, today, option(args, "--serial", 1)]
    write_records("returns", head, "return", rows, sys.stdout)


def tool(*command, **more):
    return subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE, **more).stdout


def sign(path, keys, who):
    keys = pathlib.Path(keys)
    tool("openssl", "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", "sha256", "-in", path, "-out", path + ".p7m",
         "-signer", keys / f"{who}.cert.pem", "-inkey", keys / f"{who}.key.pem")


def open_package(package, keys, folder):
    keys, folder = pathlib.Path(keys), pathlib.Path(folder)
    folder.mkdir()
    signed, tar = folder / "signed.der", folder / "content.tar"
    tool("openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in", package, "-out", signed,
         "-recip", keys / "contractor.cert.pem", "-inkey", keys / "contractor.key.pem")
    tool("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", signed, "-out", tar, "-purpose", "any",
         "-CAfile", keys / "office.cert.pem", stderr=subprocess.DEVNULL)
    tool("tar", "-xf", tar, "-C", folder)
    signed.unlink()
    tar.unlink()


def pages_of(folder, read):
    manifest = json.loads((pathlib.Path(folder) / "manifest.json").read_text())
    for part in manifest["parts"]:
        yield from read(pathlib.Path(folder) / part["file"], part)


def text_pages(path, _part):
    for page in tool("pdftotext", path, "-").decode().split("\f")[:-1]:
        yield [m.group(0) for m in CODE.finditer(page)]


def picture_pages(path, part):
    for page in range(1, part["pages"] + 1):
        picture = tool("pdftoppm", "-r", "200", "-gray", "-f", page, "-l", page, path)
        read = tool("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", "-", input=picture, stderr=subprocess.DEVNULL).decode()
        yield [m.group(0) for m in CODE.finditer(read)]


def sheets(folder, read, most=None):
    """Pages in order: a front, then its back where there is one."""
    waiting = None
    for codes in itertools.islice(pages_of(folder, read), most):
        (code,) = set(codes)
        if CODE.fullmatch(code).group(5) == "B":
            print(waiting, code)
            waiting = None
        else:
            if waiting:
                print(waiting)
            waiting = code
    if waiting:
        print(waiting)


COMMANDS = {"open": open_package, "sheets": lambda f: sheets(f, text_pages), "pictures": lambda f, n: sheets(f, picture_pages, int(n)),
            "work": work, "returns": returns, "sign": sign}
COMMANDS[sys.argv[1]](*sys.argv[2:])
