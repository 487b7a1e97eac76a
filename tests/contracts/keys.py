"""What every Keys and KeyRing does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent.errors import Conflict, NotFound
from docent.gates import ERASED, ApiKey, Deed
from docent.ids import new_id, now


def some_key(bot_id: str = "bot_1", **fields: Any) -> ApiKey:
    key = ApiKey(bot_id, new_id("key"), "Shop", ("chat",), "d" * 64, "dk_1_2_abcd", now())
    return replace(key, **fields)


class KeysContract:
    @pytest.fixture
    def keys(self) -> Any:
        raise NotImplementedError

    def test_finds_a_key_under_its_bot_only(self, keys: Any) -> None:
        key = some_key(scopes=("chat", "search"))
        keys.add(key)
        assert keys.find("bot_1", key.key_id) == key
        assert keys.find("bot_2", key.key_id) is None
        assert keys.find("bot_1", "key_none") is None

    def test_lists_a_bots_keys_newest_first(self, keys: Any) -> None:
        mine = [some_key(name=str(i)) for i in range(3)]
        for key in (*mine, some_key("bot_2")):
            keys.add(key)
        assert list(keys.of_bot("bot_1")) == mine[::-1]
        assert list(keys.of_bot("bot_3")) == []

    def test_adds_no_key_twice(self, keys: Any) -> None:
        key = some_key()
        keys.add(key)
        with pytest.raises(Conflict):
            keys.add(replace(key, digest="e" * 64))
        assert keys.find("bot_1", key.key_id) == key

    def test_notes_the_last_use(self, keys: Any) -> None:
        key = some_key()
        keys.add(key)
        keys.used("bot_1", key.key_id, "2026-01-31T00:00:00.000Z")
        assert keys.find("bot_1", key.key_id).last_used_at == "2026-01-31T00:00:00.000Z"

    def test_a_removed_key_is_gone_at_once_and_stays_gone(self, keys: Any) -> None:
        key = some_key()
        keys.add(key)
        with pytest.raises(NotFound):
            keys.remove("bot_2", key.key_id)
        assert keys.remove("bot_1", key.key_id) == key
        keys.used("bot_1", key.key_id, now())
        assert keys.find("bot_1", key.key_id) is None
        with pytest.raises(NotFound):
            keys.remove("bot_1", key.key_id)


class GrantsContract:
    """`keys` and `grants` are of one store."""

    @pytest.fixture
    def keys(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def grants(self) -> Any:
        raise NotImplementedError

    def test_erases_what_lets_others_at_one_bot(self, keys: Any, grants: Any) -> None:
        for key in (some_key(), some_key(), some_key("bot_2")):
            keys.add(key)
        assert grants.erase("bot_1")["keys"] == 2
        assert grants.erase("bot_1")["keys"] == 0
        assert len(keys.of_bot("bot_2")) == 1


class IdentitiesContract:
    @pytest.fixture
    def identities(self) -> Any:
        raise NotImplementedError

    def test_a_bot_takes_nobodys_word_before_it_is_told_to(self, identities: Any) -> None:
        assert identities.version("bot_1") == 0
        first = identities.rotate("bot_1")
        assert identities.version("bot_1") == first > 0
        assert identities.version("bot_2") == 0

    def test_no_version_comes_back(self, identities: Any) -> None:
        seen = [identities.rotate("bot_1"), identities.rotate("bot_1")]
        identities.stop("bot_1")
        assert identities.version("bot_1") == 0
        seen.append(identities.rotate("bot_1"))
        assert len(set(seen)) == 3


def some_deed(bot_id: str = "bot_1", **fields: Any) -> Deed:
    deed = Deed(bot_id, new_id("deed"), "ann", "settings_changed", "name, model", now())
    return replace(deed, **fields)


class TrailContract:
    @pytest.fixture
    def trail(self) -> Any:
        raise NotImplementedError

    def test_tells_what_was_done_to_a_bot_newest_first_page_by_page(self, trail: Any) -> None:
        deeds = [some_deed(detail=detail) for detail in ("name", "", "key")]
        for deed in (*deeds, some_deed("bot_2")):
            trail.note(deed, 400)
        first = trail.of_bot("bot_1", limit=2)
        rest = trail.of_bot("bot_1", first.next, limit=2)
        assert [*first.items, *rest.items] == deeds[::-1]
        assert rest.next == ""
        assert trail.of_bot("bot_3").items == ()

    def test_what_somebody_did_stays_and_is_nobodys(self, trail: Any) -> None:
        for deed in (anns := some_deed(who="a***@e***"), some_deed(user_id="bob"), some_deed("bot_2")):
            trail.note(deed, 400)
        assert trail.anonymise("bot_1", "ann") == 1
        assert trail.anonymise("bot_1", "ann") == 0
        assert [deed.user_id for deed in trail.of_bot("bot_1").items] == ["bob", ERASED]
        assert trail.of_bot("bot_1").items[1] == replace(anns, user_id=ERASED, who="")
        assert trail.of_bot("bot_2").items[0].user_id == "ann"
