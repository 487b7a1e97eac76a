from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from botocore.config import Config
from botocore.session import get_session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docent.adapters.model_failures import Idle, Patience
from docent.adapters.nova import Nova
from docent.conversation import Usage
from docent.errors import GenerationFailed
from docent.model import Bot
from docent.prompt import compose
from tests.bedrock_server import TYPE, delta, ending, error, event, refusing, saying, streaming, thought
from tests.contracts.generator import GeneratorContract, passages, prompt
from tests.recorded import BEDROCK, by_frames, from_bedrock
from tests.wire import Reply, Server, serving

MODEL = "us.amazon.nova-2-lite-v1:0"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.requests.clear()
    running.gone.clear()
    return running


def nova(url: str, seconds: float = 20.0, idle: Idle | None = None, **credentials: str) -> Nova:
    """One that waits this long for text, three times that for the end."""

    def client() -> Any:
        config = Config(connect_timeout=20, read_timeout=seconds, retries={"total_max_attempts": 1})
        keys = credentials or {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
        session = get_session()
        session.set_config_variable("region", "us-east-1")
        return session.create_client("bedrock-runtime", endpoint_url=url, config=config, **keys)

    made = client()
    return Nova(lambda: made, MODEL, Patience(20, seconds, 3 * seconds), idle)


@pytest.fixture(scope="module")
def shared(running: Server) -> Nova:
    return nova(running.url)


def outcome(nova: Nova) -> tuple[str, Usage | None, GenerationFailed | None]:
    """All text that came, the tokens that were told, and the failure."""
    text, usage = "", None
    try:
        for part in nova.generate(prompt()):
            if isinstance(part, str):
                text += part
            else:
                usage = part
    except GenerationFailed as failed:
        return text, usage, failed
    return text, usage, None


class TestContract(GeneratorContract):
    @pytest.fixture
    def generator(self, shared: Nova, server: Server) -> Nova:
        server.will(saying("The law of ", "Ohio [2]."))
        return shared


def test_sends_the_prompt_the_history_and_no_sampling(shared: Nova, server: Server) -> None:
    server.will(saying("Yes [1]."))
    asked = compose(Bot("b", "u", "Contracts"), "And after that?", passages("Text."), [("First?", "Yes.")])
    list(shared.generate(asked))
    sent = server.requests[0]
    assert sent.path == "/model/us.amazon.nova-2-lite-v1%3A0/converse-stream"
    assert sent.body["system"] == [{"text": asked.system}]
    turns = [(each["role"], each["content"][0]["text"]) for each in sent.body["messages"]]
    assert turns == [("user", "First?"), ("assistant", "Yes."), ("user", asked.user)]
    assert sent.body["inferenceConfig"] == {"maxTokens": 4096}


def test_gives_each_piece_as_it_comes_and_counts_tokens(shared: Nova, server: Server) -> None:
    server.will(saying("One ", "two ", "three."))
    parts = [part for part in shared.generate(prompt()) if part != Usage()]
    assert list(dict.fromkeys(parts)) == ["One ", "two ", "three.", Usage(100, 25)]


def test_a_sign_of_life_comes_with_every_thought(shared: Nova, server: Server) -> None:
    server.will(streaming(thought("hm"), thought("hm"), drop=True))
    parts: list[str | Usage] = []
    with pytest.raises(GenerationFailed):
        parts.extend(shared.generate(prompt()))
    assert parts == [Usage()] * 3  # with the message's start


def test_may_be_cut_anywhere(shared: Nova, server: Server) -> None:
    whole = b"".join(saying("Größe: 秋风 ", "😀.").pieces)
    server.will(Reply([whole[at : at + 1] for at in range(len(whole))], content_type=TYPE))
    assert outcome(shared) == ("Größe: 秋风 😀.", Usage(100, 25), None)


def test_a_connection_that_may_have_died_is_not_used_again(server: Server) -> None:
    moment = [1000.0]
    seldom = nova(server.url, idle=Idle(lambda: moment[0]))
    server.will(saying("Yes."))
    for moment[0] in (1000.0, 1060.0, 1121.0):
        list(seldom.generate(prompt()))
    first, second, third = (request.port for request in server.requests)
    assert first == second != third


def test_never_shows_its_reasoning(shared: Nova, server: Server) -> None:
    server.will(streaming(thought("Secretly I think"), delta(""), delta("Yes."), *ending("end_turn")))
    assert outcome(shared)[0] == "Yes."


def test_an_answer_that_is_long_enough_to_be_cut_is_an_answer(shared: Nova, server: Server) -> None:
    server.will(streaming(delta("So much"), *ending("max_tokens", (9, 4096))))
    assert outcome(shared) == ("So much", Usage(9, 4096), None)


def test_closing_it_hangs_up(shared: Nova, server: Server) -> None:
    server.will(streaming(*[delta("word ")] * 2_000, pause=0.01))
    answer = shared.generate(prompt())
    next(answer)
    answer.close()  # type: ignore[attr-defined]
    assert server.gone.wait(60)


ENDED = ending("end_turn")
BAD_SUM = delta("I")[:-1] + b"\0"
FAILURES = {
    "denied": (refusing(403, "AccessDeniedException"), "model_key_refused"),
    "who": (refusing(403, "UnrecognizedClientException"), "model_key_refused"),
    "401": (refusing(401, "Unauthorized"), "model_key_refused"),
    "invalid": (refusing(400, "ValidationException"), "generation_failed"),
    "no model": (refusing(404, "ResourceNotFoundException"), "model_not_found"),
    "slow inside": (refusing(408, "ModelTimeoutException"), "model_timed_out"),
    "model error": (refusing(424, "ModelErrorException"), "model_unreachable"),
    "throttled": (refusing(429, "ThrottlingException"), "model_busy"),
    "not ready": (refusing(429, "ModelNotReadyException"), "model_busy"),
    "499": (refusing(499, "ClientClosed"), "model_unreachable"),
    "500": (refusing(500, "InternalServerException"), "model_unreachable"),
    "503": (refusing(503, "ServiceUnavailableException"), "model_busy"),
    "a proxy's page": (Reply([b"<h1>Bad gateway</h1>"], 502, "text/html"), "model_unreachable"),
    "guardrail": (streaming(*ending("guardrail_intervened")), "model_refused"),
    "filtered": (streaming(delta("I"), *ending("content_filtered")), "model_refused"),
    "a reason of tomorrow": (streaming(*ending("bored")), "model_refused"),
    "a tool": (streaming(*ending("tool_use")), "generation_failed"),
    "malformed output": (streaming(*ending("malformed_model_output")), "generation_failed"),
    "tokens spent on reasoning": (streaming(thought("Hm"), *ending("max_tokens")), "model_cut_short"),
    "no end": (streaming(delta("The law of")), "model_cut_short"),
    "empty": (streaming(*ending("end_turn")), "generation_failed"),
    "nothing": (Reply([], content_type=TYPE), "generation_failed"),
    "no frames": (Reply([b"<html>" * 9], content_type=TYPE), "generation_failed"),
    "a wrong checksum": (streaming(BAD_SUM), "generation_failed"),
    "half a frame": (streaming(delta("I"), delta("am")[:20]), "model_cut_short"),
    "no JSON": (streaming(event("contentBlockDelta", b"{oops")), "generation_failed"),
    "no UTF-8": (streaming(event("contentBlockDelta", b"\xff")), "generation_failed"),
    "no object": (streaming(event("contentBlockDelta", [1])), "generation_failed"),
    "odd shapes": (
        streaming(event("contentBlockDelta", {"delta": 7}), *ending("end_turn")),
        "generation_failed",
    ),
    "busy in the middle": (streaming(delta("I"), error("throttlingException")), "model_busy"),
    "down in the middle": (streaming(delta("I"), error("serviceUnavailableException")), "model_busy"),
    "broken in the middle": (streaming(delta("I"), error("internalServerException")), "model_unreachable"),
    "model error in the middle": (streaming(error("modelStreamErrorException")), "model_unreachable"),
    "invalid in the middle": (streaming(error("validationException")), "generation_failed"),
    "dropped": (streaming(delta("I"), drop=True), "model_cut_short"),
    "dropped at once": (Reply([], content_type=TYPE, drop=True), "model_cut_short"),
    "hung up": (Reply([], status=0, drop=True), "model_cut_short"),
}


@pytest.mark.parametrize(("reply", "code"), FAILURES.values(), ids=FAILURES)
def test_failures_have_a_code_and_words_of_ours(
    shared: Nova, server: Server, reply: Reply, code: str
) -> None:
    server.will(reply)
    failed = outcome(shared)[2]
    assert failed is not None
    assert failed.code == code
    assert "vendor" not in failed.message
    assert failed.message.endswith(".")
    assert len(server.requests) == 1


def test_silence_and_a_slow_drip_end(server: Server) -> None:
    impatient = nova(server.url, 0.3)
    server.will(streaming(delta("I"), delta("I"), pause=1.0))
    silence = outcome(impatient)[2]
    server.will(streaming(*[thought("hm")] * 60, pause=0.05))
    drip = outcome(impatient)[2]
    assert silence is not None
    assert drip is not None
    assert silence.code == drip.code == "model_timed_out"


def test_failures_come_after_the_text_and_the_tokens_that_were_sent(shared: Nova, server: Server) -> None:
    server.will(streaming(delta("The law "), delta("of"), *ending("guardrail_intervened")))
    text, usage, failed = outcome(shared)
    assert (text, usage) == ("The law of", Usage(100, 25))
    assert failed is not None


def test_failures_say_when_to_come_back(shared: Nova, server: Server) -> None:
    server.will(refusing(429, "ThrottlingException", {"retry-after": "17"}))
    failed = outcome(shared)[2]
    assert failed is not None
    assert failed.retry_after == 17


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    failed = outcome(nova(f"http://127.0.0.1:{port}", 0.5))[2]
    assert failed is not None
    assert failed.code == "model_unreachable"


WHOLE = b"".join(saying("The law of ", "Ohio [2].").pieces)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(WHOLE) - 1), put=st.binary(min_size=1, max_size=4), mended=st.booleans())
def test_whatever_is_wrong_with_the_bytes_is_a_failure_of_ours(
    shared: Nova, server: Server, at: int, put: bytes, mended: bool
) -> None:
    body = WHOLE[:at] + put + WHOLE[at + len(put) :]
    server.will(Reply([_mended(body) if mended else body], content_type=TYPE))
    outcome(shared)  # raises nothing else


def _mended(body: bytes) -> bytes:
    """The bytes with checksums that fit what they say now, as far as its lengths can be followed."""
    made, at = b"", 0
    while len(body) - at >= 16:
        size = int.from_bytes(body[at : at + 4], "big")
        if not 16 <= size <= len(body) - at:
            break
        head = body[at : at + 8]
        message = head + struct.pack("!I", crc32(head)) + body[at + 12 : at + size - 4]
        made += message + struct.pack("!I", crc32(message))
        at += size
    return made + body[at:]


@pytest.mark.skipif(not BEDROCK, reason="needs the recorded bodies of DOCENT_DATA")
@pytest.mark.parametrize("path", BEDROCK, ids=lambda path: path.name.removesuffix(".response.bin"))
def test_recorded_bodies(shared: Nova, server: Server, path: Path) -> None:
    server.will(from_bedrock(path))
    text, usage, failed = outcome(shared)
    assert text == by_frames(path.read_bytes())
    streamed = "stream" in path.name and "error" not in path.name
    assert (failed is None) == streamed
    if streamed:
        assert text.strip()
        assert usage != Usage()
