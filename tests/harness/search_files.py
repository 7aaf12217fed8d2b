"""Searches files of results for words that must not be in them: inside workbooks and PDF files, too.

    search_files.py [--whole] WORDS FILE|FOLDER…

WORDS is a file with a word a line; of digits alone it is found within longer numbers, too, unless --whole.  A workbook is
searched part by part; a PDF file as its text (pdftotext), as its bytes, and in each stream that can be inflated.  Prints a line per file and word found: FILE<tab>LINE-OF-WORDS,
never the word itself; on standard error how much was searched.
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys
import zipfile
import zlib
from typing import Iterator


def streams(data: bytes) -> Iterator[bytes]:
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[match.end():])
        except zlib.error:
            continue


def pieces(path: pathlib.Path, whole: bool) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    yield path.name.encode()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for part in book.namelist():
                yield part.encode()
                yield book.read(part)
    elif path.suffix == ".pdf":
        text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True).stdout
        yield text
        if not whole: # what is split over lines; neighbouring numbers would become one
            yield re.sub(rb"[ \n\f]|\xe3\x80\x80", b"", text)
        yield from streams(data)


def main(whole: bool, words_file: str, paths: list[str]) -> None:
    words = [line for line in pathlib.Path(words_file).read_bytes().split(b"\n") if line]
    number = {word: line for line, word in enumerate(words, 1)}
    digits = {word for word in words if word.isdigit()}
    # Whole: not in a longer number, nor in the hexadecimal numbers of glyphs that a page consists of.
    pattern = rb"(?<![0-9A-Fa-f])([0-9]{%d})(?![0-9A-Fa-f])" if whole else rb"(?=([0-9]{%d}))"
    runs = [re.compile(pattern % length) for length in sorted({len(word) for word in digits})]
    files = searched = 0
    for path in sorted(file for folder in map(pathlib.Path, paths) for file in (folder.rglob("*") if folder.is_dir() else [folder])):
        if not path.is_file():
            continue
        files += 1
        found: set[int] = set()
        for piece in pieces(path, whole):
            searched += len(piece)
            found.update(number[word] for word in words if word not in digits and word in piece)
            found.update(number[word] for run in runs for word in run.findall(piece) if word in digits)
        for line in sorted(found):
            print(f"{path}\t{line}")
    print(f"{files} files, {searched} bytes, {len(words)} words", file=sys.stderr)


is_whole = sys.argv[1:2] == ["--whole"]
main(is_whole, sys.argv[1 + is_whole], sys.argv[2 + is_whole:])
