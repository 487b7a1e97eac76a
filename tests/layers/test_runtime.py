"""The streaming runtime loop, in a process of its own, against Lambda's Runtime API."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.layers.runtime_api import NULS, Function

WRAPPER = Path(__file__).parents[2] / "layers/runtime/wrapper"
Start = Callable[..., Function]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the loop, through its wrapper, on a handler given as source."""
    running: list[Function] = []

    def start(source: str, timeout: float = 60, **environ: str) -> Function:
        (tmp_path / "handler.py").write_text(source)
        command = [str(WRAPPER), sys.executable, "/var/runtime/bootstrap.py"]
        running.append(Function(command, tmp_path, environ, timeout))
        return running[-1]

    yield start
    for function in running:
        function.__exit__()


def test_plain_results_go_as_json(start: Start) -> None:
    function = start("def handler(event, context): return {'twice': event['n'] * 2}")
    assert [function.result({"n": n}) for n in (1, 2)] == [{"twice": 2}, {"twice": 4}]


def test_garbage_is_looked_for_from_the_second_answer_on_and_not_among_what_was_loaded(start: Start) -> None:
    function = start("import gc\ndef handler(e, c): return [gc.isenabled(), gc.get_freeze_count() > 1000]")
    assert [function.result({}) for _ in range(3)] == [[False, False], [True, True], [True, True]]


def test_whole_proxy_responses_go_in_the_format_of_a_stream(start: Start) -> None:
    function = start("def handler(e, c): return {'statusCode': 404, 'headers': {'a': 'b'}, 'body': 'nö'}")
    answer = function.streamed({})
    assert answer.prelude == {"statusCode": 404, "headers": {"a": "b"}}
    assert b"".join(answer.chunks).decode() == "nö"
    assert answer.trailers == {}


def test_base64_bodies_are_decoded(start: Start) -> None:
    function = start("def handler(e, c): return {'statusCode': 200, 'body': 'AAEC', 'isBase64Encoded': True}")
    answer = function.streamed({})
    assert (answer.prelude, answer.chunks) == ({"statusCode": 200}, [b"\0\1\2"])


def test_an_answer_without_body_is_a_prelude_alone(start: Start) -> None:
    assert start("def handler(e, c): return {'statusCode': 204}").streamed({}).chunks == []


def test_a_whole_answer_goes_in_one_piece(start: Start) -> None:
    function = start("def handler(e, c): return {'statusCode': 200, 'body': 'whole'}")
    parts = [part for part in function.send({}) if part.kind == "chunk"]
    assert [part.data for part in parts] == [b'{"statusCode": 200}' + NULS + b"whole"]


def test_a_whole_answer_that_cannot_be_sent_is_an_error_and_the_loop_lives_on(start: Start) -> None:
    function = start("def handler(e, c): return {'statusCode': 200, 'body': e.get('body', 7)}")
    (part,) = function.send({})
    assert (part.kind, json.loads(part.data)["errorType"]) == ("error", "TypeError")
    assert function.streamed({"body": "x"}).chunks == [b"x"]


IN_STEPS = """
import pathlib, time
def words():
    for word, chunks in (("one", 2), (b"two", 3), ("", 3), ("three", 4)):
        yield word
        while pathlib.Path("seen").stat().st_size < chunks:
            time.sleep(0.01)
def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "text/event-stream"}, "body": words()}
"""


def test_pieces_arrive_one_by_one(start: Start, tmp_path: Path) -> None:
    """Each is said only once the one before has arrived."""
    (seen := tmp_path / "seen").touch()
    parts = start(IN_STEPS).send({})
    assert next(parts).headers["Content-Type"] == "application/vnd.awslambda.http-integration-response"
    chunks: list[bytes] = []
    for part in parts:
        if part.kind == "chunk":
            chunks.append(part.data)
            seen.write_text("." * len(chunks))
    assert chunks[1:] == [b"one", b"two", b"three"]


FAILS = """
def words():
    yield "one"
    raise ConnectionResetError("the model hung up")
def handler(event, context):
    if event == "before": raise LookupError("nothing there")
    return {"statusCode": 200, "body": words()}
"""


