from __future__ import annotations

from docent import trail
from docent.gates import Doer
from tests.contracts.bots import some_bot
from tests.contracts.keys import some_deed
from tests.contracts.members import some_member
from tests.gatekeepers import MemoryMembers, MemoryTrail


def test_what_is_noted_is_cut_to_length() -> None:
    kept = MemoryTrail()
    trail.note("bot_1", "ann", "settings_changed", "x" * 300, "ann@example.com", trail=kept)
    (deed,) = kept.deeds
    assert (deed.user_id, deed.action, len(deed.detail)) == ("ann", "settings_changed", 200)
    assert deed.who == "a***@e***"


def test_a_reader_is_told_who_it_was_as_far_as_they_share_the_bot() -> None:
    bot, members = some_bot("ann"), MemoryMembers()
    members.join(members.invite(some_member(bot.bot_id, "bob@example.com")), "bob")
    members.invite(some_member(bot.bot_id, "eve@example.com"))
    to_ann, to_bob = (trail.doers(bot, reader, members=members) for reader in ("ann", "bob"))
    anns, bobs = some_deed(user_id="ann"), some_deed(user_id="bob", who="b***@e***")
    assert to_ann(anns) == to_bob(bobs) == Doer("you")
    assert to_bob(anns) == Doer("maker")
    assert to_ann(bobs) == Doer("member", "bob@example.com")
    assert to_ann(some_deed(user_id="eve", who="e***@e***")) == Doer("gone", "e***@e***")
