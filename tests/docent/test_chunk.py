from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from docent.chunk import chunk
from docent.model import Chunk, Extraction, Page, chunk_id


def count_tokens(texts: Sequence[str]) -> list[int]:
    """A token for every four letters of a word begun, and for every other sign."""
    return [sum(-(-len(word) // 4) for word in re.findall(r"\w+|[^\w\s]", text)) for text in texts]


def document(*pages: str) -> Extraction:
    return Extraction(tuple(Page(number, text) for number, text in enumerate(pages, 1)), len(pages))


def chunks_of(extraction: Extraction, size: int = 40, overlap: int = 0) -> list[Chunk]:
    return chunk(
        extraction,
        document_id="d",
        version="v",
        filename="f.pdf",
        count_tokens=count_tokens,
        size=size,
        overlap=overlap,
    )


WORDS = st.sampled_from(
    [
        "the",
        "Licensee",
        "shall",
        "pay.",
        "Fees,",
        "(a)",
        "#",
        "## Part",
        "GOVERNING LAW",
        "\n",
        "\n\n",
        "。终止",
        "x" * 90,
    ]
)
PAGES = st.lists(st.lists(WORDS, max_size=60).map(" ".join), min_size=1, max_size=4)


@given(PAGES, st.integers(8, 60), st.integers(0, 12))
def test_spans_sizes_and_coverage(pages: list[str], size: int, overlap: int) -> None:
    extraction = document(*pages)
    text = "\n".join(pages)
    chunks = chunks_of(extraction, size, overlap)
    covered = bytearray(len(text))
    for ordinal, each in enumerate(chunks):
        assert each.text == text[each.start : each.end] == each.text.strip() != ""
        assert (each.ordinal, each.chunk_id) == (ordinal, chunk_id("d", "v", ordinal))
        assert count_tokens([each.text])[0] <= size
        covered[each.start : each.end] = b"\x01" * (each.end - each.start)
    assert not "".join(char for char, seen in zip(text, covered, strict=True) if not seen).strip()
    starts = [each.start for each in chunks]
    assert starts == sorted(set(starts))


@given(PAGES, st.integers(8, 60))
def test_every_character_is_on_its_page(pages: list[str], size: int) -> None:
    begins = [sum(len(page) + 1 for page in pages[:at]) for at in range(len(pages))]
    for each in chunks_of(document(*pages), size):
        for offset in range(len(each.text)):
            expected = max(at for at, begin in enumerate(begins) if begin <= each.start + offset) + 1
            assert each.page_at(offset) == expected


@given(st.lists(st.sampled_from(["word", "longer", "a", "sentence."]), min_size=1, max_size=200))
def test_words_are_never_cut(words: list[str]) -> None:
    found = " ".join(each.text for each in chunks_of(document(" ".join(words)), size=7))
    assert found.split() == words


def test_a_chunk_ends_where_a_sentence_does() -> None:
    sentence = "This is one of many sentences here."
    found = chunks_of(document(" ".join([sentence] * 20)), size=40)
    assert len(found) > 3
    assert all(each.text.startswith("This") and each.text.endswith("here.") for each in found)


def test_neighbours_share_whole_sentences() -> None:
    text = " ".join(f"Sentence number {number} says this." for number in range(20))
    found = chunks_of(document(text), size=40, overlap=12)
    for before, after in zip(found, found[1:], strict=False):
        shared = text[after.start : before.end]
        assert shared.startswith("Sentence")
        assert shared.endswith(".")
        assert count_tokens([shared])[0] <= 12


def test_a_heading_begins_a_chunk_and_names_what_follows() -> None:
    body = "A sentence of the section stands here. " * 4
    found = chunks_of(
        document(f"# Warranty\n{body}\n## Exceptions\n{body}\n# Law\n{body}"), size=60, overlap=20
    )
    assert [each.heading for each in found] == ["Warranty", "Warranty > Exceptions", "Law"]
    assert [each.text.splitlines()[0] for each in found] == ["# Warranty", "## Exceptions", "# Law"]


def test_a_line_that_looks_like_a_heading_begins_a_chunk_too() -> None:
    body = "A sentence of the section stands here, and it is long.\n" * 2
    found = chunks_of(document(f"Opening hours\n{body}Late return\n{body}"))
    assert [each.text.splitlines()[0] for each in found] == ["Opening hours", "Late return"]


def test_short_sections_share_a_chunk() -> None:
    found = chunks_of(document("# One\nShort.\n# Two\nShort.\n# Three\nShort."))
    assert [each.heading for each in found] == ["One"]


def test_a_passage_knows_the_pages_it_runs_over() -> None:
    (found,) = chunks_of(document("Begins on one", "runs over two", "and ends on three."))
    assert found.page == 1
    assert [(found.text[at:][:4], page) for at, page in found.turns] == [("runs", 2), ("and ", 3)]


def test_a_document_without_text_has_no_chunks() -> None:
    assert chunks_of(document("", " \n ")) == []
    assert chunks_of(Extraction((), 0)) == []


def test_a_document_without_pages_has_page_nought() -> None:
    (found,) = chunks_of(Extraction((Page(0, "Some text."),), 0))
    assert (found.page, found.turns) == (0, ())


def test_rows_of_a_table_repeat_its_header() -> None:
    rows = "\n".join(f"Lamp number {n} | {n} EUR" for n in range(30))
    text = f"# Prices\n\nAll we sell.\n\nPart | Price\n-|-\n{rows}\n\nThat is all of it."
    found = chunks_of(document(text), size=40, overlap=20)
    assert len(found) > 5
    assert found[0].text.startswith("# Prices\n\nAll we sell.\n\nPart | Price\n-|-\nLamp number 0 | 0 EUR")
    for each in found[1:-1]:
        assert each.text == "Part | Price\n" + text[each.start : each.end]
        assert each.text.endswith("EUR")
        assert count_tokens([each.text])[0] <= 40
        assert each.heading == "Prices"
    assert "".join(each.text for each in found).count("Lamp number 7 |") == 1


def test_a_header_as_long_as_a_chunk_is_not_repeated() -> None:
    header = " | ".join(f"column {n}" for n in range(20))
    rows = "\n".join(f"Lamp | {n}" for n in range(30))
    found = chunks_of(document(f"{header}\n-|-\n{rows}"), size=40)
    assert all(each.text.startswith("Lamp") for each in found[-3:])


def test_a_table_over_pages_knows_where_each_row_stands() -> None:
    rows = [f"Lamp number {n} | {n} EUR" for n in range(30)]
    found = chunks_of(
        document("Part | Price\n-|-\n" + "\n".join(rows[:15]), "\n".join(rows[15:]), "# End | of\nit"),
        size=40,
    )
    for each in found:
        for row in (15, 16, 20):
            at = each.text.find(f"Lamp number {row} ")
            assert at < 0 or each.page_at(at) == 2
