"""What an answer costs in model tokens."""

from __future__ import annotations

from typing import NamedTuple

from docent.conversation import Usage


class Price(NamedTuple):
    """USD for a million tokens in, and for a million out (a model's thoughts count as out)."""

    input: float
    output: float


AS_OF = "2026-10-07"
# List prices published by that day: ai.google.dev/gemini-api/docs/pricing (paid tier), Bedrock on demand in
# us-east-1. Until the end of 2026 gemini-3.8-flash costs half of this: a budget had better count too much.
PRICES = {
    "gemini-3.8-flash": Price(1.50, 7.50),
    "gemini-3.5-flash-lite": Price(0.30, 2.50),
    "gemini-3.5-flash": Price(1.50, 9.00),
    "amazon.nova-2-lite": Price(0.33, 2.75),
    "amazon.nova-lite": Price(0.06, 0.24),
    "amazon.nova-pro": Price(0.80, 3.20),
}
FREE = Price(0.0, 0.0)
UNLISTED = max(PRICES.values())


def price(model: str) -> Price:
    """Price of a model by the longest listed beginning of its id, regional prefix (`us.`) or not.

    Generators of our own cost nothing; a model that is not listed counts as the dearest that is.
    """
    if model in ("", "none", "extractive", "curated"):
        return FREE
    names = [name for name in PRICES if model.startswith(name) or f".{name}" in model]
    return PRICES[max(names, key=len)] if names else UNLISTED


def cost(model: str, usage: Usage) -> float:
    """USD for one answer."""
    each = price(model)
    return (usage.input_tokens * each.input + usage.output_tokens * each.output) / 1_000_000
