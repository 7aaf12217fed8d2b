"""make crash-proof: faults of all kinds, and after each the very rows and bytes of an undisturbed run.

A scenario is a copy of an imported office that is driven through its month while faults happen to it;
then every row and every file is compared.  Beside that it is measured how soon work goes on after kill -9
of everything.  The first difference ends the campaign with exit code 1, and so does a failpoint of the
program at which nothing was ever made to happen.

Environment:
  FAULTS      how many that really hit (2000)
  SEED        of everything that is chosen (printed); instants of kills are also up to the machine
  SCENARIO    only this one, as the line that tells of a difference says
  KINDS       only these, by the names of kinds.py
  HOUSEHOLDS  of the office (90)      WORKERS  threads of a run (2)      JOBS  scenarios at a time (2)
  KILLS       of everything, to measure the time until work goes on (20; 0 for none)
  BUILD       where the programs are (build)
"""

from __future__ import annotations

import multiprocessing as mp
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import TypeAlias, cast

from kinds import choose, named
from lane import Lane, list_places
from month import Failure
from office import Programs
from recovery import measure


Number: TypeAlias = "Synchronized[int]"


@dataclass(frozen=True)
class Settings:
    faults: int
    seed: int
    scenario: int | None
    households: int
    workers: int
    jobs: int
    only: set[str]
    kills: int
    programs: Programs
    folder: Path


@dataclass
class Told:
    """What a lane says after a scenario."""

    number: int
    kind: str
    hits: dict[str, int] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    steps: int = 0
    seconds: float = 0.0
    failure: str = ""
    history: list[str] = field(default_factory=list)
    folder: str = ""
    measured: str = ""


def number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def read_settings() -> Settings:
    build = Path(os.environ.get("BUILD") or "build").resolve()
    scenario = os.environ.get("SCENARIO")
    return Settings(
        faults=number("FAULTS", 2000),
        seed=number("SEED", int(time.time()) % 1000000),
        scenario=int(scenario) if scenario else None,
        households=number("HOUSEHOLDS", 90),
        workers=number("WORKERS", 2),
        jobs=1 if scenario else number("JOBS", 2),
        kills=0 if scenario else number("KILLS", 20),
        only=set(os.environ.get("KINDS", "").split()),
        programs=Programs(str(build / "getsuji"), str(build / "getsuji-failpoints")),
        folder=Path(tempfile.mkdtemp(prefix="getsuji-proof.", dir="/tmp")))


def one_scenario(lane: Lane, settings: Settings, which: int) -> Told:
    rng = random.Random(f"{settings.seed}/{which}")
    kind = choose(which, rng, settings.only)
    told = Told(which, kind.__name__)
    began = time.monotonic()
    lane.open_months.clear()
    try:
        kind(lane, f"s{which}", rng)
    except Failure as failure:
        told.failure = str(failure)
    except Exception:
        told.failure = traceback.format_exc()
    for month in list(lane.open_months):
        told.steps += len(month.history)
        told.history += month.history
        told.folder = str(month.folder)
        told.places |= month.places
        for what, count in month.hits.items():
            told.hits[what] = told.hits.get(what, 0) + count
        if not told.failure and month.database not in lane.references:
            lane.forget(month)
    told.seconds = time.monotonic() - began
    return told


def work(settings: Settings, lane_no: int, counter: Number, hits: Number, queue: mp.Queue[Told | None]) -> None:
    """A lane's process: scenarios until there were enough faults."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the lanes
    lane = None
    failed = True
    try:
        lane = Lane(settings.folder / f"lane{lane_no}", settings.programs, settings.households, settings.workers)
        failed = False
        while (hits.value < settings.faults or counter.value < len(named(settings.only))) and not failed:
            with counter.get_lock():
                which = counter.value
                counter.value += 1
            told = one_scenario(lane, settings, settings.scenario if settings.scenario is not None else which)
            failed = bool(told.failure)
            with hits.get_lock():
                hits.value += sum(told.hits.values())
            queue.put(told)
            if settings.scenario is not None:
                break
    except Exception:
        queue.put(Told(-1, "start", failure=traceback.format_exc()))
    finally:
        if lane:
            lane.close(keep=failed)
        queue.put(None)


def work_recovery(settings: Settings, queue: mp.Queue[Told | None]) -> None:
    """The process that measures."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = Told(-1, "recovery")
    try:
        told.measured = str(measure(
            settings.folder / "recovery", settings.programs, 12 * settings.households, settings.kills,
            random.Random(settings.seed)))
    except Failure as failure:
        told.failure = str(failure)
    except Exception:
        told.failure = traceback.format_exc()
    queue.put(told)
    queue.put(None)


