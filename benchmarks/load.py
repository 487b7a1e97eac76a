"""What the product bears: `python -m benchmarks.load [functions] [people] [memory]`; all three by default.

functions: one environment of each built function, as Lambda runs it, asked one call after the other beside
the embedded cloud; Gemini stands in on loopback and speaks at once. From it `docs/scale.md` computes how many
are needed at once.
people: `make run`'s own product. A hundred people ask ten times each, first within a minute, as people do,
then without a pause; the client, the cloud and the product share the machine.
memory: the built chat function under its loop answers 100,000 requests, one in fifty a whole question.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.cold_start import Stage, handbook, stage
from local.product import Product
from local.settings import Settings
from tests.emulator import free_ports
from tests.gemini_server import GeminiServer, gemini_server, saying
from tests.layers.runtime_api import NULS, Function
from tests.layers.sandbox import request

LIMIT_MS, MOST_GROWN_KIB = 500, 20 * 1024
PEOPLE, EACH, MINUTE = 100, 10, 60.0
REQUESTS, QUESTION_IN = 100_000, 50
QUESTION = "Who keeps the keys of the cellar?"
UNLIMITED = {
    **{f"DOCENT_QUESTIONS_PER_{each}": "10000000" for each in ("ADDRESS", "VISITOR", "BOT", "BUILDER")},
    **{f"DOCENT_{each}_PER_ADDRESS": "10000000" for each in ("SESSIONS", "ATTEMPTS")},
}


def main(*wanted: str) -> int:
    """Exit status 0 where a hundred people within a minute are served within the limit and memory is flat."""
    with gemini_server() as gemini:
        gemini.will(saying("The keeper ", "holds the keys of the cellar [1]."))
        os.environ |= {**UNLIMITED, "GEMINI_API_KEY": "key", "GEMINI_BASE_URL": gemini.url}
        bad = False
        if not wanted or {"functions", "memory"} & {*wanted}:
            with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as at:
                at = _open(at, gemini)
                if not wanted or "functions" in wanted:
                    functions(at)
                if not wanted or "memory" in wanted:
                    bad |= memory(at)
        if not wanted or "people" in wanted:
            bad |= people()
    return int(bad)


def functions(at: Stage, seconds: float = 10.0) -> None:
    print("One environment of each function, one call after the other")
    _head("calls a second")
    for name, (function, event) in _calls(at).items():
        with at.sandbox.function(function, at.environ, streaming=function == "chat") as running:
            _timed(running, event)  # the first is cold
            ends, times = time.perf_counter() + seconds, []
            while time.perf_counter() < ends:
                times.append(_timed(running, event))
        _row(name, times, len(times) / (sum(times) / 1000))


def memory(at: Stage) -> bool:
    """Whether the function grew from its thousandth request to its last by more than it may."""
    _, asked = _calls(at)["chat"]
    refused = request("POST", "/api/chat", {"bot_id": "bot_of_nobody", "message": QUESTION}, token="nobody's")
    print(f"\nMemory of the chat function over {REQUESTS:,} requests, one in {QUESTION_IN} a whole question")
    with at.sandbox.function("chat", at.environ, streaming=True) as running:
        started, held = time.perf_counter(), {}
        for number in range(1, REQUESTS + 1):
            whole = number % QUESTION_IN == 0
            _timed(running, asked if whole else refused, refused=not whole)
            if number in (1_000, 10_000, 25_000, 50_000, 75_000, REQUESTS):
                held[number] = running.resident
                passed = time.perf_counter() - started
                print(f"  after {number:7,}: {held[number] / 1024:7.1f} MB, {passed:4.0f} s", flush=True)
    grown = held[REQUESTS] - held[1_000]
    print(f"  grown since the first thousand: {grown / 1024:.1f} MB, limit {MOST_GROWN_KIB / 1024:.0f} MB")
    return grown > MOST_GROWN_KIB


def people() -> bool:
    """Whether the slowest kind of call took over the limit for one in twenty, within a minute."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(port=free_ports(3), home=Path(folder), has_gemini=True)
        product = Product(settings, lambda line: None)
        try:
            product.start()
            asked = _asks(settings.port)
            calm = _crowd(f"{PEOPLE} people ask {EACH} times each within a minute", asked, MINUTE)
            _crowd("the same without a pause: what the machine bears", asked, 0.0)
        finally:
            product.stop()
    return max(map(_p95, calm.values())) > LIMIT_MS


