"""What every Secrets does."""

from __future__ import annotations

from typing import Any

import pytest

from docent.errors import Unavailable


class SecretsContract:
    @pytest.fixture
    def secrets(self) -> Any:
        raise NotImplementedError

    def test_makes_a_secret_once(self, secrets: Any) -> None:
        made = secrets.secret("visitor-secret", make=True)
        assert len(made) >= 32
        assert secrets.secret("visitor-secret", make=True) == made
        assert secrets.secret("visitor-secret") == made

    def test_makes_none_unasked(self, secrets: Any) -> None:
        with pytest.raises(Unavailable):
            secrets.secret("gemini-api-key")
