"""The gateway over real connections, with handlers of the tests behind the product's own openapi.yaml."""

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
import uvicorn

from local import gateway, routes
from local.gateway import MOST_BYTES, Gateway
from local.serve import Server

HEADERS = {"content-type": "application/json"}


class Served:
    """A gateway on a port of its own; `answers[function]` is what that function does."""

    def __init__(self, patience: float = 60) -> None:
        self.answers: dict[str, Callable[[Mapping[str, Any], Any], Any]] = {}
        api = routes.read()
        handlers = {name: self._handler(name) for name in api.functions}
        config = uvicorn.Config(Gateway(api, handlers, patience), port=0, lifespan="off", log_level="warning")
        self._server = Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()))
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def _handler(self, name: str) -> gateway.Handler:
        return lambda event, context: self.answers[name](event, context)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            connection.request(method, path, body, headers)
            with connection.getresponse() as answer:
                return answer.status, answer.headers, answer.read()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served()
    yield served
    served.stop()


def told(body: bytes) -> dict[str, Any]:
    return json.loads(body)["error"]


def test_a_function_is_called_with_its_event_and_context(served: Served):
    def bots(event, context):
        seen = {"bot": event["pathParameters"]["bot_id"], "name": context.function_name}
        return {"statusCode": 200, "headers": {"x-request-id": "mine", **HEADERS}, "body": json.dumps(seen)}

    served.answers["bots"] = bots
    status, headers, body = served.ask("GET", "/api/bots/bot_1?next=x")
    assert (status, headers["x-request-id"]) == (200, "mine")
    assert json.loads(body) == {"bot": "bot_1", "name": "docent-local-bots"}


def test_preflights_are_answered_without_a_function(served: Served):
    served.answers["chat"] = lambda event, context: pytest.fail("called")
    status, headers, body = served.ask("OPTIONS", "/api/chat", origin="http://elsewhere.example")
    assert (status, body) == (204, b"")
    assert headers["access-control-allow-origin"] == "*"
    assert "authorization" in headers["access-control-allow-headers"]
    assert len(headers["x-request-id"]) == 36


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/nothing"), ("PUT", "/api/bots"), ("GET", "/api/bots/")]
)
def test_what_openapi_does_not_name_is_refused(served: Served, method: str, path: str):
    refusal = routes.read().refusal("MISSING_AUTHENTICATION_TOKEN", 403)
    status, headers, body = served.ask(method, path)
    assert (status, headers["content-type"]) == (refusal.status, "application/json")
    assert headers["access-control-allow-origin"] == "*"
    assert told(body)["request_id"] == headers["x-request-id"] != ""


def test_more_than_ten_megabytes_are_refused(served: Served):
    served.answers["upload"] = lambda event, context: {"statusCode": 200, "body": str(len(event["body"]))}
    assert served.ask("POST", "/api/upload", b"x" * MOST_BYTES)[2] == str(MOST_BYTES).encode()
    status, _, body = served.ask("POST", "/api/upload", b"x" * (MOST_BYTES + 1))
    assert status == routes.read().refusal("REQUEST_TOO_LARGE", 413).status
    assert told(body)["message"]


def raising(event, context):
    raise RuntimeError("secret")


@pytest.mark.parametrize("handler", [raising, lambda event, context: "not a response"])
def test_a_function_that_fails_is_a_502_that_tells_nothing(served: Served, handler, caplog):
    served.answers["auth"] = handler
    status, headers, body = served.ask("POST", "/auth/signin", b"{}")
    assert status == 502
    assert told(body)["request_id"] == headers["x-request-id"]
    assert b"secret" not in body
    assert "auth failed" in caplog.text


def test_a_function_that_takes_too_long_is_a_504(caplog):
    served, over = Served(patience=0.2), threading.Event()
    served.answers["auth"] = lambda event, context: over.wait(60)
    try:
        assert served.ask("POST", "/auth/signin", b"{}")[0] == 504
    finally:
        over.set()
        served.stop()
    assert "did not answer" in caplog.text


def test_a_stream_comes_part_by_part(served: Served):
    step = threading.Event()

    def parts() -> Iterator[str]:
        yield "one "
        assert step.wait(60)
        yield "twö"

    served.answers["chat"] = lambda event, context: {"statusCode": 200, "headers": HEADERS, "body": parts()}
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("POST", "/api/chat", b"{}")
    answer = connection.getresponse()
    assert answer.read1() == b"one "
    step.set()
    assert answer.read().decode() == "twö"
    connection.close()


def test_a_stream_is_closed_when_its_reader_goes(served: Served):
    closed = threading.Event()

    def parts() -> Iterator[bytes]:
        try:
            while True:
                yield b"x"
                time.sleep(0.01)
        finally:
            closed.set()

    served.answers["chat"] = lambda event, context: {"statusCode": 200, "headers": {}, "body": parts()}
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("POST", "/api/chat", b"{}")
    answer = connection.getresponse()
    assert answer.read(3) == b"xxx"
    answer.close()
    connection.close()
    assert closed.wait(60)


def test_a_stream_that_breaks_does_not_end_well(served: Served, caplog):
    def parts() -> Iterator[str]:
        yield "begun"
        raise RuntimeError("cut")

    served.answers["chat"] = lambda event, context: {"statusCode": 200, "headers": {}, "body": parts()}
    with pytest.raises(http.client.IncompleteRead):
        served.ask("POST", "/api/chat", b"{}")


def test_functions_are_called_side_by_side(served: Served):
    both = threading.Barrier(2, timeout=30)

    def bots(event, context):
        both.wait()
        return {"statusCode": 200, "body": ""}

    served.answers["bots"] = bots
    statuses: list[int] = []
    asking = [
        threading.Thread(target=lambda: statuses.append(served.ask("GET", "/api/bots")[0])) for _ in "ab"
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert statuses == [200, 200]


def test_the_handlers_of_the_product_are_found():
    assert set(gateway.handlers(["bots", "auth"])) == {"bots", "auth"}
