"""The door under a crowd: the product's own handlers, 200 callers at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest

from docent.gates import Visitor
from docent.wiring import wired
from tests.caller import Answer, Person
from tests.emulator import Emulator

pytestmark = pytest.mark.cloud
SITE = "https://shop.example"
CROWD, OTHERS = 200, 9


@pytest.fixture
def strict(cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets limits of the door; ask for it after the bot's owner is there."""

    def set_(**limits: int) -> None:
        for name, most in limits.items():
            monkeypatch.setenv(f"DOCENT_{name.upper()}", str(most))
        cloud.wire()

    return set_


def crowd(
    person: Person, bot_id: str, other: str, *, addresses: int, visitors: int
) -> tuple[list[Answer], list[Answer], float]:
    """What 199 questions are answered, after one, and 9 of another bot's visitors among them; and how many
    seconds all took. Prints how long they waited. 32 are under way at once: what more would wait for is the
    one process that is the store here, until callers give up (`benchmarks.limits` has the store alone)."""
    issue, laps = wired().visitor_tokens.issue, dict[int, float]()
    bots = [bot_id] * CROWD + [other] * OTHERS
    tokens = [issue(Visitor(f"vis_{n % visitors}_{bot}", bot, SITE), 900) for n, bot in enumerate(bots)]

    def ask(n: int) -> Answer:
        began, address = time.perf_counter(), f"198.51.{100 + n // CROWD}.{n % addresses}"
        answer = person.ask(bots[n], "Hello?", origin=SITE, token=tokens[n], address=address)
        laps[n] = time.perf_counter() - began
        return answer

    began = time.perf_counter()  # from the first one on there is more room each second
    assert ask(0).status == 200  # what is loaded once is loaded
    with ThreadPoolExecutor(32) as many:
        mixed = sorted(range(1, len(bots)), key=lambda n: n if n < CROWD else (n - CROWD) * CROWD / OTHERS)
        answers = dict(zip(mixed, many.map(ask, mixed), strict=True))
    seconds = time.perf_counter() - began + 1
    for words, some in (("of them", range(1, CROWD)), ("of others", range(CROWD, len(bots)))):
        waits = [laps[n] for n in some]
        print(f"{len(waits)} {words} at once: median {median(waits):.2f} s, longest {max(waits):.2f} s")
    of_bot, of_other = (
        [answers[n] for n in sorted(answers) if (n < CROWD) == mine] for mine in (True, False)
    )
    return of_bot, of_other, seconds


@pytest.mark.parametrize(
    ("limit", "addresses", "visitors"),
    [
        ("questions_per_address", 1, CROWD),
        ("questions_per_visitor", 100, 1),
        ("questions_per_bot", 100, CROWD),
    ],
)
def test_not_one_more_than_allowed_gets_in_and_others_are_unaffected(
    ann: Person, strict: Callable[..., None], limit: str, addresses: int, visitors: int
) -> None:
    bot_id, other = ann.bot(allowed_origins=[SITE]), ann.bot(allowed_origins=[SITE])
    roomy = {"questions_per_address": 999, "questions_per_visitor": 999, "questions_per_bot": 999}
    strict(**{**roomy, limit: 10})
    answers, others, seconds = crowd(ann, bot_id, other, addresses=addresses, visitors=visitors)
    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) == {200, 429}
    assert {answer.status for answer in others} == {200}
    assert 9 <= statuses[200] <= 9 + seconds // 6
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.code == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 6
    assert f"Wait {refused.headers['Retry-After']} seconds" in refused.json["error"]["message"].replace(
        "a second", "1 seconds"
    )
    assert refused.headers["Access-Control-Allow-Origin"] == SITE
    assert "retry-after" in refused.headers["Access-Control-Expose-Headers"]
    assert ann.ask(bot_id, "Hello?").status == 200  # its owner


def test_sessions_attempts_and_owners_are_counted_too(ann: Person, strict: Callable[..., None]) -> None:
    bot_id = ann.bot(allowed_origins=[SITE])
    strict(sessions_per_address=2, attempts_per_address=2, questions_per_builder=2)

    def three(call: Callable[[], Answer]) -> list[int]:
        return [call().status for _ in range(3)]

    opening = {"bot_id": bot_id}
    assert three(lambda: ann.call("chat", "POST", "/api/widget/session", opening, origin=SITE)) == [
        200, 200, 429,
    ]  # fmt: skip
    wrong = {"email": ann.email, "password": "Wrong-123"}
    assert three(
        lambda: ann.call("auth", "POST", "/auth/signin", wrong, address="192.0.2.9")
    ) == [401, 401, 429]  # fmt: skip
    assert ann.call("auth", "POST", "/auth/signin", wrong, address="192.0.2.10").status == 401
    assert three(lambda: ann.ask(bot_id, "Hello?")) == [200, 200, 429]


def test_what_a_visitor_does_beside_asking_is_counted_too(ann: Person, strict: Callable[..., None]) -> None:
    bot_id = ann.bot(allowed_origins=[SITE])
    message_id = ann.ask(bot_id, "Hello?").json["message_id"]
    token = wired().visitor_tokens.issue(Visitor("vis_1", bot_id, SITE), 900)
    strict(questions_per_address=1)
    who: dict[str, str] = {"origin": SITE, "token": token}

    def listed(address: str = "192.0.2.1") -> int:
        return ann.call(
            "chat", "GET", "/api/chat/conversations", query={"bot_id": bot_id}, address=address, **who
        ).status

    def voted() -> int:
        vote = {"message_id": message_id, "rating": "up"}
        return ann.call("chat", "POST", "/api/feedback", vote, address="192.0.2.1", **who).status

    assert [listed(), voted(), listed(), voted(), listed(), voted()] == [200, 404, 200, 404, 429, 429]
    assert listed("192.0.2.77") == 200


@pytest.mark.parametrize("hops", [0, 1, 2])
def test_a_forged_header_is_no_way_around_a_limit(
    ann: Person, strict: Callable[..., None], hops: int
) -> None:
    strict(attempts_per_address=2, trusted_hops=hops)
    wrong, proxies = {"email": ann.email, "password": "Wrong-123"}, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]

    def attempt(caller: str, forged: str) -> int:
        way = [forged, caller, *proxies[:hops]]
        seen = {"X-Forwarded-For": ", ".join(way)}
        return ann.call("auth", "POST", "/auth/signin", wrong, address=way[-1], headers=seen).status

    assert [attempt("198.51.100.7", f"203.0.113.{n}") for n in range(3)] == [401, 401, 429]
    assert attempt("198.51.100.8", "198.51.100.7") == 401


def test_an_address_is_kept_nowhere(ann: Person, cloud_scan: Callable[[], str]) -> None:
    bot_id = ann.bot(allowed_origins=[SITE])
    ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE, address="192.0.2.77")
    assert "rate#session#" in cloud_scan()
    assert "192.0.2.77" not in cloud_scan()


@pytest.fixture
def cloud_scan(ann: Person) -> Callable[[], str]:
    """All of the table Usage as text."""
    client, table = wired().limits._client, wired().settings.table("Usage")
    return lambda: str(client.scan(TableName=table)["Items"])
