"""Fakes of the ports of gates.py, in memory. Each passes the contract suite of its port."""

from __future__ import annotations

from docent.gates import Rate


class MemoryLimits:
    """Limits and Salts. `empty_at` holds when each bucket will be empty again."""

    def __init__(self) -> None:
        self.empty_at: dict[str, float] = {}

    def take(self, key: str, rate: Rate, moment: float) -> float:
        step = rate.seconds / rate.most
        begins = max(self.empty_at.get(key, 0.0), moment)
        wait = begins - moment - (rate.most - 1) * step
        if wait > 1e-6:
            return wait
        self.empty_at[key] = begins + step
        return 0.0

    def salt(self, day: str) -> str:
        return f"salt of {day}"
