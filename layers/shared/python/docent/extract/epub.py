"""Books (.epub): the chapters in reading order, each read like a web page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from docent.errors import DocumentRejected
from docent.extract import html
from docent.extract.archive import Archive, parsed, unreadable

_CONTAINER, _LOCKS = "META-INF/container.xml", "META-INF/encryption.xml"
_CHAPTERS = ("application/xhtml+xml", "text/html")
# Fonts are commonly obfuscated, which locks nobody out of the text.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def text(data: bytes) -> str:
    """The book's text, cleaned. Raises DocumentRejected (unreadable, archive_bomb, password_protected)."""
    archive = Archive(data)
    if archive.has(_LOCKS):
        _refuse_locked(archive)
    chapters = (html.text(archive.read(name)) for name in _chapters(archive))
    return "\n\n".join(filter(None, chapters))


def _refuse_locked(archive: Archive) -> None:
    methods = [each.get("Algorithm") for each in archive.xml(_LOCKS).iter("{*}EncryptionMethod")]
    if any(method not in _FONTS for method in methods):
        raise DocumentRejected(
            "The book is locked by its publisher (DRM) and cannot be read. Upload a copy without the lock.",
            code="password_protected",
        )


def _chapters(archive: Archive) -> Iterator[str]:
    """Member names of the spine's items that are there, in order."""
    root = parsed(archive.read(_CONTAINER)).find(".//{*}rootfile")
    package = "" if root is None else root.get("full-path", "")
    if not package:
        raise unreadable()
    book, folder = archive.xml(package), posixpath.dirname(package)
    items = {each.get("id"): each for each in book.iter("{*}item")}
    for reference in book.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and item.get("media-type") in _CHAPTERS:
            name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
            if archive.has(name):
                yield name
