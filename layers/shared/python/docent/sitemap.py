"""Pages that a sitemap names: XML, an index of more sitemaps, or plain text; gzipped or not."""

from __future__ import annotations

import zlib
from typing import NamedTuple
from xml.etree import ElementTree

from docent.errors import DocumentRejected

LARGEST = 10 * 2**20


class Sitemap(NamedTuple):
    """Addresses as they stand in the file: of pages, and of further sitemaps."""

    pages: list[str]
    sitemaps: list[str]


def parse(data: bytes) -> Sitemap:
    """What a sitemap names. Raises DocumentRejected (not_a_page) for anything else, with the cure."""
    data = _inflated(data).strip()
    if not data.startswith(b"<") and not data.startswith(b"\xef\xbb\xbf<"):
        return Sitemap(_lines(data), [])
    try:
        root = _parsed(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise _no_sitemap() from error
    kind = _tag(root)
    if kind not in ("urlset", "sitemapindex"):
        raise _no_sitemap()
    found = [(node.text or "").strip() for entry in root for node in entry if _tag(node) == "loc"]
    return Sitemap(found, []) if kind == "urlset" else Sitemap([], found)


def _parsed(data: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in data[:4096]:  # a sitemap has none; entities could be made to grow without end
        raise ValueError("a document type")
    return ElementTree.fromstring(data)


def _inflated(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        inflated = zlib.decompressobj(31).decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise _no_sitemap() from error
    if len(inflated) > LARGEST:
        raise DocumentRejected(
            f"The sitemap has more than {LARGEST // 2**20} MB. Give one that lists fewer pages.",
            code="too_large",
        )
    return inflated


def _lines(data: bytes) -> list[str]:
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    pages = [line for line in lines if line]
    if not pages or not all(line.startswith(("http://", "https://")) for line in pages):
        raise _no_sitemap()
    return pages


def _tag(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2].lower()


def _no_sitemap() -> DocumentRejected:
    return DocumentRejected(
        "There is no sitemap at this address. It is often at /sitemap.xml; else add the site's start page.",
        code="not_a_page",
    )
