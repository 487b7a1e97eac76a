"""The terms by which a text is found word for word: of passages as they are stored, of questions as asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice

from docent import dates
from docent.scripts import DIACRITICS, MARKS, SAME, UNSPACED, affixes, is_chinese
from docent.stopwords import ASKING, COMPOUNDING, ENGLISH, OTHER_LATIN, STOP_WORDS

VERSION = 3  # of the cut: rises with every change of what `tokens` gives, so that old terms are noticed
K1, B = 0.9, 0.75  # of BM25: how soon repeating a term stops counting, how much length does
LETTERS = 7  # of a word that count: what follows is inflection, or the rest of a compound
A_DATE = "#date"
HEAD = "~"  # begins the term of what a compound ends in
MOST_PARTS = 4  # of what is one thing: longer runs, such as addresses, give their parts only
_CODE = 40  # characters; with a digit it is one thing of any number of parts: ISBN, UUID, MAC address


def tokens(text: str) -> list[str]:
    """The terms of a text in order, as often as they stand there; passages and questions are cut alike.

    No language is asked for: a question may be in another one than the passage. Of a word its beginning
    counts, without diacritics and common endings (truncation finds about as well as stemming by language:
    McNamee and Mayfield 2004; Can et al. 2008). Codes, hyphenated words and namesInCamelCase give themselves
    and their parts; numbers lose what parts thousands. Scripts without spaces give pairs of neighbouring
    characters, and each Chinese one by itself. Stop words give nothing. A_DATE is shared by what asks for a
    date and what names one ("predictive annotation", Prager et al. 2000).
    """
    return _cut(_RUN.findall(_plain(text)), text)


def asked(question: str) -> list[str]:
    """The terms of a question: as of a passage, but heads are asked for of words that are no longer than one
    may be, and only where the language writes compounds as one word, as German does: a question for the
    Frist finds the Kündigungsfrist. A head follows its word. More little words give nothing than in passages.
    """
    found = [term for term in _cut(_telling(question), question) if term[0] != HEAD]
    words = [_folded(word) for word in _LETTERS.findall(question)]
    little = [word in COMPOUNDING for word in words if word in STOP_WORDS or word in COMPOUNDING]
    if 2 * sum(little) >= len(little):
        for word in words:
            if len(word) <= _LONG and word not in _LITTLE:
                own = next(_word(word), "")
                at = found.index(own) + 1 if own in found else 0
                found[at:at] = _head(word)
    return found


def _cut(runs: Iterable[str], text: str) -> list[str]:
    found: list[str] = []
    for run in runs:
        found += _cached(run) if len(run) <= _SHORT and run[0] < _SPACED else _terms(run)
    if dates.named(text) or dates.asked(text):
        found.append(A_DATE)
    return found


def _telling(question: str) -> list[str]:
    """Its runs, without those that tell nothing in languages whose passages keep them: in a small bot the
    rarest words of all. A Kim among words of other languages is a name."""
    runs = _RUN.findall(_plain(question))
    folded = [run if len(run) > 1 and run.isupper() else _folded(run) for run in runs]
    if sum(word in ASKING for word in folded) <= sum(word in _OTHERS for word in folded):
        return runs
    return [run for run, word in zip(runs, folded, strict=True) if word not in ASKING]


def _plain(text: str) -> str:
    """Without what only layout put in: breaks within words, marks nobody sees, gaps between thousands."""
    text = _THOUSANDS.sub("", _BROKEN.sub("-", text))
    if text.isascii():
        return text
    apart = _FRACTION.sub(" ", _UNSEEN.sub("", text))  # 3½ is 3 1/2, not 31/2
    return unicodedata.normalize("NFKC", apart).replace("\u2044", "/")


@lru_cache(maxsize=1 << 14)
def _cached(run: str) -> tuple[str, ...]:
    return tuple(_terms(run))


def _terms(run: str) -> Iterator[str]:
    """Of what stands together without a blank."""
    for at, piece in enumerate((run,) if run.isascii() else _unspaced().split(run)):
        if at % 2:
            yield from _pairs(piece)
        elif piece.islower() and piece.isalpha():
            yield from _word(piece)
        elif piece:
            yield from _compound(piece)


@cache
def _unspaced() -> re.Pattern[str]:
    """Runs of scripts without spaces. Compiled when the first is met: it takes two milliseconds."""
    return re.compile(f"([{UNSPACED}]+)")


def _pairs(text: str) -> Iterator[str]:
    """Neighbouring characters with the marks on them; Chinese ones, and one without others, also alone."""
    characters = _CHARACTER.findall(text)
    for at, character in enumerate(characters):
        if at:
            yield characters[at - 1] + character
        if len(characters) == 1 or is_chinese(character[0]):
            yield character


def _compound(piece: str) -> Iterator[str]:
    """A word or number; where there are several, what they make together and each of them."""
    parts = [part for each in _PART.findall(piece) for part in _parts(each)]
    sign = _SIGN.search(piece)
    if len(parts) == 1 and not sign:
        yield from _part(parts[0], alone=True)
    elif ordinal := _ORDINAL.fullmatch(piece):
        yield from _number(ordinal[1])
    else:
        if piece.isalnum() or sign or (_is_one(piece, len(parts)) and not _APOSTROPHE.search(piece)):
            yield from _whole("".join(parts), sign[0] if sign else "")
        for part in parts:
            yield from _part(part, alone=False)


def _is_one(piece: str, parts: int) -> bool:
    return parts <= MOST_PARTS or (len(piece) <= _CODE and any(each.isdigit() for each in piece))


def _whole(together: str, sign: str) -> Iterator[str]:
    """One term: all of it, unless it is made of letters only."""
    if together.isalpha() and not sign:
        yield from islice(_word(together), 1)
    elif code := _folded(together) + sign:
        yield code


def _parts(text: str) -> list[str]:
    """The parts of a nameInCamelCase; any other text as it is."""
    camel = text.isascii() and text.isalpha() and not (text.istitle() or text.isupper() or text.islower())
    return _HUMP.findall(text) if camel else [text]


def _part(part: str, *, alone: bool) -> Iterator[str]:
    """Of one word or number; a letter counts only where it stands alone."""
    if part[0].isdecimal():
        yield from _number(part)
    elif alone or len(part) > 1:
        yield from _word(part)


def _word(word: str) -> Iterator[str]:
    """One term, or none of a word that tells nothing; in capitals, as WHO and IT, any word is a name."""
    folded = _folded(word)
    if folded and (folded not in STOP_WORDS or (len(word) > 1 and word.isupper())):
        known = affixes(folded[0])
        yield (known.off(folded) if known else folded)[:LETTERS]
        if _LONG <= len(folded) <= _CODE:
            yield from _head(folded)


def _head(folded: str) -> Iterator[str]:
    """What a word in Latin letters ends in, without endings of German."""
    ending = _ENDING.search(folded, _TAIL)
    stem = folded[: ending.start()] if ending else folded
    if len(stem) >= _TAIL and stem[-_TAIL:].isascii():
        yield HEAD + stem[-_TAIL:]


def _folded(word: str) -> str:
    """In lower case and without diacritics, vowel points and lengthening strokes."""
    if word.isascii():
        return word.lower()
    bare = DIACRITICS.sub("", unicodedata.normalize("NFD", word.casefold()))
    return unicodedata.normalize("NFC", bare).translate(SAME)


def _number(text: str) -> Iterator[str]:
    """1,000 and 1.000,00 give 1000, and 2,5 gives 2.5; of dates and versions each part too."""
    digits = text if text.isascii() else "".join(f"{unicodedata.digit(each, each)}" for each in text)
    amount = _AMOUNT.fullmatch(digits)
    if amount:
        whole, rest = _NO_DIGIT.sub("", amount[1]).lstrip("0") or "0", amount["rest"] or ""
        yield f"{whole}.{rest}" if rest.strip("0") else whole
    else:
        yield digits
        yield from (part.lstrip("0") or "0" for part in _NO_DIGIT.split(digits))


_OTHERS, _LITTLE = ENGLISH | OTHER_LATIN, STOP_WORDS | ASKING
_CHARACTERS = rf"[\w{MARKS}]"
_RUN = re.compile(rf"{_CHARACTERS}+(?:(?:[-./'’&@·+‐‑]|::?|(?<=\d),(?=\d)){_CHARACTERS}+)*(?:\+\+|#(?!\w))?")
_LONG, _TAIL = 12, 5  # letters: from where on a word may be a compound; of its end that count
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDING = re.compile("(?:(?:ung|heit|keit|schaft)(?:en)?|[ct]ion(?:e[ns]|s)?|e[nrs]?|[ns])$")
_SHORT, _SPACED = 24, "\u0e00"
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u00ad‐]\n(?=[^\W\d_])")
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f\u2009'’](?=\d{3}(?!\d))")
_FRACTION = re.compile(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e])")
_UNSEEN = re.compile("[\u00ad\u200c\u200d\u2060\ufeff]")
_CHARACTER = re.compile(f".(?:[{MARKS}]|(?<=\u17d2).)*")
_PART = re.compile(rf"\d+(?:[.,]\d+)*|(?:[^\W\d_]|[{MARKS}])+")
_HUMP = re.compile("[A-Z]+s$|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_SIGN = re.compile(r"(?<=\w)(?:\+\+|#)$")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|s|er|e|º|ª)")
_AMOUNT = re.compile(r"([1-9]\d{0,2}(?P<by>[.,])\d{3}(?:(?P=by)\d{3})*|\d+)(?:(?!(?P=by))[.,](?P<rest>\d+))?")
_APOSTROPHE = re.compile("['’]")
_NO_DIGIT = re.compile(r"\D")
