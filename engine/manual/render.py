#!/usr/bin/python3
"""render.py LANGUAGE GETSUJI: the operator's manual as one HTML page on standard output.

The text is LANGUAGE.md beside this file, in a small part of Markdown: headings, paragraphs, lists, tables, `code`,
**bold**.  {{transcript NAME [N]}} puts in transcripts/LANGUAGE/NAME.txt (its N-th command alone),
{{man SECTION}} a section of what GETSUJI prints as its man page: so commands, options and exit codes come from
the program's own tables.
"""
import html, pathlib, re, subprocess, sys

HERE = pathlib.Path(__file__).parent
SECTIONS = ["name", "synopsis", "description", "commands", "options", "exit", "environment", "files", "messages", "examples"]
STYLE = """
:root { --ink: #1d2129; --soft: #5c6370; --line: #d5d9e0; --screen: #f5f6f8; --mark: #8a1c1c; }
body { font: 16px/1.75 "Noto Sans CJK JP", "IPAexGothic", "Yu Gothic", sans-serif; color: var(--ink);
  max-width: 56rem; margin: 3rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.8rem; margin: 4rem 0 1rem; border-bottom: 3px solid var(--mark); } h1:first-of-type { margin-top: 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .6rem; } h3 { font-size: 1.05rem; color: var(--soft); }
nav { columns: 2; font-size: .95rem; margin: 1.5rem 0; } nav a { display: block; color: inherit; text-decoration: none; }
nav a.part { font-weight: bold; break-after: avoid; margin-top: .4rem; } nav a:hover { text-decoration: underline; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); }
code, pre { font-family: "BIZ UDGothic", "MS Gothic", "IPAGothic", "Noto Sans Mono CJK JP", "DejaVu Sans Mono", monospace; }
code { background: var(--screen); padding: 0 .25em; }
pre { background: var(--screen); border-left: 4px solid var(--line); padding: .8rem 1rem; font-size: .78rem;
  line-height: 1.45; overflow-x: auto; }
pre b { color: var(--mark); } pre i { color: var(--soft); }
dl { margin: 0; } dt { font-weight: bold; margin-top: .5rem; } dd { margin: 0 0 0 1.5rem; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } pre { white-space: pre-wrap; font-size: 7.5pt;
  break-inside: auto; } h1 { break-before: page; } h1:first-of-type { break-before: auto; } h2 { break-after: avoid; } }
"""


def inline(text):
    text = re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", text)  # Japanese has no space at a line's end
    text = html.escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)


def transcript(language, name, only=None):
    """What was typed and seen; typed lines bold, the story in italics."""
    lines = (HERE / "transcripts" / language / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    if only is not None:
        starts = [i for i, line in enumerate(lines) if line.startswith("$ ")] + [len(lines)]
        lines = [line for line in lines[starts[only - 1] : starts[only]] if not line.startswith("# ")]
    out = []
    for line in lines:
        text = html.escape(line, quote=False)
        tag = {"$ ": "b", "# ": "i"}.get(line[:2])
        out.append(f"<{tag}>{text}</{tag}>" if tag else text)
    return "<pre>" + "\n".join(out) + "</pre>"


def man_sections(page):
    """The man page's sections as HTML, in their order: what help_man.c writes and no other roff."""
    plain = lambda t: html.escape(re.sub(r"\\:|\\&", "", t).replace("\\-", "-").replace("\\e", "\\"), quote=False)
    sections, out, title, inside = [], None, False, ""  # inside: what ends the entry that is open
    for line in page.splitlines():
        word = re.sub(r"\\fB(.*?)\\fR", r"\0b\1\0/b", line)
        word = re.sub(r"\\fI(.*?)\\fR", r"\0i\1\0/i", word)
        text = re.sub("\0(/?[bi])", r"<\1>", plain(word))
        if line.startswith(".SH"):
            if out:
                out.append(inside)
            out, inside = [], ""
            sections.append(out)
        elif out is None:
            continue
        elif line.startswith(".SS"):
            out.append(f"{inside}</dl><h3>{plain(line[5:-1])}</h3><dl>")
            inside = ""
        elif line == ".TP":
            title = True
        elif line == ".br":
            out.append("<br>")
        elif line.startswith("."):
            continue
        elif title:
            out.append(f"{inside}<dt>{text}</dt><dd>")
            title, inside = False, "</dd>"
        else:
            out.append(text)
    out.append(inside)
    return ["<dl>" + "\n".join(part) + "</dl>" if "<dt>" in "".join(part) else "\n".join(part) for part in sections]


def block(lines):
    """A run of lines without an empty one between them."""
    if all(line.startswith("|") for line in lines):
        rows = [[inline(c.strip()) for c in line.strip("|").split("|")] for line in lines if not re.fullmatch(r"[|\-: ]+", line)]
        head = "".join(f"<th>{c}</th>" for c in rows[0])
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows[1:])
        return f"<table><tr>{head}</tr>{body}</table>"
    item = re.match(r"(-|\d+\.) ", lines[0])
    if item:
        tag = "ul" if item[1] == "-" else "ol"
        items = re.split(r"\n(?:-|\d+\.) ", "\n" + "\n".join(lines))[1:]
        return f"<{tag}>" + "".join(f"<li>{inline(i)}</li>" for i in items) + f"</{tag}>"
    return f"<p>{inline(chr(10).join(lines))}</p>"


def render(language, getsuji):
    page = subprocess.run([getsuji, "help", "--format", "man", "--lang", language], check=True, capture_output=True, text=True)
    sections = dict(zip(SECTIONS, man_sections(page.stdout), strict=True))
    body, contents, waiting, title = [], [], [], ""

    def flush():
        if waiting:
            body.append(block(waiting))
            waiting.clear()

    for line in (HERE / f"{language}.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"(#+) (.+)", line):
            flush()
            level, anchor = len(heading[1]), f"s{len(contents)}"
            title = title or heading[2]
            contents.append(f'<a href="#{anchor}"{" class=part" if level == 1 else ""}>{inline(heading[2])}</a>')
            body.append(f'<h{level} id="{anchor}">{inline(heading[2])}</h{level}>')
        elif directive := re.fullmatch(r"\{\{(\w+) (\w+)(?: (\d+))?\}\}", line):
            flush()
            if directive[1] == "transcript":
                body.append(transcript(language, directive[2], int(directive[3]) if directive[3] else None))
            else:
                body.append(sections[directive[2]])
        elif line:
            waiting.append(line)
        else:
            flush()
    flush()
    body.insert(1, "<nav>" + "".join(contents[1:]) + "</nav>")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>\n<body>\n' + "\n".join(body) + "\n</body></html>"
    )


print(render(sys.argv[1], sys.argv[2]))
