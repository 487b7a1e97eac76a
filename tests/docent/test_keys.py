from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from docent import keys
from docent.errors import BadInput, Conflict, NotAllowed, NotSignedIn
from docent.ids import now
from docent.model import Bot
from tests.contracts.bots import some_bot
from tests.gatekeepers import MemoryKeys


@pytest.fixture
def ring() -> MemoryKeys:
    return MemoryKeys()


@pytest.fixture
def bot() -> Bot:
    return some_bot("ann")


def test_a_key_is_shown_once_and_kept_as_a_hash(ring: MemoryKeys, bot: Bot) -> None:
    key, text = keys.make(bot, "Shop", ["chat"], ring=ring)
    assert keys.is_key(text)
    assert keys.opened(text, "chat", keys=ring).key_id == key.key_id
    secret = text.split("_", 3)[3]
    assert len(secret) == 43
    assert text not in str(asdict(key))
    assert secret not in str(asdict(key))
    assert text.startswith(key.prefix)


def test_two_keys_are_never_alike(ring: MemoryKeys, bot: Bot) -> None:
    texts = {keys.make(bot, "Shop", ["chat"], ring=ring)[1] for _ in range(9)}
    assert len(texts) == 9


def test_what_is_not_a_key_of_ours_opens_nothing(ring: MemoryKeys, bot: Bot) -> None:
    _, text = keys.make(bot, "Shop", ["chat"], ring=ring)
    _, other = keys.make(bot, "Other", ["chat"], ring=ring)
    head, secret = text[:-43], other[-43:]
    wrong = (
        text[:-1] + ("a" if text[-1] != "a" else "b"), text + "a", head + secret, head, "dk_", "dk___",
        "dk_a_b", "dk_a#b_c_d", f"dk_{'a' * 99}_b_c", "dk_é_b_c",
    )  # fmt: skip
    for each in wrong:
        with pytest.raises(NotSignedIn):
            keys.opened(each, "chat", keys=ring)


def test_a_key_is_good_for_what_it_was_made_for(ring: MemoryKeys, bot: Bot) -> None:
    key, text = keys.make(bot, "Shop", ["search", "chat", "search"], ring=ring)
    assert key.scopes == ("chat", "search")
    ring.keys[bot.bot_id, key.key_id] = replace(key, scopes=("search",))
    assert keys.opened(text, "search", keys=ring)
    with pytest.raises(NotAllowed) as refused:
        keys.opened(text, "chat", keys=ring)
    assert refused.value.code == "scope_missing"
    for scopes in ([], ["chat", "admin"]):
        with pytest.raises(BadInput):
            keys.make(bot, "Shop", scopes, ring=ring)


def test_its_last_use_is_written_every_few_minutes_at_most(ring: MemoryKeys, bot: Bot) -> None:
    key, text = keys.make(bot, "Shop", ["chat"], ring=ring)
    for _ in range(3):
        keys.opened(text, "chat", keys=ring)
    assert ring.uses == 1
    ring.used(bot.bot_id, key.key_id, now(-301))
    keys.opened(text, "chat", keys=ring)
    assert ring.uses == 3


def test_a_bot_has_so_many_keys_and_no_more(ring: MemoryKeys, bot: Bot) -> None:
    for _ in range(keys.MOST_KEYS):
        keys.make(bot, "Shop", ["chat"], ring=ring)
    with pytest.raises(Conflict) as refused:
        keys.make(bot, "Shop", ["chat"], ring=ring)
    assert refused.value.code == "too_many_keys"
