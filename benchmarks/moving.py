"""A whole bot out and in again: `python -m benchmarks.moving [documents] [passages of each] [MB of a file]`.

On an embedded cloud of its own, by the same adapters that a worker uses: seconds and the most memory that
each way takes beyond what the process has already, beside the archive's size; whether the archive of what
came in is the archive; and, beside the import, how long embedding the same passages again would take at
the rate of the first 64 of them. The emulator answers one call after the other: seconds are of it, not AWS.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from docent import bots, intake, takeout, transfer
from docent.adapters.minilm import MiniLM
from docent.blocks import SIZE, rebuilt
from docent.ids import new_id, now
from docent.model import Chunk, Document, chunk_id
from docent.routes import transfers
from docent.transfer import Transfer
from docent.vectors import pack
from docent.wiring import wired
from local import cloud
from tests.emulator import Emulator, free_ports
from tests.layers.sandbox import ROOT

MODEL = ROOT / "build" / "model"
SAMPLE = 64
WORDS = " ".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))).split()


def main(documents: int = 40, passages: int = 250, megabytes: int = 4) -> int:
    """Exit status 0 where the archive came back as it was."""
    with tempfile.TemporaryDirectory() as folder:
        running = cloud.start(free_ports(), Path(folder), save_seconds=3600)
        try:
            running.wait()
            emulator = Emulator(running, MODEL)
            os.environ.update(emulator.env)
            emulator.wire()
            return report(documents, passages, megabytes)
        finally:
            running.stop()


def report(documents: int, passages: int, megabytes: int) -> int:
    wires = wired()
    bot = bots.create("ann", {"name": "Big"}, writer=wires.bots)
    for number in range(documents):
        fill(bot.bot_id, number, passages, megabytes * 2**20)
    begun = takeout.begin(bot, "ann", files=wires.files, work=wires.work)
    out, out_mb = measured(lambda: work(begun))
    archive = wires.files.read(begun.archive, 2**32)
    print(
        f"{documents} documents, {documents * passages:,} passages: {len(archive) / 2**20:.0f} MB of archive"
    )
    print(f"out: {out:.1f} s, {out_mb:.0f} MB of memory")
    ticket, _ = intake.begin(
        "bob", "In", len(archive), writer=wires.bots, files=wires.files, forms=wires.files
    )
    wires.files.put(ticket.uploaded, archive, "application/zip")
    into, in_mb = measured(lambda: work(ticket))
    print(f"in: {into:.1f} s, {in_mb:.0f} MB; embedding again: {embedding(documents * passages):.0f} s")
    (came,) = wires.bots.listed([ticket.bot_id])
    again = takeout.begin(came, "bob", files=wires.files, work=wires.work)
    work(again)
    same = wires.files.read(again.archive, 2**32) == archive
    print(f"exported again it is the same {len(archive):,} bytes: {same}")
    return int(not same)


def work(moving: Transfer) -> None:
    """All of a transfer, as workers of five minutes do it."""
    files = wired().files
    while not transfer.find(moving.bot_id, moving.transfer_id, files).over:
        deadline = time.monotonic() + 300
        left = lambda until=deadline: until - time.monotonic()  # noqa: E731
        transfers.work(moving.bot_id, moving.transfer_id, left)
    assert transfer.find(moving.bot_id, moving.transfer_id, files).status == "done"


def fill(bot_id: str, number: int, passages: int, size: int) -> None:
    """A document that answers, with random vectors and a file of random bytes."""
    wires, drawn = wired(), np.random.default_rng(number)
    document_id, data = new_id("doc"), random.Random(number).randbytes(size)
    document = Document(
        bot_id, document_id, f"{number}.txt", "text/plain", "embedding", bytes=size, created_at=now()
    )
    wires.documents.create(document)
    chunks = [
        Chunk(chunk_id(document_id, "v1", at), document_id, document.filename, at, text(at + number), 0)
        for at in range(passages)
    ]
    for start in range(0, passages, SIZE):
        part = chunks[start : start + SIZE]
        rows = pack(drawn.standard_normal((len(part), 384)).astype(np.float32))
        wires.knowledge.store(bot_id, [rebuilt(part, document_id, "v1", wires.embedder.model, *rows)], part)
    finished: dict[str, Any] = {"status": "ready", "chunks": passages, "live_version": "v1"}
    wires.publisher.publish(replace(document, **finished))
    wires.files.put(document.original, data, "text/plain")


def text(at: int) -> str:
    start = at * 37 % (len(WORDS) - 220)
    return " ".join(WORDS[start : start + 200])


def embedding(passages: int) -> float:
    """Seconds that so many passages would take."""
    model = MiniLM(str(MODEL))
    model.embed([text(0)])
    began = time.perf_counter()
    model.embed([text(at) for at in range(SAMPLE)])
    return (time.perf_counter() - began) * passages / SAMPLE


def measured(act: Callable[[], None]) -> tuple[float, float]:
    """Seconds, and MB of memory at most beyond what was there before."""
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark begins anew
    before, began = _memory("VmRSS"), time.perf_counter()
    act()
    return time.perf_counter() - began, (_memory("VmHWM") - before) / 1024


def _memory(name: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(name)))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
