"""Which questions need the larger model. The rule, not a model: it costs nothing and can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docent.model import Passage

HARD = 2  # points from which a question is hard
LONG = 30  # words, or
LONG_TEXT = 120  # characters of a script without spaces between words
WEAK = 0.45  # cosine of the best passage
SCATTERED = 4  # documents among the passages

# To compare, to explain, to calculate, to sum up, to judge: what takes more than finding the sentence. A word
# counts as it stands, a stem with * by its beginning, where that begins nothing else in any of the languages
# (not comput*, a computer, nor spieg*, a German mirror); Chinese and Japanese by containing it.
_WORK = {
    "en": "compare compares compared comparing comparison* differ* versus vs why explain* calculate "
    "calculates calculated calculating calculation* compute computes computing computation* sum "
    "average summar* overview advantag* disadvantag* pros cons trade-off* contrasting evaluat* "
    "recommend* better worse unless implication*",
    "de": "vergleich* unterschied* unterscheid* warum weshalb wieso erklär* erläuter* berechn* rechne "
    "rechnen summe insgesamt durchschnitt* zusammenfass* fasse überblick vorteil* nachteil* "
    "bewert* empfiehl* empfehl*",
    "fr": "comparer comparez comparaison* différen* pourquoi expliqu* calculer calculez calcul somme "
    "résumer résumez synthèse avantag* inconvénient* évalu* recommand* mieux",
    "es": "comparar compara comparación diferenc* explicar explica explique explicación calcular "
    "calcula calcule cálculo suma promedio resumir resumen resuma ventaj* desventaj* evalúa "
    "evaluar recomend* mejor",
    "it": "confront* differenz* perché spiegare spiega spieghi spiegami spiegazione calcola calcolare "
    "calcolo somma riassum* vantagg* svantagg* valutare valutazione consigl* meglio",
    "pt": "comparar comparação diferenç* porquê explicar explicação calcular soma resumir resumo "
    "vantag* desvantag* avali* recomend* melhor",
}
_CJK = re.compile(
    "比较|比較|区别|區別|不同|为什么|為什麼|为何|解释|解釋|计算|計算|总共|总结|總結|优缺点|優缺點|如果|なぜ|違い|比べ|説明|合計|要約"
)
_SO_MANY_WORDS = re.compile(r"\bpor qu[eé]\b|\bwhat if\b|\bhow come\b")
_HOW_TO = re.compile(
    r"\bhow (?:do|can|should|would|could) (?:i|we|you|one)\b|\bhow to\b"
    r"|\bwie (?:kann|muss|soll) (?:ich|man|wir)\b|\bcomment (?:puis-je|faire|peut-on)\b"
    r"|\bcómo (?:puedo|se|hago)\b|\bcome (?:posso|si|faccio)\b|\bcomo (?:posso|faço|se)\b"
    r"|如何|怎么|怎麼|どうやって|方法"
)
_STEMS = {word for words in _WORK.values() for word in words.split()}
_WORK_WORDS = {word for word in _STEMS if not word.endswith("*")}
_WORK_STEMS = tuple(sorted(word.rstrip("*") for word in _STEMS if word.endswith("*")))
_QUESTION = re.compile("[?？؟]")


def hard(question: str, passages: Sequence[Passage]) -> bool:
    """Whether a question goes to the larger model: two points or more.

    Two points: it asks for work (comparing, explaining, calculating, summing up, weighing). One each: it asks
    how to do something; it is long; it is several questions; its passages come from four documents or more;
    none of them is near.
    """
    points = 2 * _asks_for_work(question) + bool(_HOW_TO.search(question.lower()))
    points += _is_long(question) + (len(_QUESTION.findall(question)) > 1)
    points += len({passage.chunk.document_id for passage in passages}) >= SCATTERED
    points += bool(passages) and max(_nearness(each) for each in passages) < WEAK
    return points >= HARD


def _asks_for_work(question: str) -> bool:
    text = question.lower()
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text)
    found = any(word in _WORK_WORDS or word.startswith(_WORK_STEMS) for word in words)
    return bool(found or _CJK.search(text) or _SO_MANY_WORDS.search(text))


def _is_long(question: str) -> bool:
    words = len(question.split())
    return words >= LONG or (words < len(question) / LONG and len(question) >= LONG_TEXT)


def _nearness(passage: Passage) -> float:
    return passage.scores.get("dense", passage.score)
