"""Faults that happen to the processes of a command, to its sessions and to the server."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from command import Command
from month import GOES_ON, Fault, Launch, Month

KILLED = -signal.SIGKILL
AGAIN = GOES_ON | {8}  # or failed, to be started again as is


class AtPlace(Fault):
    """An order to the failpoints: hits are read from the log that the program writes just before it acts."""

    def __init__(self, kind: str, order: str, codes: frozenset[int], steps: frozenset[str] = Fault.steps) -> None:
        super().__init__()
        self.kind = kind
        self.order = order
        self.codes = codes
        self.steps = steps
        self.log = Path()
        self.at: list[str] = []  # the places that acted, one after another

    def __str__(self) -> str:
        return f"{self.kind}: GETSUJI_FAILPOINT={self.order}"

    def prepare(self, month: Month, launch: Launch) -> None:
        self.log = launch.output.with_suffix(".hits")
        launch.env["GETSUJI_FAILPOINT"] = self.order
        launch.env["GETSUJI_FAILPOINT_LOG"] = str(self.log)

    def finish(self, month: Month, command: Command, code: int) -> None:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.at = [line.split()[0] for line in lines]
        self.hits = len(lines)
        month.places |= set(self.at)


class KillAt(Fault):
    """SIGKILL after so many seconds: of the parent, of its child, or of both."""

    def __init__(self, kind: str, whom: str, seconds: float, steps: frozenset[str] = Fault.steps) -> None:
        super().__init__()
        self.kind = kind
        self.whom = whom
        self.seconds = seconds
        self.steps = steps
        self.codes = GOES_ON | {KILLED}

    def __str__(self) -> str:
        return f"{self.kind}: kill -9 of the {self.whom} after {self.seconds * 1000:.0f} ms"

    def disturb(self, month: Month, command: Command) -> None:
        if not command.sleep_until(self.seconds):
            return
        children = command.children()
        if self.whom == "both":
            self.hits = command.send_group(signal.SIGKILL)
        elif self.whom == "child" and children:
            self.hits = command.send(signal.SIGKILL, children[:1])
        else:
            self.hits = command.send(signal.SIGKILL, [command.pid])


class FreezeAt(Fault):
    """SIGSTOP of parent and child, SIGCONT after a while."""

    kind = "runner frozen and woken"

    def __init__(self, seconds: float, pause: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.pause = pause

    def __str__(self) -> str:
        return f"{self.kind}: after {self.seconds * 1000:.0f} ms, for {self.pause * 1000:.0f} ms"

    def disturb(self, month: Month, command: Command) -> None:
        if not command.sleep_until(self.seconds):
            return
        self.hits = command.send_group(signal.SIGSTOP)
        command.sleep_until(self.seconds + self.pause)
        command.send_group(signal.SIGCONT)


def at_work(month: Month, command: Command) -> bool:
    """Waits until the runner has begun: a server that is away before that is told at once, with exit code 8."""
    while command.running():
        now = month.standing()
        if now and now.execution == "running":
            return True
        time.sleep(0.005)
    return False


class EndBackends(Fault):
    """pg_terminate_backend of some of the command's sessions, several times."""

    kind = "backend terminated"

    def __init__(self, rng: random.Random, instants: list[float]) -> None:
        super().__init__()
        self.instants = sorted(instants)
        self.share = rng.choice([0.3, 0.6, 1.0])
        self.codes = GOES_ON

    def __str__(self) -> str:
        return f"{self.kind}: {self.share:.0%} of them after " + ", ".join(f"{s * 1000:.0f}" for s in self.instants) + " ms"

    def disturb(self, month: Month, command: Command) -> None:
        at_work(month, command)
        for instant in self.instants:
            if not command.sleep_until(instant):
                return
            rows = month.office.query(
                "SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                f" WHERE datname = '{month.database}' AND application_name LIKE 'getsuji%'"
                f" AND random() < {self.share}")
            if command.running():
                self.hits += sum(row[0] == "t" for row in rows)


class RestartServer(Fault):
    """The server is stopped and started again under the command, which must go on by itself."""

    def __init__(self, mode: str, seconds: float) -> None:
        super().__init__()
        self.mode = mode
        self.kind = f"server restarted ({mode})"
        self.seconds = seconds

    def __str__(self) -> str:
        return f"{self.kind} after {self.seconds * 1000:.0f} ms"

    def disturb(self, month: Month, command: Command) -> None:
        at_work(month, command)
        if command.sleep_until(self.seconds):
            month.office.tell(self.mode)
            self.hits = 1


class TogetherWith(Fault):
    """Two faults on the same command, tallied as the first; the second only makes time for it."""

    def __init__(self, first: Fault, second: AtPlace) -> None:
        super().__init__()
        self.first, self.second = first, second
        self.kind, self.codes, self.steps = first.kind, first.codes, first.steps

    def __str__(self) -> str:
        return f"{self.first}; {self.second.order}"

    def prepare(self, month: Month, launch: Launch) -> None:
        self.first.prepare(month, launch)
        self.second.prepare(month, launch)

    def disturb(self, month: Month, command: Command) -> None:
        self.first.disturb(month, command)

    def finish(self, month: Month, command: Command, code: int) -> None:
        self.first.finish(month, command, code)
        self.second.finish(month, command, code)
        self.hits = self.first.hits
