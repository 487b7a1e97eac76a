"""What every Bots and BotWriter does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent.errors import BadInput, Conflict, NotFound
from docent.ids import new_id, now
from docent.model import Bot


def some_bot(user_id: str = "ann", **settings: Any) -> Bot:
    moment = now()
    return Bot(new_id("bot"), user_id, "Docs", created_at=moment, updated_at=moment, **settings)


class BotsContract:
    @pytest.fixture
    def store(self) -> Any:
        raise NotImplementedError

    def test_finds_what_was_created_and_nothing_else(self, store: Any) -> None:
        bot = some_bot(
            allowed_origins=("https://a.example",), theme={"color": "#112233"}, starters=("Hi?",),
            budget_usd_per_day=0.25, threshold=0.2, calibrated_threshold=0.125, calibrated_churn=7,
        )  # fmt: skip
        store.create(bot)
        assert store.find(bot.bot_id) == bot
        assert store.find("bot_none") is None

    def test_creates_no_bot_twice(self, store: Any) -> None:
        bot = some_bot()
        store.create(bot)
        with pytest.raises(Conflict):
            store.create(replace(bot, name="Other"))

    def test_lists_an_owners_bots_newest_first_page_by_page(self, store: Any) -> None:
        mine = [some_bot("ann", description=str(i)) for i in range(3)]
        mine = [replace(bot, created_at=f"2026-01-0{i + 1}T00:00:00.000Z") for i, bot in enumerate(mine)]
        for bot in (*mine, some_bot("bob")):
            store.create(bot)
        first = store.owned_by("ann", limit=2)
        rest = store.owned_by("ann", first.next, limit=2)
        assert [*first.items, *rest.items] == mine[::-1]
        assert rest.next == ""

    def test_lists_bots_by_id_in_the_order_asked_for(self, store: Any) -> None:
        bots = [some_bot() for _ in range(3)]
        for bot in bots:
            store.create(bot)
        asked = [bots[2].bot_id, "bot_none", bots[0].bot_id]
        assert list(store.listed(asked)) == [bots[2], bots[0]]
        assert list(store.listed([])) == []

    def test_refuses_a_token_that_is_not_its_own(self, store: Any) -> None:
        with pytest.raises(BadInput):
            store.owned_by("ann", "no token")

    def test_changes_settings_and_leaves_the_rest(self, store: Any) -> None:
        bot = some_bot(description="old", budget_usd_per_day=1.0)
        store.create(bot)
        changed = store.change(bot.bot_id, "ann", {"description": "", "budget_usd_per_day": None})
        assert changed == replace(bot, description="", budget_usd_per_day=None, updated_at=changed.updated_at)
        assert store.find(bot.bot_id) == changed

    def test_changes_and_erases_for_the_owner_only(self, store: Any) -> None:
        bot = some_bot()
        store.create(bot)
        with pytest.raises(NotFound):
            store.change(bot.bot_id, "bob", {"name": "Mine"})
        with pytest.raises(NotFound):
            store.erase(bot.bot_id, "bob")
        assert store.find(bot.bot_id) == bot

    def test_forgets_what_was_erased(self, store: Any) -> None:
        bot = some_bot()
        store.create(bot)
        store.erase(bot.bot_id, "ann")
        assert store.find(bot.bot_id) is None
        with pytest.raises(NotFound):
            store.change(bot.bot_id, "ann", {"name": "Again"})
