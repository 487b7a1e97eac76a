"""What a question means in its conversation: the text to search with, found without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docent.boundaries import spans
from docent.conversation import Turn
from docent.markers import unmarked
from docent.terms import terms

_LONGEST_ANSWER = 300
_FEW = 2


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question itself where it stands by itself; else with what it leans on, from the turns before.

    `turns`: oldest first. What is leant on is the last question that stood by itself and those since, or, for
    a yes, what the bot offered. A wish for another language is about the last question.
    """
    if not turns or not leans(question):
        return question
    context: list[str] = []
    for turn in reversed(turns):
        context.insert(0, turn.question)
        if not leans(turn.question):
            break
    if _ASSENT.match(question):
        context.append(_offer(turns[-1].answer))
    else:
        context.append(_LANGUAGE.sub(" ", question))
    return " ".join(text.strip() for text in context if text.strip(" ?!.,"))


def leans(question: str) -> bool:
    """Whether a question says too little without what went before: an "and ...?", an "it", a bare "why?"."""
    text = question.strip()
    telling = _telling(text)
    if _ASSENT.match(text) or _OPENING.match(text):
        return True
    if _LANGUAGE.search(text) and not _telling(_LANGUAGE.sub(" ", text)):
        return True
    if not telling:
        return bool(re.search(r"\w", text)) and not _THANKS.match(text)
    pointing = _POINTING.search(text)
    return bool(pointing and (len(_telling(text[: pointing.start()])) < _FEW or len(telling) <= _FEW))


def _telling(text: str) -> frozenset[str]:
    """The terms that say what a question is about."""
    return frozenset(terms(_POINTING.sub(" ", text))) - _LIGHT


def _offer(answer: str) -> str:
    """The last question of an answer, else its end: what a yes agrees to."""
    text = unmarked(answer).strip()
    sentences = [text[start:end] for start, end in spans(text)]
    asked = [each for each in sentences if each.endswith(("?", "？", "؟"))]
    return (asked or sentences or [""])[-1][-_LONGEST_ANSWER:]


_END = r"(?:[\s,]*(?:please|bitte|s'il vous plaît|por favor|per favore))?[\s.!,]*$"
_ASSENT = re.compile(
    rf"""(?ix) \s* (?: yes | yeah | yep | yup | sure | ok(?:ay)? | of\ course | go\ (?:on|ahead)
    | do\ (?:it|so) | no | nope | ja | klar | gerne? | nein | genau | oui | d'accord | non | bien\ sûr
    | sí | si | vale | claro | certo | sim | tak | da | да | нет | evet | はい | いいえ
    | 是(?:的)? | 好(?:的)? | 对 | 不是
    | 네 | 예 | نعم | لا | हाँ | כן
    ){_END}"""
)
_LANGUAGE = re.compile(
    r"""(?ix) \b(?:in|auf|en|em|auf|po)\s+ (?:english|german|french|spanish|italian|portuguese|dutch|
    englisch|deutsch|französisch|spanisch|italienisch|anglais|allemand|français|espagnol|italien|
    inglés|alemán|francés|español|italiano|inglese|tedesco|francese|spagnolo)\b"""
)
_OPENING = re.compile(
    r"""(?ix) [\s¿]* (?: (?:and|or|but|also|then|und|oder|aber|auch|dann|et|ou|mais|y|o|pero|e|ma|maar)\b
    | (?:what|how)\s+about\b | was\s+ist\s+mit\b | wie\s+(?:ist|sieht)\s+es\s+mit\b | et\s+pour\b
    | qué\s+tal\b | same\s+for\b | tell\s+me\s+more | more\s+about\s+(?:it|this|that) | mehr\s+dazu
    | (?:why|how\s+so|por\s+qué)\s*\??$
    | 那(?:么)?|还有|では|じゃあ|それで|그럼|그리고|а\s|и\s|وماذا|और )"""
)
# Words that point to what was named before.
_POINTING = re.compile(
    r"""(?ix) \b(?: it(?!\s+(?:takes?|possible|true|mean)\b)|its|itself|they|them|their|theirs|he|him|his
    |she|her|hers|this|these|those|
    that(?=\W*$)|(?:the|that|this|which)\s+(?:\w+\s+)?ones?|(?<!re\s)(?<!is\s)(?<!as\s)there|former|latter|
    das(?=\W*$)|es(?=\W*$)|er|ihn|ihm|ihr|ihre[rnsm]?|sein|seine[rnsm]?|diese[rsnm]?|dieses|jene[rsnm]?
    |dafür|davon|damit|darin|daran|dazu|
    dort|elle|elles|ils|lui|leur|leurs|celui|celle|ceux|celles|ça|cela|ceci|
    ello|ella|ellos|ellas|eso|esto|ese|esa|este|esta|esos|esas|allí|
    esso|essa|essi|lui|lei|loro|questo|questa|quello|quella)\b
    | [它他她](?:们|的)? | 这个? | 那个 | 这些 | 那些 | それ | これ | あれ | 그것 | 이것"""
)
_THANKS = re.compile(r"(?i)\s*(?:thank|thx|danke|merci|gracias|grazie|obrigad|hello|hi\b|hallo|bonjour|hola)")
_LIGHT = frozenset(
    term
    for word in re.findall(
        r"\w+",
        """please tell know like want need possible way much many long get find make give take explain show
        there any exactly actually really hello hi thanks thank see could would happen work mean cost so
        else more
        one ones thing something same kind
        bitte kann können könnte möchte wissen sagen gibt lange viel viele kosten man mehr genau geht bedeutet
        puedo puede quiero saber hay por favor cuánto cuesta más
        peux puis pouvez voudrais savoir combien coûte plus warum wann wo wie wer pourquoi quand où qui
        comment
        cuándo dónde quién cómo""",
    )
    for term in terms(word)
)
