from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.chunk import chunk
from docent.cite import cited
from docent.conversation import Citation
from docent.model import Chunk, Extraction, Page, Passage
from docent.passages import cut_at, distinct, joined

TEXT = (
    "The shop opens at nine. It closes at six. On Sundays it stays shut. Bikes are lent by the day. "
    "A helmet is free of charge. The deposit is fifty euros. It is paid back when the bike returns whole. "
    "Lost keys cost twenty euros. A flat tyre is on us."
)


def chunks_of(*pages: str, size: int = 14, overlap: int = 6, document_id: str = "d") -> list[Chunk]:
    numbered = tuple(Page(number, text) for number, text in enumerate(pages, 1))
    return chunk(
        Extraction(numbered, len(pages)), document_id=document_id, version="v1", filename="f.txt",
        count_tokens=lambda texts: [len(text.split()) for text in texts], size=size, overlap=overlap,
    )  # fmt: skip


def hits(*chunks: Chunk) -> list[Passage]:
    return [Passage(each, 1 - rank / 10) for rank, each in enumerate(chunks)]


def passage(text: str, number: int = 0) -> Passage:
    return Passage(Chunk(f"c.d{number}.v1.000000", f"d{number}", "f.txt", 0, text, 0), 1.0)


def test_the_same_text_of_two_documents_is_read_once() -> None:
    assert distinct([passage(TEXT), passage(TEXT.replace(". ", ".\n"), 1)], 6) == [passage(TEXT)]


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("twenty", "thirty").replace("fifty", "sixty"),
        "In 2025: " + TEXT,
        TEXT + " The workshop stands behind the house.",
        "店铺九点开门，六点关门。",
    ],
)
def test_what_tells_something_else_stays(other: str) -> None:
    assert len(distinct([passage(TEXT), passage(other, 1)], 6)) == 2


def test_a_piece_of_a_better_hit_goes_and_a_better_piece_leaves_the_whole() -> None:
    piece = passage("Lost keys cost twenty euros. A flat tyre is on us.", 1)
    assert distinct([passage(TEXT), piece], 6) == [passage(TEXT)]
    assert len(distinct([piece, passage(TEXT)], 6)) == 2


def test_neighbours_are_read_as_one_where_the_best_of_them_stood() -> None:
    first, second, third, *_ = chunks_of(TEXT)
    other = chunks_of("Wine is sold in bottles.", document_id="e")[0]
    one, two = joined(hits(second, other, first))
    assert one.chunk.text == TEXT[first.start : second.end]
    assert (one.chunk.chunk_id, one.score) == (second.chunk_id, 1.0)
    assert (one.chunk.start, one.chunk.end) == (first.start, second.end)
    assert [one.chunk.text[start:end] for start, end in one.parts] == [first.text, second.text]
    assert two.chunk == other
    assert [each.chunk.ordinal for each in joined(hits(third, first))] == [2, 0]


def test_a_neighbour_that_was_not_found_joins_the_hit_it_touches() -> None:
    first, second, third, *_ = chunks_of(TEXT)
    (one,) = joined(hits(second), [first, third])
    assert one.chunk.text == TEXT[first.start : third.end]


def test_a_neighbour_that_touches_no_hit_is_not_read() -> None:
    first, second, third, *_ = chunks_of(TEXT)
    far = replace(third, start=second.end + 12, end=third.end + 99)  # behind white space, as it is indented
    assert joined(hits(second), [far]) == joined(hits(second))
    assert joined(hits(first), [third]) == joined(hits(first))


def test_curated_answers_stay_by_themselves() -> None:
    first, second, *_ = chunks_of(TEXT)
    asked = Chunk(**{**{name: getattr(second, name) for name in Chunk.__slots__}, "asked": "When?"})
    assert len(joined(hits(first, asked))) == 2


def test_the_header_of_a_table_stands_once() -> None:
    rows = "\n".join(f"| model {number} | {number} euros |" for number in range(12))
    table = chunks_of(f"| name | price |\n| --- | --- |\n{rows}\n", size=40, overlap=0)
    assert len(table) > 1
    (one,) = joined(hits(*table))
    assert one.chunk.text.count("| name | price |") == 1
    assert all(f"| model {number} |" in one.chunk.text for number in range(12))


@given(
    pages=st.lists(
        st.lists(st.sampled_from(TEXT.split(". ")), min_size=1, max_size=9).map(
            lambda sentences: ". ".join(sentences) + "."
        ),
        min_size=1, max_size=4,
    ),
    size=st.integers(6, 40),
    overlap=st.integers(0, 12),
)  # fmt: skip
def test_pages_and_text_are_those_of_the_document(pages: list[str], size: int, overlap: int) -> None:
    whole = "\n".join(pages)
    chunks = chunks_of(*pages, size=size, overlap=overlap)
    for first, second in pairwise(chunks):
        (one,) = joined(hits(second, first))
        assert one.chunk.text.split() == whole[first.start : second.end].split()
        for part, (start, end) in zip((first, second), one.parts, strict=True):
            assert one.chunk.text[start:end] == part.text
            for at in range(end - start):
                if not part.text[at].isspace():
                    assert one.chunk.page_at(start + at) == part.page_at(at)


def test_quotes_stand_word_for_word_in_one_chunk_and_on_its_page() -> None:
    chunks = chunks_of(TEXT[:95], TEXT[95:], size=18, overlap=8)
    (one,) = joined(hits(*chunks))
    for sentence in TEXT.split(". "):
        found = [each for each in cited([f"{sentence} [1]."], [one]) if isinstance(each, Citation)]
        assert len(found) == 1
        held = [each for each in chunks if found[0].quote in each.text]
        assert found[0].page in {each.page_at(each.text.index(found[0].quote)) for each in held}


def test_a_sentence_over_two_chunks_is_quoted_in_the_part_that_stands_in_one() -> None:
    text = "Whoever rents a bike pays fifty euros of deposit and gets it back when the bike returns whole"
    first, second = chunks_of(text, size=10, overlap=0)
    (one,) = joined(hits(first, second))
    assert one.chunk.text == text
    (citation,) = [
        each for each in cited(["Fifty euros of deposit [1]."], [one]) if isinstance(each, Citation)
    ]
    assert citation.quote in first.text or citation.quote in second.text
    assert cut_at(first) == (False, True)
    assert cut_at(second) == (True, True)
    assert cut_at(chunks_of(TEXT)[1]) == (False, False)
