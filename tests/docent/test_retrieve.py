from __future__ import annotations

from docent.retrieve import search
from tests.library import Library

TEXT = "The deposit for a bike is fifty euros. It is paid back when the bike returns whole."


def test_a_search_gives_passages_with_their_scores() -> None:
    library = Library()
    library.read(TEXT)
    (passage,) = search("deposit", 5, bot=library.bot, **library.ports)
    assert passage.scores["dense"] == passage.score
    assert passage.chunk.text == TEXT


def test_a_bot_that_knows_nothing_finds_nothing() -> None:
    library = Library()
    assert search("deposit", 5, bot=library.bot, **library.ports) == []
