#!/usr/bin/python3
"""Reads printed tickets back and compares every item of every page with the database, with no code of the program.

read_tickets.py NAMES.json FOLDER TICKETS.json…: FOLDER holds NAME.pdf and, of its pages, NAME-PAGE.pgm (pdftoppm -gray -r
150) and code-NAME-PAGE.pgm (the upper right corner, finer).  TICKETS: what is to be on paper, one object per ticket with its envelope and place; NAMES: everybody's.
Prints for each file a line per finding, then what was read.  Geometry is that of reports/ticket_page.c and ticket_joint.c.
"""
import functools, glob, json, os, re, subprocess, sys
from datetime import date, timedelta

SERVICES = {1: "入院", 2: "入院外", 3: "歯科", 4: "調剤", 5: "訪問看護", 11: "居宅サービス", 12: "施設サービス",
            13: "介護予防サービス", 14: "地域密着型サービス", 15: "居宅介護支援"}
LEVELS = {11: "要支援1", 12: "要支援2", 21: "要介護1", 22: "要介護2", 23: "要介護3", 24: "要介護4", 25: "要介護5"}
TYPES = {1: "医療券", 2: "調剤券", 3: "介護券"}
VOID = "取消しの券次の券は無効です。破棄し、その券による請求をしないでください。既に診療等を行ったときは、請求の前に上記の担当へお問い合わせください。"
CAUSES = {1: "医療保険・他法の適用の変更", 2: "有効期間の変更", 3: "本人支払額の変更", 4: "機関の名称等の変更",
          5: "傷病名・備考等の変更", 6: "交付の要件を欠いたため"}
