"""Zip-based files (Office, EPUB) and the XML in them, opened so that no file can unfold without end.

Nothing is ever written to disk, so names that climb out of a folder and links lead nowhere; members are found
by their exact name. Entities of an XML text are never resolved, and nothing outside of the file is looked up.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from lxml import etree

from docent.errors import DocumentRejected

MOST_MEMBERS = 20_000
MOST_OF_ONE = 64 * 2**20
MOST_OF_ALL = 160 * 2**20
_BLOCK = 2**20
_ENCRYPTED = 0x1
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CLOSED: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class Archive:
    """The members of a zip file, by name. What is read of them all is counted against one limit."""

    def __init__(self, data: bytes) -> None:
        """Raises DocumentRejected: unreadable, archive_bomb, password_protected."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError) as error:
            raise unreadable() from error
        if len(self._zip.filelist) > MOST_MEMBERS:
            raise bomb()
        self._by_name = {member.filename.lower(): member for member in self._zip.infolist()}
        self._left = MOST_OF_ALL

    def names(self) -> list[str]:
        return [member.filename for member in self._zip.infolist()]

    def has(self, name: str) -> bool:
        return name.lower() in self._by_name

    def read(self, name: str) -> bytes:
        """A member's bytes. Raises DocumentRejected; sizes count as found, whatever was declared."""
        member = self._by_name.get(name.lower())
        if member is None:
            raise unreadable()
        if member.flag_bits & _ENCRYPTED:
            raise locked()
        if member.file_size > min(MOST_OF_ONE, self._left):
            raise bomb()
        try:
            with self._zip.open(member) as stream:
                data = self._inflated(stream)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise unreadable() from error
        self._left -= len(data)
        return data

    def _inflated(self, stream: Any) -> bytes:
        most, found = min(MOST_OF_ONE, self._left), bytearray()
        while block := stream.read(_BLOCK):
            found += block
            if len(found) > most:
                raise bomb()
        return bytes(found)

    def xml(self, name: str) -> Any:
        """Root element of a member. Raises DocumentRejected."""
        return parsed(self.read(name))

    def elements(self, name: str, tag: str | tuple[str, ...]) -> Iterator[Any]:
        """Elements of a member with this tag, one at a time: each is let go of when the next is asked for.

        Raises DocumentRejected.
        """
        stream = io.BytesIO(self.read(name))
        try:
            for _, element in etree.iterparse(stream, tag=tag, **_CLOSED):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise _flawed(error) from error

    def related(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Relationship id to (last word of its type, member name), of the part `name`; those inside only."""
        folder, base = posixpath.split(name)
        rels = f"{folder}/_rels/{base}.rels".lstrip("/")
        if not self.has(rels):
            return {}
        return dict(_relations(self.xml(rels), folder))


def _relations(root: Any, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for relation in root.iter(_RELATION):
        if relation.get("TargetMode") != "External":
            path = posixpath.join("/" + folder, unquote(relation.get("Target", "")))
            kind = relation.get("Type", "").rpartition("/")[2]
            yield relation.get("Id", ""), (kind, posixpath.normpath(path).lstrip("/"))


def parsed(data: bytes) -> Any:
    """Root element of an XML text. Raises DocumentRejected (unreadable)."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**_CLOSED))
    except etree.XMLSyntaxError as error:
        raise _flawed(error) from error
    if root is None:
        raise unreadable()
    return root


def _flawed(error: etree.XMLSyntaxError) -> Exception:
    if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
        return MemoryError()
    return unreadable()


def unreadable() -> DocumentRejected:
    return DocumentRejected(
        "The file is damaged and cannot be read. Open it in the program it was made with, save it again and"
        " upload that.",
        code="unreadable",
    )


def locked() -> DocumentRejected:
    return DocumentRejected(
        "The file is protected by a password. Save it without one and upload it again.",
        code="password_protected",
    )


def bomb() -> DocumentRejected:
    return DocumentRejected(
        f"Unpacked, the text of this file would take more than {MOST_OF_ONE >> 20} MB. Split it and upload"
        " the parts.",
        code="archive_bomb",
    )
