"""What every Work does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


class WorkContract:
    @pytest.fixture
    def work(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def taken(self) -> Callable[[], list[tuple[str, str]]]:
        """Takes all that waits: (bot_id, document_id) of each."""
        raise NotImplementedError

    def test_what_is_added_can_be_taken(self, work: Any, taken: Any) -> None:
        work.add("bot_1", "doc_1")
        work.add("bot_1", "doc_2")
        assert sorted(taken()) == [("bot_1", "doc_1"), ("bot_1", "doc_2")]
