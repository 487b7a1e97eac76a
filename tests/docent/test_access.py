from __future__ import annotations

from typing import Any

import pytest

from docent import access
from docent.access import LONGEST_PAGE, page_of
from docent.adapters.visitor_jwt import VisitorJwt
from docent.errors import BadInput, NotAllowed, NotFound, NotSignedIn, OriginNotAllowed
from docent.gates import Role, Visitor
from docent.model import Bot
from tests.contracts.bots import some_bot
from tests.contracts.members import some_member
from tests.fakes import MemoryBots, NamedUsers
from tests.gatekeepers import MemoryIdentities, MemoryKeys, MemoryMembers

SITE = "https://shop.example"


class Visitors(VisitorJwt):
    """VisitorTokens that leave names to the user pool."""

    def visitor(self, token: str, grace: int = 0):  # type: ignore[no-untyped-def]
        return super().visitor(token, grace) if "." in token else None


@pytest.fixture
def bots() -> MemoryBots:
    return MemoryBots()


@pytest.fixture
def bot(bots: MemoryBots) -> Bot:
    bot = some_bot("ann", allowed_origins=(SITE,))
    bots.create(bot)
    return bot


@pytest.fixture
def visitors() -> Visitors:
    return Visitors(lambda: "s" * 40)


def asked_with(bots: MemoryBots, visitors: Visitors) -> dict[str, Any]:
    users = NamedUsers("ann", "bob")
    return {
        "bots": bots, "users": users, "visitors": visitors, "keys": MemoryKeys(), "roles": MemoryMembers(),
        "identities": MemoryIdentities(),
    }  # fmt: skip


def test_a_strangers_bot_looks_like_none(bots: MemoryBots, bot: Bot) -> None:
    given: dict[str, Any] = {"bots": bots, "roles": MemoryMembers()}
    assert access.seat(bot.bot_id, "ann", "own", **given) == (bot, "ann", "owner")
    with pytest.raises(NotFound) as strange:
        access.seat(bot.bot_id, "bob", "view", **given)
    with pytest.raises(NotFound) as missing:
        access.seat("bot_none", "bob", "view", **given)
    assert (strange.value.message, strange.value.code) == (missing.value.message, missing.value.code)


@pytest.mark.parametrize(
    ("role", "rights"),
    [("viewer", {"view"}), ("editor", {"view", "edit"}), ("owner", {"view", "edit", "own"})],
)
def test_a_role_gives_its_rights_and_no_more(
    bots: MemoryBots, bot: Bot, role: Role, rights: set[str]
) -> None:
    members = MemoryMembers()
    members.join(members.invite(some_member(bot.bot_id, role=role)), "bob")
    for right in access.MAY:
        if right in rights:
            seat = access.seat(bot.bot_id, "bob", right, bots=bots, roles=members)
            assert seat == (bot, "bob", role)
        else:
            with pytest.raises(NotAllowed) as refused:
                access.seat(bot.bot_id, "bob", right, bots=bots, roles=members)
            assert refused.value.code == "role_missing"


def test_who_did_not_accept_is_a_stranger(bots: MemoryBots, bot: Bot) -> None:
    members = MemoryMembers()
    members.invite(some_member(bot.bot_id, role="owner"))
    with pytest.raises(NotFound):
        access.seat(bot.bot_id, "bob", "view", bots=bots, roles=members)


def test_a_bot_that_is_being_erased_is_there_for_erasing_only(bots: MemoryBots, bot: Bot) -> None:
    bots.change(bot.bot_id, "ann", {"erasing": True})
    members = MemoryMembers()
    members.join(members.invite(some_member(bot.bot_id, role="owner")), "bob")
    for user_id in ("ann", "bob"):
        with pytest.raises(NotFound):
            access.seat(bot.bot_id, user_id, "view", bots=bots, roles=members)
        seat = access.seat(bot.bot_id, user_id, "own", bots=bots, roles=members, erasing=True)
        assert seat.bot.bot_id == bot.bot_id


def test_owner_and_visitor_may_ask(bots: MemoryBots, bot: Bot, visitors: Visitors) -> None:
    token = visitors.issue(Visitor("vis_1", bot.bot_id, SITE), 60)
    given = asked_with(bots, visitors)
    assert access.asked_bot(bot.bot_id, "ann", "", **given)[1].kind == "owner"
    assert access.asked_bot(bot.bot_id, token, SITE, **given)[1].kind == "visitor"
    with pytest.raises(NotFound):
        access.asked_bot(bot.bot_id, "bob", "", **given)


