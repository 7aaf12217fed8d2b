"""A proxy between the program and the server that cuts a connection at a chosen message.

It listens on a Unix socket and passes whole messages of the protocol, in both directions, counting them
over all connections.  One order says what happens at which message; after it everything passes again.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from command import Command
from month import GOES_ON, Fault, Launch, Month
from wire import read_message, read_startup, socket_path

CANCEL = 80877102

# How an order is carried out.
BEFORE = "before"  # the message is not passed, both sides see the end
AFTER = "after"  # it is passed, then both sides see the end
MIDDLE = "middle"  # its first half is passed
CLIENT_ONLY = "half-close"  # it is passed; the client hears no more, the server is not told
DELAY = "delay"  # it is passed late

# Which messages an order counts.
ANY = "message"  # of any sort but copy data, which outnumber all others
COMMIT = "COMMIT"  # the client's message that holds it
COMMITTED = "answer to COMMIT"
COPY = "copy data"


@dataclass(frozen=True)
class Order:
    what: str
    how: str
    nth: int  # of such messages, from 1
    seconds: float = 0.0  # of a delay

    def __str__(self) -> str:
        late = f" by {self.seconds * 1000:.0f} ms" if self.how == DELAY else ""
        return f"{self.how} the {self.nth}th {self.what}{late}"


def fits(what: str, from_client: bool, kind: bytes, message: bytes) -> bool:
    if what == COMMIT:
        return from_client and kind in b"QP" and b"COMMIT" in message
    if what == COMMITTED:
        return not from_client and kind == b"C" and message[5:] == b"COMMIT\0"
    if what == COPY:
        return kind == b"d"
    return kind != b"d"


class Proxy:
    """Started with `with`; its folder is the PGHOST for the program."""

    def __init__(self, folder: Path, server: str, port: int, order: Order | None) -> None:
        self.folder = folder
        self.target = socket_path(server, port)
        self.order = order
        self.path = socket_path(str(folder), port)
        self.lock = threading.Lock()  # guards all below
        self.seen: dict[str, int] = dict.fromkeys((ANY, COMMIT, COMMITTED, COPY), 0)
        self.hits = 0
        self.open: list[socket.socket] = []

    def __enter__(self) -> Proxy:
        self.folder.mkdir()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            for sock in self.open:
                _end(sock)
        os.unlink(self.path)
        self.folder.rmdir()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                server.connect(self.target)
            except OSError:
                client.close()
                continue
            with self.lock:
                self.open += [client, server]
            threading.Thread(target=self._from_client, args=(client, server), daemon=True).start()

    def _from_client(self, client: socket.socket, server: socket.socket) -> None:
        try:
            first = read_startup(client)
            server.sendall(first)
            if struct.unpack_from("!I", first, 4)[0] != CANCEL:
                threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()
            self._pass(client, server, True)
        except OSError:
            _end(client)
            _end(server)

    def _pass(self, source: socket.socket, to: socket.socket, from_client: bool) -> None:
        """Message by message until one side ends."""
        client, server = (source, to) if from_client else (to, source)
        try:
            while True:
                kind, message = read_message(source)
                how = self._order(from_client, kind, message)
                if how == BEFORE:
                    break
                if how == MIDDLE:
                    to.sendall(message[: max(1, len(message) // 2)])
                    break
                if how == DELAY and self.order:
                    time.sleep(self.order.seconds)
                to.sendall(message)
                if how == AFTER:
                    break
                if how == CLIENT_ONLY:
                    _end(client)
                    time.sleep(0.3)  # the server works on for a moment, unaware
                    break
        except OSError:
            pass
        _end(client)
        _end(server)

    def _order(self, from_client: bool, kind: bytes, message: bytes) -> str:
        with self.lock:
            hit = False
            for what in self.seen:
                if fits(what, from_client, kind, message):
                    self.seen[what] += 1
                    hit = hit or bool(self.order and self.order.what == what and self.order.nth == self.seen[what])
            if hit and self.order:
                self.hits += 1
                return self.order.how
        return ""


def _end(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    sock.close()


class CutConnection(Fault):
    """The command reaches the server through the proxy; one connection is cut there."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order
        group = "around COMMIT" if order.what in (COMMIT, COMMITTED) else "at a message"
        self.kind = "connection delayed" if order.how == DELAY else f"connection cut {group}"
        self.codes = GOES_ON

    def __str__(self) -> str:
        return f"{self.kind}: {self.order}"

    def prepare(self, month: Month, launch: Launch) -> None:
        self.proxy = Proxy(launch.output.with_suffix(".proxy"), month.office.socket, month.office.port, self.order)
        self.proxy.__enter__()
        launch.env["PGHOST"] = str(self.proxy.folder)

    def finish(self, month: Month, command: Command, code: int) -> None:
        self.proxy.__exit__()
        self.hits = self.proxy.hits
        if "event=run.start" not in command.output.read_text(errors="replace"):
            self.codes = GOES_ON | {8}  # a first connection that cannot be made is told at once; all others are made again


class CountMessages(Fault):
    """Passes everything; how many messages of each sort there are, for the orders to choose from."""

    kind = "counted"

    def prepare(self, month: Month, launch: Launch) -> None:
        self.proxy = Proxy(launch.output.with_suffix(".proxy"), month.office.socket, month.office.port, None)
        self.proxy.__enter__()
        launch.env["PGHOST"] = str(self.proxy.folder)

    def finish(self, month: Month, command: Command, code: int) -> None:
        self.proxy.__exit__()
        self.seen = dict(self.proxy.seen)
