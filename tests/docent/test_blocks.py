from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from docent import blocks
from docent.model import Block, Chunk
from docent.vectors import unpack
from tests.fakes import WordEmbedder

TEXTS = ["short", "a longer text of several words", "middling words"] * 20


class Recording(WordEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.groups: list[list[str]] = []

    def embed(self, texts: Any) -> Any:
        self.groups.append(list(texts))
        return super().embed(texts)


def chunks(*texts: str) -> list[Chunk]:
    return [Chunk(f"c.d.v1.{at:06d}", "d", "a.txt", at, text, 0) for at, text in enumerate(texts)]


def build(embedder: Any, *texts: str, known: blocks.Known | None = None) -> Block:
    return blocks.build(
        chunks(*texts), "d", "v1", embedder=embedder, known=known or {}, report=lambda done: None
    )


def test_rows_stand_in_the_order_of_the_chunks() -> None:
    codes, scales = unpack(build(WordEmbedder(), *TEXTS))
    assert np.allclose(codes * scales[:, None], WordEmbedder().embed(TEXTS), atol=0.01)


def test_longest_texts_come_first_and_none_twice() -> None:
    embedder = Recording()
    texts = [f"{'word ' * (n % 17)}{n}" for n in range(100)]
    build(embedder, *texts, *texts)
    asked = [text for group in embedder.groups for text in group]
    assert sorted(asked) == sorted(texts)
    assert [len(each) for each in asked] == sorted(map(len, texts), reverse=True)


def test_what_is_known_is_taken_over_bit_by_bit() -> None:
    first = build(WordEmbedder(), *TEXTS)
    embedder = Recording()
    again = build(embedder, *TEXTS, known=blocks.known([first], embedder))
    assert embedder.groups == []
    assert again == first


def test_another_models_vectors_are_not_known() -> None:
    first = build(WordEmbedder(), *TEXTS)
    assert blocks.known([replace(first, model="other")], WordEmbedder()) == {}
    assert blocks.known([replace(first, hashes=b"")], WordEmbedder()) == {}


@pytest.mark.parametrize("count", [1, 33, 70])
def test_tells_how_far_it_is_and_never_that_it_is_done(count: int) -> None:
    seen: list[int] = []
    texts = [f"text {n}" for n in range(count)]
    blocks.build(chunks(*texts), "d", "v1", embedder=WordEmbedder(), known={}, report=seen.append)
    assert seen == list(range(0, count, 32))
