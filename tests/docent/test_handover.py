import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from docent import handover
from docent.errors import BadInput, DocumentRejected, NotFound, Unavailable
from docent.fields import Fields
from tests.contracts.bots import some_bot
from tests.contracts.conversations import some_turn
from tests.fakes import MemoryConversations

URL = "https://desk.example/in"


class Desk:
    """A webhook that answers these statuses in turn; 0 is a server that cannot be reached."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.sent = list(statuses), list[tuple[str, bytes, Mapping[str, str]]]()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.sent.append((url, body, headers))
        if status := self.statuses.pop(0):
            return status
        raise DocumentRejected("desk.example did not answer", code="unreachable")


@pytest.fixture
def kept() -> MemoryConversations:
    kept = MemoryConversations()
    for message_id in ("msg_1", "msg_2"):
        kept.record(some_turn(message_id), 90)
    kept.leave(kept.recorded[0], {"email": "jane@example.com"})
    return kept


def passed_on(desk: Desk, kept: MemoryConversations, asker: str = "ann", **person: str) -> list[float]:
    """How long was waited between tries."""
    waits: list[float] = []
    bot = replace(some_bot(person=person or {"webhook": URL}), bot_id="bot_1")
    handover.pass_on(
        bot, "con_1", asker, deployment="secret",
        turns=kept, contacts=kept, webhooks=desk, pause=waits.append, clock=lambda: 1_700_000_000.5,
    )  # fmt: skip
    return waits


def test_the_webhook_gets_the_conversation_signed(kept: MemoryConversations):
    desk = Desk(204)
    assert passed_on(desk, kept) == []
    [(url, body, headers)] = desk.sent
    said = json.loads(body)
    assert (url, said["contact"]) == (URL, {"email": "jane@example.com"})
    assert [each["question"] for each in said["messages"]] == ["Why?", "Why?"]
    key = base64.b64decode(handover.secret("secret", "bot_1").removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.1700000000.".encode() + body
    assert headers["webhook-timestamp"] == "1700000000"
    assert (
        headers["webhook-signature"] == f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}"
    )
    assert [bool(turn.passed_on_at) for turn in kept.recorded] == [False, True]


def test_it_is_tried_three_times(kept: MemoryConversations):
    desk = Desk(503, 0, 200)
    assert passed_on(desk, kept) == list(handover.WAITS)
    assert len({headers["webhook-id"] for _, _, headers in desk.sent}) == 1


def test_a_visitor_is_told_that_nobody_is_there_and_not_where(kept: MemoryConversations):
    with pytest.raises(Unavailable) as refused:
        passed_on(Desk(0, 500, 302), kept)
    assert "desk" not in refused.value.message
    assert not any(turn.passed_on_at for turn in kept.recorded)


def test_only_ones_own_conversation_and_only_where_there_is_a_webhook(kept: MemoryConversations):
    with pytest.raises(NotFound):
        passed_on(Desk(204), kept, asker="eve")
    with pytest.raises(NotFound):
        passed_on(Desk(204), kept, email="desk@example.com")


def test_each_bot_has_a_secret_of_its_own():
    assert handover.secret("secret", "bot_1") != handover.secret("secret", "bot_2")


def test_a_person_is_reached_by_address_or_webhook():
    given = {"email": "help@example.com", "webhook": URL}
    assert handover.person(Fields(given)) == given
    assert handover.person(Fields({"email": "", "webhook": ""})) == {}


@pytest.mark.parametrize(
    "given",
    [
        {"email": "nobody"}, {"email": "a@b?bcc=c@d"}, {"webhook": "http://desk.example/"},
        {"webhook": "https://127.0.0.1/"}, {"webhook": "https://169.254.169.254/"}, {"webhook": "desk"},
        {"webhook": "https://u:p@desk.example/"}, {"email": 5},
    ],
)  # fmt: skip
def test_nowhere_else(given: dict[str, Any]):
    with pytest.raises(BadInput):
        handover.person(Fields(given))
