"""Is what a follow-up means found? `python -m benchmarks.followups [set ...]`.

Follow-ups are made of two questions that the same passage answers: what both name is `it` in the second.
Printed: hit@5 of the second as it was asked in full (the most that can be reached), of the follow-up by
itself (the peer), with its conversation, and with a "why?" between the two; then of a "why?" after the first
and of a "yes" to an offer of the second. Then questions that stand by themselves, after one on another
matter: how many are left as they are.
`things` is our own: one question about a thing, then "and the green one?" of six colours, one after the
other, in eight languages, beside another thing in the same colours.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
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

SETS = ("xquad-en", "xquad-de", "xquad-es", "xquad-zh", "squad2-half")
_ARTICLE = r"(?:\b(?:[Tt]he|[Dd]e[rnms]|[Dd]ie|[Dd]as|[Ee]l|[Ll]a|[Ll]os)\s)?"
_NAME = re.compile(_ARTICLE + r"[A-Z]\w+(?:\s(?:of\s|de\s)?[A-Z]\w+)*")
_IT = {"de": "davon", "es": "ello", "zh": "它"}
_WHY = {"de": "warum?", "es": "¿por qué?", "zh": "为什么？"}
_YES = {"de": "ja, bitte", "es": "sí", "zh": "好的"}
_SHORTEST_NAME = 3  # Chinese characters that two questions share
# Of two things in seven colours; the first question, without and with a colour; the follow-up; the colours.
_THINGS = """\
The small travel bag in {} costs {} dollars.|The large suitcase in {} costs {} dollars.
What does the small travel bag cost?|What does the small travel bag in blue cost?|And the {} one?
blue red yellow black green white brown
Die kleine Reisetasche in {} kostet {} Euro.|Der große Koffer in {} kostet {} Euro.
Was kostet die kleine Reisetasche?|Was kostet die kleine Reisetasche in Blau?|Und in {}?
Blau Rot Gelb Schwarz Grün Weiß Braun
Le petit sac de voyage {} coûte {} euros.|La grande valise, couleur {}, coûte {} euros.
Combien coûte le petit sac de voyage ?|Combien coûte le petit sac de voyage bleu ?|Et le {} ?
bleu rouge jaune noir vert blanc brun
La bolsa de viaje pequeña {} cuesta {} euros.|La maleta grande {} cuesta {} euros.
¿Cuánto cuesta la bolsa de viaje pequeña?|¿Cuánto cuesta la bolsa de viaje pequeña azul?|¿Y la {}?
azul roja amarilla negra verde blanca marrón
Маленькая дорожная сумка, {} цвет, стоит {} евро.|Большой чемодан, {} цвет, стоит {} евро.
Сколько стоит маленькая дорожная сумка?|Сколько стоит маленькая дорожная сумка, синий цвет?|А {}?
синий красный жёлтый чёрный зелёный белый коричневый
{}的小旅行包售价{}元。|{}的大行李箱售价{}元。
小旅行包多少钱？|蓝色的小旅行包多少钱？|{}的呢？
蓝色 红色 黄色 黑色 绿色 白色 棕色
{}の小さな旅行かばんは{}円です。|{}の大きなスーツケースは{}円です。
小さな旅行かばんはいくらですか？|青色の小さな旅行かばんはいくらですか？|{}のは？
青色 赤色 黄色 黒色 緑色 白色 茶色
حقيبة السفر الصغيرة باللون {} ثمنها {} دينارا.|الصندوق الكبير باللون {} ثمنه {} دينارا.
كم ثمن حقيبة السفر الصغيرة؟|كم ثمن حقيبة السفر الصغيرة باللون الأزرق؟|و{}؟
الأزرق الأحمر الأصفر الأسود الأخضر الأبيض البني""".splitlines()


class FollowUp(NamedTuple):
    first: str
    second: str
    short: str
    right: frozenset[str]


def main(names: Sequence[str]) -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print(f"{'set':12} follow-ups  in full  by itself  with it  third turn   why?   yes   left as they are")
    for name in [each for each in names or SETS if each != "things"]:
        questions = list(_questions(name))
        chunks = [
            each
            for row in material.rows(f"retrieval/{name}/corpus.jsonl")
            for each in chunked(embedder, row["_id"], Extraction((Page(0, row["text"]),), 0))
        ]
        language = name[-2:]
        asked = list(follow_ups(questions, language))
        why, yes = _WHY.get(language, "why?"), _YES.get(language, "yes")
        found = partial(hits, embedder, chunks, shelved(embedder, chunks), [each.right for each in asked])

        shares = [
            found(texts)
            for texts in (
                [each.second for each in asked],
                [each.short for each in asked],
                [standalone(each.short, [_turn(each.first)]) for each in asked],
                [standalone(each.short, [_turn(each.first), _turn(why)]) for each in asked],
                [standalone(why, [_turn(each.first)]) for each in asked],
                [standalone(yes, [_turn(each.first, each.second)]) for each in asked],
            )
        ]
        others = [(one, questions[at - len(questions) // 2][0]) for at, (one, _) in enumerate(questions)]
        left = sum(standalone(one, [_turn(before)]) == one for one, before in others) / len(others)
        print(f"{name:12} {len(asked):10} ", *(f"{share:7.3f}" for share in (*shares, left)), flush=True)
    if "things" in (names or ["things"]):
        print("things: hit@1 by itself, with its conversation, where that began with another colour")
        for short, found_first in things(embedder):
            print(f"  {short:20}", *(f"{share:.3f}" for share in found_first), flush=True)


def things(embedder: MiniLM) -> Iterator[tuple[str, Sequence[float]]]:
    """Of each language an example, and the shares that are found first."""
    for about, asking, named in zip(_THINGS[::3], _THINGS[1::3], _THINGS[2::3], strict=True):
        passages, (plain, coloured, short), colours = about.split("|"), asking.split("|"), named.split()
        texts = [text.format(each, 10 + at) for text in passages for at, each in enumerate(colours)]
        chunks = [
            each
            for at, text in enumerate(texts)
            for each in chunked(embedder, str(at), Extraction((Page(0, text),), 0))
        ]
        asked = [short.format(each) for each in colours][1:]
        rights = [frozenset({str(at)}) for at in range(1, len(colours))]
        found = partial(hits, embedder, chunks, shelved(embedder, chunks), rights, most=1)
        yield asked[3], [found(asked), *(found(_in_turn(first, asked)) for first in (plain, coloured))]


def _in_turn(first: str, asked: Sequence[str]) -> list[str]:
    """What each means, asked one after the other."""
    turns = [_turn(first), *map(_turn, asked)]
    return [standalone(each, turns[: at + 1]) for at, each in enumerate(asked)]


def hits(
    embedder: MiniLM,
    chunks: Sequence[Chunk],
    shelf: Shelf,
    rights: Sequence[frozenset[str]],
    texts: Sequence[str],
    most: int = 5,
) -> float:
    """hit@5 of these texts, each with the documents that are right."""
    document, found = {each.chunk_id: each.document_id for each in chunks}, 0
    for text, vector, right in zip(texts, embedder.embed(texts), rights, strict=True):
        found += any(document[hit.chunk_id] in right for hit in shelf.search(text, vector, most))
    return found / len(texts)


def follow_ups(questions: Sequence[tuple[str, frozenset[str]]], language: str) -> Iterator[FollowUp]:
    """Pairs of questions to one passage that share a name, which is not what the second begins with."""
    by_passage: dict[frozenset[str], list[str]] = {}
    for text, right in questions:
        by_passage.setdefault(right, []).append(text)
    for right, texts in by_passage.items():
        for first, second in combinations(texts, 2):
            names = _chinese(first, second) if language == "zh" else _NAME.findall(second[1:])
            shared = [name for name in names if name in first]
            if shared:
                longest = max(shared, key=len)
                short = second.replace(longest, _IT.get(language, "it"))
                yield FollowUp(first, second, short, right)


def _chinese(first: str, second: str) -> list[str]:
    """The longest run that both questions have; names are not written otherwise than words."""
    runs = SequenceMatcher(None, first, second, autojunk=False)
    at = runs.find_longest_match()
    name = first[at.a : at.a + at.size]
    return [name] if len(name) >= _SHORTEST_NAME and at.b else []


def _questions(name: str) -> Iterator[tuple[str, frozenset[str]]]:
    for row in material.rows(f"retrieval/{name}/queries.jsonl"):
        if row["relevant"]:
            yield row["text"], frozenset(row["relevant"])


def _turn(question: str, answer: str = "") -> Turn:
    return Turn("b", "c", "m", question, answer, True, "", "", "")


if __name__ == "__main__":
    main(sys.argv[1:])
