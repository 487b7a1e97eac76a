"""Killed at any moment and begun again: everything is there once, and exactly as it was."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest
from qdrant_client import QdrantClient

from docent.wiring import wired
from migration import mapping
from migration.state import State
from tests.caller import Person
from tests.emulator import Emulator
from tests.migration import qdrant_points as points
from tests.migration.killing import command, ended, killed
from tests.migration.supabase import fill, hashed, person

pytestmark = pytest.mark.cloud
KILLS = 3


def moments(total: int, seed: int) -> list[int]:
    """None near the end, which a run might reach before it is killed."""
    return random.Random(seed).sample(range(1, total * 3 // 4), KILLS)


def items(cloud: Any, table: str, bot_id: str) -> list[Any]:
    """All items of a bot, as DynamoDB has them."""
    pages = cloud.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="bot_id = :bot",
        ExpressionAttributeValues={":bot": {"S": bot_id}},
    )
    return [item for page in pages for item in page["Items"]]


def test_points_are_there_once_after_three_kills(ann: Person, tmp_path: Path) -> None:
    texts = points.texts(600, "Nail")
    client, targets = QdrantClient(path=str(tmp_path / "qdrant")), {}
    for number, name in enumerate(("large", "middle", "small")):
        some = texts[number::3]
        payloads = [points.langchain(text, at) for at, text in enumerate(some)]
        points.fill(client, name, wired().embedder.embed(some), payloads)
        targets[name] = ann.bot(name=name)
    client.close()
    plan = points.mapping(tmp_path / "mapping.json", **targets)
    run = command(
        "vectors", "migrate-all", plan, "--path", tmp_path / "qdrant", "--state", tmp_path / "state",
        "--per-second", "400",
    )  # fmt: skip
    assert killed(run, tmp_path / "state", moments(1_200, seed=1)) == KILLS
    said, _ = ended(run)
    assert "Nothing is short." in said
    for number, (name, bot_id) in enumerate(targets.items()):
        bot = wired().bots.find(bot_id)
        assert bot is not None
        assert (bot.chunks, bot.documents) == (200, 3)
        held = items(wired()._dynamo, wired().settings.table("VectorEmbeddings"), bot_id)
        assert Counter(item["text"]["S"] for item in held if "text" in item) == Counter(texts[number::3])
        assert sum(int(item["count"]["N"]) for item in held if "count" in item) == 200
        assert State(tmp_path / "state").counts(f"points of {name}") == {"kept": 200}


def test_people_are_expected_once_after_three_kills(
    supabase: str, deployment: Emulator, tmp_path: Path
) -> None:
    people = [person(number, encrypted_password=hashed("x")) for number in range(700, 760)]
    fill(supabase, people)
    run = command("users", supabase, "--state", tmp_path / "state", "--per-second", "20")
    assert killed(run, tmp_path / "state", moments(60, seed=2)) == KILLS
    ended(run)
    assert State(tmp_path / "state").counts("users") == {"password": 60}
    table = deployment.shared.outputs["NewcomersTable"]
    assert deployment.client("dynamodb").scan(TableName=table)["Count"] == 60
    for each in people:
        newcomer = wired().newcomers.find(each["email"])
        assert newcomer is not None
        assert (newcomer.formerly, newcomer.password_hash) == ((each["id"],), each["encrypted_password"])


def test_conversations_are_there_once_after_three_kills(ann: Person, source: str, tmp_path: Path) -> None:
    with psycopg.connect(source) as connection:
        connection.execute(
            "INSERT INTO messages"
            " SELECT 1000 + n, 's' || n / 20, 7, CASE n % 2 WHEN 0 THEN 'user' ELSE 'ai' END, 'Line ' || n,"
            " timestamptz '2025-04-01 10:00+00' + n * interval '1 second'"
            " FROM generate_series(0, 399) n"
        )
    run = command(
        "database", source, tmp_path / "mapping.json", "--state", tmp_path / "state", "--per-second", "60"
    )
    assert killed(run, tmp_path / "state", moments(200, seed=3)) == KILLS
    ended(run)
    turns = list(wired().conversations.of_bot(mapping.bot_id("7")))
    said = [(turn.question, turn.answer) for turn in turns if turn.question.startswith("Line ")]
    assert Counter(said) == Counter((f"Line {n}", f"Line {n + 1}") for n in range(0, 400, 2))
