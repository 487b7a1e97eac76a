"""/auth: accounts of bot builders."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from docent import accounts, bots, limits, shapes, web
from docent.model import Session
from docent.web import Reply, Request, Route
from docent.wiring import wired

_EMAIL, _PASSWORD, _CODE = 254, 256, 64


def sign_up(request: Request) -> Reply:
    fields = request.fields()
    user_id, delivery = accounts.sign_up(
        fields.text("email", most=_EMAIL),
        fields.secret("password", most=_PASSWORD),
        fields.text("name", most=100, default=""),
        registrations=wired().accounts,
    )
    return Reply(201, {"user_id": user_id, "confirmed": False, "delivery": delivery})


def confirm(request: Request) -> Reply:
    fields = request.fields()
    email, code = fields.text("email", most=_EMAIL), fields.text("code", most=_CODE)
    accounts.confirm(email, code, registrations=wired().accounts)
    return Reply(200, {"confirmed": True})


def resend(request: Request) -> Reply:
    accounts.resend(request.fields().text("email", most=_EMAIL), registrations=wired().accounts)
    return Reply(200, {"sent": True})


def sign_in(request: Request) -> Reply:
    fields = request.fields()
    email, password = fields.text("email", most=_EMAIL), fields.secret("password", most=_PASSWORD)
    return _signed_in(accounts.sign_in(email, password, sessions=wired().accounts))


def refresh(request: Request) -> Reply:
    return _signed_in(wired().accounts.refresh(request.fields().text("refresh_token", most=8192)))


def verify(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    return Reply(200, {"valid": True, "user": shapes.user(wired().accounts.profile(request.token))})


def forgot(request: Request) -> Reply:
    accounts.forgot(request.fields().text("email", most=_EMAIL), passwords=wired().accounts)
    return Reply(200, {"sent": True})


def reset(request: Request) -> Reply:
    fields = request.fields()
    accounts.reset(
        fields.text("email", most=_EMAIL),
        fields.text("code", most=_CODE),
        fields.secret("password", most=_PASSWORD),
        passwords=wired().accounts,
    )
    return Reply(200, {"reset": True})


def sign_out(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    wired().accounts.sign_out(request.token)
    return Reply(204)


def me(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    return Reply(200, shapes.user(wired().accounts.profile(request.token)))


def erase_me(request: Request) -> Reply:
    wires = wired()
    web.signed_in(request, wires.access_tokens)
    erase_bot = partial(
        bots.delete, writer=wires.bots, documents=wires.documents, document_writer=wires.documents,
        knowledge=wires.knowledge, files=wires.files, conversations=wires.conversations,
    )  # fmt: skip
    user, receipts = accounts.erase(
        request.token, profiles=wires.accounts, bots=wires.bots, erase_bot=erase_bot
    )
    return Reply(200, {"user_id": user.user_id, "bots": list(receipts)})


def _signed_in(session: Session) -> Reply:
    return Reply(200, shapes.session(session))


def counted(route: Route) -> Route:
    """The route, for so many attempts a minute from one address: passwords and codes can't be tried out."""

    def limited(request: Request) -> Reply:
        settings, store = wired().settings, wired().limits
        address = limits.anonymous(request.address(settings.trusted_hops), salts=store)
        buckets = limits.attempt(address, settings.attempts_per_address)
        limits.take(buckets, limits=store, clock=time.time)
        return route(request)

    return limited


ROUTES = {
    ("POST", "/auth/signup"): counted(sign_up),
    ("POST", "/auth/confirm"): counted(confirm),
    ("POST", "/auth/resend"): counted(resend),
    ("POST", "/auth/signin"): counted(sign_in),
    ("POST", "/auth/refresh"): refresh,
    ("POST", "/auth/verify"): verify,
    ("POST", "/auth/forgot"): counted(forgot),
    ("POST", "/auth/reset"): counted(reset),
    ("POST", "/auth/signout"): sign_out,
    ("GET", "/auth/me"): me,
    ("DELETE", "/auth/me"): erase_me,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    return web.serve(event, ROUTES, wired().settings.app_origin)
