"""PowerPoint presentations (.pptx): a page a slide, in the order they are shown, with tables.

What the audience does not see is left out: hidden slides and shapes, and the speaker's notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docent import tables
from docent.errors import DocumentRejected
from docent.extract import left_out
from docent.extract.archive import Archive, unreadable
from docent.extract.clean import clean
from docent.extract.docx import drawn
from docent.model import Extraction, Page

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TITLES = ("title", "ctrTitle")
_UNSAID = ("sldNum", "dt", "ftr", "hdr", "sldImg")
_DRAWN = ("chart", "diagramData")


def extract(data: bytes) -> Extraction:
    """Slides with their text; those that show pictures only are silent. Raises DocumentRejected."""
    archive = Archive(data)
    main = next((name for kind, name in archive.related("").values() if kind == "officeDocument"), "")
    if not main:
        raise unreadable()
    related = archive.related(main)
    named = [_relation(each) for each in archive.xml(main).iter("{*}sldId")]
    parts = [related[key][1] for key in named if key in related and archive.has(related[key][1])]
    texts, images = [], {}
    hidden, noted = [], []
    for number, part in enumerate(parts, 1):
        slide = archive.xml(part)
        if slide.get("show") in ("0", "false"):
            hidden.append(str(number))
            texts.append("")
            images[number] = 0
            continue
        noted += [str(number)] if _has_notes(archive, part) else []
        texts.append(clean("\n".join(filter(None, _slide(archive, part, slide)))).strip())
        images[number] = sum(1 for _ in slide.iter("{*}blip"))
    pages = tuple(Page(number, text) for number, text in enumerate(texts, 1) if text)
    if not pages:
        raise DocumentRejected(
            "The presentation has no text in it, only pictures. Add the text, or save it as a PDF and run"
            " text recognition (OCR) on that.",
            code="no_text_layer" if any(images.values()) else "empty",
        )
    silent = tuple(number for number, text in enumerate(texts, 1) if not text and images[number])
    said = left_out("Hidden slides are", hidden) + left_out("Speaker's notes of slides are", noted)
    shown = {page: count for page, count in images.items() if count}
    return Extraction(pages, len(texts), silent, images=shown, notes=said)


def _has_notes(archive: Archive, part: str) -> bool:
    named = [name for kind, name in archive.related(part).values() if kind == "notesSlide"]
    return any(line.strip() for name in named if archive.has(name) for line in _shapes(archive.xml(name)))


def _slide(archive: Archive, part: str, slide: Any) -> Iterator[str]:
    """Texts of a slide's shapes, its title first, then of diagrams and charts."""
    yield from _shapes(slide)
    for kind, name in archive.related(part).values():
        if kind in _DRAWN and archive.has(name):
            yield "\n".join(line for line in drawn(archive.xml(name)) if line.strip())


def _shapes(root: Any) -> Iterator[str]:
    shapes = [each for each in root.iter("{*}sp", "{*}graphicFrame") if not _unseen(each)]
    for shape in sorted(shapes, key=lambda each: _placeholder(each) not in _TITLES):
        kind = _placeholder(shape)
        rows = [[_said(cell) for cell in row.iter(f"{_A}tc")] for row in shape.iter(f"{_A}tr")]
        if kind in _UNSAID:
            continue
        if rows:
            yield f"\n{tables.written(rows)}\n"
        elif kind in _TITLES:
            yield f"# {' '.join(_said(shape).split())}" if _said(shape).strip() else ""
        else:
            yield _said(shape)


def _said(shape: Any) -> str:
    return "\n".join(filter(str.strip, map(_paragraph, shape.iter(f"{_A}p"))))


def _paragraph(paragraph: Any) -> str:
    pieces = (
        ("\n" if each.tag == f"{_A}br" else each.text or "") for each in paragraph.iter(f"{_A}t", f"{_A}br")
    )
    return "".join(pieces)


def _placeholder(shape: Any) -> str:
    return next((each.get("type", "") for each in shape.iter("{*}ph")), "")


def _unseen(shape: Any) -> bool:
    """A stand-in for older programs, or a shape that is hidden, by itself or with its group."""
    around = [shape, *shape.iterancestors()]
    return any(each.tag.endswith("}Fallback") or _is_hidden(each) for each in around)


def _is_hidden(shape: Any) -> bool:
    named = [properties for part in shape[:1] for properties in part.iterchildren("{*}cNvPr")]
    return any(each.get("hidden") in ("1", "true") for each in named)


def _relation(element: Any) -> str:
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
