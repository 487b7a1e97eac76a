from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest

from docent import sessions
from docent.adapters.visitor_jwt import VisitorJwt
from docent.errors import NotSignedIn, OriginNotAllowed, TooManyRequests
from docent.gates import Visitor
from docent.model import Bot
from docent.puzzle import SECONDS, Puzzle
from docent.sessions import Asking, Opened
from tests.contracts.bots import some_bot
from tests.fakes import MemoryBots
from tests.gatekeepers import MemoryIdentities, MemoryLimits, MemoryPeople
from tests.solver import solve

SITE, SECRET = "https://shop.example", "s" * 40


class Tokens(VisitorJwt):
    """VisitorTokens that leave names to the user pool."""

    def visitor(self, token: str, grace: int = 0):  # type: ignore[no-untyped-def]
        return super().visitor(token, grace) if "." in token else None


@dataclass
class Door:
    """One bot's door, with a clock of its own."""

    settings: dict[str, Any] = field(default_factory=dict)
    most: int = 60
    now: float = field(default_factory=time.time)
    bots: MemoryBots = field(default_factory=MemoryBots)
    identities: MemoryIdentities = field(default_factory=MemoryIdentities)
    limits: MemoryLimits = field(default_factory=MemoryLimits)
    tokens: Tokens = field(default_factory=lambda: Tokens(lambda: SECRET))
    people: MemoryPeople = field(default_factory=MemoryPeople)

    def __post_init__(self) -> None:
        self.bot = self.another()

    def another(self) -> Bot:
        bot = some_bot("ann", **{"allowed_origins": (SITE,), **self.settings})
        self.bots.create(bot)
        return bot

    def ask(self, **asking: Any) -> Opened | Puzzle:
        given = {"bot_id": self.bot.bot_id, "origin": SITE, "address": "somewhere", **asking}
        return sessions.open_session(
            Asking(**given), self.most, bots=self.bots, tokens=self.tokens, identities=self.identities,
            people=self.people, limits=self.limits, secret=lambda: SECRET, clock=lambda: self.now,
        )  # fmt: skip

    def puzzle(self, **asking: Any) -> Puzzle:
        posed = self.ask(**asking)
        assert isinstance(posed, Puzzle)
        return posed

    def visitor(self, **asking: Any) -> str:
        outcome = self.ask(**asking)
        assert isinstance(outcome, Opened)
        visitor = self.tokens.visitor(outcome.token)
        assert (visitor.bot_id, visitor.origin) == (asking.get("bot_id", self.bot.bot_id), SITE)
        return str(visitor.visitor_id)

    def token(self, visitor_id: str, seconds: int = 60, origin: str = SITE) -> str:
        return self.tokens.issue(Visitor(visitor_id, self.bot.bot_id, origin), seconds)

    def signed(self, bot_id: str = "", **claims: Any) -> str:
        bot_id = bot_id or self.bot.bot_id
        key = self.people.secret(bot_id, self.identities.version(bot_id))
        return jwt.encode({"sub": "jane@shop", "exp": time.time() + 300, **claims}, key, algorithm="HS256")


def test_a_visitor_stays_the_same_from_session_to_session() -> None:
    door = Door()
    visitor_id = door.visitor()
    assert door.visitor(earlier=door.token(visitor_id)) == visitor_id
    assert door.visitor(earlier=door.token(visitor_id, 60 - sessions.RENEWAL_SECONDS)) == visitor_id
    expired = door.token(visitor_id, -60 - sessions.RENEWAL_SECONDS)
    for earlier in (expired, door.token(visitor_id, origin="https://other.example"), "ann", "x.y.z"):
        assert door.visitor(earlier=earlier) != visitor_id


