from __future__ import annotations

import pytest

from docent.terms import terms, weights


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The laws of Ohio", ["law", "ohio"]),
        ("govern governs governed governing", ["govern"] * 4),
        ("agree agreements agreed", ["agre", "agre", "agre"]),
        ("$1,500.00 or 1500.00", ["1500", "1500"]),
        ("the party's parties", ["part", "part"]),
        ("दिन, दान", ["दिन", "दान"]),
        ("费用每月", ["费用", "用每", "每月"]),
        ("Ist das die Größe?", ["größ"]),
        ("is it the", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_rare_terms_weigh_more_than_common_ones() -> None:
    found = weights("fee vermilion", [["fee"], ["fee"], ["vermilion"]])
    assert found["vermilion"] > found["fee"] > 0


def test_numbers_and_names_weigh_more_than_words() -> None:
    found = weights("Pay the fee of Ohio in 30 days", [])
    plain = weights("Pay the fee of Ohio in 30 days", [["x"]])
    assert found == dict.fromkeys(found, 0.0)
    assert plain["30"] > plain["ohio"] > plain["fee"] == plain["pay"] == plain["day"]
