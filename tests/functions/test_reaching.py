"""A bot's own page, visitors' details and the way to a person: whole flows."""

import pytest

from docent.wiring import wired
from tests.caller import Person

pytestmark = pytest.mark.cloud
DETAILS = "/api/chat/conversations/{conversation_id}/contact"
PERSON = "/api/chat/conversations/{conversation_id}/person"
PAGE = "/chat/{bot_id}"


def test_a_page_is_there_once_its_owner_switched_it_on(ann: Person):
    bot_id = ann.bot(allowed_origins=["https://site.example"])
    away = ann.call("chat", "GET", PAGE, token="", bot_id=bot_id)
    none = ann.call("chat", "GET", PAGE, token="", bot_id="bot_none")
    assert (away.status, away.body) == (404, none.body)
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"hosted": True}, bot_id=bot_id)
    shown = ann.call("chat", "GET", PAGE, token="", bot_id=bot_id)
    assert (shown.status, shown.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'data-bot="{bot_id}"' in shown.body
    assert "frame-ancestors https://site.example" in shown.headers["Content-Security-Policy"]


def test_who_is_on_its_page_may_ask_it(ann: Person):
    own = wired().settings.api_url
    for hosted, status in ((False, 403), (True, 200)):
        bot_id = ann.bot(hosted=hosted)
        opened = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=own, token="")
        assert opened.status == status
    asked = ann.ask(bot_id, "Is there a moon?", origin=own, token=opened.json["token"])
    assert asked.status == 200


def test_what_visitors_leave_stands_in_the_log_and_its_export(ann: Person):
    bot_id = ann.bot(contact={"when": "after", "fields": ["email"]}, person={"email": "help@example.com"})
    asked = ann.ask(bot_id, "Is there a moon?").json["conversation_id"]
    left = {"bot_id": bot_id, "contact": {"email": "moon@example.net"}}
    assert ann.call("chat", "POST", DETAILS, left, conversation_id=asked).status == 204
    path = "/api/bots/{bot_id}/conversations"
    shown = ann.call("bots", "GET", path + "/{conversation_id}", bot_id=bot_id, conversation_id=asked).json
    assert shown["messages"][0]["contact"] == {"email": "moon@example.net"}
    exported = ann.call("bots", "POST", path + "/export", {"format": "csv"}, bot_id=bot_id).body
    assert "email: moon@example.net" in exported
    refused = ann.call("chat", "POST", PERSON, {"bot_id": bot_id}, conversation_id=asked)
    assert (refused.status, refused.code) == (404, "no_webhook")


def test_a_page_is_told_that_there_is_a_webhook_and_not_where(ann: Person):
    settings = {"hosted": True, "person": {"webhook": "https://desk.example/in"}}
    bot_id, own = ann.bot(**settings), wired().settings.api_url
    opened = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=own, token="")
    assert opened.json["config"]["person"] == {"webhook": True}
    assert "desk.example" not in opened.body
    secret = ann.call("chat", "GET", "/api/bots/{bot_id}/webhook", bot_id=bot_id).json["secret"]
    assert secret.startswith("whsec_")


def test_every_form_of_embedding_is_given(ann: Person):
    bot_id = ann.bot(name="Tom & <Co>")
    forms = ann.call("bots", "GET", "/api/bots/{bot_id}/embed", bot_id=bot_id).json
    assert f'data-bot="{bot_id}"' in forms["script"]
    assert 'data-mode="inline"' in forms["inline"]
    assert f'<DocentChat bot="{bot_id}"' in forms["react"]
    assert forms["link"].endswith(f"/chat/{bot_id}")
    assert f'src="{forms["link"]}" title="Tom &amp; &lt;Co&gt;"' in forms["frame"]
