"""What a citation stands on, opened by whom the answer was given to."""

from __future__ import annotations

from docent.conversation import Citation, Turn, Turns
from docent.errors import NotAllowed, NotFound
from docent.gates import Asker
from docent.model import Bot, Document
from docent.ports import Documents, Links

LINK_SECONDS = 300
_PDF = "application/pdf"
_PAIRS = "application/vnd.docent.qa+json"


def opened(
    n: str, *, bot: Bot, asker: Asker, conversation_id: str, message_id: str,
    turns: Turns, documents: Documents, links: Links,
) -> str:  # fmt: skip
    """An address that opens what citation `n` of an answer is from, for LINK_SECONDS: the page itself where
    it is of the web; a PDF in place, at its page; any other file as a download.

    Raises NotAllowed unless the bot shows its documents or the asker may see them anyway; NotFound if it is
    not the asker's answer, has no such citation, or its document answers no more or is questions and answers.
    """
    if not (bot.show_sources or asker.kind in ("owner", "viewer")):
        raise NotAllowed(
            "This bot does not show its documents. Its owner can allow it under Settings.",
            code="sources_not_shown",
        )
    turn = turns.find(bot.bot_id, conversation_id, message_id)
    cited = _cited(turn, n) if turn and turn.asker == asker.id else None
    document = documents.find(bot.bot_id, cited.document_id) if cited else None
    if not cited or not document or not document.live_version or document.content_type == _PAIRS:
        raise NotFound("There is no such source any more, or it is not yours.", code="source_not_found")
    return _address(document, links) + _at(document, cited.page)


def _cited(turn: Turn, n: str) -> Citation | None:
    return next((each for each in turn.citations if str(each.n) == n), None)


def _address(document: Document, links: Links) -> str:
    if document.source_url:
        return document.source_url
    shown_as = _PDF if document.content_type == _PDF else ""
    return links.link(document.original, document.filename, LINK_SECONDS, shown_as)


def _at(document: Document, page: int) -> str:
    """Where in the document, as viewers of PDFs read it from its address."""
    return f"#page={page}" if document.content_type == _PDF and page else ""
