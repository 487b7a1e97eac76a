"""A whole bot on its way out or in: how far it is, kept in the file store beside the bot's documents."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from docent.errors import NotFound
from docent.ids import now
from docent.model import Bot, Progress
from docent.ports import Bots, Files

Reason = Literal[
    "not_an_archive", "archive_damaged", "archive_too_new", "other_model", "too_large", "upload_never_came",
    "processing_error",
]  # fmt: skip
_STATE = 64 * 2**20
_REPORT_SECONDS = 0.5
_ID = re.compile(r"(export|import)_[0-9a-z]{1,40}")


@dataclass(frozen=True, slots=True)
class Transfer:
    """`status`: waiting (for the upload, or for a worker), running, done or failed. `step`: what it is at;
    what `mark` and `kept` say only that step knows. `left_out`: documents that were not ready to be taken."""

    bot_id: str
    transfer_id: str
    user_id: str
    kind: Literal["export", "import"]
    status: Literal["waiting", "running", "done", "failed"] = "waiting"
    step: str = ""
    progress: Progress = Progress("waiting")
    bytes: int = 0
    left_out: int = 0
    reason: str = ""
    message: str = ""
    created_at: str = ""
    updated_at: str = ""
    mark: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return f"{self.bot_id}/{self.transfer_id}/"

    @property
    def uploaded(self) -> str:
        """Key of an archive that comes in: its arrival queues the transfer, as a document's does."""
        return f"{self.folder}original"

    @property
    def archive(self) -> str:
        """Key of an archive that goes out, where the bucket forgets it after a day."""
        return f"{archives_of(self.bot_id)}{self.transfer_id}.zip"

    @property
    def over(self) -> bool:
        return self.status in ("done", "failed")


class Report:
    """Keeps a transfer up to date in the store, its progress at most twice a second."""

    def __init__(self, transfer: Transfer, files: Files) -> None:
        self.transfer, self._files, self._due = transfer, files, 0.0

    def __call__(self, **changes: Any) -> Transfer:
        self.transfer = replace(self.transfer, **changes, updated_at=now())
        save(self.transfer, self._files)
        self._due = time.monotonic() + _REPORT_SECONDS
        return self.transfer

    def at(self, stage: str, done: int, total: int, **changes: Any) -> None:
        """How far it is; other changes are kept with the next word that is written."""
        self.transfer = replace(self.transfer, progress=Progress(stage, done, total), **changes)
        if time.monotonic() >= self._due:
            self()


def archives_of(bot_id: str) -> str:
    """Prefix of the archives that a bot was written into, in the file store."""
    return f"exports/{bot_id}/"


def is_transfer(name: str) -> bool:
    """Whether a worker's message names a transfer, not a document."""
    return bool(_ID.fullmatch(name))


def find(bot_id: str, transfer_id: str, files: Files) -> Transfer:
    """Raises NotFound."""
    if not is_transfer(transfer_id):
        raise _none()
    try:
        values = json.loads(files.read(f"{bot_id}/{transfer_id}/state", _STATE))
    except NotFound as error:
        raise _none() from error
    return Transfer(**{**values, "progress": Progress(**values["progress"])})


def save(transfer: Transfer, files: Files) -> None:
    files.put(f"{transfer.folder}state", json.dumps(asdict(transfer)).encode(), "application/json")


def bot_of(transfer: Transfer, *, bots: Bots, files: Files) -> Bot | None:
    """The bot that goes out or comes in; None where it was deleted: then nothing is left of the transfer."""
    bot = bots.find(transfer.bot_id)
    if bot and not bot.erasing:
        return bot
    files.erase(transfer.folder)
    return None


def failed(transfer: Transfer, reason: str, message: str, files: Files) -> Transfer:
    """End it; what it kept to go on with is let go."""
    ended = replace(
        transfer, status="failed", reason=reason, message=message, kept={}, mark="", updated_at=now()
    )
    files.erase(transfer.uploaded)
    files.erase(f"{transfer.folder}tail")
    save(ended, files)
    return ended


def lost(bot_id: str, transfer_id: str, files: Files) -> None:
    """End a transfer whose message the queue gave up."""
    try:
        transfer = find(bot_id, transfer_id, files)
    except NotFound:  # its bot was deleted
        files.erase(f"{bot_id}/{transfer_id}/")
        return
    if not transfer.over:
        failed(transfer, "processing_error", CUT_OFF[transfer.kind], files)


CUT_OFF = {
    "export": "Docent could not finish the archive, although it tried several times. Export the bot again.",
    "import": "Docent could not read the archive to its end, although it tried several times. Delete this bot"
    " and import the archive again.",
}


def _none() -> NotFound:
    return NotFound("There is no such export or import of this bot.", code="transfer_not_found")
