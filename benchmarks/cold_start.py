"""How long a cold chat takes to its first passage: `python -m benchmarks.cold_start [runs]`.

From the start of the process to the answer of a search, without a model's answer: the built artefact under
our runtime loop, beside the embedded cloud. Split by part with a probe that does the same in the same order,
once with the byte code that the layers carry and once without. What Lambda itself needs to bring up a machine
and to unpack the layers is not in it.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from local import cloud
from tests.emulator import Emulator, free_ports
from tests.layers.product import started
from tests.layers.sandbox import ROOT, Sandbox, request, unzipped

LIMIT_MS = 500
WHOLE = "first passage answered"
CHUNKS = 200
PROBE = Path(__file__).with_name("cold_start_probe.py")


def main(runs: int = 9) -> int:
    """Exit status 0 where the median is within the limit."""
    with tempfile.TemporaryDirectory() as folder, product(Path(folder)) as (sandbox, environ, event):
        bare = without_byte_code(sandbox)
        measured = {
            "with byte code": measure(sandbox, environ, event, runs),
            "without": measure(bare, environ, event, runs),
        }
    report(measured, runs)
    return int(statistics.median(measured["with byte code"][WHOLE]) > LIMIT_MS)


@contextmanager
def product(folder: Path) -> Iterator[tuple[Sandbox, Mapping[str, str], dict[str, Any]]]:
    """The unzipped artefacts, their environment, and the event of a search in a bot of some 200 chunks."""
    running = cloud.start(free_ports(), folder / "cloud", save_seconds=3600)
    try:
        running.wait()
        environ = {**Emulator(running, ROOT / "build" / "model").env, "DOCENT_STREAMING": "1"}
        sandbox = unzipped(folder / "sandbox")
        with started(sandbox, environ) as functions:
            functions.sign_in()
            bot_id = functions.new_bot()
            functions.upload(bot_id, "handbook.txt", handbook())
            path = {"bot_id": bot_id}
            body = {"query": "Who keeps the keys of the cellar?", "top_k": 5}
            yield (
                sandbox,
                environ,
                request("POST", "/api/bots/{bot_id}/search", body, token=functions.token, path=path),
            )
    finally:
        running.stop()


def handbook() -> str:
    """Some 200 chunks of sentences, the same every time."""
    chance = random.Random(7)
    words = [
        "keeper",
        "cellar",
        "keys",
        "loan",
        "house",
        "book",
        "evening",
        "the",
        "of",
        "a",
        "holds",
        "writes",
    ]
    sentences = (" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(CHUNKS * 16))
    return "\n".join(sentences)


def without_byte_code(sandbox: Sandbox) -> Sandbox:
    """The same artefacts as if nobody had compiled them."""
    bare = sandbox.folder.with_name("bare")
    shutil.copytree(
        sandbox.folder,
        bare,
        copy_function=shutil.copy2,
        ignore=shutil.ignore_patterns("__pycache__", "upload"),
    )
    return replace(sandbox, folder=bare)


def measure(
    sandbox: Sandbox, environ: Mapping[str, str], event: dict[str, Any], runs: int
) -> dict[str, list[float]]:
    """Milliseconds of each part and of the whole in each run, after one that fills the disk's cache."""
    environ = {**environ, "PYTHONDONTWRITEBYTECODE": "1"}
    found = [{**parts(sandbox, environ, event), **whole(sandbox, environ, event)} for _ in range(runs + 1)][
        1:
    ]
    return {part: [run[part] for run in found] for part in found[0]}


def whole(sandbox: Sandbox, environ: Mapping[str, str], event: dict[str, Any]) -> dict[str, float]:
    with sandbox.function("chat", environ, streaming=True) as function:
        answer = function.streamed(event)
        took = (time.perf_counter() - function.spawned) * 1000
    assert answer.prelude["statusCode"] == 200, answer
    assert json.loads(b"".join(answer.chunks))["matches"]
    return {WHOLE: took}


def parts(sandbox: Sandbox, environ: Mapping[str, str], event: dict[str, Any]) -> dict[str, float]:
    opt = sandbox.folder / "opt" / "chat"
    command = [sandbox.target.python, "-S", "-s", str(PROBE), json.dumps(event), str(time.time_ns())]
    found = subprocess.run(
        command,
        env={
            **environ, "PATH": "/usr/bin:/bin", "DOCENT_MODEL_FOLDER": str(opt / "model"),
            "PYTHONPATH": f"{opt / 'python'}:{sandbox.folder / 'task/chat'}",
        },
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    times: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    return times


def report(measured: Mapping[str, Mapping[str, list[float]]], runs: int) -> None:
    print(f"Cold chat to its first passage, ms, {runs} runs, {CHUNKS} chunks, limit {LIMIT_MS} ms")
    print(f"{'':34}" + "".join(f"{name:>24}" for name in measured))
    print(f"{'':34}" + f"{'median':>16}{'fastest':>8}" * len(measured))
    for part in next(iter(measured.values())):
        times = [each[part] for each in measured.values()]
        print(f"{part:34}" + "".join(f"{statistics.median(each):16.0f}{min(each):8.0f}" for each in times))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
