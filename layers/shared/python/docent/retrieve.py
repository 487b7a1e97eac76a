"""From a question to the passages that an answer may stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from docent import curated
from docent.confidence import UNCALIBRATED, confidence
from docent.lexical import asked, tokens
from docent.model import Bot, Chunk, Passage, Scored
from docent.passages import cut_at, distinct, joined
from docent.ports import Chunks, Embedder, Index
from docent.prompt import PASSAGES_LIMIT
from docent.scripts import MARKS, is_unspaced
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
    """The passages nearest to a question, best first; none where the bot knows nothing.

    `limit` of them, or up to 50 where fewer than half of these tell something of their own: the others repeat
    them, or were switched off. 50 too of a bot that reads all.
    """
    watch = watch or Stopwatch()
    limit = max(limit, _DEEP) if bot.reads_all else limit
    if not bot.documents:
        return []
    vector = embedder.embed([question])[0]
    watch.lap("embed")
    found = {each.chunk_id: each for each in index.search(bot, question, vector, max(limit, _DEEP))}
    watch.lap("search")
    ids = list(found)
    read = _live(chunks, bot, ids[:limit], found)
    if len(ids) > limit and len(distinct(read, limit // 2)) < limit // 2:
        read += _live(chunks, bot, ids[limit:], found)
    watch.lap("passages")
    return read


def _live(chunks: Chunks, bot: Bot, ids: Sequence[str], found: Mapping[str, Scored]) -> list[Passage]:
    read = chunks.read(bot.bot_id, ids)
    return [_passage(each, found[each.chunk_id]) for each in read if not each.off]


def _passage(chunk: Chunk, found: Scored) -> Passage:
    return Passage(chunk, found.score, {"dense": found.dense, "lexical": found.lexical})


def sureness(question: str, hits: Sequence[Passage]) -> float:
    """How sure it is, 0 to 1, that the hits answer the question they were found for."""
    scored = ((each.scores["dense"], each.scores["lexical"], each.chunk.text) for each in hits)
    return confidence(question, scored)


def least(bot: Bot) -> float:
    """The sureness from which on a bot answers: its builder's, else that computed from its documents."""
    given = (bot.threshold, bot.calibrated_threshold)
    return next((each for each in given if each is not None), UNCALIBRATED)


def suffices(question: str, hits: Sequence[Passage], bot: Bot) -> bool:
    """Whether the bot answers from these, or says that it does not know."""
    return bool(hits) and sureness(question, hits) >= least(bot)


def basis(
    question: str, hits: Sequence[Passage], most: int, *, bot: Bot, chunks: Chunks
) -> tuple[Passage | None, list[Passage]]:
    """The curated answer that is given; else what one is written from, if the bot knows."""
    if pair := curated.match(question, hits):
        return pair, []
    known = suffices(question, hits, bot)
    return None, readable(hits, most, bot=bot, chunks=chunks) if known else []


def shared(question: str, text: str) -> list[str]:
    """What of the text was found by the question's words, as it is written there, each once in order.

    Whole words; of scripts without spaces the terms themselves.
    """
    wanted, found = set(asked(question)), dict[str, None]()
    for word in _WORD.findall(text):
        hit = wanted.intersection(tokens(word))
        if hit and is_unspaced(word):
            found |= dict.fromkeys(sorted(term for term in hit if term in word))
        elif hit:
            found[word] = None
    return list(found)


def everything(hits: Sequence[Passage], bot: Bot) -> list[Passage]:
    """All that a bot knows that reads all, in reading order, the oldest document first; nothing where that is
    over 50 passages or more than a prompt takes. `hits` are what `search` found for it."""
    few = bot.reads_all and bot.chunks <= _DEEP
    if not few or sum(len(hit.chunk.text) for hit in hits) > PASSAGES_LIMIT:
        return []
    return sorted(hits, key=lambda hit: hit.chunk.chunk_id)


def readable(hits: Sequence[Passage], limit: int, *, bot: Bot, chunks: Chunks) -> list[Passage]:
    """At most `limit` passages to answer from: none of the hits twice, neighbours as one. Or `everything`.

    Where the first or last sentence of one of the best hits is cut, the neighbour with its rest is read too.
    """
    if whole := everything(hits, bot):
        return whole
    kept = distinct(hits, limit)
    known = {hit.chunk.chunk_id for hit in kept}
    wanted = [each for hit in kept[:_COMPLETED] for each in _rest(hit.chunk) if each not in known]
    beside = chunks.read(bot.bot_id, list(dict.fromkeys(wanted))) if wanted else ()
    return joined(kept, [each for each in beside if not each.original])


def _rest(chunk: Chunk) -> Iterator[str]:
    """Ids of the neighbours that a cut sentence goes on in."""
    version, _, _ = chunk.chunk_id.rpartition(".")
    if chunk.original or chunk.asked:  # its builder says where it begins and ends
        return
    before, after = cut_at(chunk)
    if before and chunk.ordinal:
        yield f"{version}.{chunk.ordinal - 1:06d}"
    if after:
        yield f"{version}.{chunk.ordinal + 1:06d}"


# What is found as one thing: R&D, C++, 10:30, 1,000.
_WORD = re.compile(rf"\w(?:[\w{MARKS}]+|[-./'’&@:‐‑](?=\w)|(?<=\d),(?=\d))*(?:\+\+|#(?!\w))?")
_DEEP = 50
_COMPLETED = 2  # hits whose cut sentences are made whole
