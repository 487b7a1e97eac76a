"""Documents read again and passages changed. Part of the function `upload`, which can embed."""

from __future__ import annotations

from functools import partial

from docent import admission, crawl, shapes, trail, uploads
from docent.amend import amend
from docent.bots import find_document
from docent.errors import BadInput
from docent.routes import seat
from docent.web import Reply, Request, Route
from docent.wiring import wired

LONGEST_PASSAGE = 4_000


def retry(request: Request) -> Reply:
    wires, bot = wired(), seat(request, "edit").bot
    document = find_document(bot, request.path["document_id"], documents=wires.documents)
    if document.source_url and not document.bytes:  # it was never fetched
        queued = crawl.again(document, files=wires.files, writer=wires.documents, work=wires.work)
    else:
        queued = uploads.retry(
            document, largest=wires.settings.largest_file, siblings=wires.documents,
            writer=wires.documents, files=wires.files, work=wires.work,
        )  # fmt: skip
    return Reply(202, shapes.document(queued))


def change_passage(request: Request) -> Reply:
    wires, fields, at = wired(), request.fields(), seat(request, "edit")
    wires.expect_question()
    document = find_document(at.bot, request.path["document_id"], documents=wires.documents)
    text = fields.text("text", most=LONGEST_PASSAGE) if "text" in fields else None
    off = fields.flag("off") if "off" in fields else None
    if text is None and off is None:
        raise BadInput("Give the passage's new `text`, or `off`: true or false.", field="text")
    passage = amend(
        document, request.path["chunk_id"], text, off,
        embedder=wires.embedder, knowledge=wires.knowledge, shelves=wires.knowledge,
        publisher=wires.publisher, writer=wires.documents, admit=admitting(),
    )  # fmt: skip
    trail.note(at.bot.bot_id, at.user_id, "passage_changed", document.filename, trail=wires.trail)
    if wires.large_index:  # whoever takes it moves the bot's new vectors
        wires.work.add(document.bot_id, document.document_id)
    return Reply(200, shapes.chunk(passage))


def admitting() -> partial[None]:
    """What lets a document pass to its readers, with all it looks at."""
    wires = wired()
    return partial(
        admission.admit, most=wires.settings.passages, bots=wires.bots, pinned=wires.pinned,
        siblings=wires.documents, embedder=wires.embedder, shelves=wires.knowledge,
        chunks=wires.knowledge,
    )  # fmt: skip


ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/api/bots/{bot_id}/documents/{document_id}/retry"): retry,
    ("PATCH", "/api/bots/{bot_id}/documents/{document_id}/chunks/{chunk_id}"): change_passage,
}
