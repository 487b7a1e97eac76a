"""What the product bears: `python -m benchmarks.load [functions] [people] [memory]`; all three by default.

functions: one environment of each built function, as Lambda runs it, asked one call after the other beside
the embedded cloud; Gemini stands in on loopback and speaks at once. From it `docs/scale.md` computes how many
are needed at once.
people: `make run`'s own product. A hundred people ask ten times each, first within a minute, as people do,
then without a pause; Locust, the cloud and the product share the machine.
memory: the built chat function under its loop answers 100,000 requests: of twenty, five whole questions, five
searches, five that open a visitor's session, five that are refused.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import bcrypt
import boto3

from benchmarks.cold_start import Stage, handbook, stage
from docent.adapters.dynamo_newcomers import DynamoNewcomers
from docent.identity import Newcomer
from local.product import Product
from local.settings import Settings
from tests.emulator import free_ports
from tests.gemini_server import GeminiServer, gemini_server, saying
from tests.layers.product import queued
from tests.layers.runtime_api import NULS, Function
from tests.layers.sandbox import request

LIMIT_MS, MOST_GROWN_KIB = 500, 20 * 1024
PEOPLE, EACH, MINUTE = 100, 10, 60.0
REQUESTS = 100_000
PASSAGES = 40  # of a document that is read, as docs/scale.md computes with
LOCUST, CROWD = Path(".venv-load/bin/locust"), Path(__file__).with_name("people.py")
QUESTION = "Who keeps the keys of the cellar?"
SITE = "https://a.example"
UNLIMITED = {
    **{f"DOCENT_QUESTIONS_PER_{each}": "10000000" for each in ("ADDRESS", "VISITOR", "BOT", "BUILDER")},
    **{f"DOCENT_{each}_PER_ADDRESS": "10000000" for each in ("SESSIONS", "ATTEMPTS")},
}


def main(*wanted: str) -> int:
    """Exit status 0 where a hundred people within a minute are served within the limit and memory is flat."""
    if not LOCUST.exists():
        print("Locust is not set up: run `make load`.", file=sys.stderr)
        return 2
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


class Asked(NamedTuple):
    """One kind of call: of which function, by what events; the status that is right, 0 where it has none."""

    function: str
    events: Iterator[dict[str, Any]]
    wanted: int = 200


def functions(at: Stage, seconds: float = 10.0) -> None:
    print("One environment of each function, one call after the other")
    _head("calls a second")
    for name, asked in _calls(at).items():
        with at.sandbox.function(asked.function, at.environ, streaming=asked.function == "chat") as running:
            _timed(running, asked)  # the first is cold
            ends, times = time.perf_counter() + seconds, []
            while time.perf_counter() < ends:
                times.append(_timed(running, asked))
        _row(name, times, len(times) / (sum(times) / 1000))


def memory(at: Stage) -> bool:
    """Whether the function grew from its thousandth request to its last by more than it may."""
    calls = _calls(at)
    refused = request("POST", "/api/chat", {"bot_id": "bot_of_nobody", "message": QUESTION}, token="nobody's")
    mix = cycle((calls["chat"], calls["search"], calls["session"], Asked("chat", cycle([refused]), 401)))
    print(
        f"\nMemory of the chat function over {REQUESTS:,} requests: questions, searches, sessions, refusals"
    )
    with at.sandbox.function("chat", at.environ, streaming=True) as running:
        started, held = time.perf_counter(), {}
        for number in range(1, REQUESTS + 1):
            _timed(running, next(mix))
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
            bot = _bot(settings.port)
            title = f"{PEOPLE} people ask {EACH} times each"
            calm = _crowd(f"{title} within a minute", settings.port, bot, MINUTE)
            _crowd(f"{title} without a pause: what the machine bears", settings.port, bot, 0.0)
        finally:
            product.stop()
    return calm > LIMIT_MS


def _crowd(title: str, port: int, bot: Mapping[str, str], seconds: float) -> float:
    """The 95th percentile of the slowest kind of call, in milliseconds, as Locust rounds it."""
    crowd = {**bot, "question": QUESTION, "people": PEOPLE, "each": EACH, "seconds": seconds}
    started = time.perf_counter()
    ran = subprocess.run(
        [
            LOCUST, "--headless", "--json", "--skip-log", "-f", CROWD, "-H", f"http://127.0.0.1:{port}",
            "-u", str(PEOPLE), "-r", str(PEOPLE), "-t", str(int(seconds) + 120),
        ],
        env={**os.environ, "DOCENT_CROWD": json.dumps(crowd)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    passed = time.perf_counter() - started
    assert ran.returncode == 0, f"a call failed: {ran.stdout[-2000:]} {ran.stderr[-2000:]}"
    found = {each["name"]: each for each in json.loads(ran.stdout)}
    assert sum(each["num_requests"] for each in found.values()) == PEOPLE * EACH, "a call is missing"
    print(f"\n{title}, {passed:.0f} s")
    _head("calls")
    times = {name: _spread(each["response_times"]) for name, each in sorted(found.items())}
    for name, each in times.items():
        _row(name, each, len(each))
    return max(map(_p95, times.values()))


def _spread(counts: Mapping[str, int]) -> list[float]:
    """Each call's milliseconds, of how many took how long."""
    return [float(took) for took, count in counts.items() for _ in range(count)]


