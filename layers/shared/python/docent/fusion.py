"""One score from two: how near a passage is in meaning, and how much of the question stands in it."""

from __future__ import annotations

import numpy as np

from docent.ports import Matrix


def fuse(question: str, dense: Matrix, lexical: Matrix) -> Matrix:
    """(n,) float32, higher is better, of n candidates for a question.

    `dense`: their cosines. `lexical`: their BM25 scores as a share of the most that the terms of the question
    can give, 0 to 1; 0 where no term is shared.
    """
    fused: Matrix = (_spread(dense) + _spread(lexical)) / np.float32(2)
    return fused


def _spread(scores: Matrix) -> Matrix:
    """Stretched to reach from 0 to 1; all 0 where they are all the same."""
    least, most = scores.min(initial=np.inf), scores.max(initial=-np.inf)
    spread: Matrix = (scores - least) / (most - least) if most > least else np.zeros_like(scores)
    return spread
