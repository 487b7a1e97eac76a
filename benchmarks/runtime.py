"""Our runtime loop beside AWS's awslambdaric: `python -m benchmarks.runtime [invocations]`.

The same handler, Runtime API server and interpreter. Cold: from the start of the process to the first answer,
of a handler that imports nothing and of one that imports urllib3, as Docent's do: that is most of what our
loop imports. Warm: one call after the other, server and handler included, so what differs is the loop.
Growth: memory of our loop's process between the first and the last streamed answer.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from layers.vendor import build as vendor
from tests.layers.runtime_api import Function
from tests.layers.sandbox import ROOT

STARTS = 7
MOST_MORE_MS = 1.0
HANDLER = """
import os
if os.environ.get("IMPORTING"):
    import urllib3
def handler(event, context):
    body = iter(["x" * 2000] * 3) if event["stream"] else "x" * 6000
    return {"statusCode": 200, "headers": {}, "body": body}
"""


def main(invocations: int = 2_000) -> int:
    """Exit status 0 where our loop takes at most 1 ms a call more than its peer and did not grow by 2 MiB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "handler.py").write_text(HANDLER)
        ours, theirs = loop(folder), awslambdaric(folder)
        cold = {"loop": starts(ours, True), "awslambdaric": starts(theirs, False)}
        with_urllib3 = loop(folder, IMPORTING="1"), awslambdaric(folder, IMPORTING="1")
        cold |= {
            "loop, urllib3": starts(with_urllib3[0], True),
            "awslambdaric, urllib3": starts(with_urllib3[1], False),
        }
        warm = {
            "loop": calls(ours, invocations, False, True),
            "awslambdaric": calls(theirs, invocations, False, False),
        }
        streamed, grown = growth(ours, invocations)
    report(cold, warm, streamed, grown, invocations)
    more = statistics.median(warm["loop"]) - statistics.median(warm["awslambdaric"])
    return int(more > MOST_MORE_MS or grown > 2_048)


def loop(folder: Path, **environ: str) -> Callable[[], Function]:
    command = [sys.executable, str(ROOT / "layers/runtime/loop.py")]
    return lambda: Function(command, folder, {"PYTHONPATH": str(folder), **environ}, 60)


def awslambdaric(folder: Path, **environ: str) -> Callable[[], Function]:
    packages = folder / "ric"
    locked = vendor.entries("dev", {"awslambdaric", "simplejson", "snapshot-restore-py"})
    vendor.install(locked, packages, vendor.target("host"))
    command = [sys.executable, "-m", "awslambdaric", "handler.handler"]
    return lambda: Function(command, folder, {"PYTHONPATH": str(packages), **environ}, 60)


def ask(function: Function, stream: bool, ours: bool) -> Any:
    return function.streamed({"stream": stream}) if ours else function.result({"stream": stream})


def starts(start: Callable[[], Function], ours: bool) -> list[float]:
    """Milliseconds of each start, after one that fills the disk's cache."""
    found = []
    for _ in range(STARTS + 1):
        with start() as function:
            ask(function, False, ours)
            found.append((time.perf_counter() - function.spawned) * 1000)
    return found[1:]


def calls(start: Callable[[], Function], invocations: int, stream: bool, ours: bool) -> list[float]:
    """Milliseconds of each call of a warm process."""
    with start() as function:
        return list(timed(function, invocations, stream, ours))


def timed(function: Function, invocations: int, stream: bool, ours: bool) -> Iterator[float]:
    for _ in range(100):
        ask(function, stream, ours)
    for _ in range(invocations):
        began = time.perf_counter()
        ask(function, stream, ours)
        yield (time.perf_counter() - began) * 1000


def growth(start: Callable[[], Function], invocations: int) -> tuple[list[float], int]:
    """Milliseconds of each streamed answer, and by how many KiB the process grew over them."""
    with start() as function:
        list(timed(function, 50, True, True))
        before = function.resident
        times = list(timed(function, invocations, True, True))
        return times, function.resident - before


def report(
    cold: dict[str, list[float]],
    warm: dict[str, list[float]],
    streamed: list[float],
    grown: int,
    invocations: int,
) -> None:
    print(f"{invocations} invocations, {STARTS} starts, Python {sys.version.split()[0]}")
    lines = {f"cold, {name}": times for name, times in cold.items()}
    lines |= {f"warm, {name}": times for name, times in warm.items()}
    for name, times in {**lines, "warm, loop, streamed in 3 pieces": streamed}.items():
        high = statistics.quantiles(times, n=20)[-1]
        print(f"{name:36} median {statistics.median(times):8.2f} ms   95th percentile {high:8.2f} ms")
    print(json.dumps({"grown_kib": grown, "limit_kib": 2_048}))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
