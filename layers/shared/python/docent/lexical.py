"""The terms by which a text is found word for word: of passages as they are stored, of questions as asked."""

from __future__ import annotations

import re


def tokens(text: str) -> list[str]:
    """The terms of a text in order, as often as they stand there; passages and questions are cut alike."""
    return [match.group().lower() for match in _WORD.finditer(text)]


_WORD = re.compile(r"\w+")
