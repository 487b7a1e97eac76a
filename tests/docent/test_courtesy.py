from __future__ import annotations

import pytest

from docent.courtesy import reply
from tests.contracts.bots import some_bot


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("hi", "Hello!"),
        ("Hello there!", "Hello!"),
        ("Good morning", "Hello!"),
        ("hello?", "Hello!"),
        ("Thank you very much!", "You’re welcome!"),
        ("ok great, thanks for your help 👍", "You’re welcome!"),
        ("Guten Tag", "Hallo!"),
        ("vielen Dank", "Gern geschehen!"),
        ("gracias", "¡De nada!"),
        ("BONJOUR", "Bonjour !"),
        ("добрый день", "Здравствуйте!"),
        ("شكرًا جزيلًا", "على الرحب والسعة!"),
        ("谢谢！", "不客气！"),
        ("こんにちは。", "こんにちは！"),
    ],
)
def test_a_greeting_and_thanks_are_returned_in_their_language(said: str, back: str) -> None:
    assert reply(said, some_bot()).startswith(back)


@pytest.mark.parametrize(
    "asked",
    [
        "", "?", "👍", "ok", "yes", "no", "help", "good", "all", "hi, when is rent due?",
        "thanks, and the green one?",
        "What does gracias mean?", "hi 2", "Hi-C", "hello world program", "tag", "thanks " * 20, "no help",
    ],
)  # fmt: skip
def test_what_asks_anything_is_a_question(asked: str) -> None:
    assert reply(asked, some_bot()) == ""


def test_the_builders_greeting_is_the_bots() -> None:
    bot = some_bot(theme={"greeting": "Ahoy!"})
    assert reply("hola", bot) == "Ahoy!"
    assert reply("gracias", bot) == "¡De nada!"
