"""What every Files and UploadForms does."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from docent.errors import NotFound, TooLarge


class FilesContract:
    @pytest.fixture
    def files(self) -> Any:
        raise NotImplementedError

    def test_reads_what_was_put(self, files: Any) -> None:
        files.put("bot/doc/original", b"abc", "text/plain")
        assert files.read("bot/doc/original", 3) == b"abc"

    def test_reads_nothing_over_the_limit(self, files: Any) -> None:
        files.put("bot/doc/original", b"abcd", "text/plain")
        with pytest.raises(TooLarge):
            files.read("bot/doc/original", 3)

    def test_says_what_is_not_there(self, files: Any) -> None:
        with pytest.raises(NotFound):
            files.read("bot/doc/none", 3)

    def test_erases_everything_under_a_prefix_once(self, files: Any) -> None:
        for key in ("a/1/original", "a/1/original", "a/2/original", "b/1/original"):
            files.put(key, b"x", "text/plain")
        assert files.erase("a/") == 2
        assert files.erase("a/") == 0
        assert files.read("b/1/original", 1) == b"x"

    def test_gives_a_form_bound_to_the_key(self, files: Any) -> None:
        form = files.form("a/1/original", "text/plain", 3, 60)
        assert form.url.startswith("http")
        assert form.fields["key"] == "a/1/original"
        assert form.fields["Content-Type"] == "text/plain"

    def test_gives_a_link_to_one_file(self, files: Any) -> None:
        files.put("a/1/original", b"abc", "text/html")
        address = files.link("a/1/original", "Bericht ü.html", 60)
        assert address.startswith("http")
        assert "a/1/original" in address

    def test_a_link_may_show_the_file_as_a_type(self, files: Any) -> None:
        shown = files.link("a/1/original", "a.pdf", 60, "application/pdf")
        assert "application/pdf" in unquote(shown)
        assert "application/pdf" not in unquote(files.link("a/1/original", "a.pdf", 60))

    def test_what_is_written_bit_by_bit_is_there_at_the_end(self, files: Any) -> None:
        with files.writing("a/1.zip", "application/zip") as file:
            for _ in range(5):
                file.write(b"x" * 2_000_000)
            with pytest.raises(NotFound):
                files.read("a/1.zip", 1)
        assert files.read("a/1.zip", 10_000_000) == b"x" * 10_000_000

    def test_what_is_cut_off_is_not_there(self, files: Any) -> None:
        writing = files.writing("a/1.zip", "application/zip")
        writing.__enter__().write(b"x")
        failure = KeyError()
        assert not writing.__exit__(KeyError, failure, None)
        with pytest.raises(NotFound):
            files.read("a/1.zip", 1)

    def test_is_written_in_parts_by_one_after_the_other(self, files: Any) -> None:
        upload, part = files.begin("a/1.zip", "application/zip"), b"x" * (5 * 2**20)
        tags = [files.part("a/1.zip", upload, 1, part), files.part("a/1.zip", upload, 2, b"lost")]
        tags[1] = files.part("a/1.zip", upload, 2, b"end")
        with pytest.raises(NotFound):
            files.read("a/1.zip", 1)
        files.finish("a/1.zip", upload, tags)
        assert files.read("a/1.zip", 10_000_000) == part + b"end"

    def test_is_read_from_any_place(self, files: Any) -> None:
        files.put("a/1/original", bytes(range(256)) * 10_000, "text/plain")
        file = files.opened("a/1/original")
        assert file.seek(0, 2) == 2_560_000
        assert file.read(1) == b""
        file.seek(-3, 2)
        assert file.read() == b"\xfd\xfe\xff"
        file.seek(256 * 5_000 + 7)
        assert file.read(3) == b"\x07\x08\x09"
        with pytest.raises(NotFound):
            files.opened("a/2/original")
