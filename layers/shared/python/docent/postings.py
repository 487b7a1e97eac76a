"""Which terms stand in which chunks how often, packed; and how well chunks match the words of a question.

A term is kept as the CRC-32 of its UTF-8: of 100,000 terms about one meets another, which costs nothing but a
chunk found in vain. An entry is row << 7 | count, so that moving rows is adding to entries.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

from docent.lexical import HEAD, K1, B
from docent.ports import Matrix
from docent.vectors import Rows, highest

Words: TypeAlias = "npt.NDArray[np.uint32]"
Sizes: TypeAlias = "npt.NDArray[np.uint16]"
_BITS = 7
_MOST = (1 << _BITS) - 1
_ROWS = 1 << (16 - _BITS)
_LONGEST = 65_535
_OF_A_HEAD, _IN_PLACE = 0.3, 0.6  # of a word's weight: many words end alike
_RARE, _WIDER = 8_000, 4  # below so many chunks a term is cheaper added up than looked up
_HEAD = struct.Struct("<III")


def pack(texts: Sequence[Sequence[str]]) -> bytes:
    """The terms of up to 512 chunks. Little-endian: three uint32 say how many chunks, terms and entries.

    Then the length of each chunk in terms but heads (uint16), the terms ascending (uint32), how many chunks
    each stands in (uint16), and for each term its entries by row (uint16). A count ends at 127.
    """
    if len(texts) > _ROWS:
        raise ValueError(f"{len(texts)} chunks are more than the {_ROWS} that a block holds")
    lengths = np.array([min(sum(map(_counts, terms)), _LONGEST) for terms in texts], "<u2")
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

    def search(self, terms: Iterable[str], limit: int, also: Rows) -> tuple[Rows, Matrix]:
        """Ascending rows, and how well each fits: the `limit` best that share a term, and those of `also`.

        Scores are float32, 0 to 1: BM25 as a share of the most that these terms, each once, can give.
        idf is ln(1 + (N - df + 0.5) / (df + 0.5)), as in Lucene; the most is the sum of idf * (K1 + 1).
        Rows that share only common terms are looked for where too few share a rare one.
        """
        scores = np.zeros(len(self._damping), np.float32)
        common: list[tuple[Words, float]] = []
        for entries, weight in self._weighed(terms):
            if len(entries) <= _RARE or (not common and np.count_nonzero(scores) < limit):
                scores[entries >> _BITS] += self._gained(entries, weight)
            else:
                common.append((entries, weight))
        found = np.flatnonzero(scores)
        found = found[highest(scores[found], limit * _WIDER if common else limit)]
        if common:
            exact = self._completed(scores, found, common)
            found = found[highest(exact, limit)]
        wanted = np.zeros(len(scores), bool)
        wanted[found] = wanted[also] = True
        rows = np.flatnonzero(wanted)
        return rows, self._completed(scores, rows, common)

    def _weighed(self, terms: Iterable[str]) -> list[tuple[Words, float]]:
        """The entries of each term that stands anywhere, and its share of the whole; the rarest first.

        A head that stands nowhere is not missing: hardly any word is the end of another. One that does takes
        the place of its word, the term before it, where that stands nowhere: part of what is missing.
        """
        found: list[tuple[Words, float]] = []
        whole = 0.0
        for term in dict.fromkeys(terms):
            entries, head = self._entries(_hash(term)), not _counts(term)
            idf = self._idf(len(entries))
            if head and len(entries) and found and not len(found[-1][0]):
                found[-1] = entries, idf * _IN_PLACE
            elif len(entries) or not head:
                found.append((entries, idf * (_OF_A_HEAD if head else 1)))
                whole += found[-1][1]
        weighed = [(each, of / whole) for each, of in found if len(each)]
        return sorted(weighed, key=lambda each: len(each[0]))

    def _idf(self, holding: int) -> float:
        return math.log1p((len(self._damping) - holding + 0.5) / (holding + 0.5))

    def _gained(self, entries: Words, weight: float) -> Matrix:
        counts = (entries & _MOST).astype(np.float32)
        gained: Matrix = np.float32(weight) * counts / (counts + self._damping[entries >> _BITS])
        return gained

    def _completed(self, scores: Matrix, rows: Rows, common: Sequence[tuple[Words, float]]) -> Matrix:
        """The scores of these rows, ascending, with what they gain by common terms."""
        exact, firsts = scores[rows], (rows << _BITS).astype(np.uint32)
        for entries, weight in common:
            at = np.minimum(np.searchsorted(entries, firsts), len(entries) - 1)
            has = entries[at] >> _BITS == rows
            exact[has] += self._gained(entries[at[has]], weight)
        return exact

    def _entries(self, term: int) -> Words:
        at = int(np.searchsorted(self.postings.hashes, np.uint32(term)))
        if at == len(self.postings.hashes) or self.postings.hashes[at] != term:
            return self.postings.entries[:0]
        end = int(self._ends[at])
        return self.postings.entries[end - int(self.postings.sizes[at]) : end]


def _counts(term: str) -> bool:
    """Whether it makes a text longer: heads are of words that count already."""
    return not term.startswith(HEAD)


def _hash(term: str) -> int:
    return crc32(term.encode())
