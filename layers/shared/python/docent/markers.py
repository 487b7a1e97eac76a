"""Citation markers in a stream of Markdown: found however they are written, wherever the stream is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Marker(NamedTuple):
    """The model cites passage `n`. `lead`: the blanks before it, which go if the marker goes."""

    n: int
    lead: str = ""


class MarkerFilter:
    """Splits a stream into text and markers of passages 1 to `count`; invented markers are taken out.

    `[1, 2]`, `[1-2]`, `[1][2]`, `【1】`, `［1］`, `[[1]]`, `\\[1]`, `[^1]`, `[1, p. 3]`, `[1 - Fees]`,
    `[Passage 1]` and `[Quelle 1]` are markers; four digits and more are not (`[2023] UKSC 5`). Code stays as
    it is: a `span` on one line, and fenced blocks, as long as no renderer can doubt that it is code.
    Elsewhere, what is left that a renderer could take for a marker gets a blank (`args[ 0]`). Only what may
    yet become a marker or code is held back.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._buffer, self._lead = "", ""
        self._before, self._said = "", ""  # the last character, a marker's or not; that of the text
        self._fence, self._trusting = "", True

    def feed(self, text: str) -> Iterator[str | Marker]:
        """What is certain after this much more text."""
        self._buffer += text
        return _joined(self._pieces(final=False))

    def finish(self) -> Iterator[str | Marker]:
        """What was held back, at the end of the stream; the beginning of a marker is dropped."""
        return _joined(self._pieces(final=True))

    def _pieces(self, *, final: bool) -> Iterator[str | Marker]:
        while self._buffer and (found := self._next(final)):
            self._buffer = self._buffer[found.size :]
            if found.numbers is None:
                # Without the marker between them two runs of backticks would be one.
                yield (" " if found.text[0] == self._said in "`~" else "") + found.text
                self._before = self._said = found.text[-1]
                self._lead = ""
            else:
                yield from self._markers(found.numbers, found.text)

    def _next(self, final: bool) -> _Found | None:
        """What the buffer begins with; None while that is open."""
        if self._before in ("", "\n"):
            if not final and _FENCE_BEGUN.fullmatch(self._buffer):
                return None
            if self._fence or _FENCE.match(self._buffer):
                return self._line(final)
        token = _TOKEN.match(self._buffer)
        assert token is not None  # any character begins one
        if token.lastgroup == "ticks":
            return self._code(token.group(), final)
        if token["bracket"]:
            return self._bracket(token, final)
        self._trusting &= "~~~" not in token.group()  # a fence, once the marker before it is gone
        open_ = token.lastgroup in ("blank", "slash") and token.end() == len(self._buffer)
        return None if open_ and not final else _Found(token.group(), token.end())

    def _line(self, final: bool) -> _Found | None:
        """A line of a fenced block, or one that begins or ends it, once it is whole."""
        line, newline, _ = self._buffer.partition("\n")
        if not newline and not final:
            return None
        if fence := _FENCE.match(line):
            rest = line[fence.end() :].strip()
            if self._fence:
                self._trusting &= line.rstrip() == self._fence
                self._fence = "" if fence[1].startswith(self._fence) and not rest else self._fence
            else:
                self._trusting &= bool(_SURE_FENCE.fullmatch(line.rstrip()))
                if "`" in rest:  # code within a line to some, the beginning of a block to others
                    return self._code(fence.group(), final)
                self._fence = fence[1]
        return self._as_code(line + newline)

    def _code(self, ticks: str, final: bool) -> _Found | None:
        """Code within a line; backticks that nothing closes are text. Both can leave later code in doubt."""
        at = len(ticks) - len(ticks.lstrip())
        span = _SPAN.match(self._buffer, at, _LONGEST_SPAN)
        if span and (span.end() < len(self._buffer) or final):
            code = self._buffer[: span.end()]
            self._trusting &= bool(_SURE_SPAN.fullmatch(code))
            return self._as_code(code)
        if not final and "\n" not in self._buffer and len(self._buffer) < _LONGEST_SPAN:
            return None
        self._trusting = False
        return _Found(ticks, len(ticks))

    def _as_code(self, text: str) -> _Found:
        return _Found(text if self._trusting else _disarmed(text), len(text))

    def _bracket(self, token: re.Match[str], final: bool) -> _Found | None:
        """A marker, or else its opening bracket."""
        opening, lead = token["bracket"], token["lead"]
        closing = self._buffer.find(_CLOSING[opening], token.end())
        content = self._buffer[token.end() : closing if closing >= 0 else None]
        array = opening == "[" == token.group() and content == "0" and self._before.isalnum()
        if not array and _possible(content.rstrip("]") if opening == "[[" else content):
            if closing < 0 and not final:
                return None
            if closing < 0 and any(map(str.isdecimal, content)) and not _TITLE.search(content):
                return _Found(lead, len(self._buffer), [])
            if closing >= 0 and _MARKER.fullmatch(content):
                return _Found(lead, closing + len(opening), _numbers(content, self._count))
        size = token.start("bracket") + 1
        risky = _INSIDE.match(content) if opening == "[[" else _RISKY.match(self._buffer, size)
        return _Found(self._buffer[:size] + (" " if risky and opening[0] == "[" else ""), size)

    def _markers(self, numbers: list[int], lead: str) -> Iterator[Marker]:
        self._lead = self._lead or lead
        for n in numbers:
            yield Marker(n, self._lead)
            self._lead, self._before = "", "]"


