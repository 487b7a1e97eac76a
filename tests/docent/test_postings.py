from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.lexical import HEAD
from docent.ports import Matrix
from docent.postings import K1, B, Lexicon, Postings, blank, joined, pack, unpack

words = st.sampled_from(
    ["law", "order", "wind", "rain", "apple", "東京", "été", "ab-12", "the", "and", "~frist"]
)
texts = st.lists(st.lists(words, max_size=12), max_size=9)


def naive(corpus: Sequence[Sequence[str]], question: Sequence[str]) -> list[float]:
    """BM25 by its formula, as a share of the most it can be."""
    size, lengths = len(corpus), [sum(term[:1] != HEAD for term in text) for text in corpus]
    asked = [
        term for term in dict.fromkeys(question) if term[:1] != HEAD or any(term in text for text in corpus)
    ]
    known = [length for length in lengths if length]
    average = sum(known) / len(known) if known else 1
    df = {term: sum(term in text for text in corpus) for term in asked}
    idf = {term: math.log(1 + (size - df[term] + 0.5) / (df[term] + 0.5)) for term in asked}
    instead = {term for word, term in itertools.pairwise(asked) if term[:1] == HEAD and not df[word]}
    idf |= {term: (0.6 if term in instead else 0.3) * idf[term] for term in asked if term[:1] == HEAD}
    most = sum(weight for term, weight in idf.items() if term not in instead) * (K1 + 1)
    scores = []
    for text, length in zip(corpus, lengths, strict=True):
        counts, damping = Counter(text), K1 * (1 - B + B * length / average)
        gained = sum(idf[t] * (K1 + 1) * counts[t] / (counts[t] + damping) for t in asked if counts[t])
        scores.append(gained / most if asked else 0.0)
    return scores


@given(texts, st.lists(words, max_size=5))
def test_scores_are_bm25_as_a_share_of_the_most(corpus: list[list[str]], question: list[str]) -> None:
    lexicon = Lexicon(unpack(pack(corpus)))
    np.testing.assert_allclose(shares(lexicon, question), naive(corpus, question), atol=1e-6)
    rows, _ = lexicon.search(question, len(corpus), np.arange(0))
    assert rows.tolist() == [row for row, text in enumerate(corpus) if set(text) & set(question)]


@given(texts, st.lists(words, max_size=5), st.integers(1, 9))
def test_gives_the_best_and_what_it_is_asked_about(
    corpus: list[list[str]], question: list[str], limit: int
) -> None:
    also = np.arange(len(corpus))[::3]
    rows, found = Lexicon(unpack(pack(corpus))).search(question, limit, also)
    expected = np.array(naive(corpus, question))
    np.testing.assert_allclose(found, expected[rows], atol=1e-6)
    left = np.setdiff1d(np.arange(len(corpus)), rows)
    assert set(also) <= set(rows)
    assert len(rows) - len(also) <= limit
    if len(left) and expected[left].max() > 0:
        assert np.sort(expected[rows])[::-1][:limit].min(initial=1) >= expected[left].max() - 1e-6


def test_common_terms_count_for_those_that_rare_ones_find() -> None:
    corpus = [["the", "law"] if row % 50 == 0 else ["the", "the", "rain"] for row in range(9_000)]
    corpus[4_321] = ["law", "law", "law"]
    lexicon = Lexicon(joined([unpack(pack(corpus[at : at + 500])) for at in range(0, 9_000, 500)]))
    rows, found = lexicon.search(["the", "law"], 100, np.array([7]))
    expected = np.array(naive(corpus, ["the", "law"]))
    np.testing.assert_allclose(found, expected[rows], atol=1e-6)
    assert {7, 4_321} < set(rows.tolist())
    assert len(rows) == 101
    assert np.sort(found)[-100:].tolist() == pytest.approx(np.sort(expected)[-100:].tolist())


def test_only_common_terms_find_too() -> None:
    lexicon = Lexicon(joined([unpack(pack([["the", "rain"]] * 500))] * 18))
    rows, found = lexicon.search(["the", "rain"], 3, np.arange(0))
    assert len(rows) == 3
    assert found.tolist() == pytest.approx(naive([["the", "rain"]] * 9_000, ["the", "rain"])[:3])


def shares(lexicon: Lexicon, question: Sequence[str]) -> Matrix:
    """Of every row."""
    every = np.arange(len(lexicon.postings.lengths))
    return lexicon.search(question, len(every), every)[1]


@given(st.lists(texts, min_size=1, max_size=4), st.data())
def test_joined_parts_are_as_if_packed_at_once_and_rows_can_go(
    parts: list[list[list[str]]], data: st.DataObject
) -> None:
    together = joined([unpack(pack(part)) for part in parts])
    corpus = [text for part in parts for text in part]
    kept = data.draw(st.lists(st.booleans(), min_size=len(corpus), max_size=len(corpus)))
    left = [text for text, stays in zip(corpus, kept, strict=True) if stays]
    assert_same(together, unpack(pack(corpus)))
    assert_same(together.only(np.array(kept, bool)), unpack(pack(left)))


def assert_same(one: Postings, other: Postings) -> None:
    for column, expected in zip(one, other, strict=True):
        np.testing.assert_array_equal(column, expected)


def test_a_block_is_two_bytes_an_entry_and_six_a_term() -> None:
    assert len(pack([["a", "b", "a"], ["a"]])) == 12 + 2 * 2 + 2 * 6 + 3 * 2


def test_counts_end_and_lengths_do_not_overflow() -> None:
    packed = unpack(pack([["a"] * 70_000]))
    assert (packed.entries.tolist(), packed.lengths.tolist()) == ([127], [65_535])


def test_a_block_holds_512_chunks() -> None:
    unpacked = unpack(pack([["a"]] * 512))
    assert (len(unpacked.lengths), unpacked.sizes.tolist()) == (512, [512])
    with pytest.raises(ValueError, match="513 chunks"):
        pack([["a"]] * 513)


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data + b"x", lambda data: b"abc"])
def test_refuses_damaged_data(damage: object) -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpack(damage(pack([["a", "b"], ["c"]])))  # type: ignore[operator]


def test_chunks_without_known_terms_score_nothing_and_change_no_average() -> None:
    alone = Lexicon(unpack(pack([["law", "order"], ["rain"]])))
    beside = Lexicon(joined([unpack(pack([["law", "order"], ["rain"]])), blank(2)]))
    assert shares(beside, ["law"])[2:].tolist() == [0, 0]
    np.testing.assert_allclose(shares(alone, ["law"]), shares(beside, ["law"])[:2])


def test_terms_nobody_wrote_count_against_what_is_found() -> None:
    lexicon = Lexicon(unpack(pack([["law"], ["rain"]])))
    assert 0 < shares(lexicon, ["law", "hail"])[0] < shares(lexicon, ["law"])[0] < 1
    assert shares(lexicon, []).tolist() == [0, 0]


def test_a_head_that_stands_in_for_its_word_counts_twice_as_much_as_beside_it() -> None:
    lexicon = Lexicon(unpack(pack([["arbeits", "~rtrag"], ["other"], ["more"]])))
    known, other, _ = shares(lexicon, ["other", "~rtrag"])
    assert known == pytest.approx(0.3 * other)
    whole = shares(lexicon, ["other"])[1]
    of_its_word = math.log(1 + 2.5 / 1.5) / math.log(1 + 3.5 / 0.5)
    assert shares(lexicon, ["vertrag", "~rtrag"])[0] == pytest.approx(0.6 * of_its_word * whole)
