from __future__ import annotations

import re
import unicodedata

import pytest

from docent.scripts import LATIN, MARKS, UNSPACED, affixes, is_chinese, is_unspaced

WRITTEN = (  # the blocks of the scripts whose words are cut at blanks
    (0x0300, 0x0370), (0x0483, 0x0488), (0x0591, 0x05BE), (0x064B, 0x0660), (0x0900, 0x0980),
    (0x0B80, 0x0C00), (0x0F71, 0x0F85),
)  # fmt: skip


@pytest.mark.parametrize(("begin", "end"), WRITTEN)
def test_marks_do_not_end_a_word(begin: int, end: int) -> None:
    marks = [chr(code) for code in range(begin, end) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    assert [each for each in marks if not re.match(f"[{MARKS}]", each)] == []


@pytest.mark.parametrize("text", ["กข", "ລາວ", "မြန်", "ខ្មែរ", "ひらカタ", "漢字", "한국", "𠀀"])
def test_scripts_without_blanks_are_known(text: str) -> None:
    assert all(re.match(f"[{UNSPACED}{MARKS}]", each) for each in text)


@pytest.mark.parametrize("text", ["word", "слово", "λέξη", "كلمة", "מילה", "शब्द", "སྐད"])
def test_scripts_with_blanks_are_not_among_them(text: str) -> None:
    assert not re.search(f"[{UNSPACED}]", text)


def test_chinese_is_not_kana() -> None:
    assert all(map(is_chinese, "漢字々〇𠀀豈"))
    assert not any(map(is_chinese, "ひらカタ한ก"))


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("warranties", "warrant"), ("bus", "bus"), ("книгами", "книг"), ("дом", "дом"), ("والكتاب", "كتاب"),
        ("ولد", "ولد"), ("הספרים", "ספר"), ("किताबों", "किताब"), ("λογουσ", "λογ"),
    ],
)  # fmt: skip
def test_what_a_word_carries_is_taken_off(word: str, bare: str) -> None:
    found = affixes(word[0])
    assert found is not None
    assert found.off(word) == bare


def test_scripts_without_a_rule_keep_their_words() -> None:
    assert affixes("ტ") is None
    assert affixes("த") is None
    assert affixes("ế") is LATIN


@pytest.mark.parametrize("text", ["กข", "ລາວ", "the ひら of", "カタ", "漢字 and more"])
def test_a_text_with_a_script_without_blanks(text: str) -> None:
    assert is_unspaced(text)


@pytest.mark.parametrize("text", ["", "a word’s", "слово", "كلمة", "한국", "、。"])
def test_a_text_without_one(text: str) -> None:
    assert not is_unspaced(text)
