from __future__ import annotations

import pytest

from docent.retrieve import readable, search, shared
from tests.library import Library

TEXT = "The deposit for a bike is fifty euros. It is paid back when the bike returns whole."


def test_a_search_gives_passages_with_their_scores() -> None:
    library = Library()
    library.read(TEXT)
    (passage,) = search("deposit", 5, bot=library.bot, **library.ports)
    assert passage.scores == {"dense": pytest.approx(0.3, abs=0.2), "lexical": pytest.approx(0.4, abs=0.2)}
    assert passage.chunk.text == TEXT


def test_a_bot_that_knows_nothing_finds_nothing() -> None:
    library = Library()
    assert search("deposit", 5, bot=library.bot, **library.ports) == []


def test_an_answer_reads_no_text_twice_and_neighbours_as_one() -> None:
    library = Library()
    sentences = " ".join(f"Rule {number} is about deposits and keys of bikes." for number in range(60))
    library.read(sentences)
    library.read(TEXT, "other.txt")
    library.read(TEXT + "\n", "copy.txt")
    hits = search("deposits and keys", 50, bot=library.bot, **library.ports)
    passages = readable(hits, 50, bot=library.bot, chunks=library.knowledge)
    assert sorted(each.chunk.text for each in passages) == sorted([sentences, TEXT])


def test_a_cut_sentence_is_read_with_its_rest() -> None:
    library = Library()
    words = " ".join(f"word{number}" for number in range(600))
    library.read(words)
    (first,) = search("word1", 1, bot=library.bot, **library.ports)
    (passage,) = readable([first], 1, bot=library.bot, chunks=library.knowledge)
    assert len(passage.chunk.text) > len(first.chunk.text)
    assert passage.chunk.text in words


def test_what_a_question_shares_with_a_text_is_shown_as_it_is_written() -> None:
    text = "The Deposit for two bikes: the deposit. AB-12 is a lock."
    found = shared("DEPOSIT of AB-12?", text)
    assert {"Deposit", "deposit"} <= set(found)
    assert any("12" in word for word in found)
    assert shared("zebra", TEXT) == []
