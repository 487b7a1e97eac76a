"""Two tenants over every operation of openapi.yaml: what is Ann's looks to Bob like what never was."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
import urllib3
import yaml

from local.routes import OPENAPI, function_of
from tests.caller import Answer, Person
from tests.functions.test_keys import made
from tests.functions.test_sharing import share

pytestmark = pytest.mark.cloud
METHODS = ("get", "post", "put", "patch", "delete")
# What an operation is given besides ids; each is valid, so that only whose it is can be the reason.
BODIES: Mapping[str, dict[str, Any]] = {
    "changeBot": {"name": "Mine now"},
    "search": {"query": "deposit"},
    "chat": {"message": "How much is the deposit?"},
    "makeKey": {"name": "Mine", "scopes": ["chat"]},
    "inviteMember": {"email": "mine@example.com", "role": "owner"},
    "upload": {"filename": "a.txt", "content_type": "text/plain", "size": 5},
    "uploadUrl": {"url": "https://docs.example/"},
    "checkPage": {"url": "https://docs.example/"},
    "changeChunk": {"off": True},
    "rateAnswer": {"rating": "up"},
    "addTest": {"question": "Is there a moon?", "refusal": True},
    "exportConversations": {"format": "jsonl"},
    "leaveContact": {"contact": {"name": "Mine"}},
    "uploadQa": {"pairs": [{"question": "Whose?", "answer": "Mine."}]},
}
# What names something of a bot's beside the bot.
NAMED: Mapping[str, tuple[str, ...]] = {
    "stopAnswer": ("conversation_id", "message_id"),
    "rateAnswer": ("message_id",),
    "dismissTodo": ("message_ids",),
}
# Nobody's: they are public, or of whoever signed in. Every other one has to name a bot.
OWN = {"createBot", "listBots", "health", "listModels", "importBot", "listModelNames", "listInvitations"}
# They name a bot, and no seat at it is what they ask for.
UNSEATED = {"openSession", "complete", "chatPage", "acceptInvitation", "declineInvitation"}
SITE = "https://site.example"
# What a role opens, besides what it does; everything that is not here only owners may.
VIEWER = {
    "getBot", "listDocuments", "getDocument", "getOriginal", "listChunks", "embed", "search", "chat",
    "stopAnswer", "listOwnConversations", "getOwnConversation", "forgetConversation", "openSource",
    "leaveContact", "askForPerson",
}  # fmt: skip
EDITOR = VIEWER | {
    "changeBot", "deleteDocument", "retryDocument", "upload", "uploadUrl", "uploadQa", "listConversations",
    "getConversation", "deleteConversation", "exportConversations", "listTodo", "dismissTodo",
    "rateAnswer", "listTests", "addTest", "deleteTest", "runTests",
    "changeChunk", "checkPage", "getAnalytics", "getAsked",
}  # fmt: skip
# Only of answers that were given to oneself.
TOLD = {"openSource", "getOwnConversation", "leaveContact", "askForPerson"}
LEAVE = "removeMember"  # that of others; oneself, everybody may
NO_BOT, NO_ANSWER = (404, "bot_not_found"), (404, "answer_not_found")


class Operation(NamedTuple):
    name: str
    function: str
    method: str
    resource: str
    in_body: bool

    @property
    def nothing(self) -> tuple[int, str]:
        """What it answers to strangers; an answer is rated without its bot being named."""
        return NO_ANSWER if self.name == "rateAnswer" else NO_BOT

    def call(self, person: Person, ids: Mapping[str, str], **how: str) -> Answer:
        """`how`: the origin, or a token in place of the person's own."""
        path, query, body = self.sent(ids)
        return person.call(self.function, self.method, self.resource, body, query=query, **how, **path)

    def sent(self, ids: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str], dict[str, Any]]:
        """What it is given in its path, its query and its body."""
        body = dict(BODIES.get(self.name, {}))
        for name in NAMED.get(self.name, ()):
            body[name] = [ids["message_id"]] if name == "message_ids" else ids[name]
        query = {"bot_id": ids["bot_id"]} if self.in_body else {}
        path = {name: {"n": "1", **ids}[name] for name in re.findall(r"{(\w+)}", self.resource)}
        return path, query, body | query


