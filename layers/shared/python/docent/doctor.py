"""Looks for what should not be, over all stores, and mends it: a check on the promises of ingestion.

What is found is looked at once more before it is mended: work goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Literal, Protocol

from docent import bots as owners
from docent import lexical
from docent.blocks import recut
from docent.conversation import Conversations
from docent.endings import remove, settle, tidy
from docent.errors import Conflict, NotFound
from docent.gates import Grants
from docent.ids import now
from docent.model import FINAL, Bot, Document, chunk_id
from docent.ports import (
    Blocks,
    Bots,
    BotWriter,
    Chunks,
    Documents,
    DocumentWriter,
    Files,
    Knowledge,
    Publisher,
    Work,
)

Kind = Literal["orphan", "homeless", "hollow", "leftover", "outdated", "stuck", "erasing", "miscounted"]
MEANING: dict[Kind, str] = {
    "orphan": "blocks, chunks or files without a document; they are removed",
    "homeless": "a document without a bot; it is removed",
    "hollow": "a document that answers and lacks part of what it was learnt as; it fails, and can be retried",
    "leftover": "what an attempt left behind that does not answer; it is removed",
    "outdated": "a document whose words were cut for search in another way than questions are now; cut again",
    "stuck": "a document whose deadline has passed, or that has none and has not ended; it is ended",
    "erasing": "a bot whose deletion was cut off; it is finished",
    "miscounted": "a bot whose counts differ from what answers; it is counted again",
}
_TRIES = 5
_DAMAGED = "Part of what was learnt of this file is missing. Press Retry to have it read again."


class Inventory(Protocol):
    """Everything that is kept, of all bots, for whoever looks after it. Slow; not for an answer."""

    def bots(self) -> Iterable[Bot]: ...

    def documents(self) -> Iterable[Document]: ...

    def owners(self) -> Iterable[tuple[str, str]]:
        """(bot_id, document_id) that blocks, chunks and files are kept for, each once."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that should not be; `document_id` is empty where it is about the bot."""

    kind: Kind
    bot_id: str
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Doctor:
    """`examine` only looks; `mend` puts one finding right, or leaves it where it is right by now."""

    inventory: Inventory
    bots: Bots
    bot_writer: BotWriter
    documents: Documents
    writer: DocumentWriter
    publisher: Publisher
    knowledge: Knowledge
    files: Files
    conversations: Conversations
    grants: Grants
    work: Work
    shelves: Blocks
    chunks: Chunks

    def examine(self) -> Iterator[Finding]:
        """Everything that should not be, bots last."""
        for bot_id, document_id in self.inventory.owners():
            # The notes of a crawl, or of a bot on its way out or in; both end by themselves.
            if document_id.startswith(("crawl_", "export_", "import_")):
                continue
            if self.documents.find(bot_id, document_id) is None:
                yield Finding("orphan", bot_id, document_id)
        live: dict[str, list[Document]] = {}
        for document in self.inventory.documents():
            kind = self._ill(document)
            if kind:
                yield Finding(kind, document.bot_id, document.document_id)
            if document.live_version:
                live.setdefault(document.bot_id, []).append(document)
        for bot in self.inventory.bots():
            if bot.erasing:
                yield Finding("erasing", bot.bot_id)
            elif (bot.documents, bot.chunks, bot.bytes) != _counts(live.get(bot.bot_id, [])):
                yield Finding("miscounted", bot.bot_id)

    def mend(self, finding: Finding) -> None:
        """Raises what a store raises; mending can be repeated."""
        if finding.document_id:
            self._mend_document(finding)
        elif bot := self.bots.find(finding.bot_id):
            self._mend_bot(bot)

    def _ill(self, document: Document) -> Kind | None:
        if self.bots.find(document.bot_id) is None:
            return "homeless"
        if document.status not in FINAL or document.deadline:
            return "stuck" if document.deadline < now() else None
        held = dict(self.knowledge.versions(document.bot_id, document.document_id))
        if document.live_version and held.pop(document.live_version, 0) != document.chunks:
            return "hollow"
        if held:
            return "leftover"
        return "outdated" if self._cuts(document) - {lexical.VERSION} else None

    def _cuts(self, document: Document) -> Set[int]:
        if not document.live_version:
            return frozenset()
        return self.knowledge.cuts(document.bot_id, document.document_id, document.live_version)

    def _mend_document(self, finding: Finding) -> None:
        document = self.documents.find(finding.bot_id, finding.document_id)
        kind = self._ill(document) if document else "orphan"
        if document is None or kind == "homeless":
            remove(
                finding.bot_id, finding.document_id,
                writer=self.writer, knowledge=self.knowledge, files=self.files,
            )  # fmt: skip
        elif kind:
            self._treat(kind, document)

    def _treat(self, kind: Kind, document: Document) -> None:
        if kind == "stuck":
            settle(
                document, bots=self.bots, writer=self.writer, knowledge=self.knowledge, files=self.files,
                work=self.work, timed_out=lambda document: None,
            )  # fmt: skip
            return
        if kind == "outdated":
            self._recut(document)
            return
        if kind == "hollow":
            self.publisher.withdraw(
                document, status="failed", reason="processing_error", message=_DAMAGED, deadline=""
            )
        if current := self.documents.find(document.bot_id, document.document_id):
            tidy(current, knowledge=self.knowledge, files=self.files)

    def _recut(self, document: Document) -> None:
        """Vectors stay as they are, so nothing is embedded again."""
        live = {document.document_id: document.live_version}
        for block in list(self.shelves.load(document.bot_id, live)):
            ids = [chunk_id(block.document_id, block.version, block.first + at) for at in range(block.count)]
            chunks = self.chunks.read(document.bot_id, ids)
            if len(chunks) == block.count:
                self.knowledge.store(document.bot_id, [recut(block, chunks)], [])

    def _mend_bot(self, bot: Bot) -> None:
        if not bot.erasing:
            self._recount(bot.bot_id)
            return
        try:
            owners.delete(
                bot, writer=self.bot_writer, documents=self.documents, document_writer=self.writer,
                knowledge=self.knowledge, files=self.files, conversations=self.conversations,
                grants=self.grants,
            )  # fmt: skip
        except NotFound:  # its owner was faster
            return

    def _recount(self, bot_id: str) -> None:
        for _ in range(_TRIES):
            try:
                return self._count(bot_id)
            except Conflict:  # something was published or withdrawn while we counted
                continue
        return None

    def _count(self, bot_id: str) -> None:
        bot, counts, after = self.bots.find(bot_id), (0, 0, 0), ""
        while bot:
            page = self.documents.in_bot(bot_id, after)
            here = _counts([each for each in page.items if each.live_version])
            counts, after = (counts[0] + here[0], counts[1] + here[1], counts[2] + here[2]), page.next
            if not after:
                break
        if bot and counts != (bot.documents, bot.chunks, bot.bytes):
            self.publisher.recount(bot, *counts)


def _counts(live: list[Document]) -> tuple[int, int, int]:
    return len(live), sum(each.chunks for each in live), sum(each.bytes for each in live)
