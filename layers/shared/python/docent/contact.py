"""How visitors can be reached: what a bot asks of them, and what they leave with their conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docent import log
from docent.conversation import Contacts, ConversationLog
from docent.errors import BadInput
from docent.fields import Fields

FIELDS = ("name", "email", "phone", "company")
_LONGEST = 200


def form(given: Fields) -> Mapping[str, Any]:
    """What visitors are asked, and when; nothing where no fields are named. Raises BadInput."""
    names = given.texts("fields", count=len(FIELDS), most=20) if "fields" in given else ()
    if not set(names) <= set(FIELDS):
        raise BadInput(f"Give `contact.fields` as some of {', '.join(FIELDS)}.", field="contact")
    when = given.choice("when", ("before", "after"), "after")
    return {"when": when, "fields": list(dict.fromkeys(names))} if names else {}


def leave(
    bot_id: str,
    conversation_id: str,
    given: Fields,
    asker: str,
    *,
    turns: ConversationLog,
    contacts: Contacts,
) -> None:
    """Keep what a visitor says of themselves with a conversation of theirs. Raises NotFound, BadInput."""
    first = log.own(bot_id, conversation_id, asker, log=turns)[0]
    if unknown := set(given.values) - set(FIELDS):
        raise BadInput(f"There is no `contact.{min(unknown)[:40]}` to leave.", field="contact")
    said = {name: given.text(name, most=_LONGEST, default="") for name in FIELDS}
    contacts.leave(first, {name: value for name, value in said.items() if value})
