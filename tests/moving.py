"""Taking a bot out of one house and bringing it into another, in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from docent import intake, stored_zip, takeout, transfer
from docent.conversation import Turn
from docent.ids import new_id, now
from docent.intake import Places
from docent.model import Bot
from docent.pinned import pin
from docent.takeout import Sources
from docent.transfer import Transfer
from tests.contracts.conversations import some_turn
from tests.fakes import MemoryConversations
from tests.gatekeepers import MemoryPinned
from tests.library import Library


def stored(content: Mapping[str, bytes]) -> bytes:
    """An archive of these names and bytes."""
    data, entries = b"", []
    for name, each in content.items():
        entry, head = stored_zip.entry(name, each, len(data))
        entries.append(entry)
        data += head + each
    return data + stored_zip.directory(entries, len(data))


class House(Library):
    """A library with its log and test questions. No embedder is asked for when a bot comes in."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.talks, self.board = MemoryConversations(), MemoryPinned()

    def lived_in(self) -> House:
        """With documents, changed passages, test questions, and a log."""
        self.read("The deposit is fifty euros. " * 40, "rules.txt", source_url="https://a.example/rules")
        self.read("The shop opens at nine.", "hours.txt")
        self.read_pairs([("Do you sell bikes?", "No, we only lend them.")])
        for question, filename in (("When does it open?", "hours.txt"), ("Who is the moon?", "")):
            pin(self.bot, question, filename, board=self.board)
        for number, answered in ((1, True), (2, False)):
            self.talks.record(self.turn(number, answered=answered, citations=()), 90)
        self.talks.record(self.turn(2, asker="vis_1"), 90)
        self.talks.rate(self.talks.recorded[-1], "down", "no")
        return self

    def turn(self, conversation: int, **values: Any) -> Turn:
        ids = {"bot_id": self.bot_id, "conversation_id": f"con_{conversation:026d}"}
        return replace(some_turn(new_id("msg"), **ids), created_at=now(), **values)

    @property
    def sources(self) -> Sources:
        return Sources(
            bots=self.bots, documents=self.documents, shelves=self.knowledge, transcripts=self.talks,
            todos=self.talks, pinned=self.board, files=self.files, parts=self.files, work=self.work,
            largest=10**6,
        )  # fmt: skip

    def places(self, **other: Any) -> Places:
        given: dict[str, Any] = {
            "bots": self.bots, "bot_writer": self.bots, "documents": self.documents, "writer": self.documents,
            "knowledge": self.knowledge, "publisher": self.documents, "conversations": self.talks,
            "board": self.board, "files": self.files, "parts": self.files, "work": self.work,
            "model": self.embedder.model, "dimension": self.embedder.dimension, "models": ("large",),
            "largest": 10**6, "most_chunks": 999, "conversation_days": 90, **other,
        }  # fmt: skip
        return Places(**given)

    def find(self, moving: Transfer) -> Transfer:
        return transfer.find(moving.bot_id, moving.transfer_id, self.files)

    def take_out(self, bot_id: str = "", seconds_left: Callable[[], float] = lambda: 900.0) -> bytes:
        """The archive of a bot; as many workers as it needs."""
        bot = self.bots.bots[bot_id or self.bot_id]
        moving = takeout.begin(bot, bot.user_id, files=self.files, work=self.work)
        while takeout.proceed(self.find(moving), sources=self.sources, seconds_left=seconds_left) != "done":
            pass
        return self.files.files[moving.archive]

    def expect(self, archive: bytes) -> Transfer:
        """An import whose archive has arrived."""
        moving, _ = intake.begin(
            "bob", "Incoming", len(archive), writer=self.bots, files=self.files, forms=self.files
        )
        self.files.put(moving.uploaded, archive, "application/zip")
        return moving

    def bring_in(self, archive: bytes, seconds_left: Callable[[], float] = lambda: 900.0) -> Bot:
        """The new bot; as many workers as it needs."""
        moving = self.expect(archive)
        while intake.proceed(self.find(moving), places=self.places(), seconds_left=seconds_left) != "done":
            pass
        return self.bots.bots[moving.bot_id]
