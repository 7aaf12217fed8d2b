"""The PostgreSQL protocol, as far as the campaign needs it: a client for simple queries, and messages.

Only trust authentication over a Unix socket, text results; see "Message Formats" in PostgreSQL's manual.
"""

from __future__ import annotations

import socket
import struct

Row = tuple[str | None, ...]

PROTOCOL = 196608  # 3.0


class ServerError(Exception):
    """What the server answered instead of rows: SQLSTATE and message."""


def read_exactly(sock: socket.socket, count: int) -> bytes:
    """As many bytes as asked for; ConnectionError where the other side ends before."""
    parts = []
    while count > 0:
        part = sock.recv(count)
        if not part:
            raise ConnectionError("the connection ended")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def read_message(sock: socket.socket) -> tuple[bytes, bytes]:
    """One message with a type: (type, whole message as it was sent)."""
    head = read_exactly(sock, 5)
    length = struct.unpack("!I", head[1:])[0]
    return head[:1], head + read_exactly(sock, length - 4)


def read_startup(sock: socket.socket) -> bytes:
    """The first message of a client, which has no type."""
    head = read_exactly(sock, 4)
    return head + read_exactly(sock, struct.unpack("!I", head)[0] - 4)


def socket_path(folder: str, port: int) -> str:
    return f"{folder}/.s.PGSQL.{port}"


class Session:
    """A session of its own; `with` closes it."""

    def __init__(self, folder: str, port: int, user: str, database: str) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(60)
        words = ["user", user, "database", database, "application_name", "proof", ""]
        body = struct.pack("!I", PROTOCOL) + "\0".join(words).encode() + b"\0"
        try:
            self.sock.connect(socket_path(folder, port))
            self.sock.sendall(struct.pack("!I", len(body) + 4) + body)
            self._answer()
        except BaseException:
            self.sock.close()
            raise

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def query(self, sql: str) -> list[Row]:
        """The rows of all statements of the text, one after another."""
        body = sql.encode() + b"\0"
        self.sock.sendall(b"Q" + struct.pack("!I", len(body) + 4) + body)
        return self._answer()

    def _answer(self) -> list[Row]:
        rows: list[Row] = []
        error = ""
        while True:
            kind, message = read_message(self.sock)
            if kind == b"D":
                rows.append(_row(message[5:]))
            elif kind == b"E":
                error = _error(message[5:])
                if error.startswith(("FATAL", "PANIC")):
                    raise ServerError(error)
            elif kind == b"Z":
                break
        if error:
            raise ServerError(error)
        return rows


def _row(body: bytes) -> Row:
    values: list[str | None] = []
    at = 2
    for _ in range(struct.unpack_from("!H", body)[0]):
        length = struct.unpack_from("!i", body, at)[0]
        at += 4
        if length < 0:
            values.append(None)
        else:
            values.append(body[at : at + length].decode())
            at += length
    return tuple(values)


def _error(body: bytes) -> str:
    fields = {part[:1]: part[1:].decode() for part in body.split(b"\0") if part}
    return f"{fields.get(b'V', '')} {fields.get(b'C', '')} {fields.get(b'M', '')}"
