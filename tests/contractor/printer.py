"""Stands in for the office's printing: the codes of a mailing's sheets, without drawing them.

    printer.py KEY_HEX RUN <pieces >sheets

pieces: a line `PIECE SHEETS` each, or `PIECE SHEETS VERSION`.  sheets: a line `FRONT BACK` each, in the order of printing.  Knows the
code by its description alone (include/getsuji/mail_code.h).
"""
import base64
import hashlib
import hmac
import sys


def code(key, run, piece, sheet, sheets, side, version):
    text = f"GJ2:R{run}:P{piece}:S{sheet}/{sheets}:{side}:V{version}:"
    mac = hmac.new(key, text.encode(), hashlib.sha256).digest()[:5]
    return text + base64.b32encode(mac).decode()


def main():
    key, run = bytes.fromhex(sys.argv[1]), int(sys.argv[2])
    for line in sys.stdin:
        piece, sheets, *version = map(int, line.split())
        for sheet in range(1, sheets + 1):
            print(*(code(key, run, piece, sheet, sheets, side, version[0] if version else 0) for side in "FB"))


main()
