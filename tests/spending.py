"""Turns of one bot on a small budget, beside a stand-in for Gemini that keeps the bill which Google would."""

from __future__ import annotations

import itertools
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple

from docent import answer
from docent.adapters.extractive import Extractive
from docent.adapters.gemini import Gemini
from docent.adapters.model_failures import Patience
from docent.answer import Delta, Rules
from docent.breaker import Breaker
from docent.conversation import Ledger, Receipt, Spending, Usage
from docent.gates import Asker
from docent.guard import Guarded
from docent.ids import now
from docent.prices import cost
from tests.fakes import MemoryConversations
from tests.gemini_server import event
from tests.library import Library
from tests.wire import listening

TEXT = "The deposit for a bike is fifty euros. It is paid back when the bike returns whole."
PIECE = "The deposit is fifty euros [1]. "
PIECE_TOKENS, THOUGHTS, PIECES = 8, 300, 10
# What becomes of one request after the other: answers, and each way of breaking off that is paid for.
ENDINGS = (
    "whole", "whole", "whole, counted at its end", "busy", "whole", "dropped, counted", "whole",
    "dropped, not counted", "whole", "dropped in its thoughts", "whole", "hung up",
)  # fmt: skip


class Spent(NamedTuple):
    """Dollars: by the model's own bill, by the ledger at the end, by the ledger at its highest.

    `short`: how many turns the ledger has less of than their model bills.
    """

    billed: float
    entered: float
    highest: float
    short: int
    answers: Mapping[str, int]
    endings: Mapping[str, int]


class Bill:
    """What a stand-in for Gemini worked for all who asked, whatever it told them of it.

    It keeps all waiting until `free` is set. It is no more than a piece ahead of a reader who goes before the
    end: what it wrote beyond that before it heard of it, nobody here could know. `over`: turns that are.
    """

    def __init__(self, turns: int) -> None:
        self.over = [threading.Event() for _ in range(turns + 1)]
        self.by_turn, self.endings, self.free = Counter[int](), Counter[str](), threading.Event()
        self._lock, self._next = threading.Lock(), itertools.cycle(ENDINGS)

    def post(self, handler: BaseHTTPRequestHandler, body: Mapping[str, Any]) -> None:
        with self._lock:
            ending = next(self._next)
            self.endings[ending] += 1
        self.free.wait(300)
        if ending == "busy":
            _begin(handler, 503, "content-length", "0")
            return
        said = json.dumps(body)
        read, turn = len(said) // 4, int(said.rpartition("(turn ")[2].partition(")")[0])
        works = partial(self._works, handler.path.rpartition("/")[2].partition(":")[0], turn)
        works(read, THOUGHTS)
        if ending != "hung up":
            _begin(handler, 200, "transfer-encoding", "chunked")
            with suppress(OSError):  # whoever asked has gone
                for count, piece in enumerate(self._pieces(works, read, ending)):
                    if count == _sent(turn):
                        self.over[turn].wait(60)
                    handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                    time.sleep(0.005)
                if ending.startswith("whole"):
                    handler.wfile.write(b"0\r\n\r\n")
                    return
        handler.close_connection = True
        with suppress(OSError):
            handler.connection.shutdown(socket.SHUT_RDWR)

    def _pieces(self, works: Callable[[int, int], None], read: int, ending: str) -> Iterator[bytes]:
        if ending == "dropped in its thoughts":
            yield event({"text": "hm", "thought": True})
            return
        counts = ending not in ("whole, counted at its end", "dropped, not counted")
        for count in range(1, PIECES + 1):
            works(0, PIECE_TOKENS)
            last = count == PIECES and ending.startswith("whole")
            told = (read, count * PIECE_TOKENS, THOUGHTS) if counts or last else (read,)
            yield event({"text": PIECE}, finish="STOP" if last else "", usage=told)

    def _works(self, model: str, turn: int, read: int, written: int) -> None:
        with self._lock:
            self.by_turn[turn] += cost(model, Usage(read, written))


class Watched:
    """A ledger that is looked at after each reservation: `most` is what it ever stood at, `entered` what each
    turn left there. Frees the model once so many have asked."""

    def __init__(self, ledger: Ledger, free: threading.Event, first: int) -> None:
        self.most, self.entered, self.turn = 0.0, Counter[int](), threading.local()
        self._ledger, self._free, self._first, self._asked = ledger, free, first, itertools.count(1)

    def reserve(self, bot_id: str, day: str, usd: float, limit: float | None) -> bool:
        taken = self._ledger.reserve(bot_id, day, usd, limit)
        self.most = max(self.most, self._ledger.spending(bot_id, day).usd)
        if next(self._asked) == self._first:
            self._free.set()
        self.entered[self.turn.number] += usd * taken
        return taken

    def settle(self, bot_id: str, day: str, usd: float, receipt: Receipt) -> None:
        self._ledger.settle(bot_id, day, usd, receipt)
        self.entered[self.turn.number] += usd

    def spending(self, bot_id: str, day: str) -> Spending:
        return self._ledger.spending(bot_id, day)


def spend(
    ledger: Ledger, model: str, turns: int, writers: int, budget: float, *, held: bool = False
) -> Spent:
    """So many turns of a bot that is set to this model, so many at a time, on a budget in dollars a day.

    Every fifth is stopped by its reader after the first words, every seventh is left. `held`: the model keeps
    all waiting until every turn has asked for money, so that all are under way at once.
    """
    library, bill = Library(threshold=0.05, budget_usd_per_day=budget), Bill(turns)
    library.read(TEXT)
    watched = Watched(ledger, bill.free, turns if held else 1)
    with listening(bill.post) as url, ThreadPoolExecutor(writers) as pool:
        gemini = Gemini("key", model, url, Patience(text=60.0))

        def ask(at: int) -> None:
            try:
                _turn(library, watched, gemini, at)
            finally:
                bill.over[at].set()

        list(pool.map(ask, range(1, turns + 1)))
    spending = ledger.spending(library.bot_id, now()[:10])
    short = sum(billed > watched.entered[at] + 1e-9 for at, billed in bill.by_turn.items())
    billed = sum(bill.by_turn.values())
    return Spent(billed, spending.usd, watched.most, short, spending.answers, bill.endings)


def _sent(turn: int) -> int:
    """How many pieces its reader is sent: who leaves does at the first, who stops is gone at the second."""
    return 1 if turn % 7 == 0 else 2 if turn % 5 == 0 else PIECES


def _turn(library: Library, ledger: Watched, gemini: Gemini, at: int) -> None:
    stop, ledger.turn.number = threading.Event(), at
    # A breaker of its own: the others' failures are no reason not to ask.
    generators = Guarded(gemini, Breaker(), lambda *_: None), Extractive(library.embedder)
    events = answer.answer(
        f"What is the deposit for a bike? (turn {at})", bot=library.bot, asker=Asker("visitor", f"vis_{at}"),
        counted=lambda: None, conversation_id="", rules=Rules(), **library.ports, documents=library.documents,
        generators=lambda hard: generators, rewriter=lambda: None, conversations=MemoryConversations(),
        ledger=ledger, read_units=lambda: 1.0, measure=lambda turn: None, stopped=stop.is_set,
    )  # fmt: skip
    with closing(events):
        for each in events:
            if isinstance(each, Delta) and at % 5 == 0:
                stop.set()
            if isinstance(each, Delta) and at % 7 == 0:
                return


def _begin(handler: BaseHTTPRequestHandler, status: int, name: str, value: str) -> None:
    handler.send_response(status)
    handler.send_header("content-type", "text/event-stream")
    handler.send_header(name, value)
    handler.end_headers()
