"""What every AccessTokens does."""

from __future__ import annotations

from typing import Any

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
