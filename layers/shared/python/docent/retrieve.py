"""From a question to the passages that an answer may stand on."""

from __future__ import annotations

from docent.model import Bot, Passage
from docent.ports import Chunks, Embedder, Index
from docent.stopwatch import Stopwatch


def search(
    question: str,
    limit: int,
    *,
    bot: Bot,
    embedder: Embedder,
    index: Index,
    chunks: Chunks,
    watch: Stopwatch | None = None,
) -> list[Passage]:
    """The passages nearest to a question, best first; none where the bot knows nothing."""
    watch = watch or Stopwatch()
    if not bot.documents:
        return []
    vector = embedder.embed([question])[0]
    watch.lap("embed")
    found = index.search(bot, vector, limit)
    watch.lap("search")
    scores = {each.chunk_id: each.score for each in found}
    read = chunks.read(bot.bot_id, list(scores))
    watch.lap("passages")
    return [Passage(each, scores[each.chunk_id], {"dense": scores[each.chunk_id]}) for each in read]