def tell_failure(told: Told, settings: Settings) -> None:
    print(f"\nscenario {told.number} ({told.kind}): {told.failure}\n\nwhat happened:")
    for line in told.history:
        print(f"  {line}")
    print(f"\nevidence: {told.folder}")
    print(f"again:    SEED={settings.seed} SCENARIO={told.number} HOUSEHOLDS={settings.households} make crash-proof")


@dataclass
class Sums:
    """What all lanes told."""

    tally: dict[str, int] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    failures: list[Told] = field(default_factory=list)
    measured: list[str] = field(default_factory=list)
    scenarios: int = 0
    steps: int = 0

    def add(self, told: Told) -> None:
        self.scenarios += told.number >= 0
        self.steps += told.steps
        self.places |= told.places
        for what, count in told.hits.items():
            self.tally[what] = self.tally.get(what, 0) + count
        if told.failure:
            self.failures.append(told)
        if told.measured:
            self.measured.append(told.measured)


def end_early(settings: Settings, counter: Number, hits: Number) -> None:
    """The lanes end after the scenario at work, and tidy up."""
    hits.value = settings.faults
    counter.value = len(named(settings.only))


def listen(settings: Settings, counter: Number, hits: Number, queue: mp.Queue[Told | None], processes: int) -> Sums:
    """Until every process has ended."""
    sums = Sums()
    began = shown = time.monotonic()
    while processes:
        told = queue.get()
        if told is None:
            processes -= 1
            continue
        sums.add(told)
        if settings.scenario is not None:
            print("\n".join(told.history))
        if told.failure:
            end_early(settings, counter, hits)
        if time.monotonic() - shown > 20:
            shown = time.monotonic()
            print(f"  {sum(sums.tally.values())} faults in {sums.scenarios} scenarios, {shown - began:.0f} s", flush=True)
    return sums


def tell(settings: Settings, sums: Sums, seconds: float) -> bool:
    """The tally; whether all is well."""
    total = sum(sums.tally.values())
    print(f"\n{'faults':>7}  kind")
    for what, count in sorted(sums.tally.items()):
        print(f"{count:>7}  {what}")
    print(f"{total:>7}  in all, in {sums.scenarios} scenarios of {sums.steps} commands; seed {settings.seed}, "
          f"{seconds:.0f} s, {total / seconds:.1f} a second")
    missed = sorted(set(sum(list_places(settings.programs.breaking).values(), [])) - sums.places)
    print(f"failpoints that did something: {len(sums.places)}; never: {' '.join(missed) or 'none'}")
    for line in sums.measured:
        print(line)
    for told in sums.failures:
        tell_failure(told, settings)
    whole = not settings.only and settings.scenario is None
    return not sums.failures and not (whole and missed)


def main() -> int:
    settings = read_settings()
    began = time.monotonic()
    print(f"seed {settings.seed}, {settings.faults} faults, {settings.households} households, "
          f"{settings.workers} workers, {settings.jobs} lanes", flush=True)
    counter = cast(Number, mp.Value("l", 0))  # the next scenario
    hits = cast(Number, mp.Value("l", 0))
    queue: mp.Queue[Told | None] = mp.Queue()
    processes = [mp.Process(target=work, args=(settings, n, counter, hits, queue)) for n in range(settings.jobs)]
    if settings.kills:
        processes.append(mp.Process(target=work_recovery, args=(settings, queue)))
    for process in processes:
        process.start()
    signal.signal(signal.SIGINT, lambda *_: end_early(settings, counter, hits))
    signal.signal(signal.SIGTERM, lambda *_: end_early(settings, counter, hits))
    sums = listen(settings, counter, hits, queue, len(processes))
    for process in processes:
        process.join()
    if not tell(settings, sums, time.monotonic() - began):
        return 1
    subprocess.run(["rm", "-rf", str(settings.folder)], check=True)
    print("no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
