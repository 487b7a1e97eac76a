from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from docent import accounts
from docent.erasure import Places, erase
from docent.errors import NotSignedIn, Unavailable, WrongCredentials
from docent.gates import ERASED
from docent.identity import Challenge
from docent.model import Bot
from tests.contracts.bots import some_bot
from tests.contracts.conversations import some_turn
from tests.contracts.keys import some_deed
from tests.contracts.members import some_member
from tests.fakes import MemoryBots, MemoryConversations, MemoryFiles
from tests.gatekeepers import MemoryMembers, MemoryTrail
from tests.memory_accounts import MemoryAccounts

EMAIL, PASSWORD = "ann@example.com", "Secret-123"


class House:
    """A Docent in memory, and Ann's account in it."""

    def __init__(self) -> None:
        self.bots, self.files, self.members = MemoryBots(), MemoryFiles(), MemoryMembers()
        self.conversations, self.trail, self.directory = (
            MemoryConversations(),
            MemoryTrail(),
            MemoryAccounts(),
        )
        accounts.sign_up(
            EMAIL, PASSWORD, "Ann",
            admission=accounts.Admission(), policy=self.directory, registrations=self.directory,
        )  # fmt: skip
        accounts.confirm(EMAIL, "123456", registrations=self.directory)
        self.ann = self.directory.profile(self.token()).user_id

    def token(self) -> str:
        session = accounts.sign_in(EMAIL, PASSWORD, sessions=self.directory)
        assert not isinstance(session, Challenge)
        return session.access_token

    def erase_bot(self, bot: Bot) -> Mapping[str, Any]:
        self.bots.erase(bot.bot_id, bot.user_id)
        return {"bot_id": bot.bot_id, "removed": {"bots": 1, "chunks": 2}}

    def erase(self, token: str = "", **changed: Any) -> Mapping[str, Any]:
        places = Places(
            self.directory, self.bots, self.files, self.members, self.members, self.conversations,
            self.conversations, self.trail, self.erase_bot,
        )  # fmt: skip
        return erase(token or self.token(), places=replace(places, **changed))


@pytest.fixture
def house() -> House:
    return House()


def test_erases_the_bots_before_the_account(house: House) -> None:
    for _ in range(60):
        house.bots.create(some_bot(house.ann))
    house.bots.create(some_bot("bob"))
    house.files.put(f"exports/{house.ann}/1.zip", b"x", "application/zip")
    members = house.members
    members.join(members.invite(some_member("bot_bobs")), house.ann)
    members.invite(some_member("bot_eves", email=EMAIL))
    kept = members.invite(some_member("bot_eves"))
    receipt = house.erase()
    assert list(members.members.values()) == [kept]
    assert (receipt["user_id"], len(receipt["bots"]), len(house.bots.bots)) == (house.ann, 60, 1)
    assert receipt["removed"] == {
        "exports": 1, "members": 2, "bots": 60, "chunks": 120, "accounts": 1,
        "conversations": 0, "deeds_anonymised": 0,
    }  # fmt: skip
    with pytest.raises(WrongCredentials):
        house.token()


def test_takes_along_what_was_said_at_bots_of_others_and_who_did_what_there(house: House) -> None:
    house.members.join(house.members.invite(some_member("bot_bobs", role="editor")), house.ann)
    anns = [some_turn(f"msg_{n}", bot_id="bot_bobs", asker=house.ann) for n in range(2)]
    others = [
        some_turn("msg_8", bot_id="bot_bobs", conversation_id="con_8", asker="bob"),
        some_turn("msg_9", bot_id="bot_eves", conversation_id="con_9"),
    ]
    for turn in (*anns, *others):
        house.conversations.record(turn, 90)
    deeds = [some_deed("bot_bobs", user_id=house.ann), some_deed("bot_bobs", user_id="bob")]
    for deed in deeds:
        house.trail.note(deed, 400)
    removed = house.erase()["removed"]
    assert (removed["conversations"], removed["deeds_anonymised"]) == (2, 1)
    assert list(house.conversations.recorded) == others
    assert house.trail.deeds == [replace(deeds[0], user_id=ERASED), deeds[1]]


def test_an_erasure_that_was_cut_off_is_gone_on_with(house: House) -> None:
    for _ in range(2):
        house.bots.create(some_bot(house.ann))

    def first_only(bot: Bot) -> Mapping[str, Any]:
        if len(house.bots.bots) == 1:
            raise Unavailable("no time left")
        return house.erase_bot(bot)

    with pytest.raises(Unavailable):
        house.erase(erase_bot=first_only)
    house.bots.create(some_bot("bob"))
    assert house.erase(erase_bot=first_only)["removed"]["bots"] == 1
    assert [bot.user_id for bot in house.bots.bots.values()] == ["bob"]


def test_an_erasure_ends_though_its_token_goes_on_making_bots(house: House) -> None:
    token = house.token()

    def erase_bot(bot: Bot) -> Mapping[str, Any]:
        receipt = house.erase_bot(bot)
        with suppress(NotSignedIn):  # once the account is gone
            house.bots.create(some_bot(house.directory.profile(token).user_id))
        return receipt

    house.bots.create(some_bot(house.ann))
    receipt = house.erase(token, erase_bot=erase_bot)
    assert (receipt["removed"]["bots"], len(receipt["bots"]), house.bots.bots) == (2, 2, {})
