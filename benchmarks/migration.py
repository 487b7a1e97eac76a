"""The move at full size: `python -m benchmarks.migration [users] [vectors] [memory]`; all of them by default.

users: 10,000 people of a real Postgres with Supabase's own schema (DOCENT_DATA), moved to the embedded cloud;
some sign in through the API with the password they had, and with a wrong one. vectors: 20,000 points in three
collections of Qdrant's local engine on disk; the command is killed with SIGKILL at ten random moments, begun
again each time, and must end with every point once and its neighbours kept; then all of it goes back and is
compared record by record. memory: 200,000 points of the engine's `:memory:` in one go.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import bcrypt
import numpy as np

from benchmarks import material
from benchmarks.search import Corpus, embedded, grown, real
from docent import lexical
from docent.adapters.minilm import MiniLM
from docent.ports import Matrix
from docent.wiring import wired
from local import cloud as local_cloud
from migration import migrate_vectors
from migration.__main__ import main as migrate
from migration.mapping import read as targets_of
from migration.pace import Pace
from migration.qdrant import Qdrant
from migration.report import Report
from migration.state import State
from migration.vectors import MEANING
from tests.caller import Person
from tests.emulator import Emulator, free_ports
from tests.migration import postgres, supabase
from tests.migration.killing import command, ended, killed
from tests.migration.qdrant_points import fill, held, langchain, llama_index, mapping

PEOPLE, SIGNED_IN, KILLS = 10_000, 50, 10
PASSWORD = "old sesame"
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
    """Cost 10, as Supabase hashes, for who signs in; 4 for the others: 10,000 at 10 take ten minutes."""
    slow, fast = (supabase.hashed(PASSWORD, cost) for cost in (10, 4))
    people = [
        supabase.person(number, encrypted_password=slow if number < SIGNED_IN else fast)
        for number in range(PEOPLE - 100)
    ]
    odd = [row for first in range(10) for row in supabase.odd(PEOPLE + 10 * first, fast)]
    with postgres.running(home) as url:
        postgres.supabase_schema(url)
        supabase.fill(url, [*people, *odd])
        started = time.monotonic()
        status = migrate(["users", url, "--state", str(home / "state")])
        took = time.monotonic() - started
    assert status == 0
    print(f"users: {PEOPLE:,} moved and read back in {took:.0f} s, {PEOPLE / took:,.0f} a second")
    caller, right, refused, gone = Person(emulator.shared), 0, 0, 0
    for at, each in enumerate(people[:SIGNED_IN]):
        account = {"email": each["email"], "password": PASSWORD}
        enter = partial(caller.call, "auth", "POST", "/auth/signin", address=f"203.0.113.{at}")
        refused += enter({**account, "password": "x"}).status == 401
        right += enter(account).status == 200
        left = wired().newcomers.find(each["email"])
        gone += left is not None and not left.password_hash
    print(
        f"users: of {SIGNED_IN} with bcrypt at cost 10, {right} signed in with the old password, {refused}"
        f" were refused with a wrong one, the hash of {gone} is gone afterwards"
    )
    assert right == refused == gone == SIGNED_IN
    started = time.monotonic()
    assert bcrypt.checkpw(PASSWORD.encode(), slow.encode())
    print(f"users: checking one hash of cost 10 takes {1000 * (time.monotonic() - started):.0f} ms")


def corpus(size: int) -> tuple[Matrix, list[str]]:
    """Vectors and texts of so many passages: real ones and mixtures of them, as in benchmarks.search."""
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    texts, _ = real(embedder)
    texts = texts[:1_500]
    whole = grown(Corpus(embedded(embedder, texts), [lexical.tokens(text)[:1] for text in texts]), size)
    return whole.vectors, [f"{texts[at % len(texts)][:400]} ({at})" for at in range(size)]


def vectors(home: Path, emulator: Emulator) -> None:
    from qdrant_client import QdrantClient

    rows, texts = corpus(sum(SIZES.values()))
    client, at, targets = QdrantClient(path=str(home / "qdrant")), 0, {}
    for number, (name, size) in enumerate(SIZES.items()):
        shape = llama_index if number == 1 else langchain
        payloads = [paged(shape(text, at), place) for place, text in enumerate(texts[at : at + size])]
        fill(
            client,
            name,
            rows[at : at + size],
            payloads,
            name="dense" if number == 2 else "",
            uuids=number == 1,
        )
        targets[name] = {"name": name, "owner": "bench", "vectors": "keep"}
        at += size
    client.close()
    plan = mapping(home / "mapping.json", **targets)
    run = command("vectors", "migrate-all", plan, "--path", home / "qdrant", "--state", home / "state")
    total, started = sum(SIZES.values()), time.monotonic()
    moments = random.Random(7).sample(range(1, 2 * total), KILLS)
    assert killed(run, home / "state", moments) == KILLS
    again = time.monotonic()
    _, peak = ended(run)
    took = time.monotonic() - started
    report = json.loads((home / "state" / "vectors.json").read_text())
    print(f"vectors: killed {KILLS} times, of {2 * total:,} rows read or stored at {sorted(moments)}")
    print(
        f"vectors: {took:.0f} s with all that, {total / took:,.0f} points a second; the last run"
        f" {time.monotonic() - again:.0f} s, most memory of it {peak / 2**20:,.0f} MB"
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
    """All of it into another Qdrant, and record by record the same."""
    started = time.monotonic()
    said, _ = ended(
        command(
            "back", home / "out", "--path", home / "other", "--collections", plan,
            "--state", home / "state",
        )
    )  # fmt: skip
    took = time.monotonic() - started
    print(f"back: {sum(SIZES.values()):,} points in {took:.0f} s")
    for name, size in SIZES.items():
        before, after = (held(home / folder, name) for folder in ("qdrant", "other"))
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
    from qdrant_client import QdrantClient

    size = 200_000
    rows, texts = corpus(size)
    client = QdrantClient(":memory:")
    fill(client, "all", rows, [paged(langchain(text, 0), place) for place, text in enumerate(texts)])
    del rows, texts
    plan = mapping(home / "mapping.json", all={"name": "All", "owner": "bench", "vectors": "keep"})
    state, report = State(home / "state"), Report("vectors", ["points of all"], MEANING)
    given = migrate_vectors.parsed(["migrate-all", str(plan), "--url", "-", "--state", str(home / "state")])
    started = time.monotonic()
    (target,) = targets_of(plan)
    migrate_vectors.move(target, Qdrant(client, Pace(0), local=True), wired(), state, report, given)
    took = time.monotonic() - started
    print(report.summary(state))
    print(f"memory: {size:,} points in one go: {took:.0f} s, {size / took:,.0f} a second")
    assert report.status == 0


if __name__ == "__main__":
    main(sys.argv[1:])
