"""How long a long report takes to be learnt: `python -m benchmarks.ingestion`.

A report of 250 pages, made here, goes the whole way: posted as a browser posts it, through the embedded
cloud and its queue, read by the workers of `make run`, until it is ready. Then the same passages are embedded
alone, beside sentence-transformers on as many threads where the parity extra is installed (`make parity`).
"""

from __future__ import annotations

import importlib.util
import io
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from docent.wiring import wired
from local import children, cloud
from tests.caller import Person
from tests.emulator import Account, Emulator, free_ports

ROOT = Path(__file__).parents[1]
PAGES, LINES = 250, 42
LIMIT_SECONDS = 30.0
WORKERS = 2
_SUBJECTS = (
    "pump",
    "valve",
    "turbine",
    "ledger",
    "contract",
    "survey",
    "river",
    "bridge",
    "harvest",
    "signal",
)
_VERBS = ("measures", "exceeds", "replaces", "documents", "governs", "delays", "restores", "inspects")
_RESTS = (
    "the northern district",
    "a tolerance of four percent",
    "its yearly budget",
    "every second shipment",
)


def main() -> int:
    """Exit status 0 where the report was ready within the limit."""
    logging.disable(logging.INFO)
    data = report()
    with tempfile.TemporaryDirectory() as folder, product(Path(folder)) as person:
        seconds, document, steps = learn(person, data)
        texts = passages(document)
    print(f"{PAGES} pages, {len(data) / 2**20:.1f} MB, {document['chunks']} passages")
    print(f"upload to {document['status']}: {seconds:.1f} s (limit {LIMIT_SECONDS:.0f} s)")
    print("progress seen: " + ", ".join(steps))
    threads = os.cpu_count() or 1
    ours = rate(texts)
    print(f"embedding alone, {threads} threads: {ours:.0f} passages/s")
    theirs = rate_of_sentence_transformers(texts, threads)
    if theirs:
        print(f"sentence-transformers, {threads} threads: {theirs:.0f} passages/s")
        print(f"ours is {ours / theirs:.1f} times as fast")
    else:
        print("sentence-transformers is not installed (`make parity` installs it): not compared")
    return int(seconds > LIMIT_SECONDS or document["status"] != "ready")


def report(seed: int = 7) -> bytes:
    """A PDF of prose, a heading on every page; no two sentences are quite the same."""
    rng, buffer = random.Random(seed), io.BytesIO()
    canvas = Canvas(buffer, A4)
    for page in range(1, PAGES + 1):
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, 790, f"{page}. Findings of the {rng.choice(_SUBJECTS)} review")
        canvas.setFont("Helvetica", 10)
        for line in range(LINES):
            words = f"The {rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {rng.choice(_RESTS)}"
            words += f" in case {rng.randrange(10**5)}."
            canvas.drawString(60, 765 - 17 * line, f"{words} Section {page}.{line} {rng.choice(_VERBS)} it.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@contextmanager
def product(folder: Path) -> Iterator[Person]:
    """Somebody signed in, on an embedded cloud with the workers of `make run` beside it."""
    running = cloud.start(free_ports(), folder / "cloud", save_seconds=3600)
    workers: list[children.Child] = []
    try:
        running.wait()
        account = Emulator(running, ROOT / "build" / "model").shared
        environ = {**os.environ, **account.env}
        workers += [
            children.start(f"worker-{n}", [sys.executable, "-m", "local.worker"], environ, folder / "logs")
            for n in range(WORKERS)
        ]
        yield signed_in(account)
    finally:
        for worker in workers:
            worker.stop()
        running.stop()


def signed_in(account: Account) -> Person:
    os.environ.update(account.env)
    wired.cache_clear()
    return Person(account).sign_in()


def learn(person: Person, data: bytes) -> tuple[float, dict[str, Any], list[str]]:
    """Seconds from the announcement to the end, the document then, and each step that was seen on the way."""
    bot_id = person.bot()
    begun = time.monotonic()
    ticket = person.announce(bot_id, "report.pdf", len(data)).json
    fields = {**ticket["upload"]["fields"], "file": ("report.pdf", data, "application/octet-stream")}
    assert urllib3.request("POST", ticket["upload"]["url"], fields=fields, timeout=60).status == 204
    steps: dict[str, None] = {}
    while time.monotonic() - begun < 10 * LIMIT_SECONDS:
        document = person.document(bot_id, ticket["document_id"])
        steps["{stage} {done}/{total}".format(**document["progress"])] = None
        if document["status"] in ("ready", "partial", "failed"):
            return time.monotonic() - begun, document, list(steps)
        time.sleep(0.25)
    raise SystemExit(f"The report was not learnt in {10 * LIMIT_SECONDS:.0f} s: {list(steps)[-1]}")


def passages(document: dict[str, Any]) -> list[str]:
    found = wired().documents.find(document["bot_id"], document["document_id"])
    assert found
    return [each.text for each in wired().knowledge.of_document(found.bot_id, found, limit=400).items]


def rate(texts: Sequence[str]) -> float:
    """Passages a second; prints those a second of processor, which others on the machine change less."""
    embedder = wired().embedder
    embedder.embed(texts[:4])
    begun, used = time.monotonic(), time.process_time()
    embedder.embed(sorted(texts, key=len, reverse=True))
    print(f"embedding alone: {len(texts) / (time.process_time() - used):.0f} passages a second of processor")
    return len(texts) / (time.monotonic() - begun)


def rate_of_sentence_transformers(texts: Sequence[str], threads: int) -> float | None:
    """Passages a second in a process of its own, so that neither takes the other's threads."""
    if importlib.util.find_spec("sentence_transformers") is None:
        return None
    given = json.dumps({"texts": list(texts), "threads": threads})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ingestion_oracle"],
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    raise SystemExit(main())
