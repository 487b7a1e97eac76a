"""What every route that asks a bot shares: who asks, whether they may yet, and the answer's events."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from docent import access, answer, hosted, limits, metrics
from docent.answer import Events, Rules
from docent.conversation import Conversations, Ledger, Turn
from docent.gates import Asker
from docent.keys import is_key
from docent.model import Bot
from docent.web import Request
from docent.wiring import wired


class Admitted(NamedTuple):
    """A bot and who asks it. `counted` waits until the question is counted, and raises TooManyRequests."""

    bot: Bot
    asker: Asker
    counted: Callable[[], None]


def answering(
    question: str, admitted: Admitted, conversation_id: str, conversations: Conversations,
    ledger: Ledger | None = None, stopped: Callable[[], bool] = lambda: False,
) -> Events:  # fmt: skip
    """The events of an answer, of which none has happened yet; entered in this ledger, or the bot's.

    It ends early once `stopped` says so.
    """
    wires, settings = wired(), wired().settings
    bot, asker, counted = admitted
    return answer.answer(
        question, bot=bot, asker=asker, counted=counted, conversation_id=conversation_id,
        rules=Rules(settings.passages, bot.conversation_days or settings.conversation_days),
        embedder=wires.embedder, index=wires.index, chunks=wires.knowledge, documents=wires.documents,
        generators=partial(wires.generators, bot.model), rewriter=partial(wires.rewriter, bot.model),
        conversations=conversations, ledger=ledger or wires.ledger, read_units=wires.read_units(),
        measure=_measure, stopped=stopped,
    )  # fmt: skip


def _measure(turn: Turn) -> None:
    took = turn.timings_ms
    found = {"Retrieval": sum(took.get(part, 0.0) for part in ("embed", "search", "passages"))}
    said = {"FirstText": took["first_token"]} if "first_token" in took else {}
    metrics.emit(
        wired().settings.environment, **found, **said,
        Refused=int(not turn.answered and not turn.stopped), CostUsd=turn.cost_usd, ReadUnits=turn.read_units,
    )  # fmt: skip


def admitted(request: Request, bot_id: str, scope: str) -> Admitted:
    """The bot and who asks it, whose own limits let them through: that of the bot is still being counted.

    Raises what keeps them out.
    """
    keyed = is_key(request.token)
    visitor = None if keyed else wired().visitor_tokens.visitor(request.token)
    if visitor is None:
        if not keyed:
            wired().expect_account()
        bot, asker = known(request, bot_id, scope)
        return Admitted(bot, asker, begin(limits.question(bot_id, asker, "", rates())))
    # Their own token says who they are: counting need not wait for the bot. The address comes first, for
    # that makes the client which both share.
    asker = Asker("visitor", visitor.visitor_id)
    *own, everybodys = limits.question(visitor.bot_id, asker, address_of(request), rates())
    counted = begin(own)
    bot, _ = known(request, bot_id, scope)
    counted()
    return Admitted(bot, asker, begin([everybodys]))


def known(request: Request, bot_id: str, scope: str) -> tuple[Bot, Asker]:
    """The bot and who asks it, not counted. Raises what keeps them out."""
    wires = wired()
    return access.asked_bot(
        bot_id, request.token, request.origin, scope,
        bots=wires.bots, users=wires.access_tokens, visitors=wires.visitor_tokens,
        identities=wires.identities, keys=wires.keys, roles=wires.members, own=own_origin(),
    )  # fmt: skip


def beside_asking(request: Request, bot_id: str) -> tuple[Bot, Asker]:
    """The bot and who does something else than ask it: of a visitor, their network is counted."""
    bot, asker = known(request, bot_id, "chat")
    if asker.kind == "visitor":
        begin(limits.aside(address_of(request), rates()))()
    return bot, asker


def own_origin() -> str:
    """The origin of bots' own pages."""
    return hosted.origin(wired().settings.api_url)


def begin(buckets: Sequence[limits.Bucket]) -> Callable[[], None]:
    """Begin to count this call; what comes back waits for it, and raises TooManyRequests."""
    return limits.begin(buckets, limits=wired().limits, clock=time.time)


def address_of(request: Request) -> str:
    """Whose address this is, hashed with the salt of the day."""
    return limits.anonymous(request.address(wired().settings.trusted_hops), salts=wired().limits)


def rates() -> limits.Rates:
    """How many questions a minute the settings allow."""
    settings = wired().settings
    return limits.Rates(
        settings.questions_per_address, settings.questions_per_visitor,
        settings.questions_per_bot, settings.questions_per_builder,
    )  # fmt: skip
