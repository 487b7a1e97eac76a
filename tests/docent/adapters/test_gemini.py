from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from docent.adapters.gemini import Gemini
from docent.adapters.model_failures import Idle, Patience
from docent.conversation import Usage
from docent.errors import GenerationFailed
from docent.model import Bot
from docent.prompt import compose
from tests.contracts.generator import GeneratorContract, passages, prompt
from tests.gemini_server import GeminiServer, Reply, event, gemini_server, refusing, saying
from tests.recorded import GEMINI, KEY, RECORDED, STREAMS, as_stream, by_google, outcome


@pytest.fixture(scope="module")
def running() -> Iterator[GeminiServer]:
    with gemini_server() as server:
        yield server


@pytest.fixture
def server(running: GeminiServer) -> GeminiServer:
    running.requests.clear()
    running.gone.clear()
    return running


@pytest.fixture
def gemini(server: GeminiServer) -> Gemini:
    return Gemini(KEY, "gemini-3.5-flash-lite", server.url, Patience(20, 20, 60))


def generated(gemini: Gemini) -> list[str | Usage]:
    """What came before the failure."""
    parts: list[str | Usage] = []
    with pytest.raises(GenerationFailed):
        parts.extend(gemini.generate(prompt()))
    return parts


def failure(gemini: Gemini) -> GenerationFailed:
    last = outcome(gemini)[1]
    assert isinstance(last, GenerationFailed)
    return last


class TestContract(GeneratorContract):
    @pytest.fixture
    def generator(self, gemini: Gemini, server: GeminiServer) -> Gemini:
        server.will(saying("The law of ", "Ohio [2]."))
        return gemini


class TestRequest:
    def test_carries_the_prompt_the_history_and_no_sampling(
        self, gemini: Gemini, server: GeminiServer
    ) -> None:
        server.will(saying("Yes [1]."))
        asked = compose(
            Bot("b", "u", "Contracts"), "And after that?", passages("Text."), [("First?", "Yes.")]
        )
        list(gemini.generate(asked))
        sent = server.requests[0]
        assert sent.path == "/v1beta/models/gemini-3.5-flash-lite:streamGenerateContent?alt=sse"
        assert sent.headers["x-goog-api-key"] == KEY
        assert sent.body["systemInstruction"] == {"parts": [{"text": asked.system}]}
        turns = [(each["role"], each["parts"][0]["text"]) for each in sent.body["contents"]]
        assert turns == [("user", "First?"), ("model", "Yes."), ("user", asked.user)]
        assert sent.body["generationConfig"] == {"maxOutputTokens": 4096}

    def test_asks_for_a_level_of_thinking_where_one_is_set(self, server: GeminiServer) -> None:
        server.will(saying("Yes."))
        list(Gemini(KEY, "gemini-3.8-flash", server.url, Patience(), "low").generate(prompt()))
        sent = server.requests[0].body["generationConfig"]
        assert sent == {"maxOutputTokens": 4096, "thinkingConfig": {"thinkingLevel": "low"}}

    def test_a_model_name_cannot_leave_its_place_in_the_path(self, server: GeminiServer) -> None:
        server.will(saying("Yes."))
        list(Gemini(KEY, "../files?x=", server.url, Patience()).generate(prompt()))
        assert server.requests[0].path.startswith("/v1beta/models/..%2Ffiles%3Fx%3D:streamGenerateContent")

    def test_keeps_its_connection(self, gemini: Gemini, server: GeminiServer) -> None:
        server.will(saying("Yes."))
        for _ in range(2):
            list(gemini.generate(prompt()))
        assert server.requests[0].port == server.requests[1].port


