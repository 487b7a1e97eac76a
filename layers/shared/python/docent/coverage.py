"""What of a document was read: the report of its pages, and what to say where some gave nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docent import tables
from docent.errors import DocumentRejected
from docent.model import Chunk, Extraction

MOST_PAGES = 500  # the report lists so many pages; the record it is kept in is read whole
_NAMED = 20
_PICTURES = (
    "The PDF has no text in it, only pictures of pages. Run text recognition (OCR) on it and upload"
    " the result."
)
_GARBLED = (
    "The PDF shows text but does not say which letters it is made of. Run text recognition (OCR) on it, or"
    " make it again from its source, and upload the result."
)
_UNSEEN = (
    "The PDF has no text in it, and text recognition (OCR) found none either. Scan it again, sharper, and"
    " upload that."
)


def report(extraction: Extraction, chunks: Sequence[Chunk]) -> Mapping[str, Any]:
    """Totals, and `pages_detail`: characters, text layer, tables, images and chunks of the first pages.

    `layer` says where a page's text comes from: text, recognised, none, garbled or blank. A chunk
    counts on every page it stands on. A document without pages is one page with number 0.
    """
    return {
        "characters": extraction.characters,
        "pages_with_text": len([page for page in extraction.pages if page.number]),
        "pages_without_text": list(extraction.silent_pages),
        "pages_garbled": list(extraction.garbled_pages),
        "pages_recognised": list(extraction.recognised_pages),
        "notes": list(extraction.notes),
        "pages_detail": list(_pages(extraction, chunks))[:MOST_PAGES],
    }


def _pages(extraction: Extraction, chunks: Sequence[Chunk]) -> Iterator[dict[str, Any]]:
    texts = {page.number: page.text for page in extraction.pages}
    on_page = Counter(number for chunk in chunks for number in _standing_on(chunk))
    for number in range(1, extraction.page_count + 1) if extraction.page_count else (0,):
        text = texts.get(number, "")
        yield {
            "page": number,
            "characters": len(text),
            "layer": _layer(extraction, number, text),
            "tables": sum(1 for _ in tables.find(text)),
            "images": extraction.images.get(number, 0),
            "chunks": on_page[number],
        }


def _standing_on(chunk: Chunk) -> set[int]:
    return {chunk.page, *(page for _, page in chunk.turns)}


def _layer(extraction: Extraction, number: int, text: str) -> str:
    if number in extraction.garbled_pages:
        return "garbled"
    if number in extraction.silent_pages:
        return "none"
    if number in extraction.recognised_pages:
        return "recognised"
    return "text" if text else "blank"


def require(extraction: Extraction) -> None:
    """Raises DocumentRejected (garbled_text, no_text_layer) where there is no text at all."""
    if extraction.pages:
        return
    garbled = bool(extraction.garbled_pages)
    message = _UNSEEN if extraction.looked_at else _GARBLED if garbled else _PICTURES
    code = "garbled_text" if garbled else "no_text_layer"
    raise DocumentRejected(" ".join((message, *extraction.notes)), code=code)


def shortfall(extraction: Extraction) -> tuple[str, str]:
    """(reason, message) of what is missing of the document; two empty texts where nothing is."""
    silent, garbled = extraction.silent_pages, extraction.garbled_pages
    parts = []
    if silent:
        parts.append(f"No text was found on page {_named(silent)}.")
    if garbled:
        parts.append(
            f"The letters on page {_named(garbled)} make no words: their fonts do not say what they show."
        )
    if not parts:
        return "", ""
    if extraction.looked_at:
        parts.append("Text recognition (OCR) found none either. The rest answers.")
    else:
        parts.append("The rest answers. Run text recognition (OCR) on the file and upload it again.")
    return "pages_without_text" if silent else "garbled_text", " ".join(parts)


def _named(pages: Sequence[int]) -> str:
    return ", ".join(str(page) for page in pages[:_NAMED]) + (" and more" if len(pages) > _NAMED else "")
