"""Go or no-go, by what the runs left behind and what is there."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from docent.wiring import wired
from migration.__main__ import main
from migration.state import State
from tests.caller import Person
from tests.migration import qdrant_points as points
from tests.migration.supabase import hashed, person
from tests.migration.test_people_rows import write_csv

pytestmark = pytest.mark.cloud


def test_no_go_before_and_go_after(
    resident: Person, source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from qdrant_client import QdrantClient

    state = ["--state", str(tmp_path / "state")]
    assert main(["check", *state]) == 1
    assert "NO-GO  vectors: not moved, or not to the end" in capsys.readouterr().out
    write_csv(tmp_path / "users.csv", [person(500, encrypted_password=hashed("x"))])
    assert main(["users", str(tmp_path / "users.csv"), *state]) == 0
    database = ["database", source, str(tmp_path / "mapping.json"), *state]
    assert main(database) == 0
    client, texts = QdrantClient(path=str(tmp_path / "q")), points.texts(4, "Mug")
    points.fill(client, "mugs", wired().embedder.embed(texts), [points.langchain(each, 0) for each in texts])
    client.close()
    plan = str(points.mapping(tmp_path / "plan.json", mugs=resident.bot()))
    assert main(["vectors", "migrate-all", plan, "--path", str(tmp_path / "q"), *state]) == 0
    look = ["check", *state, "--path", str(tmp_path / "q"), "--collections", plan]
    capsys.readouterr()
    assert main(look) == 1
    assert "NO-GO  files: not moved" in capsys.readouterr().out
    with psycopg.connect(source) as connection:
        connection.execute("DELETE FROM files WHERE name = 'song.mp3'")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "hours.txt").write_text("The shop opens at nine.")
    assert main([*database, "--files", str(tmp_path)]) == 0
    assert main(look) == 0
    assert capsys.readouterr().out.endswith("Go.\n")
    assert main(look[:-2]) == 1
    assert "NO-GO  no point of Qdrant was looked for" in capsys.readouterr().out
    assert main([*look, "--hours", "0"]) == 1
    state_of = State(tmp_path / "state")
    fate = state_of.fate("points of mugs", "2")
    assert fate is not None
    state_of.forget("points of mugs", "2")
    assert main(look) == 1
    assert "NO-GO  mugs: 4 points there, 3 with a fate" in capsys.readouterr().out
    state_of.note("points of mugs", fate)
    last = state_of.marked("run.vectors")
    state_of.mark("run.vectors", {**last, "short": ["cups: neighbours changed"]})
    assert main(["vectors", "migrate", plan, "mugs", "--path", str(tmp_path / "q"), *state]) == 0
    assert main(look) == 1
    assert "NO-GO  vectors: cups: neighbours changed" in capsys.readouterr().out
    state_of.mark("run.vectors", last)
    assert main(look) == 0
    assert main(["users", str(tmp_path / "nobody.csv"), *state]) == 2
    assert main(look) == 1
    assert "NO-GO  users: It ended before its end" in capsys.readouterr().out
