"""Hits made fit to answer from: none twice, neighbours as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from docent.model import Chunk, Passage
from docent.scripts import is_unspaced

_SHINGLE = 3
_SAME = 0.95  # of the runs of three words: a table's next edition differs by more, or in a number


def distinct(hits: Iterable[Passage], limit: int) -> list[Passage]:
    """At most `limit` of the hits in order, without those that tell nothing a better one did not.

    Such a one repeats 95 % of its runs of three words, and has no number of its own. Maximal marginal
    relevance on top of this was tried and left out: docs/decisions.md.
    """
    kept: list[tuple[Passage, _Told]] = []
    for hit in hits:
        if len(kept) == limit:
            break
        told = _told(hit.chunk.text)
        if not any(told.adds_nothing_to(better) for _, better in kept):
            kept.append((hit, told))
    return [hit for hit, _ in kept]


class _Told:
    """What a text says: its runs of words, and its numbers."""

    def __init__(self, text: str) -> None:
        words = re.findall(r"\w", text) if is_unspaced(text) else re.findall(r"\w+", text.lower())
        count = max(1, len(words) - _SHINGLE + 1)
        self.runs = frozenset(tuple(words[at : at + _SHINGLE]) for at in range(count))
        self.numbers = frozenset(re.findall(r"\d+(?:[.,]\d+)*", text))

    def adds_nothing_to(self, better: _Told) -> bool:
        return self.numbers <= better.numbers and len(self.runs & better.runs) >= _SAME * len(self.runs)


_told = lru_cache(maxsize=64)(_Told)  # the hits of a question are compared when they are read and when joined


def joined(hits: Sequence[Passage], neighbours: Sequence[Chunk] = ()) -> list[Passage]:
    """The hits in order; those that follow one another in a document are one, where the best of them stood.

    `neighbours`: chunks that no search found, to be read with the hit they touch or not at all. What two
    share stands once; white space between two is a space within a sentence and a line's end after one.
    """
    ranks = {hit.chunk.chunk_id: rank for rank, hit in enumerate(hits)}
    chunks = sorted([hit.chunk for hit in hits] + list(neighbours), key=lambda chunk: chunk.chunk_id)
    runs: list[list[Chunk]] = []
    for chunk in chunks:
        if runs and follows(runs[-1][-1], chunk):
            runs[-1].append(chunk)
        else:
            runs.append([chunk])
    found = {min(ranks.get(each.chunk_id, len(hits)) for each in run): run for run in runs}
    return [_one(hits[rank], run) for rank, run in sorted(found.items()) if rank < len(hits)]


def follows(first: Chunk, second: Chunk) -> bool:
    """Whether the second goes on where the first ends. A question with its answer is by itself, and so is
    what was changed: its span is that of another text."""
    return (
        not (first.original or second.original)
        and (first.document_id, first.asked) == (second.document_id, second.asked)
        and first.chunk_id.rpartition(".")[0] == second.chunk_id.rpartition(".")[0]
        and second.ordinal == first.ordinal + 1
        and first.start < second.start <= first.end + _GAP
        and first.end < second.end
    )


def cut_at(chunk: Chunk) -> tuple[bool, bool]:
    """Whether its first and its last sentence may be cut."""
    begins = not chunk.turns and bool(_LOWER.match(chunk.text)) and chunk.start > 0
    return begins, not _ENDED.search(chunk.text)


def _one(best: Passage, run: Sequence[Chunk]) -> Passage:
    whole, parts = run[0], [(0, len(run[0].text))]
    for chunk in run[1:]:
        whole, part = _appended(whole, chunk)
        parts.append(part)
    return replace(best, chunk=replace(whole, chunk_id=best.chunk.chunk_id), parts=tuple(parts))


def _appended(whole: Chunk, chunk: Chunk) -> tuple[Chunk, tuple[int, int]]:
    """The two as one, and where the second stands in it without the table's header that it repeats."""
    header = len(chunk.text) - (chunk.end - chunk.start)
    shared = max(0, whole.end - chunk.start)
    between = "" if shared or whole.end == chunk.start else "\n" if _ENDED.search(whole.text) else " "
    begin = len(whole.text) + len(between) - shared  # of the chunk's span in the text of both
    shift = begin - header
    turns = [(at + shift, page) for at, page in chunk.turns if at >= header + shared]
    page = chunk.page_at(header + shared)
    if page != whole.page_at(len(whole.text)) and (begin + shared, page) not in turns:
        turns.insert(0, (begin + shared, page))
    text = whole.text + between + chunk.text[header + shared :]
    both = replace(whole, text=text, end=chunk.end, turns=(*whole.turns, *turns))
    return both, (begin, len(text))


_GAP = 8  # white space between two chunks
_LOWER = re.compile(r"\s*[a-zà-öø-ÿα-ωа-я,;)]")
_ENDED = re.compile(r"[.!?:。！？।؟|]\W*$|\n\s*$")
