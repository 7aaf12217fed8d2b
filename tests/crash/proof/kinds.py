"""The kinds of scenarios: where each starts, and which faults happen to it."""

from __future__ import annotations

import random
from typing import Callable

from disks import failing_allocations, failing_operations, full_database, full_files
from faults import KILLED, AtPlace, EndBackends, FreezeAt, KillAt, RestartServer, TogetherWith
from lane import Lane
from month import GOES_ON, Fault, Month
from proxy import AFTER, ANY, BEFORE, CLIENT_ONLY, COMMIT, COMMITTED, COPY, DELAY, MIDDLE, CutConnection, Order
from special import clocks, every_rerun_place, frozen_helpers, helpers, poison, reruns, starters, two_resumes

Scenario = Callable[[Lane, str, random.Random], Month]

# Makes time: each chunk waits a moment inside its transaction.
SLOW = AtPlace("", "chunk.before_commit:*:sleep=15", GOES_ON)


def finished(lane: Lane, name: str, rng: random.Random, start: str, faults: list[Fault]) -> Month:
    """The scenario of most kinds: a month with faults, compared with the undisturbed one."""
    month = lane.month(name, start, rng)
    month.to_the_end(faults)
    lane.compare(month)
    return month


def every_place(lane: Lane, name: str, rng: random.Random) -> Month:
    """Each named place once, in the order in which they come: everything dies there, and goes on."""
    faults: list[Fault] = []
    for place in lane.places:
        steps = Fault.steps if place.step in Fault.steps else frozenset({place.step})
        faults.append(AtPlace("killgroup at a named place", f"{place.name}:1:killgroup", GOES_ON | {KILLED}, steps))
    return finished(lane, name, rng, "facts", faults)


def every_failure(lane: Lane, name: str, rng: random.Random) -> Month:
    """Each operation that can fail fails once; then the disk has room again."""
    month = lane.month(name, "facts", rng)
    month.workers = 1  # another would do the chunk that failed before the run ends, and the next fault find nothing
    faults: list[Fault] = []
    for step in ("run", "resume"):
        names = [place.name for place in lane.failing if place.step == step]
        faults += [AtPlace("file operation fails", f"{name}:1:enospc", frozenset({8}))
                   for name in names if name.startswith("file.")]
        memory = {"run": "arena.new", "resume": "arena.block"}[step]  # goes on by itself: the last of a step
        faults.append(AtPlace("allocation fails", f"{memory}:{rng.randint(1, 8)}:enomem", GOES_ON | {8}))
    for fault in faults:
        fault.patient = True  # an allocation that ended the run moves what follows: a place may be passed only later
    month.to_the_end(faults)
    lane.compare(month)
    return month


def starting_point(rng: random.Random) -> tuple[str, str]:
    """(start, the step that works there)."""
    return rng.choice([("facts", "run"), ("confirmed", "resume")])


def at_places(lane: Lane, name: str, rng: random.Random) -> Month:
    """Dies at named places, at some passing of each."""
    start, step = starting_point(rng)
    places = [p for p in lane.places if p.step == step]
    faults: list[Fault] = []
    for _ in range(rng.randint(2, 5)):
        place = rng.choice(places)
        action = rng.choice(["kill", "killgroup", "killgroup", "segv"])
        faults.append(AtPlace(
            f"{action} at a named place", f"{place.name}:{rng.randint(1, place.passed)}:{action}",
            GOES_ON | {KILLED}))
    return finished(lane, name, rng, start, faults)


def kills(lane: Lane, name: str, rng: random.Random) -> Month:
    """SIGKILL at random instants, also of the runs that go on."""
    start, step = starting_point(rng)
    faults: list[Fault] = []
    for _ in range(rng.randint(2, 6)):
        whom = rng.choice(["parent", "child", "both"])
        at = lane.at_random(rng, step)
        faults.append(KillAt(f"kill -9 of the {whom}", whom, at))
    return finished(lane, name, rng, start, faults)


