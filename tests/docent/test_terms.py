from __future__ import annotations

import pytest

from docent.terms import foreign, numbers, terms, weights


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


def test_numbers_are_their_digits_whatever_parts_them() -> None:
    assert numbers("16,000 or 16.000 or 16 000") >= {"16000"}
    assert numbers("$1,500.00") & numbers("1.500 $") == {"1500"}
    assert numbers("3.5") == numbers("3,5") == {"35"}
    assert terms("16.000") == terms("16,000")


def test_texts_are_foreign_by_their_script_or_their_smallest_words() -> None:
    english, german = "The fee is due in a month.", "Die Gebühr ist in einem Monat zu zahlen."
    assert foreign(german, english)
    assert foreign("费用是多少", english)
    assert not foreign("What of the others?", english)
    assert not foreign("Die Miete ist in bar zu zahlen.", german)
