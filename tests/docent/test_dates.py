from __future__ import annotations

import pytest

from docent import dates


@pytest.mark.parametrize(
    "text",
    [
        "The lease ends in 2027.", "made as of the 1st day of January, 2000", "(1998)", "am 3.10.1990",
        "05/23/2003", "2024-01-15", "1949年10月1日", "2003年", "十月",
    ],
)  # fmt: skip
def test_years_and_days_are_dates(text: str) -> None:
    assert dates.named(text)


@pytest.mark.parametrize(
    "text", ["", "$2000", "1.2019", "2019.5 kg", "2000,00", "2010000", "part 3050", "x_2003_y", "v2.0.1"]
)
def test_other_numbers_are_none(text: str) -> None:
    assert not dates.named(text)


@pytest.mark.parametrize(
    "question",
    [
        "When does it end?", "what is the date of the agreement?", "In what year was it?", "Since when?",
        "On which day?", "Wann endet es?", "In welchem Jahr?", "Welches Datum?", "Seit wann?", "¿Cuándo?",
        "¿En qué año?", "Quand ?", "En quelle année ?", "In quale anno?", "Quando?", "Когда?",
        "В каком году?", "合同什么时候到期?", "哪年?",
    ],
)  # fmt: skip
def test_asking_for_a_date(question: str) -> None:
    assert dates.asked(question)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Who?",
        "What is a whenever clause?",
        "It ends when it ends.",
        "Which daycare?",
    ],
)
def test_asking_for_something_else(text: str) -> None:
    assert not dates.asked(text)
