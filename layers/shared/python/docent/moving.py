"""Where a bot is searched: one that outgrew memory moves to an index outside of it, and back if it shrinks.

Until all of it has moved it is searched in memory, so a move can be cut off and taken up anywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from docent.model import Block, Bot
from docent.ports import Blocks, Embedder, LargeIndex

RESERVE_SECONDS = 60.0
_SHRUNK = 0.8  # of what memory takes: a bot about as large as that shall not move to and fro


def move(
    bot: Bot,
    *,
    most: int,
    embedder: Embedder,
    blocks: Blocks,
    large: LargeIndex,
    seconds_left: Callable[[], float] = lambda: float("inf"),
) -> bool:
    """Bring the index outside of memory to where the bot is now; False where time ran short.

    `most`: chunks that memory takes. What another model embedded stays where it is refused.
    """
    held = large.held(bot.bot_id)
    if bot.chunks <= most * _SHRUNK and held:
        large.remove(bot.bot_id)
    if bot.chunks <= most * _SHRUNK or (bot.chunks <= most and not held) or not large.ready():
        return True
    for document_id, version in blocks.live(bot.bot_id).items():
        if held.get(document_id) == version:
            continue
        if seconds_left() < RESERVE_SECONDS:
            return False
        found = list(blocks.load(bot.bot_id, {document_id: version}))
        if all(_fits(block, embedder) for block in found):
            large.add(bot.bot_id, document_id, version, found)
    return True


def _fits(block: Block, embedder: Embedder) -> bool:
    return (block.model, block.dimension) == (embedder.model, embedder.dimension)
