"""Scenarios that are more than a command with a fault: many starters, helpers, poison records, reruns, clocks."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from glob import glob

from command import Command
from faults import KILLED, AtPlace, KillAt, at_work
from lane import Lane
from month import GOES_ON, Failure, Fault, Launch, Month
from picture import Picture
from wire import Row

STARTERS = 20
HELPERS = 2
REFUSED = re.compile(r"GJ1504 .*active elsewhere.*\n.*\S+:\d+.* since \S+")  # the host, the process, since when
HELPER_CODES = GOES_ON | {2, 8, KILLED}  # a helper may come too late, or lose its runner


# ---- the same run from many processes ----

def together(month: Month, step: str, count: int) -> list[tuple[int, str]]:
    """The same command from many processes at once; the first that works takes its time over a chunk."""
    now = month.standing()
    commands = []
    for n in range(count):
        launch = month.launch(step, now)
        launch.output = month.folder / f"{len(month.history):02d}-{step}-{n}.log"
        launch.env["GETSUJI_FAILPOINT"] = "chunk.before_commit:1:sleep=2500"
        commands.append(launch.start())
    month.history.append(f"{step} from {count} processes at once")
    ended = [(command.wait(), command.output.read_text(errors="replace")) for command in commands]
    month.history[-1] += f" -> exit codes {sorted(code for code, _ in ended)}"
    return ended


def one_of_many(month: Month, step: str, count: int, kind: str) -> None:
    ended = together(month, step, count)
    refused = [text for code, text in ended if code == 6]
    if len(refused) != count - 1 or not all(code in GOES_ON | {6} for code, _ in ended):
        raise Failure(f"{count} times {step} at once ended with {sorted(code for code, _ in ended)}\n{ended[0][1][-800:]}")
    for text in refused:
        if not REFUSED.search(text):
            raise Failure(f"the refusal does not say who, where and since when:\n{text}")
    month.hits[kind] = month.hits.get(kind, 0) + 1


def starters(lane: Lane, name: str, rng: random.Random) -> Month:
    """Twenty starters of the same run: one runs it, nineteen are told who does."""
    month = lane.month(name, "facts", rng)
    one_of_many(month, "run", STARTERS, f"{STARTERS} starters at once")
    month.to_the_end([])
    lane.compare(month)
    return month


def two_resumes(lane: Lane, name: str, rng: random.Random) -> Month:
    """A run whose processes were killed is resumed by two at once."""
    month = lane.month(name, "confirmed", rng)
    month.do("resume", month.standing(), KillAt("kill -9 of the both", "both", lane.at_random(rng, "resume")))
    now = lane.standing(month)
    if now.execution != "done":
        one_of_many(month, "resume", 2, "two resumes at once")
    month.to_the_end([])
    lane.compare(month)
    return month


# ---- helpers ----

class Helped(Fault):
    """Worker processes help the runner; those at work are killed, or frozen and woken, one after another."""

    SLOW = "chunk.before_commit:*:sleep=60"

    def __init__(self, rng: random.Random, how: str, pauses: list[float]) -> None:
        super().__init__()
        self.rng = rng
        self.how = how
        self.kind = f"worker process {how}"
        self.pauses = pauses

    def __str__(self) -> str:
        return f"{self.kind}, pauses " + ", ".join(f"{s * 1000:.0f}" for s in self.pauses) + " ms"

    def prepare(self, month: Month, launch: Launch) -> None:
        launch.env["GETSUJI_FAILPOINT"] = self.SLOW

    def disturb(self, month: Month, command: Command) -> None:
        at_work(month, command)
        helpers = [Helper(month, n, f"{self.SLOW},claim.after:*:log") for n in range(HELPERS)]
        frozen: list[Helper] = []
        for pause in self.pauses:
            while command.running() and not any(h.at_work() for h in helpers):
                time.sleep(0.005)
            time.sleep(pause)
            able = [h for h in helpers if h.at_work() and h not in frozen]
            if not able or not command.running():
                break
            victim = self.rng.choice(able)
            number = signal.SIGKILL if self.how == "killed" else signal.SIGSTOP
            self.hits += victim.command.send_group(number)
            if number == signal.SIGSTOP:
                frozen.append(victim)
        time.sleep(self.rng.uniform(0.0, 0.3))
        for victim in frozen:
            victim.command.send_group(signal.SIGCONT)
        for helper in helpers:
            helper.wait()


class Helper:
    """A worker process beside the runner."""

    def __init__(self, month: Month, n: int, order: str) -> None:
        launch = month.launch("worker", month.standing())
        launch.output = month.folder / f"{len(month.history):02d}-helper-{n}.log"
        self.report = AtPlace("", order, GOES_ON)
        self.report.prepare(month, launch)
        self.command = launch.start()

    def at_work(self) -> bool:
        return self.report.log.exists() and self.command.running()

    def wait(self) -> None:
        code = self.command.wait()
        if code not in HELPER_CODES:
            text = self.command.output.read_text(errors="replace")
            raise Failure(f"a helper ended with {code}:\n{text[-800:]}")


class FrozenPastWatchdog(Fault):
    """A helper stops in the middle of a chunk until the watchdog has ended its session, and is woken then."""

    kind = "worker process frozen, its session ended, woken"
    SECONDS = 1

    def prepare(self, month: Month, launch: Launch) -> None:
        launch.argv += ["--watchdog-seconds", str(self.SECONDS)]
        launch.env["GETSUJI_FAILPOINT"] = "chunk.before_commit:*:sleep=100"

    def disturb(self, month: Month, command: Command) -> None:
        at_work(month, command)
        helper = Helper(month, 0, "chunk.before_commit:1:stop")
        ended: list[Row] = []
        while command.running() and not ended:
            time.sleep(0.05)
            ended = month.office.query("SELECT FROM run.incident WHERE kind = 'watchdog.ended'", month.database)
        self.hits = len(ended)
        helper.command.send_group(signal.SIGCONT)
        helper.wait()


def frozen_helpers(lane: Lane, name: str, rng: random.Random) -> Month:
    month = lane.month(name, "confirmed", rng)
    month.workers = 1
    month.to_the_end([FrozenPastWatchdog()])
    lane.compare(month)
    return month


def helpers(lane: Lane, name: str, rng: random.Random) -> Month:
    month = lane.month(name, rng.choice(["facts", "confirmed"]), rng)
    month.workers = 1
    how = rng.choice(["killed", "frozen and woken"])
    pauses = [rng.uniform(0.0, 0.15) for _ in range(rng.randint(1, HELPERS))]
    month.to_the_end([Helped(rng, how, pauses)])
    lane.compare(month)
    return month


# ---- records that crash the program, or break a constraint ----

CRASHES = ["segv", "bus", "fpe", "ill", "abort"]


def keys(lane: Lane) -> list[int]:
    """Households that have a decision in the undisturbed run."""
    rows = lane.office.query(
        "SELECT d.household_id FROM result.decision d JOIN run.run r USING (run_id) WHERE r.graph = 'proof'"
        " ORDER BY 1", lane.wanted.database)
    return [int(str(row[0])) for row in rows]


def only_missing(lane: Lane, key: int, month: Month) -> Picture:
    """Failure where more or less differs from the undisturbed run than this one record that was set aside."""
    for table in ("result.decision", "run.quarantine"):
        before = lane.camera.rows(lane.wanted.database, table)
        now = lane.camera.rows(month.database, table)
        differ = sorted(set(before) ^ set(now))
        if len(differ) != 1 or f",{key}," not in differ[0]:
            raise Failure(f"{table}: not exactly household {key} was set aside:\n" + "\n".join(differ)[:1500])
    return lane.camera.take(month.database, month.files)


def poisoned(lane: Lane, name: str, key: int, action: str, rng: random.Random) -> Month:
    """A copy in which one household cannot be computed."""
    month = lane.month(name, "facts", rng)
    if action == "constraint":
        lane.office.query(
            f"ALTER TABLE result.decision ADD CONSTRAINT proof_refuses CHECK (household_id <> {key}) NOT VALID",
            month.database)
    else:
        month.more_env["GETSUJI_FAILPOINT"] = f"chunk.record={key}:*:{action}"
    return month


def poison(lane: Lane, name: str, rng: random.Random) -> Month:
    """Exactly that household is set aside and all others are done, also when the run is killed meanwhile."""
    candidates = keys(lane)
    key = candidates[rng.randrange(3) * len(candidates) // 3]  # a few: each needs a run to compare with
    action = rng.choice(["constraint", rng.choice(CRASHES)])
    label = f"poison_{key}_{action}"
    if label not in lane.references:
        reference = poisoned(lane, label, key, action, rng)
        reference.to_the_end([])
        lane.references[label] = only_missing(lane, key, reference)
    month = poisoned(lane, name, key, action, rng)
    span = lane.seconds["run"] * 2
    faults: list[Fault] = [
        KillAt("kill -9 while a record is pinned down", rng.choice(["parent", "child", "both"]), rng.uniform(0.02, span))
        for _ in range(rng.randint(0, 3))]
    month.to_the_end(faults)
    lane.compare(month, lane.references[label])
    kind = "record breaks a constraint" if action == "constraint" else "record crashes the program"
    month.hits[kind] = month.hits.get(kind, 0) + 1
    return month


# ---- reruns ----

def every_rerun_place(lane: Lane, name: str, rng: random.Random) -> Month:
    """A rerun dies at each place that only reruns pass: before that it has undone nothing, after that all."""
    month = lane.month(name, "gate", rng)
    usual = {place.name for place in lane.places}
    for place in lane.rerun_places("gate", "from-top"):
        if place.name not in usual:
            fault = AtPlace("kill of a rerun at a named place", f"{place.name}:1:killgroup", frozenset({KILLED}))
            month.do("rerun", month.standing(), fault, "--mode", "from-top", "--yes")
            month.until([], lambda now: None if now and now.execution == "waiting" else month.next_step(now))
    month.to_the_end([])
    lane.compare(month)
    return month


def reruns(lane: Lane, name: str, rng: random.Random) -> Month:
    """A rerun is killed while it undoes and does again; the end is that of a run done once."""
    start, mode = rng.choice([("gate", "from-top"), ("gate", "task=compare,downstream"), ("finished", "task=notice,downstream")])
    month = lane.month(name, start, rng)
    step = "run" if start == "gate" else "resume"
    fault: Fault
    if rng.random() < 0.5:
        whom = rng.choice(["parent", "child", "both"])
        fault = KillAt("kill -9 of a rerun", whom, lane.at_random(rng, step), frozenset({"rerun"}))
    else:
        place = rng.choice(lane.rerun_places(start, mode))
        fault = AtPlace("kill of a rerun at a named place", f"{place.name}:{rng.randint(1, place.passed)}:killgroup",
                        GOES_ON | {KILLED}, frozenset({"rerun"}))
    month.do("rerun", month.standing(), fault, "--mode", mode, "--yes")
    month.to_the_end([])
    lane.compare(month)
    return month


# ---- clocks ----

class ClockJumps(Fault):
    """The client's clock jumps back and forth while the command works (libfaketime)."""

    kind = "clock of the client jumps"

    def __init__(self, rng: random.Random, instants: list[float]) -> None:
        super().__init__()
        self.jumps = [(at, f"{rng.choice('+-')}{rng.choice(['1s', '90s', '5h', '40d', '3y'])}") for at in sorted(instants)]

    def __str__(self) -> str:
        return f"{self.kind}: " + ", ".join(f"{by} after {at * 1000:.0f} ms" for at, by in self.jumps)

    def prepare(self, month: Month, launch: Launch) -> None:
        self.file = launch.output.with_suffix(".clock")
        self.file.write_text(self.jumps[0][1] + "\n")
        launch.env |= {"LD_PRELOAD": faketime(), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                       "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def disturb(self, month: Month, command: Command) -> None:
        self.hits = 1
        for at, by in self.jumps[1:]:
            if command.sleep_until(at):
                part = self.file.with_suffix(".part")
                part.write_text(by + "\n")
                os.rename(part, self.file)
                self.hits += 1


def faketime() -> str:
    """The library's path; empty where it is not installed."""
    found = glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    return found[0] if found else ""


def clocks(lane: Lane, name: str, rng: random.Random) -> Month:
    start, step = rng.choice([("facts", "run"), ("confirmed", "resume")])
    month = lane.month(name, start, rng)
    span = lane.seconds[step]
    faults: list[Fault] = [ClockJumps(rng, [rng.uniform(0, span) for _ in range(4)]) for _ in range(2)] if faketime() else []
    month.to_the_end(faults)
    lane.compare(month)
    return month
