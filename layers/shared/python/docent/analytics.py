"""How a bot does: its days added up from what was counted as they went, and what it is asked most."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any

from docent import tally
from docent.conversation import ConversationLog, Spending, Spent, Turn
from docent.errors import BadInput
from docent.ids import first_id
from docent.model import FINAL, Bot
from docent.ports import Documents

MOST_DAYS = 366
MOST_READ = 1_000
TOP = 20
WEEK = 7
NOTHING = Spending()


def period(given: Mapping[str, str], today: str) -> tuple[date, date]:
    """`from` and `to`, both counted; the last 30 days where nothing is said. Raises BadInput."""
    end = _day(given.get("to", "") or today, "to")
    start = _day(given.get("from", ""), "from") if given.get("from") else end - timedelta(29)
    if not 0 <= (end - start).days < MOST_DAYS:
        raise BadInput(f"Give `from` before `to`, and {MOST_DAYS} days at most.", field="from")
    return start, end


def report(bot: Bot, start: date, end: date, today: str, *, spent: Spent) -> dict[str, Any]:
    """Every day from `start` to `end`, their sum, how fast answers came, and what this month will cost."""
    days = _days(start, end)
    month = _month(bot, date.fromisoformat(today))
    found = spent.by_day(bot.bot_id, sorted({*days, *month}))
    chosen = [found.get(day, NOTHING) for day in days]
    tallied = sum((Counter(each.tally) for each in chosen), Counter[str]())
    return {
        "from": str(start),
        "to": str(end),
        "days": [{"day": day, **_sums([each])} for day, each in zip(days, chosen, strict=True)],
        "total": _sums(chosen),
        "latency_ms": {name: _times(tallied, name) for name in tally.TIMES},
        "forecast": _forecast(bot, found, date.fromisoformat(today)),
    }


def asked(bot: Bot, start: date, end: date, *, log: ConversationLog, documents: Documents) -> dict[str, Any]:
    """What was asked most, which documents were cited and which never, of the period's newest questions.

    Reads MOST_READ turns at most. Questions are the same where they differ by case and punctuation only.
    """
    before = first_id("con", f"{end + timedelta(1)}T00:00:00+00:00")
    newest = log.newest(bot.bot_id, first_id("con", f"{start}T00:00:00+00:00"), before)
    turns = [turn for turn in islice(newest, MOST_READ) if not turn.courteous]
    cited = Counter(each for turn in turns for each in {c.document_id for c in turn.citations})
    known = {
        each.document_id: each.filename
        for each in _all(partial(documents.in_bot, bot.bot_id))
        if each.status in FINAL and each.live_version
    }
    unused = [{"document_id": each, "filename": known[each]} for each in known if each not in cited]
    return {
        "questions": _top(turns),
        "cited": [
            {"document_id": each, "filename": known[each], "answers": count}
            for each, count in cited.most_common()
            if each in known
        ][:TOP],
        "unused": unused[:MOST_READ],
        "read": len(turns),
    }


def _top(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    groups: dict[str, list[Turn]] = {}
    for turn in turns:
        groups.setdefault(" ".join(re.findall(r"\w+", turn.question.casefold())), []).append(turn)
    largest = sorted(groups.values(), key=len, reverse=True)[:TOP]
    return [
        {
            "question": group[0].question,
            "count": len(group),
            "answered": sum(turn.answered for turn in group),
            "conversation_id": group[0].conversation_id,
        }
        for group in largest
    ]


def _sums(days: Sequence[Spending]) -> dict[str, Any]:
    def counted(name: str) -> int:
        return sum(day.tally.get(name, 0) for day in days)

    usage = [each for day in days for each in day.usage.values()]
    return {
        "questions": counted("asked"),
        "answered": counted("answered"),
        "unanswered": counted("unanswered"),
        "up": counted("up"),
        "down": counted("down"),
        "input_tokens": sum(each.input_tokens for each in usage),
        "output_tokens": sum(each.output_tokens for each in usage),
        "cost_usd": round(sum(day.usd for day in days), 6),
    }


def _times(tallied: Mapping[str, int], name: str) -> dict[str, float | None]:
    return {"p50": tally.quantile(tallied, name, 0.5), "p95": tally.quantile(tallied, name, 0.95)}


def _forecast(bot: Bot, found: Mapping[str, Spending], today: date) -> dict[str, Any]:
    """This month's cost: what is spent, and for each day left the mean of the last seven whole days, or of
    as many as the bot is old."""
    born = date.fromisoformat(bot.created_at[:10])
    so_far = sum(found.get(day, NOTHING).usd for day in _days(today.replace(day=1), today))
    week = _days(max(today - timedelta(WEEK), born), today - timedelta(1)) or [str(today)]
    mean = sum(found.get(day, NOTHING).usd for day in week) / len(week)
    left = monthrange(today.year, today.month)[1] - today.day
    return {
        "month": str(today)[:7],
        "spent_usd": round(so_far, 6),
        "expected_usd": round(so_far + mean * left, 6),
    }


def _month(bot: Bot, today: date) -> list[str]:
    """The days that a forecast looks at."""
    return _days(min(today.replace(day=1), today - timedelta(WEEK)), today)


def _days(start: date, end: date) -> list[str]:
    return [str(start + timedelta(n)) for n in range((end - start).days + 1)]


def _day(text: str, name: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 2000 <= day.year < 3000:
        raise BadInput(f"Give `{name}` as a date (2026-01-31).", field=name)
    return day


def _all(page: Any) -> Iterable[Any]:
    token = ""
    while True:
        listing = page(token, 1_000)
        yield from listing.items
        token = listing.next
        if not token:
            return
