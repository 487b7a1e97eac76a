"""A bot's own page: nothing but the chat, to link to or to show in a frame."""

from __future__ import annotations

import secrets
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from docent.bots import dressed
from docent.model import Bot


class Page(NamedTuple):
    """A page and the content security policy that it is sent with."""

    html: str
    policy: str


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def page(bot: Bot, *, widget_url: str, api_url: str) -> Page:
    """The page of a bot, which may be framed by the sites that may embed it."""
    nonce = secrets.token_urlsafe(12)
    tag = (
        f'<script async nonce="{nonce}" src="{escape(widget_url)}" data-bot="{bot.bot_id}"'
        f' data-api="{escape(api_url)}" data-mode="page"{dressed(bot, "language")}></script>'
    )
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}' {origin(widget_url)}; connect-src {origin(api_url)};"
        " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none';"
        f" frame-ancestors {' '.join(bot.allowed_origins) or chr(39) + 'none' + chr(39)}"
    )
    return Page(_html(bot.name, tag), policy)


def absent() -> Page:
    """What is shown where there is no such page, whether there is such a bot or not."""
    words = "There is no chat here. Ask who gave you the link for the right one."
    return Page(_html("Chat", f'<p lang="en">{words}</p>'), "default-src 'none'; frame-ancestors 'none'")


def _html(title: str, body: str) -> str:
    return (
        '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,'
        ' initial-scale=1, interactive-widget=resizes-content"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title></head><body>{body}</body></html>\n"
    )
