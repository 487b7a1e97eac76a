"""What every AccessTokens and every PersonTokens does."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from docent.errors import NotSignedIn


class AccessTokensContract:
    @pytest.fixture
    def tokens(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def ann(self) -> str:
        """A good access token of the user whose id is `ann`."""
        raise NotImplementedError

    def test_knows_whose_token_it_is(self, tokens: Any, ann: str) -> None:
        assert tokens.user_id(ann) == "ann"

    def test_knows_the_groups_of_its_holder(self, tokens: Any, ann: str) -> None:
        assert tokens.groups(ann) == {"builder"}

    @pytest.mark.parametrize(
        "token", ["", "x", "x.y.z", "é", "a" * 5000, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ."]
    )
    def test_refuses_rubbish(self, tokens: Any, token: str) -> None:
        with pytest.raises(NotSignedIn):
            tokens.user_id(token)

    def test_refuses_a_token_that_was_touched(self, tokens: Any, ann: str) -> None:
        for at in range(0, len(ann), 40):
            touched = ann[:at] + ("A" if ann[at] != "A" else "B") + ann[at + 1 :]
            with pytest.raises(NotSignedIn):
                tokens.user_id(touched)
            with pytest.raises(NotSignedIn):
                tokens.groups(touched)


class PersonTokensContract:
    @pytest.fixture
    def people(self) -> Any:
        raise NotImplementedError

    def signed(self, people: Any, **changed: Any) -> str:
        """What a site signs about Jane for the first bot; a claim of None is left out."""
        claims = {"sub": "jane", "exp": time.time() + 300, **changed}
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, people.secret("bot_1", 1), algorithm="HS256")

    def test_names_the_person(self, people: Any) -> None:
        assert people.person(self.signed(people, aud="shop", iat=1), "bot_1", 1) == "jane"

    @pytest.mark.parametrize("claim", ["iat", "nbf"])
    def test_a_clock_that_is_ahead_by_less_than_a_minute_is_no_reason(self, people: Any, claim: str) -> None:
        ahead = self.signed(people, **{claim: int(time.time()) + 50})
        assert people.person(ahead, "bot_1", 1) == "jane"

    def test_secrets_are_of_one_bot_and_one_version(self, people: Any) -> None:
        secrets = {people.secret(*each) for each in (("bot_1", 1), ("bot_1", 2), ("bot_2", 1))}
        assert len(secrets) == 3
        for bot_id, version in (("bot_1", 2), ("bot_2", 1)):
            with pytest.raises(NotSignedIn):
                people.person(self.signed(people), bot_id, version)

    @pytest.mark.parametrize(
        "changed",
        [
            {"exp": None}, {"sub": None}, {"sub": ""}, {"sub": 5}, {"sub": "x" * 201}, {"exp": "soon"},
            {"exp": time.time() + 86_400}, {"exp": time.time() - 60}, {"exp": float("inf")},
            {"exp": str(int(time.time()) + 86_400)}, {"nbf": time.time() + 86_400},
            {"nbf": "x"}, {"nbf": []}, {"sub": "\ud83d"},
        ],
    )  # fmt: skip
    def test_refuses_what_says_nobody_or_counts_too_long(self, people: Any, changed: dict[str, Any]) -> None:
        with pytest.raises(NotSignedIn) as refused:
            people.person(self.signed(people, **changed), "bot_1", 1)
        assert refused.value.code == "identity_rejected"

    @pytest.mark.parametrize("token", ["", "x", "x.y.z", "é", "a" * 5000, "e30.e30.", "e30.bnVsbA.e30"])
    def test_refuses_rubbish(self, people: Any, token: str) -> None:
        with pytest.raises(NotSignedIn):
            people.person(token, "bot_1", 1)

    def test_refuses_other_algorithms(self, people: Any) -> None:
        claims = {"sub": "jane", "exp": time.time() + 300}
        for token in (
            jwt.encode(claims, "", algorithm="none"),
            jwt.encode(claims, people.secret("bot_1", 1), algorithm="HS512"),
        ):
            with pytest.raises(NotSignedIn):
                people.person(token, "bot_1", 1)
