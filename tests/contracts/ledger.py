"""What every Ledger does."""

from __future__ import annotations

from typing import Any

import pytest


class LedgerContract:
    @pytest.fixture
    def ledger(self) -> Any:
        raise NotImplementedError

    def test_gives_up_to_the_limit_and_never_over(self, ledger: Any) -> None:
        given = [ledger.reserve("bot_1", "2026-01-31", 0.04, 0.10) for _ in range(4)]
        assert given == [True, True, False, False]

    def test_gives_again_what_was_given_back(self, ledger: Any) -> None:
        assert ledger.reserve("bot_1", "2026-01-31", 0.10, 0.10)
        ledger.settle("bot_1", "2026-01-31", -0.06)
        assert not ledger.reserve("bot_1", "2026-01-31", 0.07, 0.10)
        assert ledger.reserve("bot_1", "2026-01-31", 0.06, 0.10)

    def test_counts_bots_and_days_apart(self, ledger: Any) -> None:
        assert ledger.reserve("bot_1", "2026-01-31", 0.10, 0.10)
        assert ledger.reserve("bot_2", "2026-01-31", 0.10, 0.10)
        assert ledger.reserve("bot_1", "2026-02-01", 0.10, 0.10)

    def test_refuses_more_than_a_whole_day(self, ledger: Any) -> None:
        assert not ledger.reserve("bot_1", "2026-01-31", 0.11, 0.10)

    def test_tells_what_was_spent_on_which_day(self, ledger: Any) -> None:
        days = [f"2026-{month:02}-{day:02}" for month in range(1, 6) for day in range(1, 29)]
        for day in (days[0], days[120]):
            ledger.settle("bot_1", day, 0.25)
        ledger.settle("bot_2", days[1], 1)
        assert ledger.by_day("bot_1", days) == {days[0]: 0.25, days[120]: 0.25}
        assert ledger.by_day("bot_1", []) == {}
