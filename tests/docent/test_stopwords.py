from __future__ import annotations

import pytest

from docent.lexical import A_DATE, asked, tokens
from docent.stopwords import ASKING, ENGLISH, OTHER_LATIN, STOP_WORDS


def test_every_stop_word_is_folded_as_words_are() -> None:
    assert [word for word in sorted(STOP_WORDS) if set(tokens(word)) - {A_DATE}] == []


def test_words_of_questions_only_are_folded_too() -> None:
    assert [word for word in sorted(ASKING - ENGLISH - OTHER_LATIN) if asked(word)] == []


@pytest.mark.parametrize("word", ["war", "car", "son", "die", "van", "vitamin", "rat", "art", "main"])
def test_words_that_mean_something_in_another_language_are_kept(word: str) -> None:
    assert word not in STOP_WORDS


def test_english_has_its_own() -> None:
    assert "the" in ENGLISH
    assert "the" not in OTHER_LATIN
