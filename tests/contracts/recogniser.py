"""What every Recogniser does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.files import pdf, picture

NUMBER = "The deposit is 200 euros."


class RecogniserContract:
    @pytest.fixture
    def recogniser(self) -> Any:
        """One that is shown the pictures below."""
        raise NotImplementedError

    @pytest.fixture
    def page(self) -> bytes:
        return picture(pdf(f"{NUMBER}\nIt is paid back within three days."))

    @pytest.fixture
    def blank(self) -> bytes:
        return picture(pdf("", ""))

    def test_reads_the_lines_in_their_order(self, recogniser: Any, page: bytes) -> None:
        read = recogniser.recognise(page)
        assert " ".join(read.text.split()) == f"{NUMBER} It is paid back within three days."
        assert 0.6 < read.sure <= 1

    def test_a_picture_without_text_gives_none(self, recogniser: Any, blank: bytes) -> None:
        assert recogniser.recognise(blank).text.strip() == ""

    def test_what_is_no_picture_gives_no_text(self, recogniser: Any) -> None:
        assert recogniser.recognise(b"no picture").text == ""
