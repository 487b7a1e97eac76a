"""/api/bots/{bot_id}/analytics: how it did, what that cost, what it is asked."""

from __future__ import annotations

from docent import analytics
from docent.ids import now
from docent.routes.seats import seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def report(request: Request) -> Reply:
    bot, today = seat_of(request, "edit").bot, now()[:10]
    start, end = analytics.period(request.query, today)
    return Reply(200, analytics.report(bot, start, end, today, spent=wired().ledger))


def asked(request: Request) -> Reply:
    bot, wires = seat_of(request, "edit").bot, wired()
    start, end = analytics.period(request.query, now()[:10])
    found = analytics.asked(bot, start, end, log=wires.conversations, documents=wires.documents)
    return Reply(200, found)


ROUTES = {
    ("GET", "/api/bots/{bot_id}/analytics"): report,
    ("GET", "/api/bots/{bot_id}/analytics/asked"): asked,
}
