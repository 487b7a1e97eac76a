from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docent import newcomers
from migration import mapping
from migration.mapping import Target
from tests.fakes import MemoryBots


def read(folder: Path, given: Any) -> list[Target]:
    (folder / "m.json").write_text(json.dumps(given))
    return mapping.read(folder / "m.json")


def test_a_collection_goes_to_a_bot_by_its_id_its_former_id_or_a_new_one(tmp_path: Path) -> None:
    given = {
        "a": "bot_1",
        "b": {"former_bot": "7", "vector": "dense"},
        "c": {"name": "Notes", "owner": "ann", "page": "p"},
    }
    one, two, three = read(tmp_path, given)
    assert one == Target("a", "bot_1")
    assert (two.bot_id, two.vector) == (mapping.bot_id("7"), "dense")
    assert (three.name, three.owner, three.paths) == ("Notes", "ann", {"page": "p"})
    assert three.bot_id == mapping.bot_id("collection c")
    assert len({two.bot_id, three.bot_id, mapping.bot_id("8")}) == 3


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ([], "see docs/migration.md"),
        ({}, "see docs/migration.md"),
        ({"a": 7}, "a: give a bot's id"),
        ({"a": {"bot": "x"}}, "a: give a bot's id"),
        ({"a": {"name": "Notes"}}, 'both "name" and "owner"'),
        ({"a": {"bot_id": "x", "vectors": "maybe"}}, "check, keep or embed"),
    ],
)
def test_what_is_wrong_is_named(given: Any, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=wrong):
        read(tmp_path, given)


def test_a_new_bot_waits_for_its_owner_and_is_made_once(tmp_path: Path) -> None:
    bots = MemoryBots()
    (target,) = read(tmp_path, {"c": {"name": "Notes", "owner": "ann"}})
    planned = mapping.bot_of(target, bots, bots, dry=True)
    assert planned is not None
    assert bots.find(target.bot_id) is None
    made = mapping.bot_of(target, bots, bots, dry=False)
    assert made is not None
    assert made.user_id == newcomers.owner("ann")
    assert mapping.bot_of(target, bots, bots, dry=False) == made
    assert mapping.bot_of(Target("d", "bot_none"), bots, bots, dry=False) is None
