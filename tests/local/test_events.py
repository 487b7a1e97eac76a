import base64
import time

import pytest

from local.events import Call, Context, MalformedAnswer, answer_of, proxy_event
from local.routes import Match, Operation

MATCH = Match(Operation("POST", "/api/bots/{bot_id}", "bots"), {"bot_id": "bot%201"})


def call(**changed) -> Call:
    given = {
        "method": "POST", "path": "/api/bots/bot%201", "query": "", "body": b"",
        "headers": [("host", "localhost:8000"), ("content-type", "application/json")],
        "source_ip": "127.0.0.1", "request_id": "req-1",
    }  # fmt: skip
    return Call(**{**given, **changed})


def test_an_event_is_that_of_a_rest_api():
    event = proxy_event(call(query="a=1&a=2&b=%C3%A9&c=", body='{"ä":1}'.encode()), MATCH, ())
    assert event["resource"] == "/api/bots/{bot_id}"
    assert event["path"] == "/api/bots/bot%201"
    assert event["pathParameters"] == {"bot_id": "bot%201"}
    assert event["queryStringParameters"] == {"a": "2", "b": "é", "c": ""}
    assert event["multiValueQueryStringParameters"]["a"] == ["1", "2"]
    assert event["headers"]["content-type"] == "application/json"
    assert event["multiValueHeaders"]["x-forwarded-for"] == ["127.0.0.1"]
    assert (event["body"], event["isBase64Encoded"]) == ('{"ä":1}', False)
    context = event["requestContext"]
    assert (context["requestId"], context["identity"]["sourceIp"]) == ("req-1", "127.0.0.1")
    assert (context["stage"], context["resourcePath"]) == ("local", "/api/bots/{bot_id}")


def test_what_is_absent_is_null():
    event = proxy_event(call(), Match(MATCH.operation, {}), ())
    absent = ("body", "pathParameters", "queryStringParameters", "multiValueQueryStringParameters")
    assert [event[name] for name in (*absent, "stageVariables")] == [None] * 5


def test_binary_types_arrive_in_base64():
    form = [("content-type", "Multipart/Form-Data; boundary=x")]
    event = proxy_event(call(headers=form, body=b"\xff\x00"), MATCH, ("multipart/form-data",))
    assert event["isBase64Encoded"]
    assert base64.b64decode(event["body"]) == b"\xff\x00"


def test_other_bytes_are_read_as_text():
    assert proxy_event(call(body=b"a\xff"), MATCH, ())["body"] == "a\ufffd"


def test_the_context_counts_down():
    context = Context("docent-local-chat", "id", time.monotonic() + 10)
    assert 9_000 < context.get_remaining_time_in_millis() <= 10_000
    assert Context("f", "id", time.monotonic() - 1).get_remaining_time_in_millis() == 0
    assert context.invoked_function_arn.endswith(":function:docent-local-chat")


def test_an_answer_is_read():
    answer = answer_of({
        "statusCode": 201, "headers": {"A": 1, "Set-Cookie": "x"},
        "multiValueHeaders": {"set-cookie": ["a", "b"]}, "body": "ü",
    })  # fmt: skip
    assert (answer.status, answer.body) == (201, "ü".encode())
    assert answer.headers == [("A", "1"), ("set-cookie", "a"), ("set-cookie", "b")]


def test_bodies_in_base64_and_none_at_all():
    assert answer_of({"statusCode": 200, "body": "/w==", "isBase64Encoded": True}).body == b"\xff"
    assert answer_of({"statusCode": 204}).body == b""


def test_an_iterator_stays_one():
    parts = iter(["a"])
    assert answer_of({"statusCode": 200, "body": parts}).body is parts


@pytest.mark.parametrize("answer", [None, "ok", {}, {"statusCode": "200"}, {"statusCode": 200, "body": {}}])
def test_what_is_no_proxy_response_is_refused(answer):
    with pytest.raises(MalformedAnswer):
        answer_of(answer)
