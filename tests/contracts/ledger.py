"""What every Ledger does."""

from __future__ import annotations

from typing import Any

import pytest

from docent.conversation import Receipt, Spending, Usage


class LedgerContract:
    """All bots together may spend a dollar a day."""

    @pytest.fixture
    def ledger(self) -> Any:
        raise NotImplementedError

    def test_gives_up_to_the_limit_and_never_over(self, ledger: Any) -> None:
        given = [ledger.reserve("bot_1", "2026-01-31", 0.04, 0.10) for _ in range(4)]
        assert given == [True, True, False, False]

    def test_gives_again_what_was_given_back(self, ledger: Any) -> None:
        assert ledger.reserve("bot_1", "2026-01-31", 0.10, 0.10)
        ledger.settle("bot_1", "2026-01-31", -0.06, Receipt("small"))
        assert not ledger.reserve("bot_1", "2026-01-31", 0.07, 0.10)
        assert ledger.reserve("bot_1", "2026-01-31", 0.06, 0.10)

    def test_counts_bots_and_days_apart(self, ledger: Any) -> None:
        assert ledger.reserve("bot_1", "2026-01-31", 0.10, 0.10)
        assert ledger.reserve("bot_2", "2026-01-31", 0.10, 0.10)
        assert ledger.reserve("bot_1", "2026-02-01", 0.10, 0.10)

    @pytest.mark.parametrize("limit", [None, 10.0])
    def test_all_bots_together_never_go_over_what_they_have(self, ledger: Any, limit: float | None) -> None:
        given = [ledger.reserve(f"bot_{n}", "2026-01-31", 0.30, limit) for n in range(5)]
        assert given == [True, True, True, False, False]
        assert ledger.spending("bot_4", "2026-01-31").usd == 0
        assert ledger.reserve("bot_4", "2026-02-01", 0.30, limit)
        ledger.settle("bot_0", "2026-01-31", -0.20, Receipt("small"))
        assert ledger.reserve("bot_4", "2026-01-31", 0.30, limit)
        assert not ledger.reserve("bot_5", "2026-01-31", 0.01, limit)

    def test_what_a_bot_may_not_spend_is_not_taken_from_the_others(self, ledger: Any) -> None:
        assert not any(ledger.reserve("bot_1", "2026-01-31", 0.60, 0.10) for _ in range(3))
        assert ledger.reserve("bot_2", "2026-01-31", 1.0, None)

    def test_refuses_more_than_a_whole_day(self, ledger: Any) -> None:
        assert not ledger.reserve("bot_1", "2026-01-31", 0.11, 0.10)

    def test_adds_up_receipts_by_model(self, ledger: Any) -> None:
        day = "bot_1", "2026-01-31"
        assert ledger.reserve(*day, 0.05, 0.10)
        ledger.settle(*day, -0.03, Receipt("small", {"small": Usage(100, 10)}, 2.5, 400))
        ledger.settle(*day, 0.01, Receipt("large", {"small": Usage(50, 0), "large": Usage(70, 7)}, 1.5, 600))
        ledger.settle(*day, 0.0, Receipt("none", {}, 1.0, 20))
        spending = ledger.spending(*day)
        assert spending.usd == pytest.approx(0.03)
        assert spending.answers == {"small": 1, "large": 1, "none": 1}
        assert spending.usage == {"small": Usage(150, 10), "large": Usage(70, 7)}
        assert (spending.read_units, spending.milliseconds) == (5.0, 1020)

    def test_a_day_without_answers_is_empty(self, ledger: Any) -> None:
        assert ledger.spending("bot_1", "2026-01-31") == Spending()

    def test_what_is_reserved_is_spent_until_it_is_given_back(self, ledger: Any) -> None:
        assert ledger.reserve("bot_1", "2026-01-31", 0.05, 0.10)
        assert ledger.spending("bot_1", "2026-01-31").usd == pytest.approx(0.05)

    def test_tells_what_was_spent_on_which_day(self, ledger: Any) -> None:
        days = [f"2026-{month:02}-{day:02}" for month in range(1, 6) for day in range(1, 29)]
        for day in (days[0], days[120]):
            ledger.settle("bot_1", day, 0.25, Receipt("none", {}, 0.0, 0))
        ledger.settle("bot_2", days[1], 1, Receipt("none", {}, 0.0, 0))
        one = Spending(0.25, {"none": 1})
        assert ledger.by_day("bot_1", days) == {days[0]: one, days[120]: one}
        assert ledger.by_day("bot_1", []) == {}

    def test_counts_how_answers_ended_and_takes_back(self, ledger: Any) -> None:
        ledger.settle("bot_1", "2026-01-31", 0, Receipt("none", tally={"asked": 1, "total#40": 1}))
        ledger.settle("bot_1", "2026-01-31", 0, Receipt("none", tally={"asked": 1, "total#41": 1}))
        ledger.count("bot_1", "2026-01-31", {"up": 1})
        ledger.count("bot_1", "2026-01-31", {"up": -1, "down": 1})
        assert ledger.by_day("bot_1", ["2026-01-31"])["2026-01-31"].tally == {
            "asked": 2, "total#40": 1, "total#41": 1, "up": 0, "down": 1,
        }  # fmt: skip

    def test_a_day_of_ratings_alone_is_a_day(self, ledger: Any) -> None:
        ledger.count("bot_1", "2026-01-31", {"down": 1})
        assert ledger.by_day("bot_1", ["2026-01-31"]) == {"2026-01-31": Spending(tally={"down": 1})}
