"""Index in this process's memory: search by NumPy over the packed blocks of recently asked bots."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from docent.model import Bot, Scored
from docent.ports import Blocks, Matrix
from docent.shelf import Shelf

_NEVER = -1


class NumpyIndex:
    """Keeps at most `limit_bytes` of shelves, and always those of a bot that is being asked.

    A bot whose `knowledge_version` has not moved is answered from memory alone. Where it has, only documents
    that are new are loaded; requests at the same time share one load.
    """

    def __init__(
        self,
        blocks: Blocks,
        embedder_model: str,
        limit_bytes: int,
        noted: Callable[[bool], None] = lambda hit: None,
    ) -> None:
        """`noted` is told of each search whether what it reads was in memory."""
        self._blocks, self._model, self._limit, self._noted = blocks, embedder_model, limit_bytes, noted
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = Lock()

    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Sequence[Scored]:
        return self._shelf(bot, len(vector)).search(question, vector, limit)

    def _shelf(self, bot: Bot, dimension: int) -> Shelf:
        entry = self._entry(bot.bot_id)
        with entry.lock:
            self._noted(entry.version >= bot.knowledge_version)
            if entry.version < bot.knowledge_version:
                entry.shelf = self._refreshed(bot.bot_id, entry.shelf or Shelf.empty(dimension))
                entry.version = bot.knowledge_version
                self._make_room()
            return entry.shelf or Shelf.empty(dimension)

    def _entry(self, bot_id: str) -> _Entry:
        with self._lock:
            entry = self._entries.setdefault(bot_id, _Entry())
            self._entries.move_to_end(bot_id)
            return entry

    def _refreshed(self, bot_id: str, shelf: Shelf) -> Shelf:
        live = self._blocks.live(bot_id)
        here = shelf.documents
        new = {document: version for document, version in live.items() if here.get(document) != version}
        return shelf.updated(live, self._blocks.load(bot_id, new) if new else (), self._model)

    def _make_room(self) -> None:
        with self._lock:
            held = sum(entry.nbytes for entry in self._entries.values())
            for bot_id, oldest in list(self._entries.items()):
                if held <= self._limit:
                    return
                if not oldest.lock.locked():  # else it is being loaded, or is the one that makes room
                    del self._entries[bot_id]
                    held -= oldest.nbytes


class _Entry:
    """What is held of one bot; `version` is the knowledge version it was loaded at."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.version = _NEVER
        self.shelf: Shelf | None = None

    @property
    def nbytes(self) -> int:
        return self.shelf.nbytes if self.shelf else 0
