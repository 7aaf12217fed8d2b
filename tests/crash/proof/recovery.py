"""How soon useful work goes on after kill -9 of everything, and how much of it is done twice.

A bigger office in many small chunks; runner, child and a helper are killed at random instants, and at once
the next runner is started with no flag.  Measured for each kill: from that start to the commit of the first
chunk (by the server's clock, which is this machine's), and the chunks that had been claimed in vain.
"""

from __future__ import annotations

import random
import signal
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from command import Command
from faults import AtPlace
from lane import Lane
from month import GOES_ON, Failure, Month
from office import Programs

MOST_SECONDS = 2.0


@dataclass
class Recovery:
    seconds: list[float] = field(default_factory=list)
    redone: list[int] = field(default_factory=list)
    workers: int = 0

    def __str__(self) -> str:
        return (f"after {len(self.seconds)} times kill -9 of everything the first chunk was committed "
                f"{statistics.median(self.seconds):.2f} s (median), {max(self.seconds):.2f} s (most) after the next start; "
                f"chunks done twice: at most {max(self.redone)} with {self.workers} workers")


class Watched:
    """A command that reports each chunk it claims."""

    def __init__(self, month: Month, step: str) -> None:
        launch = month.launch(step, month.standing())
        launch.output = month.folder / f"{len(month.history):03d}-{step}.log"
        self.report = AtPlace("", "claim.after:*:log", GOES_ON)
        self.report.prepare(month, launch)
        month.history.append(step)
        self.started = time.time()
        self.command = launch.start()

    def claimed(self) -> int:
        return sum(1 for _ in open(self.report.log)) if self.report.log.exists() else 0


def chunks_done(month: Month) -> int:
    now = month.standing()
    return now.chunks_done if now else 0


def first_commit(month: Month, after: float) -> float | None:
    """Seconds from that instant to the first chunk committed after it."""
    rows = month.office.query(
        f"SELECT extract(epoch FROM min(done_at)) FROM run.chunk WHERE done_at > to_timestamp({after!r})", month.database)
    return float(rows[0][0]) - after if rows[0][0] else None


def end(commands: list[Command]) -> None:
    """kill -9 of everything."""
    for command in commands:
        command.send_group(signal.SIGKILL)
    for command in commands:
        command.wait()


def through_a_month(lane: Lane, name: str, rng: random.Random, found: Recovery) -> None:
    """One month with a kill whenever some chunks were committed since the start, until it is done."""
    month = lane.month(name, "facts", rng)
    killed = False
    while (step := month.next_step(month.standing())) is not None:
        if step in ("approve", "confirm"):
            month.do(step, month.standing())
            killed = False
            continue
        before = chunks_done(month)
        runner = Watched(month, step)
        watched = [runner]
        if month.standing() and rng.random() < 0.5:
            watched.append(Watched(month, "worker"))
        alive = runner.command.sleep_until(rng.uniform(0.3, 1.2))
        if alive:
            end([w.command for w in watched])
            found.redone.append(sum(w.claimed() for w in watched) - (chunks_done(month) - before))
        else:
            for w in watched:
                w.command.wait()
        seconds = first_commit(month, runner.started)
        if killed and seconds is not None:
            found.seconds.append(seconds)
        killed = alive
    lane.forget(month)


def measure(folder: Path, programs: Programs, households: int, kills: int, rng: random.Random) -> Recovery:
    """Failure where it takes too long, or more than a chunk per worker was lost."""
    workers = 2
    lane = Lane(folder, programs, households, workers)
    try:
        found = Recovery(workers=2 * workers)
        months = 0
        while len(found.seconds) < kills:
            months += 1
            if months > kills:
                raise Failure("the office is too small: no run could be killed")
            through_a_month(lane, f"recovery{months}", rng, found)
        if max(found.seconds) > MOST_SECONDS or max(found.redone) > found.workers:
            raise Failure(str(found))
        return found
    finally:
        lane.close(keep=False)
