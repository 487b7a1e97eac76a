"""Passages of a document, changed by a builder. Part of the function that can embed them."""

from __future__ import annotations

from functools import partial
from math import inf

from docent import shapes
from docent.bots import find_document
from docent.errors import BadInput
from docent.routes.seats import note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired

LONGEST = 4_000


def change(request: Request) -> Reply:
    from docent.amend import amend  # only this route pays for it

    wires, fields, at = wired(), request.fields(), seat_of(request, "edit")
    wires.expect_question()
    document = find_document(at.bot, request.path["document_id"], documents=wires.documents)
    text = fields.text("text", most=LONGEST) if "text" in fields else None
    off = fields.flag("off") if "off" in fields else None
    if text is None and off is None:
        raise BadInput("Give the passage's new `text`, or `off`: true or false.", field="text")
    passage = amend(
        document, request.path["chunk_id"], text, off,
        embedder=wires.embedder, knowledge=wires.knowledge, shelves=wires.knowledge,
        publisher=wires.publisher, writer=wires.documents, admit=admitting(),
    )  # fmt: skip
    note(at, "passage_changed", document.filename)
    wires.work.add(document.bot_id, document.document_id)  # whoever takes it moves vectors, and calibrates
    return Reply(200, shapes.chunk(passage))


def admitting() -> partial[None]:
    """What is shown a document before it answers, with all it looks at."""
    from docent import admission

    wires = wired()
    return partial(
        admission.admit, most=wires.settings.passages,
        largest=inf if wires.large_index else wires.settings.most_without_index,
        bots=wires.bots, pinned=wires.pinned, siblings=wires.documents, embedder=wires.embedder,
        shelves=wires.knowledge, chunks=wires.knowledge,
    )  # fmt: skip


ROUTES = {("PATCH", "/api/bots/{bot_id}/documents/{document_id}/chunks/{chunk_id}"): change}