def test_a_visitor_token_is_bound_to_bot_and_origin(bots: MemoryBots, bot: Bot, visitors: Visitors) -> None:
    other = some_bot("ann", allowed_origins=(SITE, "https://other.example"))
    bots.create(other)
    token = visitors.issue(Visitor("vis_1", bot.bot_id, SITE), 60)
    given = asked_with(bots, visitors)
    for origin in ("https://other.example", ""):
        with pytest.raises(NotSignedIn):
            access.asked_bot(bot.bot_id, token, origin, **given)
    for bot_id in (other.bot_id, "bot_none"):
        with pytest.raises(NotFound):
            access.asked_bot(bot_id, token, SITE, **given)
    bots.change(bot.bot_id, "ann", {"allowed_origins": ()})
    with pytest.raises(OriginNotAllowed):
        access.asked_bot(bot.bot_id, token, SITE, **given)


def test_a_person_may_ask_while_the_secret_that_named_them_is_the_bots(
    bots: MemoryBots, bot: Bot, visitors: Visitors
) -> None:
    given = asked_with(bots, visitors)
    identities = given["identities"] = MemoryIdentities()
    version = identities.rotate(bot.bot_id)
    token = visitors.issue(Visitor("per_1", bot.bot_id, SITE, version), 60)
    assert access.asked_bot(bot.bot_id, token, SITE, **given)[1].id == "per_1"
    for end in (identities.rotate, identities.stop):
        end(bot.bot_id)
        unnamed = visitors.issue(Visitor("per_1", bot.bot_id, SITE), 60)
        for refused in (token, unnamed):
            with pytest.raises(NotSignedIn):
                access.asked_bot(bot.bot_id, refused, SITE, **given)


@pytest.mark.parametrize(
    ("pattern", "origin", "covered"),
    [
        ("https://a.example", "https://a.example", True),
        ("https://a.example", "https://a.example:8443", False),
        ("https://*.a.example", "https://x.a.example", True),
        ("https://*.a.example", "https://x.y.a.example", True),
        ("https://*.a.example", "https://a.example", False),
        ("https://*.a.example", "https://evila.example", False),
        ("https://*.a.example", "http://x.a.example", False),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001", True),
        ("https://a.example", "", False),
    ],
)
def test_what_a_pattern_covers(pattern: str, origin: str, covered: bool) -> None:
    assert access.covers(pattern, origin) is covered


@pytest.mark.parametrize(
    ("pasted", "origin"),
    [
        ("HTTPS://Shop.Example/contact?x=1", "https://shop.example"),
        ("shop.example", "https://shop.example"),
        ("*.shop.example", "https://*.shop.example"),
        ("http://localhost:3000/", "http://localhost:3000"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://[::1]:8001", "http://[::1]:8001"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("MÜNCHEN.example", "https://xn--mnchen-3ya.example"),
        ("https://mu\u0308nchen.example", "https://xn--mnchen-3ya.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://例え。jp", "https://xn--r8jz45g.jp"),
        ("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"),
        ("https://shop.example./", "https://shop.example"),
        ("http://shop.example:080", "http://shop.example"),
        ("https://*.shop.example:8443/a", "https://*.shop.example:8443"),
        ("*.localhost", "https://*.localhost"),
        ("http://[0:0:0:0:0:0:0:1]:8001", "http://[::1]:8001"),
        ("http://[2001:DB8::0:1]", "http://[2001:db8::1]"),
        ("  https://shop.example#top ", "https://shop.example"),
    ],
)
def test_a_pasted_address_becomes_an_origin(pasted: str, origin: str) -> None:
    assert access.normalised_origin(pasted) == origin


@pytest.mark.parametrize(
    "pasted",
    ["*", "https://*", "ftp://a.example", "https://", "javascript:alert(1)", "https://a b.example",
     "a..example", "https://u:p@a.example", "https://a.example:99999", "https://a.*.example",
     "https://[::1", "<script>", "*.com", "https://*.1.1", "https://[fe80::1%25eth0]", "https://shop.example..",
     "https://*.*.example", "https://a.example:0x50", "x" * 300, "http://[::g]"],
)  # fmt: skip
def test_what_is_no_site_is_refused(pasted: str) -> None:
    with pytest.raises(BadInput) as refused:
        access.normalised_origin(pasted)
    assert refused.value.field == "allowed_origins"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://a.example/help?user=ann#top", "https://a.example/help"),
        ("https://A.example/Help", "https://a.example/Help"),
        ("https://a.example", "https://a.example"),
        ("https://b.example/help", ""),
        ("http://a.example/help", ""),
        ("javascript:alert(1)", ""),
        ("https://[", ""),
        ("", ""),
        ("https://a.example/" + "x" * 500, "https://a.example/" + "x" * (LONGEST_PAGE - 18)),
    ],
)
def test_a_page_is_told_by_its_own_origin_only_without_what_may_name_a_person(
    address: str, page: str
) -> None:
    assert page_of(address, "https://a.example") == page
    assert page_of(address, "") == ""