ERAS = [(date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"), (date(1912, 7, 30), "大正")]
DPI = 150


def squeeze(s):
    return re.sub(r"\s", "", s)


def era(text):
    d = date.fromisoformat(text)
    begun, name = next(e for e in ERAS if d >= e[0])
    year = d.year - begun.year + 1
    return f"{name}{'元' if year == 1 else year}年{d.month}月{d.day}日"


def number(t, revision):
    return f"第{t['issue_no']}号" + (f"（第{revision}版）" if revision > 1 else "")


def yes(v):
    return "あり" if v else "なし"


def items(t):
    """The text of every item."""
    code = t["institution_code"]
    certified = ""
    if t["certified_from"]:
        certified = era(t["certified_from"]) + "から"
        if t["certified_to"] != "infinity":
            certified += era((date.fromisoformat(t["certified_to"]) - timedelta(1)).isoformat()) + "まで"
    pre = t["prescriber_code"]
    return {
        "payer": t["payer_no"], "recipient": t["recipient_no"],
        "validity": era(t["from_on"]) + "から" + era(t["until_on"]) + "まで",
        "month": era(t["month_on"]).rsplit("月", 1)[0] + "月", "number": number(t, t["revision"]),
        "name": t["name"], "birth": era(t["birth_on"]), "address": "―" if t["route"] == 2 else t["address"] or "",
        "institution": t["institution_name"], "parts": code, "prescriber":
            f"{pre[:2]}・{pre[2]}・{pre[3:]}{t['prescriber_name']}" if t["type"] == 2 else "―",
        "injuries": "".join(f"({i}){t[f'injury_{i}']}" for i in (1, 2, 3) if t[f"injury_{i}"]),
        "service": SERVICES[t["service"]], "share": "併用" if t["combined"] else "単独",
        "own": f"{t['own_payment_yen']:,}円", "scheme": f"法別{t['scheme_no']}" if t["scheme_no"] else "なし",
        "insurance": yes(t["insurance"]), "elderly": yes(t["elderly"]), "tuberculosis": yes(t["tuberculosis"]),
        "prefectural": yes(t["prefectural"]), "insured": t["insured_no"], "level": LEVELS.get(t["care_level"], ""),
        "certified": certified, "caseworker": t["caseworker"], "handler": t["handler"],
        "remarks": t["remark_1"] + t["remark_2"] + t["remark_3"],
        "replaced": "" if t["revision"] == 1 else
            f"{era(t['before_on'])}交付の{number(t, t['revision'] - 1)}（{'併用' if t['before_combined'] else '単独'}）に替えて"
            f"交付します。先の券は使用しないでください。理由：{CAUSES[t['cause']]}。",
    }


ORDERS = {
    "medical": "payer validity recipient number name birth address institution parts prescriber injuries service share own scheme"
               " insurance elderly tuberculosis prefectural caseworker handler remarks replaced",
    "care": "payer validity recipient number name birth address insured level certified service institution parts own share"
            " caseworker handler remarks replaced",
    "head": "payer month parts institution",
    "row": "number recipient caseworker name birth address validity service injuries prescriber share own insurance elderly"
           " tuberculosis prefectural scheme note",
}


def run_of(t, form):
    """All items of a form one after the other, as they are drawn."""
    x = items(t)
    x["note"] = ("【差替え】" + x["replaced"] if x["replaced"] else "") + x["remarks"]
    return squeeze("".join(x[k] for k in ORDERS[form].split()))


@functools.cache
def struck(path, left, width, base, size):
    """Which of the two words of the title is struck through: a row of dots without a gap."""
    with open(path, "rb") as f:
        data = f.read()
    fields = data[:40].split(None, 4)[:4]
    w, h = int(fields[1]), int(fields[2])
    pixels = data[-w * h:]
    word = (width - 2 * size) / 2
    px = lambda mm: round(mm / 25.4 * DPI)
    out = []
    for name, x in (("医療券", left), ("調剤券", left + width - word)):
        rows = range(px(base - size * .46) - 2, px(base - size * .30) + 3)
        lines = sum(all(pixels[y * w + i] < 160 for i in range(px(x), px(x + word))) for y in rows)
        if lines >= 2:
            out.append(name)
    return out


def pages_of(pdf):
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True).stdout.decode()
    return [squeeze(p) for p in text.split("\f")[:-1]]


def image_of(folder, base, page):
    return next(p for p in glob.glob(os.path.join(folder, base + "-*.pgm")) if int(p[:-4].rsplit("-", 1)[1]) == page)


def read_all(folder):
    """Every page: file, number, text, image, what its 2D code says."""
    for pdf in sorted(glob.glob(os.path.join(folder, "*.pdf"))):
        base = os.path.basename(pdf)[:-4]
        for i, text in enumerate(pages_of(pdf), 1):
            code = subprocess.run(["zbarimg", "--quiet", "--raw", image_of(folder, "code-" + base, i)], capture_output=True)
            yield base, i, text, image_of(folder, base, i), code.stdout.decode().strip()


def types(tickets):
    return "".join(f"{TYPES[k]}{n}件" for k in TYPES if (n := sum(t["type"] == k for t in tickets)))


def check_cover(text, of, mine, where):
    inside, void = [t for t in mine if not t["cancelled"]], [t for t in mine if t["cancelled"]]
    several = len({t["month_on"] for t in inside}) > 1
    numbers = {(f"{int(t['month_on'][5:7])}月分" if several else "") + number(t, t["revision"]) for t in inside}
    listed = re.findall(r"(?:\d+月分)?第\d+号(?:（第\d+版）)?", text.partition("同封の券の交付番号")[2])
    if set(listed) != numbers or len(listed) != len(inside):
        yield f"{where}: listed are {listed}"
    told = VOID + "".join(items(t)["month"] + "分" + TYPES[t["type"]] + number(t, t["revision"]) for t in void)
    if (told not in text) if void else ("取消し" in text or "無効" in text):
        yield f"{where}: what is void is not told exactly"
    if (f"{len(inside)}件{types(inside)}" not in text if inside else "券の件数" in text) or f"{of}枚（" not in text:
        yield f"{where}: counts differ"
    if void and f"{len(void)}件{types(void)}" not in text:
        yield f"{where}: counts of what is void differ"
    if ("医療券等送付書" if inside else "医療券等取消通知") not in text:
        yield f"{where}: another title"
    if squeeze(mine[0]["piece_address"]) not in text or squeeze(mine[0]["piece_name"]) + "御中" not in text:
        yield f"{where}: another address"


def tickets_on(text, mine):
    """Those that stand on a page with every item as it is in the database."""
    joint = "連名簿" in text
    for t in (t for t in mine if not t["cancelled"]):
        form = "care" if t["type"] == 3 else "medical"
        if joint and run_of(t, "row") in text and run_of(t, "head") in text or not joint and run_of(t, form) in text:
            yield t


def check_tickets(text, image, here, where):
    joint = "連名簿" in text
    if not here or len(here) > (10 if joint else 1):
        yield f"{where}: {len(here)} of its tickets are on it as they are in the database"
    for t in here:
        if not joint and f"（{items(t)['month']}分）" not in text:
            yield f"{where}: another month"
        if t["type"] != 3:
            on = struck(image, 54, 64, 42, 6.35) if joint else struck(image, 68, 74, 44.5, 7.06)
            if on != [{1: "調剤券", 2: "医療券"}[t["type"]]]:
                yield f"{where}: struck through are {on}"


def check_others(base, text, here, names, where):
    for n in names:
        if squeeze(n["name"]) in text and not any(t["household_id"] == n["household_id"] for t in here):
            yield f"{where}: somebody's name who has no ticket on it"
        if n["protected"] and (squeeze(n["address"]) in text or not base.startswith("inhouse") and squeeze(n["name"]) in text):
            yield f"{where}: somebody under 支援措置"


def judge(pages, tickets, names):
    printed, sheets, covers = {}, {}, []
    for base, i, text, image, code in pages:
        where = f"{base} page {i}"
        m = re.fullmatch(r"GJ1:R1:P(\d+):S(\d+)/(\d+):\d{5}", code)
        if not m:
            yield f"{where}: the 2D code says {code!r}"
            continue
        piece, sheet, of = map(int, m.groups())
        sheets.setdefault((base, piece, of), []).append(sheet)
        if f"{sheet}／{of}" not in text:
            yield f"{where}: is not marked {sheet}／{of}"
        mine, here = [t for t in tickets if t["piece_no"] == piece], []
        if not mine:
            yield f"{where}: an envelope without a ticket"
        elif "送付書第1版" in text:
            yield from check_cover(text, of, mine, where)
            covers.append(piece)
        else:
            here = list(tickets_on(text, mine))
            yield from check_tickets(text, image, here, where)
            for t in here:
                printed.setdefault(t["enclosure_no"], []).append(where)
        yield from check_others(base, text, here, names, where)
    for t in tickets:
        if covers.count(t["piece_no"]) != 1:
            yield f"ticket {t['issue_no']} of {t['office_id']} is in an envelope with {covers.count(t['piece_no'])} covers"
        if len(printed.get(t["enclosure_no"], [])) != (0 if t["cancelled"] else 1):
            yield f"ticket {t['issue_no']} of {t['office_id']} is printed on {printed.get(t['enclosure_no'], [])}"
    for (base, piece, of), seen in sheets.items():
        if sorted(seen) != list(range(1, of + 1)):
            yield f"{base}: envelope {piece} has the sheets {seen} of {of}"
    void = sum(t["cancelled"] for t in tickets)
    yield f"{len(pages)} pages, {len(tickets) - void} tickets, {void} void, {len(sheets)} envelopes"


everybody, all_pages = json.load(open(sys.argv[1])), list(read_all(sys.argv[2]))
for file in sys.argv[3:]:
    for line in judge(all_pages, json.load(open(file)), everybody):
        print(f"{os.path.basename(file)}: {line}")
