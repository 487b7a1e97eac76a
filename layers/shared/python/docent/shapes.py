"""The JSON of each noun, as openapi.yaml says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from docent.conversation import PERSON, Begun, Citation, Turn
from docent.gates import ApiKey, Deed, Doer, Member, Role
from docent.ids import moment
from docent.model import Bot, Chunk, Document, Passage, Progress

if TYPE_CHECKING:
    from docent.identity import Challenge, Session, User
    from docent.pinned import Pinned


def user(user: User) -> dict[str, Any]:
    return {"user_id": user.user_id, "email": user.email, "name": user.name}


def profile(profile: User, groups: frozenset[str]) -> dict[str, Any]:
    return {**user(profile), "totp": profile.totp, "groups": sorted(groups)}


def entered(outcome: Session | Challenge) -> tuple[int, dict[str, Any]]:
    """Status and JSON of a sign-in: 202 where one more answer is asked for."""
    from docent.identity import Challenge  # only who signs people in pays for it

    if isinstance(outcome, Challenge):
        return 202, {"challenge": outcome.kind, "session": outcome.session}
    return 200, session(outcome)


def session(session: Session) -> dict[str, Any]:
    return _given(
        access_token=session.access_token,
        id_token=session.id_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in,
        token_type="Bearer",
        user=user(session.user),
    )


def bot(bot: Bot, role: Role = "owner") -> dict[str, Any]:
    """A bot as it is shown to who has this role."""
    shape = asdict(bot)
    del shape["user_id"], shape["erasing"], shape["churn"], shape["calibrated_churn"]
    lists = {"allowed_origins": list(bot.allowed_origins), "starters": list(bot.starters)}
    return {**shape, **lists, "role": role}


def offered(bot: Bot) -> dict[str, Any]:
    """What a visitor's page is told of a bot: of its webhook no more than that there is one."""
    person = {"webhook": "webhook" in bot.person, **_given(email=bot.person.get("email"))}
    reached = _given(contact=dict(bot.contact) or None, person=person if bot.person else None)
    return {
        "name": bot.name, "theme": dict(bot.theme), "starters": list(bot.starters), **reached,
        "show_sources": bot.show_sources,
    }  # fmt: skip


def progress(progress: Progress) -> dict[str, Any]:
    return asdict(progress)


def document(document: Document) -> dict[str, Any]:
    return _given(
        document_id=document.document_id,
        bot_id=document.bot_id,
        filename=document.filename,
        content_type=document.content_type,
        status=document.status,
        reason=document.reason or None,
        message=document.message or None,
        progress=progress(document.progress),
        pages=document.pages,
        chunks=document.chunks,
        edits=document.edits,
        bytes=document.bytes,
        sha256=document.sha256,
        coverage=document.coverage,
        source_url=document.source_url or None,
        created_at=document.created_at,
        updated_at=document.updated_at,
    )


def in_list(each: Document) -> dict[str, Any]:
    """A document as lists show it: without the report of its single pages."""
    shape = document(each)
    if each.coverage:
        shape["coverage"] = {name: part for name, part in each.coverage.items() if name != "pages_detail"}
    return shape


def chunk(chunk: Chunk) -> dict[str, Any]:
    names = ("chunk_id", "ordinal", "text", "page", "heading", "start", "end", "off")
    return {**{name: getattr(chunk, name) for name in names}, **_given(original=chunk.original or None)}


def match(passage: Passage, found_terms: Sequence[str]) -> dict[str, Any]:
    """A hit of a search; `found_terms`: the words of the question that stand in it."""
    names = ("chunk_id", "document_id", "filename", "page", "heading", "text")
    found = {name: getattr(passage.chunk, name) for name in names}
    scores = {"score": passage.score, "scores": dict(passage.scores)}
    return {**found, **scores, "found_terms": list(found_terms)}


def citation(citation: Citation) -> dict[str, Any]:
    return {name: value for name, value in asdict(citation).items() if name != "heading" or value}


def answer(turn: Turn) -> dict[str, Any]:
    return {
        "answer": turn.answer,
        "answered": turn.answered,
        "citations": [citation(each) for each in turn.citations],
        "conversation_id": turn.conversation_id,
        "message_id": turn.message_id,
        "model": turn.model,
        "usage": {
            "input_tokens": turn.input_tokens,
            "output_tokens": turn.output_tokens,
            "cost_usd": turn.cost_usd,
            "read_units": turn.read_units,
        },
        "cut_short": turn.cut_short,
        "over_budget": turn.over_budget,
        "timings_ms": dict(turn.timings_ms),
        "stopped": turn.stopped,
        "related": list(turn.related),
    }


def turn(turn: Turn) -> dict[str, Any]:
    """A turn as the log shows it: the answer with its question, when, to whom, and how it was liked."""
    asked = {"question": turn.question, "created_at": turn.created_at, "asker": kind_of(turn.asker)}
    left = _given(
        contact=dict(turn.contact) or None, passed_on_at=turn.passed_on_at or None, page=turn.page or None
    )
    return {**asked, **answer(turn), "rating": turn.rating or None, "comment": turn.comment, **left}


def begun(begun: Begun) -> dict[str, Any]:
    return asdict(begun)


def kind_of(asker: str) -> str:
    """Who asked, without their id: `visitor` or `owner`."""
    return "visitor" if asker.startswith(("vis_", PERSON)) else "owner"


def api_key(key: ApiKey) -> dict[str, Any]:
    names = ("key_id", "name", "prefix", "created_at")
    shape = {name: getattr(key, name) for name in names}
    return {**shape, **_given(scopes=list(key.scopes), last_used_at=key.last_used_at or None)}


def member(member: Member) -> dict[str, Any]:
    names = ("member_id", "email", "role", "invited_at")
    shape = {name: getattr(member, name) for name in names}
    return {**shape, **_given(joined_at=member.joined_at or None), **_waits(member)}


def invitation(member: Member, bot: Bot) -> dict[str, Any]:
    shape = {"bot_id": bot.bot_id, "name": bot.name, "role": member.role, "invited_at": member.invited_at}
    return {**shape, **_waits(member)}


def _waits(member: Member) -> dict[str, str]:
    return {"expires_at": moment(member.expires_at)} if member.expires_at else {}


def pinned(pinned: Pinned) -> dict[str, Any]:
    """A test question; without a result before its first run."""
    shape = {"test_id": pinned.test_id, "question": pinned.question, "filename": pinned.filename or None}
    result = asdict(pinned.outcome) if pinned.outcome else None
    times = _given(created_at=pinned.created_at, last_passed_at=pinned.passed_at or None)
    return {**shape, "result": result, **times}


def deed(deed: Deed, doer: Doer) -> dict[str, Any]:
    """What was done, and by whom: their address where they are a member."""
    shape = {name: value for name, value in asdict(deed).items() if name != "bot_id"}
    return {**shape, "by": doer.kind, **_given(email=doer.email or None)}


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
