"""How long each function takes from nothing to its first answer: `python -m benchmarks.cold_start [runs]`.

The built artefacts, zips unpacked, under awslambdaric; chat under our runtime loop, as the template has it;
the embedded cloud beside them. Timed is from the start of the process to the answer to sign-in, to the list
of bots, to the announcement of a file, and to the passages of a search: all of a chat but the model's words.
Chat is split by part with a probe that does the same in the same order, with the byte code that the layers
carry and without; what the others import is told by Python itself. What Lambda needs to bring up a machine
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
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cloudformation import package
from local import cloud
from tests.emulator import Emulator, free_ports
from tests.layers.product import started
from tests.layers.sandbox import BUILT, ROOT, Sandbox, request, unzipped

LIMITS_MS = {"auth": 350, "bots": 350, "upload": 600, "chat": 500}
WHOLE = "first passage answered"
CHUNKS = 200
PROBE = Path(__file__).with_name("cold_start_probe.py")
SHOWN = (
    "botocore",
    "cryptography",
    "jwt",
    "aws_lambda_powertools",
    "numpy",
    "onnxruntime",
    "tokenizers",
    "docent",
)


class Stage(NamedTuple):
    """The unzipped artefacts, their environment, and an event for each function."""

    sandbox: Sandbox
    environ: Mapping[str, str]
    events: Mapping[str, dict[str, Any]]


def main(runs: int = 9) -> int:
    """Exit status 0 where every median is within its limit and no function is too big."""
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as at:
        whole = {name: [answered(at, name) for _ in range(runs + 1)][1:] for name in LIMITS_MS}
        imported = {name: imports(at, name) for name in LIMITS_MS}
        bare = at._replace(sandbox=without_byte_code(at.sandbox))
        measured = {"with byte code": measure(at, runs), "without": measure(bare, runs)}
    sizes = package.measure(BUILT)
    print(package.table(sizes))
    report_functions(whole, imported, runs)
    report(measured, runs)
    late = [name for name, times in whole.items() if statistics.median(times) > LIMITS_MS[name]]
    return int(bool(late or package.too_big(sizes)))


@contextmanager
def product(folder: Path) -> Iterator[tuple[Sandbox, Mapping[str, str], dict[str, Any]]]:
    """The unzipped artefacts, their environment, and the event of a search in a bot of some 200 chunks."""
    with stage(folder) as at:
        yield at.sandbox, at.environ, at.events["chat"]


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Somebody is signed in and has a bot of some 200 chunks."""
    running = cloud.start(free_ports(), folder / "cloud", save_seconds=3600)
    try:
        running.wait()
        environ = {**Emulator(running, ROOT / "build" / "model").env, "DOCENT_STREAMING": "1"}
        sandbox = unzipped(folder / "sandbox")
        with started(sandbox, environ) as functions:
            functions.sign_in()
            bot_id, token = functions.new_bot(), functions.token
            functions.upload(bot_id, "handbook.txt", handbook())
            path, file = {"bot_id": bot_id}, {"filename": "a.txt", "content_type": "text/plain", "size": 9}
            query = {"query": "Who keeps the keys of the cellar?", "top_k": 5}
            yield Stage(sandbox, environ, {
                "auth": request("POST", "/auth/signin", functions.account),
                "bots": request("GET", "/api/bots", token=token),
                "upload": request("POST", "/api/upload", {**path, **file}, token=token),
                "chat": request("POST", "/api/bots/{bot_id}/search", query, token=token, path=path),
            })  # fmt: skip
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


def answered(at: Stage, name: str) -> float:
    """Milliseconds from the start of a function's process to its first answer."""
    streaming = name == "chat"
    environ = {**at.environ, "DOCENT_STREAMING": "1" if streaming else "0", "PYTHONDONTWRITEBYTECODE": "1"}
    with at.sandbox.function(name, environ, streaming=streaming) as function:
        if streaming:
            answer = function.streamed(at.events[name])
            status, body = answer.prelude["statusCode"], b"".join(answer.chunks)
        else:
            answer = function.result(at.events[name])
            status, body = answer["statusCode"], answer["body"]
        took = (time.perf_counter() - function.spawned) * 1000
    assert status < 300, body
    assert not streaming or json.loads(body)["matches"]
    return took


def measure(at: Stage, runs: int) -> dict[str, list[float]]:
    """Milliseconds of each part of chat and of the whole, run by run; a first one fills the disk's cache."""
    found = [{**parts(at), WHOLE: answered(at, "chat")} for _ in range(runs + 1)][1:]
    return {part: [run[part] for run in found] for part in found[0]}


def parts(at: Stage) -> dict[str, float]:
    arguments = [str(PROBE), json.dumps(at.events["chat"]), str(time.time_ns())]
    times: dict[str, float] = json.loads(run(at, "chat", *arguments).stdout.splitlines()[-1])
    return times


def imports(at: Stage, name: str) -> Mapping[str, float]:
    """Milliseconds by package of all that a function imports up to its first answer, as -X importtime tells.

    Telling costs time: the sum is somewhat over what goes by unobserved.
    """
    code = f"import handler; handler.handler({at.events[name]!r}, None)"
    run(at, name, "-X", "importtime", "-c", code)
    told = run(at, name, "-X", "importtime", "-c", code).stderr
    found: defaultdict[str, float] = defaultdict(float)
    for line in told.splitlines():
        if line.startswith("import time:") and line.split("|")[0].split()[-1].isdigit():
            top = line.split("|")[2].strip().partition(".")[0]
            found[top if top in SHOWN else "Python's own and others"] += (
                int(line.split("|")[0].split()[-1]) / 1000
            )
    return found


def run(at: Stage, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python of the function's own, in its artefact."""
    opt, task = at.sandbox.folder / "opt" / name, at.sandbox.folder / "task" / name
    return subprocess.run(
        [at.sandbox.target.python, "-S", "-s", *arguments],
        env={
            **at.environ, "PATH": "/usr/bin:/bin", "DOCENT_MODEL_FOLDER": str(opt / "model"),
            "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": f"{opt / 'python'}:{task}",
        },
        capture_output=True, text=True, check=True,
    )  # fmt: skip


def report_functions(
    whole: Mapping[str, list[float]], imported: Mapping[str, Mapping[str, float]], runs: int
) -> None:
    print(f"\nFrom the start of the process to the first answer, ms, {runs} runs")
    print(f"{'':34}" + "".join(f"{name:>10}" for name in whole))
    for label, of in (("median", statistics.median), ("fastest", min), ("slowest", max)):
        print(f"{label:34}" + "".join(f"{of(times):10.0f}" for times in whole.values()))
    print(f"{'limit':34}" + "".join(f"{LIMITS_MS[name]:10}" for name in whole))
    print("of it imports, as they tell:")
    for package_ in (*SHOWN, "Python's own and others"):
        print(f"  {package_:32}" + "".join(f"{each.get(package_, 0):10.0f}" for each in imported.values()))
    print()


def report(measured: Mapping[str, Mapping[str, list[float]]], runs: int) -> None:
    print(f"Cold chat to its first passage, ms, {runs} runs, {CHUNKS} chunks, limit {LIMITS_MS['chat']} ms")
    print(f"{'':34}" + "".join(f"{name:>24}" for name in measured))
    print(f"{'':34}" + f"{'median':>16}{'fastest':>8}" * len(measured))
    for part in next(iter(measured.values())):
        times = [each[part] for each in measured.values()]
        print(f"{part:34}" + "".join(f"{statistics.median(each):16.0f}{min(each):8.0f}" for each in times))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
