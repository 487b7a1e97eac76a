from __future__ import annotations

from typing import Any

from docent.model import Extraction, Page
from docent.ocr import recognise
from tests.fakes import MemoryFiles, MemoryPictures, ScriptedRecogniser

SAID = {b"2": "The rent is exam-\nined each year.", b"3": "It is due on the third."}
FOUND = Extraction((Page(1, "A lease."),), 4, silent_pages=(2, 4), garbled_pages=(3,), drawable=True)


def seen(extraction: Extraction = FOUND, **given: Any) -> Extraction:
    found = partly(extraction, **given)
    assert found is not None
    return found


def partly(extraction: Extraction = FOUND, **given: Any) -> Extraction | None:
    ports = {
        "files": MemoryFiles(), "pictures": MemoryPictures(), "recogniser": ScriptedRecogniser(SAID),
        "most": 99, "go_on": lambda done, total: True,
    }  # fmt: skip
    return recognise(b"", extraction, "key", **{**ports, **given})


def test_what_was_recognised_takes_its_place_among_the_pages() -> None:
    found = seen()
    assert [(page.number, page.text) for page in found.pages] == [
        (1, "A lease."),
        (2, "The rent is examined each year."),
        (3, "It is due on the third."),
    ]
    assert (found.recognised_pages, found.silent_pages, found.garbled_pages) == ((2, 3), (4,), ())
    assert found.looked_at


def test_nothing_is_looked_at_where_nobody_reads_or_nothing_can_be_drawn() -> None:
    assert seen(recogniser=None) is FOUND
    slides = Extraction(FOUND.pages, 4, silent_pages=(2,))
    recogniser = ScriptedRecogniser(SAID)
    assert seen(slides, recogniser=recogniser) is slides
    whole = Extraction(FOUND.pages, 1, drawable=True)
    assert seen(whole, recogniser=recogniser) is whole
    assert recogniser.seen == []


def test_text_that_nobody_is_sure_of_is_no_text() -> None:
    assert seen(recogniser=ScriptedRecogniser(SAID, sure=0.3)).recognised_pages == ()
    garbage = {b"2": "/g3 /g12 /g44 /g55 /g6 " * 9}
    assert seen(recogniser=ScriptedRecogniser(garbage)).silent_pages == (2, 4)


def test_a_page_that_cannot_be_drawn_does_not_lose_its_neighbours() -> None:
    found = seen(pictures=MemoryPictures(2))
    assert (found.recognised_pages, found.silent_pages) == ((3,), (2, 4))


def test_a_recogniser_that_does_not_answer_is_said_and_what_it_read_stays() -> None:
    pages = tuple(range(1, 12))
    said = {str(page).encode(): f"Page {page}." for page in pages}
    found = seen(
        Extraction((), 11, silent_pages=pages, drawable=True), recogniser=ScriptedRecogniser(said, most=8)
    )
    assert (found.recognised_pages, found.silent_pages) == (pages[:8], pages[8:])
    assert found.notes == ("Text recognition stopped: It is asleep. Try again later.",)
    assert not found.looked_at


def test_no_more_pages_are_paid_for_than_may_be() -> None:
    recogniser = ScriptedRecogniser(SAID)
    found = seen(recogniser=recogniser, most=1)
    assert recogniser.seen == [b"2"]
    assert found.notes == ("Text recognition read the first 1 of 3 pages without text. Split the file.",)


def test_what_was_recognised_before_is_not_paid_for_again() -> None:
    pages = tuple(range(1, 12))
    said = {str(page).encode(): f"Page {page}." for page in pages}
    scan, files, recogniser = (
        Extraction((), 11, pages, drawable=True),
        MemoryFiles(),
        ScriptedRecogniser(said),
    )
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> bool:
        told.append((done, total))
        return False

    assert partly(scan, files=files, recogniser=recogniser, go_on=stop) is None
    assert told == [(8, 11)]
    assert seen(scan, files=files, recogniser=recogniser).recognised_pages == pages
    assert len(recogniser.seen) == 11
