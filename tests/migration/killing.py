"""Runs of the move that are killed by SIGKILL at some point of their work, and begun again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
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
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said
    return said, usage.ru_maxrss * 1024


def done(state: Path) -> int:
    """Rows read to disk, and rows with a fate."""
    try:
        with closing(sqlite3.connect(f"file:{state / 'state.db'}?mode=ro", uri=True)) as db:
            names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
            tables = [each for each in ("fates", "points") if each in names]
            return sum(db.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in tables)
    except sqlite3.OperationalError:  # it is not there yet
        return 0
