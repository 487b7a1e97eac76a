"""Folders to zips that are equal byte for byte whenever their content is, with byte code inside."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from pathlib import Path

from docent.config import inherited

_OLDEST = (1980, 1, 1, 0, 0, 0)


def compile_all(folder: Path, place: str, python: str) -> None:
    """Write byte code beside every module of `folder`, which Lambda will find at `place`.

    Unchecked: Lambda's folders are read-only, and no time stamp has to survive the zip.
    Raises CalledProcessError where a module is no Python of that version.
    """
    subprocess.run(
        [
            python, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash",
            "-s", str(folder), "-p", place, str(folder),
        ],
        check=True, env={**inherited("PATH", "SYSTEMROOT"), "PYTHONHASHSEED": "0"},
    )  # fmt: skip


def zip_folder(folder: Path, archive: Path) -> None:
    """Write all files of `folder` to `archive`, which appears whole: sorted, dated 1980, owner-neutral."""
    part = archive.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                add(out, name, path.read_bytes(), executable=os.access(path, os.X_OK))
    part.replace(archive)


def digest(folder: Path, left_out: str) -> str:
    """SHA-256 of the names and content of all files, but of those in folders named `left_out`."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and left_out not in name.parts:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found.update(f"{name.as_posix()} {content} {os.access(path, os.X_OK)}\n".encode())
    return found.hexdigest()


def add(out: zipfile.ZipFile, name: str, data: bytes, *, executable: bool = False) -> None:
    """Write one file, compressed, dated 1980, owner-neutral."""
    entry = zipfile.ZipInfo(name, _OLDEST)
    entry.external_attr = (0o755 if executable else 0o644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    out.writestr(entry, data)


def size(folder: Path) -> int:
    """Bytes of all files in a folder, as Lambda counts them against its limit."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
