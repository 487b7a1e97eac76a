"""An archive of a bot that somebody sent: looked over before anything of it is believed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from docent import stored_zip
from docent.archived import FORMAT, VERSION
from docent.errors import TransferFailed
from docent.revive import parsed

_DIRECTORY = 16 * 2**20  # 65,535 entries with the longest names that there are take 8 MiB
_MANIFEST = 16 * 2**20
_NAME = re.compile(
    r"bot\.json|manifest\.json|conversations/[0-9]{6}\.jsonl"
    r"|documents/doc_[0-9a-z]{1,40}/(chunks\.jsonl|document\.json|original|vectors\.bin)"
)
_ZIP64 = b"PK\x06\x07"
DAMAGED = (
    "The archive is damaged: {}. Export the bot again, and import what you downloaded as it is, without"
    " unpacking or changing it."
)


class Parcel:
    """The entries of an archive. `read` gives what its manifest promised, or raises TransferFailed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip, self._infos = _opened(file)
        self._promised = _promised(self._bytes("manifest.json", _MANIFEST))
        sizes = {name: size for name, (size, _) in self._promised.items()}
        if sizes != {name: each.file_size for name, each in self._infos.items() if name != "manifest.json"}:
            raise damaged("its entries are not those that its manifest lists")

    @property
    def documents(self) -> list[str]:
        """Ids, in order."""
        return sorted({name.split("/")[1] for name in self._infos if name.startswith("documents/")})

    @property
    def conversations(self) -> list[str]:
        """Names of the entries, in order."""
        return sorted(name for name in self._infos if name.startswith("conversations/"))

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def read(self, name: str, most: int) -> bytes:
        """All of an entry of at most `most` bytes."""
        data = self._bytes(name, most)
        if hashlib.sha256(data).hexdigest() != self._promised[name][1]:
            raise damaged(f"{name} is not what its manifest says")
        return data

    def _bytes(self, name: str, most: int) -> bytes:
        if name not in self._infos:
            raise damaged(f"{name} is missing")
        if self._infos[name].file_size > most:
            raise TransferFailed(f"{name} is larger than this deployment takes.", code="too_large")
        try:
            return self._zip.read(self._infos[name])
        except (BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise damaged(f"{name} cannot be read") from error


def damaged(what: object) -> TransferFailed:
    return TransferFailed(DAMAGED.format(what), code="archive_damaged")


def _opened(file: IO[bytes]) -> tuple[ZipFile, Mapping[str, ZipInfo]]:
    size = file.seek(0, 2)
    try:
        _check_end(file, size)
        archive = ZipFile(file)
    except (BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise TransferFailed(
            "This is not an archive that Docent made. Choose the file that “Export this bot” gave you.",
            code="not_an_archive",
        ) from error
    infos = {each.filename: each for each in archive.infolist()}
    if len(infos) != len(archive.infolist()):
        raise damaged("it has two entries of one name")
    for name, each in infos.items():
        # Nothing is compressed, so nothing can grow when it is read.
        if (
            not _NAME.fullmatch(name)
            or each.compress_type
            or each.flag_bits
            or each.compress_size != each.file_size
        ):
            raise damaged("it has an entry that Docent does not write")
    if sum(each.file_size for each in infos.values()) > size:
        raise damaged("its entries overlap")
    return archive, infos


def _check_end(file: IO[bytes], size: int) -> None:
    """Before its directory is read into memory. Raises ValueError."""
    file.seek(max(0, size - stored_zip.END_BYTES - 20))
    end = file.read()
    _, directory = stored_zip.listed(end[-stored_zip.END_BYTES :])
    if directory > _DIRECTORY or end.startswith(_ZIP64):
        raise ValueError("its directory is larger than any of ours")


def _promised(data: bytes) -> Mapping[str, tuple[int, str]]:
    try:
        values = parsed(data)
        known, version, entries = values["format"], values["version"], values["entries"]
        promised = {str(name): (int(size), str(digest)) for name, (size, digest) in entries.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged("its manifest cannot be read") from error
    if known != FORMAT:
        raise damaged("its manifest is of something else")
    if version != VERSION:
        raise TransferFailed(
            f"The archive is of format {str(version)[:20]}, this deployment reads {VERSION}."
            " Update Docent, then import it.",
            code="archive_too_new",
        )
    return promised
