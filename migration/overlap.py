"""The proof that vectors keep their neighbours: the ten nearest in Qdrant beside the ten nearest in Docent.

Docent's are searched in the blocks as they are stored, read back. Only points
whose vector was kept count, and what is exactly as near as the tenth counts as it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from docent.model import chunk_id
from docent.ports import Blocks, Matrix
from docent.vectors import cosines, unpack
from migration.qdrant import Qdrant, Shape
from migration.staging import Staging
from migration.state import State

TOP = 10
LEAST = 0.99
_TIE = 1e-5


class Overlap(NamedTuple):
    """`share`: how many of the neighbours in Qdrant are those in Docent, on average; `least` of one query."""

    queries: int
    share: float
    least: float


def measured(
    queries: Sequence[Matrix], *, bot_id: str, qdrant: Qdrant, shape: Shape, staging: Staging, state: State,
    collection: str, kind: str, blocks: Blocks,
) -> Overlap:  # fmt: skip
    """Raises ValueError where a block is damaged."""
    asked = [query / np.linalg.norm(query) for query in queries]
    found = _nearest(asked, bot_id, state, kind, blocks)
    shares = []
    for query, here in zip(asked, found, strict=True):
        there = _there(qdrant, collection, shape, query, state, kind)
        shares.append(_share(query, there, here, staging))
    return Overlap(len(shares), float(np.mean(shares)), float(np.min(shares)))


def _nearest(
    queries: Sequence[Matrix], bot_id: str, state: State, kind: str, blocks: Blocks
) -> list[list[str]]:
    """Ids of the points of this collection whose stored vectors are nearest to each query."""
    best: list[list[tuple[float, str]]] = [[] for _ in queries]
    for block in blocks.load(bot_id, blocks.live(bot_id)):
        labels = [chunk_id(block.document_id, block.version, block.first + at) for at in range(block.count)]
        known = state.by_label(kind, labels)
        ids = [known[each].id if each in known and known[each].fate == "kept" else "" for each in labels]
        if not any(ids):
            continue
        codes, scales = unpack(block)
        for query, held in zip(queries, best, strict=True):
            scores = cosines(codes, scales, query)
            held += [(float(scores[at]), ids[at]) for at in np.argsort(-scores)[:TOP] if ids[at]]
            held.sort(reverse=True)
            del held[TOP:]
    return [[id for _, id in held] for held in best]


def _there(
    qdrant: Qdrant, collection: str, shape: Shape, query: Matrix, state: State, kind: str
) -> list[str]:
    limit = TOP
    while True:
        found = qdrant.nearest(collection, shape, query, limit)
        names = [Staging.key(each) for each in found]
        moved = [name for name in names if (fate := state.fate(kind, name)) and fate.fate == "kept"]
        if len(moved) >= TOP or len(found) < limit:
            return moved[:TOP]
        limit *= 2


def _share(query: Matrix, there: Sequence[str], here: Sequence[str], staging: Staging) -> float:
    if not there:
        return 1.0 if not here else 0.0
    last = _cosine(query, there[-1], staging) - _TIE
    right = sum(each in there or _cosine(query, each, staging) >= last for each in here)
    return min(1.0, right / len(there))


def _cosine(query: Matrix, name: str, staging: Staging) -> float:
    vector = staging.named(name)
    return -1.0 if vector is None else float(vector @ query / np.linalg.norm(vector))
