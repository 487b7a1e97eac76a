"""Web pages (.html): what a reader came for, without menus, scripts and what is hidden.

Headings, lists and tables become Markdown, as in our reading of other kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from docent import tables
from docent.errors import DocumentRejected
from docent.extract import text as plain
from docent.extract.clean import clean

_UNREAD = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "button", "select", "nav"}
    | {"dialog", "canvas", "audio", "video", "datalist"}
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "alert", "dialog"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "pre",
    }
    | {
        "blockquote",
        "figure",
        "figcaption",
        "address",
        "form",
        "fieldset",
        "details",
        "summary",
        "hr",
        "body",
    }
    | {"li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "tr", "legend"}
)
_APART = _BLOCKS - {"div", "li", "dt", "dd", "tr", "ul", "ol", "body"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_KEPT, _GIVEN_BACK = str.maketrans("\n ", "\v\x1f"), str.maketrans("\v\x1f", "\n ")  # within <pre>
_ENOUGH = 0.3  # of the page's text: a main element with less of it is not taken for the main text
_WITHIN = ("article", "main", "section", "blockquote")
_SEEN = 2_048
_DEEPEST = 250


def text(data: bytes) -> str:
    """The page's main text, cleaned, under its title. Raises DocumentRejected (unreadable)."""
    return clean(markdown(tree(_decoded(data)))).strip()


def tree(source: str) -> Any:
    """The document's root element. Raises DocumentRejected (unreadable) for what has no element in it."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return html.document_fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentRejected(
            "The page holds nothing that can be read. Save it from the browser again and upload that.",
            code="unreadable",
        ) from error


def markdown(root: Any) -> str:
    """Text of a parsed page, with its title above unless it has a first heading."""
    for element in list(root.iter()):
        if _unread(element):
            _drop(element)
    main = _main(root)
    lines = _tidied("".join(_pieces(main, 0)))
    title = " ".join((root.findtext(".//title") or "").split())
    return f"# {title}\n\n{lines}" if title and not root.xpath(".//h1") else lines


def _decoded(data: bytes) -> str:
    named = _META.search(data[:_SEEN])
    if named and not plain.marked(data):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):  # the page is wrong about itself
            pass
    return plain.decoded(data)


def _unread(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return True
    if element.tag in _UNREAD and element.tag != "head":
        return True
    if element.get("role", "").lower() in _ROLES or "hidden" in element.attrib:
        return True
    if element.get("aria-hidden") == "true" or _HIDDEN.search(element.get("style", "")):
        return True
    beside = element.tag in ("header", "footer", "aside")
    return (
        beside and not any(each.tag in _WITHIN for each in element.iterancestors()) and not _titled(element)
    )


def _titled(element: Any) -> bool:
    return element.tag == "header" and element.find(".//h1") is not None


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree() if hasattr(element, "drop_tree") else parent.remove(element)


def _main(root: Any) -> Any:
    """The element that holds the main text: <main>, the only <article>, or the body."""
    body = root.find("body") if root.find("body") is not None else root
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = root.xpath(path)
        if len(found) == 1 and _length(found[0]) >= _ENOUGH * _length(body):
            return found[0]
    return body


def _length(element: Any) -> int:
    return sum(len(each.strip()) for each in element.itertext())


def _pieces(element: Any, depth: int) -> Iterator[str]:
    """Texts with line breaks around blocks: two where a paragraph ends, one within lists."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag == "head" or depth > _DEEPEST:
        yield "".join(element.itertext()) if depth > _DEEPEST else ""
        return
    if tag == "table" and _is_data(element):
        yield f"\n\n{tables.written(_rows(element))}\n\n"
        return
    if tag == "pre":
        yield f"\n\n```\n{''.join(element.itertext()).strip()}\n```\n\n".translate(_KEPT)
        return
    yield _before(tag)
    yield _SPACE.sub(" ", element.text or "")
    for child in element:
        yield from _pieces(child, depth + 1)
        yield _SPACE.sub(" ", child.tail or "")
    yield _after(tag)


def _before(tag: str) -> str:
    if tag[:1] == "h" and tag[1:].isdigit():
        return f"\n\n{'#' * int(tag[1:])} "
    if tag == "li":
        return "\n- "
    return {"br": "\n", "td": " ", "th": " "}.get(
        tag, "\n\n" if tag in _APART else "\n" if tag in _BLOCKS else ""
    )


def _after(tag: str) -> str:
    return "\n\n" if tag in _APART else "\n" if tag in _BLOCKS else ""


def _tidied(text: str) -> str:
    lines = "\n".join(" ".join(line.split(" ")).strip(" ") for line in text.split("\n"))
    lines = re.sub(r"(?m)^-\n+(?=[^\n#-])", "- ", lines)
    lines = re.sub(r"(?m)^(?:#{1,6}|-)$\n?", "", lines)
    lines = re.sub(r"(?m)(^- .*)\n+(?=- )", r"\1\n", re.sub(r"\n{3,}", "\n\n", lines))
    return re.sub(" {2,}", " ", lines).translate(_GIVEN_BACK).strip()


def _is_data(table: Any) -> bool:
    """Whether a table holds data rather than the layout of a page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    rows = _rows(table)
    return (
        len(rows) > 1 and max(map(len, rows)) > 1 and all(len(cell) < 1_200 for row in rows for cell in row)
    )


def _rows(table: Any) -> list[list[str]]:
    rows = []
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            span = cell.get("colspan", "1")
            wide = min(int(span), 64) if span.isdigit() else 1
            cells += [" ".join("".join(_pieces(cell, 0)).split()), *[""] * (wide - 1)]
        rows.append(cells)
    return [row for row in rows if any(row)]
