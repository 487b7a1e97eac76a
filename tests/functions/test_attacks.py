"""Texts that break things elsewhere, through every text field: kept as they are, or refused in words.

A few of our own always; the lists of the test data where DOCENT_DATA names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from docent.extract.clean import clean
from tests.attacks import ADDRESSES, OWN, TEXTS
from tests.caller import Answer, Person

pytestmark = [pytest.mark.cloud, pytest.mark.usefixtures("unlimited")]


def kept_or_refused(answer: Answer, given: str, got: Callable[[Any], Any]) -> None:
    if answer.status < 300:
        assert got(answer.json) == given.strip(), given
    else:
        assert answer.status == 400, (answer.status, given)
        assert answer.json["error"]["message"]


def test_settings_of_a_bot_keep_every_text(ann: Person) -> None:
    bot_id = ann.bot()
    for text in TEXTS:
        fields = {"description": text[:500], "instructions": text[:4000], "refusal": text[:500]}
        changed = ann.call("bots", "PATCH", "/api/bots/{bot_id}", fields, bot_id=bot_id)
        for name, given in fields.items():
            kept_or_refused(changed, given, lambda bot, name=name: bot[name])
        short = {"name": text[:100], "starters": [text[:200]]}
        changed = ann.call("bots", "PATCH", "/api/bots/{bot_id}", short, bot_id=bot_id)
        kept_or_refused(changed, short["name"], lambda bot: bot["name"])
        read = ann.call("bots", "GET", "/api/bots/{bot_id}", bot_id=bot_id).json
        assert read == changed.json or changed.status == 400


def test_file_names_are_kept_as_text_and_reach_no_path(ann: Person) -> None:
    bot_id = ann.bot()
    for text in TEXTS:
        named = f"{text[:200]}.txt"
        answer = ann.announce(bot_id, named, 5)
        if answer.status == 201:
            key = answer.json["upload"]["fields"]["key"]
            assert re.fullmatch(rf"{bot_id}/doc_\w+/original", key)
            assert answer.json["document"]["filename"]
        else:
            assert answer.status in (400, 415), (answer.status, named)


def test_questions_and_searches_take_every_text(ann: Person) -> None:
    bot_id = ann.bot()
    for text in TEXTS:
        assert ann.ask(bot_id, text[:4000]).status == (200 if text.strip() else 400), text
        found = ann.call("chat", "POST", "/api/bots/{bot_id}/search", {"query": text}, bot_id=bot_id)
        assert found.status == (200 if text.strip() else 400), text


def test_questions_and_answers_lose_nothing(ann: Person) -> None:
    bot_id, texts = ann.bot(), [text for text in TEXTS if text.strip()]
    pairs = [{"question": f"No. {n}: {text[:270]}", "answer": text} for n, text in enumerate(texts)]
    document = ann.call("upload", "POST", "/api/upload/qa", {"bot_id": bot_id, "pairs": pairs}).json
    ann.read_all()
    ids = {"bot_id": bot_id, "document_id": document["document_id"]}
    kept, after = "", ""
    while found := ann.call(
        "bots", "GET", "/api/bots/{bot_id}/documents/{document_id}/chunks", query={"next": after}, **ids
    ).json:
        kept += "\n".join(each["text"] for each in found["chunks"])
        if not (after := found.get("next", "")):
            break
    # Marks that nobody sees are left out of what is read.
    assert [text for text in texts if clean(text).strip() not in kept] == []


def test_names_of_keys_and_ids_take_every_text(ann: Person) -> None:
    for n, text in enumerate(TEXTS):
        if n % 50 == 0:  # the history of a bot grows, and the emulator reads it slowly
            bot_id = ann.bot()
        body = {"name": text[:100], "scopes": ["chat"]}
        made = ann.call("bots", "POST", "/api/bots/{bot_id}/keys", body, bot_id=bot_id)
        kept_or_refused(made, text[:100], lambda key: key["name"])
        if made.status == 201:
            key_id = made.json["key_id"]
            path = {"bot_id": bot_id, "key_id": key_id}
            assert ann.call("bots", "DELETE", "/api/bots/{bot_id}/keys/{key_id}", **path).status == 204
        asked = ann.call("bots", "GET", "/api/bots/{bot_id}", bot_id=text[:64] or "-")
        assert (asked.status, asked.code) == (404, "bot_not_found")


def test_addresses_are_taken_or_refused_and_never_break_anything(ann: Person) -> None:
    for address in (*OWN, *ADDRESSES):
        answer = ann.call("auth", "POST", "/auth/forgot", {"email": address[:254]}, token="")
        assert answer.status in (200, 400), (answer.status, address)
