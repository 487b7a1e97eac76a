"""Collections move into bots, and their neighbours stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qdrant_client import QdrantClient
from qdrant_client.models import PointIdsList, PointStruct

from docent.wiring import wired
from migration.__main__ import main
from tests.caller import Person
from tests.migration import qdrant_points as points

pytestmark = pytest.mark.cloud


def report(folder: Path) -> Any:
    return json.loads((folder / "vectors.json").read_text())


def move(folder: Path, mapping: Path, *more: str) -> int:
    where = ["--path", str(folder / "qdrant"), "--state", str(folder / "state")]
    return main(["vectors", "migrate-all", str(mapping), *where, *more])


def reopened(folder: Path) -> QdrantClient:
    return QdrantClient(path=str(folder / "qdrant"))


@pytest.fixture
def filled(ann: Person, tmp_path: Path) -> dict[str, str]:
    """Three collections; the bots they go to by collection."""
    embedder, client = wired().embedder, reopened(tmp_path)
    tools, plants = points.texts(40, "Hammer"), points.texts(30, "Fern")
    payloads = [points.langchain(text, at) for at, text in enumerate(tools)]
    points.fill(client, "tools", points.scaled(embedder.embed(tools)), payloads)
    payloads = [points.llama_index(text, at) for at, text in enumerate(plants)]
    points.fill(client, "plants", embedder.embed(plants), payloads, name="text", uuids=True)
    random = np.random.default_rng(1).standard_normal((20, 8), np.float32)
    payloads = [points.by_hand(text, at) for at, text in enumerate(points.texts(20, "Pen"))]
    points.fill(client, "pens", random, payloads)
    client.close()
    return {name: ann.bot(name=name) for name in ("tools", "plants", "pens")}


@pytest.fixture
def mapping(filled: dict[str, str], tmp_path: Path) -> Path:
    pens = {"bot_id": filled["pens"], "text": "body.plain", "filename": "origin", "order": "at"}
    targets = {
        "tools": filled["tools"],
        "plants": {"bot_id": filled["plants"], "vector": "text"},
        "pens": pens,
    }
    return points.mapping(tmp_path / "mapping.json", **targets)


def test_three_collections_move_and_answer(
    ann: Person, filled: dict[str, str], mapping: Path, tmp_path: Path
) -> None:
    assert move(tmp_path, mapping, "--dry-run") == 0
    assert "40 points of 384 numbers, Cosine, to bot" in report(tmp_path / "state")["facts"]["tools"]
    (tmp_path / "queries.txt").write_text("Which hammer costs 21 euros?\n\nHow heavy is a fern?\n")
    assert move(tmp_path, mapping, "--queries", str(tmp_path / "queries.txt")) == 0
    told = report(tmp_path / "state")
    assert told["counts"] == {
        "points of tools": {"kept": 40}, "points of plants": {"kept": 30}, "points of pens": {"embedded": 20},
    }  # fmt: skip
    assert len(told["rows"]) == 90
    for collection in ("tools", "plants"):
        assert float(told["facts"][f"{collection}: overlap"].split()[0]) >= 0.99
    listed = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=filled["tools"]).json["documents"]
    assert sorted((each["filename"], each["pages"], each["chunks"]) for each in listed) == [
        ("manual-0.pdf", 14, 14), ("manual-1.pdf", 13, 13), ("manual-2.pdf", 13, 13),
    ]  # fmt: skip
    for collection, question in (
        ("tools", "Hammer number 21"),
        ("plants", "Fern number 5"),
        ("pens", "Pen number 9"),
    ):
        body = {"query": question, "top_k": 3}
        found = ann.call("chat", "POST", "/api/bots/{bot_id}/search", body, bot_id=filled[collection]).json[
            "matches"
        ]
        assert any(question in each["text"] for each in found)
    assert found[0]["filename"] == "docs.example/1/page.html"


def test_a_collection_that_is_not_there_is_told_and_the_others_move(
    ann: Person, filled: dict[str, str], tmp_path: Path
) -> None:
    plan = points.mapping(tmp_path / "m.json", tols=filled["tools"], tools=filled["tools"])
    for more in (["--dry-run"], []):
        assert move(tmp_path, plan, *more) == 1
        assert report(tmp_path / "state")["short"] == ["There is no collection tols: check its name."]
    assert report(tmp_path / "state")["counts"]["points of tools"] == {"kept": 40}


def test_a_second_run_touches_only_what_changed(
    ann: Person, filled: dict[str, str], mapping: Path, tmp_path: Path
) -> None:
    assert move(tmp_path, mapping) == 0
    before = {name: wired().bots.find(bot_id) for name, bot_id in filled.items()}
    assert move(tmp_path, mapping) == 0
    assert {name: wired().bots.find(bot_id) for name, bot_id in filled.items()} == before
    client = reopened(tmp_path)
    text = "Hammer number 99 is made of brass."
    row = wired().embedder.embed([text])[0].tolist()
    client.upsert("tools", [PointStruct(id=99, vector=row, payload=points.langchain(text, 0))])
    client.delete(
        "tools", PointIdsList(points=[1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34, 37])
    )  # all of manual-1
    client.close()
    assert move(tmp_path, mapping) == 0
    assert report(tmp_path / "state")["counts"]["points of tools"] == {"kept": 28}
    listed = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=filled["tools"]).json["documents"]
    assert sorted((each["filename"], each["chunks"]) for each in listed) == [
        ("manual-0.pdf", 15),
        ("manual-2.pdf", 13),
    ]
    tools = wired().bots.find(filled["tools"])
    assert tools is not None
    assert (tools.documents, tools.chunks) == (2, 28)
    assert wired().bots.find(filled["plants"]) == before["plants"]


def test_bad_points_have_a_fate_each(ann: Person, tmp_path: Path) -> None:
    embedder, client = wired().embedder, reopened(tmp_path)
    good = points.texts(12, "Cup")
    points.fill(client, "cups", embedder.embed(good), [points.langchain(each, 0) for each in good])
    zero, nan = [0.0] * 384, [float("inf")] * 384
    with np.errstate(invalid="ignore"):  # the local engine divides by infinity: that is how NaN gets in
        client.upsert(
            "cups",
            [
                PointStruct(id=50, vector=zero, payload=points.langchain("A cup without a vector.", 0)),
                PointStruct(id=51, vector=nan, payload=points.langchain("A cup that is not a number.", 0)),
                PointStruct(id=52, vector=zero, payload={"page_content": "  "}),
                PointStruct(id=53, vector=embedder.embed(good[:1])[0].tolist(), payload={}),
            ],
        )
    client.close()
    mapping = points.mapping(tmp_path / "mapping.json", cups=ann.bot())
    assert move(tmp_path, mapping) == 0
    told = report(tmp_path / "state")
    assert told["counts"] == {"points of cups": {"embedded": 2, "kept": 12, "left_no_text": 2}}
    why = {row["id"]: row["why"] for row in told["rows"]}
    assert "zero" in why["50"] or "NaN" in why["50"]
    assert "NaN" in why["51"]


def test_neighbours_that_change_make_the_run_fail(ann: Person, tmp_path: Path) -> None:
    """Vectors of another model that somebody says to keep are kept; those without a bot are not moved."""
    client = reopened(tmp_path)
    random = np.random.default_rng(2).standard_normal((30, 384), np.float32)
    payloads = [points.langchain(each, 0) for each in points.texts(30, "Key")]
    points.fill(client, "keys", random, payloads)
    points.fill(client, "orphans", random, payloads)
    client.close()
    mapping = points.mapping(tmp_path / "mapping.json", keys=ann.bot(), orphans="bot_nowhere")
    assert move(tmp_path, mapping) == 1
    told = report(tmp_path / "state")
    assert told["counts"]["points of keys"] == {"embedded": 30}
    assert told["short"] == ["orphans: there is no bot bot_nowhere. Move the tables first, or name one."]


def test_a_mapping_may_describe_the_bot_of_somebody_who_has_not_come_yet(ann: Person, tmp_path: Path) -> None:
    client = reopened(tmp_path)
    good = points.texts(5, "Mug")
    points.fill(client, "mugs", wired().embedder.embed(good), [points.langchain(each, 0) for each in good])
    client.close()
    target = {"name": "Mugs", "owner": "old-7", "vectors": "keep"}
    assert move(tmp_path, points.mapping(tmp_path / "mapping.json", mugs=target)) == 0
    (bot,) = wired().bots.owned_by("former_old-7").items
    assert (bot.name, bot.chunks) == ("Mugs", 5)
