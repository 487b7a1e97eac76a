"""The move at full size: `python -m benchmarks.migration [users] [vectors] [memory]`; all of them by default.

users: 10,000 people of a real Postgres with Supabase's own schema (DOCENT_DATA), moved to the embedded cloud;
some sign in through the API with the password they had, and with a wrong one. vectors: 20,000 points in three
collections of Qdrant's local engine on disk; the command is killed with SIGKILL at ten random moments, begun
again each time, and must end with every point once and its neighbours kept; then all of it goes back and is
compared record by record. memory: 200,000 points of the engine's `:memory:` in one go, into stores in memory.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import bcrypt
import numpy as np

from benchmarks import material
from benchmarks.search import Corpus, embedded, grown
from docent import lexical
from docent.adapters.minilm import MiniLM
from docent.ports import Matrix
from docent.wiring import wired
from local import cloud as local_cloud
from migration.__main__ import main as migrate
from migration.collection import Collection
from migration.mapping import Target
from migration.mapping import read as targets_of
from migration.pace import Pace, aside
from migration.qdrant import Qdrant
from migration.report import Report
from migration.state import State
from migration.vectors import MEANING, Stores
from tests.caller import Person
from tests.contracts.bots import some_bot
from tests.emulator import Emulator, free_ports
from tests.fakes import MemoryBots, MemoryDocuments, MemoryFiles, MemoryKnowledge
from tests.migration import postgres, supabase
from tests.migration.killing import command, ended, killed
from tests.migration.qdrant_points import fill, held, held_by, langchain, llama_index, mapping
from tests.migration.qdrant_server import QdrantServer, qdrant_server

PEOPLE, SIGNED_IN, KILLS = 10_000, 50, 10
PASSWORD = "old sesame"
SHM = Path("/dev/shm")
SIZES = {"manuals": 10_000, "guides": 6_000, "notes": 4_000}


def main(arguments: Sequence[str]) -> None:
    wanted = set(arguments) or {"users", "vectors", "memory"}
    with tempfile.TemporaryDirectory(prefix="docent-move-") as folder, deployed(Path(folder)) as emulator:
        for name, bench in (("users", users), ("vectors", vectors), ("memory", memory)):
            if name in wanted:
                home = Path(folder) / name
                home.mkdir(mode=0o711)
                bench(home, emulator)


@contextmanager
def deployed(folder: Path) -> Iterator[Emulator]:
    folder.chmod(0o711)
    running = local_cloud.start(free_ports(), folder / "cloud", save_seconds=3600)
    try:
        running.wait()
        emulator = Emulator(running, material.CHECKOUT / "build" / "model")
        os.environ.update(emulator.env)
        emulator.wire()
        yield emulator
    finally:
        running.stop()


def users(home: Path, emulator: Emulator) -> None:
    """Everybody has a password of their own. Hashes are of cost 10, as Supabase's, for who signs in; of 4 for
    the others, since 10,000 of 10 take ten minutes.
    """
    with ThreadPoolExecutor() as pool:
        hashes = list(pool.map(_hashed, range(PEOPLE - 100)))
    people = [supabase.person(number, encrypted_password=each) for number, each in enumerate(hashes)]
    odd = [row for first in range(10) for row in supabase.odd(PEOPLE + 10 * first, hashes[-1])]
    with postgres.running(home) as url:
        postgres.supabase_schema(url)
        supabase.fill(url, [*people, *odd])
        started = time.monotonic()
        status = migrate(["users", url, "--state", str(home / "state")])
        took = time.monotonic() - started
    assert status == 0
    print(f"users: {PEOPLE:,} moved and read back in {took:.0f} s, {PEOPLE / took:,.0f} a second")
    caller, right, refused, gone, slowest = Person(emulator.shared), 0, 0, 0, 0.0
    for at, each in enumerate(people[:SIGNED_IN]):
        account = {"email": each["email"], "password": f"{PASSWORD} {at}"}
        enter = partial(caller.call, "auth", "POST", "/auth/signin", address=f"203.0.113.{at}")
        refused += enter({**account, "password": f"{PASSWORD} {at + 1}"}).status == 401
        started = time.monotonic()
        answer = enter(account)
        slowest = max(slowest, time.monotonic() - started)
        right += answer.status == 200
        if answer.status != 200:
            print(f"users: person {at} was refused: {answer.status} {answer.body}")
        left = wired().newcomers.find(each["email"])
        gone += left is not None and not left.password_hash
    print(
        f"users: of {SIGNED_IN} with bcrypt at cost 10, {right} signed in with the old password, {refused}"
        f" were refused with a wrong one, the hash of {gone} is gone afterwards; slowest {slowest:.2f} s"
    )
    assert right == refused == gone == SIGNED_IN
    started = time.monotonic()
    assert bcrypt.checkpw(f"{PASSWORD} 0".encode(), hashes[0].encode())
    print(f"users: checking one hash of cost 10 takes {1000 * (time.monotonic() - started):.0f} ms")


def _hashed(number: int) -> str:
    return supabase.hashed(f"{PASSWORD} {number}", 10 if number < SIGNED_IN else 4)


def corpus(size: int) -> tuple[Matrix, list[str]]:
    """Vectors and texts of so many passages: real ones and mixtures of them, as in benchmarks.search."""
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    rows = material.rows("retrieval/squad2-half/corpus.jsonl")
    texts = [row["text"] for row in islice(rows, 600)]
    whole = grown(Corpus(embedded(embedder, texts), [lexical.tokens(text)[:1] for text in texts]), size)
    return whole.vectors, [f"{texts[at % len(texts)][:400]} ({at})" for at in range(size)]


def filled(folder: Path) -> None:
    """Three collections of Qdrant's local engine: LangChain's, LlamaIndex's with UUIDs, a named vector."""
    from qdrant_client import QdrantClient

    rows, texts = corpus(sum(SIZES.values()))
    client, at = QdrantClient(path=str(folder)), 0
    for number, (name, size) in enumerate(SIZES.items()):
        shape = llama_index if number == 1 else langchain
        payloads = [paged(shape(text, at), place) for place, text in enumerate(texts[at : at + size])]
        named = "dense" if number == 2 else ""
        fill(client, name, rows[at : at + size], payloads, name=named, uuids=number == 1)
        at += size
    client.close()


