"""A drill of failover: Gemini and Bedrock on loopback, failed in each way in turn, quotes behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

from botocore.session import get_session

from docent.adapters.extractive import Extractive
from docent.config import Settings
from docent.conversation import Citation
from docent.model import Bot
from docent.ports import Embedder
from docent.purse import Purse
from docent.stopwatch import Stopwatch
from docent.wired_models import Models
from docent.writing import Writing
from tests import bedrock_server as bedrock
from tests import gemini_server as gemini
from tests.contracts.generator import prompt
from tests.fakes import MemoryLedger
from tests.wire import Reply, Server, serving

NOVA = "us.amazon.nova-2-lite-v1:0"
WAIT = 0.5  # seconds until the first text, where it is slow
GEMINI_SAYS = gemini.saying("The law of the State of ", "Ohio [2].")
NOVA_SAYS = bedrock.saying("The law of the State of ", "Ohio [2].")
GEMINI_FAILS = {
    **{f"status {code}": gemini.refusing(code) for code in (400, 401, 403, 404, 429, 499, 500, 503)},
    "wait asked for": gemini.refusing(429, retry_after="30"),
    "prompt blocked": Reply([b'data: {"promptFeedback": {"blockReason": "SAFETY"}}\n\n']),
    "safety": Reply([gemini.event(finish="SAFETY")]),
    "recitation": Reply([gemini.event(finish="RECITATION")]),
    "all thought": Reply([gemini.event({"text": "hm", "thought": True}, finish="MAX_TOKENS")]),
    "empty": Reply([gemini.event(finish="STOP")]),
    "malformed": Reply([b"data: {oops\n\n"]),
    "hung up": Reply([], status=0, drop=True),
    "slow": Reply([b"\n", gemini.event({"text": "late"})], pause=4 * WAIT),
    "dropped": Reply([b"\n"], drop=True),
    "dropped after text": Reply([gemini.event({"text": "The law of "})], drop=True),
    "blocked after text": Reply([gemini.event({"text": "The law of "}), gemini.event(finish="SAFETY")]),
}
NOVA_FAILS = {
    **{f"status {code}": bedrock.refusing(code, "Oops") for code in (400, 401, 403, 404, 424, 429, 500, 503)},
    "guardrail": bedrock.streaming(*bedrock.ending("guardrail_intervened")),
    "filtered": bedrock.streaming(*bedrock.ending("content_filtered")),
    "all thought": bedrock.streaming(bedrock.thought("hm"), *bedrock.ending("max_tokens")),
    "empty": bedrock.streaming(*bedrock.ending("end_turn")),
    "malformed frame": bedrock.streaming(bedrock.delta("I")[:-1] + b"\0"),
    "hung up": Reply([], status=0, drop=True),
    "slow": bedrock.streaming(bedrock.delta("late"), pause=4 * WAIT),
    "dropped": bedrock.streaming(drop=True),
    "throttled in the stream": bedrock.streaming(bedrock.error("throttlingException")),
    "error after text": bedrock.streaming(
        bedrock.delta("The law of "), bedrock.error("internalServerException")
    ),
}
LATE = 1.0  # seconds until what fails late does: longer than anything is tried again
GEMINI_FAILS |= {
    f"late {name}": replace(GEMINI_FAILS[name], late=LATE) for name in ("status 500", "status 503", "hung up")
}
NOVA_FAILS |= {
    f"late {name}": replace(NOVA_FAILS[name], late=LATE) for name in ("status 500", "status 503", "hung up")
}
CASES = [
    *((f"gemini {name}", reply, NOVA_SAYS) for name, reply in GEMINI_FAILS.items()),
    *((f"gemini down, nova {name}", GEMINI_FAILS["status 500"], reply) for name, reply in NOVA_FAILS.items()),
    (
        "gemini late status 503, nova late status 503",
        GEMINI_FAILS["late status 503"],
        NOVA_FAILS["late status 503"],
    ),
]


def seconds(name: str) -> float:
    """How long the failures of a case of this name take by themselves."""
    return WAIT * name.count("slow") + LATE * name.count("late")


class Answered(NamedTuple):
    """What a reader was shown. Times in milliseconds from the question, to the first text and to the end."""

    text: str
    citations: list[Citation]
    model: str
    cut_short: bool
    first: float
    total: float


class Drill:
    """A deployment with both models, its breakers as they are after what it went through."""

    def __init__(self, first: Server, second: Server, embedder: Embedder, wait: float = 8.0) -> None:
        self.first, self.second = first, second
        settings = Settings(gemini_base_url=first.url, nova_model=NOVA, model_text_timeout=wait)
        self._models = Models(settings, lambda: "key", lambda: Loopback(second.url))
        self._quotes = Extractive(embedder)

    def ask(self) -> Answered:
        watch = Stopwatch()
        writing = Writing(Purse(Bot("bot_1", "ann", "Docs"), MemoryLedger()), watch)
        generators = (*self._models.chosen("auto", False), self._quotes)
        for _ in writing.write(prompt(), generators, lambda host: False):
            watch.since_start("first_token")
        watch.since_start("total")
        return Answered(
            writing.text, writing.citations, writing.model, writing.cut_short,
            watch.parts["first_token"], watch.parts["total"],
        )  # fmt: skip


@contextmanager
def servers() -> Iterator[tuple[Server, Server]]:
    with serving() as first, serving() as second:
        yield first, second


class Loopback:
    """botocore's session, which has made clients before as it has in a function, bent to loopback."""

    _session = get_session()

    def __init__(self, url: str) -> None:
        self._url = url

    def create_client(self, service: str, **options: Any) -> Any:
        return self._session.create_client(
            service, endpoint_url=self._url, aws_access_key_id="a", aws_secret_access_key="b", **options
        )
