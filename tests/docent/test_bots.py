from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent import bots
from docent.errors import BadInput, NotFound, Unavailable
from docent.model import Bot, Document
from tests.contracts.bots import some_bot
from tests.contracts.conversations import some_turn
from tests.contracts.documents import some_document
from tests.contracts.knowledge import some_block, some_chunks
from tests.fakes import MemoryConversations
from tests.gatekeepers import MemoryKeys
from tests.library import Stores


class World(Stores):
    """One bot with two documents, a conversation, and a neighbour that must stay as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.conversations = MemoryConversations()
        self.neighbour = self.new_bot()
        for bot in (self.bot, self.neighbour):
            for _ in range(2):
                self.publish(bot)
            self.conversations.record(some_turn("msg_1", bot_id=bot.bot_id), 90)

    def publish(self, bot: Bot) -> Document:
        document = some_document(bot)
        self.documents.create(document)
        self.files.put(document.original, b"x", "application/pdf")
        self.knowledge.store(bot.bot_id, [some_block(document, "v", 3)], some_chunks(document, "v", 3))
        published = replace(document, status="ready", chunks=3, live_version="v")
        self.documents.publish(published)
        return published

    def delete(self) -> Any:
        return bots.delete(
            self.bot, writer=self.bots, documents=self.documents, document_writer=self.documents,
            knowledge=self.knowledge, files=self.files, conversations=self.conversations, grants=MemoryKeys(),
        )  # fmt: skip

    def delete_document(self, document_id: str) -> Any:
        return bots.delete_document(
            self.bot, document_id, documents=self.documents, writer=self.documents,
            publisher=self.documents, knowledge=self.knowledge, files=self.files,
        )  # fmt: skip

    def kept(self, bot_id: str) -> int:
        items = [*self.knowledge.items, *self.documents.documents]
        return (
            sum(key[0] == bot_id for key in items)
            + sum(key.startswith(bot_id) for key in self.files.files)
            + sum(turn.bot_id == bot_id for turn in self.conversations.recorded)
            + (bot_id in self.bots.bots)
        )


@pytest.fixture
def world() -> World:
    return World()


def test_the_receipt_counts_what_left_each_store(world: World) -> None:
    neighbours = world.kept(world.neighbour.bot_id)
    receipt = world.delete()
    assert receipt["removed"] == {
        "documents": 2, "files": 2, "blocks": 2, "chunks": 6, "conversations": 1, "keys": 0, "identities": 0,
        "members": 0, "tests": 0, "deeds": 0, "bots": 1,
    }  # fmt: skip
    assert receipt["probe"] == {"answers": False, "left": dict.fromkeys(receipt["probe"]["left"], 0)}
    assert world.kept(world.bot_id) == 0
    assert world.kept(world.neighbour.bot_id) == neighbours


def test_a_deletion_that_was_cut_off_is_finished_by_the_next(world: World) -> None:
    erase, world.files.erase = world.files.erase, _fails  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        world.delete()
    assert world.bots.bots[world.bot.bot_id].erasing
    world.files.erase = erase  # type: ignore[method-assign]
    assert world.delete()["removed"]["files"] == 2
    assert world.kept(world.bot_id) == 0


def _fails(prefix: str) -> int:
    raise Unavailable("no")


def test_a_deleted_document_leaves_nothing_and_the_rest_stays(world: World) -> None:
    document = world.publish(world.bot)
    before = world.kept(world.bot_id)
    receipt = world.delete_document(document.document_id)
    assert receipt["removed"] == {"documents": 1, "blocks": 1, "chunks": 3, "files": 1}
    assert receipt["probe"]["answers"] is False
    assert world.kept(world.bot_id) == before - 6
    assert world.bots.bots[world.bot.bot_id].documents == 2
    with pytest.raises(NotFound):
        world.delete_document(document.document_id)


def test_a_document_of_another_bot_is_not_found(world: World) -> None:
    document = world.publish(world.neighbour)
    with pytest.raises(NotFound):
        world.delete_document(document.document_id)


@pytest.mark.parametrize(
    "theme",
    ["red", ["a"], {"color": "red"}, {"color": "#12345"}, {"color": "#112233;}body{display:none"},
     {"position": "top"}, {"greeting": "a\nb"}, {"consent": "a" * 501}, {"greeting": 5}, {"css": "x"},
     {"color": "#112233\n"}, {"greeting": "\ud800"}, {"consent": "\ud800"}, {"avatar": "\udfff"}],
)  # fmt: skip
def test_a_theme_carries_nothing_else(theme: Any) -> None:
    with pytest.raises(BadInput) as refused:
        bots.checked_theme(theme)
    assert refused.value.field == "theme"


def test_a_theme_of_known_values_is_taken() -> None:
    theme = {
        "color": "#0A7d33",
        "position": "left",
        "greeting": "Hello, <b>you</b>!",
        "consent": "a" * 500,
        "language": "de",
    }
    assert bots.checked_theme(theme) == theme


def test_a_model_must_be_one_that_is_here() -> None:
    assert bots.checked_model("extractive", known=("gemini-x",)) == "extractive"
    with pytest.raises(BadInput, match="gemini-x"):
        bots.checked_model("gpt", known=("gemini-x",))


def test_the_snippet_is_one_tag() -> None:
    bot = some_bot(theme={"position": "left", "greeting": "Hi", "language": "de"})
    tag = bots.snippet(bot, widget_url="https://w.example/docent.js", api_url="https://api.example")
    assert tag.startswith('<script async src="https://w.example/docent.js" data-bot="bot_')
    assert tag.endswith('data-api="https://api.example" data-position="left" data-language="de"></script>')
