"""What Docent adds to a model's time until its first words: `python -m benchmarks.first_token [questions]`.

The built chat function under our runtime loop, beside the embedded cloud; Gemini stands in on loopback and
speaks at once. A question is timed from the invocation to the first `delta` of the stream. The model's own
time, from the request to its first text, is taken off; what is left is split by part as the answer itself
tells it, `edge` being the rest: the loop, who may ask, and the limits. Cold: the first question of a process,
from its start.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.cold_start import product
from tests.gemini_server import gemini_server, saying
from tests.layers.runtime_api import Function
from tests.layers.sandbox import request

LIMIT_MS = 25.0
COLD_RUNS = 3
PARTS = ("edge", "history", "embed", "search", "passages", "prompt")


def main(questions: int = 200) -> int:
    """Exit status 0 where a warm first word comes within the limit, 95 times of a hundred."""
    with (
        tempfile.TemporaryDirectory() as folder,
        gemini_server() as gemini,
        product(Path(folder)) as (sandbox, environ, search),
    ):
        gemini.will(saying("The keeper ", "holds the keys of the cellar [1]."))
        path = search["pathParameters"]
        token = search["headers"]["Authorization"].removeprefix("Bearer ")
        body = {"bot_id": path["bot_id"], "message": "Who holds the keys of the cellar?", "stream": True}
        event = request("POST", "/api/chat", body, token=token)
        environ = {
            **environ, "GEMINI_API_KEY": "key", "GEMINI_BASE_URL": gemini.url,
            "DOCENT_QUESTIONS_PER_BUILDER": "100000", "DOCENT_QUESTIONS_PER_BOT": "100000",
        }  # fmt: skip
        with sandbox.function("bots", environ) as bots:
            change = request("PATCH", "/api/bots/{bot_id}", {"model": "auto"}, token=token, path=path)
            assert bots.result(change)["statusCode"] == 200
        cold: list[dict[str, float]] = []
        for _ in range(COLD_RUNS):
            with sandbox.function("chat", environ, streaming=True) as chat:
                cold.append(asked(chat, event, chat.spawned))
        with sandbox.function("chat", environ, streaming=True) as chat:
            warm = [asked(chat, event) for _ in range(questions + 1)][1:]
    report("cold", cold)
    return int(report("warm", warm) > LIMIT_MS)


def asked(chat: Function, event: Mapping[str, Any], since: float | None = None) -> dict[str, float]:
    """Milliseconds by part, and `added`: all but the model's own."""
    started = time.perf_counter() if since is None else since
    first, told = 0.0, b""
    for part in chat.send(event):
        told += part.data
        if not first and b"event: delta" in told:
            first = (time.perf_counter() - started) * 1000
    done = told.partition(b"event: done")[2].partition(b"data: ")[2]
    parts: dict[str, float] = json.loads(done.partition(b"\n")[0])["timings_ms"]
    return {**parts, "added": first - parts["model"], "edge": first - parts["first_token"]}


def report(name: str, runs: Sequence[Mapping[str, float]]) -> float:
    """The 95th percentile of what was added."""
    print(f"{name}, {len(runs)} questions, ms: {'median':>18}{'p95':>9}")
    for part in (*PARTS, "model", "added"):
        times = sorted(run[part] for run in runs)
        print(f"  {part:32}{statistics.median(times):9.1f}{_high(times):9.1f}")
    high = _high(sorted(run["added"] for run in runs))
    if name == "warm":
        print(f"limit of what is added: {LIMIT_MS} ms at the 95th percentile")
    return high


def _high(times: Sequence[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.95))]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
