"""Over and back again: what came is what goes, record by record, and what is new goes with it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import psycopg
import pytest
from qdrant_client import QdrantClient

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


def test_tables_come_back_with_what_was_written_since(
    resident: Person,
    source: str,
    tmp_path: Path,
) -> None:
    state = ["--state", str(tmp_path / "state")]
    plan = tmp_path / "mapping.json"
    assert main(["database", source, str(plan), *state]) == 0
    bot_id = mapping.bot_id("7")
    wired().bots.change(bot_id, owner(OWNER), {"name": "Shop's"})
    wired().bots.change(bot_id, owner(OWNER), {"user_id": wired().accounts.profile(resident.token).user_id})
    resident.ask(bot_id, "Do you sell nails?")
    assert main(["back", str(tmp_path / "out"), "--tables", str(plan), *state]) == 0
    (shop,) = [each for each in rows(tmp_path / "out" / "chatbots.csv") if each["id"] == "7"]
    assert shop["title"] == "Shop's"
    said = [each for each in rows(tmp_path / "out" / "messages.csv") if each["chatbot_id"] == "7"]
    assert [(each["role"], each["chatbot_id"]) for each in said] == [("user", "7"), ("assistant", "7")]
    assert said[0]["content"] == "Do you sell nails?"
    people = rows(tmp_path / "out" / "auth.users.csv")
    assert resident.email in {each["email"] for each in people}
    with psycopg.connect(source) as connection:
        before = connection.execute("SELECT * FROM chatbots").fetchall()
        connection.execute("ALTER TABLE chatbots ADD PRIMARY KEY (id)")
        statements = (tmp_path / "out" / "chatbots.sql").read_text()
        mine = "\n".join(line for line in statements.splitlines() if "'7'" in line)
        connection.execute(mine.encode())
        after = connection.execute("SELECT * FROM chatbots").fetchall()
    assert [row[0] for row in after] == [row[0] for row in before] == [7]
    assert after[0][2] == "Shop's"
    assert after[0][3:] == before[0][3:]  # what stood in JSON, and when it was made


def test_people_come_back_into_supabases_own_tables(resident: Person, supabase: str, tmp_path: Path) -> None:
    assert main(["back", str(tmp_path / "out"), "--state", str(tmp_path / "state")]) == 0
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
