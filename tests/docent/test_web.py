from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from docent import errors, web
from docent.web import Reply, Request

APP = "https://app.example"


def event(body: Any = None, **given: Any) -> dict[str, Any]:
    headers = given.pop("headers", {})
    return {
        "httpMethod": "POST", "resource": "/x", "headers": headers, "pathParameters": None,
        "queryStringParameters": None, "body": body if isinstance(body, str | None) else json.dumps(body),
        "requestContext": {"requestId": "req-1"}, **given,
    }  # fmt: skip


def answered(route: web.Route, given: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return web.serve(given or event(), {("POST", "/x"): route}, APP, environment="test", **options)


def refusing(error: Exception) -> web.Route:
    def route(request: Request) -> Reply:
        raise error

    return route


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.BadInput("m"), 400),
        (errors.TooLong("m"), 400),
        (errors.WrongCredentials("m"), 401),
        (errors.OriginNotAllowed("m"), 403),
        (errors.NotFound("m"), 404),
        (errors.Conflict("m"), 409),
        (errors.TooLarge("m"), 413),
        (errors.UnsupportedType("m"), 415),
        (errors.DocumentRejected("m", code="empty"), 422),
        (errors.GenerationFailed("m"), 503),
        (errors.DocentError("m"), 500),
    ],
)
def test_every_error_has_the_status_of_its_nearest_ancestor(error: errors.DocentError, status: int) -> None:
    reply = answered(refusing(error))
    body = json.loads(reply["body"])["error"]
    assert reply["statusCode"] == status
    assert (body["code"], body["message"], body["request_id"]) == (error.code, "m", "req-1")
    assert reply["headers"]["x-request-id"] == "req-1"
    assert ("Retry-After" in reply["headers"]) == (status in (429, 503))


