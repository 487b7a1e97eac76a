"""How sure it is that what was found answers, and below what a bot says that it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from docent.fusion import legible

# benchmarks/refusals.py: a question's words tell more than its vector, in languages other than English above
# all. A paraphrase shares none with its passage: in English its cosine alone may tell, from NOTHING on.
LEXICAL = 3.0
ALONE, NOTHING = 0.6, 0.1
BEST = 3  # hits that are looked at: what ranks them may be anything
UNCALIBRATED = 0.15  # bots of the benchmark have 0.15 to 0.20
LEAST = 0.12  # where a bot holds little, hardly any everyday question scores, and others on other matters do
_BELOW = 0.8


def confidence(question: str, hits: Iterable[tuple[float, float, str]]) -> float:
    """0 to 1, of the (dense, lexical, text) of a question's hits, best first; 0 without hits.

    The greatest of (dense + 3 lexical) / 4 and, as far as question and text are English, 0.6 (dense - 0.1).
    Dense is a cosine, lexical the share that BM25 gives of what the question's terms could.
    """
    sure = (
        max((dense + LEXICAL * lexical) / (1 + LEXICAL), ALONE * legible(question, text) * (dense - NOTHING))
        for dense, lexical, text in islice(hits, BEST)
    )
    return min(1.0, max(0.0, *sure, 0.0))


def threshold(foreign: Iterable[Sequence[float]]) -> float:
    """From there on a question is answered, given the confidences of foreign ones, a sequence a language.

    The language that scores most is the documents' own; four of five of its questions stay below. The rest
    is room for those that are not foreign to this bot after all. Never below LEAST.
    """
    own = max((scores for scores in foreign if scores), key=_mean, default=())
    return max(LEAST, sorted(own)[int(_BELOW * len(own))]) if own else UNCALIBRATED


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)  # `statistics` is three milliseconds of a cold start
