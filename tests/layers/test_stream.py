"""An answer under way, as Lambda runs the chat: cut off and taken up by another process, stopped, silent."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.caller import blocks
from tests.emulator import Emulator
from tests.gemini_server import GeminiServer, event, gemini_server
from tests.layers.product import Product, started
from tests.layers.runtime_api import NULS, Function
from tests.layers.sandbox import Sandbox, request
from tests.wire import Reply

pytestmark = [pytest.mark.artefacts, pytest.mark.cloud]
WORDS = ("The rent ", "is due ", "on the third [1] ", "of each ", "month.")
SILENCE = 18.0  # a comment is due after 15, is looked for each second, and the next is due after 30


@pytest.fixture(scope="module")
def gemini() -> Iterator[GeminiServer]:
    with gemini_server() as server:
        yield server


@pytest.fixture(scope="module")
def product(sandbox: Sandbox, cloud: Emulator, gemini: GeminiServer) -> Iterator[Product]:
    """A bot's owner with two chat functions, as two of Lambda's machines: `chat` and `other`."""
    environ = {
        **cloud.shared.env, "GEMINI_API_KEY": "key", "GEMINI_BASE_URL": gemini.url,
        "DOCENT_MODEL_TEXT_TIMEOUT": "60", "DOCENT_STREAMING": "1",
    }  # fmt: skip
    with ExitStack() as running:
        product = running.enter_context(started(sandbox, environ))
        other = running.enter_context(sandbox.function("chat", environ, streaming=True))
        yield Product({**product.functions, "other": other})


@pytest.fixture(scope="module")
def bot_id(product: Product) -> str:
    product.sign_in()
    bot_id = product.new_bot()
    product.upload(bot_id, "lease.txt", "The rent is due on the third day of each month.\n")
    product.call("bots", "PATCH", "/api/bots/{bot_id}", {"model": "auto"}, bot_id=bot_id)
    return bot_id


def asking(product: Product, bot_id: str, last: str = "") -> dict[str, Any]:
    body = {"bot_id": bot_id, "message": "When is the rent due?", "stream": True}
    found = request("POST", "/api/chat", body, token=product.token)
    found["headers"] |= {"Last-Event-ID": last} if last else {}
    return found


def told(function: Function, asked: dict[str, Any], until: str = "", **how: int) -> list[dict[str, str]]:
    """The events of an answer, to its end or up to the one that holds this word."""
    text = b""
    for part in function.send(asked, **how):
        text += part.data
        if until and until.encode() in text:
            break
    return blocks(text.partition(NULS)[2].decode())


def text_of(events: list[dict[str, str]]) -> str:
    return "".join(json.loads(each["data"])["text"] for each in events if each["event"] == "delta")


def slowly(*texts: str, pause: float) -> Reply:
    *first, last = (event({"text": text}) for text in texts)
    return Reply([*first, last, event(finish="STOP", usage=(100, 20, 5))], pause=pause)


def test_another_process_takes_up_an_answer_that_was_cut_off(
    product: Product, bot_id: str, gemini: GeminiServer
) -> None:
    gemini.will(slowly(*WORDS, pause=0.5))
    before = told(product.functions["chat"], asking(product, bot_id), hang_up_after=4)
    assert 0 < len(text_of(before)) < len("".join(WORDS))
    after = told(product.functions["other"], asking(product, bot_id, before[-1]["id"]))
    assert after[-1]["event"] == "done"
    assert "start" not in [each["event"] for each in after]
    assert text_of(before) + text_of(after) == "".join(WORDS)
    assert len(gemini.requests) == 1


def test_another_process_stops_it_and_the_model(product: Product, bot_id: str, gemini: GeminiServer) -> None:
    gemini.will(slowly(*(f"The rent is due, {n} [1]. " for n in range(2_000)), pause=0.1))
    parts = product.functions["chat"].send(asking(product, bot_id))
    text = b""
    while b"event: delta" not in text:
        text += next(parts).data
    start = blocks(text.partition(NULS)[2].decode())[0]
    ids = json.loads(start["data"])
    stop = request("POST", "/api/chat/stop", {"bot_id": bot_id, **ids}, token=product.token)
    assert product.functions["other"].streamed(stop).prelude["statusCode"] == 204
    rest = blocks((text + b"".join(part.data for part in parts)).partition(NULS)[2].decode())
    assert rest[-1]["event"] == "done"
    assert json.loads(rest[-1]["data"])["stopped"] is True
    assert gemini.gone.wait(20)


def test_a_model_that_is_silent_is_bridged_by_comments(
    product: Product, bot_id: str, gemini: GeminiServer
) -> None:
    class Thinking(list[bytes]):
        def __iter__(self) -> Iterator[bytes]:
            yield b"\n"
            time.sleep(SILENCE)
            yield from super().__iter__()

    gemini.will(Reply(Thinking([event({"text": "On the third [1]."}, finish="STOP", usage=(100, 20, 5))])))
    parts = list(product.functions["chat"].send(asking(product, bot_id)))
    comments = [part.at for part in parts if part.data == b":\n\n"]
    words = next(part.at for part in parts if b"event: delta" in part.data)
    assert len(comments) == 1
    assert comments[0] < words


def test_thousands_of_answers_leave_nothing_behind(sandbox: Sandbox) -> None:
    """Of the built chat, its edge and its loop; what a model costs is the same on any loop."""
    refused = request("POST", "/api/chat", {"bot_id": "bot_1", "message": "Who?"})
    environ = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "DOCENT_STREAMING": "1"}
    with sandbox.function("chat", environ, streaming=True) as chat:
        for _ in range(200):
            assert chat.streamed(refused).prelude["statusCode"] == 401
        before = chat.resident
        for _ in range(2_000):
            chat.streamed(refused)
        assert chat.resident - before < 2_048
