"""/auth: accounts of bot builders."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from docent import accounts, bots, limits, newcomers, shapes, web
from docent.erasure import Places, erase
from docent.export import LINK_SECONDS, Holdings, export
from docent.identity import Challenge, Session
from docent.web import Reply, Request, Route
from docent.wiring import wired

_EMAIL, _PASSWORD, _CODE, _NAME = 254, 256, 64, 100


def rules(request: Request) -> Reply:
    wires = wired()
    admission, password = _admission(), asdict(wires.pool.rules())
    return Reply(200, {"sign_up": admission.mode, "domains": list(admission.domains), "password": password})


def sign_up(request: Request) -> Reply:
    fields = request.fields()
    user_id, delivery = accounts.sign_up(
        fields.text("email", most=_EMAIL),
        fields.secret("password", most=_PASSWORD),
        fields.text("name", most=_NAME, default=""),
        admission=_admission(), policy=wired().pool, registrations=wired().accounts,
    )  # fmt: skip
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
    return _entered(accounts.sign_in(email, password, sessions=wired().accounts))


def answer_challenge(request: Request) -> Reply:
    fields = request.fields()
    challenge = Challenge(
        fields.choice("challenge", ("totp", "new_password"), default=""), fields.text("session", most=4096)
    )
    outcome = accounts.answer_challenge(
        fields.text("email", most=_EMAIL), challenge, fields.secret("answer", most=_PASSWORD),
        policy=wired().pool, challenges=wired().accounts,
    )  # fmt: skip
    return _entered(outcome)


def _entered(outcome: Session | Challenge) -> Reply:
    if isinstance(outcome, Session):
        _let_in(outcome)
        newcomers.inherit(outcome.user, bots=wired().bots, writer=wired().bots)
    return Reply(*shapes.entered(outcome))


def _let_in(session: Session) -> Session:
    return accounts.let_in(session, admission=_admission(), tokens=wired().access_tokens)


def refresh(request: Request) -> Reply:
    session = wired().accounts.refresh(request.fields().text("refresh_token", most=8192))
    return Reply(200, shapes.session(_let_in(session)))


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
        policy=wired().pool, passwords=wired().accounts,
    )  # fmt: skip
    return Reply(200, {"reset": True})


def sign_out(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    wired().accounts.sign_out(request.token)
    return Reply(204)


def change_password(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    fields = request.fields()
    old, new = (fields.secret(name, most=_PASSWORD) for name in ("old_password", "password"))
    accounts.change_password(request.token, old, new, policy=wired().pool, passwords=wired().accounts)
    return Reply(200, {"changed": True})


def change_email(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    email = request.fields().text("email", most=_EMAIL)
    accounts.change_email(request.token, email, admission=_admission(), emails=wired().accounts)
    return Reply(200, {"sent": True})


def confirm_email(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    wired().accounts.confirm_email(request.token, request.fields().text("code", most=_CODE))
    return me(request)


def begin_totp(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    secret, uri = accounts.begin_totp(request.token, profiles=wired().accounts, factors=wired().accounts)
    return Reply(200, {"secret": secret, "uri": uri})


def confirm_totp(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    wired().accounts.confirm_totp(request.token, request.fields().text("code", most=_CODE))
    return me(request)


def end_totp(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    wired().accounts.end_totp(request.token)
    return Reply(204)


def invite(request: Request) -> Reply:
    fields, groups = request.fields(), wired().access_tokens.groups(request.token)
    email = fields.text("email", most=_EMAIL)
    group = fields.choice("group", ("builder", "admin"), default="builder")
    accounts.invite(groups, email, group, admission=_admission(), invitations=wired().pool)
    return Reply(201, {"sent": True})


def me(request: Request) -> Reply:
    groups = wired().access_tokens.groups(request.token)
    return Reply(200, shapes.profile(wired().accounts.profile(request.token), groups))


def change_me(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    wired().accounts.rename(request.token, request.fields().text("name", most=_NAME, default=""))
    return me(request)


def erase_me(request: Request) -> Reply:
    wires = wired()
    web.signed_in(request, wires.access_tokens)
    erase_bot = partial(
        bots.delete, writer=wires.bots, documents=wires.documents, document_writer=wires.documents,
        knowledge=wires.knowledge, files=wires.files, conversations=wires.conversations, grants=wires.grants,
    )  # fmt: skip
    places = Places(
        profiles=wires.accounts, bots=wires.bots, files=wires.files, shares=wires.members,
        members=wires.members, transcripts=wires.conversations, log=wires.conversations, trail=wires.trail,
        erase_bot=erase_bot,
    )  # fmt: skip
    return Reply(200, erase(request.token, places=places))


def export_me(request: Request) -> Reply:
    wires = wired()
    web.signed_in(request, wires.access_tokens)
    holdings = Holdings(
        bots=wires.bots, documents=wires.documents, files=wires.files, links=wires.files,
        transcripts=wires.conversations, spending=wires.ledger, ring=wires.keys, trail=wires.trail,
        members=wires.members, shares=wires.members, pinned=wires.pinned,
        largest=wires.settings.largest_file,
    )  # fmt: skip
    url = export(wires.accounts.profile(request.token), holdings=holdings, archives=wires.files)
    return Reply(200, {"url": url, "expires_in": LINK_SECONDS})


def _admission() -> accounts.Admission:
    settings = wired().settings
    return accounts.Admission(settings.sign_up, settings.domains)


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
    ("GET", "/auth/rules"): rules,
    ("POST", "/auth/signup"): counted(sign_up),
    ("POST", "/auth/confirm"): counted(confirm),
    ("POST", "/auth/resend"): counted(resend),
    ("POST", "/auth/signin"): counted(sign_in),
    ("POST", "/auth/challenge"): counted(answer_challenge),
    ("POST", "/auth/refresh"): refresh,
    ("POST", "/auth/verify"): verify,
    ("POST", "/auth/forgot"): counted(forgot),
    ("POST", "/auth/reset"): counted(reset),
    ("POST", "/auth/signout"): sign_out,
    ("POST", "/auth/password"): counted(change_password),
    ("POST", "/auth/email"): counted(change_email),
    ("POST", "/auth/email/confirm"): counted(confirm_email),
    ("POST", "/auth/totp"): begin_totp,
    ("POST", "/auth/totp/confirm"): counted(confirm_totp),
    ("DELETE", "/auth/totp"): end_totp,
    ("POST", "/auth/invitations"): invite,
    ("GET", "/auth/me"): me,
    ("PATCH", "/auth/me"): change_me,
    ("DELETE", "/auth/me"): erase_me,
    ("GET", "/auth/me/export"): export_me,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    settings = wired().settings
    return web.serve(event, ROUTES, settings.app_origin, environment=settings.environment)
