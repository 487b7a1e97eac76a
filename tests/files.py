"""Small documents made in code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docent.extract.draw import draw


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF with these texts, a page each; an empty text is a page with a drawing and no text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, A4, encrypt=StandardEncryption(password) if password else None)
    for page in pages:
        if not page:
            canvas.rect(72, 72, 300, 300, fill=1)
        for number, line in enumerate(page.split("\n")):
            canvas.drawString(72, 770 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def picture(data: bytes) -> bytes:
    """The first page of a PDF as a grey PNG, as a scanner would give it."""
    ((_, png),) = draw(data, [1])
    return png


def scanned(*pages: str) -> bytes:
    """A PDF of pictures of these texts, a page each: what a scanner makes of a printed letter."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, A4)
    for _, png in draw(pdf(*pages), range(1, len(pages) + 1)):
        canvas.drawImage(ImageReader(io.BytesIO(png)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


Links = Mapping[str, Mapping[str, tuple[str, str]]]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def office(parts: Mapping[str, str | bytes], links: Links = MappingProxyType({})) -> bytes:
    """An Office file of these parts, the first of which is its main one.

    `links`: part to {relationship id: (last word of its type, target)}.
    """
    main = next(iter(parts))
    every = {"": {"main": ("officeDocument", main)}, **links}
    return zipped(dict(parts) | {_rels(part): relations(each) for part, each in every.items()})


def relations(links: Mapping[str, tuple[str, str]]) -> str:
    """A relationships part."""
    inner = "".join(
        f"<Relationship Id='{key}' Type='{OFFICE}/{kind}' Target='{target}'/>"
        for key, (kind, target) in links.items()
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f"<Relationships xmlns='{namespace}'>{inner}</Relationships>"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _rels(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")
