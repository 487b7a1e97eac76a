"""An answer whose reader is cut off, comes back, or wants no more of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from docent.wiring import wired
from tests.caller import Person, blocks
from tests.files import pdf
from tests.gemini_server import GeminiServer, Reply, event

pytestmark = pytest.mark.cloud
WORDS = ("The deposit ", "is fifty ", "euros [1] ", "and nothing ", "else is ", "due.")


@pytest.fixture
def bot_id(ann: Person) -> str:
    bot_id = ann.bot(model="auto")
    assert ann.upload(bot_id, "rules.pdf", pdf("The deposit is fifty euros."))["status"] == "ready"
    return bot_id


@pytest.fixture
def gemini(bot_id: str, gemini: GeminiServer) -> GeminiServer:
    """Speaks for some three seconds."""
    *first, last = WORDS
    pieces = [event({"text": text}) for text in first]
    gemini.will(Reply([*pieces, event({"text": last}, finish="STOP", usage=(100, 20, 5))], pause=0.5))
    return gemini


def read_until(parts: Iterator[str], word: str) -> list[dict[str, str]]:
    """Events up to the one that holds this word."""
    events: list[dict[str, str]] = []
    while not events or word not in events[-1]["data"]:
        events += blocks(next(parts))
    return events


def text_of(events: list[dict[str, str]]) -> str:
    return "".join(json.loads(each["data"])["text"] for each in events if each["event"] == "delta")


def test_a_reader_who_was_cut_off_gets_the_rest_of_the_same_answer(
    ann: Person, bot_id: str, gemini: GeminiServer
) -> None:
    body = ann.ask(bot_id, "How much is the deposit?", body={"stream": True}).body
    before = read_until(body, "fifty")
    cut = threading.Thread(target=body.close)
    cut.start()
    headers = {"Last-Event-ID": before[-1]["id"]}
    again = ann.ask(bot_id, "How much is the deposit?", body={"stream": True}, headers=headers)
    after = blocks("".join(again.body))
    assert after[-1]["event"] == "done"
    assert "start" not in [each["event"] for each in after]
    assert text_of(before) + text_of(after) == "The deposit is fifty euros [1] and nothing else is due."
    assert len(gemini.requests) == 1
    cut.join(20)


def test_a_stop_ends_the_models_stream(ann: Person, bot_id: str, gemini: GeminiServer) -> None:
    gemini.will(Reply([event({"text": f"The deposit is {n} euros [1]. "}) for n in range(2_000)], pause=0.1))
    body = ann.ask(bot_id, "How much is the deposit?", body={"stream": True}).body
    start = read_until(body, "conversation_id")[0]
    conversation_id, message_id, _ = start["id"].split(".")
    told = {"bot_id": bot_id, "conversation_id": conversation_id, "message_id": message_id}
    assert ann.call("chat", "POST", "/api/chat/stop", told).status == 204
    done = read_until(body, '"stopped": true')[-1]
    assert done["event"] == "done"
    assert gemini.gone.wait(20)
    found = wired().conversations.find(bot_id, conversation_id, message_id)
    assert found is not None
    assert found.stopped


@pytest.mark.parametrize(("last", "status"), [("5", 400), ("con_1.msg_1.0-0", 404)])
def test_an_id_of_no_answer_is_refused(ann: Person, last: str, status: int) -> None:
    refused = ann.ask(ann.bot(), "Hello?", body={"stream": True}, headers={"Last-Event-ID": last})
    assert refused.status == status
