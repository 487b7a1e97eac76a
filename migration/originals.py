"""Files as they were uploaded: in a folder, or in Supabase's storage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import urllib3

from docent.config import inherited
from migration.pace import Pace


class Originals(Protocol):
    def read(self, path: str, most: int) -> bytes | None:
        """None where it is not there. Raises ValueError where it is larger than `most` bytes."""


@dataclass(frozen=True)
class FolderFiles:
    folder: Path

    def read(self, path: str, most: int) -> bytes | None:
        root = self.folder.resolve()
        file = (root / path.lstrip("/")).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return None
        if file.stat().st_size > most:
            raise ValueError(f"it has {file.stat().st_size:,} bytes; the most is {most:,}")
        return file.read_bytes()


@dataclass(frozen=True)
class SupabaseFiles:
    """`url`: of the project; `bucket`/path is what a file is called. SUPABASE_SERVICE_KEY opens it."""

    url: str
    bucket: str
    pace: Pace

    def read(self, path: str, most: int) -> bytes | None:
        self.pace.take()
        address = f"{self.url.rstrip('/')}/storage/v1/object/{quote(self.bucket)}/{quote(path.lstrip('/'))}"
        key = inherited("SUPABASE_SERVICE_KEY").get("SUPABASE_SERVICE_KEY", "")
        answer = urllib3.request(
            "GET", address, headers={"Authorization": f"Bearer {key}", "apikey": key},
            preload_content=False, timeout=60,
            retries=urllib3.Retry(5, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504)),
        )  # fmt: skip
        try:
            if answer.status in (400, 404):  # what storage says of a file that is not there
                return None
            if answer.status != 200:
                raise ValueError(f"storage answered {answer.status}")
            data = answer.read(most + 1)
        finally:
            answer.release_conn()
        if len(data) > most:
            raise ValueError(f"it has more than {most:,} bytes")
        return data
