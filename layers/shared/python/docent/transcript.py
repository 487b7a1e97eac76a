"""A bot's log as a file: for a spreadsheet, or for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from docent import shapes
from docent.conversation import ConversationLog, Turn
from docent.log import Filters, whole

LARGEST = 4 * 2**20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "conversation_id", "message_id", "created_at", "asker", "question", "answer", "answered", "stopped",
    "model", "rating", "comment", "sources", "input_tokens", "output_tokens", "cost_usd",
    "contact", "passed_on_at", "page",
)  # fmt: skip


def export(bot_id: str, chosen: Filters, form: str, after: str, *, log: ConversationLog) -> tuple[str, str]:
    """Turns as `csv` or `jsonl`, newest conversation first, about 4 MB at most, and what continues them.

    Cells that a spreadsheet would take for a formula begin with an apostrophe, as OWASP advises. The header
    stands in the first part only.
    """
    parts, size, last = [] if after or form == "jsonl" else [_line(_COLUMNS)], 0, ""
    for turns in whole(bot_id, chosen, after, log):
        if size >= LARGEST:
            return "".join(parts), last
        last = turns[0].conversation_id
        if chosen.take(turns):
            text = "".join(map(_written[form], turns))
            parts.append(text)
            size += len(text.encode())
    return "".join(parts), ""


def _line(cells: Sequence[Any]) -> str:
    row = io.StringIO()
    csv.writer(row).writerow(
        f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in cells
    )
    return row.getvalue()


def _row(turn: Turn) -> str:
    shape = shapes.turn(turn)
    sources = "; ".join(
        each["filename"] + (f" p. {each['page']}" if each["page"] else "") for each in shape["citations"]
    )
    contact = "; ".join(f"{name}: {value}" for name, value in turn.contact.items())
    left = {"contact": contact, "passed_on_at": turn.passed_on_at, "page": turn.page}
    values = {**shape, **shape["usage"], "sources": sources, **left}
    return _line([values[name] for name in _COLUMNS])


def _json(turn: Turn) -> str:
    return json.dumps(shapes.turn(turn), ensure_ascii=False) + "\n"


_written = {"csv": _row, "jsonl": _json}
