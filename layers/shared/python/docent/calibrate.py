"""A bot's threshold of knowing, from its own documents: what questions on quite other matters score there."""

from __future__ import annotations

from docent.confidence import BEST, confidence, threshold
from docent.foreign import QUESTIONS
from docent.model import Bot
from docent.ports import Bots, BotWriter, Embedder, Index

MOVED = 0.25  # of the passages: so many may come, go or be changed before it is done again


def renew(bot_id: str, *, bots: Bots, writer: BotWriter, embedder: Embedder, index: Index) -> bool:
    """Calibrate a bot of whose knowledge more than a quarter moved since it last was; whether it was done.

    Raises Unavailable. Nothing happens to a bot that is gone or knows nothing.
    """
    bot = bots.find(bot_id)
    if bot is None or bot.erasing or not bot.chunks or not _moved(bot):
        return False
    found = calibrated(bot, embedder=embedder, index=index)
    writer.change(
        bot_id, bot.user_id, {"calibrated_threshold": round(found, 4), "calibrated_churn": bot.churn}
    )
    return True


def calibrated(bot: Bot, *, embedder: Embedder, index: Index) -> float:
    """The threshold for what the bot knows now. Some 200 searches, without a model."""
    return threshold([
        [
            confidence(
                question, ((each.dense, each.lexical) for each in index.search(bot, question, vector, BEST))
            )
            for question, vector in zip(questions, embedder.embed(questions), strict=True)
        ]
        for questions in QUESTIONS.values()
    ])  # fmt: skip


def _moved(bot: Bot) -> bool:
    return bot.calibrated_threshold is None or bot.churn - bot.calibrated_churn > MOVED * bot.chunks
