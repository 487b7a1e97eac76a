"""Making, changing and removing bots, and what they know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from docent.conversation import Conversations
from docent.errors import BadInput, NotFound
from docent.gates import Grants
from docent.ids import new_id, now
from docent.model import Bot, Document
from docent.ports import BotWriter, Documents, DocumentWriter, Files, Knowledge, Publisher

LANGUAGES = ("en", "ar", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "tr", "zh")


def create(user_id: str, settings: Mapping[str, Any], *, writer: BotWriter) -> Bot:
    """A new bot that knows nothing yet."""
    moment = now()
    bot = Bot(new_id("bot"), user_id, created_at=moment, updated_at=moment, **settings)
    writer.create(bot)
    return bot


def checked_model(model: str, *, known: Sequence[str]) -> str:
    """`auto`, `extractive` (quotes only) or a model this deployment has. Raises BadInput."""
    if model not in ("auto", "extractive", *known):
        raise BadInput(
            f"There is no model {model!r} here. Choose one of: auto, extractive, {', '.join(known)}.",
            field="model",
        )
    return model


def checked_theme(theme: object) -> Mapping[str, str]:
    """A theme whose values cannot carry anything into a style sheet. Raises BadInput."""
    if not isinstance(theme, dict) or len(theme) > 20:
        raise BadInput("Give `theme` as an object of texts.", field="theme")
    for name, value in theme.items():
        rule, cure = _THEME.get(name, (None, ""))
        if rule is None or not isinstance(value, str) or not rule.fullmatch(value):
            raise BadInput(f"`theme.{name[:40]}` cannot be used. {cure or _THEME_NAMES}", field="theme")
    return theme


def delete(
    bot: Bot,
    *,
    writer: BotWriter,
    documents: Documents,
    document_writer: DocumentWriter,
    knowledge: Knowledge,
    files: Files,
    conversations: Conversations,
    grants: Grants,
) -> Mapping[str, Any]:
    """Remove the bot from every store; the receipt says how much, and what a look afterwards still found.

    The bot stops answering before anything is removed. Can be run again after a failure. Raises NotFound.
    """
    from docent.transfer import archives_of  # nobody else pays for it

    writer.change(bot.bot_id, bot.user_id, {"erasing": True})
    removed: dict[str, int] = {"documents": 0, "files": 0, "blocks": 0, "chunks": 0, "conversations": 0}
    left = dict(removed)
    for tally in (removed, left):
        tally["documents"] += _erase_documents(bot.bot_id, documents, document_writer)
        tally["files"] += files.erase(f"{bot.bot_id}/") + files.erase(archives_of(bot.bot_id))
        for kind, number in knowledge.erase(bot.bot_id).items():
            tally[kind] += number
        tally["conversations"] += conversations.erase(bot.bot_id)
        for kind, number in grants.erase(bot.bot_id).items():
            tally[kind] = tally.get(kind, 0) + number
    writer.erase(bot.bot_id, bot.user_id)
    return _receipt({"bot_id": bot.bot_id, "name": bot.name}, {**removed, "bots": 1}, left)


def delete_document(
    bot: Bot,
    document_id: str,
    *,
    documents: Documents,
    writer: DocumentWriter,
    publisher: Publisher,
    knowledge: Knowledge,
    files: Files,
) -> Mapping[str, Any]:
    """Stop a document from answering at once, then remove it from every store. Raises NotFound."""
    document = find_document(bot, document_id, documents=documents)
    publisher.withdraw(document)
    removed, left = (
        {**knowledge.erase(bot.bot_id, document_id), "files": files.erase(f"{bot.bot_id}/{document_id}/")}
        for _ in range(2)
    )
    writer.erase(bot.bot_id, document_id)
    head = {"document_id": document_id, "filename": document.filename}
    return _receipt(head, {"documents": 1, **removed}, left)


def find_document(bot: Bot, document_id: str, *, documents: Documents) -> Document:
    """A document of the bot. Raises NotFound."""
    document = documents.find(bot.bot_id, document_id)
    if document is None:
        raise NotFound("There is no such document in this bot.", code="document_not_found")
    return document


def snippet(bot: Bot, *, widget_url: str, api_url: str) -> str:
    """The tag to paste before </body>, with colour and corner, so that the bubble never changes them."""
    look = dressed(bot, "color", "position", "language")
    return f'<script async src="{widget_url}" data-bot="{bot.bot_id}" data-api="{api_url}"{look}></script>'


def inline(bot: Bot, *, widget_url: str, api_url: str) -> str:
    """What to paste where the chat is to stand in the page."""
    look = f'data-mode="inline"{dressed(bot, "language")}'
    place = f'<docent-chat data-bot="{bot.bot_id}" data-api="{api_url}" {look}></docent-chat>'
    return f'<script async src="{widget_url}"></script>\n<div style="height: 640px">{place}</div>'


def dressed(bot: Bot, *names: str) -> str:
    """What of these the bot's theme has, as a tag's attributes: known before the chat has asked for it."""
    return "".join(f' data-{name}="{bot.theme[name]}"' for name in names if name in bot.theme)


def react(bot: Bot, *, widget_url: str, api_url: str) -> str:
    """The chat in an app of React, by the wrapper that lies beside the widget."""
    wrapper = f"{widget_url.rpartition('/')[0]}/docent-react.js"
    props = f'bot="{bot.bot_id}" api="{api_url}" src="{widget_url}"'
    return f'// {wrapper}\nimport {{ DocentChat }} from "./docent-react.js";\n\n<DocentChat {props} />'


def frame(bot: Bot, link: str) -> str:
    """The bot's own page in a frame."""
    look = f'title="{escape(bot.name)}" width="400" height="640" frameborder="0" allow="clipboard-write"'
    return f'<iframe src="{link}" {look}></iframe>'