def _bot(port: int) -> dict[str, str]:
    """A bot on the running product, and who may ask it."""
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
    return {"token": token, "bot_id": bot_id}


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


def _calls(at: Stage) -> Mapping[str, Asked]:
    search = at.events["chat"]
    token = search["headers"]["Authorization"].removeprefix("Bearer ")
    bot = search["pathParameters"]
    chat = request("POST", "/api/chat", {**bot, "message": QUESTION, "stream": True}, token=token)
    allowed = request("PATCH", "/api/bots/{bot_id}", {"allowed_origins": [SITE]}, token=token, path=bot)
    with at.sandbox.function("bots", at.environ) as bots:
        assert bots.result(allowed)["statusCode"] == 200
    session = request("POST", "/api/widget/session", bot)
    session["headers"]["Origin"] = SITE
    return {
        "sign in": Asked("auth", cycle([at.events["auth"]])),
        "bots": Asked("bots", cycle([at.events["bots"]])),
        "announce": Asked("upload", cycle([at.events["upload"]]), 201),
        "read": Asked("upload", _documents(at, token), 0),
        "come over": Asked("migrate", _newcomers(at), 0),
        "session": Asked("chat", cycle([session])),
        "search": Asked("chat", cycle([search])),
        "chat": Asked("chat", cycle([chat])),
    }


def _documents(at: Stage, token: str) -> Iterator[dict[str, Any]]:
    """The queue's message of a file that has just come, a new one each time."""
    s3 = _session(at).client("s3", endpoint_url=at.environ["AWS_ENDPOINT_URL"])
    lines = handbook().splitlines()[: PASSAGES * 16]
    with at.sandbox.function("upload", at.environ) as announcing:
        while True:
            text = "\n".join([f"Edition {uuid.uuid4().hex}.", *lines])
            event = json.loads(json.dumps(at.events["upload"]))
            event["body"] = json.dumps({**json.loads(event["body"]), "filename": f"{uuid.uuid4().hex}.txt"})
            told = json.loads(announcing.result(event)["body"])
            bot_id, document_id = told["document"]["bot_id"], told["document_id"]
            key = f"{bot_id}/{document_id}/original"
            s3.put_object(Bucket=at.environ["DOCENT_BUCKET"], Key=key, Body=text.encode())
            yield queued({"bot_id": bot_id, "document_id": document_id})


def _newcomers(at: Stage) -> Iterator[dict[str, Any]]:
    """Cognito's question about somebody of the system before, a new one each time."""
    name = f"/docent/{at.environ['DOCENT_ENVIRONMENT']}/newcomers-secret"
    session, url = _session(at), at.environ["AWS_ENDPOINT_URL"]
    ssm = session.client("ssm", endpoint_url=url)
    ssm.put_parameter(Name=name, Value="a root", Type="SecureString", Overwrite=True)
    table = f"docent-{at.environ['DOCENT_ENVIRONMENT']}-Newcomers"
    expected = DynamoNewcomers(session.client("dynamodb", endpoint_url=url), table, lambda: "a root")
    hashed = bcrypt.hashpw(b"sesame", bcrypt.gensalt(10)).decode()
    while True:
        email = f"{uuid.uuid4().hex}@example.com"
        expected.keep(Newcomer(email, ("old",), "Jo", hashed), 1)
        asked = {"userName": email, "request": {"password": "sesame"}}
        yield {"triggerSource": "UserMigration_Authentication", **asked}


def _session(at: Stage) -> boto3.session.Session:
    names = {"AWS_ACCESS_KEY_ID": "aws_access_key_id", "AWS_SECRET_ACCESS_KEY": "aws_secret_access_key"}
    return boto3.session.Session(
        region_name=at.environ["AWS_REGION"], **{ours: at.environ[name] for name, ours in names.items()}
    )


def _timed(running: Function, asked: Asked) -> float:
    """Milliseconds to the end of the answer, which must be as it is wanted."""
    event = next(asked.events)
    before = time.perf_counter()
    parts = list(running.send(event))
    took = (time.perf_counter() - before) * 1000
    told = json.loads(parts[1 if parts[0].kind == "stream" else 0].data.partition(NULS)[0])
    if asked.wanted:
        assert told["statusCode"] == asked.wanted, told
    else:  # no answer to a person: nothing to be tried again, an account to be made
        assert told.get("batchItemFailures") == [] or told["response"]["userAttributes"], told
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
