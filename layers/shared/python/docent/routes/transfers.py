"""/api/bots/{bot_id}/export, /api/bots/import: a whole bot out and in, by the workers of the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docent import shapes, trail, transfer, uploads, web
from docent.errors import NotFound, TransferFailed, Unavailable
from docent.ids import age, first_id, now
from docent.routes.seats import account_of, note, seat_of
from docent.transfer import Transfer
from docent.web import Reply, Request
from docent.wiring import wired

_KEPT_SECONDS = 23 * 3_600  # the bucket forgets an archive after a day


def export(request: Request) -> Reply:
    from docent import takeout  # nobody else pays for it

    at, wires = seat_of(request, "own"), wired()
    begun = takeout.begin(at.bot, at.user_id, files=wires.files, work=wires.work)
    web.log.info("received", extra={"transfer_id": begun.transfer_id})
    note(at, "bot_exported")
    return Reply(202, shape(begun))


def bring(request: Request) -> Reply:
    from docent import intake

    wires, fields = wired(), request.fields()
    user_id = account_of(request).user_id
    begun, form = intake.begin(
        user_id, fields.text("name", most=100, least=1), fields.integer("size", least=1, most=2**50),
        writer=wires.bots, files=wires.files, forms=wires.files,
    )  # fmt: skip
    web.log.info("received", extra={"transfer_id": begun.transfer_id})
    trail.note(begun.bot_id, user_id, "bot_imported", trail=wires.trail)
    upload = {"url": form.url, "fields": dict(form.fields)}
    return Reply(201, {"transfer": shape(begun), "upload": upload})


def get(request: Request) -> Reply:
    bot_id, files = seat_of(request, "own").bot.bot_id, wired().files
    found = transfer.find(bot_id, request.path["transfer_id"], files)
    if found.kind == "import" and not found.over:
        from docent import intake

        found = intake.awaited(found, files=files)
    return Reply(200, shape(found))


def shape(each: Transfer) -> dict[str, Any]:
    names = ("bot_id", "transfer_id", "kind", "status", "bytes", "left_out", "created_at", "updated_at")
    told = {name: getattr(each, name) for name in ("reason", "message") if getattr(each, name)}
    return {
        **{name: getattr(each, name) for name in names},
        "progress": shapes.progress(each.progress), **told, **_link(each),
    }  # fmt: skip


def _link(each: Transfer) -> dict[str, str]:
    if (each.kind, each.status) != ("export", "done") or age(each.updated_at) > _KEPT_SECONDS:
        return {}
    name = f"docent-bot-{each.created_at[:10]}.zip"
    return {"url": wired().files.link(each.archive, name, uploads.LINK_SECONDS)}


def work(bot_id: str, transfer_id: str, seconds_left: Callable[[], float]) -> None:
    """One worker's go at a transfer; it goes on from where it was when its message comes again.

    Raises Unavailable within a day of its beginning: what is down then is waited for.
    """
    files = wired().files
    try:
        try:
            found = transfer.find(bot_id, transfer_id, files)
        except NotFound:  # its bot was deleted, and it too
            return
        status = _proceed(found, seconds_left)
    except TransferFailed as error:
        transfer.failed(found, error.code, error.message, files)
        status = "failed"
    except Unavailable:
        if transfer_id >= first_id(transfer_id.partition("_")[0], now(-_KEPT_SECONDS)):
            raise
        transfer.lost(bot_id, transfer_id, files)
        status = "lost"
    web.log.info("transferred", extra={"status": status})


def _proceed(found: Transfer, seconds_left: Callable[[], float]) -> str:
    wires = wired()
    if found.kind == "export":
        from docent import takeout

        sources = takeout.Sources(
            bots=wires.bots, documents=wires.documents, shelves=wires.knowledge,
            transcripts=wires.conversations, todos=wires.conversations, pinned=wires.pinned,
            files=wires.files, parts=wires.files, work=wires.work, largest=wires.settings.largest_file,
        )  # fmt: skip
        return takeout.proceed(found, sources=sources, seconds_left=seconds_left)
    from docent import intake

    places = intake.Places(
        bots=wires.bots, bot_writer=wires.bots, documents=wires.documents, writer=wires.documents,
        knowledge=wires.knowledge, publisher=wires.publisher, conversations=wires.conversations,
        board=wires.pinned, files=wires.files, parts=wires.files, work=wires.work,
        model=wires.embedder.model, dimension=wires.embedder.dimension, models=wires.settings.models,
        largest=wires.settings.largest_file, most_chunks=wires.settings.most_chunks,
        conversation_days=wires.settings.conversation_days,
    )  # fmt: skip
    return intake.proceed(found, places=places, seconds_left=seconds_left)


ROUTES = {
    ("POST", "/api/bots/import"): bring,
    ("POST", "/api/bots/{bot_id}/export"): export,
    ("GET", "/api/bots/{bot_id}/transfers/{transfer_id}"): get,
}
