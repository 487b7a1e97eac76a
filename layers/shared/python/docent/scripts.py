"""What of a word counts in scripts other than Latin, and which scripts do without spaces."""

from __future__ import annotations

import re
from typing import NamedTuple

_INDIC = "".join(
    f"{chr(block + first)}-{chr(block + last)}"
    for block in range(0x900, 0xD80, 0x80)  # laid out alike, Devanagari to Malayalam
    for first, last in ((0x00, 0x03), (0x3A, 0x3C), (0x3E, 0x4F), (0x51, 0x57), (0x62, 0x63))
)
MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
    f"\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0{_INDIC}\u0dca-\u0ddf\u0df2\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u0f8d-\u0fbc\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064"
    "\u1067-\u106d\u1071-\u1074\u1082-\u108d\u17b4-\u17d3"
)
"""What stands on or under a letter, for a class of characters: `\\w` leaves these out and would cut there."""

UNSPACED = (
    "\u0e01-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17d3\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Chinese; also Korean, whose words carry their particles with them."""

DIACRITICS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
    "\u06ea-\u06ed]"
)
"""Accents, points of Hebrew, vowels and lengthening strokes of Arabic: written or not as one likes."""

SAME = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"}
)


class Affixes(NamedTuple):
    """What words of a script carry before and after what they mean; `least` characters are left."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    least: int

    def off(self, word: str) -> str:
        word = self.before.sub("", word, count=1)
        ending = self.after.search(word, self.least)
        return word[: ending.start()] if ending else word


_NONE = re.compile(r"(?!)")


def _ending(*endings: str) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(' '.join(endings).split())})$")


LATIN = Affixes(_NONE, re.compile("(?:(?:ation|ement|ment|ing)s?|ies|ied|ed|es|ly|[ao]?s|[aeoy])$"), 3)
_GREEK = Affixes(_NONE, _ending("ουσ οσ ου ον οι ων ασ εισ εσ ησ α η ο ι υ"), 3)
_CYRILLIC = Affixes(
    _NONE,
    _ending(
        "иями ями ами ием иеи иях ого его ому ему ыми ими ешь ете ить ать ять ает яет ают яют",
        "ала ила али или",
        "ах ях ов ев еи ам ям ом ем ои ыи ии ая яя ое ее ые ие ых их ую юю ия ья ью ию ть ет ит ут ют ал ил",
        "а я о е ы и у ю ь",
    ),
    3,
)
_HEBREW = Affixes(re.compile("^[וה]{1,2}(?=.{3})"), _ending("ים ות ה ת י"), 3)
_ARABIC = Affixes(
    re.compile("^(?:(?:و|ف)?(?:ال|بال|كال|لل)|و(?=.{4}))(?=.{2})"),
    _ending("ها ان ات ون ين يه ه ي"),
    2,
)
_HINDI = Affixes(_NONE, _ending("ियाँ ियों ाओं ाएं ुओं ुएं ों ें ीं ाँ ां ो े ू ु ी ि ा"), 2)
_BEGINS = (
    (0x0370, _GREEK), (0x0400, _CYRILLIC), (0x0530, None), (0x0590, _HEBREW), (0x0600, _ARABIC),
    (0x0700, None), (0x0900, _HINDI), (0x0980, None), (0x1E00, LATIN), (0x1F00, _GREEK), (0x2000, None),
)  # fmt: skip


def affixes(letter: str) -> Affixes | None:
    """Of the script that a letter is of; Russian's, Arabic's and Hindi's for all that are written alike."""
    found: Affixes | None = LATIN
    for begin, each in _BEGINS:
        if ord(letter) < begin:
            break
        found = each
    return found


def is_unspaced(text: str) -> bool:
    """Whether a character of it is Thai, Lao, kana or Chinese, which stand without spaces between words."""
    return any(  # a class of characters as wide as these takes re three milliseconds to compile
        "\u0e00" <= each < "\u0f00" or "\u3040" <= each < "\u3100" or "\u3400" <= each < "\ua000"
        for each in set(text)
    )


def is_chinese(character: str) -> bool:
    """Whether it is a Chinese character, in whatever language."""
    return (
        "\u3400" <= character < "\ua000"
        or character in "々〆〇"
        or "\uf900" <= character < "\ufb00"
        or character >= "\U00020000"
    )
