"""What is done to extracted characters. Quotes are taken from the result, so it is done once, here.

Glyphs become letters (the ligature fi, Arabic presentation forms), kinds of space become the space, marks
that nobody sees go away: soft hyphens, bidi controls, NULs, private-use bullets, lone surrogates.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Zero-width joiners stay: Persian and Indic words are spelt with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_GLYPHS = re.compile("[\ufb00-\ufb4f\ufb50-\ufdfb\ufe70-\ufefc]+")
# Runs are matched from their first character only: from each of them would take forever on a million spaces.
_EDGES = re.compile("(?<![ \t])[ \t]++(?=\n|$)")
_RUN = re.compile("[ \t]{2,}|\t")
_GAP = re.compile("\n{3,}")

BROKEN = "\ufffe"  # how PDFium marks a hyphen at a line's end, having joined the lines
_BROKEN_WORD = re.compile(rf"(?<!\w)(\w++){BROKEN}(\w+)")
_WORD = re.compile(r"\w+(?:-\w+)*")
_COMPOUNDING = frozenset(
    {"anti", "cross", "ex", "first", "full", "half", "high", "long", "low", "non", "second", "self"}
    | {"short", "single", "third", "two", "well"}
)


def clean(text: str) -> str:
    """The text in NFC with plain letters, spaces and line ends, and at most one blank line in a row."""
    text = _SPACE.sub(" ", _LINE_END.sub("\n", text))
    text = _UNSEEN.sub("", text)
    text = _GLYPHS.sub(lambda glyphs: unicodedata.normalize("NFKC", glyphs[0]), text)
    text = unicodedata.normalize("NFC", text)
    return _GAP.sub("\n\n", _EDGES.sub("", text))


def unspaced(text: str) -> str:
    """The text with runs of spaces and tabs, which only lay out a page, as one space."""
    return _RUN.sub(" ", text)


def mended(pages: list[str]) -> list[str]:
    """The pages with words put together that a line's end had cut.

    Whether the hyphen belongs to the word is decided by how the document spells it elsewhere, then by
    what comes before the hyphen ("non-" keeps it), else the word is joined.
    """
    if not any(BROKEN in page for page in pages):
        return pages
    spelt = Counter(word for page in pages for word in _WORD.findall(page.lower()))
    return [_BROKEN_WORD.sub(lambda cut: _mended(cut[1], cut[2], spelt), page) for page in pages]


def _mended(left: str, right: str, spelt: Counter[str]) -> str:
    joined, hyphened = f"{left}{right}", f"{left}-{right}"
    known = spelt[joined.lower()] - spelt[hyphened.lower()]
    if known:
        return joined if known > 0 else hyphened
    keeps = left.lower() in _COMPOUNDING or not right[0].islower() or left[-1].isdigit()
    return hyphened if keeps else joined
