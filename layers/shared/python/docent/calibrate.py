"""A bot's threshold of knowing, from its own documents: what questions on quite other matters score there."""

from __future__ import annotations

from docent.confidence import BEST, confidence, threshold
from docent.foreign import QUESTIONS
from docent.model import Bot
from docent.ports import Bots, BotWriter, Chunks, Embedder, Index

MOVED = 0.25  # of the passages: so many may come, go or be changed before it is done again


def renew(
    bot_id: str, *, bots: Bots, writer: BotWriter, embedder: Embedder, index: Index, chunks: Chunks
) -> bool:
    """Calibrate a bot of whose knowledge more than a quarter moved since it last was; whether it was done.

    Raises Unavailable. Nothing happens to a bot that is gone or knows nothing.
    """
    bot = bots.find(bot_id)
    if bot is None or bot.erasing or not bot.chunks or not _moved(bot):
        return False
    found = calibrated(bot, embedder=embedder, index=index, chunks=chunks)
    writer.change(
        bot_id, bot.user_id, {"calibrated_threshold": round(found, 4), "calibrated_churn": bot.churn}
    )
    return True


def calibrated(bot: Bot, *, embedder: Embedder, index: Index, chunks: Chunks) -> float:
    """The threshold for what the bot knows now. Some 200 searches, without a model."""
    found = [
        [
            (question, index.search(bot, question, vector, BEST))
            for question, vector in zip(questions, embedder.embed(questions), strict=True)
        ]
        for questions in QUESTIONS.values()
    ]
    ids = dict.fromkeys(hit.chunk_id for language in found for _, hits in language for hit in hits)
    texts = {each.chunk_id: each.text for each in chunks.read(bot.bot_id, list(ids))}
    return threshold([
        [
            confidence(question, ((hit.dense, hit.lexical, texts.get(hit.chunk_id, "")) for hit in hits))
            for question, hits in language
        ]
        for language in found
    ])  # fmt: skip


def _moved(bot: Bot) -> bool:
    return bot.calibrated_threshold is None or bot.churn - bot.calibrated_churn > MOVED * bot.chunks
