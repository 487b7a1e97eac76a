"""/api/bots: bots, their settings and their documents; and /health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docent import bot_settings, bots, keys, log, pinned, shapes, sharing, trail, transcript, uploads, web
from docent.access import Right, Seat, seat
from docent.accounts import masked
from docent.errors import BadInput, NotFound
from docent.gates import ROLES, Action
from docent.identity import User
from docent.model import Document
from docent.web import Reply, Request
from docent.wiring import wired


def create(request: Request) -> Reply:
    user_id = web.signed_in(request, wired().access_tokens)
    settings = bot_settings.given(request.fields(), new=True, models=wired().settings.models)
    bot = bots.create(user_id, settings, writer=wired().bots)
    _note(Seat(bot, user_id, "owner"), "bot_created")
    return Reply(201, shapes.bot(bot))


def list_mine(request: Request) -> Reply:
    user_id = web.signed_in(request, wired().access_tokens)
    page = wired().bots.owned_by(user_id, request.query.get("next", ""), request.limit())
    listed = [shapes.bot(bot) for bot in page.items]
    if not page.next:  # what others share comes after one's own
        shared = sharing.shared(user_id, shares=wired().members, bots=wired().bots)
        listed += [shapes.bot(each.bot, each.role) for each in shared]
    return _listed("bots", listed, page.next)


def get(request: Request) -> Reply:
    at = _seat(request, "view")
    return Reply(200, shapes.bot(at.bot, at.role))


def change(request: Request) -> Reply:
    at = _seat(request, "edit")
    settings = bot_settings.given(request.fields(), new=False, models=wired().settings.models)
    if not settings:
        return Reply(200, shapes.bot(at.bot, at.role))
    changed = wired().bots.change(at.bot.bot_id, at.bot.user_id, settings)
    _note(at, "settings_changed", ", ".join(settings))
    return Reply(200, shapes.bot(changed, at.role))


def delete(request: Request) -> Reply:
    wires = wired()
    at = _seat(request, "own", erasing=True)
    receipt = bots.delete(
        at.bot, writer=wires.bots, documents=wires.documents, document_writer=wires.documents,
        knowledge=wires.knowledge, files=wires.files, conversations=wires.conversations, grants=wires.grants,
    )  # fmt: skip
    _note(at, "bot_deleted")
    return Reply(200, receipt)


def list_documents(request: Request) -> Reply:
    bot = _seat(request, "view").bot
    page = wired().documents.in_bot(bot.bot_id, request.query.get("next", ""), request.limit())
    return _listed("documents", [shapes.in_list(each) for each in page.items], page.next)


def get_document(request: Request) -> Reply:
    return Reply(200, shapes.document(_document(request)))


def delete_document(request: Request) -> Reply:
    wires = wired()
    at = _seat(request, "edit")
    receipt = bots.delete_document(
        at.bot, request.path["document_id"], documents=wires.documents, writer=wires.documents,
        publisher=wires.publisher, knowledge=wires.knowledge, files=wires.files,
    )  # fmt: skip
    _note(at, "document_removed", receipt["filename"])
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
    return _listed("chunks", [shapes.chunk(each) for each in page.items], page.next)


def embed(request: Request) -> Reply:
    bot, settings = _seat(request, "view").bot, wired().settings
    script = bots.snippet(bot, widget_url=settings.widget_url, api_url=settings.api_url)
    return Reply(200, {
        "script": script, "widget_url": settings.widget_url, "api_url": settings.api_url,
        "allowed_origins": list(bot.allowed_origins),
    })  # fmt: skip


def list_conversations(request: Request) -> Reply:
    bot, chosen = _seat(request, "edit").bot, log.filters(request.query)
    after = request.query.get("next", "")
    page = log.conversations(bot.bot_id, chosen, after, request.limit(), log=wired().conversations)
    return _listed("conversations", [log.overview(turns) for turns in page.items], page.next)


def get_conversation(request: Request) -> Reply:
    bot_id = _seat(request, "edit").bot.bot_id
    turns = log.conversation(bot_id, request.path["conversation_id"], log=wired().conversations)
    return Reply(200, {**log.overview(turns), "messages": [shapes.turn(each) for each in turns]})


def delete_conversation(request: Request) -> Reply:
    bot_id = _seat(request, "edit").bot.bot_id
    log.forget(bot_id, request.path["conversation_id"], log=wired().conversations)
    return Reply(204)


def export_conversations(request: Request) -> Reply:
    bot, fields = _seat(request, "edit").bot, request.fields()
    names = ("from", "to", "rating", "answered", "next")
    given = {name: fields.text(name, most=100, default="") for name in names}
    form = fields.choice("format", ("csv", "jsonl"), "csv")
    text, after = transcript.export(
        bot.bot_id, log.filters(given), form, given["next"], log=wired().conversations
    )
    kind = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}[form]
    return Reply(200, text, {"Content-Type": kind, **({"x-next": after} if after else {})})


def make_key(request: Request) -> Reply:
    at, fields = _seat(request, "own"), request.fields()
    key, text = keys.make(
        at.bot, fields.text("name", most=100, least=1),
        fields.texts("scopes", count=len(keys.SCOPES), most=20), at.user_id, ring=wired().keys,
    )  # fmt: skip
    _note(at, "key_made", key.name)
    return Reply(201, {**shapes.api_key(key), "key": text})


def list_keys(request: Request) -> Reply:
    found = wired().keys.of_bot(_seat(request, "own").bot.bot_id)
    return Reply(200, {"keys": [shapes.api_key(key) for key in found]})


def revoke_key(request: Request) -> Reply:
    at = _seat(request, "own")
    wired().keys.remove(at.bot.bot_id, request.path["key_id"])
    _note(at, "key_revoked", request.path["key_id"])
    return Reply(204)


def list_tests(request: Request) -> Reply:
    tests = wired().pinned.of_bot(_seat(request, "edit").bot.bot_id)
    return Reply(200, {"tests": [shapes.pinned(each) for each in tests]})


def add_test(request: Request) -> Reply:
    bot, fields = _seat(request, "edit").bot, request.fields()
    question = fields.text("question", most=wired().settings.longest_question)
    filename = fields.text("filename", most=1024, default="")
    if bool(filename) == fields.flag("refusal"):
        raise BadInput(
            "Give the `filename` of the document that answers, or `refusal`: true where none does.",
            field="filename",
        )
    return Reply(201, shapes.pinned(pinned.pin(bot, question, filename, board=wired().pinned)))


def delete_test(request: Request) -> Reply:
    wired().pinned.remove(_seat(request, "edit").bot.bot_id, request.path["test_id"])
    return Reply(204)


def list_deeds(request: Request) -> Reply:
    bot_id = _seat(request, "own").bot.bot_id
    page = wired().trail.of_bot(bot_id, request.query.get("next", ""), request.limit())
    return _listed("deeds", [shapes.deed(each) for each in page.items], page.next)


def list_members(request: Request) -> Reply:
    found = wired().members.of_bot(_seat(request, "own").bot.bot_id)
    return Reply(200, {"members": [shapes.member(each) for each in sorted(found, key=lambda m: m.email)]})


def invite_member(request: Request) -> Reply:
    at, fields = _seat(request, "own"), request.fields()
    role = fields.choice("role", ROLES, "")
    member = sharing.invite(at.bot, fields.text("email", most=254), role, members=wired().members)
    _note(at, "member_invited", f"{masked(member.email)}, {role}")
    return Reply(200, shapes.member(member))


def remove_member(request: Request) -> Reply:
    """Somebody, by an owner; or oneself, by whoever is a member."""
    member_id, wires = request.path["member_id"], wired()
    at = _seat(request, "view" if member_id == "me" else "own")
    if member_id == "me":
        sharing.leave(at.bot.bot_id, at.user_id, members=wires.members)
    else:
        wires.members.remove(at.bot.bot_id, member_id)
    _note(at, "member_removed", member_id)
    return Reply(204)


def list_invitations(request: Request) -> Reply:
    found = sharing.invitations(_user(request), shares=wired().members, bots=wired().bots)
    return Reply(200, {"invitations": [shapes.invitation(member, bot) for member, bot in found]})


def accept_invitation(request: Request) -> Reply:
    wires = wired()
    at = sharing.accept(request.path["bot_id"], _user(request), shares=wires.members, bots=wires.bots)
    _note(at, "member_joined", at.role)
    return Reply(200, shapes.bot(at.bot, at.role))


def decline_invitation(request: Request) -> Reply:
    wires = wired()
    sharing.decline(
        request.path["bot_id"], _user(request),
        shares=wires.members, members=wires.members, bots=wires.bots,
    )  # fmt: skip
    return Reply(204)


def _user(request: Request) -> User:
    """Who calls, with the address that they have now: an access token does not tell it."""
    web.signed_in(request, wired().access_tokens)
    return wired().accounts.profile(request.token)


def _note(at: Seat, action: Action, detail: str = "") -> None:
    """Write down what somebody did."""
    trail.note(at.bot.bot_id, at.user_id, action, detail, trail=wired().trail)


def health(request: Request) -> Reply:
    return Reply(200, {"status": "ok"})


def _seat(request: Request, right: Right, *, erasing: bool = False) -> Seat:
    wires, user_id = wired(), web.signed_in(request, wired().access_tokens)
    return seat(request.path["bot_id"], user_id, right, bots=wires.bots, roles=wires.members, erasing=erasing)


def _document(request: Request) -> Document:
    """The document that is named, for who may look."""
    bot = _seat(request, "view").bot
    return bots.find_document(bot, request.path["document_id"], documents=wired().documents)


def _listed(name: str, items: list[dict[str, Any]], token: str) -> Reply:
    return Reply(200, {name: items, "next": token} if token else {name: items})


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
    ("GET", "/api/bots/{bot_id}/members"): list_members,
    ("POST", "/api/bots/{bot_id}/members"): invite_member,
    ("DELETE", "/api/bots/{bot_id}/members/{member_id}"): remove_member,
    ("GET", "/api/invitations"): list_invitations,
    ("POST", "/api/invitations/{bot_id}"): accept_invitation,
    ("DELETE", "/api/invitations/{bot_id}"): decline_invitation,
    ("DELETE", "/api/bots/{bot_id}/keys/{key_id}"): revoke_key,
    ("GET", "/health"): health,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    settings = wired().settings
    return web.serve(event, ROUTES, settings.app_origin, environment=settings.environment)
