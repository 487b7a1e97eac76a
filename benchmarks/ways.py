"""The ways to search the same chunks that benchmarks stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import bm25s
import numpy as np
from numpy.typing import NDArray

from docent import lexical, postings
from docent.adapters.minilm import MiniLM
from docent.chunk import chunk
from docent.fusion import fuse
from docent.model import Block, Chunk, Extraction, Page
from docent.ports import Matrix
from docent.shelf import Shelf
from docent.vectors import pack

DEPTH = 10
_EACH, _RANKS = 100, 60  # candidates a side, and the constant of reciprocal ranks (Cormack et al. 2009)
_BLOCK = 500
_POOL, _LAMBDA = 30, 0.7  # of marginal relevance: hits to choose from, and the share of relevance


def chunked(
    embedder: MiniLM, document_id: str, extraction: Extraction, *, filename: str = "", **measures: int
) -> list[Chunk]:
    """As ingestion does it; with `size` and `overlap` where others are tried."""
    return chunk(
        extraction, document_id=document_id, version="v", filename=filename or document_id,
        count_tokens=embedder.count_tokens, **measures,
    )  # fmt: skip


def shelved(embedder: MiniLM, chunks: Sequence[Chunk]) -> Shelf:
    """The chunks as chat keeps them."""
    vectors = embedder.embed([each.embedded for each in chunks])
    stored = [
        Block(
            each.document_id, "v", each.ordinal, 1, embedder.model, embedder.dimension, *pack(vector[None]),
            terms=postings.pack([lexical.tokens(each.indexed)]), cut=lexical.VERSION,
        )
        for each, vector in zip(chunks, vectors, strict=True)
    ]  # fmt: skip
    live = {each.document_id: "v" for each in chunks}
    return Shelf.empty(embedder.dimension).updated(live, stored, embedder.model)


class Ways:
    """Each way gives the places of the best chunks, best first, at most ten."""

    def __init__(self, embedder: MiniLM, chunks: Sequence[Chunk]) -> None:
        self.chunks, self._embedder = chunks, embedder
        self._shelf = shelved(embedder, chunks)
        self._places = {each.chunk_id: at for at, each in enumerate(chunks)}
        self._vectors = embedder.embed([each.embedded for each in chunks])
        self._terms = [lexical.tokens(each.indexed) for each in chunks]

    def fused(self, question: str, vector: Matrix) -> list[int]:
        """What the product does."""
        return [self._places[hit.chunk_id] for hit in self._shelf.search(question, vector, DEPTH)]

    def meaning(self, question: str, vector: Matrix) -> list[int]:
        return _best(self.cosines(vector))

    def words(self, question: str, vector: Matrix) -> list[int]:
        return _best(self.shares(question))

    def ranks(self, question: str, vector: Matrix) -> list[int]:
        """Reciprocal ranks added up, the usual way to fuse."""
        fused = np.zeros(len(self.chunks), np.float32)
        for scores in (self.cosines(vector), self.shares(question)):
            best = _best(scores, _EACH)
            fused[best] += 1 / (_RANKS + 1 + np.arange(len(best), dtype=np.float32))
        return _best(fused)

    def diverse(self, question: str, vector: Matrix) -> list[int]:
        """The product's hits by maximal marginal relevance (Carbonell and Goldstein 1998), by cosines."""
        hits = self._shelf.search(question, vector, _POOL)
        left = [self._places[hit.chunk_id] for hit in hits]
        worth = dict(zip(left, (hit.score for hit in hits), strict=True))
        alike = self._vectors[left] @ self._vectors[left].T
        rows = {place: row for row, place in enumerate(left)}
        chosen: list[int] = []
        while left and len(chosen) < DEPTH:
            told = [
                max((float(alike[rows[each], rows[one]]) for one in chosen), default=0.0) for each in left
            ]
            gains = [
                _LAMBDA * worth[each] - (1 - _LAMBDA) * said for each, said in zip(left, told, strict=True)
            ]
            chosen.append(left.pop(int(np.argmax(gains))))
        return chosen

    def windowed(self, question: str, vector: Matrix, window: int) -> list[int]:
        """As fused, but a chunk has a vector for each `window` tokens of it, and its best one counts."""
        owners, vectors = self._windows(window)
        dense = np.full(len(self.chunks), -1, np.float32)
        np.maximum.at(dense, owners, vectors @ vector)
        words = self.shares(question)
        near = np.union1d(np.argsort(-dense)[:_EACH], np.argsort(-words)[:_EACH])
        return [int(near[at]) for at in _best(fuse(question, dense[near], words[near]))]

    @lru_cache(maxsize=1)  # noqa: B019 # one size at a time, and the object lives as long as its benchmark
    def _windows(self, window: int) -> tuple[NDArray[np.intp], Matrix]:
        """Which chunk each window is of, and its vector."""
        parts = [
            (at, part.embedded)
            for at, each in enumerate(self.chunks)
            for part in chunked(
                self._embedder, "w", Extraction((Page(0, each.embedded),), 0), size=window, overlap=0
            )
        ]
        return np.array([at for at, _ in parts]), self._embedder.embed([text for _, text in parts])

    def peer(self, question: str, vector: Matrix) -> list[int]:
        """bm25s as it comes: its own words, English stop words, no stemmer."""
        asked = bm25s.tokenize(question, return_ids=False, show_progress=False)
        return _best(np.asarray(self._bm25s.get_scores(asked[0]), np.float32)) if asked[0] else []

    def cosines(self, vector: Matrix) -> Matrix:
        cosines: Matrix = self._vectors @ vector
        return cosines

    def shares(self, question: str) -> Matrix:
        """Of the question that stands in each chunk."""
        everywhere = np.arange(len(self.chunks))
        return self._lexicon.search(lexical.asked(question), _EACH, everywhere)[1]

    @cached_property
    def _lexicon(self) -> postings.Lexicon:
        packed = [
            postings.unpack(postings.pack(self._terms[at : at + _BLOCK]))
            for at in range(0, len(self._terms), _BLOCK)
        ]
        return postings.Lexicon(postings.joined(packed))

    @cached_property
    def _bm25s(self) -> bm25s.BM25:
        peer = bm25s.BM25()
        texts = [each.text for each in self.chunks]
        peer.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
        return peer


def _best(scores: Matrix, limit: int = DEPTH) -> list[int]:
    """The places of the best scores above 0, best first."""
    order = np.argsort(-scores, kind="stable")[:limit]
    return [int(at) for at in order if scores[at] > 0]
