"""One month of the office, driven to its end step by step, whatever happens to the steps."""

from __future__ import annotations

import os
import random
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from command import Command, Hang
from office import GRAPH, MONTH, OFFICE, Office

IDLE_MOST = 3  # undisturbed commands in a row that change nothing
GOES_ON = frozenset({0, 4})  # done or waiting at the gate, with or without warnings


class Failure(Exception):
    """Something that must never happen; the text says what."""


@dataclass
class Launch:
    """A command about to be started; a fault may change each part."""

    step: str  # run, resume, approve, confirm, rerun
    argv: list[str]
    env: dict[str, str]
    output: Path
    limits: dict[int, int] = field(default_factory=dict)

    def start(self) -> Command:
        return Command(self.argv, self.env, self.output, self.limits)


class Fault:
    """Something that happens to one command.  `hits` counts what really happened while it was at work.
    A patient one that did nothing is tried with the next."""

    kind = ""
    patient = False
    codes = GOES_ON
    steps = frozenset({"run", "resume"})

    def __init__(self) -> None:
        self.hits = 0

    def __str__(self) -> str:
        return self.kind

    def prepare(self, month: Month, launch: Launch) -> None:
        """Before the start."""

    def disturb(self, month: Month, command: Command) -> None:
        """While it works."""

    def finish(self, month: Month, command: Command, code: int) -> None:
        """When it has ended."""


@dataclass(frozen=True)
class Standing:
    """Where the run stands, as the database says."""

    run_id: int
    execution: str
    decision: str
    digest: str
    chunks_done: int


class Month:
    """A copy of a starting point with its own files."""

    def __init__(self, office: Office, database: str, folder: Path, rng: random.Random) -> None:
        self.office = office
        self.database = database
        self.folder = folder
        self.files = folder / "files"
        self.rng = rng
        self.history: list[str] = []
        self.hits: dict[str, int] = {}
        self.places: set[str] = set()  # failpoints that did something
        self.workers = office.workers
        self.more_env: dict[str, str] = {}  # of every command

    def standing(self) -> Standing | None:
        rows = self.office.query(
            "SELECT run_id, execution, decision, coalesce(encode(results_digest, 'hex'), ''),"
            " (SELECT count(*) FROM run.chunk c WHERE c.run_id = r.run_id AND c.done)"
            " FROM run.run r WHERE graph = 'proof'", self.database)
        if not rows:
            return None
        run_id, execution, decision, digest, done = rows[0]
        return Standing(int(str(run_id)), str(execution), str(decision), str(digest), int(str(done)))

    def next_step(self, now: Standing | None) -> str | None:
        """The command an operator would type; None when the month is done."""
        if now is None:
            return "run"
        if now.decision == "confirmed" and now.execution == "done":
            return None
        if now.decision == "computed" and now.execution == "waiting":
            return "approve"
        if now.decision == "approved":
            return "confirm"
        return "resume" if self.rng.random() < 0.8 else "run"

    def launch(self, step: str, now: Standing | None, *words: str) -> Launch:
        run_id = str(now.run_id) if now else ""
        program = self.office.programs.breaking
        work = ["--workers", str(self.workers), "--artifacts", str(self.files)]
        argv = {
            "run": [program, "run", str(GRAPH), "--month", MONTH, "--office", OFFICE, *work],
            "resume": [program, "resume", run_id, *work],
            "rerun": [program, "rerun", run_id, *words, *work],
            "approve": [program, "approve", run_id, "--digest", now.digest if now else ""],
            "confirm": [program, "confirm", run_id],
            "worker": [program, "worker", "--run", run_id, *work],
        }[step]
        env = {
            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "GETSUJI_LANG": "en", "PGHOST": self.office.socket,
            "PGPORT": str(self.office.port), "PGDATABASE": self.database, "PGCONNECT_TIMEOUT": "10",
            "PGUSER": "getsuji_approve" if step == "approve" else "getsuji_run", **self.more_env}
        return Launch(step, argv, env, self.folder / f"{len(self.history):02d}-{step}.log")

    def do(self, step: str, now: Standing | None, fault: Fault | None = None, *words: str) -> int:
        """One command, with a fault or without; Failure where its exit code is none of those allowed."""
        launch = self.launch(step, now, *words)
        if fault:
            fault.prepare(self, launch)
        self.history.append(f"{shlex.join(launch.argv[1:])}   # {fault or 'undisturbed'}")
        try:
            command = launch.start()
            if fault:
                fault.disturb(self, command)
            code = command.wait()
            if fault:
                fault.finish(self, command, code)
        except Hang as hang:
            raise Failure(f"{step} hangs ({fault or 'undisturbed'}):\n{hang}\n{self.sessions()}") from None
        hits = fault.hits if fault else 0
        self.history[-1] += f" -> exit code {code}, {hits} hit"
        if fault:
            self.hits[fault.kind] = self.hits.get(fault.kind, 0) + hits
        allowed = fault.codes if fault and fault.hits else GOES_ON
        if code not in allowed:
            text = launch.output.read_text(errors="replace").strip()
            raise Failure(f"{step} ended with {code}, not one of {sorted(allowed)}:\n{text[-1500:]}")
        return code

    def sessions(self) -> str:
        rows = self.office.query(
            "SELECT pid, application_name, state, wait_event, left(query, 80) FROM pg_catalog.pg_stat_activity"
            f" WHERE datname = '{self.database}'")
        return "\n".join(str(row) for row in rows)

    def to_the_end(self, faults: list[Fault]) -> None:
        """Step after step until the month is done; each fault of the list happens to the next step it fits."""
        self.until(faults, self.next_step)

    def until(self, faults: list[Fault], what_next: Callable[[Standing | None], str | None]) -> None:
        """The same as long as there is a next step."""
        idle = 0
        before: Standing | None = None
        while (step := what_next(now := self.standing())) is not None:
            fault = faults.pop(0) if faults and step in faults[0].steps else None
            idle = idle + 1 if now == before and fault is None else 0
            if idle > IDLE_MOST:
                raise Failure(f"{step} gets no further: {now}")
            before = now
            self.do(step, now, fault)
            if fault and fault.patient and not fault.hits:
                faults.insert(0, fault)
