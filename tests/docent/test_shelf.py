from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docent import lexical, postings
from docent.fusion import fuse
from docent.model import Block, chunk_id
from docent.shelf import Shelf
from docent.vectors import pack
from tests.docent.test_postings import naive
from tests.docent.test_vectors import DIMENSION, block, directions
from tests.fakes import WordEmbedder


def shelf(*blocks: Block) -> Shelf:
    return Shelf.empty(DIMENSION).updated({each.document_id: "v" for each in blocks}, blocks, "m")


def test_names_chunks_across_blocks_and_documents() -> None:
    rows = directions(9)
    on = shelf(block(rows[:4], "a"), block(rows[4:7], "a", first=4), block(rows[7:], "b"))
    for row, expected in ((0, ("a", 0)), (5, ("a", 5)), (6, ("a", 6)), (7, ("b", 0)), (8, ("b", 1))):
        document_id, ordinal = expected
        assert on.search("", rows[row], 1)[0].chunk_id == chunk_id(document_id, "v", ordinal)


def test_ties_are_in_reading_order() -> None:
    same = np.repeat(directions(1), 5, axis=0)
    found = shelf(block(same)).search("", same[0], 5)
    assert [hit.chunk_id for hit in found] == [chunk_id("d", "v", ordinal) for ordinal in range(5)]


def test_a_shelf_is_never_changed() -> None:
    first = shelf(block(directions(3), "a"))
    second = first.updated({"b": "v"}, [block(directions(2, seed=2), "b")], "m")
    assert (first.documents, len(first)) == ({"a": "v"}, 3)
    assert (second.documents, len(second)) == ({"b": "v"}, 2)


def test_knows_what_it_takes_of_memory() -> None:
    bare, terms = block(directions(2)), postings.pack([["law", "order"], ["law"]])
    worded = replace(bare, terms=terms, cut=lexical.VERSION)
    assert shelf(bare).nbytes == 2 * (DIMENSION + 4) + 200 + 2 * (2 + 4)
    assert shelf(worded).nbytes - shelf(bare).nbytes == 3 * 4 + 2 * (4 + 8 + 8)


def test_among_many_rows_finds_what_a_full_search_finds() -> None:
    random = np.random.default_rng(0)
    topics, rows = random.standard_normal((20, 64)), random.standard_normal((6_000, 64))
    rows += topics[random.integers(20, size=6_000)]
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    parts = {f"d{at}": rows[at : at + 500] for at in range(0, 6_000, 500)}
    blocks = [Block(name, "v", 0, 500, "m", 64, *pack(part)) for name, part in parts.items()]
    on = Shelf.empty(64).updated(dict.fromkeys(parts, "v"), blocks, "m")
    assert on.nbytes == 6_000 * (64 + 4 + 8 + 6) + 12 * 200
    same = 0
    for query in rows[::120]:
        exact = [f"c.d{row - row % 500}.v.{row % 500:06d}" for row in np.argsort(-rows @ query)[:10].tolist()]
        same += len({*exact} & {each.chunk_id for each in on.search("", query, 10)})
    assert same >= 495  # of 500


def test_dropping_everything_leaves_an_empty_shelf() -> None:
    assert shelf(block(directions(3))).updated({}, (), "m").search("law", directions(1)[0], 5) == []


Library = dict[str, list[str]]
sentences = st.lists(
    st.sampled_from(["law", "order", "wind", "rain", "the", "AB-12", "東京"]), max_size=6
).map(" ".join)
libraries = st.dictionaries(st.sampled_from("abcd"), st.lists(sentences, min_size=1, max_size=5), max_size=3)


@settings(deadline=None)
@given(st.lists(libraries, min_size=1, max_size=4), sentences)
def test_is_what_naive_search_finds_whatever_came_and_went(history: Sequence[Library], question: str) -> None:
    embedder, on, live, texts = WordEmbedder(), Shelf.empty(WordEmbedder.dimension), {}, {}
    for number, library in enumerate(history):
        new = dict.fromkeys(library, f"v{number}")
        live = {document: version for document, version in live.items() if document < "c"} | new
        on = on.updated(live, [worded(each, new[each], library[each]) for each in library], embedder.model)
        texts |= {(each, new[each]): library[each] for each in library}
    corpus = [
        (chunk_id(document, version, ordinal), text)
        for document, version in live.items()
        for ordinal, text in enumerate(texts[document, version])
    ]
    found = on.search(question, embedder.embed([question])[0], 99)
    assert sorted(hit.chunk_id for hit in found) == sorted(each for each, _ in corpus)
    dense = embedder.embed([text for _, text in corpus]) @ embedder.embed([question])[0]
    words = naive([lexical.tokens(text) for _, text in corpus], lexical.asked(question))
    expected = dict(zip([each for each, _ in corpus], zip(dense.tolist(), words, strict=True), strict=True))
    for hit in found:
        assert (hit.dense, hit.lexical) == pytest.approx(expected[hit.chunk_id], abs=0.01)


@given(st.lists(sentences, min_size=1, max_size=20), sentences, st.integers(1, 25))
def test_ranks_by_fused_scores(texts: list[str], question: str, limit: int) -> None:
    embedder = WordEmbedder()
    on = Shelf.empty(embedder.dimension).updated({"d": "v"}, [worded("d", "v", texts)], embedder.model)
    all_, best = (on.search(question, embedder.embed([question])[0], most) for most in (99, limit))
    scores = fuse(question, *(np.array([getattr(hit, of) for hit in all_], np.float32) for of in SIDES))
    assert [hit.score for hit in all_] == pytest.approx(sorted(scores.tolist(), reverse=True))
    assert best == all_[:limit]


SIDES = ("dense", "lexical")


def worded(document_id: str, version: str, texts: Sequence[str]) -> Block:
    embedder = WordEmbedder()
    return Block(
        document_id, version, 0, len(texts), embedder.model, embedder.dimension, *pack(embedder.embed(texts)),
        terms=postings.pack([lexical.tokens(text) for text in texts]), cut=lexical.VERSION,
    )  # fmt: skip
