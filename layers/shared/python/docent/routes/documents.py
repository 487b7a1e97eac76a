"""/api/bots/{bot_id}/documents: what a bot has read."""

from __future__ import annotations

from docent import bots, shapes, uploads, web
from docent.errors import NotFound, Unavailable
from docent.model import Document
from docent.routes.seats import listed, note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def list_documents(request: Request) -> Reply:
    bot = seat_of(request, "view").bot
    page = wired().documents.in_bot(bot.bot_id, request.query.get("next", ""), request.limit())
    return listed("documents", [shapes.in_list(each) for each in page.items], page.next)


def get_document(request: Request) -> Reply:
    return Reply(200, shapes.document(_document(request)))


def delete_document(request: Request) -> Reply:
    wires = wired()
    at = seat_of(request, "edit")
    receipt = bots.delete_document(
        at.bot, request.path["document_id"], documents=wires.documents, writer=wires.documents,
        publisher=wires.publisher, knowledge=wires.knowledge, files=wires.files,
    )  # fmt: skip
    note(at, "document_removed", receipt["filename"])
    try:  # whoever takes it looks whether what is left asks for another threshold, or place to be searched
        wires.work.add(at.bot.bot_id, receipt["document_id"])
    except (
        Unavailable
    ) as error:  # the document is gone all the same; the next one that is read makes up for it
        web.log_error("delete_document", error, bot_id=at.bot.bot_id)
    return Reply(200, receipt)


def get_original(request: Request) -> Reply:
    document = _document(request)
    if document.status == "awaiting_upload":
        raise NotFound("The file has not arrived yet.", code="file_not_found")
    url = uploads.original(document, links=wired().files)
    return Reply(200, {"url": url, "expires_in": uploads.LINK_SECONDS})


def list_chunks(request: Request) -> Reply:
    document = _document(request)
    after = request.query.get("next", "")
    page = wired().knowledge.of_document(document.bot_id, document, after, request.limit())
    return listed("chunks", [shapes.chunk(each) for each in page.items], page.next)


def _document(request: Request) -> Document:
    """The document that is named, for who may look."""
    bot = seat_of(request, "view").bot
    return bots.find_document(bot, request.path["document_id"], documents=wired().documents)


ROUTES = {
    ("GET", "/api/bots/{bot_id}/documents"): list_documents,
    ("GET", "/api/bots/{bot_id}/documents/{document_id}"): get_document,
    ("DELETE", "/api/bots/{bot_id}/documents/{document_id}"): delete_document,
    ("GET", "/api/bots/{bot_id}/documents/{document_id}/original"): get_original,
    ("GET", "/api/bots/{bot_id}/documents/{document_id}/chunks"): list_chunks,
}
