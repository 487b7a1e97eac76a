"""Files as they were uploaded: in a folder, or in Supabase's storage."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import urllib3

from docent.config import inherited
from migration.pace import Pace

_SAID = 10_000  # bytes of a refusal


class Originals(Protocol):
    def read(self, path: str, most: int) -> bytes | None:
        """None where it is not there.

        Raises ValueError where it is larger than `most` bytes, and where it cannot be told.
        """

    def stamp(self, path: str) -> str:
        """Another one when the file is another one; empty where it cannot be told."""


@dataclass(frozen=True)
class FolderFiles:
    folder: Path

    def read(self, path: str, most: int) -> bytes | None:
        file = self._file(path)
        if file is None:
            return None
        if file.stat().st_size > most:
            raise ValueError(f"it has {file.stat().st_size:,} bytes; the most is {most:,}")
        return file.read_bytes()

    def stamp(self, path: str) -> str:
        file = self._file(path)
        return f"{file.stat().st_size} {file.stat().st_mtime_ns}" if file else ""

    def _file(self, path: str) -> Path | None:
        root = self.folder.resolve()
        file = (root / path.lstrip("/")).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None


@dataclass(frozen=True)
class SupabaseFiles:
    """`url`: of the project; `bucket`/path is what a file is called. SUPABASE_SERVICE_KEY opens it."""

    url: str
    bucket: str
    pace: Pace
    tries: int = 5

    def read(self, path: str, most: int) -> bytes | None:
        answer = self._asked("GET", path)
        try:
            data = answer.read(most + 1 if answer.status == 200 else _SAID)
        except urllib3.exceptions.HTTPError as error:
            raise ValueError(f"storage broke off: {error}") from None
        finally:
            answer.release_conn()
        if _is_missing(answer.status, data):
            return None
        if answer.status != 200:
            raise ValueError(f"storage answered {answer.status}: {data[:200].decode('utf-8', 'replace')}")
        if len(data) > most:
            raise ValueError(f"it has more than {most:,} bytes")
        return data

    def stamp(self, path: str) -> str:
        answer = self._asked("HEAD", path)
        answer.release_conn()
        return answer.headers.get("etag", "") if answer.status == 200 else ""

    def _asked(self, method: str, path: str) -> urllib3.BaseHTTPResponse:
        self.pace.take()
        address = f"{self.url.rstrip('/')}/storage/v1/object/{quote(self.bucket)}/{quote(path.lstrip('/'))}"
        key = inherited("SUPABASE_SERVICE_KEY").get("SUPABASE_SERVICE_KEY", "")
        again = urllib3.Retry(
            self.tries, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504), raise_on_status=False
        )
        try:
            return urllib3.request(
                method, address, headers={"Authorization": f"Bearer {key}", "apikey": key},
                preload_content=False, timeout=60, retries=again,
            )  # fmt: skip
        except urllib3.exceptions.HTTPError as error:
            raise ValueError(f"storage cannot be reached: {error}") from None


def _is_missing(status: int, data: bytes) -> bool:
    """Storage says 400 of much; that a file is not there it says within."""
    if status == 404:
        return True
    try:
        return status == 400 and str(json.loads(data)["statusCode"]) == "404"
    except (ValueError, KeyError, TypeError):
        return False