def test_an_error_in_mid_stream_becomes_a_trailer_and_the_loop_lives_on(start: Start) -> None:
    function = start(FAILS)
    for _ in range(2):
        answer = function.streamed({})
        assert answer.chunks == [b"one"]
        assert answer.trailers["Lambda-Runtime-Function-Error-Type"] == "ConnectionResetError"
        body = json.loads(base64.b64decode(answer.trailers["Lambda-Runtime-Function-Error-Body"]))
        assert body["errorMessage"] == "the model hung up"
        assert "words" in "".join(body["stackTrace"])


def test_an_error_before_the_answer_is_reported_as_one(start: Start) -> None:
    function = start(FAILS)
    part = list(function.send("before"))[-1]
    assert part.kind == "error"
    assert part.headers["Lambda-Runtime-Function-Error-Type"] == "LookupError"
    assert json.loads(part.data)["errorMessage"] == "nothing there"
    assert "nothing there" in function.log.read_text()


def test_results_that_are_no_json_are_an_error(start: Start) -> None:
    assert list(start("def handler(e, c): return {1, 2}").send({}))[-1].kind == "error"


LEAVES_A_NOTE = """
import pathlib, time
def words():
    try:
        for n in range(1000):
            yield f"{n} "
            time.sleep(0.01)
    finally:
        pathlib.Path("closed").write_text(str(n))
def handler(event, context):
    return {"statusCode": 200, "body": words()} if event else "alive"
"""


def test_a_reader_that_leaves_closes_the_generator(start: Start, tmp_path: Path) -> None:
    function = start(LEAVES_A_NOTE)
    list(function.send({"ask": 1}, hang_up_after=5))
    assert function.result({}) == "alive"
    assert int((tmp_path / "closed").read_text()) < 999, "it was not written to its end"


def test_a_process_that_is_killed_at_its_timeout_never_ends_its_answer_well(start: Start) -> None:
    function = start(LEAVES_A_NOTE)
    parts = function.send({"ask": 1})
    assert [next(parts).kind, next(parts).kind] == ["stream", "chunk"]
    function.process.kill()
    seen: list[str] = []
    with pytest.raises(AssertionError, match="no answer"):
        seen.extend(part.kind for part in parts)
    assert "end" not in seen


def test_a_handler_that_cannot_be_loaded_is_reported_and_ends_the_process(start: Start) -> None:
    function = start("import a_module_that_is_not_there")
    part = function.failure_to_start()
    assert part.headers["Lambda-Runtime-Function-Error-Type"] == "ModuleNotFoundError"
    assert "a_module_that_is_not_there" in json.loads(part.data)["errorMessage"]
    assert function.process.wait(60) == 1


CONTEXT = """
import os, sys
def handler(event, context):
    return [context.aws_request_id, context.get_remaining_time_in_millis(), context.function_name,
            context.memory_limit_in_mb, context.invoked_function_arn,
            os.environ["_X_AMZN_TRACE_ID"], sys.path]
"""


def test_the_context_says_what_lambda_says(start: Start, tmp_path: Path) -> None:
    request_id, remaining, name, memory, arn, trace, path = start(CONTEXT).result({})
    assert len(request_id) == 36
    assert 5_000 < remaining <= 60_000
    assert (name, memory, arn.rsplit(":", 1)[1]) == ("docent-test", "1769", "docent-test")
    assert trace.startswith("Root=1-")
    assert path[:2] == [str(tmp_path), str(WRAPPER.parent.parent / "python")]


def test_a_snapshot_is_waited_for(start: Start) -> None:
    function = start("def handler(e, c): return 1", AWS_LAMBDA_INITIALIZATION_TYPE="snap-start")
    assert function.result({}) == 1


GROWS = """
import gc, resource
def handler(event, context):
    if event == "measure":
        gc.collect()
        return [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, len(gc.get_objects())]
    return {"statusCode": 200, "body": iter(["x" * 2000] * 3)}
"""


def test_thousands_of_invocations_leave_nothing_behind(start: Start) -> None:
    function = start(GROWS, timeout=300)
    for _ in range(50):
        function.streamed({})
    before = function.result("measure")
    for _ in range(2_000):
        function.streamed({})
    kilobytes, objects = (
        after - then for after, then in zip(function.result("measure"), before, strict=True)
    )
    assert kilobytes < 2_048
    assert objects < 50
