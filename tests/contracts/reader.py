"""What every Reader does."""

from __future__ import annotations

from typing import Any

import pytest

from docent.errors import DocumentRejected
from tests.files import pdf


class ReaderContract:
    @pytest.fixture
    def reader(self) -> Any:
        raise NotImplementedError

    def test_reads_page_by_page_and_tells_its_progress(self, reader: Any) -> None:
        told: list[tuple[int, int]] = []
        found = reader.read(pdf("Öne.", "", "Three."), "a.pdf", progress=lambda *at: told.append(at))
        assert [(page.number, page.text) for page in found.pages] == [(1, "Öne."), (3, "Three.")]
        assert (found.page_count, found.silent_pages) == (3, (2,))
        assert told == [(1, 3), (2, 3), (3, 3)]

    def test_says_why_a_file_cannot_be_used(self, reader: Any) -> None:
        with pytest.raises(DocumentRejected, match="password") as caught:
            reader.read(pdf("a", password="b"), "a.pdf", progress=lambda done, total: None)
        assert caught.value.reason == "password_protected"

    def test_reads_one_file_after_another(self, reader: Any) -> None:
        for word in ("first", "second", "third"):
            found = reader.read(word.encode(), "a.txt", progress=lambda done, total: None)
            assert found.pages[0].text == word
