"""From the bot to a person: by an address that visitors write to, or a webhook that is sent the conversation.

What the webhook is sent is signed as Standard Webhooks have it: `webhook-id`, `webhook-timestamp`, and in
`webhook-signature` `v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docent import log, shapes
from docent.conversation import Contacts, ConversationLog, Turn
from docent.errors import BadInput, DocentError, DocumentRejected, NotFound, Unavailable
from docent.fields import Fields
from docent.ids import new_id, now
from docent.model import Bot
from docent.ports import Webhooks
from docent.urls import checked

WAITS = (0.5, 2.0)  # seconds between three tries
_ADDRESS = re.compile(r"[^@\s<>?&\"']{1,64}@[^@\s<>?&\"']{1,190}")


def person(given: Fields) -> Mapping[str, str]:
    """Who visitors reach; nothing where neither is named. Raises BadInput."""
    email = given.text("email", most=254, default="")
    webhook = given.text("webhook", most=2_000, default="")
    if email and not _ADDRESS.fullmatch(email):
        raise BadInput("Write `person.email` as an e-mail address, like help@example.com.", field="person")
    if webhook:
        webhook = _web_address(webhook)
    return {name: value for name, value in (("email", email), ("webhook", webhook)) if value}


def secret(deployment: str, bot_id: str) -> str:
    """The secret of a bot's webhook, derived from the deployment's, so none is stored."""
    return "whsec_" + base64.b64encode(_key(deployment, bot_id)).decode()


def pass_on(
    bot: Bot, conversation_id: str, asker: str, *,
    deployment: str, turns: ConversationLog, contacts: Contacts, webhooks: Webhooks,
    pause: Callable[[float], None], clock: Callable[[], float],
) -> None:  # fmt: skip
    """Send the bot's webhook a conversation of the asker's. Raises NotFound, Unavailable.

    `deployment`: the deployment's secret, which the webhook's is derived from.
    """
    said = log.own(bot.bot_id, conversation_id, asker, log=turns)
    if "webhook" not in bot.person:
        raise NotFound("This bot passes nobody on to a person.", code="no_webhook")
    body = json.dumps(_told(bot, said), ensure_ascii=False).encode()
    headers = _signed(body, _key(deployment, bot.bot_id), int(clock()))
    for wait in (*WAITS, None):
        if _sent(bot.person["webhook"], body, headers, webhooks):
            return contacts.pass_on(said[-1], now())
        if wait is not None:
            pause(wait)
    raise Unavailable(
        "Nobody could be reached just now. Try again in some minutes.", code="person_unreachable"
    )


def _sent(url: str, body: bytes, headers: Mapping[str, str], webhooks: Webhooks) -> bool:
    try:
        return 200 <= webhooks.post(url, body, headers) < 300
    except DocentError:  # its message names the owner's server; visitors are not told of it
        return False


def _told(bot: Bot, turns: Sequence[Turn]) -> dict[str, Any]:
    shown = ("question", "answer", "answered", "created_at", "citations")
    return {
        "type": "person_wanted", "bot_id": bot.bot_id, "name": bot.name,
        "conversation_id": turns[0].conversation_id, "contact": dict(turns[0].contact),
        "messages": [{name: shapes.turn(turn)[name] for name in shown} for turn in turns],
    }  # fmt: skip


def _signed(body: bytes, key: bytes, moment: int) -> dict[str, str]:
    message = new_id("msg")
    digest = hmac.digest(key, f"{message}.{moment}.".encode() + body, "sha256")
    return {
        "Content-Type": "application/json", "webhook-id": message, "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }  # fmt: skip


def _key(deployment: str, bot_id: str) -> bytes:
    return hmac.digest(deployment.encode(), f"webhook {bot_id}".encode(), "sha256")


def _web_address(text: str) -> str:
    try:
        url = checked(text)
    except DocumentRejected as error:
        raise BadInput(
            "`person.webhook` must be an address on the public internet.", field="person"
        ) from error
    if not url.startswith("https://"):
        raise BadInput("`person.webhook` must begin with https://.", field="person")
    return url