def operations() -> Iterator[Operation]:
    """Every operation that concerns a bot."""
    for resource, item in yaml.safe_load(OPENAPI.read_text())["paths"].items():
        for method in METHODS & item.keys():
            each = item[method]
            name, function = each["operationId"], function_of(each["x-amazon-apigateway-integration"]["uri"])
            if function != "auth" and name not in OWN | UNSEATED:
                yield Operation(name, function, method.upper(), resource, "{bot_id}" not in resource)


OPERATIONS = sorted(operations())


def seen(answer: Answer, ids: Mapping[str, str]) -> tuple[int, str]:
    """Status and body, without what is of one request only."""
    body = json.dumps(answer.json) if isinstance(answer.body, str) and answer.body else ""
    for name, value in {**ids, "request_id": answer.headers["x-request-id"]}.items():
        body = body.replace(value, f"<{name}>")
    return answer.status, body


def state(ann: Person, ids: Mapping[str, str]) -> list[Any]:
    """All that Ann sees of her bot."""
    new_each_time = ("getOriginal", "embed", "openSource", "getTransfer", "getWebhookSecret")
    gets = [each for each in OPERATIONS if each.method == "GET" and each.name not in new_each_time]
    return [each.call(ann, ids).json for each in gets]


def test_what_is_anns_looks_to_bob_like_what_never_was(
    ann: Person, stranger: Person, anns: dict[str, str]
) -> None:
    before = state(ann, anns)
    nothing = {name: f"{value.partition('_')[0]}_{'0' * 26}" for name, value in anns.items()}
    for each in OPERATIONS:
        answer, none = each.call(stranger, anns), each.call(stranger, nothing)
        assert seen(answer, anns) == seen(none, nothing), each.name
        assert (answer.status, answer.code) == each.nothing, each.name
        assert "SECRET" not in str(answer.body)
    assert state(ann, anns) == before


def test_nor_do_keys_and_visitor_tokens_of_his_open_it(
    ann: Person, stranger: Person, anns: dict[str, str]
) -> None:
    before, his = state(ann, anns), stranger.bot(allowed_origins=[SITE])
    nothing = {name: f"{value.partition('_')[0]}_{'0' * 26}" for name, value in anns.items()}
    opened = stranger.call("chat", "POST", "/api/widget/session", {"bot_id": his}, origin=SITE, token="")
    for token, origin in ((made(stranger, his)["key"], ""), (opened.json["token"], SITE)):
        for each in OPERATIONS:
            answer = each.call(stranger, anns, token=token, origin=origin)
            none = each.call(stranger, nothing, token=token, origin=origin)
            assert seen(answer, anns) == seen(none, nothing), each.name
            assert answer.status in (401, 404), each.name
    rate = next(each for each in OPERATIONS if each.name == "rateAnswer")
    for token in ("", "dk_1", "no.such.token"):
        assert rate.call(stranger, anns, token=token).status == 401
        assert rate.call(stranger, nothing, token=token).status == 401
    assert state(ann, anns) == before


def test_nor_does_what_asks_for_no_seat(ann: Person, stranger: Person, anns: dict[str, str]) -> None:
    """No page that may not, no key of another bot, nobody uninvited learns that there is one."""
    before, key = state(ann, anns), made(stranger, stranger.bot())["key"]

    def told(name: str, bot_id: str) -> tuple[int, str]:
        invitation = "/api/invitations/{bot_id}"
        asked = {"model": bot_id, "messages": [{"role": "user", "content": "How much is the deposit?"}]}
        answer = {
            "openSession": lambda: stranger.call(
                "chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE, token=""
            ),
            "complete": lambda: stranger.call("chat", "POST", "/v1/chat/completions", asked, token=key),
            "chatPage": lambda: stranger.call("chat", "GET", "/chat/{bot_id}", token="", bot_id=bot_id),
            "acceptInvitation": lambda: stranger.call("bots", "POST", invitation, bot_id=bot_id),
            "declineInvitation": lambda: stranger.call("bots", "DELETE", invitation, bot_id=bot_id),
        }[name]()
        body = str(answer.body).replace(bot_id, "<bot_id>")
        return answer.status, body.replace(answer.headers["x-request-id"], "<request_id>")

    for name in UNSEATED:
        answer = told(name, anns["bot_id"])
        assert answer == told(name, f"bot_{'0' * 26}"), name
        assert answer[0] in (403, 404), name
    assert state(ann, anns) == before