class TestStream:
    def test_gives_each_piece_as_it_comes(self, gemini: Gemini, server: GeminiServer) -> None:
        server.will(saying("One ", "two ", "three."))
        parts = [part for part in gemini.generate(prompt()) if part != Usage()]
        assert list(dict.fromkeys(parts)) == [
            "One ",
            "two ",
            Usage(100, 25),
            "three.",
        ]

    def test_may_be_cut_anywhere(self, gemini: Gemini, server: GeminiServer) -> None:
        whole = b"".join(saying("Größe: 秋风 ", "😀.").pieces)
        server.will(Reply([whole[at : at + 1] for at in range(len(whole))]))
        assert outcome(gemini) == ("Größe: 秋风 😀.", Usage(100, 25))

    def test_never_shows_thoughts_or_calls(self, gemini: Gemini, server: GeminiServer) -> None:
        thought = {"text": "Secretly I think", "thought": True}
        server.will(Reply([event(thought, {"functionCall": {"name": "f"}}, {"text": "Yes."}, finish="STOP")]))
        assert outcome(gemini)[0] == "Yes."

    def test_an_answer_that_is_long_enough_to_be_cut_is_an_answer(
        self, gemini: Gemini, server: GeminiServer
    ) -> None:
        server.will(Reply([event({"text": "So much"}, finish="MAX_TOKENS", usage=(9, 4096, 0))]))
        assert outcome(gemini) == ("So much", Usage(9, 4096))

    def test_tells_its_tokens_as_soon_as_they_are_known(self, gemini: Gemini, server: GeminiServer) -> None:
        first = event({"text": "One "}, usage=(100, 2, 30))
        server.will(Reply([first, event({"text": "two."}, finish="STOP", usage=(100, 4, 30))]))
        told = [part for part in gemini.generate(prompt()) if isinstance(part, Usage)]
        assert told[0] == Usage(100, 30 + len("One "))  # more than that it cannot be
        assert told[-1] == Usage(100, 34)

    def test_what_counts_only_at_its_end_costs_the_most_until_then(
        self, gemini: Gemini, server: GeminiServer
    ) -> None:
        def counting(text: str, finish: str = "", **counts: int) -> bytes:
            said = {"candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": finish}]}
            return b"data: " + json.dumps({**said, "usageMetadata": counts}).encode() + b"\n\n"

        pieces = [counting("One ", promptTokenCount=100), counting("two ", promptTokenCount=100)]
        server.will(Reply(pieces, drop=True))
        told = [part for part in generated(gemini) if isinstance(part, Usage)]
        assert set(told) == {Usage(100, prompt().most_tokens)}
        last = counting("three.", "STOP", promptTokenCount=100, candidatesTokenCount=6)
        server.will(Reply([*pieces, last]))
        assert outcome(gemini) == ("One two three.", Usage(100, 6))

    def test_a_sign_of_life_comes_with_every_thought(self, gemini: Gemini, server: GeminiServer) -> None:
        thoughts = [event({"text": "hm", "thought": True}, usage=(100, 0, count)) for count in (50, 90)]
        server.will(Reply(thoughts, drop=True))
        assert generated(gemini) == [Usage(100, 50), Usage(100, 90)]

    def test_closing_it_hangs_up(self, gemini: Gemini, server: GeminiServer) -> None:
        server.will(Reply([event({"text": "word "})] * 2_000, pause=0.01))
        answer = gemini.generate(prompt())
        next(answer)
        answer.close()  # type: ignore[attr-defined]
        assert server.gone.wait(60)


FAILURES = {
    "key": (refusing(400, "API_KEY_INVALID"), "model_key_refused"),
    "401": (refusing(401), "model_key_refused"),
    "403": (refusing(403), "model_key_refused"),
    "400": (refusing(400), "generation_failed"),
    "404": (refusing(404), "model_not_found"),
    "429": (refusing(429), "model_busy"),
    "503": (refusing(503), "model_busy"),
    "499": (refusing(499), "model_unreachable"),
    "500": (refusing(500), "model_unreachable"),
    "a proxy's page": (Reply([b"<h1>Bad gateway</h1>"], 502, "text/html"), "model_unreachable"),
    "redirect": (Reply([b""], 302, headers={"location": "http://127.0.0.1:9/"}), "model_unreachable"),
    "blocked": (Reply([b'data: {"promptFeedback": {"blockReason": "SAFETY"}}\n\n']), "model_refused"),
    "safety": (Reply([event(finish="SAFETY")]), "model_refused"),
    "recitation": (Reply([event({"text": "I"}), event(finish="RECITATION")]), "model_refused"),
    "a reason of tomorrow": (Reply([event(finish="BORED")]), "model_refused"),
    "tokens spent on thoughts": (Reply([event(finish="MAX_TOKENS")]), "model_cut_short"),
    "no end": (Reply([event({"text": "The law of"})]), "model_cut_short"),
    "empty": (Reply([event(finish="STOP")]), "generation_failed"),
    "nothing": (Reply([b"\n"]), "generation_failed"),
    "no JSON": (Reply([b"data: {oops\n\n"]), "generation_failed"),
    "no object": (Reply([b"data: [1]\n\n"]), "generation_failed"),
    "odd shapes": (Reply([b'data: {"candidates": 1, "usageMetadata": []}\n\n']), "generation_failed"),
    "no event stream": (Reply([b"<html>\n"], content_type="text/html"), "generation_failed"),
    "error as event": (Reply([b'data: {"error": {"code": 429}}\n\n']), "model_busy"),
    "error in the middle": (Reply([event({"text": "I"}), b'{\n "error": {}\n}\n']), "generation_failed"),
    "dropped": (Reply([event({"text": "I"})], drop=True), "model_cut_short"),
    "dropped at once": (Reply([b"\n"], drop=True), "model_cut_short"),
    "hung up": (Reply([], status=0, drop=True), "model_cut_short"),
    "silence": (Reply([event({"text": "I"}), event(finish="STOP")], pause=1.0), "model_timed_out"),
}


