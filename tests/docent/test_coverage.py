from __future__ import annotations

import pytest

from docent.coverage import MOST_PAGES, report, shortfall
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
