"""Index that asks one of two: memory, or what is kept outside of it for a bot too large for that."""

from __future__ import annotations

from collections.abc import Sequence

from docent.model import Bot, Scored
from docent.ports import Index, LargeIndex, Matrix


class SizedIndex:
    """A bot of more than `most` chunks is asked outside of memory, as soon as all of it is there."""

    def __init__(self, memory: Index, large: LargeIndex, most: int) -> None:
        self._memory, self._large, self._most = memory, large, most

    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Sequence[Scored]:
        if bot.chunks > self._most and self._large.covers(bot):
            return self._large.search(bot, question, vector, limit)
        return self._memory.search(bot, question, vector, limit)
