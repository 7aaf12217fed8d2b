"""One lane's server with an imported office, and the databases that scenarios copy from it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wire import Row, Session

HERE = Path(__file__).parent
GRAPH = HERE / "proof.yaml"
MONTH = "2027-01"
OFFICE = "13113"


@dataclass(frozen=True)
class Programs:
    """What is run: the program as it is installed, and the variant with failpoints."""

    plain: str
    breaking: str


class Office:
    """A PostgreSQL of this lane alone, so that it can be restarted under a run."""

    def __init__(self, scratch: Path, programs: Programs, households: int, workers: int) -> None:
        self.scratch = scratch
        self.programs = programs
        self.workers = workers
        self.settings: dict[str, str] = {}
        scratch.mkdir(parents=True, exist_ok=True)
        self.log = open(scratch / "server.out", "wb")
        self.process = subprocess.Popen(
            ["bash", str(HERE / "server.sh"), str(scratch), str(households), OFFICE, MONTH],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            start_new_session=True,  # an interrupt ends the lane, which ends the server
            env=dict(os.environ, GETSUJI=programs.plain))
        for line in self._lines("ready"):
            key, _, value = line.partition("=")
            self.settings[key] = value
        self.socket = self.settings["socket"]
        self.port = int(self.settings["port"])

    def _lines(self, last: str) -> list[str]:
        lines: list[str] = []
        assert self.process.stdout
        for line in self.process.stdout:
            if line.strip() == last:
                return lines
            lines.append(line.strip())
        raise RuntimeError(f"the server did not start; see {self.log.name}")

    def tell(self, word: str) -> None:
        """fast, immediate: restarts the server; returns when it answers again."""
        assert self.process.stdin
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        self._lines("done")

    def close(self, keep: bool) -> None:
        if keep:
            self.tell("keep")
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.log.close()

    def query(self, sql: str, database: str = "postgres") -> list[Row]:
        with Session(self.socket, self.port, "postgres", database) as session:
            return session.query(sql)

    def copy(self, source: str, name: str, space: str = "pg_default") -> None:
        self.query(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy TABLESPACE {space}')

    def drop(self, name: str) -> None:
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy_folder(source: Path | None, to: Path) -> None:
    """The files of a starting point; an empty folder where there are none yet."""
    to.mkdir(parents=True, exist_ok=True)
    if source is not None:
        shutil.copytree(source, to, dirs_exist_ok=True)
