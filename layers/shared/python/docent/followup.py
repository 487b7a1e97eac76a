"""What a question means in its conversation: the text to search with, found without a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docent.boundaries import spans
from docent.conversation import Turn
from docent.markers import unmarked
from docent.terms import terms

_LONGEST_ANSWER = 300
_FEW = 2


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question itself where it stands by itself; else with what it leans on, from the turns before.

    `turns`: oldest first. What is leant on is the last question that stood by itself, and for a yes what the
    bot offered. An "and the green one?" takes the place of the one before, and is said twice, to outweigh
    what it is asked instead of; an "it" is about that; a bare "why?", or a wish for another language, about
    the last question.
    """
    if not turns or not leans(question):
        return question
    since: list[str] = []
    for turn in reversed(turns):
        since.insert(0, turn.question)
        if not leans(turn.question):
            break
    if _takes_place(question):
        return _joined([since[0], question, question])
    context = [since[0], *[each for each in since[1:] if _takes_place(each)][-1:]]
    if not _names(question):
        context += since[-1:]
    said = _offer(turns[-1].answer) if _ASSENT.match(question) else _LANGUAGE.sub(" ", question)
    return _joined(dict.fromkeys([*context, said]))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(text.strip() for text in texts if text.strip(" ?!.,"))


def leans(question: str) -> bool:
    """Whether a question says too little without what went before: an "and ...?", an "it", a bare "why?"."""
    text = question.strip()
    text = text.lower() if text.isupper() else _SIE.sub("Sie", text) if text.islower() else text
    if polite := _THANKS.match(text):
        text = text[polite.end() :].lstrip(" ,.!")
        if not _telling(text) and not _OPENING.match(text):
            return False
    if any(pattern.match(text) for pattern in (_ASSENT, _OPENING, _WHY, _HALF)):
        return True
    telling = _telling(text)
    if _LANGUAGE.search(text) and not _telling(_LANGUAGE.sub(" ", text)):
        return True
    if not telling:
        return bool(re.search(r"\w", text))
    pointing = _POINTING.search(text)
    return bool(pointing and (len(_telling(text[: pointing.start()])) < _FEW or len(telling) <= _FEW))


def _takes_place(question: str) -> bool:
    """Whether it asks of another thing what was asked before: "and the green one?", "for children?"."""
    text = question.strip()
    short = _OPENING.match(text) or _HALF.match(text) or _ONE.search(text)
    return bool(short and _names(text) and not _PRONOUN.search(text))


def _names(question: str) -> bool:
    """Whether it says anything of its own: a bare "why?" and "in French, please" do not."""
    said = frozenset(terms(_LANGUAGE.sub(" ", question))) - _LIGHT
    return bool(said) and not _WHY.match(question)


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
_AND = r"""(?:(?:and|or|but|also|then|und|oder|aber|auch|dann|et|ou|mais|y|o|pero|e|ma|maar)\b(?![-‐‑])
    |(?:а|и|но)\s|那么?|还有|但是?|では|じゃあ|それで|でも|그럼|그리고|하지만|और\s|लेकिन\s|ولكن\s|لكن\s|و(?=ال|لل|هل|كم|متى|أين|كيف|لماذا|ماذا))"""
_OPENING = re.compile(
    rf"""(?ix) [\s¿]* (?: {_AND}
    | (?:what|how)\s+about\b | was\s+ist\s+mit\b | wie\s+(?:ist|sieht)\s+es\s+mit\b | et\s+pour\b
    | qué\s+tal\b | same\s+for\b | tell\s+me\s+more | more\s+about\s+(?:it|this|that) | mehr\s+dazu)"""
)
_WHY = re.compile(
    rf"""(?ix) [\s¿]* (?:{_AND}\s*)? (?: why(?:\s+not)? | how\s+(?:so|come) | warum(?:\s+nicht)?
    | wieso | weshalb | pourquoi | por\s+qu[eé] | perché | waarom | dlaczego | neden | niye
    | почему | зачем | чому | γιατί | لماذا | למה | מדוע | क्यों | ทำไม
    | 为什么 | 为何 | 為什麼 | なぜ(?:ですか)? | どうして(?:ですか)? | 왜(?:요)? ) \W*$"""
)
# What is no whole sentence: "for children?", "which is cheaper?", and what ends with the mark of its topic.
_HALF = re.compile(
    r"""(?ix) [\s¿]* (?: (?:only\s+)?(?:for|with|without|on|at|in|during|für|mit|ohne|im|am|bei|pour|avec|sans
    |en|para|con|sin|per|senza) (?:\s+\w+){1,3} \s*\?
    | (?:which|welche[rs]?|lequel|laquelle|cuál|quale)\s+(?:is|are|ist|sind|est|es|è)
      (?:\s+(?:more|less|más|moins|plus|più))?\s+\w+\W*
    | (?-i:[\u3040-\u30ff\u3400-\u9fff]{1,10}(?:は|呢)[?？]? | [\uac00-\ud7af\s]{1,10}[은는]요?[?？]) ) $"""
)
# A day, a season or the bot's own matter is named, not pointed to.
_NAMED = r"""(?!\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|afternoon|evening|week|month|year
    |season|spring|summer|autumn|fall|winter|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|morgen|abend|woche|monat
    |jahr|frühling|sommer|herbst|lunes|martes|miércoles|jueves|viernes|sábado|domingo|semana|mes|año|verano|invierno
    |settimana|mese|anno|estate|inverno|sabato|domenica
    |(?:compan(?:y|ies)|firms?|business|organi[sz]ation|documents?|files?|web\s?sites?|sites?|pages?|polic(?:y|ies)
    |contracts?|agreements?|bot|chatbot|assistant
    |firma|unternehmens?|dokument\w*|webseite|website|seite|vertrag\w*|richtlinie|datei
    |empresa|compañía|documento|sitio|web|página|política|contrato|azienda|ditta|sito|pagina|contratto)\b
    |понедельник|вторник|сред[ауы]|четверг|пятниц|суббот|воскресень|недел|месяц|год|утр|вечер|весн|лет|осен|зим
    |компани|фирм|документ|сайт|страниц|договор|бот\b
    |ال(?:أسبوع|شهر|عام|سنة|يوم|صباح|مساء|أحد|اثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت|شركة|موقع|مستند|عقد|صفحة)))"""
