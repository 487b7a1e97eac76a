"""What every Pictures does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.files import pdf


class PicturesContract:
    @pytest.fixture
    def pictures(self) -> Any:
        """One that can draw the two pages below."""
        raise NotImplementedError

    def test_draws_the_pages_that_are_asked_for_and_are_there(self, pictures: Any) -> None:
        drawn = pictures.pictures(pdf("One.", "Two."), [2, 9])
        assert list(drawn) == [2]
        assert drawn[2]

    def test_what_is_no_pdf_gives_no_pictures(self, pictures: Any) -> None:
        assert pictures.pictures(b"no PDF", [9]) == {}
