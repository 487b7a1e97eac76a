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

    `[1, 2]`, `[1-2]`, `[1][2]`, `【1】`, `[^1]`, `[1, p. 3]` and `[Passage 1]` are markers; four digits and
    more are not (`[2023] UKSC 5`). Code, links, `a[0]` and `\\[1]` stay as they are. Only what may yet become
    a marker is held back.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._buffer = ""
        self._before = ""
        self._code = ""
        self._lead = ""

    def feed(self, text: str) -> Iterator[str | Marker]:
        """What is certain after this much more text."""
        self._buffer += text
        return _joined(self._pieces(final=False))

    def finish(self) -> Iterator[str | Marker]:
        """What was held back, at the end of the stream; the beginning of a marker is dropped."""
        return _joined(self._pieces(final=True))

    def _pieces(self, *, final: bool) -> Iterator[str | Marker]:
        while token := _TOKEN.match(self._buffer):
            end: int | None = token.end()
            numbers: list[int] | None = None
            if token.lastgroup == "open" and self._may_cite(token.group()):
                numbers, end = self._bracket(token, final)
            elif token.end() == len(self._buffer) and token.lastgroup in ("blank", "ticks") and not final:
                end = None
            if end is None:
                return
            if numbers is None:
                yield self._plain(token)
            else:
                yield from self._markers(numbers, token.group()[:-1])
            self._buffer = self._buffer[end:]

    def _may_cite(self, opening: str) -> bool:
        return not self._code and (len(opening) > 1 or not _CODE_LIKE.search(self._before))

    def _bracket(self, token: re.Match[str], final: bool) -> tuple[list[int] | None, int | None]:
        """Its numbers (None if it is plain text) and where reading goes on (None while that is unknown)."""
        closing = self._buffer.find(_CLOSING[token.group()[-1]], token.end())
        content = self._buffer[token.end() : closing if closing >= 0 else None]
        array = token.group() == "[" and content == "0" and self._before[-1:].isalnum()
        if array or not _possible(content):
            return None, token.end()
        if closing < 0:
            begun = final and any(map(str.isdecimal, content))
            return ([], len(self._buffer)) if begun else (None, token.end()) if final else ([], None)
        if not _MARKER.fullmatch(content):
            return None, token.end()
        return _numbers(content, self._count), closing + 1

    def _markers(self, numbers: list[int], lead: str) -> Iterator[Marker]:
        self._lead = self._lead or lead
        for n in numbers:
            yield Marker(n, self._lead)
            self._lead, self._before = "", "]"

    def _plain(self, token: re.Match[str]) -> str:
        text = token.group()
        if token.lastgroup == "ticks":
            self._code = _code_after(self._code, text)
        elif token.lastgroup == "line" and len(self._code) < 3:
            self._code = ""
        self._before, self._lead = (self._before + text)[-100:], ""
        return text


def unmarked(text: str) -> str:
    """The text without any markers."""
    markers = MarkerFilter(0)
    return "".join(str(piece) for piece in [*markers.feed(text), *markers.finish()])


_TOKEN = re.compile(
    r"(?P<ticks>`+)|(?P<line>\n)|(?P<open>[ \t]*[\[【])|(?P<blank>[ \t]+)|(?P<text>[^`\n\[【 \t]+)"
)
_CLOSING = {"[": "]", "【": "】"}
_CODE_LIKE = re.compile(r"(?:\\|(?<![^\W_])[a-z]|\w*_\w*|://\S*)$", re.ASCII)
_LABELS = ["passages?", "sources?", "citations?", "documents?", "docs?", "refs?", "references?"]
_WORDS = [*(label.replace("?", "") for label in _LABELS), "and", "und", "et", "to", "pages", "pp"]
_LABEL = rf"(?:(?:{'|'.join(_LABELS)})\b[.:]?\s*)?[\^#]?"
_RANGE = r"\s*(?:[-–—]|\bto\b)\s*"
_NUMBER = rf"{_LABEL}\d{{1,3}}(?:{_RANGE}\d{{1,3}})?"
_TAIL = r"(?:,?\s*\b(?:pages?|pp?)\b[\s\d.,–—-]*|(?::\d+)?†.*)"
_MARKER = re.compile(
    rf"\s*{_NUMBER}(?:(?:\s*[,;&]\s*|\s+(?:and|und|et)\s+){_NUMBER})*\s*{_TAIL}?\s*", re.IGNORECASE
)
_PAGES = re.compile(rf"{_TAIL}\s*$", re.IGNORECASE)
_ONE = re.compile(rf"(\d{{1,3}})(?:{_RANGE}(\d{{1,3}}))?", re.IGNORECASE)
_LONGEST = 60


def _possible(content: str) -> bool:
    """Whether more text could still make a marker of what follows an opening bracket."""
    words = re.split(r"[\s\d,;&^#.:–—-]+", content.partition("†")[0].lower())
    return (
        len(content) <= _LONGEST
        and "\n" not in content
        and all(any(known.startswith(word) for known in _WORDS) for word in words)
    )


def _numbers(content: str, count: int) -> list[int]:
    found: dict[int, None] = {}
    for first, last in _ONE.findall(_PAGES.sub("", content)):
        found.update(dict.fromkeys(range(int(first), min(int(last or first), count) + 1)))
    return [n for n in found if 1 <= n <= count]


def _code_after(code: str, ticks: str) -> str:
    """The backticks that code is in after a run of them: they open it, and as many close it."""
    if not code:
        return ticks
    closes = len(ticks) == len(code) or len(ticks) > len(code) >= 3
    return "" if closes else code


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
