"""Vectors as int8 with one scale each: packing them, and exact search over many blocks of them.

A quarter of float32's size; cosines stay within 0.002, and search is bound by memory either way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from docent.errors import Unavailable
from docent.model import Block, Scored, chunk_id
from docent.ports import Matrix

Codes: TypeAlias = "npt.NDArray[np.int8]"
_STEP = 1024  # rows that are float32 at a time: they stay in the processor's cache
_LARGEST = 127


def pack(vectors: Matrix) -> tuple[bytes, bytes]:
    """The rows as int8 and their scales as little-endian float32; a row is about code * scale."""
    scales = np.abs(vectors).max(axis=1, initial=0) / _LARGEST
    codes = np.rint(vectors / np.where(scales > 0, scales, 1)[:, None])
    return codes.astype(np.int8).tobytes(), scales.astype("<f4").tobytes()


def unpack(block: Block) -> tuple[Codes, Matrix]:
    """(count, dimension) int8 and (count,) float32, read-only views. Raises ValueError on a damaged block."""
    codes = np.frombuffer(block.vectors, np.int8)
    scales = np.frombuffer(block.scales, "<f4")
    if codes.size != block.count * block.dimension or scales.size != block.count:
        raise ValueError(f"block {block.document_id}/{block.version}/{block.first} is damaged: sizes differ")
    return codes.reshape(block.count, block.dimension), scales.astype(np.float32, copy=False)


class Span(NamedTuple):
    """Where the rows of one block lie: from `row` on, for the chunks from ordinal `first` on."""

    row: int
    size: int
    document_id: str
    version: str
    first: int


class Shelf:
    """The vectors of one bot in one matrix. Never changes; `updated` makes the next one."""

    def __init__(self, spans: Sequence[Span], codes: Codes, scales: Matrix) -> None:
        self._spans, self._codes, self._scales = spans, codes, scales
        self._rows = [span.row for span in spans]

    @classmethod
    def empty(cls, dimension: int) -> Shelf:
        return cls([], np.empty((0, dimension), np.int8), np.empty(0, np.float32))

    @property
    def documents(self) -> Mapping[str, str]:
        """Document id to version, of all that lies here."""
        return {span.document_id: span.version for span in self._spans}

    @property
    def nbytes(self) -> int:
        """What it takes of memory."""
        return self._codes.nbytes + self._scales.nbytes + 200 * len(self._spans)

    def __len__(self) -> int:
        return len(self._codes)

    def updated(self, live: Mapping[str, str], blocks: Iterable[Block], model: str) -> Shelf:
        """What of this shelf is still live, and the new blocks.

        Raises Unavailable if a block was embedded by another model or in another dimension.
        """
        dimension = self._codes.shape[1]
        kept = [span for span in self._spans if live.get(span.document_id) == span.version]
        slices = [slice(span.row, span.row + span.size) for span in kept]
        parts = [(self._codes[rows], self._scales[rows]) for rows in slices]
        for block in blocks:
            _check(block, model, dimension)
            parts.append(unpack(block))
            kept.append(Span(0, block.count, block.document_id, block.version, block.first))
        if not parts:
            return Shelf.empty(dimension)
        codes, scales = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return Shelf(_placed(kept), codes, scales)

    def top(self, query: Matrix, limit: int) -> list[Scored]:
        """The `limit` nearest chunks by cosine, nearest first. `query`: (dimension,), of length one."""
        scores = self._scores(query)
        if limit < len(scores):
            best = np.argpartition(scores, len(scores) - limit)[len(scores) - limit :]
        else:
            best = np.arange(len(scores))
        best = best[np.lexsort((best, -scores[best]))]
        return [Scored(self._chunk_id(int(row)), float(scores[row])) for row in best]

    def _scores(self, query: Matrix) -> Matrix:
        scores = np.empty(len(self._codes), np.float32)
        buffer = np.empty((min(_STEP, len(self._codes)), self._codes.shape[1]), np.float32)
        for start in range(0, len(self._codes), _STEP):
            codes = self._codes[start : start + _STEP]
            rows = buffer[: len(codes)]
            rows[...] = codes
            np.vecdot(rows, query, out=scores[start : start + _STEP])
        scores *= self._scales
        return scores

    def _chunk_id(self, row: int) -> str:
        span = self._spans[bisect_right(self._rows, row) - 1]
        return chunk_id(span.document_id, span.version, span.first + row - span.row)


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
