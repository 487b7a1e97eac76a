from __future__ import annotations

import jwt
import pytest

from docent.adapters.visitor_jwt import PersonJwt, VisitorJwt
from docent.errors import NotSignedIn
from docent.gates import Visitor
from tests.contracts.tokens import PersonTokensContract
from tests.gatekeepers import MemoryPeople

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


class TestPersonJwt(PersonTokensContract):
    @pytest.fixture
    def people(self) -> PersonJwt:
        return PersonJwt(lambda: SECRET)

    def test_secrets_are_of_one_deployment(self, people: PersonJwt) -> None:
        assert people.secret("bot_1", 1) != PersonJwt(lambda: "t" * 40).secret("bot_1", 1)
        assert len(people.secret("bot_1", 1)) == 64


class TestMemoryPeople(PersonTokensContract):
    @pytest.fixture
    def people(self) -> MemoryPeople:
        return MemoryPeople()
