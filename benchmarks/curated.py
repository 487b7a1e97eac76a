"""Do curated answers win when they match, and only then? `python -m benchmarks.curated`.

A near-miss is, for each question of a set, the nearest one that has another answer; `own` are ours. A
paraphrase is the question as a visitor types it: without its capitals and question mark, or wrapped in
courtesies. Beside the rule of docent.curated stands the peer: its cosine alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import material
from benchmarks.retrieval import SETS
from docent.adapters.minilm import MiniLM
from docent.curated import ALIKE, same
from docent.ports import Matrix

# Our own: each asks for something else than its neighbour, in nearly the same words.
_NEAR = """\
Do you support C++?|Do you support C#?
Is a deposit of $500 needed?|Is a deposit of €500 needed?
👍|👎
दिन का शुल्क कितना है?|दान का शुल्क कितना है?
ราคาปี|ราคาปู
What does a ticket cost for children under 12?|What does a ticket cost for children over 12?
How do I convert png to jpg?|How do I convert jpg to png?
Can I upgrade from basic to premium?|Can I upgrade from premium to basic?
Can employees bring guests?|Can guests bring employees?
Как перевести доллары в евро?|Как перевести евро в доллары?
What time is check in?|What time is check out?
How do I sign up?|How do I sign in?
How do I opt in to the newsletter?|How do I opt out of the newsletter?
Wie melde ich mich an?|Wie melde ich mich ab?
Where can I buy tickets?|Where can I sell tickets?
Is breakfast included?|Is breakfast not included?
Can I get a refund?|Can I get a refund without a receipt?
Who can see my data?|Whose data can I see?
What is the monthly fee?|What is the yearly fee?
Is the pool open in winter?|Is the pool open in summer?"""
NEAR_MISSES = tuple(line.split("|") for line in _NEAR.splitlines())


def main() -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print(f"{'set':12} {'asked':>6}  near-misses taken  by cosine   as typed  courteous")
    for name in SETS:
        questions = list(_questions(name))
        texts = [text for text, _ in questions]
        vectors = embedder.embed(texts)
        near = list(_near_misses(questions, vectors @ vectors.T))
        taken = sum(same(texts[at], texts[other], cosine) for at, other, cosine in near) / len(texts)
        by_cosine = sum(cosine >= ALIKE for _, _, cosine in near) / len(texts)
        shares = []
        for worded in (typed, courteous):
            reworded = [worded(text) for text in texts]
            cosines = map(float, np.vecdot(embedder.embed(reworded), vectors))
            shares.append(sum(map(same, reworded, texts, cosines)) / len(texts))
        misses = f"{taken:17.4f} {by_cosine:10.4f}"
        print(f"{name:12} {len(texts):6}  {misses}   {shares[0]:8.3f}  {shares[1]:9.3f}", flush=True)

    own = [(one, other, float(np.vecdot(*embedder.embed([one, other])))) for one, other in NEAR_MISSES]
    taken = sum(same(*each) for each in own) / len(own)
    by_cosine = sum(cosine >= ALIKE for _, _, cosine in own) / len(own)
    print(f"{'own':12} {len(own):6}  {taken:17.4f} {by_cosine:10.4f}")


def typed(text: str) -> str:
    return text.lower().rstrip("?？ ")


def courteous(text: str) -> str:
    return f"Hello, can you please tell me: {text}"


def _questions(name: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Answerable questions, each once, with their answers."""
    seen = set()
    for row in material.rows(f"retrieval/{name}/queries.jsonl"):
        if row["relevant"] and row["text"] not in seen:
            seen.add(row["text"])
            yield row["text"], frozenset(each.casefold() for each in row["answers"])


def _near_misses(
    questions: list[tuple[str, frozenset[str]]], cosines: Matrix
) -> Iterator[tuple[int, int, float]]:
    for at, (_, answers) in enumerate(questions):
        for other in np.argsort(-cosines[at]):
            if not answers & questions[other][1]:
                yield at, int(other), float(cosines[at, other])
                break


if __name__ == "__main__":
    main()
