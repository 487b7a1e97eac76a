"""Text recognition: what the pages show that hold no text, or letters that make no words."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from docent.errors import DocumentRejected, NotFound, Unavailable
from docent.extract.clean import BROKEN, clean, mended, unspaced
from docent.extract.quality import garbled
from docent.model import Extraction, Page, Recognised
from docent.ports import Files, Pictures, Recogniser

_FEW = 8  # pages that are drawn at once, and are lost where a worker dies
_LARGEST = 64 * 2**20  # bytes of what is kept
_LEAST_SURE = 0.5  # below it "text" is what a recogniser sees in a photograph
_HYPHEN = re.compile(r"(?<=\w)-\n(?=[a-z\u00df-\u00ff])")
# By page: what was recognised; empty where nothing was.
Texts = Mapping[int, str]


def recognise(
    data: bytes,
    extraction: Extraction,
    key: str,
    *,
    most: int,
    go_on: Callable[[int, int], bool],
    files: Files,
    pictures: Pictures,
    recogniser: Recogniser | None,
) -> Extraction | None:
    """The extraction of a file with what was recognised of its first `most` pages without text.

    What was recognised is kept under `key` for who comes after us. `go_on` is told, again and again, how many
    pages of how many are done; where it says False, the rest waits and None comes back.
    """
    wanted = sorted({*extraction.silent_pages, *extraction.garbled_pages})
    if recogniser is None or not extraction.drawable or not wanted:
        return extraction
    texts = dict(_kept(key, files))
    waiting = [page for page in wanted[:most] if page not in texts]
    notes = extraction.notes + _beyond(most, len(wanted))
    for at in range(0, len(waiting), _FEW):
        try:
            texts |= _recognised(data, waiting[at : at + _FEW], pictures, recogniser)
        except Unavailable as error:
            notes += (f"Text recognition stopped: {error.message}",)
            return replace(_completed(extraction, texts), notes=notes)
        files.put(key, json.dumps(texts).encode(), "application/json")
        if not go_on(len(texts), min(most, len(wanted))) and at + _FEW < len(waiting):
            return None
    return replace(_completed(extraction, texts), notes=notes, looked_at=True)


def _kept(key: str, files: Files) -> Texts:
    try:
        return {int(page): text for page, text in json.loads(files.read(key, _LARGEST)).items()}
    except NotFound:
        return {}


def _beyond(most: int, found: int) -> tuple[str, ...]:
    if found <= most:
        return ()
    return (f"Text recognition read the first {most:,} of {found:,} pages without text. Split the file.",)


def _recognised(data: bytes, pages: Sequence[int], pictures: Pictures, recogniser: Recogniser) -> Texts:
    drawn = _drawn(data, pages, pictures)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        read = dict(zip(drawn, pool.map(recogniser.recognise, drawn.values()), strict=True))
    return {page: _words(read.get(page, Recognised())) for page in pages}


def _drawn(data: bytes, pages: Sequence[int], pictures: Pictures) -> Mapping[int, bytes]:
    """Pictures of those pages that can be drawn: one that swells or hangs must not lose its neighbours."""
    try:
        return pictures.pictures(data, pages)
    except DocumentRejected:
        if len(pages) < 2:
            return {}
    return {page: png for each in pages for page, png in _drawn(data, [each], pictures).items()}


def _words(read: Recognised) -> str:
    """The text; nothing where it is no words."""
    return "" if read.sure < _LEAST_SURE or garbled(read.text) else read.text


def _completed(extraction: Extraction, texts: Texts) -> Extraction:
    said = mended([_HYPHEN.sub(BROKEN, text) for text in texts.values()])
    found = [Page(page, clean(unspaced(text)).strip()) for page, text in zip(texts, said, strict=True)]
    added = {page.number: page for page in found if page.text}
    return replace(
        extraction,
        pages=tuple(sorted((*extraction.pages, *added.values()), key=lambda page: page.number)),
        silent_pages=tuple(page for page in extraction.silent_pages if page not in added),
        garbled_pages=tuple(page for page in extraction.garbled_pages if page not in added),
        recognised_pages=tuple(sorted(added)),
    )
