"""One lane of the campaign: a server, starting points, the undisturbed run, and what was counted in it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from faults import AtPlace, TogetherWith
from month import GOES_ON, Failure, Fault, Month, Standing
from office import Office, Programs, copy_folder
from picture import Camera, Picture
from proxy import CountMessages

STEPS = ("run", "approve", "confirm", "resume")


@dataclass(frozen=True)
class Place:
    """A failpoint in a step of the undisturbed run, and how often it is passed there."""

    step: str
    name: str
    passed: int


@dataclass(frozen=True)
class Start:
    """A point to start from: a database that is copied, and its files."""

    database: str
    files: Path | None


class Lane:
    def __init__(self, scratch: Path, programs: Programs, households: int, workers: int) -> None:
        self.office = Office(scratch, programs, households, workers)
        self.scratch = scratch
        self.names = list_places(programs.breaking)
        self.seconds: dict[str, float] = {}
        self.messages: dict[str, dict[str, int]] = {}
        self.starts = {"facts": Start("facts", None)}
        self.references: dict[str, Picture] = {}  # of other runs than the undisturbed one
        self.counted: dict[str, list[Place]] = {}
        self.open_months: list[Month] = []  # of the scenario at work
        self.at_close: list[Callable[[], None]] = []
        self.camera = Camera(self.office, "facts")
        counted = self._count()
        self.failing = [p for p in counted if p.name in self.names["fails"]]
        self.places = [p for p in counted if p.name not in self.names["fails"]]
        self.wanted = self._undisturbed()

    def _count(self) -> list[Place]:
        """A run through the proxy, with every failpoint reporting: what a fault can be aimed at."""
        month = self.month("counted", "facts", random.Random(0))
        found = []
        for step in STEPS:
            counter = CountMessages()
            found += self.passed(month, step, counter)
            self.messages[step] = counter.seen
        self.forget(month)
        return found

    def passed(self, month: Month, step: str, beside: Fault | None = None, *words: str) -> list[Place]:
        """One undisturbed command with every failpoint reporting; which were passed, and how often."""
        report = AtPlace("counted", ",".join(f"{name}:*:log" for name in sum(self.names.values(), [])), GOES_ON)
        month.do(step, month.standing(), TogetherWith(beside, report) if beside else report, *words)
        return [Place(step, name, n) for name, n in Counter(report.at).items()]  # as they come in a run

    def rerun_places(self, start: str, mode: str) -> list[Place]:
        """The failpoints that can kill in such a rerun."""
        label = f"rerun_{start}_{mode.replace('=', '_').replace(',', '_')}"
        if label not in self.counted:
            month = self.month(label, start, random.Random(0))
            found = self.passed(month, "rerun", None, "--mode", mode, "--yes")
            self.counted[label] = [p for p in found if p.name not in self.names["fails"]]
            self.forget(month)
        return self.counted[label]

    def _undisturbed(self) -> Picture:
        """The run that all others are compared with; on its way the points to start from are kept."""
        month = self.month("undisturbed", "facts", random.Random(0))
        for step in STEPS:
            began = time.monotonic()
            month.do(step, month.standing())
            self.seconds[step] = time.monotonic() - began
            if step == "run":
                self._keep(month, "gate")
            if step == "confirm":
                self._keep(month, "confirmed")
        self._keep(month, "finished")
        return self.camera.take(month.database, month.files)

    def _keep(self, month: Month, name: str) -> None:
        files = self.scratch / name
        self.office.copy(month.database, name)
        shutil.copytree(month.files, files)
        self.starts[name] = Start(name, files)

    def month(self, name: str, start: str, rng: random.Random, space: str = "pg_default") -> Month:
        """A fresh copy of a starting point."""
        folder = self.scratch / name
        folder.mkdir()
        self.office.copy(self.starts[start].database, name, space)
        month = Month(self.office, name, folder, rng)
        copy_folder(self.starts[start].files, month.files)
        self.open_months.append(month)
        return month

    def forget(self, month: Month) -> None:
        self.office.drop(month.database)
        shutil.rmtree(month.folder)
        self.open_months.remove(month)

    def compare(self, month: Month, wanted: Picture | None = None) -> None:
        """Failure where anything differs from the undisturbed run, or a session is left."""
        found = self.camera.difference(wanted or self.wanted, self.camera.take(month.database, month.files))
        if found:
            raise Failure("differs from the undisturbed run:\n" + "\n".join(found))
        until = time.monotonic() + 5
        while left := month.sessions():
            if time.monotonic() > until:
                raise Failure(f"sessions are left:\n{left}")
            time.sleep(0.01)

    def at_random(self, rng: random.Random, step: str) -> float:
        """An instant while a step is at work."""
        return rng.uniform(0.01, self.seconds[step])

    def standing(self, month: Month) -> Standing:
        now = month.standing()
        if now is None:
            raise Failure("there is no run")
        return now

    def close(self, keep: bool) -> None:
        for end in self.at_close:
            end()
        self.office.close(keep)


def list_places(program: str) -> dict[str, list[str]]:
    """The failpoints of the program, by what they can do: pass, key, fails."""
    out = subprocess.run(
        [program, "version"], env=dict(os.environ, GETSUJI_FAILPOINT="list"), check=True, text=True, capture_output=True)
    names: dict[str, list[str]] = {"pass": [], "key": [], "fails": []}
    for line in out.stdout.splitlines():
        sort, _, name = line.partition(" ")
        names[sort].append(name)
    return names
