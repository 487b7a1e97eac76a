"""PDF by PDFium, page by page; by pypdf where PDFium cannot open a file or finds nothing in it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from docent.errors import DocumentRejected
from docent.extract import Progress, paged, ruled
from docent.extract.clean import clean, mended, unspaced
from docent.extract.outline import Entry, outlined
from docent.extract.quality import garbled
from docent.model import Extraction

if TYPE_CHECKING:
    from pypdf import PdfReader

_PDFIUM = Lock()  # the library may be used by one thread at a time
_LOOKED_AT = 5_000  # objects of a page that are looked at
_MOST_ENTRIES = 5_000
_TRIED = 20  # pages that pypdf, which is slow, looks at before a file counts as scanned


class _Seen(NamedTuple):
    """A page as it came: its text, whether it shows anything, and how many pictures."""

    text: str
    shows: bool
    images: int = 0


def extract(data: bytes, *, most_pages: int, progress: Progress) -> Extraction:
    """Pages with their text, which may be none. Pages that show something but give no text are silent, blank
    ones are not.

    Raises DocumentRejected: password_protected, unreadable, too_many_pages.
    """
    seen, contents = _opened(data, most_pages, progress)
    if not any(page.text.strip() for page in seen):
        found = _by_pypdf(data, most_pages, progress)
        seen = found if any(page.text.strip() for page in found) or not seen else seen
    poor = [number for number, page in enumerate(seen, 1) if garbled(page.text)]
    if poor:
        seen = _second_look(data, seen, poor)
        poor = [number for number in poor if garbled(seen[number - 1].text)]
    texts = ["" if number in poor else page.text for number, page in enumerate(seen, 1)]
    pages = paged(outlined([clean(unspaced(text)).strip() for text in mended(texts)], contents))
    read = {page.number for page in pages} | set(poor)
    return Extraction(
        pages,
        page_count=len(seen),
        silent_pages=tuple(at for at, page in enumerate(seen, 1) if page.shows and at not in read),
        garbled_pages=tuple(poor),
        images={at: page.images for at, page in enumerate(seen, 1) if page.images},
        drawable=True,
    )


def _opened(data: bytes, most_pages: int, progress: Progress) -> tuple[list[_Seen], list[Entry]]:
    """The pages and the outline by PDFium; nothing where it cannot open the file."""
    try:
        with _PDFIUM, pypdfium2.PdfDocument(data) as document:
            _limit(len(document), most_pages)
            return _by_pdfium(document, progress), _outline(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise DocumentRejected(
                "The PDF is protected by a password. Save it without one and upload it again.",
                code="password_protected",
            ) from error
        return [], []


def _by_pdfium(document: pypdfium2.PdfDocument, progress: Progress) -> list[_Seen]:
    seen = []
    for number in range(1, len(document) + 1):
        seen.append(_page(document, number - 1))
        progress(number, len(document))
    return seen


def _page(document: pypdfium2.PdfDocument, index: int) -> _Seen:
    """A page; one that cannot be read is taken to show something."""
    try:
        page = document[index]
        try:
            kinds = _kinds(page)
            paths = [each for each, kind in kinds if kind == raw.FPDF_PAGEOBJ_PATH]
            images = sum(kind == raw.FPDF_PAGEOBJ_IMAGE for _, kind in kinds)
            return _Seen(ruled.text(page, paths), bool(kinds), images)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return _Seen("", True)


def _kinds(page: pypdfium2.PdfPage) -> list[tuple[Any, int]]:
    """The first objects of a page, each with its kind."""
    count = min(raw.FPDFPage_CountObjects(page), _LOOKED_AT)
    objects = [raw.FPDFPage_GetObject(page, at) for at in range(count)]
    return [(each, raw.FPDFPageObj_GetType(each)) for each in objects]


def _outline(document: pypdfium2.PdfDocument) -> list[Entry]:
    """The outline's entries that lead to a page; none where it is damaged."""
    entries = []
    try:
        for item in islice(document.get_toc(max_depth=6), _MOST_ENTRIES):
            target = item.get_dest()
            index = target.get_index() if target else None
            if index is not None:
                entries.append(Entry(index, item.level + 1, item.get_title()))
    except (pypdfium2.PdfiumError, ValueError, UnicodeDecodeError):
        return []
    return entries


def _second_look(data: bytes, seen: list[_Seen], poor: list[int]) -> list[_Seen]:
    """The pages, with pypdf's reading of the first poor ones where that makes words."""
    try:
        reader = _pypdf_reader(data)
        better = {number: reader.pages[number - 1].extract_text() for number in poor[:_TRIED]}
    except Exception:  # whatever stops the other reader, it was only asked for its opinion
        return seen
    return [
        page._replace(text=better[at]) if better.get(at) and not garbled(better[at]) else page
        for at, page in enumerate(seen, 1)
    ]


def _pypdf_reader(data: bytes) -> PdfReader:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every flaw of a damaged file
    return pypdf.PdfReader(io.BytesIO(data))


def _by_pypdf(data: bytes, most_pages: int, progress: Progress) -> list[_Seen]:
    """Raises DocumentRejected (unreadable, too_many_pages)."""
    seen: list[_Seen] = []
    try:
        reader = _pypdf_reader(data)
        total = len(reader.pages)
        _limit(total, most_pages)
        for number, text in enumerate(_pypdf_texts(reader), 1):
            seen.append(_Seen(text, True))
            progress(number, total)
            if number == _TRIED and not any(page.text for page in seen):
                break
    except DocumentRejected:
        raise
    except Exception as error:  # pypdf raises whatever a damaged file makes it stumble over
        raise DocumentRejected(
            "The PDF is damaged and cannot be read. Open it in a PDF reader, save it again and upload that.",
            code="unreadable",
        ) from error
    return seen


def _pypdf_texts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        try:
            yield page.extract_text()
        except Exception:  # one bad page must not lose the file
            yield ""


def _limit(pages: int, most_pages: int) -> None:
    if pages > most_pages:
        raise DocumentRejected(
            f"The PDF has {pages:,} pages; the most is {most_pages:,}. Split it and upload the parts.",
            code="too_many_pages",
        )