def vectors(home: Path, emulator: Emulator) -> None:
    with tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as quick:  # it syncs every point
        filled(Path(quick))
        shutil.copytree(quick, home / "qdrant")
    targets = {name: {"name": name, "owner": "bench", "vectors": "keep"} for name in SIZES}
    plan = mapping(home / "mapping.json", **targets)
    run = command("vectors", "migrate-all", plan, "--path", home / "qdrant", "--state", home / "state")
    total, started = sum(SIZES.values()), time.monotonic()
    moments = random.Random(7).sample(range(1, 2 * total), KILLS)
    assert killed(run, home / "state", moments) == KILLS
    again = time.monotonic()
    _, peak = ended(run)
    took, last = time.monotonic() - started, time.monotonic() - again
    opening = f"from qdrant_client import QdrantClient; QdrantClient(path={str(home / 'qdrant')!r})"
    _, engine = ended([sys.executable, "-c", opening])
    report = json.loads((home / "state" / "vectors.json").read_text())
    print(f"vectors: killed {KILLS} times, of {2 * total:,} rows read or stored at {sorted(moments)}")
    print(
        f"vectors: {took:.0f} s with all that, {total / took:,.0f} points a second; the last run"
        f" {last:.0f} s, most memory of it {peak / 2**20:,.0f} MB; of Qdrant's engine alone, which holds all"
        f" points, {engine / 2**20:,.0f} MB"
    )
    for target in targets_of(plan):
        name, size = target.collection, SIZES[target.collection]
        assert report["counts"][f"points of {name}"] == {"kept": size}
        bot = wired().bots.find(target.bot_id)
        assert bot is not None
        assert bot.chunks == size
        print(f"vectors: {name}: {size:,} points once each; overlap {report['facts'][f'{name}: overlap']}")
    back(home, plan)


def back(home: Path, plan: Path) -> None:
    """All of it into another Qdrant, by its REST interface, and record by record the same."""
    with qdrant_server() as other:
        _back(home, plan, other)


def _back(home: Path, plan: Path, other: QdrantServer) -> None:
    started = time.monotonic()
    said, _ = ended(
        command(
            "back", home / "out", "--url", other.url, "--collections", plan,
            "--state", home / "state",
        )
    )  # fmt: skip
    took = time.monotonic() - started
    print(f"back: {sum(SIZES.values()):,} points in {took:.0f} s")
    for name, size in SIZES.items():
        before, after = held(home / "qdrant", name), held_by(other.engine, name)
        same = sum(
            after.get(id) is not None
            and after[id][0] == payload
            and np.allclose(after[id][1], vector, atol=1e-6)
            for id, (payload, vector) in before.items()
        )
        print(f"back: {name}: {same:,} of {size:,} records equal in id, payload and vector")
        assert same == len(before) == len(after) == size


def paged(payload: dict[str, Any], place: int) -> dict[str, Any]:
    """As of files of 200 points."""
    if "metadata" in payload:
        payload["metadata"] = {"source": f"/data/file-{place // 200}.pdf", "page": place % 200}
    else:
        node = json.loads(payload["_node_content"])
        node["metadata"] = {"file_name": f"guide-{place // 200}.docx", "page_label": str(place % 200 + 1)}
        payload |= {"_node_content": json.dumps(node), "file_name": f"guide-{place // 200}.docx"}
    return payload


def memory(home: Path, emulator: Emulator) -> None:
    """Our own part of it, with stores in this process's memory: else the embedded cloud would be measured."""
    from qdrant_client import QdrantClient

    size, bot, bots = 200_000, some_bot(), MemoryBots()
    rows, texts = corpus(size)
    client = QdrantClient(":memory:")
    fill(client, "all", rows, [paged(langchain(text, 0), place) for place, text in enumerate(texts)])
    del rows, texts
    bots.create(bot)
    documents, state = MemoryDocuments(bots), State(home / "state")
    knowledge, report = MemoryKnowledge(documents), Report("vectors", ["points of all"], MEANING)
    stores = Stores(documents, documents, documents, knowledge, MemoryFiles(), wired().embedder)
    started = time.monotonic()
    Collection(
        Target("all", bot.bot_id, vectors="keep"), bot, Qdrant(client, Pace(0), local=True), state, stores,
        knowledge, knowledge, Pace(0), aside, report,
    ).move()  # fmt: skip
    took = time.monotonic() - started
    print(report.summary(state))
    print(f"memory: {size:,} points in one go: {took:.0f} s, {size / took:,.0f} a second, stores apart")
    assert report.status == 0


if __name__ == "__main__":
    main(sys.argv[1:])
