"""What a bot knows, in this process's memory: its vectors and its terms, searched by both."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from docent import lexical, postings, vectors
from docent.errors import Unavailable
from docent.fusion import fuse
from docent.model import Block, Scored, chunk_id
from docent.ports import Matrix
from docent.postings import Lexicon, Postings
from docent.vectors import Codes, Rows

_EACH = 100  # candidates that vectors and words put forward
_SPAN_BYTES = 200
_FEW = 4_096
_LIKELY = 1_600


class Span(NamedTuple):
    """Where the rows of one block lie: from `row` on, for the chunks from ordinal `first` on."""

    row: int
    size: int
    document_id: str
    version: str
    first: int


class Shelf:
    """Never changes; `updated` makes the next one."""

    def __init__(self, spans: Sequence[Span], codes: Codes, scales: Matrix, terms: Postings) -> None:
        self._spans, self._codes, self._scales = spans, codes, scales
        self._lexicon = Lexicon(terms)
        self._signs = vectors.signs(codes) if len(codes) > _FEW else None
        self._rows = [span.row for span in spans]

    @classmethod
    def empty(cls, dimension: int) -> Shelf:
        return cls([], np.empty((0, dimension), np.int8), np.empty(0, np.float32), postings.blank(0))

    @property
    def documents(self) -> Mapping[str, str]:
        """Document id to version, of all that lies here."""
        return {span.document_id: span.version for span in self._spans}

    @property
    def nbytes(self) -> int:
        """What it takes of memory."""
        signs = 0 if self._signs is None else self._signs.nbytes
        rows = self._codes.nbytes + self._scales.nbytes + signs
        return rows + self._lexicon.nbytes + _SPAN_BYTES * len(self._spans)

    def __len__(self) -> int:
        return len(self._codes)

    def updated(self, live: Mapping[str, str], blocks: Iterable[Block], model: str) -> Shelf:
        """What of this shelf is still live, and the new blocks.

        Raises Unavailable if a block was embedded by another model or in another dimension. Terms that were
        cut another way than questions are now cannot be found; such chunks are found by their vectors.
        """
        dimension = self._codes.shape[1]
        kept = np.zeros(len(self), bool)
        spans = [span for span in self._spans if live.get(span.document_id) == span.version]
        for span in spans:
            kept[span.row : span.row + span.size] = True
        rows = [(self._codes[kept], self._scales[kept])]
        terms = [self._lexicon.postings.only(kept)]
        for block in blocks:
            _check(block, model, dimension)
            spans.append(Span(0, block.count, block.document_id, block.version, block.first))
            rows.append(vectors.unpack(block))
            terms.append(_terms(block))
        codes, scales = (np.concatenate(column) for column in zip(*rows, strict=True))
        return Shelf(_placed(spans), codes, scales, postings.joined(terms))

    def search(self, question: str, vector: Matrix, limit: int) -> list[Scored]:
        """The `limit` best chunks, best first. `vector`: (dimension,), of length one, of the question.

        Candidates are the nearest by vector and the best by words; fused scores decide among them, and
        where these are equal the order of reading.
        """
        most = max(limit, _EACH)
        near = self._nearest(vector, most)
        rows, words = self._lexicon.search(lexical.asked(question), most, near)
        dense = vectors.cosines(self._codes[rows], self._scales[rows], vector)
        fused = fuse(question, dense, words)
        best = np.lexsort((rows, -fused))[:limit]
        columns = (each[best].tolist() for each in (rows, fused, dense, words))
        return [Scored(self._chunk_id(row), *scores) for row, *scores in zip(*columns, strict=True)]

    def _nearest(self, vector: Matrix, limit: int) -> Rows:
        """Among a few rows all are looked at; among many those that are likely by their signs."""
        if self._signs is None:
            return vectors.highest(vectors.cosines(self._codes, self._scales, vector), limit)
        rows = vectors.likely(self._signs, vector, max(limit, _LIKELY))
        dense = vectors.cosines(self._codes[rows], self._scales[rows], vector)
        return rows[vectors.highest(dense, limit)]

    def _chunk_id(self, row: int) -> str:
        span = self._spans[bisect_right(self._rows, row) - 1]
        return chunk_id(span.document_id, span.version, span.first + row - span.row)


def _terms(block: Block) -> Postings:
    if block.cut != lexical.VERSION or not block.terms:
        return postings.blank(block.count)
    terms = postings.unpack(block.terms)
    if len(terms.lengths) != block.count:
        raise ValueError(f"block {block.document_id}/{block.version}/{block.first} is damaged: counts differ")
    return terms


def _placed(spans: Iterable[Span]) -> list[Span]:
    placed, row = [], 0
    for span in spans:
        placed.append(span._replace(row=row))
        row += span.size
    return placed


def _check(block: Block, model: str, dimension: int) -> None:
    if (block.model, block.dimension) != (model, dimension):
        raise Unavailable(
            f"This bot's documents were embedded with {block.model} ({block.dimension} dimensions), questions"
            f" are with {model} ({dimension}). Its owner has to upload the documents again.",
            code="embedding_model_changed",
        )
