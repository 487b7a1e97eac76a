"""Runs of the move that are killed by SIGKILL at some point of their work, and begun again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

_LONGEST = 300.0  # seconds until a run is at the next of the moments


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "migration", *map(str, arguments)]


def killed(command: Sequence[str], state: Path, moments: Sequence[int]) -> int:
    """Kill it when it has done so many rows, for each of the moments; how many times it was.

    A row is done twice where it is read to disk before it is stored.
    """
    count = 0
    for moment in sorted(moments):
        with (state.parent / "killed.log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            ends = time.monotonic() + _LONGEST
            while done(state) < moment and process.poll() is None and time.monotonic() < ends:
                time.sleep(0.005)
            count += process.poll() is None
            process.kill()
            process.wait()
    return count


def ended(command: Sequence[str]) -> tuple[str, int]:
    """Let it end: what it said, and its most memory in bytes. Raises AssertionError where it fails."""
    most = 0
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out)
        while process.poll() is None:
            most = max(most, _peak(process.pid))
            time.sleep(0.05)
        out.seek(0)
        said = out.read()
    assert process.returncode == 0, said
    return said, most


def _peak(pid: int) -> int:
    """Bytes; 0 where the system does not tell. A child's rusage would begin with its parent's."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def done(state: Path) -> int:
    """Rows read to disk, and rows with a fate."""
    try:
        with closing(sqlite3.connect(f"file:{state / 'state.db'}?mode=ro", uri=True)) as db:
            names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
            tables = [each for each in ("fates", "points") if each in names]
            return sum(db.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in tables)
    except sqlite3.OperationalError:  # it is not there yet
        return 0
