"""What Docent adds to a model's time until its first words: `python -m benchmarks.first_token [questions]`.

The built chat function under our runtime loop, beside the embedded cloud; Gemini stands in on loopback and
speaks at once. A visitor of a bot with a daily budget asks; timed is from the invocation to the first
`delta` of the stream. The model's own time, from the request to its first text, is taken off; what is left
is split by part as the answer itself tells it, `edge` being the rest: the loop, who may ask, and their
limits; `door` what the bot's own limit takes longer than the search that goes on beside it. A relay before
the embedded cloud tells how long that was waited for, and in how many calls, some side by side: the rest is
Docent's own, which the limit is for; a deployment waits for DynamoDB as often. Cold: the first question of
a process, from its start.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.cold_start import product
from benchmarks.relay import Call, Relay, relaying
from tests.gemini_server import gemini_server, saying
from tests.layers.runtime_api import Function
from tests.layers.sandbox import Sandbox, request

LIMIT_MS = 25.0
COLD_RUNS = 7
SITE = "https://shop.example"
PARTS = ("edge", "history", "embed", "search", "passages", "door", "meaning", "prompt")
SETTINGS = {"model": "auto", "allowed_origins": [SITE], "budget_usd_per_day": 10_000}
LIMITS = {f"DOCENT_QUESTIONS_PER_{each}": "1000000" for each in ("ADDRESS", "VISITOR", "BOT")}


def main(questions: int = 200) -> int:
    """Exit status 0 where Docent's own part of a warm question is within the limit, 95 times of a hundred."""
    with (
        tempfile.TemporaryDirectory() as folder,
        gemini_server() as gemini,
        product(Path(folder)) as (sandbox, environ, search),
        relaying(environ["AWS_ENDPOINT_URL"]) as relay,
    ):
        gemini.will(saying("The keeper ", "holds the keys of the cellar [1]."))
        environ = {
            **environ, **LIMITS, "AWS_ENDPOINT_URL": relay.url,
            "GEMINI_API_KEY": "key", "GEMINI_BASE_URL": gemini.url,
        }  # fmt: skip
        event = question(sandbox, environ, search)
        cold: list[dict[str, float]] = []
        for _ in range(COLD_RUNS):
            with sandbox.function("chat", environ, streaming=True) as chat:
                cold.append(asked(chat, event, relay, chat.spawned))
        with sandbox.function("chat", environ, streaming=True) as chat:
            warm = [asked(chat, event, relay) for _ in range(questions + 1)][1:]
    report("cold", cold)
    return int(report("warm", warm) > LIMIT_MS)


def question(sandbox: Sandbox, environ: Mapping[str, str], search: Mapping[str, Any]) -> dict[str, Any]:
    """What a visitor of the bot asks, streamed."""
    path = search["pathParameters"]
    token = search["headers"]["Authorization"].removeprefix("Bearer ")
    with sandbox.function("bots", environ) as bots:
        change = request("PATCH", "/api/bots/{bot_id}", SETTINGS, token=token, path=path)
        assert bots.result(change)["statusCode"] == 200
    with sandbox.function("chat", environ) as chat:
        opening = request("POST", "/api/widget/session", path)
        opening["headers"]["Origin"] = SITE
        session = json.loads(chat.result(opening)["body"])
    body = {**path, "message": "Who holds the keys of the cellar?", "stream": True}
    event = request("POST", "/api/chat", body, token=session["token"])
    event["headers"]["Origin"] = SITE
    return event


def asked(
    chat: Function, event: Mapping[str, Any], relay: Relay, since: float | None = None
) -> dict[str, float]:
    """Milliseconds by part; `added`: all but the model's, of which `cloud` and `own`; calls by name."""
    started = time.perf_counter() if since is None else since
    before, moment, told = len(relay.calls), 0.0, b""
    for part in chat.send(event):
        told += part.data
        if not moment and b"event: delta" in told:
            moment = time.perf_counter()
    done = told.partition(b"event: done")[2].partition(b"data: ")[2]
    parts: dict[str, float] = json.loads(done.partition(b"\n")[0])["timings_ms"]
    first = (moment - started) * 1000
    calls = [each for each in relay.calls[before:] if each.started < moment]
    cloud, steps = waited(calls)
    added = first - parts["model"]
    return {
        **parts, "edge": first - parts["first_token"],
        "added": added, "cloud": cloud, "own": added - cloud, "steps": steps,
        **Counter(_CALL + call.operation for call in calls),
    }  # fmt: skip


def waited(calls: Iterable[Call]) -> tuple[float, int]:
    """Milliseconds in which at least one call was under way, and how often that began anew."""
    seconds, steps, until = 0.0, 0, 0.0
    for each in sorted(calls, key=lambda call: call.started):
        steps += each.started > until
        seconds += max(0.0, each.ended - max(each.started, until))
        until = max(until, each.ended)
    return seconds * 1000, steps


def report(name: str, runs: Sequence[Mapping[str, float]]) -> float:
    """The 95th percentile of Docent's own part of what was added."""
    print(f"{name}, {len(runs)} questions, ms: {'median':>18}{'p95':>9}")
    for part in (*PARTS, "model", "added", "cloud", "own"):
        times = sorted(run[part] for run in runs)
        print(f"  {_SHOWN.get(part, part):32}{statistics.median(times):9.1f}{_high(times):9.1f}")
    steps = statistics.median(run["steps"] for run in runs)
    called = {name for run in runs for name in run if name.startswith(_CALL)}
    calls = {name: statistics.median(run.get(name, 0) for run in runs) for name in sorted(called)}
    each = ", ".join(f"{count:.0f} {name.removeprefix(_CALL)}" for name, count in calls.items() if count)
    print(f"  calls of the cloud before the first word: {each}; waited for in {steps:.0f} steps")
    high = _high(sorted(run["own"] for run in runs))
    if name == "warm":
        whole = _high(sorted(run["added"] for run in runs))
        print(
            f"Docent adds {high:.1f} ms at the 95th percentile, limit {LIMIT_MS}; with its store {whole:.1f}"
        )
    return high


_CALL = "call "
_SHOWN = {"cloud": "  of it the embedded cloud", "own": "  of it Docent"}


def _high(times: Sequence[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.95))]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
