"""What every Roles, Members and Shares does: one store behind the three."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from docent.errors import NotFound
from docent.gates import Member, Role
from docent.ids import new_id, now


def some_member(bot_id: str = "bot_1", email: str = "bob@example.com", role: Role = "viewer") -> Member:
    return Member(bot_id, new_id("mem"), email, role, now(), expires_at=int(time.time()) + 60)


class MembersContract:
    @pytest.fixture
    def members(self) -> Any:
        raise NotImplementedError

    def test_an_invitation_waits_for_its_address_and_lets_nobody_in(self, members: Any) -> None:
        invited = members.invite(some_member())
        assert list(members.waiting("bob@example.com")) == [invited]
        assert list(members.of_bot("bot_1")) == [invited]
        assert invited.user_id == invited.joined_at == ""
        assert members.member("bot_1", "bob") is None
        for nothing in (members.waiting("eve@example.com"), members.joined("bob"), members.of_bot("bot_2")):
            assert list(nothing) == []

    def test_who_joined_has_the_role_at_this_bot_only(self, members: Any) -> None:
        joined = members.join(members.invite(some_member(role="editor")), "bob")
        assert (joined.user_id, joined.role) == ("bob", "editor")
        assert joined.joined_at
        assert list(members.joined("bob")) == [joined]
        assert list(members.waiting("bob@example.com")) == []
        assert members.member("bot_1", "bob").role == "editor"
        assert members.member("bot_1", "eve") is None
        assert members.member("bot_2", "bob") is None

    def test_nobody_joins_twice_nor_what_is_gone(self, members: Any) -> None:
        invited = members.invite(some_member())
        members.join(invited, "bob")
        with pytest.raises(NotFound):
            members.join(invited, "eve")
        assert members.member("bot_1", "eve") is None
        members.remove("bot_1", invited.member_id)
        with pytest.raises(NotFound):
            members.join(invited, "eve")
        assert list(members.of_bot("bot_1")) == []

    def test_inviting_again_changes_the_role_and_nothing_else(self, members: Any) -> None:
        invited = members.invite(some_member())
        joined = members.join(invited, "bob")
        assert joined.expires_at == 0
        again = members.invite(replace(invited, role="owner", invited_at=now(60), expires_at=1))
        assert again == replace(joined, role="owner")
        assert members.member("bot_1", "bob").role == "owner"
        assert list(members.waiting("bob@example.com")) == []

    def test_an_invitation_that_ran_out_is_none_until_it_is_made_anew(self, members: Any) -> None:
        invited = members.invite(replace(some_member(), expires_at=int(time.time()) - 1))
        assert [*members.waiting("bob@example.com"), *members.of_bot("bot_1")] == []
        with pytest.raises(NotFound):
            members.join(invited, "bob")
        later = replace(invited, role="editor", invited_at=now(60), expires_at=int(time.time()) + 60)
        assert members.invite(later) == later
        assert list(members.waiting("bob@example.com")) == [later]
        assert members.join(later, "bob").role == "editor"

    def test_of_two_addresses_of_one_account_the_better_role_counts(self, members: Any) -> None:
        for email, role in (("a@example.com", "viewer"), ("b@example.com", "editor")):
            members.join(members.invite(some_member(email=email, role=role)), "bob")
        assert members.member("bot_1", "bob").role == "editor"

    def test_who_is_removed_is_gone_at_once(self, members: Any) -> None:
        joined = members.join(members.invite(some_member()), "bob")
        with pytest.raises(NotFound):
            members.remove("bot_2", joined.member_id)
        assert members.remove("bot_1", joined.member_id) == joined
        assert members.member("bot_1", "bob") is None
        assert list(members.joined("bob")) == []
        with pytest.raises(NotFound):
            members.remove("bot_1", joined.member_id)
