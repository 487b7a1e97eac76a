"""Which hosts an answer may link to: the bot's own sites, and those its documents were fetched from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from docent.errors import Unavailable
from docent.model import Bot, Passage
from docent.ports import Documents


def vouched(bot: Bot, passages: Sequence[Passage], documents: Documents) -> Callable[[str], bool]:
    """Whether a host is covered by an allowed origin, or is where one of the passages' documents came from.

    Documents are read at the first host that no origin covers, and once: few answers link anywhere.
    """
    known: list[set[str]] = []
    home = own(bot)

    def allowed(host: str) -> bool:
        if home(host):
            return True
        if not known:
            known.append(_sources(bot, passages, documents))
        return host in known[0]

    return allowed


def own(bot: Bot) -> Callable[[str], bool]:
    """Whether a host is one of the bot's own sites.

    Only these may be asked for pictures, without a click: who wrote a document in a wiki may listen there.
    """
    return lambda host: any(_covers(origin, host) for origin in bot.allowed_origins)


def _covers(origin: str, host: str) -> bool:
    name = origin.partition("://")[2].partition(":")[0]
    return host.endswith(name[1:]) if name.startswith("*.") else host == name


def _sources(bot: Bot, passages: Sequence[Passage], documents: Documents) -> set[str]:
    ids = {passage.chunk.document_id for passage in passages}
    try:
        found = [documents.find(bot.bot_id, document_id) for document_id in ids]
    except Unavailable:
        return set()  # an answer without links is better than none
    return {urlsplit(each.source_url).hostname or "" for each in found if each and each.source_url}