class TestFailures:
    @pytest.mark.parametrize(("reply", "code"), FAILURES.values(), ids=FAILURES)
    def test_have_a_code_and_words_of_ours(self, server: GeminiServer, reply: Reply, code: str) -> None:
        server.will(reply)
        late = code == "model_timed_out"
        patience = Patience(0.5, 0.5, 1.5) if late else Patience(20, 20, 60)
        failed = failure(Gemini(KEY, "gemini-3.5-flash-lite", server.url, patience))
        assert failed.code == code
        assert "vendor" not in failed.message
        assert KEY not in failed.message
        assert failed.message.endswith(".")

    def test_come_after_the_text_that_was_sent(self, gemini: Gemini, server: GeminiServer) -> None:
        server.will(Reply([event({"text": "The law "}), event({"text": "of"})], drop=True))
        text, failed = outcome(gemini)
        assert text == "The law of"
        assert isinstance(failed, GenerationFailed)

    def test_say_when_to_come_back(self, gemini: Gemini, server: GeminiServer) -> None:
        server.will(refusing(429, retry_after="17"))
        assert failure(gemini).retry_after == 17

    def test_thoughts_are_no_text_that_was_due(self, server: GeminiServer) -> None:
        server.will(Reply([event({"text": "hm", "thought": True})] * 100, pause=0.05))
        slow = Gemini(KEY, "m", server.url, Patience(1.0, 0.3, 60.0))
        assert outcome(slow)[0] == ""
        assert failure(slow).code == "model_timed_out"

    def test_a_slow_drip_ends(self, server: GeminiServer) -> None:
        server.will(Reply([event({"text": "word "})] * 100, pause=0.05))
        assert failure(Gemini(KEY, "m", server.url, Patience(0.2, 0.2, 0.6))).code == "model_timed_out"

    def test_nobody_listens(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        assert (
            failure(Gemini(KEY, "m", f"http://127.0.0.1:{port}", Patience(0.5, 0.5, 1.5))).code
            == "model_unreachable"
        )

    def test_what_got_no_answer_is_not_sent_again(self, gemini: Gemini, server: GeminiServer) -> None:
        server.will(saying("One."), Reply([], status=0, drop=True), saying("Two."))
        assert [outcome(gemini)[0] for _ in range(3)] == ["One.", "", "Two."]
        assert len(server.requests) == 3

    def test_a_connection_that_may_have_died_is_not_used_again(self, server: GeminiServer) -> None:
        moment = [1000.0]
        gemini = Gemini(KEY, "m", server.url, Patience(), idle=Idle(lambda: moment[0]))
        server.will(saying("Yes."))
        for moment[0] in (1000.0, 1060.0, 1121.0):
            list(gemini.generate(prompt()))
        first, second, third = (request.port for request in server.requests)
        assert first == second != third


@pytest.mark.skipif(not STREAMS, reason="needs the recorded bodies of DOCENT_DATA")
@pytest.mark.filterwarnings(
    "ignore:.* is not a valid:UserWarning"
)  # google-genai's, of enums it does not know
@pytest.mark.parametrize("path", STREAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_recorded_bodies_give_the_text_that_google_genai_gives(
    gemini: Gemini, server: GeminiServer, path: Path
) -> None:
    body = path.read_bytes()
    error = json.loads(body)["error"] if body.startswith(b"{") else None
    server.will(Reply([body], error["code"] if error else 200))
    text, last = outcome(gemini)
    assert text == by_google(server.url)
    assert isinstance(last, Usage) == (
        ("success" in path.name or "stream.0" in path.name) and not unusable(path)
    )


@pytest.mark.skipif(not GEMINI, reason="needs the recorded bodies of DOCENT_DATA")
@pytest.mark.filterwarnings("ignore:.* is not a valid:UserWarning")
def test_every_recorded_body_is_an_answer_or_a_failure_of_ours(gemini: Gemini, server: GeminiServer) -> None:
    """Unary ones too, each as the only event of a stream: what would be an answer there is one here."""
    differing = []
    for path in GEMINI:
        body, status = as_stream(path.read_bytes())
        server.will(Reply([body], status))
        if outcome(gemini)[0] != by_google(server.url):
            differing.append(path.name)
    assert differing == []


@pytest.mark.skipif(not STREAMS, reason="needs the recorded bodies of DOCENT_DATA")
@pytest.mark.parametrize("name", ["basic-reply-long", "citations"])
def test_a_recorded_answer_cut_before_its_last_event_costs_no_less(
    gemini: Gemini, server: GeminiServer, name: str
) -> None:
    """Google counts what these wrote in their last event only."""
    path = RECORDED / "firebase-mock-responses" / "googleai" / f"streaming-success-{name}.txt"
    pieces = [each + b"\n\n" for each in path.read_bytes().replace(b"\r", b"").split(b"\n\n") if each]
    server.will(Reply(pieces))
    counted = outcome(gemini)[1]
    server.will(Reply(pieces[:-1], drop=True))
    told = [part for part in generated(gemini) if isinstance(part, Usage)][-1]
    assert isinstance(counted, Usage)
    assert told.input_tokens == counted.input_tokens
    assert told.output_tokens >= counted.output_tokens > 0


def unusable(path: Path) -> bool:
    """Calls and pictures without a word to show, and one body that never says that it ends."""
    return any(name in path.name for name in ("function-call", "image-invalid", "quotes-escaped"))
