from __future__ import annotations

import pytest

from docent.coverage import MOST_PAGES, report, require, shortfall
from docent.errors import DocumentRejected
from docent.model import Chunk, Extraction, Page


def chunk(page: int, *turns: int) -> Chunk:
    return Chunk("c", "d", "f.pdf", 0, "text", page, turns=tuple((1, each) for each in turns))


def test_says_of_every_page_what_it_gave() -> None:
    pages = (Page(1, "Some text."), Page(3, "a | b\n-|-\nc | d"))
    extraction = Extraction(pages, 5, (2,), garbled_pages=(4,), images={2: 1, 3: 2})
    found = report(extraction, [chunk(1, 3), chunk(3)])
    assert (found["characters"], found["pages_with_text"]) == (25, 2)
    assert (found["pages_without_text"], found["pages_garbled"]) == ([2], [4])
    detail = found["pages_detail"]
    assert [each["page"] for each in detail] == [1, 2, 3, 4, 5]
    assert [each["layer"] for each in detail] == ["text", "none", "text", "garbled", "blank"]
    assert [each["chunks"] for each in detail] == [1, 0, 2, 0, 0]
    assert [each["images"] for each in detail] == [0, 1, 2, 0, 0]
    assert [each["tables"] for each in detail] == [0, 0, 1, 0, 0]


def test_a_file_without_pages_is_page_nought() -> None:
    (only,) = report(Extraction((Page(0, "Some text."),), 0), [chunk(0)])["pages_detail"]
    assert (only["page"], only["characters"], only["chunks"]) == (0, 10, 1)


def test_a_long_document_lists_its_first_pages() -> None:
    pages = tuple(Page(number, "x") for number in range(1, MOST_PAGES + 9))
    assert len(report(Extraction(pages, len(pages)), [])["pages_detail"]) == MOST_PAGES


@pytest.mark.parametrize(
    ("silent", "garbled", "reason", "said"),
    [
        ((), (), "", ""),
        ((2, 4), (), "pages_without_text", "No text was found on page 2, 4."),
        ((), (3,), "garbled_text", "The letters on page 3 make no words"),
        ((2,), (3,), "pages_without_text", "on page 3 make no words"),
        (tuple(range(1, 30)), (), "pages_without_text", "20 and more."),
    ],
)
def test_says_what_is_missing_and_the_cure(
    silent: tuple[int, ...], garbled: tuple[int, ...], reason: str, said: str
) -> None:
    found, message = shortfall(Extraction((), 40, silent, garbled))
    assert found == reason
    assert said in message
    assert bool(message) == ("(OCR)" in message)


def test_what_was_recognised_is_told_from_what_was_read() -> None:
    extraction = Extraction((Page(1, "a"), Page(2, "b")), 2, recognised_pages=(2,), notes=("A note.",))
    found = report(extraction, [])
    assert [each["layer"] for each in found["pages_detail"]] == ["text", "recognised"]
    assert (found["pages_recognised"], found["notes"]) == ([2], ["A note."])


@pytest.mark.parametrize(
    ("extraction", "reason", "said"),
    [
        (Extraction((), 2, (1, 2)), "no_text_layer", "Run text recognition"),
        (Extraction((), 2, (), (1, 2)), "garbled_text", "make it again from its source"),
        (Extraction((), 2, (1, 2), looked_at=True), "no_text_layer", "found none either"),
        (Extraction((), 2, (1, 2), notes=("It stopped.",)), "no_text_layer", "It stopped."),
    ],
)
def test_a_document_without_any_text_is_refused_with_the_cure(
    extraction: Extraction, reason: str, said: str
) -> None:
    with pytest.raises(DocumentRejected, match=said) as caught:
        require(extraction)
    assert caught.value.reason == reason
    require(Extraction((Page(1, "a"),), 1))


def test_recognition_that_found_nothing_is_not_advised_again() -> None:
    _, message = shortfall(Extraction((Page(1, "a"),), 2, (2,), looked_at=True))
    assert "Run text recognition" not in message
