"""Files of documents, from a folder and from Supabase's storage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migration.originals import FolderFiles, SupabaseFiles
from migration.pace import Pace
from tests.website import Site, website


def test_a_folder_gives_what_lies_in_it_and_nothing_above(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "b.txt").write_bytes(b"nine")
    (tmp_path / "secret.txt").write_bytes(b"no")
    files = FolderFiles(folder)
    assert files.read("/a/b.txt", 4) == b"nine"
    assert files.read("a/none.txt", 4) is None
    assert files.read("a", 4) is None
    assert files.read("../secret.txt", 4) is None
    before = files.stamp("a/b.txt")
    assert files.stamp("a/b.txt") == before
    assert files.stamp("a/none.txt") == ""
    (folder / "a" / "b.txt").write_bytes(b"five")
    assert files.stamp("a/b.txt") != before
    with pytest.raises(ValueError, match="it has 4 bytes; the most is 3"):
        files.read("a/b.txt", 3)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("SUPABASE_SERVICE_KEY", "a-key")
    with website() as site:
        yield site


def test_storage_is_opened_by_the_key(site: Site) -> None:
    site.put("/storage/v1/object/docs/a/h%C3%B6urs%20%231.txt", b"nine", "text/plain")
    gone = b'{"statusCode": "404", "error": "not_found", "message": "Object not found"}'
    site.put("/storage/v1/object/docs/gone.txt", gone, "application/json", status=400)
    late = b'{"statusCode": "403", "error": "Unauthorized", "message": "jwt expired"}'
    site.put("/storage/v1/object/docs/late.txt", late, "application/json", status=400)
    site.put("/storage/v1/object/docs/busy.txt", b"", "application/json", status=503)
    site.put("/storage/v1/object/docs/closed.txt", b"", "application/json", status=403)
    files = SupabaseFiles(f"{site.url}/", "docs", Pace(0), tries=1)
    assert files.read("/a/höurs #1.txt", 4) == b"nine"
    _, headers = site.asked[0]
    sent = {name.lower(): value for name, value in headers.items()}
    assert (sent["authorization"], sent["apikey"]) == ("Bearer a-key", "a-key")
    assert files.read("gone.txt", 4) is None
    assert files.read("none.txt", 4) is None
    for name, why in (("closed", "403"), ("late", "400: .*jwt expired"), ("busy", "503")):
        with pytest.raises(ValueError, match=f"storage answered {why}"):
            files.read(f"{name}.txt", 4)
    with pytest.raises(ValueError, match="storage cannot be reached"):
        SupabaseFiles("http://127.0.0.1:1", "docs", Pace(0), tries=0).read("a.txt", 4)
    with pytest.raises(ValueError, match="more than 3 bytes"):
        files.read("a/höurs #1.txt", 3)
