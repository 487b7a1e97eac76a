"""Vectors as int8 with one scale each: packing them, and how near each is to a question.

A quarter of float32's size; cosines stay within 0.002, and search is bound by memory either way.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from docent.model import Block
from docent.ports import Matrix

Codes: TypeAlias = "npt.NDArray[np.int8]"
Signs: TypeAlias = "npt.NDArray[np.uint64]"
Rows: TypeAlias = "npt.NDArray[np.intp]"
_STEP = 256  # rows that are float32 at a time: they stay in the processor's cache
_LARGEST = 127


def pack(vectors: Matrix) -> tuple[bytes, bytes]:
    """The rows as int8 and their scales as little-endian float32; a row is about code * scale.

    The scale is the one that fits the rounded row best (least squares), not the one it was rounded by.
    """
    steps = np.abs(vectors).max(axis=1, initial=0) / _LARGEST
    codes = np.rint(vectors / np.where(steps > 0, steps, 1)[:, None])
    scales = np.vecdot(vectors, codes) / np.maximum(np.vecdot(codes, codes), 1)
    return codes.astype(np.int8).tobytes(), scales.astype("<f4").tobytes()


def unpack(block: Block) -> tuple[Codes, Matrix]:
    """(count, dimension) int8 and (count,) float32, read-only views. Raises ValueError on a damaged block."""
    codes = np.frombuffer(block.vectors, np.int8)
    scales = np.frombuffer(block.scales, "<f4")
    if codes.size != block.count * block.dimension or scales.size != block.count:
        raise ValueError(f"block {block.document_id}/{block.version}/{block.first} is damaged: sizes differ")
    return codes.reshape(block.count, block.dimension), scales.astype(np.float32, copy=False)


def cosines(codes: Codes, scales: Matrix, query: Matrix) -> Matrix:
    """(rows,) float32: the rows' products with `query`, (dimension,), of length one."""
    scores = np.empty(len(codes), np.float32)
    buffer = np.empty((min(_STEP, len(codes)), codes.shape[1]), np.float32)
    for start in range(0, len(codes), _STEP):
        part = codes[start : start + _STEP]
        rows = buffer[: len(part)]
        rows[...] = part
        np.vecdot(rows, query, out=scores[start : start + _STEP])
    scores *= scales
    return scores


def signs(codes: Codes | Matrix) -> Signs:
    """(dimension / 64, rows): one bit a number, whether it is above 0. The last word is filled up with 0."""
    bits = np.packbits(codes > 0, axis=1)
    if missing := -bits.shape[1] % 8:
        bits = np.pad(bits, ((0, 0), (0, missing)))
    return np.ascontiguousarray(bits.view(np.uint64).T)


def likely(rows: Signs, query: Matrix, limit: int) -> Rows:
    """The `limit` rows whose signs differ least from the query's, in no particular order."""
    wanted = signs(query[None])[:, 0]
    differing = np.zeros(rows.shape[1], np.uint16)
    for words, word in zip(rows, wanted, strict=True):
        differing += np.bitwise_count(words ^ word)
    return highest(-differing.astype(np.float32), limit)


def highest(scores: Matrix, limit: int) -> Rows:
    """Where the `limit` highest scores stand, in no particular order."""
    if limit >= len(scores):
        return np.arange(len(scores))
    return np.argpartition(scores, len(scores) - limit)[len(scores) - limit :]
