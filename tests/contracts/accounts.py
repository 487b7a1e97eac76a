"""What every store of accounts does: one class behind all ports that have to do with a person's account."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from docent.errors import BadInput, NotSignedIn, WrongCredentials
from docent.identity import Challenge, Session
from tests import totp

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

    def _token(self, accounts: Any, email: str) -> str:
        self._confirmed(accounts, email)
        token: str = accounts.sign_in(email, PASSWORD).access_token
        return token

    def test_signs_in_once_confirmed(self, accounts: Any, email: str) -> None:
        accounts.sign_up(email, PASSWORD, "Ann")
        with pytest.raises(WrongCredentials):
            accounts.sign_in(email, PASSWORD)
        accounts.confirm(email, "123456")
        session = accounts.sign_in(email, PASSWORD)
        assert (session.user.email, session.user.name, session.user.totp) == (email, "Ann", False)
        assert accounts.profile(session.access_token) == session.user
        assert session.user.proven

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

    def test_changes_a_password_for_who_knows_it(self, accounts: Any, email: str) -> None:
        token = self._token(accounts, email)
        for wrong in ("Wrong-123", ""):
            with pytest.raises(BadInput) as refused:
                accounts.change(token, wrong, "Newer-123")
            assert refused.value.field == "old_password"
        accounts.change(token, PASSWORD, "Newer-123")
        assert isinstance(accounts.sign_in(email, "Newer-123"), Session)

    def test_renames(self, accounts: Any, email: str) -> None:
        token = self._token(accounts, email)
        accounts.rename(token, "Anna")
        assert accounts.profile(token).name == "Anna"

    def test_a_new_address_counts_once_its_code_was_given(self, accounts: Any, email: str) -> None:
        token, new = self._token(accounts, email), f"new-{email}"
        with pytest.raises(BadInput):
            accounts.confirm_email(token, "123456")
        accounts.change_email(token, new)
        assert accounts.profile(token).email == email
        with pytest.raises(BadInput):
            accounts.confirm_email(token, "000000")
        accounts.confirm_email(token, "123456")
        assert accounts.profile(token).email == new
        assert isinstance(accounts.sign_in(new, PASSWORD), Session)
        with pytest.raises(WrongCredentials):
            accounts.sign_in(email, PASSWORD)

    def test_the_address_of_somebody_else_looks_like_any(self, accounts: Any, email: str) -> None:
        token, theirs = self._token(accounts, email), f"their-{email}"
        self._confirmed(accounts, theirs)
        accounts.change_email(token, theirs)
        with pytest.raises(BadInput):
            accounts.confirm_email(token, "123456")
        assert accounts.profile(token).email == email

    def test_asks_for_a_code_once_that_was_tried(self, accounts: Any, email: str) -> None:
        token = self._token(accounts, email)
        secret = accounts.begin_totp(token)
        assert isinstance(accounts.sign_in(email, PASSWORD), Session)
        with pytest.raises(BadInput):
            accounts.confirm_totp(token, totp.wrong_code(secret))
        accounts.confirm_totp(token, totp.code(secret))
        assert accounts.profile(token).totp
        challenge = accounts.sign_in(email, PASSWORD)
        assert isinstance(challenge, Challenge)
        assert challenge.kind == "totp"
        with pytest.raises(BadInput):
            accounts.answer(email, challenge, totp.wrong_code(secret))
        assert accounts.answer(email, challenge, totp.code(secret)).user.totp
        accounts.end_totp(token)
        assert accounts.sign_in(email, PASSWORD).user.totp is False

    def test_erases_an_account(self, accounts: Any, email: str) -> None:
        accounts.erase(self._token(accounts, email))
        with pytest.raises(WrongCredentials):
            accounts.sign_in(email, PASSWORD)