def test_nor_does_it_open_under_a_bot_of_his_own(ann: Person, stranger: Person, anns: dict[str, str]) -> None:
    before, his = state(ann, anns), stranger.bot()
    nothing = {name: f"{value.partition('_')[0]}_{'0' * 26}" for name, value in anns.items()}
    for each in OPERATIONS:
        if each.resource.count("{") < 2:
            continue
        answer = each.call(stranger, {**anns, "bot_id": his})
        none = each.call(stranger, {**nothing, "bot_id": his})
        assert seen(answer, anns) == seen(none, nothing), each.name
        assert answer.status == 404, each.name
    assert state(ann, anns) == before


@pytest.mark.parametrize(("role", "opens"), [("viewer", VIEWER), ("editor", EDITOR)])
def test_a_role_opens_what_it_is_for_and_nothing_else(
    ann: Person, stranger: Person, anns: dict[str, str], role: str, opens: set[str]
) -> None:
    anns["member_id"] = share(ann, stranger, anns["bot_id"], role)
    before, closed = state(ann, anns), [each for each in OPERATIONS if each.name not in opens]
    for each in closed:
        answer = each.call(stranger, anns)
        shut = NO_ANSWER if each.name == "rateAnswer" else (403, "role_missing")
        assert (answer.status, answer.code) == shut, each.name
    assert state(ann, anns) == before
    for each in (each for each in OPERATIONS if each.name in opens and each.method != "DELETE"):
        answer = each.call(stranger, anns)
        if each.name in TOLD:
            assert answer.code in ("source_not_found", "conversation_not_found")
        else:
            assert answer.status in (200, 201, 202, 204, 409, 422), each.name  # 422: the page is not there


def test_nobody_shares_beyond_their_own_bots(
    ann: Person, stranger: Person, people: Callable[[], Person], anns: dict[str, str]
) -> None:
    """Who was removed, or was shared another bot, is a stranger."""
    guest = people()
    other = stranger.bot()
    share(stranger, guest, other, "owner")
    anns["member_id"] = share(ann, guest, anns["bot_id"], "viewer")
    remove = next(each for each in OPERATIONS if each.name == LEAVE)
    assert remove.call(stranger, {**anns, "bot_id": other}).code == "member_not_found"
    assert remove.call(ann, anns).status == 204
    for each in OPERATIONS:
        answer = each.call(guest, anns)
        assert (answer.status, answer.code) == each.nothing, each.name


def test_lists_hold_ones_own_only(ann: Person, stranger: Person, anns: dict[str, str]) -> None:
    his = stranger.bot()
    ann.bot()
    place = ann.call("bots", "GET", "/api/bots", query={"limit": "1"}).json["next"]
    assert stranger.call("bots", "GET", "/api/bots", query={"next": place}).status == 400
    assert [bot["bot_id"] for bot in stranger.call("bots", "GET", "/api/bots").json["bots"]] == [his]
    assert his not in [bot["bot_id"] for bot in ann.call("bots", "GET", "/api/bots").json["bots"]]


def test_an_export_holds_ones_own_only(ann: Person, stranger: Person, anns: dict[str, str]) -> None:
    his = stranger.bot()
    link = stranger.call("auth", "GET", "/auth/me/export").json["url"]
    with ZipFile(io.BytesIO(urllib3.request("GET", link, timeout=60).data)) as archive:
        held = [*archive.namelist(), *(archive.read(name).decode() for name in archive.namelist())]
    assert any(his in each for each in held)
    for value in (*anns.values(), ann.email, "SECRET"):
        assert not [each for each in held if value in each]


def test_nobody_who_is_not_signed_in_gets_as_far(ann: Person, anns: dict[str, str]) -> None:
    ann.token = ""
    for each in OPERATIONS:
        assert each.call(ann, anns).status == 401, each.name
