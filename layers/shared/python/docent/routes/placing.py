"""/api/bots/{bot_id}/embed: the tag to paste, and whether a page has it as it should."""

from __future__ import annotations

from docent import bots, placed, urls
from docent.routes.seats import seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def embed(request: Request) -> Reply:
    bot, settings = seat_of(request, "view").bot, wired().settings
    places = {"widget_url": settings.widget_url, "api_url": settings.api_url}
    script, link = bots.snippet(bot, **places), f"{settings.api_url}/chat/{bot.bot_id}"
    return Reply(200, {
        "script": script, "inline": bots.inline(bot, **places),
        "react": bots.react(bot, **places), "link": link, "frame": bots.frame(bot, link),
        **bots.pinned(script, widget_url=settings.widget_url, pin=settings.widget_pin),
        "widget_url": settings.widget_url, "api_url": settings.api_url,
        "allowed_origins": list(bot.allowed_origins),
    })  # fmt: skip


def check(request: Request) -> Reply:
    bot, wires = seat_of(request, "edit").bot, wired()
    found = placed.look(
        bot, request.fields().text("url", most=urls.LONGEST),
        widget_url=wires.settings.widget_url, api_url=wires.settings.api_url,
        pages=wires.pages, loopback=wires.settings.fetch_loopback,
    )  # fmt: skip
    return Reply(200, found)


ROUTES = {
    ("GET", "/api/bots/{bot_id}/embed"): embed,
    ("POST", "/api/bots/{bot_id}/embed/check"): check,
}
