from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from docent.adapters.sized_index import SizedIndex
from docent.model import Bot, Scored


class Says:
    """Index and the part of LargeIndex that is asked: finds one chunk of its own name."""

    def __init__(self, name: str, covers: bool = True) -> None:
        self._name, self._covers = name, covers

    def search(self, *args: Any) -> list[Scored]:
        return [Scored(self._name, 1, 1, 1)]

    def covers(self, bot: Bot) -> bool:
        return self._covers


@pytest.mark.parametrize(
    ("chunks", "covers", "expected"),
    [(10, True, "memory"), (11, True, "large"), (11, False, "memory")],
)
def test_asks_memory_unless_the_bot_is_too_large_and_all_of_it_is_elsewhere(
    chunks: int, covers: bool, expected: str
) -> None:
    index = SizedIndex(Says("memory"), Says("large", covers), 10)  # type: ignore[arg-type]
    (hit,) = index.search(Bot("b", "u", "Bot", chunks=chunks), "law", np.zeros(3, np.float32), 5)
    assert hit.chunk_id == expected
