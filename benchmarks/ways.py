"""The ways to search the same chunks that benchmarks stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import bm25s
import numpy as np

from docent import lexical, postings
from docent.adapters.minilm import MiniLM
from docent.chunk import chunk
from docent.model import Block, Chunk, Extraction
from docent.ports import Matrix
from docent.shelf import Shelf
from docent.vectors import pack

DEPTH = 10
_EACH, _RANKS = 100, 60  # candidates a side, and the constant of reciprocal ranks (Cormack et al. 2009)
_BLOCK = 500


def chunked(
    embedder: MiniLM, document_id: str, extraction: Extraction, *, filename: str = "", **measures: int
) -> list[Chunk]:
    """As ingestion does it; with `size` and `overlap` where others are tried."""
    return chunk(
        extraction, document_id=document_id, version="v", filename=filename or document_id,
        count_tokens=embedder.count_tokens, **measures,
    )  # fmt: skip


def shelved(embedder: MiniLM, chunks: Sequence[Chunk]) -> Shelf:
    """The chunks, searchable as chat searches them."""
    return Ways(embedder, chunks).shelf


class Ways:
    """Each way gives the places of the best chunks, best first, at most ten."""

    def __init__(self, embedder: MiniLM, chunks: Sequence[Chunk]) -> None:
        self.chunks = chunks
        self._model, self._dimension = embedder.model, embedder.dimension
        self._places = {each.chunk_id: at for at, each in enumerate(chunks)}
        vectors = embedder.embed([each.embedded for each in chunks])
        self._terms = [lexical.tokens(each.indexed) for each in chunks]
        self._vectors = vectors

    def fused(self, question: str, vector: Matrix) -> list[int]:
        """What the product does."""
        return [self._places[hit.chunk_id] for hit in self.shelf.search(question, vector, DEPTH)]

    def meaning(self, question: str, vector: Matrix) -> list[int]:
        return _best(self.cosines(vector))

    def words(self, question: str, vector: Matrix) -> list[int]:
        return _best(self._shares(question))

    def ranks(self, question: str, vector: Matrix) -> list[int]:
        """Reciprocal ranks added up, the usual way to fuse."""
        fused = np.zeros(len(self.chunks), np.float32)
        for scores in (self.cosines(vector), self._shares(question)):
            best = _best(scores, _EACH)
            fused[best] += 1 / (_RANKS + 1 + np.arange(len(best), dtype=np.float32))
        return _best(fused)

    def peer(self, question: str, vector: Matrix) -> list[int]:
        """bm25s as it comes: its own words, English stop words, no stemmer."""
        asked = bm25s.tokenize(question, return_ids=False, show_progress=False)
        return _best(np.asarray(self._bm25s.get_scores(asked[0]), np.float32)) if asked[0] else []

    def cosines(self, vector: Matrix) -> Matrix:
        cosines: Matrix = self._vectors @ vector
        return cosines

    def _shares(self, question: str) -> Matrix:
        """BM25 of every chunk."""
        rows, found = self._lexicon.search(
            lexical.tokens(question), len(self.chunks), np.arange(len(self.chunks))
        )
        shares = np.zeros(len(self.chunks), np.float32)
        shares[rows] = found
        return shares

    @cached_property
    def shelf(self) -> Shelf:
        """The chunks as chat keeps them."""
        stored = [
            Block(
                each.document_id, "v", each.ordinal, 1, self._model, self._dimension, *pack(vector[None]),
                terms=postings.pack([terms]), cut=lexical.VERSION,
            )
            for each, vector, terms in zip(self.chunks, self._vectors, self._terms, strict=True)
        ]  # fmt: skip
        live = {each.document_id: "v" for each in self.chunks}
        return Shelf.empty(self._dimension).updated(live, stored, self._model)

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
