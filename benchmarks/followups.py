"""Is what a follow-up means found? `python -m benchmarks.followups [set ...]`.

Follow-ups are made of two questions that the same passage answers: what both name is `it` in the second.
Printed: hit@5 of the second as it was asked in full (the most that can be reached), of the follow-up by
itself (the peer) and with its conversation. Then questions that stand by themselves, after one on another
matter: how many are left as they are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import NamedTuple

from benchmarks import material
from benchmarks.ways import chunked, shelved
from docent.adapters.minilm import MiniLM
from docent.conversation import Turn
from docent.followup import standalone
from docent.model import Chunk, Extraction, Page
from docent.shelf import Shelf

SETS = ("xquad-en", "xquad-de", "xquad-es", "squad2-half")
_ARTICLE = r"(?:\b(?:[Tt]he|[Dd]e[rnms]|[Dd]ie|[Dd]as|[Ee]l|[Ll]a|[Ll]os)\s)?"
_NAME = re.compile(_ARTICLE + r"[A-Z]\w+(?:\s(?:of\s|de\s)?[A-Z]\w+)*")
_IT = {"de": "davon", "es": "ello"}


class FollowUp(NamedTuple):
    first: str
    second: str
    short: str
    right: frozenset[str]


def main(names: Sequence[str]) -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print(f"{'set':12} follow-ups  hit@5 in full  by itself  with its conversation   left as they are")
    for name in names or SETS:
        questions = list(_questions(name))
        chunks = [
            each
            for row in material.rows(f"retrieval/{name}/corpus.jsonl")
            for each in chunked(embedder, row["_id"], Extraction((Page(0, row["text"]),), 0))
        ]
        asked = list(follow_ups(questions, name[-2:]))
        found = partial(hits, embedder, chunks, shelved(embedder, chunks), [each.right for each in asked])

        meant = [standalone(each.short, [_turn(each.first)]) for each in asked]
        others = [(one, questions[at - len(questions) // 2][0]) for at, (one, _) in enumerate(questions)]
        left = sum(standalone(one, [_turn(before)]) == one for one, before in others) / len(others)
        full, alone = found([each.second for each in asked]), found([each.short for each in asked])
        print(
            f"{name:12} {len(asked):10}  {full:13.3f}  {alone:9.3f}  {found(meant):21.3f}   {left:16.3f}",
            flush=True,
        )


def hits(
    embedder: MiniLM,
    chunks: Sequence[Chunk],
    shelf: Shelf,
    rights: Sequence[frozenset[str]],
    texts: Sequence[str],
) -> float:
    """hit@5 of these texts, each with the documents that are right."""
    document, found = {each.chunk_id: each.document_id for each in chunks}, 0
    for text, vector, right in zip(texts, embedder.embed(texts), rights, strict=True):
        found += any(document[hit.chunk_id] in right for hit in shelf.search(text, vector, 5))
    return found / len(texts)


def follow_ups(questions: Sequence[tuple[str, frozenset[str]]], language: str) -> Iterator[FollowUp]:
    """Pairs of questions to one passage that share a name, which is not what the second begins with."""
    by_passage: dict[frozenset[str], list[str]] = {}
    for text, right in questions:
        by_passage.setdefault(right, []).append(text)
    for right, texts in by_passage.items():
        for first, second in combinations(texts, 2):
            shared = [name for name in _NAME.findall(second[1:]) if name in first]
            if shared:
                longest = max(shared, key=len)
                short = second.replace(longest, _IT.get(language, "it"))
                yield FollowUp(first, second, short, right)


def _questions(name: str) -> Iterator[tuple[str, frozenset[str]]]:
    for row in material.rows(f"retrieval/{name}/queries.jsonl"):
        if row["relevant"]:
            yield row["text"], frozenset(row["relevant"])


def _turn(question: str) -> Turn:
    return Turn("b", "c", "m", question, "", True, "", "", "")


if __name__ == "__main__":
    main(sys.argv[1:])
