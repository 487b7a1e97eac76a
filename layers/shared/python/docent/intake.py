"""A whole bot out of an archive: stored as it is, nothing read or embedded again.

The archive is somebody's upload. All of it goes to one new bot of theirs; what it says is checked as if they
had typed it. Each step can be cut off and be done again, and what is there already is left.
"""

from __future__ import annotations

import hashlib
import math
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from docent import archived, bot_settings, stored_zip, uploads
from docent.archived import Held
from docent.blocks import SIZE, rebuilt
from docent.bots import create
from docent.conversation import Restorer, Turn
from docent.endings import WAITING_SECONDS, WORK_SECONDS, is_there, remove
from docent.errors import DocentError, DocumentRejected, NotFound, TooLarge, TransferFailed
from docent.fields import Fields
from docent.ids import age, new_id, now
from docent.model import FINAL, Bot, Chunk, Document, Progress, UploadForm
from docent.parcel import Parcel, damaged
from docent.pinned import MOST, PinBoard
from docent.ports import (
    Bots,
    BotWriter,
    Documents,
    DocumentWriter,
    Files,
    Knowledge,
    PartedFiles,
    Publisher,
    UploadForms,
    Work,
)
from docent.takeout import RESERVE_SECONDS
from docent.transfer import Report, Transfer, bot_of, failed, save

LARGEST = stored_zip.LARGEST
_SMALL = 2**20
_NEVER_CAME = "The archive has not arrived. Import it again."
_LINES = 128 * 2**20
_LONGEST_QUESTION = 4_000
_VERSION = re.compile(r"v[0-9]{1,6}(x[0-9a-z]{8})?")
_STEPS = ("documents", "conversations", "files")


@dataclass(frozen=True, slots=True)
class Places:
    """All that a bot is brought into. `model` and `dimension` are the embedder's of this deployment, `models`
    those that may write; `largest` is that of a file in bytes, `most_chunks` that of a document."""

    bots: Bots
    bot_writer: BotWriter
    documents: Documents
    writer: DocumentWriter
    knowledge: Knowledge
    publisher: Publisher
    conversations: Restorer
    board: PinBoard
    files: Files
    parts: PartedFiles
    work: Work
    model: str
    dimension: int
    models: Sequence[str]
    largest: int
    most_chunks: int
    conversation_days: int


def begin(
    user_id: str, name: str, size: int, *, writer: BotWriter, files: Files, forms: UploadForms
) -> tuple[Transfer, UploadForm]:
    """A new bot, an import that waits for its archive of so many bytes, and the form to post that to."""
    if size > LARGEST:
        raise TooLarge("An archive has 4 GB at most. Export the bot again, with fewer documents.")
    bot, moment = create(user_id, {"name": name}, writer=writer), now()
    transfer = Transfer(
        bot.bot_id, new_id("import"), user_id, "import", bytes=size, created_at=moment, updated_at=moment
    )
    save(transfer, files)
    return transfer, forms.form(transfer.uploaded, "application/zip", size, uploads.FORM_SECONDS)


def awaited(transfer: Transfer, *, files: Files) -> Transfer:
    """As it is, but failed where its archive did not come in all the time there was for it."""
    waits = (transfer.kind, transfer.status, transfer.step) == ("import", "waiting", "")
    if not waits or age(transfer.created_at) < WAITING_SECONDS or is_there(transfer.uploaded, files):
        return transfer
    return failed(transfer, "upload_never_came", _NEVER_CAME, files)


def proceed(transfer: Transfer, *, places: Places, seconds_left: Callable[[], float]) -> str:
    """Go on with an import: its status afterwards. Near the end of `seconds_left` it is handed back to the
    queue. Raises TransferFailed where no try will do; anything else may go better the next time."""
    if transfer.over:
        return transfer.status
    if not (bot := bot_of(transfer, bots=places.bots, files=places.files)):
        return "gone"
    try:
        parcel = Parcel(places.parts.opened(transfer.uploaded))
    except NotFound as error:
        raise TransferFailed(_NEVER_CAME, code="upload_never_came") from error
    try:
        return _Bringing(bot, transfer, parcel, places, seconds_left).run()
    except ValueError as error:  # of revive, of dates, of what a text is made of
        raise damaged(error) from error