_NAMED_HINDI = r"""(?!\s+(?:सप्ताह|हफ़्ते|हफ्ते|महीने|साल|वर्ष|(?:सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि)वार|कंपनी|दस्तावेज|वेबसाइट
    |अनुबंध))"""
_HINDI = "\u0900-\u0963\u0966-\u097f"
_PRONOUN = re.compile(
    rf"""(?ix) (?:\b(?: (?-i:[Ii]t)(?!\s+(?:takes?|possible|true|mean)\b)|its|itself|they|them|their|theirs
    |he|him|his|she|her|hers|those(?!\s+ones\b)|
    that(?=\W*$)|(?<!re\s)(?<!is\s)(?<!as\s)there|former|latter|
    das(?=\W*$)|es(?=\W*$)|er|ihn|ihm|(?-i:sie|ihre[rnsm]?)|sein|seine[rnsm]?|jene[rsnm]?
    |dafür|davon|damit|darin|daran|dazu|
    dort|elle|elles|ils|lui|leur|leurs|celui|celle|ceux|celles|ça|cela|ceci|
    ello|ella|ellos|ellas|eso|esto|ese|esa|esos|esas|allí|
    esso|essa|essi|lui|lei|loro|quella|quello|
    он|она|оно|они|н?(?:его|ему|им|ими|их|е[её]|ей|ею)|нём|нем|
    (?<=هل\s)(?:هو|هي)|
    (?:سعر|ثمن|لون|وزن|حجم|مقاس|عنوان|تكلفت|قيمت|مدت|موعد|رقم|طول|عمر|اسم)(?:ها?|هما?|هن)|
    (?:(?:this|these)(?!\s+(?:\w+\s+)?ones?\b)|diese[rsnm]?|est[ea]|quest[oa]
    |эт(?:от|а|о|и|ого|ой|ому|им|ими|их|ом|у)|هذا|هذه|ذلك|تلك){_NAMED})\b
    | (?<![{_HINDI}])
    (?:(?:यह|वह|ये|वे)|(?:इस|उस|इन|उन)(?:का|की|के|को|में|से|ने|पर|े|्हें|्होंने)?)(?![{_HINDI}]){_NAMED_HINDI}
    | [它他她](?:们|的)? | 这个? | 那个 | 这些 | 那些 | それ | これ | あれ | 그것 | 이것)"""
)
_SIE = re.compile(
    r"(?<![td]\s)\bsie\b"
)  # whoever is asked, by who types no capitals: not `ist sie`, `wird sie`
_ONE = re.compile(r"(?i)\b(?:the|that|this|which)\s+(?:\w+\s+)?ones?\b")
_POINTING = re.compile(f"{_ONE.pattern}|{_PRONOUN.pattern.removeprefix('(?ix)')}", re.X)
_THANKS = re.compile(
    r"""(?ix)\s*(?:(?:no|nein|non|ok|okay|great|super|perfect|yes|ja)\b[\s,!.]*)?
    (?:thank|thx|danke|merci|gracias|grazie|obrigad|hello|hi\b|hallo|bonjour|hola)\w*"""
)
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
        cuándo dónde quién cómo
        сколько стоит как где когда кто что""",
    )
    for term in terms(word)
)