def kills_of_deciding(lane: Lane, name: str, rng: random.Random) -> Month:
    """SIGKILL of approve and confirm."""
    faults: list[Fault] = [
        KillAt("kill -9 of approve, confirm", "parent", lane.at_random(rng, step), frozenset({step}))
        for step in ("approve", "confirm") for _ in range(rng.randint(1, 3))]
    return finished(lane, name, rng, "gate", faults)


def freezes(lane: Lane, name: str, rng: random.Random) -> Month:
    start, step = starting_point(rng)
    faults: list[Fault] = [FreezeAt(lane.at_random(rng, step), rng.uniform(0.05, 0.6)) for _ in range(2)]
    return finished(lane, name, rng, start, faults)


def backends(lane: Lane, name: str, rng: random.Random) -> Month:
    """Sessions of the run are ended by the server; the run connects again and goes on by itself."""
    start, step = starting_point(rng)
    span = lane.seconds[step] * 2
    end = EndBackends(rng, [rng.uniform(0.02, span) for _ in range(rng.randint(1, 4))])
    return finished(lane, name, rng, start, [TogetherWith(end, SLOW)])


def restarts(lane: Lane, name: str, rng: random.Random) -> Month:
    start, step = starting_point(rng)
    restart = RestartServer(rng.choice(["fast", "immediate"]), lane.at_random(rng, step))
    return finished(lane, name, rng, start, [TogetherWith(restart, SLOW)])


def cuts(lane: Lane, name: str, rng: random.Random) -> Month:
    """The connection is cut at message boundaries, half of the times around COMMIT."""
    start, step = starting_point(rng)
    faults: list[Fault] = []
    for _ in range(rng.randint(2, 4)):
        what = rng.choice([ANY, ANY, COPY, COMMIT, COMMITTED, COMMITTED])
        how = rng.choice([BEFORE, AFTER, MIDDLE, CLIENT_ONLY, DELAY])
        most = max(1, lane.messages[step][what])
        faults.append(CutConnection(Order(what, how, rng.randint(1, most), rng.uniform(0.05, 0.3))))
    return finished(lane, name, rng, start, faults)


def lost_answers(lane: Lane, name: str, rng: random.Random) -> Month:
    """Answers to COMMITs are lost with the connection, one of each sort: the rows tell that they happened."""
    faults: list[Fault] = []
    for step in ("run", "resume"):
        orders = [f"{place.name}:{rng.randint(1, place.passed)}:eio"
                  for place in lane.failing if place.step == step and place.name.endswith("_answer")]
        faults.append(AtPlace("answer to COMMIT lost", ",".join(orders), GOES_ON))
    return finished(lane, name, rng, "facts", faults)


KINDS: list[tuple[int, Scenario]] = [
    (0, every_place),
    (0, every_failure),
    (6, at_places),
    (6, kills),
    (1, kills_of_deciding),
    (2, freezes),
    (3, backends),
    (1, restarts),
    (6, cuts),
    (1, lost_answers),
    (2, failing_operations),
    (2, failing_allocations),
    (1, full_files),
    (1, full_database),
    (1, starters),
    (1, two_resumes),
    (2, helpers),
    (1, frozen_helpers),
    (0, every_rerun_place),
    (2, poison),
    (2, reruns),
    (1, clocks),
]


def named(only: set[str]) -> list[tuple[int, Scenario]]:
    """All kinds, or those that are named."""
    return [(weight, kind) for weight, kind in KINDS if not only or kind.__name__ in only]


def choose(number: int, rng: random.Random, only: set[str]) -> Scenario:
    """Each kind once, then by weight."""
    kinds = named(only)
    if number < len(kinds):
        return kinds[number][1]
    return rng.choices([kind for _, kind in kinds], [weight or 0.1 for weight, _ in kinds])[0]