def told(*events: str, broken: errors.DocentError | None = None) -> web.Stream:
    yield from events
    return broken


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What goes to the log."""
    stream = io.StringIO()
    monkeypatch.setattr(web.log.registered_handler, "stream", stream)
    return stream


def test_an_unforeseen_error_says_nothing_of_itself(logged: io.StringIO) -> None:
    reply = answered(refusing(RuntimeError("secret detail")))
    assert reply["statusCode"] == 500
    assert "secret" not in reply["body"]
    assert "RuntimeError" in logged.getvalue()
    assert "test_web.py" in logged.getvalue()
    assert "secret" not in logged.getvalue()


def test_a_body_has_a_most_of_bytes_which_a_route_may_raise() -> None:
    def sized(more: int, *most: int) -> int:
        body = {"a": "x" * (web.MOST_JSON - len('{"a": ""}') + more)}
        answer = answered(lambda request: Reply(200, {"n": len(request.fields(*most).values)}), event(body))
        return int(answer["statusCode"])

    assert (sized(0), sized(1), sized(1, web.MOST_JSON + 1)) == (200, 413, 200)


def test_what_there_is_no_route_for_is_not_found() -> None:
    assert web.serve(event(), {}, APP, environment="test")["statusCode"] == 404


def test_no_id_is_as_long_as_what_no_table_takes() -> None:
    def route(request: Request) -> Reply:
        return Reply(200)

    for length, status in ((web.LONGEST_ID, 200), (web.LONGEST_ID + 1, 404)):
        given = event(pathParameters={"bot_id": "x" * length})
        assert answered(route, given)["statusCode"] == status


def test_the_log_holds_neither_token_nor_body(logged: io.StringIO) -> None:
    given = event({"message": "my question"}, headers={"Authorization": "Bearer my.token"})
    answered(lambda request: Reply(200, {"secret": "my answer"}), given)
    assert '"status":200' in logged.getvalue()
    assert "my" not in logged.getvalue()


def test_only_the_app_and_who_may_read_it_read_an_answer() -> None:
    def origin(origin: str, reply: Reply) -> str | None:
        headers = answered(lambda request: reply, event(headers={"Origin": origin}))["headers"]
        allowed: str | None = headers.get("Access-Control-Allow-Origin")
        return allowed

    assert origin(APP, Reply()) == APP
    assert origin("https://shop.example", Reply()) is None
    assert origin("https://shop.example", Reply(readable_by="https://shop.example")) == "https://shop.example"
    assert origin("https://evil.example", Reply(readable_by="https://shop.example")) is None


def test_any_page_may_read_why_it_was_refused_where_that_is_public() -> None:
    given = event(headers={"Origin": "https://shop.example"})
    refused = refusing(errors.OriginNotAllowed("m"))
    assert "Access-Control-Allow-Origin" not in answered(refused, given)["headers"]
    public = answered(refused, given, public=True)["headers"]
    assert public["Access-Control-Allow-Origin"] == "https://shop.example"
    assert public["Vary"] == "Origin"


def test_a_stream_stays_one_where_the_runtime_streams() -> None:
    def route(request: Request) -> Reply:
        return Reply(200, told("a", "b"))

    streamed = answered(route, streaming=True)
    assert isinstance(streamed["body"], Iterator)
    assert streamed["headers"]["Content-Type"].startswith("text/event-stream")
    assert answered(route)["body"] == "ab"


@pytest.mark.parametrize(
    ("reply", "failed", "status", "code"),
    [
        (lambda: Reply(404, {"error": {"code": "not_found"}}), 0, 404, "not_found"),
        (lambda: Reply(200, told("a", "b")), 0, 200, ""),
        (lambda: Reply(200, told("a", broken=errors.Unavailable("m"))), 1, 503, "unavailable"),
    ],
)  # fmt: skip
def test_what_fails_is_counted_and_logged_at_its_end(
    reply: Callable[[], Reply], failed: int, status: int, code: str,
    logged: io.StringIO, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    body = answered(lambda request: reply(), streaming=True)["body"]
    if isinstance(body, Iterator):
        assert next(body) == "a"
        assert capsys.readouterr().out == logged.getvalue() == ""
        list(body)
    (line,) = map(json.loads, logged.getvalue().splitlines())
    assert (line["status"], line["code"]) == (status, code)
    assert json.loads(capsys.readouterr().out)["Failed"] == failed


def test_an_error_of_ours_is_counted(logged: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    answered(refusing(RuntimeError()))
    assert json.loads(capsys.readouterr().out)["Failed"] == 1


def test_a_stream_whose_reader_left_is_counted_too(
    logged: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    body = answered(lambda request: Reply(200, told("a", "b")), streaming=True)["body"]
    next(body)
    body.close()
    assert json.loads(capsys.readouterr().out)["Failed"] == 0


def test_reads_a_body_that_comes_in_base64() -> None:
    given = event(base64.b64encode(b'{"a": "\xc3\xa9"}').decode(), isBase64Encoded=True)
    assert web.parse(given).fields().text("a", most=5) == "é"


@pytest.mark.parametrize("body", ["[1]", '"a"', "{", "null", "\x00"])
def test_a_body_that_is_no_object_is_bad_input(body: str) -> None:
    with pytest.raises(errors.BadInput):
        web.parse(event(body)).fields()


@pytest.mark.parametrize("header", [None, "", "Basic abc", "Bearer", "Bearer  "])
def test_a_missing_token_is_said(header: str | None) -> None:
    given = event(headers={"Authorization": header} if header is not None else {})
    with pytest.raises(errors.NotSignedIn):
        _ = web.parse(given).token


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1", "1e3", "9" * 30])
def test_a_page_length_is_checked(limit: str) -> None:
    with pytest.raises(errors.BadInput):
        web.parse(event(queryStringParameters={"limit": limit})).limit()


@pytest.mark.parametrize("body", ["[" * 200_000, '{"a":' * 50_000, "9" * 10_000])
def test_a_body_nested_without_end_is_refused_in_words(body: str) -> None:
    with pytest.raises(errors.BadInput):
        web.parse(event(body)).fields()
