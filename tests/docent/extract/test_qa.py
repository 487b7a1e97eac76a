import json

import pytest

from docent.chunk import chunk
from docent.errors import DocumentRejected
from docent.extract import extract
from docent.extract.qa import SUFFIX
from tests.fakes import WordEmbedder


def of(*pairs: tuple[str, str]) -> bytes:
    return json.dumps({"pairs": [{"question": q, "answer": a} for q, a in pairs]}).encode()


def test_each_pair_is_one_passage_under_its_question() -> None:
    data = of(("When do you open?", "At nine."), ("What is it?", "```\nunclosed code"), ("1. Why?", "# So."))
    extraction = extract(data, "faq" + SUFFIX, most_pages=1, progress=lambda done, total: None)
    chunks = chunk(
        extraction, document_id="d", version="v", filename="faq", count_tokens=WordEmbedder().count_tokens
    )
    assert [each.heading for each in chunks] == ["When do you open?", "What is it?", "1. Why?"]
    assert [each.ordinal for each in chunks] == [0, 1, 2]
    assert len({each.chunk_id for each in chunks}) == 3
    assert chunks[0].text == "# When do you open?\n\nAt nine."
    whole = "\n".join(page.text for page in extraction.pages)
    assert [whole[each.start : each.end] for each in chunks] == [each.text for each in chunks]


def test_a_pair_is_one_passage_however_long_its_answer() -> None:
    long = ("Because of this and of that. " * 100).strip()
    extraction = extract(
        of(("Why?", long), ("When?", "Now.")), "faq" + SUFFIX, most_pages=1, progress=lambda done, total: None
    )
    first, second = chunk(
        extraction, document_id="d", version="v", filename="faq", count_tokens=WordEmbedder().count_tokens
    )
    assert (first.asked, first.heading, first.embedded) == ("Why?", "Why?", "Why?")
    assert first.text == f"# Why?\n\n{long}"
    assert first.text in first.indexed
    assert (second.asked, second.ordinal, second.start) == ("When?", 1, first.end + 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"no json", "unreadable"), (b"[]", "unreadable"), (b'{"pairs": [1]}', "unreadable"), (of(), "empty")],
)
def test_what_holds_no_pairs(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentRejected) as caught:
        extract(data, "faq" + SUFFIX, most_pages=1, progress=lambda done, total: None)
    assert caught.value.reason == reason
