"""What reads the files of a benchmark: Docent as ingestion does, and libraries that much software uses."""

from __future__ import annotations

import io
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from docent import coverage
from docent.adapters.child_reader import ChildReader
from docent.errors import DocumentRejected

MEMORY = 512 * 2**20
_READER = ChildReader(most_pages=2_000, seconds=120, memory=MEMORY)
Pages = Mapping[int, str]


def docent(data: bytes, name: str) -> Pages:
    """Page number to text, 0 for what has no pages, read in a child process. Raises DocumentRejected."""
    found = _READER.read(data, name, progress=lambda done, total: None)
    coverage.require(found)
    return {page.number: page.text for page in found.pages}


def by_pypdf(data: bytes, name: str) -> Pages:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(data))
    return {number: page.extract_text() for number, page in enumerate(reader.pages, 1)}


def by_paragraphs(data: bytes, name: str) -> Pages:
    """The loop over `doc.paragraphs` that most software has."""
    import docx

    return {0: "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)}


def by_markitdown(data: bytes, name: str) -> Pages:
    from markitdown import MarkItDown

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{os.path.splitext(name)[1]}"
        path.write_bytes(data)
        return {0: MarkItDown().convert(str(path)).markdown}


def peers(name: str) -> Mapping[str, Callable[[bytes, str], Pages]]:
    """What stands beside Docent on a file of this name; what is not installed is left out."""
    wanted: dict[str, Callable[[bytes, str], Pages]] = {}
    if name.endswith(".pdf"):
        wanted["pypdf"] = by_pypdf
    if name.endswith(".docx"):
        wanted["paragraphs"] = by_paragraphs
    if find_spec("markitdown"):
        wanted["markitdown"] = by_markitdown
    return wanted


def outcome(error: Exception) -> str:
    """The reason that Docent gives; of the others, the name of what they raised."""
    return error.reason if isinstance(error, DocumentRejected) else type(error).__name__