def _crowd(title: str, asks: Mapping[str, Callable[[], None]], seconds: float) -> Mapping[str, list[float]]:
    """Milliseconds by kind of call; each person's calls are spread over so many seconds."""
    times: dict[str, list[float]] = defaultdict(list)

    def person(number: int) -> None:
        chance = random.Random(number)
        moments = sorted(chance.uniform(0, seconds) for _ in range(EACH))
        for moment in moments:
            time.sleep(max(0.0, started + moment - time.perf_counter()))
            name = chance.choice([*asks])
            before = time.perf_counter()
            asks[name]()
            times[name].append((time.perf_counter() - before) * 1000)

    crowd = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    started = time.perf_counter()
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    passed = time.perf_counter() - started
    print(f"\n{title}: {PEOPLE * EACH / passed:.1f} a second")
    _head("calls")
    for name in asks:
        _row(name, times[name], len(times[name]))
    assert sum(map(len, times.values())) == PEOPLE * EACH, "a call failed"
    return times


def _asks(port: int) -> Mapping[str, Callable[[], None]]:
    """What people ask of the running product: bots, passages, an answer."""
    person = {"email": f"{uuid.uuid4().hex}@example.com", "password": "Correct-horse-1"}
    _call(port, "POST", "/auth/signup", person)
    _call(port, "POST", "/auth/confirm", {"email": person["email"], "code": "123456"})
    token = _call(port, "POST", "/auth/signin", person)["access_token"]
    bot_id = _call(port, "POST", "/api/bots", {"name": "House"}, token)["bot_id"]
    pairs = [
        {"question": f"Question {n}: {each}", "answer": each}
        for n, each in enumerate(handbook().splitlines()[:200])
    ]
    told = _call(port, "POST", "/api/upload/qa", {"bot_id": bot_id, "pairs": pairs}, token)
    document = f"/api/bots/{bot_id}/documents/{told['document_id']}"
    while _call(port, "GET", document, None, token)["status"] != "ready":
        time.sleep(0.2)
    asked = {"bot_id": bot_id, "message": QUESTION, "stream": False}
    return {
        "bots": lambda: _call(port, "GET", "/api/bots", None, token),
        "search": lambda: _call(port, "POST", f"/api/bots/{bot_id}/search", {"query": QUESTION}, token),
        "chat": lambda: _call(port, "POST", "/api/chat", asked, token),
    }


def _call(port: int, method: str, path: str, body: Any = None, token: str = "") -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status < 300, content
        return json.loads(content)
    finally:
        connection.close()


def _open(at: Stage, gemini: GeminiServer) -> Stage:
    return at._replace(
        environ={**at.environ, **UNLIMITED, "GEMINI_API_KEY": "key", "GEMINI_BASE_URL": gemini.url}
    )


def _calls(at: Stage) -> Mapping[str, tuple[str, dict[str, Any]]]:
    search = at.events["chat"]
    token = search["headers"]["Authorization"].removeprefix("Bearer ")
    asked = {**search["pathParameters"], "message": QUESTION, "stream": True}
    return {
        "sign in": ("auth", at.events["auth"]),
        "bots": ("bots", at.events["bots"]),
        "upload": ("upload", at.events["upload"]),
        "search": ("chat", search),
        "chat": ("chat", request("POST", "/api/chat", asked, token=token)),
    }


def _timed(running: Function, event: Mapping[str, Any], *, refused: bool = False) -> float:
    """Milliseconds to the end of the answer, which has a status from 400 just where it must be refused."""
    before = time.perf_counter()
    parts = list(running.send(event))
    took = (time.perf_counter() - before) * 1000
    told = parts[1 if parts[0].kind == "stream" else 0].data.partition(NULS)[0]
    assert (json.loads(told)["statusCode"] >= 400) == refused, told
    return took


def _head(unit: str) -> None:
    print(f"{'':12}{unit:>16}{'p50':>10}{'p95':>10}{'p99':>10}  ms")


def _row(name: str, times: Sequence[float], rate: float) -> None:
    high = statistics.quantiles(times, n=100)
    print(f"{name:12}{rate:16.1f}{high[49]:10.1f}{high[94]:10.1f}{high[98]:10.1f}", flush=True)


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[94]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
