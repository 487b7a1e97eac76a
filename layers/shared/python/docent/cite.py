"""Citations that prove themselves: each marker of an answer is given a quote that stands in its passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docent import headings
from docent.boundaries import spans
from docent.clauses import Span, clauses
from docent.conversation import Citation
from docent.markers import Marker, MarkerFilter
from docent.model import Passage
from docent.terms import foreign, numbers, terms, weights

SHORTEST, LONGEST = 10, 400
LEAST = 0.1  # of a statement's weight that its quote must share, chosen on benchmarks/citations.py


def quote(passage: Passage, statement: str, question: str = "") -> str | None:
    """What of the passage supports the statement best: a substring of its text, up to 400 characters.

    Support is shared terms, weighed by how rare they are in the passage, numbers and names most. None if too
    little is shared, or none of the numbers that the statement has and the question has not.
    """
    span = _Source(passage, question).support(statement)
    return passage.chunk.text[span.start : span.end] if span else None


def nearest(passage: Passage, statement: str) -> str | None:
    """What of the passage shares most with the statement, be it one word. None if nothing is shared."""
    span, _ = _Source(passage).nearest(statement)
    return passage.chunk.text[span.start : span.end] if span else None


def proof(passage: Passage, text: str) -> Citation:
    """The first citation of an answer that is this very text of the passage."""
    first, *_ = clauses(text, LONGEST)
    begin = passage.chunk.text.index(text)
    return _Source(passage).citation(1, Span(begin + first.start, begin + first.end))


def cited(text: Iterable[str], passages: Sequence[Passage], question: str = "") -> Iterator[str | Citation]:
    """The answer of a generator as it comes, with every marker proven, renumbered or gone.

    `[n]` in the texts that come out is citation n, numbered from 1 in order of first use, and comes after it.
    Each quote is a citation of its own; that of a bare yes or no is looked for by the question. Markers
    without support are taken out with the blanks before them; the rest is unchanged, but for a space between
    a marker and a `(`, so that no marker becomes a link.
    """
    markers, citer = MarkerFilter(len(passages)), _Citer(passages, question)
    for delta in text:
        yield from citer.take(markers.feed(delta))
    yield from citer.take(markers.finish(), final=True)


class _Citer:
    """Reads pieces in order; a marker that nothing before it supports waits for its sentence to end."""

    def __init__(self, passages: Sequence[Passage], question: str) -> None:
        self._question = question
        self._sources = [_Source(passage, question) for passage in passages]
        self._citations: dict[tuple[int, Span], Citation] = {}
        self._queue: list[str | Marker] = []
        self._line = ""
        self._since = 0
        self._lead = ""
        self._group: set[int] = set()

    def take(self, more: Iterable[str | Marker], *, final: bool = False) -> Iterator[str | Citation]:
        self._queue += more
        while self._queue:
            piece = self._queue[0]
            if isinstance(piece, Marker) and not final and self._undecided(piece):
                return
            del self._queue[0]
            yield from self._marked(piece) if isinstance(piece, Marker) else self._written(piece)

    def _written(self, text: str) -> Iterator[str]:
        yield f" {text}" if self._group and text.startswith("(") else text
        self._group, self._lead = set(), ""
        _, newline, rest = text.rpartition("\n")
        self._line = rest if newline else self._line + text
        self._since = 0 if newline else self._since

    def _marked(self, marker: Marker) -> Iterator[str | Citation]:
        self._lead = self._lead or marker.lead
        span = self._support(marker.n, self._ahead()) or self._support_of_assent(marker.n)
        if span is None:
            return
        known = (marker.n, span) in self._citations
        citation = self._citations.setdefault(
            (marker.n, span), self._sources[marker.n - 1].citation(len(self._citations) + 1, span)
        )
        if not known:
            yield citation
        if citation.n not in self._group:
            yield f"{self._lead}[{citation.n}]"
        self._lead = ""
        self._group.add(citation.n)
        self._since = len(self._line)

    def _undecided(self, marker: Marker) -> bool:
        waits = not _FINISHED.search(self._line) and not _ENDED.search(self._ahead())
        return waits and self._support(marker.n, "") is None

    def _ahead(self) -> str:
        """The rest of the sentence, as far as it is known; nothing if the sentence is over."""
        if _FINISHED.search(self._line):
            return ""
        text = "".join(piece for piece in self._queue if isinstance(piece, str))
        end = _ENDED.search(text)
        return text[: end.start()] if end else text

    def _support(self, n: int, ahead: str) -> Span | None:
        """Of the statement since the last marker; else of the sentence around."""
        start = max((start for start, _ in spans(self._line)), default=0)
        since, around = self._line[max(start, self._since) :], self._line[start:]
        source = self._sources[n - 1]
        found = source.support(since) if len(set(terms(since))) > 1 else None
        return found or source.support(around) or (source.support(around + ahead) if ahead else None)

    def _support_of_assent(self, n: int) -> Span | None:
        if not _ASSENT.search(self._line):
            return None
        return self._sources[n - 1].support(self._question)


_ASSENT = re.compile(r"(?:^|[.!?])\W*(?:yes|no|ja|nein|oui|non|sí|si)\W*$", re.IGNORECASE)
_ITEM = re.compile(r"^\s*\d{1,3}[.)]\s")  # the number of a list's item states nothing
_FINISHED = re.compile(r"[.!?。！？][\"'”’»)*_]*\s*$")
_ENDED = re.compile(r"^\s*[.!?]|[.!?]\s|[。！？\n]|(?s:.{400})")


class _Source:
    """A passage, cut into what may be quoted."""

    def __init__(self, passage: Passage, question: str = "") -> None:
        self._passage = passage
        self._asked = numbers(question)
        self._pieces: list[Span] | None = None
        self._terms: list[frozenset[str]] = []
        self._announcing: list[bool] = []

    def support(self, statement: str) -> Span | None:
        """The run of pieces that shares most with the statement, if that is enough to prove it."""
        text, statement = self._passage.chunk.text, _ITEM.sub("", statement)
        span, share = self.nearest(statement)
        if span is None or (share < LEAST and not foreign(statement, text)):
            return None
        own = numbers(statement) - self._asked
        told = any(len(number) > 1 for number in own)  # documents write the small ones as words
        return None if told and not own & numbers(text[span.start : span.end]) else span

    def nearest(self, statement: str) -> tuple[Span | None, float]:
        """The run of pieces, from 10 to 400 characters, that shares most, and which part of the weight."""
        if self._pieces is None:
            text = self._passage.chunk.text
            self._pieces = list(_within(clauses(text, LONGEST), self._passage.parts))
            self._terms = [frozenset(terms(text[piece.start : piece.end])) for piece in self._pieces]
            self._announcing = headings.announcing(text, self._pieces)
        wanted = weights(statement, self._terms)
        whole = sum(wanted.values())
        runs = [run for run in self._runs() if run[1] & wanted.keys()]
        if not runs:
            return None, 0.0
        runs = [run for run in runs if run[0].length >= SHORTEST] or runs
        best, found = max(
            runs,
            key=lambda run: (
                sum(wanted[term] for term in run[1] & wanted.keys()) - 0.1 * whole * run[0].length / LONGEST
            ),
        )
        return best, sum(wanted[term] for term in found & wanted.keys()) / whole

    def citation(self, n: int, span: Span) -> Citation:
        chunk = self._passage.chunk
        return Citation(
            n=n,
            document_id=chunk.document_id,
            filename=chunk.filename,
            page=chunk.page_at(span.start),
            heading=self._heading(span.start),
            quote=chunk.text[span.start : span.end],
            score=self._passage.score,
        )

    def _heading(self, offset: int) -> str:
        """The heading that a quote stands under: the last in the passage, else that of its beginning."""
        chunk, title = self._passage.chunk, ""
        for start, _, _, found in headings.find(chunk.text):
            title = found if start <= offset else title
        return title if title and title != chunk.heading.rpartition(" > ")[2] else chunk.heading

    def _in_one_chunk(self, start: int, end: int) -> bool:
        parts = self._passage.parts
        return not parts or any(first <= start and end <= last for first, last in parts)

    def _runs(self) -> Iterator[tuple[Span, frozenset[str]]]:
        """Every run of neighbouring pieces that is short enough, with its terms; none ends with a heading."""
        cut = self._pieces or []
        for first, piece in enumerate(cut):
            found: frozenset[str] = frozenset()
            for last in range(first, len(cut)):
                if last > first and (
                    cut[last].end - piece.start > LONGEST
                    or not self._in_one_chunk(piece.start, cut[last].end)
                ):
                    break
                found |= self._terms[last]
                if not self._announcing[last]:
                    yield Span(piece.start, cut[last].end), found


def _within(pieces: Iterable[Span], parts: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The pieces, cut where the chunk that they begin in ends: what is quoted stands in one chunk."""
    for start, end in pieces:
        while parts and not any(first <= start and end <= last for first, last in parts):
            cut = max(last for first, last in parts if first <= start < last)
            yield Span(start, cut)
            start = max(cut, min(first for first, last in parts if last > cut))
        yield Span(start, end)
