"""One command of the program as a process of its own: started, disturbed, waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

LIMIT_S = 90  # nothing here takes a tenth of it: longer is a hang


class Hang(Exception):
    """A command that did not end in time."""


class Command:
    """A process in a group of its own, with what it prints in a file."""

    def __init__(self, argv: list[str], env: dict[str, str], output: Path, limits: dict[int, int] | None = None) -> None:
        self.argv = argv
        self.output = output
        self.began = time.monotonic()

        def prepare() -> None:
            import resource
            for what, most in (limits or {}).items():
                resource.setrlimit(what, (most, most))

        with open(output, "wb") as out:
            self.process = subprocess.Popen(
                argv, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True, preexec_fn=prepare if limits else None)
        self.pid = self.process.pid

    def running(self) -> bool:
        return self.process.poll() is None

    def sleep_until(self, seconds: float) -> bool:
        """Waits for an instant after the start; False when the command ended before."""
        while self.running():
            left = self.began + seconds - time.monotonic()
            if left <= 0:
                return True
            try:
                self.process.wait(left)
            except subprocess.TimeoutExpired:
                pass
        return False

    def members(self) -> list[int]:
        """The processes of the group that are alive."""
        return [pid for pid, group, state in _processes() if group == self.pid and state != "Z"]

    def children(self) -> list[int]:
        return [pid for pid in self.members() if pid != self.pid]

    def send(self, number: int, pids: list[int]) -> int:
        """Sends a signal; says how many processes were there to get it."""
        got = 0
        for pid in pids:
            try:
                os.kill(pid, number)
                got += 1
            except ProcessLookupError:
                pass
        return got

    def send_group(self, number: int) -> int:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return 0
        return 1

    def wait(self, limit_s: float = LIMIT_S) -> int:
        """The exit code, or minus the signal; Hang after the limit.  When this returns no process is left."""
        try:
            code = self.process.wait(max(0.0, self.began + limit_s - time.monotonic()))
            self._wait_for_group()
        except subprocess.TimeoutExpired:
            what = self.report()
            self.send_group(signal.SIGKILL)
            self.process.wait()
            raise Hang(what) from None
        return code

    def _wait_for_group(self) -> None:
        """The child dies with its parent, a moment later."""
        until = time.monotonic() + 5
        while self.members():
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(self.argv, 5)
            time.sleep(0.002)

    def report(self) -> str:
        """What the processes are doing, for a hang."""
        lines = []
        for pid in self.members():
            for task in sorted(Path(f"/proc/{pid}/task").iterdir()):
                state = _read(task / "stat").rpartition(")")[2].split()[:1]
                lines.append(f"pid {pid} thread {task.name} {state} {_read(task / 'wchan')} {_read(task / 'syscall')}")
        return "\n".join(lines)


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return "?"


def _processes() -> list[tuple[int, int, str]]:
    """(pid, process group, state) of every process."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            fields = _read(Path("/proc") / name / "stat").rpartition(")")[2].split()
            if len(fields) > 2:
                found.append((int(name), int(fields[2]), fields[0]))
    return found
