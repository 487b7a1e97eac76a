"""Writing an answer: one generator after the other until one answers, proven and without strange links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from docent import curated
from docent.cite import cited, proof
from docent.conversation import Citation, Generator, Prompt, Usage
from docent.errors import GenerationFailed
from docent.markers import unmarked
from docent.model import Passage
from docent.outlinks import LinkFilter
from docent.prompt import NO_ANSWER
from docent.purse import UNBILLED, Purse
from docent.stopwatch import Stopwatch


class Stopped(Exception):
    """Raised where nobody wants any more of the answer."""


class Writing:
    """An answer while it is being written.

    `model`: who wrote it, or began to; `cut_short`: that one broke off, and quotes follow.
    """

    def __init__(self, purse: Purse, watch: Stopwatch, stopped: Callable[[], bool] = lambda: False) -> None:
        self.text, self.model = "", "none"
        self.citations: list[Citation] = []
        self.found: Sequence[Passage] = ()  # what there was to write from
        self.answered = self.cut_short = False
        self._purse, self._watch, self._stopped, self._said = purse, watch, stopped, False

    def write(
        self, prompt: Prompt, generators: Sequence[Generator], vouched: Callable[[str], bool],
        pictured: Callable[[str], bool] | None = None,
    ) -> Iterator[str | Citation]:  # fmt: skip
        """The text as it comes, each citation before its [n]; nothing where the documents do not answer.

        Raises GenerationFailed where not even the last generator writes; what failed before is not shown.
        Raises Stopped at the next sign of life of whoever writes, once `stopped` says so.
        """
        links = LinkFilter(vouched, pictured)
        for event in cited(self._texts(prompt, generators), prompt.passages, prompt.question):
            yield from self._took(event if isinstance(event, Citation) else links.feed(event))
        yield from self._took(links.finish())

    def give(self, pair: Passage) -> Iterator[str | Citation]:
        """A curated answer, and where it stands. Who wrote it may edit the bot: its hosts are vouched for."""
        self.model, text = "curated", curated.answer(pair)
        self._watch.lap("curated")
        yield from self._took(proof(pair, text))
        links = LinkFilter(lambda host: True)
        yield from self._took(links.feed(f"{unmarked(text)} [1]") + links.finish())

    def say(self, courtesy: str) -> str:
        """What is said back where nothing was asked, by no model; nothing of it where it is empty."""
        if text := unmarked(courtesy):
            self.text, self.answered, self.model = text, True, "none"
        return text

    def _took(self, event: str | Citation) -> Iterator[str | Citation]:
        if not event:
            return
        self.answered = True
        self._watch.since_start("first_token")
        if isinstance(event, Citation):
            self.citations.append(event)
        else:
            self.text += event
        yield event

    def _texts(self, prompt: Prompt, generators: Sequence[Generator]) -> Iterator[str]:
        """A model that broke off is followed by the last generator, the quotes, in a paragraph of its own."""
        for at, generator in enumerate(generators):
            if self._said and at < len(generators) - 1:
                continue
            self._go_on()
            if not self._purse.take(generator.model, prompt):
                continue
            try:
                yield from self._spoken(generator, prompt)
            except GenerationFailed:
                if at == len(generators) - 1:
                    raise
                self.cut_short = self._said
            else:
                return

    def _spoken(self, generator: Generator, prompt: Prompt) -> Iterator[str]:
        """The generator's text; nothing at all where it says NO_ANSWER. It is paid, however it ends."""
        usage, begun, billed = Usage(), False, True
        held, gap, open_ = "", "\n\n" if self._said else "", False
        self.model = self.model if self._said else generator.model
        self._watch.lap("prompt")
        try:
            with closing(generator.generate(prompt)) as parts:  # type: ignore[type-var]
                for part in parts:
                    begun, usage = True, part if isinstance(part, Usage) else usage
                    self._go_on()
                    if isinstance(part, Usage):
                        continue
                    held = part if open_ else (held + part).lstrip()
                    open_ = open_ or not NO_ANSWER.startswith(held[: len(NO_ANSWER)])
                    if open_:
                        self._speaks()
                        yield gap + held
                        gap = ""
            if not open_ and held and not held.startswith(NO_ANSWER):
                self._speaks()
                yield gap + held
        except GenerationFailed as failure:
            billed = begun or failure.code not in UNBILLED
            raise
        finally:
            self._purse.pay(generator.model, usage, billed=billed)

    def _go_on(self) -> None:
        if self._stopped():
            raise Stopped

    def _speaks(self) -> None:
        if not self._said:
            self._watch.lap("model")
        self._said = True