def pinned(script: str, *, widget_url: str, pin: str) -> dict[str, str]:
    """The tag for one version of the widget; `pin`: its file and integrity, where they are known."""
    file, _, integrity = pin.partition(" ")
    versioned = f'{widget_url.rpartition("/")[0]}/{file}" integrity="{integrity}" crossorigin="anonymous'
    return {"pinned": script.replace(widget_url, versioned)} if integrity else {}


def _erase_documents(bot_id: str, documents: Documents, writer: DocumentWriter) -> int:
    count = 0
    while page := documents.in_bot(bot_id).items:
        for document in page:
            writer.erase(bot_id, document.document_id)
        count += len(page)
    return count


def _receipt(
    head: Mapping[str, str], removed: Mapping[str, int], left: Mapping[str, int]
) -> Mapping[str, Any]:
    probe = {"answers": any(left.values()), "left": left}
    return {**head, "removed": removed, "probe": probe, "erased_at": now()}


_THEME = {
    "color": (re.compile(r"#[0-9a-fA-F]{6}"), "Write the colour as #rrggbb."),
    "position": (re.compile(r"left|right"), "It is `left` or `right`."),
    "greeting": (
        re.compile(r"[^\x00-\x1f\ud800-\udfff]{0,200}"),
        "It is at most 200 characters in one line.",
    ),
    "consent": (re.compile(r"[^\x00-\x1f\ud800-\udfff]{0,500}"), "It is at most 500 characters in one line."),
    "avatar": (re.compile(r"[^\x00-\x20<>\ud800-\udfff]{0,8}"), "It is one or two letters, or an emoji."),
    "size": (re.compile(r"compact|normal|large"), "It is `compact`, `normal` or `large`."),
    "font": (
        re.compile(r"system|serif|rounded|mono|page"),
        "It is one of system, serif, rounded, mono, page.",
    ),
    "language": (re.compile("|".join(LANGUAGES)), f"It is one of {', '.join(LANGUAGES)}."),
    "scheme": (re.compile(r"auto|light|dark"), "It is `auto`, `light` or `dark`."),
}
_THEME_NAMES = f"Known are {', '.join(_THEME)}."
