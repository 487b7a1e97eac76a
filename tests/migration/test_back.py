"""Over and back again: what came is what goes, record by record, and what is new goes with it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import psycopg
import pytest
from qdrant_client import QdrantClient

from docent.edits import every
from docent.newcomers import owner
from docent.wiring import wired
from migration import mapping
from migration.__main__ import main
from tests.caller import Person
from tests.migration import qdrant_points as points
from tests.migration.shop import OWNER

pytestmark = pytest.mark.cloud


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_points_come_back_as_they_were(resident: Person, tmp_path: Path) -> None:
    client, tools = QdrantClient(path=str(tmp_path / "qdrant")), points.texts(30, "Hammer")
    vectors = wired().embedder.embed(tools)
    payloads = [{**points.llama_index(text, at), "more": {"at": at}} for at, text in enumerate(tools)]
    points.fill(client, "tools", points.scaled(vectors), payloads, name="dense", uuids=True)
    client.close()
    bot_id = resident.bot()
    plan = points.mapping(tmp_path / "plan.json", tools={"bot_id": bot_id, "vector": "dense"})
    state = ["--state", str(tmp_path / "state")]
    assert main(["vectors", "migrate-all", str(plan), "--path", str(tmp_path / "qdrant"), *state]) == 0
    resident.upload(bot_id, "new.txt", b"The new hammer costs 200 euros.")
    back = [
        "back",
        str(tmp_path / "out"),
        "--path",
        str(tmp_path / "other"),
        "--collections",
        str(plan),
        *state,
    ]
    for _ in range(2):  # again, it doubles nothing
        assert main(back) == 0
    edited = edit(resident, bot_id, tools[3], "The third hammer is gone.")
    there, here = points.held(tmp_path / "qdrant", "tools"), points.held(tmp_path / "other", "tools")
    new = here.keys() - there.keys()
    assert there.keys() <= here.keys()
    for id, (payload, vector) in there.items():
        assert here[id][0] == payload
        np.testing.assert_allclose(here[id][1], vector, atol=1e-6)
    ((payload, vector),) = (here[id] for id in new)
    assert payload["page_content"] == "The new hammer costs 200 euros."
    assert payload["metadata"]["source"] == "new.txt"
    assert np.dot(vector, wired().embedder.embed([payload["page_content"]])[0]) > 0.999
    assert main(back) == 0
    after = points.held(tmp_path / "other", "tools")
    ((id, (payload, vector)),) = ((id, each) for id, each in after.items() if each[0] != here[id][0])
    assert json.loads(payload["_node_content"])["text"] == edited
    assert payload["more"] == there[id][0]["more"]
    assert np.dot(vector, wired().embedder.embed([edited])[0]) > 0.999


def edit(person: Person, bot_id: str, text: str, now: str) -> str:
    """What the passage with a text says from now on."""
    (document,) = (each for each in wired().documents.in_bot(bot_id).items if each.filename != "new.txt")
    (chunk,) = (each for each in every(document, chunks=wired().knowledge) if each.text == text)
    amended = person.call(
        "upload", "PATCH", "/api/bots/{bot_id}/documents/{document_id}/chunks/{chunk_id}", {"text": now},
        bot_id=bot_id, document_id=document.document_id, chunk_id=chunk.chunk_id,
    )  # fmt: skip
    assert amended.status == 200
    return now


def test_tables_come_back_with_what_was_written_since(
    resident: Person,
    source: str,
    tmp_path: Path,
) -> None:
    state = ["--state", str(tmp_path / "state")]
    plan = tmp_path / "mapping.json"
    (tmp_path / "files" / "a").mkdir(parents=True)
    (tmp_path / "files" / "a" / "hours.txt").write_text("The shop opens at nine.")
    # One of the files is a song.
    assert main(["database", source, str(plan), "--files", str(tmp_path / "files"), *state]) == 1
    bot_id = mapping.bot_id("7")
    with psycopg.connect(source) as connection:
        connection.execute('UPDATE chatbots SET config = config || \'{"tone": "warm"}\'')
    wired().bots.change(bot_id, owner(OWNER), {"name": "Shop's", "instructions": "Be curt."})
    wired().bots.change(bot_id, owner(OWNER), {"user_id": wired().accounts.profile(resident.token).user_id})
    mine = resident.bot()
    resident.upload(mine, "nails.txt", b"Nails cost two euros.")
    resident.ask(bot_id, "Do you sell nails?")
    resident.ask(mine, "What do nails cost?")
    out, where = tmp_path / "out", ["--path", str(tmp_path / "qdrant")]
    for _ in range(2):  # again, it writes the same
        assert main(["back", str(out), "--tables", str(plan), *where, *state]) == 0
    people = {each["email"]: each["id"] for each in rows(out / "auth.users.csv")}
    with psycopg.connect(source) as connection:
        before = connection.execute("SELECT * FROM chatbots").fetchall()
        for table in ("chatbots", "files", "messages"):
            connection.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (id)".encode())
        for table in ("chatbots", "files", "messages") * 2:
            connection.execute((out / f"{table}.sql").read_bytes())
        old, *new = connection.execute("SELECT * FROM chatbots ORDER BY id").fetchall()
        said = connection.execute(
            "SELECT chatbot_id, role, content FROM messages WHERE id > 100 ORDER BY id"
        ).fetchall()
        held = connection.execute("SELECT chatbot_id, name, storage_path FROM files WHERE id > 4").fetchall()
        (next_id,) = connection.execute("SELECT nextval('messages_id_seq')").fetchone() or (0,)
    assert old[0] == before[0][0] == 7
    assert (str(old[1]), old[2], old[3]) == (
        people[resident.email], "Shop's", {"prompt": "Be curt.", "tone": "warm"},
    )  # fmt: skip
    assert old[4] == before[0][4]
    (number,) = (row[0] for row in new if str(row[1]) == people[resident.email])
    ours = [row for row in said if row[0] in (7, number)]
    assert {row[:2] for row in ours} == {(bot, role) for bot in (7, number) for role in ("user", "assistant")}
    assert {row[2] for row in ours if row[1] == "user"} == {"Do you sell nails?", "What do nails cost?"}
    assert next_id == 100 + len(said) + 1
    (path,) = (path for bot, name, path in held if (bot, name) == (number, "nails.txt"))
    assert (out / "files" / path).read_bytes() == b"Nails cost two euros."


def test_people_come_back_into_supabases_own_tables(
    resident: Person, supabase: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--path", str(tmp_path / "qdrant"), "--state", str(tmp_path / "state")]
    assert main(["back", str(tmp_path / "out"), "--state", str(tmp_path / "state")]) == 1
    assert "What bots know is not written" in capsys.readouterr().out
    assert main(["back", str(tmp_path / "out"), *where]) == 0
    with psycopg.connect(supabase, autocommit=True) as connection:
        for _ in range(2):
            for table in ("auth.users", "auth.identities"):
                connection.execute((tmp_path / "out" / f"{table}.sql").read_bytes())
        (count,) = connection.execute("SELECT count(*) FROM auth.users").fetchone() or (0,)
        assert count == len(rows(tmp_path / "out" / "auth.users.csv"))
        found = connection.execute(
            "SELECT u.encrypted_password, i.provider FROM auth.users u"
            " JOIN auth.identities i ON i.user_id = u.id WHERE u.email = %s", [resident.email],
        ).fetchall()  # fmt: skip
    assert found == [(None, "email")]
