"""Which model would write the answers, and what that saves: `python -m benchmarks.selection`.

The questions of the test material are put to a bot with its documents: searched, refused where weak, composed
into the prompt a model would get, and sorted by docent.selection. Each answer is entered in a ledger at list
prices: the prompt at four characters a token, 250 tokens of answer and thought. Printed from the ledger: how
many go where and what they cost, beside all to the large and all to the small model. Then a list of questions
of both kinds, written for this, and how many the rule tells right.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from benchmarks import material
from benchmarks.ways import chunked, shelved
from docent.adapters.minilm import MiniLM
from docent.answer import Rules
from docent.config import Settings
from docent.conversation import Prompt, Usage
from docent.ids import now
from docent.model import Bot, Extraction, Page, Passage
from docent.prices import AS_OF, cost
from docent.prompt import compose
from docent.purse import Purse
from docent.retrieve import suffices
from docent.selection import hard
from tests.fakes import MemoryLedger

SETS = "claude-docs", "xquad-en", "xquad-de"
RULES = Rules()
MOST = 300  # questions of a set
CHARACTERS_A_TOKEN, ANSWER_TOKENS = 4, 250
BOT = Bot("bot_1", "ann", "Bench")
SMALL, LARGE = Settings().gemini_model, Settings().gemini_hard_model
EASY = (
    "When are you open on Sundays?", "Who is the workshop lead?", "How old must I be to rent a bike?",
    "What is the phone number of the breakdown line?", "Wie hoch ist die Kaution?", "Wann öffnen Sie?",
    "Quel est le prix d'une journée ?", "¿Cuál es el plazo de entrega?", "Qual è l'indirizzo?",
    "营业时间是几点？",
    "Which plan includes support by phone?", "Is there a discount for students?",
)  # fmt: skip
DEMANDING = (
    "Compare the basic and the premium plan.", "Why was my deposit reduced?", "Summarise the refund policy.",
    "What are the pros and cons of leasing?", "Calculate the price for three bikes and nine days.",
    "Which plan is better for a family of five?", "Was ist der Unterschied zwischen den Tarifen?",
    "Warum ist die Kaution höher?", "Expliquez les avantages du contrat annuel.", "¿Por qué subió el precio?",
    "Spiega la differenza tra i piani.", "请比较两种套餐。",
)  # fmt: skip


class Sorted(NamedTuple):
    """The prompt for a question, and whether it is hard."""

    prompt: Prompt
    hard: bool


def main() -> int:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print(f"prices of {AS_OF}, dollars for 1,000 answers\n")
    print(f"{'':14}{'asked':>7}{'hard':>8}{'chosen':>9}{'all large':>11}{'all small':>11}{'saved':>8}")
    for name in SETS:
        _report(name, list(sorted_questions(name, embedder)))
    right = sum(not hard(each, ()) for each in EASY) + sum(hard(each, ()) for each in DEMANDING)
    print(f"\nquestions written for this: {right} of {len(EASY) + len(DEMANDING)} told right")
    return 0


def sorted_questions(name: str, embedder: MiniLM) -> Iterator[Sorted]:
    """Those of a set that are asked of a model at all."""
    chunks = [
        each
        for row in material.rows(f"retrieval/{name}/corpus.jsonl")
        for each in chunked(embedder, row["_id"], Extraction((Page(0, row["text"]),), 0))
    ]
    by_id, shelf = {each.chunk_id: each for each in chunks}, shelved(embedder, chunks)
    questions = [row["text"] for row in islice(material.rows(f"retrieval/{name}/queries.jsonl"), MOST)]
    for question, vector in zip(questions, embedder.embed(questions), strict=True):
        found = shelf.search(question, vector, RULES.passages)
        passages = [
            Passage(by_id[each.chunk_id], each.score, {"dense": each.dense, "lexical": each.lexical})
            for each in found
        ]
        if suffices(question, passages, BOT):
            prompt = compose(BOT, question, passages)
            yield Sorted(prompt, hard(question, prompt.passages))


def _report(name: str, found: list[Sorted]) -> None:
    ledger = MemoryLedger()
    for each in found:
        model = LARGE if each.hard else SMALL
        purse = Purse(BOT, ledger)
        purse.pay(model, usage(each.prompt), billed=True)
        purse.settle(model, 0, 0, {})
    spent = ledger.spending(BOT.bot_id, now()[:10])
    large, small = (_cost_of(spent.usage, model) for model in (LARGE, SMALL))
    share = spent.answers.get(LARGE, 0) / len(found)
    thousand = 1_000 / len(found)
    print(
        f"{name:14}{len(found):7}{share:8.0%}{spent.usd * thousand:9.2f}{large * thousand:11.2f}"
        f"{small * thousand:11.2f}{1 - spent.usd / large:8.0%}"
    )


def usage(prompt: Prompt) -> Usage:
    return Usage((len(prompt.system) + len(prompt.user)) // CHARACTERS_A_TOKEN, ANSWER_TOKENS)


def _cost_of(usage: Mapping[str, Usage], model: str) -> float:
    """What the day would have cost with this model alone."""
    return sum(cost(model, each) for each in usage.values())


if __name__ == "__main__":
    sys.exit(main())
