from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from docent.adapters.visitor_jwt import PersonJwt, VisitorJwt
from docent.errors import NotSignedIn
from docent.gates import Visitor

SECRET = "s" * 40
VISITOR = Visitor("vis_1", "bot_1", "https://a.example")


@pytest.fixture
def tokens() -> VisitorJwt:
    return VisitorJwt(lambda: SECRET)


def test_reads_what_it_issued(tokens: VisitorJwt) -> None:
    assert tokens.visitor(tokens.issue(VISITOR, 60)) == VISITOR


def test_refuses_one_that_ran_out(tokens: VisitorJwt) -> None:
    with pytest.raises(NotSignedIn) as refused:
        tokens.visitor(tokens.issue(VISITOR, -1))
    assert refused.value.code == "token_expired"


def test_refuses_another_secret_and_rubbish(tokens: VisitorJwt) -> None:
    foreign = VisitorJwt(lambda: "t" * 40).issue(VISITOR, 60)
    unsigned = jwt.encode({"sub": "x"}, SECRET, algorithm="HS256")
    for token in (foreign, unsigned, "x.y.z", "", "é"):
        with pytest.raises(NotSignedIn):
            tokens.visitor(token)


def test_leaves_tokens_of_the_user_pool_to_others(tokens: VisitorJwt) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    assert tokens.visitor(jwt.encode({"sub": "x"}, key, algorithm="RS256")) is None


class TestPersonJwt:
    people = PersonJwt(lambda: "s" * 40)

    def signed(self, **changed: Any) -> str:
        claims = {"sub": "jane", "exp": time.time() + 300, **changed}
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, self.people.secret("bot_1", 1), algorithm="HS256")

    def test_names_the_person(self) -> None:
        assert self.people.person(self.signed(aud="shop", iat=1), "bot_1", 1) == "jane"

    def test_secrets_are_of_one_bot_and_one_version(self) -> None:
        secrets = {self.people.secret(*each) for each in (("bot_1", 1), ("bot_1", 2), ("bot_2", 1))}
        assert len(secrets) == 3
        assert {len(secret) for secret in secrets} == {64}

    @pytest.mark.parametrize(
        "changed",
        [
            {"exp": None}, {"sub": None}, {"sub": ""}, {"sub": 5}, {"sub": "x" * 201}, {"exp": "soon"},
            {"exp": time.time() + 86_400}, {"exp": time.time() - 60}, {"exp": float("inf")},
            {"exp": str(int(time.time()) + 86_400)}, {"nbf": time.time() + 600},
        ],
    )  # fmt: skip
    def test_refuses_what_says_nobody_or_counts_too_long(self, changed: dict[str, Any]) -> None:
        with pytest.raises(NotSignedIn) as refused:
            self.people.person(self.signed(**changed), "bot_1", 1)
        assert refused.value.code == "identity_rejected"

    def test_refuses_other_algorithms_and_other_secrets(self) -> None:
        claims = {"sub": "jane", "exp": time.time() + 300}
        for token in (
            jwt.encode(claims, "", algorithm="none"),
            jwt.encode(claims, self.people.secret("bot_1", 1), algorithm="HS512"),
            jwt.encode(claims, self.people.secret("bot_1", 2), algorithm="HS256"),
        ):
            with pytest.raises(NotSignedIn):
                self.people.person(token, "bot_1", 1)
