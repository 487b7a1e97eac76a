"""What is said to be polite and asks nothing, a greeting or thanks; and what is said back to it."""

from __future__ import annotations

import re

from docent.model import Bot


def reply(text: str, bot: Bot) -> str:
    """What the bot says back, in the language of the greeting or the thanks; nothing to whatever asks more.

    A greeting is returned in the words that the bot's builder chose for one, if there are any.
    """
    words = _words(text) if len(text) <= _LONGEST else []
    if not words or not _KNOWN.issuperset(words):
        return ""
    if language := next((_THANKS[each] for each in words if each in _THANKS), ""):
        return _BACK[language][1]
    language = next((_GREETINGS[each] for each in words if each in _GREETINGS), "")
    return language and (bot.theme.get("greeting") or _BACK[language][0])


def _words(text: str) -> list[str]:
    said = " ".join(_WORD.findall(_VOWELS.sub("", text.casefold())))
    for each in _PAIRS:
        said = said.replace(each.replace("_", " "), each)
    return said.split()


# A language's greetings, its thanks, what may stand beside them; what is said back to each.
_SAID = {
    "en": "hi hello hey hiya good_morning good_afternoon good_evening good_day how_are_you"
    " | thanks thank thx ty cheers"
    " | there you so very much a lot again all everyone ok okay great perfect super cool nice many for your"
    " help that's that was helpful it yes no bye goodbye",
    "de": "hallo moin servus grüezi guten_tag guten_morgen guten_abend | danke dankeschön vielen_dank"
    " | schön sehr dir ihnen euch gut alles klar prima toll tschüss",
    "fr": "bonjour salut bonsoir coucou | merci | beaucoup bien à vous toi parfait tout le monde d'accord",
    "es": "hola buenas buenos_días buenos_dias | gracias | tardes noches muchas mil vale perfecto muy",
    "it": "ciao buongiorno buonasera salve | grazie | mille tante molte perfetto va bene",
    "pt": "olá oi bom_dia boa_tarde boa_noite | obrigado obrigada | muito perfeito",
    "nl": "hoi goedemorgen goedemiddag goedenavond | bedankt dankjewel dank_je dank_u | wel hartelijk",
    "pl": "cześć witam witaj hej dzień_dobry | dziękuję dzięki | bardzo wielkie",
    "tr": "merhaba selam günaydın | teşekkürler teşekkür sağol | ederim çok",
    "ru": "привет здравствуйте добрый_день добрый_вечер доброе_утро | спасибо благодарю | большое вам",
    "ar": "مرحبا أهلا السلام | شكرا | عليكم جزيلا وسهلا لك",
    "ja": "こんにちは こんばんは おはようございます | ありがとう ありがとうございます どうも |",
    "zh": "你好 您好 嗨 大家好 早上好 | 谢谢 谢谢你 谢谢您 多谢 感谢 | 好的",
}
_BACK = {
    "en": ("Hello! Ask me a question and I will look it up in our documents.", "You’re welcome!"),
    "de": ("Hallo! Stellen Sie eine Frage, ich schlage in unseren Dokumenten nach.", "Gern geschehen!"),
    "fr": ("Bonjour ! Posez une question et je chercherai dans nos documents.", "Avec plaisir !"),
    "es": ("¡Hola! Haga una pregunta y la buscaré en nuestros documentos.", "¡De nada!"),
    "it": ("Ciao! Fai una domanda e la cercherò nei nostri documenti.", "Prego!"),
    "pt": ("Olá! Faça uma pergunta e eu procuro nos nossos documentos.", "De nada!"),
    "nl": ("Hallo! Stel een vraag en ik zoek het op in onze documenten.", "Graag gedaan!"),
    "pl": ("Cześć! Zadaj pytanie, a poszukam w naszych dokumentach.", "Nie ma za co!"),
    "tr": ("Merhaba! Bir soru sorun, belgelerimizde arayayım.", "Rica ederim!"),
    "ru": ("Здравствуйте! Задайте вопрос, я поищу ответ в документах.", "Пожалуйста!"),
    "ar": ("مرحبًا! اطرح سؤالًا وسأبحث في مستنداتنا.", "على الرحب والسعة!"),
    "ja": ("こんにちは！ご質問を資料から調べます。", "どういたしまして。"),
    "zh": ("您好！请提问，我会在我们的文档中查找。", "不客气！"),
}
_LONGEST = 60  # characters
_WORD, _VOWELS = re.compile(r"\w+(?:['’]\w+)?"), re.compile("[\u064b-\u0652]")
_GREETINGS, _THANKS, _KNOWN = dict[str, str](), dict[str, str](), set[str]()
for _language, _line in _SAID.items():
    _greetings, _thanks, _beside = (each.split() for each in _line.split("|"))
    _GREETINGS |= dict.fromkeys(_greetings, _language)
    _THANKS |= dict.fromkeys(_thanks, _language)
    _KNOWN.update(_greetings, _thanks, _beside)
_PAIRS = [each for each in _KNOWN if "_" in each]
