"""/api/upload: files, web pages, questions with answers; and reading a document again."""

from __future__ import annotations

from docent import crawl, qa, shapes, trail, uploads, urls, web
from docent.access import seat
from docent.bots import find_document
from docent.extract.qa import Pair
from docent.fields import Fields
from docent.model import Bot, Document
from docent.web import Reply, Request
from docent.wiring import wired


def upload(request: Request) -> Reply:
    user_id = web.signed_in(request, wired().access_tokens)
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return _received(request, user_id)
    return _announced(request, user_id)


def _announced(request: Request, user_id: str) -> Reply:
    wires, fields = wired(), request.fields()
    document, form = uploads.announce(
        _editable(fields.text("bot_id", most=64), user_id),
        fields.text("filename", most=1024),
        fields.integer("size", least=0, most=2**50),
        uploads.checked_sha256(fields.text("sha256", most=64, default="")),
        largest=wires.settings.largest_file,
        documents=wires.documents, writer=wires.documents, forms=wires.files,
    )  # fmt: skip
    ticket = {"document_id": document.document_id, "document": shapes.document(document)}
    if form is None:
        return Reply(200, ticket)
    _note(document, user_id)
    return Reply(201, {**ticket, "upload": {"url": form.url, "fields": dict(form.fields)}})


def _received(request: Request, user_id: str) -> Reply:
    wires = wired()
    from docent import forms  # only this route pays for it

    fields, filename, data = forms.parse(request, uploads.LARGEST_FORM)
    document = uploads.receive(
        _editable(fields.text("bot_id", most=64), user_id), filename, data,
        largest=uploads.LARGEST_FORM,
        documents=wires.documents, writer=wires.documents, files=wires.files,
    )  # fmt: skip
    _note(document, user_id)
    return Reply(202, shapes.document(document))


def from_web(request: Request) -> Reply:
    wires, fields = wired(), request.fields()
    user_id = web.signed_in(request, wires.access_tokens)
    limits = Fields(fields.object("limits"))
    documents = crawl.begin(
        _editable(fields.text("bot_id", most=64), user_id),
        fields.text("url", most=urls.LONGEST),
        fields.choice("mode", crawl.MODES, default="page"),
        crawl.Limits(
            limits.integer("pages", least=1, most=crawl.MOST_PAGES, default=crawl.PAGES),
            limits.integer("depth", least=0, most=crawl.MOST_DEPTH, default=crawl.DEPTH),
        ),
        manners(), pages=wires.pages, files=wires.files, writer=wires.documents, work=wires.work,
    )  # fmt: skip
    for each in documents[:1]:  # what a site leads to was asked for by its first address
        _note(each, user_id)
    if fields.values.get("mode", "page") == "page":
        return Reply(202, shapes.document(documents[0]))
    return Reply(202, {"documents": [shapes.document(each) for each in documents]})


def questions(request: Request) -> Reply:
    wires = wired()
    user_id = web.signed_in(request, wires.access_tokens)
    bot_id, name, pairs = _pairs(request)
    document = qa.receive(
        _editable(bot_id, user_id), pairs, name,
        documents=wires.documents, writer=wires.documents, files=wires.files,
    )  # fmt: skip
    _note(document, user_id)
    return Reply(202, shapes.document(document))


def _editable(bot_id: str, user_id: str) -> Bot:
    return seat(bot_id, user_id, "edit", bots=wired().bots, roles=wired().members).bot


def _note(document: Document, user_id: str) -> None:
    """Write down who brought a document in; the log leads from the call to the document that workers name."""
    web.log.info("received", extra={"document_id": document.document_id})
    trail.note(document.bot_id, user_id, "document_added", document.filename, trail=wired().trail)


def _pairs(request: Request) -> tuple[str, str, list[Pair]]:
    """(bot_id, name, pairs) of JSON, of a CSV body, or of a form with a CSV file."""
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith("multipart/form-data"):
        from docent import forms

        fields, filename, data = forms.parse(request, qa.LARGEST)
        pairs = qa.of_csv(data)
    elif kind.startswith("text/csv"):
        fields, filename, pairs = Fields(request.query), "", qa.of_csv(request.body)
    else:
        fields, filename = request.fields(qa.LARGEST), ""
        pairs = qa.of_json(fields.values.get("pairs"))
    return fields.text("bot_id", most=64), fields.text("name", most=100, default=filename[:100]), pairs


def manners() -> crawl.Manners:
    """How fetching behaves, by the settings."""
    settings = wired().settings
    return crawl.Manners(settings.largest_file, settings.fetch_delay, settings.fetch_loopback)


def retry(request: Request) -> Reply:
    user_id, wires = web.signed_in(request, wired().access_tokens), wired()
    bot = _editable(request.path["bot_id"], user_id)
    document = find_document(bot, request.path["document_id"], documents=wires.documents)
    if document.source_url and not document.bytes:  # it was never fetched
        queued = crawl.again(document, files=wires.files, writer=wires.documents, work=wires.work)
    else:
        queued = uploads.retry(
            document, largest=wires.settings.largest_file, siblings=wires.documents,
            writer=wires.documents, files=wires.files, work=wires.work,
        )  # fmt: skip
    return Reply(202, shapes.document(queued))


ROUTES = {
    ("POST", "/api/upload"): upload,
    ("POST", "/api/upload/url"): from_web,
    ("POST", "/api/upload/qa"): questions,
    ("POST", "/api/bots/{bot_id}/documents/{document_id}/retry"): retry,
}
