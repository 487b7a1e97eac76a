from __future__ import annotations

from typing import Any

import pytest

from docent import qa
from docent.errors import BadInput, TooLarge
from docent.extract.qa import Pair
from tests.contracts.bots import some_bot
from tests.fakes import MemoryBots, MemoryDocuments, MemoryFiles

PAIRS = [Pair("When do you open?", "At nine."), Pair("What is it?", 'A shop, "ours".')]


def test_of_json() -> None:
    given = [
        {"question": " When  do you\nopen? ", "answer": " At nine. "},
        PAIRS[1]._asdict(),
        PAIRS[0]._asdict(),
    ]
    assert qa.of_json(given) == PAIRS


@pytest.mark.parametrize(
    "text",
    [
        'question,answer\nWhen do you open?,At nine.\nWhat is it?,"A shop, ""ours""."\n',
        'When do you open?,At nine.\r\nWhat is it?,"A shop, ""ours""."\r\n',
        'id;Answer;Question\n1;At nine.;When do you open?\n\n2;"A shop, ""ours"".";What is it?\n',
        '\ufeffQ\tA\nWhen do you open?\tAt nine.\nWhat is it?\t"A shop, ""ours""."',
    ],
)
def test_of_csv(text: str) -> None:
    assert qa.of_csv(text.encode()) == PAIRS


def test_a_csv_in_another_encoding() -> None:
    assert (
        qa.of_csv("question,answer\nWo ist das Café?,Über der Straße.".encode("utf-16"))[0].answer[0] == "Ü"
    )


@pytest.mark.parametrize(
    "given",
    [None, "x", [], [1], [{"question": "a"}], [{"question": " ", "answer": "b"}],
     [{"question": 1, "answer": "b"}],
     [{"question": "a" * 291, "answer": "b"}], [{"question": "a", "answer": "b" * 8001}],
     [{"question": "a", "answer": "\ud800"}], [{"question": f"{n}?", "answer": "b"} for n in range(2001)]],
)  # fmt: skip
def test_pairs_that_cannot_be_used(given: Any) -> None:
    with pytest.raises(BadInput) as caught:
        qa.of_json(given)
    assert caught.value.field == "pairs"


def test_one_question_with_two_answers_is_refused_with_both_rows() -> None:
    with pytest.raises(BadInput, match="Rows 2 and 4"):
        qa.of_csv(b"question,answer\nWhen?,Now.\nWhy?,So.\nWHEN?,Later.")


def test_a_csv_without_rows_or_too_large() -> None:
    with pytest.raises(BadInput):
        qa.of_csv(b"\n\n")
    with pytest.raises(BadInput):
        qa.of_csv(b"question,answer\n")
    with pytest.raises(TooLarge):
        qa.of_csv(b"a,b\n" * 2**20 + b"a,b\n")


def test_the_same_pairs_make_one_document() -> None:
    documents, files, bot = MemoryDocuments(MemoryBots()), MemoryFiles(), some_bot()
    ports: dict[str, Any] = {"documents": documents, "writer": documents, "files": files}
    first = qa.receive(bot, PAIRS, "Opening.csv", **ports)
    assert (first.filename, first.content_type) == ("Opening.qa.json", "application/vnd.docent.qa+json")
    assert qa.receive(bot, PAIRS, "", **ports) == first
    other = qa.receive(bot, PAIRS[:1], "", **ports)
    assert other.filename.startswith("questions ")
    assert set(files.files) == {first.original, other.original}