class _Bringing:
    """One worker's go at an import."""

    def __init__(
        self, bot: Bot, transfer: Transfer, parcel: Parcel, places: Places, seconds_left: Callable[[], float]
    ) -> None:
        self._bot, self._parcel, self._places = bot, parcel, places
        self._seconds_left, self._report = seconds_left, Report(transfer, places.files)

    def run(self) -> str:
        if not self._report.transfer.step:
            self._settings()
            self._report(status="running", step=_STEPS[0], mark="")
        for step in _STEPS:
            if self._report.transfer.step == step and not self._each(step):
                self._report()
                self._places.work.add(self._bot.bot_id, self._report.transfer.transfer_id)
                return "running"
        self._places.files.erase(self._report.transfer.uploaded)
        return self._report(status="done", step="", mark="").status

    def _each(self, step: str) -> bool:
        """Do a step from the mark on; False where time ran short."""
        go = {"documents": self._document, "conversations": self._talks, "files": self._file}[step]
        names = self._parcel.conversations if step == "conversations" else self._parcel.documents
        for at, name in enumerate(names, 1):
            if name <= self._report.transfer.mark:
                continue
            go(name)
            self._report.at(step, at, len(names), mark=name)
            if self._seconds_left() < RESERVE_SECONDS:
                return False
        if step == "documents":
            self._calibrate()
        self._report(step=_STEPS[_STEPS.index(step) + 1] if step != _STEPS[-1] else "end", mark="")
        return True

    def _settings(self) -> None:
        head = archived.read_head(self._parcel.read("bot.json", _SMALL))
        if head.settings.keys() - set(archived.SETTINGS) or len(head.tests) > MOST:
            raise damaged("bot.json holds what is no setting")
        chosen = dict(head.settings)
        if chosen.get("model") not in ("auto", "extractive", *self._places.models):
            chosen["model"] = "auto"  # the deployment that it came from had others
        try:
            settings = bot_settings.given(Fields(chosen), new=True, models=self._places.models)
        except DocentError as error:
            raise damaged(error.message) from error
        self._bot = self._places.bot_writer.change(self._bot.bot_id, self._bot.user_id, settings)
        for each in archived.pinned(self._bot.bot_id, head.tests):
            if len(each.question) > _LONGEST_QUESTION:
                raise damaged("it has a test question that is too long")
            self._places.board.add(each)

    def _calibrate(self) -> None:
        """What was computed for all of the documents counts once all of them are there."""
        head = archived.read_head(self._parcel.read("bot.json", _SMALL))
        bot = self._places.bots.find(self._bot.bot_id)
        if bot and head.threshold is not None and 0 <= head.threshold <= 1 and head.chunks >= 0:
            seen = bot.churn - abs(bot.chunks - head.chunks)
            known = {"calibrated_threshold": head.threshold, "calibrated_churn": seen}
            self._places.bot_writer.change(self._bot.bot_id, self._bot.user_id, known)

    def _document(self, document_id: str) -> None:
        places, folder = self._places, f"documents/{document_id}"
        data = self._parcel.read(f"{folder}/document.json", archived.LONGEST_LINE)
        held, document = archived.read_document(data, self._bot.bot_id, document_id)
        self._check(held)
        document = replace(document, blocks=-(-held.chunks // SIZE))
        found = places.documents.find(self._bot.bot_id, document_id)
        if found and found.status in FINAL and found.live_version == held.version:
            return
        lines = self._parcel.read(f"{folder}/chunks.jsonl", _LINES)
        chunks = list(archived.read_chunks(lines, document))
        rows, scales = self._vectors(folder, len(chunks), held)
        self._make(document, found)
        try:
            self._store(document, held, chunks, rows, scales)
            for each in places.publisher.publish(document):
                raise damaged(f"it has two documents called {each.filename!r}")
        except DocumentRejected as error:
            raise damaged(error.message) from error
        except NotFound:  # the bot went meanwhile
            remove(
                self._bot.bot_id, document_id,
                writer=places.writer, knowledge=places.knowledge, files=places.files,
            )  # fmt: skip
            raise

    def _check(self, held: Held) -> None:
        places = self._places
        if (held.model, held.dimension) != (places.model, places.dimension):
            raise TransferFailed(
                f"The documents were embedded with {held.model[:80]!r}, questions here are with"
                f" {places.model!r}. Import the archive into a deployment with that model, or"
                " upload the documents themselves.",
                code="other_model",
            )
        if held.bytes > places.largest or held.chunks > places.most_chunks:
            raise TransferFailed(
                f"{held.filename[:100]!r} is larger than a document may be here."
                " Ask your admin to raise the limit.",
                code="too_large",
            )
        if not _sound(held):
            raise damaged(f"what it says of {held.filename[:100]!r} cannot be")

    def _vectors(self, folder: str, count: int, held: Held) -> tuple[bytes, bytes]:
        size = count * held.dimension
        data = self._parcel.read(f"{folder}/vectors.bin", self._places.most_chunks * (held.dimension + 4))
        if count != held.chunks or len(data) != size + 4 * count:
            raise damaged(f"{folder} has another number of passages than of vectors")
        if not all(map(math.isfinite, struct.unpack(f"<{count}f", data[size:]))):
            raise damaged(f"{folder} has vectors that are none")
        return data[:size], data[size:]

    def _make(self, document: Document, found: Document | None) -> None:
        """Put the document there, under way, unless another worker got so far."""
        places = self._places
        if found and found.status == "embedding" and found.attempt == document.attempt:
            return
        if found:  # it was found overdue after a worker had died
            places.knowledge.erase(document.bot_id, document.document_id)
            places.writer.erase(document.bot_id, document.document_id)
        progress = Progress("embedding", 0, document.chunks)
        under_way = replace(document, status="embedding", live_version="", progress=progress, blocks=0)
        places.writer.create(replace(under_way, deadline=now(WORK_SECONDS)))

    def _store(
        self, document: Document, held: Held, chunks: Sequence[Chunk], rows: bytes, scales: bytes
    ) -> None:
        for start in range(0, len(chunks), SIZE):
            part = chunks[start : start + SIZE]
            end = start + len(part)
            block = rebuilt(
                part, document.document_id, held.version, held.model,
                rows[start * held.dimension : end * held.dimension], scales[start * 4 : end * 4],
            )  # fmt: skip
            self._places.knowledge.store(document.bot_id, [block], part)

    def _talks(self, name: str) -> None:
        turns = list(archived.read_turns(self._parcel.read(name, _LINES), self._bot.bot_id))
        for turn, _ in turns:
            _check_turn(turn)
        days = self._bot.conversation_days or self._places.conversation_days
        self._places.conversations.restore(turns, days)

    def _file(self, document_id: str) -> None:
        """The files come last: their arrival is told to a worker, who finds their documents finished."""
        name = f"documents/{document_id}/original"
        document = self._places.documents.find(self._bot.bot_id, document_id)
        if name not in self._parcel or document is None:  # it was deleted meanwhile
            return
        data = self._parcel.read(name, self._places.largest)
        # What was read by versions of old has no digest.
        if document.sha256 and hashlib.sha256(data).hexdigest() != document.sha256:
            raise damaged(f"{name} is not the file that was read")
        self._places.files.put(document.original, data, document.content_type)


def _sound(held: Held) -> bool:
    datetime.fromisoformat(held.created_at)
    try:
        named = uploads.safe_name(held.filename) == held.filename
    except DocentError:
        named = False
    return bool(
        named and held.content_type in uploads.KINDS.values()
        and held.bytes >= 0 and held.pages >= 0 and held.attempt > 0 and 0 <= held.edits <= held.chunks > 0
        and _VERSION.fullmatch(held.version) and held.version.partition("x")[0] == f"v{held.attempt}"
        and re.fullmatch(r"[0-9a-f]{64}|", held.sha256)
        # It stands as a link in the app.
        and re.match(r"https?://|$", held.source_url)
    )  # fmt: skip


def _check_turn(turn: Turn) -> None:
    datetime.fromisoformat(turn.created_at)
    if not re.fullmatch(r"con_[0-9a-z]{1,40}", turn.conversation_id):
        raise damaged("it has a conversation that cannot be")
    if not re.fullmatch(r"(https?://.{1,400})?", turn.page):
        raise damaged("it has a conversation of no page")
    if turn.rating not in ("", "up", "down") or not re.fullmatch(r"owner|(vis|per)_[\w.-]{1,80}", turn.asker):
        raise damaged("it has a conversation that cannot be")
