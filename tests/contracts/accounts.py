"""What every Registrations, Sessions, Passwords and Profiles does (one store behind all four)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from docent.errors import BadInput, NotAllowed, NotSignedIn, WrongCredentials

PASSWORD = "Secret-123"


class AccountsContract:
    @pytest.fixture
    def accounts(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def email(self) -> str:
        return f"{uuid.uuid4().hex}@example.com"

    def _confirmed(self, accounts: Any, email: str) -> str:
        user_id = str(accounts.sign_up(email, PASSWORD, "Ann"))
        accounts.confirm(email, "123456")
        return user_id

    def test_signs_in_once_confirmed(self, accounts: Any, email: str) -> None:
        accounts.sign_up(email, PASSWORD, "Ann")
        with pytest.raises(NotAllowed):
            accounts.sign_in(email, PASSWORD)
        accounts.confirm(email, "123456")
        session = accounts.sign_in(email, PASSWORD)
        assert (session.user.email, session.user.name) == (email, "Ann")
        assert accounts.profile(session.access_token) == session.user

    def test_refuses_a_wrong_code(self, accounts: Any, email: str) -> None:
        accounts.sign_up(email, PASSWORD, "")
        with pytest.raises(BadInput):
            accounts.confirm(email, "000000")
        with pytest.raises(BadInput):
            accounts.confirm("nobody@example.com", "123456")

    def test_does_not_tell_who_has_an_account(self, accounts: Any, email: str) -> None:
        user_id = self._confirmed(accounts, email)
        again = accounts.sign_up(email, "Other-123", "Eve")
        assert uuid.UUID(again) != uuid.UUID(user_id)
        assert accounts.sign_in(email, PASSWORD).user.name == "Ann"
        for address in (email, "nobody@example.com"):
            accounts.resend(address)
            accounts.forgot(address)
            with pytest.raises(WrongCredentials):
                accounts.sign_in(address, "Wrong-123")

    def test_refreshes_until_signed_out(self, accounts: Any, email: str) -> None:
        self._confirmed(accounts, email)
        session = accounts.sign_in(email, PASSWORD)
        renewed = accounts.refresh(session.refresh_token)
        assert renewed.user == session.user
        accounts.sign_out(renewed.access_token)
        with pytest.raises(NotSignedIn):
            accounts.refresh(renewed.refresh_token or session.refresh_token)
        with pytest.raises(NotSignedIn):
            accounts.profile(renewed.access_token)

    def test_resets_a_password_with_the_code(self, accounts: Any, email: str) -> None:
        self._confirmed(accounts, email)
        accounts.forgot(email)
        with pytest.raises(BadInput):
            accounts.reset(email, "000000", "Newer-123")
        accounts.reset(email, "654321", "Newer-123")
        assert accounts.sign_in(email, "Newer-123").user.email == email
        with pytest.raises(WrongCredentials):
            accounts.sign_in(email, PASSWORD)

    def test_erases_an_account(self, accounts: Any, email: str) -> None:
        self._confirmed(accounts, email)
        accounts.erase(accounts.sign_in(email, PASSWORD).access_token)
        with pytest.raises(WrongCredentials):
            accounts.sign_in(email, PASSWORD)
