"""All that is held about a person, as one archive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from docent import shapes
from docent.accounts import exports_of
from docent.conversation import Spent, Transcripts, Turn
from docent.errors import NotFound, TooLarge
from docent.gates import Doer, KeyRing, Members, Shares, Trail
from docent.identity import User
from docent.ids import new_id, now
from docent.model import Bot, Document
from docent.pinned import PinnedQuestions
from docent.ports import Archives, Bots, Documents, Files, Links, Listing
from docent.trail import doers

LINK_SECONDS = 3_600
MOST_ORIGINALS = 300 * 2**20  # read and written again within a request's 29 seconds
SPENDING_DAYS = 400  # so long the ledger keeps them
README = """What Docent holds about you.

profile.json        your account
shared.json         bots that others share with you, and as what
shared/ID/          of such a bot:
  conversations.jsonl   what you asked it, and what it answered
  trail.json        what you did to it
bots/ID/bot.json    a bot and its settings
  documents.json    its documents, and where their files are: in this archive, or behind a link for an hour
  documents/        the files as you uploaded them
  conversations.jsonl   what was asked and answered, one turn a line
  keys.json         its API keys; what they read is kept nowhere
  members.json      whom it is shared with
  tests.json        its test questions, with their last results
  trail.json        who did what to it
  spending.json     dollars by day

Passages and vectors are left out: they are drawn from the documents.
"""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every store that holds something of a person; `largest` is that of a file, in bytes."""

    bots: Bots
    documents: Documents
    files: Files
    links: Links
    transcripts: Transcripts
    spending: Spent
    ring: KeyRing
    pinned: PinnedQuestions
    trail: Trail
    members: Members
    shares: Shares
    largest: int


def export(user: User, *, holdings: Holdings, archives: Archives) -> str:
    """Write the archive of a person's own data to the files: a link to it, good for LINK_SECONDS."""
    key = f"{exports_of(user.user_id)}{new_id('export')}.zip"
    with archives.writing(key, "application/zip") as file:
        write(file, user, holdings)
    return holdings.links.link(key, f"docent-{now()[:10]}.zip", LINK_SECONDS)


def write(file: IO[bytes], user: User, holdings: Holdings) -> None:
    room = MOST_ORIGINALS
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("profile.json", _json(asdict(user)))
        archive.writestr("shared.json", _json(_shared(user, holdings.shares)))
        for bot_id in dict.fromkeys(each.bot_id for each in holdings.shares.joined(user.user_id)):
            _elsewhere(archive, user, bot_id, holdings)
        for bot in _all(partial(holdings.bots.owned_by, user.user_id)):
            room = _bot(archive, bot, holdings, room)


def _bot(archive: ZipFile, bot: Bot, holdings: Holdings, room: int) -> int:
    """Add a bot; how many bytes of originals still fit."""
    folder = f"bots/{bot.bot_id}"
    archive.writestr(f"{folder}/bot.json", _json(shapes.bot(bot)))
    listed = []
    for document in _all(partial(holdings.documents.in_bot, bot.bot_id)):
        placed, taken = _original(archive, folder, document, holdings, room)
        listed.append({**shapes.document(document), **placed})
        room -= taken
    archive.writestr(f"{folder}/documents.json", _json(listed))
    _turns(archive, folder, holdings.transcripts.of_bot(bot.bot_id))
    keys = [shapes.api_key(key) for key in holdings.ring.of_bot(bot.bot_id)]
    archive.writestr(f"{folder}/keys.json", _json(keys))
    members = [shapes.member(each) for each in holdings.members.of_bot(bot.bot_id)]
    archive.writestr(f"{folder}/members.json", _json(members))
    tests = [shapes.pinned(each) for each in holdings.pinned.of_bot(bot.bot_id)]
    archive.writestr(f"{folder}/tests.json", _json(tests))
    doer = doers(bot, bot.user_id, members=holdings.members)
    trail = _all(partial(holdings.trail.of_bot, bot.bot_id))
    deeds = [shapes.deed(deed, doer(deed.user_id)) for deed in trail]
    archive.writestr(f"{folder}/trail.json", _json(deeds))
    spent = holdings.spending.by_day(bot.bot_id, _days(bot.created_at))
    archive.writestr(f"{folder}/spending.json", _json({day: each.usd for day, each in spent.items()}))
    return room


def _elsewhere(archive: ZipFile, user: User, bot_id: str, holdings: Holdings) -> None:
    """Add what somebody said and did at a bot that is shared with them."""
    folder = f"shared/{bot_id}"
    _turns(archive, folder, holdings.transcripts.of_bot(bot_id, asker=user.user_id))
    trail = _all(partial(holdings.trail.of_bot, bot_id))
    deeds = [shapes.deed(deed, Doer("you")) for deed in trail if deed.user_id == user.user_id]
    archive.writestr(f"{folder}/trail.json", _json(deeds))


def _turns(archive: ZipFile, folder: str, turns: Iterable[Turn]) -> None:
    with archive.open(f"{folder}/conversations.jsonl", "w") as lines:
        for turn in turns:
            lines.write(json.dumps(asdict(turn), ensure_ascii=False).encode() + b"\n")


def _shared(user: User, shares: Shares) -> list[dict[str, Any]]:
    waiting = shares.waiting(user.email.lower()) if user.proven else ()
    return [
        {"bot_id": each.bot_id, **shapes.member(each)} for each in (*shares.joined(user.user_id), *waiting)
    ]


def _original(
    archive: ZipFile, folder: str, document: Document, holdings: Holdings, room: int
) -> tuple[Mapping[str, str], int]:
    """Where the file is, and the bytes that it takes of the archive."""
    try:
        data = holdings.files.read(document.original, min(room, holdings.largest))
    except NotFound:
        return {}, 0
    except TooLarge:
        return {"link": holdings.links.link(document.original, document.filename, LINK_SECONDS)}, 0
    name = f"documents/{document.document_id}/{safe_name(document.filename)}"
    archive.writestr(f"{folder}/{name}", data, ZIP_STORED)
    return {"file": name}, len(data)


def safe_name(filename: str) -> str:
    """A name that stays in its folder on every system: no separators, control characters or leading dots."""
    return re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", filename).lstrip(". ").rstrip(". ")[:150] or "file"


def _all(page: Any) -> Iterator[Any]:
    token = ""
    while True:
        listing: Listing = page(token)
        yield from listing.items
        token = listing.next
        if not token:
            return


def _days(created_at: str) -> list[str]:
    today = date.fromisoformat(now()[:10])
    age = (today - date.fromisoformat(created_at[:10])).days
    return [str(today - timedelta(days)) for days in range(min(age, SPENDING_DAYS) + 1)]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
