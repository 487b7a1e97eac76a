from __future__ import annotations

import pytest

from docent.errors import DocumentRejected
from docent.extract.pptx import extract
from tests.files import OFFICE, office

SPACES = (
    "xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' "
    "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' "
    f"xmlns:r='{OFFICE}'"
)
PICTURE = "<p:pic><p:blipFill><a:blip r:embed='x'/></p:blipFill></p:pic>"


HIDDEN = "<p:hidden/>"


def said(*lines: str) -> str:
    return "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)


def shape(*lines: str, kind: str = "") -> str:
    place = f"<p:nvSpPr><p:nvPr><p:ph type='{kind}'/></p:nvPr></p:nvSpPr>" if kind else ""
    return f"<p:sp>{place}<p:txBody>{said(*lines)}</p:txBody></p:sp>"


def table(*rows: tuple[str, ...]) -> str:
    inner = "".join(f"<a:tr>{''.join(f'<a:tc>{said(cell)}</a:tc>' for cell in row)}</a:tr>" for row in rows)
    return f"<p:graphicFrame><a:tbl>{inner}</a:tbl></p:graphicFrame>"


def show(*slides: str, notes: str = "") -> bytes:
    """A presentation whose slides are listed in this order, kept under other numbers."""
    count = len(slides)
    named = "".join(f"<p:sldId id='{n}' r:id='s{n}'/>" for n in range(count))
    links = {"ppt/p.xml": {f"s{n}": ("slide", f"slides/slide{count - n}.xml") for n in range(count)}}
    parts = {"ppt/p.xml": f"<p:presentation {SPACES}><p:sldIdLst>{named}</p:sldIdLst></p:presentation>"}
    for number, inner in enumerate(slides):
        veil = "show='0'" if inner.startswith(HIDDEN) else ""
        parts[f"ppt/slides/slide{count - number}.xml"] = f"<p:sld {SPACES} {veil}>{inner}</p:sld>"
    if notes:
        links[f"ppt/slides/slide{count}.xml"] = {"n": ("notesSlide", "../notes.xml")}
        parts["ppt/notes.xml"] = f"<p:notes {SPACES}>{shape(notes)}{shape('7', kind='sldNum')}</p:notes>"
    return office(parts, links)


def test_reads_slides_in_the_order_they_are_shown() -> None:
    found = extract(
        show(
            shape("Text", "more") + shape("Prices", kind="title") + table(("Part", "EUR"), ("Lamp", "4")),
            PICTURE,
            "",
            shape("Last"),
            notes="Say it slowly.",
        )
    )
    assert [(page.number, page.text) for page in found.pages] == [
        (1, "# Prices\nText\nmore\n\nPart | EUR\n-|-\nLamp | 4"),
        (4, "Last"),
    ]
    assert (found.page_count, found.silent_pages, found.images) == (4, (2,), {2: 1})
    assert found.notes[0].startswith("Speaker's notes of slides are left out: 1.")


def test_hidden_slides_and_shapes_are_left_out_and_named() -> None:
    veiled = (
        "<p:sp><p:nvSpPr><p:cNvPr id='1' hidden='1'/></p:nvSpPr><p:txBody>"
        + said("secret")
        + "</p:txBody></p:sp>"
    )
    found = extract(show(shape("Shown") + veiled, HIDDEN + shape("secret"), shape("Last")))
    assert [(page.number, page.text) for page in found.pages] == [(1, "Shown"), (3, "Last")]
    assert (found.page_count, found.silent_pages) == (3, ())
    (note,) = found.notes
    assert note.startswith("Hidden slides are left out: 2.")


@pytest.mark.parametrize(
    ("slides", "reason"), [((PICTURE,), "no_text_layer"), (("",), "empty"), ((), "empty")]
)
def test_a_show_without_text_says_so(slides: tuple[str, ...], reason: str) -> None:
    with pytest.raises(DocumentRejected) as caught:
        extract(show(*slides))
    assert caught.value.reason == reason
