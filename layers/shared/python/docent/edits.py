"""What a builder changed of single passages, and how it is kept when their document is read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from docent.errors import BadInput
from docent.model import Chunk, Document
from docent.ports import Chunks, Shelves, Siblings

_PAGE = 1_000


def changed(chunk: Chunk, *, text: str | None = None, off: bool | None = None) -> Chunk:
    """The passage with another text, switched on or off. Its own text again, and on, is no change any more.

    Raises BadInput where the text of a curated answer would change: it stands in a list of pairs.
    """
    read = chunk.original or chunk.text
    if chunk.asked and text not in (None, chunk.text):
        raise BadInput(
            "Change an answer in its list of questions and answers, and add that again.", field="text"
        )
    wanted = chunk.text if text is None else text
    hidden = chunk.off if off is None else off
    edited = wanted != read
    return replace(
        chunk, text=wanted, off=hidden, original=read if edited or hidden else "",
        turns=() if edited else chunk.turns,
    )  # fmt: skip


def carried(
    chunks: Sequence[Chunk], document: Document, siblings: Siblings, shelves: Shelves
) -> Sequence[Chunk]:
    """The passages, those that read as they did before changed as they were under the document's name."""
    before = [each for each in siblings.alike(document) if each.edits and each.filename == document.filename]
    edits = {
        chunk.original: chunk for each in before for chunk in every(each, chunks=shelves) if chunk.original
    }
    return [_as(each, edits[each.text]) if each.text in edits else each for each in chunks]


def every(document: Document, *, chunks: Chunks) -> Iterator[Chunk]:
    """All passages of the version that answers, in reading order."""
    token = ""
    while True:
        page = chunks.of_document(document.bot_id, document, token, _PAGE)
        yield from page.items
        token = page.next
        if not token:
            return


def _as(chunk: Chunk, edit: Chunk) -> Chunk:
    return changed(chunk, text=None if chunk.asked else edit.text, off=edit.off)
