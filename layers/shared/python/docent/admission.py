"""Whether a document may answer: not where its bot would become too large to be searched, nor where it would
fail a pinned question that it passes without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from docent.errors import DocumentRejected
from docent.exam import ask
from docent.model import Bot, Document, Scored
from docent.pinned import Pinned, PinnedQuestions
from docent.ports import Blocks, Bots, Chunks, Embedder, Matrix, Siblings
from docent.shelf import Shelf
from docent.siblings import replaced

_NAMED = 3
_LONGEST = 120


def admit(
    document: Document,
    most: int,
    largest: float,
    *,
    bots: Bots,
    pinned: PinnedQuestions,
    siblings: Siblings,
    embedder: Embedder,
    shelves: Blocks,
    chunks: Chunks,
) -> None:
    """Let a document pass that is stored and about to be published. `most` as of docent.exam; `largest`:
    passages that a bot may have.

    Raises DocumentRejected: `too_many_chunks`; `tests_failed` where its bot wants that and a question fails
    with it, and without those it replaces, that passes now. What others publish meanwhile is not seen.
    Questions go by what is found alone: who takes documents in does not know who writes.
    """
    bot = bots.find(document.bot_id)
    if bot is None:
        return
    if bot.chunks + document.chunks > largest:
        _check_size(document, bot, largest, siblings)
    asked = pinned.of_bot(bot.bot_id) if bot.tests_block else ()
    if not asked:
        return
    live = shelves.live(bot.bot_id)
    blank = Shelf.empty(embedder.dimension)
    before = _Held(blank.updated(live, shelves.load(bot.bot_id, live), embedder.model))
    new = {document.document_id: document.live_version}
    gone = {each.document_id for each in replaced(document, siblings.alike(document))}
    kept = {each: version for each, version in live.items() if each not in gone}
    after = _Held(before.shelf.updated(kept | new, shelves.load(bot.bot_id, new), embedder.model))

    def passes(each: Pinned, index: _Held) -> bool:
        holding = replace(bot, documents=len(index.shelf.documents), chunks=len(index.shelf))
        return ask(each, holding, most, (), embedder=embedder, index=index, chunks=chunks).passed

    lost = [each for each in asked if passes(each, before) and not passes(each, after)]
    if lost:
        raise DocumentRejected(_told(lost), code="tests_failed")


def _check_size(document: Document, bot: Bot, largest: float, siblings: Siblings) -> None:
    gone = sum(each.chunks for each in replaced(document, siblings.alike(document)))
    if not document.former and bot.chunks - gone + document.chunks > largest:  # a changed one is counted
        raise DocumentRejected(
            f"The bot would have more than {largest:,} passages, which memory cannot take. Delete documents"
            " that are not needed, make another bot, or ask whoever runs Docent for the vector index.",
            code="too_many_chunks",
        )


@dataclass(frozen=True, slots=True)
class _Held:
    """Satisfies Index: what a bot knows or would know."""

    shelf: Shelf

    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Sequence[Scored]:
        return self.shelf.search(question, vector, limit)


def _told(lost: Sequence[Pinned]) -> str:
    questions = "; ".join(f"“{each.question[:_LONGEST]}”" for each in lost[:_NAMED])
    more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    return (
        f"Not published, for with it the bot fails test questions that it passes now: {questions}{more}."
        " Correct the file and upload it again; or delete those test questions, or switch off the block in"
        " Search test, and press Retry. Until then the bot answers as before."
    )
