"""Text of a file, page by page, of every kind that Docent reads.

A kind is a module of this package with `text(data)`, with `read(data)` where it may hide something, or with
`extract` where it has pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import PurePosixPath
from types import ModuleType

from docent.errors import DocumentRejected
from docent.extract import qa
from docent.model import Extraction, Page

Progress = Callable[[int, int], None]

_NAMED = 20
MOST_CHARACTERS = 20_000_000
_BY_SUFFIX = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".json": "json",
    ".epub": "epub",
}
_NAMES = {
    "pdf": "a PDF",
    "docx": "a Word document (.docx)",
    "pptx": "a PowerPoint presentation (.pptx)",
    "xlsx": "an Excel workbook (.xlsx)",
    "text": "plain text",
    "html": "a web page",
    "csv": "a CSV table",
    "json": "JSON",
    "epub": "an EPUB book",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and Office with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIPPED = {b"word/": "docx", b"ppt/": "pptx", b"xl/": "xlsx", b"META-INF/container.xml": "epub"}
_HEADER_WITHIN = 1024  # a PDF may begin this late


def extract(data: bytes, filename: str, *, most_pages: int, progress: Progress) -> Extraction:
    """The text of a file, cleaned; `progress` is told (pages done, pages). Pages without text are left out:
    of a PDF, that may be all.

    Raises DocumentRejected; its `reason` says why the file cannot be used, its message the cure.
    """
    if data and filename.lower().endswith(qa.SUFFIX):
        return qa.extract(data)
    kind = kind_of(data, filename)
    if kind == "pdf":
        from docent.extract import pdf

        found = pdf.extract(data, most_pages=most_pages, progress=progress)
    elif kind == "pptx":
        from docent.extract import pptx

        found = pptx.extract(data)
        progress(found.page_count, found.page_count)
    else:
        text, notes = _read(import_module(f"docent.extract.{kind}"), data)
        found = replace(_unpaged(text, progress), notes=notes)
    if found.characters > MOST_CHARACTERS:
        raise DocumentRejected(
            f"The file holds more than {MOST_CHARACTERS:,} characters. Split it and upload the parts.",
            code="too_large",
        )
    return found


def _read(module: ModuleType, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text and what to say of what was left out."""
    if hasattr(module, "read"):
        text, notes = module.read(data)
        return text, notes
    return module.text(data), ()


def left_out(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """What to say where the author had hidden these; nothing where there are none."""
    named = list(names)
    if not named:
        return ()
    listed = ", ".join(named[:_NAMED]) + (" and more" if len(named) > _NAMED else "")
    return (f"{what} left out: {listed}. Show it and upload the file again if the bot should know it.",)


def kind_of(data: bytes, filename: str) -> str:
    """What the file is, by its name and its first bytes, which must agree. Raises DocumentRejected."""
    if not data:
        raise DocumentRejected("The file is empty (0 bytes). Check it and upload it again.", code="empty")
    named = _BY_SUFFIX.get(PurePosixPath(filename).suffix.lower())
    if named is None:
        raise DocumentRejected(
            "Docent reads PDF, Word (.docx), PowerPoint (.pptx), Excel (.xlsx), EPUB, HTML, CSV, JSON, TXT"
            " and Markdown (.md). Save the file as one of these.",
            code="unsupported_type",
        )
    found = _sniffed(data)
    if found and found != named:
        raise DocumentRejected(
            f"The file is named like {_NAMES[named]} but holds {_NAMES[found]}. Correct the name's ending.",
            code="unsupported_type",
        )
    return named


def _sniffed(data: bytes) -> str | None:
    """What the bytes prove it to be; None where they prove nothing."""
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return next((kind for folder, kind in _ZIPPED.items() if _holds(data, folder)), None)
    if data.startswith(_OLE):
        _refuse_ole(data)
    return None


def _holds(archive: bytes, folder: bytes) -> bool:
    """Whether the archive's directory, which stands at its end, lists a member under this name."""
    at = archive.find(b"PK\x01\x02")
    while at >= 0:
        if archive.startswith(folder, at + 46):
            return True
        at = archive.find(b"PK\x01\x02", at + 46)
    return False


def _refuse_ole(data: bytes) -> None:
    if _ENCRYPTED in data:
        raise DocumentRejected(
            "The document is protected by a password. Save it without one and upload it again.",
            code="password_protected",
        )
    raise DocumentRejected(
        "This is an Office document of an old kind. Save it as .docx, .xlsx, .pptx or PDF and upload that.",
        code="unsupported_type",
    )


def _unpaged(text: str, progress: Progress) -> Extraction:
    if not text.strip():
        raise DocumentRejected(
            "The file holds no text. Check that it is the one you meant and upload it again.", code="empty"
        )
    progress(1, 1)
    return Extraction(pages=(Page(0, text),), page_count=0)


def paged(texts: Iterable[str]) -> tuple[Page, ...]:
    """The pages that have text, numbered from 1 as in the file."""
    return tuple(Page(number, text) for number, text in enumerate(texts, 1) if text.strip())
