"""One score from two: how near a passage is in meaning, and how much of the question stands in it.

One rule for every bot. Each side is stretched so that its best candidate counts fully, but not where all of
them are about as near as each other or share little: then it is not sure, and counts for less. How far the
meaning is trusted follows the question: the embedding model reads English, other languages in Latin letters
by what they have in common with it, other scripts hardly, and codes in pieces. docs/decisions.md has the
measurements.
"""

from __future__ import annotations

import re
import unicodedata

from docent.ports import Matrix
from docent.stopwords import ENGLISH, OTHER_LATIN

IN_ENGLISH, IN_LATIN, IN_OTHERS = 0.55, 0.35, 0.2
"""The share of meaning in the score of a question in English, in other Latin letters, in other scripts."""

SURE_SPREAD, SURE_SHARE = 0.5, 0.3
"""From where on a side counts fully: between best and least cosine; of the question, in the best passage."""


def fuse(question: str, dense: Matrix, lexical: Matrix) -> Matrix:
    """(n,) float32, 0 to 1, higher is better, of n candidates for a question.

    `dense`: their cosines. `lexical`: their BM25 scores as a share of the most that the terms of the question
    can give, 0 to 1; 0 where no term is shared.
    """
    import numpy as np  # who asks whether a question is English, before anything is searched, needs none

    if not len(dense):
        return np.zeros(0, np.float32)
    least = dense.min()
    meaning = (dense - least) / max(dense.max() - least, np.float32(SURE_SPREAD))
    words = lexical / max(lexical.max(), np.float32(SURE_SHARE))
    share = np.float32(trust(question))
    fused: Matrix = share * meaning + (1 - share) * words
    return fused


def trust(question: str) -> float:
    """How much of the score the meaning makes: IN_OTHERS to IN_ENGLISH, told from the question alone."""
    words = _words(question)
    return _trusted(question, words, _english(words))


def english(question: str) -> float:
    """How well the embedding model reads a question: 0 to 1, as far as `trust` goes beyond Latin letters."""
    return _beyond(trust(question))


def legible(question: str, text: str) -> float:
    """How well the embedding model reads a question and a passage: 0 to 1.

    A few words show no language, and English keywords are no sentence: such a question is taken for one in
    the passage's, where that shows.
    """
    words, others = _words(question), _words(text[:_TELLING])
    if not any(_counted(others)):
        return english(question)
    shown = _counted(words)[1]
    asked = english(question) if shown else _beyond(_trusted(question, words, 1.0))
    return asked * _latin(others) * _english(others)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text))


def _trusted(question: str, words: list[str], english: float) -> float:
    most = IN_LATIN if _has_code(question) else IN_ENGLISH
    return IN_OTHERS + _latin(words) * (IN_LATIN - IN_OTHERS + (most - IN_LATIN) * english)


def _beyond(trusted: float) -> float:
    return max(0.0, (trusted - IN_LATIN) / (IN_ENGLISH - IN_LATIN))


def _latin(words: list[str]) -> float:
    return sum(len(word) for word in words if word[0] < _NO_LATIN) / max(1, sum(map(len, words)))


def _english(words: list[str]) -> float:
    """0 to 1: the share of English among the words whose language shows; 1 where none does.

    Whole sentences show it: one without any of its function words is not English.
    """
    known, others = _counted(words)
    if not known and len(words) >= _SENTENCE:
        others = len(words)
    return (_PRIOR + known) / (_PRIOR + known + others)


def _counted(words: list[str]) -> tuple[int, int]:
    """How many are English, how many show another language."""
    folded = [word.lower() for word in words]
    known = sum(word in ENGLISH for word in folded)
    return known, sum(word not in ENGLISH and (word in OTHER_LATIN or not word.isascii()) for word in folded)


def _has_code(question: str) -> bool:
    """Whether it has a part number or the like: digits with letters, or five digits."""
    runs = (_ORDINAL.sub("", run[:_LONGEST]) for run in _RUN.findall(question))
    return any(_DIGIT.search(run) and _WORD.search(run) for run in runs) or bool(_FIVE.search(question))


_PRIOR = 0.5  # of a word of English: no question begins as nothing
_SENTENCE = 4  # words
_TELLING = 800  # characters of a passage show its language: all of them take a millisecond
_LONGEST = 64  # characters of a run that are looked at
_WORD = re.compile(r"[^\W\d_]+")
_NO_LATIN = "\u0250"
_RUN, _DIGIT, _FIVE = re.compile(r"\w[\w./-]+"), re.compile(r"\d"), re.compile(r"\d{5}")
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th|s)\b")
