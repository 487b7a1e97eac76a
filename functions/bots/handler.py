"""/api/bots: bots, their settings and their documents; and /health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docent import bots, keys, log, pinned, shapes, trail, transcript, uploads, web
from docent.access import normalised_origin, owned_bot
from docent.errors import BadInput, NotFound
from docent.gates import Action
from docent.model import Bot
from docent.web import Fields, Reply, Request
from docent.wiring import wired


def create(request: Request) -> Reply:
    user_id = web.signed_in(request, wired().access_tokens)
    settings = _settings(request.fields(), new=True)
    bot = bots.create(user_id, settings, writer=wired().bots)
    _note(bot, "bot_created")
    return Reply(201, shapes.bot(bot))


def list_mine(request: Request) -> Reply:
    user_id = web.signed_in(request, wired().access_tokens)
    page = wired().bots.owned_by(user_id, request.query.get("next", ""), request.limit())
    return _listed("bots", [shapes.bot(bot) for bot in page.items], page.next)


def get(request: Request) -> Reply:
    return Reply(200, shapes.bot(_bot(request)))


def change(request: Request) -> Reply:
    bot = _bot(request)
    settings = _settings(request.fields(), new=False)
    if not settings:
        return Reply(200, shapes.bot(bot))
    changed = wired().bots.change(bot.bot_id, bot.user_id, settings)
    _note(bot, "settings_changed", ", ".join(settings))
    return Reply(200, shapes.bot(changed))


def delete(request: Request) -> Reply:
    wires = wired()
    user_id = web.signed_in(request, wires.access_tokens)
    bot = owned_bot(request.path["bot_id"], user_id, bots=wires.bots, erasing=True)
    receipt = bots.delete(
        bot, writer=wires.bots, documents=wires.documents, document_writer=wires.documents,
        knowledge=wires.knowledge, files=wires.files, conversations=wires.conversations, grants=wires.grants,
    )  # fmt: skip
    _note(bot, "bot_deleted")
    return Reply(200, receipt)


def list_documents(request: Request) -> Reply:
    bot = _bot(request)
    page = wired().documents.in_bot(bot.bot_id, request.query.get("next", ""), request.limit())
    return _listed("documents", [shapes.in_list(each) for each in page.items], page.next)


def get_document(request: Request) -> Reply:
    found = bots.find_document(_bot(request), request.path["document_id"], documents=wired().documents)
    return Reply(200, shapes.document(found))


def delete_document(request: Request) -> Reply:
    wires = wired()
    bot = _bot(request)
    receipt = bots.delete_document(
        bot, request.path["document_id"], documents=wires.documents, writer=wires.documents,
        publisher=wires.publisher, knowledge=wires.knowledge, files=wires.files,
    )  # fmt: skip
    _note(bot, "document_removed", receipt["filename"])
    return Reply(200, receipt)


def get_original(request: Request) -> Reply:
    document = bots.find_document(_bot(request), request.path["document_id"], documents=wired().documents)
    if document.status == "awaiting_upload":
        raise NotFound("The file has not arrived yet.", code="file_not_found")
    url = uploads.original(document, links=wired().files)
    return Reply(200, {"url": url, "expires_in": uploads.LINK_SECONDS})


def list_chunks(request: Request) -> Reply:
    bot = _bot(request)
    document = bots.find_document(bot, request.path["document_id"], documents=wired().documents)
    after = request.query.get("next", "")
    page = wired().knowledge.of_document(bot.bot_id, document, after, request.limit())
    return _listed("chunks", [shapes.chunk(each) for each in page.items], page.next)


def embed(request: Request) -> Reply:
    bot, settings = _bot(request), wired().settings
    script = bots.snippet(bot, widget_url=settings.widget_url, api_url=settings.api_url)
    return Reply(200, {
        "script": script, "widget_url": settings.widget_url, "api_url": settings.api_url,
        "allowed_origins": list(bot.allowed_origins),
    })  # fmt: skip


def list_conversations(request: Request) -> Reply:
    bot, chosen = _bot(request), log.filters(request.query)
    after = request.query.get("next", "")
    page = log.conversations(bot.bot_id, chosen, after, request.limit(), log=wired().conversations)
    return _listed("conversations", [log.overview(turns) for turns in page.items], page.next)


def get_conversation(request: Request) -> Reply:
    turns = log.conversation(_bot(request).bot_id, request.path["conversation_id"], log=wired().conversations)
    return Reply(200, {**log.overview(turns), "messages": [shapes.turn(each) for each in turns]})


def delete_conversation(request: Request) -> Reply:
    log.forget(_bot(request).bot_id, request.path["conversation_id"], log=wired().conversations)
    return Reply(204)


def export_conversations(request: Request) -> Reply:
    bot, fields = _bot(request), request.fields()
    names = ("from", "to", "rating", "answered", "next")
    given = {name: fields.text(name, most=100, default="") for name in names}
    form = fields.choice("format", ("csv", "jsonl"), "csv")
    text, after = transcript.export(
        bot.bot_id, log.filters(given), form, given["next"], log=wired().conversations
    )
    kind = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}[form]
    return Reply(200, text, {"Content-Type": kind, **({"x-next": after} if after else {})})


def make_key(request: Request) -> Reply:
    bot, fields = _bot(request), request.fields()
    key, text = keys.make(
        bot, fields.text("name", most=100, least=1), fields.texts("scopes", count=len(keys.SCOPES), most=20),
        bot.user_id, ring=wired().keys,
    )  # fmt: skip
    _note(bot, "key_made", key.name)
    return Reply(201, {**shapes.api_key(key), "key": text})


def list_keys(request: Request) -> Reply:
    return Reply(200, {"keys": [shapes.api_key(key) for key in wired().keys.of_bot(_bot(request).bot_id)]})


def revoke_key(request: Request) -> Reply:
    bot = _bot(request)
    wired().keys.remove(bot.bot_id, request.path["key_id"])
    _note(bot, "key_revoked", request.path["key_id"])
    return Reply(204)


def list_tests(request: Request) -> Reply:
    tests = wired().pinned.of_bot(_bot(request).bot_id)
    return Reply(200, {"tests": [shapes.pinned(each) for each in tests]})


def add_test(request: Request) -> Reply:
    bot, fields = _bot(request), request.fields()
    question = fields.text("question", most=wired().settings.longest_question)
    filename = fields.text("filename", most=1024, default="")
    if bool(filename) == fields.flag("refusal"):
        raise BadInput(
            "Give the `filename` of the document that answers, or `refusal`: true where none does.",
            field="filename",
        )
    return Reply(201, shapes.pinned(pinned.pin(bot, question, filename, board=wired().pinned)))


def delete_test(request: Request) -> Reply:
    wired().pinned.remove(_bot(request).bot_id, request.path["test_id"])
    return Reply(204)


def list_deeds(request: Request) -> Reply:
    page = wired().trail.of_bot(_bot(request).bot_id, request.query.get("next", ""), request.limit())
    return _listed("deeds", [shapes.deed(each) for each in page.items], page.next)


def _note(bot: Bot, action: Action, detail: str = "") -> None:
    """Write down what the owner did."""
    trail.note(bot.bot_id, bot.user_id, action, detail, trail=wired().trail)


def health(request: Request) -> Reply:
    return Reply(200, {"status": "ok"})


def _bot(request: Request) -> Bot:
    user_id = web.signed_in(request, wired().access_tokens)
    return owned_bot(request.path["bot_id"], user_id, bots=wired().bots)


def _listed(name: str, items: list[dict[str, Any]], token: str) -> Reply:
    return Reply(200, {name: items, "next": token} if token else {name: items})


def _settings(fields: Fields, *, new: bool) -> dict[str, Any]:
    """The settings that were given, checked."""
    settings: dict[str, Any] = {}
    if new or "name" in fields:
        settings["name"] = fields.text("name", most=100, least=1)
    for name, most in (("description", 500), ("instructions", 4000), ("refusal", 500)):
        if name in fields:
            settings[name] = fields.text(name, most=most, default="")
    if "model" in fields:
        settings["model"] = bots.checked_model(fields.text("model", most=100), known=wired().settings.models)
    if "allowed_origins" in fields:
        given = fields.texts("allowed_origins", count=50, most=300)
        settings["allowed_origins"] = tuple(dict.fromkeys(map(normalised_origin, given)))
    if "theme" in fields:
        settings["theme"] = bots.checked_theme(fields.values["theme"])
    if "starters" in fields:
        settings["starters"] = fields.texts("starters", count=6, most=200)
    for name, checked in (("budget_usd_per_day", _budget), ("threshold", _threshold)):
        if name in fields.values:
            settings[name] = checked(fields.values[name])
    return {**settings, **_days(fields), **_block(fields)}


def _days(fields: Fields) -> dict[str, int | None]:
    """For how long conversations are kept, if that was given; None: as the deployment says."""
    if "conversation_days" not in fields.values:
        return {}
    if fields.values["conversation_days"] is None:
        return {"conversation_days": None}
    return {"conversation_days": fields.integer("conversation_days", least=1, most=3_650)}


def _block(fields: Fields) -> dict[str, bool]:
    return {"tests_block": fields.flag("tests_block")} if "tests_block" in fields else {}


def _threshold(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BadInput(
            "Give `threshold` as a number from 0 (always answers) to 1, or null to let Docent compute it.",
            field="threshold",
        )
    return float(value)


def _budget(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10_000:
        raise BadInput(
            "Give `budget_usd_per_day` as dollars from 0 to 10000, or null for no limit.",
            field="budget_usd_per_day",
        )
    return float(value)


ROUTES = {
    ("POST", "/api/bots"): create,
    ("GET", "/api/bots"): list_mine,
    ("GET", "/api/bots/{bot_id}"): get,
    ("PATCH", "/api/bots/{bot_id}"): change,
    ("DELETE", "/api/bots/{bot_id}"): delete,
    ("GET", "/api/bots/{bot_id}/documents"): list_documents,
    ("GET", "/api/bots/{bot_id}/documents/{document_id}"): get_document,
    ("DELETE", "/api/bots/{bot_id}/documents/{document_id}"): delete_document,
    ("GET", "/api/bots/{bot_id}/documents/{document_id}/chunks"): list_chunks,
    ("GET", "/api/bots/{bot_id}/documents/{document_id}/original"): get_original,
    ("GET", "/api/bots/{bot_id}/embed"): embed,
    ("GET", "/api/bots/{bot_id}/conversations"): list_conversations,
    ("GET", "/api/bots/{bot_id}/conversations/{conversation_id}"): get_conversation,
    ("DELETE", "/api/bots/{bot_id}/conversations/{conversation_id}"): delete_conversation,
    ("POST", "/api/bots/{bot_id}/conversations/export"): export_conversations,
    ("POST", "/api/bots/{bot_id}/keys"): make_key,
    ("GET", "/api/bots/{bot_id}/keys"): list_keys,
    ("GET", "/api/bots/{bot_id}/tests"): list_tests,
    ("POST", "/api/bots/{bot_id}/tests"): add_test,
    ("DELETE", "/api/bots/{bot_id}/tests/{test_id}"): delete_test,
    ("GET", "/api/bots/{bot_id}/audit"): list_deeds,
    ("DELETE", "/api/bots/{bot_id}/keys/{key_id}"): revoke_key,
    ("GET", "/health"): health,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    return web.serve(event, ROUTES, wired().settings.app_origin)
