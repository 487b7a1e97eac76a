"""Whether a text names a date, and whether it asks for one: "when" stands in no answer."""

from __future__ import annotations

import re

_DATE = re.compile(
    r"(?<![\w.,$€£/-])(?:1\d|20)\d\d(?![.,]?\d)|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|[\d一二三四五六七八九十][年月]"
)
_ASKED = re.compile(
    r"""^\W*(?:(?:since|by|until|seit|bis|depuis|desde|até|с)\s)?(?:when|wann|quand|cu[aá]ndo|quando|когда)\b
    |^\W*(?:\w{1,5}\s)?(?:what|which|welche[mnrs]?|qu[eé]|quelles?|quels?|quale?|как(?:ом|ая|ой|ого))
      (?:\s(?:is|was|are|ist|war|est|es|é))?(?:\s(?:the|das|der|la|el|le|a|o))?
      \s(?:years?|dates?|days?|month|jahr|tag|datum|monat|año|fecha|día|mes|année|date|jour|anno|data|giorno|году?|дата|числа)\b
    |什[么麼]时候|什麼時候|何时|何時|哪一?[年天]|几月|幾月|いつ|언제""",
    re.VERBOSE | re.IGNORECASE,
)


def named(text: str) -> bool:
    """Whether a year or a day stands in it, in figures."""
    return _DATE.search(text) is not None


def asked(text: str) -> bool:
    """Whether it begins as a question for a time or a date does, in one of some ten languages."""
    return _ASKED.search(text) is not None
