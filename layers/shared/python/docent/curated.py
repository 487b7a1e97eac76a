"""Whether a question is the one that a curated answer was written for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from docent.model import Passage
from docent.scripts import MARKS
from docent.terms import terms

# Cosines of two questions, chosen on benchmarks/curated.py. By how many telling words one has beyond the
# other, and the other beyond it: where each has one, one may have taken the other's place.
ALIKE = 0.88
_NEEDED = {(0, 0): ALIKE, (1, 0): 0.93, (1, 1): 0.97}


def match(question: str, hits: Iterable[Passage]) -> Passage | None:
    """The hit whose curated answer was written for this very question; None where there is none.

    Of a hit with a question, `dense` is the cosine of the two questions.
    """
    pairs = [hit for hit in hits if hit.chunk.asked]
    pairs.sort(key=lambda hit: (_plain(hit.chunk.asked) != _plain(question), -hit.scores["dense"]))
    return next((hit for hit in pairs if _answers(hit, question)), None)


def _answers(hit: Passage, question: str) -> bool:
    asked, written = hit.chunk.asked, hit.chunk.text
    return same(question, asked, hit.scores["dense"]) and not _respelt(question, asked, written)


def worded(question: str, hits: Iterable[Passage]) -> bool:
    """Whether a curated answer among the hits is for a question of these very words."""
    asked = (_typed_as(question, hit.chunk.asked) for hit in hits if hit.chunk.asked)
    return any(_plain(each) == _plain(question) for each in asked)


def same(question: str, asked: str, cosine: float) -> bool:
    """Whether two questions ask the same: worded alike, or near, with the same numbers, names and sense.

    A question typed wholly without accents says what it says with them.
    """
    asked = _typed_as(question, asked)
    if _plain(question) == _plain(asked):
        return True
    if cosine < ALIKE or any(part(question) != part(asked) for part in (_numbers, _signs, _sense, _kind)):
        return False
    if _respelt(question, asked, asked) or not _in_order(question, asked) or not _between(question, asked):
        return False
    if not _named_alike(question, asked) or not _named_alike(asked, question):
        return False
    ours, theirs = _telling(question), _telling(asked)
    if not _LATIN.search(asked):
        return ours == theirs
    more, less = sorted((len(ours - theirs), len(theirs - ours)), reverse=True)
    return cosine >= _NEEDED.get((more, less), 2.0)


def answer(passage: Passage) -> str:
    """The curated answer, as it was written."""
    return passage.chunk.text.partition("\n\n")[2]


def _plain(text: str) -> Sequence[str]:
    """Words, numbers and signs in order: what a text says, however it is written."""
    return _TOKEN.findall(unicodedata.normalize("NFC", text.casefold()).translate(_DASHES))


def _typed_as(question: str, asked: str) -> str:
    return asked if _marked(question) else _bare(asked)


def _marked(text: str) -> bool:
    return bool(_MARK.search(unicodedata.normalize("NFD", text)))


def _bare(text: str) -> str:
    """Without what stands on or under its letters; й is a letter by itself."""
    return unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFD", text)))


def _respelt(question: str, asked: str, written: str) -> bool:
    """Whether a word of one is that of the other but for its accents: zählen, zahlen. Vectors know none.

    That is another word only where who asks and who wrote the pair write accents at all.
    """
    if not (_marked(question) and _marked(written)):
        return False
    ours, theirs = set(_plain(question)), set(_plain(asked))
    one, other = ({_bare(word) for word in words if _tells(word)} for words in (ours - theirs, theirs - ours))
    return not one.isdisjoint(other)


def _tells(word: str) -> bool:
    return bool(_telling(word)) and not _kind(word)


def _signs(text: str) -> Sequence[str]:
    """C++ is not C#, nor $ €, nor is more less."""
    return re.findall(_SIGN, text)


def _numbers(text: str) -> Sequence[str]:
    """What has a digit, in order: dates, amounts, part numbers; with what is before or between digits."""
    return re.findall(rf"{_MINUS}(?:\b\w*\d[\w.,:/-]*\w|\d)", text.casefold().translate(_DASHES))


def _sense(text: str) -> frozenset[str]:
    """The words that turn a question into another."""
    words = set(_plain(text.replace("n't", " not").replace("n’t", " not").replace("cannot", "can not")))
    return frozenset(_TURNS[word] for word in words & _TURNS.keys())


def _kind(text: str) -> frozenset[str]:
    """What is asked for: a person, a time, a place, a reason, an amount; empty for a yes or no."""
    found = {kind for kind, pattern in _KINDS.items() if pattern.search(text)}
    return frozenset(found - {"thing", "manner"} or found)


