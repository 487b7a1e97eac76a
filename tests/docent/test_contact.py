from typing import Any

import pytest

from docent import contact
from docent.errors import BadInput, NotFound
from docent.fields import Fields
from tests.contracts.conversations import some_turn
from tests.fakes import MemoryConversations


def test_a_form_asks_each_field_once():
    given = {"when": "before", "fields": ["email", "name", "email"]}
    assert contact.form(Fields(given)) == {"when": "before", "fields": ["email", "name"]}


@pytest.mark.parametrize("given", [{}, {"when": "before"}, {"fields": []}])
def test_a_form_without_fields_is_none(given: dict[str, Any]):
    assert contact.form(Fields(given)) == {}


@pytest.mark.parametrize(
    "given", [{"fields": ["iban"]}, {"fields": ["name"], "when": "never"}, {"fields": "name"}]
)
def test_a_form_of_anything_else_is_refused(given: dict[str, Any]):
    with pytest.raises(BadInput):
        contact.form(Fields(given))


class TestLeaving:
    @pytest.fixture
    def kept(self) -> MemoryConversations:
        kept = MemoryConversations()
        for message_id in ("msg_1", "msg_2"):
            kept.record(some_turn(message_id), 90)
        return kept

    def leave(self, kept: MemoryConversations, given: dict[str, Any], asker: str = "ann") -> None:
        contact.leave("bot_1", "con_1", Fields(given), asker, turns=kept, contacts=kept)

    def test_it_stands_at_the_first_turn_without_what_is_empty(self, kept: MemoryConversations):
        self.leave(kept, {"name": " Jane ", "phone": ""})
        assert [turn.contact for turn in kept.recorded] == [{"name": "Jane"}, {}]

    def test_only_who_asked_may(self, kept: MemoryConversations):
        with pytest.raises(NotFound):
            self.leave(kept, {"name": "Eve"}, asker="eve")

    @pytest.mark.parametrize("given", [{"iban": "DE1"}, {"name": 5}, {"name": "x" * 201}])
    def test_nothing_else_is_kept(self, kept: MemoryConversations, given: dict[str, Any]):
        with pytest.raises(BadInput):
            self.leave(kept, given)
        assert not any(turn.contact for turn in kept.recorded)
