"""What every Newcomers does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent.identity import Newcomer

JO = Newcomer("jö@example.com", ("old-1", "old-2"), "Jö", "$2b$04$hash", "2099-01-01T00:00:00+00")


class NewcomersContract:
    @pytest.fixture
    def newcomers(self) -> Any:
        raise NotImplementedError

    def test_finds_who_is_kept_and_nobody_else(self, newcomers: Any) -> None:
        newcomers.keep(JO, 10)
        assert newcomers.find(JO.email) == JO
        assert newcomers.find("jo@example.com") is None

    def test_keeps_the_last_of_an_address(self, newcomers: Any) -> None:
        newcomers.keep(JO, 10)
        newcomers.keep(replace(JO, password_hash=""), 10)
        assert newcomers.find(JO.email).password_hash == ""

    def test_forgets_by_itself_and_when_asked_to(self, newcomers: Any) -> None:
        newcomers.keep(JO, 0)
        assert newcomers.find(JO.email) is None
        newcomers.keep(JO, 10)
        newcomers.erase(JO.email)
        newcomers.erase(JO.email)
        assert newcomers.find(JO.email) is None
