from __future__ import annotations

from dataclasses import replace

import pytest

from docent.model import Chunk, Passage
from docent.prompt import PASSAGES_LIMIT
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


ASKED = "questions about the deposit"
BESIDE = "Questions about the deposit and about keys are answered by us."


def test_what_stands_on_every_page_leaves_room_for_what_answers() -> None:
    library = Library()
    for number in range(13):
        library.read(BESIDE, f"page{number}.txt")
    library.read(TEXT)
    hits = search(ASKED, 12, bot=library.bot, **library.ports)
    passages = readable(hits, 6, bot=library.bot, chunks=library.knowledge)
    assert [each.chunk.text for each in passages] == [BESIDE, TEXT]


def test_more_is_read_only_where_that_is_so() -> None:
    library = Library()
    for number in range(13):
        library.read(f"{BESIDE} Bike {number} costs {number} euros.", f"page{number}.txt")
    assert len(search(ASKED, 12, bot=library.bot, **library.ports)) == 12


def test_what_is_switched_off_leaves_room_too() -> None:
    library = Library()
    for number in range(12):
        library.read(BESIDE, f"page{number}.txt")
    items = library.knowledge.items
    items |= {key: replace(each, off=True) for key, each in items.items() if isinstance(each, Chunk)}
    library.read(TEXT)
    (hit,) = search(ASKED, 12, bot=library.bot, **library.ports)
    assert hit.chunk.text == TEXT


def test_a_cut_sentence_is_read_with_its_rest() -> None:
    library = Library()
    words = " ".join(f"word{number}" for number in range(600))
    library.read(words)
    (first,) = search("word1", 1, bot=library.bot, **library.ports)
    (passage,) = readable([first], 1, bot=library.bot, chunks=library.knowledge)
    assert len(passage.chunk.text) > len(first.chunk.text)
    assert passage.chunk.text in words


def test_curated_answers_without_an_end_mark_are_read_by_themselves() -> None:
    library = Library()
    library.read_pairs([(f"Who pays for bike {number}?", f"By card {number}") for number in range(6)])
    found = search("Who pays for bike 3?", 3, bot=library.bot, **library.ports)
    read = readable(found, 1, bot=library.bot, chunks=library.knowledge)
    assert [each.chunk.text for each in read] == [found[0].chunk.text]


def test_what_a_question_shares_with_a_text_is_shown_as_it_is_written() -> None:
    text = "The Deposit for two bikes: the deposit. AB-12 is a lock."
    found = shared("DEPOSIT of AB-12?", text)
    assert {"Deposit", "deposit"} <= set(found)
    assert any("12" in word for word in found)
    assert shared("zebra", TEXT) == []


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        ("बैटरी की वारंटी कितनी है?", "बैटरी पर एक साल की वारंटी है।", ["बैटरी", "वारंटी"]),
        ("Wie lang ist die Frist?", "Eine Kündigungsfrist von drei Monaten.", ["Kündigungsfrist"]),
        ("Do you teach C++ or C#?", "Courses in C++, C# and Go.", ["C++", "C#"]),
        ("R&D budget?", "Of R&D nothing is said.", ["R&D"]),
        ("It is 1000, at 10:30?", "At 10:30 it was 1,000.", ["10:30", "1,000"]),
        ("deposit", "A self-depositing box", ["self-depositing"]),
    ],
)
def test_words_with_marks_and_signs_and_ends_of_compounds_are_shown_whole(
    question: str, text: str, why: list[str]
) -> None:
    assert [word for word in shared(question, text) if word in why] == why


def test_of_scripts_without_spaces_what_is_shared_stands_in_the_text() -> None:
    text = "ค่าจัดส่ง 50 บาท"
    found = shared("ค่าจัดส่งเท่าไร", text)
    assert found
    assert all(each in text for each in found)


def _of_bands(reads_all: bool, bands: int = 9) -> Library:
    library = Library(reads_all=reads_all)
    for criterion in ("Coherence", "Vocabulary", "Grammar", "Task"):
        levels = (f"Band {band}: {criterion} of this level, {'word ' * 50}" for band in range(bands))
        library.read("\n\n".join(f"# {criterion}\n\n{level}" for level in levels), f"{criterion}.txt")
    return library


def _read(library: Library) -> list[Passage]:
    hits = search("vocabulary", 12, bot=library.bot, **library.ports)
    return readable(hits, 6, bot=library.bot, chunks=library.knowledge)


def test_a_bot_that_reads_all_answers_from_everything_in_reading_order() -> None:
    library = _of_bands(reads_all=True)
    passages = _read(library)
    assert [each.chunk.chunk_id for each in passages] == sorted(each.chunk.chunk_id for each in passages)
    assert len(passages) == library.bot.chunks > 6
    assert len(_read(_of_bands(reads_all=False))) <= 6


def test_where_all_is_too_much_the_nearest_are_read() -> None:
    library = _of_bands(reads_all=True, bands=30)
    assert sum(len(each.chunk.text) for each in _read(library)) < PASSAGES_LIMIT
    assert len(_read(library)) <= 6 < library.bot.chunks
