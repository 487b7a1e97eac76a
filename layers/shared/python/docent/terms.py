"""What two texts are compared by: the words and numbers they share, and how much each of these tells."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from docent.scripts import MARKS, is_unspaced
from docent.stopwords import ENGLISH, OTHER_LATIN


def terms(text: str) -> list[str]:
    """Numbers and words in order, in lower case and without the commonest endings; no stop words.

    Scripts without spaces give pairs of characters.
    """
    found: list[str] = []
    for match in _TERM.finditer(text):
        word = match.group().lower()
        if is_unspaced(word):
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        elif word not in _STOP_WORDS:
            found.append(_stem(word))
    return found


def weights(wanted: str, among: Sequence[Iterable[str]]) -> Mapping[str, float]:
    """How much each term of `wanted` tells, given the terms of the texts it is looked for in; above 0.

    ln(1 + N / (1 + df)), as in BM25 but never negative; numbers count three times, names half as much again.
    """
    seen = Counter(term for each in among for term in set(each))
    names = {term for name in _NAME.findall(wanted) for term in terms(name)}
    return {
        term: math.log1p(len(among) / (1 + seen[term])) * _emphasis(term, names) for term in terms(wanted)
    }


def numbers(text: str) -> set[str]:
    """The numbers of a text as their digits, whatever parts thousands and decimals; 5.00 is 500 and 5."""
    found = {match.group() for match in _NUMBER.finditer(text)}
    found |= {re.sub(r"\s", "", match.group()) for match in _GROUPED.finditer(text)}
    whole = {re.sub(r"[.,]0+$", "", number) for number in found}
    return {re.sub("[.,]", "", number) for number in found | whole}


def foreign(text: str, other: str) -> bool:
    """Whether the two are plainly in different languages: by their scripts, or their smallest words."""
    if is_unspaced(text) != is_unspaced(other):
        return True
    mine, theirs = _small(text), _small(other)
    if _english(mine) and _english(theirs):
        return False
    return 2 * len(mine & theirs) < len(mine)


def _small(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if word in ENGLISH or word in OTHER_LATIN}


def _english(small: set[str]) -> bool:
    return len(small & ENGLISH) > len(small & OTHER_LATIN)


def _emphasis(term: str, names: set[str]) -> float:
    if term[0].isdigit():
        return 3.0
    return 1.5 if term in names else 1.0


def _stem(word: str) -> str:
    if _THOUSANDS.fullmatch(word):
        return word.replace(".", "")
    if word[0].isdigit():
        return re.sub(r"[.,]0+$", "", word).replace(",", "") if "." in word else word.replace(",", "")
    word = re.split("['’]", word)[0]
    ending = _ENDING.search(word, 3)
    return word[: ending.start()] if ending else word


_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*"
_TERM = re.compile(rf"\d+(?:[.,]\d+)*|{_LETTERS}(?:['’]{_LETTERS})?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"(?<=[\w,;] )[A-Z]\w+")
_ENDING = re.compile(r"(?:(?:ation|ement|ment|ing)s?|ies|ied|ed|es|ly|s|e|y)$")
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about after all also am an and any are as at be because been before being but by can could did
        do does for from had has have he her here his how i if in into is it its just may me might more
        most must my no nor not of on only or other our out over shall she should so some such than that
        the their them then there these they this those through to under up upon us was we were what
        when where which while who whom whose why will with would you your der die das und ist ein eine
        den dem des im mit von zu auf für nicht la le les de du et en un une est que el los las y es del
        por con para se""",
    )
)
