"""Bots, conversations and files move from Postgres tables of somebody's own making."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from docent import newcomers
from docent.edits import every
from docent.wiring import wired
from migration import database, mapping, tables
from migration.__main__ import main
from tests.caller import Person
from tests.files import pdf
from tests.migration import qdrant_points as points
from tests.migration.shop import OWNER


def move(source: str, folder: Path, *more: str) -> int:
    return main(["database", source, str(folder / "mapping.json"), "--state", str(folder / "state"), *more])


def report(folder: Path) -> Any:
    return json.loads((folder / "state" / "database.json").read_text())


def test_moments_are_ours() -> None:
    assert tables.moment("2025-03-01 09:00:00+00") == "2025-03-01T09:00:00.000Z"
    assert tables.moment("2025-03-01 09:00:00.123456+00") == "2025-03-01T09:00:00.123Z"
    assert tables.moment("") == ""


@pytest.mark.parametrize(
    "given",
    ["{}", "[]", '{"bots": {"table": "b"}}', '{"cats": {}}', '{"bots": {"table": "b", "id": "i", "x": "y"}}'],
)
def test_a_mapping_that_says_too_little_is_refused(given: str, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(given)
    with pytest.raises(ValueError, match=r"m\.json"):
        tables.read("", tmp_path / "m.json")


def test_bots_that_share_a_session_share_no_words(source: str, tmp_path: Path) -> None:
    said = [
        (1, None, 7, "user", "Are you seven?"), (2, None, 8, "user", "Are you eight?"),
        (3, None, 7, "AIMessage", "Seven."), (4, None, 8, "model", "Eight."),
        (5, None, 8, "system", "Be brief."),
    ]  # fmt: skip
    with psycopg.connect(source) as connection:
        connection.execute("DELETE FROM messages")
        for id, *row in said:
            connection.execute(
                "INSERT INTO messages VALUES (%s, %s, %s, %s, %s, '2025-03-03 10:00+00')", [id, *row]
            )
    found = list(tables.read(source, tmp_path / "mapping.json").exchanges())
    assert [(each.bot, each.question, each.answer) for each in found] == [
        ("7", "Are you seven?", "Seven."), ("8", "Are you eight?", "Eight."), ("8", None, None),
    ]  # fmt: skip
    first, second, _ = map(database.conversation_id, found)
    assert first != second


@pytest.mark.cloud
def test_tables_then_vectors_then_files(ann: Person, source: str, tmp_path: Path) -> None:
    assert move(source, tmp_path, "--dry-run") == 0
    assert report(tmp_path)["facts"] == {"bots there": 1, "documents there": 4, "conversations there": 7}
    assert move(source, tmp_path) == 0
    bot = wired().bots.find(mapping.bot_id("7"))
    assert bot is not None
    assert (bot.user_id, bot.name, bot.instructions) == (newcomers.owner(OWNER), "Shop", "Be kind.")
    assert bot.created_at == "2025-03-01T09:00:00.000Z"
    assert report(tmp_path)["counts"]["conversations"] == {"left_bot": 1, "left_unanswered": 1, "moved": 2}
    turns = list(wired().conversations.of_bot(bot.bot_id))
    assert [(turn.question, turn.answer) for turn in turns] == [("Are you open?", "Yes."), ("When?", "At 9.")]
    assert {turn.conversation_id for turn in turns} == {turns[0].conversation_id}
    fill_qdrant(tmp_path)
    where = ["--path", str(tmp_path / "qdrant"), "--state", str(tmp_path / "state")]
    targets = points.mapping(tmp_path / "collections.json", manuals={"former_bot": "7"})
    assert main(["vectors", "migrate-all", str(targets), *where]) == 0
    (tmp_path / "files" / "a").mkdir(parents=True)
    (tmp_path / "files" / "a" / "hours.txt").write_text("The shop opens at nine.")
    manual = pdf("Hammers")
    (tmp_path / "files" / "a" / "m.pdf").write_bytes(manual)
    assert move(source, tmp_path, "--files", str(tmp_path / "files"), "--stop") == 1
    (stopped,) = report(tmp_path)["short"]
    assert stopped.startswith("Stopped, as --stop says, at song.mp3: ")
    assert report(tmp_path)["counts"]["documents"]["failed"] == 1
    assert move(source, tmp_path, "--files", str(tmp_path / "files")) == 1  # what cannot be read is short
    fates = {row["label"]: row["fate"] for row in report(tmp_path)["rows"] if row["kind"] == "documents"}
    assert fates == {
        "gone.pdf": "left_missing", "hours.txt": "to_read", "manual-0.pdf": "original", "song.mp3": "failed",
    }  # fmt: skip
    ann.read_all()
    read = wired().documents.find(bot.bot_id, mapping.document_id(bot.bot_id, "hours.txt"))
    assert read is not None
    assert read.status == "ready"
    moved = wired().documents.find(bot.bot_id, mapping.document_id(bot.bot_id, "manual-0.pdf"))
    assert moved is not None
    assert (moved.status, moved.chunks) == ("ready", 6)
    assert wired().files.read(moved.original, 10**6) == manual


@pytest.mark.cloud
def test_the_way_over_does_only_what_changed_since(ann: Person, source: str, tmp_path: Path) -> None:
    assert move(source, tmp_path) == 0
    id = mapping.bot_id("7")
    before = wired().bots.find(id)
    assert move(source, tmp_path) == 0
    assert wired().bots.find(id) == before
    with psycopg.connect(source) as connection:
        connection.execute("UPDATE chatbots SET title = 'Store'")
        connection.execute("INSERT INTO messages VALUES (200, 's1', 7, 'user', 'Late?', now() + '1 h')")
        connection.execute("INSERT INTO messages VALUES (201, 's1', 7, 'ai', 'Until 8.', now() + '2 h')")
    assert move(source, tmp_path) == 0
    after = wired().bots.find(id)
    assert after is not None
    assert after.name == "Store"
    assert [turn.question for turn in wired().conversations.of_bot(id)] == ["Are you open?", "When?", "Late?"]


@pytest.mark.cloud
def test_files_of_one_name_are_two_and_another_file_takes_the_place_of_the_one_before(
    ann: Person, source: str, tmp_path: Path
) -> None:
    rows = "(1, 7, 'hours.txt', 'a.txt'), (2, 7, 'hours.txt', 'b.txt')"
    with psycopg.connect(source) as connection:
        connection.execute(f"DELETE FROM files; INSERT INTO files VALUES {rows}".encode())
    files = tmp_path / "files"
    files.mkdir()
    assert move(source, tmp_path, "--files", str(files)) == 1
    assert any("None of 2 files is there" in each for each in report(tmp_path)["short"])
    (files / "a.txt").write_text("The shop opens at nine.")
    (files / "b.txt").write_text("The store opens at ten.")
    assert move(source, tmp_path, "--files", str(files)) == 0
    ann.read_all()
    bot_id = mapping.bot_id("7")
    assert live(bot_id) == {
        "hours.txt": ["The shop opens at nine."],
        "hours (2).txt": ["The store opens at ten."],
    }
    (files / "a.txt").write_text("The shop opens at eight.")
    for _ in range(2):
        assert move(source, tmp_path, "--files", str(files)) == 0
        ann.read_all()
        assert live(bot_id) == {
            "hours.txt": ["The shop opens at eight."], "hours (2).txt": ["The store opens at ten."],
        }  # fmt: skip


def live(bot_id: str) -> dict[str, list[str]]:
    """The passages that the bot answers from, by file."""
    found = [each for each in wired().documents.in_bot(bot_id).items if each.live_version]
    return {each.filename: [chunk.text for chunk in every(each, chunks=wired().knowledge)] for each in found}


def fill_qdrant(folder: Path) -> None:
    from qdrant_client import QdrantClient

    client = QdrantClient(path=str(folder / "qdrant"))
    tools = points.texts(16, "Hammer")
    rows = wired().embedder.embed(tools)
    points.fill(client, "manuals", rows, [points.langchain(text, at) for at, text in enumerate(tools)])
    client.close()
