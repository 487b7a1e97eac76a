"""Which terms stand in which chunks how often, packed; and how well chunks match the words of a question.

A term is kept as the CRC-32 of its UTF-8: of 100,000 terms about one meets another, which costs nothing but a
chunk found in vain. An entry is row << 7 | count, so that moving rows is adding to entries.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

from docent.ports import Matrix

Words: TypeAlias = "npt.NDArray[np.uint32]"
Sizes: TypeAlias = "npt.NDArray[np.uint16]"
K1, B = 1.2, 0.75
CUT = 1  # which way terms are cut; blocks keep the one that theirs were
_BITS = 7
_MOST = (1 << _BITS) - 1
_ROWS = 1 << (16 - _BITS)
_LONGEST = 65_535
_HEAD = struct.Struct("<III")


def pack(texts: Sequence[Sequence[str]]) -> bytes:
    """The terms of up to 512 chunks. Little-endian: three uint32 say how many chunks, terms and entries.

    Then the length of each chunk in terms (uint16), the terms ascending (uint32), how many chunks each
    stands in (uint16), and for each term its entries by row (uint16). A count ends at 127.
    """
    if len(texts) > _ROWS:
        raise ValueError(f"{len(texts)} chunks are more than the {_ROWS} that a block holds")
    lengths = np.array([min(len(terms), _LONGEST) for terms in texts], "<u2")
    rows = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(terms) for terms in texts])
    hashed = np.array([_hash(term) for terms in texts for term in terms], np.uint64)
    keys, counts = np.unique(hashed << 16 | rows, return_counts=True)
    hashes, sizes = np.unique(keys >> 16, return_counts=True)
    entries = (keys & 0xFFFF) << _BITS | np.minimum(counts, _MOST).astype(np.uint64)
    columns = lengths, hashes.astype("<u4"), sizes.astype("<u2"), entries.astype("<u2")
    return _HEAD.pack(len(lengths), len(hashes), len(entries)) + b"".join(each.tobytes() for each in columns)


class Postings(NamedTuple):
    """The terms of some chunks; `entries` of one term after the other, each by row."""

    lengths: Sizes
    hashes: Words
    sizes: npt.NDArray[np.int64]
    entries: Words

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for column in self)

    def only(self, kept: npt.NDArray[np.bool_]) -> Postings:
        """The rows that are kept, moved together."""
        if kept.all():
            return self
        rows = self.entries >> _BITS
        stay = kept[rows]
        moved = (np.cumsum(kept, dtype=np.uint32) - 1)[rows[stay]]
        ends = np.cumsum(self.sizes)
        sizes = np.diff(np.concatenate(([0], np.cumsum(stay)))[np.concatenate(([0], ends))])
        used = sizes > 0
        entries = moved << _BITS | self.entries[stay] & _MOST
        return Postings(self.lengths[kept], self.hashes[used], sizes[used], entries)


def blank(rows: int) -> Postings:
    """Of chunks whose terms are not known."""
    empty = np.empty(0, np.uint32)
    return Postings(np.zeros(rows, np.uint16), empty, np.empty(0, np.int64), empty)


def unpack(data: bytes) -> Postings:
    """The inverse of pack. Raises ValueError on damaged data."""
    if len(data) < _HEAD.size:
        raise ValueError("packed terms are damaged: too short")
    rows, terms, count = _HEAD.unpack_from(data)
    if len(data) != _HEAD.size + 2 * rows + 6 * terms + 2 * count:
        raise ValueError("packed terms are damaged: sizes differ")
    hashes = _HEAD.size + 2 * rows
    sizes, entries = hashes + 4 * terms, hashes + 6 * terms
    return Postings(
        np.frombuffer(data, "<u2", rows, _HEAD.size),
        np.frombuffer(data, "<u4", terms, hashes),
        np.frombuffer(data, "<u2", terms, sizes).astype(np.int64),
        np.frombuffer(data, "<u2", count, entries).astype(np.uint32),
    )


def joined(parts: Sequence[Postings]) -> Postings:
    """One after the other: the rows of each part follow those of the part before."""
    if len(parts) == 1:
        return parts[0]
    firsts = np.cumsum([0] + [len(part.lengths) for part in parts[:-1]])
    moves = [np.uint32(first << _BITS) for first in firsts.tolist()]
    entries = np.concatenate([part.entries + move for part, move in zip(parts, moves, strict=True)])
    hashes = np.concatenate([part.hashes for part in parts])
    sizes = np.concatenate([part.sizes for part in parts])
    starts = np.cumsum(sizes) - sizes
    order = np.argsort(hashes, kind="stable")
    hashes, sizes, starts = hashes[order], sizes[order], starts[order]
    shifts = starts - (np.cumsum(sizes) - sizes)
    entries = entries[np.arange(len(entries)) + np.repeat(shifts, sizes)]
    firsts = np.flatnonzero(np.diff(hashes, prepend=hashes[:1] ^ np.uint32(1)))
    merged = np.add.reduceat(sizes, firsts) if len(firsts) else sizes
    return Postings(np.concatenate([part.lengths for part in parts]), hashes[firsts], merged, entries)


class Lexicon:
    """BM25 over the terms of all chunks of a bot."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._ends = np.cumsum(postings.sizes)
        known = postings.lengths[postings.lengths > 0]
        average = known.mean() if len(known) else 1.0
        self._damping: Matrix = (K1 * (1 - B + B * postings.lengths / average)).astype(np.float32)

    @property
    def nbytes(self) -> int:
        return self.postings.nbytes + self._ends.nbytes + self._damping.nbytes

    def shares(self, terms: Iterable[str]) -> Matrix:
        """(chunks,) float32, 0 to 1: BM25 as a share of the most that these terms, each once, can give.

        idf is ln(1 + (N - df + 0.5) / (df + 0.5)), as in Lucene; most is the sum of idf * (K1 + 1).
        """
        scores = np.zeros(len(self._damping), np.float32)
        hashes = np.array(sorted({_hash(term) for term in terms}), np.uint32)
        found = [self._entries(term) for term in hashes]
        idf = [self._idf(len(entries)) for entries in found]
        most = sum(idf)
        for entries, weight in zip(found, idf, strict=True):
            rows, counts = entries >> _BITS, (entries & _MOST).astype(np.float32)
            scores[rows] += np.float32(weight / most) * counts / (counts + self._damping[rows])
        return scores

    def _idf(self, count: int) -> float:
        return float(np.log1p((len(self._damping) - count + 0.5) / (count + 0.5)))

    def _entries(self, term: np.uint32) -> Words:
        at = int(np.searchsorted(self.postings.hashes, term))
        if at == len(self.postings.hashes) or self.postings.hashes[at] != term:
            return self.postings.entries[:0]
        end = int(self._ends[at])
        return self.postings.entries[end - int(self.postings.sizes[at]) : end]


def _hash(term: str) -> int:
    return crc32(term.encode())
