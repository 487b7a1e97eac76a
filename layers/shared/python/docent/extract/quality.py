"""Whether characters taken from a PDF are its text. A font may show letters without saying which they are."""

from __future__ import annotations

import re
import unicodedata

# Names of glyphs that a reader puts where it does not know the letter, and what UTF-8 looks like misread.
_NAMED = re.compile(
    r"\(cid:\d+\)|/(?:g|G|c|C|uni|glyph|index|H|F|T)\d{1,5}(?=[\s/]|$)|glyph[<(]?[\w=,/]+[>)]?"
)
_MISREAD = re.compile("[ÃÂâÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]")
_UNKNOWN = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_VOWELS = frozenset("aeiouyAEIOUY")
_FEW = 40  # characters; less proves nothing
_MOST_NAMED, _MOST_UNKNOWN, _MOST_MISREAD = 0.3, 0.25, 0.04
_LATIN_LETTERS, _LEAST_VOWELS = 120, 0.2  # the least of 357 real pages was 0.25, of formulas
_LONG_WORD, _MOST_IN_LONG = 32, 0.7


def garbled(raw: str) -> bool:
    """Whether the text of a page, as it came, is no words of any language: it must not be indexed.

    Glyph names, private or unknown characters, misread UTF-8, letters that stand for others (hardly a vowel
    among them), and words run together. Scripts other than the Latin one are judged by the first three only.
    """
    text = "".join(raw.split())
    if len(text) < _FEW:
        return False
    named = sum(len(each) for each in _NAMED.findall(raw))
    unknown, misread = len(_UNKNOWN.findall(text)), 2 * len(_MISREAD.findall(text))
    shares = (named, _MOST_NAMED), (unknown, _MOST_UNKNOWN), (misread, _MOST_MISREAD)
    return any(count > most * len(text) for count, most in shares) or _no_words(raw, len(text))


def _no_words(raw: str, length: int) -> bool:
    words = _LATIN_WORD.findall(raw)
    letters = "".join(words)
    if len(letters) < _LATIN_LETTERS or len(letters) < length / 2:
        return False
    plain = unicodedata.normalize("NFD", letters)
    vowels = sum(letter in _VOWELS for letter in plain)
    run_together = sum(len(word) for word in words if len(word) > _LONG_WORD)
    return vowels < _LEAST_VOWELS * len(letters) or run_together > _MOST_IN_LONG * len(letters)
