"""Full disks, file operations and allocations that fail."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import subprocess
from pathlib import Path

from command import Command
from faults import AtPlace
from lane import Lane
from month import GOES_ON, Failure, Fault, Launch, Month
from office import copy_folder

ROOMY = 64 << 20
SAYS_WHERE = re.compile(r"GJ\d{4} /\S+: .*\n(.*\n)*?.*bytes are (needed|free)")  # the file, and the bytes
SPACE = "small"  # the tablespace on a small file system


def may_mount() -> bool:
    """Whether this process may mount a file system: else the limit of a file's size takes the disk's place."""
    return os.geteuid() == 0 and subprocess.run(
        ["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0


def mount(folder: Path, size: int, *options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join([f"size={size}", *options]), "proof", str(folder)], check=True)


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "-l", str(folder)], check=True)


def used_bytes(folder: Path) -> int:
    disk = os.statvfs(folder)
    return (disk.f_blocks - disk.f_bfree) * disk.f_frsize


class FilesFull(Fault):
    """The files are on a file system of their own, which is full after so many bytes more."""

    kind = "disk full (files, small file system)"

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room
        self.codes = frozenset({8})

    def __str__(self) -> str:
        return f"{self.kind}: {self.room} bytes free"

    def prepare(self, month: Month, launch: Launch) -> None:
        mount(month.files, used_bytes(month.files) + self.room, "remount")

    def finish(self, month: Month, command: Command, code: int) -> None:
        mount(month.files, ROOMY, "remount")
        self.hits = int(code == 8)
        text = command.output.read_text(errors="replace")
        if self.hits and not SAYS_WHERE.search(text):
            raise Failure(f"a full disk is not told with place and bytes:\n{text[-800:]}")


class FilesLimited(Fault):
    """No file may grow beyond so many bytes."""

    kind = "disk full (files, limit of size)"

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room
        self.codes = frozenset({8})

    def __str__(self) -> str:
        return f"{self.kind}: {self.room} bytes"

    def prepare(self, month: Month, launch: Launch) -> None:
        launch.limits[resource.RLIMIT_FSIZE] = self.room

    def finish(self, month: Month, command: Command, code: int) -> None:
        self.hits = int(code == 8)


class DatabaseFull(Fault):
    """The database's tablespace is full after so many bytes more."""

    kind = "disk full (database)"

    def __init__(self, disk: Path, room: int) -> None:
        super().__init__()
        self.disk = disk
        self.room = room
        self.codes = frozenset({8})

    def __str__(self) -> str:
        return f"{self.kind}: {self.room} bytes free"

    def prepare(self, month: Month, launch: Launch) -> None:
        mount(self.disk, used_bytes(self.disk) + self.room, "remount")

    def finish(self, month: Month, command: Command, code: int) -> None:
        mount(self.disk, ROOMY * 4, "remount")
        self.hits = int(code == 8)
        text = command.output.read_text(errors="replace")
        if self.hits and "GJ1304" not in text:
            raise Failure(f"the database's full disk is not told:\n{text[-800:]}")


def full_files(lane: Lane, name: str, rng: random.Random) -> Month:
    """The disk of the artifacts is full; there is room again when the run goes on."""
    month = lane.month(name, "confirmed", rng)
    size = sum(path.stat().st_size for path in (lane.scratch / "undisturbed" / "files").rglob("*") if path.is_file())
    rooms = [rng.randrange(0, size) for _ in range(rng.randint(1, 3))]
    if not may_mount():
        month.to_the_end([FilesLimited(room // 4) for room in rooms])
        lane.compare(month)
        return month
    mount(month.files, ROOMY)
    try:
        copy_folder(lane.starts["confirmed"].files, month.files)
        month.to_the_end([FilesFull(room) for room in rooms])
        lane.compare(month)
    finally:
        unmount(month.files)
    return month


def full_database(lane: Lane, name: str, rng: random.Random) -> Month:
    """The disk of the database is full; there is room again when the run goes on."""
    start, _ = rng.choice([("facts", "run"), ("confirmed", "resume")])
    if not may_mount():
        return lane.month(name, start, rng)  # nothing hits: the tally says 0
    disk = Path(lane.office.settings["folder"]) / "small"
    if not disk.exists():
        disk.mkdir()
        mount(disk, ROOMY * 4)
        shutil.chown(disk, "postgres")
        lane.at_close.append(lambda: unmount(disk))
        lane.office.query(f"CREATE TABLESPACE {SPACE} LOCATION '{disk}'")
    month = lane.month(name, start, rng, SPACE)
    month.to_the_end([DatabaseFull(disk, rng.randrange(0, 400_000)) for _ in range(rng.randint(1, 3))])
    lane.compare(month)
    return month


def failing_operations(lane: Lane, name: str, rng: random.Random) -> Month:
    """The n-th operation on files fails: the run ends with 8, nothing is half-published, the next goes on."""
    start, step = rng.choice([("facts", "run"), ("confirmed", "resume")])
    places = [p for p in lane.failing if p.step == step and p.name.startswith("file.")]
    faults: list[Fault] = []
    for _ in range(rng.randint(1, 3)):
        place = rng.choice(places)
        faults.append(AtPlace(
            "file operation fails", f"{place.name}:{rng.randint(1, place.passed)}:{rng.choice(['enospc', 'eio'])}",
            frozenset({8})))
    month = lane.month(name, start, rng)
    month.to_the_end(faults)
    lane.compare(month)
    return month


def failing_allocations(lane: Lane, name: str, rng: random.Random) -> Month:
    """The n-th piece of memory is refused: nobody is set aside for it."""
    start, step = rng.choice([("facts", "run"), ("confirmed", "resume")])
    places = [p for p in lane.failing if p.step == step and p.name.startswith("arena.")]
    faults: list[Fault] = []
    for _ in range(rng.randint(1, 3)):
        place = rng.choice(places)
        faults.append(AtPlace(
            "allocation fails", f"{place.name}:{rng.randint(1, place.passed)}:enomem", GOES_ON | {8}))
    month = lane.month(name, start, rng)
    month.to_the_end(faults)
    lane.compare(month)
    return month
