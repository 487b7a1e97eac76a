"""The mapping file of vectors: which collection becomes what a bot knows, and where its payload says what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docent import newcomers
from docent.ids import derived_id, first_id, now
from docent.model import Bot
from docent.ports import Bots, BotWriter

_EPOCH = first_id("legacy", "2020-01-01T00:00:00Z")
_KNOWN = {"bot_id", "former_bot", "name", "owner", "vector", "vectors", "text", "filename", "page", "order"}


@dataclass(frozen=True, slots=True)
class Target:
    """`vectors`: `check` (keep them if they are our model's), `keep` or `embed`. `paths` into the payload."""

    collection: str
    bot_id: str
    name: str = ""
    owner: str = ""
    vector: str = ""
    vectors: str = "check"
    paths: Mapping[str, str] = field(default_factory=dict)


def bot_id(former_id: str) -> str:
    """The id of the bot that had this one: always the same."""
    return derived_id("bot", _EPOCH, former_id)


def document_id(bot_id: str, filename: str) -> str:
    """The id of a file that was moved into a bot: always the same."""
    return derived_id("doc", _EPOCH, f"{bot_id} {filename}")


def part_name(name: str, part: int) -> str:
    """What a part, counted from 0, is called; the first one has the name itself."""
    if not part:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} ({part + 1}).{suffix}" if dot else f"{name} ({part + 1})"


def read(path: Path) -> list[Target]:
    """Raises ValueError that names what is wrong."""
    given = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(given, dict) or not given:
        raise ValueError(f'{path}: write {{"collection": "bot_id", ...}} or see docs/migration.md.')
    return [_target(collection, value) for collection, value in given.items()]


def _target(collection: str, given: Any) -> Target:
    values = {"bot_id": given} if isinstance(given, str) else given
    if not isinstance(values, dict) or values.keys() - _KNOWN:
        raise ValueError(f"{collection}: give a bot's id, or an object with some of {sorted(_KNOWN)}.")
    if values.get("vectors", "check") not in ("check", "keep", "embed"):
        raise ValueError(f'{collection}: "vectors" is check, keep or embed.')
    if "bot_id" not in values and "former_bot" not in values and not {"name", "owner"} <= values.keys():
        raise ValueError(
            f'{collection}: name "bot_id", "former_bot", or both "name" and "owner" of a new bot.'
        )
    return Target(
        collection, values.get("bot_id") or bot_id(values.get("former_bot") or f"collection {collection}"),
        values.get("name", ""), values.get("owner", ""),
        values.get("vector", ""), values.get("vectors", "check"),
        {name: values[name] for name in ("text", "filename", "page", "order") if name in values},
    )  # fmt: skip


def bot_of(target: Target, bots: Bots, writer: BotWriter, *, dry: bool) -> Bot | None:
    """The bot that it goes to, made where the mapping describes one; None where there is none.

    `owner` is an old user's id: until they come over, the bot waits for them.
    """
    found = bots.find(target.bot_id)
    if found or not target.name:
        return found
    moment = now()
    made = Bot(
        target.bot_id, newcomers.owner(target.owner), target.name, created_at=moment, updated_at=moment
    )
    if not dry:
        writer.create(made)
    return made
