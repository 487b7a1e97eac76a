from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent import sharing
from docent.errors import BadInput, Conflict, NotFound
from docent.gates import Member
from docent.identity import User
from docent.model import Bot
from tests.contracts.bots import some_bot
from tests.contracts.members import some_member
from tests.fakes import MemoryBots
from tests.gatekeepers import MemoryMembers

BOB = User("bob", "Bob@example.com", proven=True)


@pytest.fixture
def bots() -> MemoryBots:
    return MemoryBots()


@pytest.fixture
def bot(bots: MemoryBots) -> Bot:
    bot = some_bot("ann")
    bots.create(bot)
    return bot


@pytest.fixture
def members() -> MemoryMembers:
    return MemoryMembers()


@pytest.fixture
def stores(bots: MemoryBots, members: MemoryMembers) -> dict[str, Any]:
    return {"bots": bots, "shares": members}


def test_an_invitation_counts_once_it_is_accepted(
    bot: Bot, members: MemoryMembers, stores: dict[str, Any]
) -> None:
    member = sharing.invite(bot, " BOB@example.com", "editor", members=members)
    assert (member.email, member.user_id) == ("bob@example.com", "")
    assert sharing.shared("bob", **stores) == []
    assert sharing.invitations(BOB, **stores) == [(member, bot)]
    assert sharing.accept(bot.bot_id, BOB, **stores) == (bot, "bob", "editor", member.email)
    assert sharing.shared("bob", **stores) == [(bot, "bob", "editor", member.email)]
    assert sharing.invitations(BOB, **stores) == []


@pytest.mark.parametrize(
    "other",
    [User("bob", "bob@example.com"), User("eve", "eve@example.com", proven=True)],
    ids=["not proven", "another address"],
)
def test_it_is_for_who_proved_the_address(
    bot: Bot, members: MemoryMembers, stores: dict[str, Any], other: User
) -> None:
    sharing.invite(bot, "bob@example.com", "editor", members=members)
    assert sharing.invitations(other, **stores) == []
    with pytest.raises(NotFound):
        sharing.accept(bot.bot_id, other, **stores)
    with pytest.raises(NotFound):
        sharing.decline(bot.bot_id, other, members=members, **stores)
    assert len(members.of_bot(bot.bot_id)) == 1


def test_an_address_is_invited_once_and_then_given_another_role(bot: Bot, members: MemoryMembers) -> None:
    first = sharing.invite(bot, "bob@example.com", "viewer", members=members)
    second = sharing.invite(bot, "Bob@Example.com", "owner", members=members)
    assert (second.member_id, second.role) == (first.member_id, "owner")
    assert len(members.of_bot(bot.bot_id)) == 1


def test_what_is_no_address_is_refused(bot: Bot, members: MemoryMembers) -> None:
    with pytest.raises(BadInput) as refused:
        sharing.invite(bot, "bob", "viewer", members=members)
    assert refused.value.field == "email"


def test_to_decline_is_to_be_asked_no_more(bot: Bot, members: MemoryMembers, stores: dict[str, Any]) -> None:
    sharing.invite(bot, "bob@example.com", "viewer", members=members)
    sharing.decline(bot.bot_id, BOB, members=members, **stores)
    assert members.of_bot(bot.bot_id) == []


def test_ones_own_bot_is_nothing_to_accept_or_leave(
    bots: MemoryBots, members: MemoryMembers, stores: dict[str, Any]
) -> None:
    mine = some_bot("bob")
    bots.create(mine)
    sharing.invite(mine, "bob@example.com", "viewer", members=members)
    assert sharing.invitations(BOB, **stores) == []
    with pytest.raises(NotFound, match="yours"):
        sharing.leave(mine.bot_id, "bob", members=members)


def test_who_leaves_is_gone_by_every_address(
    bot: Bot, members: MemoryMembers, stores: dict[str, Any]
) -> None:
    for email in ("a@example.com", "b@example.com"):
        members.join(members.invite(some_member(bot.bot_id, email)), "bob")
    other = members.join(members.invite(some_member(bot.bot_id)), "eve")
    assert len(sharing.shared("bob", **stores)) == 1
    sharing.leave(bot.bot_id, "bob", members=members)
    assert members.of_bot(bot.bot_id) == [other]


def test_bots_that_are_gone_or_going_are_not_shared(
    bots: MemoryBots, bot: Bot, members: MemoryMembers, stores: dict[str, Any]
) -> None:
    members.join(members.invite(some_member("bot_gone")), "bob")
    members.join(members.invite(some_member(bot.bot_id)), "bob")
    bots.change(bot.bot_id, "ann", {"erasing": True})
    assert sharing.shared("bob", **stores) == []


def test_there_is_a_most_of_members_and_of_shared_bots(
    bots: MemoryBots, bot: Bot, members: MemoryMembers, stores: dict[str, Any]
) -> None:
    for number in range(sharing.MOST_MEMBERS):
        sharing.invite(bot, f"p{number}@example.com", "viewer", members=members)
    with pytest.raises(Conflict):
        sharing.invite(bot, "one.more@example.com", "viewer", members=members)
    assert sharing.invite(bot, "p7@example.com", "editor", members=members).role == "editor"
    for number in range(sharing.MOST_SHARED):
        members.join(members.invite(some_member(f"bot_{number}")), "bob")
    other = some_bot("ann")
    bots.create(other)
    sharing.invite(other, "bob@example.com", "viewer", members=members)
    with pytest.raises(Conflict):
        sharing.accept(other.bot_id, BOB, **stores)


def test_of_two_invited_at_once_to_the_last_place_not_both_stay(bot: Bot, members: MemoryMembers) -> None:
    class Crowded(MemoryMembers):
        def invite(self, member: Member) -> Member:
            super().invite(replace(member, member_id="mem_meanwhile", email="eve@example.com"))
            return super().invite(member)

    for number in range(sharing.MOST_MEMBERS - 1):
        sharing.invite(bot, f"{number}@example.com", "viewer", members=members)
    crowded = Crowded()
    crowded.members = members.members
    with pytest.raises(Conflict):
        sharing.invite(bot, "bob@example.com", "viewer", members=crowded)
    assert len(members.of_bot(bot.bot_id)) == sharing.MOST_MEMBERS
    assert not members.waiting("bob@example.com")
