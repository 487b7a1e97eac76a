from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from docent import shapes
from docent.conversation import Citation
from docent.gates import Deed, Doer
from docent.identity import Session, User
from docent.ids import now
from docent.model import Passage, Progress
from tests.contracts.bots import some_bot
from tests.contracts.conversations import some_turn
from tests.contracts.documents import some_document
from tests.contracts.knowledge import some_chunks
from tests.contracts.members import some_member

API = yaml.safe_load((Path(__file__).parents[2] / "cloudformation" / "openapi.yaml").read_text())
BOT = some_bot(starters=("Hi?",), theme={"color": "#112233"})
DOCUMENT = some_document(
    BOT, reason="empty", message="m", progress=Progress("x", 1, 2), coverage={"characters": 1}
)
CHUNK = some_chunks(DOCUMENT, "v", 1)[0]
USER = User("ann", "a@b.example", "Ann")
DEED = Deed(BOT.bot_id, "deed_1", "ann", "key_made", "Shop", now())
MATCHES = API["components"]["schemas"]["Matches"]["properties"]["matches"]["items"]


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (shapes.user(USER), "User"),
        (shapes.session(Session("a", "i", "r", 1, USER)), "SignedIn"),
        (shapes.session(Session("a", "i", None, 1, USER)), "SignedIn"),
        (shapes.bot(BOT), "Bot"),
        (shapes.member(some_member()), "Member"),
        (shapes.invitation(some_member(), BOT), "BotInvitation"),
        (shapes.deed(DEED, Doer("member", "b@b.example")), "Deed"),
        (shapes.deed(DEED, Doer("you")), "Deed"),
        (shapes.document(DOCUMENT), "Document"),
        (shapes.document(some_document(BOT)), "Document"),
        (shapes.chunk(CHUNK), "Chunk"),
        (shapes.citation(Citation(1, "d", "f", 1, "", "q", 0.5)), "Citation"),
        (shapes.answer(some_turn("msg_1")), "Answer"),
        (shapes.match(Passage(CHUNK, 0.5, {"dense": 0.5}), ["word"]), MATCHES),
    ],
)
def test_every_shape_is_what_the_api_says(shape: dict[str, Any], schema: Any) -> None:
    schema = API["components"]["schemas"][schema] if isinstance(schema, str) else schema
    assert set(schema["required"]) <= set(shape) <= set(schema["properties"])
    for name, value in shape.items():
        _fits(value, schema["properties"][name])


def _fits(value: Any, schema: dict[str, Any]) -> None:
    if "$ref" in schema:
        schema = API["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    kinds = {
        "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    }  # fmt: skip
    assert (value is None and schema.get("nullable")) or isinstance(value, kinds[schema["type"]])
    assert value in schema.get("enum", [value])


def test_what_is_internal_stays_inside() -> None:
    assert not {"user_id", "erasing"} & set(shapes.bot(BOT))
    assert "live_version" not in shapes.document(DOCUMENT)
    assert "reason" not in shapes.document(some_document(BOT))