class _Found(NamedTuple):
    """Text as it is written, and how much of the buffer it is; with `numbers` a marker, with its lead."""

    text: str
    size: int
    numbers: list[int] | None = None


def unmarked(text: str) -> str:
    """The text without any markers."""
    markers = MarkerFilter(0)
    return "".join(str(piece) for piece in [*markers.feed(text), *markers.finish()])


_CLOSING = {"[[": "]]", "[": "]", "【": "】", "［": "］", "〔": "〕"}
_OPENING = r"\[【［〔"
_TOKEN = re.compile(
    rf"(?P<ticks>`+)|(?P<line>\n)|(?P<lead>[ \t]*)\\*(?P<bracket>\[\[|[{_OPENING}])|(?P<blank>[ \t]+)"
    rf"|(?P<slash>\\+)|(?P<text>[^`\n{_OPENING} \t\\]+)"
)
# What a blank must follow: the rest of a bracket that is or, once a marker within it is gone, would be one.
_LIST = r"\d{1,3}(?!\d)(?:[\d, \t]|\n(?!\n))*"
_RISKY = re.compile(rf"(?:{_LIST})?[ \t]*\\*[{_OPENING}]|{_LIST}(?:\]|\Z)")
_AS_MARKER = re.compile(rf"\[(?={_LIST}\\*(?:\]|\Z))")
_LABELS = [
    *("passages?", "sources?", "citations?", "documents?", "docs?", "refs?", "references?"),
    *("quellen?", "belege?", "textstellen?", "dokumente?", "fuentes?", "pasajes?", "documentos?"),
    *("referencias?", "extraits?", "références?", "font[ei]", "passaggi", "documenti", "trechos?", "bron"),
    *("来源", "资料", "文献", "段落", "引用", "出典", "資料"),
]
_PAGE_LABELS = ["pages?", "pp?", "seiten?", "s", "páginas?", "págs?", "pagin[ae]"]
_WORDS = [re.sub(r"\?|\[.*", "", label) for label in (*_LABELS, *_PAGE_LABELS)]
_WORDS += ["and", "und", "et", "y", "e", "to", "fonti", "pagine"]
_LABEL = rf"(?:(?:{'|'.join(_LABELS)})(?:\b|(?=\d))[.:：]?\s*)?[\^#]?"
_INSIDE = re.compile(rf"\s*{_LABEL}\d", re.IGNORECASE)
_RANGE = r"\s*(?:[-–—]|\bto\b)\s*"
_NUMBER = rf"{_LABEL}\d{{1,3}}(?:{_RANGE}\d{{1,3}})?"
_PAGE = rf"\b(?:{'|'.join(_PAGE_LABELS)})\b[.:]?\s*"
_TITLE = re.compile(r"(?<=\d)(?:†|\s*:\s|\s+[-–—]\s(?!\s*\d))|†")
_TAIL = rf"(?:,?\s*{_PAGE}[\s\d.,–—-]*|(?::\d+)?†.*|(?<=\d)(?:\s*:\s|\s+[-–—]\s(?!\s*\d)).*)"
_MARKER = re.compile(
    rf"\s*(?:{_NUMBER}(?:(?:\s*[,;&、]\s*|\s+(?:and|und|et|y|e)\s+){_NUMBER})*\s*{_TAIL}?"
    rf"|{_PAGE}\d[\s\d.,–—-]*)\s*\\?",
    re.IGNORECASE,
)
_PAGES = re.compile(rf"{_TAIL}\s*$|^\s*{_PAGE}.*", re.IGNORECASE)
_ONE = re.compile(rf"(\d{{1,3}})(?:{_RANGE}(\d{{1,3}}))?", re.IGNORECASE)
_LONGEST, _LONGEST_TITLE, _LONGEST_SPAN = 300, 60, 2_000
# Code that all renderers agree on, as docent.outlinks has it.
_SPAN = re.compile(r"(`+)(?!`)[^\n]*?[^`\n]\1(?!`)")
_SURE_SPAN = re.compile(r"`[^`\n|\\]+`")
_FENCE_BEGUN = re.compile(r"[ \t]*(?:`{0,2}|~{0,2})")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_SURE_FENCE = re.compile(r"(?:```|~~~)[\w+.#-]*", re.ASCII)


def _disarmed(code: str) -> str:
    return _AS_MARKER.sub("[ ", code)


def _possible(content: str) -> bool:
    """Whether more text could still make a marker of what follows an opening bracket."""
    title = _TITLE.search(content)
    head = content[: title.start()] if title else content
    words = re.split(r"[\s\d,;&、^#.:：–—\\-]+", head.lower())
    return (
        len(content) <= (len(head) + _LONGEST_TITLE if title else _LONGEST)
        and "\n\n" not in content
        and "\n" not in content[len(head) :]
        and not any(bracket in content[len(head) :] for bracket in "[]")
        and all(any(known.startswith(word) for known in _WORDS) for word in words)
    )


def _numbers(content: str, count: int) -> list[int]:
    found: dict[int, None] = {}
    for first, last in _ONE.findall(_PAGES.sub("", content)):
        found.update(dict.fromkeys(range(int(first), min(int(last or first), count) + 1)))
    return [n for n in found if 1 <= n <= count]


def _joined(pieces: Iterator[str | Marker]) -> Iterator[str | Marker]:
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        if text:
            yield text
        text = ""
        yield piece
    if text:
        yield text
