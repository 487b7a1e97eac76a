"""From a question to the passages that an answer may stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docent.model import Bot, Chunk, Passage, Scored
from docent.passages import cut_at, distinct, joined
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
    found = {each.chunk_id: each for each in index.search(bot, question, vector, limit)}
    watch.lap("search")
    read = chunks.read(bot.bot_id, list(found))
    watch.lap("passages")
    return [_passage(each, found[each.chunk_id]) for each in read]


def _passage(chunk: Chunk, found: Scored) -> Passage:
    return Passage(chunk, found.score, {"dense": found.dense, "lexical": found.lexical})


def readable(hits: Sequence[Passage], limit: int, *, bot: Bot, chunks: Chunks) -> list[Passage]:
    """At most `limit` passages to answer from: none of the hits twice, neighbours as one.

    Where the first or last sentence of one of the best hits is cut, the neighbour with its rest is read too.
    """
    kept = distinct(hits)[:limit]
    known = {hit.chunk.chunk_id for hit in kept}
    wanted = [each for hit in kept[:_COMPLETED] for each in _rest(hit.chunk) if each not in known]
    beside = chunks.read(bot.bot_id, list(dict.fromkeys(wanted))) if wanted else ()
    return joined(kept, beside)


def _rest(chunk: Chunk) -> Iterator[str]:
    """Ids of the neighbours that a cut sentence goes on in."""
    version, _, _ = chunk.chunk_id.rpartition(".")
    before, after = cut_at(chunk)
    if before and chunk.ordinal:
        yield f"{version}.{chunk.ordinal - 1:06d}"
    if after:
        yield f"{version}.{chunk.ordinal + 1:06d}"


_COMPLETED = 2  # hits whose cut sentences are made whole