def test_a_person_that_the_site_names_is_the_same_on_every_device() -> None:
    door = Door()
    other = door.another()
    with pytest.raises(NotSignedIn) as off:
        door.ask(identity=door.signed())
    assert off.value.code == "identity_rejected"
    for each in (door.bot, other):
        door.identities.rotate(each.bot_id)
    jane = door.visitor(identity=door.signed())
    assert door.visitor(identity=door.signed(), earlier=door.token("vis_1")) == jane
    assert "jane" not in jane
    assert door.visitor(identity=door.signed(sub="joe")) != jane
    assert door.visitor(identity=door.signed(other.bot_id), bot_id=other.bot_id) != jane
    worn = door.signed()
    for wrong in (door.signed(other.bot_id), door.signed(exp=time.time() - 9), "x.y.z"):
        with pytest.raises(NotSignedIn):
            door.ask(identity=wrong)
    door.identities.rotate(door.bot.bot_id)
    assert door.visitor(identity=door.signed()) == jane
    with pytest.raises(NotSignedIn):
        door.ask(identity=worn)


def test_a_person_stays_the_same_while_the_secret_that_named_them_counts() -> None:
    door = Door()
    door.identities.rotate(door.bot.bot_id)
    opened = door.ask(identity=door.signed())
    assert isinstance(opened, Opened)
    jane = door.visitor(earlier=opened.token)
    assert jane.startswith("per_")
    for end in (door.identities.rotate, door.identities.stop, door.identities.rotate):
        end(door.bot.bot_id)
        assert door.visitor(earlier=opened.token).startswith("vis_")
    assert door.visitor(identity=door.signed()) == jane


@pytest.mark.parametrize(
    "origin", ["", "null", "https://evil.example", "http://shop.example", "https://shop.example.evil.example"]
)
def test_other_origins_get_no_session(origin: str) -> None:
    with pytest.raises(OriginNotAllowed):
        Door().ask(origin=origin)


def test_a_page_that_may_not_open_a_bot_does_not_learn_whether_there_is_one() -> None:
    door, said = Door(), []
    gone = door.another()
    door.bots.change(gone.bot_id, "ann", {"erasing": True})
    for bot_id, origin in ((door.bot.bot_id, "https://a.example"), ("bot_none", "https://a.example")):
        with pytest.raises(OriginNotAllowed) as refused:
            door.ask(bot_id=bot_id, origin=origin)
        said.append((refused.value.code, refused.value.message))
    assert said[0] == said[1]
    with pytest.raises(OriginNotAllowed):
        door.ask(bot_id=gone.bot_id)


def test_sessions_of_an_address_are_counted() -> None:
    door = Door(most=2)
    assert door.visitor() != door.visitor()
    with pytest.raises(TooManyRequests):
        door.ask()
    assert door.visitor(address="elsewhere")


def test_newcomers_work_for_their_token_and_others_do_not() -> None:
    door = Door({"proof_of_work": True})
    newcomer = door.visitor(proof=solve(door.puzzle()))
    assert door.visitor(earlier=door.token(newcomer)) == newcomer
    door.identities.rotate(door.bot.bot_id)
    assert door.visitor(identity=door.signed()).startswith("per_")
    for earlier in ("x.y.z", door.token(newcomer, -60 - sessions.RENEWAL_SECONDS)):
        assert door.puzzle(earlier=earlier)


def test_work_counts_once_for_one_bot_page_and_address() -> None:
    door = Door({"proof_of_work": True, "allowed_origins": (SITE, "https://other.example")})
    proof = solve(door.puzzle())
    assert door.puzzle(proof=proof, address="elsewhere")
    assert door.puzzle(proof=proof, origin="https://other.example")
    assert door.puzzle(proof=proof, bot_id=door.another().bot_id)
    door.now += SECONDS - 1
    assert door.visitor(proof=proof)
    for seconds in (0, 0.5, 1, SECONDS):
        door.now += seconds
        assert door.puzzle(proof=proof)


def test_nothing_is_written_before_the_work_is_done() -> None:
    door = Door({"proof_of_work": True})
    puzzle = door.puzzle().puzzle
    assert door.puzzle(proof=f"{puzzle}:" + ",".join("1" * 16))
    assert door.limits.empty_at == {}