def _named_alike(text: str, other: str) -> bool:
    """Whether the other has the names of the text, however they are written, in the same order."""
    wanted = [name.casefold() for name in _NAME.findall(text)]
    places = [_plain(other).index(name) if name in _plain(other) else -1 for name in wanted]
    return -1 not in places and places == sorted(places)


def _in_order(text: str, other: str) -> bool:
    """Whether what a clause of each tells comes in the same order: guests that bring pets, or pets guests."""
    once = _once(text) & _once(other)
    ours, theirs = (
        [[term for term in terms(clause) if term in once] for clause in _CLAUSE.split(each)]
        for each in (text, other)
    )
    return all(
        [term for term in one if term in another] == [term for term in another if term in one]
        for one in ours
        for another in theirs
    )


def _between(text: str, other: str) -> bool:
    """Whether the same persons act on the same: that I may call you says nothing of your calling me.

    Where one names none or one person there is nothing to swap; a courtesy before it may name more.
    """
    less, more = sorted((_persons(text), _persons(other)), key=len)
    return min(len(set(less)), len(set(more))) < _TWO or more[-len(less) :] == less


def _persons(text: str) -> Sequence[str]:
    return [_PERSONS[word] for word in _plain(text) if word in _PERSONS]


def _once(text: str) -> frozenset[str]:
    """What is told in one place of a text."""
    return frozenset(term for term, count in Counter(terms(text)).items() if count == 1) - _LIGHT


def _telling(text: str) -> frozenset[str]:
    return frozenset(terms(text)) - _LIGHT


_MARK = re.compile("(?<![иИ])[\u0300-\u036f]")
_DASHES = str.maketrans("‐‑–−", "----")
_MINUS = r"(?:(?<!\w)-(?=\d))?"
_SIGN = "[<=>±≠≤≥+#%$£¥€§°\u20a0-\u20cf\u2190-\u27bf\U0001f000-\U0001faff]"
_TOKEN = re.compile(rf"{_MINUS}\w(?:[\w{MARKS}]+|(?<=\d)[.,:/-](?=\d))*|{_SIGN}")
_CLAUSE = re.compile(r"[,.;:!?]\s")
_NAME = re.compile(r"(?<=[\w,;:] )(?!I\b)[A-Z]\w*|\b[A-Z]{2,}\w*\b")
_LATIN = re.compile(r"[a-zA-Z]{3}")
_KINDS = {
    kind: re.compile(rf"(?i)\b(?:{words})\b")
    for kind, words in {
        "person": "who|whom|whose|wer|wem|wen|wessen|qui|qui[eé]n(?:es)?|chi",
        "time": "when|what time|what year|which year|wann|welche[sm]? jahr|quand|cu[aá]ndo|quando",
        "duration": "how long|how often|wie lange|wie oft|combien de temps|cu[aá]nto tiempo",
        "place": "where|wo|wohin|woher|où|d[oó]nde|dove",
        "reason": "why|warum|wieso|weshalb|pourquoi|por qu[eé]|perch[eé]",
        "amount": "how much|how many|costs?|price|wie ?viele?|koste[tn]|combien|co[uû]te|"
        "cu[aá]nt[oa]s?|cuesta",
        "manner": "how|wie|comment|c[oó]mo|come",
        "thing": "what|which|was|welche[rsmn]?|quel(?:le)?s?|qu[eé]|cu[aá]l(?:es)?|che|quale",
    }.items()
}
# Opposites share a vector nearly; each line is one sense.
_SENSES = """not no never without nicht kein keine keinen ohne pas sans jamais sin nunca non
before vor avant antes prima
after nach après después dopo
enable activate einschalten aktivieren activar activer
off ab disable deactivate ausschalten deaktivieren desactivar désactiver
minimum least min mindestens
maximum most max höchstens
first erste
last letzte
under below unter unterhalb debajo
over above oberhalb
up
down
out
from
increase raise more erhöhen
decrease lower less senken
buy kaufen comprar acheter
sell verkaufen vender vendre"""
_TURNS = {word: line.partition(" ")[0] for line in _SENSES.splitlines() for word in line.split()}
# Of English, whose questions differ in little else; terms leave them out. Each line is one person.
_PERSONAL = """i me my mine we us our ours
you your yours
he him his
she her hers
they them their theirs"""
_PERSONS = {word: line.partition(" ")[0] for line in _PERSONAL.splitlines() for word in line.split()}
_TWO = 2
# What a question is asked with rather than about.
_LIGHT = frozenset(
    term
    for word in re.findall(
        r"\w+",
        """please tell know like want need possible way much many long get find make give take explain show
        there any exactly actually really hello hi thanks let see could would many price cost
        bitte kann können könnte möchte wissen sagen gibt lange viel viele kosten man
        puedo puede quiero saber hay por favor cuánto cuesta
        peux puis pouvez voudrais savoir combien coûte s'il vous plaît""",
    )
    for term in terms(f"{word} {_bare(word)}")
)
