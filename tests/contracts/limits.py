"""What every Limits and Salts does."""

from __future__ import annotations

from typing import Any

import pytest

from docent.gates import Rate

NOON = 1_800_000_000.0
RATE = Rate(4, 60)


class LimitsContract:
    @pytest.fixture
    def limits(self) -> Any:
        raise NotImplementedError

    def test_gives_so_many_at_once_and_tells_when_the_next_is_free(self, limits: Any) -> None:
        assert [limits.take("a", RATE, NOON) for _ in range(6)] == [0, 0, 0, 0, 15, 15]

    def test_what_was_refused_is_not_counted(self, limits: Any) -> None:
        for _ in range(9):
            limits.take("a", RATE, NOON)
        assert limits.take("a", RATE, NOON + 14.9) == pytest.approx(0.1)
        assert limits.take("a", RATE, NOON + 15) == 0
        assert limits.take("a", RATE, NOON + 15) == 15

    def test_gives_evenly_what_comes_back(self, limits: Any) -> None:
        given = [limits.take("a", RATE, NOON + second) == 0 for second in range(181)]
        assert sum(given) == 4 + 180 // 15

    def test_is_full_again_after_its_time(self, limits: Any) -> None:
        for moment in (NOON, NOON + 60, NOON + 86_400):
            assert [limits.take("a", RATE, moment) == 0 for _ in range(5)] == [True] * 4 + [False]

    def test_counts_keys_apart(self, limits: Any) -> None:
        assert limits.take("a", Rate(1), NOON) == 0
        assert limits.take("a", Rate(1), NOON) == 60
        assert limits.take("b", Rate(1), NOON) == 0

    def test_a_clock_that_lags_behind_gains_nothing(self, limits: Any) -> None:
        assert limits.take("a", Rate(1), NOON) == 0
        assert limits.take("a", Rate(1), NOON - 2) == 62

    def test_a_day_has_one_salt_and_another_day_another(self, limits: Any) -> None:
        first = limits.salt("2026-01-31")
        assert len(first) >= 8
        assert limits.salt("2026-02-01") != first
        assert limits.salt("2026-01-31") == first
