from __future__ import annotations

from docent.foreign import QUESTIONS


def test_every_language_asks_as_much() -> None:
    assert {len(questions) for questions in QUESTIONS.values()} == {12}
    assert len({each for questions in QUESTIONS.values() for each in questions}) == 12 * len(QUESTIONS)
